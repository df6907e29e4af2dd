"""WARC files: warcio reads them back; they stay valid after a kill, a full disk and a rotation."""

from __future__ import annotations

import errno
import gzip
import hashlib
import json
import os
import resource
import tracemalloc
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from newscrawl import content_coding
from newscrawl.archive import cdxj
from newscrawl.archive import records as archive_records
from newscrawl.archive.records import CRAWL_INFO_HEADER, Record, RecordError, record_at, records, whole_members
from newscrawl.archive.run import OutputLocation, Run
from newscrawl.archive.verify import Verification
from newscrawl.archive.warc import Exchange, WarcSeries
from newscrawl.exporters.files import OutputError
from tests.helpers.records import article

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PAGE = "<html><h1>Đường về làng</h1></html>".encode()
EXCHANGE = Exchange(
    url="https://bao.vn/duong-ve-lang-1.html",
    date="2026-03-02T01:00:00Z",
    request_line=b"GET /duong-ve-lang-1.html HTTP/1.1",
    request_headers=[(b"Host", b"bao.vn"), (b"Accept-Encoding", b"gzip")],
    status_line="200 Được".encode(),
    headers=[
        (b"content-TYPE", b"text/html; charset=utf-8"),
        (b"Set-Cookie", b"a=1"),
        (b"X-Ten", "làng".encode()),
        (b"Set-Cookie", b"b=2"),
        (b"Content-Encoding", b"gzip"),
        (b"Transfer-Encoding", b"chunked"),
    ],
    payload=gzip.compress(PAGE, mtime=0),
    ip="203.0.113.7",
    crawl_info={"site": "bao", "kind": "article", "fetch": "1", "hints": '{"title":"Đường về"}'},
)


def exchange(number: int, **changes: Any) -> Exchange:
    """An exchange with its own address and body."""
    body = gzip.compress(b"page %d " % number * 50, mtime=0)
    return replace(EXCHANGE, **{"url": f"https://bao.vn/bai-{number}.html", "payload": body, **changes})


def series(directory: Path, **options: Any) -> WarcSeries:
    return WarcSeries(directory, "20260302T010000Z-abc123", **options)


def finished(directory: Path) -> list[Path]:
    return sorted((directory / "warc").glob("*.warc.gz"))


def read(path: Path) -> list[Any]:
    """Pairs of a record and the rest of its block, as warcio reads them."""
    with path.open("rb") as file:
        return [(record, record.raw_stream.read()) for record in ArchiveIterator(file, check_digests="raise")]


def is_accepted(path: Path) -> bool:
    """True if ``warcio check`` reports no problem."""
    arguments = type("Arguments", (), {"inputs": [str(path)], "verbose": False})()
    return bool(Checker(arguments).process_all() == 0)


def test_an_exchange_is_kept_as_it_was(tmp_path: Path) -> None:
    archive = series(tmp_path, info={"robots": "obey"})
    place = archive.record(EXCHANGE)
    archive.add_metadata(place, url=EXCHANGE.url, date=EXCHANGE.date, fields={"newscrawl-article-id": "bao:1"})
    reports = archive.close()
    path = tmp_path / "warc" / "newscrawl-20260302T010000Z-abc123-00000.warc.gz"
    assert [r.name for r in reports] == [f"warc/{path.name}", f"warc/{path.name}.cdxj"]
    assert reports[0].sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (reports[0].lines, reports[1].lines) == (4, 1)
    (info, about_file), (response, payload), (request, _), (metadata, fields) = read(path)
    assert [r.rec_type for r in (info, response, request, metadata)] == ["warcinfo", "response", "request", "metadata"]
    assert {r.rec_headers.protocol for r in (info, response, request, metadata)} == {"WARC/1.1"}
    assert b"robots: obey\r\n" in about_file
    assert info.rec_headers["WARC-Filename"] == path.name
    assert payload == EXCHANGE.payload
    assert response.rec_headers["WARC-Target-URI"] == EXCHANGE.url
    assert response.rec_headers["WARC-IP-Address"] == "203.0.113.7"
    assert response.rec_headers["WARC-Warcinfo-ID"] == info.rec_headers["WARC-Record-ID"]
    assert response.rec_headers["WARC-Record-ID"] == f"<{place.warc_record_id}>"
    assert request.rec_headers["WARC-Concurrent-To"] == f"<{place.warc_record_id}>"
    assert request.http_headers.headers == [("Host", "bao.vn"), ("Accept-Encoding", "gzip")]
    assert metadata.rec_headers["WARC-Refers-To"] == f"<{place.warc_record_id}>"
    assert fields == b"newscrawl-article-id: bao:1\r\n"
    assert is_accepted(path)
    assert not list(tmp_path.rglob("*.part"))


