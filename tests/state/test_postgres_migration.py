"""A state of the first schema in PostgreSQL is migrated without loss, killed in the middle or not, and never under a worker."""

from __future__ import annotations

import re
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from newscrawl.dedupe import ALGORITHM
from newscrawl.state import DatabaseAddress, StateError, migrate
from newscrawl.state.postgres import schema, transfer
from newscrawl.state.postgres.connection import Database, function_names, sql_file
from newscrawl.state.postgres.fleet import FleetTables
from newscrawl.state.postgres.leases import Leases
from newscrawl.state.postgres.store import PostgresStore
from tests.helpers.process import wait_until
from tests.state.test_postgres import article, fingerprint, line, new_addresses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.helpers.postgres import Server

FIRST: Final = (Path(__file__).parent / "postgres_schema_1.sql").read_text(encoding="utf-8")
TABLES: Final = re.findall(r"^CREATE TABLE (\w+)", FIRST, re.MULTILINE)
"""The tables of the first schema. Other tests leave more in the database: a queue, a log of leases."""

NOW: Final = "2026-03-02T08:00:00+07:00"


@pytest.fixture
def old(postgres: Server) -> Iterator[DatabaseAddress]:
    """A state of the first schema with what a present one holds."""
    new, address = postgres.empty(), postgres.address("first")
    with PostgresStore(new) as store:
        store.add("bao", new_addresses(20), now=NOW)
        for number in range(5):
            store.commit(
                article(number), keys=[number], outputs=(), fingerprint=fingerprint(number), lines=[line(number)]
            )
    with Database(address) as db:
        db.execute("CREATE SCHEMA first")
        db.execute(FIRST)
        for table in TABLES:
            db.execute(f"INSERT INTO first.{table} SELECT * FROM newscrawl.{table}")  # noqa: S608 - own names
        db.rows(transfer._RESTART, ("first",))
        db.execute("UPDATE identity SET schema = 1")
        yield address
        db.execute("DROP SCHEMA first CASCADE")


def contents(db: Database) -> dict[str, list[Any]]:
    """All rows of the first schema's tables, without the version."""
    found = {
        table: db.rows(f"SELECT row_to_json(t)::text FROM {table} AS t ORDER BY 1")  # noqa: S608 - own names
        for table in TABLES
    }
    found["identity"] = db.rows("SELECT state FROM identity")
    return found


def test_nothing_is_lost_and_no_old_function_stays(old: DatabaseAddress) -> None:
    with Database(old) as db:
        before = contents(db)
        with pytest.raises(StateError, match="older newscrawl"):
            PostgresStore(old)
        assert migrate(old) == f"from schema 1 to {schema.SCHEMA}"
        assert contents(db) == before
        assert db.rows("SELECT algorithm, file FROM renewal") == [(ALGORITHM, None)]
        names = [name for (name,) in db.rows("SELECT proname FROM pg_proc WHERE pronamespace = 'first'::regnamespace")]
        assert sorted(names) == sorted(function_names())
    with PostgresStore(old) as store:
        store.commit(article(9), keys=[9], outputs=(), fingerprint=fingerprint(9), lines=[line(9)])
        signed = fingerprint(3).signature
        found = store.near_duplicate_candidates(signed.keys, ["2026-03"], article_id="x")
        assert [candidate.article_id for candidate in found] == ["bao:3"]
    assert migrate(old) == f"schema {schema.SCHEMA}, as it was"


def test_a_kill_in_the_middle_changes_nothing(old: DatabaseAddress, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection ends after the last step, before the new functions are there; the next try does the whole."""
    slow = (*schema._STEPS, (schema.SCHEMA + 1, "SELECT pg_sleep(60)"))
    monkeypatch.setattr(schema, "_STEPS", slow)
    errors: list[StateError] = []

    def work() -> None:
        try:
            migrate(old)
        except StateError as error:
            errors.append(error)

    with Database(old) as db:
        before = contents(db)
        migrating = threading.Thread(target=work)
        migrating.start()
        sleeping = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
        wait_until(lambda: bool(db.rows(sleeping)), "the migration's last step")
        migrating.join()
        assert len(errors) == 1
        assert (schema.version(db), contents(db)) == (1, before)
        monkeypatch.setattr(schema, "_STEPS", slow[:-1])
        assert migrate(old) == f"from schema 1 to {schema.SCHEMA}"
        assert contents(db) == before


def test_it_waits_for_no_worker_and_no_worker_starts_meanwhile(
    old: DatabaseAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate(old)
    with Database(old) as db, Leases(old) as leases:
        lease = leases.take("bao", "a crawl")
        assert lease
        with pytest.raises(StateError, match="is in use: bao is being crawled by a crawl"):
            migrate(old)
        leases.release(lease)
        FleetTables(db).worker_seen("w1", host="rack", version="1", at_once=4, queue_id=None)
        with pytest.raises(StateError, match="is in use: the worker w1 runs"):
            migrate(old)
        db.execute("UPDATE workers SET seen = seen - interval '1 hour'")

        taken: list[object] = []
        taking = threading.Thread(target=lambda: taken.append(leases.take("bao", "w1")))

        def functions(name: str) -> str:
            if not taking.ident:
                taking.start()
                waiting = (
                    "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%%take_lease%%'"
                )
                wait_until(lambda: bool(db.rows(waiting, ())), "the lease that waits")
                assert not taken
            return sql_file(name)

        monkeypatch.setattr(schema, "sql_file", functions)
        migrate(old)
        taking.join()
        assert taken[0]
