"""The newspaper's copy: channels, articles and the paragraphs they are made of, read from ``articles/*.toml``.

A body is written in a small mark-up, one block between blank lines:

=====================================  =============================================
``text``                               a paragraph; ``**bold**`` and ``[words](/path)`` inside it
``## text``                            a subheading
``? text``                             a question of an interview
``> text``                             a quotation set apart
``- text`` (one line an item)          a list
``! name | caption | credit``          a picture
``>> id``                              a link to another article, set between two paragraphs
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
_FIRST_DAY: Final = datetime(2022, 1, 1, tzinfo=timezone(timedelta(hours=7)))


@dataclass(frozen=True, slots=True)
class Channel:
    """A section of the newspaper."""

    path: str
    name: str
    number: int
    """The channel id of the load-more endpoint; 0 where the section has none (the portal)."""

    @property
    def is_portal(self) -> bool:
        """Whether the section belongs to the portal generation of the site."""
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
BY_PATH: Final = {channel.path: channel for channel in CHANNELS}


def trail(channel: Channel) -> tuple[Channel, ...]:
    """The channel and what it belongs to, outer to inner."""
    outer = BY_PATH.get(channel.path.rpartition("/")[0])
    return (outer, channel) if outer else (channel,)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, in the body's mark-up."""

    text: str


@dataclass(frozen=True, slots=True)
class Subheading:
    """A line over a stretch of the body."""

    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """What the interviewer asked."""

    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation set apart."""

    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A bulleted list."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with its caption and who took it."""

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
    """A paragraph's words without the body's mark-up."""
    return _LINK.sub(r"\1", text).replace("**", "")


def links(text: str) -> tuple[tuple[str, str], ...]:
    """(target, words) of each link in a paragraph."""
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
    """The blocks of a body."""
    return tuple(_block(source.strip()) for source in re.split(r"\n\s*\n", body.strip()))


def slug(headline: str) -> str:
    """The headline as the address spells it: no marks, lower case, hyphens."""
    bare = unicodedata.normalize("NFD", headline.lower().replace("đ", "d"))
    return "-".join(re.findall(r"[a-z0-9]+", "".join(c for c in bare if not unicodedata.combining(c))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One article of the newspaper."""

    key: int
    """What the copy itself calls the piece, where one refers to another."""

    slug: str
    section: Channel
    layout: Layout
    headline: str
    lead: str
    tag: str | None
    """The newsroom tag before the lead."""

    body: tuple[Block, ...]
    html: str | None
    """The body as the CMS holds it, for a piece whose mark-up matters to the letter."""

    published: datetime
    modified: datetime | None
    authors: tuple[str, ...]
    byline: Literal["body", "head"]
    """Old OneCMS: in capitals under the text, with an abbreviation in the head; or in full in the head alone."""

    source: str | None
    """``Theo …`` under the text."""

    keywords: tuple[str, ...]
    related: tuple[int, ...]
    genre: Genre
    trap: Trap | None
    links_itself: bool
    """Whether the block "Cùng chuyên mục" names the article it stands under."""

    amp: bool
    dead_end: bool
    """Whether "Tin liên quan" also names an article that is gone and a section."""

    @property
    def number(self) -> int:
        """The digits before ``.html``: they grow with the time of publication, one every ten minutes."""
        return int((self.published - _FIRST_DAY).total_seconds()) // 600

    @property
    def path(self) -> str:
        """Path of the address."""
        return f"/vi/bai-viet/{self.slug}" if self.layout == "portal" else f"/{self.slug}-{self.number}.html"

    @property
    def amp_path(self) -> str:
        """Path of the amp variant."""
        return f"/amp{self.path}"

    @property
    def changed(self) -> datetime:
        """Moment of the last change."""
        return self.modified or self.published

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Pictures in page order."""
        return tuple(block for block in self.body if isinstance(block, Picture))

    def picture_path(self, picture: Picture) -> str:
        """Path of the picture's file."""
        return f"/img/{self.published:%Y/%m/%d}/{picture.name}.png"

    @property
    def cover(self) -> str:
        """Path of the picture that stands for the article in lists."""
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
    """The piece as the second edition prints it; its address stays."""
    body = tuple(Paragraph(edit["text"]) if at == edit["block"] else block for at, block in enumerate(piece.body))
    return replace(piece, headline=edit["headline"], modified=edit["modified"], body=body)


def _entries() -> Iterator[dict[str, Any]]:
    folder = resources.files(__package__) / "articles"
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            yield from tomllib.loads(file.read_text("utf-8")).get("article", ())


@lru_cache
def pieces(edition: int = 1) -> tuple[Piece, ...]:
    """Every article of the edition, newest first."""
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
    """The syndicated article."""
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
    """A block of links under or beside an article."""

    heading: str
    relation: Literal["same_category", "related", "most_read", "latest"]
    pieces: tuple[Piece, ...]


MOST_READ: Final = (41203, 41305, 41403, 41217, 41409)
_HEADINGS: Final[dict[Layout, tuple[str, str, str, str]]] = {
    "onecms": ("Tin liên quan", "Cùng chuyên mục", "Đọc nhiều", "Tin mới"),
    "longform": ("Bài liên quan", "Cùng chuyên mục", "Đọc nhiều", "Tin mới"),
    "portal": ("Tin liên quan", "Tin cùng chuyên mục", "Xem nhiều", "Tin mới nhất"),
}
_NEIGHBOURS: Final = 5
_LATEST: Final = 4


def offers(piece: Piece, everything: Sequence[Piece]) -> tuple[Offer, ...]:
    """The blocks of links that stand with a piece among everything that is printed, in page order; itself may be among them."""
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
