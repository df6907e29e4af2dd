"""Render an article in each layout of the site: OneCMS old, OneCMS new, portal; and its AMP variant."""

from __future__ import annotations

import re
import textwrap
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Final, assert_never

from newscrawl.sample import traps
from newscrawl.sample.chrome import GREY, NAME, Addresses, Head, banner, document, organization, tag_meta
from newscrawl.sample.lists import card, post_items
from newscrawl.sample.pieces import (
    Block,
    Items,
    Offer,
    Paragraph,
    Picture,
    Piece,
    Question,
    Quote,
    SeeAlso,
    Subheading,
    offers,
    slug,
    trail,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_LINK: Final = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")
_BOLD: Final = re.compile(r"\*\*([^*]+)\*\*")
_DAYS: Final = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
_KINDS: Final = {"photo": "Ảnh", "infographic": "Infographic", "longform": "Longform", "interview": "Phỏng vấn"}


def _inline(text: str) -> str:
    marked = _BOLD.sub(r"<strong>\1</strong>", escape(text, quote=False))
    return _LINK.sub(r'<a href="\2">\1</a>', marked)


def _typed(text: str, piece: Piece) -> str:
    """Return a paragraph as its editor left it: whole, with line breaks, half in a span, or with hard spaces."""
    html = _inline(text)
    if "<" in html or piece.trap:
        return html
    match piece.key % 4:
        case 1:
            return "\n".join(textwrap.wrap(html, 110, break_on_hyphens=False, break_long_words=False))
        case 2:
            words = html.split(" ")
            middle = len(words) // 2
            return f'{" ".join(words[:middle])}\n<span style="font-size: 16px;">{" ".join(words[middle:])}</span>'
        case 3:
            return re.sub(r"(\d) (?=[a-zđ])", r"\1&nbsp;", html)
        case _:
            return html


def _picture(piece: Piece, picture: Picture) -> str:
    source, alt = piece.picture_path(picture), escape(picture.caption or piece.headline)
    credit = f"Ảnh: {picture.credit}" if picture.credit else ""
    words = " ".join(part for part in (picture.caption, credit) if part)
    image = f'<img class="lazy" src="{GREY}" data-src="{source}" alt="{alt}" width="800" height="450" />'
    match piece.layout:
        case "onecms" if piece.key % 2:
            lines = "<br />\n".join(escape(part) for part in (picture.caption, credit) if part)
            return f'<table class="image" style="margin: 0px auto;" border="0" width="500"><tbody>\n<tr><td>{image}</td></tr>\n<tr><td class="caption" style="text-align: center;"><em>{lines}</em></td></tr>\n</tbody></table>'
        case "onecms" | "longform":
            return f'<figure class="expNoEdit">{image}<figcaption>{escape(words)}</figcaption></figure>'
        case _:
            plain = f'<img src="{source}" alt="{alt}" width="800" height="450" />'
            return f'<p style="text-align: center;">{plain}</p>\n<p style="text-align: center;"><em>{escape(words)}</em></p>'


def _block(block: Block, piece: Piece, everything: Sequence[Piece]) -> str:  # noqa: PLR0911 - one return per kind of block
    match block:
        case Paragraph(text):
            return f'<p style="text-align: justify;">{_typed(text, piece)}</p>'
        case Subheading(text):
            return (
                f"<h3>{_inline(text)}</h3>"
                if piece.layout == "longform"
                else f"<p><strong>{_inline(text)}</strong></p>"
            )
        case Question(text):
            return f'<p style="text-align: justify;"><strong><em>{_inline(text)}</em></strong></p>'
        case Quote(text):
            return f"<blockquote><p>{_inline(text)}</p></blockquote>"
        case Items(lines):
            return f"<ul>{''.join(f'<li>{_inline(line)}</li>' for line in lines)}</ul>"
        case Picture():
            return _picture(piece, block)
        case SeeAlso(key):
            other = next(other for other in everything if other.key == key)
            return f'<p class="see-also"><strong>&gt;&gt; <a href="{other.path}" title="{escape(other.headline)}">{escape(other.headline)}</a></strong></p>'
        case _:
            assert_never(block)


def _end_mark(piece: Piece) -> Piece:
    """Add the newspaper's end mark to every third article."""
    last = piece.body[-1]
    if piece.key % 3 or piece.trap or not isinstance(last, Paragraph):
        return piece
    return replace(piece, body=(*piece.body[:-1], Paragraph(last.text.removesuffix(".") + "./.")))


def _body(piece: Piece, everything: Sequence[Piece]) -> str:
    if piece.html:
        return piece.html.strip()
    shown = piece.body[:1] if piece.trap == "paywall" else _end_mark(piece).body
    html = [_block(block, piece, everything) for block in shown]
    if piece.trap == "paywall":
        html.append(_LOGIN)
    elif piece.layout != "portal":
        html.insert(2, banner("inread_680x250"))
        html.insert(1, f"<!-- {piece.published:%Y-%m-%d %H:%M:%S} widget: autoplay -->")
    return "\n".join(html)


_LOGIN: Final = """<div class="c-paywall" id="paywall"><p class="c-paywall__title">Nội dung dành cho bạn đọc đăng ký dài hạn</p>
<form action="/dang-nhap" method="post"><input name="email" type="text" placeholder="Email" /><input name="password" type="password" placeholder="Mật khẩu" />
<button type="submit">Đăng nhập để đọc tiếp</button></form><p>Chưa có tài khoản? <a href="/dang-nhap">Đăng ký gói tháng</a></p></div>"""
"""The paywall in place of the text."""


def _abbreviated(name: str) -> str:
    """Return ``(D. THIỆN)`` for ``Diệu Thiện``, as the head of the page prints it."""
    *first, last = name.split(" ")
    return f"({' '.join(f'{word[0]}.' for word in first)} {last.upper()})" if first else f"({name})"


def _lead(piece: Piece) -> str:
    if not piece.tag:
        return escape(piece.lead, quote=False)
    tag = f"({piece.tag}) - "
    return (
        f"<strong>{tag}</strong>{escape(piece.lead, quote=False)}"
        if piece.key % 2 == 0
        else tag + escape(piece.lead, quote=False)
    )


def _signature(piece: Piece) -> str:
    html = []
    if piece.authors and piece.byline == "body" and not piece.html:
        html.append(f'<p style="text-align: right;"><strong>{escape(" - ".join(piece.authors).upper())}</strong></p>')
    if piece.source:
        html.append(f'<p style="text-align: right;"><em>Theo {escape(piece.source)}</em></p>')
    return "\n".join(html)


def _tags(piece: Piece) -> str:
    if not piece.keywords:
        return ""
    links = "\n".join(
        f'<li><a href="/{slug(word)}-ptag.html" title="{word}">{word}</a></li>' for word in piece.keywords
    )
    return f'<div class="c-widget-tags"><span>Từ khóa:</span><ul>\n{links}\n</ul></div>'


def _dead_ends(piece: Piece) -> str:
    if not piece.dead_end:
        return ""
    return (
        f'<li><h3 class="b-grid__title"><a href="{traps.GONE}">Lễ hội đèn trời Vân Trạch tạm hoãn vì mưa lớn</a></h3></li>'
        '<li><h3 class="b-grid__title"><a href="/van-hoa">Xem tất cả tin Văn hóa</a></h3></li>'
    )


def _offer(offer: Offer, piece: Piece) -> str:
    if offer.relation in {"most_read", "latest"}:
        links = "\n".join(card(other, level="h4", lead=False) for other in offer.pieces)
        return f'<section class="c-box c-box--{offer.relation}"><h3 class="c-box__title">{offer.heading}</h3>\n{links}</section>'
    links = "\n".join(f'<li class="loadArticle" pid="{other.number}">{card(other)}</li>' for other in offer.pieces)
    extra = _dead_ends(piece) if offer.relation == "related" else ""
    return f'<div class="c-box c-related"><h3 class="c-box__title">{offer.heading}</h3><ul class="onecms__loading">\n{links}\n{extra}</ul></div>'


def _blocks(piece: Piece, everything: Sequence[Piece]) -> tuple[str, str]:
    """Return the blocks of links under the text, and those in the sidebar."""
    under: list[str] = []
    beside: list[str] = []
    for offer in offers(piece, everything):
        (beside if offer.relation in {"most_read", "latest"} else under).append(_offer(offer, piece))
    return "\n".join(under), "\n".join(beside)


def _crumbs(piece: Piece) -> str:
    steps = trail(piece.section)
    items = "".join(
        f'<li class="breadcrumb-item{" active" if step == steps[-1] else ""}"><a href="{step.path}">{step.name}</a></li>'
        for step in steps
    )
    return f'<ul class="bread-crumbs breadcrumb"><li class="breadcrumb-item home"><a href="/">Trang chủ</a></li>{items}</ul>'


def _old(piece: Piece, everything: Sequence[Piece]) -> str:
    under, beside = _blocks(piece, everything)
    inside, outside = (under, "") if piece.links_itself else ("", under)
    author = ""
    if piece.authors:
        author = _abbreviated(piece.authors[0]) if piece.byline == "body" else ", ".join(piece.authors)
    kind = f'<span class="c-detail-head__type">{_KINDS[piece.genre]}</span>' if piece.genre in _KINDS else ""
    return f"""<main class="container">{_crumbs(piece)}<div class="row"><div class="col-main onecms__detail" data-title="{escape(piece.headline)}" data-url="{piece.path}">
<div class="c-detail-head"><span class="c-detail-head__cat"><a href="{piece.section.path}">{piece.section.name}</a></span>{kind}
<h1 class="c-detail-head__title">{escape(piece.headline, quote=False)}</h1>
<div class="c-detail-head__row"><span class="c-detail-head__time">{piece.published:%d/%m/%Y, %H:%M} | </span><span class="c-detail-head__author">{author}</span>
<span class="c-share"><a href="https://www.facebook.com/sharer/sharer.php?u=x" rel="nofollow">Chia sẻ</a> <a href="javascript:window.print()">In bài</a></span></div></div>
<p class="desc">{_lead(piece)}</p>
<div class="c-box" id="ads_after_sapo_{piece.number}"><!-- ads --></div>
<div class="content-main-normal descriptionx">
{_body(piece, everything)}
{_signature(piece)}
{inside}
</div>
{_tags(piece)}
{outside}
<div class="c-comment" id="comment" data-id="{piece.number}"><h3>Bình luận</h3><textarea placeholder="Ý kiến của bạn"></textarea><button>Gửi</button></div>
</div><aside class="col-side">{banner("right_300x600")}{beside}</aside></div></main>"""


def _new(piece: Piece, everything: Sequence[Piece]) -> str:
    under, beside = _blocks(piece, everything)
    author = (
        f'<span class="sc-longform-header-author block-sc-author">{", ".join(piece.authors)}</span>'
        if piece.authors
        else ""
    )
    return f"""<main class="container">{_crumbs(piece)}<div class="row"><div class="col-main">
<article class="entry entry-no-padding">
<div class="sc-longform-header"><div class="sc-longform-header-cate"><a href="{piece.section.path}">{piece.section.name}</a></div>
<h1 class="sc-longform-header-title block-sc-title">{escape(piece.headline, quote=False)}</h1>
<div class="sc-longform-header-meta"><span class="sc-longform-header-date block-sc-publish-time">{piece.published:%d/%m/%Y %H:%M}</span>{author}</div>
<p class="sc-longform-header-sapo block-sc-sapo">{_lead(piece)}</p></div>
<div class="sc-empty-layer"></div>
{_body(piece, everything)}
{f'<p style="text-align: right;"><em>Theo {escape(piece.source)}</em></p>' if piece.source else ""}
</article>
{_tags(piece)}
{under}
</div><aside class="col-side">{banner("right_300x600")}{beside}</aside></div></main>"""


def _portal_offer(offer: Offer) -> str:
    return f'<div class="box-{offer.relation.replace("_", "-")}"><h3 class="box-title">{offer.heading}</h3>\n{post_items(offer.pieces)}</div>'


def _portal(piece: Piece, everything: Sequence[Piece]) -> str:
    blocks = [_portal_offer(offer) for offer in offers(piece, everything)]
    author = f"<p>Tác giả: {escape(', '.join(piece.authors))}</p>" if piece.authors else ""
    source = f"<p><em>Theo {escape(piece.source)}</em></p>" if piece.source else ""
    return f"""<main class="container">{_crumbs(piece)}<div class="detail">
<h1 class="detail-title">{escape(piece.headline, quote=False)}</h1>
<div class="time">Đăng tải: {_DAYS[piece.published.weekday()]}, {piece.published:%d/%m/%Y - %H:%M}</div>
<div class="detail-content-lead">{_lead(piece)}</div>
<div class="detail-content">
{_body(piece, everything)}
{source}
{author}
<p>Lượt xem: {piece.key % 977 + 120}</p>
</div>
{chr(10).join(blocks)}
</div></main>"""


_LAYOUTS: Final = {"onecms": _old, "longform": _new, "portal": _portal}


def _news_article(addresses: Addresses, piece: Piece) -> dict[str, object]:
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": addresses.main + piece.path},
        "headline": piece.headline,
        "description": piece.lead,
        "image": {"@type": "ImageObject", "url": addresses.main + piece.cover, "width": 800, "height": 450},
        "datePublished": piece.published.isoformat(),
        "articleSection": piece.section.name,
        "publisher": {"@type": "Organization", "name": NAME},
    }
    if piece.modified:
        data["dateModified"] = piece.modified.isoformat()
    if piece.authors:
        data["author"] = [{"@type": "Person", "name": name} for name in piece.authors]
    if piece.trap == "paywall":
        data["isAccessibleForFree"] = False
        data["hasPart"] = {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".c-paywall"}
    return data


