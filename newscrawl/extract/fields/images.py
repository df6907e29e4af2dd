"""The pictures of the article, the lead picture first."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from newscrawl import urls
from newscrawl.extract import pictures
from newscrawl.extract.candidate import Candidate
from newscrawl.extract.dom import contains, names_of, short_text, text_of
from newscrawl.extract.link_targets import article_test
from newscrawl.extract.menus import in_menu
from newscrawl.extract.names import is_person
from newscrawl.extract.neighbours import neighbours_of
from newscrawl.extract.picture_addresses import best_url
from newscrawl.extract.pictures import Picture
from newscrawl.extract.selectors import compiled
from newscrawl.items import Image

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from newscrawl.extract.context import Context
    from newscrawl.extract.dom import Element
    from newscrawl.extract.neighbours import Neighbours
    from newscrawl.extract.page import Page

MAX_PICTURES: Final = 300
"""Number of pictures of a record."""

MAX_ELEMENTS_ABOVE_HEADLINE: Final = 60
"""Number of elements before the headline among which the featured picture is looked for."""

IMAGE_TAGS: Final = frozenset(("img", "amp-img"))
"""Elements that show a picture."""

FEATURED_NAME: Final = re.compile(
    r"featured|wp-post-image|post-thumbnail|(?:cover|hero|lead|main|article|post|entry)[-_]?(?:image|img|photo|picture|media|thumb)",
    re.IGNORECASE,
)
"""Class names of the article's main picture."""

SITE_ASSET: Final = re.compile(
    r"/(?:themes?|template[\w-]*|app_themes|dist|assets|static|skins?|layouts?|icons?)/|no-?ava|\.(?:svg|gif)(?:$|\?)",
    re.IGNORECASE,
)
"""Addresses of pictures that belong to the site's design."""

PICTURE_ADDRESS: Final = re.compile(r"\.(?:jpe?g|png|webp|avif)(?:$|\?)|^(?:#|javascript:|$)", re.IGNORECASE)
"""Addresses of links that show a picture in full size."""

PERSON_BOX: Final = re.compile(
    r"(?:^|[\s_-])(?:author|avatar|byline|tac-?gia|writer|columnist|contributor)", re.IGNORECASE
)
"""Names of boxes around the portrait of a writer."""

AVATAR_NAME: Final = re.compile(r"(?:^|[\s_-])avatar", re.IGNORECASE)
"""Names of the box of a portrait. Content systems give the name to an article's main picture, too."""

MAX_AVATAR_BOXES: Final = 2
"""Number of boxes around a portrait that may be called so."""

MAX_NAME_PARTS: Final = 4
"""Number of elements behind a portrait among which the author's name is."""

BACKGROUND: Final = re.compile(r"background(?:-image)?\s*:[^;]*?url\(\s*[\"']?([^\"')]+)", re.IGNORECASE)
"""A picture that a style shows behind a box."""

PICTURE_FILE: Final = re.compile(r"\.(?:jpe?g|png|webp|avif)$", re.IGNORECASE)
"""File names of pictures."""

MAX_CREDIT_LINE_CHARS: Final = 100
"""A longer line below a picture is no credit."""

MIN_CARD_TITLE_BLANKS: Final = 4
"""The words of a link to a page of another site have at least so many blanks, or they are a credit."""

MAX_FIGURE_DEPTH: Final = 3
"""Number of boxes around a picture in which its ``figure`` is looked for."""


def candidates(context: Context) -> Iterator[Candidate[list[Image]]]:
    """The pictures outside the text that the profile names, those right above the text, and those in the text, as one list."""
    found = _named_lead_pictures(context)
    if context.body is not None:
        found.extend(context.body.pictures)
    if context.layout is None or not found:
        found = [*_pictures_above_text(context), *found]
    is_article = article_test(context.page, context.site)
    found = [p for p in found if not (_is_portrait(p.element) or _is_of_card(context.page, p, is_article))]
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
    """The pictures above the text: the featured picture above the headline, then those between headline and text.

    Between headline and text, figures, pictures with a caption, the one that the metadata name, and pictures alone in their boxes
    count.
    """
    page, title, root = context.page, context.title_element, context.root_element
    if title is None or root is None:
        return []
    elements, positions = page.elements, page.positions
    start, end = positions[title], positions[root]
    neighbours = neighbours_of(context)
    drop = context.content_root.value.excluded if context.content_root is not None else frozenset()
    first = max(0, start - MAX_ELEMENTS_ABOVE_HEADLINE)
    found = _first_featured(context, elements[first:start], neighbours)
    if contains(root, title):
        first_line = (
            next((b.element for b in context.body.blocks if positions[b.element] > start), None)
            if context.body
            else None
        )
        end = positions[first_line] if first_line is not None else start
    stated = _stated_name(context)
    around = {*title.iterancestors(), *root.iterancestors()}
    for element in elements[start + 1 : end]:
        if element.tag == "figure":
            figure: Element | None = element
            if pictures.figure(page, element) and not text_of(element):
                captioned = pictures.captioned_box(element, around)
                figure = captioned if captioned is not None else element
        elif element.tag not in IMAGE_TAGS:
            continue
        elif stated and stated in (best_url(page, element) or ""):
            figure = _figure_around(element)
        else:
            figure = pictures.captioned_box(element, around)
            if figure is None:
                figure = pictures.table_around(element)
            if figure is None and not neighbours.is_beside(element):
                figure = pictures.box_with_words(element, around)
                # A face with a name below it is the author's.
                figure = None if figure is not None and is_person(text_of(figure)) else figure
            if figure is None and _stands_alone(page, element, around) and not neighbours.is_beside(element):
                figure = element.getparent() if element.getparent() not in around else element
        if figure is not None and not any(outer in drop for outer in element.iterancestors()):
            found.extend(pictures.figure(page, figure) or [])
    return _with_credits_below(found or _cover_in_style(page, title))


