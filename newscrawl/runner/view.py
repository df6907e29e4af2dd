"""What a person sees of crawls while they run."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy.crawler import Crawler


class View:
    """What a person sees while a crawl runs. This class shows nothing; the command line has one for terminals."""

    refresh_seconds: float | None = None
    """Pause between two calls of :meth:`show`; ``None`` for no call."""

    def show(self, crawlers: Mapping[str, Crawler], elapsed: float) -> None:
        """Show how far the crawlers are, by site, ``elapsed`` seconds after the start."""

    def finished(self) -> None:
        """Remove what :meth:`show` drew."""

    def stopping(self) -> None:
        """Say that a signal came and that requests in flight are finished first."""
