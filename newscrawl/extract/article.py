"""A page to an :class:`~newscrawl.items.Article`: parse the page, pick the fields, decide whether it is an article, write the record."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from newscrawl import dates, sites
from newscrawl.extract import metadata_mismatch
from newscrawl.extract.candidate import Candidate
from newscrawl.extract.classify import classify, classify_by_headline, classify_part, classify_shell
from newscrawl.extract.context import Context
from newscrawl.extract.fields.content_root import GENERIC, finds_layout
from newscrawl.extract.fields.date_published import impossible_dates
from newscrawl.extract.further_pages import further_pages
from newscrawl.extract.local_time import as_written
from newscrawl.extract.page import Page
from newscrawl.extract.parts import TRUNCATED
from newscrawl.extract.rejection import NotAnArticle
from newscrawl.extract.script_state import add_script_state
from newscrawl.extract.table import CLASSIFYING_FIELDS, CONTENT_ROOT, HEADLINE, OTHER_FIELDS, pick
from newscrawl.items import Article, Extraction, Fetch, FieldSource, Normalization, content_hash
from newscrawl.text import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from newscrawl.extract.classify import Rejection
    from newscrawl.extract.further_pages import FurtherPage
    from newscrawl.items import Hints
    from newscrawl.sites.profile import Site


class ExtractedPage(NamedTuple):
    """What one page of an article holds."""

    article: Article
    """The record of this page alone, without the warning that other pages are missing."""

    url: str
    """The address of the page."""

    further: Mapping[int, FurtherPage]
    """The article's other pages that this one links to, by number; empty for an article on one page."""


def extract(
    body: bytes | str,
    *,
    url: str | None = None,
    site: Site | None = None,
    headers: Mapping[str, str] | None = None,
    fetched_at: datetime | None = None,
    hints: Hints | None = None,
    use_layouts: bool = True,
) -> Article:
    """The article on a page.

    ``body`` is the page as bytes or as text. ``url`` is its address; without it, the page must name its own (canonical link,
    ``og:url`` or JSON-LD), or :class:`ValueError` is raised. ``site`` is the profile to read the page with; by default it is
    looked up by the host, and a site without a profile is read by its structure and content alone. ``headers`` are those of the
    response. ``fetched_at`` is the time of the fetch with its zone: relative dates ("3 giờ trước") count from it. ``hints`` are
    what a feed, sitemap or listing says about the page. ``use_layouts=False`` reads the page without the layouts of its site's
    profile, as a page of an unknown site.

    Raises :class:`NotAnArticle` if the page holds no article.
    """
    page = Page(body, url=url, headers=headers)
    add_script_state(page)
    context = Context(page=page, site=site or sites.of(page.url), hints=hints, now=fetched_at, use_layouts=use_layouts)
    return to_article(_pick_all(context))


def _pick_all(context: Context) -> Context:
    """Find the content root and pick all fields of an article. Raises :class:`NotAnArticle` if the page holds none."""
    if finds_layout(context):
        return pick_article(pick(context, (CONTENT_ROOT,)))
    # Most lists of articles are told before their text is looked for.
    _raise_for(classify_shell(context))
    _raise_for(classify_by_headline(pick(context, (HEADLINE,))))
    return _pick_fields(pick(context, (CONTENT_ROOT,)))


def extract_page(
    body: bytes | str,
    *,
    url: str,
    site: Site | None = None,
    headers: Mapping[str, str] | None = None,
    fetched_at: datetime | None = None,
    hints: Hints | None = None,
    first: ExtractedPage | None = None,
) -> ExtractedPage:
    """What a page holds of an article that may go on on further pages.

    ``first`` is the first page of the article if this is a further one: then little must speak for an article. The other
    arguments are those of :func:`extract`. Raises :class:`NotAnArticle`.
    """
    page = Page(body, url=url, headers=headers)
    add_script_state(page)
    context = Context(page=page, site=site or sites.of(page.url), hints=hints, now=fetched_at)
    context = _pick_all(context) if first is None else _pick_part(context, first.article.headline)
    found = further_pages(context.page, first_url=first.url if first else None)
    return ExtractedPage(to_article(context, further=False), context.page.url, found)


def _pick_part(context: Context, headline: str) -> Context:
    """Pick all fields of a further page. A page without a headline of its own has that of the first page."""
    context = pick(context, (CONTENT_ROOT,))
    _raise_for(classify_part(context))
    context = pick(context, (HEADLINE, *CLASSIFYING_FIELDS))
    if context.headline is None:
        context = context.with_pick("headline", Candidate("headline", headline, GENERIC))
    return pick(context, OTHER_FIELDS)


def open_page(
    body: bytes | str,
    *,
    url: str | None = None,
    site: Site | None = None,
    headers: Mapping[str, str] | None = None,
    fetched_at: datetime | None = None,
    hints: Hints | None = None,
    use_layouts: bool = True,
) -> Context:
    """Parse a page and find its content root; no other field is picked yet. Arguments and errors as in :func:`extract`."""
    page = Page(body, url=url, headers=headers)
    add_script_state(page)
    context = Context(page=page, site=site or sites.of(page.url), hints=hints, now=fetched_at, use_layouts=use_layouts)
    return pick(context, (CONTENT_ROOT,))


