"""A file of lines that a kill cannot harm.

It is written as ``NAME.part``, held under a lock while its writer lives, and renamed when the run ends. How much of it
counts is the state store's to say: a line is part of the file once the store has committed its end, and what a dead
writer left beyond that is cut away when the next run takes the file over. The file is synced when it is made (its name)
and before it is renamed (its lines); what a power cut takes in between is fetched again.
"""

from __future__ import annotations

import errno
import fcntl
import glob
import os
from contextlib import suppress
from typing import TYPE_CHECKING

from newscrawl.state.disk import sync_directory, sync_file

if TYPE_CHECKING:
    from pathlib import Path


class OutputError(Exception):
    """A file cannot be written; the message says which, why, and what to do next."""


def cannot_write(path: Path, error: OSError) -> OutputError:
    """What to tell of a file that cannot be written."""
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
            self._fd = self._locked()
            sync_directory(path.parent)
        except BlockingIOError:
            raise
        except OSError as error:
            raise cannot_write(path, error) from error
        self.bytes = os.fstat(self._fd).st_size
        self.lines = 0

    def _locked(self) -> int:
        """The part file, open and locked; one that was removed between the two is made anew."""
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
        """Where a file of that name is written until it is finished."""
        return path.with_name(path.name + ".part")

    def cut(self, size: int, lines: int) -> None:
        """Keep the first ``size`` bytes, which hold ``lines`` lines."""
        try:
            os.ftruncate(self._fd, size)
        except OSError as error:
            raise cannot_write(self.path, error) from error
        self.bytes, self.lines = size, lines

    def append(self, data: bytes, lines: int = 1) -> None:
        """Write whole lines; after an error the file is as it was before."""
        before, view = self.bytes, memoryview(data)
        try:
            while view:
                view = view[os.write(self._fd, view) :]
        except OSError as error:
            os.ftruncate(self._fd, before)
            raise cannot_write(self.path, error) from error
        self.bytes += len(data)
        self.lines += lines

    def sync(self) -> None:
        """Make what was written outlast a power cut."""
        try:
            sync_file(self._fd)
        except OSError as error:
            raise cannot_write(self.path, error) from error

    def finish(self) -> None:
        """Sync and give the file its name, which no other file may have."""
        try:
            if self.path.exists():
                raise FileExistsError(errno.EEXIST, "a finished file has this name", str(self.path))
            sync_file(self._fd)
            self.part.rename(self.path)
            sync_directory(self.path.parent)
        except OSError as error:
            raise cannot_write(self.path, error) from error
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
    """Write a small file whole or not at all, and to stay; :class:`OutputError` where that cannot be."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    for left in path.parent.glob(f"{glob.escape(path.name)}.*.part"):
        if not _is_alive(left.name.removesuffix(".part").rpartition(".")[2]):
            left.unlink(missing_ok=True)  # its writer was killed
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            sync_file(file.fileno())
        part.replace(path)
        sync_directory(path.parent)
    except OSError as error:
        with suppress(OSError):  # the error to be told is the first
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
