"""Reads feeds: RSS 0.9x, 1.0 and 2.0, Atom, JSON Feed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from newscrawl.discover.link import Link, Resolver, UnreadableError
from newscrawl.discover.markup import decode, header, json_value, mend_xml, plain, without_prolog
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


class NotAFeedError(UnreadableError):
    """The bytes are not a feed. The reason is ``empty``, ``html``, ``json`` (not a feed) or ``xml`` (not a feed, or broken)."""


def links(body: bytes, *, url: str, headers: Mapping[str, str] | None = None) -> list[Link]:
    """Return the links of a feed in its own order, each address once.

    Titles and summaries are plain text in NFC. A time without a zone is +07:00; a missing or unreadable one is ``None``. Atom's
    ``updated`` becomes :attr:`Link.lastmod` and not the date of publication. A feed that is cut off gives the entries before the
    cut; an empty channel gives an empty list.

    Raises :class:`NotAFeedError` if the answer is not a feed.
    """
    text = decode(body[:MAX_BYTES], header(headers, "content-type")).strip()
    if not text:
        raise NotAFeedError("empty", url)
    entries = _json(text, url) if text[0] in "{[" else _xml(text, url)
    return list(_once(entries))


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
        root = etree.fromstring(mend_xml(without_prolog(text)), parser)
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
    text = _text(child)
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
    )
    return Link(address, hints, changed)


def _short(text: str | None) -> str | None:
    found = plain(text)
    return found[:MAX_TEXT_CHARS].rstrip() if found else None


def _json(text: str, url: str) -> Iterator[Link]:
    try:
        feed = json_value(text)
    except ValueError as error:
        raise NotAFeedError("json", url) from error
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise NotAFeedError("json", url)
    return _json_entries(items, url)


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
        )
        yield Link(address, hints, fields.get("date_modified"))
