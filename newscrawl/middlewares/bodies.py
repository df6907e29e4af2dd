"""Decompresses bodies within limits, retries answers that were cut off, and refuses pages that would keep the parser busy."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from scrapy.downloadermiddlewares.httpcompression import ACCEPTED_ENCODINGS, HttpCompressionMiddleware
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from newscrawl.content_coding import WRONG_CODING, CodingError, codings_of, decoded
from newscrawl.discover.source import HTML_KINDS
from newscrawl.middlewares.failures import WARNINGS_KEY, Bounded
from newscrawl.parse_limits import exceeded_limit
from newscrawl.policy.requests import crawl_request

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrapy import Request
    from scrapy.crawler import Crawler

_HTML_KINDS: Final = HTML_KINDS | {"article"}
"""Kinds of requests whose answer is parsed as an HTML page."""

_STREAMED_KIND: Final = "sitemap"
"""Kind of request whose answer may be a gzip file that its reader decompresses piece by piece."""

_RANGE: Final = re.compile(rb"bytes\s+0-(?P<last>\d{1,18})/(?P<size>\d{1,18})", re.IGNORECASE)

_ACCEPTED: Final = b", ".join(ACCEPTED_ENCODINGS)
"""Value of ``Accept-Encoding``."""

_FRAMING: Final = frozenset({b"Content-Length", b"Transfer-Encoding", b"Content-Encoding"})
"""Headers of an answer that tells where it ends; without them it ends with its connection."""

_BEGIN: Final = re.compile(rb"<html\b", re.IGNORECASE)
_END: Final = re.compile(rb"</(?:html|body)\s*>", re.IGNORECASE)
"""Tags of which a whole HTML page has both, unless its site leaves out what HTML allows to leave out."""

CUT_SHORT: Final = "cut_short"
PARTIAL: Final = "partial_content"


class BodyMiddleware(HttpCompressionMiddleware):
    """Decompresses as Scrapy does, with a reason for each failure: ``too_large``, ``too_many_encodings``, ``bad_encoding``, ``cut_short``.

    An answer that is a part of the page, by its status (``partial_content``) or by its content coding, is requested again. So is a page
    without its last tag that ended with its connection, as a server of HTTP/1.0 sends it: nothing else tells whether it was cut off. HTML
    pages are also checked before they are parsed: ``too_many_tags`` (``NEWSCRAWL_MAX_TAGS``), ``too_many_attributes``
    (``NEWSCRAWL_MAX_ATTRIBUTES``).
    """

    def __init__(self, *, crawler: Crawler) -> None:
        """Read the limits from the settings."""
        super().__init__(crawler=crawler)
        self._crawler = crawler
        self._is_replay = "NEWSCRAWL_REPLAY" in crawler.settings
        self._max_tags = crawler.settings.getint("NEWSCRAWL_MAX_TAGS")
        self._max_attributes = crawler.settings.getint("NEWSCRAWL_MAX_ATTRIBUTES")
        self._looks_again = crawler.settings.getint("RETRY_TIMES") > 0 and not self._is_replay
        self._unended: dict[str, int] = {}
        """Lengths of pages without their last tag, by address: the next answer is compared."""

        self._without_end: set[str] = set()
        """Hosts whose whole pages have no last tag: two answers were of one length."""

    def process_request(self, request: Request) -> None:  # type: ignore[override] # the spider argument is deprecated
        """Name the codings that are understood."""
        dict.setdefault(request.headers, b"Accept-Encoding", [_ACCEPTED])

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override] # the spider argument is deprecated
        """Return the response with its body decompressed, or the request again. Raises :class:`Bounded` if neither is possible."""
        if response.status == HTTPStatus.PARTIAL_CONTENT and not _is_whole(response):
            return self._again(request, PARTIAL)
        if "dataloss" in response.flags:
            return self._again(request, CUT_SHORT)
        is_open_ended = response.headers.keys().isdisjoint(_FRAMING)
        try:
            response = self._decompressed(request, response)
        except CodingError as error:
            if error.reason == CUT_SHORT:
                return self._again(request, CUT_SHORT)
            raise Bounded(error.reason, response.url) from None
        asked = crawl_request(request.meta)
        if asked and asked.kind in _HTML_KINDS:
            if is_open_ended and self._seems_cut_off(response):
                return self._again(request, CUT_SHORT)
            tags, attributes = self._max_tags, self._max_attributes
            if reason := exceeded_limit(response.body, tags=tags, attributes=attributes):
                raise Bounded(reason, response.url)
        return response

    def _seems_cut_off(self, response: Response) -> bool:
        """Return whether a page that ended with its connection lacks its last tag, and is not known to be whole."""
        host = urlsplit(response.url).netloc
        if not self._looks_again or host in self._without_end:
            return False
        if response.status != HTTPStatus.OK or not _BEGIN.search(response.body) or _END.search(response.body):
            self._unended.pop(response.url, None)
            return False
        if self._unended.pop(response.url, None) == len(response.body):
            self._without_end.add(host)
            return False
        self._unended[response.url] = len(response.body)
        return True

    def _again(self, request: Request, reason: str) -> Request:
        """Return the request for another try. Raises :class:`Bounded` after the last one."""
        spider = self._crawler.spider
        again = get_retry_request(request, spider=spider, reason=reason) if spider and not self._is_replay else None
        if again is None:
            raise Bounded(reason, request.url)
        return again

    def _decompressed(self, request: Request, response: Response) -> Response:
        named = [value.decode("latin-1") for value in response.headers.getlist("Content-Encoding")]
        asked = crawl_request(request.meta)
        codings = codings_of(named)
        if not codings and asked and asked.kind == _STREAMED_KIND:
            return response
        limit = request.meta.get("download_maxsize", self._max_size)
        body, is_wrong = decoded(response.body, codings, max_bytes=limit)
        if is_wrong:
            request.meta[WARNINGS_KEY] = (*request.meta.get(WARNINGS_KEY, ()), WRONG_CODING)
        if not named and body is response.body:
            return response
        headers = _without_coding(response.headers)
        kind = responsetypes.from_args(headers=headers, url=response.url, body=body)
        # Not response.replace(): it asks a text response for its encoding, which is guessed from the compressed bytes if no
        # header names it.
        kept = {name: getattr(response, name) for name in Response.attributes}
        found = kind(**{**kept, "headers": None, "body": body})
        found.headers = headers  # the constructor would normalise them again
        return found


def _without_coding(headers: Headers) -> Headers:
    """Return a copy of normalised headers without the content coding."""
    found = Headers()
    fields: Iterable[tuple[bytes, list[bytes]]] = dict.items(headers)
    dict.update(found, {name: list(values) for name, values in fields if name != b"Content-Encoding"})
    return found


def _is_whole(response: Response) -> bool:
    """Return whether the range that an answer holds is the whole page."""
    found = _RANGE.fullmatch(response.headers.get("Content-Range") or b"")
    return bool(found and int(found["last"]) + 1 == int(found["size"]) == len(response.body))
