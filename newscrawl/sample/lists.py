"""Pages that link to articles: home page, sections, load-more responses, and the cards in blocks and sidebars."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from newscrawl.sample import traps
from newscrawl.sample.chrome import GREY, NAME, Addresses, Head, banner, document, organization
from newscrawl.sample.pieces import BY_PATH, Channel, Piece, trail

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FIRST_PAGE: Final = 12
"""Number of articles on a section's page before "Xem thêm" is pressed."""

MORE: Final = 15
"""Maximum number of articles in a load-more response."""

PORTAL_PAGE: Final = 5
"""Number of articles on a page of a portal section."""

REDIRECTED: Final = 41307
"""Number of the article that the home page links by its address on the old domain."""

TRACKED: Final = 41305
"""Number of the article whose address has tracking parameters on the home page and in one feed."""


def in_channel(pieces: Iterable[Piece], channel: Channel) -> list[Piece]:
    """Return the articles of a section and its subsections, in the order given."""
    return [piece for piece in pieces if channel in trail(piece.section)]


def card(piece: Piece, *, level: str = "h3", lead: bool = True, href: str = "") -> str:
    """Return a OneCMS teaser: image, linked headline, time, lead."""
    href, title = href or piece.path, escape(piece.headline)
    desc = f'\n<div class="b-grid__desc">{escape(piece.lead[:160])}...</div>' if lead else ""
    return f"""<div class="b-grid">
<div class="b-grid__img"><a href="{href}" title="{title}"><img class="lazy" src="{GREY}" data-src="{piece.cover}" alt="{title}" width="480" height="270" /></a></div>
<div class="b-grid__content"><div class="b-grid__row"><{level} class="b-grid__title"><a href="{href}" title="{title}">{title}</a></{level}></div>
<div class="b-grid__row"><span class="b-grid__time">{piece.published:%d/%m/%Y %H:%M}</span> <a class="b-grid__cat" href="{piece.section.path}">{piece.section.name}</a></div>{desc}</div>
</div>"""


def stray_card(path: str, title: str) -> str:
    """Return a teaser of something that is not an article, or not any more."""
    return f"""<div class="b-grid"><div class="b-grid__content"><div class="b-grid__row"><h3 class="b-grid__title"><a href="{path}">{title}</a></h3></div></div></div>"""


def cards(pieces: Iterable[Piece], channel: Channel | None = None) -> str:
    """Return the list that "Xem thêm" extends."""
    number = channel.number if channel else 0
    items = "\n".join(
        f'<li class="loadArticle" pid="{piece.number}">{card(piece, level="h2")}</li>' for piece in pieces
    )
    return f'<ul class="clearfix loadAjax" data-channel="{number}">\n{items}\n</ul>\n<div class="c-more onecms__loadmore"><a href="javascript:;" id="load_more">Xem thêm</a></div>'


def post_items(pieces: Iterable[Piece]) -> str:
    """Return the teasers of the portal."""
    return "\n".join(
        f"""<div class="post-item"><a class="post-thumb" href="{p.path}"><img src="{p.cover}" alt="{escape(p.headline)}" width="240" height="160" /></a>
<h4><a href="{p.path}">{escape(p.headline)}</a></h4><span class="info-post-times">{p.published:%d/%m/%Y %H:%M}</span><p class="content">{escape(p.lead[:140])}...</p></div>"""
        for p in pieces
    )


def _list_head(addresses: Addresses, title: str, path: str) -> Head:
    return Head(
        title=title,
        description=f"{title}: tin tức mới nhất trên {NAME}",
        canonical=addresses.main + path,
        image=f"{addresses.main}/img/bieu-tuong.png",
        data=(organization(addresses.main),),
    )


_STRAYS: Final = {
    "/xa-hoi": (traps.SOFT_BLOCK, "Chuyến xe chở người xa quê về đón Tết sớm"),
    "/van-hoa": (traps.GONE, "Lễ hội đèn trời Vân Trạch tạm hoãn vì mưa lớn"),
    "/kiem-toan": (traps.FORBIDDEN[0], "Bản thảo: dự toán năm 2027 của tỉnh Lam Giang"),
}
"""Cards that lead to no article, by section."""


def section(addresses: Addresses, channel: Channel, pieces: Sequence[Piece], sidebar: str) -> str:
    """Return a OneCMS section with its first articles."""
    own = in_channel(pieces, channel)
    strays = [stray_card(piece.amp_path, escape(piece.headline)) for piece in own if piece.amp]
    if channel.path in _STRAYS:
        strays.append(stray_card(*_STRAYS[channel.path]))
    outer = " ".join(f'<a href="{step.path}">{step.name}</a>' for step in trail(channel))
    body = f"""<main class="container"><div class="bread-crumbs"><a href="/">Trang chủ</a> {outer}</div>
<h1 class="c-category-title">{channel.name}</h1><div class="row"><div class="col-main">
{cards(own[:FIRST_PAGE], channel)}
{chr(10).join(strays)}
</div><aside class="col-side">{sidebar}{banner("right_300x250")}</aside></div></main>"""
    return document(_list_head(addresses, channel.name, channel.path), body, addresses, body_class="page-category")


