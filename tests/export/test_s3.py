"""A table in a bucket of an S3 server on loopback. ``make s3`` runs this with moto's server, and with kills."""

from __future__ import annotations

import json
import random
import signal
import time
from typing import TYPE_CHECKING

import pytest

from newscrawl.cli import main
from newscrawl.objects.opening import open_store
from newscrawl.report.manifest import ExitCode
from tests.export.corpus import check_listed, write_run
from tests.helpers import bucket as s3
from tests.helpers.process import Command, run_newscrawl
from tests.helpers.records import article

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    with s3.serve() as place:
        yield place


@pytest.mark.long
def test_an_export_that_is_killed_again_and_again(
    bucket: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """After each kill every listed file is there with its checksum; at the end each article is in the table once."""
    runs, place = tmp_path / "runs", f"{bucket}/table"
    options = ["--format", "jsonl", "--latest", "--partition", "site", "--compact", "-q"]
    command = ["export", str(runs), "--to", place, *options]
    store, chance = open_store(place), random.Random(20260404)  # noqa: S311 - not for secrets
    write_run(runs, article(9_999))
    assert run_newscrawl("--version").returncode == ExitCode.FINE  # the server of forks has imported everything then
    begun = time.monotonic()
    assert run_newscrawl(*command).returncode == ExitCode.FINE
    whole = time.monotonic() - begun
    kills = tried = unlisted = 0
    while kills < (s3.KILLS or 1):
        write_run(runs, *(article(number, revision=1) for number in range(tried * 5, tried * 5 + 5)))
        tried += 1
        export = Command(*command)
        export.wait(whole * (0.1 + chance.random()))
        if export.poll() is None:
            export.send_signal(signal.SIGKILL)
        _, errors = export.communicate()
        assert export.returncode in {0, -signal.SIGKILL}, errors.decode()
        kills += export.returncode != 0
        unlisted += bool(set(store.names("data")) - check_listed(store))
    assert run_newscrawl(*command).returncode == ExitCode.FINE
    listed = check_listed(store)
    assert listed == set(store.names("data"))
    ids = [json.loads(line)["id"] for name in listed for line in (store.read(name) or b"").splitlines()]
    assert sorted(ids) == sorted(f"bao:{number}" for number in (*range(tried * 5), 9_999))
    with capsys.disabled():
        print(f"\nexports with compaction: {kills} kills; {unlisted} of them left files that no manifest lists")  # noqa: T201


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
