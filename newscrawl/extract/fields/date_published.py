"""The time of publication: what the reader sees in the article is weighed against what the metadata state.

The time that the profile's selector finds wins, unless it has no time of day. Then come JSON-LD, meta tags and what feed, sitemap or
listing say, and then a date in the article that no layout names. Such a date wins over the metadata only if they have no time of day,
or if it shows that their zone is wrong. A date of a neighbour (a card, a comment) or in the text is not read. The date selectors of
the site's other layouts come last, and then those of :mod:`newscrawl.extract.fields.last_dates`.
"""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from newscrawl import dates, urls
from newscrawl.extract import jsonld
from newscrawl.extract.body.lines import is_sentence
from newscrawl.extract.candidate import Candidate
from newscrawl.extract.dom import SILENT, Element, short_text
from newscrawl.extract.fields.last_dates import in_address, last_resort
from newscrawl.extract.language import is_vietnamese, language_of, writes_month_first
from newscrawl.extract.neighbours import neighbours_of
from newscrawl.extract.selectors import compiled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newscrawl.dates import Timestamp
    from newscrawl.extract.context import Context
    from newscrawl.extract.neighbours import Neighbours
    from newscrawl.sites.profile import Layout

PUBLISHED_META: Final = tuple(
    """article:published_time og:published_time og:article:published_time datepublished pubdate publishdate publish-date publish_date
    published_time published-date published_date publisheddate publish_time publishtime publication_date publication-date
    article:published article.published article:published_date article:publicationdate article:publish_date article:post_date
    og:publish_date og:pubdate dc.date.issued dc.date.published dc.date.publication dcterms.issued dc.issued parsely-pub-date
    sailthru.date cxenseparse:recs:publishtime cxenseparse:publishtime shareaholic:article_published_time bt:pubdate rbpubdate
    mediator_published_time rnews:datepublished vr:published_time twt-published-at citation_publication_date citation_date
    citation_online_date prism.publicationdate originalpublicationdate article_date_original analyticsattributes.articledate
    dcsext.articlefirstpublished displaydate field-name-post-date content_create_date date_published date_created datecreated
    dateposted dcterms.created dc.created dc.date.created article:created article.created creation_date created dcterms.date dc.date
    dc:date dc:created pdate ptime doc_date gentime release_date video:release_date date""".split()  # noqa: SIM905 - a list of words reads better so
)
"""Names of meta tags with the time of publication, the more exact ones first."""

PAGE_TYPES: Final = frozenset(
    """WebPage ItemPage CreativeWork MedicalWebPage AboutPage FAQPage QAPage Recipe HowTo PodcastEpisode Episode VideoObject
    MediaObject Course Dataset Book SocialMediaPosting DiscussionForumPosting Review CriticReview ClaimReview""".split()  # noqa: SIM905 - a list of words reads better so
)
"""Types of JSON-LD objects, other than an article's, that may describe the page."""

TIME_CLASS: Final = re.compile(
    r"date|time|ngay|pubdate|publish|posted|clock|thoi-?gian|block-sc-publish", re.IGNORECASE
)
PUBLISHED_NAME: Final = re.compile(
    r"(?:^|[\s_-])(?:dt-)?published(?:$|[\s_-])|datePublished|pub-?date|publish(?:ed)?-?(?:date|time)|(?:post|entry)-date|posted-on",
    re.IGNORECASE,
)
"""Names that say that a date is the publication's."""

CHANGED_NAME: Final = re.compile(r"updated?(?:$|[\s_-])|modified|dateModified|last-?update|cap-?nhat", re.IGNORECASE)
"""Names that say that a date is the last change's."""

CHANGED_LABEL: Final = re.compile(
    r"^\W*(?:last )?(?:updated?|modified|edited|cập nhật|chỉnh sửa|sửa lúc|aktualisiert|stand|mis à jour|modifié|actualizado|aggiornato|atualizado"
    r"|bijgewerkt|zaktualizowan\w+|aktualizov\w+|diperbarui|обновлено|更新)",
    re.IGNORECASE,
)
"""Words before the date of a change."""

