"""The next page of a listing, and the JSON answers of load-more endpoints.

To walk through a section, read the section's own page (page 1) and keep :func:`find_channel` of its body. Then request
:func:`next_pages` of the page that was read last, until a page brings no new article.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import urlsplit

from newscrawl import urls
from newscrawl.discover import html_tree, listing
from newscrawl.discover.address_templates import fill_template, section_fields
from newscrawl.discover.link import Link, Resolver, UnreadableError
from newscrawl.discover.markup import decode, header, json_value, plain
from newscrawl.discover.next_page import numbered_address
from newscrawl.discover.timestamps import parse_timestamp
from newscrawl.items import Hints

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from newscrawl.sites.profile import Archive, Paging, Site

MAX_SECTION_PAGE_BYTES: Final = 2 * 2**20
"""Bytes of a section's page that are searched for a channel number."""

MAX_JSON_VALUES: Final = 200_000
"""Values of a JSON answer that are read; the rest is ignored."""

_ID_NUMBER: Final = re.compile(r"\d{3,}")
_HTML_LINK: Final = re.compile(r"<a\s[^<>]*href", re.IGNORECASE)

# Names of JSON fields in lower case, best first.
_TITLE_FIELDS: Final = ("title", "name", "headline", "titleicon16", "article_title", "tieude")
_TIMESTAMP_FIELDS: Final = (
    "publishedtime", "publishtime", "published_time", "publish_time", "published_at", "datepublished", "date_published",
    "publishdate", "publish_date", "distributiondate", "pubdate", "published", "time_yyyymmddhhmmss",
    "time_ddmmyyyyhhmm", "publish", "date", "created_at", "createddate", "time", "timex", "timex1",
)  # fmt: skip
_SUMMARY_FIELDS: Final = ("headlines", "sapo", "description", "summary", "lead", "desc", "excerpt")
_SECTION_FIELDS: Final = ("namechannel", "zonename", "zone_name", "category", "catename", "category_name", "section")


class NotJsonError(UnreadableError):
    """The answer is not JSON; the reason is ``empty`` or ``json`` (broken)."""


class NextPage(NamedTuple):
    """One possible request for the next page of a listing."""

    url: str
    post: bool = False
    """Whether the query of the address is sent as a form, by POST."""

    template: int = 0
    """Index of the profile's paging template that gave the address."""


def find_channel(site: Site, body: bytes) -> str | None:
    """Return the number that the site's load-more endpoint uses for a section, read from the section's page."""
    return _first_match([paging.channel for paging in site.paging], body)


def find_archive_channel(archive: Archive, body: bytes) -> str | None:
    """Return the number that a date archive uses for a section, read from the section's page."""
    return _first_match([archive.channel], body)


def _first_match(patterns: Iterable[str | None], body: bytes) -> str | None:
    """Return the group (or the match) of the first pattern that is found on a section's page."""
    expressions = [pattern for pattern in patterns if pattern]
    text = decode(body[:MAX_SECTION_PAGE_BYTES]) if expressions else ""
    for pattern in expressions:
        if found := _compiled(pattern).search(text):
            return str(next(filter(None, found.groups()), found[0]))
    return None


@lru_cache(maxsize=256)
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression)


def next_pages(
    site: Site,
    section_url: str,
    page_number: int,
    *,
    page_url: str | None = None,
    body: bytes | None = None,
    links: Sequence[Link] = (),
    channel: str | None = None,
    first_template: int = 0,
    linked_page: Callable[[], str | None] | None = None,
) -> list[NextPage]:
    """Return the possible requests for the page after ``page_number``, best first: if one is refused, the next may work.

    ``page_url``, ``body`` and ``links`` are those of page ``page_number``; endpoints that continue after the last article need the links.
    ``channel`` is what :func:`find_channel` found on page 1. The profile's paging templates are used from index
    ``first_template`` on, those whose fields are all known. If none applies, the page's own link to its next page is used, which
    ``linked_page`` returns for a page that is parsed already.
    """
    found: list[NextPage] = []
    for index, paging in enumerate(site.paging[first_template:], first_template):
        last = _marked_last_id(paging, body) or _last_id(site, links)
        if page := _from_template(paging, section_url, page_number, last=last, channel=channel, index=index):
            found.append(page)
    if found or body is None:
        return found
    address = linked_page() if linked_page else _linked_page(site, body, page_url or section_url, page_number)
    return [NextPage(address, template=len(site.paging))] if address else []


def _linked_page(site: Site, body: bytes, url: str, page_number: int) -> str | None:
    """Return the address of the page after ``page_number`` that the page at ``url`` links to."""
    root = html_tree.parse(body)
    if root is None:
        return None
    return listing.read(root, url=url, site=site).next or numbered_address(root, url, page_number)


