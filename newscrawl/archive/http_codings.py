"""Transfer and content codings of archived bodies, which the programs that wrote them kept or undid without a word.

Many archives keep the server's headers and store the body without its codings. So the bytes decide, not the headers.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from newscrawl.content_coding import NAMES, has_coding, is_text

if TYPE_CHECKING:
    from collections.abc import Sequence

_CHUNK_HEAD: Final = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")
"""The line before a chunk: its size, and extensions."""

_LINE_END: Final = re.compile(rb"\r?\n")


def dechunked(payload: bytes) -> tuple[bytes, bool]:
    """Return a body without chunked coding, and whether it ends early. A body without chunks is returned unchanged."""
    found: re.Match[bytes] | None = _CHUNK_HEAD.match(payload)
    if found is None:
        return payload, False
    content, is_first = bytearray(), True  # not a list: a chunk may hold a single byte
    while found is not None:
        size = int(found[1], 16)
        if not size:
            return bytes(content), False
        start = found.end()
        content += payload[start : start + size]
        end = _LINE_END.match(payload, start + size)
        if not end:
            # The first line of a page can look like a size. A body whose first chunk has no end was stored without chunks.
            is_plain = is_first and start + size < len(payload)
            return (payload, False) if is_plain else (bytes(content), True)
        is_first = False
        found = _CHUNK_HEAD.match(payload, end.end())
    return bytes(content), True


def stored_codings(named: Sequence[str], body: bytes) -> tuple[str, ...] | None:
    """Return the codings among the named ones that a body really has, in the order in which they were applied.

    ``named`` is in lower case, without ``identity``, as :func:`~newscrawl.content_coding.codings_of` returns it. Empty for a plain
    body. ``None`` if a coding is unknown, or if the body is neither plain nor coded as named.
    """
    if not named or not body:
        return ()
    if all(coding in NAMES for coding in named):
        if has_coding(NAMES[named[-1]], body):
            return tuple(named)
        # The outer codings may be undone while the inner ones are kept.
        if len(named) > 1:
            return stored_codings(named[:-1], body)
    return () if is_text(body) else None
