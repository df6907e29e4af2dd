"""The content of the newspaper: sections, articles and their paragraphs, read from ``articles/*.toml``.

A body is written in a small markup, with empty lines between blocks:

=====================================  =============================================
``text``                               a paragraph; ``**bold**`` and ``[words](/path)`` inside it
``## text``                            a subheading
``? text``                             a question of an interview
``> text``                             a block quotation
``- text`` (one line an item)          a list
``! name | caption | credit``          an image
``>> id``                              a link to another article, between two paragraphs
=====================================  =============================================
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newscrawl.items import Genre

Layout: TypeAlias = Literal["onecms", "longform", "portal"]
Trap: TypeAlias = Literal["paywall", "cut", "nfd", "tcvn3", "charset"]
EDITIONS: Final = (1, 2)
"""Numbers of the editions."""

_FIRST_DAY: Final = datetime(2022, 1, 1, tzinfo=timezone(timedelta(hours=7)))
"""Day from which article numbers count."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A section of the newspaper."""

    path: str
    name: str
    number: int
    """Channel id of the load-more endpoint; 0 for a section of the portal."""

    @property
    def is_portal(self) -> bool:
        """True if the section belongs to the portal."""
        return self.path.startswith("/vi/")


CHANNELS: Final = (
    Channel("/chinh-tri", "Chính trị", 301),
    Channel("/chinh-tri/doi-noi", "Đối nội", 3011),
    Channel("/kiem-toan", "Kiểm toán", 302),
    Channel("/kiem-toan/hoat-dong-cua-nganh", "Hoạt động của ngành", 3021),
    Channel("/kiem-toan/kiem-toan-ke-toan", "Kiểm toán - Kế toán", 3022),
    Channel("/kinh-te", "Kinh tế", 303),
    Channel("/kinh-te/tai-chinh", "Tài chính", 3031),
    Channel("/kinh-te/dau-tu", "Đầu tư", 3032),
    Channel("/kinh-te/dia-phuong", "Địa phương", 3033),
    Channel("/kinh-te/doanh-nghiep", "Doanh nghiệp", 3034),
    Channel("/xa-hoi", "Xã hội", 304),
    Channel("/xa-hoi/giao-duc", "Giáo dục", 3041),
    Channel("/xa-hoi/y-te", "Y tế", 3042),
    Channel("/xa-hoi/moi-truong", "Môi trường", 3043),
    Channel("/van-hoa", "Văn hóa", 305),
    Channel("/the-thao", "Thể thao", 306),
    Channel("/multimedia", "Multimedia", 307),
    Channel("/multimedia/anh", "Ảnh", 3071),
    Channel("/multimedia/infographic", "Infographic", 3072),
    Channel("/multimedia/longform", "Longform", 3073),
    Channel("/vi/chuyen-muc/ket-qua-kiem-toan", "Kết quả kiểm toán", 0),
    Channel("/vi/chuyen-muc/phong-chong-tham-nhung", "Phòng, chống tham nhũng", 0),
)
"""All sections."""

BY_PATH: Final = {channel.path: channel for channel in CHANNELS}
"""The sections by path."""


