"""The feed of changes: every written record and every deletion, one line of JSON each, in the order of the commits.

The order and the cursor come from the state (:mod:`newscrawl.state.changes`), the records from the files. A row of the log
names the article, the revision and the run. The record is looked up in the run's part file or in the files of its manifest,
then in all other files: they may have been joined, compressed or partitioned since.

Before anything is told, the state's write-ahead log and the part files are synced. What a consumer has seen is therefore
never undone by a power cut.
"""

from __future__ import annotations

import logging
import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Final, NamedTuple

import orjson

from newscrawl.exporters.files import LineFile, OutputError, cannot_write
from newscrawl.exporters.output_format import READ_ERRORS, article_files, decompressed, kind_of, open_lines
from newscrawl.file_sync import sync_file
from newscrawl.report.manifest import run_ids
from newscrawl.state import directory_of
from newscrawl.state.changes import ChangeKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from newscrawl.objects.store import Store
    from newscrawl.state import OpenedStore
    from newscrawl.state.changes import Change

logger = logging.getLogger(__name__)

_BATCH_CHANGES: Final = 50_000
"""Changes whose records are looked up together: a file is read once for all of them."""

_SPOOL_BYTES: Final = 32 << 20
"""Bytes of records of a batch that stay in memory; more go to a temporary file."""

_MAX_LOOKUPS: Final = 3
"""Times that a record is looked up: a run may finish, or files be joined, in the middle of a search."""

_ID: Final = b'{"id":"'
"""Start of every line of an article."""

_REVISION: Final = re.compile(rb'"revision":(\d+)')
"""The revision in a line of an article: no nested object has such a key, and a quote within text is escaped."""

_UNREADABLE: Final[tuple[type[Exception], ...]] = (*READ_ERRORS, ValueError, KeyError, TypeError)

_REASONS: Final = {ChangeKind.GONE: "gone", ChangeKind.REMOVED: "removed", ChangeKind.MERGED: "merged"}
"""Why an article is deleted."""


class _Record(NamedTuple):
    """What is looked up: the id as it stands in a line, and the revision."""

    id: bytes
    revision: int


