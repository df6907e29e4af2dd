"""What only the store in PostgreSQL has: leases and the fence, simultaneous writers, copies between stores, the outbox."""

from __future__ import annotations

import os
import threading
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest

from newscrawl import dates
from newscrawl.dedupe import signature
from newscrawl.state import (
    Address,
    Alias,
    ArticleState,
    CopyAppearedError,
    DatabaseAddress,
    FencedError,
    Fingerprint,
    HealthRow,
    OutboxLine,
    Output,
    SiteLockedError,
    Source,
    StateError,
    Status,
    address_key,
    migrate,
    open_or_create_store,
    open_upkeep,
    site_lock,
)
from newscrawl.state.copying import copy_state
from newscrawl.state.removals import Removal

psycopg = pytest.importorskip("psycopg", reason="needs the extra fleet")

from newscrawl.state.postgres import schema  # noqa: E402
from newscrawl.state.postgres.connection import Database  # noqa: E402 - needs the extra
from newscrawl.state.postgres.fence import FENCE_SWITCH  # noqa: E402
from newscrawl.state.postgres.fleet import FleetTables  # noqa: E402
from newscrawl.state.postgres.leases import Leases  # noqa: E402
from newscrawl.state.postgres.outbox import BatchSealedError  # noqa: E402
from newscrawl.state.postgres.store import PostgresStore  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.helpers.postgres import Server

NOW = "2026-03-02T08:00:00+07:00"
URL = "https://bao.vn/{}.html"


@pytest.fixture
def address(postgres: Server) -> DatabaseAddress:
    return postgres.empty()


@pytest.fixture
def store(address: DatabaseAddress) -> Iterator[PostgresStore]:
    with PostgresStore(address) as opened:
        yield opened


def new_addresses(count: int) -> list[Address]:
    return [Address(key=address_key(URL.format(n)), url=URL.format(n)) for n in range(count)]


def article(number: int, *, site: str = "bao", revision: int = 1, content: str = "") -> ArticleState:
    return ArticleState(
        id=f"{site}:{number}",
        site=site,
        url=f"https://{site}.vn/{number}.html",
        revision=revision,
        content_hash=content or f"sha256:{number:064x}",
        date_published=NOW,
        first_seen=NOW,
        last_seen=NOW,
        consonant_hash=f"{number:016x}",
    )


def line(number: int, *, segment: str | None = None, kind: str = "articles") -> OutboxLine:
    return OutboxLine(kind=kind, crawl_id="r1", line=b'{"n":%d}\n' % number, segment=segment)


def fingerprint(seed: int) -> Fingerprint:
    words = Random(seed).sample([f"từ{n}" for n in range(3000)], 300)  # noqa: S311 - test data
    signed = signature(" ".join(words))
    assert signed
    return Fingerprint(signature=signed, month="2026-03")


# -- addresses -----------------------------------------------------------------------------------------------------------


def test_a_password_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "postgresql://me:s%40fe@db.example/news?sslmode=require&schema=other"
    address = DatabaseAddress.parse(text)
    assert str(address) == repr(address) == "postgresql://me:***@db.example/news?sslmode=require&schema=other"
    assert address.conninfo == "postgresql://me:s%40fe@db.example/news?sslmode=require"
    assert "s@fe" not in address.masked('password "s@fe" is wrong, s%40fe')
    monkeypatch.setenv("PGPASSWORD", "quiet")
    assert address.masked("quiet") == "***"
    with pytest.raises(ValueError, match="lower-case"):
        DatabaseAddress.parse("postgresql://h/d?schema=a;drop")


def test_a_server_that_is_absent_is_named_without_its_password(tmp_path: Path) -> None:
    address = DatabaseAddress.parse(f"postgresql://me:secret@/news?host={tmp_path}")
    with pytest.raises(StateError, match=r"me:\*\*\*@.*Check that the server runs") as caught:
        PostgresStore(address)
    assert "secret" not in str(caught.value)


