"""A run's lines open in the readers that people load a corpus with, with no options beyond the path."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from newscrawl import schema
from newscrawl.archive.run import Place, Run
from newscrawl.items import Image
from tests.records import article, link

os.environ["HF_HUB_OFFLINE"] = "1"


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three articles; videos, keywords and most of the optional fields are empty on every line."""
    place = tmp_path_factory.mktemp("run")
    run = Run.acquire(Place(place, None))
    picture = Image(url="https://bao.vn/1.jpg", caption="Cổng làng Ỷ La.", width=640, is_main=True)
    for item in (
        article(1, related_links=[link(2)]),
        article(2, images=[picture]),
        article(3, description="Tờ mờ sáng…"),
    ):
        run.commit(replace(item, crawl_id=run.crawl_id), keys=[], first_seen="2026-03-02T08:00:00+07:00")
    run.release()
    return place


def test_pandas(directory: Path) -> None:
    import pandas as pd  # noqa: PLC0415 - a second to import, for this test alone

    frame = pd.read_json(directory / "articles.jsonl", lines=True)
    assert list(frame["id"]) == ["bao:1", "bao:2", "bao:3"]
    assert list(frame.columns) == list(schema.features())
    assert frame.loc[1, "images"][0]["caption"] == "Cổng làng Ỷ La."


def test_duckdb(directory: Path) -> None:
    import duckdb  # noqa: PLC0415 - for this test alone

    articles, edges = (duckdb.read_json(str(directory / f"{name}.jsonl")) for name in ("articles", "related"))
    joined = articles.join(edges.set_alias("edges"), "id = source_id", how="left")
    rows = joined.aggregate("id, count(target_id), any_value(len(videos))").order("id").fetchall()
    assert rows == [("bao:1", 1, 0), ("bao:2", 0, 0), ("bao:3", 0, 0)]


def test_datasets_from_the_directory_has_the_types_of_the_record(directory: Path, tmp_path: Path) -> None:
    import datasets  # noqa: PLC0415 - seconds to import, for these tests alone

    found = datasets.load_dataset(str(directory), split="train", cache_dir=str(tmp_path))
    assert found["id"][:] == ["bao:1", "bao:2", "bao:3"]
    assert found.features == datasets.Features.from_dict(schema.features())
    edges = datasets.load_dataset(str(directory), "related", split="train", cache_dir=str(tmp_path))
    assert edges[0]["target_id"] == "bao:2"


def test_datasets_from_the_file(directory: Path, tmp_path: Path) -> None:
    import datasets  # noqa: PLC0415 - seconds to import, for these tests alone

    found = datasets.load_dataset(
        "json", data_files=str(directory / "articles.jsonl"), split="train", cache_dir=str(tmp_path)
    )
    assert found[1]["images"][0]["width"] == 640
    assert found[2]["description"] == "Tờ mờ sáng…"


def test_datatrove(directory: Path) -> None:
    from datatrove.pipeline.readers import JsonlReader  # noqa: PLC0415 - for this test alone

    documents: list[Any] = list(JsonlReader(str(directory / "articles.jsonl"))())
    assert [d.id for d in documents] == ["bao:1", "bao:2", "bao:3"]
    assert documents[0].text.startswith("Bài số 1")
    assert documents[0].metadata["headline"] == "Chuyện làng số 1"


def test_the_shipped_shapes_are_those_of_the_classes() -> None:
    package = Path(schema.__file__).parent
    for name, made in schema.files().items():
        assert schema.shipped()[name] == made, f"write {package / name} anew from schema.files()"


def test_the_record_has_the_fields_that_were_promised() -> None:
    properties = schema.json_schema()["properties"]
    assert list(properties)[:3] == ["id", "url", "text"]
    assert properties["date_published"] == {
        "type": ["string", "null"],
        "format": "date-time",
        "description": "Moment of publication.",
    }
    assert properties["genre"]["enum"][0] == "article"
    assert properties["authors"]["items"]["properties"]["type"]["enum"] == ["person", "organization", "pen_name"]
    assert schema.json_schema()["required"] == list(properties)
