"""What is logged, and how: one line an article at most, as text or as JSON, no page's body, no credentials."""

from __future__ import annotations

import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, Self

import orjson
from scrapy import logformatter
from scrapy.utils import log as scrapy_log

from newscrawl.exporters.files import OutputError
from newscrawl.policy.requests import ArticleRequest, crawl_request
from newscrawl.state import StateError

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.logformatter import LogFormatterResult
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

_SITE: Final[ContextVar[str | None]] = ContextVar("newscrawl_site", default=None)
"""The site whose crawl is speaking: every crawl runs in a task of its own."""

_LONGEST: Final = 4_000
"""Characters of a message; Scrapy's own statistics are shorter, a page is longer."""

_HIDDEN: Final = "…"
_SECRETS: Final = (
    re.compile(r"(?P<kept>://)[^/\s:@]+:[^/\s@]+(?=@)"),
    re.compile(
        r"(?P<kept>\b(?:(?:proxy-)?authorization|(?:set-)?cookie|x-api-key)\b['\"]?\s*[:=]\s*)[^\n]+", re.IGNORECASE
    ),
    re.compile(
        # Each word is looked at once, from its beginning: a line may be long.
        r"(?P<kept>(?<![\w-])(?=[\w-]*?(?:password|passwd|secret|token|api_?key|access_key))[\w-]*+['\"]?\s*[:=]\s*['\"]?)[^\s'\"&,}]+",
        re.IGNORECASE,
    ),
)
"""What is hidden behind each: user and password in an address, headers with credentials, settings and parameters."""


def discreet(text: str) -> str:
    """The text without credentials."""
    for pattern in _SECRETS:
        text = pattern.sub(rf"\g<kept>{_HIDDEN}", text)
    return text


class TextFormatter(logging.Formatter):
    """Scrapy's lines, without credentials."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, and the traceback where there is one."""
        return discreet(super().format(record))


class JsonFormatter(logging.Formatter):
    """One JSON object a line: ``time``, ``level``, ``logger``, ``site``, ``message``, and ``exception`` where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, whatever the message holds."""
        spider = getattr(record, "spider", None)
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "site": getattr(spider, "name", None) or _SITE.get(),
            "message": discreet(record.getMessage()[:_LONGEST]),
        }
        if record.exc_info:
            line["exception"] = discreet(self.formatException(record.exc_info))
        return orjson.dumps(line, default=str).decode()


class _Kept:
    """The root logger's handler once it is ours."""

    handler: logging.Handler | None = None


def install(settings: BaseSettings) -> None:
    """Have the root logger write as ``NEWSCRAWL_LOG_FORMAT`` says: ``text`` or ``json``; :class:`ValueError` for others.

    Where Scrapy installed no handler, the host program's logging is left as it is.
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
    # Scrapy replaces its handler for every crawler, formatter and all; one that it has forgotten stays.
    scrapy_log._scrapy_root_handler = None  # noqa: SLF001 - there is no public way
    if _Kept.handler is not None:
        logging.root.removeHandler(_Kept.handler)
        _Kept.handler.close()
    _Kept.handler = handler


class LogFormatter(logformatter.LogFormatter):
    """Scrapy's log lines without page bodies, one an article."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make a log formatter: the first that a crawl makes, in the task that is the crawl's own."""
        _SITE.set(crawler.spider.name if crawler.spider else None)
        install(crawler.settings)
        return cls()

    def crawled(self, request: Request, response: Response, spider: Spider) -> LogFormatterResult | None:  # type: ignore[override] # Scrapy logs nothing for None
        """One line for a response, none for an article's: what becomes of it is said once it is read."""
        if isinstance(crawl_request(request.meta), ArticleRequest) and response.status == HTTPStatus.OK:
            return None
        return super().crawled(request, response, spider)

    def scraped(self, item: Any, response: Response | Failure | None, spider: Spider) -> LogFormatterResult:
        """One line for a written article."""
        return {
            "level": logging.DEBUG,
            "msg": "Wrote %(id)s %(headline)s",
            "args": {"id": _name(item), "headline": getattr(item, "headline", "")},
        }

    def dropped(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """One line for an article that was not."""
        return {
            "level": logging.DEBUG,
            "msg": "Left %(id)s: %(reason)s",
            "args": {"id": _name(item), "reason": exception},
        }

    def item_error(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """One line and a traceback for an article that broke a pipeline."""
        return {"level": _level(exception), "msg": "Error processing %(id)s", "args": {"id": _name(item)}}

    def spider_error(
        self, failure: Failure, request: Request, response: Response | Failure, spider: Spider
    ) -> LogFormatterResult:
        """Scrapy's line and a traceback for a callback that broke."""
        return {**super().spider_error(failure, request, response, spider), "level": _level(failure.value)}

    def download_error(
        self, failure: Failure, request: Request, spider: Spider, errmsg: str | None = None
    ) -> LogFormatterResult:
        """Scrapy's line and a traceback for a request that broke."""
        return {**super().download_error(failure, request, spider, errmsg), "level": _level(failure.value)}


def _level(error: BaseException | None) -> int:
    """A full disk breaks whatever is under way: the command says it once, at the end of the run."""
    return logging.DEBUG if isinstance(error, (OutputError, StateError)) else logging.ERROR


def _name(item: Any) -> str:
    """What an item is called in a log; its text is not for logs."""
    return str(getattr(item, "id", "") or type(item).__name__)
