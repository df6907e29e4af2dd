"""Locate the extracted fields of an article on its page: the elements that selectors are induced from.

Body, headline and lead are read from the picked candidates, which name their elements. The record often takes dates, authors and
keywords from metadata, and then no candidate has an element. Those fields are located by their value: a selector is right if it
finds any element that shows the value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from newscrawl import dates
from newscrawl.extract.dom import classes, contains, short_text, text_of
from newscrawl.extract.values import ContentRoot
from newscrawl.text.comparison import comparison_key
from newscrawl.text.newsroom import split_newsroom_tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newscrawl.extract import Context, Page
    from newscrawl.extract.dom import Element
    from newscrawl.items import Article, Relation

_MAX_LINE_CHARS: Final = 120
"""Maximum length in characters of the element of a date or byline."""

_LEAD_KEY_CHARS: Final = 50
"""Number of characters at the start of a lead that identify it."""

_MIN_LEAD_CHARS: Final = 25
"""Minimum length of a lead in characters."""

_MAX_LEAD_CHARS: Final = 2_500
"""Maximum length in characters of the element of a lead."""

_LEAD_CLASS: Final = re.compile(
    r"(?:^|[-_])(?:sapo|lead|lede|chapeau|standfirst|summary|desc|intro|deck)(?:$|[-_])", re.IGNORECASE
)
"""Class names of leads."""

_MIN_BODY_SHARE: Final = 0.9
"""Minimum share of the text's characters (0 to 1) that the body's element must hold."""

_MAX_BODY_RATIO: Final = 1.15
"""Maximum length of an element that still counts as the body, as a multiple of the body's text."""

_BREADCRUMBS_CLASS: Final = re.compile(r"crumb|duong-?dan", re.IGNORECASE)
"""Class names of breadcrumbs."""

_MAX_BREADCRUMBS: Final = 6
"""Maximum number of links in breadcrumbs."""

_MENU_CLASS: Final = re.compile(r"(?:^|[\s_-])(?:nav|navbar|menu|footer|topbar|mega)(?:[\s_-]|$)", re.IGNORECASE)
"""Class names and ids of menus."""

_WORD: Final = re.compile(r"\w+")


class RelatedBlock(NamedTuple):
    """A block of links to other articles."""

    relation: Relation
    heading: str | None
    anchors: list[Element]
    kind: list[Element]
    """All links of the page that lead to articles."""


@dataclass(slots=True)
class FieldElements:
    """An article and the elements of its fields on its page. A field that was not located has no element."""

    page: Page
    article: Article
    lead: str | None
    """The lead, including the newsroom tag at its start."""

    any_of: dict[str, list[Element]] = field(default_factory=dict)
    """Elements by field of a layout. Any of them is a right match; the most exact one comes first."""

    all_of: dict[str, list[Element]] = field(default_factory=dict)
    """Elements by field of a layout. A right selector matches all of them."""

    blocks: list[RelatedBlock] = field(default_factory=list)


def locate_fields(context: Context, article: Article) -> FieldElements:
    """Locate the fields of an article on its page."""
    page = context.page
    found = FieldElements(page, article, context.lead.value.printed if context.lead else None)
    headline = context.title_element
    body = _body(context)
    root = context.content_root.value if context.content_root is not None else ContentRoot(element=None)
    places = {
        "body": _body_boxes(body, headline),
        "headline": [headline] if headline is not None else [],
        "lead": _lead(context, body),
        "date": _date(context, body),
        "author": _author(article, page, body),
        "lead_image": _lead_image(page, article, body),
    }
    lists = {
        "breadcrumbs": _links_named(page, [crumb.name for crumb in article.breadcrumbs]) or _breadcrumbs_by_class(page),
        "keywords": _links_named(page, article.keywords),
        "drop": [e for e in root.excluded if body is not None and e is not body and contains(body, e)],
    }
    if found.lead is None and places["lead"]:
        found.lead = text_of(places["lead"][0])
    found.any_of = {name: elements for name, elements in places.items() if elements}
    found.all_of = {name: elements for name, elements in lists.items() if elements}
    found.blocks = _blocks(page, article)
    return found


