"""Signals that end a process, as an event loop gets them."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING

from newscrawl.runner import stop_signals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def signals_in_loop(on_signal: Callable[[int], None]) -> Iterator[None]:
    """Call a function in the running event loop when the first SIGINT, SIGTERM or SIGHUP comes.

    A signal that comes too late for the loop is passed to the function at the end of the block.
    """
    loop, came = asyncio.get_running_loop(), list[int]()

    def pass_on() -> None:
        if came:
            on_signal(came.pop())

    def wake(number: int) -> None:
        came.append(number)
        loop.call_soon_threadsafe(pass_on)

    with stop_signals.handled_by(wake):
        try:
            yield
        finally:
            pass_on()
