"""Signatures of an earlier algorithm are made anew in a database, from the files and from the lines that are in none."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from newscrawl.archive import outbox_run, renewal
from newscrawl.archive.batches import Limits, seal_waiting
from newscrawl.archive.outbox_run import OutboxRun
from newscrawl.archive.renewal import renew_signatures
from newscrawl.archive.run import OutputLocation
from newscrawl.exporters.output_format import OutputFormat
from newscrawl.state import DatabaseAddress, RenewalPosition
from newscrawl.state.postgres.connection import Database
from newscrawl.state.postgres.store import PostgresStore
from tests.archive.test_renewal import RIGHT, commit, every

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.postgres import Server


@pytest.fixture
def place(in_memory: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch) -> tuple[DatabaseAddress, Path]:
    """A state and its output with four articles in two files and three in none, whose signatures are of an earlier algorithm."""
    address = postgres.empty()
    location = OutputLocation(in_memory, address, OutputFormat("gz"))
    monkeypatch.setattr(OutboxRun, "seals", Limits())
    for numbers, is_sealed in (([1, 2], True), ([3, 4], True), ([5, 6, 7], False)):
        run = outbox_run.acquire(location)
        for number in numbers:
            commit(run, number)
        run.release()
        if is_sealed:
            seal_waiting(address, location, Limits(), at_once=True)
    with Database(address) as db:
        db.execute("UPDATE signatures SET sketch = set_byte(sketch, 0, 1), keys = array_fill(0, ARRAY[16])")
        db.execute("UPDATE renewal SET algorithm = 1")
    return address, in_memory


def test_a_run_makes_a_bounded_number_and_one_at_a_time_does_it(
    place: tuple[DatabaseAddress, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renewal, "_BATCH_LINES", 2)
    address, output = place
    with PostgresStore(address) as store, PostgresStore(address) as other:
        assert renew_signatures(store, output, limit=2) == 5, "lines that are in no file do not count"
        at = store.signature_renewal()
        assert at
        assert at.file
        assert other.renew_signatures([], since=RenewalPosition("", 0), until=at) is None, "the renewal is further"
        assert [renew_signatures(other, output, limit=2) for _ in range(2)] == [2, 0]
        assert store.signature_renewal() is None
        assert every(store) == RIGHT


def test_a_kill_before_or_after_any_write_leaves_nothing_to_repair(
    place: tuple[DatabaseAddress, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renewal, "_BATCH_LINES", 1)
    address, output = place
    call, left = Database.call, 0

    def kill_at_last() -> None:
        nonlocal left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def counted(db: Database, function: str, *arguments: object) -> Any:
        kill_at_last()
        found = call(db, function, *arguments)
        kill_at_last()
        return found

    monkeypatch.setattr(Database, "call", counted)
    for kills in range(30):
        left = kills % 4
        process = os.fork()
        if process == 0:
            with suppress(BaseException), PostgresStore(address) as store:
                renew_signatures(store, output, limit=100)
            os._exit(0)
        if not os.WIFSIGNALED(os.waitpid(process, 0)[1]):
            break
    assert 4 < kills < 29
    monkeypatch.undo()
    with PostgresStore(address) as store:
        assert store.signature_renewal() is None
        assert every(store) == RIGHT