def test_heads_keep_their_bytes(tmp_path: Path) -> None:
    archive = series(tmp_path)
    place = archive.record(EXCHANGE)
    archive.close()
    block = record_at(finished(tmp_path)[0], place.warc_offset).block
    assert block.split(b"\r\n\r\n")[0].split(b"\r\n") == [
        "HTTP/1.1 200 Được".encode(),
        b"content-TYPE: text/html; charset=utf-8",
        b"Set-Cookie: a=1",
        "X-Ten: làng".encode(),
        b"Set-Cookie: b=2",
        b"Content-Encoding: gzip",
        b"X-Archive-Orig-Transfer-Encoding: chunked",
    ]


def test_a_record_knows_what_it_is_of(tmp_path: Path) -> None:
    archive = series(tmp_path)
    place = archive.record(EXCHANGE)
    archive.close()
    record = record_at(finished(tmp_path)[0], place.warc_offset)
    assert (record.id, record.url, record.date) == (place.warc_record_id, EXCHANGE.url, EXCHANGE.date)
    assert record.crawl_info == EXCHANGE.crawl_info
    assert (record.status, record.body, record.content) == (200, EXCHANGE.payload, PAGE)
    assert not record.broken_digests()


def test_each_record_is_a_gzip_member_of_its_own(tmp_path: Path) -> None:
    archive = series(tmp_path)
    archive.record(exchange(1))
    archive.close()
    data, types = finished(tmp_path)[0].read_bytes(), []
    while data:
        inflate = zlib.decompressobj(zlib.MAX_WBITS + 16)
        text = inflate.decompress(data)
        assert text.startswith(b"WARC/1.1\r\n")
        assert text.endswith(b"\r\n\r\n")
        types.append(text.split(b"WARC-Type: ")[1].split(b"\r\n")[0])
        data = inflate.unused_data
    assert types == [b"warcinfo", b"response", b"request"]


def test_an_equal_payload_is_a_revisit(tmp_path: Path) -> None:
    archive = series(tmp_path)
    first = archive.record(exchange(1))
    second = archive.record(exchange(2, payload=exchange(1).payload, date="2026-03-02T02:00:00Z"))
    archive.close()
    path = finished(tmp_path)[0]
    revisit = record_at(path, second.warc_offset)
    assert revisit.type == "revisit"
    assert revisit.header("WARC-Profile") == "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    assert revisit.refers_to == first.warc_record_id
    assert revisit.header("WARC-Refers-To-Target-URI") == exchange(1).url
    assert revisit.header("WARC-Refers-To-Date") == "2026-03-02T01:00:00Z"
    original = record_at(path, first.warc_offset)
    assert revisit.header("WARC-Payload-Digest") == original.header("WARC-Payload-Digest")
    assert (revisit.status, revisit.payload) == (200, b"")
    assert is_accepted(path)


def test_empty_payloads_are_no_revisits(tmp_path: Path) -> None:
    archive = series(tmp_path)
    places = [archive.record(exchange(n, payload=b"", status_line=b"301 Moved Permanently")) for n in (1, 2)]
    archive.close()
    assert [record_at(finished(tmp_path)[0], p.warc_offset).type for p in places] == ["response", "response"]


