"""Puts the finished files of a run into a bucket. The run itself writes to a local directory, its spool.

Closing a run (:mod:`newscrawl.archive.closing`) has two more steps then, before the local manifest is written:

- each finished file is put under its name, only if no file has it;
- then the manifest, in the same way.

A run that died on the way, or could not reach the bucket, is closed by the next run with the same spool: what was put already is
compared with its checksum and kept. Once the local manifest stands, the local copies of the lines and the WARC files are
deleted; the state, the manifests and the WARC indexes stay.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from newscrawl.archive.foreign import READ_SUFFIXES
from newscrawl.exporters import schema
from newscrawl.exporters.files import OutputError
from newscrawl.exporters.output_format import kind_of
from newscrawl.objects.opening import open_store
from newscrawl.objects.store import Stored

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newscrawl.objects.store import Store
    from newscrawl.report.manifest import FileReport

SPOOLS: Final = Path("output/.spool")
"""Where runs into buckets keep their spools, below the working directory, if nothing else is said."""

_UNREACHED: Final = (
    "{error} The articles are safe in {spool}; the next run with the same --output puts them into the bucket."
)


def spool_of(address: str) -> Path:
    """Return the default spool of a run into a bucket.

    >>> spool_of("s3://bucket/news").as_posix()
    'output/.spool/s3/bucket/news'
    """
    scheme, _, rest = address.partition("://")
    parts = [part.replace(".", "%2E") if set(part) == {"."} else part for part in rest.split("/") if part]
    return SPOOLS.joinpath(scheme.lower(), *parts)


def upload(spool: Path, address: str, files: Iterable[FileReport], manifest_name: str, manifest: bytes) -> None:
    """Put finished files, the descriptions of the record, and last the manifest; :class:`OutputError` if that fails."""
    try:
        store = open_store(address)
        for file in files:
            _put(store, file, spool / file.name)
        for name, content in schema.packaged_files().items():
            if store.read(name) != content:
                store.write(name, content)
        with store.create(manifest_name) as new:
            new.file.write(manifest)
            new.commit(replace=False)
    except OutputError as error:
        raise OutputError(_UNREACHED.format(error=error, spool=spool)) from error


def _put(store: Store, file: FileReport, path: Path) -> None:
    """Put one local file; :class:`OutputError` if it is gone."""
    try:
        with path.open("rb") as local:
            store.put(file.name, local, Stored(file.bytes, file.sha256), replace=False)
    except OSError as error:
        raise OutputError(f"{path} cannot be read: {error.strerror}.") from error


def drop_copies(spool: Path, files: Iterable[FileReport]) -> None:
    """Delete the local copies of lines and WARC files that lie in the bucket."""
    for file in files:
        path = spool / file.name
        if kind_of(path) or path.name.endswith(READ_SUFFIXES):
            path.unlink(missing_ok=True)
