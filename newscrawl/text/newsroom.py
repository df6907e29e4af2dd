"""Recognize what a newsroom prints around a text: newsroom tag, credit, byline, related heading, end mark.

All functions are pure and read one line. They are not part of :func:`newscrawl.text.normalize`, because they move words
to another field instead of correcting them. Call them on normalized text, where ``nghị.Ảnh:`` already has its space.
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
        "bạn có thể quan tâm",
        "tin bài liên quan",
        "tin, bài liên quan",
        "bài viết liên quan",
        "tin tức liên quan",
        "các tin liên quan",
        "các bài liên quan",
        "các bài viết liên quan",
        "tin cùng chủ đề",
        "bài viết cùng chuyên mục",
        "tin khác",
        "các tin khác",
    )
)
"""Headings of a related block, in lower case, without a final colon."""

MAX_CREDIT_CHARS = 60
"""Maximum length of a credit in characters. A longer text after ``Ảnh:`` is prose."""

_DASH = r"\s*[-–—]\s*"
_BRACKETED_TAG = re.compile(rf"\s*\(([^()]{{2,25}})\)\.?{_DASH}")
"""``(BKTO) -``."""

_CAPITALS_TAG = re.compile(rf"\s*([A-ZĐ]{{3,8}}){_DASH}(?=\S)")
"""``BKTO -``."""

_CREDIT_LABEL = (
    r"(?:Ảnh(?: minh họa| minh hoạ| tư liệu| chụp màn hình)?|Hình(?: ảnh)?|Nguồn(?: ảnh)?|Đồ họa|Đồ hoạ"
    r"|Infographic|Clip|Video|Photo|ẢNH(?: MINH HỌA| TƯ LIỆU)?|NGUỒN(?: ẢNH)?|ĐỒ HỌA|CLIP|VIDEO)"
)
"""Labels before a credit."""

# The label opens a sentence or a bracket, or has a capital and follows a blank.
_CREDIT = re.compile(
    rf"(?:[(\[]\s*+)?(?<![^\s(\[.!?…,;–—\-/)”\"]){_CREDIT_LABEL}\s*+:\s*+"
    rf"(?P<credit>[^\s()\[\]](?:[^()\[\]]|\([^()]*\)){{0,{MAX_CREDIT_CHARS - 1}}}?)\s*+[)\]]?\s*+\.?\s*+$"
)
_BRACKETED_LOWER_CREDIT = re.compile(
    rf"[(\[]\s*+(?i:{_CREDIT_LABEL})\s*+:\s*+(?P<credit>[^()\[\]]{{0,{MAX_CREDIT_CHARS}}}?)\s*+[)\]]\s*+\.?\s*+$"
)

_BARE_CREDIT = re.compile(
    rf"(?<=[.!?…])\s*+[(\[]?(?:Ảnh|ẢNH|Photo by)\s++(?P<credit>[^\s:()\[\]][^:()\[\]]{{0,{MAX_CREDIT_CHARS - 1}}}?)[)\]]?\s*+\.?\s*+$"
)
"""A credit without a colon, ``… trên sông. Ảnh Lê Nam/TTXVN``. It counts only if every word of it has a capital."""

_BYLINE_LABEL = re.compile(
    r"^(?:Bài và ảnh|Bài, ảnh|Bài ảnh|Tin, ảnh|Tin và ảnh|Bài|Tin|Thực hiện|Tác giả|Người viết|Biên dịch|Tổng hợp)\s*:\s*"
)
"""Labels before a byline."""

_SOURCE = re.compile(r"^\(?(Theo [^.!?…:;]{2,40}?)\)?\.?$")
"""``Theo TTXVN``."""

_DESK = re.compile(r"^(?:PV|P\.V|Phóng viên|Nhóm PV|Nhóm phóng viên|CTV|BTV)$", re.IGNORECASE)
"""Bylines that name a role instead of a person."""

_NAME_NOTE = re.compile(r"\s*\((?:[^()]{1,30})\)$")
"""A note in brackets after a name."""

_NAME_SEPARATOR = re.compile(r"\s+(?:-|–|—|và|&)\s+|\s*[,/]\s*")
"""What separates several names."""

_MIN_SYLLABLES = 2
"""Minimum number of syllables in a name."""

_MAX_SYLLABLES = 5
"""Maximum number of syllables in a name."""

_MAX_BYLINE_CHARS = 80
"""Maximum length of a byline in characters."""


def split_newsroom_tag(lead: str, tags: Iterable[str] = ()) -> tuple[str | None, str]:
    """Split a lead into the newsroom tag at its start and the rest.

    ``(BKTO) - Sáng 01/4`` gives ``("BKTO", "Sáng 01/4")``. So does ``BKTO - Sáng 01/4`` (3 to 8 capitals and a dash).
    ``tags`` are further tags of the site, with or without brackets and dash: with ``("Dân trí",)``, ``Dân trí Chiều
    nay`` gives ``("Dân trí", "Chiều nay")``. Without a tag, the result is ``(None, lead)``.
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
    """Split a caption into the text and the credit at its end.

    ``… tại Hội nghị. Ảnh: VPCTN`` gives ``("… tại Hội nghị.", "VPCTN")``. So does a credit in brackets, ``(Ảnh:
    TTXVN)``. A credit has at most :data:`MAX_CREDIT_CHARS` characters. Without a credit, the result is ``(caption, None)``.
    """
    found = _BRACKETED_LOWER_CREDIT.search(caption) or _CREDIT.search(caption)
    if found is None:
        found = _BARE_CREDIT.search(caption)
        if found is None or not all(word[0].isupper() for word in re.findall(r"\w+", found["credit"])):
            return caption, None
    return caption[: found.start()].rstrip().rstrip(" -–—/|"), found["credit"].strip()


