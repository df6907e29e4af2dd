"""The authors: from the profile's elements, the last lines of the text, the metadata, and lines of names beside the text."""

from __future__ import annotations

import re
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from newscrawl import dates
from newscrawl.extract import people
from newscrawl.extract.candidate import Candidate
from newscrawl.extract.dom import SILENT, Element, short_text, text_of
from newscrawl.extract.fields import date_published
from newscrawl.extract.fields.bylines import byline, own_names
from newscrawl.extract.fields.openings import opening
from newscrawl.extract.headings import relation_of
from newscrawl.extract.language import DENSE_LANGUAGES, is_vietnamese, language_of
from newscrawl.extract.link_paths import PERSON_PATH, TAG_LABEL
from newscrawl.extract.names import AGENCIES, bare_name, is_person, looks_like_full_name, looks_like_name
from newscrawl.extract.names_abroad import BY, dense_names, reporters_in_dateline
from newscrawl.extract.neighbours import neighbours_of
from newscrawl.extract.people import Byline
from newscrawl.items import Author
from newscrawl.text.comparison import comparison_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newscrawl.extract.context import Context
    from newscrawl.extract.page import Page

MAX_LINE_CHARS: Final = 100
"""A longer line is no byline."""

MAX_ELEMENTS_ABOVE: Final = 60
"""Number of elements between headline and text that are searched."""

MAX_ELEMENTS_BELOW: Final = 30
"""Number of elements below the text that are searched."""

MAX_BYLINE_ELEMENTS: Final = 3
"""Number of elements in a byline: a label in bold, a link."""

MAX_ELEMENTS_TO_DATE: Final = 6
"""Number of elements before and after the date among which a name without "by" is looked for."""

DIVIDERS: Final = re.compile(r"\s*[·•|]\s*|\s[-–—]\s")
"""What divides the parts of a line below the headline."""

NO_BYLINE_TAGS: Final = frozenset(("h1", "h2", "h3", "h4", "figcaption", "button", "label", "title", "summary"))
"""Elements that hold no byline without "by"."""

MAX_HEADING_CHARS: Final = 40
"""A longer line is no heading of a related block."""

COMMENTS_COUNTED: Final = re.compile(r"(?:Bình luận|Ý kiến(?: bạn đọc)?|Phản hồi)\s*[(:]?\s*\d+\s*\)?$", re.IGNORECASE)
"""The heading of the comments with their number. Without it, the words may be a button above the byline."""

HEADING_TAGS: Final = frozenset(("h2", "h3", "h4"))
"""Elements below the text that begin another part of the page."""

ON_AUTHOR: Final = re.compile(r"(?:Về )?(?:tác giả|người viết|phóng viên)\b|Thông tin\b", re.IGNORECASE)
"""The heading of a box on the author."""

GROUP: Final = re.compile(r"(?:Nhóm|Tổ) (?:PV|phóng viên)\b", re.IGNORECASE)
"""Reporters that sign together."""

LABELLED: Final = re.compile(
    r"(?:Tác giả(?: bài viết)?|Người (?:viết(?: bài)?|đăng)|(?:Được )?(?:viết|đăng) bởi|Bút danh|Biên soạn)\s*[:：]\s*",
    re.IGNORECASE,
)
"""What stands before an author's name in a line of a Vietnamese page."""

WORK_LABEL: Final = re.compile(r"(?:(?:Tin,? )?Bài|Tin)(?:(?:,| và) ảnh)?\s*[:：]\s*", re.IGNORECASE)
"""The same with what the author did; several may follow."""

