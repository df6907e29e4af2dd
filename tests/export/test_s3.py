"""A table in a bucket of an S3 server on loopback. ``make s3`` runs this with moto's server, and with kills."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from newscrawl.cli import main
from newscrawl.objects.opening import open_store
from newscrawl.report.manifest import ExitCode
from tests.export.corpus import write_run
from tests.helpers import bucket as s3
from tests.helpers.records import article

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    with s3.serve() as place:
        yield place


@pytest.mark.long
def test_an_export_that_is_killed_again_and_again(bucket: str, tmp_path: Path) -> None:
    """After each kill every listed file is there with its checksum; at the end each article is in the table once."""
    runs, place = tmp_path / "runs", f"{bucket}/table"
    command = [sys.executable, "-m", "newscrawl", "export", str(runs), "--to", place, "--format", "jsonl"]
    store = open_store(place)
    for kill in range(s3.KILLS or 3):
        write_run(runs, *(article(number, revision=1) for number in range(kill * 5, kill * 5 + 5)))
        with subprocess.Popen([*command, "--latest", "--partition", "site", "--compact", "-q"]) as export:
            time.sleep(0.4 + 0.08 * (kill % 10))
            export.send_signal(signal.SIGKILL)
        manifest = json.loads(store.read("export.json") or b'{"files": []}')
        for file in manifest["files"]:
            assert len(store.read(file["name"]) or b"") == file["bytes"]
    subprocess.run([*command, "--latest", "--partition", "site", "--compact"], check=True)
    manifest = json.loads(store.read("export.json") or b"")
    listed = {file["name"] for file in manifest["files"]}
    assert listed == set(store.names("data"))
    ids = [json.loads(line)["id"] for name in listed for line in (store.read(name) or b"").splitlines()]
    assert sorted(ids) == sorted(f"bao:{number}" for number in range((s3.KILLS or 3) * 5))


def test_a_table_from_a_bucket(bucket: str, tmp_path: Path) -> None:
    write_run(tmp_path / "runs", article(1), article(2))
    source = open_store(f"{bucket}/runs")
    for path in sorted((tmp_path / "runs").iterdir()):
        source.write(path.name, path.read_bytes())
    place = tmp_path / "t"
    assert main(["export", f"{bucket}/runs", "--to", str(place), "--format", "jsonl"]) == ExitCode.FINE
    manifest = json.loads((place / "export.json").read_bytes())
    assert manifest["rows"] == 2


def test_a_table_in_a_bucket_is_brought_up_to_date_and_joined(bucket: str, tmp_path: Path) -> None:
    """Its lock is taken and given back, and a second writer is refused."""
    place = f"{bucket}/joined"
    export = ["export", str(tmp_path), "--to", place, "--format", "jsonl", "--latest", "--compact"]
    for numbers in ((1, 2), (2, 3), (3, 4)):
        write_run(tmp_path, *(article(number, revision=numbers[0]) for number in numbers))
        assert main(export) == ExitCode.FINE
    store = open_store(place)
    manifest = json.loads(store.read("export.json") or b"")
    assert manifest["rows"] == 4
    assert {file["name"] for file in manifest["files"]} == set(store.names("data"))
    assert store.read("_lock.json") is None
    with store.locked():
        assert main(export) == ExitCode.STORE
