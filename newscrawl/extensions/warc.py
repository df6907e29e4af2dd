"""Records all responses as WARC, as they come from the network, if ``NEWSCRAWL_WARC`` is set.

There are three parts. A download handler keeps what Scrapy's response lacks: the status line, case and order of the headers, and
the headers that were sent. An extension writes each exchange when it is complete, before any middleware changes it. A pipeline
writes the article's id next to its page, just before the article is committed.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.exceptions import NotConfigured

from newscrawl.archive.warc import Exchange, WarcOffset, WarcSeries, new_record_id
from newscrawl.exporters.files import OutputError
from newscrawl.extensions.run import RunExtension
from newscrawl.items import Article
from newscrawl.middlewares.connections import GUARDED, GuardedHandler
from newscrawl.policy.requests import ArticleRequest, crawl_request

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy import Request
    from scrapy.core.downloader.handlers._aiohttp import _ClientResponse
    from scrapy.crawler import Crawler
    from scrapy.http import Headers, Response
    from scrapy.settings import BaseSettings

_WIRE_KEY: Final = "newscrawl_wire"
"""Key of ``Request.meta`` for the :class:`WireHeads` of the last exchange."""

_FETCH_KEY: Final = "newscrawl_fetch"
"""Key of ``Request.meta`` for the id that all exchanges of one fetch share."""

ARCHIVED_KEY: Final = "newscrawl_archived"
"""Key of ``Request.meta`` for the :class:`ArchivedResponse` of the last exchange."""

_ACCEPT_ENCODING: Final = "gzip, deflate, br"
"""Content codings that WARC readers can decode. Scrapy would accept zstd, too."""


class ArchivedResponse(NamedTuple):
    """When and where a response was archived."""

    fetched_at: datetime | None
    """``None`` if a foreign archive does not say when."""

    offset: WarcOffset
    is_cut: bool = False
    """Whether the archive holds only a part of the page."""

    def fetch_fields(self) -> dict[str, Any]:
        """Return the fields of :class:`newscrawl.items.Fetch` that name the archived record."""
        return asdict(self.offset)


class WireHeads(NamedTuple):
    """Request and response without their bodies, as they were sent over the network."""

    request_line: bytes
    request_headers: list[tuple[bytes, bytes]]
    protocol: str
    status_line: bytes
    headers: list[tuple[bytes, bytes]]


def recording_settings(settings: BaseSettings) -> None:
    """Change the settings of a crawl so that it is recorded."""
    if not settings.getbool("TWISTED_REACTOR_ENABLED"):
        handlers = settings.getdict("DOWNLOAD_HANDLERS")
        recording = {scheme: f"{__name__}.RecordingHandler" for scheme, name in handlers.items() if name == GUARDED}
        settings.set("DOWNLOAD_HANDLERS", handlers | recording, "spider")
    headers = {**settings.getdict("DEFAULT_REQUEST_HEADERS"), "Accept-Encoding": _ACCEPT_ENCODING}
    settings.set("DEFAULT_REQUEST_HEADERS", headers, "spider")


class RecordingHandler(GuardedHandler):
    """The guarded handler, which also keeps the headers of request and response as they were sent."""

    @asynccontextmanager
    async def _make_request(
        self,
        request: Request,
        timeout: float,  # noqa: ASYNC109 - the base class's signature
    ) -> AsyncIterator[_ClientResponse]:
        async with super()._make_request(request, timeout) as response:
            sent, version = response.request_info, response.version
            protocol = f"HTTP/{version.major}.{version.minor}" if version else "HTTP/1.1"
            request.meta[_WIRE_KEY] = WireHeads(
                request_line=_bytes(f"{sent.method} {sent.url.raw_path_qs} HTTP/1.1"),
                request_headers=[(_bytes(name), _bytes(value)) for name, value in sent.headers.items()],
                protocol=protocol,
                status_line=_bytes(f"{response.status} {response.reason or ''}".strip()),
                headers=list(response.raw_headers),
            )
            yield response


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _pairs(headers: Headers) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, values in headers.items() for value in values]


def _wire_heads(request: Request, response: Response) -> WireHeads:
    """Return what the handler kept; for the response of another handler, what Scrapy knows."""
    kept: WireHeads | None = request.meta.pop(_WIRE_KEY, None)
    if kept is not None:
        return kept
    parts = urlsplit(request.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        status_line = f"{response.status} {HTTPStatus(response.status).phrase}"
    except ValueError:
        status_line = str(response.status)
    return WireHeads(
        request_line=_bytes(f"{request.method} {target} HTTP/1.1"),
        request_headers=[(b"Host", parts.netloc.encode()), *_pairs(request.headers)],
        protocol=response.protocol or "HTTP/1.1",
        status_line=_bytes(status_line),
        headers=_pairs(response.headers),
    )


class WarcExtension:
    """Writes each exchange when its response is complete."""

    def __init__(self, crawler: Crawler) -> None:
        """Connect to the downloader's signals."""
        self._crawler = crawler
        self._site = crawler.spider.name if crawler.spider else ""
        crawler.signals.connect(self._opened, signals.spider_opened)
        crawler.signals.connect(self._received, signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the extension. Raises :class:`NotConfigured` if nothing is recorded."""
        if not crawler.settings.getbool("NEWSCRAWL_WARC"):
            raise NotConfigured
        return cls(crawler)

    def _opened(self) -> None:
        run, settings = RunExtension.run_of(self._crawler), self._crawler.settings
        if run.archive is not None:
            return
        info = {
            "robots": "obey" if settings.getbool("ROBOTSTXT_OBEY") else "ignore",
            "http-header-user-agent": settings["USER_AGENT"],
        }
        directory = run.archive_directory
        if directory is None:
            self._give_up(OutputError("NEWSCRAWL_WARC needs a directory: set NEWSCRAWL_OUTPUT, or give --output."))
            return
        try:
            run.archive = WarcSeries(
                directory,
                run.crawl_id,
                max_bytes=settings.getint("NEWSCRAWL_WARC_SIZE"),
                gzip_level=settings.getint("NEWSCRAWL_WARC_LEVEL"),
                info=info,
            )
        except OutputError as error:
            self._give_up(error)

    def _received(self, response: Response, request: Request) -> None:
        """Archive an exchange. Retries and redirects share the fetch id of the first request."""
        now = datetime.now(UTC).replace(microsecond=0)
        request.meta.pop(ARCHIVED_KEY, None)
        archive = RunExtension.run_of(self._crawler).archive
        if archive is None:
            return
        wire = _wire_heads(request, response)
        exchange = Exchange(
            url=request.url,
            date=now.strftime("%Y-%m-%dT%H:%M:%SZ"),
            request_line=wire.request_line,
            request_headers=wire.request_headers,
            request_body=request.body,
            protocol=wire.protocol,
            status_line=wire.status_line,
            headers=wire.headers,
            payload=response.body,
            ip=str(response.ip_address) if response.ip_address else None,
            crawl_info=self._about(request),
        )
        try:
            offset = archive.record(exchange)
        except OutputError as error:
            self._give_up(error)
            return
        request.meta[ARCHIVED_KEY] = ArchivedResponse(now, offset)
        self._crawler.stats.inc_value("newscrawl/archived")

    def _about(self, request: Request) -> dict[str, Any]:
        """Return what a replay needs: site, kind and hints of the request, and the id that the exchanges of one fetch share.

        ``part`` is the number of an article's further page.
        """
        asked = crawl_request(request.meta)
        kind = asked.kind if asked else "other"
        about = {"site": self._site, "kind": kind, "fetch": request.meta.setdefault(_FETCH_KEY, new_record_id())}
        if hop := request.meta.get("redirect_times", 0):
            about["hop"] = hop
        elif isinstance(asked, ArticleRequest) and asked.address.hints:
            about["hints"] = asked.address.hints
        if isinstance(asked, ArticleRequest) and asked.joining is not None:
            about["part"] = asked.joining.number + 1
        return about

    def _give_up(self, error: OutputError) -> None:
        extension = self._crawler.get_extension(RunExtension)
        if extension is not None:
            extension.give_up(error)


class WarcPipeline:
    """Writes a metadata record with the article's id next to each archived page."""

    def __init__(self, crawler: Crawler) -> None:
        """Take the crawler; the archive belongs to its run."""
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the pipeline. Raises :class:`NotConfigured` if nothing is recorded."""
        if not crawler.settings.getbool("NEWSCRAWL_WARC"):
            raise NotConfigured
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        """Return the article. Raises :class:`OutputError` if its page could not be archived."""
        if not isinstance(item, Article):
            return item
        archive, fetch = RunExtension.run_of(self._crawler).archive, item.fetch
        if archive is None or fetch.warc_file is None or fetch.warc_offset is None or fetch.warc_record_id is None:
            raise OutputError(f"{item.id} is not written: its page could not be archived.")
        archive.add_metadata(
            WarcOffset(warc_file=fetch.warc_file, warc_offset=fetch.warc_offset, warc_record_id=fetch.warc_record_id),
            url=item.url,
            date=_utc(item.date_fetched),
            fields={
                "newscrawl-article-id": item.id,
                "newscrawl-revision": str(item.revision),
                "newscrawl-site": item.site,
                "newscrawl-content-hash": item.content_hash,
            },
        )
        return item


def _utc(moment: str | None) -> str:
    found = datetime.fromisoformat(moment) if moment else datetime.now(UTC)
    return found.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