PUBLISHED_LABEL: Final = re.compile(
    r"(?:published|posted|first published|đăng(?: (?:lúc|ngày|tải))?|xuất bản|publié|veröffentlicht|erstellt|publicado|pubblicato|gepubliceerd|opublikowan\w+"
    r"|publikován\w*|diterbitkan|опубликован\w*|发布|公開)\b\W*(?:on|at|le|am|el|il|em|op|lúc|ngày)?\W*(?=[\w])",
    re.IGNORECASE,
)
"""Words before the date of publication."""

EVENT_NAME: Final = re.compile(r"event|calendar|schedule|lich|countdown|match|deadline|birth", re.IGNORECASE)
"""Names of dates of what the article tells of."""

TIME_TAGS: Final = frozenset(("time", "span", "em", "i", "small", "font"))
MACHINE_ATTRIBUTES: Final = (
    "datetime",
    "content",
    "title",
    "data-datetime",
    "data-date",
    "data-published",
    "data-timestamp",
    "data-time",
    "data-utime",
)
"""Attributes that hold a date for programs."""

MAX_TIME_CHARS: Final = 160
"""A longer text that holds a date is a paragraph."""

MAX_LINE_CHARS: Final = 60
"""A shorter text is the date's own line, whatever it is called."""

MAX_LABEL_CHARS: Final = 30
"""A longer text before a date is no label of it."""

MAX_ELEMENTS: Final = 40
"""Elements below headline or text that are looked at, whatever their name is."""

MAX_NAMED: Final = 200
"""Elements with a name of a date that are looked at."""

MAX_BOXES: Final = 4
"""Boxes around the headline that are looked at for a date outside the article."""

MAX_OTHER_CHARS: Final = 25
"""Characters of running text beside a date below the article: more make it the date of a comment."""

IMPOSSIBLE_YEAR: Final = re.compile(
    r"(?<!\d)(?:0\d{3}|1[0-8]\d\d|19[0-8]\d|2[1-9]\d\d)(?=-\d\d-\d\d)|[/.-](?:0\d{3}|1[0-8]\d\d|2[1-9]\d\d)(?!\d)"
)
"""A year in a date that no newspaper on the web has seen."""

YEAR: Final = re.compile(r"(?<!\d)20\d\d(?!\d)|(?<!\d)1[67]\d{8}(?:\d{3})?(?!\d)")
"""A year of this century, or a Unix time."""

DIGIT: Final = re.compile(r"\d")
CLOCK: Final = re.compile(
    r"(?:at|lúc|um|à|a las|alle)?\s*\d{1,2}\s?[:h.]\s?\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?|uhr|h)?(?:\s*\(?[a-z]{1,4}(?:[+-]\d{1,2})?\)?)?",
    re.IGNORECASE,
)
"""A time of day alone."""

MAX_CLOCK_BOXES: Final = 2
"""Boxes around a day that are looked at for a time of day."""

MAX_CLOCK_DIFFERENCE: Final = timedelta(minutes=2)
"""Two times that differ less are the same time."""

SAME_DAY: Final = timedelta(hours=36)
"""A day and a time that differ less may be the same day, in other zones."""


def candidates(context: Context) -> Iterator[Candidate[Timestamp]]:
    """The times of publication that the page states: the one that wins first, with warnings about those that disagree."""
    neighbours = neighbours_of(context)
    best = _weigh(context, neighbours)
    if best is not None:
        yield best
    yield from _by_layout(context, context.layout, neighbours)
    if (nearby := _in_article(context, neighbours)) is not None:
        yield nearby
    yield from metadata(context)
    yield from in_address(context)


def _weigh(context: Context, neighbours: Neighbours) -> Candidate[Timestamp] | None:
    """The candidate that wins, with its warnings."""
    by_layout = first_with_time(_by_layout(context, context.layout, neighbours))
    visible = by_layout if by_layout is not None and by_layout.value.has_time else None
    stated = first_with_time(metadata(context))
    nearby = _in_article(context, neighbours) if visible is None else None
    best = visible or _of_both(context, stated, nearby) or by_layout
    if best is None or not best.value.has_time:
        common = context.site.fallback_layout if context.use_layouts else None
        elsewhere = first_with_time(_by_layout(context, common, neighbours))
        is_better = elsewhere is not None and (
            best is None or (elsewhere.value.has_time and _is_same_day(elsewhere.value, best.value))
        )
        best = elsewhere if is_better else best
    if best is None:
        best = last_resort(context)
    if best is None:
        return None
    warnings = [*best.warnings]
    warnings += _disagreements(best, [found for found in (visible, stated, nearby) if found is not None])
    if stated is None:
        warnings += impossible_dates(context)
    return best._replace(warnings=tuple(warnings)) if warnings else best


