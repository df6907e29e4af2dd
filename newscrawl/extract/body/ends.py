"""Stages: take the byline and the source line from the end of the text, and remove dates, counters and the end mark."""

from __future__ import annotations

import re
import unicodedata
from itertools import islice
from typing import TYPE_CHECKING, Final

from newscrawl import dates
from newscrawl.extract import people
from newscrawl.extract.body.line_patterns import SEPARATOR_LINE
from newscrawl.extract.body.lines import is_counter, is_date_line
from newscrawl.extract.dom import short_text
from newscrawl.extract.names import AGENCIES, is_person, looks_like_name
from newscrawl.text.newsroom import byline_name, drop_end_mark

if TYPE_CHECKING:
    from collections.abc import Collection

    from newscrawl.extract.body.blocks import Block
    from newscrawl.extract.body.context import BodyContext
    from newscrawl.extract.dom import Element

TAIL_LINES: Final = 6
"""Lines at the end of the text that may be a byline or a source line."""

MAX_BYLINE_CHARS: Final = 90
"""A longer line is neither a byline nor a date."""

MIN_LINES_ABOVE_ROLE: Final = 3
"""Lines at the end of a text that may end with a name and, below it, what the person is."""

MAX_ALIGNED_ANCESTORS: Final = 2
"""A line, and so many elements in all counted outwards from it, whose markup may align it to the right."""

SOURCE_LINE: Final = re.compile(
    r"^\(?(?:Theo|Nguồn(?: tin)?|Tổng hợp (?:từ|theo))\s*[:：]?\s+(?:[^.!?]{2,60}|(?:https?://|www\.)\S+)\)?\.?$",
    re.IGNORECASE,
)
"""A line that names where the article was taken from."""

WORK_LINE: Final = re.compile(
    r"^\(?(?:Additional )?(?:[Rr]eporting|[Ww]riting|Editing|Compiled|Written and edited) by (?:agencies$|[A-ZÀ-Þ][^.!?]{3,200}$)"
)
"""A line of an agency that names who reported and who edited, in one or more parts."""

MAX_PICTOGRAPH_CHARS: Final = 4
"""Characters of a line that is a pictograph; some have several code points."""

PICTOGRAPHS: Final = frozenset(("So", "Sk", "Mn", "Cf"))
"""Unicode categories of emoji, their skin tones, variation selectors and joiners."""

IN_BRACKETS: Final = re.compile(r"^(?:\([^()]{2,40}\)|【[^【】]{2,40}】)$")
"""A line that is wholly in brackets."""

NOTE_BEHIND_NAME: Final = re.compile(r"\s*\([^()]{2,60}\)$")
"""Where or what an author is, in brackets: ``Anne Guérin (Saint-Gwen, envoyée spéciale)``."""

DATE_LINE: Final = re.compile(
    r"(?:(?:ngày|lúc|thứ \w+|chủ nhật|cập nhật|(?:ngày )?xuất bản|đăng|phát hành)\W*)*"
    r"[\d\s/:.,|h-]*\b\d{1,2}[/.-]\d{1,2}[/.-]\d{4}[\d\s/:.,|h-]*(?:\(?GMT ?\+7\)?)?",
    re.IGNORECASE,
)
"""A line with only a date: long-form pages end with their date."""


EDITOR_LINE: Final = re.compile(
    r"[（(【\[]?\s*(?:责任编辑|責任編輯|编辑|編輯|责编|責編|审校|校对|编审|监制)\s*[:：]\s*[^。]{1,40}"
)
"""A last line that names the editor, of a Chinese newspaper."""

ADDRESS_LINE: Final = re.compile(
    r"(?:(?:e-?mail|contact|kontakt|contacto|contatto|contato):? ?|(?:[^\W\d_][\w.'’-]* ){1,4}[(<]?)?[\w.+-]{2,40}@[\w-]{2,40}(?:\.[\w-]{2,12}){1,3}[)>]?",
    re.IGNORECASE,
)
"""A last line that is only an e-mail address, with a name before it or without."""

CONTACT_LINE: Final = re.compile(
    r"(?:You can )?(?:reach|contact|e-?mail|write to|follow|find)\b[^.!?]{2,80}(?:\bat\b|\bon\b|:|\bvia\b)[^!?]{0,80}@[\w.-]{3,60}.{0,80}",
    re.IGNORECASE,
)
"""A last line that tells how to reach the author."""

