"""One record as one line of JSON."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import orjson

if TYPE_CHECKING:
    from newscrawl.items import Article, RelatedEdge

_SURROGATES: Final = re.compile(r"[\ud800-\udfff]")


def json_line(record: Article | RelatedEdge) -> bytes:
    """The record's fields in declaration order, UTF-8 unescaped, with the line's end.

    Half a surrogate pair, which no UTF-8 can hold and which only a broken page brings, becomes U+FFFD.
    """
    try:
        return orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:
        import json  # noqa: PLC0415 - met once in millions of pages
        from dataclasses import asdict  # noqa: PLC0415

        text = _SURROGATES.sub("\ufffd", json.dumps(asdict(record), ensure_ascii=False))
        return orjson.dumps(orjson.loads(text), option=orjson.OPT_APPEND_NEWLINE)
