"""Odd pages, feeds and sitemaps, put together at random from parts of real ones and from input that breaks parsers.

The same seed always makes the same document.
"""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

DIGITS: Final = "1" * 5_000
"""A number of more digits than Python converts."""

TITLES: Final = (
    "Nước rút ở làng ven sông sau một đêm",
    "Giá lúa tăng trở lại | Báo Làng",
    "[Ảnh] Chợ nổi mùa nước lên",
)
SENTENCES: Final = (
    "Sáng nay, hàng trăm người dân ở xã ven sông đã ra bờ kè xem nước rút, nhiều người mang theo cả lưới và giỏ tre.",
    "Theo ông Nguyễn Văn An, mực nước đã giảm hơn một mét so với ngày 05/01/2026 lúc 22:10.",
    "“Chúng tôi chờ cả đêm”, bà Trần Thị Bình nói (ảnh: Lê Nam).",
    "The water fell quickly overnight, and people returned to their homes along the river bank in the morning.",
)
WORDS: Final = (
    "Tin liên quan", "Xem thêm:", ">> ", "Từ khóa:", "Đọc nhiều", "Cùng chuyên mục", "Theo TTXVN", "(TTXVN) - ", "BKTO - ", "Ảnh: Lê Nam", "Nguồn: ",
    "PV", "Nguyễn Văn An - Trần Thị Bình", "Trang chủ", "Bình luận", "Đăng nhập", "404", "12 %", "a@b.vn", "http://a.vn/x", "#nước", "TP.HCM", "/.", "",
)  # fmt: skip
ODD: Final = (
    "\x00", "\x01", "\x08", "\x1b[31m", "\x7f", "\x85", "\x9b", "\u00a0", "\u00ad", "\u200b", "\u200d", "\u202e", "\u2028", "\u2060", "\ufeff", "\ufffd", "\uffff",
    "\U0010ffff", "\U0001f469\u200d\U0001f4bb", "a" + "\u0301" * 40, "e\u0302\u0301", "Ð", "Н", "Ａ", "Viá»‡t", "ViÖt Nam", "\r", "\r\n", "\t", "&nbsp;", "&#0;", "&#1;",
    "&#xD800;", "&#xDC00;&#xD83D;", "&#x10FFFF;", "&#x110000;", f"&#{DIGITS};", f"&amp;#{DIGITS};", "&amp;amp;lt;b&amp;gt;", "&lt;script&gt;", "&notin", "&", "<", ">", "]]>", "<!--", "-->",
    "<![CDATA[", "<?php x ?>", "{{x}}", "\\ud800", "\\", '"', "'", "%", "%zz", "::", "🙂",
)  # fmt: skip
MOMENTS: Final = (
    "2026-01-05T10:00:00+07:00", "05/01/2026 10:00", "Thứ Hai, 5/1/2026, 10:00 (GMT+7)", "3 giờ trước", "hôm qua", "99999999999 ngày trước", "999 năm trước", "31/12/9999 24:00",
    "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "0000-00-00", "99/99/9999", "2026-01-05T10:00:00+99:99", "1767582000", "1767582000000", "9999999999999", DIGITS,
    "2026-02-30", "30/2/2026 25:61", "٠٥/٠١/٢٠٢٦", "5 tháng Giêng năm 2026", "January 5, 2026 10 PM", "20260105100000", "/Date(1767582000000)/", "2099-01-01", "1969-12-31", "", "now",
)  # fmt: skip
PATHS: Final = (
    "/nuoc-rut-o-lang-ven-song-1234567.html", "/gia-lua-tang-tro-lai-7654321.html", "/xa-hoi/", "/xa-hoi.htm", "/tag/nuoc", "/tac-gia/an", "/", "", "#", "?a=1", "/x%zz-1234567.html",
    "//cdn.lang.vn/a.jpg", "/a.jpg", "/a b-1234567.html", "\n/xuong-dong-1234567.html\t", "javascript:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "mailto:a@b.vn", "file:///etc/passwd", "ftp://a.vn/x",
    "http://[", "http://[::1]/x-1234567.html", "http://[::1", "http://lang.vn:99999/x", "http://lang.vn:x/", "http://lang.vn:80/gia-lua-1234568.html", "http://a..b/x-1234567.html", "http://ví-dụ.vn/x-1234567.html",
    "http://\u0130.vn/", "http://xn--a.vn/", "http://．vn/", "http://a\u00ad.vn/x", "http://u:p@lang.vn/x-1234569.html", "HTTP://LANG.VN/X-1234567.HTML", "https://vnexpress.net/gia-lua-4567890.html", "\\\\lang.vn\\x-1234567.html",
    "/" + "a" * 3_000, f"/tin-{DIGITS}.html", "https://www.youtube.com/embed/x", "https://lang.vn/" + "../" * 50, "/./x//y/../z-1234567.html", "http:/x", "http:x-1234567.html", "://", "https://", "\u0001http://lang.vn/", "/\ud83d",
)  # fmt: skip
TAGS: Final = """div p span b strong i em a h1 h2 h3 h4 ul ol li table tr td th blockquote figure figcaption picture section article aside nav header footer main form time center font pre
    template noscript svg math path iframe video source object embed button select option textarea input br hr img x-y o:p st1:place amp-img base link meta title script style dl dt dd body html""".split()  # noqa: SIM905 - easier to read than a list of strings