DATE_START: Final = re.compile(r"\W*(?:\d|(?:[^\W\d_]+\W+){1,3}\d)")
"""How a line begins that is only a date: a figure after at most three words."""


CONTINUED: Final = re.compile(
    r"[(\[*-]*\s*(?:Còn (?:nữa|tiếp)|Xem tiếp (?:kỳ|số) (?:sau|tới))\s*[.…!]*\s*[)\]*-]*|[(\[]\s*Hết\s*[.…]*\s*[)\]]",
    re.IGNORECASE,
)
"""A line that says that a series goes on or is over: ``(Còn nữa)``."""

NEXT_PART: Final = re.compile(
    r"\W*(?:(?:Kỳ|Bài|Phần|Số) (?:sau|tới|kế|cuối|tiếp theo|\d{1,2}|[IVX]{1,4})|(?:Mời )?(?:bạn đọc |độc giả )?đón (?:đọc|xem)(?: (?:kỳ|bài|phần|số) \w+)?)\s*[:：].{3,120}",
    re.IGNORECASE,
)
"""A line that announces the next part of a series. The byline may stand above it."""

CHANGED_NAMES: Final = re.compile(
    r"(?:\(?\*{1,3}\)?|Ghi chú|Chú thích)?\W*(?:Một số |Các )?(?:Tên|Danh tính|Nhân vật)\b.{0,80}\b(?:đã|được) .{0,30}(?:thay đổi|đổi)\b.{0,40}|\(?\*{1,3}\)?:?\s+[A-ZÀ-ỸĐ\d“\"].{3,160}|\W*(?:Bài viết|Nội dung|Ý kiến)\b.{0,60}\bquan điểm\b.{0,60}",
    re.IGNORECASE,
)
"""A note of the newsroom below the byline: ``(*) Tên nhân vật đã được thay đổi``."""

ROLE_LINE: Final = re.compile(
    r"[(–-]?\s*(?:(?:Nguyên|Phó|Cựu)\s+)*(?:Nguyên|Phó|Cựu|Chủ (?:tịch|nhiệm)|(?:Tổng )?[Gg]iám đốc|Hiệu (?:trưởng|phó)|Trưởng|Viện|Trường|Khoa|Đại học|Học viện|Giảng viên|Nghiên cứu|Chuyên gia"
    r"|Luật sư|Đoàn|Hội|Liên đoàn|Trung tâm|Bí thư|Ủy viên|Đại biểu|Cục|Vụ|Sở|Bộ|Ban|Công ty|Văn phòng|Báo|Tạp chí|Đài|Bệnh viện|Phóng viên|Nhà báo|Biên tập viên|Cộng tác viên|Thành viên|Tổng [Bb]iên tập)\b[^.!?:;“”\"]{0,80}\)?"
)
"""What the author is, below the name: ``Viện Thủy lợi``, ``Phó chủ tịch Hội Nghề cá``."""

HASHTAGS: Final = re.compile(r"(?:#\w[\w-]*[\s,]*)+")
"""A last line of tags for social networks."""

SIGNATURE_TAGS: Final = frozenset(("b", "strong", "em", "i"))
"""Elements in which a byline stands at the end of the last paragraph."""

SENTENCE_ENDS: Final = (".", "!", "?", "…", "”", '"')
"""What stands before such a byline."""

SIGNED_WITH: Final = re.compile(
    r"(?:(?:mit )?Material von|(?:Die )?Quellen?:|Sources?:|Fonti?:|Fuentes?:|Avec|Mit|Con(?: informa\w+ d[ei])?|Com|Med|Met|With|Źródło:|Zdroj:|Kilde:|Källa:|Bron:|Lähde:)\s+",
    re.IGNORECASE,
)
"""What stands before the agencies in a last line."""

SIGNATURE_SIGN: Final = re.compile(r"\s*(?:[/,&+|;]|\b(?:und|et|and|y|e|en|og|och|i|a|ja)\b)\s*")
"""What stands between them."""

SIGNATURE_PART: Final = re.compile(
    r"[^\W\d_]{2,5}\d?|[\w-]{2,20}\.[a-z]{2,3}|\d{1,2}\.\d{1,2}\.\d{4}|Agenturen|agencies|agences|agencias|agenzie"
)
"""What else stands there: the initials of an editor, the newspaper's address, the day."""

AGENCIES_WORD: Final = re.compile(
    r"Agenturen|agencies|agences|agencias|agenzie|agências|byråer|bureauer", re.IGNORECASE
)
"""What stands for several agencies."""

