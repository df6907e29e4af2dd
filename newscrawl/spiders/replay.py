"""Replays saved pages: a download handler that reads files and archives in the place of the network."""

from __future__ import annotations

import asyncio
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from scrapy.http import Headers, Response
from w3lib.url import safe_url_string

from newscrawl.archive.warc import WarcOffset
from newscrawl.extensions.warc import ARCHIVED_KEY, ArchivedResponse
from newscrawl.middlewares.failures import Bounded
from newscrawl.policy.requests import ArticleRequest, crawl_request

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scrapy import Request
    from scrapy.crawler import Crawler

    from newscrawl.archive.replay import Recorded, SavedPage

HANDLER: Final = "newscrawl.spiders.replay.ReplayHandler"


def replay_settings(pages: Sequence[SavedPage]) -> Mapping[str, object]:
    """Return the settings of a replay: saved pages in the place of the network, no robots.txt, no delay, no state of other runs."""
    return {
        "DOWNLOAD_HANDLERS": dict.fromkeys(("http", "https"), HANDLER),
        "NEWSCRAWL_REPLAY": {safe_url_string(page.url): str(page.path) for page in pages if not page.chain},
        "NEWSCRAWL_WARC": False,
        "CONCURRENT_REQUESTS": 1,  # keeps the order of the pages, which decides what is a revision of what
        "NEWSCRAWL_STATE": ":memory:",
        "DOWNLOAD_DELAY": 0,
        "DOWNLOADER_MIDDLEWARES": {
            "newscrawl.middlewares.addresses.AddressMiddleware": None,
            "newscrawl.middlewares.robots.RobotsMiddleware": None,
            "newscrawl.middlewares.bodies.BodyMiddleware": 590,  # the limits of a crawl
            "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
            "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
            "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
        },
    }


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
    record, body = recorded.read()
    place = WarcOffset(warc_file=recorded.path.name, warc_offset=recorded.offset, warc_record_id=record.id)
    request.meta[ARCHIVED_KEY] = ArchivedResponse(datetime.fromisoformat(record.date), place)
    return Response(
        request.url,
        status=record.status or HTTPStatus.OK,
        headers=Headers(record.http_headers),
        body=body,
        request=request,
    )
