"""Files that a crash leaves in a known state: the part file of a run, and small files that are replaced atomically.

A run appends to ``NAME.part``, holds a lock on it, and renames it when the run ends. The state store decides how much of
the file counts: a line belongs to the file once the store has committed the position of its end. The next run that takes
the file over cuts off whatever lies behind that position. The file is synced twice: its name when it is created, its
content before it is renamed. Lines that a power cut loses in between are fetched again.
"""

from __future__ import annotations

import errno
import fcntl
import glob
import os
import sqlite3
import tempfile
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from newscrawl.file_sync import sync_directory, sync_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


_COPY_BYTES: Final = 1 << 20
"""Bytes copied at once."""


class OutputError(Exception):
    """A file cannot be written or read back. The message names the file, the cause and what to do next."""


class MissingPackageError(OutputError):
    """An optional package is not installed. The message says how to install it."""


def cannot_write(path: Path, error: OSError) -> OutputError:
    """Return the :class:`OutputError` for a file that cannot be written, with advice by the kind of error."""
    advice = {
        errno.ENOSPC: "Make room and run again: nothing committed is lost.",
        errno.EDQUOT: "Make room in your quota and run again: nothing committed is lost.",
        errno.EACCES: "Choose a directory that can be written: --output, or --to of an export.",
        errno.EROFS: "Choose a directory that can be written: --output, or --to of an export.",
        errno.ENOTDIR: "Choose another --output, or --to of an export: part of this path is a file.",
        errno.EEXIST: "Choose another --output, or --to of an export: this path is a file.",
    }.get(error.errno or 0, "Nothing committed is lost; remove the cause and run again.")
    return OutputError(f"{path} cannot be written: {error.strerror}. {advice}")


def check_replaceable(path: Path) -> None:
    """Raise :class:`OutputError` if a file must not take the place of what is there: a device, a pipe, a directory.

    A rename as root would replace ``/dev/null`` for the whole machine.
    """
    if path.exists() and not path.is_file():
        raise OutputError(f"{path} is no regular file, and a file would take its place. Give the name of a file.")


@contextmanager
def temporary_files() -> Iterator[None]:
    """Turn the errors of temporary files and databases in a block into an :class:`OutputError` that says where they lie."""
    try:
        yield
    except FileNotFoundError:
        raise  # of a file that the block reads
    except (OSError, sqlite3.OperationalError) as error:
        why = getattr(error, "strerror", None) or error
        raise OutputError(
            f"Temporary files in {tempfile.gettempdir()} cannot be written: {why}. "
            "Make room there, or name another directory in TMPDIR, and run again: nothing finished is lost."
        ) from error


