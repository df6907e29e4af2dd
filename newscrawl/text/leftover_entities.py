"""Repair of HTML entities that are still in a finished text, also of those that were escaped more than once."""

import html
import re
from html.entities import html5

_ENTITY = re.compile(r"&(?:amp;|#38;|#[xX]26;)*(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
"""An entity that ends in a semicolon, with any number of escaped ampersands before its name."""


def decode_leftover_entities(text: str) -> tuple[str, int]:
    """Return the text with its entities decoded, and the number of edits.

    Only entities that end in a semicolon are decoded, so ``AT&T`` and ``?a=1&copy=2`` stay. An ampersand that was escaped
    twice or more is decoded in the same step: ``&amp;#272;`` becomes Đ.
    """
    if not may_hold_entity(text):
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


def may_hold_entity(text: str) -> bool:
    """Return whether the text holds anything that is written like an entity."""
    return "&" in text and _ENTITY.search(text) is not None
