"""Tables made from runs: content, types, increments, and what a kill leaves."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from newscrawl.export import table, writers
from newscrawl.export.inputs import find_inputs
from newscrawl.export.options import COLUMNS, FORMATS, ExportOptions
from newscrawl.export.selection import Condition
from newscrawl.exporters.arrow_schema import VERSION_KEY, arrow_schema
from newscrawl.exporters.files import OutputError
from newscrawl.exporters.output_format import OutputFormat
from newscrawl.items import SCHEMA_VERSION, Image
from newscrawl.objects.local import LocalStore
from newscrawl.version import __version__
from tests.export.corpus import export_to, write_run
from tests.helpers.records import article, link


def lines(target: Path) -> list[dict[str, Any]]:
    """The rows of a table of plain JSON Lines, in the order of its manifest."""
    manifest = json.loads((target / "export.json").read_bytes())
    return [json.loads(line) for file in manifest["files"] for line in (target / file["name"]).open("rb")]


def check_files(target: Path) -> None:
    """Every data file is listed with its checksum, and every listed file is there."""
    manifest = json.loads((target / "export.json").read_bytes())
    listed = {file["name"]: file["sha256"] for file in manifest["files"]}
    there = {str(path.relative_to(target)): path for path in (target / "data").rglob("*") if path.is_file()}
    assert there.keys() == listed.keys()
    for name, path in there.items():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == listed[name]


def ids(target: Path) -> list[str]:
    return [record["id"] for record in lines(target)]


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """Two runs: four articles, the second revision of one of them."""
    directory = tmp_path / "runs"
    write_run(
        directory,
        article(1, images=[Image(url="https://bao.vn/1.jpg", width=640)], related_links=[link(2)]),
        article(2, date_published=None, near_duplicate_of="bao:1", similarity=1.0),
        article(3, date_published="2026-04-01T00:00:00+07:00", keywords=["Y tế"]),
        output_format=OutputFormat("gz"),
    )
    write_run(directory, article(1, revision=2, headline="Nhan đề mới"), article(4, site="tin", id="tin:4"))
    return directory


# -- content -----------------------------------------------------------------------------------------------------------


def test_rows_are_sorted_by_site_and_date_and_undated_ones_come_last(runs: Path, tmp_path: Path) -> None:
    export_to(tmp_path / "t", runs)
    assert ids(tmp_path / "t") == ["bao:1", "bao:1", "bao:3", "bao:2", "tin:4"]
    check_files(tmp_path / "t")


def test_latest_keeps_one_row_of_each_article(runs: Path, tmp_path: Path) -> None:
    export_to(tmp_path / "t", runs, latest=True)
    assert [(r["id"], r["revision"]) for r in lines(tmp_path / "t")] == [
        ("bao:1", 2),
        ("bao:3", 1),
        ("bao:2", 1),
        ("tin:4", 1),
    ]


def test_conditions_are_those_of_the_last_revision(runs: Path, tmp_path: Path) -> None:
    """An article whose last revision is left out has no row: its first one is out of date."""
    export_to(tmp_path / "t", runs, latest=True, where="headline NOT LIKE '%mới'")
    assert "bao:1" not in ids(tmp_path / "t")


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ({"without_near_copies": True}, ["bao:1", "bao:1", "bao:3", "tin:4"]),
        ({"since": "2026-04-01"}, ["bao:3"]),
        ({"until": "2026-03-31"}, ["bao:1", "bao:1", "tin:4"]),
        ({"where": "site = 'tin' OR similarity > 0.9"}, ["bao:2", "tin:4"]),
        ({"where": "EXISTS (SELECT 1 FROM json_each(keywords) WHERE value = 'Y tế')"}, ["bao:3"]),
        ({"where": "fetch ->> 'status' = 200 AND revision = 2 -- a comment"}, ["bao:1"]),
    ],
)
def test_conditions(runs: Path, tmp_path: Path, choices: dict[str, Any], expected: list[str]) -> None:
    export_to(tmp_path / "t", runs, **choices)
    assert ids(tmp_path / "t") == expected


@pytest.mark.parametrize(
    "expression",
    [
        "word_cont > 3",
        "1) UNION SELECT 1 --",
        "load_extension('x')",
        "(SELECT 1 FROM sqlite_master)",
        "1; DROP TABLE record",
        "",
    ],
)
def test_a_wrong_condition_is_named(expression: str) -> None:
    if "sqlite_master" in expression:
        Condition(expression)  # its own empty database is all that it can read
        return
    with pytest.raises(ValueError, match="is no condition"):
        Condition(expression)


def test_partitions_and_columns(runs: Path, tmp_path: Path) -> None:
    export_to(tmp_path / "t", runs, partition=("site", "month"), columns=("id", "date_published"))
    assert sorted(str(p.parent.relative_to(tmp_path / "t/data")) for p in (tmp_path / "t/data").rglob("*.jsonl")) == [
        "site=bao/month=2026-03",
        "site=bao/month=2026-04",
        "site=bao/month=undated",
        "site=tin/month=2026-03",
    ]
    assert lines(tmp_path / "t")[0] == {"id": "bao:1", "date_published": "2026-03-01T08:00:00+07:00"}


def test_lines_of_json_are_those_of_the_run(runs: Path, tmp_path: Path) -> None:
    export_to(tmp_path / "t", runs)
    original = {line for file in runs.glob("articles*") for line in _open(file)}
    assert {line for file in (tmp_path / "t").rglob("*.jsonl") for line in file.open("rb")} == original


def _open(file: Path) -> list[bytes]:
    data = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    return data.splitlines(keepends=True)


def test_csv_has_one_row_an_article(runs: Path, tmp_path: Path) -> None:
    write_run(runs, article(5, text='Một "hai",\n\nba\r\n' + "x" * 200_000))
    export_to(tmp_path / "t", runs, format="csv", latest=True, compression="gz")
    write_run(runs, article(3, revision=2))
    export_to(tmp_path / "t", runs, format="csv", latest=True, compression="gz", join=True)
    (file,) = (tmp_path / "t/data").glob("*.csv.gz")
    csv.field_size_limit(1 << 30)
    rows = list(csv.DictReader(io.StringIO(gzip.decompress(file.read_bytes()).decode(), newline="")))
    assert [(row["id"], row["revision"]) for row in rows if row["id"] != "bao:2"] == [
        ("bao:1", "2"), ("bao:3", "2"), ("bao:5", "1"), ("tin:4", "1"),
    ]  # fmt: skip
    assert rows[2]["text"].startswith('Một "hai",\n\nba')
    assert json.loads(rows[0]["fetch"])["status"] == 200
    assert rows[0]["near_duplicate_of"] == ""


def test_only_what_the_publisher_allows(tmp_path: Path) -> None:
    """What is not known is neither allowed nor refused."""
    write_run(
        tmp_path / "runs",
        article(1, content_usage="train-ai=y"),
        article(2, content_signal="ai-train=no"),
        article(3),
    )
    export_to(tmp_path / "allowed", tmp_path / "runs", allowed=("train-ai",))
    export_to(tmp_path / "open", tmp_path / "runs", not_refused=("train-ai",))
    assert ids(tmp_path / "allowed") == ["bao:1"]
    assert ids(tmp_path / "open") == ["bao:1", "bao:3"]
    with pytest.raises(ValueError, match="there is no use 'train'"):
        export_to(tmp_path / "x", tmp_path / "runs", allowed=("train",))


# -- types -------------------------------------------------------------------------------------------------------------


def parquet(target: Path) -> Any:
    """The rows of a table, read file by file: pyarrow takes two seconds to import what reads a directory."""
    import pyarrow as pa  # noqa: PLC0415 - for the tests of types alone
    import pyarrow.parquet as pq  # noqa: PLC0415 - as above

    manifest = json.loads((target / "export.json").read_bytes())
    return pa.concat_tables(pq.ParquetFile(target / file["name"]).read() for file in manifest["files"])


def test_types_do_not_depend_on_the_data(runs: Path, tmp_path: Path) -> None:
    export_to(tmp_path / "none", runs, format="parquet", where="0")
    export_to(tmp_path / "some", runs, format="parquet")
    none, some = parquet(tmp_path / "none"), parquet(tmp_path / "some")
    assert none.num_rows == 0
    assert none.schema.equals(arrow_schema(), check_metadata=False)
    assert some.schema.equals(arrow_schema(), check_metadata=False)
    assert some.schema.metadata[VERSION_KEY].decode() == SCHEMA_VERSION
    row = some.slice(0, 1).to_pylist()[0]
    assert row["date_published"] == datetime(2026, 3, 1, 1, tzinfo=UTC)
    assert row["images"][0]["width"] == 640
    assert row["videos"] == []


def test_readers_see_equal_types_in_an_empty_table(runs: Path, tmp_path: Path) -> None:
    """``make loading`` does the same with 10,000 articles, Polars and Spark."""
    duckdb, pd = pytest.importorskip("duckdb"), pytest.importorskip("pandas")
    found = []
    for name, where in (("none", "0"), ("some", "1")):
        export_to(tmp_path / name, runs, format="parquet", where=where)
        place = tmp_path / name / "data"
        described = duckdb.sql(f"DESCRIBE FROM '{place}/**/*.parquet'").fetchall()
        frame = pd.read_parquet(place, dtype_backend="pyarrow")
        found.append(([row[:2] for row in described], frame.dtypes.astype(str).to_dict()))
    assert found[0] == found[1]


def test_croissant_describes_nested_records_by_their_fields(runs: Path, tmp_path: Path) -> None:
    """mlcroissant cannot read a record as a text; ``make loading`` reads the table with it."""
    described = {}
    for format_ in ("parquet", "csv"):
        export_to(tmp_path / format_, runs, format=format_)
        content = json.loads((tmp_path / format_ / "croissant.json").read_bytes())
        described[format_] = {field["name"]: field for field in content["recordSet"][0]["field"]}
    links, status = described["parquet"]["related_links"], described["parquet"]["fetch"]["subField"][0]
    assert links["repeated"]
    assert {field["name"] for field in links["subField"]} >= {"id", "url", "relation"}
    assert (status["name"], status["dataType"], status["source"]["transform"]) == (
        "status",
        "sc:Integer",
        {"jsonPath": "status"},
    )
    assert described["csv"]["keywords"]["dataType"] == "sc:Text"
    assert "repeated" not in described["csv"]["keywords"]


def test_the_empty_file_goes_when_rows_come(tmp_path: Path) -> None:
    runs, target = tmp_path / "runs", tmp_path / "t"
    write_run(runs)
    export_to(target, runs, format="parquet", partition=("site", "month"))
    write_run(runs, article(1))
    export_to(target, runs, format="parquet", partition=("site", "month"))
    assert [str(path.parent.relative_to(target)) for path in target.rglob("*.parquet")] == [
        "data/site=bao/month=2026-03"
    ]


def test_lines_and_files_of_an_older_schema_are_read_under_the_new_one(
    runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A column that an older line or an older file does not know is null."""
    old = ("tdm_policy", "robots_directives")
    for file in runs.glob("articles*"):
        kept = [{k: v for k, v in json.loads(line).items() if k not in old} for line in _open(file)]
        data = "".join(json.dumps(record) + "\n" for record in kept).encode()
        file.write_bytes(gzip.compress(data) if file.suffix == ".gz" else data)
    export_to(tmp_path / "lines", runs, format="parquet")
    found = parquet(tmp_path / "lines")
    assert found.schema.equals(arrow_schema(), check_metadata=False)
    assert found.column("robots_directives").null_count == found.num_rows

    # A table whose first file has the older schema, joined with a newer file by this version.
    with monkeypatch.context() as older:
        older.setattr(
            writers, "arrow_schema", lambda columns: arrow_schema([name for name in columns if name not in old])
        )
        export_to(tmp_path / "files", runs, format="parquet")
    write_run(runs, article(7, robots_directives=["noai"]))
    export_to(tmp_path / "files", runs, format="parquet", join=True)
    joined = parquet(tmp_path / "files")
    assert joined.schema.equals(arrow_schema(), check_metadata=False)
    assert joined.column("robots_directives").to_pylist().count(["noai"]) == 1
    assert joined.num_rows == 6


