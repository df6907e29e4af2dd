"""What a newsroom prints around an article's text: tag, credit, byline, related block, end mark.

All functions are pure and read one line; none belongs to :func:`newscrawl.text.normalize`, because each moves words
into another field instead of correcting them. Run them on normalised text, so that ``nghị.Ảnh:`` is spaced already.
"""

import re
from collections.abc import Iterable

from newscrawl.text.syllables import is_legal

RELATED_HEADINGS = frozenset(
    (
        "cùng chuyên mục",
        "tin liên quan",
        "bài liên quan",
        "tin cùng chuyên mục",
        "bài cùng chuyên mục",
        "xem thêm",
        "đọc thêm",
        "có thể bạn quan tâm",
    )
)
"""Headings of a related block, folded to lower case, without a final colon."""

MAX_CREDIT = 60
"""A longer tail after ``Ảnh:`` is prose, not a credit (characters)."""

_DASH = r"\s*[-–—]\s*"
_BRACKETED_TAG = re.compile(rf"\s*\(([^()]{{2,25}})\)\.?{_DASH}")
_CAPITALS_TAG = re.compile(rf"\s*([A-ZĐ]{{3,8}}){_DASH}(?=\S)")

_CREDIT_LABEL = (
    r"(?:Ảnh(?: minh họa| minh hoạ| tư liệu| chụp màn hình)?|Hình(?: ảnh)?|Nguồn(?: ảnh)?|Đồ họa|Đồ hoạ"
    r"|Infographic|Clip|Video|Photo|ẢNH(?: MINH HỌA| TƯ LIỆU)?|NGUỒN(?: ẢNH)?|ĐỒ HỌA|CLIP|VIDEO)"
)
# The label opens a sentence or a bracket, or is written with a capital after a space.
_CREDIT = re.compile(
    rf"(?:[(\[]\s*+)?(?<![^\s(\[.!?…,;–—\-/)”\"]){_CREDIT_LABEL}\s*+:\s*+"
    rf"(?P<credit>[^\s()\[\]](?:[^()\[\]]|\([^()]*\)){{0,{MAX_CREDIT - 1}}}?)\s*+[)\]]?\s*+\.?\s*+$"
)
_BRACKETED_LOWER_CREDIT = re.compile(
    rf"[(\[]\s*+(?i:{_CREDIT_LABEL})\s*+:\s*+(?P<credit>[^()\[\]]{{0,{MAX_CREDIT}}}?)\s*+[)\]]\s*+\.?\s*+$"
)

_BARE_CREDIT = re.compile(
    rf"(?<=[.!?…])\s*+[(\[]?(?:Ảnh|ẢNH|Photo by)\s++(?P<credit>[^\s:()\[\]][^:()\[\]]{{0,{MAX_CREDIT - 1}}}?)[)\]]?\s*+\.?\s*+$"
)
"""A credit without a colon, ``… trên sông. Ảnh Lê Nam/TTXVN``: taken only where every word of it has a capital."""

_BYLINE_LABEL = re.compile(
    r"^(?:Bài và ảnh|Bài, ảnh|Bài ảnh|Tin, ảnh|Tin và ảnh|Bài|Tin|Thực hiện|Tác giả|Người viết|Biên dịch|Tổng hợp)\s*:\s*"
)
_SOURCE = re.compile(r"^\(?(Theo [^.!?…:;]{2,40}?)\)?\.?$")
_DESK = re.compile(r"^(?:PV|P\.V|Phóng viên|Nhóm PV|Nhóm phóng viên|CTV|BTV)$", re.IGNORECASE)
_NAME_NOTE = re.compile(r"\s*\((?:[^()]{1,30})\)$")
_NAME_SEPARATOR = re.compile(r"\s+(?:-|–|—|và|&)\s+|\s*[,/]\s*")
_MIN_SYLLABLES, _MAX_SYLLABLES = 2, 5
_MAX_BYLINE = 80


