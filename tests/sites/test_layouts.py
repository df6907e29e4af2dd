"""Self-made pages in the markup of each layout, with the expected article.

A case is a folder ``<site>/<case>/`` with ``page.html`` (or ``page.html.gz``), ``meta.json`` (address and headers) and
``article.json``: what a reader of the page would write down. Fields that ``article.json`` leaves out are not compared.
"""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import etree, html

from newscrawl import sites
from newscrawl.extract import extract, open_page
from newscrawl.extract.selectors import compiled
from newscrawl.scaffold import fixture

if TYPE_CHECKING:
    from newscrawl.extract import Context
    from newscrawl.sites.profile import Selectors

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
    "h24-h24": ("paragraphs", "images"),  # only the layout separates an advert in a bare section from the text
    "h24-h24-2016": ("authors",),  # the line "Theo Hà Thu (a newspaper)" stands below the box of another article
    "vnexpress-vnexpress-live-2015": ("paragraphs",),  # minutes of a match, in boxes of their own
    "vnexpress-vnexpress-slides-2015": ("paragraphs", "images"),  # two pictures whose captions are the text
    "baotintuc-player": ("date_published",),  # the visible time has minutes, the metadata has seconds
    "dantri-dantri-emagazine": ("genre", "images"),  # only the template names it; the cover above the headline is found
    "tuoitre-note-beside-teasers": (
        "paragraphs",
    ),  # a note of one paragraph: without its name the teasers beside it are longer
    "tinnhanhchungkhoan-see-also-forms": ("related_links",),  # one of seven paragraphs is removed as boilerplate
    "tienphong-hemera-2018": (
        "article_section",
        "breadcrumbs",
    ),  # the author's link is in the usual place of the section
    "vneconomy-vneconomy-2014": ("breadcrumbs",),  # the layout names the section, not its link
    "tuoitre-emagazine": (
        "authors",
        "images",
    ),  # named in the lines after the text; the cover above the headline is found
    "tuoitre-infographic": ("images",),  # without a text, only the name tells where its picture stands
    "tuoitre-live": ("paragraphs",),  # the first minute looks like the page's own time
    "kenh14-knc-2021": ("date_published",),  # the seconds stand in an attribute that only the layout knows
}
"""Fields that a page loses when the class of its body is renamed; all other fields are still found."""


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


DECOYS = {
    "empty": "<script>var ads = 1;</script><div></div>",
    "teaser": '<a href="https://quang-cao.vn/mua-nha">Căn hộ ven sông mở bán đợt cuối</a>',
    "summary": "<p>Căn hộ ven sông mở bán đợt cuối trong tháng này, giá từ hai tỷ đồng.</p>",
}
"""Content of an earlier box with the same name as the body."""

SHORT = 4 * len(DECOYS["summary"])
"""Characters below which a body cannot be distinguished from a short box with the same name."""


