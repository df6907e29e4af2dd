"""The documented limits are those of the settings."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from newscrawl import parse_limits, settings

TABLE = (Path(__file__).parents[2] / "docs" / "politeness.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| [^|]+ \| `([A-Z_]+)` \| ([\d,.]+) ?(MiB|s)? \|", TABLE, re.MULTILINE)


def test_every_limit_is_documented() -> None:
    named = {name for name in dir(settings) if re.match(r"NEWSCRAWL_(?:MAX_(?!INTERVAL)|BACKOFF)", name)}
    assert named <= {name for name, *_ in ROWS}


@pytest.mark.parametrize(("name", "value", "unit"), ROWS)
def test_the_default_is_the_one_in_the_table(name: str, value: str, unit: str) -> None:
    assert getattr(settings, name) == float(value.replace(",", "")) * (2**20 if unit == "MiB" else 1)


def test_the_library_has_the_bounds_of_the_crawl() -> None:
    assert parse_limits.MAX_TAGS == settings.NEWSCRAWL_MAX_TAGS
    assert parse_limits.MAX_ATTRIBUTES == settings.NEWSCRAWL_MAX_ATTRIBUTES