def split_newsroom_tag(lead: str, tags: Iterable[str] = ()) -> tuple[str | None, str]:
    """Part a lead from the newsroom's tag at its head.

    ``(BKTO) - Sáng 01/4`` gives ``("BKTO", "Sáng 01/4")``; so does ``BKTO - Sáng 01/4`` (3 to 8 capitals and a
    dash). ``tags`` names further tags of a site, found with or without brackets and dash: with ``("Dân trí",)``,
    ``Dân trí Chiều nay`` gives ``("Dân trí", "Chiều nay")``. Without a tag: ``(None, lead)``.
    """
    for pattern in (_BRACKETED_TAG, _CAPITALS_TAG):
        if found := pattern.match(lead):
            return found[1].strip(), lead[found.end() :]
    for tag in tags:
        head = re.match(rf"\s*(?:\({re.escape(tag)}\)|{re.escape(tag)}(?!\w))\s*[-–—:|.]?\s*", lead)
        if head:
            return tag, lead[head.end() :]
    return None, lead


def split_credit(caption: str) -> tuple[str, str | None]:
    """Part a caption from the credit at its end.

    ``… tại Hội nghị. Ảnh: VPCTN`` gives ``("… tại Hội nghị.", "VPCTN")``; a bracketed credit, ``(Ảnh: TTXVN)``, too.
    The credit is at most :data:`MAX_CREDIT` characters. Without one: ``(caption, None)``.
    """
    found = _BRACKETED_LOWER_CREDIT.search(caption) or _CREDIT.search(caption)
    if found is None:
        found = _BARE_CREDIT.search(caption)
        if found is None or not all(word[0].isupper() for word in re.findall(r"\w+", found["credit"])):
            return caption, None
    return caption[: found.start()].rstrip().rstrip(" -–—/|"), found["credit"].strip()


def byline_name(line: str) -> str | None:
    """Name or source that a short closing line gives, as printed; None when the line is no byline.

    Recognised: 2 to 5 legal syllables, all capitals (``DIỆU THIỆN``) or each with a capital (``Minh Anh``), several
    such names parted by a dash, comma or "và"; a desk (``PV``); a source (``Theo TTXVN``, returned with its
    "Theo"); each also after a label such as ``Bài, ảnh:``. A note in brackets, ``(tổng hợp)``, is dropped.
    A mixed-case line may also be a place or a heading: ask only of an article's last lines.
    """
    line = line.strip().strip("*").strip()
    if not line or len(line) > _MAX_BYLINE or is_related_heading(line):
        return None
    if source := _SOURCE.match(line):
        return source[1].strip()
    name = _NAME_NOTE.sub("", _BYLINE_LABEL.sub("", line)).rstrip(".")
    if _DESK.match(name):
        return name
    return name if all(_is_person(part) for part in _NAME_SEPARATOR.split(name)) else None


def title_case_name(name: str) -> str:
    """Write an all-capitals name with capitals at the head of each syllable: ``DIỆU THIỆN`` to ``Diệu Thiện``.

    Words that are no legal syllable (PV, TTXVN, VOV) stay, and so does a name that is not all capitals. The true
    case cannot be known with certainty: store the result in a derived field only.
    """
    if not name.isupper():
        return name
    return " ".join(word.capitalize() if is_legal(word) else word for word in name.split(" "))


def is_related_heading(line: str) -> bool:
    """Say whether the line is the heading of a related block, such as ``Cùng chuyên mục``."""
    return line.strip().rstrip(":").rstrip().lower() in RELATED_HEADINGS


def drop_end_mark(text: str) -> str:
    """The text without the end mark ``/.`` of an article, dropped once."""
    return re.sub(r"\s?/\.\s*\Z", "", text)


def _is_person(name: str) -> bool:
    words = name.split()
    if not _MIN_SYLLABLES <= len(words) <= _MAX_SYLLABLES or not all(is_legal(word) for word in words):
        return False
    return name.isupper() or all(word[0].isupper() and word[1:] == word[1:].lower() for word in words)