def pick_article(context: Context) -> Context:
    """Pick all fields of an article. Raises :class:`NotAnArticle` if the page holds none."""
    _raise_for(classify_shell(context))
    return _pick_fields(context)


def _pick_fields(context: Context) -> Context:
    """Pick all fields of an article; raise :class:`NotAnArticle` for a list of articles."""
    context = pick(context, (HEADLINE,))
    _raise_for(classify_by_headline(context))
    context = pick(context, CLASSIFYING_FIELDS)
    _raise_for(classify(context))
    return pick(context, OTHER_FIELDS)


def _raise_for(rejection: Rejection | None) -> None:
    if rejection is not None:
        raise NotAnArticle(rejection.reason, rejection.detail)


def to_article(context: Context, *, further: bool = True) -> Article:
    """The record of a page whose fields are picked. ``further=False`` leaves out the warning that other pages are missing."""
    page, site, body = context.page, context.site, context.body
    text = body.text if body is not None else ""
    published, modified = context.date_published, context.date_modified
    reservation = context.tdm_reservation.value if context.tdm_reservation is not None else None
    return Article(
        id=site.article_id(context.article_url),
        url=context.article_url,
        text=text,
        headline=context.title,
        description=context.lead.value.text if context.lead else None,
        site=site.name,
        publisher=context.publisher.value if context.publisher else None,
        requested_url=page.url,
        newsroom_tag=context.lead.value.newsroom_tag if context.lead else None,
        sections=body.sections() if body is not None else [],
        word_count=text.count(" ") + text.count("\n\n") + 1 if text else 0,  # one blank between words
        date_published=as_written(context, published.value) if published else None,
        date_modified=as_written(context, modified.value) if modified else None,
        date_published_raw=published.value.raw if published else None,
        date_fetched=dates.rfc3339(context.now) if context.now else None,
        authors=context.authors.value if context.authors else [],
        source_credit=context.source_credit.value if context.source_credit else None,
        in_language=context.in_language.value if context.in_language else site.language,
        article_section=context.article_section.value if context.article_section else None,
        breadcrumbs=context.breadcrumbs.value if context.breadcrumbs else [],
        keywords=context.keywords.value if context.keywords else [],
        genre=context.genre.value if context.genre else "article",
        is_accessible_for_free=context.is_accessible_for_free is None,
        robots_directives=context.robots_directives.value if context.robots_directives else [],
        tdm_reservation=reservation.reserved if reservation else None,
        tdm_policy=reservation.policy if reservation else None,
        content_usage=context.content_usage.value if context.content_usage else None,
        license_urls=context.license_urls.value if context.license_urls else [],
        images=context.images.value if context.images else [],
        videos=context.videos.value if context.videos else [],
        related_links=context.related_links.value if context.related_links else [],
        outbound_links=body.outbound(page) if body is not None else [],
        content_hash=content_hash(context.title, text),
        fetch=_fetch(page),
        extraction=Extraction(
            layout=context.layout.name if context.layout else GENERIC,
            field_sources=list(_field_sources(context)),
            warnings=_warnings(context, further=further),
        ),
        normalization=Normalization(version=VERSION, tone_style="keep", edits=0, glued_words_split=0),
    )


def _fetch(page: Page) -> Fetch:
    headers = page.headers
    changed = dates.parse(headers.get("last-modified", ""))
    return Fetch(
        content_type=_one_line(headers.get("content-type", "").partition(";")[0]),
        encoding=page.encoding,
        etag=_one_line(headers.get("etag", "")),
        last_modified=dates.rfc3339(changed) if changed else None,
        payload_digest=page.digest,
    )


def _one_line(value: str) -> str | None:
    """The value of a header; ``None`` if it is empty or holds a line end of any kind, as bytes beyond ASCII may."""
    value = value.strip()
    return value if len(value.splitlines()) == 1 else None


def _warnings(context: Context, *, further: bool) -> list[str]:
    """The warnings of page, dates and hints, each once. Written last, because the extraction of a field may warn about the page."""
    published, modified = context.date_published, context.date_modified
    found = [
        *context.page.warnings,
        *([TRUNCATED] if context.page.is_cut_off or (further and further_pages(context.page)) else []),
    ]
    found += published.warnings if published else impossible_dates(context)
    found += modified.warnings if modified else ()
    found += context.text.warnings if context.text else ()
    found += metadata_mismatch.disagreements(
        context.hints, headline=context.title, published=published.value if published else None
    )
    return list(dict.fromkeys(found))


def _field_sources(context: Context) -> Iterator[FieldSource]:
    """The source of each field of the record, in the record's order."""
    lead, body = context.lead, context.body
    picks = (
        ("text", context.text if body is not None and body.paragraphs else None),
        ("headline", context.headline),
        ("description", lead if lead is not None and lead.value.text else None),
        ("newsroom_tag", lead if lead is not None and lead.value.newsroom_tag else None),
        ("date_published", context.date_published),
        ("date_modified", context.date_modified),
        ("authors", context.authors),
        ("source_credit", context.source_credit),
        ("article_section", context.article_section),
        ("breadcrumbs", context.breadcrumbs),
        ("keywords", context.keywords),
        ("genre", context.genre),
    )
    yield from (FieldSource(field=name, source=candidate.source) for name, candidate in picks if candidate is not None)