AGENCY_WORD: Final = re.compile(
    r"^(?:den |der |l[’']|the )?(?:(?:Nachrichten|Presse)?Agentur(?:en)?|agence|agencia|agenzia|agência|news agency)\s+",
    re.IGNORECASE,
)
"""The word for an agency before its name."""

MAX_SIGNATURE_CHARS: Final = 60
"""A longer line is no signature."""


def take_bylines(blocks: list[Block], context: BodyContext) -> list[Block]:
    """Take the bylines and source lines out of the last lines, into :attr:`BodyNotes.bylines`.

    Before another last line, such as a note on the article, only the name of a known author is a byline.
    """
    kept = list(blocks)
    authors = context.author_names
    is_last = True
    tail = [block for block in blocks if block.kind != "figure"][-TAIL_LINES:]
    if tail:
        _cut_signature(tail[-1], context)
    for place, block in reversed(list(enumerate(tail, 1))):
        if is_last and (NEXT_PART.fullmatch(block.text) or CHANGED_NAMES.fullmatch(block.text)):
            continue
        if is_last and any(
            line.fullmatch(block.text) for line in (EDITOR_LINE, ADDRESS_LINE, CONTACT_LINE, CONTINUED, HASHTAGS)
        ):
            kept.remove(block)
            continue
        if is_last and _is_role_below_name(tail[:place]):
            kept.remove(block)
            continue
        is_date = len(block.text) <= MAX_BYLINE_CHARS and (
            DATE_LINE.fullmatch(block.text) or (not context.is_known and _is_dated_label(block))
        )
        if is_last and (is_counter(block) or is_date):
            kept.remove(block)
            continue
        if is_last and not context.is_known and _has_other_content(kept) and (signed := _agency_of(block)):
            kept.remove(block)
            context.notes.bylines.insert(0, (signed, block.element))
            continue
        is_last = is_last and _has_other_content(kept) and _is_byline(block, authors)
        if not is_last and block.text.casefold().strip(" .()") not in authors:
            continue
        kept.remove(block)
        if not people.credits_other_work(block.text):
            context.notes.bylines.insert(0, (block.text, block.element))
    return kept


def _agency_of(block: Block) -> str | None:
    """Return the first agency of a line that is only agencies and the initials of editors: ``dpa`` of "dpa/krö"."""
    if len(block.text) > MAX_SIGNATURE_CHARS or block.kind not in {"paragraph", "item"}:
        return None
    text = block.text.strip(" ()[].–—-©")
    label = SIGNED_WITH.match(text)
    parts = SIGNATURE_SIGN.split(text[label.end() :] if label else text)
    parts = [AGENCY_WORD.sub("", part) for part in parts]
    found = [part for part in parts if part.casefold() in AGENCIES]
    if label is not None:
        found = found or [part for part in parts if AGENCIES_WORD.fullmatch(part)]
    is_signature = bool(found) and all(part in found or SIGNATURE_PART.fullmatch(part) for part in parts)
    # An agency alone is read with the other bylines.
    return found[0] if is_signature and (label is not None or len(parts) > len(found)) else None


def _is_dated_label(block: Block) -> bool:
    """Return whether a last line of an unknown page is only a date with words such as "updated" or "modifica il"."""
    if not DATE_START.match(block.text) or block.text.endswith((".", "!", "?")):
        return False
    return is_date_line(block) or _is_of_two_dates(block.text)


def _is_of_two_dates(text: str) -> bool:
    """Return whether a line is two dates with few words: ``5 settembre 2026 (modifica il 6 settembre 2026 | 12:10)``."""
    first = dates.read(text)
    rest = text.replace(first.raw, "", 1) if first is not None else ""
    second = dates.read(rest) if rest else None
    return first is not None and second is not None and 2 * len(rest.replace(second.raw, "", 1)) <= len(text)


def remove_end_mark(blocks: list[Block], _context: BodyContext) -> list[Block]:
    """Remove the mark after the last word (``./.``), and the last line if nothing else is on it."""
    last = next((block for block in reversed(blocks) if block.kind != "figure"), None)
    if last is None:
        return blocks
    last.text = drop_end_mark(last.text)
    if last.text:
        return blocks
    kept = list(blocks)
    kept.remove(last)
    return kept


