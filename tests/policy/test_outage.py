"""Whether the pages or the site are at fault: decided at the end of a run, from all its pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import pytest

from newscrawl import dates
from newscrawl.policy import commands as c
from newscrawl.policy.outage import Outage, pause
from newscrawl.state import Address, Status

if TYPE_CHECKING:
    from newscrawl.policy.commands import Command

NOW: Final = datetime(2026, 3, 2, 1, tzinfo=UTC)


def address(number: int, *, tries: int = 0, is_deferred: bool = False) -> Address:
    return Address(key=number, url=f"https://bao.vn/{number}.html", tries=tries, is_deferred=is_deferred)


def outage(*, read: int = 0, known_articles: int = 0, last_reason: str = "no_body") -> Outage:
    """A run after others; what failed before did so for ``last_reason``."""
    found = Outage(known_articles=known_articles, is_judged=True, last_reason=lambda _: last_reason)
    for _ in range(read):
        found.note_read()
    return found


def unread(run: Outage, *addresses: Address, is_revisit: bool = False) -> list[Command]:
    return [
        command
        for found in addresses
        for command in run.unread(found, "no_body", [(found.key, "later")], is_revisit=is_revisit, now=NOW)
    ]


def failed(run: Outage, *addresses: Address) -> list[Command]:
    return [command for found in addresses for command in run.failed(found, "timeout", is_revisit=False, now=NOW)]


def settled(run: Outage) -> list[Command]:
    return list(run.settle(now=NOW))


def at(hours: int) -> str:
    return dates.rfc3339(NOW + timedelta(hours=hours))


def test_an_unread_page_rests_until_the_run_ends() -> None:
    run = outage(read=2)
    assert unread(run, address(1)) == [c.Defer(1, 1, at(1), "no_body")]
    assert settled(run) == [c.Defer(1, 1, None, "no_body")], "the next run looks at it again"
    run = outage(read=2)
    unread(run, address(1, tries=1))
    assert settled(run) == [c.ScheduleRevisits([(1, "later")]), c.SetStatus(1, Status.REJECTED, "no_body")]


@pytest.mark.parametrize(
    ("reason", "looks"), [("empty", 5), ("no_body", 2), ("not_found_page", 2), ("section_page", 1)]
)
def test_a_page_that_may_have_been_at_fault_for_a_moment_is_looked_at_again(reason: str, looks: int) -> None:
    for tries in range(looks):
        run = outage(read=2)
        list(run.unread(address(1, tries=tries), reason, [], is_revisit=False, now=NOW))
        is_last = tries + 1 == looks
        final = c.SetStatus(1, Status.REJECTED, reason) if is_last else c.Defer(1, tries + 1, None, reason)
        assert settled(run) == [final]


def test_pages_that_were_without_an_article_before_are_no_outage() -> None:
    run = outage(known_articles=10)
    unread(run, address(1, tries=1), address(2, tries=1))
    lost(run, address(3, tries=1), address(4, tries=1))
    assert of_status(settled(run)) == [
        (3, Status.GONE), (4, Status.GONE), (1, Status.REJECTED), (2, Status.REJECTED)
    ]  # fmt: skip


@pytest.mark.parametrize(("read", "count", "is_broken"), [(0, 2, False), (0, 3, True), (3, 3, False), (3, 4, True)])
def test_a_site_that_sends_most_addresses_home_is_broken(*, read: int, count: int, is_broken: bool) -> None:
    run = outage(read=read)
    for found in map(address, range(count)):
        list(run.unread(found, "section_page", [], is_revisit=False, now=NOW, led_away=True))
    commands = settled(run)
    assert (c.Count("broken/section_page", count) in commands) is is_broken
    assert (c.Defer(0, 1, None, "section_page") in commands) is not is_broken, "nothing is lost at the first look"


@pytest.mark.parametrize(("read", "count", "is_broken"), [(0, 1, True), (1, 2, True), (2, 2, False), (9, 54, True)])
def test_most_pages_decide(*, read: int, count: int, is_broken: bool) -> None:
    run = outage(read=read)
    unread(run, *map(address, range(count)))
    commands = settled(run)
    assert (c.Count("broken/no_body", count) in commands) is is_broken
    assert any(isinstance(command, c.PostponeDeferred) for command in commands) is is_broken


def test_one_page_of_a_site_that_was_read_before_is_asked_again_before_it_is_an_outage() -> None:
    run = outage(known_articles=10)
    unread(run, address(1))
    assert settled(run) == [c.PostponeDeferred(at(1), 1)]
    run = outage(known_articles=10)
    unread(run, address(1, tries=1, is_deferred=True))
    assert settled(run) == [c.Count("broken/no_body", 1), c.PostponeDeferred(at(2), 2)]


def test_a_known_article_keeps_its_status_in_an_outage() -> None:
    run = outage()
    assert unread(run, address(1), is_revisit=True) == []
    assert not any(isinstance(command, c.SetStatus | c.Defer | c.ScheduleRevisits) for command in settled(run))


def test_failures_of_an_outage_are_never_given_up() -> None:
    run = outage()
    assert failed(run, address(1), address(2, tries=3), address(3, tries=8, is_deferred=True)) == [
        c.RecordFailure(1, "timeout"),
        c.RecordFailure(2, "timeout"),
        c.Defer(3, 9, at(24), "timeout"),
    ]
    # The second failed in an earlier run in which the others were read: it counts its tries.
    assert settled(run) == [
        c.Defer(1, 1, at(1), "timeout"),
        c.Defer(3, 9, at(24), "timeout"),
        c.PostponeDeferred(at(24), 9),
    ]


def test_a_failure_after_an_outage_counts_its_tries_from_one() -> None:
    run = outage(read=5)
    failed(run, address(1, tries=8, is_deferred=True), address(2))
    assert settled(run) == [c.Defer(1, 1, None, "timeout")]


def test_pauses_double_up_to_a_day() -> None:
    assert [pause(tries) // timedelta(hours=1) for tries in (0, 1, 2, 3, 5, 6, 99)] == [1, 1, 2, 4, 16, 24, 24]


def test_a_crawl_of_one_page_is_not_judged() -> None:
    run = Outage(known_articles=0, is_judged=False, last_reason=lambda _: "")
    assert not run.is_open("no_body")
    assert failed(run, address(1)) == [c.RecordFailure(1, "timeout")]
    assert settled(run) == []


def test_what_speaks_for_the_page_alone_is_settled_at_once() -> None:
    assert not outage().is_open("http_410")
    assert not outage().is_open("paywall_stub")
    assert outage(known_articles=1).is_open("paywall_stub")


def lost(run: Outage, *addresses: Address, is_old: bool = False) -> list[Command]:
    return [c for found in addresses for c in run.lost(found, [(found.key, "later")], is_old=is_old, now=NOW)]


def test_pages_that_are_all_gone_are_an_outage() -> None:
    run = outage()
    assert run.may_return("http_404")
    assert not run.may_return("http_410")
    assert lost(run, address(1), address(2)) == [c.Defer(n, 1, at(1), "http_404") for n in (1, 2)]
    assert settled(run) == [c.Count("broken/http_404", 2), c.PostponeDeferred(at(1), 1)]


@pytest.mark.parametrize("is_old", [False, True])
@pytest.mark.parametrize(("read", "count"), [(0, 1), (1, 3)])
def test_pages_are_gone_if_another_was_read_or_they_are_few(*, read: int, count: int, is_old: bool) -> None:
    for tries in (0, 1):
        run = outage()
        lost(run, *(address(n, tries=tries) for n in range(count)), is_old=is_old)
        for _ in range(read):
            run.note_read()
        commands = settled(run)
        assert not [command for command in commands if isinstance(command, c.Count)]
        if tries or is_old:
            assert of_status(commands) == [(n, Status.GONE) for n in range(count)]
        else:
            assert commands == [c.Defer(n, 1, None, "http_404") for n in range(count)], "it may only be late"


def test_a_page_that_is_gone_while_others_are_read_is_looked_at_once_more() -> None:
    assert lost(outage(read=1), address(1)) == [c.Defer(1, 1, None, "http_404")]
    assert lost(outage(read=1), address(1), is_old=True)[-1] == c.SetStatus(1, Status.GONE, "http_404")


def of_status(commands: list[Command]) -> list[tuple[int, Status]]:
    return [(command.key, command.status) for command in commands if isinstance(command, c.SetStatus)]


def test_a_failure_of_the_network_was_no_look_at_the_page() -> None:
    run = outage(read=5, last_reason="timeout")
    unread(run, address(1, tries=1))
    assert settled(run) == [c.Defer(1, 2, None, "no_body")]


def test_what_an_outage_showed_was_no_look_at_the_page() -> None:
    run = outage(read=5)
    unread(run, address(1, tries=8, is_deferred=True))
    assert settled(run) == [c.Defer(1, 1, None, "no_body")]


def test_pages_that_failed_before_and_give_no_article_now_are_an_outage() -> None:
    run = outage(known_articles=10, last_reason="http_500")
    unread(run, address(1, tries=1), address(2, tries=1))
    assert c.Count("broken/no_body", 2) in settled(run)
