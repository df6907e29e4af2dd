"""Signals that cost nothing where nobody listens, and little where somebody does."""

from __future__ import annotations

import asyncio
import logging
from functools import lru_cache
from inspect import CO_VARKEYWORDS, isawaitable
from types import CodeType, FunctionType, MethodType
from typing import TYPE_CHECKING, Any
from weakref import ReferenceType

from pydispatch import dispatcher  # type: ignore[import-untyped]
from pydispatch.robustapply import robustApply  # type: ignore[import-untyped]
from pydispatch.saferef import BoundMethodWeakref  # type: ignore[import-untyped]
from scrapy.exceptions import StopDownload
from scrapy.signalmanager import SignalManager
from scrapy.utils.defer import ensure_awaitable
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


def with_quiet_signals(crawler: Crawler) -> Crawler:
    """Give a crawler that has no receivers yet signals that cost nothing where nobody listens; return it."""
    crawler.signals = QuietSignals(crawler)
    return crawler


class QuietSignals(SignalManager):
    """Scrapy's signals of a crawler, with a shorter way to the receivers.

    Scrapy sends nine signals for each page, and most of them have no receiver. For the others it asks four tables, reads the
    signature of each receiver, and makes a task of each where the receivers may be awaited.
    """

    def send_catch_log(self, signal: Any, **kwargs: Any) -> list[tuple[Any, Any]]:
        """Send a signal as Scrapy does."""
        if not self._has_plain_receivers(kwargs):
            return super().send_catch_log(signal, **kwargs)
        unlogged = kwargs.pop("dont_log", ())
        unlogged = (*unlogged, StopDownload) if isinstance(unlogged, (list, tuple)) else (unlogged, StopDownload)
        results: list[tuple[Any, Any]] = []
        for receiver in self._receivers(signal):
            try:
                result = self._call(receiver, signal, kwargs)
                if isinstance(result, Deferred):
                    self._log("Cannot return deferreds from signal handler: %(receiver)s", receiver, kwargs)
            except unlogged:
                result = Failure()  # type: ignore[no-untyped-call] # Twisted's
            except Exception:  # noqa: BLE001 - a receiver may raise anything
                result = Failure()  # type: ignore[no-untyped-call] # Twisted's
                self._log("Error caught on signal handler: %(receiver)s", receiver, kwargs, is_error=True)
            results.append((receiver, result))
        return results

    async def send_catch_log_async(self, signal: Any, **kwargs: Any) -> list[tuple[Any, Any]]:
        """Send a signal as Scrapy does, and wait for its receivers. Those that are awaited run side by side."""
        if "dont_log" in kwargs or not self._has_plain_receivers(kwargs):
            return await super().send_catch_log_async(signal, **kwargs)
        results: list[tuple[Any, Any]] = []
        awaited: dict[int, Awaitable[Any]] = {}
        for receiver in self._receivers(signal):
            try:
                result = self._call(receiver, signal, kwargs)
            except Exception as error:  # noqa: BLE001 - a receiver may raise anything
                result = error
                self._log("Error caught on signal handler: %(receiver)s", receiver, kwargs, is_error=True)
            else:
                if isinstance(result, Deferred) or isawaitable(result):
                    awaited[len(results)] = self._awaited(ensure_awaitable(result), receiver, kwargs)
            results.append((receiver, result))
        ended = await asyncio.gather(*awaited.values()) if awaited else ()
        for place, result in zip(awaited, ended, strict=True):
            results[place] = (results[place][0], result)
        return results

    async def _awaited(self, result: Awaitable[Any], receiver: Any, kwargs: dict[str, Any]) -> Any:
        """Return the result of a receiver, or its error."""
        try:
            return await result
        except Exception as error:  # noqa: BLE001 - a receiver may raise anything
            self._log("Error caught on signal handler: %(receiver)s", receiver, kwargs, is_error=True)
            return error

    def _has_plain_receivers(self, kwargs: dict[str, Any]) -> bool:
        """Return whether all receivers listen to one signal of this crawler, as those of Scrapy do."""
        of_own = dispatcher.connections.get(id(self.sender), ())
        return (
            "sender" not in kwargs
            and not dispatcher.connections.get(id(dispatcher.Any))
            and dispatcher.Any not in of_own
        )

    def _receivers(self, signal: Any) -> Iterator[Callable[..., Any]]:
        """Yield the receivers of a signal that still exist."""
        for found in tuple(dispatcher.connections.get(id(self.sender), {}).get(signal, ())):
            receiver = found() if isinstance(found, (ReferenceType, BoundMethodWeakref)) else found
            if receiver is not None:
                yield receiver

    def _call(self, receiver: Callable[..., Any], signal: Any, kwargs: dict[str, Any]) -> Any:
        """Call a receiver with those arguments that it takes."""
        function = receiver.__func__ if isinstance(receiver, MethodType) else receiver
        if not isinstance(function, FunctionType):
            return robustApply(receiver, signal=signal, sender=self.sender, **kwargs)
        named = {"signal": signal, "sender": self.sender, **kwargs}
        names = _names(function.__code__)
        if names is None:
            return receiver(**named)
        # The name of a method's own object is among its names, too. No signal has an argument of this name.
        return receiver(**{name: named[name] for name in names if name in named})

    def _log(self, message: str, receiver: Any, kwargs: dict[str, Any], *, is_error: bool = False) -> None:
        logger.error(message, {"receiver": receiver}, exc_info=is_error, extra={"spider": kwargs.get("spider")})


@lru_cache
def _names(code: CodeType) -> tuple[str, ...] | None:
    """Return the names of the arguments of a function that may be given by position; ``None`` if it takes any name."""
    return None if code.co_flags & CO_VARKEYWORDS else code.co_varnames[: code.co_argcount]
