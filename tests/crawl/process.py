"""Crawls in processes of their own, forked from one that has imported everything: a start costs a tenth of the usual second."""

from __future__ import annotations

import multiprocessing
import os
import sys
from typing import TYPE_CHECKING, Final

from newscrawl.cli import main

if TYPE_CHECKING:
    from collections.abc import Sequence
    from multiprocessing.context import ForkServerProcess
    from pathlib import Path

_CONTEXT: Final = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload([__name__])


def start(arguments: Sequence[str], errors: Path) -> ForkServerProcess:
    """``newscrawl ARGUMENTS``, running; what it says on standard error is in the file ``errors``."""
    process = _CONTEXT.Process(target=_run, args=(list(arguments), str(errors)))
    process.start()
    return process


def _run(arguments: list[str], errors: str) -> None:
    file = os.open(errors, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    os.dup2(file, sys.stderr.fileno())
    sys.exit(main(arguments))
