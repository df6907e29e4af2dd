"""Bylines and source lines as newsrooms write them, to authors and a source."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from newscrawl.items import Author, AuthorType
from newscrawl.text.newsroom import title_case_name
from newscrawl.text.syllables import is_legal

if TYPE_CHECKING:
    from collections.abc import Iterable

OUTLETS: Final = frozenset(
    """24h afp an ninh thủ đô|ap|baomoi|báo chính phủ|bbc|bloomberg|bnews|cafebiz|cafef|cand|chinhphu.vn|cnbc|cnn|công an nhân dân|công luận
    |công lý|công thương|daily mail|dân trí|dân việt|forbes|gamek|genk|giao thông|hà nội mới|infonet|kenh14|kênh 14|kiến thức|lao động|nguoiduatin
    |ndo|người đưa tin|người lao động|nhân dân|nhịp sống kinh tế|nld|phap luat|pháp luật|pháp luật tp.hcm|plo|phụ nữ|quân đội nhân dân|reuters|saostar|sggp|sài gòn giải phóng
    |soha|sức khỏe đời sống|sức khỏe & đời sống|the guardian|thanh niên|thể thao văn hóa|thể thao & văn hóa|tiền phong|tinhte|toquoc|tổ quốc|trí thức trẻ|ttvn|ttxvn
    |tuổi trẻ|tuổi trẻ online|vietnam+|vietnamnet|vietnamplus|viettimes|vnexpress|vneconomy|vnmedia|vov|vov.vn|vtc|vtc news|vtv|vtv.vn|xinhua|tân hoa xã|yonhap|zing
    |zing news|zingnews|znews|đại đoàn kết|đầu tư|đời sống pháp luật|đời sống & pháp luật|nhịp sống thị trường|an ninh tiền tệ|báo tin tức|tin tức|thông tấn xã việt nam
    |ictnews|business insider|techcrunch|the verge|new york times|washington post|wall street journal|wsj|financial times|nikkei|kyodo|sputnik|tass|ria novosti|entrepreneur
    """.replace("\n", "")
    .replace("    ", "")
    .lower()
    .split("|")
)
"""Newspapers and agencies by the names in source lines, in lower case."""


NAME_PREFIX: Final = re.compile(
    r"^(?:(?:Bài và ảnh|Bài,? ảnh|Bài & ảnh|Tin,? bài,? ảnh|Tin,? ảnh|Tin và ảnh|Tin, bài|Tin|Bài|Ảnh|Ảnh, video|Video|Clip|Đồ họa|Thiết kế|Trình bày|Thực hiện|Nội dung"
    r"|Tác giả|Người viết|Phóng viên|Biên dịch|Biên tập|Tổng hợp|Lược dịch|Dịch|By|PV\.?|Nhóm PV|Nhà báo|Tác giả bài viết|Bút danh|Người viết bài|Người đăng)\s*[:：]\s*"
    r"|(?:Phóng viên|PV|CTV|BTV|Nhà báo|By|Bởi|Viết bởi|(?:Được )?đăng bởi|Được viết bởi|Người (?:đăng|viết))\s+(?=\S))",
    re.IGNORECASE,
)
"""What stands before a name: "Bài và ảnh:", "PV", "Thực hiện:"."""

HONORIFIC: Final = re.compile(
    r"^(?:(?:Ông|Bà|Anh|Chị|GS|PGS|TS|ThS|Ths|Th\.S|Luật sư|LS|Bác sĩ|BSCK\s?I{1,2}|BS|DS|Nhà báo|Nhà văn|KTS|KS|Đại tá|Thượng tá|Trung tá|Thiếu tá"
    r"|Thiếu tướng)(?:\.\s*|\s+))+(?=[^\W\d_])"
)
"""Titles before a name."""

NAME_SUFFIX: Final = re.compile(
    r"\s*[-–—]?\s*\((?:tổng hợp|t/h|th|lược dịch|dịch|biên dịch|ghi|thực hiện|thực hiện|theo [^()]{2,60}|ảnh[^()]{0,40}|[^()]{1,40})\)\s*$"
    r"|\s+(?:tổng hợp|thực hiện|lược dịch|biên dịch|lược ghi|ghi)\s*$",
    re.IGNORECASE,
)
"""What stands after a name: "(tổng hợp)", "thực hiện"."""

OTHER_WORK_LINE: Final = re.compile(
    r"^(?:Ảnh|Hình ảnh|Video|Clip|Đồ họa|Thiết kế|Trình bày|Kỹ thuật|Biên tập|Dựng|Quay phim|Âm thanh|Đọc)"
    r"(?:\s*(?:,|và|&|-)\s*(?:video|clip|ảnh|đồ họa|kỹ thuật|trình bày))*\s*[:：]\s*\S",
    re.IGNORECASE,
)
"""Lines that name somebody who did not write the article but took pictures, drew or edited."""


EMAIL_OR_URL: Final = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:https?://|www\.)\S+|\|.*$")
NAME_SEPARATOR: Final = re.compile(r"\s+(?:-|–|—|và|&|\+|\||•)\s+|\s*[,;/|•·]\s*|\s+-\s*|(?<=\w)\s*–\s*(?=\w)|\n")
"""What stands between two names."""

SOURCE_PREFIX: Final = re.compile(
    r"^\(?\s*(?:Theo|Nguồn(?: tin)?|Dẫn (?:nguồn|theo)|Tổng hợp (?:từ|theo)|Source)\s*[:：]?\s+|^\(?\s*Nguồn\s*[:：]\s*",
    re.IGNORECASE,
)
"""What stands before a source: "Theo", "Nguồn:"."""

OUTLETS_AFTER_NAME: Final = re.compile(r"\s*\(([^()]{2,60})\)\s*$")
SOURCE_IN_BRACKETS: Final = re.compile(r"\((?:Theo|Nguồn:?)\s+([^()]{2,60})\)", re.IGNORECASE)
GLUED_AGENCY: Final = re.compile(r"(?<=[^\W\d_A-ZĐ])(?=TTXVN\b)")
"""The border between a reporter and the agency that metadata lose: ``Tâm HằngTTXVN``."""


DESK_NAME: Final = re.compile(
    r"^(?:PV|P\.V\.?|Nhóm (?:PV|phóng viên)(?: [^\W\d_]+){0,3}|Phóng viên|CTV|BTV|Ban .+|Tòa soạn|Tổ PV|N\.?P\.?V\.?)$",
    re.IGNORECASE,
)
"""Names of desks and of nameless reporters."""

INITIALS: Final = re.compile(r"^(?:[A-ZĐ]\.?\s?){1,4}$")
ORGANIZATION_NAME: Final = re.compile(
    r"^(?:VOV|VTV|Báo|Tạp chí|Đài|Thông tấn|TTXVN|Cổng|Trang|Ban|Cục|Bộ|Sở|Tổng|Hội|Công ty|CTCP|Ủy ban|Viện|Trung tâm|Nhóm)\b|TTXVN|\.(?:vn|com|net|org)\b|Reuters|AFP|Bloomberg",
)
"""Names of organisations."""

SHORT_NAME: Final = re.compile(r"[A-ZĐ][a-zđ]?\. ?[A-ZĐ][^\W\d_]+(?: [A-ZĐ][^\W\d_]+)?")
"""A shortened family name: ``T. Nguyên``, ``Ng. Huy``."""


NO_NAMES: Final = frozenset(("tổng hợp", "sưu tầm", "biên dịch", "lược dịch"))
"""Words in a byline that name nobody."""


WEB_ADDRESS: Final = re.compile(r"https?://|www\.|facebook\.com|/")
MAX_NAME_CHARS: Final = 60
"""A longer text is no name."""

MAX_NAME_WORDS: Final = 8
"""Number of words of the longest organisation's name, or of two persons."""


