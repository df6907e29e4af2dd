"""The article's text: what belongs to it in reading order, and what stands in it without belonging."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from newscrawl.extract import generic, jsonld, people, pictures
from newscrawl.extract.blocks import Block, blocks
from newscrawl.extract.dom import contains, visible_text_exceeds
from newscrawl.extract.page import finder
from newscrawl.extract.selectors import compiled
from newscrawl.extract.trim import (
    Away,
    cards,
    is_call,
    is_counter,
    is_in_quote,
    is_sentence,
    teasers,
    trim,
    within,
    without_links,
    without_repeats,
)
from newscrawl.extract.values import Body
from newscrawl.text.comparison import comparison_key
from newscrawl.text.newsroom import byline_name, drop_end_mark, is_related_heading, split_credit

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from newscrawl.extract.dom import Element
    from newscrawl.extract.page import Page
    from newscrawl.sites.profile import Layout

_SEE_ALSO: Final = re.compile(
    r"^[\s>»►▶→•*+=\[\(-]*(?:Xem (?:thêm|tiếp|ngay)|Đọc (?:thêm|tiếp|ngay)|Tin liên quan|Bài liên quan|Các? tin liên quan|Tham khảo thêm|Liên quan|Có thể bạn quan tâm|Bạn có thể quan tâm"
    r"|Mời (?:bạn |quý |các |độc )[^:]{0,40}|Tìm hiểu thêm|See also|Read more)\b\s*[^\w\s]?",
    re.IGNORECASE,
)
_ARROWS: Final = re.compile(r"^\s*(?:>{2,}|»|►|▶|→|=>|>>>)\s*")
_SOURCE_LINE: Final = re.compile(
    r"^\(?(?:Theo|Nguồn(?: tin)?|Tổng hợp (?:từ|theo))\s*[:：]?\s+(?:[^.!?]{2,60}|(?:https?://|www\.)\S+)\)?\.?$",
    re.IGNORECASE,
)
_IN_BRACKETS: Final = re.compile(r"^\([^()]{2,40}\)$")
_TAGS_LINE: Final = re.compile(
    r"^(?:Tags?|Từ khóa|Từ khoá|Chủ đề)\s*:?$|^(?:Tags?|Từ khóa|Từ khoá|Chủ đề)\s*:", re.IGNORECASE
)
SURE_TEXT: Final = 60
"""Characters that a body shows if its selector found what it is for."""

LIKELY_TEXT: Final = 400
"""Characters below which a body may be something else of its name."""

TIMES: Final = 3
"""How many times the text of a doubtful body another one must hold to be read instead."""

_DATE_LINE: Final = re.compile(
    r"(?:(?:ngày|lúc|thứ \w+|chủ nhật|cập nhật|(?:ngày )?xuất bản|đăng|phát hành)\W*)*"
    r"[\d\s/:.,|h-]*\b\d{1,2}[/.-]\d{1,2}[/.-]\d{4}[\d\s/:.,|h-]*(?:\(?GMT ?\+7\)?)?",
    re.IGNORECASE,
)
"""A long-form page says at its end when it was published."""

_CAPTION_LIKE: Final = 320
"""A longer line after a picture (characters) is a paragraph."""

_TAIL: Final = 6
"""Bylines and source lines stand in the last lines."""

_SHORT: Final = 90
_SUBHEAD: Final = 140
_REPEAT: Final = 40
"""A line of at least this length (characters) that was just said is said once."""

_BOXES: Final = frozenset(("div", "section", "aside", "ul", "ol", "table", "form", "article", "nav"))
_FILMS: Final = ("video", "iframe")
_TAG_ROOM: Final = 30
"""A repeated lead may have the newsroom's tag before it (characters)."""

_is_credit: Final = finder(re.compile(r"(?:^|[\s_-])credits?(?:\s|$)", re.IGNORECASE))
_is_medium: Final = finder(re.compile(r"(?:^|[\s_-]|(?<=[a-z]))(?:[Ii]mage|[Pp]hoto|[Pp]icture|[Vv]ideo)s?(?![a-z])"))
"""Whether a box's class says that it holds a picture or a film."""

