"""What a run shows of its site, in words that are true of it."""

from __future__ import annotations

import pytest

from newscrawl.report.status import SiteStatus, run_status
from tests.report.test_accounts import report


@pytest.mark.parametrize(
    ("counts", "status", "cause"),
    [
        (
            {"failed/http_403": 1, "source/home/failed": 1},
            SiteStatus.BLOCKED,
            "the site refuses requests: http_403 1",
        ),
        (
            {"source/home/soft_block": 1},
            SiteStatus.BLOCKED,
            "the site answers with a challenge, a captcha or a maintenance page: home/soft_block 1",
        ),
        (
            {"source/feed/ok": 1, "rejected/login_wall": 3},
            SiteStatus.BLOCKED,
            "the site asks for a login in the place of articles: login_wall 3",
        ),
        ({"failed/timeout": 2}, SiteStatus.DEAD, "nothing can be fetched: timeout 2"),
        (
            {"source/feed/ok": 1, "failed/http_500": 3, "failed_pages": 3},
            SiteStatus.DEAD,
            "the sources are read, and no article can be fetched: http_500 3",
        ),
        (
            {"source/home/robots_forbidden": 1},
            SiteStatus.BROKEN,
            "no article was found: robots.txt forbids its sources: home/robots_forbidden 1",
        ),
        (
            {"source/home/ok": 1, "source/feed/html": 1},
            SiteStatus.BROKEN,
            "no article was found: sources could not be read: feed/html 1",
        ),
        ({"source/home/ok": 1}, SiteStatus.BROKEN, "no article was found: its sources offer no address: home/ok 1"),
    ],
)
def test_the_cause_is_what_the_run_met(counts: dict[str, int], status: SiteStatus, cause: str) -> None:
    found = run_status(report(**counts))
    assert (found.status, found.cause) == (status, cause)
