"""The page variants for measuring generic extraction: equal for equal seeds, and consistent with their gold record."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from newscrawl.extract.dom import text_of
from tests.extract.systems import SYSTEMS

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def variants() -> ModuleType:
    spec = importlib.util.spec_from_file_location("variants", ROOT / "benchmarks" / "variants.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["variants"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("system", ["nukeviet", "aspnet_2008", "provincial"])
def test_variants_say_what_the_page_says(variants: ModuleType, system: str) -> None:
    case = SYSTEMS[system]()
    gold = {"headline": case.want["headline"], "related_links": [], "images": [], "authors": []}
    sample = variants.Sample(system, case.html.encode(), case.url, gold)
    made = {variant: variants.made(sample, variant, 7) for variant in variants.VARIANTS}
    assert made == {variant: variants.made(sample, variant, 7) for variant in variants.VARIANTS}
    assert b"class" not in made["bare"] or b'class="x' in made["bare"]
    assert b"<meta property" not in made["bare"]
    for body in made.values():
        shown = text_of(etree.fromstring(body, etree.HTMLParser(encoding="utf-8")))
        assert case.want["headline"] in shown
        assert all(line in shown for line in case.want["paragraphs"])


FIELDS = (
    "headline",
    "description",
    "date_published",
    "date_modified",
    "article_section",
    "keywords",
    "authors",
    "images",
    "text",
)
"""The fields of a record that neighbours could change."""


UNDECIDED = {("gallery", "inside", ""), ("sharepoint", "inside", " linked")}
"""Pages that the cards turn into something else: a text of pictures alone gets more pictures, and a note that no data call an article
has as many teasers as paragraphs."""

FOREIGN = ROOT / "tests" / "extract" / "foreign_systems"
FOREIGN_GOLD = json.loads((FOREIGN / "expected.json").read_text(encoding="utf-8"))


def page_and_gold(system: str) -> tuple[str, bytes, dict[str, object]]:
    """The address, the bytes and the gold of a self-made page."""
    if system in FOREIGN_GOLD:
        gold = FOREIGN_GOLD[system]
        return gold["url"], (FOREIGN / f"{system}.html").read_bytes(), gold
    case = SYSTEMS[system]()
    return case.url, case.html.encode(), case.want


KINDS = ("", " linked", " bare")
CASES = [
    *((system, place, "") for system in sorted(SYSTEMS) for place in ("before", "inside", "after")),
    *((system, "inside", KINDS[1 + n % 2]) for n, system in enumerate(sorted(SYSTEMS))),
    *((system, "inside", KINDS[n % 3]) for n, system in enumerate(FOREIGN_GOLD)),
]


@pytest.mark.parametrize(("system", "place", "kind"), CASES)
def test_neighbours_do_not_change_the_record(variants: ModuleType, system: str, place: str, kind: str) -> None:
    url, page, want = page_and_gold(system)
    sample = variants.Sample(system, page, url, {name: want[name] for name in ("headline", "paragraphs")})
    alone = variants.record(sample.body, url)
    body = variants.made(sample, f"neighbours {place}{kind}", 7)
    among = variants.record(body, url)
    if (system, place, kind) in UNDECIDED:
        pytest.skip("nothing on the page tells the cards from the article")
    changed = {field: (alone.get(field), among.get(field)) for field in FIELDS if alone.get(field) != among.get(field)}
    assert changed == {}