MAX_DESK_WORDS: Final = 4
"""A longer text that begins like a desk's name is a sentence."""

MIN_NAME_CHARS: Final = 2
"""A shorter text is no name."""

MAX_AUTHORS: Final = 12
"""Number of authors of a record."""

PERSON_SYLLABLES: Final = range(2, 6)
"""Number of syllables of a Vietnamese person's name."""


class Byline(NamedTuple):
    """The authors and the source that a byline names."""

    authors: list[Author]
    source: str | None = None


MAX_BYLINE_CHARS: Final = 1_000
"""So many characters of a byline are read: twelve long names."""


def read(line: str, *, publisher: Iterable[str] = (), in_author_slot: bool = True) -> Byline:
    """The authors and the source that a byline names.

    ``Bài, ảnh: Hà Thu - DIỆU THIỆN`` gives two persons; ``Theo TTXVN`` a source; ``Theo Minh Nguyễn/Vcamp.vn`` one of
    each. ``publisher`` holds the newspaper's own names: it is no author of its own articles. In an author slot ``Theo
    Hồ Hương`` names a person; elsewhere it names a source.
    """
    authors, source = _read(line[:MAX_BYLINE_CHARS], frozenset(publisher), in_author_slot)
    return Byline(list(authors), source)


@lru_cache(maxsize=4096)
def _read(line: str, publisher: frozenset[str], in_author_slot: bool) -> tuple[tuple[Author, ...], str | None]:  # noqa: FBT001 - a cache key
    """As :func:`read`. Remembered: a newspaper has some dozens of bylines."""
    line = " ".join(EMAIL_OR_URL.sub(" ", line.replace("\n", " - ")).split()).strip(" |•,-–")
    line = GLUED_AGENCY.sub("/", line)
    source = None
    own = {name.casefold() for name in publisher}
    if found := SOURCE_IN_BRACKETS.search(line):
        source = found[1].strip(" .")
        line = (line[: found.start()] + line[found.end() :]).strip()
    elif (found := OUTLETS_AFTER_NAME.search(line)) and all(_is_outlet(name.strip()) for name in found[1].split("/")):
        # Agencies stand in brackets behind a name, as in VietnamPlus.
        source = next((name.strip() for name in found[1].split("/") if not _is_own(name.strip(), own)), None)
        line = line[: found.start()]
    line = NAME_PREFIX.sub("", NAME_SUFFIX.sub("", line))
    by_source = bool(SOURCE_PREFIX.match(line))
    if by_source:
        line = SOURCE_PREFIX.sub("", line).strip(" ().")
    authors: list[Author] = []
    for part in NAME_SEPARATOR.split(line):
        if authors and (found := SOURCE_PREFIX.match(part)):
            source = source or part[found.end() :].strip(" ().")
            continue
        name = _name(part)
        if not name:
            continue
        if _is_outlet(name) and name.casefold() not in own:
            source = source or name
        elif (
            by_source
            and not (in_author_slot and _is_person(name))
            and not (authors or ("/" in line and _is_person(name)))
        ):
            source = source or (line if len(line) <= MAX_NAME_CHARS else name)
            break
        elif not _is_own(name, own) and all(name.casefold() != a.name.casefold() for a in authors):
            authors.append(Author(name=name, type=kind(name)))
    return tuple(authors[:MAX_AUTHORS]), source


