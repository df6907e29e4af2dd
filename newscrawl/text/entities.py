"""HTML entities that survived in text, also when escaped more than once."""

import html
import re
from html.entities import html5

_ENTITY = re.compile(r"&(?:amp;|#38;|#[xX]26;)*(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def unescape(text: str) -> tuple[str, int]:
    """Decode entities that end in a semicolon, so that ``AT&T`` and ``?a=1&copy=2`` survive; also the edits made.

    An ampersand escaped twice or more is decoded in the same step: ``&amp;#272;`` is Đ.
    """
    if not may_hold(text):
        return text, 0
    edits = 0

    def decode(found: re.Match[str]) -> str:
        nonlocal edits
        name = found[1]
        decoded = html.unescape(f"&{name};") if name[0] == "#" else html5.get(f"{name};")
        if decoded is None:
            return found[0]
        edits += 1
        return decoded

    return _ENTITY.sub(decode, text), edits


def may_hold(text: str) -> bool:
    """Say whether the text holds anything written like an entity."""
    return "&" in text and _ENTITY.search(text) is not None
