"""The metadata of a source is compared with the page of the article."""

from __future__ import annotations

import pytest

from newscrawl.extract import extract
from newscrawl.items import Hints
from tests.helpers.hostile_server import article_page

HEADLINE = "Giá lúa ở đồng bằng sông Cửu Long tăng trở lại sau Tết"  # published 2026-03-08T08:00:00+07:00


def warned(hints: Hints | None) -> list[str]:
    found = extract(article_page(HEADLINE), url="https://bao.vn/gia-lua-100001.html", hints=hints)
    assert found.headline == HEADLINE
    assert found.date_published == "2026-03-08T08:00:00+07:00"
    return found.extraction.warnings


@pytest.mark.parametrize(
    ("title", "moment"),
    [
        (HEADLINE, "2026-03-08T08:03:00+07:00"),
        ("Giá lúa ở đồng bằng sông Cửu Long tăng…", "2026-03-08T01:00:00Z"),
        ("GIÁ LÚA Ở ĐBSCL tăng trở lại", None),
        (None, None),
        ("?!", "not a date"),
    ],
)
def test_what_agrees_is_not_mentioned(title: str | None, moment: str | None) -> None:
    assert warned(Hints(title=title, date_published=moment, source="feed")) == []
    assert warned(None) == []


def test_another_headline_is_a_warning() -> None:
    hints = Hints(title="Học sinh miền núi đến trường bằng cây cầu treo mới", source="sitemap")
    assert warned(hints) == ["headline_disagrees:sitemap"]


@pytest.mark.parametrize(
    "moment", ["2026-03-08T08:00:00+00:00", "2026-03-07T08:00:00+07:00", "2025-03-08T08:00:00+07:00"]
)
def test_another_moment_is_a_warning(moment: str) -> None:
    assert warned(Hints(title=HEADLINE, date_published=moment, source="feed")) == ["date_disagrees:feed"]
