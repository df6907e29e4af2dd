"""Scrapy's middlewares for the default headers and the statistics of the downloader, with the work of every request done once."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from scrapy.downloadermiddlewares.defaultheaders import DefaultHeadersMiddleware
from scrapy.downloadermiddlewares.stats import DownloaderStats, get_status_size
from scrapy.http import Headers
from scrapy.utils.request import request_httprepr

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrapy import Request
    from scrapy.http import Response

_PLAIN_ADDRESS: Final = re.compile(r"https?://(?P<host>[\w.-]+)(?::\d+)?(?P<path>/[^;?#]*(?:\?[^#]+)?)", re.ASCII)
"""An address whose path is requested as it is written."""

_FIXED_BYTES: Final = len(b"  HTTP/1.1\r\nHost: \r\n\r\n")
"""Bytes of a request's head that every request has."""


class PreparedHeadersMiddleware(DefaultHeadersMiddleware):
    """Scrapy's default headers. Their names and values are made bytes once, not for each request."""

    def __init__(self, headers: Iterable[tuple[str, str]]) -> None:
        """Take names and values."""
        super().__init__(headers)
        self._prepared: list[tuple[bytes, list[bytes]]] = list(dict.items(Headers(headers)))

    def process_request(self, request: Request) -> None:  # type: ignore[override] # the spider argument is deprecated
        """Add the headers that the request has not."""
        for name, values in self._prepared:
            dict.setdefault(request.headers, name, list(values))


class ShortDownloaderStats(DownloaderStats):
    """Scrapy's statistics of requests and answers, which computes the lengths that Scrapy measures on the whole text."""

    def process_request(self, request: Request) -> None:  # type: ignore[override] # the spider argument is deprecated
        """Count a request and its bytes."""
        count = self.stats.inc_value
        count("downloader/request_count")
        count(f"downloader/request_method_count/{request.method}")
        count("downloader/request_bytes", request_bytes(request))

    def process_response(self, request: Request, response: Response) -> Response:  # type: ignore[override]
        """Count an answer and its bytes."""
        count = self.stats.inc_value
        count("downloader/response_count")
        count(f"downloader/response_status_count/{response.status}")
        # Scrapy counts a line end between two names, not between two values of one.
        head = sum(_field_bytes(response.headers)) + len(b"\r\n") * (len(response.headers) - 1)
        size = len(response.body) + head + _status_bytes(response.status) + len(b"\r\n\r\n")
        count("downloader/response_bytes", size)
        return response


def request_bytes(request: Request) -> int:
    """Return the length of Scrapy's :func:`request_httprepr`."""
    plain = _PLAIN_ADDRESS.fullmatch(request.url)
    if plain is None:
        return len(request_httprepr(request))
    line = len(request.method) + len(plain["path"]) + len(plain["host"]) + _FIXED_BYTES
    fields = _field_bytes(request.headers)
    lines = max(len(fields), 1) if request.headers else 0
    return line + sum(fields) + len(b"\r\n") * lines + len(request.body)


def _field_bytes(headers: Headers) -> list[int]:
    """Return the length of each field of normalised headers, without its line end."""
    return [len(name) + len(value) + len(b": ") for name, values in dict.items(headers) for value in values]


_status_bytes = cache(get_status_size)
