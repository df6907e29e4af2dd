"""Turns the policy's requests into Scrapy's, and Scrapy's answers and failures into what the policy takes."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from scrapy import Request
from scrapy.spidermiddlewares.httperror import HttpError

from newscrawl.discover.source import HTML_KINDS, SourcePage
from newscrawl.middlewares.failures import Postponed, Refused, reason_of
from newscrawl.policy.commands import FailureKind
from newscrawl.policy.requests import META_KEY, ArticleRequest, CrawlRequest, SourceRequest, crawl_request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from scrapy.http import Response
    from twisted.python.failure import Failure

    from newscrawl.sites import Site

_GONE: Final = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_SOURCE_PRIORITY: Final = 10
"""Sources are requested before articles."""

_TDM_FILE_PRIORITY: Final = 100
"""The TDMRep file is requested first: it decides which articles are written."""


def scrapy_request(
    asked: CrawlRequest, *, callback: Callable[..., Any], errback: Callable[..., Any], max_page_bytes: int
) -> Request:
    """Return the Scrapy request. Pages may have at most ``max_page_bytes``, feeds and sitemaps ``DOWNLOAD_MAXSIZE``."""
    meta: dict[str, Any] = {META_KEY: asked}
    if not isinstance(asked, SourceRequest) or asked.kind in HTML_KINDS:
        meta["download_maxsize"] = max_page_bytes
    url, method, body, headers, priority = asked.url, "GET", "", dict[str, str](), _TDM_FILE_PRIORITY
    if isinstance(asked, SourceRequest):
        headers, priority = dict(asked.headers), _SOURCE_PRIORITY
        if asked.visit.post:
            url, _, body = url.partition("?")
            method, headers = "POST", {"Content-Type": "application/x-www-form-urlencoded"}
    elif isinstance(asked, ArticleRequest):
        headers, priority = _conditional_headers(asked), asked.priority
    if isinstance(asked, ArticleRequest | SourceRequest):
        meta["handle_httpstatus_list"] = [HTTPStatus.NOT_MODIFIED]
    return Request(
        url,
        method=method,
        body=body,
        headers=headers,
        callback=callback,
        errback=errback,
        meta=meta,
        priority=priority,
        dont_filter=True,
    )


def _conditional_headers(asked: ArticleRequest) -> dict[str, str]:
    headers = {}
    if asked.etag:
        headers["If-None-Match"] = asked.etag
    if asked.last_modified:
        when = datetime.fromisoformat(asked.last_modified).astimezone(UTC)
        headers["If-Modified-Since"] = format_datetime(when, usegmt=True)
    return headers


def headers_of(response: Response) -> dict[str, str]:
    """Return the header fields as text; several fields of one name are joined with commas."""
    # Scrapy's own items() normalises every name again.
    raw: Iterable[tuple[bytes, list[bytes]]] = dict.items(response.headers)
    return {name.decode("latin-1"): b", ".join(values).decode("latin-1") for name, values in raw}


def source_page(response: Response, site: Site, *, max_entries: int) -> SourcePage:
    """Return a source's answer as its reader takes it."""
    return SourcePage(
        url=response.url, body=response.body, headers=headers_of(response), site=site, max_entries=max_entries
    )


class FetchFailure(NamedTuple):
    """A request that gave no page."""

    asked: CrawlRequest
    kind: FailureKind
    reason: str
    """One word for the statistics."""

    url: str
    """The address that was requested last."""


def fetch_failure(failure: Failure) -> FetchFailure:
    """Return why a request failed."""
    request: Request = failure.request  # type: ignore[attr-defined] # Scrapy adds it
    asked = crawl_request(request.meta)
    if asked is None:
        raise TypeError(f"{request.url} is not a request of the crawl policy")
    error = failure.value
    if isinstance(error, HttpError) and error.response.status in _GONE:
        kind = FailureKind.GONE
    elif isinstance(error, Postponed):
        kind = FailureKind.POSTPONED
    elif isinstance(error, Refused):
        kind = FailureKind.REFUSED
    else:
        kind = FailureKind.FAILED
    return FetchFailure(asked, kind, reason_of(error), request.url)