def test_not_modified_refers_to_the_capture_of_an_earlier_run(tmp_path: Path) -> None:
    before = WarcSeries(tmp_path, "20260301T000000Z-000000")
    for number in range(40):
        before.record(exchange(number, date="2026-03-01T00:00:00Z"))
    before.close()
    archive = series(tmp_path)
    place = archive.record(exchange(7, payload=b"", status_line=b"304 Not Modified"))
    archive.close()
    revisit = record_at(finished(tmp_path)[1], place.warc_offset)
    assert revisit.type == "revisit"
    assert revisit.header("WARC-Profile") == "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
    assert revisit.header("WARC-Refers-To-Date") == "2026-03-01T00:00:00Z"
    first = next(c for c in cdxj.captures(finished(tmp_path)[0]) if c.url == exchange(7).url)
    assert revisit.header("WARC-Payload-Digest") == first.digest
    assert is_accepted(finished(tmp_path)[1])


def test_not_modified_without_a_capture_says_the_address_alone(tmp_path: Path) -> None:
    archive = series(tmp_path)
    place = archive.record(exchange(7, payload=b"", status_line=b"304 Not Modified"))
    archive.close()
    revisit = record_at(finished(tmp_path)[0], place.warc_offset)
    assert revisit.header("WARC-Refers-To-Target-URI") == exchange(7).url
    assert revisit.header("WARC-Payload-Digest") is None


def test_files_rotate_by_size(tmp_path: Path) -> None:
    archive = series(tmp_path, max_bytes=2500)
    places = [archive.record(exchange(n)) for n in range(12)]
    reports = archive.close()
    paths = finished(tmp_path)
    assert len(paths) > 2
    assert [p.name.rpartition("-")[2] for p in paths] == [f"{n:05d}.warc.gz" for n in range(len(paths))]
    assert {r.name for r in reports} == {f"warc/{p.name}" for p in (tmp_path / "warc").iterdir()}
    assert [read(p)[0][0].rec_type for p in paths] == ["warcinfo"] * len(paths)
    for number, place in enumerate(places):
        assert record_at(tmp_path / "warc" / place.warc_file, place.warc_offset).url == exchange(number).url


def test_nothing_received_leaves_nothing(tmp_path: Path) -> None:
    assert series(tmp_path).close() == []
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kept", [0, 1, 17, 300, 1000, -1, -9, -200])
def test_a_killed_file_is_cut_to_whole_records_and_continued(tmp_path: Path, kept: int) -> None:
    dead = series(tmp_path)
    for number in range(5):
        dead.record(exchange(number))
    dead.abandon()
    part = next((tmp_path / "warc").glob("*.part"))
    data = part.read_bytes()
    part.write_bytes(data[:kept])
    whole = whole_members(part)[1]
    archive = series(tmp_path)
    archive.record(exchange(99))
    archive.close()
    (path,) = finished(tmp_path)
    found = read(path)
    assert len(found) == (whole or 1) + 2
    assert found[-2][0].rec_headers["WARC-Target-URI"] == exchange(99).url
    assert found[-2][0].rec_headers["WARC-Warcinfo-ID"] == found[0][0].rec_headers["WARC-Record-ID"]
    assert path.with_name(path.name + ".cdxj").read_bytes() == cdxj.render(list(cdxj.captures(path)))
    assert is_accepted(path)


def test_what_a_killed_run_had_received_is_a_revisit_when_it_is_fetched_again(tmp_path: Path) -> None:
    dead = series(tmp_path)
    place = dead.record(exchange(1))
    dead.abandon()
    archive = series(tmp_path)
    archive.record(exchange(1))
    archive.close()
    found = read(finished(tmp_path)[0])
    assert [record.rec_type for record, _ in found] == ["warcinfo", "response", "request", "revisit", "request"]
    assert found[3][0].rec_headers["WARC-Refers-To"] == f"<{place.warc_record_id}>"
    assert is_accepted(finished(tmp_path)[0])


