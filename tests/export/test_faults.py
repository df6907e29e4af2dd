"""An export, a compaction, a removal or a feed of changes in which one call fails says so, and the same command finishes it.

The suite tries a few calls. ``NEWSCRAWL_FAULTS_EVERY=1`` lets each call of each command fail, N every Nth.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout
from typing import TYPE_CHECKING, Any, Final

import pytest

from newscrawl.archive.run import OutputLocation, Run
from newscrawl.archive.verify import Verification
from newscrawl.cli import main
from newscrawl.objects.local import LocalStore
from newscrawl.report.manifest import ExitCode
from tests.archive import test_removal as removal
from tests.export.corpus import check_listed
from tests.helpers import faults
from tests.helpers.faults import KINDS, Faults, Kind, run_failing
from tests.helpers.records import article

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

EVERY: Final = int(os.environ.get("NEWSCRAWL_FAULTS_EVERY", "0"))

SAMPLED: Final[dict[str, tuple[Kind, float]]] = {
    "export": ("eio", 0.5),
    "parquet": ("enospc", 0.6),
    "join": ("short", 0.3),
    "compact": ("enospc", 0.5),
    "remove": ("eio", 0.7),
    "changes": ("fsync", 0.1),
}
"""How a call of each command fails in the suite, and where it is as a share of all its calls."""


def export(root: Path, *options: str) -> list[str]:
    return ["export", str(root / "runs"), "--to", str(root / "table"), "-q", *options]


COMMANDS: Final[dict[str, Callable[[Path], list[str]]]] = {
    "export": lambda root: export(root, "--format", "jsonl", "--partition", "site,date", "--latest"),
    "parquet": lambda root: export(root, "--partition", "site"),
    "join": lambda root: export(root, "--format", "jsonl", "--compact"),
    "compact": lambda root: ["export", str(root / "runs"), "--compact", "-q"],
    "remove": lambda root: ["remove", str(root / "runs"), "--id", "bao:1", "--reason", "request 17"],
    "changes": lambda root: ["changes", str(root / "runs")],
}


@pytest.fixture
def prepared(in_memory: Path) -> Path:
    """Runs with archives, and a table that is older than the last run."""
    root = in_memory / "prepared"
    removal.write(root / "runs", warc=True)
    for number in (5, 6):
        assert main(export(root, "--format", "jsonl")) == ExitCode.FINE
        run = Run.acquire(OutputLocation(root / "runs", root / "runs" / ".state"))
        run.commit(article(number, crawl_id=run.crawl_id), keys=[number], first_seen=removal.NOW)
        run.release()
    return root


def call(arguments: list[str], root: Path) -> int:
    """Run a command in this process; what it prints goes to files beside the directory."""
    with (
        root.with_suffix(".out").open("w", encoding="utf-8") as out,
        root.with_suffix(".err").open("w", encoding="utf-8") as errors,
        redirect_stdout(out),
        redirect_stderr(errors),
    ):
        return main(arguments)


def lines(root: Path) -> Counter[tuple[str, int]]:
    """Count the lines of the runs' files by id and revision; each is whole."""
    return Counter((one["id"], one["revision"]) for one in removal.records(root / "runs"))


def table(root: Path) -> Counter[str]:
    """Count the ids in the files that the table's manifest lists; each is whole."""
    store = LocalStore(root / "table")
    listed = check_listed(store) if store.read("export.json") else ()
    return Counter(
        json.loads(line)["id"]
        for name in listed
        if name.endswith(".jsonl")
        for line in (store.read(name) or b"").splitlines()
    )


def outcome(name: str, root: Path) -> Any:
    """Return what a command leaves when it has ended well."""
    if name == "changes":
        return root.with_suffix(".out").read_text(encoding="utf-8")
    assert list(Verification(root / "runs").problems()) == []
    left = sorted(path.name for path in root.rglob("*") if path.name.endswith((".part", ".rewritten")))
    assert not left
    if name == "parquet":
        return len(check_listed(LocalStore(root / "table")))
    return lines(root), table(root)


def fresh(name: str, prepared: Path, root: Path) -> Path:
    """Copy what a command begins with."""
    shutil.copytree(prepared, root)
    if name in {"export", "parquet"}:
        shutil.rmtree(root / "table")
    return root


def calls(name: str, kind: Kind, count: int) -> Iterable[int]:
    """Return the numbers of the calls that fail, one at a time."""
    return range(1, count + 1, EVERY) if EVERY else [max(int(SAMPLED[name][1] * count), 1)]


@pytest.mark.skipif(not faults.IS_SUPPORTED, reason="system calls are replaced on 64-bit Linux only")
@pytest.mark.parametrize("name", COMMANDS)
def test_a_fault_leaves_nothing_half_written(name: str, prepared: Path, in_memory: Path) -> None:
    whole = fresh(name, prepared, in_memory / "whole")
    assert call(COMMANDS[name](whole), whole) == ExitCode.FINE
    expected = outcome(name, whole)
    before, ids = lines(prepared), table(prepared)
    failed_calls = Counter[int]()
    for kind in KINDS if EVERY else [SAMPLED[name][0]]:
        tried = fresh(name, prepared, in_memory / "c")
        _, count, _ = run_failing(lambda: call(COMMANDS[name](tried), tried), Faults(tried, kind, 0))  # noqa: B023 - called at once
        shutil.rmtree(tried)
        for at in calls(name, kind, count):
            root = fresh(name, prepared, in_memory / "c")
            code, _, failed = run_failing(lambda: call(COMMANDS[name](root), root), Faults(root, kind, at))  # noqa: B023 - called at once
            said = root.with_suffix(".err").read_text(encoding="utf-8")
            assert failed, (kind, at, code, said)
            assert code in {ExitCode.FINE, ExitCode.STORE}, (kind, at, failed, said)
            assert code == ExitCode.FINE or (said.startswith("newscrawl: ") and "Traceback" not in said), (failed, said)
            failed_calls[code] += 1
            assert lines(root).keys() >= before.keys() - ({("bao:1", 1), ("bao:1", 2)} if name == "remove" else set())
            assert name in {"export", "parquet"} or table(root).keys() >= ids.keys(), failed
            assert call(COMMANDS[name](root), root) == ExitCode.FINE, (failed, root.with_suffix(".err").read_text())
            assert outcome(name, root) == expected, (kind, at, failed)
            shutil.rmtree(root)
    if EVERY:
        sys.__stderr__.write(f"\n{name}: calls that failed, by exit code: {dict(failed_calls)}\n")  # type: ignore[union-attr]
