"""Pictures and films of an article: the best address, caption and credit apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import TYPE_CHECKING, Final

from newscrawl.extract.dom import attribute, short_text, text_of
from newscrawl.extract.page import cached_search
from newscrawl.extract.selectors import compiled
from newscrawl.text.newsroom import split_credit

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from newscrawl.extract.dom import Element
    from newscrawl.extract.page import Page
    from newscrawl.sites.profile import Layout

LAZY: Final = (
    "data-original",
    "data-src",
    "data-lazy-src",
    "data-lazy",
    "data-original-src",
    "data-image-src",
    "data-img-src",
    "data-full-src",
    "data-url",
)
"""Attributes that hold a lazily loaded picture's address, best first."""

_SRCSETS: Final = ("data-srcset", "srcset", "data-lazy-srcset")
_PLACEHOLDER: Final = re.compile(
    r"^data:|/(?:grey|gray|blank|pixel|spacer|transparent|loading|placeholder|lazy|no-?image|default|1x1|px)\b[^/]*\.(?:gif|png|svg|jpe?g)",
    re.IGNORECASE,
)
_DECORATION: Final = re.compile(
    r"\b(?:icon|ico|logo|avatar|emoji|emoticon|smiley|sprite|button|btn|share|qrcode|tracking|advert|banner)s?\b",
    re.IGNORECASE,
)
_DECORATION_URL: Final = re.compile(
    r"/(?:icons?|emoji|smilies|sprites?|buttons?)/|/(?:icon|logo|btn|arrow|bullet)[-_.][^/]*$|facebook\.com/tr|doubleclick|/pixel",
    re.IGNORECASE,
)
_CAPTION_CLASS: Final = re.compile(
    r"caption|chu-?thich|image-?desc|img-?desc|photo-?desc|desc_cation|pcaption|fig-?desc|note-?img", re.IGNORECASE
)
_is_called_caption: Final = cached_search(_CAPTION_CLASS)
_CAPTION_PLACEHOLDER: Final = re.compile(
    r"^(?:nhập (?:chú thích|mô tả|tiêu đề|nguồn|tác giả).*|caption)$", re.IGNORECASE
)
_CREDIT_ONLY: Final = re.compile(
    r"^\(?(?:Ảnh|Nguồn(?: ảnh)?|Hình(?: ảnh)?|Đồ họa|Photo|Clip|Video)\s*:\s*([^()]{1,80}?)\)?\.?$", re.IGNORECASE
)
_SMALL: Final = 60
"""Pictures with a side below this (pixels) are icons."""

CAPTION_LIMIT: Final = 700
"""A table or box with more text than this (characters) beside its picture is prose, not a caption."""

_SHORT_CAPTION: Final = 240
"""More words (characters) below a picture are a text, if nothing calls them a caption."""

_PLAIN_BOXES: Final = frozenset(("div", "section", "center", "p"))
_CAPTION_NEAR: Final = 3
"""Boxes around a picture in which its caption is looked for."""

_DESCRIPTOR: Final = re.compile(r"^(\d+(?:\.\d+)?)([wx])$")


@dataclass(slots=True, eq=False)
class Picture:
    """One picture while its caption may still be found."""

    element: Element
    url: str
    caption: str | None = None
    credit: str | None = None
    alt: str | None = None
    width: int | None = None
    height: int | None = None
    box: Element | None = None
    """The figure around it."""


def describe(picture: Picture, caption: str | None, credit: str | None = None) -> None:
    """Give a picture its caption, the credit at its end taken apart."""
    caption = " ".join((caption or "").split())
    if not caption or _CAPTION_PLACEHOLDER.match(caption):
        caption = ""
    elif credit is None and (alone := _CREDIT_ONLY.match(caption)):
        caption, credit = "", alone[1].strip()
    elif credit is None:
        caption, credit = split_credit(caption)
    if credit:
        credit = _bare_credit(credit)
    picture.caption = caption or None
    picture.credit = credit or None


def takes_credit(picture: Picture, line: str) -> bool:
    """Whether a line is the credit of a picture that has none yet ("Ảnh: Hà Thu"); the picture is given it."""
    found = _CREDIT_ONLY.match(line) if picture.credit is None else None
    if found:
        picture.credit = _bare_credit(found[1])
    return found is not None


def _bare_credit(credit: str) -> str:
    credit = " ".join(credit.split())
    alone = _CREDIT_ONLY.match(credit)
    return (alone[1] if alone else credit).strip(" -–.") if not credit.endswith("..") else credit


def reader(page: Page, layout: Layout | None, *, by_shape: bool = False) -> Callable[[Element], list[Picture] | None]:
    """A function that says of an element which pictures it is, for :func:`newscrawl.extract.body.blocks.extract_blocks`.

    ``by_shape`` takes a box that holds a picture and a few words below it for a figure, whatever it is called.
    """
    boxes = {box for css in layout.figure for box in compiled(css).elements(page)} if layout else set()

    def pictures(element: Element) -> list[Picture] | None:
        tag = element.tag
        if tag in {"img", "amp-img"}:
            picture = _picture(page, element)
            return [picture] if picture else []
        if tag == "figcaption" and layout is None:
            # Of a figure without a picture: a film, a map, what a script shows.
            return []
        if tag == "figure" or element in boxes or (tag == "table" and _is_picture_table(element)):
            return figure(page, element, layout)
        if by_shape and tag in _PLAIN_BOXES and _is_picture_box(element):
            return figure(page, element, layout)
        return None

    return pictures


