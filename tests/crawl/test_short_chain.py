"""The short chain of downloader middlewares gives what Scrapy's gives."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from scrapy import Request, Spider
from scrapy.core.downloader.middleware import DownloaderMiddlewareManager
from scrapy.crawler import Crawler
from scrapy.http import Response

from newscrawl.middlewares.downloader import ShortChain

if TYPE_CHECKING:
    from collections.abc import Callable

    Middleware = Callable[[], object]

ASKED = Request("https://example.com/a")
OTHER = Request("https://example.com/b")


def middleware(*, is_async: bool, **returned: object) -> object:
    """Return a middleware whose methods return the given objects, in plain functions or coroutines; ``same`` is the response."""

    def method(found: object) -> Callable[..., Any]:
        def plain(_: object, *, request: Request, response: Response | None = None) -> object:
            return response if found == "same" else found

        async def awaited(_: object, *, request: Request, response: Response | None = None) -> object:
            return response if found == "same" else found

        return awaited if is_async else plain

    return type("Given", (), {name: method(found) for name, found in returned.items()})()


def outcome(kind: type[DownloaderMiddlewareManager], middlewares: list[object]) -> tuple[str, object]:
    async def download(request: Request) -> Response:
        return Response(request.url, body=b"downloaded")

    manager = kind(*middlewares, crawler=Crawler(Spider))
    try:
        found = asyncio.run(manager.download_async(download, ASKED))
    except TypeError:
        return "TypeError", None
    return type(found).__name__, (found.url, found.body)


@pytest.mark.parametrize("is_async", [False, True])
@pytest.mark.parametrize(
    "returned",
    [
        {"process_request": None, "process_response": "same"},
        {"process_request": OTHER, "process_response": "same"},
        {"process_request": Response("https://example.com/c"), "process_response": "same"},
        {"process_request": "neither"},
        {"process_response": OTHER},
        {"process_response": Response("https://example.com/d")},
        {"process_response": None},
    ],
    ids=str,
)
def test_each_answer_of_a_middleware_counts_as_in_scrapy(returned: dict[str, object], *, is_async: bool) -> None:
    last = middleware(is_async=False, process_request=None, process_response=Response("https://example.com/last"))
    chain = [middleware(is_async=is_async, **returned), last]
    assert outcome(ShortChain, chain) == outcome(DownloaderMiddlewareManager, chain)
