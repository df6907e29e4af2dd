"""Records and sources for the tests of the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newscrawl.corpus.database.sources import Change
from tests.helpers.records import article

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def record(number: int = 1, *, site: str = "bao", day: int = 1, **changes: Any) -> dict[str, Any]:
    """The record of an article as a line of a file has it."""
    changes.setdefault("date_published", f"2026-03-{day:02}T08:00:00+07:00")
    return article(number, id=f"{site}:{number}", site=site, **changes).to_dict()


class RecordSource:
    """A feed of given changes: a record, or the id of an article that is deleted. It may be killed before one of them."""

    is_whole = False

    def __init__(self, changes: Sequence[dict[str, Any] | str], *, killed_at: int | None = None) -> None:
        self._changes = changes
        self._killed_at = killed_at

    def knows(self, cursor: str) -> bool:
        return cursor.isdecimal() and int(cursor) <= len(self._changes)

    def end(self) -> str | None:
        return str(len(self._changes))

    def changes(self, cursor: str | None) -> Iterator[Change]:
        for number, change in enumerate(self._changes[int(cursor or 0) :], int(cursor or 0) + 1):
            if number == self._killed_at:
                raise KeyboardInterrupt
            if isinstance(change, str):
                yield Change(change, None, str(number), is_removal=True)
            else:
                yield Change(change["id"], change, str(number))

    def missing(self) -> int:
        return 0
