"""Replays saved pages: a download handler that reads files and archives in the place of the network."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from scrapy import signals
from scrapy.http import Headers, Response
from w3lib.url import safe_url_string

from newscrawl.archive.replay import host_of
from newscrawl.archive.warc import WarcOffset
from newscrawl.extensions.run import RunExtension
from newscrawl.extensions.warc import ARCHIVED_KEY, ArchivedResponse
from newscrawl.items import Article
from newscrawl.middlewares.failures import Bounded
from newscrawl.pipelines.rejection import Rejected
from newscrawl.policy.requests import ArticleRequest, crawl_request
from newscrawl.settings import EXTENSIONS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scrapy import Request
    from scrapy.crawler import Crawler

    from newscrawl.archive.replay import Recorded, SavedPage

HANDLER: Final = "newscrawl.spiders.replay.ReplayHandler"

_LEFT_OUT: Final = "NEWSCRAWL_REPLAY_LEFT_OUT"
"""Setting with (host, reason, number) of the pages that are not replayed."""


def replay_settings(
    pages: Sequence[SavedPage], left_out: Mapping[tuple[str, str], int] | None = None
) -> Mapping[str, object]:
    """Return the settings of a replay: saved pages in the place of the network, no robots.txt, no delay, no state of other runs.

    ``left_out`` are the numbers of pages that are not among them, by host and reason; they are added to the manifest.
    """
    return {
        _LEFT_OUT: [[host, reason, count] for (host, reason), count in (left_out or {}).items()],
        "EXTENSIONS": {**EXTENSIONS, "newscrawl.spiders.replay.ReplayExtension": 20},
        "DOWNLOAD_HANDLERS": dict.fromkeys(("http", "https"), HANDLER),
        "NEWSCRAWL_REPLAY": {safe_url_string(page.url): str(page.path) for page in pages if not page.chain},
        "NEWSCRAWL_WARC": False,
        "CONCURRENT_REQUESTS": 1,  # keeps the order of the pages, which decides what is a revision of what
        "NEWSCRAWL_STATE": ":memory:",
        "DOWNLOAD_DELAY": 0,
        "DOWNLOADER_MIDDLEWARES": {
            "newscrawl.middlewares.bodies.BodyMiddleware": 590,  # the limits of a crawl
            "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": 600,
            "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
        },
    }


class ReplayExtension:
    """Counts what becomes of each page, by its host."""

    def __init__(self, crawler: Crawler) -> None:
        """Connect to the signals of the crawl."""
        self._crawler = crawler
        crawler.signals.connect(self._opened, signals.spider_opened)
        crawler.signals.connect(self._written, signals.item_scraped)
        crawler.signals.connect(self._dropped, signals.item_dropped)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the extension."""
        return cls(crawler)

    def _opened(self) -> None:
        """Add the pages that are not replayed, once in a run."""
        run = RunExtension.run_of(self._crawler)
        if not run.pages:
            for host, reason, count in self._crawler.settings.get(_LEFT_OUT) or ():
                run.pages[host, f"left_out/{reason}"] += count

    def _count(self, item: object, fate: str) -> None:
        if isinstance(item, Article):
            RunExtension.run_of(self._crawler).pages[host_of(item.requested_url) or "", fate] += 1

    def _written(self, item: object) -> None:
        self._count(item, "new" if isinstance(item, Article) and item.revision == 1 else "revised")

    def _dropped(self, item: object, exception: Exception) -> None:
        if isinstance(exception, Rejected):
            self._count(item, f"{exception.outcome.value}/{exception.reason}")


class ReplayHandler:
    """Answers a request with the page that was saved from its address."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        """Read ``NEWSCRAWL_REPLAY``, which maps addresses to paths."""
        self._pages: Mapping[str, str] = crawler.settings.getdict("NEWSCRAWL_REPLAY")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the handler."""
        return cls(crawler)

    async def download_request(self, request: Request) -> Response:
        """Return the saved bytes with status 200, or the archived response as it was."""
        if chain := _archived_chain(request):
            return await asyncio.to_thread(_archived, request, chain[request.meta.get("redirect_times", 0)])
        path = self._pages.get(request.url)
        if path is None:
            raise Bounded("not_saved", request.url)
        body = await asyncio.to_thread(Path(path).read_bytes)
        return Response(request.url, status=200, body=body, request=request)

    async def close(self) -> None:
        """Do nothing: no files stay open."""


def _archived_chain(request: Request) -> tuple[Recorded, ...]:
    asked = crawl_request(request.meta)
    return asked.archived if isinstance(asked, ArticleRequest) else ()


def _archived(request: Request, recorded: Recorded) -> Response:
    """Return an archived response. Its content coding is kept; Scrapy decodes it as in the original crawl."""
    found = recorded.read()
    place = WarcOffset(
        warc_file=recorded.place.path.name, warc_offset=recorded.place.offset, warc_record_id=found.record_id
    )
    request.meta[ARCHIVED_KEY] = ArchivedResponse(found.time, place, is_cut=found.is_cut)
    return Response(request.url, status=found.status, headers=Headers(found.headers), body=found.body, request=request)