def test_a_line_whose_page_a_power_cut_took_goes_out_again(tmp_path: Path) -> None:
    dead = Run.acquire(OutputLocation(tmp_path, tmp_path / ".state"))
    dead.archive = WarcSeries(tmp_path, dead.crawl_id)
    offsets = []
    for number in (1, 2, 3):
        place = dead.archive.record(exchange(number))
        offsets.append(place.warc_offset)
        fetch = replace(article(number).fetch, warc_file=place.warc_file, warc_offset=place.warc_offset)
        dead.commit(article(number, fetch=fetch), keys=[number], first_seen="2026-03-02T08:00:00+07:00")
    Run._open.pop(dead.location)
    dead.archive.abandon()
    for file in dead._files.values():
        file.close()
    dead.store.close()
    (part,) = (tmp_path / "warc").glob("*.part")
    os.truncate(part, offsets[1])
    again = Run.acquire(OutputLocation(tmp_path, tmp_path / ".state"))
    assert [again.store.article(f"bao:{number}") is not None for number in (1, 2, 3)] == [True, False, False]
    again.release()
    assert len((tmp_path / "articles.jsonl").read_bytes().splitlines()) == 1


def test_a_finished_file_is_never_touched_again(tmp_path: Path) -> None:
    first = series(tmp_path)
    first.record(exchange(1))
    first.close()
    path = finished(tmp_path)[0]
    before = path.read_bytes()
    again = series(tmp_path)
    again.record(exchange(2))
    reports = again.close()
    assert path.read_bytes() == before
    assert [p.name[-13:] for p in finished(tmp_path)] == ["00000.warc.gz", "00001.warc.gz"]
    assert next(r for r in reports if r.name.endswith("00000.warc.gz")).sha256 == hashlib.sha256(before).hexdigest()


def test_a_run_killed_before_its_index_gets_one(tmp_path: Path) -> None:
    first = series(tmp_path)
    first.record(exchange(1))
    first.close()
    index = finished(tmp_path)[0].with_name(finished(tmp_path)[0].name + ".cdxj")
    before = index.read_bytes()
    index.unlink()
    part = index.with_name(f"{index.name}.999999999.part")
    part.write_bytes(before[:10])
    series(tmp_path).close()
    assert index.read_bytes() == before
    assert not part.exists()


def test_an_index_that_could_not_be_written_is_written_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = series(tmp_path, max_bytes=1)
    with monkeypatch.context() as patch:
        patch.setattr("newscrawl.exporters.files.sync_file", fail_once())
        with pytest.raises(OutputError, match="cdxj cannot be written"):
            archive.record(exchange(1))
    assert [report.name[-5:] for report in archive.close()] == ["rc.gz", ".cdxj"]


def fail_once() -> Callable[[int], None]:
    """Return a sync of files that fails at the second call: the first is that of the WARC file."""
    calls = []

    def sync(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == 2:
            raise OSError(errno.EIO, "Input/output error")

    return sync


def test_another_runs_part_is_left_alone(tmp_path: Path) -> None:
    other = WarcSeries(tmp_path, "20260301T000000Z-000000")
    other.record(exchange(1))
    part = next((tmp_path / "warc").glob("*.part"))
    before = part.read_bytes()
    archive = series(tmp_path)
    archive.record(exchange(2))
    archive.close()
    assert part.read_bytes() == before
    other.close()


def test_a_full_disk_leaves_whole_records(tmp_path: Path) -> None:
    archive = series(tmp_path)
    archive.record(exchange(1))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4000, before[1]))
    try:
        with pytest.raises(OutputError, match="cannot be written"):
            archive.record(exchange(2, payload=os.urandom(9000), headers=[]))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    archive.close()
    assert [record.rec_type for record, _ in read(finished(tmp_path)[0])] == ["warcinfo", "response", "request"]


def test_broken_files_are_named(tmp_path: Path) -> None:
    archive = series(tmp_path)
    archive.record(exchange(1))
    archive.close()
    path = finished(tmp_path)[0]
    path.write_bytes(path.read_bytes()[:-700])
    with pytest.raises(RecordError), path.open("rb") as file:
        list(records(file))


