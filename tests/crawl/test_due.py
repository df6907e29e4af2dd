"""When a scheduled site is crawled next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, cast

import pytest

from newscrawl.runner.scheduled_site import ScheduledSite
from newscrawl.sites import Site

if TYPE_CHECKING:
    from newscrawl.state import OpenedStore

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)


@dataclass
class _Stored:
    """A state in which one time is stored."""

    first: datetime

    def next_due(self, site: str, *, revisits: bool) -> str:
        assert (site, revisits) == ("bao", False)
        return self.first.isoformat()


@pytest.mark.parametrize(
    ("stored", "due"),
    [
        (timedelta(hours=1), timedelta(hours=1)),
        (timedelta(days=7), timedelta(days=7)),
        (timedelta(days=400), timedelta(0)),
    ],
)
def test_a_time_further_away_than_any_interval_is_wrong(stored: timedelta, due: timedelta) -> None:
    """The clock was wrong when it was stored; without this the site would rest until then, with the status ok."""
    site = ScheduledSite(Site(name="bao", publisher="Báo", home="https://bao.example/"), {}, {})
    assert site.due(cast("OpenedStore", _Stored(NOW + stored)), now=NOW) == NOW + due