def _body(context: Context) -> Element | None:
    """Return the lowest element that holds nearly all of the extracted text."""
    if context.body is None or context.root_element is None:
        return None
    sizes: dict[Element, int] = {}
    total = 0
    for block in context.body.blocks:
        if block.kind == "figure":
            continue
        total += len(block.text)
        node: Element | None = block.element
        while node is not None:
            sizes[node] = sizes.get(node, 0) + len(block.text)
            if node is context.root_element:
                break
            node = node.getparent()
    found = context.root_element
    while True:
        inner = max(found, key=lambda child: sizes.get(child, 0), default=None)
        if (
            inner is None
            or inner.tag in {"p", "li", "tr", "td", "tbody"}
            or sizes.get(inner, 0) < _MIN_BODY_SHARE * total
        ):
            return found
        found = inner


def _body_boxes(body: Element | None, headline: Element | None) -> list[Element]:
    """Return the body and its ancestors that hold nothing else."""
    if body is None or body.tag in {"body", "html"}:
        return []
    most = _MAX_BODY_RATIO * len(text_of(body)) + _MAX_LINE_CHARS
    found = [body]
    for outer in body.iterancestors():
        holds_headline = headline is not None and contains(outer, headline)
        if outer.tag in {"body", "html"} or holds_headline or len(text_of(outer)) > most:
            break
        found.append(outer)
    return found


def _lead(context: Context, body: Element | None) -> list[Element]:
    if context.lead is None:
        return _lead_by_class(context, body)
    if context.lead.element is not None:
        return [context.lead.element]
    head = comparison_key(context.lead.value.printed)[:_LEAD_KEY_CHARS]
    if len(head) < _LEAD_KEY_CHARS // 2:
        return []
    return [
        element
        for element in _innermost(context.page, ("p", "h2", "h3", "div", "strong", "b"))
        if (text := short_text(element, _MAX_LEAD_CHARS))
        and head in comparison_key(text)[: 2 * _LEAD_KEY_CHARS]
        and not (body is not None and contains(body, element) and not classes(element))
    ]


def _lead_by_class(context: Context, body: Element | None) -> list[Element]:
    """Return the element between headline and body whose class names it as a lead."""
    order = {element: number for number, element in enumerate(context.page.root.iter())}
    first = order.get(context.title_element, 0) if context.title_element is not None else 0
    last = order.get(body, 0) if body is not None else 0
    named = [e for name in context.page.class_names if _LEAD_CLASS.search(name) for e in context.page.by_class(name)]
    return [e for e in named if first < order[e] < last and len(short_text(e, _MAX_LEAD_CHARS)) >= _MIN_LEAD_CHARS][:1]


def _date(context: Context, body: Element | None) -> list[Element]:
    if context.date_published is None:
        return []
    stated = context.date_published.value
    at = stated.at
    found: list[Element] = []
    for element in _innermost(
        context.page, ("time", "span", "div", "p", "em", "i", "small", "li", "b", "strong", "td")
    ):
        text = short_text(element, _MAX_LINE_CHARS)
        if not text or not any(c.isdigit() for c in text) or (body is not None and contains(body, element)):
            continue
        read = dates.read(text, now=context.now)
        if read is None:
            continue
        is_same = abs(read.at.replace(tzinfo=None) - at.replace(tzinfo=None)) < timedelta(minutes=1)
        if is_same or (read.at.date() == at.date() and not (read.has_time and stated.has_time)):
            found.append(element)
    return found


def _author(article: Article, page: Page, body: Element | None) -> list[Element]:
    names = [author.name.casefold() for author in article.authors]
    room = sum(map(len, names)) + _MAX_LINE_CHARS // 2
    found = [
        element
        for element in _innermost(page, ("a", "span", "strong", "b", "p", "div", "em", "address", "h4", "h3"))
        if names and (text := short_text(element, room).casefold()) and all(name in text for name in names)
    ]
    outside = [e for e in found if body is None or not contains(body, e)]
    return outside or found


def _lead_image(page: Page, article: Article, body: Element | None) -> list[Element]:
    """Return the image outside the body that the page names as its main image (``og:image``)."""
    stated = page.resolve(page.meta("og:image"))
    name = stated.rpartition("/")[2].partition("?")[0] if stated else ""
    if not name or any(image.is_main and body is not None and image.position == 0 for image in article.images):
        return []
    for image in page.by_tag("img"):
        is_it = any(value.partition("?")[0].endswith(f"/{name}") for value in image.attrib.values())
        is_linked = next(image.iterancestors("a"), None) is not None
        if is_it and not is_linked and not (body is not None and contains(body, image)):
            return [next((a for a in image.iterancestors("figure")), image)]
    return []