_JUDGED: Final = 2_000
"""A text of more blocks is not looked through for captions."""

_LONE: Final = 0.3
"""Share of a text's lines that are captions without a picture; where they are more, they are the text."""

_AHEAD: Final = 20
"""Lines after a lead in which the next paragraph is looked for."""

_MOST: Final = 0.75
"""Share of the text that stands apart from pictures in an article; in a picture story less does."""

_STORY: Final = 3
"""Captions that make a picture story."""


def element(page: Page, layout: Layout) -> tuple[Element, str] | None:
    """The body that a layout finds, with the selector that found it: the first that shows a text, else the first that is not empty."""
    scopes = compiled(layout.scope).elements(page) if layout.scope else []
    scope = next((box for box in scopes if _is_about(page, box)), scopes[0] if scopes else None)
    bare: tuple[Element, str] | None = None
    for css in layout.body:
        matches = compiled(css).elements(page, scope)
        for number, found in enumerate(matches):
            if visible_text_exceeds(found, SURE_TEXT):
                return _fuller(page, layout, found, matches[number + 1 :]), css
            if bare is None and (len(found) or (found.text and found.text.strip())):
                bare = found, css
    return bare


def _fuller(page: Page, layout: Layout, found: Element, others: list[Element]) -> Element:
    """Of boxes with the body's name that follow a short one, the first that shows much more under the same headline; else the short one."""
    if not others or visible_text_exceeds(found, LIKELY_TEXT):
        return found
    shown = sum(len(text.strip()) for text in found.itertext())
    fuller = next((box for box in others if visible_text_exceeds(box, TIMES * shown)), None)
    if fuller is None or contains(found, fuller):
        return found
    elements = page.elements
    between = set(elements[elements.index(found) : elements.index(fuller)])
    titles = (title for css in layout.headline for title in compiled(css).elements(page))
    return found if any(title in between for title in titles) else fuller


def _is_about(page: Page, box: Element) -> bool:
    """Whether one of a box's attributes names the page's own address."""
    return any("://" in value and page.resolve(value) == page.url for value in box.attrib.values())


def read(
    page: Page,
    root: Element,
    layout: Layout | None,
    *,
    is_sure: bool = True,
    repeats: Iterable[str | None] = (),
    told: Iterable[str | None] = (),
    headline: Element | None = None,
    lead: Element | None = None,
    drop: Collection[Element] = (),
    opening: Iterable[Element] = (),
    authors: Collection[str] = (),
    is_article: Callable[[str], bool] = lambda _: False,
    captions_by_shape: bool = False,
) -> Body:
    """Read the body element.

    ``is_sure`` says that the layout found the body: otherwise it only names parts of it, and what stands before ``headline``,
    the visible headline, is no text. ``repeats`` are texts said
    elsewhere on the page (headline, lead) that are not said again, ``told`` those that only its head says; ``lead`` is the lead's element, left out if
    it stands inside, and so is what ``drop`` holds; ``opening`` are boxes before the body that the text begins in; ``authors`` are names known from elsewhere; ``is_article`` tells the address of an article;
    ``captions_by_shape`` takes a few words in one box with a picture for its caption.
    """
    is_sure = is_sure and layout is not None
    drop = {*drop, *_dropped(page, root, layout, is_sure=is_sure)}
    if lead is not None:
        drop.add(lead)
    found = blocks(root, drop, pictures.reader(page, layout))
    if captions_by_shape and any(map(pictures.stands_over_words, (p for block in found for p in block.pictures))):
        parted = blocks(root, drop, pictures.reader(page, layout, by_shape=True))
        found = found if _is_told_below_pictures(found, parted) else parted
    body = Body(root, found)
    if not is_sure:
        away = Away(page, body.blocks)
        body.blocks = trim(body.blocks, root, headline, away, {name.casefold() for name in authors})
        body.teasers = teasers(body.blocks, away)
        if told_text := jsonld.told_body(page.news):
            body.blocks = within(body.blocks, told_text)
        intro = [block for box in opening for block in blocks(box, drop, pictures.reader(page, layout))]
        if teasers(intro, away) == 0:
            body.blocks = [*(block for block in intro if is_sentence(block) or block.kind == "figure"), *body.blocks]
    _leave_out_repeats(body, [text for text in repeats if text], [text for text in told if text])
    _give_captions(body)
    if not is_sure:
        _leave_out_lone_captions(body, away)
    _take_see_also(body, page, is_article)
    if not is_sure:
        taken = {id(element) for element, _ in body.see_also}
        for line, _ in cards(found, away):
            targets = [link for link in line.links if (url := page.resolve(link.href)) and is_article(url)]
            if targets and id(line.element) not in taken:
                body.see_also.append((line.element, targets))
        body.blocks = without_repeats(without_links(body.blocks, away))
        body.authored = sum(block.is_link and block in away for block in body.blocks)
    _take_bylines(body, {name.casefold() for name in authors})
    if _tells_in_captions(body, layout):
        _captions_to_text(body)
    _drop_end_mark(body)
    return body