def trail(channel: Channel) -> tuple[Channel, ...]:
    """Return the section and its parents, from the outermost to the innermost."""
    outer = BY_PATH.get(channel.path.rpartition("/")[0])
    return (outer, channel) if outer else (channel,)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, in the markup of bodies."""

    text: str


@dataclass(frozen=True, slots=True)
class Subheading:
    """A subheading."""

    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the interviewer."""

    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A block quotation."""

    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A bulleted list."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """An image with caption and credit."""

    name: str
    caption: str | None
    credit: str | None


@dataclass(frozen=True, slots=True)
class SeeAlso:
    """A link to another article between two paragraphs."""

    key: int


Block: TypeAlias = Paragraph | Subheading | Question | Quote | Items | Picture | SeeAlso

_LINK: Final = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")
_MARKED: Final[dict[str, type[Subheading | Question | Quote]]] = {"##": Subheading, "?": Question, ">": Quote}


def plain(text: str) -> str:
    """Return the words of a paragraph without markup."""
    return _LINK.sub(r"\1", text).replace("**", "")


def links(text: str) -> tuple[tuple[str, str], ...]:
    """Return target and words of each link in a paragraph."""
    return tuple((target, words) for words, target in _LINK.findall(text))


def _block(source: str) -> Block:
    mark, _, rest = source.partition(" ")
    rest = " ".join(rest.split())
    if mark in _MARKED:
        return _MARKED[mark](rest)
    if mark == ">>":
        return SeeAlso(int(rest))
    if mark == "!":
        name, caption, credit = (part.strip() or None for part in rest.split("|"))
        if name is None:
            raise ValueError(f"a picture without a name: {source!r}")
        return Picture(name, caption, credit)
    if mark == "-":
        return Items(tuple(line.removeprefix("- ").strip() for line in source.splitlines()))
    return Paragraph(" ".join(source.split()))


def blocks(body: str) -> tuple[Block, ...]:
    """Parse a body into blocks."""
    return tuple(_block(source.strip()) for source in re.split(r"\n\s*\n", body.strip()))


def slug(headline: str) -> str:
    """Return the slug of a headline: no diacritics, lower case, hyphens."""
    bare = unicodedata.normalize("NFD", headline.lower().replace("đ", "d"))
    return "-".join(re.findall(r"[a-z0-9]+", "".join(c for c in bare if not unicodedata.combining(c))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One article of the newspaper."""

    key: int
    """Identifier that articles use to refer to each other."""

    slug: str
    section: Channel
    layout: Layout
    headline: str
    lead: str
    tag: str | None
    """The newsroom tag before the lead."""

    body: tuple[Block, ...]
    html: str | None
    """The body as HTML, for an article whose exact markup matters."""

    published: datetime
    modified: datetime | None
    authors: tuple[str, ...]
    byline: Literal["body", "head"]
    """Old OneCMS only: in capitals under the text and abbreviated in the head, or in full in the head alone."""

    source: str | None
    """``Theo …`` under the text."""

    keywords: tuple[str, ...]
    related: tuple[int, ...]
    genre: Genre
    trap: Trap | None
    links_itself: bool
    """True if the block "Cùng chuyên mục" also links the article itself."""

    amp: bool
    dead_end: bool
    """True if "Tin liên quan" also links a removed article and a section."""

    @property
    def number(self) -> int:
        """The digits before ``.html``. They grow with the publication time, by one every ten minutes."""
        return int((self.published - _FIRST_DAY).total_seconds()) // 600

    @property
    def path(self) -> str:
        """Path of the address."""
        return f"/vi/bai-viet/{self.slug}" if self.layout == "portal" else f"/{self.slug}-{self.number}.html"

    @property
    def amp_path(self) -> str:
        """Path of the AMP variant."""
        return f"/amp{self.path}"

    @property
    def changed(self) -> datetime:
        """Time of the last change."""
        return self.modified or self.published

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Images in page order."""
        return tuple(block for block in self.body if isinstance(block, Picture))

    def picture_path(self, picture: Picture) -> str:
        """Return the path of an image's file."""
        return f"/img/{self.published:%Y/%m/%d}/{picture.name}.png"

    @property
    def cover(self) -> str:
        """Path of the image for teasers."""
        return self.picture_path(self.pictures[0]) if self.pictures else "/img/anh-dai-dien.png"


def _piece(entry: dict[str, Any], edition: int) -> Piece:
    section = BY_PATH[entry["section"]]
    piece = Piece(
        key=entry["id"],
        slug=entry.get("slug") or slug(entry["headline"]),
        section=section,
        layout="portal" if section.is_portal else entry.get("layout", "onecms"),
        headline=entry["headline"],
        lead=" ".join(entry["lead"].split()),
        tag=entry.get("tag", "BKTO") or None,
        body=blocks(entry["body"]),
        html=entry.get("html"),
        published=entry["published"],
        modified=entry.get("modified"),
        authors=tuple(entry.get("authors", ())),
        byline=entry.get("byline", "body"),
        source=entry.get("source"),
        keywords=tuple(entry.get("keywords", ())),
        related=tuple(entry.get("related", ())),
        genre=entry.get("genre", "article"),
        trap=entry.get("trap"),
        links_itself=entry.get("links_itself", False),
        amp=entry.get("amp", False),
        dead_end=entry.get("dead_end", False),
    )
    edit = entry.get("edit")
    return _edited(piece, edit) if edit and edition > 1 else piece


