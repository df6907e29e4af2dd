"""The headers and the statistics of requests are those that Scrapy's own middlewares give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.defaultheaders import DefaultHeadersMiddleware
from scrapy.downloadermiddlewares.stats import DownloaderStats
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.statscollectors import MemoryStatsCollector
from scrapy.utils.request import request_httprepr

from newscrawl.middlewares.connections import GuardedHandler
from newscrawl.middlewares.prepared import PreparedHeadersMiddleware, ShortDownloaderStats, request_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

ADDRESSES = (
    "http://a.vn",
    "http://a.vn/",
    "https://A.vn:8080/x/y.html?a=b&c",
    "http://a.vn/x;y?z",
    "http://a.vn/x?",
    "http://a.vn?x=1",
    "http://u:p@a.vn/x",
    "http://[::1]:80/x",
    "http://a.vn/x#f",
    "http://a.vn/ă?q=ơ",
    "http://a.vn//x",
    "http://a.vn/?x?y",
)


@pytest.mark.parametrize("url", ADDRESSES)
@pytest.mark.parametrize("headers", [{}, {"A": "b"}, {"A": ["b", "cc"], "D": "e"}, {"A": []}], ids=str)
def test_the_bytes_of_a_request_are_those_of_scrapy(url: str, headers: Mapping[str, Any]) -> None:
    for method, body in (("GET", ""), ("POST", "x=1")):
        request = Request(url, method=method, headers=headers, body=body)
        assert request_bytes(request) == len(request_httprepr(request))


@pytest.mark.parametrize("headers", [{}, {"A": "b"}, {"A": ["b", "cc"], "D": "e"}], ids=str)
def test_the_statistics_are_those_of_scrapy(headers: Mapping[str, Any]) -> None:
    counted = []
    for kind in (DownloaderStats, ShortDownloaderStats):
        stats = MemoryStatsCollector(Crawler(Spider))
        request = Request("http://a.vn/x", headers=headers)
        middleware = kind(stats)
        assert middleware.process_request(request) is None
        for status in (200, 404, 799):
            response = Response(request.url, status=status, headers=headers, body=b"text")
            assert middleware.process_response(request, response) is response
        counted.append(stats.get_stats())
    assert counted[0] == counted[1]
    assert counted[0]["downloader/response_bytes"] > 0


def test_default_headers_are_added_as_scrapy_adds_them() -> None:
    settings = Settings({"DEFAULT_REQUEST_HEADERS": {"accept": "text/html", "Accept-Language": "vi", "X-None": None}})
    sent = []
    for kind in (DefaultHeadersMiddleware, PreparedHeadersMiddleware):
        crawler = Crawler(Spider, settings.copy())
        request = Request("http://a.vn/", headers={"Accept": "own"})
        kind.from_crawler(crawler).process_request(request)
        sent.append(request.headers)
    assert sent[0] == sent[1] == {b"Accept": [b"own"], b"Accept-Language": [b"vi"]}


def test_a_request_does_not_change_the_default_headers() -> None:
    middleware = PreparedHeadersMiddleware([("Accept", "text/html")])
    first, second = Request("http://a.vn/"), Request("http://a.vn/")
    middleware.process_request(first)
    first.headers.appendlist("Accept", "text/plain")
    middleware.process_request(second)
    assert second.headers.getlist("Accept") == [b"text/html"]


def test_the_headers_that_are_sent_are_scrapys_copy() -> None:
    request = Request("http://a.vn/", headers={"A": ["b", "c"], "Proxy-Authorization": "Basic x"})
    prepared = GuardedHandler._request_headers(request)
    assert prepared.to_tuple_list() == [("A", "b"), ("A", "c")]
    assert b"Proxy-Authorization" in request.headers
