"""A crawl into a bucket of an S3 server on loopback, and what is removed from it, with kills. ``make s3`` kills 200 times."""

from __future__ import annotations

import json
import random
import shutil
import signal
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from newscrawl.archive import cdxj, reconciliation, upload
from newscrawl.archive.records import record_at
from newscrawl.archive.run import OutputLocation, Run
from newscrawl.archive.warc import WarcSeries
from newscrawl.cli import main
from newscrawl.exporters import schema
from newscrawl.exporters.files import OutputError
from newscrawl.exporters.output_format import OutputFormat
from newscrawl.objects.opening import open_store
from newscrawl.objects.remote import RemoteStore
from newscrawl.report.manifest import ExitCode
from newscrawl.state import address_key
from tests.archive.test_kill_points import archived
from tests.helpers import bucket as s3
from tests.helpers import small_paper
from tests.helpers.process import Command, run_newscrawl, wait_until
from tests.helpers.records import article, link

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.helpers.small_paper import SmallPaper


OPTIONS = (
    ("--warc", "-s", "NEWSCRAWL_WARC_SIZE=200000"),
    ("--compress", "zst", "--partition", "site-date", "--warc"),
    (),
    ("--compress", "gz"),
)
"""Forms of the output, taken in turn."""

UPLOAD_SHARE = 0.4
"""Share of the kills that wait until the first file is in the bucket: the others mostly come before."""


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    with s3.serve() as place:
        yield place


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory: it holds the spools."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def crawl(paper: SmallPaper, place: str, *options: str) -> Command:
    arguments = ["crawl", f"{paper.base_url}/", "--allow-private", "--output", place, "-q", "--delay", "0"]
    return Command(*arguments, "-L", "CRITICAL", *options)


def check_crawl(place: str, expected: list[str]) -> None:
    """Each article is in the bucket once; every listed file is whole, and every file is listed."""
    files = s3.listed(place)
    articles = [json.loads(line) for line in s3.lines(files, "articles")]
    assert sorted(urlsplit(one["url"]).path for one in articles) == expected
    assert len({one["id"] for one in articles}) == len(articles)
    assert len(s3.lines(files, "related")) == sum(len(one["related_links"]) for one in articles)
    store = open_store(place)
    others = {name for name in store.names() if name not in files}
    assert all(name.startswith("manifest") or name in schema.packaged_files() for name in others), others
    assert {f"warc/{one['fetch']['warc_file']}" for one in articles if one["fetch"]["warc_file"]} <= files.keys()