def _breadcrumb_list(addresses: Addresses, piece: Piece) -> dict[str, object]:
    steps = [("Trang chủ", "/"), *((channel.name, channel.path) for channel in trail(piece.section))]
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "item": {"@id": addresses.main + path, "name": name}}
            for position, (name, path) in enumerate(steps, 1)
        ],
    }


def _head(addresses: Addresses, piece: Piece) -> Head:
    metas = [("name", "keywords", ", ".join(piece.keywords))] if piece.keywords else []
    if piece.layout == "onecms":
        moment = piece.published
        # The editor of this system writes this date in American order. The visible time and JSON-LD are right.
        american = f"{moment.month}/{moment.day}/{moment.year} {moment:%I:%M:%S %p}".replace(" 0", " ")
        metas.append(("name", "article:published_time", american))
    elif piece.layout == "longform":
        metas.append(("property", "article:published_time", piece.published.isoformat()))
        metas.append(("property", "article:section", piece.section.name))
    data = (_news_article(addresses, piece), _breadcrumb_list(addresses, piece), organization(addresses.main))
    return Head(
        title=piece.headline,
        description=f"({piece.tag}) - {piece.lead}" if piece.tag else piece.lead,
        canonical=addresses.main + piece.path,
        image=addresses.main + piece.cover,
        kind="article",
        metas=tuple(metas),
        links=(("amphtml", addresses.main + piece.amp_path),) if piece.amp else (),
        data=data if piece.layout != "portal" else data[1:],
        charset="windows-1252" if piece.trap == "charset" else "utf-8",
    )


