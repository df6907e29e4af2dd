"""A run in which one call that changes a file or the state fails says so, and the next run has everything once.

A small sample of ``make faults``, over three articles without a network. See :mod:`tests.crawl.test_faults`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from newscrawl.exporters.files import OutputError
from newscrawl.state import StateError
from tests.archive.test_kill_points import FORMS, check, crawl
from tests.helpers import faults
from tests.helpers.faults import KINDS, Faults, Kind, run_failing

if TYPE_CHECKING:
    from pathlib import Path

FAILED: Final = 8
SAMPLE: Final[dict[Kind, tuple[int, ...]]] = {
    "eio": (3, 30, 131, 190, 222, 260),
    "enospc": (2, 90, 175),
    "short": (80, 150),
    "fsync": (3, 19, 29, 33),
}
"""Which calls fail: while the files are created, written and closed."""


@pytest.mark.skipif(not faults.IS_SUPPORTED, reason="system calls are replaced on 64-bit Linux only")
@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_loses_nothing(kind: Kind, in_memory: Path) -> None:
    for number, at in enumerate(SAMPLE[kind]):
        directory, form = in_memory / str(at), FORMS[number % len(FORMS)]
        said = in_memory / "said"

        def work() -> int:
            try:
                crawl(directory, form)  # noqa: B023 - called within the same turn of the loop
            except (OutputError, StateError) as error:
                said.write_text(str(error), encoding="utf-8")  # noqa: B023 - called within the same turn of the loop
                return FAILED
            return 0

        code, _, failed = run_failing(work, Faults(directory, kind, at))
        assert failed, at
        assert code == 0 or (
            code == FAILED and said.read_text(encoding="utf-8").startswith(("The state ", str(directory)))
        ), failed
        crawl(directory, form)
        check(directory)
