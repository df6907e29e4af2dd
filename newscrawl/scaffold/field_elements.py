"""Locate the extracted fields of an article on its page: the elements that selectors are induced from.

The elements are those of the candidates that give the record its values. Where the record takes a value from metadata, they are those
of the candidates that show the same value to the reader.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from newscrawl.extract import shown_candidates
from newscrawl.extract.dom import contains, text_of
from newscrawl.extract.values import ContentRoot
from newscrawl.scaffold.selector_paths import own_selectors
from newscrawl.text.newsroom import split_newsroom_tag

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newscrawl.extract import Context, Page
    from newscrawl.extract.dom import Element
    from newscrawl.items import Article, Relation

_BODY_MARGIN_CHARS: Final = 120
"""Number of characters beside the body's text that an element around it may hold."""

_MIN_BODY_SHARE: Final = 0.9
"""Minimum share of the text's characters (0 to 1) that the body's element must hold."""

_MAX_BODY_RATIO: Final = 1.15
"""Maximum length of an element that still counts as the body, as a multiple of the body's text."""

_MAX_TAG_WORDS: Final = 3
"""Maximum number of words in the name of a newspaper before a lead; more words are a clause."""

_MAX_TAG_CHARS: Final = 40
"""Number of characters at the start of a lead in which a newsroom tag is searched."""

_WORD: Final = re.compile(r"\w+")


class RelatedBlock(NamedTuple):
    """A block of links to other articles."""

    relation: Relation
    heading: str | None
    anchors: list[Element]
    kind: list[Element]
    """The links of all blocks."""


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
    found = FieldElements(context.page, article, context.lead.value.printed if context.lead else None)
    body, headline = _body(context), context.title_element
    root = context.content_root.value if context.content_root is not None else ContentRoot(element=None)
    places = {
        "body": _body_boxes(body, headline),
        "headline": [headline] if headline is not None else [],
        "lead": _lead(context),
        "date": _date(context),
        "author": _authors(context, body),
        "lead_image": _lead_image(context, body),
    }
    lists = {
        "breadcrumbs": _links(context, "breadcrumbs"),
        "keywords": _links(context, "keywords"),
        "drop": [e for e in root.excluded if body is not None and e is not body and contains(body, e)],
    }
    found.any_of = {name: elements for name, elements in places.items() if elements}
    found.all_of = {name: elements for name, elements in lists.items() if elements}
    found.blocks = _blocks(context)
    return found


def _lead(context: Context) -> list[Element]:
    elements = (candidate.element for candidate in shown_candidates(context, "lead"))
    return [element for element in elements if element is not None]


def _date(context: Context) -> list[Element]:
    found: dict[Element, None] = {}
    for candidate in shown_candidates(context, "date_published"):
        if candidate.element is not None:
            found |= dict.fromkeys(_with_inner(candidate.element, [candidate.value.raw]))
    return list(found)


def _authors(context: Context, body: Element | None) -> list[Element]:
    """Return the elements that show the authors.

    Elements without a name of their own inside the body are left out: a selector for them matches other lines, and every layout
    reads the last lines of the text.
    """
    names = [author.name for author in context.authors.value] if context.authors is not None else []
    found: dict[Element, None] = {}
    for candidate in shown_candidates(context, "authors"):
        element = candidate.element
        if element is not None and (body is None or not contains(body, element) or own_selectors(element)):
            found |= dict.fromkeys(_with_inner(element, names))
    return list(found)


def _with_inner(element: Element, words: Iterable[str]) -> list[Element]:
    """Return the elements in an element that hold all of the words, the innermost first, and then the element itself."""
    folded = [word.casefold() for word in words]
    inner = [e for e in element.iter("*") if e is not element and all(word in text_of(e).casefold() for word in folded)]
    return [*reversed(inner), element]


def _links(context: Context, field_name: str) -> list[Element]:
    """Return the links that show the items of a field."""
    shown = next(shown_candidates(context, field_name), None)
    return [element for element in shown.item_elements if element.tag == "a"] if shown is not None else []


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
    most = _MAX_BODY_RATIO * len(text_of(body)) + _BODY_MARGIN_CHARS
    found = [body]
    for outer in body.iterancestors():
        holds_headline = headline is not None and contains(outer, headline)
        if outer.tag in {"body", "html"} or holds_headline or len(text_of(outer)) > most:
            break
        found.append(outer)
    return found


def _lead_image(context: Context, body: Element | None) -> list[Element]:
    """Return the element of the first image if it stands outside the body."""
    shown = next(shown_candidates(context, "images"), None)
    elements = shown.item_elements[:1] if shown is not None else ()
    return [element for element in elements if body is not None and not contains(body, element)]


def _blocks(context: Context) -> list[RelatedBlock]:
    """Return the blocks of related links, by relation and heading. Links inside the body need no selector."""
    picked = context.related_links
    if picked is None:
        return []
    groups: dict[tuple[Relation, str | None], list[Element]] = {}
    for link, anchor in zip(picked.value, picked.item_elements, strict=True):
        if link.relation != "see_also":
            groups.setdefault((link.relation, link.heading), []).append(anchor)
    kind = [anchor for anchors in groups.values() for anchor in anchors]
    return [
        RelatedBlock(relation, heading, anchors, kind)
        for (relation, heading), anchors in groups.items()
        if len(anchors) > 1
    ]


def newsroom_tag(lead: str | None) -> tuple[str | None, bool]:
    """Return the newsroom tag at the start of a lead, and whether brackets or capital letters prove that it is one."""
    if not lead:
        return None, False
    tag, _ = split_newsroom_tag(lead)
    if tag:
        return tag, True
    head, dash, _ = lead[:_MAX_TAG_CHARS].partition(" - ")
    return (head.strip(), False) if dash and len(_WORD.findall(head)) <= _MAX_TAG_WORDS else (None, False)
