"""Signals that cost nothing where nobody listens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydispatch import dispatcher  # type: ignore[import-untyped]
from scrapy.signalmanager import SignalManager

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy.crawler import Crawler


def with_quiet_signals(crawler: Crawler) -> Crawler:
    """Give a crawler that has no receivers yet signals that cost nothing where nobody listens; return it."""
    crawler.signals = QuietSignals(crawler)
    return crawler


class QuietSignals(SignalManager):
    """Scrapy's signals of a crawler, which looks for receivers before it prepares to call them.

    Scrapy sends nine signals for each page, and most of them have no receiver.
    """

    def send_catch_log(self, signal: Any, **kwargs: Any) -> list[tuple[Any, Any]]:
        """Send a signal as Scrapy does."""
        return super().send_catch_log(signal, **kwargs) if self._is_heard(signal, kwargs) else []

    async def send_catch_log_async(self, signal: Any, **kwargs: Any) -> list[tuple[Any, Any]]:
        """Send a signal as Scrapy does, and wait for its receivers."""
        return await super().send_catch_log_async(signal, **kwargs) if self._is_heard(signal, kwargs) else []

    def _is_heard(self, signal: Any, kwargs: Mapping[str, Any]) -> bool:
        """Return whether there may be a receiver of a signal."""
        sender = kwargs.get("sender", self.sender)
        # The keys of the table: receivers of this sender, and of any sender.
        for key in (id(sender), id(dispatcher.Any)):
            receivers = dispatcher.connections.get(key)
            if receivers and (signal in receivers or dispatcher.Any in receivers):
                return True
        return False
