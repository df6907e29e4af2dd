"""What a place for finished files can do, and which addresses there are."""

from __future__ import annotations

import re
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from contextlib import AbstractContextManager

REMOTE_SCHEMES: Final = ("s3", "gs", "az")
"""Schemes of object stores: Amazon S3 and what speaks its protocol, Google Cloud Storage, Azure Blob Storage."""

_ADDRESS: Final = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<rest>.*)", re.DOTALL)
"""An address such as ``s3://bucket/prefix``."""


class Stored(NamedTuple):
    """A file that was put."""

    bytes: int
    sha256: str
    """Hex digest of the content."""


class NewFile(Protocol):
    """A file that is being written; nothing is visible under its name before :meth:`commit`."""

    file: IO[bytes]

    def commit(self, *, replace: bool = True) -> Stored:
        """Put the content under its name, whole.

        Without ``replace`` an existing file of other content raises :class:`~newscrawl.exporters.files.OutputError`, one of
        equal content is kept.
        """


class Store(Protocol):
    """A place for files with names such as ``data/site=bao/articles.jsonl``. Every failure is an :class:`OutputError`."""

    url: str
    """The place as a person writes it."""

    def names(self, prefix: str = "") -> Iterator[str]:
        """Yield the names of the files below a directory, without those that are being written."""

    def top_names(self) -> Iterator[str]:
        """Yield the names of the files that are in no directory below this place. It costs less than all names."""

    def read(self, name: str) -> bytes | None:
        """Return the content of a small file, ``None`` if there is none of that name."""

    def open(self, name: str) -> AbstractContextManager[IO[bytes]]:
        """Open a file for reading and seeking; :class:`FileNotFoundError` if there is none of that name."""

    def write(self, name: str, data: bytes) -> None:
        """Put a small file, whole; replace one of that name."""

    def create(self, name: str) -> AbstractContextManager[NewFile]:
        """Begin a file. Leaving the block without :meth:`NewFile.commit` drops it."""

    def put(self, name: str, file: IO[bytes], stored: Stored, *, replace: bool) -> None:
        """Put an open local file, of which size and digest are known; ``replace`` as in :meth:`NewFile.commit`."""

    def put_new(self, name: str, path: Path) -> Stored:
        """Put a local file if the name is free; return what has the name then.

        Several writers may put the same name at the same time: one of them succeeds, and all get the same answer. A file that
        has the name already is kept, whatever it holds.
        """

    def delete(self, names: Iterable[str]) -> None:
        """Delete files; one that does not exist is no error."""

    def locked(self) -> AbstractContextManager[Lock]:
        """Keep other writers out; :class:`OutputError` if one is at work."""


class Lock(Protocol):
    """The right to write to a place."""

    def confirm(self) -> None:
        """Renew the right; :class:`OutputError` if another writer has taken it over meanwhile."""


def is_address(place: str) -> bool:
    """Return whether a place is an address such as ``s3://bucket/x`` or ``https://any.site/``, and no path."""
    return _ADDRESS.fullmatch(place) is not None


def local_path(name: str, path: str) -> Path:
    """Return the path. Raises :class:`ValueError` for an address such as ``s3://bucket/x``; ``name`` is what it was given for."""
    if is_address(path):
        raise ValueError(f"{name} is a local path, not {path!r}")
    return Path(path)


def is_remote(place: str) -> bool:
    """Return whether a place is an address of an object store.

    >>> is_remote("s3://bucket/x"), is_remote("output")
    (True, False)
    """
    found = _ADDRESS.fullmatch(place)
    return bool(found) and found["scheme"].lower() in REMOTE_SCHEMES  # type: ignore[index] # a match, as the first operand says


def check_address(place: str) -> None:
    """Raise :class:`ValueError` for an address that names no bucket or has another scheme."""
    found = _ADDRESS.fullmatch(place)
    if not found:
        return
    if found["scheme"].lower() not in REMOTE_SCHEMES:
        known = ", ".join(f"{scheme}://" for scheme in REMOTE_SCHEMES)
        raise ValueError(f"{place}: there is no store {found['scheme']}://; a directory or {known} is wanted")
    if not found["rest"].partition("/")[0]:
        raise ValueError(f"{place} names no bucket; write {found['scheme']}://BUCKET/PREFIX")
