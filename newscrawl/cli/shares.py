"""Shows how far the tasks of other processes are."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Final

from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table

from newscrawl.cli.printing import duration

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.console import Console

REFRESH_SECONDS: Final = 0.25
"""Pause between two updates of the display."""

BAR_COLUMNS: Final = 40
"""Width of the progress bar."""

_MIN_SHARE: Final = 0.02
"""Share of the work from which the remaining time is estimated."""


def show_shares(shares: Sequence[float], *, console: Console, weights: Sequence[int]) -> Callable[[], None]:
    """Show a bar of tasks that other processes do; return the function that ends it.

    ``shares`` (0 to 1) change meanwhile, ``weights`` are the sizes of the tasks in bytes. The remaining time follows from the time
    so far. On anything but a terminal nothing is shown.
    """
    if not console.is_terminal:
        return lambda: None
    given = list(weights) if len(weights) == len(shares) else [1] * len(shares)
    total, begun, ended = max(sum(given), 1), time.monotonic(), threading.Event()

    def draw() -> Table:
        share = sum(one * weight for one, weight in zip(shares, given, strict=True)) / total
        elapsed = time.monotonic() - begun
        left = f"about {duration(elapsed / share - elapsed)} left" if share > _MIN_SHARE else "no estimate yet"
        table = Table.grid(padding=(0, 2))
        done = sum(one >= 1 for one in shares)
        table.add_row(
            ProgressBar(total=1, completed=share, width=BAR_COLUMNS), f"{done:,} of {len(shares):,} files", left
        )
        return table

    def refresh() -> None:
        with Live(console=console, transient=True, auto_refresh=False) as live:
            while not ended.wait(REFRESH_SECONDS):
                live.update(draw(), refresh=True)

    thread = threading.Thread(target=refresh, daemon=True)
    thread.start()

    def end() -> None:
        ended.set()
        thread.join()

    return end