def remove_symbols(blocks: list[Block], context: BodyContext) -> list[Block]:
    """Remove lines of unknown pages that are only pictographs (the icon of a box) or signs that separate parts (``* * *``)."""
    if context.is_known:
        return blocks
    return [block for block in blocks if not _is_pictograph(block.text) and not SEPARATOR_LINE.fullmatch(block.text)]


def _is_pictograph(text: str) -> bool:
    """Return whether a line is one or a few emoji."""
    return (
        0 < len(text) <= MAX_PICTOGRAPH_CHARS
        and not text.isascii()
        and all(unicodedata.category(char) in PICTOGRAPHS for char in text)
    )


def _has_other_content(blocks: list[Block]) -> bool:
    """Return whether the text has more than one line, or a picture: a single line is text."""
    return sum(block.kind != "figure" for block in blocks) > 1 or any(block.pictures for block in blocks)


def _is_byline(block: Block, authors: Collection[str]) -> bool:
    """Return whether a line at the end names an author or a source."""
    text = block.text.removesuffix("./.").strip(" .")
    if WORK_LINE.match(text):
        return True
    if not text or len(text) > MAX_BYLINE_CHARS:
        return False
    if block.kind == "heading":
        return _is_right_aligned(block.element) and people.is_byline(text)
    if (
        text.casefold().strip("()【】") in authors
        or SOURCE_LINE.match(block.text)
        or byline_name(block.text)
        or people.is_byline(text)
        or _names_person_and_role(text)
        or (IN_BRACKETS.match(text) and people.read(text.strip("()【】")).source)
    ):
        return True
    read = people.read(NOTE_BEHIND_NAME.sub("", block.text) or block.text)
    if read.authors and {author.name.casefold() for author in read.authors} <= set(authors):
        return True
    return _is_styled(block) and not block.text.endswith((".", "?", "!", ":", "”", '"')) and looks_like_name(text)


def _names_person_and_role(text: str) -> bool:
    """Return whether a line is a person and, behind a comma, what the person is: ``Hà Thu, giảng viên Đại học Vinh``."""
    name, comma, role = text.partition(", ")
    return bool(comma) and people.ROLE_BEHIND.match(role) is not None and is_person(name) and "." not in role


def _cut_signature(last: Block, context: BodyContext) -> None:
    """Cut the byline off the last paragraph where it stands in bold or in italics behind the last sentence."""
    child = last.element[-1] if len(last.element) else None
    if child is None or child.tag not in SIGNATURE_TAGS or (child.tail or "").strip():
        return
    name = short_text(child, MAX_BYLINE_CHARS)
    text = last.text.removesuffix(name).rstrip() if name else last.text
    if text.endswith(SENTENCE_ENDS) and text != last.text and people.is_byline(name):
        last.text = text
        if not people.credits_other_work(name):
            context.notes.bylines.insert(0, (name, child))


def _is_role_below_name(tail: list[Block]) -> bool:
    """Return whether the last line says what the person is whom the line above names. Both are set apart from the text."""
    if len(tail) < MIN_LINES_ABOVE_ROLE or len(tail[-1].text) > MAX_BYLINE_CHARS:
        return False
    name, role = tail[-2:]
    is_on_right = _is_right_aligned(role.element) and _is_right_aligned(name.element)
    return (
        (ROLE_LINE.fullmatch(role.text) is not None or (is_on_right and _may_be_role(role.text)))
        and _is_styled(name)
        and _is_styled(role)
        and not people.credits_other_work(name.text)
        and people.is_byline(name.text)
    )


def _may_be_role(text: str) -> bool:
    """Return whether a line on the right below a name may say what the person is: words in small letters, no credit."""
    return not (
        text.endswith(SENTENCE_ENDS)
        or looks_like_name(text)
        or people.is_byline(text)
        or people.credits_other_work(text)
        or SOURCE_LINE.match(text)
        or people.WORK_LABEL.match(text)
    )


def _is_styled(block: Block) -> bool:
    """Return whether a line is bold, in italics or on the right."""
    return block.bold or block.italic or _is_right_aligned(block.element)


def _is_right_aligned(element: Element) -> bool:
    """Return whether the markup of an element or its parent aligns it to the right, or its class names an author."""
    for node in (element, *islice(element.iterancestors(), MAX_ALIGNED_ANCESTORS - 1)):
        style = (node.get("style") or "").replace(" ", "").lower()
        names = (node.get("class") or "").lower()
        if (
            "text-align:right" in style
            or (node.get("align") or "").lower() == "right"
            or "author" in names
            or "signature" in names
        ):
            return True
    return False