NAMES: Final = """title-detail content fck_detail singular-content detail-content article-body sapo lead description related box-related tin-lien-quan most-read breadcrumb tags tag-list author byline
    date time caption comment ads banner menu nav header footer logo newer older tabs location kicker section paywall list-news""".split()  # noqa: SIM905 - easier to read than a list of strings
METAS: Final = """og:title og:type og:url og:image og:site_name og:description og:updated_time article:published_time article:modified_time article:author article:section article:tag description keywords author
    robots googlebot tdm-reservation tdm-policy pubdate news_keywords twitter:title date""".split()  # noqa: SIM905 - easier to read than a list of strings
TYPES: Final = (
    "NewsArticle",
    "Article",
    "BreadcrumbList",
    "WebPage",
    "Person",
    "Organization",
    "ImageObject",
    "VideoObject",
    "LiveBlogPosting",
)
KEYS: Final = """@type @id @graph @context headline name description datePublished dateModified author publisher image url articleBody articleSection keywords mainEntityOfPage mainEntity
    itemListElement item position isAccessibleForFree liveBlogUpdate inLanguage""".split()  # noqa: SIM905 - easier to read than a list of strings
CODECS: Final = (
    "utf-8",
    "utf-8",
    "utf-8",
    "utf-8",
    "utf-16",
    "utf-16-le",
    "utf-8-sig",
    "cp1258",
    "cp1252",
    "gb18030",
    "utf-7",
    "latin-1",
    "utf-32",
)


