"""The record: one article, one line of JSONL.

The classes below are the single source of the record's shape. The JSON Schema and the Hugging Face ``features``
file are derived from them (:mod:`newscrawl.exporters.schema`), the exporters write their fields in declaration order, and the
docstring under each field is what the documentation prints.

Rules that hold for every field: every key on every line; one type a key; lists are empty, never null; objects have
fixed keys; a moment is an RFC 3339 string with an offset; unknown is ``None``, never a guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final, Literal, TypeAlias

SCHEMA_VERSION: Final = "1.1"

Genre: TypeAlias = Literal[
    "article", "photo", "video", "infographic", "live", "longform", "interview", "forum", "podcast"
]
AuthorType: TypeAlias = Literal["person", "organization", "pen_name"]
Relation: TypeAlias = Literal["same_category", "related", "see_also", "same_topic", "most_read", "latest"]

MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:[+-]\d\d:\d\d|Z)")
"""RFC 3339 with an offset, as every moment of the record is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A stretch of the body under one subheading."""

    heading: str | None = None
    """The subheading as printed; ``None`` for what stands before the first."""

    paragraphs: list[str]
    """Paragraphs, list items, table rows and quotes in reading order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Somebody named in the byline."""

    name: str
    """As a reader would write it: ``DIỆU THIỆN`` becomes ``Diệu Thiện``, honorifics and ``Theo`` are dropped."""

    type: AuthorType = "person"
    """``pen_name`` for initials and desks (``T.H``, ``PV``), ``organization`` for an agency."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Breadcrumb:
    """One step of the path from the home page, which is left out, to the article."""

    name: str
    """The section's name as printed."""

    url: str | None = None
    """Absolute address of the section."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture that belongs to the article; icons, avatars and adverts are none."""

    url: str
    """Absolute address, the largest the page names; lazy-loading attributes come before placeholders."""

    caption: str | None = None
    """The caption without the credit."""

    credit: str | None = None
    """Who took it: ``Ảnh: VPCTN`` gives ``VPCTN``."""

    alt: str | None = None
    """The ``alt`` attribute."""

    width: int | None = None
    """Pixels, where the page says so."""

    height: int | None = None
    """Pixels, where the page says so."""

    is_main: bool = False
    """True for the lead picture, at most one an article."""

    position: int = 0
    """0, 1, … in page order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Video:
    """A film that belongs to the article."""

    url: str
    """Absolute address of the file or player."""

    caption: str | None = None
    """The caption, credit included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedLink:
    """A link to another article that the page offers its reader."""

    url: str
    """Canonical address of the target."""

    id: str
    """The target's :attr:`Article.id`, whether or not it has been crawled, so that edges join."""

    title: str
    """The link's text."""

    relation: Relation
    """Why the page offers it; ``see_also`` stands inside the body."""

    heading: str | None = None
    """The block's own heading: ``Cùng chuyên mục``."""

    position: int = 0
    """0, 1, … in page order, over all relations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundLink:
    """A link in the running text."""

    url: str
    """Absolute address as the page gives it, without the fragment."""

    anchor_text: str
    """The words that carry the link."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """How the page was fetched and where its bytes are."""

    status: int | None = None
    """HTTP status of the response."""

    content_type: str | None = None
    """Media type as the server sent it."""

    encoding: str | None = None
    """The character encoding the bytes were read with."""

    etag: str | None = None
    """The server's validator."""

    last_modified: str | None = None
    """The server's ``Last-Modified``, as an RFC 3339 moment."""

    warc_file: str | None = None
    """Name of the archive file that holds the response."""

    warc_offset: int | None = None
    """Byte offset of the response record in that file."""

    warc_record_id: str | None = None
    """``WARC-Record-ID`` of the response record, without brackets."""

    payload_digest: str | None = None
    """``sha256:`` and the hex digest of the payload as it was parsed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSource:
    """Which part of the page a field was taken from."""

    field: str
    """A field of :class:`Article`."""

    source: str
    """``layout:<selector>``, ``jsonld``, ``meta:<name>``, ``visible``, ``feed``, ``sitemap``, ``url``, ``generic``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """How the page was read."""

    layout: str
    """Name of the layout that found the body; ``generic`` where none did."""

    field_sources: list[FieldSource]
    """One entry a field that was found, in declaration order of the record."""

    warnings: list[str]
    """What a curator should know: ``date_disagrees:jsonld``, ``date_refused:meta``, ``headline_disagrees:feed``, ``truncated``, …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalization:
    """What was changed in the text between page and record."""

    version: str
    """Version of the text rules."""

    tone_style: str
    """``first`` (hòa), ``second`` (hoà) or ``keep``."""

    edits: int
    """Number of changes over all text fields."""

    glued_words_split: int
    """How many of them put a lost space back; many on one page mean a broken extractor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A news article."""

    id: str
    """``<site>:<key>``: survives slug edits and the http, https, www, amp and tracking variants of the address."""

    url: str
    """Canonical address."""

    text: str
    """The body: paragraphs joined by a blank line; no headline, lead, caption, byline, related link or advert."""

    headline: str
    """The visible headline."""

    description: str | None = None
    """The lead (sapo), without the newsroom tag."""

    site: str
    """Name of the site's profile; the host where there is none."""

    publisher: str | None = None
    """The newspaper's name."""

    requested_url: str
    """The address that was asked for."""

    revision: int = 1
    """1 for the first reading; n + 1 when headline, text or date changed."""

    schema_version: str = SCHEMA_VERSION
    """Version of this record's shape."""

    newsroom_tag: str | None = None
    """The newsroom's mark at the head of the lead: ``BKTO``."""

    sections: list[Section]
    """The body again, by subheading."""

    word_count: int
    """White-space separated words of :attr:`text` (Vietnamese: syllables)."""

    date_published: str | None = None
    """Moment of publication."""

    date_modified: str | None = None
    """Moment of the last change that the page states."""

    date_published_raw: str | None = None
    """The words that :attr:`date_published` was read from."""

    date_fetched: str | None = None
    """Moment of the fetch."""

    date_first_seen: str | None = None
    """Moment this address was first met by the crawler."""

    authors: list[Author]
    """The byline; never the newspaper as its own author."""

    source_credit: str | None = None
    """``Theo TTXVN`` gives ``TTXVN``."""

    in_language: str = "vi"
    """BCP 47 tag."""

    article_section: str | None = None
    """The innermost section shown."""

    breadcrumbs: list[Breadcrumb]
    """Outer to inner."""

    keywords: list[str]
    """The tags shown to the reader."""

    genre: Genre = "article"
    """What kind of piece it is."""

    is_accessible_for_free: bool = True
    """False where the page says that the text is behind a paywall."""

    robots_directives: list[str] = field(default_factory=list)
    """What ``X-Robots-Tag`` and ``meta`` tags ask of all crawlers or of ``newscrawl``: ``noindex``, ``noarchive``, ``nosnippet``, ``noai`` …"""

    tdm_reservation: bool | None = None
    """Whether the right to mine text and data is reserved (TDMRep); ``None`` where nothing is said."""

    tdm_policy: str | None = None
    """Address of the terms on which it may be mined."""

    images: list[Image]
    """Pictures in page order."""

    videos: list[Video]
    """Films in page order."""

    related_links: list[RelatedLink]
    """Other articles offered; never the article itself, an advert, a section or the menu."""

    outbound_links: list[OutboundLink]
    """Links in the running text."""

    content_hash: str
    """``sha256:`` and the hex digest of headline and text."""

    near_duplicate_of: str | None = None
    """The id of the earlier article that this one is a near copy of."""

    similarity: float | None = None
    """Verified similarity to it, 0 to 1."""

    cluster_id: str | None = None
    """The id of the earliest article of its group of copies."""

    crawl_id: str | None = None
    """The run that wrote the line."""

    fetch: Fetch
    """Provenance: the response."""

    extraction: Extraction
    """Provenance: the reading."""

    normalization: Normalization
    """Provenance: the text repairs."""

    def __post_init__(self) -> None:
        """Refuse what no reader of the record may meet."""
        for name in ("id", "url", "headline", "site", "requested_url"):
            if not getattr(self, name):
                raise ValueError(f"Article.{name} is empty")
        for name in ("date_published", "date_modified", "date_fetched", "date_first_seen"):
            moment = getattr(self, name)
            if moment is not None and not MOMENT.fullmatch(moment):
                raise ValueError(f"Article.{name} is not an RFC 3339 moment with an offset: {moment!r}")
        if self.revision < 1:
            raise ValueError(f"Article.revision counts from 1, not {self.revision}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedEdge:
    """One line of ``related.jsonl``: a link from an article to another."""

    source_id: str
    """:attr:`Article.id` of the page that offers the link."""

    source_url: str
    """Its canonical address."""

    target_id: str
    """:attr:`Article.id` of the target, whether or not it has been crawled."""

    target_url: str
    """Its canonical address."""

    relation: Relation
    """As in :class:`RelatedLink`."""

    heading: str | None = None
    """As in :class:`RelatedLink`."""

    position: int = 0
    """As in :class:`RelatedLink`."""

    crawl_id: str | None = None
    """The run that wrote the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What discovery already said about a page before it was fetched."""

    title: str | None = None
    """Headline in the feed, sitemap or listing."""

    date_published: str | None = None
    """RFC 3339 moment."""

    section: str | None = None
    """Section of the feed or listing."""

    description: str | None = None
    """Summary in the feed or listing."""

    source: Literal["feed", "sitemap", "listing", "related"] | None = None
    """Which kind of source spoke."""


def content_hash(headline: str, text: str) -> str:
    """``sha256:`` and the hex digest of headline and text, which are kept apart by a line end."""
    return "sha256:" + sha256(f"{headline}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()


def edges(article: Article) -> list[RelatedEdge]:
    """The article's related links as lines of ``related.jsonl``, in page order."""
    return [
        RelatedEdge(
            source_id=article.id,
            source_url=article.url,
            target_id=link.id,
            target_url=link.url,
            relation=link.relation,
            heading=link.heading,
            position=link.position,
            crawl_id=article.crawl_id,
        )
        for link in article.related_links
    ]


def edges_of(line: dict[str, Any]) -> list[RelatedEdge]:
    """The same from a line of ``articles.jsonl`` that was read back."""
    return [
        RelatedEdge(
            source_id=line["id"],
            source_url=line["url"],
            target_id=link["id"],
            target_url=link["url"],
            relation=link["relation"],
            heading=link["heading"],
            position=link["position"],
            crawl_id=line["crawl_id"],
        )
        for link in line["related_links"]
    ]
