"""Decoding of HTML entities, JSON escapes and control characters, safe for hostile pages.

Python's own functions raise on some of this input, or return text that UTF-8 cannot hold. The functions here do neither.
The text package has another job: it repairs entities that are still in a finished text (:mod:`newscrawl.text.leftover_entities`).
"""

from __future__ import annotations

import html
import re
from typing import Final

_LONG_REFERENCE: Final = re.compile(r"&#[0-9]{8,};?")
"""A numeric character reference with more digits than any character has."""

_SURROGATE: Final = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
)
"""In JSON source: the escapes of a surrogate pair, or of one surrogate alone."""

_SINGLE_ESCAPE_CHARS: Final = len(r"\ud83d")
"""Length of one escape; a match of this length is a surrogate alone."""

_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]+")
"""Control characters that are not white space."""


def decode_entities(text: str) -> str:
    """Decode HTML entities as :func:`html.unescape` does; never raises.

    :func:`html.unescape` raises :class:`ValueError` for a number of more than 4,300 digits. Such a number becomes U+FFFD here.

    >>> decode_entities("&Agrave;&#0;&#99999999999;") == "À\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}"
    True
    """
    try:
        return html.unescape(text)
    except ValueError:
        return html.unescape(_LONG_REFERENCE.sub("\N{REPLACEMENT CHARACTER}", text))


def remove_control_characters(text: str) -> str:
    """Return the text without control characters (pages write them as ``&#1;``); white space stays."""
    return text if text.isprintable() else _CONTROLS.sub("", text)


def replace_lone_surrogates(json_text: str) -> str:
    r"""Replace each escaped surrogate that has no partner by U+FFFD, in JSON source.

    A summary that was cut inside an emoji ends with such an escape.

    >>> replace_lone_surrogates(r'"\ud83d\ude00 \ud83d"')
    '"\\ud83d\\ude00 \\ufffd"'
    """
    return _SURROGATE.sub(lambda found: found[0] if len(found[0]) > _SINGLE_ESCAPE_CHARS else r"\ufffd", json_text)