class Grammar:
    """Makes documents; one random generator makes all choices."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng

    def text(self) -> str:
        """Some words, most of them valid."""
        parts = self._rng.choices(
            (SENTENCES, TITLES, WORDS, ODD, MOMENTS, PATHS), (8, 1, 3, 2, 1, 1), k=self._rng.randint(1, 3)
        )
        return " ".join(self._rng.choice(part) for part in parts)

    def attributes(self, tag: str) -> str:
        """No attributes, or a few that the extraction looks at."""
        rng = self._rng
        found: list[str] = []
        if rng.random() < 0.6:
            found.append(f'class="{" ".join(rng.choices(NAMES, k=rng.randint(1, 3)))}"')
        if rng.random() < 0.1:
            found.append(f"id={rng.choice(NAMES)}")
        if tag in {"a", "link", "base"} or rng.random() < 0.03:
            found.append(f'href="{rng.choice(PATHS)}"')
        if tag in {"img", "iframe", "video", "source", "embed", "amp-img"}:
            found.append(
                f'{rng.choice(("src", "data-src", "srcset", "data-original"))}="{rng.choice(PATHS)}{rng.choice(("", "", " 2x", " 1e999w, /b.jpg 3w", f" {DIGITS}w"))}"'
            )
            found.append(
                rng.choice(
                    ("", 'alt="Nước rút"', f"width={rng.choice((0, -1, 640, DIGITS))}", 'width="100%" height=1e9')
                )
            )
        if tag == "time":
            found.append(f'datetime="{rng.choice(MOMENTS)}"')
        if tag in {"link", "a"}:
            found.append(
                rng.choice(
                    (
                        "",
                        "rel=canonical",
                        "rel=tag",
                        "rel=next",
                        "rel=author",
                        "rel=sponsored",
                        "rel=alternate type=application/rss+xml",
                    )
                )
            )
        if rng.random() < 0.1:
            found.append(
                rng.choice(
                    ("style='display:none'", "hidden", "itemprop=articleBody", "itemprop=author", "itemprop=datePublished", "itemscope itemref=content itemtype=//schema.org/NewsArticle",
                     "itemprop=itemListElement", 'lang="' + "x-" * 40 + '"', "xmlns:o=urn:x", "data-time='1767582000'", '="', "a'b=\"c", "onclick=alert(1)")
                )
            )  # fmt: skip
        return " ".join(filter(None, ["", *found]))

    def element(self, depth: int) -> str:
        """An element with its content and, mostly, its end tag."""
        rng = self._rng
        tag = rng.choice(TAGS) if rng.random() < 0.7 else rng.choice(("p", "div", "a", "h2", "li", "figure", "img"))
        inner = "".join(self.node(depth - 1) for _ in range(rng.randint(0, 3))) if depth else self.text()
        one = f"<{tag}{self.attributes(tag)}>{inner}" + (f"</{tag}>" if rng.random() < 0.93 else "")
        return one * rng.choice((1, 1, 1, 1, 1, 2, 3, 30)) if len(one) < 400 else one

    def node(self, depth: int) -> str:
        return self.text() if depth <= 0 or self._rng.random() < 0.3 else self.element(depth)

    def value(self, depth: int) -> Any:
        """Any JSON value, with the keys of news articles."""
        rng = self._rng
        kind = rng.randint(0, 9) if depth else rng.randint(0, 5)
        if kind <= 2:
            return rng.choice(
                (self.text(), rng.choice(TITLES), rng.choice(MOMENTS), rng.choice(PATHS), rng.choice(TYPES))
            )
        if kind <= 5:
            return rng.choice((None, True, False, 0, -1, 1e308, float("nan"), float("inf"), "", " ", int(DIGITS[:60])))
        if kind <= 7:
            return [self.value(depth - 1) for _ in range(rng.randint(0, 3))]
        return {rng.choice(KEYS): self.value(depth - 1) for _ in range(rng.randint(0, 5))}

    def json_ld(self) -> str:
        """A block of JSON-LD, often broken."""
        rng = self._rng
        node = {
            "@type": rng.choice(TYPES),
            "headline": rng.choice(TITLES),
            "datePublished": rng.choice(MOMENTS),
            "author": self.value(2),
        }
        for _ in range(rng.randint(0, 4)):
            node[rng.choice(KEYS)] = self.value(3)
        text = json.dumps(node if rng.random() < 0.8 else self.value(5), ensure_ascii=rng.random() < 0.5)
        if rng.random() < 0.3:
            text = text.replace("}", rng.choice((",}", "}}", "", "\n}", "\\ud83d}")), 1)
        if rng.random() < 0.3:
            text = text.replace('"', rng.choice(("&quot;", "'", '"\n', '"\\ud800')), rng.choice((1, -1)))
        if rng.random() < 0.1:
            text = rng.choice(
                ("<!--{}-->", "//<![CDATA[\n{}\n//]]>", "[{}]" * 40, "{}" * 3, "[" * 2_000 + "{}")
            ).replace("{}", text)
        return f"<script type='application/ld+json'>{text}</script>"

    def head(self) -> str:
        rng = self._rng
        parts = [f"<title>{rng.choice(TITLES)}{rng.choice(('', self.text()))}</title>"] if rng.random() < 0.9 else []
        if rng.random() < 0.7:
            parts.append('<meta property="og:type" content="article">')
        for _ in range(rng.randint(0, 6)):
            name = rng.choice(METAS)
            content = rng.choice((self.text(), rng.choice(MOMENTS), rng.choice(PATHS), rng.choice(TITLES))).replace(
                '"', ""
            )
            parts.append(f'<meta {rng.choice(("name", "property", "itemprop"))}="{name}" content="{content}">')
        parts += [self.json_ld() for _ in range(rng.choice((0, 0, 1, 1, 2, 5)))]
        if rng.random() < 0.15:
            parts.append(f'<base href="{rng.choice(PATHS)}">')
        if rng.random() < 0.3:
            parts.append(f'<link rel=canonical href="{rng.choice(PATHS)}">')
        if rng.random() < 0.2:
            parts.append(f"<meta charset={rng.choice(CODECS)}>")
        rng.shuffle(parts)
        return "".join(parts)

    def page(self) -> bytes:
        """A news page, often broken."""
        rng = self._rng
        body = [self.element(rng.randint(1, 5)) for _ in range(rng.randint(0, 8))]
        body += [f"<p>{rng.choice(SENTENCES)} {n}</p>" for n in range(rng.choice((0, 3, 8)))]
        if rng.random() < 0.3:
            rng.shuffle(body)
        title = f"<h1 class=title-detail>{rng.choice(TITLES)}</h1>" if rng.random() < 0.8 else ""
        inner = f"<div class='{rng.choice(NAMES)} {rng.choice(NAMES)}'>{''.join(body)}</div>"
        after = "".join(self.element(3) for _ in range(rng.randint(0, 3)))
        text = (
            f"<!doctype html><html><head>{self.head()}</head><body>{self.element(2)}{title}{inner}{after}</body></html>"
        )
        return self._as_bytes(text)

    def feed(self) -> bytes:
        """RSS, Atom, JSON Feed, or something similar."""
        rng = self._rng
        if rng.random() < 0.3:
            items = [
                {rng.choice(("url", "id", "title", "summary", "date_published", "link", "PublishedTime", "Sapo")): self.value(2) for _ in range(5)}
                for _ in range(rng.randint(0, 5))
            ]  # fmt: skip
            text = json.dumps({"items": items} if rng.random() < 0.7 else items, ensure_ascii=rng.random() < 0.5)
            return self._as_bytes(text.replace('"', '"\\ud83d', 1) if rng.random() < 0.1 else text)
        entry = rng.choice(("item", "entry"))
        entries: list[str] = []
        for _ in range(rng.randint(0, 6)):
            fields = "".join(
                f"<{name}{rng.choice(('', ' type=html', ' rel=alternate', ' xml:base=http://[', f' href={chr(34)}{rng.choice(PATHS)}{chr(34)}'))}>{self._field()}</{name}>"
                for name in rng.choices(
                    (
                        "title",
                        "link",
                        "guid",
                        "pubDate",
                        "description",
                        "category",
                        "dc:date",
                        "media:title",
                        "updated",
                        "item",
                    ),
                    k=rng.randint(1, 7),
                )
            )
            entries.append(f"<{entry}>{fields}</{entry}>")
        bomb = (
            '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/hostname">]>'
            if rng.random() < 0.2
            else ""
        )
        root = rng.choice(("rss", "feed", "rdf:RDF", "channel"))
        return self._as_bytes(f"{bomb}<{root}>{''.join(entries)}{rng.choice(('', '&b;&c;'))}</{root}>")

    def sitemap(self) -> bytes:
        """A sitemap, a sitemap index, a list of lines, or something similar."""
        rng = self._rng
        if rng.random() < 0.15:
            return self._as_bytes("\n".join(rng.choices(PATHS, k=20)))
        root, entry = rng.choice(
            (("urlset", "url"), ("sitemapindex", "sitemap"), ("urlset", "sitemap"), ("html", "url"))
        )
        entries = "".join(
            f"<{entry}><loc>{self._field(PATHS)}</loc><lastmod>{self._field(MOMENTS)}</lastmod><news:news><news:title>{self._field()}</news:title>"
            f"<news:publication_date>{self._field(MOMENTS)}</news:publication_date></news:news></{entry}>"
            for _ in range(rng.randint(0, 8))
        )
        body = self._as_bytes(f"<?xml version='1.0' encoding='{rng.choice(CODECS)}'?><{root}>{entries}</{root}>")
        packed = gzip.compress(body, mtime=0)
        return rng.choice((body, body, body, packed, packed[: len(packed) // 2], gzip.compress(packed, mtime=0)))

    def _field(self, kind: tuple[str, ...] | None = None) -> str:
        rng = self._rng
        text = rng.choice(kind) if kind and rng.random() < 0.8 else self.text()
        return f"<![CDATA[{text}]]>" if rng.random() < 0.3 else text

    def _as_bytes(self, text: str) -> bytes:
        rng = self._rng
        codec = rng.choice(CODECS) if rng.random() < 0.3 else "utf-8"
        body = text.encode(codec, "surrogatepass" if codec == "utf-8" else "replace")
        if rng.random() < 0.1:
            body = body[: rng.randint(0, len(body))]
        if rng.random() < 0.1:
            at = rng.randint(0, len(body))
            body = body[:at] + rng.randbytes(rng.randint(1, 40)) + body[at:]
        return body


MAKERS: Final[dict[str, Callable[[Grammar], bytes]]] = {
    "page": Grammar.page,
    "feed": Grammar.feed,
    "sitemap": Grammar.sitemap,
}
