"""Formats log lines: at most one per article, as text or JSON, without page bodies and credentials."""

from __future__ import annotations

import logging
import re
import sys
import threading
from contextvars import ContextVar
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, Self

import orjson
from scrapy import logformatter
from scrapy.utils import log as scrapy_log

from newscrawl.exporters.files import OutputError
from newscrawl.policy.requests import ArticleRequest, crawl_request
from newscrawl.printable import printable
from newscrawl.state import StateError

if TYPE_CHECKING:
    from types import TracebackType

    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.logformatter import LogFormatterResult
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

logger = logging.getLogger(__name__)

_SITE: Final[ContextVar[str | None]] = ContextVar("newscrawl_site", default=None)
"""The site whose crawl writes a log line. Each crawl runs in its own task."""

_MAX_MESSAGE_CHARS: Final = 4_000
"""Characters of a message that are logged. Scrapy's statistics are shorter; a page is longer."""

_MASK: Final = "…"
_CREDENTIALS: Final = (
    re.compile(r"(?P<kept>://)[^/\s:@]+:[^/\s@]+(?=@)"),
    re.compile(
        r"(?P<kept>\b(?:(?:proxy-)?authorization|(?:set-)?cookie|x-api-key)\b['\"]?\s*[:=]\s*)[^\n]+", re.IGNORECASE
    ),
    re.compile(
        # Each word is examined once, from its start: a line may be long.
        r"(?P<kept>(?<![\w-])(?=[\w-]*?(?:password|passwd|secret|token|api_?key|access_key))[\w-]*+['\"]?\s*[:=]\s*['\"]?)[^\s'\"&,}]+",
        re.IGNORECASE,
    ),
)
"""User and password in an address, headers with credentials, settings and parameters. The match after ``kept`` is masked."""


def mask_credentials(text: str) -> str:
    """Return the text with credentials masked."""
    for pattern in _CREDENTIALS:
        text = pattern.sub(rf"\g<kept>{_MASK}", text)
    return text


class TextFormatter(logging.Formatter):
    """Scrapy's log lines with credentials masked and without control characters."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and the traceback if there is one."""
        return printable(mask_credentials(super().format(record)))


class JsonFormatter(logging.Formatter):
    """One JSON object per line: ``time``, ``level``, ``logger``, ``site``, ``message``, and ``exception`` if there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line, whatever the message contains."""
        spider = getattr(record, "spider", None)
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "site": getattr(spider, "name", None) or _SITE.get(),
            "message": printable(mask_credentials(_message(record)[:_MAX_MESSAGE_CHARS])),
        }
        if record.exc_info:
            line["exception"] = printable(mask_credentials(self.formatException(record.exc_info)))
        return orjson.dumps(line, default=str).decode()


def _message(record: logging.LogRecord) -> str:
    """Return the message of a record. A wrong format string is no reason for lines on standard error that are no JSON."""
    try:
        return record.getMessage()
    except Exception as error:  # noqa: BLE001 - any argument may fail to become text
        return f"{record.msg} ({type(error).__name__} while this message was formatted)"


def _log_everything() -> None:
    """Send warnings and exceptions that nobody caught to the log: all lines of a JSON log are JSON."""
    logging.captureWarnings(capture=True)
    sys.excepthook = _log_uncaught
    threading.excepthook = _log_uncaught_in_thread


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        logger.critical("newscrawl ends with an error that it does not expect", exc_info=(kind, error, trace))


def _log_uncaught_in_thread(given: threading.ExceptHookArgs) -> None:
    if given.exc_value is not None:
        trace = (given.exc_type, given.exc_value, given.exc_traceback)
        logger.critical("A thread ends with an error that newscrawl does not expect", exc_info=trace)


class _Installed:
    """The handler that :func:`install` took over from Scrapy."""

    handler: logging.Handler | None = None


def install(settings: BaseSettings) -> None:
    """Set the format of log lines to ``NEWSCRAWL_LOG_FORMAT``: ``text`` or ``json``. Raises :class:`ValueError` for others.

    If Scrapy installed no handler, the logging of the host program stays unchanged.
    """
    name = settings.get("NEWSCRAWL_LOG_FORMAT", "text")
    if name not in {"text", "json"}:
        raise ValueError(f"NEWSCRAWL_LOG_FORMAT is text or json, not {name!r}")
    handler = scrapy_log.get_scrapy_root_handler()
    if handler is None:
        return
    handler.setFormatter(
        JsonFormatter() if name == "json" else TextFormatter(settings["LOG_FORMAT"], settings["LOG_DATEFORMAT"])
    )
    # Scrapy replaces its handler for each crawler, and the formatter with it. A handler that Scrapy does not know stays.
    scrapy_log._scrapy_root_handler = None  # noqa: SLF001 - there is no public way
    if _Installed.handler is not None:
        logging.root.removeHandler(_Installed.handler)
        _Installed.handler.close()
    _Installed.handler = handler
    if name == "json":
        _log_everything()


class LogFormatter(logformatter.LogFormatter):
    """Scrapy's log lines without page bodies, one for each article."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the formatter. A crawl makes it first of all, in its own task, so the task's site name is set here."""
        _SITE.set(crawler.spider.name if crawler.spider else None)
        install(crawler.settings)
        return cls()

    def crawled(self, request: Request, response: Response, spider: Spider) -> LogFormatterResult | None:  # type: ignore[override] # Scrapy logs nothing for None
        """Return one line for a response; none for an article, which is logged once it is read."""
        if isinstance(crawl_request(request.meta), ArticleRequest) and response.status == HTTPStatus.OK:
            return None
        return super().crawled(request, response, spider)

    def scraped(self, item: Any, response: Response | Failure | None, spider: Spider) -> LogFormatterResult:
        """Return one line for a written article."""
        return {
            "level": logging.DEBUG,
            "msg": "Wrote %(id)s %(headline)s",
            "args": {"id": _name(item), "headline": getattr(item, "headline", "")},
        }

    def dropped(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """Return one line for an article that is not written."""
        return {
            "level": logging.DEBUG,
            "msg": "Did not write %(id)s: %(reason)s",
            "args": {"id": _name(item), "reason": exception},
        }

    def item_error(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """Return one line and a traceback for an article on which a pipeline failed."""
        return {"level": _level(exception), "msg": "Error processing %(id)s", "args": {"id": _name(item)}}

    def spider_error(
        self, failure: Failure, request: Request, response: Response | Failure, spider: Spider
    ) -> LogFormatterResult:
        """Return Scrapy's line and a traceback for a callback that failed."""
        return {**super().spider_error(failure, request, response, spider), "level": _level(failure.value)}

    def download_error(
        self, failure: Failure, request: Request, spider: Spider, errmsg: str | None = None
    ) -> LogFormatterResult:
        """Return Scrapy's line and a traceback for a request that failed."""
        return {**super().download_error(failure, request, spider, errmsg), "level": _level(failure.value)}


def _level(error: BaseException | None) -> int:
    """Return the level of an error. A full disk fails everything in flight, so the command reports it once at the end."""
    return logging.DEBUG if isinstance(error, (OutputError, StateError)) else logging.ERROR


def _name(item: Any) -> str:
    """Return an item's name for the log: its id, never its text."""
    return str(getattr(item, "id", "") or type(item).__name__)