def _of_both(
    context: Context, stated: Candidate[Timestamp] | None, nearby: Candidate[Timestamp] | None
) -> Candidate[Timestamp] | None:
    """What wins of the time in the metadata and the one in the article.

    The metadata win, unless they have no time of day, or no zone or a wrong one, and the article shows the same day or clock.
    """
    if stated is None or nearby is None:
        return stated or nearby
    if not stated.value.has_time:
        return nearby if nearby.value.has_time and _is_same_day(nearby.value, stated.value) else stated
    if is_other_zone(nearby.value, stated.value) and (
        nearby.value.has_zone or not stated.value.has_zone or _may_have_wrong_zone(context, stated.value)
    ):
        return nearby
    return stated


def _may_have_wrong_zone(context: Context, stated: Timestamp) -> bool:
    """Whether the zone in the metadata may be wrong, so that a clock without a zone that shows the same figures counts in Vietnam's.

    Vietnamese content systems mark their local time as another zone's, mostly UTC. Elsewhere, and on Vietnamese pages from
    abroad with an offset, the zone is right and the clock is that of the zone.
    """
    if is_from_vietnam(context):
        return True
    return not stated.at.utcoffset() and is_vietnamese(context.page, context.title)


def is_from_vietnam(context: Context) -> bool:
    """Whether a newspaper is from Vietnam: it has a profile, or its address is there."""
    return bool(context.site.layouts or context.site.article_url) or urls.host(context.page.url).endswith(".vn")


def keeps_offset(context: Context) -> bool:
    """Whether the record writes times with the page's own offset.

    A Vietnamese newspaper's times are written in Vietnam's; elsewhere the page's offset says which day it was there.
    """
    language = context.in_language
    if is_from_vietnam(context) or language_of(context.page)[0] == "vi":
        return False
    # The site's own language is assumed where neither letters nor markup tell one.
    return language is None or language.value != "vi" or language.source == "generic"


def impossible_dates(context: Context) -> list[str]:
    """A warning for each kind of source whose date cannot be true: one in the future, or before there was a web."""
    if context.now is None:
        return []
    page, layout = context.page, context.layout
    shown = ((f"layout:{css}", text) for css in (layout.date if layout else ()) for text in compiled(css).values(page))
    stated = [("jsonld", jsonld.first(page.news, "datePublished") or "")]
    stated += [(f"meta:{name}", page.meta(name) or "") for name in PUBLISHED_META if name in page.metas]
    refused = (
        source
        for source, text in (*shown, *stated)
        if (dates.read(text) or IMPOSSIBLE_YEAR.search(text)) and not dates.read(text, now=context.now)
    )
    return list(dict.fromkeys(f"date_refused:{source.partition(':')[0]}" for source in refused))


def is_other_zone(one: Timestamp, other: Timestamp) -> bool:
    """Whether two times show the same clock in different zones."""
    apart = abs(one.at.replace(tzinfo=None) - other.at.replace(tzinfo=None))
    return one.at.utcoffset() != other.at.utcoffset() and apart < MAX_CLOCK_DIFFERENCE


def _is_same_day(one: Timestamp, other: Timestamp) -> bool:
    """Whether a time may be on the day that the other names; a day alone is midnight in some zone."""
    if one.at.replace(tzinfo=None).date() == other.at.replace(tzinfo=None).date():
        return True
    return abs(one.at - other.at) < SAME_DAY and one.has_zone and one.has_time


def _by_layout(context: Context, layout: Layout | None, neighbours: Neighbours) -> Iterator[Candidate[Timestamp]]:
    """The dates that a layout's selectors find, without those of neighbours."""
    for css in layout.date if layout is not None else ():
        for element, value in compiled(css).elements_with_values(context.page):
            if (moment := dates.read(value, now=context.now)) and not neighbours.is_beside(element):
                yield Candidate("date_published", moment, f"layout:{css}")


