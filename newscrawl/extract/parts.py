"""Articles in several pages: their further pages are joined to the first one. Pure: records in, a record out."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from newscrawl import urls
from newscrawl.items import Section, content_hash

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscrawl.items import Article, Image, OutboundLink, RelatedLink, Video

TRUNCATED: Final = "truncated"
"""Warning of a record that lacks a part of its article."""

JOINED: Final = "joined_pages"
"""Warning with the number of pages that were joined: ``joined_pages:3``."""

MAX_REPEATED_LINES: Final = 8
"""Lines at the end of a page that are left out because every page of the article shows them."""

_PAGE_NAME: Final = re.compile(
    r"[\s\-–—|:,(\[]*(?:page|trang|phần|part|seite|pagina)?\s*\d{1,3}\s*(?:(?:/|of|trên)\s*\d{1,3})?\s*[)\]]?$", re.IGNORECASE
)  # fmt: skip
"""The number of a page at the end of its headline: ``Headline (trang 2)``."""

_FILLED_FIELDS: Final = ("authors", "source_credit", "keywords")
"""Fields that may stand at the end of the text, which is on the last page."""


def is_same_article(first: Article, part: Article) -> bool:
    """Whether a further page has the headline of the first one, perhaps with a page number or more words."""
    return _plain_headline(first.headline) in _plain_headline(part.headline)


def _plain_headline(headline: str) -> str:
    words = " ".join(headline.casefold().split())
    return _PAGE_NAME.sub("", words) or words


def joined(article: Article, part: Article, *, number: int, first_url: str, is_certain: bool = True) -> Article | None:
    """The article with the text, pictures, videos and links of its further page ``number``; ``None`` if that page adds nothing.

    ``article`` is joined up to the page before. What every page shows (the lead, the lead picture, a closing line) is kept once. A
    page of pictures alone must be a further page for certain: else it may show the article again, with a reader's picture.
    """
    sections = _new_sections(article, part)
    ending = _common_ending(article.sections, sections)
    images, videos = _new_images(article.images, part.images), _new_videos(article.videos, part.videos)
    if len(ending) == len(_lines(sections)) and not (is_certain and (images or videos)):
        return None
    merged = _joined_sections(_without_ending(article.sections, ending), sections)
    text = "\n\n".join(_lines(merged))
    filled = {name: getattr(part, name) for name in _FILLED_FIELDS if not getattr(article, name)}
    known = {source.field for source in article.extraction.field_sources}
    sources = [
        source
        for source in part.extraction.field_sources
        if source.field not in known and (source.field in filled or (source.field == "text" and text))
    ]
    warnings = [code for code in article.extraction.warnings if not code.startswith(f"{JOINED}:")]
    added = [code for code in part.extraction.warnings if code == TRUNCATED and code not in warnings]
    return replace(
        article,
        **filled,
        sections=merged,
        text=text,
        word_count=len(text.split()),
        content_hash=content_hash(article.headline, text),
        images=[*article.images, *images],
        videos=[*article.videos, *videos],
        related_links=_joined_related(article, part, first_url),
        outbound_links=_joined_outbound(article.outbound_links, part.outbound_links),
        # The validators of one page say nothing of the others, so the next fetch must not be conditional.
        fetch=replace(article.fetch, etag=None, last_modified=None),
        extraction=replace(
            article.extraction,
            field_sources=[*article.extraction.field_sources, *sources],
            warnings=[*warnings, *added, f"{JOINED}:{number}"],
        ),
    )


def cut(article: Article) -> Article:
    """The article with the warning that a part of it is missing."""
    warnings = article.extraction.warnings
    if TRUNCATED in warnings:
        return article
    return replace(article, extraction=replace(article.extraction, warnings=[*warnings, TRUNCATED]))


# -- the text ----------------------------------------------------------------------------------------------------------


def _new_sections(article: Article, part: Article) -> list[Section]:
    """The text of the part without the lines at its start that the pages before show."""
    known = {article.headline, article.description, *_lines(article.sections)}
    sections = _sections_with_lead(article, part)
    while sections and _first_line(sections) in known:
        sections = _without_first(sections)
    return sections


def _common_ending(before: Sequence[Section], after: Sequence[Section]) -> list[str]:
    """The paragraphs that end both texts, such as the author's line at the end of every page."""
    one, other = (sections[-1].paragraphs if sections else [] for sections in (before, after))
    count = 0
    while count < min(len(one), len(other), MAX_REPEATED_LINES) and one[-1 - count] == other[-1 - count]:
        count += 1
    return other[len(other) - count :]


