"""Pictures of an article: their best address, their caption and their credit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain, islice, takewhile
from typing import TYPE_CHECKING, Final

from newscrawl.extract.dom import (
    attribute,
    collapse_whitespace,
    contains,
    names_of,
    short_text,
    text_of,
    visible_text_exceeds,
)
from newscrawl.extract.name_patterns import cached_search
from newscrawl.extract.picture_addresses import best_url, pixel_count
from newscrawl.extract.picture_credits import (
    CAPTION_ATTRIBUTES,
    CREDIT_ATTRIBUTES,
    CREDIT_ONLY,
    INVISIBLE,
    MAX_CAPTION_CHARS,
    MAX_CREDIT_CHARS,
    attribute_in,
    bare_credit,
    credit_beside,
    is_agency,
    is_called_credit,
    is_credit,
    parts_of,
    split_foreign_credit,
    visible,
)
from newscrawl.extract.selectors import compiled
from newscrawl.text.newsroom import split_credit

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from newscrawl.extract.dom import Element
    from newscrawl.extract.page import Page
    from newscrawl.sites.profile import Layout


DECORATION_NAME: Final = re.compile(
    r"\b(?:icon|ico|logo|avatar|gravatar|emoji|emoticon|smiley|sprite|button|btn|share|qrcode|tracking|advert|banner|author-(?:img|image|photo|pic))s?\b",
    re.IGNORECASE,
)
"""Class and id names of icons, logos, avatars and the like."""

_is_decoration_name: Final = cached_search(DECORATION_NAME)

DECORATION_URL: Final = re.compile(
    r"/(?:icons?|emoji|smilies|sprites?|buttons?|download_buttons|arc-authors)/|/[2-9]\dx[2-9]\d/|/(?:null|undefined)$"
    r"|get_flash_player|/font-?_?size\.|[-_/]rss\.(?:gif|png|svg)|video-?_?overlay|/(?:icon|logo|btn|arrow|bullet)[-_.][^/]*$|facebook\.com/tr|doubleclick|/pixel|gravatar\.com/avatar|/avatars?/|scorecardresearch|google-analytics|stats\.wp\.com|[-_/](?:site|header|footer|brand)[-_]?logo|[-_/]logo\.(?:svg|png|gif|webp)"
)
"""Addresses of icons, logos and tracking pixels, in lower case: to ignore case takes five times as long."""

CAPTION_CLASS: Final = re.compile(
    r"caption|cutline|cmp-image__title|chu[-_]?thich|image-?desc|img-?desc|photo-?desc|desc_cation|bild[-_]{0,2}(?:info|text|unterschrift)|l[eé]gende|didascalia|pie-?(?:de-?)?foto|bijschrift|billedtekst|kuvateksti|pcaption|fig-?desc|note-?img",
    re.IGNORECASE,
)
"""Class names of a caption."""

GROUP_CAPTION_CLASS: Final = re.compile(
    r"(?:^|\s)(?:(?:group|gallery|(?:layout)?album|photos?(?:cms)?|wp|pic)[_-]?)?(?:caption|chu-?thich)(?:[_-]text)?(?:$|\s)",
    re.IGNORECASE,
)
"""Class names of a caption that several pictures may share."""

_is_caption_class: Final = cached_search(CAPTION_CLASS)

CAPTION_LABEL: Final = re.compile(r"^(?:Chú thích(?: ảnh)?|Caption)\s*[:：]\s*", re.IGNORECASE)
"""The label of a caption."""

LABEL_AT_END: Final = re.compile(
    r"\s*[(|–—-]?\s*(?:Ảnh|Hình(?: ảnh)?|Nguồn(?: ảnh)?|Photos?|Credits?|Fotos?|Bild(?:er)?|Crédits?)\s*[:：]$",
    re.IGNORECASE,
)
"""The label of a credit that stands in an element of its own."""

CAPTION_PLACEHOLDER: Final = re.compile(
    r"^(?:nhập (?:chú thích|mô tả|tiêu đề|nguồn|tác giả).*|caption)$", re.IGNORECASE
)
"""Texts that an editor did not replace by a caption."""

MIN_SIDE_PIXELS: Final = 60
"""A picture with a shorter side is an icon."""

MIN_SHARED_CHARS: Final = 20
"""Two captions that begin with the same characters are the same."""

MAX_UNNAMED_CAPTION_CHARS: Final = 240
"""More text below a picture is prose, if nothing calls it a caption."""

PLAIN_BOX_TAGS: Final = frozenset(("div", "section", "center", "p"))
"""Elements that may be a figure by their content alone."""

FIGURE_CLASSES: Final = ("cmp-image",)
"""Class names of boxes that are a figure in all but their tag."""

STRIP_CLASS: Final = re.compile(
    r"(?:gallery|slider|swiper|carousel|slick|slideshow|album|photo|image)s?[_-]?(?:thumbs?|thumbnails?|nav|pager|pagination)(?:$|[_-])"
    r"|^(?:thumbs|thumbnails|thumb(?:nail)?s?[_-]?(?:list|nav|strip|slider|bar|gallery|swiper))(?:$|[_-])",
    re.IGNORECASE,
)
"""Class names of the strip of small copies below the pictures of a gallery."""

MAX_GALLERY_BOXES: Final = 2
"""Number of boxes, the strip among them, before which the gallery of a strip stands."""

MIN_LINK_CARD_CHARS: Final = 25
"""A link with a picture and so many characters is a card; one with fewer may be a picture with its label."""

MAX_CAPTION_BOXES: Final = 3
"""Number of boxes around a picture in which its caption is searched for."""


MAX_GROUP_BOXES: Final = 4
"""Number of boxes around a caption that may hold the pictures of a group."""

MAX_CAPTIONS: Final = 400
"""Number of captions of a page that are looked at for groups of pictures."""


MAX_BUTTON_CHARS: Final = 25
"""Characters of a figure that is only a button or a counter."""


@dataclass(slots=True, eq=False)
class Picture:
    """A picture whose caption may still be found."""

    element: Element
    url: str
    caption: str | None = None
    credit: str | None = None
    alt: str | None = None
    width: int | None = None
    height: int | None = None
    box: Element | None = None
    """The figure around the picture."""


def describe(picture: Picture, caption: str | None, credit: str | None = None) -> None:
    """Set caption and credit of a picture; a credit at the end of the caption is taken off."""
    caption = CAPTION_LABEL.sub("", collapse_whitespace(caption or "").strip(INVISIBLE + " "))
    if not caption or CAPTION_PLACEHOLDER.match(caption):
        caption = ""
    elif credit:
        caption = LABEL_AT_END.sub("", caption)
    elif credit is None and (alone := CREDIT_ONLY.match(caption)):
        caption, credit = "", alone[1].strip()
    elif credit is None and is_agency(caption):
        caption, credit = "", caption
    elif credit is None:
        caption, credit = split_credit(caption)
        if credit is None:
            caption, credit = split_foreign_credit(caption)
    if credit:
        credit = bare_credit(credit)
    picture.caption = caption or None
    picture.credit = credit or None


def takes_credit(picture: Picture, line: str) -> bool:
    """Whether a line is the credit of a picture that has none yet ("Ảnh: Hà Thu"). Sets the credit."""
    found = CREDIT_ONLY.match(line) if picture.credit is None else None
    if found:
        picture.credit = bare_credit(found[1])
    return found is not None


def reader(
    page: Page, layout: Layout | None, *, is_known: bool, by_shape: bool = False
) -> Callable[[Element], list[Picture] | None]:
    """A function that returns the pictures of an element, for :func:`newscrawl.extract.body.blocks.extract_blocks`.

    It returns a list if the element is a picture or a figure (an empty list leaves it out), and ``None`` if it is
    neither. ``is_known`` says that a layout reads the page. ``by_shape`` takes a box with a picture and a few words
    below it for a figure, whatever it is called.
    """
    boxes = {box for css in layout.figure for box in compiled(css).elements(page)} if layout else set()
    boxes.update(_groups(page))
    if not is_known:
        boxes.update(box for name in FIGURE_CLASSES for box in page.by_class(name))

    strips = set() if is_known else set(page.with_class(STRIP_CLASS))

    def pictures(element: Element) -> list[Picture] | None:
        tag = element.tag
        if strips and element in strips and _repeats_a_gallery(element):
            return []
        if tag in {"img", "amp-img"}:
            picture = _picture(page, element)
            return [picture] if picture else []
        if tag == "figcaption" and not is_known:
            # The caption of a figure without a picture: a video, a map, something that a script shows.
            return []
        if tag == "figure" or element in boxes or (tag == "table" and _is_picture_table(element)):
            shown = figure(page, element, layout)
            return [] if shown is None and not is_known and _is_button(element) else shown
        if by_shape and tag in PLAIN_BOX_TAGS and _is_picture_box(element):
            return figure(page, element, layout)
        return None

    return pictures


def _is_button(box: Element) -> bool:
    """Whether a figure without a picture shows a few words and no text: a counter, a button to like or to share."""
    if next(box.iter("p", "blockquote", "table", "pre", "code", "li", "svg", "math"), None) is not None:
        return False
    return not visible_text_exceeds(box, MAX_BUTTON_CHARS)


def _groups(page: Page) -> Iterator[Element]:
    """The boxes that hold several pictures and, as their only words, one caption for all of them."""
    for caption in islice(chain(page.by_tag("figcaption"), page.with_class(GROUP_CAPTION_CLASS)), MAX_CAPTIONS):
        words: str | None = None
        group: Element | None = None
        for box in islice(caption.iterancestors(), MAX_GROUP_BOXES):
            if box.tag in {"body", "article", "main"}:
                break
            # Words are compared last: if a box has other words than its caption, so have the boxes around it.
            if box.tag != "figure" and next(islice(box.iter("img", "amp-img"), 1, None), None) is not None:
                words = visible(text_of(caption)) if words is None else words
                if not words or not _is_only_words(box, caption, words):
                    break
                group = box
        if group is not None:
            yield group


def _is_only_words(box: Element, caption: Element, words: str) -> bool:
    """Whether a box shows the words of a caption and nothing else, or with them the credit right behind the caption."""
    shown = visible(short_text(box, 2 * len(words) + MAX_CREDIT_CHARS))
    if shown == words:
        return True
    credit = caption.getnext() if shown.startswith(words) else None
    return credit is not None and is_called_credit(credit) and shown == f"{words} {visible(text_of(credit))}"


def figure(page: Page, box: Element, layout: Layout | None = None) -> list[Picture] | None:
    """The pictures of a box with their captions; ``None`` if the box holds text without a picture."""
    found = [p for image in box.iter("img", "amp-img") if (p := _picture(page, image)) is not None]
    if any(p.element.tag == "img" for p in found):
        # The copy of a picture for AMP stands beside it.
        found = [p for p in found if p.element.tag == "img"]
    if not found:
        return [] if not text_of(box) else None
    captions = _named_captions(box)
    if not captions and (_is_link_card(box, found[0].element) or _is_titled_card(box, found[0].element)):
        return None
    if len(captions) > 1 and len(found) > 1:
        for picture in found:
            picture.box = box
            own = _own_caption(picture.element, box, list(captions))
            describe(picture, *(parts_of(own, captions[own]) if own is not None else (None, None)))
        return found
    if len(found) > 1 and not captions and (columns := _captions_by_column(box, [p.element for p in found])):
        for picture, words in zip(found, columns, strict=True):
            picture.box = box
            describe(picture, words)
        return found
    caption, credit = _caption(page, box, layout, captions)
    if caption and len(caption) > MAX_CAPTION_CHARS and box.tag != "figure":
        return None
    for picture in found:
        picture.box = box
        describe(picture, caption, credit)
    return found


def _repeats_a_gallery(strip: Element) -> bool:
    """Whether a strip of pictures without words follows a box with as many pictures."""
    count = sum(1 for _ in strip.iter("img"))
    for box in (strip, *islice(strip.iterancestors(), MAX_GALLERY_BOXES - 1)):
        before = box.getprevious()
        if count and before is not None:
            return not text_of(strip) and sum(1 for _ in before.iter("img")) >= count
    return False


def _is_link_card(box: Element, image: Element) -> bool:
    """Whether a box is one link with a picture and words: the card of another page."""
    anchor = next(image.iterancestors("a"), None)
    if anchor is None or not contains(box, anchor):
        return False
    words = text_of(anchor)
    return len(words) >= MIN_LINK_CARD_CHARS and words == text_of(box)


def _captions_by_column(table: Element, images: list[Element]) -> list[str]:
    """The words below each of several pictures in a row of a table; empty unless the next row has as many cells with words."""
    row = next(images[0].iterancestors("tr"), None)
    below = row.getnext() if row is not None and contains(table, row) else None
    if row is None or below is None or below.tag != "tr" or not all(contains(row, image) for image in images):
        return []
    cells = [text_of(cell) for cell in below]
    return cells if len(cells) == len(images) == len(row) and all(cells) else []


def _is_titled_card(box: Element, image: Element) -> bool:
    """Whether a heading of a box links to where its picture links: the card of another page, with title and teaser."""
    href = next((anchor.get("href") for anchor in image.iterancestors("a")), None)
    if not href or href.startswith("#"):
        return False
    titles = (anchor for heading in box.iter("h2", "h3", "h4") for anchor in heading.iter("a"))
    return any(title.get("href") == href for title in titles)


def _named_captions(box: Element) -> dict[Element, str]:
    """The captions in a box with their words, the outer one of two that lie in each other, those without words left out."""
    named = list(filter(text_of, box.iter("figcaption"))) or [
        child for child in box.iter() if (name := child.get("class")) and _is_caption_class(name) and child is not box
    ]
    found: dict[Element, str] = {}
    last: Element | None = None
    for caption in named:
        if (words := visible(text_of(caption))) and not (last is not None and last in caption.iterancestors()):
            found[caption] = words
            last = caption
    return found


def _own_caption(image: Element, box: Element, captions: list[Element]) -> Element | None:
    """The caption of one of several pictures: the one in the smallest box around it, the next one of several there.

    The caption in another picture's own box is none of this picture's.
    """
    for around in image.iterancestors():
        near = [
            caption for caption in captions if around in caption.iterancestors() and not _is_of_other(caption, around)
        ]
        if near:
            order = [element for element in around.iter() if element is image or element in near]
            after = order[order.index(image) + 1 :]
            return after[0] if after else near[-1]
        if around is box:
            return None
    return None


def _is_of_other(caption: Element, around: Element) -> bool:
    """Whether a caption stands in a figure of its own inside a box."""
    for inner in caption.iterancestors():
        if inner is around:
            return False
        if inner.tag in {"figure", "li", "dl"}:
            return True
    return False


def _caption(
    page: Page, box: Element, layout: Layout | None, captions: Mapping[Element, str]
) -> tuple[str | None, str | None]:
    """The caption and the credit of a figure; ``captions`` are those that tag or class name."""
    credit = next((v for css in layout.credit for v in compiled(css).values(page, box)), None) if layout else None
    caption = next((v for css in layout.caption for v in compiled(css).values(page, box)), None) if layout else None
    if caption is None:
        # A caption's wrapper and the caption in it both bear the name: the outer one has all the words.
        first = next(iter((captions or _repeated_caption(box)).items()), None)
        caption, apart = parts_of(*(first or _only_words(box)))
        credit = credit or apart or (credit_beside(box, first[0]) if first is not None else None)
    if caption and credit and caption.endswith(credit):
        bare, labelled = split_credit(caption)
        caption = bare if labelled == credit else caption[: -len(credit)].rstrip(" -–—.|") or None
    return (
        caption or attribute_in(box, CAPTION_ATTRIBUTES, MAX_CAPTION_CHARS),
        credit or attribute_in(box, CREDIT_ATTRIBUTES, MAX_CREDIT_CHARS),
    )


def _only_words(box: Element) -> tuple[Element, str]:
    """The innermost element that holds all words of a figure without a named caption, and these words."""
    words = visible(text_of(box))
    holders = (inner for inner in box.iter("p", "div", "span", "small") if visible(text_of(inner)) == words)
    return max(holders, key=lambda inner: sum(1 for _ in inner.iterancestors()), default=box) if words else box, words


def _repeated_caption(box: Element) -> dict[Element, str]:
    """The caption beside a figure that begins with the figure's own words: it may set the credit apart."""
    words = visible(text_of(box)) if box.tag == "figure" else ""
    for around in islice(box.iterancestors(), MAX_CAPTION_BOXES if words else 0):
        if around.tag in {"article", "main", "body"} or len(text_of(around)) > MAX_CAPTION_CHARS:
            return {}
        found = {
            caption: said
            for caption, said in _named_captions(around).items()
            if said[:MIN_SHARED_CHARS] == words[:MIN_SHARED_CHARS]
        }
        if found:
            return found
    return {}


