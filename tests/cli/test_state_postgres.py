"""The commands of an operator on a state in PostgreSQL."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from newscrawl.archive.run import OutputLocation, Run
from newscrawl.cli import main
from newscrawl.state import HealthRow, Source, Status, address_key, site_lock
from tests.helpers.records import article

pytest.importorskip("psycopg", reason="needs the extra fleet")

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.postgres import Server

NOW = "2026-03-02T08:00:00+07:00"


@pytest.fixture
def state(postgres: Server, tmp_path: Path) -> str:
    """The address of the state of a run that wrote two articles into ``tmp_path``, with a password that must not be shown."""
    address = postgres.empty()
    run = Run.acquire(OutputLocation(tmp_path, address))
    with site_lock(address, "bao", now=NOW) as lock:
        run.hold("bao", lock)
        for number in (1, 2):
            item = article(number)
            run.commit(item, keys=[address_key(item.url)], first_seen=NOW)
        store = run.store_of("bao")
        store.put_source(Source(url="https://bao.vn/rss", site="bao", kind="feed", checked=NOW, first_checked=NOW))
        store.put_health("bao", [HealthRow(run.crawl_id, NOW, json.dumps({"crawl_id": run.crawl_id, "finished": NOW}))])
        store.set_status(address_key(article(2).url), Status.REJECTED, now=NOW, reason="no_body")
        run.release()
    return postgres.url().replace("postgres@", "postgres:hidden@")


def test_every_command_reads_it(
    state: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def shown(*words: str, code: int = 0) -> str:
        assert main(list(words)) == code
        out = capsys.readouterr()
        assert "hidden" not in out.out + out.err
        return out.out

    assert "bao" in shown("state", state)
    assert "postgres:***@" in shown("state", "check", state)
    assert "no fault" in shown("state", "check", "--state", state)
    assert len(shown("state", "export", "--state", state).splitlines()) == 2
    assert "bytes before" in shown("state", "compact", state)
    assert "there is a state already" in shown("state", "init", state)
    assert "as it was" in shown("state", "migrate", state)
    assert "bao" in shown("health", "--state", state)
    assert "bao" in shown("gaps", "--state", state)
    assert "bao" in shown("status", "--state", state, code=0)
    assert "no_body" in shown("retry", "bao", "--state", state)
    changes = [json.loads(line) for line in shown("changes", str(tmp_path), "--state", state).splitlines()]
    assert [change["change"] for change in changes] == ["upsert", "upsert", "cursor"]
    monkeypatch.setenv("NEWSCRAWL_STATE", state)
    removed = shown("remove", str(tmp_path), "--id", "bao:1", "--reason", "asked")
    assert "bao:1" in removed
    assert b"bao:1" not in (tmp_path / "articles.jsonl").read_bytes()
    assert "bao:1" in shown("remove", str(tmp_path), "--list")
    assert "bao" in shown("state")
    monkeypatch.delenv("NEWSCRAWL_STATE")
    assert "counts and checksums agree" in shown("state", "copy", state, str(tmp_path / "copy"))
    assert "no fault" in shown("state", "check", "--state", str(tmp_path / "copy"))


def test_wrong_addresses_are_named(state: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words, told in (
        (["state", "copy", state], "copy takes two places"),
        (["gaps", str(tmp_path), "--state", state], "not both"),
        (["state", "--state", f"{state}&schema=A%20B"], "the schema of a database"),
        (["health", "--state", "mysql://h/d"], "a local path is wanted"),
    ):
        assert main(words) == 2, words
        told_to_user = capsys.readouterr().err
        assert told in told_to_user
        assert "hidden" not in told_to_user
    nowhere = f"postgresql://me:hidden@/news?host={tmp_path}"
    assert main(["health", "--state", nowhere]) == 8
    assert "me:***@" in capsys.readouterr().err
