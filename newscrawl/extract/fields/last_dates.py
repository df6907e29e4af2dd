"""Dates of publication for pages that neither show nor state one as usual: other meta tags, scripts, the address, a change.

They are the last resort. The address and the time of a change may be another day than that of the publication, so such a date bears
a warning.
"""

from __future__ import annotations

import re
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from newscrawl import dates
from newscrawl.extract import jsonld
from newscrawl.extract.candidate import Candidate
from newscrawl.extract.fields.dates_in_text import CHANGE_WARNING, in_dateline, in_sentence, outside_article
from newscrawl.extract.language import is_vietnamese
from newscrawl.extract.neighbours import neighbours_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.dates import Timestamp
    from newscrawl.extract.context import Context

URL_WARNING: Final = "date_from_url"
"""Warning code of a date that only the address states."""

PICTURE_WARNING: Final = "date_from_picture"
"""Warning code of a date that only the address of a picture of the article states: the day when it was uploaded."""

NO_PICTURE: Final = re.compile(
    r"logo|icon|default|placeholder|avatar|banner|author|favicon|sprite|share|cropped", re.IGNORECASE
)
"""Addresses of pictures that belong to the site."""

MAX_PICTURES: Final = 40
"""Pictures of the page that are looked at."""

MODIFIED_META: Final = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "article:modified",
    "lastmod",
    "dcterms.modified",
)
"""Meta tags that hold the time of the last change, best first."""

META_NAME: Final = re.compile(
    r"(?:publi(?:sh(?:ed)?|cation)|pub|post(?:ed)?|issued?|creat(?:ed|ion)|release)[-_.:]?(?:at|on|date|time|datetime)$|published$"
    r"|(?:date|time)[-_.:]?(?:publi(?:sh(?:ed)?|cation)|pub|post(?:ed)?|creat(?:ed|ion)|release|issued)$|(?:^|[-_.:])(?:create_at|issued|datetime|timestamp|pagedate)$"
    r"|[-_.:]date$",
    re.IGNORECASE,
)
"""Names of meta tags with a date of publication that no list of known names has."""

NO_META_NAME: Final = re.compile(
    r"modif|updat|expir|revis|review|change|event|start|end|valid|until|access|crawl|build|copyright|birth|verif",
    re.IGNORECASE,
)
"""Names of meta tags with another date."""

INPUT_NAME: Final = re.compile(
    r"publi(?:sh|cation)|pub_?date|posted_?(?:on|at|date)|post_?date|(?:ngay|thoigian)_?(?:dang|xuatban|xb)|distribution_?date|create_?date",
    re.IGNORECASE,
)
"""Names of hidden fields with a date of publication."""

MAX_INPUTS: Final = 100
"""Fields of forms that are looked at."""

SCRIPT_DATE: Final = re.compile(
    r"(?:date_?published|(?:first_?)?publish(?:ed)?_?(?:at|on|date|time|datetime)|publication_?date|pub_?date|article_?publish(?:ed)?_?(?:date|time))[\"']?"
    r"\s*[:=]\s*[\"']?(?P<date>\d[\dT:.+ /Z-]{7,34}|[A-Z][a-z]{2,8},? [\w,: +-]{8,30})",
    re.IGNORECASE,
)
"""A date of publication in a script: ``"datePublished":"2026-03-05T10:00:00Z"``."""

SCRIPT_WORD: Final = re.compile(r"[Pp]ubli(?:sh|cation)|[Pp]ub_?[Dd]ate|PUBLISH")
"""What a script with such a date holds: a quick test before the pattern."""

MAX_SCRIPT_CHARS: Final = 400_000
"""So many characters of a page's scripts are searched."""

MAX_SCRIPT_DATES: Final = 20
"""More dates in a script are those of a list."""

COMMENT_DATE: Final = re.compile(
    r"\s*(?:[\w-]+\s){0,2}(?:published|pubdate|publish[-_ ]?date|posted|created|date|erstellt|veröffentlicht|publié|publicado)"
    r"(?:\s(?:on|am|at|le|el))?\s*[:=]?\s*(?P<date>\d.{5,40})",
    re.IGNORECASE,
)
"""A comment of the markup that is a date with a label."""

MAX_COMMENTS: Final = 200
"""Comments that are looked at."""

COMMENT: Final = re.compile(rb"<!--(?P<text>[^<>]{8,160})-->")
"""A short comment of the markup. The parser keeps none."""

PATH_DAY: Final = re.compile(
    r"/(?P<y>(?:19|20)\d\d)[/-](?P<m>\d{1,2}|[a-z]{3})[/-](?P<d>\d{1,2})(?=[/_-]|$)"
    r"|/(?P<yw>(?:19|20)\d\d)/[a-z][a-z_-]{2,30}/(?P<mw>\d{1,2})/(?P<dw>\d{1,2})(?=/)"
    r"|/(?P<yc>20\d\d)(?P<mc>0[1-9]|1[0-2])(?P<dc>0[1-9]|[12]\d|3[01])(?=[/_.-]|$)"
    r"|(?<!\d)(?P<yi>20\d\d)(?P<mi>0[1-9]|1[0-2])(?P<di>0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d[0-5]\d\d{0,3}(?!\d)"
    r"|/(?P<yf>20\d\d)/(?P<mf>0[1-9]|1[0-2])(?P<df>0[1-9]|[12]\d|3[01])(?=/)"
    r"|[-_](?P<ys>20\d\d)[-_](?P<ms>0[1-9]|1[0-2])[-_](?P<ds>0[1-9]|[12]\d|3[01])(?=[/_.-]|$)"
    r"|[-_/](?P<dd>0[1-9]|[12]\d|3[01])[-_](?P<md>0[1-9]|1[0-2])[-_](?P<yd>20\d\d)(?=[/_.-]|$)"
    r"|[-_](?P<yt>20\d\d)(?P<mt>0[1-9]|1[0-2])(?P<dt>0[1-9]|[12]\d|3[01])(?=[/_.-]|$)"
)
"""A day in an address: ``/2026/03/05/``, ``/2026/politics/03/05/``, ``/2026-03-05-slug``, ``/20260305/``, ``/2026/0305/``, ``slug-2026-03-05``, ``slug-05-03-2026``,
``slug-20260305``, or as the start of a number of 14 to 17 digits."""

