"""Reads the articles of WARC archives and tables of saved pages, one file after the other."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from newscrawl import sites, urls
from newscrawl.archive.replay import ReplayError
from newscrawl.content_coding import WRONG_CODING
from newscrawl.extract import NotAnArticle, extract_page
from newscrawl.extract.parts import TRUNCATED
from newscrawl.policy.frontier import unpack_hints
from newscrawl.policy.joining import Joining
from newscrawl.runner.bulk.pages import UnreadablePageError, check_limits, decompressed, finished, with_warnings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from newscrawl.archive.records import Record
    from newscrawl.archive.replay import Recorded, SavedPage
    from newscrawl.extract import ExtractedPage
    from newscrawl.items import Article
    from newscrawl.runner.bulk.pages import Reading

OTHER_LANGUAGE: Final = "other_language"
OTHER_SITE: Final = "other_site"
OTHER_DATE: Final = "other_date"
"""Why the filters leave a page out."""

_VIETNAMESE: Final = "vi"

_VIETNAMESE_LETTERS: Final = re.compile(
    rb"\xe1[\xba\xbb][\x80-\xbf]|\xc6[\xa0\xa1\xaf\xb0]|\xc4[\x82\x83\x90\x91]|&#(?:78|79|x1e)", re.IGNORECASE
)
"""Letters with Vietnamese marks in UTF-8 (from U+1E80, and Ơ, Ư, Ă, Đ), or as character references."""

_MIN_VIETNAMESE_LETTERS: Final = 20
"""Such letters on a page in Vietnamese. Pages in other languages hold a few at most, in names."""

_LANGUAGE_ATTRIBUTE: Final = re.compile(rb"<html[^>]{0,400}?\slang\s*=\s*[\"']?([a-z]{2,3})", re.IGNORECASE)
_ATTRIBUTE_BYTES: Final = 4_096
"""Bytes at the start of a page in which its language is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which pages of an archive are read."""

    language: str | None = None
    """Primary tag of the language: ``vi``."""

    sites: frozenset[str] = frozenset()
    """Names of profiles, and hosts; a host stands for its subdomains, too. Empty for all."""

    since: datetime | None = None
    until: datetime | None = None
    """Pages that were archived from ``since`` up to ``until`` (excluded)."""

    def refused(self, record: Record) -> str | None:
        """Return why a record is left out, by its WARC and HTTP headers; ``None`` if it is taken."""
        if self.sites and not self._has_site(record.url):
            return OTHER_SITE
        if (self.since or self.until) and not self._has_date(record.time):
            return OTHER_DATE
        stated = (record.http_header("Content-Language") or "").lower()
        # A server that serves Vietnamese often says "en"; the letters of a page are more reliable.
        if self.language and self.language != _VIETNAMESE and stated and self.language not in _primary_tags(stated):
            return OTHER_LANGUAGE
        return None

    def refused_page(self, body: bytes) -> str | None:
        """Return why a page is left out, by a look at its bytes."""
        if self.language is None:
            return None
        if self.language == _VIETNAMESE:
            letters = sum(1 for _ in islice(_VIETNAMESE_LETTERS.finditer(body), _MIN_VIETNAMESE_LETTERS))
            return None if letters == _MIN_VIETNAMESE_LETTERS or not _is_utf_8(body) else OTHER_LANGUAGE
        found = _LANGUAGE_ATTRIBUTE.search(body[:_ATTRIBUTE_BYTES])
        return OTHER_LANGUAGE if found and found[1].decode().lower() != self.language else None

    def refused_article(self, article: Article) -> str | None:
        """Return why an article is left out, by its language."""
        is_other = self.language is not None and article.in_language.lower().partition("-")[0] != self.language
        return OTHER_LANGUAGE if is_other else None

    def _has_site(self, url: str) -> bool:
        host = urls.host(url)
        if any(host == wanted or host.endswith(f".{wanted}") for wanted in self.sites):
            return True
        try:
            profile = sites.for_url(url)
        except ValueError:
            return False
        return profile is not None and profile.name in self.sites

    def _has_date(self, time: datetime | None) -> bool:
        if time is None:
            return False
        return (self.since is None or time >= self.since) and (self.until is None or time < self.until)


def _primary_tags(stated: str) -> set[str]:
    return {tag.strip().partition("-")[0] for tag in stated.split(",")}


def _is_utf_8(body: bytes) -> bool:
    """Return whether a page can be UTF-8; the letters of other encodings cannot be told so easily."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.end >= len(body) - 3  # cut off in the middle of a letter
    return True


