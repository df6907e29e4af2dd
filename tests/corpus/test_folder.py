"""The commands that write a folder: split, check-split, push."""

from __future__ import annotations

import random
import sys
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from newscrawl import open_corpus
from newscrawl.cli import main
from newscrawl.exporters.arrow_schema import arrow_schema
from newscrawl.items import RelatedEdge
from tests.export.corpus import write_run
from tests.helpers.records import article, link

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty articles in pairs of similar texts; one publisher refuses training."""
    lots, directory = random.Random(1), tmp_path_factory.mktemp("folder") / "run"  # noqa: S311 - equal texts in each run
    texts = [
        " ".join(
            lots.choices(["gà", "chó", "mèo", "trâu", "bò", "dê", "lợn", "vịt", "cá", "tôm", "cua", "ốc", "ếch"], k=60)
        )
        for _ in range(10)
    ]
    items = [article(n, text=texts[n // 2] + (" hết" if n % 2 else "")) for n in range(20)]
    items[3] = replace(items[3], content_usage="train-ai=n", related_links=[link(4)])
    write_run(directory, *items)
    return directory


def test_a_split_is_written_and_checked(run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "split"
    command = ["corpus", "split", str(run), "--to", str(target), "--parts", "0.5,0.3,0.2", "--seed", "3"]
    assert main(command) == 0
    assert capsys.readouterr().out.startswith(
        "train        10 articles\nvalidation   6 articles\ntest         4 articles\n"
    )
    made = orjson.loads((target / "split.json").read_bytes())
    assert (made["parts"], made["seed"], made["check"]["over"]) == ({"train": 10, "validation": 6, "test": 4}, 3, 0)
    ids = [{item.id for item in open_corpus(next((target / "data").glob(f"{part}-*")))} for part in made["parts"]]
    assert [len(part) for part in ids] == [10, 6, 4]
    assert all((f"bao:{n}" in part) == (f"bao:{n + 1}" in part) for part in ids for n in range(0, 20, 2))
    assert main(["corpus", "check-split", str(target)]) == 0
    assert main(command) == 8
    assert "is there already. Choose another directory; or write the folder anew" in capsys.readouterr().err
    assert main([*command, "--replace", "--format", "jsonl"]) == 0
    assert sorted(path.name for path in (target / "data").iterdir())[:2] == [
        "related-00000-of-00001.jsonl.zst",
        "test-00000-of-00001.jsonl.zst",
    ]
    assert len(open_corpus(target)) == 20


def test_a_leak_gives_an_exit_code(run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = b"".join(open_corpus(run).lines()).splitlines(keepends=True)
    (tmp_path / "one.jsonl").write_bytes(b"".join(lines[:9]))
    (tmp_path / "other.jsonl").write_bytes(b"".join(lines[9:]))
    command = ["corpus", "check-split", str(tmp_path / "one.jsonl"), str(tmp_path / "other.jsonl")]
    assert main([*command, "--json"]) == 3
    found = orjson.loads(capsys.readouterr().out)
    assert (found["over"], found["closest"][0]["id"], found["closest"][0]["other_id"]) == (1, "bao:8", "bao:9")
    assert main(["corpus", "check-split", str(tmp_path)]) == 2
    assert "holds no split" in capsys.readouterr().err


def test_what_is_not_ours_is_never_replaced(run: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("1")
    assert main(["corpus", "split", str(run), "--to", str(tmp_path / "thesis"), "--replace"]) == 8
    assert (tmp_path / "thesis" / "chapter.txt").exists()


def push(run: Path, target: Path, *words: str) -> int:
    return main(["corpus", "push", str(run), "--repo", "me/news", "--to", str(target), *words])


def test_a_folder_for_the_hub(run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert push(run, tmp_path / "hub", "--dry-run") == 0
    said = capsys.readouterr()
    assert "Nothing was uploaded" in said.out
    assert "refuse that models are trained with some of these articles: bao 1." in said.err
    card = (tmp_path / "hub" / "README.md").read_text()
    assert 'config_name: related\n  data_files:\n  - split: train\n    path: "data/related-*.parquet"' in card
    import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

    (related,) = (tmp_path / "hub" / "data").glob("related-*")
    table = pq.read_table(related)
    assert table.schema.equals(arrow_schema(record=RelatedEdge))
    assert table.column("target_id").to_pylist() == ["bao:4"]


def test_an_upload_and_its_errors(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[dict[str, Any]] = []

    class RefusedError(Exception):
        """What the library raises."""

    class Api:
        def create_repo(self, name: str, **options: Any) -> str:
            if name == "me/forbidden":
                raise RefusedError("403 Forbidden")
            calls.append({"name": name, **options})
            return f"https://hub.example/datasets/{name}"

        def upload_folder(self, **options: Any) -> None:
            calls.append(options)

    token: list[str | None] = [None]
    hub = SimpleNamespace(get_token=lambda: token[0], HfApi=Api)
    monkeypatch.setitem(sys.modules, "huggingface_hub", hub)
    monkeypatch.setitem(
        sys.modules,
        "huggingface_hub.errors",
        SimpleNamespace(HfHubHTTPError=RefusedError, HFValidationError=RefusedError),
    )
    assert push(run, tmp_path / "hub") == 8
    assert "There is no token for the Hugging Face Hub. Log in" in capsys.readouterr().err
    token[0] = "secret"
    assert push(run, tmp_path / "hub", "--replace", "--parts", "0.5,0.5") == 0
    assert capsys.readouterr().out.endswith("https://hub.example/datasets/me/news\n")
    assert calls[0] == {"name": "me/news", "repo_type": "dataset", "private": True, "exist_ok": True}
    assert calls[1]["folder_path"] == str(tmp_path / "hub")
    assert main(["corpus", "push", str(run), "--repo", "me/forbidden", "--to", str(tmp_path / "other")]) == 8
    assert "The Hub did not take" in capsys.readouterr().err
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    assert push(run, tmp_path / "hub", "--replace") == 2
    assert "pip install huggingface_hub" in capsys.readouterr().err
    assert main(["corpus", "push", str(run), "--repo", "news", "--to", str(tmp_path / "x")]) == 2