def test_a_newer_schema_writes_the_table_anew(runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "SCHEMA_VERSION", "0.9")
    monkeypatch.setattr("newscrawl.export.manifest.SCHEMA_VERSION", "0.9")
    export_to(tmp_path / "t", runs)
    manifest = json.loads((tmp_path / "t/export.json").read_bytes())
    (tmp_path / "t/export.json").write_text(json.dumps({**manifest, "schema_version": "0.9"}))
    monkeypatch.undo()
    result = export_to(tmp_path / "t", runs)
    assert result.why_anew
    assert "0.9" in result.why_anew
    check_files(tmp_path / "t")


def test_readers_agree(runs: Path, tmp_path: Path) -> None:
    duckdb, pd = (
        pytest.importorskip("duckdb"),
        pytest.importorskip("pandas"),
    )  # the oldest libraries are tested without them

    export_to(tmp_path / "t", runs, format="parquet", partition=("site", "month"), latest=True)
    found = duckdb.sql(
        f"SELECT id, site, month, date_published::DATE, len(images) FROM '{tmp_path}/t/data/**/*.parquet' ORDER BY id"  # noqa: S608 - a path of ours
    ).fetchall()
    assert found[0] == ("bao:1", "bao", "2026-03", date(2026, 3, 1), 0)
    assert len(found) == 4
    frame = pd.read_parquet(tmp_path / "t/data")
    assert sorted(frame["id"]) == ["bao:1", "bao:2", "bao:3", "tin:4"]
    assert sorted(map(str, frame["month"])) == ["2026-03", "2026-03", "2026-04", "undated"]