def metadata(context: Context) -> Iterator[Candidate[Timestamp]]:
    """The times of publication in JSON-LD and meta tags, then the one that the feed, sitemap or listing gives."""
    page, hints = context.page, context.hints
    if (text := jsonld.first(page.news, "datePublished")) and (moment := _read(context, text)):
        yield Candidate("date_published", moment, "jsonld")
    for name in PUBLISHED_META:
        if name in page.metas and (moment := _read(context, _meta(context, name))):
            yield Candidate("date_published", moment, f"meta:{name}")
    for text in _in_other_nodes(context):
        if moment := _read(context, text):
            yield Candidate("date_published", moment, "jsonld")
    if hints is not None and hints.date_published and (moment := dates.read(hints.date_published, now=context.now)):
        yield Candidate("date_published", moment, hints.source or "feed")


def _read(context: Context, text: str) -> Timestamp | None:
    """The time in a text of the page."""
    if not text:
        return None
    return dates.read(text, now=context.now, month_first="/" in text and writes_month_first(context.page))


def _meta(context: Context, name: str) -> str:
    """The content of a meta tag; an ``itemprop`` among the neighbours is theirs."""
    page = context.page
    if name != "datepublished" or len(page.metas[name]) == 1:
        return page.meta(name) or ""
    neighbours = neighbours_of(context)
    for element in page.by_tag("meta"):
        if (element.get("itemprop") or element.get("name") or "").lower() == name and not neighbours.is_beside(element):
            return element.get("content") or ""
    return ""


def _in_other_nodes(context: Context) -> Iterator[str]:
    """The dates of JSON-LD objects that describe the page and are no articles; objects that disagree are those of a list."""
    page = context.page
    nodes = [node for node in page.nodes if jsonld.types(node) & PAGE_TYPES]
    for key in ("datePublished", "dateCreated", "uploadDate"):
        found = dict.fromkeys(filter(None, (jsonld.first(node, key) for node in nodes)))
        if len(found) == 1:
            yield from found
    if created := jsonld.first(page.news, "dateCreated"):
        yield created


def first_with_time(found: Iterable[Candidate[Timestamp]]) -> Candidate[Timestamp] | None:
    """The first candidate; if it has no time of day, the first of the same day that has one."""
    first: Candidate[Timestamp] | None = None
    for candidate in found:
        if candidate.value.has_time and (first is None or _is_same_day(candidate.value, first.value)):
            return candidate
        first = first or candidate
    return first


# -- in the article -----------------------------------------------------------------------------------------------------


class _Place(NamedTuple):
    """Where headline and text are, as positions of elements on the page."""

    headline: int
    headline_end: int
    first: int
    """The first block of the text; right behind the headline if there is none."""

    last_end: int
    """The element behind the last block."""

    second: int
    """The second block of running text: a date before it follows a first paragraph that introduces the article."""


def _in_article(context: Context, neighbours: Neighbours) -> Candidate[Timestamp] | None:
    """The date that the article shows, the best place first: with a time of day, if an element shows one for the same day."""
    headline = context.title_element
    if headline is None:
        return None
    place = _place(context, headline, neighbours)
    ranked: list[tuple[int, int, Element]] = []
    for element in dict.fromkeys(_possible(context, place, neighbours)):
        position = context.page.positions[element]
        rank = _rank(element, position, place, neighbours)
        if rank is not None and rank < CHANGED_RANK and _is_labelled_as_change(element):
            rank += CHANGED_RANK
        if rank is not None:
            ranked.append((rank, abs(position - place.headline), element))
    ranked.sort(key=lambda found: found[:2])
    best: Candidate[Timestamp] | None = None
    for _, _, element in ranked:
        moment = _shown(context, element)
        if moment is None or (best is not None and not (moment.has_time and _is_same_day(moment, best.value))):
            continue
        is_below = context.page.positions[element] >= place.last_end
        if neighbours.is_beside(element) or (is_below and _is_of_comment(element, neighbours)):
            continue
        if not moment.has_time:
            moment = _with_clock_beside(context, element, moment, neighbours)
        best = Candidate("date_published", moment, "visible", element)
        if moment.has_time:
            break
    return best


