"""Boxes beside the headline's own: other columns of the page, and the imprint at its foot.

The box around the headline and enough running text is the article's column. What stands beside it is known by its place in a
table, by a class that names a column, or by the words of an imprint, and is no text, however much prose it holds.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from newscrawl.extract.dom import short_text, text_of
from newscrawl.extract.memory import Memory
from newscrawl.extract.name_patterns import cached_search

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.extract.body.prose import Prose
    from newscrawl.extract.dom import Element

MIN_COLUMN_CHARS: Final = 400
"""Prose below the headline, in one box with it, that shows that the box is the article's column."""

MAX_OTHER_RATIO: Final = 4
"""A box with more prose than this many times the column's may hold the text itself."""

MIN_OWN_RATIO: Final = 0.6
"""A column without the headline holds at least so much prose per character of the other's."""

MAX_CACHED_CLASSES: Final = 5_000
"""Class attributes of which the width is remembered."""

MIN_BRIEF_CHARS: Final = 120
"""Prose of an article, at least, for an imprint to be looked for beside it."""

MAX_IMPRINT_CHARS: Final = 1_500
"""A box with more characters is no imprint."""

MIN_IMPRINT_WORDS: Final = 2
"""Different words of an imprint that a box holds, at least."""

MAX_COLUMN_ANCESTORS: Final = 30
"""Elements around the headline beside which other boxes are looked for."""

MAX_SIBLINGS: Final = 60
"""Boxes beside one box that are looked at."""

COLUMN_TAGS: Final = frozenset(("div", "section", "aside", "article", "main"))
"""Elements that a page sets side by side."""

SIDE_NAME: Final = re.compile(
    r"(?:^|\s)(?:right|rail|side|\w{1,12}[_-](?<!text-)(?<!float-)(?<!align-)(?<!image-)(?<!media-)(?:right|rail)"
    r"|(?:right|side|sub)[_-]?(?:col(?:umn)?|rail|side|bar|box|panel|area|content|wrap)|cot-?phai)(?=\s|$)",
    re.IGNORECASE,
)
"""Class names of a column beside the main one."""

MAIN_NAME: Final = re.compile(
    r"(?:^|[\s_-])(?:left|main|cent(?:er|re)|content|primary|article|body|detail|cot-?trai|giua)(?=[\s_-]|$)",
    re.IGNORECASE,
)
"""Class names of the main column beside it."""

GRID_NAME: Final = re.compile(
    r"(?:^|[\s_:-])(?:col(?:umn)?s?|cell|span|large|medium|grid__?item|w)(?:-[a-z]{2,6})?[-_]?(?:span-)?(\d{1,3})(?:[_/](\d{1,2}))?(?=\s|$)",
    re.IGNORECASE,
)
"""Class names that give the width of a column in a grid: ``col-md-8``, ``large-3``, ``lg:w-1/3``, ``elementor-col-66``, ``et_pb_column_2_3``."""

IMPRINT_WORD: Final = re.compile(
    r"©|all rights reserved|registered (?:office|in)\b|company (?:number|no\b)|editor[- ]in[- ]chief|managing editor|"
    r"without (?:the )?(?:prior |written |express )*(?:permission|consent)|press standards|"
    r"giấy phép|cơ quan chủ quản|chịu trách nhiệm|tổng biên tập|tòa soạn|toà soạn|bản quyền|ghi rõ nguồn|"
    r"impressum|chefredakt|amtsgericht|rédaction en chef|directeur de la publication|direttore responsabile|partita iva",
    re.IGNORECASE,
)
"""Words of an imprint."""

SIDE_HEADING: Final = re.compile(
    r"(?:About (?:us|me|(?:this|the|our) (?:site|blog|website|newspaper|magazine|company))|Who we are|Contact(?: us)?|Opening hours|Our mission|"
    r"Giới thiệu(?: chung)?|Thông báo|Liên hệ|Về chúng tôi|Über uns|Qui sommes-nous|Quiénes somos|Chi siamo|Over ons|O nas|Om oss)\W*",
    re.IGNORECASE,
)
"""Headings of a box in which a site speaks of itself."""

MAX_HEADING_ELEMENTS: Final = 8
"""Elements of a box among which its heading is looked for."""

HEADING_TAGS: Final = frozenset(("h2", "h3", "h4", "h5", "legend"))
"""Elements that head a box."""

_is_side: Final = cached_search(SIDE_NAME)
_is_main: Final = cached_search(MAIN_NAME)


def boxes_beside(headline: Element | None, first: Element | None, prose: Prose, top: Element) -> Iterator[Element]:
    """Yield the columns beside that of the article's text, and the imprint; none of them holds the headline.

    ``first`` is the element of the first running text below the headline.
    """
    if headline is None or first is None or first is top:
        return
    around_title = set(headline.iterancestors())
    # Only the cell right around the text: in tables within tables, cells are rows of one text as often as columns.
    cell = next(first.iterancestors("td"), None)
    box = first
    for above in islice(first.iterancestors(), MAX_COLUMN_ANCESTORS):
        own, around = prose.chars_in(box), prose.chars_in(above)
        if own >= MIN_BRIEF_CHARS and around > own:
            holds_title = box in around_title
            most = MAX_OTHER_RATIO * own if holds_title else own / MIN_OWN_RATIO
            for beside in islice(above, MAX_SIBLINGS):
                if beside is box or beside is headline or beside in around_title or not isinstance(beside.tag, str):
                    continue
                if not 0 < prose.chars_in(beside) <= most:
                    continue
                is_column = own >= MIN_COLUMN_CHARS and (box.tag != "td" or box is cell) and _are_columns(box, beside)
                if is_column or (holds_title and (_is_imprint(box, beside) or _speaks_of_the_site(beside))):
                    yield beside
        if above is top:
            return
        box = above


def _are_columns(box: Element, beside: Element) -> bool:
    """Return whether a box stands in a side column beside another: cells of one row, or classes that name a side or a smaller width."""
    if box.tag == "td":
        return beside.tag == "td"
    if box.tag not in COLUMN_TAGS or beside.tag not in COLUMN_TAGS:
        return False
    own_name, name = box.get("class") or "", beside.get("class") or ""
    if not name or name == own_name:
        return False
    if _is_side(name) and _is_main(own_name) and not _is_side(own_name):
        return True
    return 0 < _WIDTHS[name] < _WIDTHS[own_name]


def _width(name: str) -> float:
    """Return the width that a class gives to a column, in parts of the row; 0 if it gives none. The last one is for wide screens."""
    widths = GRID_NAME.findall(name)
    if not widths:
        return 0
    part, whole = widths[-1]
    return int(part) / (int(whole or 1) or 1)


_WIDTHS: Final = Memory(_width, most=MAX_CACHED_CLASSES)


def _speaks_of_the_site(beside: Element) -> bool:
    """Return whether a box begins with a heading such as "About us"."""
    heading = next((e for e in islice(beside.iter(), MAX_HEADING_ELEMENTS) if e.tag in HEADING_TAGS), None)
    return heading is not None and SIDE_HEADING.fullmatch(text_of(heading)) is not None


def _is_imprint(box: Element, beside: Element) -> bool:
    """Return whether a box of another class holds little more than the words of an imprint."""
    if beside.get("class") == box.get("class") or beside.tag not in {*COLUMN_TAGS, "p", "table", "td", "tr"}:
        return False
    words = {found.casefold() for found in IMPRINT_WORD.findall(short_text(beside, MAX_IMPRINT_CHARS))}
    return len(words) >= MIN_IMPRINT_WORDS
