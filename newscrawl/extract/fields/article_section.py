"""The section: the innermost one that the page shows."""

from __future__ import annotations

import re
from functools import cache
from itertools import chain, islice
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from newscrawl.extract import categories, jsonld
from newscrawl.extract.candidate import Candidate
from newscrawl.extract.dom import names_of, short_text, text_of
from newscrawl.extract.fields.breadcrumbs import (
    BREADCRUMB_CLASS,
    HOME_NAMES,
    MAX_NAME_CHARS,
    MAX_STEPS,
    NO_SECTION_NAMES,
    SECTION_NAME,
    SEPARATORS,
    name_key,
)
from newscrawl.extract.menus import in_menu
from newscrawl.extract.name_patterns import cached_search
from newscrawl.extract.neighbours import neighbours_of
from newscrawl.extract.selectors import compiled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from newscrawl.extract.context import Context
    from newscrawl.extract.dom import Element
    from newscrawl.items import Breadcrumb

HIGHLIGHT_CLASS: Final = re.compile(
    r"^(?:is-)?(?:active|current|selected)(?:[-_]?(?:item|page|menu|link|cat|category|section|parent|post|ancestor)\w*)*$"
    r"|^current-(?:menu|post|category)-(?:item|parent|ancestor)$",
    re.IGNORECASE,
)
"""Class names of the item of a menu that shows where the page is."""

_is_highlight_class: Final = cached_search(HIGHLIGHT_CLASS)

NAMED_CLASS: Final = re.compile(
    r"^(?:[a-z]+[-_]{1,2}){0,3}(?:category|categories|category-?name|section-?name|rubrik|rubrique|chuyen-?muc)$",
    re.IGNORECASE,
)
"""Class names of a text that is the article's category."""

SECTION_LABEL: Final = re.compile(
    r"\s*(?:Section|Category|Categories|Rubrik|Ressort|Rubrique|Catégorie|Sección|Categoría|Categoria|Sezione|Kategorie|Chuyên mục|Danh mục)\s*:?\s*",
    re.IGNORECASE,
)
"""What stands before the section of an article."""

GLUED_LABEL: Final = re.compile(r"(?:Topic|Section|Category)\s*:\s*(?=\S)")
"""The label in the link itself: ``Topic:Banking``."""

SECTION_META: Final = (
    "article:section",
    "section",
    "og:article:section",
    "article.section",
    "articlesection",
    "article-section",
    "parsely-section",
    "cxenseparse:recs:category",
    "cxenseparse:category",
    "section_name",
    "sectionname",
    "category",
)
"""Meta tags with the section, best first. Those of subjects and tags hold no section."""

MAX_LABEL_CHARS: Final = 30
"""A longer text is no such label."""

MAX_LABEL_BOXES: Final = 2
"""Boxes around such a label that are searched for its link."""

MAX_CRUMB_BOXES: Final = 4
"""Boxes around a link that may be called breadcrumbs."""

MAX_HIGHLIGHTED: Final = 4
"""A name that more elements have highlights nothing."""


def candidates(context: Context) -> Iterator[Candidate[str]]:
    """The sections that the page names, best first.

    Where the breadcrumbs that the reader sees go on below a section that another source names, their last step is taken.
    """
    path = context.breadcrumbs
    own = cache(lambda: _categories(context))  # most pages name their section elsewhere
    shown = [crumb.name for crumb in path.value] if path is not None and path.source != "jsonld" else []
    for found in map(_without_label, _named(context, own)):
        if name_key(found.value) in NO_SECTION_NAMES:
            continue
        if (
            path is not None
            and found.value in shown[:-1]
            and (_is_called_breadcrumbs(path.item_elements) or shown[-1] not in own())
        ):
            yield Candidate("article_section", shown[-1], path.source)
        else:
            yield found


def _without_label(found: Candidate[str]) -> Candidate[str]:
    label = GLUED_LABEL.match(found.value)
    return found if label is None else found._replace(value=found.value[label.end() :])


def _named(context: Context, own: Callable[[], list[str]]) -> Iterator[Candidate[str]]:
    """The sections by source; ``own`` returns the article's categories."""
    page, selectors, path, hints = context.page, context.selectors, context.breadcrumbs, context.hints
    for css in selectors.section if selectors is not None else ():
        if context.layout is None and len(compiled(css).elements(page)) > MAX_STEPS:
            # No layout reads the page: the selector finds a menu.
            continue
        values = list(compiled(css).values(page))
        if values and len(values[-1]) <= MAX_NAME_CHARS and name_key(values[-1]) not in HOME_NAMES:
            yield Candidate("article_section", values[-1], f"layout:{css}")
    if (
        path is not None
        and path.source == "visible"
        and (names := own())
        and (path.value[-1].name in names or _is_of_site(context, path))
        and not _begins_at_home(path.item_elements)
    ):
        # The path is one of several categories, which stand side by side, or links of the site's header.
        yield Candidate("article_section", names[0], "visible")
    if path is not None and path.source != "url":
        yield Candidate("article_section", path.value[-1].name, path.source)
    if names := own():
        yield Candidate("article_section", names[0], "visible")
    if text := jsonld.first(page.news, "articleSection"):
        yield Candidate("article_section", text.rpartition(",")[2].strip() or text, "jsonld")
    for meta_name in SECTION_META:
        if section := (page.meta(meta_name) or "").split(",")[0].strip():
            yield Candidate("article_section", section, f"meta:{meta_name}")
    if path is not None:
        yield Candidate("article_section", path.value[-1].name, path.source)
    if hints is not None and hints.section:
        yield Candidate("article_section", hints.section, hints.source or "feed")
    if (name := _highlighted(context) or _labelled(context) or _named_without_link(context)) is not None:
        yield Candidate("article_section", name, "visible")


