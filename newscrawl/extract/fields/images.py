"""The pictures of the article, the lead picture first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from newscrawl.extract import pictures
from newscrawl.extract.candidate import Candidate
from newscrawl.extract.dom import contains
from newscrawl.extract.link_targets import article_test
from newscrawl.extract.selectors import compiled
from newscrawl.items import Image

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newscrawl.extract.context import Context
    from newscrawl.extract.dom import Element
    from newscrawl.extract.pictures import Picture

MAX_PICTURES: Final = 300
"""Number of pictures of a record."""


MAX_FIGURE_DEPTH: Final = 3
"""Number of boxes around a picture in which its ``figure`` is looked for."""


def candidates(context: Context) -> Iterator[Candidate[list[Image]]]:
    """The pictures outside the text that the profile names, those right above the text, and those in the text, as one list."""
    found = _named_lead_pictures(context)
    if context.body is not None:
        found.extend(context.body.pictures)
    if context.layout is None:
        is_article = article_test(context.page, context.site)
        shown = (*_pictures_above_text(context), *found)
        found = [p for p in shown if not pictures.leads_on(context.page, p, is_article)]
    if listed := _distinct(found):
        boxes = tuple(p.box if p.box is not None else p.element for p in listed)
        yield Candidate("images", _images(listed), "visible", item_elements=boxes)


def _named_lead_pictures(context: Context) -> list[Picture]:
    """The pictures outside the content root that the profile names."""
    selectors, root = context.selectors, context.root_element
    found: list[Picture] = []
    for css in selectors.lead_image if selectors is not None else ():
        for box in compiled(css).elements(context.page):
            if root is None or not contains(root, box):
                found.extend(pictures.figure(context.page, _figure_around(box), selectors) or [])
    return found


def _pictures_above_text(context: Context) -> list[Picture]:
    """The pictures between headline and text: figures, pictures with a caption, and the one that the metadata name."""
    page, title, root = context.page, context.title_element, context.root_element
    if title is None or root is None or contains(root, title):
        return []
    elements = page.elements
    start, end = elements.index(title), elements.index(root)
    stated = (page.meta("og:image") or "").partition("?")[0].rpartition("/")[2]
    around = {*title.iterancestors(), *root.iterancestors()}
    drop = context.content_root.value.excluded if context.content_root is not None else frozenset()
    found: list[Picture] = []
    for element in elements[start + 1 : end]:
        if element.tag == "figure":
            figure: Element | None = element
        elif element.tag != "img":
            continue
        elif stated and stated in (pictures.best_url(page, element) or ""):
            figure = _figure_around(element)
        else:
            figure = pictures.captioned_box(element, around)
        if figure is not None and not any(outer in drop for outer in element.iterancestors()):
            found.extend(pictures.figure(page, figure) or [])
    return found


def _figure_around(box: Element) -> Element:
    """The figure that holds a picture and its caption; the picture's parent if there is none."""
    if box.tag not in {"img", "picture"}:
        return box
    node = box.getparent()
    for _ in range(MAX_FIGURE_DEPTH):
        if node is None:
            break
        if node.tag == "figure":
            return node
        node = node.getparent()
    parent = box.getparent()
    return parent if parent is not None else box


def _distinct(found_pictures: Iterable[Picture]) -> list[Picture]:
    """The pictures, each address once, with the first caption that one of them has."""
    found: dict[str, Picture] = {}
    for picture in found_pictures:
        known = found.get(picture.url)
        if known is None:
            found[picture.url] = picture
        elif known.caption is None and picture.caption is not None:
            known.caption, known.credit = picture.caption, picture.credit
        if len(found) >= MAX_PICTURES:
            break
    return list(found.values())


def _images(listed: Iterable[Picture]) -> list[Image]:
    """The pictures as the record writes them, the first one the lead picture."""
    return [
        Image(
            url=p.url,
            caption=p.caption,
            credit=p.credit,
            alt=p.alt,
            width=p.width,
            height=p.height,
            is_main=position == 0,
            position=position,
        )
        for position, p in enumerate(listed)
    ]