PATH_DAY_KINDS: Final = ("", "w", "c", "i", "f", "s", "d", "t")
"""The endings of the names of the groups of :data:`PATH_DAY`."""


def last_resort(context: Context) -> Candidate[Timestamp] | None:
    """The best of these dates; ``None`` if the page has none of them."""
    found = chain(
        _in_other_meta(context),
        _in_inputs(context),
        _in_scripts(context),
        in_sentence(context),
        in_dateline(context),
        _in_comments(context),
        in_address(context),
        _of_change(context),
        _of_picture(context),
        outside_article(context),
    )
    return next(found, None)


def _in_other_meta(context: Context) -> Iterator[Candidate[Timestamp]]:
    """The dates in meta tags whose names speak of a publication."""
    for name, values in context.page.metas.items():
        if META_NAME.search(name) and not NO_META_NAME.search(name):
            moment = dates.read(values[0], now=context.now) if values and len(set(values)) == 1 else None
            if moment is not None:
                yield Candidate("date_published", moment, f"meta:{name}")


def _in_inputs(context: Context) -> Iterator[Candidate[Timestamp]]:
    """The dates of publication in hidden fields of forms."""
    for field in islice(context.page.by_tag("input"), MAX_INPUTS):
        name = f"{field.get('name') or ''} {field.get('id') or ''}"
        if (field.get("type") or "").lower() == "hidden" and INPUT_NAME.search(name) and not NO_META_NAME.search(name):
            moment = dates.read(field.get("value") or "", now=context.now)
            if moment is not None:
                yield Candidate("date_published", moment, "meta:input", field)


def _in_scripts(context: Context) -> Iterator[Candidate[Timestamp]]:
    """The date of publication in the page's scripts, if all that they name are of one day."""
    left, found = MAX_SCRIPT_CHARS, []
    for script in context.page.by_tag("script"):
        text = (script.text or "")[:left]
        left -= len(text)
        if SCRIPT_WORD.search(text):
            found += [match["date"] for match in SCRIPT_DATE.finditer(text)]
        if left <= 0 or len(found) > MAX_SCRIPT_DATES:
            break
    moments = [moment for text in found[:MAX_SCRIPT_DATES] if (moment := dates.read(text, now=context.now))]
    if moments and len({moment.at.date() for moment in moments}) == 1:
        yield Candidate("date_published", moments[0], "jsonld")


def _in_comments(context: Context) -> Iterator[Candidate[Timestamp]]:
    """The date in a comment of the markup that speaks of the publication."""
    for comment in islice(COMMENT.finditer(context.page.data), MAX_COMMENTS):
        found = COMMENT_DATE.match(comment["text"].decode("utf-8", "replace"))
        if found and (moment := dates.read(found["date"], now=context.now)):
            yield Candidate("date_published", moment, "meta:comment")


def in_address(context: Context) -> Iterator[Candidate[Timestamp]]:
    """The day in the page's address, as requested or as the page states it, marked by a warning."""
    page = context.page
    paths = (
        url.partition("://")[2].partition("/")[2].partition("?")[0].lower()
        for url in (page.url, *sorted(page.own_addresses))
    )
    for path in dict.fromkeys(paths):
        if moment := _day_in_path(context, path):
            yield Candidate("date_published", moment, "url", warnings=(URL_WARNING,))
            return


def _day_in_path(context: Context, path: str) -> Timestamp | None:
    """The first day in the path of an address."""
    for found in PATH_DAY.finditer("/" + path):
        parts = [found[f"{name}{kind}"] for kind in PATH_DAY_KINDS for name in "ymd" if found[f"{name}{kind}"]]
        if moment := dates.read("-".join(parts), now=context.now):
            return moment
    return None


def _of_picture(context: Context) -> Iterator[Candidate[Timestamp]]:
    """The day in the address of the first picture in the article that has one, marked by a warning."""
    page, neighbours = context.page, neighbours_of(context)
    if context.site.family != "unknown" or is_vietnamese(page):
        # A Vietnamese page without any date is a chart or a notice, whose picture may be of any day.
        return
    pictures = (
        picture.get("src") or picture.get("data-src") or ""
        for picture in islice(page.by_tag("img"), MAX_PICTURES)
        if neighbours.is_inside(picture) and not neighbours.is_beside(picture)
    )
    for address in chain(pictures, filter(None, (page.meta("og:image"),))):
        path = address.partition("?")[0].lower()
        if not NO_PICTURE.search(path) and (moment := _day_in_path(context, path)):
            yield Candidate("date_published", moment, "url", warnings=(PICTURE_WARNING,))
            return


def _of_change(context: Context) -> Iterator[Candidate[Timestamp]]:
    """The time of the last change that the metadata state, marked by a warning."""
    page = context.page
    nodes = (page.news, *(node for node in page.nodes if "WebPage" in jsonld.types(node)))
    stated = [*(jsonld.first(node, "dateModified") for node in nodes), *map(page.meta, MODIFIED_META)]
    for text in filter(None, stated):
        if moment := dates.read(text, now=context.now):
            yield Candidate("date_published", moment, "meta:modified", warnings=(CHANGE_WARNING,))
            return