def byline_name(line: str) -> str | None:
    """Return the name or source in a short closing line, as printed; ``None`` if the line is not a byline.

    A byline is: 2 to 5 legal syllables that are all capitals (``DIỆU THIỆN``) or begin with capitals (``Minh Anh``);
    several such names separated by a dash, a comma or "và"; a desk (``PV``); a source (``Theo TTXVN``, returned with
    its "Theo"). Each of them may follow a label such as ``Bài, ảnh:``. A note in brackets, ``(tổng hợp)``, is dropped.
    A mixed-case line may also be a place or a heading, so call this only for the last lines of an article.
    """
    line = line.strip().strip("*").strip()
    if not line or len(line) > _MAX_BYLINE_CHARS or is_related_heading(line):
        return None
    if source := _SOURCE.match(line):
        return source[1].strip()
    name = _NAME_NOTE.sub("", _BYLINE_LABEL.sub("", line)).rstrip(".")
    if _DESK.match(name):
        return name
    return name if all(_is_person(part) for part in _NAME_SEPARATOR.split(name)) else None


def title_case_name(name: str) -> str:
    """Write an all-capitals name with capitals only at the start of syllables: ``DIỆU THIỆN`` becomes ``Diệu Thiện``.

    Words that are not legal syllables (PV, TTXVN, VOV) stay, and so does a name that is not all capitals. The true case
    is not known for certain: store the result in a derived field only.
    """
    if not name.isupper():
        return name
    return " ".join(word.capitalize() if is_legal(word) else word for word in name.split(" "))


def is_related_heading(line: str) -> bool:
    """Return whether the line is the heading of a related block, such as ``Cùng chuyên mục``."""
    return line.strip().rstrip(":").rstrip().lower() in RELATED_HEADINGS


def drop_end_mark(text: str) -> str:
    """Return the text without the end mark ``/.`` of an article."""
    return re.sub(r"\s?/\.\s*\Z", "", text)


def _is_person(name: str) -> bool:
    words = name.split()
    if not _MIN_SYLLABLES <= len(words) <= _MAX_SYLLABLES or not all(is_legal(word) for word in words):
        return False
    return name.isupper() or all(word[0].isupper() and word[1:] == word[1:].lower() for word in words)