def figure(page: Page, box: Element, layout: Layout | None = None) -> list[Picture] | None:
    """The pictures of a box with their caption; ``None`` where it holds none and so is no figure."""
    found = [p for image in box.iter("img", "amp-img") if (p := _picture(page, image)) is not None]
    if not found:
        return [] if not text_of(box) else None
    caption, credit = _caption(page, box, layout)
    if caption and len(caption) > CAPTION_LIMIT and box.tag != "figure":
        return None
    for picture in found:
        picture.box = box
        describe(picture, caption, credit)
    return found


def _caption(page: Page, box: Element, layout: Layout | None) -> tuple[str | None, str | None]:
    credit = next((v for css in layout.credit for v in compiled(css).values(page, box)), None) if layout else None
    caption = next((v for css in layout.caption for v in compiled(css).values(page, box)), None) if layout else None
    if caption is None:
        named = list(box.iter("figcaption")) or [
            child for child in box.iter() if child is not box and _CAPTION_CLASS.search(child.get("class") or "")
        ]
        # A caption's wrapper and the caption in it both bear the name: the outer one has all the words.
        caption = text_of(named[0]) if named else text_of(box)
    if caption and credit and caption.endswith(credit):
        caption = caption[: -len(credit)].rstrip(" -–—.|") or None
    return caption or None, credit


def _is_picture_table(table: Element) -> bool:
    """Whether a table only holds a picture and its caption."""
    image = next(table.iter("img"), None)
    if image is None or sum(1 for _ in table.iter("td")) > 4:  # noqa: PLR2004 - picture, caption, credit, a spare
        return False
    return len(text_of(table)) <= CAPTION_LIMIT


def _is_picture_box(box: Element) -> bool:
    """Whether a box holds one picture and, below it, words that are no title and no link."""
    images = list(islice(box.iter("img"), 2))
    if len(images) != 1 or next(box.iter("h1", "h2", "h3", "h4", "li", "table", "input"), None) is not None:
        return False
    text = short_text(box, _SHORT_CAPTION)
    if not text or any(text_of(link) for link in box.iter("a")):
        return False
    before = takewhile(lambda element: element is not images[0], box.iter())
    return not any((element.text or "").strip() for element in before)


def stands_over_words(picture: Picture) -> bool:
    """Whether a picture that is no figure's shares a box with a few words below it."""
    boxes = islice(picture.element.iterancestors(), _CAPTION_NEAR) if picture.box is None else ()
    return any(box.tag in _PLAIN_BOXES and _is_picture_box(box) for box in boxes)


def is_caption_box(element: Element) -> bool:
    """Whether an element's class says that it holds a caption."""
    names = element.get("class")
    return names is not None and _is_called_caption(names)


def captioned_box(image: Element, outside: Collection[Element]) -> Element | None:
    """The box around a picture that holds a caption, too; ``outside`` are boxes that hold more than a picture."""
    box = image.getparent()
    for _ in range(_CAPTION_NEAR):
        if box is None or box in outside:
            return None
        if any(is_caption_box(inner) for inner in box.iter("p", "div", "span", "td")):
            return box
        box = box.getparent()
    return None


def _picture(page: Page, image: Element) -> Picture | None:
    url = best_url(page, image)
    if url is None or _is_decoration(image, url):
        return None
    return Picture(
        element=image,
        url=url,
        alt=attribute(image, "alt"),
        width=_pixels(attribute(image, "w", "data-width", "width")),
        height=_pixels(attribute(image, "h", "data-height", "height")),
    )


def best_url(page: Page, image: Element) -> str | None:
    """The absolute address of the largest version that the page names; ``None`` where it names only a placeholder."""
    for href in _addresses(image):
        if href and not _PLACEHOLDER.search(href) and (url := page.resolve(href)):
            return url
    return None


def _addresses(image: Element) -> Iterator[str | None]:
    for name in LAZY:
        yield image.get(name)
    # The parser takes <source> for a container: the picture's image may stand inside it.
    around = next(image.iterancestors("picture"), None)
    for source in around.iter("source") if around is not None else ():
        for name in _SRCSETS:
            yield _largest(source.get(name))
    src = image.get("src")
    if src and not _PLACEHOLDER.search(src):
        yield src
    for name in _SRCSETS:
        yield _largest(image.get(name))


def _largest(srcset: str | None) -> str | None:
    """The address of the widest entry of a ``srcset``."""
    best: tuple[float, str] | None = None
    for entry in re.split(r",\s+", srcset or ""):
        address, _, descriptor = entry.strip().rpartition(" ")
        size = _DESCRIPTOR.match(descriptor)
        if not size:
            address, width = entry.strip(), 1.0
        else:
            width = float(size[1])
        if address and (best is None or width > best[0]):
            best = (width, address.strip().rstrip(","))
    return best[1] if best else None


def _pixels(value: str | None) -> int | None:
    found = re.match(r"(\d{1,5})(?:\.\d+)?(?:px)?$", value or "")
    return int(found[1]) or None if found else None


def _is_decoration(image: Element, url: str) -> bool:
    sides = [_pixels(attribute(image, name)) for name in ("width", "height")]
    if any(side is not None and side < _SMALL for side in sides):
        return True
    if _DECORATION_URL.search(url):
        return True
    names = f"{image.get('class') or ''} {image.get('id') or ''}"
    return bool(_DECORATION.search(names))


def leads_on(page: Page, picture: Picture, is_article: Callable[[str], bool]) -> bool:
    """Whether a picture without a caption is a link to another article: a card's."""
    if picture.caption is not None:
        return False
    anchor = next(picture.element.iterancestors("a"), None)
    url = page.resolve(anchor.get("href")) if anchor is not None else None
    return url is not None and url != page.url and is_article(url)
