"""``newscrawl extract`` and ``newscrawl inspect``: one saved page."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from newscrawl import sites
from newscrawl.exporters.json_lines import json_line
from newscrawl.extract import Context, NotAnArticle, inspect, open_page, pick_article, to_article
from newscrawl.pipelines.normalize import normalized
from newscrawl.report.manifest import ExitCode
from newscrawl.runner.errors import UsageError, fail
from newscrawl.runner.printing import shown

if TYPE_CHECKING:
    import argparse


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands."""
    for name, run, help_text, more in (
        (
            "extract",
            run_extract,
            "print the record of one saved page",
            "The record is one line of JSON, as `crawl` writes it.",
        ),
        (
            "inspect",
            run_inspect,
            "show where each field of a saved page was found",
            "Beside each field stands what each source said of it; the first is the one taken.",
        ),
    ):
        command = commands.add_parser(
            name, help=help_text, description=f"{help_text[0].upper()}{help_text[1:]}. {more}"
        )
        command.add_argument("file", metavar="FILE", help="the page; - for standard input")
        command.add_argument("--url", required=True, metavar="URL", help="the address that it was saved from")
        command.add_argument("--site", metavar="NAME", help="the profile to read it with (default: by the address)")
        command.add_argument("--generic", action="store_true", help="read it as a site without a profile")
        command.add_argument("--raw", action="store_true", help="leave the text as the page has it")
        command.set_defaults(run=run)


def _opened(given: argparse.Namespace) -> Context:
    try:
        body = sys.stdin.buffer.read() if given.file == "-" else Path(given.file).read_bytes()
    except OSError as error:
        raise UsageError(f"{given.file} cannot be read: {error.strerror}") from None
    if given.site and given.site not in sites.names():
        raise UsageError(f"no site is called {given.site!r}; `newscrawl sites` lists the names")
    try:
        site = (
            sites.unknown(given.url) if given.generic else sites.get(given.site) if given.site else sites.of(given.url)
        )
    except ValueError:
        raise UsageError(f"--url {given.url!r} is no http(s) address") from None
    return open_page(body, url=given.url, site=site)


def run_extract(given: argparse.Namespace) -> int:
    """Print one record."""
    try:
        article = to_article(pick_article(_opened(given)))
    except NotAnArticle as error:
        return fail(
            f"{given.file} holds no article: {error}. `newscrawl inspect` shows what was found.", ExitCode.NOTHING_NEW
        )
    sys.stdout.buffer.write(json_line(article if given.raw else normalized(article)))
    return 0


def run_inspect(given: argparse.Namespace) -> int:
    """Print all that was found."""
    try:
        context = _opened(given)
    except NotAnArticle as error:
        return fail(f"{given.file} cannot be read as a page: {error}", ExitCode.NOTHING_NEW)
    table = Table(box=None, pad_edge=False, header_style="bold", expand=True)
    table.add_column("field", no_wrap=True)
    table.add_column("source", no_wrap=True, max_width=44)
    table.add_column("value", ratio=1, no_wrap=True, overflow="ellipsis")
    before = ""
    for candidate in inspect(context):
        table.add_row(
            candidate.field if candidate.field != before else "",
            shown(candidate.source),
            shown(" ".join(candidate.value.split())),
        )
        before = candidate.field
    console = Console()
    console.print(table)
    try:
        article = to_article(pick_article(context))
    except NotAnArticle as error:
        console.print(shown(f"No article: {error}"), highlight=False)
        return int(ExitCode.NOTHING_NEW)
    console.print(
        shown(f"layout {article.extraction.layout}; warnings: {', '.join(article.extraction.warnings) or 'none'}"),
        highlight=False,
    )
    return 0
