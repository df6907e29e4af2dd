"""Bodies are decompressed whole or refused by name, and headers are kept as by Scrapy."""

from __future__ import annotations

import gzip
import zlib
from types import SimpleNamespace
from typing import Final

import brotli  # type: ignore[import-untyped]
import pytest
import zstandard
from scrapy.http import Headers  # noqa: TID251 - the reference

from newscrawl.content_coding import CodingError, decoded
from newscrawl.middlewares.connections import GuardedHandler

BODY: Final = "<html><p>Một đoạn văn về làng.</p></html> ".encode() * 2_000
PACKED: Final = gzip.compress(BODY)
RAW: Final = zlib.compress(BODY)
BROTLI: Final = brotli.compress(BODY)
SHORT_BROTLI: Final = brotli.compress(b"<html>" * 500)
ZSTD: Final = zstandard.ZstdCompressor().compress(BODY)
BROKEN: Final = PACKED[:10] + bytes(byte ^ 0xFF for byte in PACKED[10:60]) + PACKED[60:]
OUTCOMES: Final[dict[str, tuple[list[str], bytes, bytes | str]]] = {
    "sound": (["gzip"], PACKED, BODY),
    "sound, by its old name": (["x-gzip"], PACKED, BODY),
    "empty": (["gzip"], gzip.compress(b""), b""),
    "two members": (["gzip"], PACKED + gzip.compress(b"hai"), BODY + b"hai"),
    "a member with a file name": (["gzip"], PACKED[:3] + b"\x08" + PACKED[4:10] + b"bai.html\0" + PACKED[10:], BODY),
    "padded with zeros": (["gzip"], PACKED + bytes(64), BODY),
    "followed by junk": (["gzip"], PACKED + b"junk", BODY),
    "cut off": (["gzip"], PACKED[:-40], "cut_short"),
    "cut off in the second member": (["gzip"], PACKED + PACKED[:-40], "cut_short"),
    "cut off in its header": (["gzip"], PACKED[:6], "cut_short"),
    "cut off in its checksum": (["gzip"], PACKED[:-3], BODY),
    "wrong checksum": (["gzip"], PACKED[:-8] + bytes(8), BODY),
    "broken": (["gzip"], BROKEN, "bad_encoding"),
    "text": (["gzip"], BODY, BODY),
    "text under an unknown name": (["utf-8\x1b[31m"], BODY, BODY),
    "bytes under an unknown name": (["aes128gcm"], bytes(range(256)) * 9, "bad_encoding"),
    "nothing": (["gzip"], b"", b""),
    "no header": ([], PACKED, BODY),
    "no header, cut off": ([], PACKED[:-40], "cut_short"),
    "deflate": (["deflate"], RAW, BODY),
    "deflate without its header": (["deflate"], RAW[2:-4], BODY),
    "deflate cut off": (["deflate"], RAW[:-40], "cut_short"),
    "deflate that is gzip": (["deflate"], PACKED, BODY),
    "deflate that is text": (["deflate"], BODY, BODY),
    "brotli": (["br"], BROTLI, BODY),
    "brotli cut off": (["br"], BROTLI[:-20], "cut_short"),
    "brotli that is text": (["br"], BODY, BODY),
    "brotli that is gzip": (["br"], PACKED, BODY),
    "brotli cut off in its first bytes": (["br"], SHORT_BROTLI[:8], "cut_short"),
    "a short text in an old encoding": (["gzip"], "Một câu ngắn.".encode("utf-16"), "Một câu ngắn.".encode("utf-16")),
    "zstd without a header": ([], ZSTD, BODY),
    "zstd without a header, cut off": ([], ZSTD[:-20], "cut_short"),
    "two codings": (["br", "gzip"], gzip.compress(BROTLI), BODY),
    "three codings": (["gzip", "gzip", "gzip"], PACKED, "too_many_encodings"),
}


def test_what_is_odd_is_told() -> None:
    assert decoded(PACKED, ["gzip"], max_bytes=0)[1] is False
    for codings, body in (([], PACKED), (["gzip"], BODY), (["gzip"], PACKED[:-8] + bytes(8)), (["x"], BODY)):
        assert decoded(body, codings, max_bytes=0) == (BODY, True)


def outcome(codings: list[str], body: bytes, limit: int) -> bytes | str:
    try:
        return decoded(body, codings, max_bytes=limit)[0]
    except CodingError as error:
        return error.reason


@pytest.mark.parametrize("name", OUTCOMES)
def test_a_body_is_whole_or_refused_by_name(name: str) -> None:
    codings, body, expected = OUTCOMES[name]
    assert outcome(codings, body, 0) == expected
    assert outcome(codings, body, 2 * len(BODY)) == expected


@pytest.mark.parametrize(
    ("coding", "body"), [("gzip", PACKED), ("gzip", PACKED + PACKED), ("deflate", RAW), ("br", BROTLI)]
)
def test_a_body_beyond_the_limit_is_refused(coding: str, body: bytes) -> None:
    assert outcome([coding], body, len(BODY) - 1) == "too_large"


def test_headers_are_spelled_and_gathered_as_by_scrapy() -> None:
    raw = ((b"content-type", b"text/html"), (b"SET-COOKIE", b"a=1"), (b"set-cookie", b"b=\xff"), (b"ETag", b""))
    found = GuardedHandler._extract_headers(SimpleNamespace(raw_headers=raw))  # type: ignore[arg-type] # all that it asks for
    assert found == Headers(list(raw))
    assert found.getlist("Set-Cookie") == [b"a=1", b"b=\xff"]
