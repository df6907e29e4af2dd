"""Pages that were not there are looked at again, ever more rarely, as long as a source offers them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

import pytest

from newscrawl.discover import Link
from newscrawl.items import Hints
from newscrawl.policy.frontier import Frontier
from newscrawl.state import KnownAddress, Settled, Status, address_key
from tests.policy.test_crawl import NOW, SITE, FakeState

URL: Final = "https://bao.vn/bai-1001.html"
HOUR: Final = 3600
SEEN: Final = int(NOW.timestamp())
"""When a source offered the address first."""


def taken(*, reason: str, looked: int, now: int, status: Status = Status.GONE, revives: bool = True) -> bool:
    """Whether the address is fetched ``now`` hours after it was seen first, if it was ``looked`` at last after as many hours."""
    key = address_key(URL)
    state = FakeState(
        addresses={key: KnownAddress(status, None)}, gone={key: Settled(reason, SEEN, SEEN + looked * HOUR)}
    )
    frontier = Frontier(SITE, since=None, until=None, max_addresses=10)
    choice = frontier.choose(
        [Link(URL, Hints(source="listing"))], state, now=NOW + timedelta(hours=now), revives=revives
    )
    assert choice.fates == ({"taken": 1} if choice.wanted else {"known": 1})
    assert all(address.tries_before == 1 for address in choice.wanted)
    return bool(choice.wanted)


@pytest.mark.parametrize(
    ("looked", "now", "again"), [(0, 1, True), (1, 2, True), (2, 3, False), (2, 4, True), (48, 95, False)]
)
def test_each_look_comes_after_twice_the_time(looked: int, now: int, again: bool) -> None:  # noqa: FBT001 - a row of a table
    assert taken(reason="http_404", looked=looked, now=now) is again


@pytest.mark.parametrize(
    "changes",
    [{"reason": "paywall_stub", "status": Status.REJECTED}, {"reason": "http_404", "revives": False}],
    ids=["a page for subscribers", "a sitemap"],
)
def test_what_speaks_for_the_page_is_settled(changes: dict[str, Any]) -> None:
    assert not taken(looked=0, now=99, **changes)


@pytest.mark.parametrize(("now", "again"), [(20, False), (30, True)])
def test_a_page_without_text_rests_a_day(now: int, again: bool) -> None:  # noqa: FBT001 - a row of a table
    assert taken(reason="no_body", looked=1, now=now, status=Status.REJECTED) is again


def test_an_error_page_that_answered_200_may_come_back() -> None:
    assert taken(reason="not_found_page", looked=1, now=2, status=Status.REJECTED)
