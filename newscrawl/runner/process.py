"""Sets a process up for rounds of crawls, and imports Scrapy only when something needs it: a round often has nothing to do."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Final

from newscrawl.extensions.crawl_facts import output_location
from newscrawl.runner.errors import UsageError
from newscrawl.runner.process_memory import set_up_memory

if TYPE_CHECKING:
    from newscrawl.runner.scheduled_site import ScheduledSite

_SCRAPY: Final = "scrapy"
_LEVEL: Final = "LOG_LEVEL"


def prepare_for(site: ScheduledSite) -> None:
    """Set up the log and the memory by the settings of a site; :class:`UsageError` where that fails.

    The log is Scrapy's. Where only its level is set, it is set up by the first line that it would show.
    """
    plain = site.plain
    if plain is None or _SCRAPY in sys.modules or plain["NEWSCRAWL_LOG_FORMAT"] != "text" or _is_log_set(plain.given):
        set_up_scrapy(site)
        return
    set_up_memory()
    try:
        output_location(plain)
        _FirstLine.wait(plain[_LEVEL], site)
    except ValueError as error:
        raise UsageError(str(error)) from None


def set_up_scrapy(site: ScheduledSite) -> None:
    """Set up the log and the memory for crawlers; :class:`UsageError` where that fails."""
    from newscrawl.runner.jobs import prepare_process  # noqa: PLC0415 - Scrapy

    _FirstLine.forget()
    prepare_process(site.settings)


def _is_log_set(given: frozenset[str]) -> bool:
    """Return whether settings of the log are given beside its level: a file is made even if no line is written."""
    return any(name.startswith("LOG_") and name != _LEVEL for name in given)


class _FirstLine(logging.Handler):
    """Sets Scrapy's log up when the first line comes that it shows. That log's handler is then the next to get the line."""

    _waiting: _FirstLine | None = None

    def __init__(self, level: int | str, site: ScheduledSite) -> None:
        """Wait for a line of a level."""
        super().__init__(level)
        self._site: ScheduledSite | None = site

    @classmethod
    def wait(cls, level: int | str, site: ScheduledSite) -> None:
        """Wait for a line. Raises :class:`ValueError` for an unknown level."""
        handler = cls(level, site)
        cls.forget()
        cls._waiting = handler
        logging.root.setLevel(logging.NOTSET)
        logging.root.addHandler(handler)
        if not sys.warnoptions:
            logging.captureWarnings(capture=True)

    @classmethod
    def forget(cls) -> None:
        """Wait no more."""
        if cls._waiting:
            logging.root.removeHandler(cls._waiting)
            cls._waiting = None

    def emit(self, record: logging.LogRecord) -> None:
        """Set the log up. This handler stays where it is, so that the one that is added behind it gets the line, too."""
        site, self._site = self._site, None
        if site:
            from newscrawl.runner.jobs import prepare_process  # noqa: PLC0415 - Scrapy

            prepare_process(site.settings)
