"""The files that a corpus consists of, and the rows of one file: lines of JSON, or Parquet.

A place is a directory or a bucket. It holds runs (their manifests say which files are finished), or an export (``export.json`` lists
its files), or nothing but data files. A single data file is a place, too.
"""

from __future__ import annotations

from bisect import bisect_left
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import unquote

import orjson

from newscrawl.export import card
from newscrawl.export.inputs import find_inputs, new_parts, read_manifests
from newscrawl.export.rewriting import fitted
from newscrawl.export.table import read_manifest
from newscrawl.exporters.arrow_schema import arrow_schema, pyarrow
from newscrawl.exporters.files import OutputError
from newscrawl.exporters.output_format import ENDINGS, READ_ERRORS, decompressed
from newscrawl.objects.opening import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newscrawl.export.inputs import Found
    from newscrawl.export.manifest import ExportManifest
    from newscrawl.objects.store import Store

PARQUET: Final = ".parquet"
"""The ending of Parquet files."""

_UNREADABLE: Final[tuple[type[Exception], ...]] = (*READ_ERRORS, KeyError, ValueError)
"""What reading a damaged data file raises."""

_NO_ARTICLES: Final = ("related.", "related-", "near-copies.")
"""How the names of files of edges and of groups of near copies begin."""

_BATCH_ROWS: Final = 256
"""Rows of a Parquet file that are in memory at once: about 2 MB of articles."""

_WHOLE_FILE: Final = -1
"""The count of a range that ends with its file."""


class Lines(NamedTuple):
    """A range of lines of a file."""

    first: int
    number: int
    """How many; :data:`_WHOLE_FILE` for all that follow."""


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file of articles."""

    store: Store
    name: str
    """Relative to the store."""

    site: str | None = None
    """The site of all rows, where the name of a directory has it instead of a column."""

    ranges: tuple[Lines, ...] = (Lines(0, _WHOLE_FILE),)
    """The lines that count: a file of a run may lie in two directories."""

    @property
    def title(self) -> str:
        """The file as messages name it."""
        return f"{self.store.url}/{self.name}"

    @property
    def is_parquet(self) -> bool:
        """True for Parquet, false for lines."""
        return self.name.endswith(PARQUET)


@dataclass(frozen=True, slots=True)
class Files:
    """What lies in some places."""

    files: list[DataFile]
    unfinished: list[str]
    """Files of runs that have not ended. They are not read."""

    sources: dict[str, Any]
    """What the manifests say of each site, as the card of an export has it."""


def find_files(places: Sequence[str]) -> Files:
    """Return the files of articles in some places; :class:`OutputError` if one holds none."""
    found = Files([], [], {})
    runs: list[str] = []
    for place in places:
        store, name = _store_and_file(place)
        if name:
            found.files.append(DataFile(store, name))
        elif (manifest := read_manifest(store)) is not None:
            found.files.extend(_of_export(store, manifest))
            found.sources.update(manifest.sources)
        elif read_manifests(store, names := sorted(store.names())):
            runs.append(place)
        else:
            found.files.extend(_loose(store, names))
    if runs:
        of_runs = find_inputs(runs)
        found.files.extend(_of_runs(of_runs))
        found.unfinished.extend(of_runs.unfinished)
        found.sources.update(card.sources(of_runs.manifests))
    return found


def _store_and_file(place: str) -> tuple[Store, str]:
    """Return the store of a place, and the name of the file if the place is a single one."""
    head, slash, last = place.rstrip("/").rpartition("/")
    if not place.endswith("/") and last.endswith((PARQUET, *ENDINGS)):
        store = open_store(head + slash if head or slash else ".")
        if last in store.names() or _is_there(store, last):
            return store, last
    return open_store(place), ""


def _is_there(store: Store, name: str) -> bool:
    """Return whether a file can be opened."""
    try:
        with store.open(name):
            return True
    except FileNotFoundError:
        return False


def _of_export(store: Store, manifest: ExportManifest) -> Iterator[DataFile]:
    """Yield the data files of a table."""
    if manifest.options.get("format") == "csv":
        raise OutputError(
            f"{store.url} is a table of CSV, which has no types. Export the runs as Parquet or JSON Lines: "
            "newscrawl export DIR --to PLACE --format parquet"
        )
    for file in manifest.files:
        yield DataFile(store, file.name, site=_site_of(file.name))


def _loose(store: Store, names: Sequence[str]) -> Iterator[DataFile]:
    """Yield the data files of a place without a manifest; :class:`OutputError` if there is none."""
    files = [
        name
        for name in names
        if name.endswith((PARQUET, *ENDINGS)) and not name.rpartition("/")[2].startswith(_NO_ARTICLES)
    ]
    if not files:
        raise OutputError(
            f"{store.url} holds no articles. Give the directory that `crawl --output` wrote to, the place of an export, "
            "or a file of Parquet or JSON Lines."
        )
    for name in files:
        yield DataFile(store, name, site=_site_of(name))


def _site_of(name: str) -> str | None:
    """Return the site that a directory's name holds: ``data/site=bao/part.parquet``."""
    values = [part.partition("=")[2] for part in name.split("/")[:-1] if part.startswith("site=")]
    return unquote(values[-1]) if values and name.endswith(PARQUET) else None


