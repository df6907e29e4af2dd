"""Articles in English as widespread systems and big newspapers lay them out, read without a profile."""

from __future__ import annotations

import pytest

from newscrawl.extract import extract
from tests.extract.world_layouts import LAYOUTS, TITLE, WorldLayout, html_of

URL = "https://gazette.example/2024/05/the-ferry-runs-again-after-the-flood.html"


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_the_text_is_read_whole_and_alone(layout: WorldLayout) -> None:
    got = extract(html_of(layout), url=URL)
    assert got.headline == TITLE
    assert tuple(got.text.split("\n\n")) == layout.text
