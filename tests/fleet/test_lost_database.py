"""A database that is lost, emptied or restored from an older backup takes in what its output holds, and nothing is written twice."""

from __future__ import annotations

import threading
from contextlib import closing
from typing import TYPE_CHECKING

import orjson
import pytest

from newscrawl.archive import outbox_run
from newscrawl.archive.change_feed import ChangeFeed
from newscrawl.archive.outbox_run import OutboxRun
from newscrawl.archive.removal_list import NAME
from newscrawl.archive.run import OutputLocation
from newscrawl.archive.verify import Verification
from newscrawl.cli import main
from newscrawl.export.compaction import compact
from newscrawl.exporters.files import OutputError
from newscrawl.objects.local import LocalStore
from newscrawl.report.manifest import ExitCode
from newscrawl.runner.removal import remove_articles
from newscrawl.state import Address, Status, address_key, open_existing_store, open_upkeep
from tests.archive.test_rebuild import NOW, commit, crawl, item
from tests.helpers.files import read_articles

psycopg = pytest.importorskip("psycopg", reason="needs the extra fleet")

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from newscrawl.state import DatabaseAddress
    from tests.helpers.postgres import Server

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'newscrawl' AND tablename NOT IN ('identity', 'renewal')"


@pytest.fixture
def address(postgres: Server) -> DatabaseAddress:
    return postgres.empty()


