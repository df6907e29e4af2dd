"""Options of the test suite, and what all tests share."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

from newscrawl import sites

if TYPE_CHECKING:
    from collections.abc import Iterator

# Neither profile has a deadline: on a busy machine an example takes as long as it takes.
hypothesis.settings.register_profile(
    "quick", max_examples=50, deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.register_profile("torture", hypothesis.settings.get_profile("quick"), max_examples=2000)
hypothesis.settings.load_profile("quick")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--kills", type=int, default=12, help="how many times the kill test kills (make torture: 500)")
    parser.addoption("--faults", type=int, default=0, help="let every Nth call of a crawl fail (make faults: 1)")
    parser.addoption("--seeds", default="100", help="number of odd documents to read, or FIRST+COUNT for other seeds")
    parser.addoption("--update", action="store_true", default=False, help="rewrite expected articles; read the diff")


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
