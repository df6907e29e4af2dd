"""Answers a script that sets a cookie and reloads the page: some sites send it first, whatever the path.

This is not a cookie jar. It works only if the profile sets ``cookie_script``, it sends only the cookie of such a script, only to
the host that sent the script, and it forgets the cookie at the end of the run. If the script comes again, it is a refusal.
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

_MAX_SCRIPT_BYTES: Final = 500
"""A longer answer is a page and not such a script."""

_SET_COOKIE: Final = re.compile(
    rb"""document\.cookie\s*=\s*["']([A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}=[!#$%&(-+./0-9:<-\[\]-~-]{0,256})["';]"""
)
_RELOAD: Final = b"location.reload("
_TRIED_KEY: Final = "newscrawl_cookie_script"
"""Key of ``Request.meta`` that marks the second request."""


def cookie_of(body: bytes) -> bytes | None:
    """Return the cookie (``NAME=VALUE``) that the script sets before it reloads the page; ``None`` for any other answer.

    >>> cookie_of(b'<script>document.cookie="D1N=7c1f; path=/";window.location.reload(true);</script>')
    b'D1N=7c1f'
    """
    if len(body) >= _MAX_SCRIPT_BYTES or _RELOAD not in body:
        return None
    found = _SET_COOKIE.search(body)
    return found[1] if found else None


class CookieScriptMiddleware:
    """Repeats a request once with the cookie that the script in its answer sets."""

    def __init__(self, crawler: Crawler) -> None:
        """Raise :class:`NotConfigured` if the site's profile does not set ``cookie_script``."""
        if not getattr(getattr(crawler.spider, "site", None), "cookie_script", False):
            raise NotConfigured
        self._crawler = crawler
        self._cookies: dict[str, bytes] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Set the host's cookie, and remove the cookie of a host that redirected here."""
        cookie = self._cookies.get(urls.host(request.url))
        if cookie:
            request.headers["Cookie"] = cookie
        else:
            request.headers.pop("Cookie", None)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Return the request again with the cookie if the answer is such a script, otherwise the answer."""
        if response.status != HTTPStatus.OK or request.meta.get(_TRIED_KEY):
            return response
        cookie = cookie_of(response.body)
        if cookie is None or cookie == request.headers.get("Cookie"):
            return response
        self._cookies[urls.host(request.url)] = cookie
        self._crawler.stats.inc_value("newscrawl/cookie_script")
        return request.replace(meta={**request.meta, _TRIED_KEY: True}, priority=request.priority + 1, dont_filter=True)
