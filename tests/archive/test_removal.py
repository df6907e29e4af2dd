"""A removed article leaves every file of a directory, whatever their form, and nothing else changes."""

from __future__ import annotations

import shutil
import zipfile
from contextlib import closing
from io import BytesIO
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from warcio.archiveiterator import ArchiveIterator

from newscrawl.archive import wacz
from newscrawl.archive.change_feed import ChangeFeed
from newscrawl.archive.records import record_at
from newscrawl.archive.removal import empty_record
from newscrawl.archive.removal_traces import find_traces
from newscrawl.archive.run import OutputLocation, Run
from newscrawl.archive.verify import Verification
from newscrawl.archive.warc import WarcSeries
from newscrawl.cli import main
from newscrawl.export.compaction import compact
from newscrawl.exporters.files import OutputError
from newscrawl.exporters.json_lines import json_line
from newscrawl.exporters.output_format import OutputFormat, article_files, open_lines
from newscrawl.objects.local import LocalStore
from newscrawl.report.manifest import ExitCode
from newscrawl.runner.removal import remove_articles
from newscrawl.state import SiteLock, SiteLockedError, Status, address_key, open_existing_store, open_or_create_store
from newscrawl.state.upkeep import Upkeep
from tests.archive.test_kill_points import archived, killed
from tests.helpers.records import article, link

if TYPE_CHECKING:
    from pathlib import Path

FORMS = [OutputFormat(), OutputFormat("gz"), OutputFormat("zst", "site-date")]
NOW = "2026-03-02T08:00:00+07:00"
NAME_OF_A_PERSON = "Nguyễn Thị Bí Mật"
"""Stands in the removed article: in its text, its headline, and the links to it."""


def write(directory: Path, form: OutputFormat = FORMS[0], *, warc: bool = True, finish: bool = True) -> Run:
    """Write three articles that link to the first one, and a second revision of it in a second run."""
    for revision in (1, 2):
        run = Run.acquire(OutputLocation(directory, directory / ".state", form))
        if warc:
            run.archive = WarcSeries(directory, run.crawl_id, max_bytes=2_000)
        for number in (1, 2, 3) if revision == 1 else (1,):
            text = f"{NAME_OF_A_PERSON} {revision}" if number == 1 else f"Bài {number}"
            links = [link(4), *([] if number == 1 else [secret_link()])]
            day = f"2026-03-0{number}T08:00:00+07:00"
            item = article(
                number, revision=revision, text=text, headline=text, related_links=links, date_published=day,
                crawl_id=run.crawl_id,
            )  # fmt: skip
            if run.archive:
                item = archived(item, run.archive)
            run.commit(item, keys=[address_key(item.url)], first_seen=NOW)
        if finish:
            run.release()
    return run


def secret_link() -> Any:
    found = link(1)
    return type(found)(**{name: getattr(found, name) for name in found.__slots__} | {"title": NAME_OF_A_PERSON})


def remove(directory: Path, *ids: str) -> None:
    remove_articles(directory, directory / ".state", ids=ids or ("bao:1",), addresses=(), reason="asked")


def records(directory: Path) -> list[dict[str, Any]]:
    return [orjson.loads(line) for path in article_files(directory) for line in open_lines(path)]


def check(directory: Path) -> None:
    """Nothing of the article is left, all else is there, and everything agrees."""
    assert list(Verification(directory).problems()) == []
    found = records(directory)
    assert [record["id"] for record in found] == ["bao:2", "bao:3"]
    assert [[x["id"] for x in record["related_links"]] for record in found] == [["bao:4"], ["bao:4"]]
    for path in directory.rglob("*"):
        if path.suffix in {".gz", ".zst"} and ".warc" not in path.name:
            assert NAME_OF_A_PERSON not in open_lines(path).read().decode()
        elif path.name.endswith(".warc.gz"):
            with path.open("rb") as file:
                kept = b"".join(record.content_stream().read() for record in ArchiveIterator(file))
            assert NAME_OF_A_PERSON not in kept.decode()
        elif path.is_file():
            data = path.read_bytes()
            assert NAME_OF_A_PERSON.encode() not in data
            assert b"chuyen-lang-1.html" not in data, path
    with closing(open_existing_store(directory / ".state")) as store:
        changes = [orjson.loads(line) for line in ChangeFeed(directory, store).lines(0, until=store.changes.last())]
        assert store.rewrites() == []
        known = store.known([address_key(article(1).url)])
        assert [address.status for address in known.values()] == [Status.REMOVED]
    assert [(c["change"], c["id"], c.get("reason")) for c in changes] == [
        ("upsert", "bao:2", None),
        ("upsert", "bao:3", None),
        ("delete", "bao:1", "removed"),
    ]


