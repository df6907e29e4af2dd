"""Fetches a few pages of one site for ``check``, ``new-site`` and ``save``. Nothing is written or remembered."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar, cast

from scrapy.crawler import AsyncCrawlerRunner
from scrapy.utils.log import configure_logging

from newscrawl.runner.jobs import build_settings
from newscrawl.spiders.probing import ProbingSpider
from newscrawl.spiders.sampling import SamplingSpider

if TYPE_CHECKING:
    from scrapy import Spider

    from newscrawl.sites import Site

S = TypeVar("S", bound="Spider")


def probe_site(site: Site, *, delay: float | None = None, allow_private: bool = False) -> ProbingSpider:
    """Fetch what ``check`` looks at and return the finished spider; ``delay`` is in seconds."""
    return _run(ProbingSpider, site.delay if delay is None else delay, allow_private=allow_private, site=site)


def sample_site(
    url: str, *, articles: int, single: bool = False, delay: float | None = None, allow_private: bool = False
) -> SamplingSpider:
    """Fetch pages to draft a profile from, or with ``single`` the page at ``url`` alone; return the finished spider."""
    return _run(SamplingSpider, delay, allow_private=allow_private, url=url, articles=articles, single=single)


def _run(spider: type[S], delay: float | None, *, allow_private: bool, **arguments: Any) -> S:
    using = build_settings(LOG_LEVEL="WARNING", NEWSCRAWL_ALLOW_PRIVATE=allow_private or None, DOWNLOAD_DELAY=delay)
    configure_logging(using)
    runner = AsyncCrawlerRunner(using)
    crawler = runner.create_crawler(spider)

    async def crawl() -> None:
        await runner.crawl(crawler, **arguments)

    asyncio.run(crawl())
    return cast("S", crawler.spider)
