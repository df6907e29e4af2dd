"""The command line: ``newscrawl COMMAND``. Each module holds a group of commands: parse, call, print, exit code."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from newscrawl import __version__
from newscrawl.archive.replay import ReplayError
from newscrawl.cli import archive, backfill, crawl, demo, drafting, gaps, health, pages, schedule, sites, state, text
from newscrawl.cli.options import Parser
from newscrawl.exporters.files import OutputError
from newscrawl.report.manifest import ExitCode
from newscrawl.runner.errors import UsageError, fail
from newscrawl.state import SiteLockedError, StateError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

_EPILOG = """\
examples:
  newscrawl demo                                  a whole crawl on this machine alone, in a minute
  newscrawl crawl baokiemtoan --since 2026-01-01  one newspaper, from a day on
  newscrawl crawl https://any.site/               a site without a profile
  newscrawl extract page.html --url https://…     one saved page as a record
  newscrawl run --config crawl.toml --watch       many sites, on and on
  newscrawl sites                                 the newspapers with a profile

exit codes: 0 fine · 2 usage · 3 some sites failed · 4 blocked · 5 a layout changed · 6 no article where some were
expected · 7 locked by another run · 8 disk or state failure · 130/143 interrupted
"""

_CODES: Final[dict[type[Exception], ExitCode]] = {
    UsageError: ExitCode.USAGE,
    ReplayError: ExitCode.USAGE,
    SiteLockedError: ExitCode.LOCKED,
    StateError: ExitCode.STORE,
    OutputError: ExitCode.STORE,
}


def parser() -> argparse.ArgumentParser:
    """All commands with their help."""
    top = Parser(
        prog="newscrawl",
        description="A crawler for Vietnamese news: clean articles, correct Vietnamese text, typed related links.",
        epilog=_EPILOG,
    )
    top.add_argument("--version", action="version", version=f"newscrawl {__version__}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for module in (demo, sites, crawl, schedule, backfill, archive, gaps, state, health, pages, text, drafting):
        module.register(commands)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the process's exit code."""
    arguments = parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except tuple(_CODES) as error:
        return fail(error, _CODES[type(error)])
    except BrokenPipeError:
        # The reader went away (`newscrawl sites | head`); Python would complain once more at exit.
        sys.stdout = None
        return int(ExitCode.FINE)
    except KeyboardInterrupt:
        return int(ExitCode.INTERRUPTED)
