"""An archived crawl: the WARC files hold the bytes of the wire, and a replay gives the same articles."""

from __future__ import annotations

import hashlib
import json
import re
import socketserver
import threading
import time
import zipfile
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newscrawl import cli, sample
from newscrawl.archive.records import Record, records
from newscrawl.archive.replay import read_archives
from newscrawl.archive.verify import Verification
from newscrawl.runner.jobs import Job, build_settings, run_jobs
from newscrawl.sample.site import site
from newscrawl.spiders import spider_class
from newscrawl.spiders.replay import replay_settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from newscrawl.runner.result import CrawlResult

RUN_FIELDS = {"crawl_id"}
"""Fields that differ in a replay, because it is another run."""


def archive(server: sample.Server, output: Path, url: str | None = None, **using: Any) -> CrawlResult:
    found = build_settings(
        **{
            "LOG_LEVEL": "ERROR",
            "NEWSCRAWL_OUTPUT": str(output),
            "NEWSCRAWL_ALLOW_PRIVATE": True,
            "NEWSCRAWL_MAX_CRAWL_DELAY": 0,
            "DOWNLOAD_DELAY": 0.0,
            "NEWSCRAWL_WARC": True,
            **using,
        }
    )
    return run_jobs([Job(spider_class(site(server)), {"url": url} if url else {})], found)


def replay(server: sample.Server, warcs: list[Path], output: Path) -> CrawlResult:
    pages = read_archives(warcs).pages
    using = build_settings(LOG_LEVEL="ERROR", NEWSCRAWL_OUTPUT=str(output), **replay_settings(pages))
    return run_jobs([Job(spider_class(site(server)), {"pages": pages})], using)


def articles(output: Path) -> dict[tuple[str, int], dict[str, Any]]:
    files = sorted(output.glob("articles*.jsonl"))
    found = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return {(article["id"], article["revision"]): article for article in found}


def warcs(output: Path) -> list[Path]:
    return sorted((output / "warc").glob("*.warc.gz"))


def all_records(output: Path) -> list[Record]:
    found = []
    for path in warcs(output):
        with path.open("rb") as file:
            found += list(records(file))
    return found


@pytest.fixture(scope="module")
def archived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[sample.Server, Path, list[sample.Request]]]:
    """Both editions of the sample newspaper, archived; the second in small files."""
    output = tmp_path_factory.mktemp("archived")
    with sample.serve() as server:
        archive(server, output)
        server.edition = 2
        # Names of runs and dates of pages have seconds: two runs within one second have no certain order.
        time.sleep(1 - time.time() % 1)
        archive(server, output, NEWSCRAWL_WARC_SIZE=20_000)
        yield server, output, list(server.log)


def test_every_exchange_is_there_in_its_order(
    archived: tuple[sample.Server, Path, list[sample.Request]],
) -> None:
    _, output, log = archived
    found = [record for record in all_records(output) if record.type in {"response", "revisit"}]
    asked = [(f"http://{request.host}{request.path}", request.status) for request in log]
    assert sorted((record.url, record.status or 0) for record in found) == sorted(asked)
    kinds = {record.crawl_info["kind"] for record in found}
    assert {"article", "feed", "sitemap", "listing", "other"} <= kinds
    assert {200, 304, 404} <= {record.status for record in found}
    assert all(record.header("WARC-IP-Address") == "127.0.0.1" for record in found)


def test_the_directory_is_whole(archived: tuple[sample.Server, Path, list[sample.Request]]) -> None:
    _, output, _ = archived
    verification = Verification(output)
    assert list(verification.problems()) == []
    assert verification.counts["pointers"] == verification.counts["articles"] == len(articles(output))
    assert len(warcs(output)) > 2


def test_each_article_stands_where_it_says(archived: tuple[sample.Server, Path, list[sample.Request]]) -> None:
    _, output, _ = archived
    by_place = {}
    for path in warcs(output):
        with path.open("rb") as file:
            by_place.update({(path.name, record.offset): record for record in records(file)})
    described = {r.refers_to: r.block.decode() for r in by_place.values() if r.type == "metadata"}
    for article in articles(output).values():
        fetch = article["fetch"]
        record = by_place[fetch["warc_file"], fetch["warc_offset"]]
        assert record.id == fetch["warc_record_id"]
        assert record.content is not None
        assert f"sha256:{hashlib.sha256(record.content).hexdigest()}" == fetch["payload_digest"]
        assert f"newscrawl-article-id: {article['id']}\r\n" in described[record.id]
        assert f"newscrawl-revision: {article['revision']}\r\n" in described[record.id]