def _is_picture_table(table: Element) -> bool:
    """Whether a table only holds a picture and its caption."""
    image = next(table.iter("img"), None)
    if image is None or sum(1 for _ in table.iter("td")) > 4:  # noqa: PLR2004 - picture, caption, credit, a spare
        return False
    return len(text_of(table)) <= MAX_CAPTION_CHARS


def table_around(image: Element) -> Element | None:
    """The table that only holds a picture and its caption; ``None`` if the picture stands in no such table."""
    table = next(image.iterancestors("table"), None)
    return table if table is not None and _is_picture_table(table) and text_of(table) else None


def _is_picture_box(box: Element) -> bool:
    """Whether a box holds one picture and, below it, words that are no title and no link."""
    images = list(islice(box.iter("img"), 2))
    if len(images) != 1 or next(box.iter("h1", "h2", "h3", "h4", "li", "table", "input"), None) is not None:
        return False
    text = short_text(box, MAX_UNNAMED_CAPTION_CHARS)
    if not text or any(text_of(link) for link in box.iter("a")):
        return False
    before = takewhile(lambda element: element is not images[0], box.iter())
    return not any((element.text or "").strip() for element in before)


def box_with_words(image: Element, outside: Collection[Element]) -> Element | None:
    """The box that holds a picture and, below it, a few words that are no title and no link. Boxes in ``outside`` hold more."""
    box = image.getparent()
    return (
        box if box is not None and box not in outside and box.tag in PLAIN_BOX_TAGS and _is_picture_box(box) else None
    )


