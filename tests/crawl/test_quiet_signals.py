"""Signals of a crawler: quiet where nobody listens, and Scrapy's wherever somebody does."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from pydispatch import dispatcher  # type: ignore[import-untyped]
from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import StopDownload
from scrapy.signalmanager import SignalManager
from twisted.python.failure import Failure

from newscrawl.extensions.signals import QuietSignals


@pytest.fixture
def quiet() -> QuietSignals:
    return QuietSignals(Crawler(Spider))


@pytest.mark.parametrize("how", ["this signal", "any signal", "any sender"])
def test_every_kind_of_receiver_is_called(quiet: QuietSignals, how: str) -> None:
    heard: list[Any] = []

    def receiver(item: Any) -> str:
        heard.append(item)
        return "heard"

    if how == "any sender":
        dispatcher.connect(receiver, signals.item_scraped, sender=dispatcher.Any)
    else:
        quiet.connect(receiver, signals.item_scraped if how == "this signal" else dispatcher.Any)
    assert [answer for _, answer in quiet.send_catch_log(signals.item_scraped, item=1)] == ["heard"]
    assert [answer for _, answer in asyncio.run(quiet.send_catch_log_async(signals.item_scraped, item=2))] == ["heard"]
    assert heard == [1, 2]


def test_a_signal_without_a_receiver_has_no_answers(quiet: QuietSignals) -> None:
    def receiver() -> None:
        raise AssertionError

    quiet.connect(receiver, signals.item_dropped)
    assert quiet.send_catch_log(signals.item_scraped, item=1) == []
    assert asyncio.run(quiet.send_catch_log_async(signals.item_scraped, item=1)) == []
    quiet.disconnect(receiver, signals.item_dropped)
    assert quiet.send_catch_log(signals.item_dropped) == []


class Listener:
    """Receivers of every kind: some take few arguments, some any, some fail, some are awaited."""

    def few(self, item: int) -> int:
        return item + 1

    def none(self) -> str:
        return "none"

    def any_name(self, **named: Any) -> list[str]:
        return sorted(named)

    def fails(self, item: int) -> int:
        raise ValueError(item)

    def stops(self) -> None:
        raise StopDownload

    async def awaited(self, item: int, sender: object) -> tuple[int, bool]:
        await asyncio.sleep(0)
        return item, isinstance(sender, Crawler)

    async def fails_later(self) -> None:
        await asyncio.sleep(0)
        raise KeyError("later")


def plain(answers: list[tuple[Any, Any]]) -> list[tuple[str, str]]:
    """Return answers as text, in an order that does not depend on the table of receivers; errors by type and message."""
    found = []
    for receiver, answer in answers:
        value = answer.value if isinstance(answer, Failure) else answer
        found.append((receiver.__name__, f"{type(answer).__name__} {value!r}"))
    return found


def outcomes(kind: type[SignalManager], names: list[str], caplog: pytest.LogCaptureFixture) -> list[Any]:
    """Return the answers of receivers to a signal that is sent in both ways, and the messages that were logged."""
    crawler, listener = Crawler(Spider), Listener()
    manager = kind(crawler)
    for name in names:
        manager.connect(getattr(listener, name), signals.item_scraped)
    caplog.clear()
    both = [
        plain(manager.send_catch_log(signals.item_scraped, item=1, spider=None)) if "awaited" not in names else [],
        plain(manager.send_catch_log(signals.item_scraped, item=1, dont_log=ValueError)) if "fails" in names else [],
        plain(asyncio.run(manager.send_catch_log_async(signals.item_scraped, item=2, spider=None))),
    ]
    return [*both, [(record.levelname, record.msg, bool(record.exc_info)) for record in caplog.records]]


@pytest.mark.parametrize(
    "names",
    [["few", "none", "any_name"], ["fails", "few"], ["stops", "none"], ["awaited", "few", "fails_later", "none"]],
)
def test_receivers_are_called_and_their_errors_logged_as_in_scrapy(
    names: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    assert outcomes(QuietSignals, names, caplog) == outcomes(SignalManager, names, caplog)


def test_a_receiver_that_is_gone_is_not_called(quiet: QuietSignals) -> None:
    listener = Listener()
    quiet.connect(listener.none, signals.item_scraped)
    assert len(quiet.send_catch_log(signals.item_scraped)) == 1
    del listener
    assert quiet.send_catch_log(signals.item_scraped) == []