def _of_runs(found: Found) -> Iterator[DataFile]:
    """Yield the finished files of runs. A leaf that two directories hold is read once."""
    ranges: dict[int, list[Lines]] = {}
    for part in new_parts(found.inputs, ()):
        ranges.setdefault(id(part.input), []).append(Lines(part.first, part.leaf.lines))
    for item in found.inputs:
        if taken := ranges.get(id(item)):
            yield DataFile(item.store, item.name, ranges=tuple(taken))


@contextmanager
def _opened(file: DataFile) -> Iterator[IO[bytes]]:
    """Open a file; :class:`OutputError` if it is gone or damaged."""
    try:
        with file.store.open(file.name) as data:
            yield data
    except FileNotFoundError:
        raise OutputError(
            f"{file.title} is gone: it was joined with others, replaced or removed while the corpus was read. Open the corpus again."
        ) from None
    except _UNREADABLE as error:
        raise OutputError(
            f"{file.title} cannot be read: {type(error).__name__}: {error}. `newscrawl verify` checks the directory of a run; "
            "an export is written anew with --replace."
        ) from error


def numbered_lines(file: DataFile, wanted: Sequence[int] | None = None) -> Iterator[tuple[int, bytes]]:
    """Yield the lines of a file with their numbers from 0: those that count, or those that are wanted (ascending)."""
    with _opened(file) as data:
        numbered = enumerate(decompressed(data, file.name))
        if wanted is None:
            for first, count in file.ranges:
                end = None if count == _WHOLE_FILE else first + count
                if count == 0:
                    continue
                for number, line in numbered:
                    if number >= first and not line.isspace():
                        yield number, line
                    if end is not None and number >= end - 1:
                        break
            return
        places = iter(wanted)
        place = next(places, None)
        if place is None:
            return
        for number, line in numbered:
            if number == place:
                yield number, line
                place = next(places, None)
                if place is None:
                    return


def parquet_tables(
    file: DataFile, columns: Sequence[str] | None = None, wanted: Sequence[int] | None = None
) -> Iterator[tuple[Sequence[int], Any]]:
    """Yield the rows of a Parquet file as ``pyarrow.Table`` of the record's schema, some at a time, with their numbers.

    ``wanted`` are row numbers, ascending; row groups without one are not read. A column that the file lacks is null.
    """
    arrow, schema = pyarrow(), arrow_schema(columns)
    with _opened(file) as data:
        parquet = pyarrow("parquet").ParquetFile(data, pre_buffer=False)
        there = set(parquet.schema_arrow.names)
        names = [name for name in schema.names if name in there]
        first = 0
        for group in range(parquet.num_row_groups):
            rows = parquet.metadata.row_group(group).num_rows
            if wanted is None or bisect_left(wanted, first) < bisect_left(wanted, first + rows):
                for batch in parquet.iter_batches(_BATCH_ROWS, row_groups=[group], columns=names, use_threads=False):
                    yield from _chosen(arrow.Table.from_batches([batch]), first, wanted, schema, file.site)
                    first += batch.num_rows
            else:
                first += rows


def _chosen(
    table: Any, first: int, wanted: Sequence[int] | None, schema: Any, site: str | None
) -> Iterator[tuple[Sequence[int], Any]]:
    """Yield the wanted rows of a table that begins with row ``first``, if there are any."""
    numbers: Sequence[int] = range(first, first + table.num_rows)
    if wanted is not None:
        numbers = wanted[bisect_left(wanted, first) : bisect_left(wanted, first + table.num_rows)]
        if not numbers:
            return
        if len(numbers) < table.num_rows:
            table = table.take([number - first for number in numbers])
    table = fitted(table, schema)
    if site is not None and "site" in schema.names:
        at = schema.get_field_index("site")
        table = table.set_column(at, schema.field(at), pyarrow().repeat(site, table.num_rows))
    yield numbers, table


def missing_columns(file: DataFile) -> list[str]:
    """Return the columns of the record that a Parquet file lacks."""
    with _opened(file) as data:
        there = {*pyarrow("parquet").ParquetFile(data).schema_arrow.names, *(["site"] if file.site else [])}
    return [name for name in arrow_schema().names if name not in there]


def parsed(line: bytes, file: DataFile) -> dict[str, Any]:
    """Return a line as a dictionary; :class:`OutputError` if it is no article."""
    try:
        record: dict[str, Any] = orjson.loads(line)
        known = isinstance(record["id"], str) and isinstance(record["site"], str)
        why = "" if known else "id and site are texts"
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        known, why = False, f"{type(error).__name__}: {error}"
    if not known:
        raise OutputError(f"{file.title} holds a line that is no article: {why}. `newscrawl verify` names it.")
    return record
