r"""Ends the process within seconds of SIGINT, SIGTERM or SIGHUP, whatever it is doing.

The first signal ends the command: it raises :class:`Interrupted` in the main thread, or calls the function that a crawl has
registered. The second one ends the process at once. So does a thread when :data:`MAX_STOP_SECONDS` have passed since the
first: the main thread may be in a call that no Python code can leave, such as the resolution of a host name.

SIGHUP comes when the terminal is closed, often twice: from the kernel and from the shell. So it never counts as the second
signal, and it changes nothing where it is ignored (``nohup``). SIGQUIT (Ctrl-\) keeps its meaning: the process ends at once.

No article is lost when the process ends in this way: what is not committed is fetched by the next run, and all locks are freed.
This module imports nothing heavy, so that signals are handled while everything else is imported.
"""

from __future__ import annotations

import errno
import os
import select
import signal
import sys
import termios
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MAX_STOP_SECONDS: Final = 8.0
"""Time from the first signal to the end of the process."""

REQUEST_GRACE_SECONDS: Final = 4.0
"""Time for a crawl to finish its requests in flight after the first signal; then they are cancelled."""

_SEND_AGAIN_SECONDS: Final = 0.02
"""Time until a signal that was swallowed is sent again."""

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_SHOW_CURSOR: Final = b"\x1b[?25h"
"""Shows the cursor of a terminal, which a progress display hides."""


class Interrupted(KeyboardInterrupt):
    """SIGINT, SIGTERM or SIGHUP came; ``number`` is its number."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number: Final = number


class _State:
    """What the process knows about its signals."""

    installed_by: int | None = None
    """Id of the process that installed the handlers."""

    first: int | None = None
    """Number of the first signal."""

    on_signal: Callable[[int], None] | None = None
    """Called instead of raising :class:`Interrupted`."""

    sent_again: bool = False
    """Whether the next signal is the first one once more, which code that cannot raise has swallowed."""

    unraisablehook: Callable[[sys.UnraisableHookArgs], object] = sys.unraisablehook
    """The hook before the handlers were installed."""

    pipe: tuple[int, int] | None = None
    """The end that the thread reads, and the end that the interpreter writes the numbers of signals to."""


def install() -> None:
    """Handle the signals from now on. Does nothing outside the main thread, which signals belong to."""
    if is_installed() or threading.current_thread() is not threading.main_thread():
        return
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    _State.installed_by, _State.pipe, _State.first, _State.on_signal = os.getpid(), (reading, writing), None, None
    threading.Thread(target=_watch, args=(reading,), name="stop-signals", daemon=True).start()
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    for number in _SIGNALS:
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _handle)
    if sys.unraisablehook is not _unraisable:
        _State.unraisablehook, sys.unraisablehook = sys.unraisablehook, _unraisable


@contextmanager
def installed() -> Iterator[None]:
    """Handle the signals within a block, and as before after it. A block in another one, or in another thread, changes nothing."""
    if is_installed() or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    install()
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        sys.unraisablehook = _State.unraisablehook
        signal.set_wakeup_fd(-1)
        if _State.pipe:
            os.close(_State.pipe[1])  # ends the thread
        _State.installed_by = _State.pipe = None


def is_installed() -> bool:
    """Return whether this process handles the signals. A fork has the handlers of its parent, but not its thread."""
    return _State.installed_by == os.getpid()


def received() -> int | None:
    """Return the number of the signal that ends this process; ``None`` if none came."""
    return _State.first


@contextmanager
def handled_by(on_signal: Callable[[int], None]) -> Iterator[None]:
    """Call a function with the number of the first signal instead of raising :class:`Interrupted`.

    It is called in the main thread, between two instructions, and at once if the signal came already.
    """
    _State.on_signal = on_signal
    try:
        if _State.first is not None:
            on_signal(_State.first)
        yield
    finally:
        _State.on_signal = None


def end_at_once() -> None:
    """Let a signal end the process at once from now on: its work is done, and its output is written."""
    _State.on_signal = _end


def _handle(number: int, _: Any) -> None:
    """Handle a signal in the main thread."""
    if number == signal.SIGHUP:
        _leave_closed_terminal()
    if _State.first is not None:
        if number == signal.SIGHUP:
            return
        _end(number)
    _State.first = number
    if _State.on_signal is None:
        raise Interrupted(number)
    _State.on_signal(number)


def _leave_closed_terminal() -> None:
    """Send what is still printed to nowhere, where the terminal is closed: each further line would be an error."""
    for file in (1, 2):
        try:
            termios.tcgetattr(file)
        except termios.error as error:
            if error.args[0] == errno.EIO:
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, file)
                os.close(nowhere)


def _unraisable(unraisable: sys.UnraisableHookArgs, /) -> None:
    """Send a signal again that came while a finalizer or the callback of a weak reference ran.

    The interpreter ignores what these raise. The other thread sends it a moment later, when the finalizer has returned.
    """
    if not isinstance(unraisable.exc_value, Interrupted):
        _State.unraisablehook(unraisable)
        return
    number = unraisable.exc_value.number
    _State.first, _State.sent_again = None, True
    timer = threading.Timer(_SEND_AGAIN_SECONDS, os.kill, (os.getpid(), number))
    timer.daemon = True
    timer.start()


def _watch(reading: int) -> None:
    """End the process at the second signal, or some time after the first."""
    first: int | None = None
    while True:
        if not select.select([reading], [], [], None if first is None else MAX_STOP_SECONDS)[0]:
            _end(first or signal.SIGTERM)
        read = os.read(reading, 64)
        if not read:
            os.close(reading)
            return
        numbers = [number for number in read if number in _SIGNALS]
        if numbers and _State.sent_again:
            _State.sent_again = False
            numbers.pop(0)
        if first is None and numbers:
            first = numbers.pop(0)
        numbers = [number for number in numbers if number != signal.SIGHUP]
        if numbers:
            _end(numbers[0])


def _end(number: int) -> None:
    """End the process without any cleaning up."""
    if sys.stderr is not None and sys.stderr.isatty():
        os.write(sys.stderr.fileno(), _SHOW_CURSOR)
    os._exit(128 + number)
