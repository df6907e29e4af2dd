"""How a listing goes on: the next page's address, and the answers of load-more endpoints.

A caller walks a section so: read the section itself (page 1), remember :func:`channel` of its body, and ask
:func:`next_page` for the page after the last one read, until an answer brings no article that is new.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, urlsplit

from newscrawl import urls
from newscrawl.discover import listing
from newscrawl.discover.link import Link, Resolver, UnreadableError
from newscrawl.discover.markup import decode, header, json_value, plain
from newscrawl.discover.moments import moment
from newscrawl.items import Hints

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from newscrawl.sites.profile import Paging, Site

MAX_PAGE: Final = 2 * 2**20
"""Bytes of a section's page in which a channel is looked for."""

MAX_VALUES: Final = 200_000
"""Values of a JSON answer after which the reading stops."""

_EXTENSION: Final = re.compile(r"\.[a-z]{2,5}$")
_NUMBER: Final = re.compile(r"\d{3,}")
_FIELD: Final = re.compile(r"\{(\w+)\}")
_MARKUP: Final = re.compile(r"<a\s[^<>]*href", re.IGNORECASE)
_TITLES: Final = ("title", "name", "headline", "titleicon16", "article_title", "tieude")
_MOMENTS: Final = (
    "publishedtime", "publishtime", "published_time", "publish_time", "published_at", "datepublished", "date_published",
    "publishdate", "publish_date", "distributiondate", "pubdate", "published", "time_yyyymmddhhmmss",
    "time_ddmmyyyyhhmm", "publish", "date", "created_at", "createddate", "time", "timex", "timex1",
)  # fmt: skip
_SUMMARIES: Final = ("headlines", "sapo", "description", "summary", "lead", "desc", "excerpt")
_SECTIONS: Final = ("namechannel", "zonename", "zone_name", "category", "catename", "category_name", "section")


class NotJsonError(UnreadableError):
    """The bytes are neither JSON nor a page: ``empty`` or ``json`` (broken)."""


@dataclass(frozen=True, slots=True)
class Following:
    """How the next page is asked for."""

    url: str
    post: bool = False
    """Whether its query is sent as a form, by POST."""

    way: int = 0
    """Number of the profile's way."""


def channel(site: Site, body: bytes) -> str | None:
    """The number under which the site's load-more endpoint knows the section whose page this is."""
    return numbered_by([paging.channel for paging in site.paging], body)


def numbered_by(patterns: Iterable[str | None], body: bytes) -> str | None:
    """The number that the first of the patterns finds on a section's page."""
    text = decode(body[:MAX_PAGE])
    for pattern in patterns:
        if pattern and (found := _pattern(pattern).search(text)):
            return str(next(filter(None, found.groups()), found[0]))
    return None


@lru_cache(maxsize=256)
def _pattern(expression: str) -> re.Pattern[str]:
    return re.compile(expression)


def ways(
    site: Site,
    section_url: str,
    n: int,
    *,
    body: bytes | None = None,
    links: Sequence[Link] = (),
    channel: str | None = None,
    after: int = 0,
) -> list[Following]:
    """All ways to the page after page ``n``, the likeliest first: where one is refused, the next may serve.

    Of the profile's ways, from number ``after`` on, those for which everything is known. ``links`` are those of page ``n``, for
    endpoints that go on from the last article; ``channel`` is what :func:`channel` found on page 1. Where the profile
    has no way that serves, the page itself is asked: ``body`` is page ``n``, and may name its next page.
    """
    found: list[Following] = []
    for number, paging in enumerate(site.paging[after:], after):
        last = _marked_last(paging, body) or _last(site, links)
        if following := _filled(paging, section_url, n, last=last, channel=channel, way=number):
            found.append(following)
    if found or body is None:
        return found
    root = listing.parse(body)
    address = None if root is None else listing.next_address(root, section_url) or _counted(root, section_url, n)
    return [Following(address, way=len(site.paging))] if address else []


def _filled(
    paging: Paging, section_url: str, n: int, *, last: str | None, channel: str | None, way: int
) -> Following | None:
    number = str(paging.first + paging.step * (n - 1))
    values = {**of_section(section_url), "n": number, "last": last or "", "channel": channel or ""}
    address = filled(paging.url, values)
    resolved = urls.resolve(address, section_url) if address else None
    return Following(resolved, paging.post, way) if resolved else None


def of_section(section_url: str) -> dict[str, str]:
    """What a template may say of a section."""
    path = urlsplit(section_url).path.rstrip("/")
    return {"section": path, "stem": _EXTENSION.sub("", path)}


def filled(template: str, values: Mapping[str, str]) -> str | None:
    """A template with its fields filled; ``None`` where one of them is not known."""
    if any(not values.get(name) for name in _FIELD.findall(template)):
        return None
    return _FIELD.sub(lambda match: values[match[1]], template)


def _marked_last(paging: Paging, body: bytes | None) -> str | None:
    """The number of the last article as the page marks it."""
    if paging.last is None or body is None:
        return None
    found: str | None = None
    for match in _pattern(paging.last).finditer(decode(body[:MAX_PAGE])):
        found = match[1]
    return found


