"""What the processes of a fleet share: lines and their batches, the queue, the schedule, what was told."""

from __future__ import annotations

import asyncio
import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from newscrawl.archive import outbox_run
from newscrawl.archive.batches import Limits, seal_waiting
from newscrawl.archive.change_feed import ChangeFeed
from newscrawl.archive.outbox_run import OutboxRun, upload_left_archives
from newscrawl.archive.run import OutputLocation
from newscrawl.archive.verify import Verification
from newscrawl.archive.warc import WarcSeries
from newscrawl.exporters.output_format import OutputFormat, article_files, open_lines
from newscrawl.report import manifest
from newscrawl.report.alerts import AlertSettings
from newscrawl.report.merging import merge
from newscrawl.runner import config, removal
from newscrawl.runner.alerts import Alerts, Delivery
from newscrawl.runner.errors import UsageError
from newscrawl.runner.fleet import housekeeping, overview, queue
from newscrawl.runner.fleet.memory import DatabaseMemory
from newscrawl.runner.fleet.options import FleetOptions
from newscrawl.runner.fleet.worker import location_of
from newscrawl.state import CopyAppearedError, DatabaseAddress, StateError
from newscrawl.state.postgres.connection import Database
from newscrawl.state.postgres.fleet import FleetTables
from newscrawl.state.postgres.leases import Leases
from newscrawl.state.postgres.store import PostgresStore
from tests.archive.test_warc import exchange
from tests.helpers.records import article, link

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    import procrastinate

    from tests.helpers.postgres import Server

LIMITS = Limits()
OPTIONS = FleetOptions()


@pytest.fixture
def location(tmp_path: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch) -> OutputLocation:
    """The place of a fleet, whose runs seal nothing by themselves."""
    monkeypatch.setattr(OutboxRun, "seals", LIMITS)
    return OutputLocation(tmp_path / "output", postgres.empty(), OutputFormat("gz"))


def address_of(location: OutputLocation) -> DatabaseAddress:
    assert isinstance(location.state, DatabaseAddress)
    return location.state


def run_at(location: OutputLocation, *numbers: int, site: str = "bao") -> str:
    """Commit articles in a run of their own; return its id."""
    run = outbox_run.acquire(location._replace(round=f"{numbers}"))
    for number in numbers:
        item = article(number, crawl_id=run.crawl_id, related_links=[link(number + 1)])
        run.commit(item, keys=[number], first_seen="2026-03-02T08:00:00+07:00")
    run.sites[site] = manifest.site_report({"newscrawl/failed/http_500": 1}, reason="finished")
    run.release()
    return run.crawl_id


def check(output: Path, articles: int) -> Verification:
    verification = Verification(output)
    assert list(verification.problems()) == []
    assert verification.counts["articles"] == articles
    return verification


def test_lines_of_several_runs_become_one_batch(location: OutputLocation) -> None:
    runs = [run_at(location, 1, 2), run_at(location, 3)]
    output = location.output
    assert output
    assert seal_waiting(address_of(location), location, LIMITS) == 0, "nothing is due yet"
    assert seal_waiting(address_of(location), location, LIMITS, at_once=True) == 1
    assert check(output, 3).counts["edges"] == 3
    (path,) = output.glob("manifest-*.json")
    found = json.loads(path.read_bytes())
    assert found["runs"] == sorted(runs)
    assert found["sites"]["bao"]["failed"] == {"http_500": 2}
    assert (found["sites"]["bao"]["new"], found["exit_code"]) == (3, manifest.ExitCode.FINE)
    assert seal_waiting(address_of(location), location, LIMITS, at_once=True) == 0


def test_runs_without_articles_are_reported_once(location: OutputLocation) -> None:
    run_at(location)
    for expected in (1, 0):
        assert seal_waiting(address_of(location), location, LIMITS, at_once=True) == expected
    assert location.output
    (path,) = location.output.glob("manifest-*.json")
    assert json.loads(path.read_bytes())["sites"]["bao"]["new"] == 0
    check(location.output, 0)


def test_a_run_outside_a_worker_seals_what_waits(location: OutputLocation, monkeypatch: pytest.MonkeyPatch) -> None:
    run_at(location, 1)
    monkeypatch.setattr(OutboxRun, "seals", None)
    run_at(location, 2)
    assert location.output
    check(location.output, 2)


def test_changes_are_read_before_and_after_a_batch_is_sealed(location: OutputLocation) -> None:
    run_at(location, 1, 2)
    assert location.output
    for _ in range(2):
        with PostgresStore(address_of(location)) as store:
            told = [json.loads(line)["record"]["id"] for line in ChangeFeed(location.output, store).lines(0, until=100)]
        assert told == ["bao:1", "bao:2"]
        seal_waiting(address_of(location), location, LIMITS, at_once=True)


