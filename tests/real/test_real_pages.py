"""Real pages, if ../shared has them: no field is below its minimum score, and no list of articles is read as an article."""

from __future__ import annotations

import importlib.util
import json
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT.parent / "shared" / "pages"
FLOORS = json.loads((ROOT / "benchmarks" / "floors.json").read_text(encoding="utf-8"))

pytestmark = pytest.mark.skipif(not PAGES.is_dir(), reason=f"the saved pages are not at {PAGES}")


@cache
def benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("real_pages", ROOT / "benchmarks" / "real_pages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["known", "generic"])
def test_no_field_falls_under_its_floor(name: str) -> None:
    made, wrong = benchmark().records(use_layouts=name == "known")
    _, total = benchmark().score(made)
    assert benchmark().check(name, total, lift=False) == []
    if name == "known":
        assert wrong == []


def test_floors_only_rise(tmp_path: Path) -> None:
    floors = tmp_path / "floors.json"
    floors.write_text(json.dumps({"known": {"body": 0.9, "headline": 1.0}}), encoding="utf-8")
    assert benchmark().check("known", {"body": 0.95, "headline": 0.5}, lift=True, path=floors) == [
        "known: headline 0.500 is under its floor 1.000"
    ]
    assert json.loads(floors.read_text())["known"]["body"] == 0.9, "a run that falls anywhere lifts nothing"
    assert benchmark().check("known", {"body": 0.95, "headline": 1.0}, lift=True, path=floors) == []
    assert json.loads(floors.read_text())["known"]["body"] == 0.95


def test_a_profile_never_makes_a_page_worse() -> None:
    """Page by page and field by field: reading with profiles is never worse than without."""
    known, generic = (
        {row["file"]: row for row in benchmark().score(benchmark().records(use_layouts=use)[0])[0]}
        for use in (True, False)
    )
    worse = [
        (file, field, row[field], generic[file][field])
        for file, row in known.items()
        for field in benchmark().FIELDS
        if field in row and float(row[field]) + benchmark().MARGIN < float(generic[file].get(field, 0.0))
    ]
    assert worse == []
