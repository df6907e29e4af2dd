"""What a single block is: running text, a link line, a label, a counter, a related heading.

These tests look at the words of one block and at how many of its characters are links. Several stages use them.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from newscrawl import dates
from newscrawl.extract.body.line_patterns import INITIALS, OFFERED, SOURCE_LINE, STEP
from newscrawl.extract.dom import contains
from newscrawl.extract.headings import relation_at_home, relation_of
from newscrawl.extract.jsonld import letters
from newscrawl.extract.name_patterns import cached_search

if TYPE_CHECKING:
    from newscrawl.extract.body.blocks import Block
    from newscrawl.extract.dom import Element

MAX_SHORT_LINE_CHARS: Final = 40
"""A line of at most this length is not a sentence, and may be a heading."""

DENSE_SENTENCE_ENDS: Final = ("。", "다.")
"""Ends of a Chinese, Japanese or Korean sentence, which may be shorter."""

MIN_DENSE_SENTENCE_CHARS: Final = 16
"""Signs of such a sentence."""

MAX_LABEL_CHARS: Final = 90
"""A line of at most this length may be a label above the text: a date, a byline, a section name."""

MAX_LINE_CHARS: Final = 140
"""A longer line is running text, whatever its last character is."""

MIN_CHARS_PER_BLANK_UNSPACED: Final = 12
"""A text with more characters per blank has no blanks between words (Chinese, Japanese, Thai)."""

SENTENCE_ENDS: Final = frozenset('.!?…”"»):;。！？」』।؟')
"""The last characters of a sentence."""

MIN_LINKED_AFTER_LABEL: Final = 0.8
"""A line with a label is a link line if links have at least this share of the letters after the label."""

MIN_LINKS_AFTER_LABEL: Final = 2
"""Links of such a line. One link after a label may be what the label names."""

MIN_DATE_SHARE: Final = 0.4
"""A line is a date line if the date has at least this share of its characters."""

MAX_QUOTE_ANCESTORS: Final = 3
"""Elements around a line whose class may call it a quote."""

MAX_RELATED_HEADING_CHARS: Final = 40
"""A longer line is not the heading of a list of related links."""

MIN_LINKED_TITLE_CHARS: Final = 15
"""A shorter link behind a label may be a word of the text."""

MIN_MARKED_TITLE_CHARS: Final = 8
"""The same behind a label with a colon, or in brackets."""

MAX_SIGNS_AFTER_TITLE: Final = 4
"""Characters outside the links behind such a label: quotation marks and a full stop."""

COUNTER: Final = re.compile(
    r"^(?:Lượt (?:xem|đọc|truy cập)|Số lượt|Tệp đính kèm|Chia sẻ|Bình luận|Ý kiến bạn đọc|In (?:bài|trang)|Gửi (?:email|bình luận)|Cỡ chữ|Đánh giá|Like|Share)\b"
    r"[^.!?]{0,40}$",
    re.IGNORECASE,
)
"""Lines below a text that the page writes, not the author: view counts, share and print buttons."""

READER_CALL: Final = re.compile(
    r"^[\s(*\"“]*(?:Mời (?:quý |các )?(?:bạn đọc|độc giả|quý vị|bạn)\b|Chia sẻ bài viết|Quý (?:độc giả|bạn đọc)\b|(?:Độc giả|Bạn đọc) (?:gửi|có thể (?:gửi|chia sẻ|tham khảo|đón đọc))\b|"
    r"Gửi bài viết|Đón đọc|Theo dõi (?:chúng tôi|báo|kênh|Fanpage)|Nhấn (?:vào đây|để)|Bấm vào đây|Click vào|Vui lòng (?:nhập|đăng nhập)|Bài viết (?:này )?(?:được )?đăng lại)",
    re.IGNORECASE,
)
"""Lines that ask the reader to write, read or follow."""

LINK_LABEL: Final = re.compile(r"[^:/.!?]{2,30}:(?!/)")
"""The label before the links of a line: "Topics: rivers, boats"."""

CREDIT_LABEL: Final = re.compile(r"(?:Nguồn|Theo|Tác giả|Bài|Ảnh|Tin|Biên|Source|Author|By|Via)\b", re.IGNORECASE)
"""Labels before the name of an author or a source; such a line is not a link line."""

_is_quote_class: Final = cached_search(re.compile(r"(?:^|[\s_-])(?:pull-?)?quotes?(?:[\s_-]|$)", re.IGNORECASE))


def is_sentence(block: Block) -> bool:
    """Return whether a block reads like running text."""
    text = block.text
    if block.kind == "figure":
        return False
    if len(text) > MAX_LINE_CHARS and not block.links:
        return True
    if len(text) <= MAX_SHORT_LINE_CHARS:
        is_dense = text.endswith(DENSE_SENTENCE_ENDS) and len(text) >= MIN_DENSE_SENTENCE_CHARS
        return is_dense and not block.links
    if block.links and is_link_line(block):
        return False
    return (
        len(text) > MAX_LINE_CHARS
        or text[-1] in SENTENCE_ENDS
        or text.count(" ") * MIN_CHARS_PER_BLANK_UNSPACED < len(text)
    )


def is_link_line(block: Block) -> bool:
    """Return whether a block is only a link, or only links after a label ("Topics: rivers, boats")."""
    if len(block.links) < MIN_LINKS_AFTER_LABEL or block.is_link:
        return block.is_link
    label = LINK_LABEL.match(block.text)
    if label is None or block.links[0].text.startswith(label[0]) or CREDIT_LABEL.match(block.text):
        return False
    linked = sum(len(letters(link.text)) for link in block.links)
    return linked >= MIN_LINKED_AFTER_LABEL * len(letters(block.text[label.end() :]))


def is_counter(block: Block) -> bool:
    """Return whether a line counts readers or offers to share the article: "Lượt xem: 1.234"."""
    return bool(COUNTER.match(block.text))


def is_reader_call(block: Block) -> bool:
    """Return whether a line asks the reader to write, read or follow."""
    return bool(READER_CALL.match(block.text))


def heads_related_links(block: Block) -> bool:
    """Return whether a line is the heading of links to other articles, in Vietnamese or English."""
    text = block.text.strip(" :")
    return (
        block.kind in {"heading", "paragraph"}
        and len(text) <= MAX_SHORT_LINE_CHARS
        and relation_at_home(text) is not None
    )


def is_short_heading(block: Block) -> bool:
    """Return whether a short line announces what follows: a heading, a bold line, or a line that ends in a colon."""
    is_short = block.kind != "figure" and len(block.text) <= MAX_SHORT_LINE_CHARS
    return is_short and (block.kind == "heading" or block.bold or block.text.endswith(":"))


def is_date_line(block: Block) -> bool:
    """Return whether a date has a large share of a line: "Thứ Bảy, ngày 07/03/2026 19:30 PM (GMT+7)"."""
    moment = dates.read(block.text) if len(block.text) <= MAX_LABEL_CHARS else None
    return moment is not None and len(moment.raw) >= MIN_DATE_SHARE * len(block.text)


def is_in_quote(element: Element) -> bool:
    """Return whether the class of an element, or of an element around it, names a quote."""
    around = (element, *islice(element.iterancestors(), MAX_QUOTE_ANCESTORS))
    return any(_is_quote_class(names) for box in around if (names := box.get("class")))


def are_neighbours(one: Block, other: Block) -> bool:
    """Return whether two blocks have the same parent, or each a parent of its own and these two look alike."""
    if one.element is other.element:
        return True
    box, other_box = one.element.getparent(), other.element.getparent()
    if box is None or other_box is None or box is other_box:
        return box is other_box
    is_alike = (one.element.tag, box.tag, box.get("class")) == (
        other.element.tag,
        other_box.tag,
        other_box.get("class"),
    )
    return is_alike and len(box) == len(other_box) == 1 and box.getparent() is other_box.getparent()


def shares_parent(heading: Block, following: Block) -> bool:
    """Return whether the block after a heading is inside the heading's parent."""
    box = heading.element.getparent()
    return box is None or contains(box, following.element)


