"""The command line ``newscrawl COMMAND``: parse, call, print, exit code.

``commands/`` defines what is typed, ``actions/`` does it. A command's modules are imported when it is called.
"""

from __future__ import annotations

import errno
import os
import re
import signal
import sys
from typing import TYPE_CHECKING, Final

import click

from newscrawl.cli.options import HELP_COLUMNS, Command, LazyGroup
from newscrawl.cli.output import say, shorten
from newscrawl.runner import stop_signals
from newscrawl.runner.suggest import did_you_mean
from newscrawl.version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

USAGE_CODE: Final = 2
"""Exit code of a wrong command line; the others are in :class:`newscrawl.ExitCode`, which is too heavy for ``--help``."""

_STORE_CODE: Final = 8
"""Exit code where the disk fails, written out for the same reason."""

_HALF_PAIR: Final = re.compile("[\ud800-\udfff]")
"""Half of a surrogate pair, by which Python keeps a byte that is not UTF-8."""

_WRONG_PATH: Final = frozenset(
    {
        errno.EACCES,
        errno.EINVAL,
        errno.EISDIR,
        errno.ELOOP,
        errno.ENAMETOOLONG,
        errno.ENOENT,
        errno.ENOTDIR,
        errno.EPERM,
    }
)
"""Errors of the system that mean another path than the one that was given; others mean the disk."""

_CRAWLING: Final = "newscrawl.cli.commands.crawling"
_STATE: Final = "newscrawl.cli.commands.state"
_PAGES: Final = "newscrawl.cli.commands.pages"
_PROFILES: Final = "newscrawl.cli.commands.profiles"
_TEXT: Final = "newscrawl.cli.commands.text"
_CORPUS: Final = "newscrawl.cli.commands.corpus"
_EXPORT: Final = "newscrawl.cli.commands.export"
_FLEET: Final = "newscrawl.cli.commands.fleet"

COMMANDS: Final = {
    "demo": (_CRAWLING, "crawl the bundled sample newspaper, on this machine alone"),
    "sites": (_PROFILES, "list the newspapers that have a profile"),
    "schema": (_PROFILES, "print the record's JSON Schema"),
    "crawl": (_CRAWLING, "crawl newspapers by name, or any news site by address"),
    "replay": (_CRAWLING, "read saved or archived pages again, with no network"),
    "init": ("newscrawl.cli.commands.init", "write a commented crawl.toml"),
    "run": (_CRAWLING, "crawl the sites of a file on a schedule"),
    "worker": (_FLEET, "crawl sites of a file together with workers on other machines"),
    "fleet": (_FLEET, "show the workers, the sites they hold, the queue and what waits"),
    "backfill": (_CRAWLING, "fetch what a site published in the past"),
    "status": (_STATE, "show how each site is, worst first, and what to do next"),
    "retry": (_STATE, "fetch rejected and failed pages of a site again"),
    "alerts": ("newscrawl.cli.commands.alerts", "send a test message to everyone whom alerts would tell"),
    "verify": (_STATE, "check that a run or an archive is whole"),
    "export": (_EXPORT, "write the articles of runs as a table: Parquet, JSON Lines or CSV"),
    "corpus": (_CORPUS, "look at articles as one corpus: count, sample, split, hand on"),
    "near-copies": ("newscrawl.cli.commands.near_copies", "find near copies over many runs, shards and exports"),
    "search": ("newscrawl.cli.commands.corpus_database", "search the articles of a database"),
    "gaps": (_STATE, "show silent and gone sources, and days without articles"),
    "changes": (_STATE, "print what is new, revised or deleted since a cursor, one JSON line each"),
    "remove": (_STATE, "remove an article on request, from the files and for ever"),
    "state": (_STATE, "show, check, compact, export, forget or prune the state"),
    "history": (_STATE, "show the revisions of an article and what changed between them"),
    "health": (_STATE, "show how well each site has been read, run after run"),
    "check": (_PROFILES, "look at a site now, with a few requests, and say what the profile finds"),
    "extract": (_PAGES, "print the record of one saved page"),
    "inspect": (_PAGES, "show where each field of a saved page was found"),
    "normalize": (_TEXT, "correct Vietnamese text: a file or standard input to standard output"),
    "text-model": (_TEXT, "rebuild the syllable counts from crawled articles"),
    "new-site": (_PROFILES, "draft the profile of a newspaper from its pages"),
    "save": (_PROFILES, "keep a page and the article expected of it, for the tests"),
    "help": ("newscrawl.cli", "show the help of a command"),
}
"""By name, the module of each command and its line in ``newscrawl --help``."""

_EPILOG: Final = """\
Exit codes: 0 fine · 2 usage · 3 some sites failed · 4 blocked · 5 a layout changed · 6 no article where some were
expected · 7 locked by another run · 8 disk or state failure · 9 a site was taken over · 129/130/143 interrupted"""


