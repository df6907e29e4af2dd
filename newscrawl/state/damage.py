"""Checks of values that are read from the state, so that a damaged one is named and does not fail somewhere in a crawl."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from newscrawl import dates
from newscrawl.state.store import StateError

if TYPE_CHECKING:
    from newscrawl.state.health import HealthRow
    from newscrawl.state.store import Source

SOURCE_TIMES: Final = ("checked", "brought_news", "first_checked", "next_check")
"""The times of a source in the state."""

_SHOWN_CHARS: Final = 60
"""So much of a damaged value is shown."""


def damaged(what: str, value: object) -> StateError:
    """Return the error for a value that newscrawl cannot have written. ``what`` names it."""
    return StateError(
        f"The state is damaged: {what} is {repr(value)[:_SHOWN_CHARS]}. Restore a copy of the state, or forget the site "
        "(`newscrawl state forget DIR --site SITE`) and crawl it anew; finished outputs are safe."
    )


def stored_time(value: object, what: str) -> str | None:
    """Return a stored time, RFC 3339 with an offset; ``None`` if there is none. Raises :class:`StateError`."""
    if value is None:
        return None
    try:
        if isinstance(value, str) and datetime.fromisoformat(value).tzinfo:
            return value
    except ValueError:
        pass
    raise damaged(what, value)


def stored_seconds(value: int, what: str) -> str:
    """Return a time that is stored in seconds since 1970, as RFC 3339. Raises :class:`StateError`."""
    try:
        return dates.from_epoch(value)
    except (ValueError, OverflowError, OSError, TypeError):
        raise damaged(what, value) from None


def checked_source(source: Source) -> Source:
    """Return a source that was read from the state. Raises :class:`StateError` if one of its times is damaged."""
    for name in SOURCE_TIMES:
        stored_time(getattr(source, name), f"{name} of the source {source.url}")
    return source


def checked_health(row: HealthRow, site: str) -> HealthRow:
    """Return a row of a site's health. Raises :class:`StateError` if its time is damaged."""
    stored_time(row.finished, f"the end of a run of {site} in the table health")
    return row
