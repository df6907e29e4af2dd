"""Signals of a crawler: quiet where nobody listens, and Scrapy's wherever somebody does."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from pydispatch import dispatcher  # type: ignore[import-untyped]
from scrapy import Spider, signals
from scrapy.crawler import Crawler

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