NO_NAMES: Final = frozenset(
    re.split(
        r"\s*\|\s*",
        """an giang|an ninh|ảnh|bắc giang|bắc kạn|bắc ninh|bạc liêu|bạn đọc|bất động|bến tre|bình dương|bình định|bình luận|bình phước|bình thuận|cà mau|cần thơ
    |cao bằng|chia sẻ|chính sách|chính trị|cơ quan|công nghệ|cộng đồng|cỡ chữ|cuộc sống|cùng chuyên|đà nẵng|đắk lắk|đắk nông|địa phương|điện biên|đọc nhiều|doanh nghiệp|đời sống
    |đồng nai|đồng tháp|du lịch|gia đình|gia lai|giải trí|giáo dục|giao thông|giới trẻ|góc nhìn|gửi bình|gửi email|hà giang|hà nam|hà nội|hà tĩnh|hải dương|hải phòng|hậu giang|hòa bình|hồ chí
    |hồ sơ|hội nhập|hưng yên|in bài|khánh hòa|khoa học|kiên giang|kinh doanh|kinh tế|kon tum|lai châu|lâm đồng|lạng sơn|lào cai|long an|lưu bài|mới nhất|môi trường|mua sắm|nam định|nghe đọc
    |nghệ an|nghị quyết|ngân hàng|ninh bình|ninh thuận|nội chính|nông nghiệp|nông thôn|pháp luật|phản hồi|phóng sự|phú thọ|phú yên|quân sự|quảng bình|quảng cáo|quảng nam|quảng ngãi|quảng ninh|quảng trị
    |quốc hội|quốc phòng|quốc tế|sóc trăng|sơn la|sự kiện|sức khỏe|tài chính|tây ninh|thái bình|thái nguyên|thanh hóa|thế giới|thể thao|theo dõi|thị trường|thời sự|thông tin|thừa thiên|tiêu dùng|tiêu điểm
    |tiền giang|tin bài|tin liên|tin mới|tin tức|tôn giáo|trà vinh|trang chủ|trong nước|tư liệu|tuyên quang|tuyên truyền|từ khóa|văn bản|văn hóa|văn hoá|văn nghệ|việc làm|việt nam|vĩnh long|vĩnh phúc|xã hội|xây dựng
    |xem nhiều|xem thêm|yên bái|ý kiến|thứ hai|thứ ba|thứ tư|thứ năm|thứ sáu|thứ bảy|chủ nhật""",
    )
)
"""How the names of sections, provinces and buttons begin, in lower case: capitalised, they look like names of persons."""


def candidates(context: Context) -> Iterator[Candidate[list[Author]]]:
    """The lists of authors that the page offers, best first. Lines of names beside the text are the last resort."""
    stated = list(context.bylines.value.by_metadata) if context.bylines is not None else []
    shown = list(visible_bylines(context))
    found = [Candidate("authors", b.value.authors, b.source, b.element) for b in _in_order(context, shown, stated)]
    if not any(author.type == "person" for candidate in found for author in candidate.value) and not (
        found and context.layout is not None
    ):
        # Content systems give accounts and desks, where a line names a person.
        beside = [c for c in beside_text(context) if not found or _is_labelled(c.element) or _names_person(c)]
        yield from (Candidate("authors", b.value.authors, b.source, b.element) for b in beside if b.value.authors)
    yield from found


def _in_order(
    context: Context, shown: list[Candidate[Byline]], stated: list[Candidate[Byline]]
) -> list[Candidate[Byline]]:
    """What the reader sees, then the metadata.

    On pages that are not Vietnamese, the metadata come before the last lines of the text, which name editors, translators and
    photographers there. A full name comes before its initials, wherever it is.
    """
    ordered = [*shown, *stated]
    if stated and not is_vietnamese(context.page, context.title):
        lines = [found for found in shown if found.source == "visible"]
        ordered = [*(found for found in shown if found not in lines), *stated, *lines]
    ordered = [found for found in ordered if found.value.authors]
    in_full = next((found for found in ordered[1:] if _spells_out(found, ordered[0])), None)
    if in_full is not None and in_full in shown and not _may_complete(context, in_full, ordered[0]):
        in_full = None
    return ordered if in_full is None else [in_full, *(found for found in ordered if found is not in_full)]


def _may_complete(context: Context, line: Candidate[Byline], first: Candidate[Byline]) -> bool:
    """Whether a last line of the text may replace the byline: on a page that is not Vietnamese only where it spells initials out.

    Such a line names all who helped, too: "Reporting by …".
    """
    return is_vietnamese(context.page, context.title) or len(line.value.authors) == len(first.value.authors)


def _spells_out(found: Candidate[Byline], short: Candidate[Byline]) -> bool:
    """Whether a byline has the full names of another's initials, or the same names and more."""
    persons = [author.name for author in found.value.authors if author.type == "person"]
    names = [author.name for author in short.value.authors]
    if len(persons) > len(names) and {name.casefold() for name in names} < {name.casefold() for name in persons}:
        return True
    return all(any(_are_initials(name, full) for full in persons) for name in names)