def _without_ending(sections: Sequence[Section], ending: Sequence[str]) -> list[Section]:
    if not ending:
        return list(sections)
    last = sections[-1]
    kept = replace(last, paragraphs=last.paragraphs[: len(last.paragraphs) - len(ending)])
    return [*sections[:-1], *([kept] if kept.heading or kept.paragraphs else [])]


def _sections_with_lead(article: Article, part: Article) -> list[Section]:
    """The sections of the part, with what was taken for its headline and lead if the first page has others."""
    sections = list(part.sections)
    if part.description and part.description != article.description and _is_printed_lead(part):
        sections = _joined_sections([Section(paragraphs=[part.description])], sections)
    if not is_same_article(article, part) and sections:
        sections = _joined_sections([Section(heading=part.headline, paragraphs=[])], sections)
    return sections


def _is_printed_lead(part: Article) -> bool:
    """Whether the lead is a line of the page and not only of its metadata."""
    return any(
        source.field == "description" and not source.source.startswith(("meta:", "jsonld", "feed", "sitemap"))
        for source in part.extraction.field_sources
    )


def _lines(sections: Sequence[Section]) -> list[str]:
    return [line for section in sections for line in (section.heading, *section.paragraphs) if line]


def _first_line(sections: Sequence[Section]) -> str | None:
    return sections[0].heading or next(iter(sections[0].paragraphs), None)


def _without_first(sections: Sequence[Section]) -> list[Section]:
    first, rest = sections[0], sections[1:]
    kept = first.paragraphs if first.heading else first.paragraphs[1:]
    return [Section(paragraphs=kept), *rest] if kept else list(rest)


def _joined_sections(before: Sequence[Section], after: Sequence[Section]) -> list[Section]:
    """Both in order. Text without a heading goes on in the section before it."""
    if before and after and after[0].heading is None:
        last = replace(before[-1], paragraphs=[*before[-1].paragraphs, *after[0].paragraphs])
        return [*before[:-1], last, *after[1:]]
    return [*before, *after]


# -- what stands beside the text ---------------------------------------------------------------------------------------


def _new_images(known: Sequence[Image], images: Sequence[Image]) -> list[Image]:
    seen = {image.url for image in known}
    new = [image for image in images if image.url not in seen]
    return [replace(image, is_main=False, position=len(known) + number) for number, image in enumerate(new)]


def _new_videos(known: Sequence[Video], videos: Sequence[Video]) -> list[Video]:
    seen = {video.url for video in known}
    return [video for video in videos if video.url not in seen]


def _joined_related(article: Article, part: Article, first_url: str) -> list[RelatedLink]:
    """The links of both pages, each target once, without the article's own pages."""
    own = {urls.key(first_url), urls.key(article.url), urls.key(part.url), urls.key(part.requested_url)}
    found = {(link.id, link.relation): link for link in article.related_links}
    for link in part.related_links:
        if urls.key(link.url) not in own and link.id != article.id:
            found.setdefault((link.id, link.relation), link)
    return [replace(link, position=position) for position, link in enumerate(found.values())]


def _joined_outbound(known: Sequence[OutboundLink], links: Sequence[OutboundLink]) -> list[OutboundLink]:
    seen = {(link.url, link.anchor_text) for link in known}
    return [*known, *(link for link in links if (link.url, link.anchor_text) not in seen)]
