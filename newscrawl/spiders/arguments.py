"""Spider arguments come as strings; what they mean, and what is said when they mean nothing."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T", int, float)
VIETNAM = timezone(timedelta(hours=7))


def day(name: str, value: str | None) -> datetime | None:
    """The first moment of a day in Vietnam, ``2026-01-31``; or a whole RFC 3339 moment."""
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{name} is a day such as 2026-01-31, not {value!r}") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)


def number(name: str, value: str | float | None, kind: Callable[[str], T]) -> T | None:
    """A number that is not negative."""
    if value is None or value == "":
        return None
    try:
        found = kind(str(value))
    except ValueError:
        raise ValueError(f"{name} is a number, not {value!r}") from None
    if found < 0:
        raise ValueError(f"{name} cannot be negative: {value}")
    return found


def split_list(value: str | None) -> tuple[str, ...]:
    """Names separated by commas or blanks."""
    return tuple(part for part in re.split(r"[,\s]+", value or "") if part)