class LineFile:
    """The part file of one output, open for appending and locked."""

    def __init__(self, path: Path) -> None:
        """Open the part file of ``path``, or create it.

        Raises :class:`BlockingIOError` if a running process holds it, :class:`OutputError` for any other failure.
        """
        self.path = path
        """The name that the file gets when it is finished."""

        self.part = self.part_of(path)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            is_new = not self.part.exists()
            self._fd = self._locked()
        except BlockingIOError:
            raise
        except OSError as error:
            raise cannot_write(path, error) from error
        self._broken: OSError | None = None
        """Why the file may hold more than :attr:`bytes` says: nothing more is written to it."""

        self.bytes = os.fstat(self._fd).st_size
        try:
            sync_directory(path.parent)
        except OSError as error:
            with suppress(OSError):
                if is_new and not self.bytes:
                    self.part.unlink()  # no later run would know of it
            self.close()
            raise cannot_write(path, error) from error
        self.lines = 0
        """Lines appended or kept by :meth:`cut`; lines that were there when the file was opened do not count before that."""

    def _locked(self) -> int:
        """Return the descriptor of the part file, open and locked.

        Another process may remove the file between the two steps; then it is created again.
        """
        while True:
            fd = os.open(self.part, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
            try:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                with suppress(FileNotFoundError):
                    if self.part.stat().st_ino == os.fstat(fd).st_ino:
                        return fd
            except BaseException:
                os.close(fd)
                raise
            os.close(fd)

    @staticmethod
    def part_of(path: Path) -> Path:
        """Return the name under which ``path`` is written until it is finished."""
        return path.with_name(path.name + ".part")

    def cut(self, size: int, lines: int) -> None:
        """Truncate the file to ``size`` bytes, which hold ``lines`` lines; raise :class:`OutputError` if that fails.

        After a failure nothing can be appended and the file cannot be finished: its end is not committed. The next run cuts it.
        """
        try:
            os.ftruncate(self._fd, size)
        except OSError as error:
            self._broken = error
            raise cannot_write(self.path, error) from error
        self.bytes, self.lines = size, lines

    def append(self, data: bytes, lines: int = 1) -> None:
        """Write whole lines. On failure restore the previous length and raise :class:`OutputError`."""
        self._check()
        before, view = self.bytes, memoryview(data)
        try:
            while view:
                view = view[os.write(self._fd, view) :]
        except OSError as error:
            with suppress(OutputError):  # report the first error, not this one
                self.cut(before, self.lines)
            raise cannot_write(self.path, error) from error
        self.bytes += len(data)
        self.lines += lines

    def _check(self) -> None:
        """Raise :class:`OutputError` if the end of the file is not what it should be."""
        found = None if self._broken else os.fstat(self._fd)
        if found and (found.st_size != self.bytes or not found.st_nlink):
            # Its lock does not keep other programs from it. What they took away is fetched again by the next run.
            self._broken = OSError(errno.EIO, "another program has changed its length or removed it")
        if self._broken:
            raise cannot_write(self.path, self._broken)

    def sync(self) -> None:
        """Make the content survive a power cut; raise :class:`OutputError` if that fails.

        After a failed sync the kernel takes for written what it has lost, and the next sync succeeds. So the file is written
        again. If that fails too, nothing can be appended and the file cannot be finished.
        """
        self._check()
        try:
            sync_file(self._fd)
        except OSError:
            try:
                self._write_again()
            except OSError as error:
                self._broken = error
                raise cannot_write(self.path, error) from error

    def _write_again(self) -> None:
        """Replace the part file by a copy that is synced."""
        copy = self.part.with_name(f".{self.part.name}.copy")
        fd = os.open(copy, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            for start in range(0, self.bytes, _COPY_BYTES):
                view = memoryview(os.pread(self._fd, min(_COPY_BYTES, self.bytes - start), start))
                while view:
                    view = view[os.write(fd, view) :]
            sync_file(fd)
            copy.rename(self.part)
        except BaseException:
            os.close(fd)
            with suppress(OSError):
                copy.unlink(missing_ok=True)
            raise
        os.close(self._fd)
        self._fd = fd
        sync_directory(self.part.parent)

    def finish(self) -> None:
        """Sync the file, rename it to :attr:`path` and close it.

        Raises :class:`OutputError`, also if a file of that name exists.
        """
        self._check()
        try:
            if self.path.exists():
                raise FileExistsError(errno.EEXIST, "a finished file has this name", str(self.path))
            self.sync()
            self.part.rename(self.path)
            sync_directory(self.path.parent)
        except OSError as error:
            self._broken = error
            raise cannot_write(self.path, error) from error
        finally:
            self.close()

    def discard(self) -> None:
        """Remove the part file and close it; raise :class:`OutputError` if it cannot be removed."""
        try:
            self.part.unlink(missing_ok=True)
        except OSError as error:
            raise cannot_write(self.path, error) from error
        finally:
            self.close()

    def close(self) -> None:
        """Close the file, which releases the lock, and leave it on the disk."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


def write_atomically(path: Path, data: bytes) -> None:
    """Write a small file completely or not at all, and make it survive a power cut; raise :class:`OutputError`.

    Removes the temporary files that killed writers of the same name left.
    """
    check_replaceable(path)
    # Two threads of one process may write the same file: crawl() runs in a thread.
    part = path.with_name(f"{path.name}.{threading.get_native_id()}.{os.getpid()}.part")
    for left in path.parent.glob(f"{glob.escape(path.name)}.*.part"):
        process = left.name.removesuffix(".part").rpartition(".")[2]
        if process.isdecimal() and not is_alive(int(process)):
            left.unlink(missing_ok=True)  # its writer was killed
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            sync_file(file.fileno())
        part.replace(path)
        sync_directory(path.parent)
    except OSError as error:
        with suppress(OSError):  # report the first error, not this one
            part.unlink(missing_ok=True)
        raise cannot_write(path, error) from error


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Wait until no other process holds a small file that several rewrite, and hold it. Its directory is created."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(f".{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def is_alive(process: int) -> bool:
    """Return whether there is a process with this id on this machine."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
