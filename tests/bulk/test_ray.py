"""Ray on this machine: the bytes of one process, lost workers and a lost driver. Runs with ``make ray``, in an environment with Ray."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from newscrawl.cli import main
from newscrawl.runner.bulk.engine import WorkerError
from newscrawl.runner.bulk.ray_engine import RayEngine
from newscrawl.runner.bulk.replay import SPOOL
from tests.bulk.archives import archive, page, some_archives, url
from tests.bulk.test_replay import digest

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(find_spec("ray") is None, reason="Ray is not installed; make ray brings it"),
]

LEDGER = "NEWSCRAWL_TEST_LEDGER"


@pytest.fixture
def engine() -> Iterator[RayEngine]:
    """Ray with two processors."""
    with RayEngine(2) as found:
        yield found


def _double(number: int) -> int:
    return 2 * number


def _refuse(number: int) -> int:
    if number == 3:
        raise ValueError(f"{number} is refused")
    return number


def _die_once(path: str) -> int:
    """Die at the first attempt, as if memory had run out."""
    if not Path(path).exists():
        Path(path).touch()
        os._exit(1)
    return 1


def _die(number: int) -> int:
    os._exit(number)


def test_results_keep_their_order_and_errors_are_those_of_the_tasks(engine: RayEngine, tmp_path: Path) -> None:
    shares: list[list[float]] = []
    ended: list[bool] = []

    def show(given: object) -> object:
        shares.append(given)  # type: ignore[arg-type] # the list that the engine changes
        return lambda: ended.append(True)

    assert list(engine.run(_double, range(9), sizes=range(9), show=show)) == [2 * n for n in range(9)]  # type: ignore[arg-type] # as above
    assert shares == [[1.0] * 9]
    assert ended == [True]
    assert list(engine.run(_double, [])) == []
    with pytest.raises(ValueError, match="3 is refused"):
        list(engine.run(_refuse, range(9)))
    assert list(engine.run(_die_once, [str(tmp_path / f"{n}") for n in range(3)])) == [1, 1, 1], "begun again by Ray"
    with pytest.raises(WorkerError, match="run again; what is done is kept"):
        list(engine.run(_die, [1]))


@pytest.mark.parametrize("command", ["replay", "extract"])
def test_the_bytes_are_those_of_one_process(command: str, tmp_path: Path) -> None:
    archives = some_archives(tmp_path / "archives")
    profile = tmp_path / "profiles"
    profile.mkdir()
    (profile / "lang.py").write_text(
        'from newscrawl.sites.profile import Layout, Site\n'
        'SITE = Site(name="lang", publisher="Lang", home="https://lang.vn/", layouts=(Layout(name="page", headline=("h1",), body=("article",)),))\n'
    )  # fmt: skip
    codes = []
    for engine in (["--jobs", "1"], ["--engine", "ray", "--jobs", "2"]):
        output = str(tmp_path / engine[1])
        codes.append(main([command, *archives, "--output", output, "--profiles", str(profile), *engine]))
    assert codes[0] == codes[1]
    assert digest(tmp_path / "ray") == digest(tmp_path / "1")
    assert "lang" in str(next((tmp_path / "ray").glob("*.jsonl")).read_text())


def test_a_driver_that_was_killed_is_run_again(tmp_path: Path) -> None:
    archives = [
        str(
            archive(
                tmp_path,
                f"n{number}",
                *((url(f"{number}-{n}"), f"{1 + n % 28:02}T01:00:00", page(f"Làng {number} {n}")) for n in range(40)),
            )
        )
        for number in range(8)
    ]
    assert main(["replay", *archives, "--output", str(tmp_path / "1"), "-q", "--jobs", "1"]) == 0
    output = tmp_path / "ray"
    words = ["replay", *archives, "--output", str(output), "-q", "--engine", "ray", "--jobs", "2"]
    driver = subprocess.Popen([sys.executable, "-m", "newscrawl", *words], start_new_session=True)
    deadline = time.monotonic() + 120
    while len(list((output / SPOOL).glob("*/*.json"))) < 3 and time.monotonic() < deadline and driver.poll() is None:
        time.sleep(0.02)
    assert driver.poll() is None, "it was killed before its end"
    os.killpg(driver.pid, signal.SIGKILL)
    driver.wait()
    done = {path: path.stat().st_mtime_ns for path in (output / SPOOL).glob("*/*.json")}
    assert len(done) >= 3
    assert main(words) == 0
    assert digest(output) == digest(tmp_path / "1")