def _are_initials(short: str, name: str) -> bool:
    """Whether a short form stands for a name: ``T.H`` or ``H.Thu`` for ``Trần Hà Thu``."""
    letters = [part for part in re.split(r"[\s.]+", short.casefold()) if part]
    if len(letters) == 1 and short.isupper():
        letters = list(letters[0])
    words = name.casefold().split()
    if not letters or len(letters) > len(words) or not any(len(part) == 1 for part in letters):
        return False
    return all(word.startswith(part) for part, word in zip(letters, words[-len(letters) :], strict=True)) or (
        words[0].startswith(letters[0]) and words[-1].startswith(letters[-1])
    )


def visible_bylines(context: Context) -> Iterator[Candidate[Byline]]:
    """What the reader sees named as authors or source: in the profile's elements, then in the text's last lines."""
    if context.bylines is not None:
        yield from context.bylines.value.by_layout
    names = own_names(context) if context.body is not None and context.body.bylines else frozenset()
    language = language_of(context.page)[0]
    for line, element in _joined(context.body.bylines) if context.body is not None else ():
        if found := byline(line, "visible", names, language=language, in_author_slot=False, element=element):
            yield found


def _joined(lines: list[tuple[str, Element]]) -> list[tuple[str, Element]]:
    """The last lines of the text, with the names of persons in lines below each other as one byline."""
    joined: list[tuple[str, Element]] = []
    for line, element in lines:
        if joined and is_person(line) and all(map(is_person, joined[-1][0].split("\n"))):
            joined[-1] = (f"{joined[-1][0]}\n{line}", joined[-1][1])
        else:
            joined.append((line, element))
    return joined


def beside_text(context: Context) -> tuple[Candidate[Byline], ...]:
    """The bylines in lines of their own, below or above the text. Found once for each page.

    On a page that is not Vietnamese, only a line between headline and text that begins with "by" or stands beside the date counts.
    """
    return context.once("beside_text", lambda: tuple(_beside_text(context)))


def _beside_text(context: Context) -> Iterator[Candidate[Byline]]:
    body, root = context.body, context.content_root
    if body is None or (root is None and context.layout is None):
        return
    if not is_vietnamese(context.page):
        lines = tuple(_lines_above(context))
        above = chain(_after_by(context, lines), _beside_date(context, lines), _in_dateline(context))
        yield from islice(above, 1)
        return
    running = [block.element for block in body.blocks if block.kind != "figure"]
    if not running and root is not None:
        # The byline of a video stands behind its lead, which is all that its page says.
        running = list(root.value.first_lines[:1])
    first, last = (running[0], running[-1]) if running else (None, None)
    names, neighbours = own_names(context), neighbours_of(context)
    for element, line in _lines_beside_text(context.page, context.title_element, body.element, first, last):
        found = people.read(line, publisher=names, in_author_slot=False)
        if neighbours.is_beside(element):
            continue
        if found.authors and all(author.type != "organization" or GROUP.match(author.name) for author in found.authors):
            yield Candidate("authors", found, "visible", element)


def _is_labelled(element: Element | None) -> bool:
    """Whether the line of an element begins with the label of an author."""
    line = short_text(element, MAX_LINE_CHARS) if element is not None else ""
    return LABELLED.match(line) is not None or WORK_LABEL.match(line) is not None


def _names_person(found: Candidate[Byline]) -> bool:
    """Whether the line of a byline begins with "by" in one of several languages and names a person."""
    line = short_text(found.element, MAX_LINE_CHARS) if found.element is not None else ""
    return BY.match(line) is not None and any(author.type == "person" for author in found.value.authors)


def _lines_above(context: Context) -> Iterator[tuple[Element, str]]:
    """The lines between the headline and the second paragraph that are no paragraph, and the first lines of boxes of several."""
    page, headline = context.page, context.title_element
    start_of_text = opening(context)
    if headline is None or not start_of_text.running:
        return
    start, neighbours, paragraphs = page.span(headline).stop, neighbours_of(context), frozenset(start_of_text.running)
    for element in page.elements[start : min(start_of_text.second, start + MAX_ELEMENTS_ABOVE)]:
        if element.tag in SILENT or element in paragraphs or not _has_own_text(element):
            continue
        line = short_text(element, MAX_LINE_CHARS) or _first_line(element)[:MAX_LINE_CHARS]
        box = element.getparent()
        if line.endswith(":") and box is not None and BY.match(f"{line} X"):
            # The label of an author in an element of its own: "WRITER: Una Reid".
            line = short_text(box, MAX_LINE_CHARS) or line
        elif line.endswith(",") and box is not None and _goes_on_beside(element):
            # A name in an element of its own with the comma before the next one: "Una Reid," "Tom Reave".
            line = short_text(box, MAX_LINE_CHARS) or line
        if line and not neighbours.is_beside(element):
            yield element, line


