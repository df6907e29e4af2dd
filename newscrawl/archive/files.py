"""A file of lines that a kill cannot harm.

It is written as ``NAME.part``, held under a lock while its writer lives, and renamed when the run ends. How much of it
counts is the state store's to say: a line is part of the file once the store has committed its end, and what a dead
writer left beyond that is cut away when the next run takes the file over.
"""

from __future__ import annotations

import errno
import fcntl
import glob
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class OutputError(Exception):
    """A file cannot be written; the message says which, why, and what to do next."""


def _cannot(path: Path, error: OSError) -> OutputError:
    advice = {
        errno.ENOSPC: "Make room and run again: everything committed is kept, the rest is fetched again.",
        errno.EDQUOT: "Make room in your quota and run again: everything committed is kept, the rest is fetched again.",
        errno.EACCES: "Choose a directory that can be written with --output.",
        errno.EROFS: "Choose a directory that can be written with --output.",
        errno.ENOTDIR: "Choose another --output: part of this path is a file.",
        errno.EEXIST: "Choose another --output: this path is a file.",
    }.get(error.errno or 0, "Nothing committed is lost; mend the cause and run again.")
    return OutputError(f"{path} cannot be written: {error.strerror}. {advice}")


class LineFile:
    """The part file of one output, open for appending."""

    def __init__(self, path: Path) -> None:
        """Open ``path``'s part file, made where there is none; :class:`OutputError` where that cannot be.

        :class:`BlockingIOError` where a living run holds it.
        """
        self.path = path
        self.part = self.part_of(path)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._fd = os.open(self.part, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise _cannot(path, error) from error
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._fd)
            raise
        self.bytes = os.fstat(self._fd).st_size
        self.lines = 0

    @staticmethod
    def part_of(path: Path) -> Path:
        """Where a file of that name is written until it is finished."""
        return path.with_name(path.name + ".part")

    def cut(self, size: int, lines: int) -> None:
        """Keep the first ``size`` bytes, which hold ``lines`` lines."""
        try:
            os.ftruncate(self._fd, size)
        except OSError as error:
            raise _cannot(self.path, error) from error
        self.bytes, self.lines = size, lines

    def append(self, data: bytes, lines: int = 1) -> None:
        """Write whole lines; after an error the file is as it was before."""
        before, view = self.bytes, memoryview(data)
        try:
            while view:
                view = view[os.write(self._fd, view) :]
        except OSError as error:
            os.ftruncate(self._fd, before)
            raise _cannot(self.path, error) from error
        self.bytes += len(data)
        self.lines += lines

    def finish(self) -> None:
        """Sync and give the file its name."""
        try:
            os.fsync(self._fd)
            self.part.rename(self.path)
            directory = os.open(self.path.parent, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(directory)
            finally:
                os.close(directory)
        except OSError as error:
            raise _cannot(self.path, error) from error
        finally:
            self.close()

    def discard(self) -> None:
        """Remove the part file: nothing was written that counts."""
        self.part.unlink(missing_ok=True)
        self.close()

    def close(self) -> None:
        """Let go of the file and leave it as it is."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


def write_atomically(path: Path, data: bytes) -> None:
    """Write a small file whole or not at all; :class:`OutputError` where that cannot be."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    for left in path.parent.glob(f"{glob.escape(path.name)}.*.part"):
        if not _is_alive(left.name.removesuffix(".part").rpartition(".")[2]):
            left.unlink(missing_ok=True)  # its writer was killed
    try:
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise OutputError(
            f"{path} cannot be written: {error.strerror}. The articles of this run are safe in {path.parent}."
        ) from error


def _is_alive(process: str) -> bool:
    if not process.isdecimal():
        return True
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