def _is_told_below_pictures(whole: list[Block], parted: list[Block]) -> bool:
    """Whether much of the text is lost with what stands below pictures, or is said there again: a story in pictures."""
    length, left = (sum(len(block.text) for block in blocks_) for blocks_ in (whole, parted))
    said = {block.text for block in parted}
    return left < _MOST * length or any(picture.caption in said for block in parted for picture in block.pictures)


def _dropped(page: Page, root: Element, layout: Layout | None, *, is_sure: bool) -> set[Element]:
    """What a layout knows to stand in the body without belonging; of a body that is not its own only what is small."""
    if layout is None:
        return set()
    selectors = (*layout.drop, *layout.video, *(block.css for block in layout.related))
    drop = {e for css in selectors for e in compiled(css).elements(page) if e is not root}
    paragraphs = sum(1 for _ in root.iter("p"))
    if not is_sure:
        return {e for e in drop if _is_small(e, root, paragraphs)}
    drop.update(e for e in page.named(generic.ASIDE) if e.tag in _BOXES and _is_small(e, root, paragraphs))
    return drop


def _is_small(element: Element, root: Element, paragraphs: int) -> bool:
    """Whether a box holds few of the body's paragraphs: one that holds most is the text, unless it is called a wall."""
    if element is root or not contains(root, element):
        return False
    if "wall" in (element.get("class") or ""):
        return True
    # The first paragraph beyond the share decides: neither box is counted to its end.
    return next(islice(element.iter("p"), paragraphs // 3, None), None) is None


def _leave_out_repeats(body: Body, repeats: list[str], told: list[str]) -> None:
    """Drop the headline and lead where the body says them again, and a line that was just said.

    What only the page's head tells as its description (``told``) is a lead in the body if it stands out there: systems that
    know no lead describe a page by its first paragraph.
    """
    keys = {comparison_key(text).rstrip(" .") for text in dict.fromkeys(repeats)}
    told_keys = {comparison_key(text).rstrip(" .") for text in told}
    kept: list[Block] = []
    seen: set[str] = set()
    for n, block in enumerate(body.blocks):
        if block.kind != "figure":
            if len(kept) < _TAIL and (
                _says_again(block.text, keys)
                or (_says_again(block.text, told_keys) and _stands_out(block, body.blocks[n + 1 : n + 1 + _AHEAD]))
            ):
                continue
            if len(block.text) >= _REPEAT:
                if block.text in seen:
                    continue
                seen.add(block.text)
        kept.append(block)
    body.blocks = kept


def _stands_out(block: Block, after: list[Block]) -> bool:
    """Whether a block looks otherwise than the paragraphs after it."""
    following = next((b for b in after if b.kind == "paragraph" and len(b.text) > _REPEAT), None)
    if (
        following is None
        or block.kind != "paragraph"
        or (block.bold, block.italic) != (following.bold, following.italic)
    ):
        return True
    one, other = block.element, following.element
    return one.tag != other.tag or one.get("class") != other.get("class") or one.getparent() is not other.getparent()


def _says_again(text: str, keys: set[str]) -> bool:
    if not any(abs(len(text) - len(key)) <= _TAG_ROOM for key in keys):
        return False
    key = comparison_key(text).rstrip(" .")
    return key in keys or any(len(k) > _REPEAT and key.endswith(k) and len(key) - len(k) < _TAG_ROOM for k in keys)


def _give_captions(body: Body) -> None:
    """Give a picture the caption that stands under it as a line of its own."""
    kept: list[Block] = []
    has_films = next(body.element.iter(*_FILMS), None) is not None
    for block in body.blocks:
        if has_films and _is_film_caption(block):
            continue
        before = kept[-1] if kept and kept[-1].kind == "figure" else None
        if before is not None and block.kind != "figure" and _is_caption(before, block):
            for picture in before.pictures:
                if picture.caption is None:
                    credit = picture.credit
                    pictures.describe(picture, block.text, credit)
            continue
        if before is not None and block.kind != "figure" and pictures.takes_credit(before.pictures[-1], block.text):
            continue
        kept.append(block)
    body.blocks = kept


def _leave_out_lone_captions(body: Body, away: Away) -> None:
    """Drop the captions of pictures and films that a script shows: what is called so where next to no text is."""
    if len(body.blocks) > _JUDGED:
        return
    short = (block for block in body.blocks if len(block.text) <= _CAPTION_LIKE and block.kind != "figure")
    lone = {id(block) for block in short if _is_called_caption(block) or _is_of_a_medium(block, away)}
    if 0 < len(lone) <= _LONE * len(body.blocks):
        body.blocks = [block for block in body.blocks if id(block) not in lone]


def _is_of_a_medium(block: Block, away: Away) -> bool:
    """Whether a line is a few words in the box of a picture or film, and not those who made it."""
    if len(block.text) > _SHORT or block.kind != "paragraph" or is_sentence(block):
        return False
    is_name = people.looks_like_name(block.text) and not any(map(str.isdigit, block.text))
    return not is_name and away.stands_apart(block, _is_medium)


def _is_called_caption(block: Block) -> bool:
    if len(block.text) <= _SHORT and (names := block.element.get("class")) and _is_credit(names):
        return True
    above = block.element.getparent()
    is_alone = above is not None and len(above) == 1
    is_called = pictures.is_caption_box(block.element) or (
        is_alone and above is not None and pictures.is_caption_box(above)
    )
    return is_called and not is_in_quote(block.element)


def _is_film_caption(block: Block) -> bool:
    """Whether a line is called a caption and stands in a film's box."""
    box = block.element.getparent()
    return (
        block.kind != "figure"
        and box is not None
        and len(block.text) <= _CAPTION_LIKE
        and pictures.is_caption_box(block.element)
        and next(box.iter(*_FILMS), None) is not None
    )


def _is_caption(figure: Block, block: Block) -> bool:
    picture = figure.pictures[-1]
    if picture.caption is not None or len(block.text) > _CAPTION_LIKE:
        return False
    node: Element | None = block.element
    for _ in range(3):
        if node is None:
            break
        if pictures.is_caption_box(node):
            return True
        node = node.getparent()
    _, credit = split_credit(block.text)
    if credit:
        return True
    if picture.box is not None:
        return False
    return (block.italic or _is_centred(block.element)) and not block.bold


def _is_centred(element: Element) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return "text-align:center" in style or (element.get("align") or "").lower() == "center" or element.tag == "center"


def _take_see_also(body: Body, page: Page, is_article: Callable[[str], bool]) -> None:
    """Take out what leads the reader on: ``>> …`` links, ``Xem thêm: …``, paragraphs that are a link and nothing else."""
    kept: list[Block] = []
    for block in body.blocks:
        if block.kind == "figure":
            kept.append(block)
            continue
        targets = [link for link in block.links if (url := page.resolve(link.href)) and is_article(url)]
        leads_on = bool(
            (_ARROWS.match(block.text) and (targets or not is_sentence(block)))
            or (_SEE_ALSO.match(block.text) and (targets or len(block.text) < _SHORT))
        )
        if (leads_on and (targets or not block.links)) or (targets and block.is_link and not _is_prose(block)):
            if targets:
                body.see_also.append((block.element, targets))
            continue
        if (
            (len(block.text) <= _REPEAT and is_related_heading(block.text))
            or is_call(block)
            or _TAGS_LINE.match(block.text)
        ):
            if targets:
                body.see_also.append((block.element, targets))
            continue
        if cut := _trailing_arrow(block):
            block.text = cut
            block.links = [link for link in block.links if link not in targets]
            body.see_also.append((block.element, targets))
        kept.append(block)
    body.blocks = kept


def _trailing_arrow(block: Block) -> str | None:
    """The text before a ``>> link`` at its end."""
    head, arrow, tail = block.text.partition(">>")
    if not arrow or not head.strip() or not block.links:
        return None
    linked = " ".join(link.text for link in block.links)
    return head.strip() if tail.strip(" >") and tail.strip(" >") in linked else None


def _is_prose(block: Block) -> bool:
    """Whether a fully linked line is a sentence of the text, not a title."""
    return block.text.endswith((".", "!")) and block.kind == "paragraph" and len(block.text) > 2 * _SUBHEAD


def _take_bylines(body: Body, authors: set[str]) -> None:
    """Take byline and source line out of the last lines."""
    lines = [block for block in body.blocks if block.kind != "figure"][-_TAIL:]
    is_last = True
    for block in reversed(lines):
        is_date = len(block.text) <= _SHORT and _DATE_LINE.fullmatch(block.text)
        if is_last and (is_counter(block) or is_date):
            body.blocks.remove(block)
            continue
        # Before a note on the article only a name that is known is the byline.
        is_last = is_last and _is_byline(block, authors, len(body.paragraphs) > 1 or bool(body.pictures))
        if not is_last and block.text.casefold().strip(" .()") not in authors:
            continue
        body.blocks.remove(block)
        if not people.credits_other_work(block.text):
            body.bylines.insert(0, block.text)


def _is_byline(block: Block, authors: set[str], among_others: bool) -> bool:  # noqa: FBT001 - says whether the line is not alone
    text = block.text.strip(" .")
    if not text or len(text) > _SHORT or block.kind == "heading" or not among_others:
        return False
    if (
        text.casefold().strip("()") in authors
        or _SOURCE_LINE.match(block.text)
        or byline_name(block.text)
        or people.is_byline(block.text)
    ):
        return True
    if _IN_BRACKETS.match(text) and people.read(text.strip("()")).source:
        return True
    read = people.read(block.text)
    if read.authors and {a.name.casefold() for a in read.authors} <= authors:
        return True
    styled = block.bold or block.italic or _is_right(block.element)
    return styled and not block.text.endswith((".", "?", "!", ":", "”", '"')) and people.looks_like_name(text)


def _is_right(element: Element) -> bool:
    node: Element | None = element
    for _ in range(2):
        if node is None:
            return False
        style = (node.get("style") or "").replace(" ", "").lower()
        names = (node.get("class") or "").lower()
        if (
            "text-align:right" in style
            or (node.get("align") or "").lower() == "right"
            or "author" in names
            or "signature" in names
        ):
            return True
        node = node.getparent()
    return False


def _tells_in_captions(body: Body, layout: Layout | None) -> bool:
    captions = [p.caption for p in body.pictures if p.caption]
    words = sum(len(text) for text in body.paragraphs)
    told = sum(len(text) for text in captions)
    if layout is not None and layout.genre == "photo":
        return bool(captions)
    return len(captions) >= _STORY and words < 0.3 * told


def _captions_to_text(body: Body) -> None:
    """Make a picture story's captions its paragraphs."""
    told: list[Block] = []
    for block in body.blocks:
        told.append(block)
        said: set[str] = set()
        for picture in block.pictures:
            if picture.caption and picture.caption not in said:
                said.add(picture.caption)
                told.append(Block("paragraph", picture.caption, block.element))
            picture.caption = None
    body.blocks = told
    body.is_picture_story = True


def _drop_end_mark(body: Body) -> None:
    for block in reversed(body.blocks):
        if block.kind != "figure":
            block.text = drop_end_mark(block.text)
            if not block.text:
                body.blocks.remove(block)
            return
