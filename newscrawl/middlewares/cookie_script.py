"""The one cookie that is ever sent: for sites whose first answer on any path is a script that sets it and asks again.

It is no cookie jar: only a profile's ``cookie_script`` turns it on, only what such a script says is sent, to the host that said it
alone, and it is forgotten with the run. An answer that repeats itself is the refusal that it looks like.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, Self

from scrapy.exceptions import NotConfigured

from newscrawl import urls

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_MOST_BYTES: Final = 500
"""Of such an answer; what is longer is a page."""

_SETS: Final = re.compile(
    rb"""document\.cookie\s*=\s*["']([A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}=[!#$%&(-+./0-9:<-\[\]-~-]{0,256})["';]"""
)
_ASKS_AGAIN: Final = b"location.reload("
_TRIED: Final = "newscrawl_cookie_script"


def cookie_of(body: bytes) -> bytes | None:
    """``NAME=VALUE`` that the script sets before it asks for the page again; ``None`` for what is no such script.

    >>> cookie_of(b'<script>document.cookie="D1N=7c1f; path=/";window.location.reload(true);</script>')
    b'D1N=7c1f'
    """
    if len(body) >= _MOST_BYTES or _ASKS_AGAIN not in body:
        return None
    found = _SETS.search(body)
    return found[1] if found else None


class CookieScriptMiddleware:
    """Asks again with the cookie that the answer was there to set, once for each request."""

    def __init__(self, crawler: Crawler) -> None:
        """Nothing is done for a site whose profile does not say so."""
        if not getattr(getattr(crawler.spider, "site", None), "cookie_script", False):
            raise NotConfigured
        self._crawler = crawler
        self._cookies: dict[str, bytes] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make a middleware."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Send the host's cookie, and to no other host that of one that led here."""
        cookie = self._cookies.get(urls.host(request.url))
        if cookie:
            request.headers["Cookie"] = cookie
        else:
            request.headers.pop("Cookie", None)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """The same request again where the answer only sets the cookie, else the answer."""
        if response.status != HTTPStatus.OK or request.meta.get(_TRIED):
            return response
        cookie = cookie_of(response.body)
        if cookie is None or cookie == request.headers.get("Cookie"):
            return response
        self._cookies[urls.host(request.url)] = cookie
        self._crawler.stats.inc_value("newscrawl/cookie_script")
        return request.replace(meta={**request.meta, _TRIED: True}, priority=request.priority + 1, dont_filter=True)