def _goes_on_beside(element: Element) -> bool:
    """Whether the element right behind one is of its kind."""
    after = element.getnext()
    return after is not None and (after.tag, after.get("class")) == (element.tag, element.get("class"))


def _after_by(context: Context, lines: Iterable[tuple[Element, str]]) -> Iterator[Candidate[Byline]]:
    """The persons in the first line between headline and text that begins with "by" in one of several languages."""
    language, names = language_of(context.page)[0], own_names(context)
    for element, line in lines:
        if language in DENSE_LANGUAGES and (reporters := dense_names(line)):
            yield Candidate("authors", Byline([Author(name=name) for name in reporters]), "visible", element)
            return
        parts = [line, *DIVIDERS.split(line)]
        part = next((part for part in parts if BY.match(part)), "")
        if not part:
            continue
        if part == line:
            part = _first_line(element) or line
        found = people.read(part, publisher=names, language=language)
        named = [author for author in found.authors if looks_like_name(author.name) or _has_no_case(author.name)]
        if found.authors and named[:1] == found.authors[:1]:
            yield Candidate("authors", found._replace(authors=named), "visible", element)
            return
        if found.source and found.source.casefold() in AGENCIES:
            yield Candidate("authors", _by_agency(found), "visible", element)
            return


def _in_dateline(context: Context) -> Iterator[Candidate[Byline]]:
    """The reporters whom the first paragraph of a Chinese, Japanese or Korean text names before it begins."""
    if context.body is None or language_of(context.page)[0] not in DENSE_LANGUAGES:
        return
    first = next((block for block in context.body.blocks if block.kind != "figure"), None)
    if first is not None and (names := reporters_in_dateline(first.text)):
        yield Candidate("authors", Byline([Author(name=name) for name in names]), "visible", first.element)


def _has_no_case(name: str) -> bool:
    """Whether a name is in a script without capital letters."""
    return name.upper() == name.lower()


def _by_agency(found: Byline) -> Byline:
    """The byline of an article that only an agency signs."""
    return found._replace(authors=[Author(name=found.source or "", type="organization")])


def _first_line(element: Element) -> str:
    """The text of an element up to its first line break: below a name stand the newspaper and a link to older articles."""
    words = [element.text or ""]
    for child in element:
        if child.tag == "br" and "".join(words).strip():
            return " ".join("".join(words).split())
        words.extend((text_of(child), child.tail or ""))
    return ""


def _beside_date(context: Context, lines: Iterable[tuple[Element, str]]) -> Iterator[Candidate[Byline]]:
    """The person or the agency in a line between headline and text that is a name and stands next to the date, without "by"."""
    page, date = context.page, context.date_published.element if context.date_published is not None else None
    if date is None:
        date = _shown_date(context)
    if date is None:
        return
    at, names = page.positions[date], own_names(context)
    host = context.page.url.partition("://")[2].partition("/")[0].casefold()
    for element, words in lines:
        if abs(page.positions[element] - at) > MAX_ELEMENTS_TO_DATE or element.tag in NO_BYLINE_TAGS:
            continue
        if words.casefold() in AGENCIES:
            yield Candidate("authors", _by_agency(Byline([], words)), "visible", element)
            return
        line = _name_in_line(context, _first_line(element) or words)
        if not line or _is_section(element) or line.replace(" ", "").casefold() in host:
            continue
        if any(line == crumb.name for crumb in (context.breadcrumbs.value if context.breadcrumbs else ())):
            continue
        found = people.read(line, publisher=names, language=language_of(page)[0])
        if found.authors:
            yield Candidate("authors", found, "visible", element)
            return