KIND = (("WARC-Type", "response"),)
RESPONSE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def stored(block: bytes, *, size: int | None = None, head: bytes = b"") -> bytes:
    """Return a record; ``size`` is the length that its header states."""
    length = len(block) if size is None else size
    return b"WARC/1.1\r\nWARC-Type: response\r\n%sContent-Length: %d\r\n\r\n%s\r\n\r\n" % (head, length, block)


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
@pytest.mark.parametrize(
    "hostile",
    [
        stored(bytes(5_000_000)),
        stored(b"", size=10**30),
        stored(b"x", head=b"X-Long: " + b"a" * 200_000 + b"\r\n"),
        stored(b"x", head=b"X-Many: a\r\n" * 20_000),
    ],
    ids=["block", "stated", "line", "lines"],
)
def test_a_record_beyond_the_bounds_is_not_read(
    hostile: bytes, pack: Callable[[bytes], bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_records, "MAX_BLOCK_BYTES", 1 << 16)
    monkeypatch.setattr(archive_records, "MAX_HEAD_BYTES", 1 << 14)
    path = tmp_path / "hostile.warc"
    path.write_bytes(pack(stored(b"first")) + pack(hostile) + pack(stored(b"last")))
    tracemalloc.start()
    with path.open("rb") as file:
        found = records(file)
        assert next(found).block == b"first"
        with pytest.raises(RecordError, match="is larger than"):
            next(found)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000


def test_bodies_that_are_dear_to_read_are_read_in_linear_time() -> None:
    """Each of these took a time that grows with the square of its size."""
    folded = Record(headers=KIND, block=RESPONSE + b" more\r\n" * 40_000 + b"\r\nbody", offset=0, length=0)
    assert dict(folded.http_headers)[b"Content-Type"].endswith(b"more more")
    assert folded.payload == b"body"
    interim = Record(headers=KIND, block=b"HTTP/1.1 100 \r\n\r\n" * 200_000, offset=0, length=0)
    assert interim.payload == b""
    coded = RESPONSE + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"a") * 20_000
    assert Record(headers=KIND, block=coded, offset=0, length=0).content == b"a" * 20_000
    chunked = RESPONSE + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\na\r\n" * 20_000 + b"0\r\n\r\n"
    assert Record(headers=KIND, block=chunked, offset=0, length=0).body == b"a" * 20_000


@pytest.mark.parametrize("coding", ["gzip", "", "br", "X-Unknown"])
def test_a_body_is_decoded_as_a_crawl_decodes_it(coding: str) -> None:
    """A crawl reads past a wrong checksum and a wrong header. `verify` compares what it read."""
    body = gzip.compress(PAGE) if coding != "X-Unknown" else PAGE
    stored = body[:-8] + bytes(4) + body[-4:] if coding == "gzip" else body
    block = RESPONSE + f"Content-Encoding: {coding}\r\n\r\n".encode() + stored
    assert Record(headers=KIND, block=block, offset=0, length=0).content == PAGE
    assert content_coding.decoded(stored, content_coding.codings_of([coding]), max_bytes=0)[0] == PAGE


SURT = {
    "https://www.baokiemtoan.vn/Thoi-su/bai-123.html?b=2&a=1#top": "vn,baokiemtoan)/thoi-su/bai-123.html?a=1&b=2",
    "http://vnexpress.net": "net,vnexpress)/",
    "https://vnexpress.net:443/a/../b/./c//d/": "net,vnexpress)/b/c/d",
    "http://example.com:8080/x/": "com,example:8080)/x",
    "https://sub.www2.example.vn/a?": "vn,example,www2,sub)/a",
    "https://www2.example.vn/a?q=%E1%BB%9D&x=Hà Nội": "vn,example)/a?q=%e1%bb%9d&x=h%c3%a0%20n%e1%bb%99i",
    "https://u:p@example.vn/a;b=1?sid=0123456789abcdef0123456789abcdef&x=1": "vn,example)/a;b=1?x=1",
    "https://example.vn/tin-tức/bài-viết.html": "vn,example)/tin-t%e1%bb%a9c/b%c3%a0i-vi%e1%ba%bft.html",
    "https://example.vn/tin%2520tuc/a%20b": "vn,example)/tin%20tuc/a%20b",
    "https://báo.vn/a": "vn,xn--bo-mia)/a",
    "https://example.vn?p=1": "vn,example)/?p=1",
    "https://example.vn/a?a=2&a=1&a=10": "vn,example)/a?a=1&a=10&a=2",
    "https://127.0.0.1:8000/a": "1,0,0,127:8000)/a",
    "https://example.vn/a/..": "vn,example)/",
    "https://example.vn/%zz": "vn,example)/%25zz",
}
"""Computed with surt 0.3.1, which web archives use for their indexes."""