def archived(location: OutputLocation, number: int, **fields: Any) -> OutboxRun:
    """A run with an article whose page is in its WARC file."""
    run = outbox_run.acquire(location._replace(round=f"w{number}"))
    assert isinstance(run, OutboxRun)
    assert run.archive_directory
    run.archive = WarcSeries(run.archive_directory, run.crawl_id)
    item = article(number, crawl_id=run.crawl_id, **fields)
    offset = run.archive.record(exchange(number))
    page = b"page %d " % number * 50
    fetch = replace(
        item.fetch,
        warc_file=offset.warc_file,
        warc_offset=offset.warc_offset,
        warc_record_id=offset.warc_record_id,
        payload_digest=f"sha256:{hashlib.sha256(page).hexdigest()}",
    )
    run.commit(replace(item, fetch=fetch), keys=[number], first_seen="2026-03-02T08:00:00+07:00")
    return run


def test_articles_wait_for_their_warc_file(location: OutputLocation) -> None:
    run = archived(location, 1)
    assert seal_waiting(address_of(location), location, LIMITS, at_once=True) == 0
    run.release()
    assert seal_waiting(address_of(location), location, LIMITS, at_once=True) == 1
    assert location.output
    assert check(location.output, 1).counts["pointers"] == 1


@pytest.mark.parametrize("is_whole", [True, False])
def test_the_warc_file_of_a_dead_process_is_taken_over(location: OutputLocation, *, is_whole: bool) -> None:
    run = archived(location, 1)
    assert location.output
    spool = outbox_run._Spool.of(location.output)
    assert upload_left_archives(address_of(location), location) == 0, "its process lives"
    run.abandon()
    spool._lock.close()
    del outbox_run._Spool._open[location.output]
    if not is_whole:
        (part,) = spool.directory.rglob("*.warc.gz.part")
        part.write_bytes(part.read_bytes()[:10])
    upload_left_archives(address_of(location), location)
    seal_waiting(address_of(location), location, LIMITS, at_once=True)
    assert not spool.directory.exists()
    with PostgresStore(address_of(location)) as store:
        assert store.counts()["pending"] == (0 if is_whole else 2), "its own address and the one that led to it"
    if is_whole:
        assert check(location.output, 1).counts["pointers"] == 1


# -- removal --------------------------------------------------------------------------------------------------------


def links(location: OutputLocation) -> list[str]:
    """The links of all articles, wherever their lines are."""
    with PostgresStore(address_of(location)) as store:
        lines = [line for _, line in store.unwritten_lines(0)]
    assert location.output
    for path in article_files(location.output):
        with open_lines(path) as found:
            lines += found
    return sorted(link["id"] for line in lines for link in json.loads(line)["related_links"])


def take_out(location: OutputLocation, article_id: str) -> None:
    assert location.output
    removal.remove_articles(location.output, address_of(location), ids=[article_id], addresses=[], reason="asked")


