"""The output of a run opens in common readers of corpora with its path alone."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from newscrawl.archive.run import OutputLocation, Run
from newscrawl.exporters import schema
from newscrawl.exporters.output_format import OutputFormat, kind_of
from newscrawl.items import Image
from tests.helpers.records import article, link

os.environ["HF_HUB_OFFLINE"] = "1"


FORMS = [OutputFormat(), OutputFormat("gz"), OutputFormat("zst")]


def write(place: Path, form: OutputFormat) -> None:
    """Write three articles; videos, keywords and most optional fields are empty in all of them."""
    run = Run.acquire(OutputLocation(place, None, form))
    picture = Image(url="https://bao.vn/1.jpg", caption="Cổng làng Ỷ La.", width=640, is_main=True)
    for item in (
        article(1, related_links=[link(2)]),
        article(2, images=[picture], date_published="2026-03-02T08:00:00+07:00"),
        article(3, description="Tờ mờ sáng…", date_published=None),
    ):
        run.commit(replace(item, crawl_id=run.crawl_id), keys=[], first_seen="2026-03-02T08:00:00+07:00")
    run.release()


@pytest.fixture(scope="module", params=FORMS, ids=lambda form: form.compression)
def directory(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of a run in each format, while another run writes to the directory."""
    place = tmp_path_factory.mktemp("run")
    write(place, request.param)
    (place / "articles-x.jsonl.part").write_text('{"id": "bao:4", "half of a')
    return place


@pytest.fixture(scope="module", params=["none", "zst"])
def parted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of a run, partitioned by site and day."""
    place = tmp_path_factory.mktemp("parted")
    write(place, OutputFormat(request.param, "site-date"))
    return place


def file(directory: Path, kind: str = "articles") -> str:
    (path,) = (path for path in directory.iterdir() if kind_of(path) == kind)
    return str(path)


def test_pandas(directory: Path) -> None:
    import pandas as pd  # noqa: PLC0415 - a second to import, for this test alone

    frame = pd.read_json(file(directory), lines=True)
    assert list(frame["id"]) == ["bao:1", "bao:2", "bao:3"]
    assert list(frame.columns) == list(schema.features())
    assert frame.loc[1, "images"][0]["caption"] == "Cổng làng Ỷ La."


def test_duckdb(directory: Path) -> None:
    import duckdb  # noqa: PLC0415 - for this test alone

    articles, edges = (duckdb.read_json(file(directory, name)) for name in ("articles", "related"))
    joined = articles.join(edges.set_alias("edges"), "id = source_id", how="left")
    rows = joined.aggregate("id, count(target_id), any_value(len(videos))").order("id").fetchall()
    assert rows == [("bao:1", 1, 0), ("bao:2", 0, 0), ("bao:3", 0, 0)]


def test_duckdb_knows_the_partitions(parted: Path) -> None:
    """The day is a date, or null if it is unknown."""
    import duckdb  # noqa: PLC0415 - for this test alone

    articles = f"read_json('{parted}/**/articles*.jsonl*', hive_partitioning = true)"
    rows = duckdb.sql(f"SELECT id, site, date FROM {articles} ORDER BY id").fetchall()  # noqa: S608 - a path of ours
    assert rows == [
        ("bao:1", "bao", date(2026, 3, 1)),
        ("bao:2", "bao", date(2026, 3, 2)),
        ("bao:3", "bao", None),
    ]


def test_datasets_from_the_directory_has_the_types_of_the_record(directory: Path, tmp_path: Path) -> None:
    import datasets  # noqa: PLC0415 - seconds to import, for these tests alone

    found = datasets.load_dataset(str(directory), split="train", cache_dir=str(tmp_path))
    assert found["id"][:] == ["bao:1", "bao:2", "bao:3"]
    assert found.features == datasets.Features.from_dict(schema.features())
    edges = datasets.load_dataset(str(directory), "related", split="train", cache_dir=str(tmp_path))
    assert edges[0]["target_id"] == "bao:2"


def test_datasets_from_partitions(parted: Path, tmp_path: Path) -> None:
    import datasets  # noqa: PLC0415 - seconds to import, for these tests alone

    found = datasets.load_dataset(str(parted), split="train", cache_dir=str(tmp_path))
    assert sorted(found["id"][:]) == ["bao:1", "bao:2", "bao:3"]
    assert found.features == datasets.Features.from_dict(schema.features())
    assert len(datasets.load_dataset(str(parted), "related", split="train", cache_dir=str(tmp_path))) == 1


def test_datasets_from_the_file(directory: Path, tmp_path: Path) -> None:
    import datasets  # noqa: PLC0415 - seconds to import, for these tests alone

    found = datasets.load_dataset("json", data_files=file(directory), split="train", cache_dir=str(tmp_path))
    assert found[1]["images"][0]["width"] == 640
    assert found[2]["description"] == "Tờ mờ sáng…"


def test_datatrove(directory: Path) -> None:
    from datatrove.pipeline.readers import JsonlReader  # noqa: PLC0415 - for this test alone

    documents: list[Any] = list(JsonlReader(file(directory))())
    assert [d.id for d in documents] == ["bao:1", "bao:2", "bao:3"]
    assert documents[0].text.startswith("Bài số 1")
    assert documents[0].metadata["headline"] == "Chuyện làng số 1"


def test_datatrove_from_partitions(parted: Path) -> None:
    from datatrove.pipeline.readers import JsonlReader  # noqa: PLC0415 - for this test alone

    documents: list[Any] = list(JsonlReader(str(parted), glob_pattern="site=bao/*/articles*")())
    assert sorted(d.id for d in documents) == ["bao:1", "bao:2", "bao:3"]


def test_the_shipped_shapes_are_those_of_the_classes() -> None:
    package = Path(schema.__file__).parents[1]
    for name, made in schema.build_files().items():
        assert schema.packaged_files()[name] == made, f"write {package / name} anew from schema.build_files()"


def test_the_record_has_the_fields_that_were_promised() -> None:
    properties = schema.json_schema()["properties"]
    assert list(properties)[:3] == ["id", "url", "text"]
    assert properties["date_published"] == {
        "type": ["string", "null"],
        "format": "date-time",
        "description": "Time of publication.",
    }
    assert properties["genre"]["enum"][0] == "article"
    assert properties["authors"]["items"]["properties"]["type"]["enum"] == ["person", "organization", "pen_name"]
    assert schema.json_schema()["required"] == list(properties)
