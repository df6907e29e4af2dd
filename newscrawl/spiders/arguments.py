"""Reads spider arguments, which are strings, and the limits among the settings."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from math import isfinite
from typing import TYPE_CHECKING, TypeVar

from newscrawl.policy.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy.settings import BaseSettings

T = TypeVar("T", int, float)
VIETNAM = timezone(timedelta(hours=7))


def day(name: str, value: str | None) -> datetime | None:
    """Read a day, ``2026-01-31``, as its first moment in Vietnam; or a time as RFC 3339. ``None`` for an empty value.

    Raises :class:`ValueError` with ``name`` in its message.
    """
    if not value:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{name} is a day such as 2026-01-31, not {value!r}") from None
    return found if found.tzinfo else found.replace(tzinfo=VIETNAM)


def number(name: str, value: str | float | None, kind: Callable[[str], T]) -> T | None:
    """Read a number of 0 or more. ``None`` for an empty value. Raises :class:`ValueError` with ``name`` in its message."""
    if value is None or value == "":
        return None
    try:
        found = kind(str(value))
    except ValueError:
        raise ValueError(f"{name} is a number, not {value!r}") from None
    if found < 0:
        raise ValueError(f"{name} cannot be negative: {value}")
    if not isfinite(found):
        raise ValueError(f"{name} is a finite number, not {value!r}")
    return found


def split_list(value: str | None) -> tuple[str, ...]:
    """Split names that are separated by commas or spaces."""
    return tuple(part for part in re.split(r"[,\s]+", value or "") if part)


def read_limits(settings: BaseSettings) -> Limits:
    """Return the limits that the settings name."""
    return Limits(
        max_in_flight=settings.getint("NEWSCRAWL_IN_FLIGHT"),
        max_tries=settings.getint("NEWSCRAWL_MAX_TRIES"),
        max_pages=settings.getint("NEWSCRAWL_MAX_PAGES"),
        max_sitemaps=settings.getint("NEWSCRAWL_MAX_SITEMAPS"),
        max_sources=settings.getint("NEWSCRAWL_MAX_SOURCES"),
        max_addresses=settings.getint("NEWSCRAWL_MAX_ADDRESSES"),
        max_entries=settings.getint("NEWSCRAWL_MAX_ENTRIES"),
        max_text_chars=settings.getint("NEWSCRAWL_MAX_TEXT"),
        max_page_bytes=settings.getint("NEWSCRAWL_MAX_PAGE"),
        max_revisits=settings.getint("NEWSCRAWL_REVISIT_BUDGET"),
    )
