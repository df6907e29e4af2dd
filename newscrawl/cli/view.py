"""Shows the progress of a crawl on a terminal. Imports rich when it draws first: the crawl starts without it."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Any, Final, TextIO, TypeAlias

from newscrawl.cli.output import may_be_terminal, say
from newscrawl.report.manifest import requests_sent
from newscrawl.runner.view import View

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rich.console import RenderableType
    from rich.live import Live
    from rich.table import Table
    from scrapy.crawler import Crawler

REFRESH_SECONDS: Final = 0.25
"""Pause between two updates of the display."""

BAR_COLUMNS: Final = 40
"""Width of the progress bar."""

_MIN_SHARE: Final = 0.02
"""Share of the work from which the remaining time is estimated."""

Render: TypeAlias = "Callable[[Mapping[str, Crawler], float], RenderableType]"
"""Returns what is shown of the crawlers after so many seconds."""


def counts_table(crawlers: Mapping[str, Crawler], elapsed: float) -> Table:
    """Return the counts of each site."""
    from rich.table import Table

    from newscrawl.cli.printing import shown

    table = Table(box=None, pad_edge=False, title=f"{elapsed:.0f} s", title_justify="left", title_style="dim")
    for column in ("site", "pages", "articles", "known", "rejected", "waiting"):
        table.add_column(column, justify="left" if column == "site" else "right")
    for name, crawler in crawlers.items():
        stats = crawler.stats.get_stats() if crawler._stats else {}  # noqa: SLF001 - the public name raises before the crawl starts

        def total(group: str, stats: Mapping[str, Any] = stats) -> int:
            return sum(value for key, value in stats.items() if key.startswith(f"newscrawl/{group}/"))

        written, known, rejected = total("written"), total("known"), total("rejected")
        waiting = max(stats.get("newscrawl/found", 0) - written - known - rejected, 0)
        pages = stats.get("downloader/response_count", 0)
        table.add_row(shown(name), *map(str, (pages, written, known, rejected, waiting)))
    return table


def backfill_bar(crawlers: Mapping[str, Crawler], elapsed: float) -> Table:
    """Return progress bar, counts, current day and remaining time of a backfill."""
    from rich.progress_bar import ProgressBar
    from rich.table import Table

    from newscrawl.cli.printing import duration, shown

    table = Table.grid(padding=(0, 2))
    for name, crawler in crawlers.items():
        progress = getattr(crawler.spider, "progress", None)
        if progress is None or not crawler.crawling:
            table.add_row(shown(name), "starting")
            continue
        expected = progress.expected()
        about = "about " if progress.is_guess else ""
        delay = crawler.engine.downloader.per_slot_settings.get(name, {}).get("delay", 0.0)
        requests = requests_sent(crawler.stats.get_stats())
        left = progress.seconds_left(requests=requests, elapsed=elapsed, delay=delay)
        table.add_row(
            shown(name),
            ProgressBar(total=max(expected, 1), completed=min(progress.done, expected), width=BAR_COLUMNS),
            f"{progress.done:,} of {about}{expected:,}",
            f"at {progress.day}" if progress.day else "reading sources",
            f"{about}{duration(left)} left",
        )
    return table


def _move_log(old: TextIO, new: TextIO) -> None:
    """Let the log write to another stream.

    While rich draws, it puts a stream of its own in the place of standard error, which prints lines above the drawing. The
    log's handlers were made before that and would write into the drawing.
    """
    for handler in logging.root.handlers:
        if isinstance(handler, logging.StreamHandler) and handler.stream is old:
            handler.setStream(new)


class TerminalView(View):
    """Shows progress on standard error where that is a terminal, and says when a signal ends the crawl."""

    def __init__(self, render: Render = counts_table) -> None:
        """``render`` returns what is shown."""
        self._render = render
        self._live: Live | None = None
        self.refresh_seconds = REFRESH_SECONDS if may_be_terminal(sys.stderr) else None

    def show(self, crawlers: Mapping[str, Crawler], elapsed: float) -> None:
        """Draw the progress in the place of the last drawing."""
        if self._live is None:
            from rich.live import Live

            from newscrawl.cli.printing import SafeConsole

            before = sys.stderr
            self._live = Live(console=SafeConsole(stderr=True), auto_refresh=False, transient=True)
            self._live.start()
            _move_log(before, sys.stderr)
        self._live.update(self._render(crawlers, elapsed), refresh=True)

    def finished(self) -> None:
        """Remove the drawing."""
        if self._live is not None:
            during = sys.stderr
            self._live.stop()
            self._live = None
            _move_log(during, sys.stderr)

    def stopping(self) -> None:
        """Say that the crawl ends."""
        say("Ending: what is in flight is finished. Once more ends at once.", error=True, level="INFO")