def _last(site: Site, links: Sequence[Link]) -> str | None:
    """The number of the last article so far."""
    for link in reversed(links):
        key = site.article_key(link.url)
        if key and key.isdecimal():
            return key
        if numbers := _NUMBER.findall(urlsplit(link.url).path):
            return str(numbers[-1])
    return None


def _counted(root: listing.Element, url: str, n: int) -> str | None:
    """The address on the page that is the section's own but for a page number one higher: ``?page=3``, ``/trang-3``."""
    parts = urlsplit(url)
    stem = _EXTENSION.sub("", _without_number(parts.path))
    resolve = Resolver(listing.base(root, url))
    for href in listing.hrefs(root):
        found = resolve(href)
        if found is None or urls.host(found) != urls.host(url) or str(n + 1) not in found:
            continue
        other = urlsplit(found)
        query = dict(parse_qsl(other.query))
        if other.path == parts.path and any(query.get(name) == str(n + 1) for name in _PAGE_PARAMETERS):
            return found
        if _PAGE_PATH.search(other.path) and _EXTENSION.sub("", _without_number(other.path)) == stem:
            return found
    return None


_PAGE_PARAMETERS: Final = ("page", "p", "trang", "paged", "pageindex", "pg")
_PAGE_PATH: Final = re.compile(r"[-/](?:p|page|trang)[-/]?\d+(?=/?(?:\.[a-z]{2,5})?$)")


def _without_number(path: str) -> str:
    return _PAGE_PATH.sub("", path).rstrip("/")


def links(body: bytes, *, url: str, site: Site, headers: Mapping[str, str] | None = None) -> list[Link]:
    """The articles of a page of a section, whatever it comes as: HTML, a piece of HTML, or JSON."""
    if decode(body[:64]).lstrip()[:1] in {"{", "["}:
        return json_links(body, url=url, site=site, headers=headers)
    return listing.read(body, url=url, site=site, headers=headers).links


def json_links(body: bytes, *, url: str, site: Site, headers: Mapping[str, str] | None = None) -> list[Link]:
    """The articles of a JSON answer, in its order, each once.

    Any string may be an article's address, whatever its name, or a piece of HTML with links; title, time and summary are
    taken from the object that holds it (``Title``, ``PublishedTime: "/Date(ms)/"``, seconds since 1970, ``Headlines`` …).

    Raises :class:`NotJsonError` where the answer is no JSON.
    """
    text = decode(body, header(headers, "content-type")).strip()
    if not text:
        raise NotJsonError("empty", url)
    try:
        value = json_value(text)
    except ValueError as error:
        raise NotJsonError("json", url) from error
    found: dict[str, Link] = {}
    for key, link in _json(value, site, url):
        if key not in found and len(found) < listing.MAX_LINKS:
            found[key] = link
    return list(found.values())


def _json(value: Any, site: Site, url: str) -> Iterator[tuple[str, Link]]:
    """Articles of a JSON value. The walk keeps its own stack: an answer may be nested deeper than Python calls can be."""
    resolve = Resolver(url)
    stack: list[Any] = [value]
    for _ in range(MAX_VALUES):
        if not stack:
            return
        value = stack.pop()
        if isinstance(value, dict):
            if (card := _object(value, site, resolve)) is not None:
                yield card
            stack.extend(v for v in reversed(value.values()) if isinstance(v, dict | list | str))
        elif isinstance(value, list):
            stack.extend(v for v in reversed(value) if isinstance(v, dict | list | str))
        elif _MARKUP.search(value):
            for link in listing.read(value.encode("utf-8", "replace"), url=url, site=site).links:
                yield site.article_key(link.url) or link.url, link
        elif (article := _address(value, site, resolve)) is not None:
            yield article[0], Link(article[1], Hints(source="listing"))


def _address(value: str, site: Site, resolve: Resolver) -> tuple[str, str] | None:
    """Key and address of the article that a string leads to: an address in full, or a path from the root."""
    if not value.startswith(("/", "http://", "https://")) or " " in value:
        return None
    address = resolve(value)
    if address is None or urls.is_asset(address):
        return None
    try:
        key = site.article_key(address)
    except ValueError:
        return None
    return (key, address) if key else None


def _object(value: dict[str, Any], site: Site, resolve: Resolver) -> tuple[str, Link] | None:
    address = next((a for v in value.values() if isinstance(v, str) and (a := _address(v, site, resolve))), None)
    if address is None:
        return None
    said = {name.lower(): v for name, v in value.items() if isinstance(v, str | int | float)}
    published = next((m for name in _MOMENTS if name in said and (m := moment(_spelt(said[name])))), None)
    hints = Hints(
        title=_first(said, _TITLES),
        date_published=published,
        section=_first(said, _SECTIONS),
        description=_first(said, _SUMMARIES),
        source="listing",
    )
    return address[0], Link(address[1], hints)


def _spelt(value: str | float) -> str:
    return str(int(value)) if isinstance(value, int | float) else value


def _first(said: Mapping[str, str | float], names: tuple[str, ...]) -> str | None:
    return next((text for name in names if isinstance(v := said.get(name), str) and (text := plain(v))), None)
