"""Self-made pages in the markup of each layout, with the article that must come of them.

A case is a folder ``<site>/<case>/`` with ``page.html`` (or ``page.html.gz``), ``meta.json`` (address and headers) and
``article.json``: what a reader of the page would write down. Fields that ``article.json`` leaves out are not compared.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest

from newscrawl import sites
from newscrawl.extract import extract
from newscrawl.report import fixture

HERE = Path(__file__).parent
CASES = sorted(path.parent for path in HERE.glob("*/*/article.json"))
LAYOUTS = sorted({layout.name for site in sites.load().values() for layout in site.layouts})


def page(case: Path) -> bytes:
    packed = case / "page.html.gz"
    return gzip.decompress(packed.read_bytes()) if packed.exists() else (case / "page.html").read_bytes()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_page_gives_the_expected_article(case: Path, *, update: bool) -> None:
    meta = json.loads((case / "meta.json").read_text())
    article = extract(page(case), url=meta["url"], headers=meta["headers"])
    got = fixture.expected(article)
    if update:
        (case / "article.json").write_text(fixture.as_json(got), encoding="utf-8")
    expected = json.loads((case / "article.json").read_text())
    assert article.site == case.parent.name
    assert {field: got[field] for field in expected} == expected


UNLIKE = {
    "h24-h24": ("paragraphs", "images"),  # an advert in a bare section, which only the layout tells from the text
    "vnexpress-vnexpress-live-2015": ("paragraphs",),  # minutes of a match, in boxes of their own
    "vnexpress-vnexpress-slides-2015": ("paragraphs", "images"),  # two pictures whose captions are the text
    "kenh14-knc-2021": ("date_published",),  # the seconds stand in an attribute that only the layout knows
}
"""What a page loses once its body goes by another name; every other field of every page is found without."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_page_is_read_even_if_its_body_goes_by_another_name(case: Path) -> None:
    meta = json.loads((case / "meta.json").read_text())
    known = sites.get(case.parent.name)
    renamed = replace(known, layouts=tuple(replace(layout, body=("div.renamed-body",)) for layout in known.layouts))
    got = fixture.expected(extract(page(case), url=meta["url"], headers=meta["headers"], site=renamed))
    expected = json.loads((case / "article.json").read_text())
    lost = {field for field in expected if field != "layout" and got[field] != expected[field]}
    assert got["layout"] == "generic"
    assert lost <= set(UNLIKE.get(f"{case.parent.name}-{case.name}", ()))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_has_a_page(layout: str) -> None:
    tested = {json.loads((case / "article.json").read_text())["layout"] for case in CASES}
    assert layout in tested


def test_every_case_belongs_to_a_site() -> None:
    assert {case.parent.name for case in CASES} <= set(sites.names())
