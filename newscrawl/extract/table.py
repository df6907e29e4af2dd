"""The table of fields: which fields are picked from a page, by which module, and in which order.

To see or change how a field is found, open the module in its row. To add a field, write a module with ``candidates(context)``, add
a row here and an attribute of the same name to :class:`~newscrawl.extract.context.Context`, and use the pick in
:mod:`newscrawl.extract.article`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from newscrawl.extract.fields import (
    article_section,
    authors,
    breadcrumbs,
    bylines,
    content_root,
    date_modified,
    date_published,
    genre,
    headline,
    images,
    in_language,
    is_accessible_for_free,
    keywords,
    lead,
    publisher,
    related_links,
    source_credit,
    text,
    url,
    usage,
    videos,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from newscrawl.extract.candidate import Candidate
    from newscrawl.extract.context import Context


class Field(NamedTuple):
    """A row of the table."""

    name: str
    """The attribute of :class:`~newscrawl.extract.context.Context` that holds the pick."""

    candidates: Callable[[Context], Iterator[Candidate[Any]]]


# fmt: off
CONTENT_ROOT: Final = Field("content_root", content_root.candidates)  # first: it says which layout reads the page
HEADLINE: Final = Field("headline", headline.candidates)               # second: many lists of articles are told by it

CLASSIFYING_FIELDS: Final = (                                          # what newscrawl.extract.classify decides by
    Field("lead", lead.candidates),                                    # stands between headline and text
    Field("bylines", bylines.candidates),                              # below the headline
    Field("text", text.candidates),                                    # leaves out headline, lead and the names in bylines
    Field("images", images.candidates),                                # those of the text, and those above it
    Field("videos", videos.candidates),
    Field("date_published", date_published.candidates),                # near the headline
    Field("date_modified", date_modified.candidates),                  # in the zone of the publication
    Field("is_accessible_for_free", is_accessible_for_free.candidates),
)
OTHER_FIELDS: Final = (
    Field("url", url.candidates),                                      # a canonical link must spell the headline
    Field("publisher", publisher.candidates),
    Field("authors", authors.candidates),                              # bylines, then the last lines of the text
    Field("source_credit", source_credit.candidates),
    Field("breadcrumbs", breadcrumbs.candidates),                      # the headline is no step of the path
    Field("article_section", article_section.candidates),              # the last of the breadcrumbs
    Field("keywords", keywords.candidates),                            # below the headline, or below the text
    Field("genre", genre.candidates),                                  # section, breadcrumbs, text and videos speak for it
    Field("in_language", in_language.candidates),                      # the letters of the text
    Field("related_links", related_links.candidates),                  # around the text, without the article's own address
    Field("robots_directives", usage.directives),
    Field("tdm_reservation", usage.reservation),
    Field("content_usage", usage.content_usage),
    Field("license_urls", usage.licenses),
)
# fmt: on

FIELDS: Final = (CONTENT_ROOT, HEADLINE, *CLASSIFYING_FIELDS, *OTHER_FIELDS)


def pick(context: Context, fields: Iterable[Field]) -> Context:
    """The context with the first candidate of each field picked."""
    return context.with_picks(fields)