@pytest.mark.parametrize("decoy", DECOYS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_a_small_box_with_the_body_s_name_is_not_taken_for_the_body(case: Path, decoy: str) -> None:
    meta = json.loads((case / "meta.json").read_text())
    want = json.loads((case / "article.json").read_text())
    context = open_page(page(case), url=meta["url"], headers=meta["headers"])
    body = context.root_element
    if body is None or context.layout is None or context.layout.genre is not None or not want.get("paragraphs"):
        pytest.skip("no layout of texts reads the page")
    if decoy == "summary" and len("".join(want["paragraphs"])) < SHORT:
        pytest.skip("the body is as short as a summary")
    box = etree.Element(str(body.tag), dict(body.attrib))
    box.extend(part for part in html.fragments_fromstring(DECOYS[decoy]) if isinstance(part, etree._Element))
    body.addprevious(box)
    changed = etree.tostring(context.page.root, encoding="utf-8", method="html")
    got = fixture.expected(extract(changed, url=meta["url"], headers={"content-type": "text/html; charset=utf-8"}))
    assert got["paragraphs"] == want["paragraphs"]


FOREIGN = "Căn hộ ven sông mở bán đợt cuối trong tháng này, giá từ hai tỷ đồng, bàn giao trước Tết."
COMPOUND = re.compile(r"(?P<tag>[a-z][a-z0-9]*)?(?P<names>(?:[.#][\w-]+|\[[a-z-]+(?:[*^$~|]?=[^\]]+)?\])+)")
"""A selector of one element: a tag, classes, an id, attributes."""


def made_for(css: str) -> etree._Element | None:
    """An element that a simple selector matches, with a sentence that is not in the article."""
    found = COMPOUND.fullmatch(css)
    if found is None:
        return None
    box = etree.Element(found["tag"] or "div")
    for name in re.findall(r"[.#][\w-]+|\[[^\]]+\]", found["names"]):
        if name.startswith("["):
            attribute, _, value = name.strip("[]").partition("=")
            box.set(attribute.rstrip("*^$~|"), value.strip("'\"") or "1")
        else:
            kind = "class" if name.startswith(".") else "id"
            box.set(kind, f"{box.get(kind) or ''} {name[1:]}".strip())
    box.text = FOREIGN
    return box


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_nothing_that_a_layout_drops_is_read_as_text(case: Path) -> None:
    meta = json.loads((case / "meta.json").read_text())
    want = json.loads((case / "article.json").read_text())
    context = open_page(page(case), url=meta["url"], headers=meta["headers"])
    body = context.root_element
    if body is None or context.layout is None or not want.get("paragraphs"):
        pytest.skip("no layout of texts reads the page")
    layout = context.layout
    for css in (*layout.drop, *layout.video, *(block.css for block in layout.related)):
        if (box := made_for(css)) is not None:
            body.insert(len(body) // 2, box)
    changed = etree.tostring(context.page.root, encoding="utf-8", method="html")
    got = fixture.expected(extract(changed, url=meta["url"], headers={"content-type": "text/html; charset=utf-8"}))
    assert FOREIGN not in str(got["paragraphs"])


FIELDS = {
    "body": "paragraphs",
    "headline": "headline",
    "lead": "description",
    "date": "date_published",
    "author": "authors",
    "section": "article_section",
}
"""Parts of a layout, and the field that is read from each."""

SAID = ("datetime", "content", "data-time", "href")
"""Attributes that an element keeps when it is renamed."""

NOT_RENAMED = {
    ("baotintuc-baotintuc", ".boxdetail"),  # the box around the body has this name on the same page
    ("dantri-dantri-2022", "a[rel=author]"),  # a link in a link
    ("kenh14-knc-2021", "span.kbwcm-time"),  # says the minute, where its attribute says the second
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_each_name_that_a_layout_gives_a_part_finds_it(case: Path) -> None:
    meta = json.loads((case / "meta.json").read_text())
    want = json.loads((case / "article.json").read_text())
    layout = open_page(page(case), url=meta["url"], headers=meta["headers"]).layout
    for part, field in FIELDS.items():
        for css in getattr(layout, part, ()) if field in want else ():
            made = made_for(css)
            context = open_page(page(case), url=meta["url"], headers=meta["headers"])
            element = context.root_element if part == "body" else shown_by(context, getattr(layout, part))
            if made is None or element is None or (f"{case.parent.name}-{case.name}", css) in NOT_RENAMED:
                continue
            if css[0].isalpha():
                element.tag = made.tag
            kept = {name: value for name, value in element.attrib.items() if name in SAID}
            element.attrib.clear()
            element.attrib.update({**kept, **made.attrib})
            changed = etree.tostring(context.page.root, encoding="utf-8", method="html")
            got = fixture.expected(
                extract(changed, url=meta["url"], headers={"content-type": "text/html; charset=utf-8"})
            )
            assert (css, got[field]) == (css, want[field])


def shown_by(context: Context, selectors: Selectors) -> etree._Element | None:
    """The visible element outside the body that the first matching selector finds."""
    found = next((e for css in selectors for e in compiled(css).elements(context.page)), None)
    return None if found is None or found.tag == "meta" or found is context.root_element else found


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_has_a_page(layout: str) -> None:
    tested = {json.loads((case / "article.json").read_text())["layout"] for case in CASES}
    assert layout in tested


def test_every_case_belongs_to_a_site() -> None:
    assert {case.parent.name for case in CASES} <= set(sites.names())
