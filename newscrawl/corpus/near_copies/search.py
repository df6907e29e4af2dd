"""Finds the near copies of a corpus stage by stage, and writes their groups."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

import orjson

from newscrawl.corpus.near_copies import tasks
from newscrawl.corpus.near_copies.files import FileToRead, Work
from newscrawl.corpus.near_copies.numbering import members, number_articles
from newscrawl.corpus.reading import find_files
from newscrawl.corpus.removed import removed_ids
from newscrawl.dedupe import ALGORITHM
from newscrawl.exporters.arrow_schema import pyarrow
from newscrawl.exporters.files import OutputError
from newscrawl.objects.opening import open_store
from newscrawl.objects.store import is_remote
from newscrawl.runner.bulk.engine import new_file
from newscrawl.state import SiteLock, clock
from newscrawl.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from newscrawl.corpus.near_copies.numbering import Plan
    from newscrawl.corpus.reading import DataFile
    from newscrawl.runner.bulk.engine import Engine, Show

_BATCH_ROWS: Final = 1 << 16
"""Rows of Parquet that are written together."""


@dataclass(frozen=True, slots=True)
class NearCopies:
    """What was found."""

    articles: int
    """Articles that were compared: the latest revision of each."""

    groups: int
    """Groups of at least two articles."""

    copies: int
    """Articles of groups without the first of each."""

    unfinished: list[str]
    """Files of runs that have not ended. They were not read."""


def find_near_copies(
    places: Sequence[str], target: Path, engine: Engine, *, removed_in: str | None = None, show: Show | None = None
) -> NearCopies:
    """Find the near copies among the articles of some places, and write their groups to a file; return what was found.

    The file has a row for each article that is in a group: ``id``, ``group`` (the id of the group's first article) and ``first`` (whether
    it is that article). It is Parquet if its name ends so, else JSON Lines. The rows are ordered by group, and within a group by the time of
    publication. Temporary files lie beside it; the same call goes on after a kill.

    ``show`` gets the shares of the files that are read. Raises :class:`OutputError`, :class:`~newscrawl.StateError`,
    :class:`~newscrawl.state.SiteLockedError` and :class:`~newscrawl.runner.bulk.engine.WorkerError`.
    """
    if target.suffix == ".parquet":
        pyarrow("parquet")  # before the work, in case that it is not installed
    found = find_files(places)
    removed = removed_ids(places, removed_in)
    files = [_to_read(file) for file in found.files]
    own = (target.parent / f".{target.name}.work").absolute()
    own.mkdir(parents=True, exist_ok=True)
    with SiteLock(own, "near-copies", now=clock.timestamp()):
        work = Work(own / _key(files, removed))
        for other in own.iterdir():
            if other.is_dir() and other != work.path:
                shutil.rmtree(other)  # of other articles
        work.make()
        plan = _compare(work, files, removed, engine, show)
        groups, rows = _write_groups(work, plan, target)
    shutil.rmtree(own)
    return NearCopies(plan.articles, groups, rows - groups, found.unfinished)


def _compare(
    work: Work, files: Sequence[FileToRead], removed: frozenset[str], engine: Engine, show: Show | None
) -> Plan:
    """Do the stages that are missing, up to the verified pairs."""
    sizes = [_size(file) for file in files]
    counts = list(engine.run(partial(tasks.sign, work=work), list(enumerate(files)), sizes=sizes, show=show))
    chunks = [(file, chunk) for file, own in enumerate(counts) for chunk in range(len(own))]
    plan = number_articles(work, chunks, removed)
    stages: tuple[tuple[Any, int], ...] = (
        (tasks.band, len(chunks)),
        (tasks.pair, plan.partitions),
        (tasks.verify, plan.ranges),
    )
    for stage, count in stages:
        for _ in engine.run(partial(stage, work=work, plan=plan), range(count)):
            pass
    return plan


def _write_groups(work: Work, plan: Plan, target: Path) -> tuple[int, int]:
    """Write the groups; return the numbers of groups and of articles in them."""
    groups = rows = 0

    def counted() -> Iterator[tuple[str, str, bool]]:
        nonlocal groups, rows
        for identity, group in members(work, plan):
            rows += 1
            groups += identity == group
            yield identity, group, identity == group

    with new_file(target) as out:
        (_write_parquet if target.suffix == ".parquet" else _write_lines)(counted(), out)
    return groups, rows


def _write_lines(rows: Iterable[tuple[str, str, bool]], out: IO[bytes]) -> None:
    for identity, group, first in rows:
        line = {"id": identity, "group": group, "first": first}
        out.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))


def _write_parquet(rows: Iterator[tuple[str, str, bool]], out: IO[bytes]) -> None:
    arrow: Any = pyarrow()
    text = arrow.string()
    schema = arrow.schema([("id", text, False), ("group", text, False), ("first", arrow.bool_(), False)])
    with pyarrow("parquet").ParquetWriter(out, schema, compression="zstd") as writer:
        batch: list[tuple[str, str, bool]] = []
        for row in rows:
            batch.append(row)
            if len(batch) == _BATCH_ROWS:
                writer.write_table(_table(batch, schema))
                batch.clear()
        writer.write_table(_table(batch, schema))


def _table(batch: Sequence[tuple[str, str, bool]], schema: Any) -> Any:
    return pyarrow().Table.from_arrays(
        [pyarrow().array([row[at] for row in batch], schema.field(at).type) for at in range(3)], schema=schema
    )


def _to_read(file: DataFile) -> FileToRead:
    """Return a file as other machines find it."""
    url = file.store.url
    return FileToRead(url if is_remote(url) else str(Path(url).absolute()), file.name, file.site, file.ranges)


def _size(file: FileToRead) -> int:
    """Return the bytes of a file."""
    try:
        with open_store(file.store).open(file.name) as data:
            return data.seek(0, 2)
    except FileNotFoundError:
        raise OutputError(
            f"{file.store}/{file.name} is gone: it was joined with others or removed. Run again."
        ) from None


def _key(files: Sequence[FileToRead], removed: frozenset[str]) -> str:
    """Return a hash of everything that the result depends on."""
    seen = []
    for file in files:
        path = Path(file.store, file.name)
        changed = 0 if is_remote(file.store) else path.stat().st_mtime_ns
        seen.append((file, _size(file), changed))
    text = repr((seen, sorted(removed), ALGORITHM, __version__))
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