def _is_own(name: str, own: set[str]) -> bool:
    """Whether a name is the newspaper's, or that of one of its offices: ``VOV-Tây Bắc``."""
    folded = name.casefold()
    return folded in own or folded.partition("-")[0].strip() in own


def is_byline(line: str) -> bool:
    """Whether a short closing line is nothing but names: persons, desks and outlets (``Hà Thu/VOV.VN``), or other work (``Thiết kế: Vũ Hà``)."""
    line = line.strip()
    if OTHER_WORK_LINE.match(line):
        return all(looks_like_name(part) for part in NAME_SEPARATOR.split(re.split("[:：]", line, maxsplit=1)[1]))
    bare = NAME_SUFFIX.sub("", NAME_PREFIX.sub("", line)).strip(" .()")
    parts = [part for part in NAME_SEPARATOR.split(bare) if part]
    names = [NAME_PREFIX.sub("", part).strip() for part in parts]
    return bool(names) and all(
        _is_person(n) or _is_desk(n) or _is_outlet(n.partition("-")[0]) or SHORT_NAME.fullmatch(n) for n in names
    )


def _is_desk(name: str) -> bool:
    """Whether a name is a desk's and not the start of a sentence: "Ban tổ chức cho biết rằng"."""
    return bool(DESK_NAME.match(name)) and len(name.split()) <= MAX_DESK_WORDS


def credits_other_work(line: str) -> bool:
    """Whether a line at the end names somebody who did not write the article."""
    return bool(OTHER_WORK_LINE.match(line.strip()))


def _name(part: str) -> str | None:
    """A name without what newsrooms put around it; ``None`` if the text is no name."""
    name = NAME_SUFFIX.sub("", part.strip()).strip(" .,:;|()[]\"'“”*")
    for _ in range(2):
        name = NAME_PREFIX.sub("", name).strip()
        name = NAME_SUFFIX.sub("", name).strip()
    name = HONORIFIC.sub("", name).strip(" .,:;|-–")
    if (
        not MIN_NAME_CHARS <= len(name) <= MAX_NAME_CHARS
        or not any(c.isalpha() for c in name)
        or WEB_ADDRESS.search(name)
    ):
        return None
    if len(name.split()) > MAX_NAME_WORDS or name[:1].isdigit() or name.casefold() in NO_NAMES:
        return None
    return title_case_name(name)


def kind(name: str) -> AuthorType:
    """``organization``, ``pen_name`` (initials, a desk, one word) or ``person``."""
    if _is_outlet(name) or ORGANIZATION_NAME.search(name):
        return "organization"
    if DESK_NAME.match(name) or INITIALS.match(name):
        return "pen_name"
    words = name.split()
    if len(words) == 1:
        return "pen_name"
    return "person"


def _is_outlet(name: str) -> bool:
    """Whether a name is a newspaper's or an agency's."""
    folded = name.casefold()
    return (
        folded in OUTLETS or folded.removeprefix("báo ") in OUTLETS or bool(re.search(r"\.(?:vn|com|net|org)$", folded))
    )


def _is_person(name: str) -> bool:
    """Whether a name looks like a Vietnamese person's: two to five capitalised syllables."""
    words = name.split()
    return (
        len(words) in PERSON_SYLLABLES
        and all(word[0].isupper() and is_legal(word) for word in words)
        and not _is_outlet(name)
    )


def looks_like_name(line: str) -> bool:
    """Whether a short line may be a byline by its form: a few capitalised words."""
    if len(line) > MAX_NAME_CHARS:
        return False
    words = line.strip(" .()").split()
    return 1 <= len(words) <= MAX_NAME_WORDS and all(
        w[0].isupper() or not w[0].isalpha() or w in {"và", "tổng", "hợp"} for w in words
    )
