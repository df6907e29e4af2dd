"""Lines that are committed and not yet in a finished file.

A line is stored in the transaction of its article. Waiting lines are given to a *batch*, which then never changes. Whoever likes
*seals* a batch: it reads the lines, writes them into a file under a name that follows from the batch, only if there is none of that
name, and records the file, which deletes the lines. Two sealers write the same bytes, and the first record counts.

A line whose page is in a WARC file that is not uploaded yet waits for that file (its *segment*). If the machine is lost, the
segment is given up, and its articles are fetched again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import orjson

from newscrawl.state.store import StateError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from newscrawl.state.postgres.connection import Database

MAX_LINES: Final = 10_000
"""Lines of a batch at most, unless the caller says otherwise."""

MAX_BYTES: Final = 64 << 20
"""Bytes of a batch at most, unless the caller says otherwise or a single line is longer. A sealer holds them in memory."""


_READ_LINES: Final = 500
"""Lines that are read at a time, where they are read one after the other."""


class BatchSealedError(Exception):
    """Somebody else has sealed the batch: its lines are deleted."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Lines that go into one file."""

    number: int
    kind: str
    """``articles`` or ``related``."""

    lines: int
    bytes: int
    crawl_ids: Sequence[str]
    sites: Sequence[str]
    frozen: datetime


@dataclass(frozen=True, slots=True)
class SealedObject:
    """A file that holds a batch."""

    number: int
    """Of the batch."""

    kind: str
    path: str
    size: int
    """Bytes of the file."""

    sha256: str
    lines: int
    crawl_ids: Sequence[str]
    sites: Sequence[str]
    sealed: datetime


@dataclass(frozen=True, slots=True)
class Segment:
    """A WARC file of one machine."""

    name: str
    owner: str
    path: str | None
    """Where it was uploaded to."""

    opened: datetime
    uploaded: datetime | None


_NAMING: Final = """
SELECT outbox.number, line FROM outbox JOIN articles ON articles.number = outbox.article
WHERE EXISTS (SELECT 1 FROM unnest(%s::bytea[]) AS word WHERE position(word IN line) > 0) AND id != ALL (%s::text[])
"""
"""The lines that hold one of some words, but for those of some articles."""

_BATCH: Final = "number, kind, lines, bytes, crawl_ids, sites, frozen"


class Outbox:
    """Freezes and seals the lines of one state. All methods raise :class:`~newscrawl.state.StateError`."""

    def __init__(self, db: Database) -> None:
        """Work through a connection."""
        self._db = db

    def freeze(
        self, kind: str, *, max_lines: int = MAX_LINES, max_bytes: int = MAX_BYTES, older_than: float | None = None
    ) -> Batch | None:
        """Give waiting lines of a kind, oldest first, to a new batch; return it. Survives a power cut, and so do the lines.

        With ``older_than`` only if they fill a batch or the oldest has waited that many seconds. ``None`` if there is no batch.
        """
        number = self._db.call("freeze_batch", kind, max_lines, max_bytes, older_than)
        return None if number is None else self._batches("number = %s", (number,))[0]

    def frozen(self) -> list[Batch]:
        """Return the batches that are not sealed yet, in the order of their numbers."""
        return self._batches("sealed IS NULL")

    def _batches(self, where: str, parameters: Sequence[object] = ()) -> list[Batch]:
        sql = f"SELECT {_BATCH} FROM batches WHERE {where} ORDER BY number"  # noqa: S608 - the caller's fixed text
        return [Batch(*row) for row in self._db.rows(sql, parameters)]

    def lines(self, batch: Batch) -> list[bytes]:
        """Return the lines of a batch in the order of their commits.

        Raises :class:`BatchSealedError` if it has been sealed, :class:`~newscrawl.state.StateError` if lines are missing.
        """
        found = [
            row[0] for row in self._db.rows("SELECT line FROM outbox WHERE batch = %s ORDER BY number", (batch.number,))
        ]
        if (len(found), sum(map(len, found))) != (batch.lines, batch.bytes):
            if not self._batches("sealed IS NULL AND number = %s", (batch.number,)):
                raise BatchSealedError(f"batch {batch.number} is sealed")
            raise StateError(
                f"Batch {batch.number} of {self._db.address} has {len(found)} lines instead of {batch.lines}. Nothing was written. "
                "Restore the database from a copy."
            )
        return found

    def sealed(self, batch: Batch, *, path: str, size: int, sha256: str) -> str:
        """Record the file that holds a batch, and delete its lines; return the recorded path. Survives a power cut.

        If the batch has been sealed already, nothing changes.
        """
        return str(self._db.call("seal_batch", batch.number, path, size, sha256))

    def objects(self, after: int = 0) -> list[SealedObject]:
        """Return the sealed files of batches with a number above ``after``, in order."""
        sql = (
            "SELECT number, kind, path, size, sha256, lines, crawl_ids, sites, sealed FROM batches "
            "WHERE sealed IS NOT NULL AND number > %s ORDER BY number"
        )
        return [SealedObject(*row) for row in self._db.rows(sql, (after,))]

    def waiting(self) -> Mapping[str, tuple[int, float]]:
        """Return by kind: the number of lines in no finished file, and the seconds that the oldest has waited."""
        sql = "SELECT kind, count(*), extract(epoch FROM clock_timestamp() - min(committed))::float8 FROM outbox GROUP BY kind"
        return {kind: (count, seconds) for kind, count, seconds in self._db.rows(sql)}

    def unwritten(self, after: int) -> list[tuple[int, bytes]]:
        """See :meth:`newscrawl.state.store.Store.unwritten_lines`."""
        sql = "SELECT number, line FROM outbox WHERE kind = 'articles' AND number > %s ORDER BY number LIMIT %s"
        return [(number, line) for number, line in self._db.rows(sql, (after, _READ_LINES))]

    def rewrite(self, ids: Iterable[str], without: Callable[[bytes], bytes]) -> None:
        """Change the waiting lines of other articles that name some articles, in the caller's transaction.

        Raises :class:`~newscrawl.state.StateError` if one of them is being written into a file.
        """
        self._db.call("lock_outbox")
        words = [orjson.dumps(one) for one in ids]
        found = self._db.rows(_NAMING, (words, list(ids)))
        changed = [(number, new) for number, line in found if (new := without(line)) != line]
        if changed:
            self._db.call("change_lines", [number for number, _ in changed], [line for _, line in changed])

    # -- WARC files ---------------------------------------------------------------------------------------------

    def open_segment(self, name: str, owner: str) -> None:
        """Announce a WARC file of this machine, before the first line that names it."""
        self._db.call("open_segment", name, owner)

    def segment_uploaded(self, name: str, path: str) -> bool:
        """Record where a segment was uploaded to; return false if it was given up. Survives a power cut."""
        return bool(self._db.call("segment_uploaded", name, path))

    def lose_segment(self, name: str) -> int:
        """Give up a segment that was not uploaded; return the number of articles that are fetched again."""
        return int(self._db.call("lose_segment", name))

    def segments(self, owner: str | None = None) -> list[Segment]:
        """Return the segments that are not uploaded, of one owner or all, oldest first."""
        sql = "SELECT name, owner, path, opened, uploaded FROM segments WHERE uploaded IS NULL AND owner = coalesce(%s, owner) ORDER BY number"
        return [Segment(*row) for row in self._db.rows(sql, (owner,))]