class _Answer(NamedTuple):
    """A page as it was archived, ready to be parsed."""

    body: bytes
    url: str
    headers: Mapping[str, str]
    time: datetime | None
    warnings: tuple[str, ...]
    fetch: Mapping[str, Any]
    """The fields of :class:`~newscrawl.items.Fetch` that the archive knows."""


def read_saved(page: SavedPage, reading: Reading, filters: Filters) -> Article:
    """Return the article of a saved page, joined with its further pages. Raises :class:`UnreadablePageError`."""
    if not page.chain:
        try:
            answer = _Answer(page.path.read_bytes(), page.url, {}, None, (), {"status": 200})
        except OSError:
            raise UnreadablePageError("failed/not_saved") from None
    else:
        answer = _answer(page.chain, page.url)
    if reason := filters.refused_page(answer.body):
        raise UnreadablePageError(f"left_out/{reason}")
    joining = Joining.begin(_read(answer, page, reading))
    while joining.next_number is not None:
        chain = page.parts.get(urls.key(joining.url))
        try:
            part = _read(_answer(chain, joining.url), page, reading, first=joining.first) if chain else None
        except UnreadablePageError:
            part = None
        joining = joining.add(part)[0] if part else joining.without_rest()
    article = joining.result
    if reason := filters.refused_article(article):
        raise UnreadablePageError(f"left_out/{reason}")
    return finished(article, reading)


def _read(answer: _Answer, page: SavedPage, reading: Reading, *, first: ExtractedPage | None = None) -> ExtractedPage:
    """Return what one page holds. Raises :class:`UnreadablePageError`."""
    check_limits(answer.body)
    try:
        found = extract_page(
            answer.body,
            url=answer.url,
            site=_site_of(page, reading),
            headers=answer.headers,
            fetched_at=answer.time,
            hints=unpack_hints(page.hints),
            first=first,
        )
    except NotAnArticle as error:
        raise UnreadablePageError(f"rejected/{error.reason}", str(error)) from None
    article = with_warnings(found.article, answer.warnings)
    fetch = replace(article.fetch, **answer.fetch)
    return found._replace(article=replace(article, requested_url=page.url, fetch=fetch))


def _site_of(page: SavedPage, reading: Reading) -> sites.Site:
    """Return the profile that a page is read with: that of the crawl that archived it, if there is one of this name."""
    if not reading.is_generic and reading.site is None and page.site in sites.names():
        return sites.get(page.site)
    return reading.site_of(page.url)


def _answer(chain: tuple[Recorded, ...], url: str) -> _Answer:
    """Return the answer that a chain of redirects ended at. Raises :class:`UnreadablePageError`."""
    last = chain[-1]
    try:
        answer = last.read()
    except ReplayError:
        raise UnreadablePageError("failed/unreadable_record") from None
    headers: dict[str, str] = {}
    for raw_name, raw_value in answer.headers:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    body, is_wrong = decompressed(answer.body, headers)
    headers.pop("content-encoding", None)
    warnings = (*((WRONG_CODING,) if is_wrong else ()), *((TRUNCATED,) if answer.is_cut else ()))
    fetch = {
        "status": answer.status,
        "warc_file": last.place.path.name,
        "warc_offset": last.place.offset,
        "warc_record_id": answer.record_id,
    }
    return _Answer(body, answer.url if len(chain) > 1 else url, headers, answer.time, warnings, fetch)
