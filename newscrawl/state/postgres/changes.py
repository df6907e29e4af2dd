"""The log of changes in PostgreSQL; :mod:`newscrawl.state.changes` describes it.

A number is given under a lock that its transaction holds until it is committed, so that the numbers are in the order of the
commits here, too. There may be gaps between them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from newscrawl.state.changes import MAX_CURSOR_DIGITS, Change, ChangeKind, row_check
from newscrawl.state.damage import stored_seconds

if TYPE_CHECKING:
    from newscrawl.state.postgres.connection import Database

_READ: Final = """
SELECT sequence, kind, articles.id, sites.site, changes.revision, runs.crawl_id, other.id, changes.changed
FROM changes JOIN articles ON articles.number = changes.article JOIN sites ON sites.number = articles.site
    LEFT JOIN runs ON runs.number = changes.run LEFT JOIN articles AS other ON other.number = changes.into_article
WHERE sequence > %s AND sequence <= %s AND kind != 0 ORDER BY sequence LIMIT %s
"""


class PostgresChangeLog:
    """Reads the log of one state. The functions of the database write it."""

    def __init__(self, db: Database) -> None:
        """Read through a connection."""
        self._db = db

    def read(self, after: int, *, until: int, limit: int) -> list[Change]:
        """Return at most ``limit`` changes with a sequence number above ``after`` and up to ``until``, in order."""
        return [
            Change(
                sequence=sequence,
                kind=ChangeKind(kind),
                id=article_id,
                site=site,
                revision=revision,
                crawl_id=crawl_id,
                into=into,
                time=stored_seconds(changed, f"the time of change {sequence}") if changed is not None else None,
            )
            for sequence, kind, article_id, site, revision, crawl_id, into, changed in self._db.rows(
                _READ, (after, until, limit)
            )
        ]

    def last(self) -> int:
        """Return the highest sequence number, 0 if nothing has changed."""
        return int(self._db.rows("SELECT coalesce(max(sequence), 0) FROM changes")[0][0])

    def cursor(self, sequence: int) -> str:
        """Return the text by which a consumer names a place in the log: the sequence number, and a checksum of its row."""
        return f"{sequence}-{self._check(sequence)}"

    def position(self, cursor: str) -> int | None:
        """Return the sequence number of a cursor; ``None`` if this log did not give it."""
        number, _, check = cursor.partition("-")
        if (
            not (number.isascii() and number.isdecimal())
            or len(number) > MAX_CURSOR_DIGITS
            or int(number) > self.last()
        ):
            return None
        return int(number) if check == self._check(int(number)) else None

    def _check(self, sequence: int) -> str:
        row = self._db.rows(
            "SELECT state, revision, changed FROM identity LEFT JOIN changes ON sequence = %s", (sequence,)
        )[0]
        return row_check(sequence, row)
