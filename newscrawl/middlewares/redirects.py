"""Follows redirects: a limited number, never twice to one address, and only to http(s)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

from scrapy.downloadermiddlewares.redirect import RedirectMiddleware as ScrapyRedirectMiddleware
from scrapy.exceptions import IgnoreRequest

from newscrawl.middlewares.failures import Bounded, Refused

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response
    from scrapy.settings import BaseSettings

_REDIRECT_STATUSES: Final = frozenset({301, 302, 303, 307, 308})


class RedirectMiddleware(ScrapyRedirectMiddleware):
    """Scrapy's middleware, with a reason for each failure: ``redirect_loop``, ``too_many_redirects`` (``REDIRECT_MAX_TIMES``), ``not_http``."""

    def __init__(self, settings: BaseSettings) -> None:
        """Take the settings of the crawl."""
        super().__init__(settings)
        self._keeps_cookies = settings.getbool("COOKIES_ENABLED")

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override] # the spider argument is deprecated
        """Return the request to the new address, or the response if it is no redirect. Raises :class:`Bounded` or :class:`Refused`."""
        location = response.headers.get("Location")
        if location and response.status in _REDIRECT_STATUSES:
            scheme = _scheme(request.url, location.decode("latin-1"))
            if scheme not in {"http", "https"}:
                raise Refused("not_http", request.url)
        try:
            following: Request | Response = super().process_response(request, response)
        except IgnoreRequest:
            raise Bounded("too_many_redirects", request.url) from None
        visited = [request.url, *request.meta.get("redirect_urls", ())]
        # With cookies, an answer that sets one may redirect to the same address once: the next answer can be the page.
        allowed = int(self._keeps_cookies and "Set-Cookie" in response.headers)
        if following is not response and visited.count(following.url) > allowed:
            raise Bounded("redirect_loop", request.url)
        return following


def _scheme(base: str, location: str) -> str:
    try:
        return urlsplit(urljoin(base, location.strip())).scheme
    except ValueError:
        return ""
