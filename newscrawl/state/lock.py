"""One run a site and state directory; one request at a time to a host."""

from __future__ import annotations

import errno
import fcntl
import json
import os
from typing import IO, TYPE_CHECKING, Self

if TYPE_CHECKING:
    from pathlib import Path


class Locked(Exception):  # noqa: N818 - said of a site: "baokiemtoan is locked"
    """Another run holds the site; the message names it."""


class SiteLock:
    """A lock that the kernel frees with its holder, so that a dead run never leaves one behind.

    The file stays where it is: removing it would let two runs hold two files of the same name.
    """

    def __init__(self, directory: Path, site: str, *, now: str) -> None:
        """Take the lock of ``site`` in the state ``directory``, or raise :class:`Locked` at once."""
        directory.mkdir(parents=True, exist_ok=True)
        self._path = directory / f"{_file_name(site)}.lock"
        self._file = self._path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = self._holder()
            self._file.close()
            if error.errno not in {errno.EAGAIN, errno.EACCES}:
                raise
            raise Locked(
                f"{site} is being crawled into this state by another run ({holder}; lock {self._path}). "
                "Wait for it to end, or give this run a state of its own with --state."
            ) from None
        self._file.truncate(0)
        self._file.write(json.dumps({"pid": os.getpid(), "host": os.uname().nodename, "since": now}))
        self._file.flush()

    def _holder(self) -> str:
        self._file.seek(0)
        try:
            holder = json.loads(self._file.read())
            return f"process {holder['pid']} on {holder['host']}, since {holder['since']}"
        except (ValueError, KeyError, TypeError):
            return "holder unknown"

    def release(self) -> None:
        """Let the next run in."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


class HostLock:
    """A host that one process asks at a time; the kernel frees it with its holder."""

    def __init__(self, directory: Path, host: str) -> None:
        """The lock of ``host`` in the state ``directory``, not yet taken."""
        self._path = directory / f"host-{_file_name(host)}.lock"
        self._file: IO[bytes] | None = None

    def take(self) -> bool:
        """Whether the lock is ours now; false while another holds it."""
        file = self._path.open("ab")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        except BaseException:
            file.close()
            raise
        self._file = file
        return True

    def release(self) -> None:
        """Let the next one ask."""
        if self._file:
            self._file.close()


def _file_name(name: str) -> str:
    """A name in letters that every file system takes, and nothing that could lead to another directory."""
    return "".join(c if c.isalnum() or c in ".-_" else "_" for c in name)
