"""Reads feeds: RSS 0.9x, 1.0 and 2.0, Atom, JSON Feed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from newscrawl.discover.link import Link, Resolver, UnreadableError
from newscrawl.discover.markup import decode, header, json_value, mend_xml, plain, unpack, without_prolog
from newscrawl.discover.timestamps import parse_timestamp
from newscrawl.items import Hints

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

MAX_ENTRIES: Final = 5_000
"""Entries of a feed that are read. The longest known feed has a thousand."""

MAX_BYTES: Final = 32 * 2**20
"""Bytes of a feed that are read."""

MAX_TEXT_CHARS: Final = 2_000
"""Characters of a title or summary that are kept."""

_ROOT_NAMES: Final = frozenset({"rss", "rdf", "feed", "channel"})
_ENTRY_NAMES: Final = frozenset({"item", "entry"})
_MEDIA_NAMESPACES: Final = ("http://search.yahoo.com/mrss", "http://www.itunes.com/dtds/podcast")
"""Namespaces, without the last slash, in which ``title`` and ``description`` belong to a picture or video."""

_PUBLISHED_NAMES: Final = ("pubdate", "published", "issued", "date", "created", "publicationdate")
"""Elements with the time of publication, best first."""

_CHANGED_NAMES: Final = ("updated", "modified")
"""Elements with the time of the last change."""

_SUMMARY_NAMES: Final = ("description", "summary", "subtitle", "abstract")
"""Elements with a summary, best first."""

_CLOSED_ROOT: Final = re.compile(r"</(?:[\w-]+:)?(?:rss|feed|rdf|channel)\s*>", re.IGNORECASE)
_ENTRY_END: Final = re.compile(r"</(?:[\w-]+:)?(?:item|entry)\s*>", re.IGNORECASE)
_ENTRY_START: Final = re.compile(r"<(?:[\w-]+:)?(?:item|entry)[\s>]", re.IGNORECASE)
_EMPTY_ROOT: Final = re.compile(r"<[^<>]*/>")
_CDATA_MARKS: Final = re.compile(r"^<!\[CDATA\[|\]\]>$")
_MAX_JSON_CUTS: Final = 50
"""Places at which a cut-off JSON Feed is closed by trial."""


@dataclass(frozen=True, slots=True)
class Feed:
    """The content of a feed."""

    links: list[Link]
    """The entries in the feed's own order, each address once."""

    truncated: bool
    """Whether the end was not read: the feed is cut off, or a limit was reached."""


class NotAFeedError(UnreadableError):
    """The bytes are not a feed. The reason is ``empty``, ``html``, ``json`` (not a feed) or ``xml`` (not a feed, or broken)."""


def links(body: bytes, *, url: str, headers: Mapping[str, str] | None = None) -> list[Link]:
    """Return the links of a feed in its own order, each address once.

    Titles and summaries are plain text in NFC. A time without a zone is +07:00; a missing or unreadable one is ``None``. Atom's
    ``updated`` becomes :attr:`Link.lastmod` and not the date of publication. A feed that is cut off gives the entries before the
    cut; an empty channel gives an empty list.

    Raises :class:`NotAFeedError` if the answer is not a feed.
    """
    return read(body, url=url, headers=headers).links


def read(body: bytes, *, url: str, headers: Mapping[str, str] | None = None) -> Feed:
    """Return the links of a feed as :func:`links` does, and whether its end is missing. Raises :class:`NotAFeedError`."""
    body, is_cut = unpack(body, MAX_BYTES)
    text = decode(body, header(headers, "content-type")).strip("\ufeff \t\r\n\0")
    if not text:
        raise NotAFeedError("empty", url)
    if text[0] in "{[":
        items, is_broken = _json_items(text, url)
        found = list(_once(_json_entries(items, url)))
    else:
        text = without_prolog(text)
        text, is_broken = _whole_entries(text)
        found = list(_once(_xml(text, url)))
    return Feed(found, is_cut or is_broken or len(found) >= MAX_ENTRIES)


def _whole_entries(text: str) -> tuple[str, bool]:
    """Return a feed without the entry in which it is cut off, and whether it is cut off.

    The address of that entry may be cut, too.
    """
    start = end = 0
    for entry in _ENTRY_START.finditer(text):
        start = entry.start()
    if _CLOSED_ROOT.search(text, start) or _EMPTY_ROOT.match(text):
        return text, False
    for entry in _ENTRY_END.finditer(text):
        end = entry.end()
    return text[:end] if 0 < end <= start else text, True


def _once(entries: Iterable[Link]) -> Iterator[Link]:
    seen: set[str] = set()
    for link in entries:
        if link.url not in seen:
            seen.add(link.url)
            yield link
        if len(seen) >= MAX_ENTRIES:
            return


def _xml(text: str, url: str) -> Iterator[Link]:
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True,
        encoding="utf-8",
    )  # fmt: skip
    try:
        root = etree.fromstring(mend_xml(text), parser)
    except etree.XMLSyntaxError:
        root = None
    name = "" if root is None else _name(root)
    if root is None or name not in _ROOT_NAMES:
        raise NotAFeedError("html" if name == "html" or "<html" in text[:1000].lower() else "xml", url)
    return _entries(root, url)


