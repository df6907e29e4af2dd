"""WARC files as other programs write and damage them: whole records are read, the rest is counted."""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import brotli  # type: ignore[import-untyped]
import pytest

from newscrawl import cli
from newscrawl.archive import damaged_content, foreign
from newscrawl.archive.foreign import Damage, read_records, record_within
from newscrawl.archive.records import Record, parsed_date
from newscrawl.archive.replay import Archives, ReplayError, read_archives

if TYPE_CHECKING:
    from pathlib import Path

HOST: Final = "bao.example.com"
HTML: Final = "text/html; charset=utf-8"


def url(number: int) -> str:
    """Return the address of an article."""
    return f"https://{HOST}/doi-song/mua-gat-som-o-lang-ven-song-{200_000 + number}.html"


def page(number: int) -> bytes:
    """Return the page of an article."""
    title = f"Mùa gặt sớm ở làng ven sông, vụ thứ {number}"
    text = "".join(
        f"<p>Đoạn {part} của bài số {number}: bà con ra đồng từ tờ mờ sáng để kịp gặt trước cơn mưa đầu mùa.</p>"
        for part in range(6)
    )
    return (
        f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta property="article:published_time" content="2026-02-0{number % 9 + 1}T08:00:00+07:00"></head>'
        f'<body><article><h1>{title}</h1><div class="article-content">{text}</div></article></body></html>'
    ).encode()


def http(body: bytes, *headers: str, status: str = "200 OK", kind: str = HTML) -> bytes:
    """Return the block of a response."""
    return "\r\n".join([f"HTTP/1.1 {status}", f"Content-Type: {kind}", *headers, "", ""]).encode() + body


def warc(
    target: str,
    block: bytes,
    *headers: str,
    kind: str = "response",
    date: str = "2026-02-10T01:02:03Z",
    number: int = 0,
) -> bytes:
    """Return a record."""
    lines = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012d}>",
        f"WARC-Date: {date}",
        f"WARC-Target-URI: {target}",
        "Content-Type: application/http; msgtype=response",
        *headers,
        f"Content-Length: {len(block)}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def response(number: int, *headers: str) -> bytes:
    """Return the record of an article's page."""
    return warc(url(number), http(page(number)), *headers, number=number)


def save(directory: Path, data: bytes, name: str = "a.warc") -> Path:
    """Write a file."""
    path = directory / name
    path.write_bytes(data)
    return path


def read(path: Path) -> tuple[list[str], list[str]]:
    """Return the addresses of the whole records, and the reasons of the damages; each record is also found by its place."""
    with path.open("rb") as file:
        found = list(read_records(file))
    whole = [item for item in found if isinstance(item, Record)]
    for record in whole:
        assert record_within(path, record.offset, record.skip).block == record.block
    return [record.url for record in whole], [item.reason for item in found if isinstance(item, Damage)]


def urls(*numbers: int) -> list[str]:
    """Return the addresses of articles."""
    return [url(number) for number in numbers]


GZIPPED: Final = [gzip.compress(response(number)) for number in range(4)]
PLAIN: Final = [response(number) for number in range(4)]
HALF: Final = len(GZIPPED[2]) // 2