@pytest.fixture(autouse=True)
def _new_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each run compare the output with the state, as a new process does."""
    monkeypatch.setattr(OutboxRun, "_compared", NoLocations())


class NoLocations(set[OutputLocation]):
    def add(self, _: object) -> None:
        """Keep nothing."""


def begin(output: Path, address: DatabaseAddress) -> OutboxRun:
    run = outbox_run.acquire(OutputLocation(output, address))
    assert isinstance(run, OutboxRun)
    return run


def run_fleet(output: Path, address: DatabaseAddress, numbers: Iterable[int], *, ends: bool = True) -> None:
    """Write the articles that the state does not know; without ``ends`` their lines wait in the database."""
    run = begin(output, address)
    for number in numbers:
        commit(run, item(number))
    if ends:
        run.release()
    else:
        run.abandon()


def backup(address: DatabaseAddress) -> None:
    """Copy all tables, as a dump of the database does."""
    with psycopg.connect(address.conninfo, autocommit=True) as db:
        db.execute("DROP SCHEMA IF EXISTS backup CASCADE")
        db.execute("CREATE SCHEMA backup")
        for (table,) in db.execute(TABLES).fetchall():
            db.execute(f"CREATE TABLE backup.{table} AS TABLE newscrawl.{table}")


def restore(address: DatabaseAddress) -> None:
    with psycopg.connect(address.conninfo, autocommit=True) as db:
        for (table,) in db.execute(TABLES).fetchall():
            db.execute(f"DELETE FROM newscrawl.{table}")  # noqa: S608 - own names
            db.execute(f"INSERT INTO newscrawl.{table} SELECT * FROM backup.{table}")  # noqa: S608 - as above


def check(output: Path, address: DatabaseAddress, *numbers: int) -> None:
    """Each article is there once, the state knows it, the feed of changes tells it, and nothing is wrong."""
    assert sorted(one["id"] for one in read_articles(output)) == [f"bao:{n}" for n in numbers]
    assert list(Verification(output).problems()) == []
    with closing(open_upkeep(address)) as upkeep:
        assert upkeep.check() == []
    with closing(open_existing_store(address)) as store:
        feed = ChangeFeed(output, store)
        told = [orjson.loads(line) for line in feed.lines(0, until=store.changes.last())]
        feed.check()
    assert sorted(one["id"] for one in told) == [f"bao:{n}" for n in numbers]


def test_an_emptied_database(
    tmp_path: Path, postgres: Server, address: DatabaseAddress, caplog: pytest.LogCaptureFixture
) -> None:
    run_fleet(tmp_path, address, (1, 2))
    run_fleet(tmp_path, address, (3,))
    postgres.empty()
    run_fleet(tmp_path, address, (1, 2, 3, 4))
    assert f"did not know 2 finished batches or runs of {tmp_path}: 3 articles of 2 files were taken in" in caplog.text
    caplog.clear()
    run_fleet(tmp_path, address, (1, 2, 3, 4))
    assert not caplog.text
    check(tmp_path, address, 1, 2, 3, 4)


def test_an_older_backup_whose_waiting_lines_were_written_since(tmp_path: Path, address: DatabaseAddress) -> None:
    run_fleet(tmp_path, address, (1,))
    run_fleet(tmp_path, address, (2,), ends=False)
    backup(address)
    run_fleet(tmp_path, address, (3,))
    restore(address)
    run_fleet(tmp_path, address, (1, 2, 3, 4))
    check(tmp_path, address, 1, 2, 3, 4)


def test_a_backup_made_while_a_batch_was_being_written(tmp_path: Path, address: DatabaseAddress) -> None:
    run_fleet(tmp_path, address, (1,), ends=False)
    run = begin(tmp_path, address)
    assert run.store.outbox.freeze("articles")
    backup(address)
    run.release()
    run_fleet(tmp_path, address, (2,))
    restore(address)
    run_fleet(tmp_path, address, (1, 2, 3))
    check(tmp_path, address, 1, 2, 3)


def test_what_the_state_knows_of_an_article_that_was_taken_in(
    tmp_path: Path, postgres: Server, address: DatabaseAddress
) -> None:
    one = item(1, requested_url="https://bao.vn/cu-1.html")
    run = begin(tmp_path, address)
    commit(run, one)
    commit(run, item(1, 2, requested_url="https://bao.vn/cu-1.html"))
    run.release()
    with closing(open_existing_store(address)) as store:
        before = store.article("bao:1"), store.known([address_key(one.url), address_key(one.requested_url)])
    postgres.empty()
    run = OutboxRun.acquire(
        OutputLocation(tmp_path, address), next_revisit=lambda first, _: first.replace("2026", "2027")
    )
    assert run.store.article("bao:1") == before[0]
    found = run.store.known([address_key(one.url), address_key(one.requested_url)])
    assert {key: row.status for key, row in found.items()} == {key: row.status for key, row in before[1].items()}
    due = run.store.due_revisits("bao", now="2027-06-01T00:00:00+07:00", limit=9)
    assert [visit.address.url for visit in due] == [one.url]
    run.release()


def test_later_news_of_an_address_stays(tmp_path: Path, postgres: Server, address: DatabaseAddress) -> None:
    run_fleet(tmp_path, address, (1, 2, 3))
    postgres.empty()
    with closing(open_existing_store(address, read_only=False)) as store:
        for number, lastmod in ((1, 1 << 40), (2, None), (3, None)):
            url = item(number).url
            store.add("bao", [Address(key=address_key(url), url=url, lastmod=lastmod)], now=NOW)
        store.set_status(address_key(item(3).url), Status.GONE, now="2026-03-20T00:00:00+07:00")
    run_fleet(tmp_path, address, ())
    with closing(open_existing_store(address)) as store:
        found = [store.known([key := address_key(item(n).url)])[key].status for n in (1, 2, 3)]
    assert found == [Status.PENDING, Status.DONE, Status.GONE]


def test_removed_articles_and_joined_files(
    tmp_path: Path, postgres: Server, address: DatabaseAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2, 3):
        run_fleet(tmp_path, address, (number,))
    backup(address)
    run_fleet(tmp_path, address, (4,))
    remove_articles(tmp_path, address, ids=("bao:1",), addresses=("https://bao.vn/khac-9.html",), reason="asked")
    compact(LocalStore(tmp_path))
    for lose in (lambda: restore(address), postgres.empty):
        lose()
        run = begin(tmp_path, address)
        assert "bao:1" in run.removed
        key = address_key("https://bao.vn/khac-9.html")
        assert run.store.known([key])[key].status is Status.REMOVED
        for number in (1, 2, 3, 4):
            commit(run, item(number))
        run.release()
        assert sorted(one["id"] for one in read_articles(tmp_path)) == ["bao:2", "bao:3", "bao:4"]
        with closing(open_upkeep(address)) as upkeep:
            assert upkeep.check() == []
    compact(LocalStore(tmp_path))
    run_fleet(tmp_path, address, ())
    read: list[str] = []
    monkeypatch.setattr(LocalStore, "read", lambda _, name: read.append(name))
    begin(tmp_path, address).abandon()
    assert set(read) == {NAME}, "no manifest is read again"


def test_a_forgotten_site_is_not_taken_in_again_but_by_hand(
    tmp_path: Path, postgres: Server, address: DatabaseAddress, capsys: pytest.CaptureFixture[str]
) -> None:
    run_fleet(tmp_path, address, (1, 2))
    with closing(open_upkeep(address)) as upkeep:
        upkeep.forget_site("bao")
    run = begin(tmp_path, address)
    assert run.store.article("bao:1") is None
    run.release()
    assert main(["state", "rebuild", str(tmp_path), "--state", postgres.url()]) == ExitCode.FINE
    assert "2 were taken into the state" in capsys.readouterr().out
    run_fleet(tmp_path, address, (1, 2, 3))
    assert sorted(one["id"] for one in read_articles(tmp_path)) == ["bao:1", "bao:2", "bao:3"]


def test_a_file_that_is_gone_ends_the_run_until_the_user_decides(
    tmp_path: Path, postgres: Server, address: DatabaseAddress
) -> None:
    run_fleet(tmp_path, address, (1,))
    run_fleet(tmp_path, address, (2,))
    postgres.empty()
    first, _ = sorted(tmp_path.glob("articles-*.jsonl"))
    first.rename(tmp_path / "away")
    for _ in range(2):
        with pytest.raises(OutputError, match=r"is gone, with 1 articles.*newscrawl state rebuild .* --state postgres"):
            begin(tmp_path, address)
    assert main(["state", "rebuild", str(tmp_path), "--state", postgres.url()]) == ExitCode.STORE
    run = begin(tmp_path, address)
    assert {n for n in (1, 2) if run.store.article(f"bao:{n}")} == {2}
    run.release()


def test_an_output_of_one_machine(tmp_path: Path, address: DatabaseAddress) -> None:
    """Its state in SQLite was not copied: its runs are taken in."""
    crawl(tmp_path, (1, 2))
    run_fleet(tmp_path, address, (1, 2, 3))
    assert sorted(one["id"] for one in read_articles(tmp_path)) == ["bao:1", "bao:2", "bao:3"]
    assert list(Verification(tmp_path).problems()) == []


def test_a_rebuild_that_fails_in_the_middle_goes_on(
    tmp_path: Path, postgres: Server, address: DatabaseAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    crawl(tmp_path, (1, 2))
    run_fleet(tmp_path, address, (3,))
    postgres.empty()
    monkeypatch.setattr("newscrawl.archive.rebuild._BATCH_LINES", 1)
    from newscrawl.state.postgres.store import PostgresStore  # noqa: PLC0415 - needs the extra

    original, calls = PostgresStore.take_in, []

    def fail(self: PostgresStore, articles: list[object]) -> int:
        calls.append(articles)
        if len(calls) > 1:
            raise OSError("killed")
        return original(self, articles)  # type: ignore[arg-type] # as it came

    with monkeypatch.context() as patched:
        patched.setattr(PostgresStore, "take_in", fail)
        with pytest.raises(OutputError):
            begin(tmp_path, address)
    run_fleet(tmp_path, address, (1, 2, 3, 4))
    check(tmp_path, address, 1, 2, 3, 4)


def test_two_that_start_at_the_same_time(tmp_path: Path, postgres: Server, address: DatabaseAddress) -> None:
    """One takes in, the other waits for it and finds everything known."""
    from newscrawl.archive.shared_reconciliation import reconcile_shared  # noqa: PLC0415 - needs the extra
    from newscrawl.state.postgres.store import PostgresStore  # noqa: PLC0415 - needs the extra

    for number in (1, 2):
        run_fleet(tmp_path, address, (number,))
    postgres.empty()

    def start() -> None:
        with PostgresStore(address) as store:
            reconcile_shared(store, LocalStore(tmp_path), next_revisit=None)

    threads = [threading.Thread(target=start) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    run_fleet(tmp_path, address, (1, 2, 3))
    check(tmp_path, address, 1, 2, 3)