def _is_called_breadcrumbs(links: tuple[Element, ...]) -> bool:
    """Whether links stand in a box that is called breadcrumbs."""
    return bool(links) and any(
        BREADCRUMB_CLASS.search(names_of(box)) for box in islice(links[0].iterancestors(), MAX_CRUMB_BOXES)
    )


def _begins_at_home(links: tuple[Element, ...]) -> bool:
    """Whether the link to the home page stands right before the first of several links: they are a path and no list of categories."""
    before = links[0].getprevious() if len(links) > 1 else None
    return before is not None and before.tag == "a" and name_key(text_of(before)) in HOME_NAMES


def _is_of_site(context: Context, path: Candidate[list[Breadcrumb]]) -> bool:
    """Whether the links of a path stand outside the article in a box that is not called breadcrumbs."""
    links = path.item_elements
    if not links or context.layout is not None or _is_called_breadcrumbs(links):
        return False
    neighbours = neighbours_of(context)
    return not any(map(neighbours.is_inside, links))


def _labelled(context: Context) -> str | None:
    """The section behind a label such as "Section:" in the article's box; ``None`` without one, or where it leads to several."""
    page = context.page
    neighbours = neighbours_of(context)
    for element, text in zip(page.elements, page.texts, strict=True):
        label = SECTION_LABEL.match(text) if text and len(text) <= MAX_LABEL_CHARS else None
        if not text or label is None:
            continue
        if (name := text[label.end() :]) and not (":" in label[0] and SECTION_NAME.fullmatch(name)):
            continue
        if ":" not in text and "label" not in (element.get("class") or ""):
            continue
        if neighbours.is_beside(element) or not neighbours.is_inside(element):
            continue
        if name:
            return name
        for box in islice(element.iterancestors(), MAX_LABEL_BOXES):
            links = list(islice(box.iter("a"), 2))
            if links:
                name = SEPARATORS.sub("", text_of(links[0]))
                return name if len(links) == 1 and SECTION_NAME.fullmatch(name) else None
    return None


def _named_without_link(context: Context) -> str | None:
    """The text without a link that the article calls its category; ``None`` without one, or if several differ."""
    page, neighbours = context.page, neighbours_of(context)
    if context.layout is not None:
        return None
    named = (e for e in page.with_class(NAMED_CLASS) if neighbours.is_inside(e) and not neighbours.is_in_card(e))
    texts = {short_text(e, MAX_NAME_CHARS) for e in islice(named, MAX_HIGHLIGHTED) if e.find(".//a") is None}
    names = {name for text in texts if SECTION_NAME.fullmatch(name := SECTION_LABEL.sub("", text))}
    return names.pop() if len(names) == len(texts) == 1 else None


def _highlighted(context: Context) -> str | None:
    """The section that the site's menu highlights, the last of a path of several; ``None`` if the menu shows none."""
    page, site = context.page, context.site
    groups = [page.by_class(name) for name in filter(_is_highlight_class, page.class_names)]
    groups.append(page.with_attribute("aria-current"))
    found: list[tuple[int, str]] = []
    for item in chain.from_iterable(group for group in groups if len(group) <= MAX_HIGHLIGHTED):
        link = item if item.tag == "a" else next(item.iter("a"), None)
        url = page.resolve(link.get("href")) if link is not None else None
        if link is None or url is None or url in page.own_addresses or not in_menu(page, link):
            continue
        name = SEPARATORS.sub("", text_of(link))
        is_section = site.owns(url) and site.article_key(url) is None and name_key(name) not in HOME_NAMES
        if is_section and SECTION_NAME.fullmatch(name) and urlsplit(url).path.strip("/"):
            found.append((page.positions[link], name))
    return max(found)[1] if len({name for _, name in found}) in {1, 2} else None


def _categories(context: Context) -> list[str]:
    """The categories that the article itself names, innermost first: the one with the deepest address, the first of several."""
    links = categories.category_links(context.page)
    if not links or (context.title_element is None and context.root_element is None):
        return []
    neighbours = neighbours_of(context)
    own = [link for link in categories.named(links) if neighbours.is_inside(link) and not neighbours.is_beside(link)]
    return [name for link in sorted(own, key=_depth, reverse=True) if (name := SEPARATORS.sub("", text_of(link)))]


def _depth(link: Element) -> int:
    """The number of folders in a link's address."""
    return (link.get("href") or "").partition("?")[0].strip("/").count("/")
