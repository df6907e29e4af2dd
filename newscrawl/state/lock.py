"""File locks: one run at a time for each site and state directory, one request at a time for each host.

The kernel releases a lock when its process ends, so that a killed run leaves none behind. The lock files are never
removed: otherwise two runs could hold two different files of the same name.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
from functools import lru_cache
from typing import TYPE_CHECKING, Self

from newscrawl.state.store import StateError

if TYPE_CHECKING:
    from pathlib import Path


class SiteLockedError(Exception):
    """Another run holds the site's lock. The message names the site and that run."""


def cannot_lock(path: Path, error: OSError) -> StateError:
    """Return the error for a lock file that cannot be written."""
    return StateError(
        f"The state directory {path.parent} cannot be used: {error.strerror} ({path.name}). Make room in it, or choose another with "
        "--state, and run again: nothing committed is lost."
    )


class SiteLock:
    """The lock of a site in a state directory. Use it as a context manager, or call :meth:`release`."""

    lease: None = None
    """A lock of the kernel cannot be lost while its process lives, so that writes need not be fenced."""

    def __init__(self, directory: Path, site: str, *, now: str, output: Path | None = None) -> None:
        """Take the lock and write this process into its file. ``output`` is given for the lock of an output, of a run whose state is elsewhere.

        Raises :class:`SiteLockedError` at once if the lock is held, :class:`StateError` if its file cannot be written.
        """
        self._path = directory / f"{_file_name(site)}.lock"
        self._output = output
        try:
            directory.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("ab+", buffering=0)
            try:
                self._take(site, now)
            except BaseException:
                self._file.close()
                raise
        except OSError as error:
            raise cannot_lock(self._path, error) from error

    def _take(self, site: str, now: str) -> None:
        """Lock the open file and write this process into it."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in {errno.EAGAIN, errno.EACCES}:
                raise
            raise SiteLockedError(self._held(site)) from None
        self._file.truncate(0)
        self._file.write(json.dumps({"pid": os.getpid(), "host": os.uname().nodename, "since": now}).encode())

    def _held(self, site: str) -> str:
        """Return a sentence about who holds the lock, and what to do."""
        holder = f"another run ({self._holder()}; lock {self._path})"
        if self._output:
            return (
                f"{site} is being crawled into {self._output} by {holder}, with another state: its articles would be written twice. Wait for it "
                "to end; its articles are known to this state then. Or give this run an --output of its own."
            )
        return (
            f"{site} is being crawled into this state by {holder}. "
            "Wait for it to end, or give this run a state and an output of its own with --state and --output."
        )

    def _holder(self) -> str:
        """Return a description of the process that the lock file names."""
        self._file.seek(0)
        try:
            holder = json.loads(self._file.read())
            return f"process {holder['pid']} on {holder['host']}, since {holder['since']}"
        except (ValueError, KeyError, TypeError, RecursionError):
            return "holder unknown"

    def release(self) -> None:
        """Release the lock."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


class HostLock:
    """The lock of a host: only one process at a time sends a request to it."""

    def __init__(self, directory: Path, host: str) -> None:
        """Name the lock of ``host`` in the state ``directory``, without taking it."""
        self._path = _host_lock_path(directory, host)
        self._fd: int | None = None

    def try_acquire(self) -> bool:
        """Take the lock without waiting; return false if another process holds it. Raises :class:`StateError`."""
        try:
            # A file object costs more than the two calls of the kernel, and nothing is written.
            fd = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o666)
        except OSError as error:
            raise cannot_lock(self._path, error) from error
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(fd)
            return False
        except OSError as error:
            os.close(fd)
            raise cannot_lock(self._path, error) from error
        self._fd = fd
        return True

    def release(self) -> None:
        """Release the lock if this process holds it."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None


@lru_cache
def _host_lock_path(directory: Path, host: str) -> Path:
    return directory / f"host-{_file_name(host)}.lock"


def _file_name(name: str) -> str:
    """Return a name that every file system accepts and that cannot lead to another directory."""
    return "".join(c if c.isalnum() or c in ".-_" else "_" for c in name)