def _print_version(ctx: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's signature
    if value:
        say(f"newscrawl {__version__}")
        ctx.exit()


cli = LazyGroup(
    name="newscrawl",
    lazy=COMMANDS,
    help="A crawler for Vietnamese news: clean articles, correct Vietnamese text, typed related links.",
    examples=(
        "newscrawl demo                                  # a whole crawl on this machine alone, in a minute",
        "newscrawl crawl baokiemtoan --since 2026-01-01  # one newspaper, from a day on",
        "newscrawl crawl https://any.site/               # a site without a profile",
        "newscrawl extract page.html --url https://…     # one saved page as a record",
        "newscrawl run --config crawl.toml --watch       # many sites, until stopped",
        "newscrawl sites                                 # the newspapers with a profile",
    ),
    epilog=_EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": HELP_COLUMNS},
    params=[
        click.Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_print_version,
            help="Show the version and exit.",
        )
    ],
)


@click.command(cls=Command, examples=("newscrawl help crawl", "newscrawl help text-model build"))
@click.argument("words", nargs=-1, metavar="[COMMAND]...")
def help(*, words: tuple[str, ...]) -> int:  # noqa: A001 - the name of the command
    """Show the help of a command."""
    return main([*words, "--help"])


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code of the process."""
    words = list(sys.argv[1:] if argv is None else argv)
    with stop_signals.installed():
        try:
            code = _run(words)
        except KeyboardInterrupt:
            return 128 + (stop_signals.received() or signal.SIGINT)
        # A signal at the very end of a command, or one whose exception was lost on the way.
        number = stop_signals.received()
        return code if number is None else 128 + number


def _run(words: list[str]) -> int:
    """Run one command and return its exit code. Expected errors become one line and a code."""
    try:
        with cli.make_context("newscrawl", words) as context:
            return int(cli.invoke(context) or 0)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.UsageError as error:
        return _usage_error(error)
    except BrokenPipeError:
        # The reader has closed the pipe (`newscrawl sites | head`). Python would report it again at exit.
        sys.stdout = None
        return 0
    except Exception as error:
        expected = _expected(error, words)
        if expected is None:
            raise
        code, message = expected
        say(f"newscrawl: {message}", error=True)
        return code


def _expected(error: Exception, words: list[str]) -> tuple[int, str] | None:
    """Return the exit code and the message of an error that is not a fault of the program; ``None`` for any other."""
    code = _code_of(error)
    if code is not None:
        return code, str(error)
    if isinstance(error, OSError):
        name = shorten(str(error.filename or ""))
        message = f"{name}: {error.strerror or error}" if name else str(error)
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            temporary = os.environ.get("TMPDIR", "/tmp")  # noqa: S108 - only named
            message += f". Make room, also for temporary files ({temporary}, or TMPDIR), and run again."
        return (USAGE_CODE if error.errno in _WRONG_PATH else _STORE_CODE), message
    if isinstance(error, (TypeError, UnicodeEncodeError)) and (word := _undecodable(words)):
        return USAGE_CODE, f"{shorten(word)!r}: a word of the command line is not in UTF-8"
    return None


def _undecodable(words: list[str]) -> str | None:
    """Return the first word with bytes that are no text: a path may hold them, nothing else."""
    return next((word for word in words if _HALF_PAIR.search(word)), None)


def _usage_error(error: click.UsageError) -> int:
    """Print what is wrong in one line, with the word that was meant; return the exit code."""
    context = error.ctx
    if isinstance(error, click.exceptions.NoArgsIsHelpError) and context:
        say(context.get_help(), error=True)
        return USAGE_CODE
    message = error.format_message()
    if isinstance(error, click.NoSuchOption):
        known = [name for param in context.command.get_params(context) for name in param.opts] if context else []
        message = f"there is no option {error.option_name}{did_you_mean(error.option_name, known)}"
    elif isinstance(error, click.BadParameter) and error.param is not None:
        name = error.param.opts[0] if isinstance(error.param, click.Option) else error.param.make_metavar(context)  # type: ignore[arg-type] # a context is set where a parameter is
        message = f"{name}: {error.message}" if error.message else f"{name} is missing"
    path = context.command_path if context else "newscrawl"
    say(f"newscrawl: {message.rstrip('.')}. `{path} --help` shows what there is.", error=True)
    return USAGE_CODE


def _code_of(error: Exception) -> int | None:
    """Return the exit code of an expected error, ``None`` for any other."""
    from newscrawl.archive.replay import ReplayError  # noqa: PLC0415 - heavy
    from newscrawl.exporters.files import MissingPackageError, OutputError  # noqa: PLC0415 - heavy
    from newscrawl.report.manifest import ExitCode  # noqa: PLC0415 - heavy
    from newscrawl.runner.bulk.engine import WorkerError  # noqa: PLC0415 - heavy
    from newscrawl.runner.errors import UsageError  # noqa: PLC0415 - heavy
    from newscrawl.sites import ProfileError  # noqa: PLC0415 - heavy
    from newscrawl.state import FencedError, SiteLockedError, StateError  # noqa: PLC0415 - heavy

    codes: dict[type[Exception], ExitCode] = {
        WorkerError: ExitCode.STORE,
        UsageError: ExitCode.USAGE,
        ProfileError: ExitCode.USAGE,
        ReplayError: ExitCode.USAGE,
        SiteLockedError: ExitCode.LOCKED,
        FencedError: ExitCode.FENCED,
        StateError: ExitCode.STORE,
        MissingPackageError: ExitCode.USAGE,
        OutputError: ExitCode.STORE,
    }
    return next((int(code) for kind, code in codes.items() if isinstance(error, kind)), None)