def _retyped(piece: Piece) -> Piece:
    """Return the article as if pasted from a document in a TCVN3 font."""

    def typed(block: Block) -> Block:
        return Paragraph(traps.tcvn3(block.text)) if isinstance(block, Paragraph) else block

    return replace(
        piece,
        headline=traps.tcvn3(piece.headline),
        lead=traps.tcvn3(piece.lead),
        body=tuple(typed(block) for block in piece.body),
    )


def left_of_cut(piece: Piece) -> tuple[Block, ...]:
    """Return what a truncated page still holds: half of the body, ending inside a sentence."""
    kept = piece.body[: len(piece.body) // 2 + 1]
    last = kept[-1]
    if not isinstance(last, Paragraph):
        raise TypeError(f"the cut of {piece.path} falls into no paragraph")
    words = last.text.split(" ")
    return (*kept[:-1], Paragraph(" ".join(words[: len(words) * 2 // 3])))


def article(addresses: Addresses, piece: Piece, everything: Sequence[Piece]) -> bytes:
    """Return the article's page as the server sends it, including its trap."""
    shown = _retyped(piece) if piece.trap == "tcvn3" else piece
    main = _LAYOUTS[piece.layout](shown, everything)
    html = document(_head(addresses, shown), main, addresses, body_class=f"page-detail page-{piece.genre}")
    if piece.trap == "nfd":
        return traps.decomposed(html)
    if piece.trap == "cut":
        last = left_of_cut(piece)[-1]
        return traps.cut(html, last.text if isinstance(last, Paragraph) else "")
    return html.encode()


def amp(addresses: Addresses, piece: Piece) -> bytes:
    """Return the AMP variant of the article."""
    body = "\n".join(f"<p>{_inline(block.text)}</p>" for block in piece.body if isinstance(block, Paragraph))
    return f"""<!doctype html>
<html amp lang="vi"><head><meta charset="utf-8"><script async src="https://cdn.ampproject.org/v0.js"></script>
<title>{escape(piece.headline)}</title><link rel="canonical" href="{addresses.main + piece.path}">
{tag_meta("name", "viewport", "width=device-width")}</head>
<body><h1>{escape(piece.headline)}</h1><p class="sapo">{_lead(piece)}</p>{body}</body></html>
""".encode()


def login(addresses: Addresses) -> bytes:
    """Return the login page."""
    top = Head(
        title="Đăng nhập",
        description="Đăng nhập tài khoản bạn đọc",
        canonical=f"{addresses.main}/dang-nhap",
        image=f"{addresses.main}/img/bieu-tuong.png",
    )
    return document(top, f'<main class="container">{_LOGIN}</main>', addresses, body_class="page-login").encode()


def tag_page(addresses: Addresses, word: str, tagged: Iterable[Piece]) -> bytes:
    """Return a page with all articles of a tag."""
    path = f"/{slug(word)}-ptag.html"
    top = Head(
        title=word,
        description=f"Tin tức về {word}",
        canonical=addresses.main + path,
        image=f"{addresses.main}/img/bieu-tuong.png",
    )
    items = "\n".join(card(piece) for piece in tagged)
    main = f'<main class="container"><h1 class="c-category-title">{escape(word)}</h1>{items}</main>'
    return document(top, main, addresses, body_class="page-tag").encode()