def _with_clock_beside(context: Context, element: Element, day: Timestamp, neighbours: Neighbours) -> Timestamp:
    """The day that an element shows, with the time of day that stands beside it in an element of its own; the day alone without one."""
    shown = short_text(element, MAX_LINE_CHARS)
    lines = [
        f"{shown} {clock}"
        for beside in (element.getnext(), element.getprevious())
        if beside is not None and CLOCK.fullmatch(clock := short_text(beside, MAX_LINE_CHARS).strip(" -–|•,"))
    ]
    for box in islice(element.iterancestors(), MAX_CLOCK_BOXES):
        if box in neighbours.own:
            break
        lines.append(short_text(box, MAX_LINE_CHARS))
    found = (moment for line in lines if line and (moment := _read(context, line)))
    return next((moment for moment in found if moment.has_time and _is_same_day(moment, day)), day)


def _place(context: Context, headline: Element, neighbours: Neighbours) -> _Place:
    page = context.page
    span = page.span(headline)
    start, end = span.start, span.stop
    blocks = [block.element for block in context.body.blocks] if context.body is not None else []
    blocks = [block for block in blocks if page.positions[block] >= end]
    running = [block.element for block in context.body.blocks if is_sentence(block)] if context.body is not None else []
    starts = [block for block in running if page.positions[block] >= end] or blocks
    first = next((block for block in starts if not neighbours.is_beside(block)), None)
    last = next((block for block in reversed(blocks) if not neighbours.is_beside(block)), None)
    if first is None or last is None:
        return _Place(start, end, end + MAX_ELEMENTS, end + MAX_ELEMENTS, end)
    second = next((at for block in starts if (at := page.positions[block]) > page.positions[first]), end)
    return _Place(start, end, page.positions[first], page.span(last).stop, second)


def _possible(context: Context, place: _Place, neighbours: Neighbours) -> Iterator[Element]:
    """The elements that may show the article's date: those with a name of a date, and short lines around headline and text."""
    page = context.page
    yield from islice(page.by_tag("time"), MAX_NAMED)
    yield from (e for e in islice(page.by_tag("abbr"), MAX_NAMED) if e.get("title"))
    yield from islice(
        (e for e in page.with_class_or_id(TIME_CLASS) if neighbours.is_inside(e) or _is_near(e, neighbours)), MAX_NAMED
    )
    yield from (e for e in page.with_attribute("itemprop") if "datePublished" in (e.get("itemprop") or ""))
    for start in (place.headline_end, place.last_end):
        for element in page.elements[start : start + MAX_ELEMENTS]:
            if element.text and len(element.text) > MAX_TIME_CHARS and element.tag not in SILENT:
                if start == place.last_end:
                    break
            elif _has_digits(element) or _has_date_for_programs(element):
                yield element
    box = page.elements[place.headline]
    for _ in range(MAX_BOXES):
        parent = box.getparent()
        if parent is None or parent.tag in {"body", "html", "form"}:
            break
        for before in islice(box.itersiblings(preceding=True), MAX_ELEMENTS):
            yield from (e for e in islice(before.iter("*"), MAX_ELEMENTS) if _has_digits(e))
        box = parent


def _has_digits(element: Element) -> bool:
    """Whether an element has digits in its own text, before, between or after its child elements."""
    if (text := element.text) and DIGIT.search(text):
        return True
    return any((text := child.tail) and DIGIT.search(text) for child in element) if len(element) else False


def _has_date_for_programs(element: Element) -> bool:
    """Whether a small element has a date in an attribute, whatever it is called and shows."""
    if element.tag not in TIME_TAGS:
        return False
    return any((value := element.get(name)) and YEAR.search(value) for name in MACHINE_ATTRIBUTES)


def _is_near(element: Element, neighbours: Neighbours) -> bool:
    """Whether an element is in one of the few boxes around headline and text."""
    node, count = element, 0
    while node not in neighbours.own:
        parent = node.getparent()
        if parent is None:
            return False
        node, count = parent, count + 1
    return node.tag not in {"body", "html", "form"} and count <= 2 * MAX_BOXES


NO_DATE_TAGS: Final = frozenset(("html", "head", "body", "title", "script", "style"))
INSIDE_TEXT_RANK: Final = 4
OUTSIDE_RANK: Final = 5
CHANGED_RANK: Final = 10