@pytest.mark.parametrize(
    ("data", "whole", "damages"),
    [
        pytest.param(b"".join(GZIPPED), (0, 1, 2, 3), [], id="as the standard says"),
        pytest.param(b"".join(PLAIN), (0, 1, 2, 3), [], id="not compressed"),
        pytest.param(b"".join(GZIPPED[:2]) + GZIPPED[2][:HALF], (0, 1), ["clipped_record"], id="clipped gzip"),
        pytest.param(b"".join(GZIPPED[:3])[:-5], (0, 1, 2), [], id="clipped in the checksum"),
        pytest.param(
            b"".join(GZIPPED[:2]) + GZIPPED[2][:3], (0, 1), ["clipped_record"], id="clipped in the gzip header"
        ),
        pytest.param(b"".join(PLAIN[:2]) + PLAIN[2][:900], (0, 1), ["clipped_record"], id="clipped body"),
        pytest.param(b"".join(PLAIN[:2]) + PLAIN[2][:90], (0, 1), ["clipped_record"], id="clipped header"),
        pytest.param(PLAIN[0] + PLAIN[1][:900] + PLAIN[2], (0, 2), ["clipped_record"], id="appended to a clipped file"),
        pytest.param(
            GZIPPED[0] + GZIPPED[1][:HALF] + GZIPPED[2] + GZIPPED[3],
            (0, 2, 3),
            ["damaged_record"],
            id="appended to a clipped gzip file",
        ),
        pytest.param(gzip.compress(b"".join(PLAIN)), (0, 1, 2, 3), [], id="one gzip member for all records"),
        pytest.param(
            gzip.compress(PLAIN[0][:500]) + gzip.compress(PLAIN[0][500:]) + GZIPPED[1],
            (0, 1),
            [],
            id="a record in two members",
        ),
        pytest.param(b"".join(GZIPPED[:2]) + bytes(3000), (0, 1), [], id="zeros behind gzip"),
        pytest.param(GZIPPED[0] + bytes(3000) + GZIPPED[1], (0, 1), [], id="zeros between gzip members"),
        pytest.param(b"".join(PLAIN[:2]) + bytes(3000), (0, 1), [], id="zeros behind plain records"),
        pytest.param(GZIPPED[0] + b"<html>oops" + GZIPPED[1], (0, 1), ["damaged_record"], id="junk between members"),
        pytest.param(PLAIN[0] + b"<html>oops\r\n" + PLAIN[1], (1,), ["damaged_record"], id="a wrong length"),
        pytest.param(
            PLAIN[0].replace(b"Content-Length: ", b"Content-Length: x") + PLAIN[1],
            (1,),
            ["damaged_record"],
            id="no length",
        ),
        pytest.param(
            b"".join(PLAIN[:2]).replace(b"\r\n\r\n", b"\n\n").replace(b"\r\n", b"\n"), (), None, id="bare line ends"
        ),
    ],
)
def test_whole_records_are_read(data: bytes, whole: tuple[int, ...], damages: list[str] | None, tmp_path: Path) -> None:
    have = read(save(tmp_path, data))
    if damages is None:  # the lengths are wrong then; nothing may be made up
        assert not have[0]
        assert have[1]
    else:
        assert have == (urls(*whole), damages)


def test_a_flipped_bit_costs_one_record(tmp_path: Path) -> None:
    broken = bytearray(GZIPPED[1])
    broken[-6] ^= 1  # in the checksum
    assert read(save(tmp_path, GZIPPED[0] + broken + GZIPPED[2])) == (urls(0, 2), ["damaged_record"])


def test_a_digest_saves_a_record_with_a_wrong_checksum(tmp_path: Path) -> None:
    digest = "sha1:" + hashlib.sha1(http(page(1)), usedforsecurity=False).hexdigest()
    broken = bytearray(gzip.compress(response(1, f"WARC-Block-Digest: {digest}")))
    broken[-6] ^= 1
    assert read(save(tmp_path, bytes(broken) + GZIPPED[2])) == (urls(1, 2), [])


def test_what_precedes_a_damage_within_one_stream_is_read(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(b"".join(PLAIN), 0))  # stored, so that the place of the damage is known
    packed[-8] ^= 1
    assert read(save(tmp_path, bytes(packed))) == (urls(0, 1, 2), ["damaged_record"])


def test_memory_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foreign, "MAX_BLOCK_BYTES", 5_000)
    monkeypatch.setattr(foreign, "MAX_HEAD_BYTES", 2_000)
    large = warc(url(5), http(bytes(3_000_000)))
    head = response(6, "X-Long: " + "a" * 300_000)
    assert read(save(tmp_path, PLAIN[0] + large + head + PLAIN[1])) == (
        urls(0, 1),
        ["record_too_large", "record_header_too_large"],
    )
    packed = b"".join(map(gzip.compress, (PLAIN[0], large, head, PLAIN[1])))
    assert read(save(tmp_path, packed)) == (urls(0, 1), ["record_too_large", "record_header_too_large"])