@pytest.mark.parametrize("form", FORMS)
def test_it_leaves_every_file(tmp_path: Path, form: OutputFormat) -> None:
    write(tmp_path, form)
    before = {record["id"]: record for record in records(tmp_path) if record["id"] != "bao:1"}
    remove(tmp_path)
    check(tmp_path)
    for record in records(tmp_path):
        links = [x for x in before[record["id"]]["related_links"] if x["id"] != "bao:1"]
        assert record == before[record["id"]] | {"related_links": links}, "all else is as it was"
        stored = record_at(tmp_path / "warc" / record["fetch"]["warc_file"], record["fetch"]["warc_offset"])
        assert stored.id == record["fetch"]["warc_record_id"], "other records kept their places"
    remove(tmp_path)
    check(tmp_path)


def test_an_earlier_revision_at_another_address_is_found_too(tmp_path: Path) -> None:
    """Its address and its archived page leave as well, wherever its line stands."""
    old = article(1, url="https://bao.vn/ten-cu-1.html", requested_url="https://bao.vn/ten-cu-1.html")
    new = article(1, revision=2)
    (tmp_path / "articles.jsonl").write_bytes(json_line(old) + json_line(new))
    found = find_traces(LocalStore(tmp_path), set(), {address_key(new.url)})
    assert (found.lines, found.articles) == (2, {"bao:1": "bao"})
    assert {old.url, new.url} <= found.urls


