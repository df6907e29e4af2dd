"""What a crawl remembers between runs.

A :class:`Store` holds addresses (known, or still to be fetched), articles (which revision was written), sources
(validators for conditional requests, and when they are due) and outputs (how much of a file is committed). Everything
that a run must not lose goes through :meth:`Store.commit`: the article, its addresses and the length of the file that
holds its line change in one transaction, or not at all.

- :func:`open_existing_store` opens the state of earlier crawls, by default for reading only.
- :func:`open_or_create_store` opens a state for a run.
- :func:`site_lock` lets one run at a time crawl a site.
- :class:`MemoryStore` is a store that is gone when it is closed.
"""

from newscrawl.state.health import HealthRow
from newscrawl.state.known import KnownAddress, Settled, Status, Validators
from newscrawl.state.lock import HostLock, SiteLock, SiteLockedError
from newscrawl.state.opening import (
    Lock,
    OpenedStore,
    OpenedUpkeep,
    fenced,
    migrate,
    open_existing_store,
    open_or_create_store,
    open_upkeep,
    output_lock,
    site_lock,
    state_exists,
)
from newscrawl.state.place import DatabaseAddress, Place, directory_of, is_database, state_place
from newscrawl.state.sqlite import STATE_DIRECTORY, MemoryStore, SQLiteStore
from newscrawl.state.store import (
    Address,
    Alias,
    ArticleState,
    CopyAppearedError,
    FencedError,
    Fingerprint,
    OutboxLine,
    Output,
    RenewalPosition,
    Revisit,
    Source,
    StateError,
    Store,
    address_key,
)

__all__ = [
    "STATE_DIRECTORY",
    "Address",
    "Alias",
    "ArticleState",
    "CopyAppearedError",
    "DatabaseAddress",
    "FencedError",
    "Fingerprint",
    "HealthRow",
    "HostLock",
    "KnownAddress",
    "Lock",
    "MemoryStore",
    "OpenedStore",
    "OpenedUpkeep",
    "OutboxLine",
    "Output",
    "Place",
    "RenewalPosition",
    "Revisit",
    "SQLiteStore",
    "Settled",
    "SiteLock",
    "SiteLockedError",
    "Source",
    "StateError",
    "Status",
    "Store",
    "Validators",
    "address_key",
    "directory_of",
    "fenced",
    "is_database",
    "migrate",
    "open_existing_store",
    "open_or_create_store",
    "open_upkeep",
    "output_lock",
    "site_lock",
    "state_exists",
    "state_place",
]