def test_row_groups_have_statistics_and_the_sort_order(
    runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pyarrow.parquet as pq  # noqa: PLC0415 - for this test alone

    monkeypatch.setattr(writers, "BATCH_BYTES", 1)
    monkeypatch.setattr(writers, "ROW_GROUP_BYTES", 1)
    export_to(tmp_path / "t", runs, format="parquet")
    (file,) = (tmp_path / "t").rglob("*.parquet")
    metadata = pq.ParquetFile(file).metadata
    assert metadata.num_row_groups == 5
    columns = [metadata.row_group(0).column(n) for n in range(metadata.num_columns)]
    described = {column.path_in_schema for column in columns if column.is_stats_set}
    assert {"site", "date_published", "id"} <= described
    assert "text" not in described
    assert metadata.row_group(0).sorting_columns[0].column_index == COLUMNS.index("site")


def test_a_value_of_another_type_names_its_article(runs: Path, tmp_path: Path) -> None:
    file = next(runs.glob("articles-*"))
    file.write_bytes(file.read_bytes().replace(b'"date_modified":null', b'"date_modified":"NULL"'))
    with pytest.raises(OutputError, match=r"bao:1 does not have the types.*NULL"):
        export_to(tmp_path / "t", runs, format="parquet")
    assert not list((tmp_path / "t/data").rglob("*"))


def test_fractions_of_a_microsecond_are_cut() -> None:
    line = b'{"date_fetched": "2026-03-01T08:00:00.123456789+07:00", "fetch": {"last_modified": "2026-03-01T08:00:00.1+07:00"}}'
    row = writers.to_table([line], arrow_schema()).to_pylist()[0]
    assert row["date_fetched"].microsecond == 123_456
    assert row["fetch"]["last_modified"].microsecond == 100_000


# -- increments --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("latest", [False, True])
def test_a_second_export_adds_what_is_new(tmp_path: Path, format_: str, *, latest: bool) -> None:
    runs, step, whole = tmp_path / "runs", tmp_path / "step", tmp_path / "whole"
    choices: dict[str, Any] = {"format": format_, "latest": latest, "partition": ("month",)}
    write_run(runs, article(1), article(2), article(3, date_published=None))
    export_to(step, runs, **choices)
    before = sorted(step.rglob("*"))
    assert not export_to(step, runs, **choices).written, "nothing is new"
    assert sorted(step.rglob("*")) == before
    write_run(runs, article(2, revision=2, headline="Mới", date_published="2026-04-02T00:00:00+07:00"), article(4))
    export_to(step, runs, **choices)
    check_files(step)
    export_to(step, runs, **choices, join=True)
    check_files(step)
    export_to(whole, runs, **choices)
    assert _content(step, format_) == _content(whole, format_)
    assert len(_content(step, format_)) == (4 if latest else 5)


def _content(target: Path, format_: str) -> list[Any]:
    if format_ == "parquet":
        return [
            (row["id"], row["revision"], row["headline"])
            for row in parquet(target).sort_by([("id", "ascending"), ("revision", "ascending")]).to_pylist()
        ]
    return sorted(
        line for file in target.rglob(f"*.{format_}") for line in file.open("rb") if not line.startswith(b"id,")
    )


def test_an_older_line_that_comes_later_replaces_nothing(tmp_path: Path) -> None:
    """Two directories hold the same article; the one with the lower revision is added last."""
    write_run(tmp_path / "a", article(1, revision=3))
    write_run(tmp_path / "b", article(1, revision=2), article(2))
    export_to(tmp_path / "t", tmp_path / "a", latest=True)
    export_to(tmp_path / "t", tmp_path / "a", tmp_path / "b", latest=True)
    assert sorted((r["id"], r["revision"]) for r in lines(tmp_path / "t")) == [("bao:1", 3), ("bao:2", 1)]


def test_a_changed_file_of_a_run_writes_the_table_anew(runs: Path, tmp_path: Path) -> None:
    """So an article that was removed from the runs leaves the table, too."""
    export_to(tmp_path / "t", runs)
    manifest = next(runs.glob("manifest-*"))
    content = json.loads(manifest.read_bytes())
    entry = next(file for file in content["files"] if file["name"].startswith("articles"))
    file = runs / entry["name"]
    kept = file.read_bytes().splitlines(keepends=True)[1:]
    file.write_bytes(b"".join(kept))
    entry |= {"sha256": hashlib.sha256(file.read_bytes()).hexdigest(), "lines": 1, "bytes": file.stat().st_size}
    manifest.write_text(json.dumps(content))
    assert "changed" in str(export_to(tmp_path / "t", runs).why_anew)
    assert ids(tmp_path / "t") == ["bao:1", "bao:3", "bao:2", "tin:4"]
    check_files(tmp_path / "t")


def test_files_that_are_gone_do_not_empty_the_table(runs: Path, tmp_path: Path) -> None:
    export_to(tmp_path / "t", runs)
    write_run(tmp_path / "other", article(9))
    with pytest.raises(OutputError, match=r"2 files .* are gone"):
        export_to(tmp_path / "t", tmp_path / "other")
    assert len(ids(tmp_path / "t")) == 5
    export_to(tmp_path / "t", tmp_path / "other", replace_table=True)
    assert ids(tmp_path / "t") == ["bao:9"]


def test_other_options_are_refused(runs: Path, tmp_path: Path) -> None:
    export_to(tmp_path / "t", runs)
    with pytest.raises(ValueError, match=r"latest false \(now true\).*--replace"):
        export_to(tmp_path / "t", runs, latest=True)


def test_a_file_that_no_manifest_lists_is_left_for_later(runs: Path, tmp_path: Path) -> None:
    (runs / "articles-other.jsonl").write_bytes(b"{}\n")
    result = export_to(tmp_path / "t", runs)
    assert [Path(name).name for name in result.unfinished] == ["articles-other.jsonl"]
    assert len(ids(tmp_path / "t")) == 5


def test_the_same_file_in_two_directories_is_taken_once(runs: Path, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy/articles.jsonl").write_bytes(next(runs.glob("articles-*")).read_bytes())
    export_to(tmp_path / "t", runs, tmp_path / "copy")
    assert len(ids(tmp_path / "t")) == 5


def test_a_place_without_runs_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="holds no finished run"):
        find_inputs([str(tmp_path / "nothing")])


# -- kills -------------------------------------------------------------------------------------------------------------


class KilledError(BaseException):
    """Stands for the end of the process."""


@pytest.mark.parametrize("call", [0, 1, 2, 3, 5, 7, 9])
def test_a_kill_at_any_change_of_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: int) -> None:
    """The table is the old one or the new one, never a mixture, and the same command finishes it."""
    runs, target = tmp_path / "runs", tmp_path / "t"
    write_run(runs, article(1), article(2))
    export_to(target, runs, latest=True, partition=("site",))
    write_run(runs, article(1, revision=2), article(3, site="tin", id="tin:3"))
    left = [call]

    def or_killed(function: Any) -> Any:
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            left[0] -= 1
            if left[0] < 0:
                raise KilledError
            return function(*args, **kwargs)

        return wrapper

    with monkeypatch.context() as patch:
        for name in ("rename", "replace", "unlink"):
            patch.setattr(Path, name, or_killed(getattr(Path, name)))
        try:
            export_to(target, runs, latest=True, partition=("site",), join=True)
        except KilledError:
            assert left[0] < 0
    rows = [(row["id"], row["revision"]) for row in lines(target)]
    assert rows in (
        [("bao:1", 1), ("bao:2", 1)],
        [("bao:1", 2), ("bao:2", 1), ("tin:3", 1)],
        [("bao:2", 1), ("bao:1", 2), ("tin:3", 1)],
    )
    export_to(target, runs, latest=True, partition=("site",), join=True)
    check_files(target)
    assert sorted((row["id"], row["revision"]) for row in lines(target)) == [("bao:1", 2), ("bao:2", 1), ("tin:3", 1)]
    assert not list(target.rglob("*.part"))


