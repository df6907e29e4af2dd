"""The end of a site's crawl: what it keeps of earlier runs."""

from __future__ import annotations

from datetime import UTC, datetime

from newscrawl.archive.site_end import _not_in_future
from newscrawl.report.crawl_stats import Counts
from newscrawl.state import clock


def test_a_run_that_a_wrong_clock_dated_is_not_the_last_one_until_that_time() -> None:
    past = Counts(crawl_id="a", finished="2026-03-01T08:00:00+07:00")
    ahead = Counts(crawl_id="b", finished="2027-03-01T08:00:00+07:00", since="2027-02-01T08:00:00+07:00")
    with clock.overridden_by(lambda: datetime(2026, 3, 2, 1, tzinfo=UTC)):
        first, second = _not_in_future([past, ahead])
    assert first is past
    assert (second.finished, second.since) == ("2026-03-02T07:59:59+07:00",) * 2
