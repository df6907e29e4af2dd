"""Content systems of small Vietnamese newspapers and portals, read without a profile, field by field."""

from __future__ import annotations

import pytest

from newscrawl.extract import extract
from tests.extract.systems import SYSTEMS, Case


def fields_of(case: Case) -> dict[str, object]:
    """What the reader makes of a page, as :data:`tests.extract.systems.STORY` is written."""
    got = extract(case.html.encode(), url=case.url)
    return {
        "headline": got.headline,
        "description": got.description,
        "newsroom_tag": got.newsroom_tag,
        "paragraphs": got.text.split("\n\n"),
        "authors": [author.name for author in got.authors],
        "date": (got.date_published or "")[:16],
        "section": got.article_section,
        "keywords": got.keywords,
        "images": [(image.caption, image.credit) for image in got.images if image.caption or image.credit],
        "related": [(link.relation, link.title) for link in got.related_links],
    }


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_page_is_read_whole(system: str) -> None:
    case = SYSTEMS[system]()
    got = fields_of(case)
    assert {field: got[field] for field in case.want} == case.want
