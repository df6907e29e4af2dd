"""A state that is lost, emptied or older than the output beside it takes in what it does not know, and nothing is written twice."""

from __future__ import annotations

import json
import logging
import os
import random
import shutil
from contextlib import closing
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from newscrawl.archive import rebuild
from newscrawl.archive.change_feed import ChangeFeed
from newscrawl.archive.removal_list import NAME
from newscrawl.archive.run import OutputLocation, Run
from newscrawl.archive.verify import Verification
from newscrawl.cli import main
from newscrawl.dedupe import signature
from newscrawl.export.compaction import compact
from newscrawl.exporters.files import LineFile, OutputError
from newscrawl.exporters.output_format import OutputFormat, article_files
from newscrawl.objects.local import LocalStore
from newscrawl.report.manifest import ExitCode
from newscrawl.runner.removal import remove_articles
from newscrawl.state import Address, SQLiteStore, Status, address_key, open_existing_store, open_or_create_store
from newscrawl.state.upkeep import Upkeep
from tests.archive.test_kill_points import killed
from tests.helpers.files import read_articles
from tests.helpers.records import article, link

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from newscrawl.items import Article

FORMS = [OutputFormat(), OutputFormat("gz"), OutputFormat("zst", "site-date")]
NOW = "2026-03-02T08:00:00+07:00"


def item(number: int, revision: int = 1, **changes: Any) -> Article:
    """A revision of an article, as a crawl passes it to its run."""
    text = f"Bài {number}, bản {revision}: một ngày ở làng."
    fields = {"text": text, "revision": revision, "date_first_seen": NOW, "related_links": [link(number + 1)]}
    day = {
        "date_published": f"2026-03-0{number}T08:00:00+07:00",
        "date_fetched": f"2026-03-0{revision + 2}T09:00:00+07:00",
    }
    return article(number, **{**fields, **day, **changes})


def begin(directory: Path, form: OutputFormat = FORMS[0], state: str = ".state") -> Run:
    return Run.acquire(OutputLocation(directory, directory / state, form))


def crawl(directory: Path, numbers: Iterable[int], form: OutputFormat = FORMS[0], state: str = ".state") -> Run:
    """Write the articles that the state does not know, as a crawl does, and finish the files."""
    run = begin(directory, form, state)
    for number in numbers:
        commit(run, item(number))
    run.release()
    return run


def commit(run: Run, one: Article) -> None:
    """Commit a revision if it is later than the one that the state knows."""
    known = run.store.article(one.id)
    if (known is None or known.revision < one.revision) and one.id not in run.removed:
        found = type(one)(**{name: getattr(one, name) for name in one.__slots__} | {"crawl_id": run.crawl_id})
        run.commit(found, keys=[address_key(found.requested_url)], first_seen=NOW)


def die(run: Run) -> None:
    """Close the files and the state without finishing them, as SIGKILL does."""
    Run._open.pop(run.location)
    for file in run._files.values():
        file.close()
    run.store.close()


def lose(directory: Path) -> None:
    shutil.rmtree(directory / ".state")


def save(directory: Path) -> None:
    shutil.copytree(directory / ".state", directory.with_name("copy"))


def restore(directory: Path) -> None:
    lose(directory)
    shutil.copytree(directory.with_name("copy"), directory / ".state")


def check(directory: Path, *numbers: int) -> None:
    """Each article is there once, the state knows it, the feed of changes tells it, and nothing is wrong."""
    assert [one["id"] for one in sorted(read_articles(directory), key=lambda one: one["id"])] == [
        f"bao:{n}" for n in numbers
    ]
    assert list(Verification(directory).problems()) == []
    upkeep = Upkeep(directory / ".state", read_only=True)
    assert upkeep.check() == []
    upkeep.close()
    told = [(change["id"], change["revision"]) for change in changes(directory)]
    assert sorted(told) == [(f"bao:{number}", 1) for number in numbers]


