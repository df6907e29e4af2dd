"""Seals a batch: its lines, which lie in the outbox of a fleet's database, become finished files with a manifest.

Several machines write articles at the same time, so no process owns an open file. An article's line is a row of the database,
stored in the article's own transaction. Rows are gathered into a batch, which is *frozen*: its rows, their order and its
manifest never change again. From then on any process may seal it:

1. Read the lines and compare their number with the batch's.
2. Write the files into a directory of one's own, in the output format.
3. Put each file under its final name, only if that is free: ``link()`` in a directory, ``If-None-Match: *`` in a bucket.
   If the name is taken, another sealer was here: what is there counts.
4. Put the manifest in the same way.
5. Delete the rows from the outbox, in one transaction that also marks the batch as sealed.

A killed sealer leaves a batch that the next one seals again; the steps that were done are found done. Two sealers of one
batch put the same files. Their bytes may differ if the members of the fleet have different versions of a compressor; the files
of the first are kept then, and the manifest describes what is there.
"""

from __future__ import annotations

import secrets
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import orjson

from newscrawl.exporters import schema
from newscrawl.exporters.conversion import convert
from newscrawl.exporters.files import LineFile, OutputError, cannot_write
from newscrawl.exporters.json_lines import edge_lines
from newscrawl.items import edges_of
from newscrawl.report.manifest import FileReport

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from newscrawl.exporters.output_format import OutputFormat
    from newscrawl.objects.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A frozen batch."""

    number: int
    """Its number in the database."""

    batch_id: str
    """Its name in file names: ``20260302T010000Z-b000012``."""

    lines: int
    """Number of articles."""

    manifest: dict[str, Any]
    """The manifest but for the files of lines; it lists the WARC files of the batch."""


class Outbox(Protocol):
    """Where the lines of a batch are."""

    def lines(self, batch: Batch) -> Iterator[bytes]:
        """Yield the articles' lines, in the order of their commits."""

    def mark_sealed(self, batch: Batch) -> None:
        """Delete the lines and mark the batch as sealed, in one transaction. A batch that is sealed already is left alone."""


def seal(batch: Batch, outbox: Outbox, store: Store, *, work: Path, output_format: OutputFormat) -> list[FileReport]:
    """Seal a batch; return the files that its manifest lists. Raises :class:`OutputError`.

    ``work`` is a directory of this machine, or a hidden one of the output: on the file system of the output nothing is copied.
    """
    with _spool(work, batch.batch_id) as spool:
        written = write_files(batch, outbox.lines(batch), spool, output_format)
        if written is None:
            # Another sealer was faster and has deleted the rows.
            return []
        files = [_put(store, file, spool) for file in written]
        for name, content in schema.packaged_files().items():
            if store.read(name) != content:
                store.write(name, content)
        manifest = {**batch.manifest, "files": [*files, *batch.manifest.get("files", ())]}
        path = spool / manifest_name(batch)
        _write(path, orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
        store.put_new(path.name, path)
    outbox.mark_sealed(batch)
    return files


def manifest_name(batch: Batch) -> str:
    """Return the name of a batch's manifest."""
    return f"manifest-{batch.batch_id}.json"


def write_files(
    batch: Batch, lines: Iterable[bytes], spool: Path, output_format: OutputFormat
) -> list[FileReport] | None:
    """Write the files of lines of a batch into an empty directory; ``None`` if the outbox has no line of it any more."""
    files: dict[str, LineFile] = {}
    try:
        for kind in ("articles", "related"):
            files[kind] = LineFile(spool / f"{kind}-{batch.batch_id}.jsonl")
        for line in lines:
            files["articles"].append(line)
            edges = edges_of(orjson.loads(line))
            files["related"].append(edge_lines(edges), len(edges))
        found = files["articles"].lines
        if not found and batch.lines:
            return None
        if found != batch.lines:
            raise OutputError(
                f"Batch {batch.batch_id} has {batch.lines} articles, but the database holds {found} lines of it. Nothing was "
                "written. The database was changed by hand or restored: restore it whole, or report this as a fault."
            )
        return convert(files, spool, output_format)
    finally:
        for file in files.values():
            file.close()


def _put(store: Store, file: FileReport, spool: Path) -> FileReport:
    """Put a file, and return the entry of what has its name then."""
    stored = store.put_new(file.name, spool / file.name)
    return FileReport(name=file.name, bytes=stored.bytes, lines=file.lines, sha256=stored.sha256)


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise cannot_write(path, error) from error


@contextmanager
def _spool(work: Path, batch_id: str) -> Iterator[Path]:
    """Yield an empty directory that no other sealer uses, and remove it. A killed sealer leaves it to :func:`remove_old_spools`."""
    spool = work / f"{batch_id}.{secrets.token_hex(4)}"
    try:
        spool.mkdir(parents=True)
    except OSError as error:
        raise cannot_write(spool, error) from error
    try:
        yield spool
    finally:
        shutil.rmtree(spool, ignore_errors=True)


def remove_old_spools(work: Path, *, before: float) -> int:
    """Remove the directories that killed sealers left, if they were last changed before a Unix time; return their number."""
    removed = 0
    for spool in work.iterdir() if work.is_dir() else ():
        try:
            if spool.stat().st_mtime < before:
                shutil.rmtree(spool)
                removed += 1
        except FileNotFoundError:
            continue  # its sealer, or another member of the fleet, removed it
    return removed
