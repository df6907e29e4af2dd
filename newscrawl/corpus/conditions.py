"""Turns the arguments of a corpus's filter into conditions of SQL."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, TypeAlias, get_args

from newscrawl.items import Genre

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

Condition: TypeAlias = tuple[str, tuple[object, ...]]
"""A condition of SQL, and the values of its parameters."""

_GENRES: Final = get_args(Genre)


def filter_conditions(
    *,
    site: str | Iterable[str] | None,
    section: str | Iterable[str] | None,
    day: str | date | Iterable[str | date] | None,
    since: str | date | None,
    until: str | date | None,
    genre: Genre | Iterable[Genre] | None,
    language: str | Iterable[str] | None,
    min_words: int | None,
    max_words: int | None,
) -> list[Condition]:
    """Return the conditions that all must hold; see :meth:`newscrawl.corpus.corpus.Corpus.filter` for the arguments.

    Raises :class:`ValueError` if a day is none, or if there is no such genre.
    """
    conditions: list[Condition] = []
    for column, values in (("site", _several(site)), ("section", _several(section))):
        if values is not None:
            conditions.append(_one_of(column, values))
    if day is not None:
        days = [day] if isinstance(day, (str, date)) else day
        conditions.append(_one_of("day", [_day(each) for each in days]))
    if genre is not None:
        genres = _several(genre) or ()
        if unknown := [name for name in genres if name not in _GENRES]:
            raise ValueError(f"there is no genre {unknown[0]!r}; there are {', '.join(_GENRES)}")
        conditions.append(_one_of("genre", genres))
    if (languages := _several(language)) is not None:
        each = " OR ".join(["language = ? COLLATE NOCASE OR language LIKE ? ESCAPE '\\'"] * len(languages))
        patterns = [pattern for tag in languages for pattern in (tag, f"{_escaped(tag)}-%")]
        conditions.append((each or "0", tuple(patterns)))
    for test, value in (
        ("day >= ?", _day(since) if since is not None else None),
        ("day <= ?", _day(until) if until is not None else None),
        ("words >= ?", min_words),
        ("words <= ?", max_words),
    ):
        if value is not None:
            conditions.append((test, (value,)))
    return conditions


def _several(values: str | Iterable[str] | None) -> list[str] | None:
    """Return one value or several as a list."""
    if values is None:
        return None
    return [values] if isinstance(values, str) else list(values)


def _one_of(column: str, values: Collection[str]) -> Condition:
    """Return the condition that a column has one of some values."""
    return f"{column} IN ({', '.join('?' * len(values))})", tuple(values)


def _escaped(text: str) -> str:
    """Return a text as a literal part of a pattern of LIKE."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _day(day: str | date) -> str:
    """Return a day as text; :class:`ValueError` if it is none."""
    try:
        return (date.fromisoformat(day) if isinstance(day, str) else day).strftime("%Y-%m-%d")
    except ValueError:
        raise ValueError(f"a day is written 2026-01-31, not {day!r}") from None
