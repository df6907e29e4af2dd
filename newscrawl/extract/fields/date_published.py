"""The time of publication: what the reader sees in the article is weighed against what the metadata state.

The time that the profile's selector finds wins, unless it has no time of day. Then come JSON-LD, meta tags and what feed, sitemap or
listing say, and then a date in the article that no layout names. Such a date wins over the metadata only if they have no time of day,
or if it shows that their zone is wrong. A date of a neighbour (a card, a comment) or in the text is not read. The date selectors of
the site's other layouts come last, and then those of :mod:`newscrawl.extract.fields.last_dates`.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from newscrawl import dates, urls
from newscrawl.extract import jsonld
from newscrawl.extract.candidate import Candidate
from newscrawl.extract.fields.date_lines import is_same_day, names_only_change, read_date
from newscrawl.extract.fields.dates_in_text import CHANGE_WARNING, in_sentence
from newscrawl.extract.fields.last_dates import in_address, last_resort
from newscrawl.extract.fields.shown_dates import shown_date
from newscrawl.extract.language import is_vietnamese, language_of
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

IMPOSSIBLE_YEAR: Final = re.compile(
    r"(?<!\d)(?:0\d{3}|1[0-8]\d\d|19[0-8]\d|2[1-9]\d\d)(?=-\d\d-\d\d)|[/.-](?:0\d{3}|1[0-8]\d\d|2[1-9]\d\d)(?!\d)"
)
"""A year in a date that no newspaper on the web has seen."""

MAX_CLOCK_DIFFERENCE: Final = timedelta(minutes=2)
"""Two times that differ less are the same time."""


def candidates(context: Context) -> Iterator[Candidate[Timestamp]]:
    """The times of publication that the page states: the one that wins first, with warnings about those that disagree."""
    neighbours = neighbours_of(context)
    best = _weigh(context, neighbours)
    if best is not None:
        yield best
    yield from _by_layout(context, context.layout, neighbours)
    if (nearby := shown_date(context, neighbours)) is not None:
        yield nearby
    yield from metadata(context)
    yield from in_address(context)


def _weigh(context: Context, neighbours: Neighbours) -> Candidate[Timestamp] | None:
    """The candidate that wins, with its warnings."""
    by_layout = first_with_time(_by_layout(context, context.layout, neighbours))
    visible = by_layout if by_layout is not None and by_layout.value.has_time else None
    stated = first_with_time(metadata(context))
    nearby = shown_date(context, neighbours) if visible is None else None
    best = visible or _of_both(context, stated, nearby) or by_layout
    if best is not None and best is nearby and best.element is not None and names_only_change(best.element):
        # The page may say elsewhere, in a sentence, when the article was published.
        of_change = (
            best if stated is not None or is_vietnamese(context.page) else best._replace(warnings=(CHANGE_WARNING,))
        )
        best = next((found for found in in_sentence(context) if not found.warnings), of_change)
    if best is None or not best.value.has_time:
        common = context.site.fallback_layout if context.use_layouts else None
        elsewhere = first_with_time(_by_layout(context, common, neighbours))
        is_better = elsewhere is not None and (
            best is None or (elsewhere.value.has_time and is_same_day(elsewhere.value, best.value))
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
        return nearby if nearby.value.has_time and is_same_day(nearby.value, stated.value) else stated
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


def _by_layout(context: Context, layout: Layout | None, neighbours: Neighbours) -> Iterator[Candidate[Timestamp]]:
    """The dates that a layout's selectors find, without those of neighbours."""
    for css in layout.date if layout is not None else ():
        for element, value in compiled(css).elements_with_values(context.page):
            if (moment := dates.read(value, now=context.now)) and not neighbours.is_beside(element):
                yield Candidate("date_published", moment, f"layout:{css}")


def metadata(context: Context) -> Iterator[Candidate[Timestamp]]:
    """The times of publication in JSON-LD and meta tags, then the one that the feed, sitemap or listing gives."""
    page, hints = context.page, context.hints
    if (text := jsonld.first(page.news, "datePublished")) and (moment := read_date(context, text)):
        yield Candidate("date_published", moment, "jsonld")
    for name in PUBLISHED_META:
        if name in page.metas and (moment := read_date(context, _meta(context, name))):
            yield Candidate("date_published", moment, f"meta:{name}")
    for text in _in_other_nodes(context):
        if moment := read_date(context, text):
            yield Candidate("date_published", moment, "jsonld")
    if hints is not None and hints.date_published and (moment := dates.read(hints.date_published, now=context.now)):
        yield Candidate("date_published", moment, hints.source or "feed")


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
        if candidate.value.has_time and (first is None or is_same_day(candidate.value, first.value)):
            return candidate
        first = first or candidate
    return first


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
            differs = apart >= timedelta(days=1) and not is_same_day(other.value, best.value)
        if differs:
            found.append(f"date_disagrees:{other.source.partition(':')[0]}")
    return list(dict.fromkeys(found))
