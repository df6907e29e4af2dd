"""Creates the tables of a state in PostgreSQL, and migrates those of an earlier version.

All statements of one step run in one transaction under an advisory lock: of two processes that start at once the second waits
and finds the work done, and a kill leaves the database unchanged.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

from newscrawl.dedupe import ALGORITHM
from newscrawl.state.postgres.connection import FUNCTION_FILES, TABLE_FILES, function_names, sql_file
from newscrawl.state.store import StateError

if TYPE_CHECKING:
    from newscrawl.state.postgres.connection import Database

SCHEMA: Final = 2
"""The version of the tables that this newscrawl reads and writes. It is independent of SQLite's."""

_RENEWAL: Final = f"""
CREATE TABLE renewal (
    single boolean PRIMARY KEY DEFAULT true CHECK (single), algorithm integer NOT NULL, file text, lines bigint NOT NULL DEFAULT 0);
INSERT INTO renewal (algorithm) SELECT coalesce(min(get_byte(sketch, 0)), {ALGORITHM})
FROM (SELECT sketch FROM signatures WHERE sketch != '' ORDER BY number LIMIT 1000) AS oldest;
"""  # noqa: S608 - fixed text
"""To schema 2. The first signatures are the oldest; to read all of them could take minutes."""

_STEPS: Final[tuple[tuple[int, str], ...]] = ((2, _RENEWAL),)
"""Each version after the first, and the statements that lead to it from the one before."""

_LOCK: Final = "SELECT pg_advisory_xact_lock(hashtext('newscrawl schema'), hashtext(%s))"
"""Lets one process at a time create or migrate the tables of a schema."""


_OLD_FUNCTIONS: Final = """
SELECT pg_proc.oid::regprocedure::text FROM pg_proc JOIN pg_namespace ON pg_namespace.oid = pronamespace
WHERE nspname = %s AND proname = ANY (%s) AND pg_proc.xmin::text::bigint != txid_current() %% (1::bigint << 32)
"""
"""The functions with some names that this transaction has not written: those with other parameters than today's."""

_USERS: Final = """
SELECT format('%%s is being crawled by %%s', site, owner) FROM site_leases WHERE owner IS NOT NULL AND expires > clock_timestamp()
UNION ALL SELECT format('the worker %%s runs', name) FROM workers WHERE seen > clock_timestamp() - make_interval(secs => %s)
LIMIT 1
"""
"""Who uses the state, in words."""

_WORKER_SECONDS: Final = 30.0
"""A worker that has said nothing for so long does not run any more."""


def version(db: Database) -> int:
    """Return the version of the tables, 0 if there are none."""
    found = db.rows("SELECT to_regclass(%s) IS NOT NULL", (f"{db.address.schema}.identity",))[0][0]
    return int(db.rows("SELECT schema FROM identity")[0][0]) if found else 0


def check(db: Database, *, allow_copy: bool = False) -> None:
    """Raise :class:`~newscrawl.state.StateError` unless the tables have this version.

    They must not be an unfinished copy, unless ``allow_copy``.
    """
    found = version(db)
    if found == SCHEMA:
        if not allow_copy and db.rows("SELECT copied_from FROM identity")[0][0] is not None:
            raise StateError(
                f"{db.address} is an unfinished copy of another state. Run the same `newscrawl state copy` again: it goes on."
            )
        return
    if not found:
        raise StateError(
            f"There is no state in {db.address}. Create it: newscrawl state init '{db.address}' (a crawl does it, too)."
        )
    if found > SCHEMA:
        raise StateError(
            f"{db.address} was written by a newer newscrawl (schema {found}, this one reads {SCHEMA}). Upgrade newscrawl."
        )
    raise StateError(
        f"{db.address} was written by an older newscrawl (schema {found}, this one reads {SCHEMA}). Stop the workers, then run: "
        f"newscrawl state migrate '{db.address}'"
    )


def create(db: Database) -> bool:
    """Create the tables if there are none; return whether they were created. Raises :class:`~newscrawl.state.StateError`."""
    if version(db):
        return False
    with db.transaction():
        db.execute("SELECT set_config('synchronous_commit', 'on', true)")
        db.execute(_LOCK, (db.address.schema,))
        if version(db):
            return False
        db.execute(f"CREATE SCHEMA IF NOT EXISTS {db.address.schema}")
        for name in TABLE_FILES + FUNCTION_FILES:
            db.execute(sql_file(name))
        identity = secrets.token_hex(8).upper()
        db.execute("INSERT INTO identity (schema, state) VALUES (%s::integer, %s)", (SCHEMA, identity))
        db.execute("INSERT INTO renewal (algorithm) VALUES (%s::integer)", (ALGORITHM,))
    return True


def migrate(db: Database) -> tuple[int, int]:
    """Bring the tables up to this version; return the version before and after. Raises :class:`~newscrawl.state.StateError`.

    The functions are replaced in any case. Refuses while a worker or another crawl uses the state; who starts meanwhile waits.
    """
    if not version(db):
        check(db)
    with db.transaction():
        db.execute("SELECT set_config('synchronous_commit', 'on', true)")
        db.execute(_LOCK, (db.address.schema,))
        before = version(db)
        if before > SCHEMA:
            check(db)
        db.execute("LOCK TABLE site_leases, workers IN EXCLUSIVE MODE")
        _refuse_users(db)
        for step, statements in _STEPS:
            if step > before:
                db.execute(statements)
        for name in FUNCTION_FILES:
            db.execute(sql_file(name))
        for (old,) in db.rows(_OLD_FUNCTIONS, (db.address.schema, function_names())):
            db.execute(f"DROP FUNCTION {old}")
        db.execute("UPDATE identity SET schema = %s::integer", (SCHEMA,))
    return before, SCHEMA


def _refuse_users(db: Database) -> None:
    """Raise :class:`~newscrawl.state.StateError` while a worker or another crawl uses the state."""
    if found := db.rows(_USERS, (_WORKER_SECONDS,)):
        raise StateError(
            f"The state {db.address} is in use: {found[0][0]}. Nothing was changed. Stop all workers and crawls (one that was killed counts for "
            f"{_WORKER_SECONDS:.0f} s more), and migrate again."
        )
