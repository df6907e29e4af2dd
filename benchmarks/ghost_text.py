"""The posts of the Ghost benchmark: our own text in every card of Ghost's editor, so that the right answer to every question is known."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from wordpress_text import AUTHORS, EVENTS, PLACES, TAGS, THINGS, Writer, plain

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

SECTIONS: Final = ("Đời sống", "Nông nghiệp", "Giao thông", "Văn hóa", "Giáo dục", "Môi trường")
"""The primary tags of the posts."""

SECRET: Final = "Mật thư số"  # noqa: S105 - a text
"""The start of each line that no visitor without a subscription may read."""

OFFERS: Final = ("Nhận bản tin mỗi sáng thứ hai", "Gửi về hộp thư, không quảng cáo", "Trở thành bạn đọc dài hạn")
"""Lines of the cards that ask for a subscription. They belong to no text."""

FOREIGN_PAGE: Final = "https://xa-ban.example.org/du-an-duong-lien-ban"
ANY_DAY: Final = 3
"""Hours between two posts."""


@dataclass(slots=True)
class Post:
    """One post, as it is stored and as the reader must find it."""

    slug: str
    title: str
    authors: list[str]
    date: datetime
    changed: datetime
    blocks: list[dict[str, Any]] = field(default_factory=list)
    section: str | None = None
    tags: list[str] = field(default_factory=list)
    """The other tags. One that begins with ``#`` is for the editors alone."""

    excerpt: str = ""
    meta_title: str = ""
    meta_description: str = ""
    featured: str | None = None
    featured_caption: str = ""
    visibility: str = "public"
    is_marked: bool = False

    @property
    def open_blocks(self) -> list[dict[str, Any]]:
        """The blocks that a visitor without a subscription sees."""
        if self.visibility == "public":
            return self.blocks
        walls = [number for number, block in enumerate(self.blocks) if block["kind"] == "paywall"]
        return self.blocks[: walls[0]] if walls else []

    @property
    def lines(self) -> list[str]:
        """The paragraphs of the text, with subheadings and items."""
        found: list[str] = []
        for block in self.open_blocks:
            match block["kind"]:
                case "p" | "h" | "q" | "aside" | "callout" | "html" | "markdown":
                    found.append(block["text"])
                case "list":
                    found += block["items"]
                case "toggle":
                    found += [block["head"], block["text"]]
        return found

    @property
    def pictures(self) -> list[tuple[str, str, str]]:
        """Name, caption and credit of each picture, the lead picture first. A gallery's caption is that of all its pictures."""
        found = [(self.featured, self.featured_caption, "")] if self.featured else []
        for block in self.open_blocks:
            if block["kind"] == "image":
                found.append((block["name"], block["text"], block.get("credit", "")))
            elif block["kind"] == "gallery":
                found += [(name, block["text"], "") for name in block["items"]]
        return found

    @property
    def offered(self) -> list[str]:
        """Slugs of the posts that the text's bookmark cards offer."""
        return [block["slug"] for block in self.open_blocks if block["kind"] == "bookmark" and block["slug"]]


def posts(now: datetime, count: int = 48) -> list[Post]:
    """Return posts in the order in which they were written, up to ``now``."""
    found: list[Post] = []
    numbers = random.Random(11)  # noqa: S311 - no secret
    names = list(AUTHORS)
    while len(found) < count:
        title = f"{numbers.choice(THINGS)} ở {numbers.choice(PLACES)} {numbers.choice(EVENTS)}"
        title = title[0].upper() + title[1:]
        if any(post.title == title for post in found):
            continue
        number = len(found)
        write = Writer(1000 + number)
        date = now - timedelta(hours=ANY_DAY * (count - number) + 1)
        post = Post(
            slug=plain(title),
            title=title,
            authors=[names[(number + step) % len(names)] for step in range((1, 1, 2, 1, 3)[number % 5])],
            date=date,
            changed=date + timedelta(minutes=number % 3 * 20),
            blocks=[write.paragraph(1 + number % 3) for _ in range(3 + number % 4)],
            section=SECTIONS[number % len(SECTIONS)] if number % 12 != 11 else None,
            tags=sorted(numbers.sample(TAGS, number % 4)) if number % 12 != 11 else [],
            excerpt=write.sentence() if number % 3 == 0 else "",
            meta_title=f"{title} | tin ba xã" if number % 8 == 1 else "",
            meta_description=write.sentence() if number % 8 == 1 else "",
            featured=f"dau-bai-{number}" if number % 4 != 3 else None,
            featured_caption=f"{PLACES[number % 12]} trong buổi sáng đầu mùa" if number % 4 == 1 else "",
            is_marked=number % 10 == 6,
        )
        _cards(post, number, write, found)
        found.append(post)
    for number, post in enumerate(found):
        if number % 9 == 7:
            post.visibility = ("members", "paid")[number % 2]
            secret = [
                {"kind": "p", "text": f"{SECRET} {number}.{line} chỉ dành cho bạn đọc dài hạn."} for line in range(3)
            ]
            if number % 18 == 7:
                post.blocks += [{"kind": "paywall"}, *secret]
            else:
                post.blocks = secret
    return found