@pytest.mark.long
def test_a_crawl_that_is_killed_again_and_again(
    bucket: str, directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chance, killed, round_, uploads = random.Random(20260402), 0, 0, 0  # noqa: S311 - not for secrets
    assert run_newscrawl("--version").returncode == ExitCode.FINE  # the server of forks has imported everything then
    with small_paper.serve() as paper:
        begun = time.monotonic()
        _, errors = crawl(paper, f"{bucket}/whole").communicate()
        whole = time.monotonic() - begun
        assert not errors
        check_crawl(f"{bucket}/whole", paper.articles)
        while killed < (s3.KILLS or 1):
            place = f"{bucket}/crawl-{round_}"
            options = OPTIONS[round_ % len(OPTIONS)]
            for _ in range(chance.randint(1, 3)):
                command, seen = crawl(paper, place, *options), len(paper.log)
                wait_until(lambda: len(paper.log) > seen or command.poll() is not None, "a request")  # noqa: B023 - used at once
                if chance.random() < UPLOAD_SHARE:
                    wait_until(lambda: any(open_store(place).names()) or command.poll() is not None, "an upload")  # noqa: B023 - as above
                    command.wait(chance.random() * whole / 20)
                else:
                    command.wait(chance.random() * whole)
                if command.poll() is None:
                    command.send_signal(signal.SIGKILL)
                command.communicate()
                killed += command.returncode == -signal.SIGKILL
                uploads += command.returncode == -signal.SIGKILL and any(open_store(place).names())
                s3.listed(place)
            last = crawl(paper, place, *options)
            _, errors = last.communicate()
            assert last.returncode in {0, 6}, errors.decode()
            check_crawl(place, paper.articles)
            round_ += 1
    with capsys.disabled():
        print(f"\ncrawls into a bucket: {killed} kills, {round_} rounds; {uploads} while files were in the bucket")  # noqa: T201


def remove(place: str, *arguments: str) -> None:
    assert main(["remove", place, *arguments, "--reason", "request 17"]) == ExitCode.FINE


@pytest.mark.long
def test_a_removal_that_is_killed_again_and_again(
    bucket: str, directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """After the next removal, each of the articles is gone and nothing else is changed."""
    place = f"{bucket}/killed"
    with small_paper.serve(copies=7) as paper:
        _, errors = crawl(paper, place, "--compress", "zst", "--warc").communicate()
        assert not errors
    before = {one["id"]: one for one in map(json.loads, s3.lines(s3.listed(place), "articles"))}
    first, *others = before
    begun = time.monotonic()
    assert run_newscrawl("remove", place, "--id", first, "--reason", "request 17").returncode == ExitCode.FINE
    whole = time.monotonic() - begun
    chance, killed = random.Random(20260403), 0  # noqa: S311 - not for secrets
    gone = [first]
    while killed < (s3.KILLS or 1) and len(others) > 1:
        article_id = others.pop()
        for _ in range(3):
            command = Command("remove", place, "--url", before[article_id]["url"], "--reason", "request 17")
            command.wait(whole * (0.1 + chance.random()))
            if command.poll() is None:
                command.send_signal(signal.SIGKILL)
            command.communicate()
            if command.returncode == 0:
                break
            assert command.returncode == -signal.SIGKILL
            killed += 1
        remove(place, "--id", article_id)
        gone.append(article_id)
        check_removal(place, before, gone)
    with capsys.disabled():
        print(f"\nremovals from a bucket: {killed} kills, {len(gone)} articles removed")  # noqa: T201


@pytest.mark.parametrize("form", [OutputFormat(), OutputFormat("zst", "site-date")], ids=["plain", "partitioned"])
def test_a_removal_leaves_every_file_of_a_bucket(
    bucket: str, directory: Path, form: OutputFormat, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """The article leaves lines, edges, pages and indexes, of the bucket and of the spool; copies learn it."""
    place = f"{bucket}/removal-{form.partition}"
    for numbers in ((1, 2, 3), (4, 5)):
        write(place, form, *numbers)
    articles = {one["id"]: one for one in map(json.loads, s3.lines(s3.listed(place), "articles"))}
    table = directory / "table"
    export = ["export", place, "--to", str(table), "--format", "jsonl"]
    assert main(export) == ExitCode.FINE
    remove(place, "--id", "bao:1")
    check_removal(place, articles, ["bao:1"])
    remove(place, "--url", articles["bao:4"]["url"])
    remove(place, "--id", "bao:4")
    check_removal(place, articles, ["bao:1", "bao:4"])
    assert main(export) == ExitCode.FINE
    left = [line for path in (table / "data").iterdir() for line in path.read_bytes().splitlines()]
    assert sorted(json.loads(line)["id"] for line in left) == ["bao:2", "bao:3", "bao:5"]
    capsysbinary.readouterr()
    assert main(["changes", place]) == ExitCode.FINE
    changes = [json.loads(line) for line in capsysbinary.readouterr().out.splitlines()]
    assert [change["id"] for change in changes if change["change"] == "delete"] == ["bao:1", "bao:4"]
    assert [change["id"] for change in changes if change["change"] == "upsert"] == ["bao:2", "bao:3", "bao:5"]


def write(place: str, form: OutputFormat, *numbers: int) -> None:
    """Write a run with archived articles that link to the first one into a bucket."""
    spool = upload.spool_of(place)
    run = Run.acquire(OutputLocation(spool, spool / ".state", form, remote=place))
    try:
        run.archive = WarcSeries(spool, run.crawl_id)
        for number in numbers:
            item = article(number, related_links=[link(1), link(9)], crawl_id=run.crawl_id)
            run.commit(
                archived(item, run.archive), keys=[address_key(item.url)], first_seen="2026-03-02T08:00:00+07:00"
            )
    finally:
        run.release()


def test_without_the_state_nothing_is_removed(bucket: str, directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["remove", f"{bucket}/unknown", "--id", "bao:1", "--reason", "request 17"]) == ExitCode.USAGE
    assert "name its spool with --state" in capsys.readouterr().err


def check_removal(place: str, before: dict[str, Any], gone: list[str]) -> None:
    """What is left is as it was, but for the links to what is gone; other pages are where their articles say."""
    files = s3.listed(place)
    articles = {one["id"]: one for one in map(json.loads, s3.lines(files, "articles"))}
    assert articles.keys() == before.keys() - set(gone)
    urls = {str(before[one]["url"]) for one in gone}
    edges = list(map(json.loads, s3.lines(files, "related")))
    assert not [edge for edge in edges if {edge["source_id"], edge["target_id"]} & set(gone)]
    indexes = b"".join(data for name, data in files.items() if name.endswith(cdxj.SUFFIX)).decode()
    assert not [url for url in urls if json.dumps(url) in indexes]
    spool = open_store("output/.spool/" + place.replace("://", "/"))
    for name in files:
        if name.endswith(cdxj.SUFFIX):
            assert spool.read(name) == files[name]
    for one, left in articles.items():
        links = [related for related in before[one]["related_links"] if related["id"] not in gone]
        assert left == before[one] | {"related_links": links}
    some = next(one for one in articles.values() if one["fetch"]["warc_file"])
    page = Path("page.warc.gz")
    page.write_bytes(files[f"warc/{some['fetch']['warc_file']}"])
    assert record_at(page, some["fetch"]["warc_offset"]).id == some["fetch"]["warc_record_id"]


def write_unknown(place: str, *numbers: int) -> None:
    """Write the articles that the state in the spool does not know, as a crawl does, and put the files into the bucket."""
    spool = upload.spool_of(place)
    run = Run.acquire(OutputLocation(spool, spool / ".state", OutputFormat(), remote=place))
    for number in numbers:
        if run.store.article(f"bao:{number}") is None:
            item = replace(article(number), crawl_id=run.crawl_id)
            run.commit(item, keys=[address_key(item.url)], first_seen="2026-03-02T08:00:00+07:00")
    run.release()


def test_a_spool_that_is_lost_or_restored_from_an_older_copy(
    bucket: str, directory: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The state takes in the runs that only the bucket knows. It is listed once by each process."""
    place, spool = f"{bucket}/lost", upload.spool_of(f"{bucket}/lost")
    write_unknown(place, 1)
    shutil.copytree(spool, directory / "older")
    write_unknown(place, 1, 2)
    for restore in (lambda: None, lambda: shutil.copytree(directory / "older", spool)):
        monkeypatch.setattr(reconciliation, "_COMPARED", set())
        shutil.rmtree(spool)
        restore()
        write_unknown(place, 1, 2, 3)
        assert "articles of" in caplog.text
        caplog.clear()
        write_unknown(place, 1, 2, 3)
        assert not caplog.text
        assert sorted(json.loads(line)["id"] for line in s3.lines(s3.listed(place), "articles")) == [
            "bao:1",
            "bao:2",
            "bao:3",
        ]


def test_a_bucket_that_cannot_be_listed_stops_no_crawl(
    bucket: str, directory: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    place = f"{bucket}/away"
    write_unknown(place, 1)
    monkeypatch.setattr(reconciliation, "_COMPARED", set())
    with monkeypatch.context() as patch:
        patch.setattr(RemoteStore, "top_names", unreachable)
        write_unknown(place, 2)
    assert "is compared by a later start" in caplog.text
    write_unknown(place, 3)
    assert sorted(json.loads(line)["id"] for line in s3.lines(s3.listed(place), "articles")) == [
        "bao:1",
        "bao:2",
        "bao:3",
    ]


def unreachable(_: object) -> Iterator[str]:
    raise OutputError("Listing failed.")
