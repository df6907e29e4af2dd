"""Options that several commands share, and how the command line reads words and reports wrong ones.

This module and ``cli/commands/`` import nothing heavy: ``--help`` must be fast. What a command does is in ``cli/actions/``.
"""

from __future__ import annotations

import functools
import os
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from newscrawl.arguments import MAX_NUMBER
from newscrawl.cli.output import say, shorten, write_errors_as
from newscrawl.objects.store import check_address, is_address
from newscrawl.runner.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

COMPRESSIONS: Final = ("none", "gz", "zst")
PARTITIONS: Final = ("run", "site-date")
LOG_LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
"""Copies of the real choices, so that help needs no heavy import; a test compares them."""

HELP_COLUMNS: Final = 110
"""Width of help texts."""


# -- commands ----------------------------------------------------------------------------------------------------------


class Command(click.Command):
    """A command with examples in its help."""

    def __init__(self, *args: Any, examples: Sequence[str] = (), **kwargs: Any) -> None:
        """``examples`` are whole command lines, with a comment after ``#``."""
        super().__init__(*args, **kwargs)
        self.examples = tuple(examples)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the words; the error names the first one that is too many."""
        ctx.allow_extra_args = True
        try:
            rest = super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise
        if rest:
            ctx.fail(f"{rest[0]!r} is one word too many")
        return rest

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples as they are, not wrapped."""
        write_examples(formatter, self.examples)


def write_examples(formatter: click.HelpFormatter, examples: Sequence[str]) -> None:
    """Write a section of examples."""
    if examples:
        with formatter.section("Examples"):
            for example in examples:
                formatter.write(f"{'':>{formatter.current_indent}}{example}\n")


class LazyGroup(click.Group):
    """A group that imports the module of a command when that command is called or its help is shown."""

    def __init__(
        self, *args: Any, lazy: dict[str, tuple[str, str]], examples: Sequence[str] = (), **kwargs: Any
    ) -> None:
        """``lazy`` has the module and the one line of help of each command, by name."""
        super().__init__(*args, **kwargs)
        self.lazy = lazy
        self.examples = tuple(examples)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the help."""
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command, ``None`` for an unknown name."""
        if cmd_name not in self.lazy:
            return None
        found: click.Command = getattr(import_module(self.lazy[cmd_name][0]), cmd_name.replace("-", "_"))
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the first word names; the error names the one that was meant."""
        if args[0] not in self.lazy and not args[0].startswith("-"):
            ctx.fail(f"there is no {args[0]!r}{did_you_mean(args[0], self.lazy)}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in self.lazy.items()])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples, then the epilog as it is."""
        write_examples(formatter, self.examples)
        if self.epilog:
            formatter.write_paragraph()
            formatter.write(f"{self.epilog}\n")


def warn_renamed(old: str, new: str) -> None:
    """Say on standard error that a spelling has changed; it works for one more version."""
    say(f"newscrawl: {old} is deprecated and goes away in the next version; write {new}", error=True)


# -- values ------------------------------------------------------------------------------------------------------------


MAX_PORT: Final = 65_535
"""The largest number of a TCP port."""


class Count(click.ParamType[int]):
    """A whole number above 0, and not above a limit if one is given."""

    name = "count"

    def __init__(self, most: int | None = None) -> None:
        """Set the largest number."""
        self._most: Final = most or MAX_NUMBER

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number."""
        try:
            found = int(value)
        except ValueError:
            found = 0
        if not 1 <= found <= self._most:
            wanted = "above 0" if self._most == MAX_NUMBER and found < 1 else f"from 1 to {self._most:,}"
            self.fail(f"a whole number {wanted} is wanted, not {shorten(str(value))!r}", param, ctx)
        return found


class Seconds(click.ParamType[float]):
    """A number of seconds from 0 on."""

    name = "seconds"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number."""
        try:
            found = float(value)
        except ValueError:
            self.fail(f"a number of seconds is wanted, not {value!r}", param, ctx)
        if not -MAX_NUMBER <= found <= MAX_NUMBER:
            self.fail(f"a finite number of seconds is wanted, not {value!r}", param, ctx)
        if found < 0:
            raise click.UsageError(f"{param.opts[0] if param else 'the delay'} cannot be negative", ctx)
        return found


class LocalPath(click.ParamType[str]):
    """A path on this machine; an address such as ``s3://bucket/x`` is refused."""

    name = "path"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the path as it was written."""
        if is_address(str(value)):
            self.fail(f"a local path is wanted, not {value!r}", param, ctx)
        return str(value)


class FilePath(LocalPath):
    """A path of a file on this machine; ``.``, ``/`` and an empty word name none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the path as it was written."""
        if not Path(str(value)).name:
            self.fail(f"the path of a file is wanted, not {value!r}", param, ctx)
        return super().convert(value, param, ctx)


class StatePlace(LocalPath):
    """A path on this machine, or the address of a database, ``postgresql://…``."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the place as it was written."""
        from newscrawl.state.place import DatabaseAddress, is_database  # noqa: PLC0415 - help must not import the state

        if not is_database(str(value)):
            return super().convert(value, param, ctx)
        try:
            DatabaseAddress.parse(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)
        return str(value)


class Place(click.ParamType[str]):
    """A path on this machine, or the address of a bucket such as ``s3://bucket/x``."""

    name = "place"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the place as it was written."""
        try:
            check_address(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)
        return str(value)


class OneOf(click.ParamType[str]):
    """One of some words; an unknown one is named with those that there are."""

    name = "choice"

    def __init__(self, choices: Sequence[str], *, upper: bool = False) -> None:
        """``upper`` accepts lower case."""
        self.choices = tuple(choices)
        self._upper = upper

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Return the choices as the help shows them."""
        return f"[{'|'.join(self.choices)}]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the word."""
        word = str(value).upper() if self._upper else str(value)
        if word not in self.choices:
            suggestion = did_you_mean(word, self.choices) or f"; it is one of {', '.join(self.choices)}"
            self.fail(f"there is no {word!r}{suggestion}", param, ctx)
        return word


