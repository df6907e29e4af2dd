"""A state of an earlier version is migrated without loss, even if the migration is killed at any moment."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest

from newscrawl.dedupe import signature
from newscrawl.state import Address, Status, address_key, open_or_create_store
from newscrawl.state.schema import SCHEMA
from newscrawl.state.sqlite import FILE_NAME
from newscrawl.state.upkeep import Upkeep

ROOT = Path(__file__).resolve().parents[2]
NOW: Final = "2026-03-02T08:00:00+07:00"
FOURTH: Final = """
CREATE TABLE addresses (
    key INTEGER PRIMARY KEY, site TEXT NOT NULL, url TEXT NOT NULL, status INTEGER NOT NULL, reason TEXT NOT NULL DEFAULT '',
    hints TEXT NOT NULL DEFAULT '', lastmod TEXT, etag TEXT, last_modified TEXT, tries INTEGER NOT NULL DEFAULT 0,
    article_id TEXT, first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL, next_revisit TEXT);
CREATE INDEX pending_addresses ON addresses (site, tries, first_seen DESC) WHERE status = 0;
CREATE INDEX revisits ON addresses (site, next_revisit) WHERE next_revisit IS NOT NULL;
CREATE TABLE articles (
    id TEXT PRIMARY KEY, site TEXT NOT NULL, url TEXT NOT NULL, revision INTEGER NOT NULL, content_hash TEXT NOT NULL,
    date_published TEXT, first_seen TEXT NOT NULL, last_seen TEXT NOT NULL, output TEXT, line_end INTEGER, signature INTEGER)
    WITHOUT ROWID;
