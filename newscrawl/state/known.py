"""What the state knows of an address that it holds."""

from __future__ import annotations

from enum import IntEnum
from typing import Final, NamedTuple

MAX_CLOCK_AHEAD_SECONDS: Final = 2 * 86_400
"""A stored time that is further in the future than this was noted by a clock that has been set back since."""


class Status(IntEnum):
    """The status of an address."""

    PENDING = 0
    """Still to be fetched. A crash during the fetch leaves the address in this status."""

    DONE = 1
    """Fetched, and its article is committed."""

    REJECTED = 2
    """Fetched, and not an article to keep; the reason is stored."""

    GONE = 3
    """The server says that the page does not exist any more (404, 410)."""

    REMOVED = 4
    """Its article was removed on request. It is never fetched again."""


class KnownAddress(NamedTuple):
    """A stored address: its status and its last change, in seconds since 1970."""

    status: Status
    lastmod: int | None
    is_deferred: bool = False
    """Whether it is pending and waits for the end of an outage (:meth:`Store.defer`)."""

    tries: int = 0
    """Number of failed fetches."""


class Validators(NamedTuple):
    """The validators of a conditional request: ``ETag`` and ``Last-Modified`` as the server sent them."""

    etag: str | None
    last_modified: str | None


class Settled(NamedTuple):
    """An address that is gone or rejected: why, and when it was seen first and looked at last, in seconds since 1970."""

    reason: str
    first_seen: int
    last_seen: int
