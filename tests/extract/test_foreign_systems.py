"""One story in the markup of content systems and themes that foreign newspapers run on: every field is the article's own.

Each page of ``foreign_systems`` has neighbours with dates, bylines, sections, tags and pictures of their own. Most systems also state
data for programs; the visible fields are read without them, too.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from newscrawl.extract import extract

FOLDER = Path(__file__).parent / "foreign_systems"
EXPECTED: dict[str, dict[str, Any]] = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
DATA = re.compile(
    r'<script type="application/ld\+json".*?</script>|<meta (?:property|name)="(?:article|og|author)[^>]*>', re.DOTALL
)
HIDES_ITS_AUTHOR = frozenset(("mntl",))
"""Systems whose byline is inside a box that also links to other pages: only their data are read."""


def page(system: str) -> str:
    return (FOLDER / f"{system}.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("system", EXPECTED)
def test_every_field_is_the_article_s_own(system: str) -> None:
    want = EXPECTED[system]
    got = extract(page(system).encode(), url=want["url"])
    found = {
        "headline": got.headline,
        "paragraphs": got.text.split("\n\n"),
        "authors": [author.name for author in got.authors],
        "date_published": got.date_published,
        "article_section": got.article_section,
        "keywords": got.keywords,
        "captions": [image.caption for image in got.images],
        "description": got.description,
    }
    assert found == {name: want[name] for name in found}


@pytest.mark.parametrize("system", [n for n in EXPECTED if n not in HIDES_ITS_AUTHOR and DATA.search(page(n))])
def test_the_visible_fields_need_no_data_for_programs(system: str) -> None:
    want = EXPECTED[system]
    bare = DATA.sub("", page(system))
    got = extract(bare.encode(), url=want["url"])
    assert got.text.split("\n\n") == want["paragraphs"]
    assert [author.name for author in got.authors] == want["authors"]
    assert (got.date_published or "")[:10] == want["date_published"][:10]
    assert (got.article_section, got.keywords) == (want["article_section"], want["keywords"])
