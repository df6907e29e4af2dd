"""The one filter of text that is printed or logged: no byte from the network becomes an order to a terminal."""

from __future__ import annotations

import re
from typing import Final

_CONTROL: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""Control characters, those that change the writing direction or end a line elsewhere, and halves of surrogate pairs."""


def printable(text: str) -> str:
    r"""Return a text with replacement characters for all that a terminal obeys; line feeds and tabs stay.

    >>> printable("Tin\x1b[2J mới\n")
    'Tin�[2J mới\n'
    """
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def escaped_in_json(text: str) -> str:
    r"""Return lines of JSON with an escape for each character that a terminal obeys; their meaning is the same.

    >>> escaped_in_json('{"headline":"Tin\x9b2J"}\n')
    '{"headline":"Tin\\u009b2J"}\n'
    """
    return _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