# -- the schema ----------------------------------------------------------------------------------------------------------


def test_two_starts_at_once_make_one_state(postgres: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    address = postgres.address("at_once")
    errors: list[BaseException] = []

    def start() -> None:
        try:
            PostgresStore(address).close()
        except StateError as error:  # pragma: no cover - the fault that is looked for
            errors.append(error)

    starts = [threading.Thread(target=start) for _ in range(3)]
    for thread in starts:
        thread.start()
    for thread in starts:
        thread.join()
    assert errors == []
    with Database(address) as db:
        assert db.rows("SELECT count(*) FROM identity") == [(1,)]
        with monkeypatch.context() as newer:
            newer.setattr(schema, "SCHEMA", schema.SCHEMA + 1)
            with pytest.raises(StateError, match=r"older newscrawl.*newscrawl state migrate"):
                PostgresStore(address)
        assert migrate(address) == f"schema {schema.SCHEMA}, as it was"
        db.execute("UPDATE identity SET schema = 99")
        with pytest.raises(StateError, match="newer newscrawl"):
            PostgresStore(address)
        db.execute("DROP SCHEMA at_once CASCADE")
    with pytest.raises(StateError, match=r"There is no state.*newscrawl state init"):
        PostgresStore(address, read_only=True)


def test_a_state_that_is_only_read_cannot_be_written(store: PostgresStore, address: DatabaseAddress) -> None:
    store.add("bao", new_addresses(1), now=NOW)
    with PostgresStore(address, read_only=True) as reader:
        assert reader.counts()["pending"] == 1
        reader.sync_changes()
        with pytest.raises(StateError, match="opened for reading"):
            reader.add("bao", new_addresses(2), now=NOW)


# -- leases and the fence ------------------------------------------------------------------------------------------------


def test_a_site_has_one_holder_until_its_lease_is_over(address: DatabaseAddress) -> None:
    with Leases(PostgresStore(address).place) as leases:
        first = leases.take("bao", "one")
        assert first
        assert leases.take("bao", "two") is None
        assert leases.renew([first]) == []
        assert [(held.site, held.owner, held.seconds_left > 20) for held in leases.held()] == [("bao", "one", True)]
        assert leases.renew([first], 0.0) == []
        second = leases.take("bao", "two")  # it has just expired
        assert second
        assert second.token > first.token
        assert leases.renew([first, second]) == [first]
        assert leases.release(first) is False
        assert leases.release(second) is True
        assert leases.held() == []


def test_a_holder_that_lost_its_site_writes_nothing_more(store: PostgresStore, address: DatabaseAddress) -> None:
    with Leases(address) as leases:
        lease = leases.take("bao", "one", 0.0)
        assert lease
        view = store.fenced(lease)
        view.add("bao", new_addresses(2), now=NOW)
        assert leases.take("bao", "two")
    key = new_addresses(1)[0].key
    writes: list[Callable[[], object]] = [
        lambda: view.add("bao", new_addresses(9), now=NOW),
        lambda: view.fill_lastmod([(key, 7)]),
        lambda: view.add_aliases([Alias(key, URL, "bao:1")], now=NOW),
        lambda: view.begin_crawl("bao"),
        lambda: view.set_status(key, Status.GONE, now=NOW),
        lambda: view.delete_address(key),
        lambda: view.record_failure(key, now=NOW),
        lambda: view.defer(key, tries=1, not_before=NOW, reason="x", now=NOW),
        lambda: view.postpone_deferred("bao", until=NOW, tries=1),
        lambda: view.schedule_revisits([(key, NOW)]),
        lambda: view.commit(article(1), keys=[key], outputs=[], lines=[line(1)]),
        lambda: view.put_source(Source(url="u", site="bao", kind="feed")),
        lambda: view.put_health("bao", [HealthRow("r1", NOW, "{}")]),
        lambda: view.acquire_request_slot("bao.vn", hosts=["bao.vn"], site="bao", now=0, delay=1, day=""),
        lambda: view.block_until(["bao.vn"], until=1e10),
    ]
    for write in writes:
        with pytest.raises(FencedError, match="bao was taken over"):
            write()
    assert store.counts("bao") == {"pending": 2, "done": 0, "rejected": 0, "gone": 0, "removed": 0, "articles": 0}
    assert store.changes.last() == 0
    assert (store.health_sites(), store.sources(["u"]), store.blocked_until(["bao.vn"])) == ([], {}, 0)
    assert store.outbox.waiting() == {}


def test_without_the_fence_a_former_holder_writes(
    store: PostgresStore, address: DatabaseAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FENCE_SWITCH, "off")
    with Leases(address) as leases:
        lease = leases.take("bao", "one", 0.0)
        assert lease
        view = store.fenced(lease)
        assert leases.take("bao", "two")
    view.commit(article(1), keys=[], outputs=[])
    assert store.article("bao:1")


def test_who_takes_a_site_waits_for_the_write_that_is_under_way(store: PostgresStore, address: DatabaseAddress) -> None:
    with Leases(address) as leases, Database(address) as writer:
        lease = leases.take("bao", "one", 0.0)
        assert lease
        taken: list[object] = []
        other = threading.Thread(target=lambda: taken.append(leases.take("bao", "two")))
        with writer.transaction():
            writer.rows("SELECT fence(%s, %s)", (lease.site, lease.token))
            other.start()
            time.sleep(0.1)
            assert taken == []
        other.join()
        assert len(taken) == 1


def test_the_lock_of_a_site_is_a_lease_that_is_renewed(address: DatabaseAddress) -> None:
    with site_lock(address, "bao", now=NOW) as lock:
        with pytest.raises(SiteLockedError, match=rf"bao is being crawled.*:{os.getpid()}:"):
            site_lock(address, "bao", now=NOW)
        with site_lock(address, "khac", now=NOW):
            names = [thread.name for thread in threading.enumerate() if thread.name == "newscrawl leases"]
            assert len(names) == 1
        assert lock.lease
    with site_lock(address, "bao", now=NOW) as again:
        assert again.lease
        assert again.lease.token > lock.lease.token


# -- request slots -------------------------------------------------------------------------------------------------------


def test_a_slot_that_was_not_used_counts_until_its_turn_is_over(store: PostgresStore, address: DatabaseAddress) -> None:
    def ask(own: PostgresStore, delay: float) -> float:
        return own.acquire_request_slot("bao.vn", hosts=["bao.vn"], site="bao", now=0.0, delay=delay, day="")

    def asked() -> float:
        with Database(address) as db:
            return float(db.rows("SELECT asked FROM hosts WHERE host = 'bao.vn'")[0][0])

    assert ask(store, 300) == 0
    end_of_turn = asked()
    with PostgresStore(address) as other:
        assert 200 < ask(other, 300) <= 301
        store.record_sent("bao.vn", now=0.0)
        sent = asked()
        assert sent != end_of_turn
        store.record_sent("bao.vn", now=0.0)  # it was recorded already
        other.record_sent("bao.vn", now=0.0)  # it has no turn
        assert asked() == sent
        assert ask(other, -10) == 0
        end_of_turn = asked()
        store.record_sent("bao.vn", now=0.0)
        assert asked() == end_of_turn
    assert store.request_count("bao", day="ignored: the server knows the day") == 2


def test_a_block_is_told_in_the_callers_time(store: PostgresStore) -> None:
    until = time.time() + 100
    store.block_until(["a.vn"], until=until)
    assert store.blocked_until(["a.vn", "b.vn"]) == pytest.approx(until, abs=2)


# -- simultaneous writers ------------------------------------------------------------------------------------------------


def test_two_writers_of_the_same_addresses_both_succeed(store: PostgresStore, address: DatabaseAddress) -> None:
    new = new_addresses(60)
    errors: list[Exception] = []

    def write(order: int) -> None:
        mixed = Random(order).sample(new, len(new))  # noqa: S311 - test data
        with PostgresStore(address) as own:
            try:
                for _ in range(3):
                    own.add(f"site{order}", mixed, now=NOW)
                    own.schedule_revisits([(a.key, NOW) for a in mixed])
            except StateError as error:  # pragma: no cover - the fault that is looked for
                errors.append(error)

    writers = [threading.Thread(target=write, args=(n,)) for n in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert errors == []
    assert store.counts()["pending"] == 60


@pytest.mark.parametrize("kind", ["exact", "near"])
def test_two_simultaneous_copies_do_not_miss_each_other(
    store: PostgresStore, address: DatabaseAddress, kind: str
) -> None:
    print_, output = fingerprint(1), Output(path="a", crawl_id="r1", bytes=1, lines=1)
    first = article(1, content="same" if kind == "exact" else "")
    second = article(2, site="khac", content="same" if kind == "exact" else "")

    def judge(own: PostgresStore, of: ArticleState) -> list[str]:
        exact = own.article_with_content(of.content_hash)
        near = own.near_duplicate_candidates(print_.signature.keys, ["2026-03"], article_id=of.id)
        return [*filter(None, [exact]), *(candidate.article_id for candidate in near)]

    with PostgresStore(address) as other:
        assert judge(store, first) == judge(other, second) == []
        store.commit(first, keys=[], outputs=[output], fingerprint=print_)
        with pytest.raises(CopyAppearedError):
            other.commit(second, keys=[], outputs=[output], fingerprint=print_)
        assert other.article(second.id) is None
        assert "bao:1" in judge(other, second)
        other.commit(second, keys=[], outputs=[output], fingerprint=print_)
        # A change that is no copy is no reason to look again.
        third = article(3)
        assert store.article_with_content(third.content_hash) is None
        other.commit(article(4), keys=[], outputs=[output], fingerprint=fingerprint(2))
        store.commit(third, keys=[], outputs=[output], fingerprint=fingerprint(3))
    with closing(open_upkeep(address)) as upkeep:
        assert [fault for fault in upkeep.check() if "not finished" not in fault] == []


# -- the outbox ----------------------------------------------------------------------------------------------------------


def test_lines_are_sealed_once_and_then_gone(store: PostgresStore) -> None:
    for n in range(5):
        store.commit(article(n), keys=[], outputs=[], lines=[line(n)])
    outbox = store.outbox
    assert outbox.waiting()["articles"][0] == 5
    assert outbox.freeze("related") is None
    assert outbox.freeze("articles", older_than=60) is None
    batch = outbox.freeze("articles", max_lines=3, older_than=60)
    assert batch
    assert (batch.lines, list(batch.crawl_ids), list(batch.sites)) == (3, ["r1"], ["bao"])
    assert outbox.lines(batch) == [b'{"n":%d}\n' % n for n in range(3)]
    assert outbox.frozen() == [batch]
    with pytest.raises(StateError, match="in batch"):
        store.remove(Removal(articles={"bao:1": "bao"}, addresses={}, reason="", time=NOW), plan="{}")
    assert outbox.sealed(batch, path="one", size=9, sha256="00") == "one"
    assert outbox.sealed(batch, path="two", size=9, sha256="00") == "one"
    assert [(o.path, o.lines) for o in outbox.objects()] == [("one", 3)]
    with pytest.raises(BatchSealedError):
        outbox.lines(batch)
    rest = outbox.freeze("articles")
    assert rest
    assert (rest.lines, outbox.freeze("articles")) == (2, None)
    assert [c.crawl_id for c in store.changes.read(0, until=99, limit=99)] == ["r1"] * 5


def test_a_lost_segment_undoes_its_articles_only(store: PostgresStore) -> None:
    store.outbox.open_segment("w1", "one")
    store.outbox.open_segment("w2", "two")
    store.commit(article(1), keys=[], outputs=[], lines=[line(1, segment="w1")], etag='"e"')
    store.commit(article(2), keys=[], outputs=[], lines=[line(2, segment="w1")])
    store.commit(article(2, revision=2, content="x"), keys=[], outputs=[], lines=[line(22, segment="w2")])
    store.commit(article(3), keys=[], outputs=[], lines=[line(3, segment="w2")])
    assert store.outbox.freeze("articles") is None
    assert [s.name for s in store.outbox.segments("one")] == ["w1"]
    assert store.outbox.segment_uploaded("w2", "s3://b/w2") is True
    assert store.outbox.lose_segment("w2") == 0
    assert store.outbox.lose_segment("w1") == 1
    assert store.article("bao:1") is None
    assert store.known([address_key(URL.format(1))])[address_key(URL.format(1))].status is Status.PENDING
    assert store.validators(address_key(URL.format(1))) == (None, None)
    batch = store.outbox.freeze("articles")
    assert batch
    assert store.outbox.lines(batch) == [b'{"n":22}\n', b'{"n":3}\n']
    assert [(c.id, c.revision) for c in store.changes.read(0, until=99, limit=99)] == [("bao:2", 2), ("bao:3", 1)]
    with pytest.raises(StateError, match="given up as lost"):
        store.commit(article(5), keys=[], outputs=[], lines=[line(5, segment="w1")])
    assert store.article("bao:5") is None


def test_an_export_names_a_damaged_time(store: PostgresStore, address: DatabaseAddress) -> None:
    store.add("bao", [replace(new_addresses(1)[0], lastmod=1_772_413_200)], now=NOW)
    with closing(open_upkeep(address)) as upkeep:
        assert [row["lastmod"] for row in upkeep.addresses()] == ["2026-03-02T01:00:00Z"]
        with Database(address) as db:
            db.execute("UPDATE addresses SET lastmod = 99999999999999999")
        with pytest.raises(StateError, match="lastmod of the address"):
            list(upkeep.addresses())


def test_a_site_whose_times_a_wrong_clock_wrote_is_due(store: PostgresStore, address: DatabaseAddress) -> None:
    store.begin_crawl("bao")
    now = datetime.now(UTC)
    source = Source(url="https://bao.vn/rss", site="bao", kind="feed", interval=3600.0)
    page = new_addresses(1)[0]
    store.add("bao", [page], now=dates.rfc3339(now))
    store.end_crawl("bao")
    with Database(address) as db:
        for rest, retry, is_due in ((1, 1, False), (99, 1, True), (1, 99, True)):
            store.put_source(replace(source, next_check=dates.rfc3339(now + timedelta(hours=rest))))
            again = dates.rfc3339(now + timedelta(hours=retry))
            store.defer(page.key, tries=1, not_before=again, reason="empty", now=dates.rfc3339(now))
            assert (FleetTables(db).next_due(["bao"])["bao"] <= 0) is is_due, (rest, retry)


# -- copies of a state ---------------------------------------------------------------------------------------------------


def fill(state: Path) -> None:
    """Write a bit of everything."""
    with open_or_create_store(state) as store:
        new = [replace(a, hints='{"title":"ớ"}', lastmod=5) for a in new_addresses(30)]
        store.add("bao", new, now=NOW)
        store.set_status(new[0].key, Status.GONE, now=NOW, reason="http_404", etag='"e"')
        store.defer(new[1].key, tries=3, not_before=NOW, reason="outage", now=NOW)
        output = Output(path="../articles.jsonl", crawl_id="r1", bytes=9, lines=1)
        for n in range(4, 12):
            changed = (
                article(n) if n != 5 else replace(article(n), content_hash="odd", date_published="2026-01-01T00:00:00Z")
            )
            store.commit(changed, keys=[new[n].key], outputs=[output], fingerprint=fingerprint(n), next_revisit=NOW)
        store.put_source(Source(url="https://bao.vn/rss", site="bao", kind="feed", gap=1.5, unfinished=True))
        store.put_health("bao", [HealthRow("r1", NOW, "{}"), HealthRow("r0", NOW, "{}")])
        store.save_closing_plan("r1", "plan")
        store.acquire_request_slot("bao.vn", hosts=["bao.vn"], site="bao", now=5.0, delay=1.0, day="2026-03-02")
        store.remove(Removal(articles={"bao:11": "bao"}, addresses={}, reason="asked", time=NOW), plan="plan")
        store.end_crawl("bao")


def test_a_state_is_copied_there_and_back(postgres: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newscrawl.state.transfer.BATCH_ROWS", 12)
    monkeypatch.setattr("newscrawl.state.postgres.transfer.BATCH_ROWS", 12)
    fill(tmp_path / "out" / ".state")
    with Database(postgres.empty("copied")) as db:
        db.execute("DROP SCHEMA copied CASCADE")
    postgres.schemas.discard("copied")
    address = postgres.address("copied")

    def stop(table: str, rows: int) -> None:
        if table == "articles":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy_state(tmp_path / "out" / ".state", address, progress=stop)
    with pytest.raises(StateError, match=r"unfinished copy.*newscrawl state copy"):
        PostgresStore(address)
    there = copy_state(tmp_path / "out" / ".state", address)
    assert {table.table: table.rows for table in there}["addresses"] == 30
    with pytest.raises(StateError, match="holds a state already"):
        copy_state(tmp_path / "out" / ".state", address)
    with pytest.raises(KeyboardInterrupt):
        copy_state(address, tmp_path / "back", progress=stop)
    back = copy_state(address, tmp_path / "back")
    assert back == there
    with (
        open_or_create_store(tmp_path / "out" / ".state") as first,
        PostgresStore(address) as second,
        open_or_create_store(tmp_path / "back") as third,
    ):
        stores = (first, second, third)
        assert len({store.changes.cursor(store.changes.last()) for store in stores}) == 1
        assert len({str(store.article("bao:5")) for store in stores}) == 1
        assert len({str(store.pending("bao", limit=99, max_tries=9)) for store in stores}) == 1
        for store in stores:
            keys = fingerprint(7).signature.keys
            assert [c.article_id for c in store.near_duplicate_candidates(keys, ["2026-03"], article_id="x:1")] == [
                "bao:7"
            ]
        assert second.outputs()[0].path == str(tmp_path / "out" / "articles.jsonl")
        # Numbers go on behind those that were copied.
        second.add("moi", [Address(key=address_key(URL.format(99)), url=URL.format(99))], now=NOW)
        second.commit(article(99, site="moi"), keys=[], outputs=[], fingerprint=fingerprint(99))
    with closing(open_upkeep(tmp_path / "out" / ".state")) as here, closing(open_upkeep(address)) as copied:
        told = [sorted(side.addresses(), key=lambda row: str(row["url"])) for side in (here, copied)]
        assert told[0] == [row for row in told[1] if row["site"] == "bao"]
        assert here.days("bao") == {"2026-03-02": 6, "2026-01-01": 1}
        assert sorted(copied.unread("bao")) == sorted(here.unread("bao"))
        assert here.first_checked("bao") is None


def test_a_change_during_the_copy_is_found(postgres: Server, tmp_path: Path) -> None:
    fill(tmp_path / "state")
    with Database(postgres.empty("changed")) as db:
        db.execute("DROP SCHEMA changed CASCADE")
    postgres.schemas.discard("changed")

    def meddle(table: str, rows: int) -> None:
        if table == "changes":
            with open_or_create_store(tmp_path / "state") as store:
                store.record_failure(address_key(URL.format(20)), now=NOW)

    with pytest.raises(StateError, match=r"differs from .* in addresses: 30 and 30 rows"):
        copy_state(tmp_path / "state", postgres.address("changed"), progress=meddle)
