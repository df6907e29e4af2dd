"""What a perfect crawl of the sample newspaper yields, derived from its content and not from its pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from newscrawl.items import Author
from newscrawl.sample import traps
from newscrawl.sample.layouts import left_of_cut
from newscrawl.sample.lists import REDIRECTED, TRACKED
from newscrawl.sample.pieces import (
    Block,
    Copy,
    Items,
    Paragraph,
    Picture,
    Piece,
    SeeAlso,
    copy,
    links,
    offers,
    pieces,
    plain,
    trail,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscrawl.items import Genre, Relation
    from newscrawl.sample.pieces import Trap


@dataclass(frozen=True, slots=True)
class ExpectedImage:
    """An image of an article."""

    path: str
    caption: str | None
    credit: str | None


@dataclass(frozen=True, slots=True)
class ExpectedLink:
    """A related link."""

    path: str
    relation: Relation
    heading: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedArticle:
    """The fields of the record that the page determines. Names are those of :class:`newscrawl.items.Article`."""

    path: str
    """Path of the canonical address."""

    headline: str
    description: str
    newsroom_tag: str | None
    paragraphs: tuple[str, ...]
    authors: tuple[Author, ...]
    source_credit: str | None
    date_published: str
    date_modified: str | None
    article_section: str | None
    breadcrumbs: tuple[str, ...]
    keywords: tuple[str, ...]
    images: tuple[ExpectedImage, ...]
    related: tuple[ExpectedLink, ...]
    outbound: tuple[tuple[str, str], ...]
    """Path or external address, and words, of each link in the text."""

    genre: Genre
    is_accessible_for_free: bool
    truncated: bool
    """True if the page is truncated: its last paragraph ends inside a sentence, and nothing follows the body."""

    layout: str
    """The layout of the page: ``onecms``, ``longform`` or ``portal``."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """A page that is not an article."""

    path: str
    reason: str
    """``soft_block`` or ``http_404``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """The whole crawl of the main host, and the copy on the second host."""

    articles: dict[str, ExpectedArticle]
    """By path, the newest first."""

    rejections: dict[str, Rejection]
    """By path."""

    aliases: dict[str, str]
    """Canonical path by another path (with query) of the same article."""

    moved: dict[str, str]
    """Path that it redirects to, by path on the old domain that the home page links."""

    forbidden: tuple[str, ...]
    """Paths that are linked and that robots.txt disallows."""

    edited: str
    """Path of the one article that differs between the editions."""

    traps: dict[Trap, str]
    """Path by trap: paywall, truncated, NFD, TCVN3, wrong charset."""

    copy: ExpectedArticle
    """The article on the second host: a near copy of :attr:`copied`."""

    copied: str
    """Path of its original on the main host."""


def _words(block: Block) -> tuple[str, ...]:
    if isinstance(block, Items):
        return tuple(plain(line) for line in block.lines)
    return () if isinstance(block, Picture | SeeAlso) else (plain(block.text),)


def _author(name: str) -> Author:
    is_pen_name = name.isupper() or "." in name
    return Author(name=name, type="pen_name" if is_pen_name else "person")


def _see_also(piece: Piece, everything: Sequence[Piece]) -> list[ExpectedLink]:
    by_key = {other.key: other for other in everything}
    return [ExpectedLink(by_key[b.key].path, "see_also", None) for b in piece.body if isinstance(b, SeeAlso)]


def _related(piece: Piece, everything: Sequence[Piece]) -> tuple[ExpectedLink, ...]:
    found = _see_also(piece, everything) if piece.trap != "paywall" else []
    for offer in offers(piece, everything):
        found.extend(ExpectedLink(p.path, offer.relation, offer.heading) for p in offer.pieces if p.key != piece.key)
        if offer.relation == "related" and piece.dead_end:
            found.append(ExpectedLink(traps.GONE, "related", offer.heading))
    return tuple(dict.fromkeys(found))


def _seen(piece: Piece) -> tuple[Block, ...]:
    """Return the blocks that the page shows."""
    if piece.trap == "paywall":
        return piece.body[:1]
    return left_of_cut(piece) if piece.trap == "cut" else piece.body


def article(piece: Piece, everything: Sequence[Piece]) -> ExpectedArticle:
    """Return what the page of one article yields."""
    seen, is_cut = _seen(piece), piece.trap == "cut"
    return ExpectedArticle(
        path=piece.path,
        headline=piece.headline,
        description=piece.lead,
        newsroom_tag=piece.tag,
        paragraphs=tuple(line for block in seen for line in _words(block)),
        authors=tuple(_author(name) for name in piece.authors),
        source_credit=piece.source,
        date_published=piece.published.isoformat(),
        date_modified=piece.modified.isoformat() if piece.modified else None,
        article_section=piece.section.name,
        breadcrumbs=tuple(channel.name for channel in trail(piece.section)),
        keywords=piece.keywords if piece.layout != "portal" and not is_cut else (),  # the portal shows none
        images=tuple(ExpectedImage(piece.picture_path(b), b.caption, b.credit) for b in seen if isinstance(b, Picture)),
        related=() if is_cut else _related(piece, everything),
        outbound=tuple(link for block in seen if isinstance(block, Paragraph) for link in links(block.text)),
        genre=piece.genre,
        is_accessible_for_free=piece.trap != "paywall",
        truncated=is_cut,
        layout=piece.layout,
    )


def _copied(taken: Copy) -> ExpectedArticle:
    return ExpectedArticle(
        path=taken.path,
        headline=taken.headline,
        description=taken.lead,
        newsroom_tag=None,
        paragraphs=taken.paragraphs,
        authors=(),
        source_credit=taken.source,
        date_published=taken.published.isoformat(),
        date_modified=None,
        article_section=None,
        breadcrumbs=(),
        keywords=(),
        images=(),
        related=(),
        outbound=(),
        genre="article",
        is_accessible_for_free=True,
        truncated=False,
        layout="generic",
    )


_REJECTED: Final = (Rejection(traps.SOFT_BLOCK, "soft_block"), Rejection(traps.GONE, "http_404"))


def expected(edition: int = 1) -> Expectation:
    """Return the expectation for an edition. Raises ``ValueError`` for an edition that does not exist."""
    everything = pieces(edition)
    by_key = {piece.key: piece.path for piece in everything}
    aliases = {piece.amp_path: piece.path for piece in everything if piece.amp}
    aliases[by_key[TRACKED] + traps.TRACKING] = by_key[TRACKED]
    changed = next(now for before, now in zip(pieces(1), pieces(2), strict=True) if before != now)
    taken = copy()
    return Expectation(
        articles={piece.path: article(piece, everything) for piece in everything},
        rejections={rejection.path: rejection for rejection in _REJECTED},
        aliases=aliases,
        moved={by_key[REDIRECTED]: by_key[REDIRECTED]},
        forbidden=traps.FORBIDDEN,
        edited=changed.path,
        traps={piece.trap: piece.path for piece in everything if piece.trap},
        copy=_copied(taken),
        copied=taken.original.path,
    )