def test_a_kill_at_any_step_is_finished_by_the_next_removal(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Killed before every n-th call that changes a file or the state (``make torture``: every one), then finished."""
    step = 1 if request.config.getoption("kills") >= 500 else 71
    source = tmp_path / "source"
    write(source, FORMS[1])
    at, alive = 1, True
    while alive:
        directory = tmp_path / str(at)
        shutil.copytree(source, directory)
        alive = killed(lambda: remove(directory), at)  # noqa: B023 - used at once
        with closing(Upkeep(directory / ".state")) as upkeep:
            pending = [fault for fault in upkeep.check() if "removals are not finished" in fault]
        if pending or not alive:
            assert main(["remove", str(directory)]) == ExitCode.FINE
        else:
            assert sorted(record["id"] for record in records(directory)) == ["bao:1", "bao:1", "bao:2", "bao:3"]
            assert list(Verification(directory).problems()) == [], "the removal had not been decided"
            remove(directory)
        check(directory)
        shutil.rmtree(directory)
        at += step
    assert at > 60, "the steps were not counted"


def test_an_address_names_the_article_in_any_of_its_forms(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, warc=False)
    assert main(["remove", str(tmp_path), "--id", "bao:99", "--dry-run"]) == ExitCode.FINE
    assert "it would not be fetched any more" in capsys.readouterr().out
    url = "http://www.bao.vn/chuyen-lang-1.html?utm_source=x#top"
    assert main(["remove", str(tmp_path), "--url", url, "--dry-run"]) == ExitCode.FINE
    assert len(records(tmp_path)) == 4
    assert main(["remove", str(tmp_path), "--url", url]) == ExitCode.USAGE
    assert main(["remove", str(tmp_path), "--url", url, "--reason", "asked"]) == ExitCode.FINE
    assert [record["id"] for record in records(tmp_path)] == ["bao:2", "bao:3"]


def test_files_without_their_state_are_rewritten_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path)
    shutil.rmtree(tmp_path / ".state")
    remove(tmp_path)
    assert list(Verification(tmp_path).problems()) == []
    assert [record["id"] for record in records(tmp_path)] == ["bao:2", "bao:3"]
    assert main(["remove", str(tmp_path), "--list"]) == ExitCode.FINE
    assert "bao:1  asked" in capsys.readouterr().out


def test_the_files_of_a_dead_run_are_finished_first(tmp_path: Path) -> None:
    run = write(tmp_path, finish=False)
    with pytest.raises(SiteLockedError, match="Wait for the run to end"):
        remove(tmp_path)
    for _ in range(2):  # it was acquired for each revision
        run.release()
    run = write(tmp_path / "dead", finish=False)
    Run._open.pop(run.location)
    for file in run._files.values():
        file.close()
    assert run.archive
    run.archive.abandon()
    run.store.close()
    remove(tmp_path / "dead")
    check(tmp_path / "dead")


def test_a_crawl_of_the_site_is_waited_for(tmp_path: Path) -> None:
    write(tmp_path, warc=False)
    with SiteLock(tmp_path / ".state", "bao", now=NOW), pytest.raises(SiteLockedError):
        remove(tmp_path)
    assert len(records(tmp_path)) == 4


def test_joined_files_are_rewritten_and_told_in_the_same_order(tmp_path: Path) -> None:
    write(tmp_path, FORMS[1])
    compact(LocalStore(tmp_path))
    remove(tmp_path)
    check(tmp_path)
    run = Run.acquire(OutputLocation(tmp_path, tmp_path / ".state", FORMS[1]))
    item = article(7, crawl_id=run.crawl_id)
    run.commit(item, keys=[], first_seen=NOW)
    run.release()
    compact(LocalStore(tmp_path))
    assert list(Verification(tmp_path).problems()) == []
    with closing(open_existing_store(tmp_path / ".state")) as store:
        changes = [orjson.loads(line) for line in ChangeFeed(tmp_path, store).lines(0, until=store.changes.last())]
    assert [change["id"] for change in changes] == ["bao:2", "bao:3", "bao:1", "bao:7"]


def test_a_bundle_is_made_anew(tmp_path: Path) -> None:
    write(tmp_path)
    warcs = sorted((tmp_path / "warc").glob("*.warc.gz"))
    lines = [line for path in article_files(tmp_path) for line in open_lines(path)]
    path = tmp_path / "newscrawl-x.wacz"
    wacz.write(path, warcs, created=NOW, title="Bundle", pages=wacz.pages(lines, warcs))
    remove(tmp_path)
    check(tmp_path)
    with zipfile.ZipFile(path) as bundle:
        pages = bundle.read("pages/pages.jsonl").decode().splitlines()[1:]
        assert [orjson.loads(page)["title"] for page in pages] == ["Bài 2", "Bài 3"]
        assert all(bundle.read(f"archive/{warc.name}") == warc.read_bytes() for warc in warcs)


@pytest.mark.parametrize("is_packed", [True, False])
def test_an_empty_record_has_the_length_that_is_asked_for(*, is_packed: bool) -> None:
    for length in (300, 301, 5_000, 200_000):
        data = empty_record(length, "urn:uuid:1", NOW, is_packed=is_packed)
        assert len(data) == length
        first, second = ArchiveIterator(BytesIO(data * 2))
        assert first.rec_type == second.rec_type == "metadata"
        assert first.rec_headers["WARC-Date"] == "2026-03-02T01:00:00Z"


def test_it_is_not_written_again(tmp_path: Path) -> None:
    remove(tmp_path, "bao:1")
    with open_or_create_store(tmp_path / ".state") as store:
        assert store.removed_ids() == {"bao:1"}
    run = Run.acquire(OutputLocation(tmp_path, tmp_path / ".state"))
    assert run.removed == {"bao:1"}
    run.release()


@pytest.mark.parametrize(
    "line", [b'{"id": "bao:1", \xff}\n', b'["bao:1", null]\n', b'{"id": "bao:2", "url": "bao:1"}\n']
)
def test_a_line_that_is_no_article_stops_a_removal_before_anything_is_changed(tmp_path: Path, line: bytes) -> None:
    write(tmp_path, warc=False)
    damaged = article_files(tmp_path)[0]
    damaged.write_bytes(damaged.read_bytes() + line)
    before = {path: path.read_bytes() for path in article_files(tmp_path)}
    for ids, addresses in ((("bao:1",), ()), ((), ("https://bao.vn/bai-1.html",))):
        with pytest.raises(OutputError, match=f"{damaged.name} cannot be read: .*Nothing is removed from it"):
            remove_articles(tmp_path, tmp_path / ".state", ids=ids, addresses=addresses, reason="asked")
    assert {path: path.read_bytes() for path in article_files(tmp_path)} == before


@pytest.mark.parametrize("damaged", [b'{"files": 5}', b'{"files": [[]]}', b"[[]]"])
def test_a_removal_that_meets_a_damaged_manifest_is_finished_once_it_is_restored(
    tmp_path: Path, damaged: bytes
) -> None:
    write(tmp_path)
    manifest = min(tmp_path.glob("manifest*.json"))
    whole = manifest.read_bytes()
    manifest.write_bytes(damaged)
    with pytest.raises(OutputError, match=f"{manifest.name} cannot be read: .*Restore it"):
        remove(tmp_path)
    manifest.write_bytes(whole)
    remove(tmp_path)
    check(tmp_path)


def test_a_word_that_is_no_article_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["--id", "bao"], ["--id", ":1"], ["--id", "https://bao.vn/1"], ["--url", "ftp:/x"]):
        assert main(["remove", str(tmp_path), *words, "--reason", "asked"]) == ExitCode.USAGE
        assert "is no" in capsys.readouterr().err
    assert main(["remove", str(tmp_path / "missing")]) == ExitCode.USAGE
    assert main(["remove", str(tmp_path)]) == ExitCode.FINE


def test_a_table_drops_what_was_removed(tmp_path: Path) -> None:
    """Also where a file of the run is gone with its only article, and where files were joined after the export."""
    runs, table = tmp_path / "runs", tmp_path / "table"
    export = ["export", str(runs), "--to", str(table), "--format", "jsonl", "-q"]

    def ids() -> list[str]:
        assert main(export) == ExitCode.FINE
        return sorted(orjson.loads(line)["id"] for path in (table / "data").iterdir() for line in path.open("rb"))

    write(runs, FORMS[2], warc=False)
    assert ids() == ["bao:1", "bao:1", "bao:2", "bao:3"]
    remove(runs, "bao:2")
    assert ids() == ["bao:1", "bao:1", "bao:3"]
    compact(LocalStore(runs))
    assert ids() == ["bao:1", "bao:1", "bao:3"]
    remove(runs, "bao:1")
    assert ids() == ["bao:3"]
    for path in runs.glob("site=*/*/articles*"):
        path.rename(tmp_path / "away")
    for path in runs.glob("manifest*.json"):
        path.unlink()
    write(runs, warc=False)
    assert main(export) == ExitCode.STORE, "a file that nobody removed by command is missed"
