"""The record: one article, one line of JSONL.

The classes below are the only definition of the record. The JSON Schema and the Hugging Face ``features`` file are derived
from them (:mod:`newscrawl.exporters.schema`), the exporters write the fields in the order of their declaration, and the
documentation prints the docstring under each field.

These rules hold for every field: each line has every key; a key has one type; lists are empty, never null; objects have
fixed keys; a timestamp is an RFC 3339 string with an offset; a value that is not known is ``None``, never a guess.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from html import escape
from typing import Any, Final, Literal, TypeAlias

SCHEMA_VERSION: Final = "1.3"
"""Version of the record, written to every line."""


Genre: TypeAlias = Literal[
    "article", "photo", "video", "infographic", "live", "longform", "interview", "forum", "podcast"
]
AuthorType: TypeAlias = Literal["person", "organization", "pen_name"]
Relation: TypeAlias = Literal["same_category", "related", "see_also", "same_topic", "most_read", "latest"]

TIMESTAMP: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:[+-]\d\d:\d\d|Z)")
"""RFC 3339 with an offset: the form of every timestamp in the record."""

_REPR_HEADLINE_CHARS: Final = 60
"""Characters of the headline that ``repr`` shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the body under one subheading."""

    heading: str | None = None
    """The subheading as printed; ``None`` for the part before the first one."""

    paragraphs: list[str]
    """Paragraphs, list items, table rows and quotes in reading order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """An author named in the byline."""

    name: str
    """As a reader would write it: ``DIỆU THIỆN`` becomes ``Diệu Thiện``; honorifics and ``Theo`` are removed."""

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
    """A picture that belongs to the article; icons, avatars and adverts are left out."""

    url: str
    """Absolute address of the largest version that the page names; lazy-loading attributes are preferred to placeholders."""

    caption: str | None = None
    """The caption without the credit."""

    credit: str | None = None
    """The photographer or source: ``Ảnh: VPCTN`` gives ``VPCTN``."""

    alt: str | None = None
    """The ``alt`` attribute."""

    width: int | None = None
    """Pixels, if the page states it."""

    height: int | None = None
    """Pixels, if the page states it."""

    is_main: bool = False
    """True for the lead picture; at most one in an article."""

    position: int = 0
    """0, 1, … in page order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Video:
    """A video that belongs to the article."""

    url: str
    """Absolute address of the file or the player."""

    caption: str | None = None
    """The caption, including the credit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedLink:
    """A link to another article that the page offers to its reader."""

    url: str
    """Canonical address of the target."""

    id: str
    """The target's :attr:`Article.id`, also if it has not been crawled, so that edges can be joined."""

    title: str
    """The text of the link."""

    relation: Relation
    """Why the page offers it; ``see_also`` links are inside the body."""

    heading: str | None = None
    """The heading of the block: ``Cùng chuyên mục``."""

    position: int = 0
    """0, 1, … in page order, over all relations."""

    url_raw: str | None = None
    """The address as the page gives it, absolute and without the fragment, if it differs from ``url``: another host of the
    newspaper (``m.``), ``http``, tracking parameters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundLink:
    """A link in the body text."""

    url: str
    """Absolute address as the page gives it, without the fragment."""

    anchor_text: str
    """The linked words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """How the page was fetched, and where the response is archived."""

    status: int | None = None
    """HTTP status of the response."""

    content_type: str | None = None
    """Media type as the server sent it."""

    encoding: str | None = None
    """The character encoding that the page was decoded with."""

    etag: str | None = None
    """The server's ``ETag``."""

    last_modified: str | None = None
    """The server's ``Last-Modified``, as an RFC 3339 timestamp."""

    warc_file: str | None = None
    """Name of the archive file that holds the response."""

    warc_offset: int | None = None
    """Byte offset of the response record in that file."""

    warc_record_id: str | None = None
    """``WARC-Record-ID`` of the response record, without brackets."""

    payload_digest: str | None = None
    """``sha256:`` and the hex digest of the payload that was parsed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSource:
    """The part of the page that a field was taken from."""

    field: str
    """A field of :class:`Article`."""

    source: str
    """``layout:<selector>``, ``jsonld``, ``meta:<name>``, ``visible``, ``feed``, ``sitemap``, ``url``, ``generic``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """How the page was read."""

    layout: str
    """Name of the layout that found the body; ``generic`` if none did."""

    field_sources: list[FieldSource]
    """One entry for each field that was found, in the order of the record."""

    warnings: list[str]
    """Notes for a curator: ``date_disagrees:jsonld``, ``date_refused:meta``, ``date_from_url``, ``date_from_change``, ``date_from_picture``, ``date_outside_article``, ``headline_disagrees:feed``, ``text_by_prose``, ``text_from_script_state``, ``truncated``, ``joined_pages:3``, …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalization:
    """What the text rules changed between page and record."""

    version: str
    """Version of the text rules."""

    tone_style: str
    """``first`` (hòa), ``second`` (hoà) or ``keep``."""

    edits: int
    """Number of changes in all text fields."""

    glued_words_split: int
    """How many of them inserted a lost space; many on one page are a sign of a faulty extractor."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Article:
    """A news article."""

    id: str
    """``<site>:<key>``: survives slug edits and the http, https, www, amp and tracking variants of the address."""

    url: str
    """Canonical address."""

    text: str
    """The body: paragraphs joined by a blank line, without headline, lead, captions, byline, related links and adverts.
    The captions of a photo story with hardly any paragraph are its text."""

    headline: str
    """The visible headline."""

    description: str | None = None
    """The lead (sapo), without the newsroom tag."""

    site: str
    """Name of the site's profile; the host if there is none."""

    publisher: str | None = None
    """The newspaper's name."""

    requested_url: str
    """The address that was requested."""

    revision: int = 1
    """1 for the first version; n + 1 when headline, text or date changed."""

    schema_version: str = SCHEMA_VERSION
    """Version of the record's schema."""

    newsroom_tag: str | None = None
    """The newsroom's mark at the start of the lead: ``BKTO``."""

    sections: list[Section]
    """The body again, by subheading."""

    word_count: int
    """White-space separated words of :attr:`text` (Vietnamese: syllables)."""

    date_published: str | None = None
    """Time of publication."""

    date_modified: str | None = None
    """Time of the last change that the page states."""

    date_published_raw: str | None = None
    """The text that :attr:`date_published` was read from."""

    date_fetched: str | None = None
    """Time of the fetch."""

    date_first_seen: str | None = None
    """Time when the crawler first met this address."""

    authors: list[Author]
    """The byline; never the newspaper as its own author."""

    source_credit: str | None = None
    """``Theo TTXVN`` gives ``TTXVN``."""

    in_language: str = "vi"
    """BCP 47 tag."""

    article_section: str | None = None
    """The innermost section shown on the page."""

    breadcrumbs: list[Breadcrumb]
    """Outer to inner."""

    keywords: list[str]
    """The tags shown on the page."""

    genre: Genre = "article"
    """The kind of article."""

    is_accessible_for_free: bool = True
    """False if the page states that the text is behind a paywall."""

    robots_directives: list[str] = field(default_factory=list)
    """What ``X-Robots-Tag`` and ``meta`` tags ask of all crawlers or of ``newscrawl``: ``noindex``, ``noarchive``, ``nosnippet``, ``noai`` …"""

    tdm_reservation: bool | None = None
    """Whether the right to mine text and data is reserved (TDMRep); ``None`` if the page does not state it."""

    tdm_policy: str | None = None
    """Address of the licence terms for mining it."""

    content_usage: str | None = None
    """What ``Content-Usage`` says of the page, the header before the rule of robots.txt: ``train-ai=n, search=y``; ``None`` if it says nothing."""

    content_signal: str | None = None
    """What ``Content-Signal`` of robots.txt says of the page: ``ai-train=no``; ``None`` if it says nothing."""

    license_urls: list[str] = field(default_factory=list)
    """Licences of the page: ``rel=license`` in header and page, then ``License`` of robots.txt (RSL). What they allow is not read."""

    images: list[Image]
    """Pictures in page order."""

    videos: list[Video]
    """Videos in page order."""

    related_links: list[RelatedLink]
    """Other articles that the page offers; never the article itself, an advert, a section or the menu."""

    outbound_links: list[OutboundLink]
    """Links in the body text."""

    content_hash: str
    """``sha256:`` and the hex digest of headline and text."""

    near_duplicate_of: str | None = None
    """The id of the earlier article that this one is a near duplicate of."""

    similarity: float | None = None
    """Verified similarity to that article, 0 to 1."""

    cluster_id: str | None = None
    """The id of the earliest article of its group of near duplicates."""

    crawl_id: str | None = None
    """The run that wrote the line."""

    fetch: Fetch
    """Provenance: how the page was fetched."""

    extraction: Extraction
    """Provenance: how the page was read."""

    normalization: Normalization
    """Provenance: what the text rules changed."""

    def __post_init__(self) -> None:
        """Raise :class:`ValueError` for an empty key field, an invalid timestamp or a revision below 1."""
        for name in ("id", "url", "headline", "site", "requested_url"):
            if not getattr(self, name):
                raise ValueError(f"Article.{name} is empty")
        for name in ("date_published", "date_modified", "date_fetched", "date_first_seen"):
            timestamp = getattr(self, name)
            if timestamp is not None and not TIMESTAMP.fullmatch(timestamp):
                raise ValueError(f"Article.{name} is not an RFC 3339 timestamp with an offset: {timestamp!r}")
        if self.revision < 1:
            raise ValueError(f"Article.revision counts from 1, not {self.revision}")

    def to_dict(self) -> dict[str, Any]:
        """Return the record as a dictionary that ``json.dumps`` accepts: all fields in order, nested records as dictionaries.

        The dictionary shares no list with the article, so that changing it leaves the article unchanged.
        """
        return asdict(self)

    def __repr__(self) -> str:
        """Return id, start of the headline and date of publication."""
        headline = self.headline
        if len(headline) > _REPR_HEADLINE_CHARS:
            headline = headline[: _REPR_HEADLINE_CHARS - 1] + "…"
        return f"<Article {self.id} {headline!r} {self.date_published or 'undated'}>"

    def _repr_html_(self) -> str:
        """Return the article as HTML for a notebook: headline, byline, date, lead, first paragraph and link, all escaped."""
        byline = ", ".join(author.name for author in self.authors)
        details = " · ".join(filter(None, (self.publisher or self.site, byline, self.date_published)))
        paragraphs = (self.description, self.text.partition("\n\n")[0])
        parts = [f"<h3>{escape(self.headline)}</h3>", f"<p><small>{escape(details)}</small></p>"]
        parts += [f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs if paragraph]
        if self.url.startswith(("https://", "http://")):
            parts.append(f'<p><a href="{escape(self.url)}">{escape(self.url)}</a></p>')
        return f"<article>{''.join(parts)}</article>"


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedEdge:
    """One line of ``related.jsonl``: a link from an article to another."""

    source_id: str
    """:attr:`Article.id` of the page that offers the link."""

    source_url: str
    """Its canonical address."""

    target_id: str
    """:attr:`Article.id` of the target, also if it has not been crawled."""

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
    """What a feed, sitemap or listing says about a page before it is fetched."""

    title: str | None = None
    """The headline."""

    date_published: str | None = None
    """Time of publication, RFC 3339."""

    section: str | None = None
    """The section."""

    description: str | None = None
    """The summary."""

    source: Literal["feed", "sitemap", "listing", "related"] | None = None
    """The kind of source."""

    is_article: bool | None = None
    """True if the source names articles alone, as a feed does: the look of the address then decides nothing."""


def content_hash(headline: str, text: str) -> str:
    """Return ``sha256:`` and the hex digest of headline and text, joined by a line feed."""
    return "sha256:" + sha256(f"{headline}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()


def edges(article: Article) -> list[dict[str, Any]]:
    """Return the article's related links as records of ``related.jsonl``, in page order: the fields of :class:`RelatedEdge`.

    They are dictionaries, because the records are only written: that takes half of the time.
    """
    source = {"source_id": article.id, "source_url": article.url}
    return [
        {
            **source,
            "target_id": link.id,
            "target_url": link.url,
            "relation": link.relation,
            "heading": link.heading,
            "position": link.position,
            "crawl_id": article.crawl_id,
        }
        for link in article.related_links
    ]


def edges_of(line: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the same for a line of ``articles.jsonl`` that was read back."""
    source = {"source_id": line["id"], "source_url": line["url"]}
    return [
        {
            **source,
            "target_id": link["id"],
            "target_url": link["url"],
            "relation": link["relation"],
            "heading": link["heading"],
            "position": link["position"],
            "crawl_id": line["crawl_id"],
        }
        for link in line["related_links"]
    ]
