"""Self-made pages in the markup of each layout, with the article that must come of them.

A case is a folder ``<site>/<case>/`` with ``page.html`` (or ``page.html.gz``), ``meta.json`` (address and headers) and
``article.json``: what a reader of the page would write down. Fields that ``article.json`` leaves out are not compared.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from newscrawl import sites
from newscrawl.extract import extract

if TYPE_CHECKING:
    from newscrawl.items import Article

HERE = Path(__file__).parent
CASES = sorted(path.parent for path in HERE.glob("*/*/article.json"))
LAYOUTS = sorted({layout.name for site in sites.load().values() for layout in site.layouts})


def shown(article: Article) -> dict[str, object]:
    """An article as the expectations are written."""
    return {
        "layout": article.extraction.layout,
        "headline": article.headline,
        "description": article.description,
        "newsroom_tag": article.newsroom_tag,
        "paragraphs": article.text.split("\n\n") if article.text else [],
        "authors": [{"name": a.name, "type": a.type} for a in article.authors],
        "source_credit": article.source_credit,
        "date_published": article.date_published,
        "article_section": article.article_section,
        "breadcrumbs": [b.name for b in article.breadcrumbs],
        "keywords": article.keywords,
        "images": [{"url": i.url, "caption": i.caption, "credit": i.credit} for i in article.images],
        "related_links": [
            {"url": r.url, "title": r.title, "relation": r.relation, "heading": r.heading}
            for r in article.related_links
        ],
        "genre": article.genre,
    }


def page(case: Path) -> bytes:
    packed = case / "page.html.gz"
    return gzip.decompress(packed.read_bytes()) if packed.exists() else (case / "page.html").read_bytes()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_page_gives_the_expected_article(case: Path, *, update: bool) -> None:
    meta = json.loads((case / "meta.json").read_text())
    article = extract(page(case), url=meta["url"], headers=meta["headers"])
    got = shown(article)
    if update:
        (case / "article.json").write_text(json.dumps(got, ensure_ascii=False, indent=2) + "\n")
    expected = json.loads((case / "article.json").read_text())
    assert article.site == case.parent.name
    assert {field: got[field] for field in expected} == expected


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_has_a_page(layout: str) -> None:
    tested = {json.loads((case / "article.json").read_text())["layout"] for case in CASES}
    assert layout in tested


def test_every_case_belongs_to_a_site() -> None:
    assert {case.parent.name for case in CASES} <= set(sites.names())
