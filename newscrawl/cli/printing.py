"""How words from the net are printed: as they are, and as nothing else."""

from __future__ import annotations

import re
from typing import Final

from rich.text import Text

_ORDERS: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Characters that give a terminal orders, or turn a line around."""


def shown(words: object) -> Text:
    r"""Words that may have come from a page or an address: no markup of rich's, no order to the terminal.

    >>> shown("[red]Tin\x1b[2J").plain
    '[red]Tin�[2J'
    """
    return Text(_ORDERS.sub("\N{REPLACEMENT CHARACTER}", str(words)))