def _entries(root: etree._Element, url: str) -> Iterator[Link]:
    resolvers = {url: Resolver(url)}
    for element in root.iter(etree.Element):
        if _name(element) not in _ENTRY_NAMES:
            continue
        base = element.base or url
        if base not in resolvers:
            resolvers[base] = Resolver(Resolver(url)(base) or url)
        link = _entry(element, resolvers[base])
        if link is not None:
            yield link


def _name(element: etree._Element) -> str:
    """Return an element's name in lower case, without namespace or prefix: feeds use undeclared prefixes, and any case."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()


def _is_media(element: etree._Element) -> bool:
    namespace, _, name = str(element.tag).rpartition("}")
    return namespace.removeprefix("{").rstrip("/").startswith(_MEDIA_NAMESPACES) or name.startswith(
        ("media:", "itunes:")
    )


def _text(element: etree._Element) -> str:
    return "".join(element.itertext(with_tail=False)).strip()


def _entry(element: etree._Element, resolve: Resolver) -> Link | None:
    fields: dict[str, str] = {}
    addresses: list[tuple[int, str]] = []
    for child in element.iterchildren(etree.Element):
        name = _name(child)
        if _is_media(child):
            continue
        if name in {"link", "origlink", "guid", "id"}:
            addresses.extend(_addresses(child, name))
            continue
        value = _text(child)
        if name == "category":
            value = value or child.get("label") or child.get("term") or ""
        elif name in {"title", *_SUMMARY_NAMES} and child.get("type") == "xhtml":
            value = etree.tostring(child, encoding="unicode", with_tail=False)
        if value:
            fields.setdefault(name, value)
    if about := next((v for k, v in element.attrib.items() if str(k).endswith("}about")), None):
        addresses.append((3, str(about)))
    address = next((found for _, href in sorted(addresses, key=lambda a: a[0]) if (found := resolve(href))), None)
    return _link(address, fields) if address else None


def _addresses(child: etree._Element, name: str) -> Iterator[tuple[int, str]]:
    """Yield the addresses in an element with their rank: 0 is the article's original address, 4 a permalink."""
    href = child.get("href")
    text = _CDATA_MARKS.sub("", _text(child)).strip()
    if name == "origlink" and text:
        yield 0, text
    elif name == "link" and href:
        if child.get("rel", "alternate") == "alternate":
            yield (1 if "html" in child.get("type", "html") else 2), str(href)
    elif name == "link" and text:
        yield 1, text
    elif text.startswith(("http://", "https://")) and child.get("isPermaLink", "true").strip().lower() != "false":
        yield 4, text


def _link(address: str, fields: Mapping[str, str]) -> Link:
    published = next((found for name in _PUBLISHED_NAMES if (found := parse_timestamp(fields.get(name)))), None)
    changed = next((fields[name] for name in _CHANGED_NAMES if name in fields), None)
    summary = next((fields[name] for name in _SUMMARY_NAMES if name in fields), None)
    hints = Hints(
        title=_short(fields.get("title")),
        date_published=published,
        section=_short(fields.get("category") or fields.get("subject")),
        description=_short(summary),
        source="feed",
        is_article=True,
    )
    return Link(address, hints, changed)


def _short(text: str | None) -> str | None:
    found = plain(text)
    return found[:MAX_TEXT_CHARS].rstrip() if found else None


def _json_items(text: str, url: str) -> tuple[list[Any], bool]:
    """Return the items of a JSON Feed, and whether it is cut off."""
    is_cut = False
    try:
        feed = json_value(text)
    except ValueError as error:
        feed, is_cut = _closed_json(text), True
        if feed is None:
            raise NotAFeedError("json", url) from error
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise NotAFeedError("json", url)
    return items, is_cut


def _closed_json(text: str) -> Any:
    """Return a JSON Feed that was cut off, closed after its last whole item; ``None`` if that does not help."""
    end = len(text)
    for _ in range(_MAX_JSON_CUTS):
        end = text.rfind("}", 0, end)
        if end < 0:
            return None
        try:
            return json_value(text[: end + 1] + "]}")
        except ValueError:
            continue
    return None


def _json_entries(items: list[Any], url: str) -> Iterator[Link]:
    resolve = Resolver(url)
    for item in items:
        if not isinstance(item, dict):
            continue
        fields = {key: value for key, value in item.items() if isinstance(value, str)}
        candidates = (fields.get(name, "") for name in ("url", "external_url", "id"))
        # An id may be any string. It is used only if it is an absolute address.
        address = next((a for n, c in enumerate(candidates) if c and (n < 2 or "://" in c) and (a := resolve(c))), None)  # noqa: PLR2004 - url and external_url
        if address is None:
            continue
        hints = Hints(
            title=_short(fields.get("title")),
            date_published=parse_timestamp(fields.get("date_published")),
            description=_short(fields.get("summary")),
            source="feed",
            is_article=True,
        )
        yield Link(address, hints, fields.get("date_modified"))
