"""A local directory as a store: files are written as ``NAME.part``, synced and renamed."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import secrets
from contextlib import contextmanager, suppress
from shutil import copyfileobj
from typing import IO, TYPE_CHECKING, Final, cast

from newscrawl.exporters.files import OutputError, cannot_write, check_replaceable, write_atomically
from newscrawl.file_sync import sync_directory, sync_file
from newscrawl.objects.store import Stored

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from io import BufferedReader
    from pathlib import Path

PART: Final = ".part"
"""Ending of a file that is being written."""

_REWRITTEN: Final = ".rewritten"
"""Ending of a file that is to take the place of another. Its name starts with a dot, so that nothing else reads it."""

COPIES: Final = ".copies"
"""Hidden directory of files that are copied from another file system, until they have their names."""

LOCK_NAME: Final = ".export.lock"
"""Name of the file whose lock keeps a second writer out."""


class LocalFile:
    """A file of a :class:`LocalStore` that is being written."""

    def __init__(self, path: Path, part: Path) -> None:
        """Create the part file and its directories; :class:`OutputError` if that fails."""
        check_replaceable(path)
        self._path, self._part = path, part
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.file: IO[bytes] = self._part.open("w+b")
        except OSError as error:
            raise cannot_write(path, error) from error

    def commit(self, *, replace: bool = True) -> Stored:
        """Sync and rename the file; see :class:`~newscrawl.objects.store.NewFile`."""
        try:
            self.file.flush()
            sync_file(self.file.fileno())
            stored = digest(self.file)
            if not replace and self._path.exists():
                with self._path.open("rb") as existing:
                    if digest(existing) != stored:
                        raise already_exists(str(self._path))
            self._part.rename(self._path)
            sync_directory(self._path.parent)
        except OSError as error:
            raise cannot_write(self._path, error) from error
        return stored

    def close(self) -> None:
        """Close the file; drop it if it was not committed."""
        with suppress(OSError):  # its buffer may not fit on the disk; it is dropped
            self.file.close()
        with suppress(OSError):  # the error that kept it from being committed is reported; the next writer deletes it
            self._part.unlink(missing_ok=True)


class LocalStore:
    """A directory; see :class:`~newscrawl.objects.store.Store`."""

    def __init__(self, directory: Path) -> None:
        """Nothing is created before the first file is written."""
        self.directory = directory
        self.url = str(directory)

    def names(self, prefix: str = "") -> Iterator[str]:
        """Yield names in their order, without part files and what is hidden."""
        for at, below, files in os.walk(self.directory / prefix):
            below[:] = sorted(name for name in below if not name.startswith("."))
            start = os.path.relpath(at, self.directory)
            for name in sorted(files):
                if not name.endswith(PART) and not name.startswith("."):
                    yield name if start == "." else f"{start}/{name}"

    def top_names(self) -> Iterator[str]:
        """Yield names in their order, without part files and what is hidden."""
        found = sorted(entry.name for entry in os.scandir(self.directory)) if self.directory.is_dir() else []
        return (name for name in found if not name.endswith(PART) and not name.startswith("."))

    def read(self, name: str) -> bytes | None:
        """Return the content, ``None`` if there is no such file."""
        try:
            return (self.directory / name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise cannot_read(str(self.directory / name), error) from error

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """Open a file for reading."""
        try:
            file = (self.directory / name).open("rb")
        except FileNotFoundError:
            raise
        except OSError as error:
            raise cannot_read(str(self.directory / name), error) from error
        with file:
            yield file

    def write(self, name: str, data: bytes) -> None:
        """Replace a small file."""
        path = self.directory / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise cannot_write(path, error) from error
        write_atomically(path, data)

    @contextmanager
    def create(self, name: str) -> Iterator[LocalFile]:
        """Begin a file; an :class:`OSError` of the block becomes an :class:`OutputError` that names it."""
        path = self.directory / name
        file = LocalFile(path, self._part_of(path))
        try:
            yield file
        except FileNotFoundError:
            raise  # of a file that the block reads
        except OSError as error:
            raise cannot_write(path, error) from error
        finally:
            file.close()

    def _part_of(self, path: Path) -> Path:
        """Return the name under which a file is written."""
        return path.with_name(path.name + PART)

    def put(self, name: str, file: IO[bytes], stored: Stored, *, replace: bool) -> None:  # noqa: ARG002 - a copy is hashed anyway
        """Copy a local file."""
        with self.create(name) as new:
            copyfileobj(file, new.file)
            new.commit(replace=replace)

    def put_new(self, name: str, path: Path) -> Stored:
        """Give a local file a second name by a hard link, which the file system refuses if the name is taken.

        A file of another file system is copied into a hidden directory of this one first.
        """
        target = self.directory / name
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with path.open("rb") as file:
                sync_file(file.fileno())
            try:
                _link(path, target)
            except OSError as error:
                if error.errno != errno.EXDEV:
                    raise
                self._link_copy(path, target)
            sync_directory(target.parent)
            with target.open("rb") as file:
                return digest(file)
        except OSError as error:
            raise cannot_write(target, error) from error

    def _link_copy(self, path: Path, target: Path) -> None:
        """Copy a file into :data:`COPIES` and link the copy; a killed writer leaves a copy there that nothing reads."""
        copies = self.directory / COPIES
        copies.mkdir(exist_ok=True)
        copy = copies / f"{path.name}.{secrets.token_hex(8)}"
        try:
            with path.open("rb") as source, copy.open("wb") as file:
                copyfileobj(source, file)
                file.flush()
                sync_file(file.fileno())
            _link(copy, target)
        finally:
            copy.unlink(missing_ok=True)

    def delete(self, names: Iterable[str]) -> None:
        """Delete files, and the directories that become empty."""
        for name in names:
            path = self.directory / name
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise cannot_write(path, error) from error
            for parent in path.parents:
                if parent == self.directory:
                    break
                try:
                    parent.rmdir()
                except OSError:
                    break  # it holds other files

    @contextmanager
    def locked(self) -> Iterator[LocalStore]:
        """Hold the lock of the directory, and remove the part files of a killed writer."""
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            lock = (self.directory / LOCK_NAME).open("wb")
        except OSError as error:
            raise cannot_write(self.directory, error) from error
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise OutputError(
                    f"{self.url}: another export writes there now. Run again when it has ended."
                ) from None
            yield self

    def remove_parts(self, prefix: str = "", names: str = "*") -> None:
        """Remove the part files of some names below a directory; call it under the lock."""
        for path in (self.directory / prefix).rglob(f"{names}{PART}"):
            path.unlink(missing_ok=True)

    def confirm(self) -> None:
        """Do nothing: the system keeps the lock."""


class RewritingStore(LocalStore):
    """A directory whose finished files are rewritten while runs may write part files of the same names."""

    def _part_of(self, path: Path) -> Path:
        return path.with_name(f".{path.name}{_REWRITTEN}")

    def remove_parts(self, prefix: str = "", names: str = "*") -> None:
        """Remove what a killed rewriting left; call it under the lock."""
        for path in (self.directory / prefix).rglob(f".{names}{_REWRITTEN}"):
            path.unlink(missing_ok=True)


def _link(path: Path, target: Path) -> None:
    """Give a file a second name, if that is free."""
    with suppress(FileExistsError):
        target.hardlink_to(path)


def digest(file: IO[bytes]) -> Stored:
    """Return size and SHA-256 of a file, read from its start."""
    file.seek(0)
    sha256 = hashlib.file_digest(cast("BufferedReader", file), "sha256").hexdigest()
    return Stored(file.seek(0, os.SEEK_END), sha256)


def already_exists(where: str) -> OutputError:
    """Return the error for a name that a file of other content has."""
    return OutputError(
        f"{where} exists and has other content. It is left as it is; move it away, or choose another place, and run again."
    )


def cannot_read(where: str, error: OSError) -> OutputError:
    """Return the error for a file that cannot be read."""
    return OutputError(
        f"{where} cannot be read: {error.strerror}. Nothing was changed; remove the cause and run again."
    )
