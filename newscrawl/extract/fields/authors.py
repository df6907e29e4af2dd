"""The authors: from the profile's elements, the last lines of the text, the metadata, and lines of names beside the text."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from newscrawl import dates
from newscrawl.extract import people
from newscrawl.extract.candidate import Candidate
from newscrawl.extract.dom import SILENT, Element, short_text, text_of
from newscrawl.extract.fields import date_published
from newscrawl.extract.fields.bylines import byline, own_names
from newscrawl.extract.headings import relation_of
from newscrawl.extract.language import is_vietnamese, language_of
from newscrawl.extract.link_paths import PERSON_PATH, TAG_LABEL
from newscrawl.extract.names import bare_name, looks_like_full_name, looks_like_name
from newscrawl.extract.neighbours import neighbours_of
from newscrawl.text.comparison import comparison_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newscrawl.extract.context import Context
    from newscrawl.extract.page import Page
    from newscrawl.extract.people import Byline
    from newscrawl.items import Author

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

BY: Final = re.compile(
    r"(?:(?:(?:Written|Posted|Reported|Story|Words|Guest (?:post|column|essay|blog)|Commentary|Opinion|Analysis) )?[Bb]y|BY|Von|VON|Par|PAR|Por|POR|Di|DI|Door|DOOR|Oleh|Text|Autor(?:in)?|Author):?\s+(?=[^\W\d_a-z])"
)
"""How a byline outside Vietnam begins, before a name in capital letters."""

LABELLED: Final = re.compile(
    r"(?:Tác giả(?: bài viết)?|Người viết(?: bài)?|(?:Được )?viết bởi|Bút danh|Biên soạn)\s*[:：]\s*", re.IGNORECASE
)
"""What stands before an author's name in a line of a Vietnamese page."""

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
    yield from found
    if not found:
        yield from _beside_text(context)


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
    return ordered if in_full is None else [in_full, *(found for found in ordered if found is not in_full)]


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
    for line, element in context.body.bylines if context.body is not None else ():
        if found := byline(line, "visible", names, language=language, in_author_slot=False, element=element):
            yield found


def _beside_text(context: Context) -> Iterator[Candidate[list[Author]]]:
    """The persons in lines that are only names, below or above the text of a page that no layout reads.

    On a page that is not Vietnamese, only a line between headline and text that begins with "by" counts.
    """
    body, root = context.body, context.content_root
    if context.layout is not None or body is None or root is None:
        return
    if not is_vietnamese(context.page):
        yield from _after_by(context)
        return
    running = [block.element for block in body.blocks if block.kind != "figure"]
    first, last = (running[0], running[-1]) if running else (next(iter(root.value.first_lines), None), None)
    names, neighbours = own_names(context), neighbours_of(context)
    for element, line in _lines_beside_text(context.page, context.title_element, body.element, first, last):
        found = people.read(line, publisher=names, in_author_slot=False)
        if neighbours.is_beside(element):
            continue
        if found.authors and all(author.type != "organization" for author in found.authors):
            yield Candidate("authors", found.authors, "visible", element)


def _after_by(context: Context) -> Iterator[Candidate[list[Author]]]:
    """The persons in the first line between headline and text that begins with "by" in one of several languages."""
    page, body, headline = context.page, context.body, context.title_element
    first = next((block.element for block in body.blocks if block.kind != "figure"), None) if body is not None else None
    if headline is None or first is None:
        return
    start, neighbours = page.positions[headline] + 1, neighbours_of(context)
    for element in page.elements[start : min(page.positions[first], start + MAX_ELEMENTS_ABOVE)]:
        line = short_text(element, MAX_LINE_CHARS) if _has_own_text(element) and element.tag not in SILENT else ""
        if not BY.match(line) or neighbours.is_beside(element):
            continue
        line = _first_line(element) or line
        found = people.read(line, publisher=own_names(context), language=language_of(page)[0])
        named = [author for author in found.authors if looks_like_name(author.name)]
        if named and named[0] is found.authors[0]:
            yield Candidate("authors", named, "visible", element)
            return
    yield from _beside_date(context, headline, first)


def _first_line(element: Element) -> str:
    """The text of an element up to its first line break: below a name stand the newspaper and a link to older articles."""
    words = [element.text or ""]
    for child in element:
        if child.tag == "br" and "".join(words).strip():
            return " ".join("".join(words).split())
        words.extend((text_of(child), child.tail or ""))
    return ""


def _beside_date(context: Context, headline: Element, first: Element) -> Iterator[Candidate[list[Author]]]:
    """The person in a line between headline and text that is a name and stands next to the date, without "by"."""
    page, date = context.page, context.date_published.element if context.date_published is not None else None
    if date is None:
        date = _shown_date(context)
    if date is None:
        return
    at = page.positions[date]
    start, end = (
        max(page.span(headline).stop, at - MAX_ELEMENTS_TO_DATE),
        min(page.positions[first], at + MAX_ELEMENTS_TO_DATE),
    )
    neighbours, names = neighbours_of(context), own_names(context)
    for element in page.elements[start:end]:
        if element.tag in SILENT or element.tag in NO_BYLINE_TAGS or not _has_own_text(element):
            continue
        line = _name_in_line(context, short_text(element, MAX_LINE_CHARS))
        if not line or neighbours.is_beside(element) or _is_section(element):
            continue
        if any(line == crumb.name for crumb in (context.breadcrumbs.value if context.breadcrumbs else ())):
            continue
        found = people.read(line, publisher=names, language=language_of(page)[0])
        if found.authors:
            yield Candidate("authors", found.authors, "visible", element)
            return


def _name_in_line(context: Context, line: str) -> str:
    """The full name in a line that may hold the date and the time to read, too; empty without one, or with several."""
    parts = DIVIDERS.split(line.replace(context.date_published.value.raw if context.date_published else "", ""))
    found = [
        part for part in (part.strip(" -–|,•·") for part in parts) if all(map(looks_like_full_name, part.split(", ")))
    ]
    return found[0] if len(found) == 1 else ""


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
        if line and (moment := dates.read(line)) is not None:
            line = line.replace(moment.raw, " ").strip(" -–|,•")
        if line.startswith("(") and line.endswith(")"):
            line = line.strip("() ")
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
    return bool(TAG_LABEL.match(line)) or (len(line) <= MAX_HEADING_CHARS and relation_of(line) is not None)


def _is_no_name(line: str) -> bool:
    """Whether a line begins like the name of a section, a province or a button."""
    return " ".join(line.casefold().split()[:2]) in NO_NAMES or line.casefold() in NO_NAMES


def _is_section(element: Element) -> bool:
    """Whether a name is the text of a link whose address spells it: a section."""
    link = element if element.tag == "a" else next(element.iterancestors("a"), None)
    href = (link.get("href") or "") if link is not None else ""
    words = comparison_key(short_text(element, MAX_LINE_CHARS), marks=False).replace(" ", "-")
    return words in href.lower() and not PERSON_PATH.search(href)
