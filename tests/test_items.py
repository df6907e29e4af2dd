"""An article as a dictionary, in a console and in a notebook."""

from __future__ import annotations

import json
from dataclasses import fields, replace

from newscrawl.exporters.json_lines import json_line
from newscrawl.items import Article, Author
from tests.helpers.records import article, link


def test_the_dictionary_is_the_line_of_the_file() -> None:
    item = article(related_links=[link(2)])
    found = item.to_dict()
    assert list(found) == [field.name for field in fields(Article)]
    assert json.loads(json.dumps(found)) == json.loads(json_line(item))
    found["related_links"].clear()
    assert item.related_links


def test_the_short_form_names_id_headline_and_date() -> None:
    assert repr(article()) == "<Article bao:1 'Chuyện làng số 1' 2026-03-01T08:00:00+07:00>"
    long = repr(article(headline="Đường " * 40, date_published=None))
    assert long.endswith("…' undated>")
    assert len(long) < 100


def test_the_short_form_changes_neither_equality_nor_copies() -> None:
    assert article() == article()
    assert replace(article(), text="Khác.") != article()


def test_a_notebook_shows_the_article_escaped() -> None:
    item = article(
        headline="Giá <b>vàng</b>",
        description="Sapo & lời dẫn",
        text="Đoạn một.\n\nĐoạn hai.",
        authors=[Author(name="<script>")],
        url='https://bao.vn/"onmouseover="x',
    )
    html = item._repr_html_()
    assert "<h3>Giá &lt;b&gt;vàng&lt;/b&gt;</h3>" in html
    assert "&lt;script&gt;" in html
    assert "<p>Sapo &amp; lời dẫn</p><p>Đoạn một.</p>" in html
    assert "Đoạn hai" not in html
    assert 'href="https://bao.vn/&quot;onmouseover=&quot;x"' in html
    assert "<script>" not in html


def test_a_notebook_links_nothing_but_web_addresses() -> None:
    assert "href" not in article(url="javascript:alert(1)")._repr_html_()
