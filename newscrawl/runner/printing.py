"""How words from the net are printed: as they are, and as nothing else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.text import Text

if TYPE_CHECKING:
    from rich.table import Table

_WIDEST: Final = 1_000
"""Columns of a table on the screen, at the most."""

_ORDERS: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Characters that give a terminal orders, or turn a line around."""


def shown(words: object) -> Text:
    r"""Words that may have come from a page or an address: no markup of rich's, no order to the terminal.

    >>> shown("[red]Tin\x1b[2J").plain
    '[red]Tin�[2J'
    """
    return Text(_ORDERS.sub("\N{REPLACEMENT CHARACTER}", str(words)))


def near(path: Path) -> Path:
    """A path as a person would type it: from the working directory where it lies below that."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def span(seconds: float) -> str:
    """A length of time as a person says it, in its two largest units.

    >>> span(9_000), span(200_000), span(42)
    ('2 h 30 min', '2 d 7 h', '42 s')
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days} d {hours} h"
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min" if minutes else f"{rest} s"


def print_whole(table: Table) -> None:
    """Print a table uncut, also where the terminal is narrower, or a pipe has no width: half an address is none."""
    needed = Console(width=_WIDEST).measure(table).maximum
    Console(width=max(Console().width, needed)).print(table)
