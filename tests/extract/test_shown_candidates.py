"""Tests of the elements that show the reader what the record takes from metadata."""

from __future__ import annotations

import json

from newscrawl.extract import open_page, pick_article, shown_candidates
from newscrawl.extract.dom import text_of

WORDS = "Người dân ven sông dọn bùn suốt đêm để kịp mở lại phiên chợ sáng, và tàu thuyền đã rời bến từ sớm."
NEWS = {
    "@type": "NewsArticle",
    "headline": "Đê làng vỡ trong đêm",
    "datePublished": "2026-03-05T08:30:20+07:00",
    "author": {"name": "Trần Hà Thu"},
}
PAGE = f"""<html lang="vi"><head><title>Đê làng vỡ trong đêm</title>
<script type="application/ld+json">{json.dumps(NEWS)}</script></head><body><main>
<ul class="breadcrumb"><li><a href="/">Trang chủ</a></li><li><a href="/xa-hoi">Xã hội</a></li></ul>
<h1>Đê làng vỡ trong đêm</h1><div class="meta"><span class="byline">Trần Hà Thu</span><time class="stamp">05/03/2026 08:30</time></div>
<div class="text">{"".join(f"<p>{WORDS} {n}</p>" for n in range(6))}</div>
<div class="tags"><a href="/tag/de-lang">đê làng</a><a href="/tag/mua-lu">mưa lũ</a></div></main></body></html>"""


def test_a_value_from_metadata_has_the_element_that_shows_it() -> None:
    context = pick_article(open_page(PAGE, url="https://bao.example/de-lang-vo-trong-dem-123456.html"))
    assert context.date_published is not None
    assert (context.date_published.source, context.date_published.element) == ("jsonld", None)
    times = [candidate.element for candidate in shown_candidates(context, "date_published")]
    assert times
    assert all(element is not None and "05/03/2026 08:30" in text_of(element) for element in times)
    bylines = [candidate.element for candidate in shown_candidates(context, "authors")]
    assert [element.get("class") for element in bylines if element is not None] == ["byline"]


def test_the_items_of_a_list_have_their_elements() -> None:
    context = pick_article(open_page(PAGE, url="https://bao.example/de-lang-vo-trong-dem-123456.html"))
    crumbs, tags = (next(shown_candidates(context, name)) for name in ("breadcrumbs", "keywords"))
    assert [link.get("href") for link in crumbs.item_elements] == ["/", "/xa-hoi"]
    assert [link.text for link in tags.item_elements] == tags.value == ["đê làng", "mưa lũ"]


def test_another_value_shows_nothing() -> None:
    page = PAGE.replace("05/03/2026 08:30", "07/03/2026 10:15")
    context = pick_article(open_page(page, url="https://bao.example/de-lang-vo-trong-dem-123456.html"))
    assert list(shown_candidates(context, "date_published")) == []
    assert list(shown_candidates(context, "lead")) == []