def _links_named(page: Page, names: Iterable[str]) -> list[Element]:
    """Return the links with these texts that share one container, as breadcrumbs and tags do. Menus are left out."""
    keys = {comparison_key(name) for name in names}
    if not keys:
        return []
    boxes: dict[Element, list[Element]] = {}
    for anchor in page.by_tag("a"):
        key = comparison_key(text_of(anchor).strip(" ,;#:.•»>/|›"))
        if key not in keys or _in_menu(anchor):
            continue
        parent = anchor.getparent()
        while parent is not None and str(parent.tag) in {"li", "span", "h2", "h3", "h4", "strong", "b"}:
            parent = parent.getparent()
        if parent is not None:
            boxes.setdefault(parent, []).append(anchor)
    best = max(boxes.values(), key=lambda anchors: len({comparison_key(text_of(a)) for a in anchors}), default=[])
    return best if len({comparison_key(text_of(a)) for a in best}) >= max(1, (len(keys) + 1) // 2) else []


def _breadcrumbs_by_class(page: Page) -> list[Element]:
    """Return the links of the element whose class names it as breadcrumbs."""
    for name in page.class_names:
        if not _BREADCRUMBS_CLASS.search(name):
            continue
        for box in page.by_class(name):
            anchors = list(box.iter("a"))
            if 1 <= len(anchors) <= _MAX_BREADCRUMBS:
                return anchors
    return []


def _in_menu(element: Element) -> bool:
    return any(
        (
            outer.tag in {"nav", "footer"}
            and "breadcrumb" not in f"{outer.get('class')}{outer.get('aria-label')}".lower()
        )
        or _MENU_CLASS.search(f"{outer.get('class') or ''} {outer.get('id') or ''}")
        for outer in element.iterancestors()
    )


def _blocks(page: Page, article: Article) -> list[RelatedBlock]:
    """Return the blocks of related links, by relation and heading. Links inside the body need no selector."""
    wanted: dict[tuple[Relation, str | None], set[str]] = {}
    for link in article.related_links:
        if link.relation != "see_also":
            wanted.setdefault((link.relation, link.heading), set()).add(_bare(link.url))
    if not wanted:
        return []
    anchors = [(anchor, _bare(url)) for anchor in page.by_tag("a") if (url := page.resolve(anchor.get("href")))]
    offered = set().union(*wanted.values())
    kind = [anchor for anchor, url in anchors if url in offered]
    found: list[RelatedBlock] = []
    for (relation, heading), addresses in wanted.items():
        meant = [anchor for anchor, url in anchors if url in addresses]
        if len(addresses) > 1:
            found.append(RelatedBlock(relation, heading, _links_of_one_block(meant, len(addresses)), kind))
    return found


def _bare(url: str) -> str:
    return url.partition("://")[2].removeprefix("www.").partition("#")[0].rstrip("/")


def _links_of_one_block(anchors: list[Element], count: int) -> list[Element]:
    """Return the links of one block. Articles linked elsewhere as well count in the smallest common container only."""
    boxes: dict[Element, set[str]] = {}
    for anchor in anchors:
        for outer in anchor.iterancestors():
            boxes.setdefault(outer, set()).add(anchor.get("href") or "")
    full = [outer for outer, hrefs in boxes.items() if len(hrefs) >= count]
    smallest = min(full, key=lambda outer: sum(1 for _ in outer.iter()), default=None)
    return [a for a in anchors if smallest is None or contains(smallest, a)]


def _innermost(page: Page, tags: tuple[str, ...]) -> Iterator[Element]:
    """Yield the elements with these tags, the ones with the fewest descendants first. Menus are left out."""
    body = next(page.root.iter("body"), page.root)
    found = [element for element in body.iter(*tags) if not _in_menu(element)]
    yield from sorted(found, key=lambda element: sum(1 for _ in element.iter()))


def newsroom_tag(lead: str | None) -> tuple[str | None, bool]:
    """Return the newsroom tag at the start of a lead, and whether brackets or capital letters prove that it is one."""
    if not lead:
        return None, False
    tag, _ = split_newsroom_tag(lead)
    if tag:
        return tag, True
    head, dash, _ = lead[:40].partition(" - ")
    return (head.strip(), False) if dash and len(_WORD.findall(head)) <= 3 else (None, False)  # noqa: PLR2004 - the name of a newspaper, not a clause
