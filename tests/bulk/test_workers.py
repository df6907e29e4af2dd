"""The processes that work on tasks side by side."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from newscrawl.runner.bulk.workers import LocalEngine

if TYPE_CHECKING:
    from concurrent.futures import Future


@pytest.mark.parametrize("place", [0, 1, 9])
def test_a_task_that_cannot_be_pickled_is_an_error_before_the_pool_has_it(
    place: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the pool of Python 3.11 it would wait for ever if a process died: the first, one of the first few, and one of the last."""
    entered: list[object] = []
    submit = ProcessPoolExecutor.submit

    def recorded(pool: ProcessPoolExecutor, *arguments: Any) -> Future[int]:
        entered.append(arguments[1])
        return submit(pool, *arguments)

    monkeypatch.setattr(ProcessPoolExecutor, "submit", recorded)
    tasks: list[Any] = ["a" * length for length in range(12)]
    tasks[place] = lambda: 0  # a function without a name in its module cannot be pickled
    done: list[int] = []
    with pytest.raises(Exception, match="pickle"):
        done.extend(LocalEngine(2).run(len, tasks))
    assert tasks[place] not in entered
    assert entered == tasks[: len(entered)]
    assert done == list(range(len(done)))