def test_a_replay_gives_the_same_articles(
    archived: tuple[sample.Server, Path, list[sample.Request]], tmp_path: Path
) -> None:
    server, output, _ = archived
    replay(server, warcs(output), tmp_path)
    want, have = articles(output), articles(tmp_path)
    assert want.keys() == have.keys()
    for key, article in want.items():
        assert {n: v for n, v in have[key].items() if n not in RUN_FIELDS} == {
            n: v for n, v in article.items() if n not in RUN_FIELDS
        }


def test_a_replay_takes_pages_as_they_were_asked_for_whatever_the_order_of_the_files(
    archived: tuple[sample.Server, Path, list[sample.Request]],
) -> None:
    _, output, _ = archived
    (url,) = {article["requested_url"] for article in articles(output).values() if article["revision"] == 2}
    there, back = (
        [page.chain for page in read_archives(files).pages if page.url == url]
        for files in (warcs(output), warcs(output)[::-1])
    )
    assert len(there) == 2
    assert there == back


def test_a_replay_follows_the_archived_redirects(tmp_path: Path) -> None:
    with sample.serve() as server:
        old = f"{server.old_url}/co-giao-di-bo-muoi-hai-cay-so-de-day-mot-hoc-sinh-256941.html"
        archive(server, tmp_path / "crawl", url=old)
        (page,) = read_archives(warcs(tmp_path / "crawl")).pages
        assert (page.url, len(page.chain)) == (old, 2)
        replay(server, warcs(tmp_path / "crawl"), tmp_path / "replay")
    (want,), (have,) = articles(tmp_path / "crawl").values(), articles(tmp_path / "replay").values()
    assert want["requested_url"] == old
    assert want["url"].startswith(server.base_url)
    assert {**have, "crawl_id": ""} == {**want, "crawl_id": ""}
    assert {r.status for r in all_records(tmp_path / "crawl") if r.type == "response"} == {200, 301}


def test_the_whole_records_of_a_damaged_file_are_replayed(
    archived: tuple[sample.Server, Path, list[sample.Request]], tmp_path: Path
) -> None:
    _, output, _ = archived
    broken = tmp_path / "broken.warc.gz"
    largest = max(warcs(output), key=lambda path: path.stat().st_size)
    broken.write_bytes(largest.read_bytes()[:-50_000])
    all_pages, found = read_archives([largest]).pages, read_archives([broken])
    assert found.pages
    assert [page.url for page in found.pages] == [page.url for page in all_pages][: len(found.pages)]
    (sentence,) = found.damages
    assert "(clipped_record 1)" in sentence


@pytest.mark.parametrize("gzipped", [True, False])
def test_the_archives_of_others_are_replayed(tmp_path: Path, *, gzipped: bool) -> None:
    url = "https://baokiemtoan.vn/co-giao-di-bo-256941.html"
    page = sample.serve().current.pages["/co-giao-di-bo-muoi-hai-cay-so-de-day-mot-hoc-sinh-256941.html"].body
    path = tmp_path / ("other.warc.gz" if gzipped else "other.warc")
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=gzipped)
        for address, status in ((url, "404 Not Found"), ("https://baokiemtoan.vn/", "200 OK"), (url, "200 OK")):
            body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(page), page)
            head = StatusAndHeaders(
                status, [("Content-Type", "text/html"), ("Transfer-Encoding", "chunked")], protocol="HTTP/1.1"
            )
            writer.write_record(
                writer.create_warc_record(
                    address, "response", payload=BytesIO(body), length=len(body), http_headers=head
                )
            )
    (found,) = read_archives([path]).pages
    assert (found.url, found.kind, found.site) == (url, "article", "")
    assert found.chain[0].read().body == page
    assert cli.main(["replay", str(path), "--output", str(tmp_path / "out"), "-q", "-L", "ERROR"]) == 0
    (article,) = articles(tmp_path / "out").values()
    assert article["id"] == "baokiemtoan:256941"
    assert article["fetch"]["warc_file"] == path.name


def test_nothing_is_archived_unless_asked(tmp_path: Path) -> None:
    with sample.serve() as server:
        archive(server, tmp_path, NEWSCRAWL_WARC=False, CLOSESPIDER_ITEMCOUNT=1)
    assert not (tmp_path / "warc").exists()
    assert all(article["fetch"]["warc_file"] is None for article in articles(tmp_path).values())


# -- the wire -------------------------------------------------------------------------------------------------------


