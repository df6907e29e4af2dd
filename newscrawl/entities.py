"""Escapes as hostile pages write them, where Python's own readers would raise or give what no UTF-8 can hold."""

from __future__ import annotations

import html
import re
from typing import Final

_ENDLESS: Final = re.compile(r"&#[0-9]{8,};?")
"""A character's number of more digits than any character has."""

_SURROGATE: Final = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
)
"""A pair of surrogates in a JSON string, or half of one."""

_HALF: Final = len(r"\ud83d")

_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]+")
"""Control characters that are no white space."""


def unescape(text: str) -> str:
    """As :func:`html.unescape`, for any text: Python refuses to read a number of more than 4,300 digits.

    >>> unescape("&Agrave;&#0;&#99999999999;") == "À\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}"
    True
    """
    try:
        return html.unescape(text)
    except ValueError:
        return html.unescape(_ENDLESS.sub("\N{REPLACEMENT CHARACTER}", text))


def without_controls(text: str) -> str:
    """The text without control characters, which pages bring as ``&#1;``; those that are white space stay."""
    return text if text.isprintable() else _CONTROLS.sub("", text)


def whole_characters(json_text: str) -> str:
    r"""JSON without halves of surrogate pairs among its escapes, as summaries cut off within an emoji have them.

    >>> whole_characters(r'"\ud83d\ude00 \ud83d"')
    '"\\ud83d\\ude00 \\ufffd"'
    """
    return _SURROGATE.sub(lambda found: found[0] if len(found[0]) > _HALF else r"\ufffd", json_text)