def changes(directory: Path) -> list[dict[str, Any]]:
    with closing(open_existing_store(directory / ".state")) as store:
        feed = ChangeFeed(directory, store)
        found = [orjson.loads(line) for line in feed.lines(0, until=store.changes.last())]
        feed.check()
    return found


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_a_lost_state(tmp_path: Path, form: OutputFormat, caplog: pytest.LogCaptureFixture) -> None:
    crawl(tmp_path, (1, 2), form)
    crawl(tmp_path, (3,), form)
    lose(tmp_path)
    crawl(tmp_path, (1, 2, 3, 4), form)
    files = 2 if form.partition == "run" else 3
    assert (
        f"The state did not know 2 finished runs of {tmp_path}: 3 articles of {files} files were taken in"
        in caplog.text
    )
    caplog.clear()
    crawl(tmp_path, (1, 2, 3, 4), form)
    assert not caplog.text
    check(tmp_path, 1, 2, 3, 4)


def test_an_emptied_state(tmp_path: Path) -> None:
    crawl(tmp_path, (1, 2))
    lose(tmp_path)
    open_or_create_store(tmp_path / ".state").close()
    crawl(tmp_path, (1, 2, 3))
    check(tmp_path, 1, 2, 3)


def test_an_older_copy_that_knows_some_of_the_runs(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    out = tmp_path / "out"
    crawl(out, (1,))
    save(out)
    crawl(out, (2,))
    crawl(out, (3,))
    restore(out)
    crawl(out, (1, 2, 3, 4))
    assert "did not know 2 finished runs" in caplog.text
    check(out, 1, 2, 3, 4)


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_a_copy_of_the_middle_of_a_run(tmp_path: Path, form: OutputFormat) -> None:
    """The copy knows some articles of a run that has finished since: nothing is cut, and no file is written over."""
    out = tmp_path / "out"
    run = begin(out, form)
    commit(run, item(1))
    save(out)
    commit(run, item(2))
    run.release()
    before = {path: path.read_bytes() for path in article_files(out)}
    restore(out)
    crawl(out, (1, 2, 3), form)
    assert {path: path.read_bytes() for path in before} == before
    check(out, 1, 2, 3)


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_a_state_lost_in_the_middle_of_a_run(
    tmp_path: Path, form: OutputFormat, caplog: pytest.LogCaptureFixture
) -> None:
    crawl(tmp_path, (1,), form)
    run = begin(tmp_path, form)
    commit(run, item(2))
    commit(run, item(3))
    run._files["articles"].append(b'{"id":"bao:half')
    die(run)
    lose(tmp_path)
    again = begin(tmp_path, form)
    assert again.crawl_id == run.crawl_id
    assert "belongs to a run that this state did not know" in caplog.text
    for number in (1, 2, 3, 4):
        commit(again, item(number))
    again.release()
    check(tmp_path, 1, 2, 3, 4)


def test_a_power_cut_after_a_part_file_was_adopted(tmp_path: Path) -> None:
    run = begin(tmp_path)
    commit(run, item(1))
    commit(run, item(2))
    die(run)
    lose(tmp_path)
    again = begin(tmp_path)
    part = again._files["articles"].part
    die(again)
    os.truncate(part, len(part.read_bytes().splitlines(keepends=True)[0]))
    crawl(tmp_path, (1, 2))
    check(tmp_path, 1, 2)


def test_a_part_file_of_a_living_run_or_of_another_program_is_left_alone(tmp_path: Path) -> None:
    living = begin(tmp_path)
    commit(living, item(1))
    (tmp_path / "articles-x.jsonl.part").write_bytes(b'{"crawl_id":"y"}\n')
    (tmp_path / "articles-joined-0123456789ab-0.jsonl.part").write_bytes(b"")
    crawl(tmp_path, (2,), state="other")
    commit(living, item(3))
    living.release()
    assert (tmp_path / "articles-x.jsonl.part").read_bytes() == b'{"crawl_id":"y"}\n'
    assert (tmp_path / "articles-joined-0123456789ab-0.jsonl.part").exists()
    assert not (tmp_path / "related-x.jsonl.part").exists()
    assert sorted(one["id"] for one in read_articles(tmp_path)) == ["bao:1", "bao:2", "bao:3"]


@pytest.mark.parametrize("step", ["convert", "manifest"])
@pytest.mark.parametrize("form", FORMS[:2], ids=str)
def test_a_state_lost_while_a_run_closed_its_files(
    tmp_path: Path, form: OutputFormat, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from newscrawl.archive import closing as module  # noqa: PLC0415 - the name is taken by contextlib's

    def fail(*_: object, **__: object) -> None:
        raise OSError("killed")

    run = begin(tmp_path, form)
    commit(run, item(1))
    with monkeypatch.context() as patched:
        target, name = (module, "write_atomically") if step == "convert" else (LineFile, "discard")
        patched.setattr(target, name, fail)
        with pytest.raises(OSError, match="killed"):
            run.release()
    lose(tmp_path)
    crawl(tmp_path, (1, 2), form)
    assert sorted(one["id"] for one in read_articles(tmp_path)) == ["bao:1", "bao:2"]
    assert not list(tmp_path.glob("*.part"))


def test_revisions_go_on_where_they_were(tmp_path: Path) -> None:
    crawl(tmp_path, (1, 2))
    run = begin(tmp_path)
    commit(run, item(1, 2))
    run.release()
    lose(tmp_path)
    run = begin(tmp_path)
    known = run.store.article("bao:1")
    assert known
    assert (known.revision, known.content_hash, known.first_seen) == (2, item(1, 2).content_hash, NOW)
    assert (known.date_published, known.last_seen) == (item(1).date_published, item(1, 2).date_fetched)
    assert (known.text_rules, len(known.consonant_hash)) == ("1 first", 16)
    run.release()
    assert [(one["id"], one["revision"]) for one in changes(tmp_path)] == [("bao:1", 1), ("bao:2", 1), ("bao:1", 2)]


def test_what_else_the_state_knows_of_an_article(tmp_path: Path) -> None:
    """Both addresses, the validators, the content, and when it is fetched again."""
    one = item(1, requested_url="https://bao.vn/cu-1.html")
    one = type(one)(
        **{name: getattr(one, name) for name in one.__slots__}
        | {"fetch": type(one.fetch)(status=200, etag='"e"', last_modified=NOW)}
    )
    run = begin(tmp_path)
    commit(run, one)
    run.release()
    lose(tmp_path)
    run = Run.acquire(
        OutputLocation(tmp_path, tmp_path / ".state"), next_revisit=lambda first, _: first.replace("2026", "2027")
    )
    for url in (one.url, one.requested_url):
        assert run.store.known([address_key(url)])[address_key(url)].status is Status.DONE
        assert run.store.validators(address_key(url)) == ('"e"', NOW)
    assert run.store.article_with_content(one.content_hash) == "bao:1"
    assert [visit.address.url for visit in run.store.due_revisits("bao", now="2027-06-01T00:00:00+07:00", limit=9)] == [
        one.url
    ]
    changed = [Address(key=address_key(one.url), url=one.url, lastmod=1 << 40)]
    assert (
        run.store.known([changed[0].key])[changed[0].key].lastmod == 1772503200
    )  # the time of the fetch: a later change is fetched
    run.release()


def test_near_copies_of_articles_that_were_taken_in_are_found(tmp_path: Path) -> None:
    text = " ".join(f"câu{n} chuyện{n} làng{n}" for n in range(80))
    run = begin(tmp_path)
    commit(run, item(1, text=text))
    commit(run, item(2, text=text + " thêm", near_duplicate_of="bao:1", cluster_id="bao:1"))
    run.release()
    lose(tmp_path)
    run = begin(tmp_path)
    own = signature(text + " nữa")
    assert own
    found = run.store.near_duplicate_candidates(own.keys, ["2026-03"], article_id="bao:3")
    assert [one.article_id for one in found] == ["bao:1", "bao:2"]
    assert isinstance(run.store, SQLiteStore)
    assert run.store._rows("SELECT DISTINCT cluster FROM signatures") == [(found[0].number,)]
    run.release()


def test_later_news_of_an_address_stays(tmp_path: Path) -> None:
    """An address that changed, was rejected or was gone after the article was fetched keeps that."""
    crawl(tmp_path, (1, 2, 3, 4))
    later = "2026-03-20T00:00:00+07:00"
    with closing(open_or_create_store(tmp_path / "other")) as store:
        for number, lastmod in ((1, 1 << 40), (2, None), (3, None), (4, 1000)):
            url = item(number).url
            store.add("bao", [Address(key=address_key(url), url=url, lastmod=lastmod)], now=later)
        store.set_status(address_key(item(3).url), Status.GONE, now=later)
    crawl(tmp_path, (), state="other")
    with closing(open_existing_store(tmp_path / "other")) as store:
        found = [store.known([key := address_key(item(n).url)])[key].status for n in (1, 2, 3, 4)]
    assert found == [Status.PENDING, Status.DONE, Status.GONE, Status.DONE]


def test_a_forgotten_site_is_not_taken_in_again(tmp_path: Path) -> None:
    crawl(tmp_path, (1, 2))
    upkeep = Upkeep(tmp_path / ".state")
    upkeep.forget_site("bao")
    upkeep.close()
    run = begin(tmp_path)
    assert run.store.article("bao:1") is None
    run.release()
    compact(LocalStore(tmp_path))
    run = begin(tmp_path)
    assert run.store.article("bao:1") is None
    run.release()


def test_joined_files(tmp_path: Path) -> None:
    """Of a joined manifest with known and unknown runs, only the lines of the unknown ones are taken in."""
    out = tmp_path / "out"
    crawl(out, (1,))
    save(out)
    crawl(out, (2,))
    compact(LocalStore(out))
    restore(out)
    upkeep = Upkeep(out / ".state")
    upkeep.forget_site("bao")
    upkeep.close()
    run = begin(out)
    assert [run.store.article(f"bao:{n}") is None for n in (1, 2)] == [True, False]
    run.release()
    lose(out)
    crawl(out, (1, 2, 3))
    check(out, 1, 2, 3)


def test_a_normal_start_reads_no_more_than_the_first_manifest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in (1, 2, 3):
        crawl(tmp_path, (number,))
    read = []
    monkeypatch.setattr(LocalStore, "read", lambda _, name: read.append(name))
    crawl(tmp_path, (4,))
    assert sorted(set(read)) == ["manifest.json", NAME]


def test_a_removed_article_does_not_come_back(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    crawl(tmp_path, (1, 2))
    remove_articles(
        tmp_path, tmp_path / ".state", ids=("bao:1",), addresses=("https://bao.vn/khac-9.html",), reason="asked"
    )
    listed = (tmp_path / NAME).read_text(encoding="utf-8")
    assert "asked" not in listed
    assert "chuyen-lang" not in listed
    lose(tmp_path)
    run = begin(tmp_path)
    assert "1 articles that were removed" not in caplog.text
    assert "2 articles that were removed on request" in caplog.text
    assert "bao:1" in run.removed
    for url in (item(1).url, "https://bao.vn/khac-9.html"):
        key = address_key(url)
        assert run.store.known([key])[key].status is Status.REMOVED
        assert run.store.add("bao", [Address(key=key, url=url)], now=NOW) == 0
    for number in (1, 2, 3):
        commit(run, item(number))
    run.release()
    assert [one["id"] for one in read_articles(tmp_path)] == ["bao:3", "bao:2"]
    told = [(one["id"], one.get("reason")) for one in changes(tmp_path)]
    assert ("bao:1", "removed") in told
    assert [one for one, reason in told if not reason] == ["bao:2", "bao:3"]
    assert list(Verification(tmp_path).problems()) == []
    upkeep = Upkeep(tmp_path / ".state")
    assert upkeep.check() == []
    upkeep.close()


def test_a_copy_from_before_a_removal(tmp_path: Path) -> None:
    """The text of the article leaves the restored state, too."""
    out = tmp_path / "out"
    crawl(out, (1, 2))
    save(out)
    remove_articles(out, out / ".state", ids=("bao:1",), addresses=(), reason="asked")
    restore(out)
    run = begin(out)
    assert run.removed == {"bao:1"}
    known = run.store.article("bao:1")
    assert known
    assert (known.content_hash, known.url) == ("", "https://bao.vn/")
    run.release()
    assert b"chuyen-lang-1.html" not in b"".join(path.read_bytes() for path in (out / ".state").glob("state*"))


def test_removals_of_an_earlier_version_are_listed_by_the_next_run(tmp_path: Path) -> None:
    crawl(tmp_path, (1, 2))
    remove_articles(tmp_path, tmp_path / ".state", ids=("bao:1",), addresses=(), reason="asked")
    listed = (tmp_path / NAME).read_bytes()
    (tmp_path / NAME).unlink()
    crawl(tmp_path, ())
    assert (tmp_path / NAME).read_bytes() == listed


def test_a_damaged_list_of_removals_ends_the_run(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text('{"articles": {"bao:1": 7}}')
    with pytest.raises(OutputError, match=r"removed\.json is damaged.*Restore a copy"):
        begin(tmp_path)


def test_a_file_that_is_gone_ends_the_run_until_the_user_decides(tmp_path: Path) -> None:
    crawl(tmp_path, (1, 2))
    crawl(tmp_path, (3,))
    (tmp_path / "articles.jsonl").rename(tmp_path / "away")
    lose(tmp_path)
    for _ in range(2):
        with pytest.raises(OutputError, match=r"articles\.jsonl is gone, with 2 articles.*newscrawl state rebuild"):
            begin(tmp_path)
    save(tmp_path)
    (tmp_path / "away").rename(tmp_path / "articles.jsonl")
    crawl(tmp_path, (1, 2, 3, 4))
    check(tmp_path, 1, 2, 3, 4)
    (tmp_path / "articles.jsonl").unlink()
    restore(tmp_path)
    assert main(["state", "rebuild", str(tmp_path)]) == ExitCode.STORE
    run = begin(tmp_path)
    assert [run.store.article(f"bao:{n}") is None for n in (1, 2, 3, 4)] == [True, True, False, False]
    run.release()


@pytest.mark.parametrize("form", [OutputFormat(), OutputFormat("gz"), OutputFormat("zst")], ids=str)
def test_a_damaged_file(tmp_path: Path, form: OutputFormat, capsys: pytest.CaptureFixture[str]) -> None:
    """By hand, what is whole becomes known, and the rest is fetched again."""
    chance = random.Random(1)  # noqa: S311 - reproducible
    run = begin(tmp_path, form)
    for number in (1, 2):
        commit(run, item(number, text="".join(chance.choices("abcdefghijklmnop ", k=300_000))))
    run.release()
    path = article_files(tmp_path)[0]
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * 0.8)])
    lose(tmp_path)
    with pytest.raises(OutputError, match=f"{path} is damaged"):
        begin(tmp_path, form)
    assert main(["state", "rebuild", str(tmp_path)]) == ExitCode.STORE
    assert f"{path} is damaged" in capsys.readouterr().out
    run = begin(tmp_path, form)
    assert [run.store.article(f"bao:{n}") is None for n in (1, 2)] == [False, True]
    run.release()


def test_lines_that_are_no_records(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    crawl(tmp_path, (1, 2))
    path = tmp_path / "articles.jsonl"
    good, bad = path.read_bytes().splitlines(keepends=True)
    record = orjson.loads(bad)
    odd: list[Any] = [
        record | {"revision": True}, record | {"revision": 0}, record | {"url": "x"}, record | {"id": 7}, record | {"fetch": None},
        record | {"date_fetched": "gestern"}, record | {"text": None}, record | {"crawl_id": 3}, [1], "text",
    ]  # fmt: skip
    path.write_bytes(good + b"\n".join(map(orjson.dumps, odd)) + b"\n\xff\n{")
    lose(tmp_path)
    assert main(["state", "rebuild", str(tmp_path)]) == ExitCode.STORE
    assert "1 of its 2 articles can be read" in capsys.readouterr().out
    run = begin(tmp_path)
    assert run.store.counts()["articles"] == 1
    run.release()


def test_a_file_that_cannot_be_read_now_ends_the_run(tmp_path: Path) -> None:
    crawl(tmp_path, (1,))
    data = (tmp_path / "articles.jsonl").read_bytes()
    (tmp_path / "articles.jsonl").unlink()
    (tmp_path / "articles.jsonl").mkdir()
    lose(tmp_path)
    with pytest.raises(OutputError, match=r"articles\.jsonl cannot be read"):
        begin(tmp_path)
    (tmp_path / "articles.jsonl").rmdir()
    (tmp_path / "articles.jsonl").write_bytes(data)
    crawl(tmp_path, (1, 2))
    check(tmp_path, 1, 2)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"versions": {"schema": "2.0"}}, r"manifest\.json was written by a newer newscrawl \(record 2\.0"),
        ({"files": [{"name": 1}]}, r"manifest\.json is damaged"),
        (None, r"manifest\.json is damaged"),
    ],
)
def test_a_manifest_that_cannot_be_trusted_ends_the_run(
    tmp_path: Path, change: dict[str, Any] | None, words: str
) -> None:
    crawl(tmp_path, (1,))
    path = tmp_path / "manifest.json"
    content = json.loads(path.read_bytes())
    path.write_text(json.dumps(content | change) if change else "{", encoding="utf-8")
    lose(tmp_path)
    with pytest.raises(OutputError, match=words):
        begin(tmp_path)
    assert "bao:1" in (tmp_path / "articles.jsonl").read_text(encoding="utf-8")
    if change is None or "files" not in change:  # beside a state that knows other runs it does no harm
        with closing(open_or_create_store(tmp_path / "other")) as store:
            assert isinstance(store, SQLiteStore)
            store.add_finished_runs([content["crawl_id"], "another"])
        begin(tmp_path, state="other").release()
    path.write_text(json.dumps(content | {"versions": {"schema": "1.9"}}), encoding="utf-8")
    crawl(tmp_path, (1, 2))
    assert [one["id"] for one in read_articles(tmp_path)] == ["bao:2", "bao:1"]


