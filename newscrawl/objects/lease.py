"""The lock object of a bucket. A killed writer leaves it; the next one takes it over once its holder is dead or silent."""

from __future__ import annotations

import os
import secrets
import socket
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Protocol

import orjson

from newscrawl.exporters.files import OutputError, is_alive
from newscrawl.state import clock

if TYPE_CHECKING:
    from collections.abc import Iterable

NAME: Final = "_lock.json"
"""Name of the lock object."""

LEASE: Final = timedelta(minutes=10)
"""A holder that has not renewed its lock for so long, on another machine, counts as dead."""

_RENEW_EVERY: Final = LEASE / 4
"""How often a holder renews its lock."""

_HELD: Final[set[str]] = set()
"""Tokens of the locks that this process holds."""


class Conditional(Protocol):
    """A store with conditional writes."""

    url: str

    def read_tagged(self, name: str) -> tuple[bytes, str] | None:
        """Return content and entity tag, ``None`` if there is no such object."""

    def write_if(self, name: str, data: bytes, tag: str | None) -> str | None:
        """Create an object, or replace the version with this tag; ``None`` if another writer came first."""

    def delete(self, names: Iterable[str]) -> None:
        """Delete objects."""


class Lease:
    """The lock of one writer."""

    def __init__(self, store: Conditional) -> None:
        """Prepare; :meth:`acquire` takes the lock."""
        self._store = store
        self._token = secrets.token_hex(8)
        self._tag: str | None = None
        self._renewed = clock.now()

    def acquire(self) -> None:
        """Take the lock; :class:`OutputError` if a living writer has it."""
        held = self._store.read_tagged(NAME)
        holder = orjson.loads(held[0]) if held else None
        if holder and not _is_dead(holder):
            raise OutputError(
                f"{self._store.url}: another export writes there, process {holder['pid']} on {holder['host']}. "
                f"Run again when it has ended; a dead one is replaced {LEASE // timedelta(minutes=1)} minutes after {holder['renewed']}."
            )
        self._write(held[1] if held else None)

    def confirm(self) -> None:
        """Renew the lock when it is time; :class:`OutputError` if another writer has taken it over."""
        if clock.now() - self._renewed >= _RENEW_EVERY:
            self._write(self._tag)
            return
        held = self._store.read_tagged(NAME)
        if not held or orjson.loads(held[0])["token"] != self._token:
            raise self._lost()

    def _write(self, tag: str | None) -> None:
        self._renewed = clock.now()
        content = {"host": socket.gethostname(), "pid": os.getpid(), "token": self._token, "renewed": clock.timestamp()}
        self._tag = self._store.write_if(NAME, orjson.dumps(content), tag)
        if self._tag is None:
            raise self._lost()
        _HELD.add(self._token)

    def _lost(self) -> OutputError:
        return OutputError(f"{self._store.url}: another export has begun to write there. Run again when it has ended.")

    def release(self) -> None:
        """Delete the lock object, if it is still this writer's."""
        _HELD.discard(self._token)
        held = self._store.read_tagged(NAME)
        if held and orjson.loads(held[0])["token"] == self._token:
            self._store.delete([NAME])


def _is_dead(holder: dict[str, Any]) -> bool:
    """Return whether the holder of a lock has ended, as far as this machine can know."""
    if clock.now() - datetime.fromisoformat(holder["renewed"]) > LEASE:
        return True
    if holder["host"] != socket.gethostname():
        return False
    if holder["pid"] == os.getpid():
        # A container that was started again has the same name and process id.
        return holder["token"] not in _HELD
    return not is_alive(holder["pid"])
