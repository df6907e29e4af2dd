"""Start Datasette on this machine's loopback address."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Final

from datasette.cli import cli

from newscrawl.corpus.search.find import DatabaseError, connect
from newscrawl.runner.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

HOST: Final = "127.0.0.1"


def serve(database: Path, port: int) -> int:
    """Show a database until interrupted; return the exit code. :class:`UsageError` if it is none."""
    try:
        with closing(connect(database)):
            pass
    except DatabaseError as error:
        raise UsageError(str(error)) from None
    cli.main(
        args=["serve", str(database), "--host", HOST, "--port", str(port)], prog_name="datasette", standalone_mode=False
    )
    return 0