CREATE TABLE contents (content_hash TEXT PRIMARY KEY, article_id TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sources (
    url TEXT PRIMARY KEY, site TEXT NOT NULL, kind TEXT NOT NULL, etag TEXT, last_modified TEXT, checked TEXT, brought_news TEXT,
    root TEXT, first_checked TEXT, gap REAL, interval REAL, next_check TEXT, unfinished INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE INDEX entries ON sources (site, next_check) WHERE root IS NULL AND next_check IS NOT NULL;
CREATE TABLE sites (site TEXT PRIMARY KEY, ended INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE outputs (path TEXT PRIMARY KEY, crawl_id TEXT NOT NULL, bytes INTEGER NOT NULL, lines INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE signatures (
    number INTEGER PRIMARY KEY, article_id TEXT NOT NULL, month TEXT NOT NULL, cluster INTEGER NOT NULL, keys BLOB NOT NULL,
    sketch BLOB NOT NULL);
CREATE TABLE signatures_in_bands (up_to INTEGER NOT NULL);
INSERT INTO signatures_in_bands (up_to) VALUES (0);
CREATE TABLE health (
    site TEXT NOT NULL, crawl_id TEXT NOT NULL, finished TEXT NOT NULL, counts TEXT NOT NULL, PRIMARY KEY (site, crawl_id));
PRAGMA user_version=4;
"""
"""The tables of the fourth schema."""

FIRST: Final = """
CREATE TABLE addresses (
    key INTEGER PRIMARY KEY, site TEXT NOT NULL, url TEXT NOT NULL, status INTEGER NOT NULL, reason TEXT NOT NULL DEFAULT '',
    hints TEXT NOT NULL DEFAULT '', lastmod TEXT, etag TEXT, last_modified TEXT, tries INTEGER NOT NULL DEFAULT 0,
    article_id TEXT, first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL);
CREATE INDEX pending_addresses ON addresses (site, tries, first_seen DESC) WHERE status = 0;
CREATE TABLE articles (
    id TEXT PRIMARY KEY, site TEXT NOT NULL, url TEXT NOT NULL, revision INTEGER NOT NULL, content_hash TEXT NOT NULL,
    date_published TEXT, first_seen TEXT NOT NULL, last_seen TEXT NOT NULL, output TEXT, line_end INTEGER) WITHOUT ROWID;
CREATE TABLE contents (content_hash TEXT PRIMARY KEY, article_id TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sources (
    url TEXT PRIMARY KEY, site TEXT NOT NULL, kind TEXT NOT NULL, etag TEXT, last_modified TEXT, checked TEXT, brought_news TEXT)
    WITHOUT ROWID;
CREATE TABLE sites (site TEXT PRIMARY KEY, ended INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE outputs (path TEXT PRIMARY KEY, crawl_id TEXT NOT NULL, bytes INTEGER NOT NULL, lines INTEGER NOT NULL) WITHOUT ROWID;
PRAGMA user_version=1;
"""


def url(number: int) -> str:
    return f"https://bao.vn/thoi-su/bai-{number}.html"


TEXT: Final = " ".join(f"tiếng{n}" for n in range(100))


def write_fourth(directory: Path, count: int) -> Path:
    """Write a state of the fourth schema: a third of the addresses pending, a third with an article, a third rejected."""
    directory.mkdir(exist_ok=True)
    signed = signature(TEXT)
    assert signed
    with closing(sqlite3.connect(directory / FILE_NAME)) as db, db:
        db.executescript(f"PRAGMA journal_mode=WAL; {FOURTH}")
        seen = 1772413200
        for n in range(count):
            row = (address_key(url(n)), "bao", url(n))
            match n % 3:
                case 0:
                    db.execute(
                        "INSERT INTO addresses (key, site, url, status, hints, lastmod, tries, first_seen, last_seen) "
                        "VALUES (?, ?, ?, 0, '{\"title\":\"x\"}', '2026-03-01', 2, ?, ?)",
                        (*row, seen + n, seen + n),
                    )
                case 1:
                    db.execute(
                        "INSERT INTO addresses (key, site, url, status, etag, last_modified, article_id, first_seen, last_seen, next_revisit) "
                        "VALUES (?, ?, ?, 1, '\"e\"', ?, ?, ?, ?, ?)",
                        (*row, NOW, f"bao:{n}", seen, seen, "2026-03-09T08:00:00+07:00"),
                    )
                    db.execute(
                        "INSERT INTO articles VALUES (?, 'bao', ?, 3, ?, '2026-03-01T08:00:00Z', ?, ?, '/a/articles.jsonl', ?, NULL)",
                        (f"bao:{n}", url(n), f"sha256:{n:064x}", NOW, NOW, n * 10),
                    )
                    db.execute("INSERT INTO contents VALUES (?, ?)", (f"sha256:{n:064x}", f"bao:{n}"))
                case _:
                    db.execute(
                        "INSERT INTO addresses (key, site, url, status, reason, first_seen, last_seen) VALUES (?, ?, ?, 2, 'no_body', ?, ?)",
                        (*row, seen, seen),
                    )
        db.execute(
            "INSERT INTO signatures VALUES (1, 'bao:1', '2026-03', 1, ?, ?)",
            (b"".join(k.to_bytes(4, "little", signed=True) for k in signed.keys), signed.sketch),
        )
        db.execute("UPDATE articles SET signature = 1 WHERE id = 'bao:1'")
        db.execute("INSERT INTO sites VALUES ('bao', 1)")
        db.execute("INSERT INTO sources (url, site, kind, etag) VALUES ('https://bao.vn/rss', 'bao', 'feed', '\"f\"')")
        db.execute("INSERT INTO outputs VALUES ('/a/articles.jsonl', 'c', 999, 9)")
        db.execute("INSERT INTO health VALUES ('bao', 'c', ?, '{}')", (NOW,))
    return directory


def check_all_is_there(directory: Path, count: int) -> None:
    store = open_or_create_store(directory)
    third = count // 3
    assert store.counts() == {
        "pending": third,
        "done": third,
        "rejected": third,
        "gone": 0,
        "removed": 0,
        "articles": third,
    }
    pending = store.pending("bao", limit=count, max_tries=9)
    assert [a.url for a in pending] == [url(n) for n in range(count - 3, -1, -3)]
    newest = url(count - 3)
    assert pending[0] == Address(
        key=address_key(newest), url=newest, hints='{"title":"x"}', lastmod=1772298000, tries=2
    ), "midnight in Vietnam"
    article = store.article("bao:1")
    assert article
    assert (article.url, article.revision, article.content_hash) == (url(1), 3, f"sha256:{1:064x}")
    assert (article.date_published, article.first_seen, article.last_seen) == ("2026-03-01T08:00:00Z", NOW, NOW)
    assert store.article_with_content(f"sha256:{1:064x}") == "bao:1"
    assert store.validators(address_key(url(1))) == ('"e"', NOW)
    assert store.known([address_key(url(2))])[address_key(url(2))].status is Status.REJECTED
    signed = signature(TEXT)
    assert signed
    assert [c.article_id for c in store.near_duplicate_candidates(signed.keys, ["2026-03"], article_id="x:1")] == [
        "bao:1"
    ]
    assert store.next_due("bao", revisits=True) == "2026-03-09T08:00:00+07:00"
    assert len(store.due_revisits("bao", now="2026-04-01T00:00:00+07:00", limit=count)) == third
    source = store.source("https://bao.vn/rss")
    assert source
    assert source.etag == '"f"'
    assert [o.bytes for o in store.outputs()] == [999]
    assert [row.crawl_id for row in store.health("bao")] == ["c"]
    assert store.uncommit(store.outputs()[0], size=(count - 2) * 10 - 1) == 1
    lost = store.article(f"bao:{count - 2}")
    assert lost
    assert (lost.revision, lost.content_hash) == (2, ""), "the second revision may stand in a finished file"
    store.close()
    with closing(Upkeep(directory)) as upkeep:
        assert [fault for fault in upkeep.check() if "not finished" not in fault] == []
        reasons = {row["reason"] for row in upkeep.addresses()}
    assert reasons == {"", "no_body"}


def test_all_that_the_fourth_schema_remembered_is_kept(tmp_path: Path) -> None:
    check_all_is_there(write_fourth(tmp_path, 30), 30)


@pytest.mark.parametrize(("before", "version"), [(FIRST, 1), (FOURTH, 4)])
def test_every_way_leads_to_the_same_tables(tmp_path: Path, before: str, version: int) -> None:
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as db:
        db.executescript(before)
        assert db.execute("PRAGMA user_version").fetchone()[0] == version
    open_or_create_store(tmp_path).close()
    open_or_create_store(tmp_path / "new").close()
    assert shape(tmp_path) == shape(tmp_path / "new")


def shape(directory: Path) -> dict[str, object]:
    with closing(sqlite3.connect(directory / FILE_NAME)) as db:
        names = [row[0] for row in db.execute("SELECT name FROM sqlite_master")]
        assert db.execute("PRAGMA user_version").fetchone()[0] == SCHEMA
        found: dict[str, object] = {
            name: sorted(row[1:] for row in db.execute(f"PRAGMA table_xinfo({name})")) for name in names
        }
        return found | {f"{name} index": db.execute(f"PRAGMA index_xinfo({name})").fetchall() for name in names}


CHILD: Final = """
import sys
from pathlib import Path
from newscrawl.state import open_or_create_store
print("ready", flush=True)
open_or_create_store(Path(sys.argv[1]))
"""


def test_a_kill_in_the_middle_leaves_the_old_state_whole(tmp_path: Path) -> None:
    count = 9_000
    written = write_fourth(tmp_path / "written", count)
    killed = 0
    for step in range(4):
        directory = tmp_path / f"state{step}"
        shutil.copytree(written, directory)
        child = subprocess.Popen([sys.executable, "-c", CHILD, str(directory)], stdout=subprocess.PIPE, cwd=ROOT)
        assert child.stdout
        child.stdout.readline()
        time.sleep(0.01 + 0.03 * step)
        child.kill()
        child.communicate()
        killed += child.returncode == -signal.SIGKILL
        check_all_is_there(directory, count)
    assert killed, "every child was done before it could be killed"