class _Spool:
    """The lines of the records of one batch."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=_SPOOL_BYTES)  # noqa: SIM115 - closed by close()
        self._places: dict[_Record, tuple[int, int]] = {}
        self._end = 0

    def add(self, record: _Record, line: bytes) -> None:
        """Keep a line."""
        self._file.seek(self._end)
        self._file.write(line)
        self._places[record] = (self._end, len(line))
        self._end += len(line)

    def get(self, record: _Record) -> bytes | None:
        """Return the line of a record."""
        if (place := self._places.get(record)) is None:
            return None
        self._file.seek(place[0])
        return self._file.read(place[1])

    def close(self) -> None:
        """Delete the lines."""
        self._file.close()


class ChangeFeed:
    """The feed of one output directory, or of a bucket and its spool."""

    def __init__(self, output: Path, store: OpenedStore, bucket: Store | None = None) -> None:
        """Take the directory of the files and its state; of a bucket, its spool."""
        self._output = output
        self._store = store
        self._bucket = bucket
        self._place = bucket.url if bucket else str(output)
        self._resume: dict[Path, int] = {}
        """Where the search in a plain file ended: the records of a run stand in the order of its commits."""

        self.missing = 0
        """Changes whose record is in no file, because the file was moved or deleted, or whose line is damaged."""

        self._damaged = 0
        """How many of them have a damaged line."""

    def lines(self, after: int, *, until: int) -> Iterator[bytes]:
        """Yield a line for each change with a sequence number above ``after`` and up to ``until``, which is at most the last.

        Raises :class:`~newscrawl.exporters.files.OutputError` if a file cannot be read,
        :class:`~newscrawl.state.StateError` if the state cannot.
        """
        self._sync()
        while changes := self._store.changes.read(after, until=until, limit=_BATCH_CHANGES):
            spool = _Spool()
            try:
                self._look_up(changes, spool)
                for change in changes:
                    if line := self._line(change, spool):
                        yield line
            finally:
                spool.close()
            after = changes[-1].sequence

    def check(self) -> None:
        """Raise :class:`~newscrawl.exporters.files.OutputError` if records were missing."""
        if self._damaged:
            raise OutputError(
                f"Changes left out: {self.missing:,}. The lines of {self._damaged:,} are damaged. "
                f"`newscrawl verify {self._place}` names them; restore a copy of their files, and read the changes from the start."
            )
        if self.missing:
            raise OutputError(
                f"Changes left out: {self.missing:,}. Their records are in no file of {self._place}. "
                "If files were moved, move them back and read the changes from the start."
            )

    def _sync(self) -> None:
        """Make the log and the part files survive a power cut."""
        self._store.sync_changes()
        for path in [self._part(path) for path in self._open_files().values()]:
            try:
                with suppress(FileNotFoundError), path.open("rb") as file:
                    sync_file(file.fileno())
            except OSError as error:
                raise cannot_write(path, error) from error

    def _line(self, change: Change, spool: _Spool) -> bytes | None:
        """Return the line of a change; ``None`` if its record is in no file or damaged."""
        is_upsert = change.kind is ChangeKind.WRITTEN
        told: dict[str, object] = {
            "change": "upsert" if is_upsert else "delete",
            "id": change.id,
            "revision": change.revision,
            "site": change.site,
            "time": change.time,
            "cursor": self._store.changes.cursor(change.sequence),
        }
        if not is_upsert:
            told |= {"reason": _REASONS[change.kind], "into": change.into}
            return orjson.dumps(told, option=orjson.OPT_APPEND_NEWLINE)
        record = spool.get(_wanted(change))
        if record is None:
            self.missing += 1
            return None
        try:
            orjson.loads(record)  # a damaged line may hold any bytes
        except orjson.JSONDecodeError:
            self.missing, self._damaged = self.missing + 1, self._damaged + 1
            return None
        # The record is copied: it is the line of the file, byte for byte.
        return orjson.dumps(told)[:-1] + b',"record":' + record.rstrip(b"\n") + b"}\n"

    # -- where records are --------------------------------------------------------------------------------------

    def _look_up(self, changes: Sequence[Change], spool: _Spool) -> None:
        """Put the records of the written changes into the spool."""
        wanted: dict[str | None, set[_Record]] = {}
        for change in changes:
            if change.kind is ChangeKind.WRITTEN:
                wanted.setdefault(change.crawl_id, set()).add(_wanted(change))
        for _ in range(_MAX_LOOKUPS):
            parts, finished = self._open_files(), self._finished_files()
            for crawl_id, records in wanted.items():
                if part := parts.get(crawl_id or ""):
                    self._search(self._part(part), records, spool)
                for path in finished.get(crawl_id or "", ()):
                    self._search(path, records, spool)
            left = set[_Record]().union(*wanted.values())
            for path in article_files(self._output) if left else ():
                self._search(path, left, spool)
            if self._bucket and left:
                self._search_bucket(self._bucket, left, spool)
            if left:
                self._search_database(left, spool)
            if not left:
                return
            wanted = {None: left}

    def _open_files(self) -> Mapping[str, Path]:
        """Return the files of articles that runs are writing, by run. Their names are those that they get when finished."""
        state, output = directory_of(self._store.place), self._output.absolute()
        found = {
            row.crawl_id: path
            for row in self._store.outputs()
            if kind_of(path := Path(os.path.normpath(state / row.path))) == "articles"
        }
        return {crawl_id: path for crawl_id, path in found.items() if path.parent == output}

    def _part(self, path: Path) -> Path:
        """Return the part file of a file that a run is writing; the file itself if the run has finished meanwhile."""
        part = LineFile.part_of(path)
        return part if part.exists() else path

    def _finished_files(self) -> Mapping[str, list[Path]]:
        """Return the files of articles that the manifests list, by run."""
        found: dict[str, list[Path]] = {}
        for path in self._output.glob("manifest*.json"):
            with suppress(OSError, ValueError, KeyError, TypeError):
                manifest = orjson.loads(path.read_bytes())
                files = [path.parent / entry["name"] for entry in manifest["files"]]
                articles = [file for file in files if kind_of(file) == "articles"]
                for crawl_id in run_ids(manifest):
                    # The lines of a fleet's run are in several batches.
                    found.setdefault(crawl_id, []).extend(articles)
        return found

    def _search(self, path: Path, wanted: set[_Record], spool: _Spool) -> None:
        """Move the wanted records that a file holds to the spool; they are no longer wanted then."""
        if not wanted:
            return
        start = self._resume.get(path, 0)
        try:
            with path.open("rb") if path.suffix == ".part" else open_lines(path) as file:
                stop = None
                if start:
                    file.seek(start - 1)
                    if file.read(1) == b"\n":  # else the file was rewritten
                        self._read(path, file, wanted, spool)
                        stop = start
                    file.seek(0)
                self._read(path, file, wanted, spool, stop=stop)
        except FileNotFoundError:
            return  # it was finished, joined or rewritten meanwhile, and is looked up again
        except _UNREADABLE as error:
            raise OutputError(
                f"{path} cannot be read: {error}. `newscrawl verify {self._output}` says what is wrong."
            ) from None

    def _search_bucket(self, bucket: Store, wanted: set[_Record], spool: _Spool) -> None:
        """Search the files of a bucket, those of the newest runs first: a run's files are named after its start."""
        names = (name for name in bucket.names() if kind_of(PurePosixPath(name)) == "articles")
        for name in sorted(names, reverse=True):
            if not wanted:
                return
            try:
                with bucket.open(name) as file:
                    self._read(Path(name), decompressed(file, name), wanted, spool)
            except FileNotFoundError:
                continue  # it was joined or rewritten meanwhile, and is looked up again
            except _UNREADABLE as error:
                raise OutputError(f"{bucket.url}/{name} cannot be read: {error}.") from None

    def _search_database(self, wanted: set[_Record], spool: _Spool) -> None:
        """Move the wanted records that wait in a database, and are in no file yet, to the spool."""
        for line in self._store.waiting_lines([orjson.loads(b'"' + record.id + b'"') for record in wanted]):
            article_id = line[len(_ID) : line.find(b'","', len(_ID))] if line.startswith(_ID) else None
            if (record := _record(line, article_id)) in wanted:
                spool.add(record, line)
                wanted.discard(record)

    def _read(
        self, path: Path, file: IO[bytes], wanted: set[_Record], spool: _Spool, *, stop: int | None = None
    ) -> None:
        """Search the lines from the file's present position up to ``stop`` (in bytes) or the end."""
        ids = {record.id for record in wanted}
        place = file.tell()
        for line in file:
            if not wanted or (stop is not None and place >= stop):
                return
            place += len(line)
            if not line.endswith(b"\n"):
                return  # a line that is being written
            article_id = line[len(_ID) : line.find(b'","', len(_ID))] if line.startswith(_ID) else None
            if article_id is not None and article_id not in ids:
                continue
            if (record := _record(line, article_id)) in wanted:
                spool.add(record, line)
                wanted.discard(record)
                if path.suffix in {".part", ".jsonl"}:
                    self._resume[path] = place


def _wanted(change: Change) -> _Record:
    """Return what is looked up for a change."""
    return _Record(orjson.dumps(change.id)[1:-1], change.revision)


def _record(line: bytes, article_id: bytes | None) -> _Record:
    """Return id and revision of an article's line. ``article_id`` is the id as it stands in it, ``None`` if it is elsewhere."""
    if article_id is not None and (revision := _REVISION.search(line)):
        return _Record(article_id, int(revision[1]))
    article = orjson.loads(line)
    return _Record(orjson.dumps(article["id"])[1:-1], int(article["revision"]))
