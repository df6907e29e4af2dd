"""What ``inspect`` shows first is what the record holds, on every fixture page."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from newscrawl.extract import NotAnArticle, inspect, open_page, pick_article, to_article
from newscrawl.extract.context import Context
from newscrawl.extract.inspection import MAX_VALUE_CHARS, SHOWN
from newscrawl.extract.table import FIELDS
from tests.extract.pages import PROSE, SITE, URL, page

if TYPE_CHECKING:
    from newscrawl.items import Article

SITES = Path(__file__).parents[1] / "sites"
CASES = sorted(path.parent for path in SITES.glob("*/*/article.json"))


def written(article: Article, field: str) -> str:
    """A field of a record as ``inspect`` writes it."""
    value = getattr(article, field)
    if field == "date_published":
        value = f"{value} ({article.date_published_raw})"
    elif field in {"authors", "breadcrumbs"}:
        value = (" > " if field == "breadcrumbs" else ", ").join(part.name for part in value)
    elif field == "keywords":
        value = ", ".join(value)
    return str(value)[:MAX_VALUE_CHARS]


def assert_first_candidates_are_the_records(context: Context) -> None:
    article = to_article(pick_article(context))
    first: dict[str, tuple[str, str]] = {}
    for found in inspect(context):
        first.setdefault(found.field, (found.source, found.value))
    want = {said.field: (said.source, written(article, said.field)) for said in article.extraction.field_sources}
    assert first == want


@pytest.mark.parametrize("use_layouts", [True, False])
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_the_first_candidate_of_each_field_is_the_record_s(case: Path, *, use_layouts: bool) -> None:
    packed = case / "page.html.gz"
    body = gzip.decompress(packed.read_bytes()) if packed.exists() else (case / "page.html").read_bytes()
    meta = json.loads((case / "meta.json").read_text())
    assert_first_candidates_are_the_records(
        open_page(body, url=meta["url"], headers=meta["headers"], use_layouts=use_layouts)
    )


@pytest.mark.parametrize(
    "head",
    [
        f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"Nước rút ở làng ven sông","articleBody":"{PROSE * 8}"}}</script>',
        '<meta name="description" content="BKTO - ">',
        "",
    ],
)
def test_the_first_candidate_is_the_record_s_where_the_metadata_say_more(head: str) -> None:
    context = open_page(page(f"<p>{PROSE}</p>", head=head), url=URL, site=SITE, use_layouts=False)
    assert_first_candidates_are_the_records(context)


def test_a_page_that_is_no_article_can_be_inspected() -> None:
    context = open_page(b"<title>Trang 1</title><p>x</p>", url="https://bao.vn/", use_layouts=False)
    with pytest.raises(NotAnArticle):
        pick_article(context)
    assert {"headline"} <= {found.field for found in inspect(context)}


def test_every_row_of_the_table_has_its_place_in_the_context() -> None:
    picks = [
        name
        for name in Context.__dataclass_fields__
        if name not in {"page", "site", "hints", "now", "use_layouts", "memo"}
    ]
    assert [field.name for field in FIELDS] == picks
    assert {shown.row for shown in SHOWN} <= set(picks)