def _name_in_line(context: Context, line: str) -> str:
    """The full name in a line that may hold the date and the time to read, too; empty without one, or with several."""
    parts = DIVIDERS.split(line.replace(context.date_published.value.raw if context.date_published else "", ""))
    lists = [names for part in parts if _are_full_names(names := part.strip(" -–|,•·").split(", "))]
    found = [", ".join(name for name in names if not name[:1].islower()) for names in lists]
    return found[0] if len(found) == 1 else ""


def _are_full_names(names: list[str]) -> bool:
    """Whether a list begins with a person and has only persons, agencies, what a person is in small letters, and at its end a town."""
    if len(names) > 1 and people.PLACE.fullmatch(names[-1]):
        names = names[:-1]
    return looks_like_full_name(names[0]) and all(
        looks_like_full_name(name) or name.casefold() in AGENCIES or name[:1].islower() for name in names
    )


def _shown_date(context: Context) -> Element | None:
    """The element that shows the time of publication that the metadata state."""
    return next((found.element for found in date_published.candidates(context) if found.element is not None), None)


def _lines_beside_text(
    page: Page, headline: Element | None, body: Element, first: Element | None, last: Element | None
) -> Iterator[tuple[Element, str]]:
    """The lines that are only names, each with its element: right below the text, then between headline and text.

    ``first`` and ``last`` are the first and last element of the running text, ``body`` is its box.
    """
    for ending in (last, body):
        if ending is not None:
            start = page.span(ending).stop
            yield from _names(islice(page.elements, start, start + MAX_ELEMENTS_BELOW), is_below=True)
    if headline is not None and first is not None:
        start = page.positions[headline] + 1
        yield from _names(page.elements[start : min(page.positions[first], start + MAX_ELEMENTS_ABOVE)], is_below=False)


def _names(elements: Iterable[Element], *, is_below: bool) -> Iterator[tuple[Element, str]]:
    """The lines that are only names, without a date beside them, up to what ends an article."""
    for element in elements:
        if element.tag in SILENT or not _has_own_text(element):
            continue
        line = short_text(element, MAX_LINE_CHARS)
        if is_below and (len(element.text or "") > MAX_LINE_CHARS or (line and _heads_what_follows(line))):
            return
        if is_below and element.tag in HEADING_TAGS and not (people.is_byline(line) or ON_AUTHOR.match(line)):
            return
        if line and (moment := dates.read(line)) is not None:
            before, _, after = line.partition(moment.raw)
            line = f"{people.DATE_LABEL.sub('', before)} {after}".strip(" -–|,•")
        if line.startswith("(") and line.endswith(")"):
            line = line.strip("() ")
        if LABELLED.match(line):
            line = DIVIDERS.split(line.partition(";")[0], maxsplit=1)[0]
        is_line = (people.is_byline(line) and not people.credits_other_work(line)) or _names_author(line)
        if line and is_line and not _is_no_name(line) and not _is_section(element):
            yield element, line


def _names_author(line: str) -> bool:
    """Whether a line is a label and the name of an author, who need not be Vietnamese: ``Tác giả: TS. Hal Finch``."""
    label = LABELLED.match(line)
    return label is not None and looks_like_full_name(bare_name(line[label.end() :]) or "")


def _has_own_text(element: Element) -> bool:
    """Whether an element has text of its own, before or after its child elements."""
    return bool((element.text or "").strip()) or any(
        (child.tail or "").strip() for child in islice(element, MAX_BYLINE_ELEMENTS)
    )


def _heads_what_follows(line: str) -> bool:
    """Whether a line heads what follows an article: other articles, tags."""
    return bool(TAG_LABEL.match(line) or COMMENTS_COUNTED.match(line)) or (
        len(line) <= MAX_HEADING_CHARS and relation_of(line) is not None
    )


def _is_no_name(line: str) -> bool:
    """Whether a line begins like the name of a section, a province or a button."""
    return " ".join(line.casefold().split()[:2]) in NO_NAMES or line.casefold() in NO_NAMES


def _is_section(element: Element) -> bool:
    """Whether a name is the text of a link whose address spells it: a section."""
    link = element if element.tag == "a" else next(element.iterancestors("a"), None)
    href = (link.get("href") or "") if link is not None else ""
    words = comparison_key(short_text(element, MAX_LINE_CHARS), marks=False).replace(" ", "-")
    return words in href.lower() and not PERSON_PATH.search(href)
