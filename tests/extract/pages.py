"""Small pages for tests, and a site with one layout to read them with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.extract import extract
from newscrawl.sites.profile import ArticleUrl, Layout, Related, Site

if TYPE_CHECKING:
    from newscrawl.items import Article, Hints

URL = "https://bao.vn/chuyen-lang-1234567.html"
PROSE = (
    "Sáng nay, hàng trăm người dân ở xã ven sông đã ra bờ kè xem nước rút, nhiều người mang theo cả lưới và giỏ tre."
)
LAYOUT = Layout(
    name="bao",
    body=("div.body",),
    headline=("h1.title",),
    lead=("p.sapo",),
    date=("span.date",),
    author=("p.author",),
    breadcrumbs=("ul.crumbs a",),
    keywords=("div.tags a",),
    drop=("div.qc",),
    related=(Related(css="div.cung-muc", relation="same_category"),),
)
SITE = Site(
    name="bao",
    publisher="Báo Làng",
    home="https://bao.vn/",
    article_url=(ArticleUrl(pattern=r"-(?P<id>\d{7})\.html$", yes=(URL,)),),
    layouts=(LAYOUT,),
    newsroom_tags=("BLO",),
)


def page(body: str, *, head: str = "", around: str = "") -> bytes:
    """A page of the site: headline, lead and date stand, ``body`` is the body's HTML, ``around`` what follows it."""
    return (
        f'<!DOCTYPE html><html lang="vi"><head><title>Nước rút ở làng ven sông | Báo Làng</title>{head}</head><body>'
        '<ul class="crumbs"><li><a href="/">Trang chủ</a></li><li><a href="/xa-hoi.html">Xã hội</a></li></ul>'
        '<h1 class="title">Nước rút ở làng ven sông</h1><span class="date">Thứ hai, 2/3/2026, 08:05 (GMT+7)</span>'
        f'<p class="sapo">(BLO) - Sau ba ngày ngập, nước bắt đầu rút khỏi làng.</p><div class="body">{body}</div>{around}</body></html>'
    ).encode()


def article(body: str, *, head: str = "", around: str = "", hints: Hints | None = None) -> Article:
    """The article on such a page, read with the layout."""
    return extract(page(body, head=head, around=around), url=URL, site=SITE, hints=hints)


def generic(body: str, *, head: str = "", around: str = "") -> Article:
    """The same, read without the layout."""
    return extract(page(body, head=head, around=around), url=URL, site=SITE, use_layouts=False)


def paragraphs(body: str) -> list[str]:
    """The text of such a page."""
    return article(body).text.split("\n\n")