def test_two_exports_at_once_are_refused(runs: Path, tmp_path: Path) -> None:
    with LocalStore(tmp_path / "t").locked(), pytest.raises(OutputError, match="another export"):
        export_to(tmp_path / "t", runs)


def test_files_of_other_names_are_left_alone(runs: Path, tmp_path: Path) -> None:
    (tmp_path / "t/data").mkdir(parents=True)
    (tmp_path / "t/data/notes.parquet").write_bytes(b"mine")
    export_to(tmp_path / "t", runs)
    assert (tmp_path / "t/data/notes.parquet").read_bytes() == b"mine"


def test_a_table_is_split_into_files(runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MAX_FILE_BYTES", 2_000)
    result = export_to(tmp_path / "t", runs)
    assert len(result.written) > 1
    assert ids(tmp_path / "t") == ["bao:1", "bao:1", "bao:3", "bao:2", "tin:4"]


def test_wrong_options_are_named() -> None:
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"format": "jsonl", "compression": "snappy"}, "--compress is one of none, zst, gz"),
        ({"partition": ("week",)}, "there is no 'week'"),
        ({"columns": ("headlin",)}, "there is no 'headlin'"),
        ({"columns": ("id",), "latest": True}, "--latest needs the column revision"),
    ]
    for choices, words in wrong:
        with pytest.raises(ValueError, match=words):
            ExportOptions(**choices)


def test_the_card_and_the_description_say_what_the_table_is(runs: Path, tmp_path: Path) -> None:
    export_to(tmp_path / "t", runs, partition=("site",), where="site != 'x|y'")
    card = (tmp_path / "t/README.md").read_text(encoding="utf-8")
    for words in (
        '- "vi"',
        "- n<1K",
        "5 rows in 2 files",
        "2026-03-01 to 2026-04-01",
        "| bao | 4 |",
        "site != 'x\\|y'",
        "## Licence",
        "## Cite",
    ):
        assert words in card
    described = json.loads((tmp_path / "t/croissant.json").read_bytes())
    (record_set,) = described["recordSet"]
    assert [field["name"] for field in record_set["field"]] == list(COLUMNS)
    sums = {entry["sha256"] for entry in described["distribution"] if "sha256" in entry}
    assert sums == {file["sha256"] for file in json.loads((tmp_path / "t/export.json").read_bytes())["files"]}


def test_the_citation_names_this_version() -> None:
    assert f"\nversion: {__version__}\n" in (Path(__file__).parents[2] / "CITATION.cff").read_text(encoding="utf-8")