def portal_section(addresses: Addresses, channel: Channel, pieces: Sequence[Piece], page: int) -> str:
    """Return one page of a portal section. A page after the last one holds no article."""
    own = in_channel(pieces, channel)
    pages = range(1, -(-len(own) // PORTAL_PAGE) + 1)
    links = "".join(f'<li><a href="{channel.path}?page={number}">{number}</a></li>' for number in pages)
    shown = own[(page - 1) * PORTAL_PAGE : page * PORTAL_PAGE]
    body = f"""<main class="container"><div class="bread-crumbs"><a href="/">Trang chủ</a> <a href="{channel.path}">{channel.name}</a></div>
<h1 class="page-title">{channel.name}</h1><div class="post-show">
{post_items(shown) or '<p class="empty">Không có bài viết.</p>'}
</div><ul class="pagination">{links}</ul></main>"""
    return document(_list_head(addresses, channel.name, channel.path), body, addresses, body_class="page-portal")


_HOME_SECTIONS: Final = ("/kiem-toan", "/kinh-te", "/xa-hoi", "/van-hoa", "/the-thao", "/multimedia")
_HOME_LATEST: Final = 10
"""Number of latest articles on the home page."""

_HOME_EACH: Final = 4
"""Number of articles of each section on the home page."""


def home(addresses: Addresses, pieces: Sequence[Piece]) -> str:
    """Return the home page."""
    by_key = {piece.key: piece for piece in pieces}
    moved, tracked = by_key[REDIRECTED], by_key[TRACKED]
    onecms = [piece for piece in pieces if piece.layout != "portal"]
    blocks = "\n".join(
        f"""<section class="c-box"><h2 class="c-box__title"><a href="{path}">{BY_PATH[path].name}</a></h2>
{"".join(card(piece) for piece in in_channel(pieces, BY_PATH[path])[:_HOME_EACH])}</section>"""
        for path in _HOME_SECTIONS
    )
    portal = [piece for piece in pieces if piece.layout == "portal"][:_HOME_EACH]
    body = f"""<main class="container"><h1 class="hidden">{NAME}</h1><div class="row"><div class="col-main">
{cards(onecms[:_HOME_LATEST])}
{banner("middle_680x120")}
{blocks}
<section class="c-box"><h2 class="c-box__title">Kết quả kiểm toán</h2><div class="post-show">{post_items(portal)}</div></section>
</div><aside class="col-side">
<section class="c-box"><h2 class="c-box__title">Nổi bật</h2>{card(tracked, lead=False, href=escape(tracked.path + traps.TRACKING))}
{stray_card(traps.GONE, "Lễ hội đèn trời Vân Trạch tạm hoãn vì mưa lớn")}
{stray_card(traps.FORBIDDEN[0], "Bản thảo: dự toán năm 2027 của tỉnh Lam Giang")}
{stray_card(addresses.old + moved.path, escape(moved.headline))}</section>
{banner("right_300x600")}</aside></div></main>"""
    return document(_list_head(addresses, SLOGAN_TITLE, "/"), body, addresses, body_class="page-home")


SLOGAN_TITLE: Final = "Tin tức kiểm toán, kinh tế, xã hội tỉnh Lam Giang"


def more(addresses: Addresses, pieces: Sequence[Piece], channel_number: int, last: int) -> list[dict[str, object]]:
    """Return the load-more response: the articles after number ``last``, or the newest if ``last`` is 0."""
    channel = next((channel for channel in BY_PATH.values() if channel.number == channel_number), None)
    onecms = [piece for piece in pieces if piece.layout != "portal"]
    own = in_channel(onecms, channel) if channel_number and channel else onecms if not channel_number else []
    numbers = [piece.number for piece in own]
    start = numbers.index(last) + 1 if last in numbers else 0 if last == 0 else len(own)
    return [_json_card(addresses, piece) for piece in own[start : start + MORE]]


def _json_card(addresses: Addresses, piece: Piece) -> dict[str, object]:
    when, cover = piece.published, addresses.main + piece.cover
    return {
        "PublisherId": piece.number,
        "Title": piece.headline,
        "TitleIcon16": "",
        "FriendlyTitle": piece.slug,
        "LinktoMe2": piece.path,
        "Thumbnail": cover,
        "Thumbnail_540x360": cover,
        "Thumbnail_1050x700": cover,
        "Thumbnail_Small": cover,
        "Headlines": piece.lead,
        "LinkToChannel": piece.section.path,
        "NameChannel": piece.section.name,
        "TimeX": f"{when:%d/%m/%Y}",
        "TimeX1": f"{when:%H:%M %d/%m/%Y}",
        "TimeX2": f"{when:%d/%m/%Y - %H:%M}",
        "Time_ddMMyyyyHHmm": f"{when:%d/%m/%Y %H:%M}",
        "Time_yyyyMMddHHmmss": f"{when:%Y%m%d%H%M%S}",
        "PublishedTime": f"/Date({int(when.timestamp() * 1000)})/",
    }
