"""Dates in sentences: "This entry was posted on …", the dateline of a press release, a date alone above the article.

They belong to the last resorts, see :mod:`newscrawl.extract.fields.last_dates`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from newscrawl.extract.candidate import Candidate
from newscrawl.extract.dom import SILENT, short_text
from newscrawl.extract.fields.date_lines import DIGIT, read_date
from newscrawl.extract.fields.date_words import CHANGED_IN_LINE
from newscrawl.extract.memory import Memory
from newscrawl.extract.neighbours import neighbours_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.dates import Timestamp
    from newscrawl.extract.context import Context
    from newscrawl.extract.dom import Element

CHANGE_WARNING: Final = "date_from_change"
"""Warning code of a date of the last change, of a page that states no other."""

OUTSIDE_WARNING: Final = "date_outside_article"
"""Warning code of a date that stands alone above the article's box: it may be the day of the visit."""

SENTENCE: Final = re.compile(
    r"\W*(?:(?:this|the) (?:entry|post|article|page|story|item|document) (?:was|has been|is) (?:first |originally )?(?:posted|published|written|created|added|submitted)"
    r"|(?:a version of )?this (?:article|post|story|piece|essay|review|column|interview) (?:first |originally )?(?:appear(?:s|ed)|ran)\b"
    r"|(?:this|the) (?:article|post|story|piece) (?:is|comes) from (?:the|our) archives?\b|from (?:the|our) archives?\s*:"
    r"|dated\b|ends?\s?/(?=\s?\w)|(?:first |originally )?(?:posted|published|created|submitted|written)\b|(?:document |publication |release )?date\s*:"
    r"|diese[rs]? (?:eintrag|beitrag|artikel|seite|text) (?:wurde|erschien)|(?:erstellt|veröffentlicht|publiziert|eingestellt|verfasst|geschrieben|erschienen)\b"
    r"|cet? (?:article|billet|texte) a été|cette (?:entrée|page) a été|(?:publié|posté|mis en ligne|écrit)e?\b|est[ae] (?:entrada|artículo|noticia|nota) (?:fue|ha sido|se publicó)|publicad[oa]\b"
    r"|questo (?:articolo|post) è stato|pubblicat[oa]\b|este (?:artigo|post|texto) foi|dit (?:bericht|artikel) (?:is|werd)|geplaatst\b|gepubliceerd\b|ten (?:wpis|artykuł)|opublikowan[oy]\b"
    r"|(?:bài viết|tin|bài) (?:này )?được (?:đăng|viết)|ngày (?:đăng|viết|xuất bản)|đăng (?:lúc|ngày|bởi))",
    re.IGNORECASE,
)
"""How a line begins that says when the article was published."""

CHANGE_SENTENCE: Final = re.compile(
    r"\W*(?:(?:this|the) (?:page|article|document|entry) was )?(?:last )?(?:modified|updated|edited|changed|revised|reviewed)\b"
    r"|\W*(?:letzte (?:änderung|aktualisierung)|zuletzt (?:geändert|aktualisiert|bearbeitet)|stand\b|aktualisiert\b|dernière (?:mise à jour|modification)|última (?:actualización|modificación)"
    r"|ultimo aggiornamento|laatst (?:gewijzigd|bijgewerkt)|cập nhật)",
    re.IGNORECASE,
)
"""How a line begins that says when the page was changed."""

_PATTERN: Final = Memory(
    lambda text: next((pattern for pattern in (SENTENCE, CHANGE_SENTENCE) if pattern.match(text)), None), most=8_192
)
"""The pattern that a line begins with, remembered: the lines around the text return on all pages of a site."""

AFTER_DATELINE: Final = re.compile(r"[\w\s,.:()]{0,12}(?:/[^/]{2,40}/\s*)?(?:[–—:)]|--?\s)")
"""What divides a dateline from the text."""

SENTENCE_END: Final = re.compile(
    r"[!?]|(?<![A-Z])(?<!\b[A-Z][a-z])(?<!\b[A-Z][a-z]{2})(?<!\b[A-Z][a-z]{3})(?<!\b[A-Z][a-z]{4})\."
)
"""The end of a sentence. The points of ``D.C.``, ``St.`` and ``Calif.`` are none."""