class _Wire(socketserver.StreamRequestHandler):
    """Answers each path with given bytes, and keeps the bytes of the requests."""

    answers: ClassVar[dict[str, bytes]] = {}
    asked: ClassVar[list[bytes]] = []

    def handle(self) -> None:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = self.rfile.readline()
            if not line:
                return
            head += line
        self.asked.append(head)
        path = head.split()[1].decode()
        self.wfile.write(self.answers.get(path, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"))


@contextmanager
def wire(answers: dict[str, bytes]) -> Iterator[tuple[str, list[bytes]]]:
    """Serve the answers; the address of the home page, and the list of received request heads."""
    asked: list[bytes] = []
    handler = type("Handler", (_Wire,), {"answers": answers, "asked": asked})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/", asked
        finally:
            server.shutdown()
            thread.join()


def test_heads_and_bodies_are_those_of_the_wire(tmp_path: Path) -> None:
    page = "<html><body><h1>Làng</h1></body></html>".encode()
    head = b"\r\n".join(
        [
            "HTTP/1.0 200 Được rồi".encode(),
            b"content-type: text/html",
            b"SET-COOKIE: a=1",
            "X-Ten: làng".encode("latin-1"),
            b"Set-Cookie: b=2",
            b"Content-Length: %d" % len(page),
            b"Connection: close",
        ]
    )
    chunked = (
        b"HTTP/1.1 404 Gone Home\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
    )
    with wire({"/": head + b"\r\n\r\n" + page, "/robots.txt": chunked}) as (home, asked):
        cli.main(["crawl", home, "--allow-private", "--output", str(tmp_path), "--warc", "-q", "--delay", "0"])
    found = {(r.type, urlsplit(r.url).path): r for r in all_records(tmp_path)}
    assert found["response", "/"].block == head + b"\r\n\r\n" + page
    assert found["request", "/"].block == next(a for a in asked if a.startswith(b"GET / "))
    robots = found["response", "/robots.txt"]
    assert robots.block == (
        b"HTTP/1.1 404 Gone Home\r\nX-Archive-Orig-Transfer-Encoding: chunked\r\nConnection: close\r\n\r\nhello"
    )
    assert found["request", "/robots.txt"].block == next(a for a in asked if a.startswith(b"GET /robots.txt "))


# -- the command line -----------------------------------------------------------------------------------------------


def test_wacz_bundles_what_was_archived(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with sample.serve() as server:
        options = ["--allow-private", "--delay", "0", "-s", "NEWSCRAWL_MAX_CRAWL_DELAY=0", "-L", "ERROR"]
        code = cli.main(["crawl", f"{server.base_url}/", "--output", str(tmp_path), "--wacz", *options])
    assert code == 0
    (bundle,) = tmp_path.glob("*.wacz")
    assert str(bundle) in capsys.readouterr().out
    with zipfile.ZipFile(bundle) as file:
        assert file.testzip() is None
        package = json.loads(file.read("datapackage.json"))
        names = [resource["path"] for resource in package["resources"]]
        assert {*names, "datapackage.json", "datapackage-digest.json"} == set(file.namelist())
        stored = file.getinfo(f"archive/{warcs(tmp_path)[0].name}")
        assert stored.compress_type == zipfile.ZIP_STORED
        assert file.read(stored) == warcs(tmp_path)[0].read_bytes()
        for resource in package["resources"]:
            data = file.read(resource["path"])
            assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
            assert resource["bytes"] == len(data)
            assert re.fullmatch(r"[-a-z0-9._/]+", resource["name"])  # the names that the Data Package standard allows
        header, *pages = file.read("pages/pages.jsonl").splitlines()
        assert json.loads(header)["format"] == "json-pages-1.0"
        assert len(pages) == len(articles(tmp_path))
        index = file.read("indexes/index.cdx").splitlines()
        assert index == sorted(index)
        indexed = {json.loads(line.split(b" ", 2)[2])["url"] for line in index}
        assert {json.loads(page)["url"] for page in pages} <= indexed
    assert cli.main(["verify", str(tmp_path)]) == 0


def test_replay_takes_warc_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    with sample.serve() as server:
        options = ["--allow-private", "--delay", "0", "-s", "NEWSCRAWL_MAX_CRAWL_DELAY=0", "-L", "ERROR", "-q"]
        cli.main(["crawl", f"{server.base_url}/", "--output", str(first), "--warc", *options])
    code = cli.main(["replay", *map(str, warcs(first)), "--output", str(second), "-q", "-L", "ERROR"])
    assert code == 0
    want, have = articles(first), articles(second)
    assert want
    assert {k: {**v, "crawl_id": ""} for k, v in have.items()} == {k: {**v, "crawl_id": ""} for k, v in want.items()}
    assert cli.main(["replay", str(warcs(first)[0]), str(tmp_path / "x.tsv"), "--output", str(second)]) == 2
    assert "WARC files" in capsys.readouterr().err