def _from_template(
    paging: Paging, section_url: str, page_number: int, *, last: str | None, channel: str | None, index: int
) -> NextPage | None:
    number = str(paging.first + paging.step * (page_number - 1))
    values = {**section_fields(section_url), "n": number, "last": last or "", "channel": channel or ""}
    address = fill_template(paging.url, values)
    resolved = urls.resolve(address, section_url) if address else None
    return NextPage(resolved, paging.post, index) if resolved else None


def _marked_last_id(paging: Paging, body: bytes | None) -> str | None:
    """Return the last article's id that the profile's pattern finds on the page."""
    if paging.last is None or body is None:
        return None
    found: str | None = None
    for match in _compiled(paging.last).finditer(decode(body[:MAX_SECTION_PAGE_BYTES])):
        found = match[1]
    return found


def _last_id(site: Site, links: Sequence[Link]) -> str | None:
    """Return the number in the address of the last article that has one."""
    for link in reversed(links):
        key = site.article_key(link.url)
        if key and key.isdecimal():
            return key
        if numbers := _ID_NUMBER.findall(urlsplit(link.url).path):
            return str(numbers[-1])
    return None


def links(body: bytes, *, url: str, site: Site, headers: Mapping[str, str] | None = None) -> list[Link]:
    """Return the articles of a section's page in any of its formats: HTML, a fragment of HTML, or JSON.

    Raises :class:`NotJsonError` if the answer begins like JSON and is not.
    """
    if decode(body[:64]).lstrip()[:1] in {"{", "["}:
        return json_links(body, url=url, site=site, headers=headers)
    return listing.read(body, url=url, site=site, headers=headers).links


def json_links(body: bytes, *, url: str, site: Site, headers: Mapping[str, str] | None = None) -> list[Link]:
    """Return the articles of a JSON answer in its order, each once.

    Any string may be an article's address, or a fragment of HTML with links, whatever its field is called. Title, time and
    summary come from the object that holds the address (``Title``, ``PublishedTime: "/Date(ms)/"``, Unix seconds,
    ``Headlines`` and others). Raises :class:`NotJsonError` if the answer is not JSON.
    """
    text = decode(body, header(headers, "content-type")).strip()
    if not text:
        raise NotJsonError("empty", url)
    try:
        value = json_value(text)
    except ValueError as error:
        raise NotJsonError("json", url) from error
    found: dict[str, Link] = {}
    for key, link in _json_articles(value, site, url):
        if key not in found and len(found) < listing.MAX_LINKS:
            found[key] = link
    return list(found.values())


def _json_articles(value: Any, site: Site, url: str) -> Iterator[tuple[str, Link]]:
    """Yield the key and link of each article in a JSON value.

    The walk uses its own stack, because an answer may be nested deeper than Python's recursion limit.
    """
    resolve = Resolver(url)
    stack: list[Any] = [value]
    for _ in range(MAX_JSON_VALUES):
        if not stack:
            return
        value = stack.pop()
        if isinstance(value, dict):
            if (card := _json_object(value, site, resolve)) is not None:
                yield card
            stack.extend(v for v in reversed(value.values()) if isinstance(v, dict | list | str))
        elif isinstance(value, list):
            stack.extend(v for v in reversed(value) if isinstance(v, dict | list | str))
        elif _HTML_LINK.search(value):
            for link in listing.read(value.encode("utf-8", "replace"), url=url, site=site).links:
                yield site.article_key(link.url) or link.url, link
        elif (article := _article_address(value, site, resolve)) is not None:
            yield article[0], Link(article[1], Hints(source="listing"))


def _article_address(value: str, site: Site, resolve: Resolver) -> tuple[str, str] | None:
    """Return the article key and the address of a string that is an absolute address or a path of an article."""
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


def _json_object(value: dict[str, Any], site: Site, resolve: Resolver) -> tuple[str, Link] | None:
    address = next(
        (a for v in value.values() if isinstance(v, str) and (a := _article_address(v, site, resolve))), None
    )
    if address is None:
        return None
    fields = {name.lower(): v for name, v in value.items() if isinstance(v, str | int | float)}
    published = next(
        (t for name in _TIMESTAMP_FIELDS if name in fields and (t := parse_timestamp(_as_text(fields[name])))), None
    )
    hints = Hints(
        title=_first_text(fields, _TITLE_FIELDS),
        date_published=published,
        section=_first_text(fields, _SECTION_FIELDS),
        description=_first_text(fields, _SUMMARY_FIELDS),
        source="listing",
    )
    return address[0], Link(address[1], hints)


def _as_text(value: str | float) -> str:
    return str(int(value)) if isinstance(value, int | float) else value


def _first_text(fields: Mapping[str, str | float], names: tuple[str, ...]) -> str | None:
    return next((text for name in names if isinstance(v := fields.get(name), str) and (text := plain(v))), None)