def _cards(post: Post, number: int, write: Writer, before: list[Post]) -> None:
    """Add to a post the cards that only some posts have, and the tags for the editors alone."""
    place = PLACES[number % 12]
    credit = AUTHORS[post.authors[0]]
    gallery = [f"bo-anh-{number}-{item}" for item in range(1, 4 + number % 3)]
    earlier = before[number // 2] if before else post
    cards: tuple[tuple[int, int, dict[str, Any]], ...] = (
        (6, 5, {"kind": "h", "text": f"Chuyện của mùa thứ {number}"}),
        (5, 1, {"kind": "image", "name": f"trong-bai-{number}", "text": f"Bà con {place} trong buổi làm chung"}),
        (7, 3, {"kind": "image", "name": f"rong-{number}", "text": f"Một góc {place} lúc chiều xuống", "width": "wide", "credit": credit}),
        (6, 2, {"kind": "gallery", "items": gallery, "text": f"Phiên chợ {place} qua ống kính" if number % 4 else ""}),
        (8, 4, {"kind": "bookmark", "slug": earlier.slug, "title": earlier.title}),
        (16, 9, {"kind": "bookmark", "slug": "", "title": "Dự án đường liên bản", "text": write.sentence()}),
        (6, 3, {"kind": "callout", "text": write.sentence()}),
        (7, 5, {"kind": "toggle", "head": f"Vì sao {place} chọn cách này?", "text": write.sentence()}),
        (9, 2, {"kind": "list", "items": [write.sentence() for _ in range(3)]}),
        (9, 4, {"kind": "q", "text": write.sentence()}),
        (13, 8, {"kind": "aside", "text": write.sentence()}),
        (9, 6, {"kind": "embed", "name": f"Phim ngắn về {place}", "text": f"Phim ngắn về {place}"}),
        (7, 6, {"kind": "signup"}),
        (11, 7, {"kind": "email", "text": OFFERS[2]}),
        (10, 8, {"kind": "button", "text": "Xem bản đồ của xã"}),
        (13, 5, {"kind": "html", "text": write.sentence()}),
        (13, 10, {"kind": "markdown", "text": write.sentence()}),
        (8, 6, {"kind": "rule"}),
    )  # fmt: skip
    at = len(post.blocks) // 2
    for every, rest, card in cards:
        if number % every == rest:
            post.blocks.insert(at, card)
            at += 2
    if number % 7 == 1:
        post.tags.append("#ban-tin-tuan")
    if number % 14 == 8:
        post.tags.insert(0, "#can-bien-tap")


# -- as the editor stores it -------------------------------------------------------------------------------------------


def _text(words: str) -> dict[str, Any]:
    return {
        "detail": 0,
        "format": 0,
        "mode": "normal",
        "style": "",
        "text": words,
        "type": "extended-text",
        "version": 1,
    }


def _block(kind: str, children: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {"children": children, "direction": "ltr", "format": "", "indent": 0, "type": kind, "version": 1, **more}


def caption_of(block: dict[str, Any]) -> str:
    """Return a picture's caption as the editor writes it, with the credit."""
    credit = block.get("credit")
    return f"{block['text']}. Ảnh: {credit}" if credit else str(block["text"])


def lexical(post: Post, home: str) -> dict[str, Any]:
    """Return the text of a post as Ghost 5 and later store it."""
    nodes = [node for block in post.blocks for node in _nodes(block, home)]
    return {"root": {"children": nodes, "direction": "ltr", "format": "", "indent": 0, "type": "root", "version": 1}}


def picture_url(home: str, name: str) -> str:
    """Return the address of a picture."""
    return f"{home}/content/images/2026/11/{name}.png"


def _nodes(block: dict[str, Any], home: str) -> list[dict[str, Any]]:
    """Return a block's nodes of the editor."""
    kind = block["kind"]
    if kind in TEXT_NODES:
        name, more = TEXT_NODES[kind]
        return [_block(name, [_text(block["text"])], **more)]
    if kind == "list":
        items = [_block("listitem", [_text(item)], value=place) for place, item in enumerate(block["items"], 1)]
        return [_block("list", items, listType="bullet", start=1, tag="ul")]
    name, more = CARDS[kind](block, home)
    return [{"type": name, "version": 1, **more}]


Card = tuple[str, dict[str, Any]]
TEXT_NODES: Final[dict[str, Card]] = {
    "p": ("paragraph", {}),
    "h": ("extended-heading", {"tag": "h2"}),
    "q": ("extended-quote", {}),
    "aside": ("aside", {}),
}


def _image(block: dict[str, Any], home: str) -> Card:
    return "image", {
        "src": picture_url(home, block["name"]), "width": 1200, "height": 800, "title": "", "alt": "", "href": "",
        "caption": f"<span>{caption_of(block)}</span>", "cardWidth": block.get("width", "regular"),
    }  # fmt: skip


def _gallery(block: dict[str, Any], home: str) -> Card:
    images = [
        {"row": place // 3, "src": picture_url(home, name), "width": 1200, "height": 800, "fileName": f"{name}.png"}
        for place, name in enumerate(block["items"])
    ]
    return "gallery", {"images": images, "caption": block["text"]}


def _bookmark(block: dict[str, Any], home: str) -> Card:
    about = {
        "icon": picture_url(home, "bieu-tuong"), "title": block["title"], "description": block.get("text") or "Tin của ba xã trong tháng",
        "author": "Ban biên tập", "publisher": "Bản tin ba xã", "thumbnail": picture_url(home, "the-lien-ket"),
    }  # fmt: skip
    return "bookmark", {
        "url": f"{home}/{block['slug']}/" if block["slug"] else FOREIGN_PAGE,
        "metadata": about,
        "caption": "",
    }


def _embed(block: dict[str, Any], _: str) -> Card:
    player = '<iframe width="200" height="113" src="https://www.youtube.com/embed/abcdefghijk" title="Phim" allowfullscreen></iframe>'
    return "embed", {
        "url": "https://www.youtube.com/watch?v=abcdefghijk", "embedType": "video", "html": player,
        "metadata": {"title": block["name"], "provider_name": "YouTube"}, "caption": f"<p>{block['text']}</p>",
    }  # fmt: skip


def _signup(_: dict[str, Any], __: str) -> Card:
    return "signup", {
        "alignment": "left", "backgroundColor": "#F0F0F0", "buttonText": "Đăng ký", "header": OFFERS[0], "subheader": OFFERS[1],
        "disclaimer": OFFERS[2], "layout": "wide", "labels": [], "backgroundImageSrc": "", "backgroundSize": "cover", "textColor": "#000000",
        "buttonColor": "accent", "buttonTextColor": "#FFFFFF", "successMessage": "Xong", "swapped": False,
    }  # fmt: skip


CARDS: Final[dict[str, Callable[[dict[str, Any], str], Card]]] = {
    "image": _image,
    "gallery": _gallery,
    "bookmark": _bookmark,
    "embed": _embed,
    "signup": _signup,
    "rule": lambda _, __: ("horizontalrule", {}),
    "paywall": lambda _, __: ("paywall", {}),
    "callout": lambda block, _: (
        "callout",
        {"calloutText": f"<p>{block['text']}</p>", "calloutEmoji": "💡", "backgroundColor": "blue"},
    ),
    "toggle": lambda block, _: (
        "toggle",
        {"heading": f"<span>{block['head']}</span>", "content": f"<p>{block['text']}</p>"},
    ),
    "email": lambda block, _: ("email", {"html": f"<p>{block['text']}</p>"}),
    "button": lambda block, home: (
        "button",
        {"buttonText": block["text"], "alignment": "center", "buttonUrl": f"{home}/ban-do/"},
    ),
    "html": lambda block, _: ("html", {"html": f"<p>{block['text']}</p>"}),
    "markdown": lambda block, _: ("markdown", {"markdown": block["text"]}),
}
"""The cards of Ghost's editor that are no plain text."""