def test_records_of_one_stream_are_read_on_from_the_last_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the order, a record costs the bytes since the last one, or since a mark, and not all before it."""
    monkeypatch.setattr(foreign, "_MARK_BYTES", 20_000)
    path = save(tmp_path, gzip.compress(b"".join(map(response, range(200)))), "stream.warc.gz")
    with path.open("rb") as file:
        found = [record for record in read_records(file) if isinstance(record, Record)]
    size = found[-1].skip
    dropped: list[int] = []
    drop = damaged_content.Content.drop

    def counted(self: damaged_content.Content, count: int) -> int:
        dropped.append(count)
        return drop(self, count)

    monkeypatch.setattr(damaged_content.Content, "drop", counted)
    for record in [*found, *found[::-1]]:
        assert record_within(path, record.offset, record.skip) == record
    assert sum(dropped[: len(found)]) < size / 10
    assert sum(dropped) < 200 * 40_000 < 200 * size / 2


def test_a_file_that_is_no_archive_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReplayError, match="no whole record"):
        read_archives([save(tmp_path, b"<html>" * 100)])


def test_archives_that_are_not_read_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = save(tmp_path, PLAIN[0])
    unread = [save(tmp_path, b"", name) for name in ("b.arc", "c.arc.gz")]
    assert cli.main(["replay", str(whole), *map(str, unread), "--output", str(tmp_path / "out")]) == 2
    assert "b.arc is not read (2 of 3 files)" in capsys.readouterr().err
    assert cli.main(["verify", str(tmp_path)]) == 8
    assert "c.arc.gz: is not checked" in capsys.readouterr().out


# -- bodies ---------------------------------------------------------------------------------------------------------


def chunked(body: bytes) -> bytes:
    """Return a body in chunks."""
    parts = [body[at : at + 700] for at in range(0, len(body), 700)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


GZ, BR, DEFLATE, CHUNKED = (
    "Content-Encoding: gzip",
    "Content-Encoding: br",
    "Content-Encoding: deflate",
    "Transfer-Encoding: chunked",
)
SENT: Final = page(1)


@pytest.mark.parametrize(
    ("headers", "stored"),
    [
        ((), SENT),
        ((GZ,), gzip.compress(SENT)),
        ((GZ,), SENT),
        ((BR,), brotli.compress(SENT)),
        ((BR,), SENT),
        ((DEFLATE,), zlib.compress(SENT)),
        ((DEFLATE,), zlib.compress(SENT)[2:-4]),
        ((DEFLATE,), SENT),
        ((GZ, CHUNKED), chunked(gzip.compress(SENT))),
        ((GZ, CHUNKED), gzip.compress(SENT)),
        ((GZ, CHUNKED), chunked(SENT)),
        ((GZ, CHUNKED), SENT),
        (("Content-Encoding: gzip, br",), gzip.compress(SENT)),
        (("X-Crawler-Content-Encoding: gzip", "X-Crawler-Transfer-Encoding: chunked"), SENT),
        (("Content-Encoding: utf-8",), SENT),
        (("this line has no colon", "Content-Length : 99", " folded"), SENT),
    ],
)
def test_the_bytes_decide_which_codings_a_body_has(headers: tuple[str, ...], stored: bytes, tmp_path: Path) -> None:
    path = save(tmp_path, warc(url(1), http(stored, *headers)))
    with path.open("rb") as file:
        (record,) = read_records(file)
    assert isinstance(record, Record)
    assert record.content == SENT
    (found,) = read_archives([path]).pages
    answer = found.chain[0].read()
    named = [value.decode() for name, value in answer.headers if name.lower() == b"content-encoding"]
    assert (answer.body == SENT) is (named == [])
    assert not answer.is_cut


@pytest.mark.parametrize(
    "record",
    [
        warc(url(1), http(SENT, "Content-Length: 99999")),
        warc(url(1), http(chunked(SENT)[:-900], CHUNKED)),
        warc(url(1), http(SENT), "WARC-Truncated: length"),
    ],
)
def test_a_part_of_a_page_is_known_as_such(record: bytes, tmp_path: Path) -> None:
    (found,) = read_archives([save(tmp_path, record)]).pages
    assert found.chain[0].read().is_cut


# -- revisits and fates ---------------------------------------------------------------------------------------------


def original() -> bytes:
    """Return a record that others repeat."""
    return response(1, "WARC-Payload-Digest: sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ")


@pytest.mark.parametrize(
    ("headers", "block", "is_found"),
    [
        (("WARC-Refers-To: <urn:uuid:00000000-0000-4000-8000-000000000001>",), http(b""), True),
        (("WARC-Payload-Digest: sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ",), http(b""), True),
        (("WARC-Payload-Digest: sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709",), http(b""), True),
        ((f"WARC-Refers-To-Target-URI: {url(1)}", "WARC-Refers-To-Date: 2026-02-10T01:02:03"), b"", True),
        ((f"WARC-Refers-To-Target-URI: <{url(1)}>", "WARC-Refers-To-Date: 2026-02-10T08:02:03+07:00"), http(b""), True),
        ((f"WARC-Refers-To-Target-URI: {url(1)}",), http(b""), True),
        (("WARC-Refers-To: <urn:uuid:00000000-0000-4000-8000-000000000009>",), http(b""), False),
        (("WARC-Payload-Digest: sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",), http(b""), False),
    ],
)
@pytest.mark.parametrize("is_first", [True, False])
def test_a_revisit_finds_its_body(
    headers: tuple[str, ...], block: bytes, tmp_path: Path, *, is_found: bool, is_first: bool
) -> None:
    again = warc(url(2), block, *headers, kind="revisit", date="2026-02-11T00:00:00", number=2)
    found = read_archives([save(tmp_path, again + original() if is_first else original() + again)])
    assert [saved.url for saved in found.pages] == urls(1, 2) if is_found else urls(1)
    if is_found:
        answer = found.pages[1].chain[0].read()
        assert (answer.status, answer.body) == (200, SENT)
    else:
        assert found.left_out == {(HOST, "revisit_without_body"): 1}


def test_every_page_has_a_fate(tmp_path: Path) -> None:
    records = [
        response(1),
        warc(url(2), http(b"", status="404 Not Found")),
        warc(url(3), http(b"", "Location: /", status="301 Moved")),
        warc(url(4), http(b"", status="304 Not Modified"), kind="revisit"),
        warc(f"https://{HOST}/anh/a.png", http(b"png", kind="image/png")),
        warc("http://[::1/x", http(b"x")),
        warc("http://a:99999/x", http(b"x")),
        warc("http:///x", http(b"x")),
        warc("http://\x1b[31m/x", http(b"x")),
        warc("dns:bao.example.com", b"20260210 1.2.3.4"),
        warc(url(5), page(5), "Content-Type: text/html", kind="resource").replace(
            b"Content-Type: application/http; msgtype=response\r\n", b""
        ),
        warc(url(6), b"no head"),
        response(7)[:-50],
    ]
    found = read_archives([save(tmp_path, b"".join(records))])
    assert [saved.url for saved in found.pages] == urls(1, 5)
    assert found.left_out == {
        (HOST, "http_404"): 1,
        (HOST, "redirect"): 1,
        (HOST, "not_modified"): 1,
        (HOST, "not_an_article"): 1,
        ("", "bad_address"): 4,
        ("", "not_an_article"): 1,
        (HOST, "no_http_answer"): 1,
        (HOST, "clipped_record"): 1,
    }
    (sentence,) = found.damages
    assert "clipped_record 1" in sentence
    assert isinstance(found, Archives)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2026-02-10T01:02:03Z", datetime(2026, 2, 10, 1, 2, 3, tzinfo=UTC)),
        ("2026-02-10T01:02:03", datetime(2026, 2, 10, 1, 2, 3, tzinfo=UTC)),
        ("2026-02-10 01:02:03", datetime(2026, 2, 10, 1, 2, 3, tzinfo=UTC)),
        ("2026-02-10T01:02:03.123456789Z", datetime(2026, 2, 10, 1, 2, 3, tzinfo=UTC)),
        ("20260210010203", datetime(2026, 2, 10, 1, 2, 3, tzinfo=UTC)),
        ("2026-02-10T08:02:03+07:00", datetime(2026, 2, 10, 1, 2, 3, tzinfo=UTC)),
        ("2026-02-10T08:02:03+0700", datetime(2026, 2, 10, 1, 2, 3, tzinfo=UTC)),
        ("2026-02", datetime(2026, 2, 1, tzinfo=UTC)),
        ("2026-13-01T00:00:00Z", None),
        ("0001-01-01T00:00:00+09:00", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates_are_read_without_a_zone(text: str, wanted: datetime | None) -> None:
    assert parsed_date(text) == wanted


def test_a_replay_tells_the_fate_of_each_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    records = [
        *PLAIN[:2],
        PLAIN[1],
        warc(url(3), http(page(3), "Content-Length: 99999"), date="2026-02-12T00:00:00"),
        warc(url(2), http(b"", status="404 Not Found")),
        warc(url(8), http(b"<html><title>x</title>")),
    ]
    archive, out = save(tmp_path, gzip.compress(b"".join(records))[:-4], "b.warc.gz"), tmp_path / "out"
    assert cli.main(["replay", str(archive), "--output", str(out), "-L", "ERROR"]) == 0
    printed = capsys.readouterr().out
    manifest = json.loads((out / "manifest.json").read_bytes())
    fates = manifest["pages"][HOST]
    assert sum(fates.values()) == len(records)
    assert fates["new"] == 3
    assert fates["left_out/http_404"] == 1
    assert fates["known/unchanged"] == 1
    assert "left_out/http_404" in printed
    articles = [json.loads(line) for line in (out / "articles.jsonl").read_bytes().splitlines()]
    assert [a["date_fetched"] for a in articles][-1] == "2026-02-12T07:00:00+07:00"
    assert ["truncated" in a["extraction"]["warnings"] for a in articles] == [False, False, True]
    assert cli.main(["verify", str(out)]) == 0
    assert "pointers to archives elsewhere" in capsys.readouterr().out