def test_a_key_of_what_is_no_address_is_the_text_itself() -> None:
    assert cdxj.surt("http://[::1") == "http://[::1"


def test_a_foreign_header_that_is_nested_without_end_says_nothing() -> None:
    headers = ((CRAWL_INFO_HEADER, '{"a":' * 50_000),)
    assert Record(headers=headers, block=b"", offset=0, length=0).crawl_info == {}


@pytest.mark.parametrize(("url", "key"), SURT.items())
def test_keys_are_those_of_the_web_archives(url: str, key: str) -> None:
    assert cdxj.surt(url) == key


def test_the_index_is_sorted_and_found_in(tmp_path: Path) -> None:
    archive = series(tmp_path)
    places = {n: archive.record(exchange(n)) for n in (30, 4, 200, 11, 5)}
    archive.record(exchange(11, date="2026-03-02T03:00:00Z", payload=b"changed"))
    archive.close()
    index = finished(tmp_path)[0].with_name(finished(tmp_path)[0].name + ".cdxj")
    lines = index.read_bytes().splitlines()
    assert lines == sorted(lines)
    key, stamp, said = lines[0].decode().split(" ", 2)
    assert (key, stamp) == ("vn,bao)/bai-11.html", "20260302010000")
    assert json.loads(said) == {
        "url": exchange(11).url,
        "mime": "text/html",
        "status": "200",
        "digest": record_at(finished(tmp_path)[0], places[11].warc_offset).header("WARC-Payload-Digest"),
        "length": json.loads(said)["length"],
        "offset": str(places[11].warc_offset),
        "filename": finished(tmp_path)[0].name,
    }
    for number, place in places.items():
        assert next(cdxj.find(index, cdxj.surt(exchange(number).url))).offset == place.warc_offset
    assert [c.date for c in cdxj.find(index, "vn,bao)/bai-11.html")] == ["2026-03-02T01:00:00Z", "2026-03-02T03:00:00Z"]
    assert not list(cdxj.find(index, "vn,bao)/bai-1.html"))


def test_a_run_without_articles_keeps_its_manifest(tmp_path: Path) -> None:
    crawl_ids = []
    for number in (1, 2):
        run = Run.acquire(OutputLocation(tmp_path, tmp_path / ".state"))
        run.archive = WarcSeries(tmp_path, run.crawl_id)
        run.archive.record(exchange(number))
        run.release()
        crawl_ids.append(run.crawl_id)
    found = [json.loads(path.read_bytes()) for path in tmp_path.glob("manifest*.json")]
    assert sorted(manifest["crawl_id"] for manifest in found) == sorted(crawl_ids)
    assert list(Verification(tmp_path).problems()) == []


def test_a_run_taken_up_without_archiving_finishes_the_archive(tmp_path: Path) -> None:
    dead = Run.acquire(OutputLocation(tmp_path, tmp_path / ".state"))
    dead.archive = WarcSeries(tmp_path, dead.crawl_id)
    dead.archive.record(exchange(1))
    Run._open.pop(dead.location)
    dead.archive.abandon()
    for file in dead._files.values():
        file.close()
    dead.store.close()
    run = Run.acquire(OutputLocation(tmp_path, tmp_path / ".state"))
    run.release()
    assert len(finished(tmp_path)) == 1
    assert list(Verification(tmp_path).problems()) == []