DIGIT_HERE: Final = "0"
"""Stands for the date behind a label."""

MAX_SENTENCE_CHARS: Final = 400
"""A longer text is a paragraph of the article."""

MAX_CHARS_BEFORE_DATE: Final = 80
"""Characters of such a line before its date."""

MAX_PLACE_CHARS: Final = 40
"""Characters of a dateline before its date: the place."""

MAX_DATE_CHARS: Final = 60
"""Characters of a line that is only a date."""

MAX_ELEMENTS_ABOVE: Final = 80
"""Elements before the article's box that are looked at."""


def in_sentence(context: Context) -> Iterator[Candidate[Timestamp]]:
    """The dates of lines that say when the article was published, then of those that say when it was changed."""
    page, neighbours = context.page, neighbours_of(context)
    changes: list[Candidate[Timestamp]] = []
    for element, text in zip(page.elements, page.texts, strict=True):
        pattern = _PATTERN[text] if text else None
        if pattern is None or element.tag in SILENT or neighbours.is_in_card(element):
            continue
        moment = _date_behind(context, element, is_change=pattern is CHANGE_SENTENCE)
        if moment is None:
            continue
        if pattern is CHANGE_SENTENCE:
            changes.append(Candidate("date_published", moment, "visible", element, warnings=(CHANGE_WARNING,)))
        elif not neighbours.is_beside(element):
            yield Candidate("date_published", moment, "visible", element)
    yield from changes


def _date_behind(context: Context, element: Element, *, is_change: bool) -> Timestamp | None:
    """The date near the start of an element's text, or of that of the box around it, if it begins with the element.

    A date behind a word for a change is that of the change: "Written by Una Reid - Updated on March 3".
    """
    box = element.getparent()
    around = (
        [element] if box is None or element.getprevious() is not None or (box.text or "").strip() else [element, box]
    )
    for part in around:
        text = short_text(part, MAX_SENTENCE_CHARS)
        moment = read_date(context, text) if DIGIT.search(text) else None
        at = text.find(moment.raw) if moment is not None else -1
        if 0 <= at <= MAX_CHARS_BEFORE_DATE and (is_change or CHANGED_IN_LINE.search(text[:at] + DIGIT_HERE) is None):
            return moment
    return None


def in_dateline(context: Context) -> Iterator[Candidate[Timestamp]]:
    """The date with which the text begins, behind its place: ``BERLIN, 12 March 2015 – …``."""
    first = (
        next((block for block in context.body.blocks if block.kind != "figure"), None)
        if context.body is not None
        else None
    )
    if first is None:
        return
    start = first.text[: MAX_PLACE_CHARS + MAX_DATE_CHARS]
    moment = read_date(context, start) if DIGIT.search(start) else None
    if moment is None or moment.has_time:
        return
    at = start.find(moment.raw)
    if (
        0 <= at <= MAX_PLACE_CHARS
        and AFTER_DATELINE.match(start, at + len(moment.raw))
        and not SENTENCE_END.search(start[:at].rstrip(".( "))
    ):
        yield Candidate("date_published", moment, "visible", first.element)


def outside_article(context: Context) -> Iterator[Candidate[Timestamp]]:
    """A date that stands alone above the article's box, marked by a warning. The day of the fetch is no such date."""
    page, headline = context.page, context.title_element
    if headline is None:
        return
    end = page.positions[headline]
    for element in reversed(page.elements[max(0, end - MAX_ELEMENTS_ABOVE) : end]):
        if element.tag in SILENT or not _is_alone(element):
            continue
        line = short_text(element, MAX_DATE_CHARS)
        moment = read_date(context, line) if DIGIT.search(line) else None
        if moment is None or len(moment.raw) < len(line) / 2 or neighbours_of(context).is_beside(element):
            continue
        if context.now is None or abs(context.now - moment.at).days > 1:
            yield Candidate("date_published", moment, "visible", element, warnings=(OUTSIDE_WARNING,))
        return


def _is_alone(element: Element) -> bool:
    """Whether an element holds nothing but a short text, and is in no list or link."""
    return not len(element) and bool(element.text) and next(element.iterancestors("a", "li", "table"), None) is None
