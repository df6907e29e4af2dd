"""Our faster replacements give the same results as Scrapy: decompressed bodies and headers."""

from __future__ import annotations

import gzip
from types import SimpleNamespace

import pytest
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware  # noqa: TID251 - the reference
from scrapy.http import Headers  # noqa: TID251 - the reference

from newscrawl.middlewares.bodies import BodyMiddleware
from newscrawl.middlewares.connections import GuardedHandler

BODY = "Một đoạn văn về làng. ".encode() * 2_000
PACKED = gzip.compress(BODY)
BODIES = {
    "sound": PACKED,
    "empty": gzip.compress(b""),
    "two members": PACKED + gzip.compress(b"hai"),
    "padded with zeros": PACKED + bytes(64),
    "followed by junk": PACKED + b"junk",
    "cut off": PACKED[:-40],
    "cut off in its checksum": PACKED[:-3],
    "wrong checksum": PACKED[:-8] + bytes(8),
    "not packed": BODY,
    "nothing": b"",
}


def outcome(unpack: type[HttpCompressionMiddleware], body: bytes, bound: int) -> bytes | str:
    try:
        return unpack._decode(body, b"gzip", bound)
    except Exception as error:  # noqa: BLE001 - any error is compared
        return type(error).__name__


@pytest.mark.parametrize("bound", [0, len(BODY) - 1, len(BODY), 10 * len(BODY)])
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_gzip_is_unpacked_as_by_scrapy(body: bytes, bound: int) -> None:
    assert outcome(BodyMiddleware, body, bound) == outcome(HttpCompressionMiddleware, body, bound)


def test_a_sound_body_is_unpacked_and_one_beyond_the_bound_is_not() -> None:
    assert outcome(BodyMiddleware, PACKED, len(BODY)) == BODY
    assert outcome(BodyMiddleware, PACKED, len(BODY) - 1) == "_DecompressionMaxSizeExceeded"


def test_headers_are_spelled_and_gathered_as_by_scrapy() -> None:
    raw = ((b"content-type", b"text/html"), (b"SET-COOKIE", b"a=1"), (b"set-cookie", b"b=\xff"), (b"ETag", b""))
    found = GuardedHandler._extract_headers(SimpleNamespace(raw_headers=raw))  # type: ignore[arg-type] # all that it asks for
    assert found == Headers(list(raw))
    assert found.getlist("Set-Cookie") == [b"a=1", b"b=\xff"]