def stands_over_words(picture: Picture) -> bool:
    """Whether a picture outside a figure shares a box with a few words below it."""
    boxes = islice(picture.element.iterancestors(), MAX_CAPTION_BOXES) if picture.box is None else ()
    return any(box.tag in PLAIN_BOX_TAGS and _is_picture_box(box) for box in boxes)


def is_caption_box(element: Element) -> bool:
    """Whether the class of an element names it a caption, or its id where it has no class."""
    names = element.get("class") or element.get("id")
    return names is not None and _is_caption_class(names)


def captioned_box(image: Element, outside: Collection[Element]) -> Element | None:
    """The box around a picture that also holds a caption. Boxes in ``outside`` hold more than a picture."""
    box = image.getparent()
    while box is not None and box.tag in {"picture", "source"}:
        box = box.getparent()
    for _ in range(MAX_CAPTION_BOXES):
        if box is None or box in outside:
            return None
        if any(
            is_caption_box(inner) or is_credit(inner)
            for inner in box.iter("p", "div", "span", "td", "small", "cite", "blockquote")
        ):
            return box
        box = box.getparent()
    return None


def _picture(page: Page, image: Element) -> Picture | None:
    """The picture of an ``img`` element; ``None`` for icons and placeholders."""
    url = best_url(page, image)
    if url is None or _is_decoration(image, url):
        return None
    return Picture(
        element=image,
        url=url,
        alt=attribute(image, "alt"),
        width=pixel_count(attribute(image, "w", "data-width", "width")),
        height=pixel_count(attribute(image, "h", "data-height", "height")),
    )


def _is_decoration(image: Element, url: str) -> bool:
    """Whether a picture is an icon, a logo or the like."""
    sides = [pixel_count(attribute(image, name)) for name in ("width", "height")]
    if any(side is not None and side < MIN_SIDE_PIXELS for side in sides):
        return True
    return bool(DECORATION_URL.search(url.lower()) or _is_decoration_name(names_of(image)))