def _is_portrait(image: Element) -> bool:
    """Whether a picture is the writer's: its box is called an avatar, and what is named after the author stands right behind."""
    for box in islice(image.iterancestors(), MAX_AVATAR_BOXES):
        if AVATAR_NAME.search(names_of(box)):
            after = box.getnext()
            parts = islice(after.iter("*"), MAX_NAME_PARTS) if after is not None else ()
            return any(PERSON_BOX.search(names_of(part)) for part in parts)
    return False


def _cover_in_style(page: Page, title: Element) -> list[Picture]:
    """The picture that the metadata name, if a box around or above the headline shows it as its background."""
    stated, last = page.meta("og:image"), page.positions[title]
    name = _file_name(stated)
    if not stated or not PICTURE_FILE.search(name):
        return []
    for element in page.with_attribute("style") if page.data.count(name.encode()) > 1 else ():
        style = element.get("style") or ""
        if name not in style or page.positions[element] > last:
            continue
        shown = BACKGROUND.search(style)
        url = page.resolve(shown[1].strip()) if shown is not None else None
        if url is not None and _file_name(url) == name:
            return [Picture(element, url)]
    return []


def _is_of_card(page: Page, picture: Picture, is_article: Callable[[str], bool]) -> bool:
    """Whether a picture without a caption is part of a link to another article, or to a page of another site with its title."""
    if picture.caption is not None:
        return False
    anchor = next(picture.element.iterancestors("a"), None)
    url = page.resolve(anchor.get("href")) if anchor is not None else None
    if anchor is None or url is None or url == page.url:
        return False
    # On the own site such words may open the article's gallery.
    return is_article(url) or (
        text_of(anchor).count(" ") >= MIN_CARD_TITLE_BLANKS
        and urls.registered(urls.host(url)) != urls.registered(urls.host(page.url))
    )


def _with_credits_below(found: list[Picture]) -> list[Picture]:
    """The pictures; one without words takes the credit that stands right below its figure with its label."""
    for picture in found:
        after = picture.box.getnext() if picture.box is not None and picture.caption is None else None
        if after is not None and (line := short_text(after, MAX_CREDIT_LINE_CHARS)):
            pictures.takes_credit(picture, line)
    return found


def _stated_name(context: Context) -> str:
    """The file name of the picture that the metadata name."""
    return _file_name(context.page.meta("og:image"))


def _file_name(url: str | None) -> str:
    """The last part of an address, without its query."""
    return (url or "").partition("?")[0].rpartition("/")[2]


def _first_featured(context: Context, above: list[Element], neighbours: Neighbours) -> list[Picture]:
    """The featured picture above the headline: the nearest one in the article's box, or one that names itself so."""
    page, stated = context.page, _stated_name(context)
    for image in reversed([element for element in above if element.tag in IMAGE_TAGS]):
        box = _figure_around(image)
        figure = box if box.tag == "figure" else image
        names = " ".join(e.get("class") or "" for e in (image, box))
        is_named = bool(FEATURED_NAME.search(names)) or bool(stated and stated in (best_url(page, image) or ""))
        is_near = neighbours.is_inside(figure) and (
            figure.tag == "figure" or _stands_alone(page, image, neighbours.own)
        )
        if not (is_named or is_near) and (captioned := pictures.captioned_box(image, neighbours.own)) is not None:
            box, is_named = captioned, True
        outer = figure.getparent()
        if not (is_named or is_near) or outer is None or neighbours.is_beside(outer):
            continue
        if in_menu(page, image) and not neighbours.is_inside(image):
            continue
        found = pictures.figure(page, box if box not in neighbours.own else image)
        if found is None:
            continue
        is_article = article_test(page, context.site)
        if shown := [p for p in found if not _is_of_card(page, p, is_article)]:
            return shown
    return []


def _stands_alone(page: Page, image: Element, outside: Collection[Element]) -> bool:
    """Whether a picture is all that its box shows, and leads nowhere. Boxes in ``outside`` hold more than a picture."""
    box = image.getparent()
    if any(PERSON_BOX.search(names_of(around)) for around in (image, *islice(image.iterancestors(), MAX_FIGURE_DEPTH))):
        return False
    if box is None or SITE_ASSET.search(best_url(page, image) or ""):
        return False
    link = next(image.iterancestors("a"), None)
    if link is not None and not PICTURE_ADDRESS.search(link.get("href") or ""):
        return False
    return box in outside or (not text_of(box) and box.tag not in {"li", "button", "nav"})


def _figure_around(box: Element) -> Element:
    """The figure that holds a picture and its caption; the picture's parent if there is none."""
    if box.tag not in {"picture", *IMAGE_TAGS}:
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
