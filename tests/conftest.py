"""Options of the test suite, and what all tests share."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import hypothesis
import pytest

from newscrawl import sites
from tests.helpers.process import run_newscrawl, start_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.helpers.postgres import Server

DEFAULT_KILLS: Final = 4
"""How many times the kill test kills if nothing else is said."""

# Neither profile has a deadline: on a busy machine an example takes as long as it takes.
hypothesis.settings.register_profile(
    "quick", max_examples=50, deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.register_profile("torture", hypothesis.settings.get_profile("quick"), max_examples=2000)
hypothesis.settings.load_profile("quick")

# Under `nohup make test` the commands of the tests would inherit that SIGHUP is ignored, and no test of a closed terminal could pass.
signal.signal(signal.SIGHUP, signal.SIG_DFL)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--kills", type=int, default=DEFAULT_KILLS, help="how many times the kill test kills (make torture: 500)"
    )
    parser.addoption("--seeds", default="15", help="number of odd documents to read, or FIRST+COUNT for other seeds")
    parser.addoption("--long", action="store_true", help="run long proofs, too (make torture)")
    parser.addoption("--faults", type=int, help="let every Nth call of a crawl fail (make faults), 0: each place's")
    parser.addoption("--faults-articles", type=int, help="crawl a newspaper of so many articles (make faults)")
    parser.addoption("--fleet", action="store_true", default=False, help="twenty sites for a week (make fleet)")
    parser.addoption("--update", action="store_true", default=False, help="rewrite expected articles; read the diff")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Start the server of forks in each process that runs tests."""
    if "PYTEST_XDIST_WORKER" in os.environ or not session.config.getoption("numprocesses", None):
        start_server()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the long proofs, unless they are asked for."""
    if config.getoption("long"):
        return
    left_out = [item for item in items if item.get_closest_marker("long")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if not item.get_closest_marker("long")]


@pytest.fixture(scope="session")
def demo_runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """Return a directory with what ``make demo`` leaves in ``output/demo``, and what its two runs print.

    All processes of the suite share it. A test that writes works on a copy.
    """
    root = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent
    directory, printed = root / "demo", root / "demo.json"
    with (root / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not printed.exists():
            output = str(directory / "output" / "demo")
            runs = [run_newscrawl("demo", "--fresh", "--port", "0", "--output", output)]
            runs.append(run_newscrawl("demo", "--port", "0", "--output", output))
            assert [run.returncode for run in runs] == [0, 0], runs
            printed.write_text(json.dumps([run.stdout.decode() for run in runs]), encoding="utf-8")
    return directory, json.loads(printed.read_text(encoding="utf-8"))


def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores: tests wait for delays, signals and servers, and a core should not wait with them."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A private PostgreSQL server, one for each process of the suite. Skips the test where Debian's package is absent."""
    if not os.environ.get("NEWSCRAWL_TESTS_COMPLETE"):
        pytest.importorskip("psycopg", reason="needs the extra fleet")
    from tests.helpers.postgres import running_server  # noqa: PLC0415 - the driver is needed by few tests

    with running_server() as server:
        yield server


@pytest.fixture(autouse=True)
def _no_profiles_of_other_tests() -> Iterator[None]:
    """Forget the profiles that a test loads from files."""
    known = sites.registered()
    yield
    if sites.registered() != known:
        sites.restore(known)


@pytest.fixture
def in_memory() -> Iterator[Path]:
    """A temporary directory in memory, if the system has one: for tests that sync thousands of times."""
    memory = Path("/dev/shm")  # noqa: S108 - made by and for this process
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        yield Path(name)
