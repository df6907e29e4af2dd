"""Real pages, cut, repeated and mixed at random, if ../shared has them: their records are still valid."""

from __future__ import annotations

import copy
import csv
from functools import cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

import pytest
from lxml import etree, html

from newscrawl.extract import NotAnArticle
from tests.hostile.test_grammar import faults, of_page

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGES: Final = Path(__file__).resolve().parents[3] / "shared" / "pages"
TAGS: Final = (
    "div p a h1 h2 span li ul table td figure figcaption article section b em img time blockquote aside".split()  # noqa: SIM905 - easier to read than a list of strings
)
TEXTS: Final = (
    "", " ", "\xa0", "Tin liên quan", "Xem thêm: ", ">> ", "Theo TTXVN", "12/3/2020 10:00", "Ảnh: X", "Từ khóa:", "(Dân trí) - ", "#a #b", "|||", "1", "a" * 300,
)  # fmt: skip
HREFS: Final = ("/chu-de/mua-lu-o-mien-nui.html", "/thoi-su/nuoc-rut-o-lang-ven-song-1234567.html", "#", "javascript:", "http://[", "//", "?id=3")  # fmt: skip
TIMES: Final = (2, 5, 70, 150)
"""How often an element is repeated; the larger numbers exceed the limits on links and boxes."""

MOST: Final = 300_000
"""The largest number of bytes that one edit adds."""

pytestmark = pytest.mark.skipif(not PAGES.is_dir(), reason=f"the saved pages are not at {PAGES}")


@cache
def saved() -> list[tuple[str, bytes]]:
    """The address and the bytes of every saved page."""
    with (PAGES / "manifest.tsv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["file"].endswith(".html")]
    return [(row["url"], (PAGES / row["file"]).read_bytes()) for row in rows]


def below_body(root: html.HtmlElement) -> list[html.HtmlElement]:
    return [e for e in root.iter(etree.Element) if e.tag not in {"html", "head", "body"} and e.getparent() is not None]


def edit(elements: list[html.HtmlElement], others: list[html.HtmlElement], rng: Random) -> None:
    """Change a page in one place."""
    element, other = rng.choice(elements), rng.choice(elements)
    match rng.randrange(8):
        case 0:
            size = len(etree.tostring(element))
            for _ in range(min(rng.choice(TIMES), MOST // size)):
                element.addnext(copy.deepcopy(element))
        case 1:
            element.drop_tree()
        case 2:
            element.drop_tag()
        case 3 if element not in other.iterancestors() and element is not other:
            other.append(element)
        case 4:
            classes = element.get("class", ""), other.get("class", "")
            other.set("class", classes[0])
            element.set("class", classes[1])
        case 5:
            element.append(copy.deepcopy(rng.choice(others)))
        case 6:
            element.text, element.tail = rng.choice(TEXTS), rng.choice(TEXTS)
        case 7:
            element.tag = rng.choice(TAGS)
            element.set("href", rng.choice(HREFS))


def grafted(rng: Random) -> tuple[str, bytes]:
    """The address of a saved page, and the page after random edits."""
    url, body = rng.choice(saved())
    root = html.fromstring(body)
    others = below_body(html.fromstring(rng.choice(saved())[1]))
    for _ in range(rng.choice((1, 3, 10, 30))):
        if elements := below_body(root):
            edit(elements, others, rng)
    return url, etree.tostring(root, encoding="utf-8", method="html")


def faults_of(seed: int) -> Iterator[str]:
    """The faults of the records of a seed's page, with its profile and without."""
    url, body = grafted(Random(seed))  # noqa: S311 - reproducible
    for use_layouts in (True, False):
        try:
            found = of_page(body, url, use_layouts=use_layouts)
        except NotAnArticle:
            continue
        if not isinstance(found, str):
            yield from faults(found)


def test_records_of_grafted_pages_keep_their_promises(request: pytest.FixtureRequest) -> None:
    first, _, count = request.config.getoption("seeds").rpartition("+")
    start = int(first or 0)
    wrong = {seed: found for seed in range(start, start + int(count)) if (found := list(faults_of(seed)))}
    assert wrong == {}