def _rank(element: Element, position: int, place: _Place, neighbours: Neighbours) -> int | None:
    """How likely an element shows the article's date, 0 first; ``None`` if it does not.

    Between headline and text, above the headline, below the text, elsewhere; dates of changes come after all others. Among the
    paragraphs only an element that is named as the date of publication counts.
    """
    names = _names(element)
    is_inside = neighbours.is_inside(element)
    if (
        place.headline <= position < place.headline_end
        or element in neighbours.own
        or element.tag in NO_DATE_TAGS
        or EVENT_NAME.search(names)
        or not (is_inside or _is_near(element, neighbours))
    ):
        return None
    is_published = bool(PUBLISHED_NAME.search(names))
    rank: int | None
    if place.first <= position < place.last_end:
        is_early = position < place.second and (element.tag == "time" or bool(TIME_CLASS.search(names)))
        rank = INSIDE_TEXT_RANK if is_inside and (is_published or is_early) else None
    elif position >= place.last_end:
        rank = (2 if is_inside else OUTSIDE_RANK) if is_inside or is_published else None
    elif position > place.headline:
        rank = 0
    else:
        rank = 1 if is_inside else 3
    if rank is None or is_published:
        return max(rank - 1, 0) if rank is not None else None
    return rank + CHANGED_RANK if CHANGED_NAME.search(names) else rank


def _is_labelled_as_change(element: Element) -> bool:
    """Whether the words of a date, or those right before it, say that it is the last change's, and name no publication."""
    own = (element.text or "").strip()
    before = element.getprevious()
    if not own[:1].isalpha() and before is not None and not (before.tail or "").strip():
        own = short_text(before, MAX_LABEL_CHARS)
    if not CHANGED_LABEL.match(own):
        return False
    text = short_text(element, MAX_TIME_CHARS)
    return PUBLISHED_LABEL.search(text) is None


def _names(element: Element) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"


def _is_of_comment(element: Element, neighbours: Neighbours) -> bool:
    """Whether a date below the text stands in a box with running text: a comment's, whatever its box is called."""
    box = element.getparent()
    for _ in range(2):
        if box is None or box in neighbours.own:
            return False
        if any(
            len((text or "").strip()) > MAX_OTHER_CHARS and dates.read(text or "") is None
            for e in islice(box.iter("*"), MAX_ELEMENTS)
            if e is not element
            for text in (e.text, e.tail)
        ):
            return True
        box = box.getparent()
    return False


def _shown(context: Context, element: Element) -> Timestamp | None:
    """The time that an element shows: for programs in an attribute, else in its text."""
    names = _names(element)
    is_named = element.tag in TIME_TAGS or bool(TIME_CLASS.search(names))
    for_programs: Timestamp | None = None
    if element.tag in {"time", "abbr"} or TIME_CLASS.search(names) or _has_date_for_programs(element):
        for name in MACHINE_ATTRIBUTES:
            if (value := element.get(name)) and (moment := _read(context, value)):
                if moment.has_time:
                    return moment
                for_programs = for_programs or moment
    text = short_text(element, MAX_TIME_CHARS if is_named else MAX_LINE_CHARS)
    if not text or not (DIGIT.search(text) or is_named):
        return for_programs
    moment = None
    if (label := PUBLISHED_LABEL.search(text)) and CHANGED_LABEL.match(text):
        moment = _read(context, text[label.end() :])
    moment = moment or _read(context, text)
    if moment is None and is_named and len(element) > 1:
        # Day, month and year in elements of their own.
        moment = _read(context, " ".join(filter(None, map(str.strip, element.itertext()))))
    if for_programs is not None and (moment is None or not (moment.has_time and _is_same_day(moment, for_programs))):
        return for_programs
    return moment


def _disagreements(best: Candidate[Timestamp], others: list[Candidate[Timestamp]]) -> list[str]:
    """A warning for each kind of source whose time is not the one that won."""
    found: list[str] = []
    for other in others:
        if other is best:
            continue
        apart = abs(other.value.at - best.value.at)
        if other.value.has_time and best.value.has_time:
            # A clock without a zone that shows the same figures agrees.
            differs = apart >= MAX_CLOCK_DIFFERENCE and not (
                not other.value.has_zone and is_other_zone(other.value, best.value)
            )
        else:
            differs = apart >= timedelta(days=1) and not _is_same_day(other.value, best.value)
        if differs:
            found.append(f"date_disagrees:{other.source.partition(':')[0]}")
    return list(dict.fromkeys(found))
