"""One record as one line of JSON."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import orjson

if TYPE_CHECKING:
    from newscrawl.items import Article, RelatedEdge

_SURROGATES: Final = re.compile(r"[\ud800-\udfff]")
"""Lone halves of a surrogate pair. UTF-8 cannot encode them."""


def json_line(record: Article | RelatedEdge) -> bytes:
    """Return the record as UTF-8 JSON with a line end: fields in declaration order, non-ASCII text not escaped.

    A lone surrogate, which only a broken page contains, becomes U+FFFD.
    """
    try:
        return orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:
        import json  # noqa: PLC0415 - needed for one page in millions
        from dataclasses import asdict  # noqa: PLC0415

        text = _SURROGATES.sub("\ufffd", json.dumps(asdict(record), ensure_ascii=False))
        return orjson.dumps(orjson.loads(text), option=orjson.OPT_APPEND_NEWLINE)