def test_a_removal_takes_links_out_of_lines_that_are_in_no_file(
    location: OutputLocation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its page waits for a WARC file, so the line that links to the removed article cannot be written before the removal."""
    target = link(2).id
    run = archived(location, 1, related_links=[link(2), link(3)])
    monkeypatch.setattr(removal, "_close_open_files", lambda *_: None)
    assert links(location) == sorted([target, link(3).id])
    take_out(location, target)
    assert links(location) == [link(3).id]
    run.release()
    seal_waiting(address_of(location), location, LIMITS, at_once=True)
    assert links(location) == [link(3).id]
    check(location.output, 1)  # type: ignore[arg-type] # it has one


def test_a_removal_waits_for_a_batch_with_a_link_to_the_article(
    location: OutputLocation, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_at(location, 1)
    monkeypatch.setattr(removal, "_close_open_files", lambda *_: None)
    with PostgresStore(address_of(location)) as store:
        assert store.outbox.freeze("articles")
    with pytest.raises(StateError, match="lines that link to it are in batch 1, which is being written"):
        take_out(location, link(2).id)
    seal_waiting(address_of(location), location, LIMITS, at_once=True)
    take_out(location, link(2).id)
    assert links(location) == []


def test_what_was_judged_before_a_removal_is_judged_again(location: OutputLocation) -> None:
    run = outbox_run.acquire(location)
    item = article(1, crawl_id=run.crawl_id, related_links=[link(2), link(3)])
    assert run.removed == frozenset()
    take_out(location, link(2).id)
    with pytest.raises(CopyAppearedError):
        run.commit(item, keys=[1], first_seen="2026-03-02T08:00:00+07:00")
    assert run.removed == {link(2).id}
    run.commit(replace(item, related_links=[link(3)]), keys=[1], first_seen="2026-03-02T08:00:00+07:00")
    run.release()
    assert links(location) == [link(3).id]


# -- the queue ------------------------------------------------------------------------------------------------------


@pytest.fixture
def db(location: OutputLocation) -> Iterator[Database]:
    queue.create_tables(address_of(location))
    with Database(address_of(location)) as found:
        yield found


def with_queue(location: OutputLocation, work: Callable[[procrastinate.App], Awaitable[Any]]) -> Any:
    async def main() -> Any:
        async with queue.opened(queue.make_app(address_of(location), max_idle=OPTIONS.max_idle)) as app:
            return await work(app)

    return asyncio.run(main())


def test_each_due_site_is_queued_once(location: OutputLocation, db: Database) -> None:
    tables = FleetTables(db)
    tables.schedule("c", seconds=100, failures=1)

    async def work(app: procrastinate.App) -> None:
        assert await housekeeping.plan(db, app, ["a", "b", "c"], OPTIONS) == (2, [])
        assert await housekeeping.plan(db, app, ["a", "b", "c"], OPTIONS) == (0, [])
        assert await queue.queue_sites(app, ["b", "d"]) == 1, "b waits already"

    with_queue(location, work)
    assert (tables.failures("c"), tables.failures("a")) == (1, 0)
    assert overview.look(address_of(location), ["a", "b", "c"], OPTIONS).queued == 3


def test_the_jobs_of_a_dead_worker_are_queued_again(location: OutputLocation, db: Database) -> None:
    async def work(app: procrastinate.App) -> None:
        await housekeeping.plan(db, app, ["a"], OPTIONS)
        worker = await app.job_manager.register_worker()
        job = await app.job_manager.fetch_job(queues=[queue.QUEUE], worker_id=worker)
        assert job
        assert await housekeeping.plan(db, app, ["a"], OPTIONS) == (0, [])
        await queue.queue_sites(app, ["a"])  # another job of the site waits, which must not keep it from being planned
        db.execute("UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '1 hour'")
        assert await housekeeping.plan(db, app, ["a"], OPTIONS) == (0, ["a"])
        assert await app.job_manager.fetch_job(queues=[queue.QUEUE], worker_id=worker)
        assert not await app.job_manager.fetch_job(queues=[queue.QUEUE], worker_id=worker)

    with_queue(location, work)


def test_a_worker_ends_a_job_that_others_have_deleted_without_an_error(
    location: OutputLocation, db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "newscrawl.runner.fleet.queue")

    async def work(app: procrastinate.App) -> None:
        await queue.queue_sites(app, ["a"])
        worker = await app.job_manager.register_worker()
        job = await app.job_manager.fetch_job(queues=[queue.QUEUE], worker_id=worker)
        assert job
        db.execute("UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '1 hour'")
        assert await queue.delete_dead_jobs(app, seconds=60) == ["a"]
        await app.job_manager.finish_job(
            job, pytest.importorskip("procrastinate.jobs").Status.SUCCEEDED, delete_job=True
        )

    with_queue(location, work)
    # An earlier test of the same process may have left other loggers talkative.
    told = [record.getMessage() for record in caplog.records if record.name == "newscrawl.runner.fleet.queue"]
    assert told == ["a: its job is not in the queue any more: another worker has taken the site"]


def test_one_planner_at_a_time(location: OutputLocation, db: Database) -> None:
    async def work(app: procrastinate.App) -> None:
        with Database(address_of(location)) as other, other.transaction():
            other.rows("SELECT pg_advisory_xact_lock(hashtext('newscrawl planner'), hashtext(current_schema()))::text")
            assert await housekeeping.plan(db, app, ["a"], OPTIONS) is None

    with_queue(location, work)


def test_a_worker_that_is_paused_in_a_transaction_keeps_no_other_from_starting(
    location: OutputLocation, db: Database
) -> None:
    """The server ends the transaction; Procrastinate removes stalled workers whenever one starts, and would wait for its locks."""

    async def work(app: procrastinate.App) -> None:
        paused = queue.make_app(address_of(location), max_idle=0.2)
        async with queue.opened(paused):
            worker = await app.job_manager.register_worker()
            async with paused.connector.pool.connection() as connection:  # type: ignore[attr-defined]
                await connection.execute("UPDATE procrastinate_workers SET last_heartbeat = '2026-01-01'")
                assert await app.job_manager.prune_stalled_workers(10) == []
                db.execute("UPDATE procrastinate_workers SET last_heartbeat = '2026-01-01'")
                with pytest.raises(psycopg.Error):
                    await connection.execute("SELECT 1")
            assert await app.job_manager.prune_stalled_workers(10) == [worker]

    with_queue(location, work)


def test_the_first_worker_of_an_empty_database_creates_all_tables(postgres: Server) -> None:
    address = postgres.address("untouched")
    assert [queue.create_tables(address) for _ in range(2)] == [True, False]
    with Database(address) as db:
        assert overview.look(address, ["a"], OPTIONS).due == 1
        db.execute("DROP SCHEMA untouched CASCADE")


def test_a_database_that_is_gone_is_an_error_of_the_state(postgres: Server) -> None:
    gone = DatabaseAddress.parse(postgres.url().replace("/postgres?", "/no_such_database?"))
    with pytest.raises(StateError):
        queue.create_tables(gone)


# -- what is shown and told -----------------------------------------------------------------------------------------


def test_the_overview_names_workers_sites_and_problems(location: OutputLocation, db: Database) -> None:
    tables = FleetTables(db)
    for name, version in (("w1", "1"), ("w2", "2"), ("w3", "1")):
        tables.worker_seen(name, host="rack", version=version, at_once=4, queue_id=None)
    db.execute("UPDATE workers SET seen = seen - interval '1 hour' WHERE name = 'w3'")
    with Leases(address_of(location)) as leases:
        leases.take("a", "w1")
        leases.take("b", "a crawl")
    run_at(location, 1)
    db.execute("UPDATE outbox SET committed = committed - interval '2 hours'")
    found = overview.look(address_of(location), ["a", "b", "c"], OPTIONS)
    assert {line.name: (line.is_alive, line.sites) for line in found.workers} == {
        "w1": (True, ["a"]),
        "w2": (True, []),
        "w3": (False, []),
    }
    assert (found.other_holders, found.due, found.waiting_articles) == ({"b": "a crawl"}, 1, 1)
    assert [problem.split(" ")[0] for problem in found.problems] == ["Silent", "1", "The"]


def test_a_fleet_without_workers_says_so(location: OutputLocation, db: Database) -> None:
    assert "No worker lives, and 1 sites are due" in overview.look(address_of(location), ["a"], OPTIONS).problems[0]


def test_what_one_machine_has_told_no_other_tells(location: OutputLocation) -> None:
    told: list[str] = []

    def send(_: object, __: str, body: str) -> list[Delivery]:
        told.append(body)
        return [Delivery("mail", "")]

    rules = AlertSettings(to=("json://localhost/",))
    for _ in range(2):
        alerts = Alerts(rules, [], memory=DatabaseMemory(address_of(location), "alerts"), send=send)
        alerts._tell({}, {"disk": "the disk is full"})
        alerts.close()
    assert len(told) == 1


def test_a_turn_is_taken_once(location: OutputLocation, db: Database) -> None:
    tables = FleetTables(db)
    assert [tables.take_turn("reports", seconds=60) for _ in range(2)] == [True, False]


# -- the file -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('state = ".state"', "workers share their state through a database"),
        (
            'state = "postgresql://h/x"\n[sites.vtv]\noutput = "elsewhere"',
            "give output, state, compress and partition once",
        ),
    ],
)
def test_a_file_that_workers_cannot_share(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "crawl.toml"
    path.write_text(f'output = "output"\n{text}\n[sites.nhandan]\n', encoding="utf-8")
    with pytest.raises(UsageError, match=said):
        location_of(config.scheduled_sites(config.load(path), due=True))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('lease = "soon"', r"fleet\.lease is a duration"),
        ("batch = 5", r"there is no key fleet\.batch.*allowed are batch_age, batch_articles, lease"),
    ],
)
def test_a_wrong_key_of_the_fleet_is_named(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "crawl.toml"
    path.write_text(f"[fleet]\n{text}\n[sites.nhandan]\n", encoding="utf-8")
    with pytest.raises(UsageError, match=said):
        config.load(path)
    path.write_text('[fleet]\nlease = "10s"\nbatch_age = "1m"\n[sites.nhandan]\n', encoding="utf-8")
    assert config.load(path).fleet == FleetOptions(lease=10, batch_age=60)


def test_reports_of_a_site_are_summed() -> None:
    one = {
        "new": 1,
        "failed": {"a": 1},
        "accounts": {"offers": {"rss": {"taken": 1}}, "pages": {"taken": 1}},
        "health": 1,
    }
    two = {
        "new": 2,
        "failed": {"b": 1},
        "accounts": {"offers": {"rss": {"taken": 2}}, "pages": {"known": 1}},
        "health": 2,
    }
    assert merge(one, two) == {
        "new": 3,
        "failed": {"a": 1, "b": 1},
        "accounts": {
            "offers": {"rss": {"taken": 3}},
            "answers": {},
            "pages": {"taken": 1, "known": 1},
            "mismatches": [],
        },
        "health": 2,
    }
