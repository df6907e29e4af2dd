"""Everything around an article on a page: head, menus, sidebar, footer, scripts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape
from typing import Final

from newscrawl.sample import traps
from newscrawl.sample.pieces import CHANNELS, Channel

NAME: Final = "Báo Mẫu"
"""Name of the newspaper."""

SLOGAN: Final = "Tờ báo mẫu của newscrawl"
"""Slogan of the newspaper."""

GREY: Final = "/assets/images/grey.gif"
"""Path of the placeholder of lazy images."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Addresses of the three hosts, each as ``http://host:port`` without a trailing slash."""

    main: str
    syndicate: str
    old: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Content of ``<head>``."""

    title: str
    description: str
    canonical: str
    image: str
    kind: str = "website"
    metas: tuple[tuple[str, str, str], ...] = ()
    """Attribute, name and content of each further ``<meta>``."""

    links: tuple[tuple[str, str], ...] = ()
    """``rel`` and ``href`` of each further ``<link>``."""

    data: tuple[dict[str, object], ...] = ()
    """JSON-LD objects."""

    charset: str = "utf-8"


_STYLE: Final = """
:root{--brand:#0b5c9e;--ink:#1f2328;--soft:#6b7280;--line:#e5e7eb}
*{box-sizing:border-box}body{margin:0;font-family:Roboto,Arial,sans-serif;color:var(--ink);line-height:1.55;font-size:16px}
a{color:inherit;text-decoration:none}a:hover{color:var(--brand)}img{max-width:100%;height:auto}ul{list-style:none;margin:0;padding:0}
.container{width:1100px;max-width:96%;margin:0 auto}.row{display:flex;gap:32px}.col-main{flex:1 1 auto;min-width:0}.col-side{flex:0 0 300px}
.c-header{border-bottom:3px solid var(--brand)}.c-header__top{display:flex;justify-content:space-between;align-items:center;padding:14px 0}
.c-header__logo{font-size:34px;font-weight:800;color:var(--brand);letter-spacing:-.5px}.c-menu{background:var(--brand);color:#fff}
.c-menu>ul{display:flex;flex-wrap:wrap}.c-menu li{position:relative;padding:10px 13px;font-weight:600}.c-menu li ul{display:none;position:absolute;left:0;top:100%;background:#fff;color:var(--ink);min-width:210px;box-shadow:0 6px 18px rgba(0,0,0,.15);z-index:9}
.c-menu li:hover ul{display:block}.bread-crumbs{display:flex;gap:8px;padding:14px 0;color:var(--soft);font-size:14px}
.c-detail-head__title,.detail-title,.sc-longform-header-title{font-size:32px;line-height:1.25;margin:10px 0}.c-detail-head__row{display:flex;gap:10px;color:var(--soft);font-size:14px}
.desc,.detail-content-lead,.sc-longform-header-sapo{font-weight:700;font-size:18px}.content-main-normal p,.entry p,.detail-content p{margin:0 0 16px}
.b-grid{display:flex;gap:14px;padding:14px 0;border-bottom:1px solid var(--line)}.b-grid__img{flex:0 0 200px}.b-grid__title{font-size:18px;margin:0 0 6px}.b-grid__time{color:var(--soft);font-size:13px}
.c-box{margin:24px 0;border-top:2px solid var(--brand)}.c-box__title{font-size:18px;text-transform:uppercase;color:var(--brand)}
.c-footer{margin-top:40px;background:#f3f4f6;padding:28px 0;font-size:14px;color:var(--soft)}.c-banner{min-height:90px;background:#fafafa;text-align:center;font-size:11px;color:#bbb}
table.image{width:100%;border-collapse:collapse}table.image td{padding:4px;text-align:center}.caption{font-style:italic;color:var(--soft)}
@media(max-width:768px){.row{display:block}.col-side{width:100%}.b-grid__img{flex-basis:120px}.c-menu{display:none}}
"""
_SCRIPT: Final = """
(function(w,d){
  var lazy=function(){var l=d.querySelectorAll('img.lazy[data-src]');for(var i=0;i<l.length;i++){var r=l[i].getBoundingClientRect();
    if(r.top<w.innerHeight+300){l[i].src=l[i].getAttribute('data-src');l[i].className=l[i].className.replace('lazy','loaded');}}};
  w.addEventListener('scroll',lazy);w.addEventListener('load',lazy);
  var more=d.querySelector('.onecms__loadmore a');
  if(more){more.addEventListener('click',function(e){e.preventDefault();
    var list=d.querySelector('ul.loadAjax'),items=list.querySelectorAll('li.loadArticle'),last=items[items.length-1].getAttribute('pid');
    var x=new XMLHttpRequest();x.open('GET','/api/getMoreArticle/channel_empty_'+last+'_'+list.getAttribute('data-channel')+'_0');
    x.onload=function(){JSON.parse(x.responseText).forEach(function(a){var li=d.createElement('li');li.className='loadArticle';li.setAttribute('pid',a.PublisherId);
      li.innerHTML='<div class="b-grid"><div class="b-grid__content"><h3 class="b-grid__title"><a href="'+a.LinktoMe2+'">'+a.Title+'</a></h3></div></div>';list.appendChild(li);});};
    x.send();});}
  w.dataLayer=w.dataLayer||[];function gtag(){w.dataLayer.push(arguments);}gtag('js',new Date());gtag('config','G-MAUBAO0000');
})(window,document);
"""


def tag_meta(attribute: str, name: str, content: str) -> str:
    """Return one ``<meta>`` element."""
    return f'<meta {attribute}="{name}" content="{escape(content)}" />'


def head(head: Head) -> str:
    """Return the head of the document."""
    metas = (
        ("name", "description", head.description),
        ("property", "og:site_name", NAME),
        ("property", "og:type", head.kind),
        ("property", "og:title", head.title),
        ("property", "og:description", head.description),
        ("property", "og:url", head.canonical),
        ("property", "og:image", head.image),
        ("property", "og:locale", "vi_VN"),
        ("name", "twitter:card", "summary_large_image"),
        ("name", "twitter:title", head.title),
        ("name", "twitter:description", head.description),
        ("name", "robots", "index,follow,max-image-preview:large"),
        *head.metas,
    )
    links = (("canonical", head.canonical), ("shortcut icon", "/img/bieu-tuong.png"), *head.links)
    return "\n".join(
        (
            "<head>",
            f'<meta http-equiv="Content-Type" content="text/html; charset={head.charset}" />',
            '<meta name="viewport" content="width=device-width, initial-scale=1" />',
            f"<title>{escape(head.title, quote=False)} - {NAME}</title>",
            *(tag_meta(*meta) for meta in metas),
            *(f'<link rel="{rel}" href="{escape(href)}" />' for rel, href in links),
            '<link rel="alternate" type="application/rss+xml" title="Báo Mẫu - Trang chủ" href="/rss/home.rss" />',
            *(f'<script type="application/ld+json">{_json(data)}</script>' for data in head.data),
            f"<style>{_STYLE}</style>",
            "</head>",
        )
    )


def _json(data: dict[str, object]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2).replace("</", "<\\/")


def organization(base: str) -> dict[str, object]:
    """Return the JSON-LD object of the newspaper."""
    return {
        "@context": "https://schema.org",
        "@type": "NewsMediaOrganization",
        "name": NAME,
        "url": f"{base}/",
        "logo": {"@type": "ImageObject", "url": f"{base}/img/bieu-tuong.png", "width": 320, "height": 180},
    }


def _entry(channel: Channel) -> str:
    inner = "".join(
        f'<li><a href="{c.path}" title="{c.name}">{c.name}</a></li>'
        for c in CHANNELS
        if c.path.rpartition("/")[0] == channel.path
    )
    return f'<li class="c-menu__item"><a href="{channel.path}" title="{channel.name}">{channel.name}</a>{f"<ul>{inner}</ul>" if inner else ""}</li>'


_TOP: Final = tuple(channel for channel in CHANNELS if channel.is_portal or channel.path.count("/") == 1)
_MENU: Final = "\n".join(_entry(channel) for channel in _TOP)


def header() -> str:
    """Return logo, search box and the two menus."""
    return f"""<!-- header: cache 300s -->
<header class="c-header"><div class="container c-header__top">
<a class="c-header__logo" href="/" title="{NAME}">{NAME}</a><span class="c-header__slogan">{SLOGAN}</span>
<form class="c-search" action="/tim-kiem" method="get"><input type="text" name="q" placeholder="Tìm kiếm tin bài" /><button type="submit">Tìm</button></form>
<div class="c-header__date">Chủ nhật, 22/11/2026</div><a class="c-header__login" href="/dang-nhap">Đăng nhập</a>
</div>
<nav class="c-menu"><ul><li class="c-menu__item active"><a href="/">Trang chủ</a></li>
{_MENU}
</ul></nav>
<div class="c-menu-mobile" style="display:none"><button type="button" class="c-menu-mobile__close">Đóng</button><ul>
{_MENU}
</ul></div>
</header>"""


def banner(name: str) -> str:
    """Return an advertisement slot."""
    return f"""<!-- {name} -->
<div class="c-banner" id="{name}" data-zone="{name}"><a href="https://quang-cao.example/click?zone={name}" rel="nofollow sponsored" target="_blank"><img src="/img/quang-cao-{name}.png" alt="Quảng cáo" width="300" height="250" /></a></div>"""


def footer(addresses: Addresses) -> str:
    """Return imprint, links to the sections and to paths that robots.txt disallows, and scripts."""
    sections = "".join(f'<li><a href="{channel.path}">{channel.name}</a></li>' for channel in CHANNELS)
    return f"""<footer class="c-footer"><div class="container">
<div class="c-footer__logo"><a href="/">{NAME}</a> - {SLOGAN}</div>
<ul class="c-footer__menu">{sections}</ul>
<ul class="c-footer__links"><li><a href="/rss/home.rss">RSS</a></li><li><a href="{addresses.syndicate}/">Báo Bờ Sông</a></li>
<li><a href="{addresses.old}/">Trang cũ</a></li><li><a href="{traps.FORBIDDEN[1]}" title="Dành cho nội bộ">Lịch trực tòa soạn</a></li>
<li><a href="mailto:toasoan@baomau.example">toasoan@baomau.example</a></li><li><a href="javascript:;" class="to-top">Về đầu trang</a></li></ul>
<p>Tòa soạn: số 8 đường Bến Cũ, phường Thạch Kiều, tỉnh Lam Giang. Điện thoại: (0299) 3812 345. Đường dây nóng: 0900 000 299.</p>
<p>Giấy phép số 00/GP-MAU. Người, địa danh và sự việc trong các bài do dự án viết đều là hư cấu.</p>
<p>© 2026 {NAME}. Ghi rõ nguồn khi phát hành lại thông tin từ trang này.</p>
</div></footer>
<noscript><img height="1" width="1" style="display:none" src="/img/dem.png" alt="" /></noscript>
<script>{_SCRIPT}</script>"""


def document(top: Head, body: str, addresses: Addresses, *, body_class: str) -> str:
    """Return a whole page."""
    return f"""<!DOCTYPE html>
<html lang="vi" xmlns="http://www.w3.org/1999/xhtml">
{head(top)}
<body class="{body_class}">
{header()}
{banner("top_980x90")}
{body}
{footer(addresses)}
</body>
</html>
"""
