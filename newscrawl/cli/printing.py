"""Prints text from the network safely, and tables and paths for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.segment import Segment
from rich.text import Text

from newscrawl.cli.output import say
from newscrawl.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import ConsoleOptions, RenderableType
    from rich.table import Table

    from newscrawl.report.manifest import ExitCode

MAX_TABLE_COLUMNS: Final = 1_000
"""Characters of the widest table that is printed uncut."""


class SafeConsole(Console):
    """Rich's console, which prints no control characters but its own, whatever a table or a text holds."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Yield the segments of what is printed."""
        for segment in super().render(renderable, options):
            if segment.control:
                yield segment
            else:
                yield Segment(printable(segment.text), segment.style)


def shown(value: object) -> Text:
    r"""Return text that may come from a page or an address without rich markup and without control characters.

    >>> shown("[red]Tin\x1b[2J").plain
    '[red]Tin�[2J'
    """
    return Text(printable(str(value)))


def fail(message: object, code: ExitCode) -> int:
    """Print one line on standard error; return the exit code."""
    say(f"newscrawl: {message}", error=True)
    return int(code)


def duration(seconds: float) -> str:
    """Return a duration in its two largest units.

    >>> duration(9_000), duration(200_000), duration(42)
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


def print_table(table: Table) -> None:
    """Print a table uncut, also where the terminal is narrower or a pipe has no width: a cut address is useless."""
    needed = SafeConsole(width=MAX_TABLE_COLUMNS).measure(table).maximum
    SafeConsole(width=max(SafeConsole().width, needed)).print(table)
