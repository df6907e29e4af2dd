"""Which records belong to the table."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import orjson

from newscrawl.dates import VIETNAM
from newscrawl.export.near_copy_groups import Copies
from newscrawl.export.options import COLUMNS
from newscrawl.export.rows import Version
from newscrawl.extract.permissions import USES, permission

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newscrawl.export.options import ExportOptions
    from newscrawl.extract.permissions import Use

_ALLOWED_ACTIONS: Final = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, 33})
"""What a condition may do: read the record and call functions (33 is ``SQLITE_RECURSIVE``, of ``json_each``)."""


class Condition:
    """A condition of ``--where``: an SQL expression over the fields of the record, evaluated by SQLite.

    Lists and nested records are JSON text, which SQLite's functions read: ``fetch ->> 'status' = 200``.
    """

    def __init__(self, expression: str) -> None:
        """Check the expression; :class:`ValueError` says what SQLite does not understand."""
        self._database = sqlite3.connect(":memory:")
        self._database.execute(f"CREATE TABLE record ({', '.join(COLUMNS)})")
        for table in (
            "json_each",
            "json_tree",
        ):  # SQLite builds these tables on first use, which the authorizer would refuse
            self._database.execute(f"SELECT 1 FROM {table}('[]')")  # noqa: S608 - constants
        used: list[str] = []

        def authorize(action: int, table: str | None, column: str | None, *_: object) -> int:
            if action == sqlite3.SQLITE_FUNCTION and column == "load_extension":
                return sqlite3.SQLITE_DENY
            if action == sqlite3.SQLITE_READ and table == "record" and column and column not in used:
                used.append(column)
            return sqlite3.SQLITE_OK if action in _ALLOWED_ACTIONS else sqlite3.SQLITE_DENY

        self._database.set_authorizer(authorize)
        try:
            # The line end closes a comment in the expression; the brackets keep it one expression.
            self._database.execute(f"EXPLAIN SELECT 1 FROM record WHERE ({expression}\n)").fetchall()  # noqa: S608 - the authorizer admits reading alone
        except (sqlite3.Error, sqlite3.Warning) as error:
            raise ValueError(
                f"--where {expression!r} is no condition: {error}. It is an SQL expression over the fields of the record, "
                "such as \"site = 'vnexpress' AND word_count > 200\""
            ) from None
        self._used = tuple(used)
        row = ", ".join(f"? AS {name}" for name in used) or "1 AS one"
        self._query = f"SELECT 1 FROM (SELECT {row}) AS record WHERE ({expression}\n)"  # noqa: S608 - as above
        self._expression = expression

    def holds(self, record: dict[str, Any]) -> bool:
        """Return whether a record meets the condition; one that is unknown (null) does not."""
        values = [_value(record.get(name)) for name in self._used]
        try:
            return self._database.execute(self._query, values).fetchone() is not None
        except sqlite3.Error as error:
            raise ValueError(f"--where {self._expression!r} fails at {record.get('id')}: {error}") from None


def _value(value: Any) -> Any:
    """Return a field as SQLite takes it."""
    return orjson.dumps(value).decode() if isinstance(value, (list, dict)) else value


class Selection:
    """The conditions of an export, applied to one record after the other."""

    def __init__(self, options: ExportOptions) -> None:
        """Check the conditions; :class:`ValueError` says which one is wrong."""
        self._options = options
        self._copies = Copies(Path(options.near_copies_in)) if options.near_copies_in else None
        self._condition = Condition(options.where) if options.where else None
        self._allowed = _uses("--allowed", options.allowed)
        self._not_refused = _uses("--not-refused", options.not_refused)
        self._since, self._until = _day("--since", options.since), _day("--until", options.until)

    def admits(self, record: dict[str, Any], published: datetime | None) -> bool:
        """Return whether a record belongs to the table."""
        if any(permission(record, use) is not True for use in self._allowed):
            return False
        if any(permission(record, use) is False for use in self._not_refused):
            return False
        if self._is_left_out_copy(record):
            return False
        if self._since or self._until:
            if published is None:
                return False
            day = published.astimezone(VIETNAM).date()
            if (self._since and day < self._since) or (self._until and day > self._until):
                return False
        return self._condition is None or self._condition.holds(record)

    def _is_left_out_copy(self, record: dict[str, Any]) -> bool:
        """Return whether a record is left out as a near copy: by a search over all runs if there is one, else by its crawl."""
        if self._copies is not None:
            return record["id"] in self._copies
        return self._options.without_near_copies and record.get("near_duplicate_of") is not None


def published(record: dict[str, Any]) -> datetime | None:
    """Return the time of publication, ``None`` if it is not known."""
    text = record.get("date_published")
    if isinstance(text, str):
        with suppress(ValueError, OverflowError):
            found = datetime.fromisoformat(text)
            return found if found.tzinfo else None
    return None


def version_of(record: dict[str, Any]) -> Version:
    """Return which version of its article a line is."""
    text = record.get("date_fetched")
    try:
        fetched = datetime.fromisoformat(text) if text else None
    except (TypeError, ValueError):
        fetched = None
    return Version(int(record.get("revision") or 1), utc_text(fetched))


def utc_text(moment: datetime | None) -> str:
    """Return a time as text that sorts as the times do; empty if there is none."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds") if moment and moment.tzinfo else ""


def _uses(option: str, names: Iterable[str]) -> list[Use]:
    """Return the uses of these names; :class:`ValueError` for an unknown one."""
    if unknown := [name for name in names if name not in USES]:
        raise ValueError(f"{option}: there is no use {unknown[0]!r}; it takes {', '.join(USES)}")
    return [use for use in USES if use in set(names)]


def _day(option: str, text: str | None) -> date | None:
    """Return a day; :class:`ValueError` if the text is none."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{option} is a day such as 2026-01-31, not {text!r}") from None
