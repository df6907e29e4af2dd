"""One record as one line of JSON."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import orjson

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import msgspec

    from newscrawl.items import Article

_SURROGATES: Final = re.compile(r"[\ud800-\udfff]")
"""Lone halves of a surrogate pair. UTF-8 cannot encode them."""


_LINE_SEPARATORS: Final = ((b"\xe2\x80\xa8", b"\\u2028"), (b"\xe2\x80\xa9", b"\\u2029"), (b"\xc2\x85", b"\\u0085"))
"""Characters that end a line for some readers (``str.splitlines``) but not in JSON: UTF-8 bytes, and their escape."""


def json_line(record: Article) -> bytes:
    """Return the record as UTF-8 JSON with a line end: fields in declaration order, non-ASCII text not escaped except line separators.

    A lone surrogate, which only a broken page contains, becomes U+FFFD.
    """
    try:
        return escape_line_separators(_encoder().encode(record) + b"\n")
    except (TypeError, ValueError):
        from dataclasses import asdict  # noqa: PLC0415 - needed for one page in millions

        return _without_surrogates(asdict(record))


def edge_lines(edges: Sequence[Mapping[str, Any]]) -> bytes:
    """Return the lines of some edges, given by their fields (:func:`newscrawl.items.edges`)."""
    try:
        return escape_line_separators(_encoder().encode_lines(edges))
    except (TypeError, ValueError):
        return b"".join(map(_without_surrogates, edges))


@cache
def _encoder() -> msgspec.json.Encoder:
    """Return the encoder of lines. It writes what orjson writes, in two thirds of the time."""
    import msgspec  # noqa: PLC0415 - a run that finds nothing new writes no line

    return msgspec.json.Encoder()


def _without_surrogates(fields: Mapping[str, Any]) -> bytes:
    import json  # noqa: PLC0415 - needed for one page in millions

    text = _SURROGATES.sub("\ufffd", json.dumps(fields, ensure_ascii=False))
    return escape_line_separators(orjson.dumps(orjson.loads(text), option=orjson.OPT_APPEND_NEWLINE))


def escape_line_separators(line: bytes) -> bytes:
    """Return a line of JSON with U+2028, U+2029 and U+0085 escaped, so that every reader finds as many lines as records."""
    for separator, escaped in _LINE_SEPARATORS:
        # One byte is found much faster than two or three, and many lines have none.
        if separator[:1] in line and separator in line:
            line = line.replace(separator, escaped)
    return line