def test_two_states_that_write_into_one_output(tmp_path: Path) -> None:
    """Each takes in what the other has finished."""
    crawl(tmp_path, (1, 2))
    crawl(tmp_path, (1, 2, 3), state="other")
    crawl(tmp_path, (1, 2, 3, 4))
    crawl(tmp_path, (1, 2, 3, 4), state="other")
    check(tmp_path, 1, 2, 3, 4)


def test_one_state_with_two_outputs(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    for number, name in enumerate(("a", "b", "a", "b"), 1):
        run = Run.acquire(OutputLocation(tmp_path / name, tmp_path / "state"))
        commit(run, item(number))
        run.release()
    assert "taken in" not in caplog.text


def test_a_killed_rebuild_goes_on(in_memory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed before any call that changes a file or the state, it leaves nothing that loses or doubles an article."""
    monkeypatch.setattr(rebuild, "_BATCH_LINES", 2)
    source = in_memory / "source"
    crawl(source, (1, 2, 3))
    crawl(source, (4,))
    run = begin(source)
    commit(run, item(5))
    die(run)
    lose(source)
    at, step = 1, 23

    def work() -> None:
        begin(in_memory / str(at)).abandon()

    while True:
        out = in_memory / str(at)
        shutil.copytree(source, out)
        if not killed(work, at):
            break
        crawl(out, (1, 2, 3, 4, 5, 6))
        check(out, 1, 2, 3, 4, 5, 6)
        at += step
    assert at > 40


def test_progress_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(rebuild, "_PROGRESS_LINES", 2)
    crawl(tmp_path, (1, 2, 3))
    lose(tmp_path)
    caplog.set_level(logging.INFO)
    crawl(tmp_path, (1, 2, 3))
    assert "Rebuilding the state: 3 lines read, 3 articles taken in so far" in caplog.text


def test_a_lost_file_that_comes_back_after_its_articles_were_fetched_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its name was not given to another file, and ``verify`` says what makes each article single again."""
    out, away = tmp_path / "out", tmp_path / "away"
    crawl(out, (1, 2))
    (out / "articles.jsonl").rename(away)
    lose(out)
    assert main(["state", "rebuild", str(out)]) == ExitCode.STORE
    crawl(out, (1, 2, 3))
    away.rename(out / "articles.jsonl")
    *lines, advice = Verification(out).problems()
    assert sorted(line.partition(": ")[2] for line in lines) == [f"bao:{n} revision 1 occurs twice" for n in (1, 2)]
    assert advice.startswith("2 revisions are in two files")
    assert f"newscrawl export {out} --to TABLE --latest" in advice
    table = tmp_path / "table"
    assert main(["export", str(out), "--to", str(table), "--format", "jsonl", "--latest"]) == ExitCode.FINE
    assert sorted(orjson.loads(line)["id"] for path in table.rglob("*.jsonl") for line in path.open("rb")) == [
        "bao:1",
        "bao:2",
        "bao:3",
    ]
