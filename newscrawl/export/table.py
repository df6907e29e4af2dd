"""One export: what is new in the runs is added to the table, what is superseded is rewritten, the manifest comes last.

**How a crash is survived.** The manifest alone says which files the table consists of.

1. Take the lock. Delete data files that no manifest lists: a killed export left them.
2. Write the new data files. Each appears under its name only when it is whole, and no other export uses that name.
3. Replace the manifest, in one step.
4. Delete the data files that the new manifest does not list any more.

A kill before step 3 leaves the old table and some files that do not count; the same command does the work again. A kill
after it leaves files that the next export deletes.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import orjson

from newscrawl.dates import VIETNAM
from newscrawl.export import card, joining
from newscrawl.export.inputs import find_inputs, missing_leaves, new_parts
from newscrawl.export.manifest import DATA, DATA_FILE, NAME, DataFile, ExportManifest
from newscrawl.export.options import SPLIT_GROUP, differences
from newscrawl.export.rewriting import keys_of, rewrite
from newscrawl.export.rows import Key, Rows
from newscrawl.export.selection import Selection, published, version_of
from newscrawl.export.split_groups import SplitGroups
from newscrawl.export.writers import open_writer
from newscrawl.exporters.files import OutputError
from newscrawl.exporters.json_lines import escape_line_separators
from newscrawl.exporters.output_format import READ_ERRORS, decompressed
from newscrawl.items import SCHEMA_VERSION
from newscrawl.objects.local import LocalStore
from newscrawl.state import clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from newscrawl.export.inputs import Found, Input, Part
    from newscrawl.export.options import ExportOptions
    from newscrawl.export.rows import Row
    from newscrawl.objects.store import Lock, Store, Stored

MAX_FILE_BYTES: Final = 128 << 20
"""Size of a data file before compression at which the next one is begun."""


_CONFIRMED_ROWS: Final = 5_000
"""Rows whose texts are compared between two renewals of the lock."""


@dataclass(slots=True)
class ExportResult:
    """What an export did."""

    manifest: ExportManifest
    added: int = 0
    """Lines that were taken from the runs."""

    written: list[DataFile] = field(default_factory=list)
    """Data files that were written."""

    removed: int = 0
    """Data files that were replaced."""

    unfinished: list[str] = field(default_factory=list)
    """Files of runs that have not ended; they are not in the table yet."""

    why_anew: str | None = None
    """Why the whole table was written again."""


class NoRoomForOptionsError(ValueError):
    """The place holds a table that was made with other options."""


def export(
    places: Sequence[str], store: Store, options: ExportOptions, *, replace_table: bool = False, join: bool = False
) -> ExportResult:
    """Bring the table in ``store`` up to date with the runs in ``places``.

    ``replace_table`` writes it anew, also with other options. ``join`` joins its small files. Raises :class:`OutputError`, and :class:`ValueError` for options
    that are wrong or differ from those of the table.
    """
    selection = Selection(options)
    with store.locked() as lock:
        return _Export(store, options, selection, lock).run(find_inputs(places), replace_table=replace_table, join=join)


def read_manifest(store: Store) -> ExportManifest | None:
    """Return the manifest of the table in a store, ``None`` if there is none."""
    data = store.read(NAME)
    return None if data is None else ExportManifest.loads(data, f"{store.url}/{NAME}")


def remove_orphans(store: Store, listed: Iterable[DataFile]) -> None:
    """Delete the data files that no manifest lists. Files of other names are left alone."""
    known = {file.name for file in listed}
    names = [name for name in store.names(DATA) if name not in known and DATA_FILE.fullmatch(name.rpartition("/")[2])]
    store.delete(names)
    if isinstance(store, LocalStore):
        store.remove_parts(DATA)


class _Export:
    """One export under way."""

    def __init__(self, store: Store, options: ExportOptions, selection: Selection, lock: Lock) -> None:
        self._store, self._options, self._selection, self._lock = store, options, selection, lock
        self._files = DataFiles(store, options, lock)
        self._languages: Counter[str] = Counter()

    def run(self, found: Found, *, replace_table: bool, join: bool) -> ExportResult:
        """Add what is new, then join small files. Both are whole steps of their own."""
        result = self._update(found, replace_table=replace_table)
        if join:
            self._join(result)
        return result

    def _update(self, found: Found, *, replace_table: bool) -> ExportResult:
        before = self._manifest(replace_table=replace_table)
        why = self._why_anew(before, found, replace_table=replace_table)
        taken = {} if why or before is None else before.inputs
        remove_orphans(self._store, before.files if before else ())
        parts = new_parts(found.inputs, taken)
        if before and not why and not parts:
            return ExportResult(before, unfinished=found.unfinished)
        if before and not why and self._options.split_groups:
            # A new article may join two groups, so it changes rows of old ones.
            why, taken, parts = "--split-groups compares all articles", {}, new_parts(found.inputs, ())
        self._files.begin([part.leaf.sha256 for part in parts], before.generation if before else 0)
        kept = [] if why or before is None else list(before.files)
        with Rows() as rows:
            added = self._collect(parts, rows)
            if self._options.latest and kept:
                kept = self._without_superseded(kept, rows)
            self._files.write_all(self._ordered(rows))
        kept = [file for file in kept if file.rows or not self._files.written]
        if not kept and not self._files.written:
            self._files.write_empty()
        languages = Counter(before.languages if before and not why else ()) + self._languages
        manifest = ExportManifest(
            generation=before.generation + 1 if before else 1,
            written=clock.timestamp(),
            options=self._options.as_json(),
            files=sorted([*kept, *self._files.written], key=lambda file: file.name),
            languages=dict(sorted(languages.items())),
            sources=card.sources(found.manifests),
            inputs=taken | {part.leaf.sha256: part.input.name for part in parts},
        )
        result = ExportResult(manifest, added, self._files.written, unfinished=found.unfinished, why_anew=why)
        result.removed = self._commit(before, manifest)
        return result

    def _join(self, result: ExportResult) -> None:
        """Join the small files of the table and write its manifest again."""
        before = result.manifest
        due = joining.groups(before.files, limit=MAX_FILE_BYTES)
        if not due:
            return
        files = DataFiles(self._store, self._options, self._lock)
        files.begin([file.sha256 for group in due for file in group], before.generation)
        for group in due:
            with files.one(group[0].partition) as new:
                joining.join(self._store, group, self._options, new.file)
                for file in group:
                    new.take_over(file, Counter())
        joined = {file.name for group in due for file in group}
        kept = [file for file in before.files if file.name not in joined]
        result.manifest = replace(
            before,
            generation=before.generation + 1,
            written=clock.timestamp(),
            files=sorted([*kept, *files.written], key=lambda file: file.name),
        )
        result.removed += self._commit(before, result.manifest)
        result.written = [*result.written, *files.written]

    def _manifest(self, *, replace_table: bool) -> ExportManifest | None:
        """Return the manifest of the table; :class:`NoRoomForOptionsError` if its options differ."""
        try:
            before = read_manifest(self._store)
        except OutputError:
            if replace_table:
                return None
            raise
        if before and not replace_table and (others := differences(before.options, self._options.as_json())):
            raise NoRoomForOptionsError(
                f"{self._store.url} holds a table that was made with {'; '.join(others)}. "
                "Give the same options, choose another --to, or write the table anew with --replace."
            )
        return before

    def _why_anew(self, before: ExportManifest | None, found: Found, *, replace_table: bool) -> str | None:
        """Return why the table must be written again; :class:`OutputError` if its sources are gone."""
        if before is None:
            return None
        if replace_table:
            return "--replace"
        changed, gone = missing_leaves(found, before.inputs)
        if gone:
            raise OutputError(
                f"{len(gone):,} files that the table in {self._store.url} was made from are gone, the first is {gone[0]}. "
                "Give their directories, too; or, if they were deleted on purpose, write the table anew with --replace."
            )
        if changed:
            return f"{len(changed):,} files of the runs changed, the first is {changed[0]}"
        if before.schema_version != SCHEMA_VERSION:
            return f"the table has schema {before.schema_version}, this version writes {SCHEMA_VERSION}"
        return None

    def _collect(self, parts: Sequence[Part], rows: Rows) -> int:
        """Read the new lines; return their number."""
        by_input: dict[int, list[Part]] = defaultdict(list)
        for part in parts:
            by_input[id(part.input)].append(part)
        added = 0
        for group in by_input.values():
            self._lock.confirm()
            with open_input(group[0].input) as lines:
                at = 0
                for part in group:
                    for _ in islice(lines, part.first - at):
                        pass
                    count = None if part.leaf.lines < 0 else part.leaf.lines
                    for line in islice(lines, count):
                        self._add(line, rows, part.input)
                        added += 1
                    at = part.first + max(part.leaf.lines, 0)
        return added

    def _add(self, line: bytes, rows: Rows, source: Input) -> None:
        """Add one line if it can belong to the table."""
        try:
            record = orjson.loads(line)
            identity, site = record["id"], record["site"]
        except (orjson.JSONDecodeError, KeyError, TypeError) as error:
            raise OutputError(
                f"{source.title} holds a line that is no article: {error}. Nothing was changed. `newscrawl verify` names it."
            ) from None
        day = published(record)
        belongs = self._selection.admits(record, day)
        if belongs:
            self._languages[str(record.get("in_language"))] += 1
        if belongs or self._options.latest:
            rows.add(
                line,
                Key(identity, site, day, version_of(record)),
                partition=self._options.partition_of(site, day),
                belongs=belongs,
            )

    def _ordered(self, rows: Rows) -> Iterator[Row]:
        """Yield the rows of the table in its order."""
        latest = self._options.latest
        if not self._options.split_groups:
            yield from rows.ordered(latest=latest)
            return
        with SplitGroups() as groups:
            for number, row in enumerate(rows.ordered(latest=latest)):
                if number % _CONFIRMED_ROWS == 0:
                    self._lock.confirm()
                groups.add(orjson.loads(row.line))
            groups.find()
            self._lock.confirm()
            for row, member in zip(rows.ordered(latest=latest), groups.members(), strict=True):
                record = orjson.loads(row.line) | {SPLIT_GROUP: member.group}
                line = orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)
                yield row._replace(line=escape_line_separators(line))

    def _without_superseded(self, files: list[DataFile], rows: Rows) -> list[DataFile]:
        """Compare the new lines with the table; return its files without the rows of which there is a later line now.

        Of a line that is older than the table's, the table's row is kept.
        """
        rows.index_ids()
        kept, older = [], []
        for file in files:
            drop: Counter[str] = Counter()
            positions = []
            for position, (identity, version) in enumerate(keys_of(self._store, file, self._options)):
                newer = rows.latest_of(identity)
                if newer is None:
                    continue
                if newer.version >= version:
                    positions.append(position)
                    drop[newer.site] += 1
                else:
                    older.append(identity)
            if not positions:
                kept.append(file)
            elif len(positions) < file.rows:
                with self._files.one(file.partition) as new:
                    rewrite(self._store, file, self._options, new.file, frozenset(positions))
                    new.take_over(file, drop)
        rows.remove(older)
        return kept

    def _commit(self, before: ExportManifest | None, manifest: ExportManifest) -> int:
        """Do steps 3 and 4; return how many files the table has lost."""
        self._lock.confirm()
        self._store.write("README.md", card.dataset_card(manifest).encode())
        self._store.write("croissant.json", card.croissant(manifest))
        self._store.write(NAME, manifest.dumps())
        now = {file.name for file in manifest.files}
        gone = [file.name for file in (before.files if before else ()) if file.name not in now]
        self._store.delete(gone)
        return len(gone)


class NewDataFile:
    """A data file that is being written."""

    def __init__(self, file: Any, partition: str) -> None:
        self.file = file
        self.partition = partition
        self.rows = self.raw_bytes = 0
        self.sites: Counter[str] = Counter()
        self.first: str | None = None
        self.last: str | None = None

    def count(self, key: Key) -> None:
        """Count one row."""
        self.rows += 1
        self.sites[key.site] += 1
        if key.published:
            day = key.published.astimezone(VIETNAM).date().isoformat()
            self.first, self.last = min(self.first or day, day), max(self.last or day, day)

    def take_over(self, file: DataFile, drop: Counter[str]) -> None:
        """Count the rows of another file, less some of each site."""
        self.sites += Counter(file.sites) - drop
        self.rows += file.rows - drop.total()
        self.raw_bytes += file.raw_bytes * (file.rows - drop.total()) // max(file.rows, 1)
        days = [day for day in (self.first, self.last, file.first, file.last) if day]
        self.first, self.last = (min(days), max(days)) if days else (None, None)


class DataFiles:
    """Writes the data files of one export and remembers their entries."""

    def __init__(self, store: Store, options: ExportOptions, lock: Lock) -> None:
        """Call :meth:`begin` before the first file."""
        self._store, self._options, self._lock = store, options, lock
        self._batch = ""
        self.written: list[DataFile] = []

    def begin(self, what: Sequence[str], generation: int) -> None:
        """Choose names that the same work gets again, and no other: by what goes into the files."""
        named = orjson.dumps([sorted(what), self._options.as_json(), generation, SCHEMA_VERSION])
        self._batch = hashlib.sha256(named).hexdigest()[:12]

    @contextmanager
    def one(self, partition: str) -> Iterator[NewDataFile]:
        """Write one data file. It is put at the end of the block, whole."""
        name = f"part-{self._batch}-{len(self.written):04d}{self._options.ending}"
        path = "/".join(filter(None, (DATA, partition, name)))
        self._lock.confirm()
        with self._store.create(path) as file:
            new = NewDataFile(file.file, partition)
            yield new
            stored: Stored = file.commit()
        self.written.append(
            DataFile(
                name=path,
                bytes=stored.bytes,
                rows=new.rows,
                sha256=stored.sha256,
                raw_bytes=new.raw_bytes,
                partition=partition,
                sites=dict(sorted(new.sites.items())),
                first=new.first,
                last=new.last,
            )
        )

    def write_all(self, rows: Iterable[Row]) -> None:
        """Write rows that come in order; a new file begins with each partition and after :data:`MAX_FILE_BYTES`."""
        ahead = iter(rows)
        row = next(ahead, None)
        while row:
            with self.one(row.partition) as new:
                writer = open_writer(new.file, self._options)
                try:
                    while row and row.partition == new.partition and writer.raw_bytes < MAX_FILE_BYTES:
                        writer.write(row.line)
                        new.count(row.key)
                        row = next(ahead, None)
                    writer.finish()
                except BaseException:
                    writer.abort()
                    raise
                new.raw_bytes = writer.raw_bytes

    def write_empty(self) -> None:
        """Write a file without rows, so that a reader finds the types."""
        with self.one(self._options.partition_of("__HIVE_DEFAULT_PARTITION__", None)) as new:
            open_writer(new.file, self._options).finish()


@contextmanager
def open_input(source: Input) -> Iterator[Iterator[bytes]]:
    """Yield the lines of a run's file; :class:`OutputError` if it is gone or damaged."""
    try:
        with source.store.open(source.name) as file, decompressed(file, source.name) as lines:
            yield iter(lines)
    except FileNotFoundError:
        raise OutputError(
            f"{source.title} is gone: it was joined with others or removed while this command read. Run it again."
        ) from None
    except READ_ERRORS as error:
        raise OutputError(
            f"{source.title} cannot be read: {type(error).__name__}: {error}. Nothing was changed. "
            "`newscrawl verify` checks the directory."
        ) from error