# -- shared options ----------------------------------------------------------------------------------------------------

output_option = click.option(
    "--output",
    metavar="DIR",
    type=Place(),
    default="output",
    show_default=True,
    help="directory of the JSONL files, or a bucket: s3://, gs:// or az://BUCKET/PREFIX",
)
state_option = click.option(
    "--state",
    metavar="PATH",
    type=StatePlace(),
    envvar="NEWSCRAWL_STATE",
    help="directory of what is remembered between runs, or postgresql://HOST/DATABASE  [default: .state in the output]",
)
read_state_option = click.option(
    "--state",
    metavar="PATH",
    type=StatePlace(),
    help="the state, where it is not in DIR: its directory or postgresql://…",
)
delay_option = click.option(
    "--delay",
    metavar="SECONDS",
    type=Seconds(),
    help="seconds between two requests to a site  [default: 1, or the profile's]",
)
allow_private_option = click.option(
    "--allow-private", is_flag=True, help="allow loopback and private addresses, which are refused otherwise"
)
since_option = click.option("--since", metavar="DAY", help="only articles from this day on, 2026-01-31")
until_option = click.option("--until", metavar="DAY", help="only articles up to and with this day")


class ProfilesPath(LocalPath):
    """The file of a profile, or a directory of profiles."""

    envvar_list_splitter = os.pathsep


def profiles_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--profiles``; what it names is loaded before the command begins."""

    @functools.wraps(function)
    def wrapper(*, profiles: tuple[str, ...], **given: Any) -> Any:
        if profiles:
            from newscrawl.runner.profiles import use  # noqa: PLC0415 - heavy

            use(profiles)
        return function(**given)

    return click.option(
        "--profiles",
        metavar="PATH",
        multiple=True,
        type=ProfilesPath(),
        envvar="NEWSCRAWL_PROFILES",
        help="profiles of your own: a file, or a directory of files; may be repeated  [default: $NEWSCRAWL_PROFILES]",
    )(wrapper)


ENGINES: Final = ("local", "ray")
"""Where tasks run. A copy of the real choices, so that help needs no heavy import; a test compares them."""

engine_option = click.option(
    "--engine",
    type=OneOf(ENGINES),
    default="local",
    show_default=True,
    help="where files are read: processes of this machine, or the Ray cluster of $RAY_ADDRESS (without it, Ray on this machine)",
)


def cluster_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--engine`` and ``--shard``."""
    shard = click.option(
        "--shard",
        metavar="I/N",
        help="read the I-th of N equal parts of the files, 1/8 to 8/8, to share them among machines",
    )
    return engine_option(shard(function))


quiet_option = click.option("-q", "--quiet", is_flag=True, help="print no summary")
json_option = click.option("--json", "as_json", is_flag=True, help="print one JSON object a line")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """The values of :func:`run_options`."""

    compress: str | None
    partition: str | None
    settings: tuple[str, ...]
    """``NAME=VALUE`` of ``-s``."""

    arguments: tuple[str, ...]
    """``NAME=VALUE`` of ``-a``."""

    loglevel: str
    log_format: str | None
    quiet: bool


def run_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of every command that runs crawlers; the function gets them as ``run``, a :class:`RunOptions`."""

    @functools.wraps(function)
    def wrapper(**given: Any) -> Any:
        run = RunOptions(**{name: given.pop(name) for name in RunOptions.__slots__})
        write_errors_as(run.log_format)
        return function(**given, run=run)

    for option in reversed(
        (
            click.option(
                "--compress", type=OneOf(COMPRESSIONS), help="compress the files when the run ends  [default: none]"
            ),
            click.option(
                "--partition",
                type=OneOf(PARTITIONS),
                help="one file a run, or one a run, site and day: site=NAME/date=2026-01-31/articles-CRAWL_ID.jsonl  [default: run]",
            ),
            click.option(
                "-s",
                "settings",
                multiple=True,
                metavar="NAME=VALUE",
                help="set a Scrapy or newscrawl setting; may be repeated",
            ),
            click.option(
                "-a", "arguments", multiple=True, metavar="NAME=VALUE", help="set a spider argument; may be repeated"
            ),
            click.option(
                "-L",
                "--loglevel",
                type=OneOf(LOG_LEVELS, upper=True),
                default="WARNING",
                show_default=True,
                metavar="LEVEL",
                help="lowest level that is logged: DEBUG, INFO, WARNING, ERROR or CRITICAL",
            ),
            click.option(
                "--log-format",
                type=OneOf(("text", "json")),
                help="how log lines are written to standard error: text, or one JSON object a line  [default: text]",
            ),
            quiet_option,
        )
    ):
        wrapper = option(wrapper)
    return wrapper


near_copies_in_option = click.option(
    "--near-copies-in",
    metavar="FILE",
    type=LocalPath(),
    help="near copies are those that `newscrawl near-copies` found over all runs; FILE is what it wrote",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusChoice:
    """Which corpus a command means, and which of its articles."""

    places: tuple[str, ...]
    near_copies: bool
    near_copies_in: str | None
    """The file that ``newscrawl near-copies`` wrote, if it is to say which articles are near copies."""

    removed_in: str | None
    filters: dict[str, Any]
    """Arguments of :meth:`newscrawl.Corpus.filter`."""
