"""What is remembered between runs.

A :class:`Store` knows addresses (is this link new? what is still to be fetched?), articles (has this one changed?),
sources (validators for a conditional request) and outputs (how much of a file is committed). Everything that a run
must not lose goes through :meth:`Store.commit`: the article, its address and the length of the file that holds its
line change in one transaction, or not at all.

``state.open(path)`` gives the SQLite store of a state directory, ``MemoryStore()`` one that forgets.
"""

from newscrawl.state.health import HealthRow
from newscrawl.state.lock import HostLock, Locked, SiteLock
from newscrawl.state.sqlite import MemoryStore, SQLiteStore, open_store
from newscrawl.state.store import (
    Address,
    Alias,
    ArticleState,
    Fingerprint,
    KnownAddress,
    Output,
    Revisit,
    Source,
    StateError,
    Status,
    Store,
    Validators,
    address_key,
)

__all__ = [
    "Address",
    "Alias",
    "ArticleState",
    "Fingerprint",
    "HealthRow",
    "HostLock",
    "KnownAddress",
    "Locked",
    "MemoryStore",
    "Output",
    "Revisit",
    "SQLiteStore",
    "SiteLock",
    "Source",
    "StateError",
    "Status",
    "Store",
    "Validators",
    "address_key",
    "open_store",
]
