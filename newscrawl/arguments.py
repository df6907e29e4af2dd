"""Reads arguments of spiders and commands, which are strings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Final, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T", int, float)
VIETNAM = timezone(timedelta(hours=7))

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2999
"""Years of a day that is asked for: far enough from the ends of the calendar, so that days can be added and subtracted."""

_SHOWN_CHARS: Final = 80
"""Characters of a wrong value that a message repeats."""

MAX_NUMBER: Final = 2**53
"""Largest number of an argument: a float still holds each number up to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpiderArguments:
    """The arguments of a spider."""

    since: datetime | None = None
    until: datetime | None = None
    """Articles from ``since`` up to ``until`` (excluded) are wanted."""

    sections: tuple[str, ...] = ()
    max_articles: int | None = None
    delay: float | None = None
    """Seconds between two requests to one host."""

    @classmethod
    def parse(
        cls,
        *,
        since: str | None = None,
        until: str | None = None,
        sections: str | None = None,
        max_articles: str | int | None = None,
        delay: str | float | None = None,
        backfill: bool = False,
    ) -> Self:
        """Read the arguments as ``-a NAME=VALUE`` gives them. Raises :class:`ValueError` that names the wrong one."""
        first, last = day("since", since), day("until", until)
        parsed = cls(
            since=first,
            until=last + timedelta(days=1) if last else None,
            sections=split_list(sections),
            max_articles=number("max_articles", max_articles, int),
            delay=number("delay", delay, float),
        )
        if backfill and not first:
            raise ValueError("a backfill needs since, its first day")
        return parsed


def day(name: str, value: str | None) -> datetime | None:
    """Read a day, ``2026-01-31``, as its first moment in Vietnam; or a time as RFC 3339. ``None`` for an empty value.

    Raises :class:`ValueError` with ``name`` in its message.
    """
    if not value:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{name} is a day such as 2026-01-31, not {value[:_SHOWN_CHARS]!r}") from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError(f"{name} is a day from {FIRST_YEAR} to {LAST_YEAR}, not {value}")
    return found if found.tzinfo else found.replace(tzinfo=VIETNAM)


def number(name: str, value: str | float | None, kind: Callable[[str], T]) -> T | None:
    """Read a number of 0 or more. ``None`` for an empty value. Raises :class:`ValueError` with ``name`` in its message."""
    if value is None or value == "":
        return None
    try:
        found = kind(str(value))
    except ValueError:
        raise ValueError(f"{name} is a number, not {str(value)[:_SHOWN_CHARS]!r}") from None
    if found < 0:
        raise ValueError(f"{name} cannot be negative: {str(value)[:_SHOWN_CHARS]}")
    if not found <= MAX_NUMBER:
        raise ValueError(f"{name} is a finite number of at most {MAX_NUMBER}, not {str(value)[:_SHOWN_CHARS]!r}")
    return found


def split_list(value: str | None) -> tuple[str, ...]:
    """Split names that are separated by commas or spaces."""
    return tuple(part for part in re.split(r"[,\s]+", value or "") if part)