def _edited(piece: Piece, edit: dict[str, Any]) -> Piece:
    """Return the article as in the second edition. Its address stays the same."""
    body = tuple(Paragraph(edit["text"]) if at == edit["block"] else block for at, block in enumerate(piece.body))
    return replace(piece, headline=edit["headline"], modified=edit["modified"], body=body)


def _entries() -> Iterator[dict[str, Any]]:
    folder = resources.files(__package__) / "articles"
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            yield from tomllib.loads(file.read_text("utf-8")).get("article", ())


@lru_cache
def pieces(edition: int = 1) -> tuple[Piece, ...]:
    """Return all articles of an edition, the newest first."""
    if edition not in EDITIONS:
        raise ValueError(f"the sample newspaper has editions 1 and 2, not {edition}")
    return tuple(sorted((_piece(entry, edition) for entry in _entries()), key=lambda p: p.published, reverse=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """An article that the second host took over with small changes."""

    original: Piece
    path: str
    headline: str
    lead: str
    paragraphs: tuple[str, ...]
    published: datetime
    source: str


@lru_cache
def copy() -> Copy:
    """Return the syndicated article."""
    entry = tomllib.loads((resources.files(__package__) / "articles" / "syndicated.toml").read_text("utf-8"))["copy"]
    original = next(piece for piece in pieces() if piece.key == entry["of"])
    body = "\n".join(plain(block.text) for block in original.body if isinstance(block, Paragraph))
    for old, new in entry["replace"]:
        if body.count(old) != 1:
            raise ValueError(f"the syndicated article changes {old!r}, which the original does not hold once")
        body = body.replace(old, new)
    return Copy(
        original=original,
        path=entry["path"],
        headline=entry["headline"],
        lead=entry["lead"],
        paragraphs=tuple(body.split("\n")),
        published=entry["published"],
        source=entry["source"],
    )


@dataclass(frozen=True, slots=True)
class Offer:
    """A block of links under or next to an article."""

    heading: str
    relation: Literal["same_category", "related", "most_read", "latest"]
    pieces: tuple[Piece, ...]


MOST_READ: Final = (41203, 41305, 41403, 41217, 41409)
"""Numbers of the most read articles."""

_HEADINGS: Final[dict[Layout, tuple[str, str, str, str]]] = {
    "onecms": ("Tin liên quan", "Cùng chuyên mục", "Đọc nhiều", "Tin mới"),
    "longform": ("Bài liên quan", "Cùng chuyên mục", "Đọc nhiều", "Tin mới"),
    "portal": ("Tin liên quan", "Tin cùng chuyên mục", "Xem nhiều", "Tin mới nhất"),
}
_NEIGHBOURS: Final = 5
"""Maximum number of articles in "Cùng chuyên mục"."""

_LATEST: Final = 4
"""Number of articles in the block of latest articles."""


def offers(piece: Piece, everything: Sequence[Piece]) -> tuple[Offer, ...]:
    """Return the blocks of links on an article's page, in page order. The article itself may be in them."""
    by_key = {other.key: other for other in everything}
    channel = trail(piece.section)[0]
    neighbours = [other for other in everything if trail(other.section)[0] == channel and other != piece]
    related, same, most, latest = _HEADINGS[piece.layout]
    own = (piece,) if piece.links_itself else ()
    found = (
        Offer(related, "related", tuple(by_key[key] for key in piece.related if key in by_key)),
        Offer(same, "same_category", (*own, *neighbours[:_NEIGHBOURS])),
        Offer(most, "most_read", tuple(by_key[key] for key in MOST_READ if key in by_key)),
        Offer(latest, "latest", tuple(everything[:_LATEST])),
    )
    return tuple(offer for offer in found if offer.pieces)