def is_sign(block: Block) -> bool:
    """Return whether a line below the text is the writer's sign or the label of the source, which are no text."""
    if block.kind == "figure":
        return False
    return INITIALS.fullmatch(block.text) is not None or SOURCE_LINE.fullmatch(block.text) is not None


def is_offer_alone(block: Block, offer: int) -> bool:
    """Return whether a paragraph that ends in an offer is only the offer: bold, italic, linked there or short before it."""
    if block.italic or block.bold:
        return True
    words = block.text[offer:]
    is_linked = any(link.text and link.text in words for link in block.links)
    return is_linked and offer <= MAX_LABEL_CHARS


def is_step(block: Block) -> bool:
    """Return whether a line that orders the reader to click or to sign up is a sentence of a guide: plain, without an offer."""
    is_plain = not (block.links or block.bold or block.italic) and block.text.endswith(".")
    # The points of a list are steps.
    return is_plain and STEP.match(block.text) is not None and (block.kind == "item" or not OFFERED.search(block.text))


def is_labelled_title(block: Block) -> bool:
    """Return whether a line is the heading of related links and a linked title behind it: ``Lisez aussi : « Title »``."""
    first = block.links[0].text
    label, found, rest = block.text.partition(first) if first else ("", "", "")
    if not found or not 0 < len(label) <= MAX_RELATED_HEADING_CHARS or relation_of(label.rstrip(" «“\"‘'„")) is None:
        return False
    linked = sum(len(link.text) for link in block.links)
    is_marked = label.rstrip(" «“\"‘'„").endswith((":", "：", "】"))
    return (
        len(first) >= (MIN_MARKED_TITLE_CHARS if is_marked else MIN_LINKED_TITLE_CHARS)
        and len(found + rest) - linked <= MAX_SIGNS_AFTER_TITLE
    )
