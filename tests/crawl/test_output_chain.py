"""What a spider yields reaches Scrapy as it does through Scrapy's own chain of spider middlewares; no Referer is sent."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from scrapy import Request, Spider
from scrapy.core.spidermw import SpiderMiddlewareManager
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.spidermiddlewares.httperror import HttpErrorMiddleware
from scrapy.spidermiddlewares.referer import RefererMiddleware
from scrapy.utils.asyncgen import as_async_generator

from newscrawl.spiders.output_chain import NoRefererMiddleware, ShortSpiderChain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from twisted.python.failure import Failure

ASKED = Request("https://example.com/a")


class Doubling:
    """A middleware that has a say: it gives each item twice."""

    async def process_spider_output(self, *, result: Any, **_: Any) -> Any:
        async for item in result:
            yield item
            yield item


def outcome(kind: type[SpiderMiddlewareManager], status: int, *, is_wrong: bool, more: list[Any]) -> list[Any]:
    """Return what comes out of the chain for an answer with a status, and the error if there is one."""
    crawler = Crawler(Spider, Settings({"REFERRER_POLICY": "no-referrer"}))
    crawler.spider = Spider("any")
    crawler.stats = type("Counts", (), {"inc_value": lambda *_: None})()
    middlewares = [HttpErrorMiddleware.from_crawler(crawler), NoRefererMiddleware.from_crawler(crawler), *more]

    async def scraped(result: Response | Failure, request: Request) -> Iterator[Any]:
        def output() -> Iterator[Any]:
            yield type(result).__name__
            if is_wrong:
                raise ValueError("of the callback")
            yield Request("https://example.com/b")

        return output()

    async def run() -> list[Any]:
        found: list[Any] = []
        try:
            response = Response(ASKED.url, status=status, headers={"Referrer-Policy": "unsafe-url"}, request=ASKED)
            made = await kind(*middlewares, crawler=crawler).scrape_response_async(scraped, response, ASKED)
            output = made if hasattr(made, "__aiter__") else as_async_generator(made)
            async for item in output:
                found.append(item)  # noqa: PERF401 - what comes before an error counts, too
        except ValueError as error:
            found.append(str(error))
        return [(item.url, item.headers.to_string()) if isinstance(item, Request) else item for item in found]

    return asyncio.run(run())


@pytest.mark.parametrize("more", [[], [Doubling()]], ids=["none", "one more"])
@pytest.mark.parametrize("is_wrong", [False, True])
@pytest.mark.parametrize("status", [200, 204, 304, 404, 500])
def test_the_output_is_that_of_scrapys_chain(status: int, more: list[Any], *, is_wrong: bool) -> None:
    found = outcome(ShortSpiderChain, status, is_wrong=is_wrong, more=more)
    assert found == outcome(SpiderMiddlewareManager, status, is_wrong=is_wrong, more=more)
    assert len(found) == (1 if is_wrong else 2) * (1 + len(more)) + is_wrong
    if not is_wrong:
        assert found[-1] == ("https://example.com/b", b"")


def test_another_policy_brings_scrapys_middleware_back() -> None:
    for policy, kind in (("no-referrer", NoRefererMiddleware), ("same-origin", RefererMiddleware)):
        found = NoRefererMiddleware.from_crawler(Crawler(Spider, Settings({"REFERRER_POLICY": policy})))
        assert type(found) is kind
