"""The section: the innermost one that the page shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.extract import categories, jsonld
from newscrawl.extract.candidate import Candidate
from newscrawl.extract.dom import text_of
from newscrawl.extract.fields.breadcrumbs import HOME_NAMES, MAX_NAME_CHARS, MAX_STEPS, SEPARATORS, name_key
from newscrawl.extract.neighbours import neighbours_of
from newscrawl.extract.selectors import compiled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.extract.context import Context
    from newscrawl.extract.dom import Element


def candidates(context: Context) -> Iterator[Candidate[str]]:
    """The sections that the page names, best first.

    Where the breadcrumbs that the reader sees go on below a section that another source names, their last step is taken.
    """
    path = context.breadcrumbs
    shown = [crumb.name for crumb in path.value] if path is not None and path.source != "jsonld" else []
    for found in _named(context):
        if path is not None and found.value in shown[:-1]:
            yield Candidate("article_section", shown[-1], path.source)
        else:
            yield found


def _named(context: Context) -> Iterator[Candidate[str]]:
    page, selectors, path, hints = context.page, context.selectors, context.breadcrumbs, context.hints
    for css in selectors.section if selectors is not None else ():
        if context.layout is None and len(compiled(css).elements(page)) > MAX_STEPS:
            # No layout reads the page: the selector finds a menu.
            continue
        values = list(compiled(css).values(page))
        if values and len(values[-1]) <= MAX_NAME_CHARS and name_key(values[-1]) not in HOME_NAMES:
            yield Candidate("article_section", values[-1], f"layout:{css}")
    own = _categories(context)
    if own and path is not None and path.source == "visible" and path.value[-1].name in own:
        # The path is one of several categories, which stand side by side.
        yield Candidate("article_section", own[0], "visible")
    if path is not None and path.source != "url":
        yield Candidate("article_section", path.value[-1].name, path.source)
    if own:
        yield Candidate("article_section", own[0], "visible")
    if text := jsonld.first(page.news, "articleSection"):
        yield Candidate("article_section", text.rpartition(",")[2].strip() or text, "jsonld")
    if text := page.meta("article:section", "section"):
        yield Candidate("article_section", text.split(",")[0].strip(), "meta:article:section")
    if path is not None:
        yield Candidate("article_section", path.value[-1].name, path.source)
    if hints is not None and hints.section:
        yield Candidate("article_section", hints.section, hints.source or "feed")


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
