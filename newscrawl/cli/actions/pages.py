"""``newscrawl extract`` and ``newscrawl inspect``."""

from __future__ import annotations

import sys
from pathlib import Path

from rich.table import Table

from newscrawl import sites
from newscrawl.cli.printing import SafeConsole, fail, shown
from newscrawl.exporters.json_lines import json_line
from newscrawl.extract import Context, NotAnArticle, Page, inspect, open_page, pick_article, to_article
from newscrawl.pipelines.normalize import normalized
from newscrawl.report.manifest import ExitCode
from newscrawl.runner import profiles
from newscrawl.runner.errors import UsageError


def _open(file: str, url: str | None, *, site: str | None, generic: bool) -> Context:
    try:
        body = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from None
    given = profiles.find(site) if site else None
    url = _own_address(file, body) if url is None else url
    try:
        profile = sites.unknown(url) if generic else given or sites.of(url)
    except ValueError:
        raise UsageError(f"--url {url!r} is no http(s) address") from None
    return open_page(body, url=url, site=profile)


def _own_address(file: str, body: bytes) -> str:
    try:
        return Page(body).url
    except NotAnArticle:
        raise
    except ValueError:
        raise UsageError(
            f"{file} does not name its address (canonical link, og:url or JSON-LD); give it with --url"
        ) from None


def run_extract(file: str, url: str | None, *, site: str | None, generic: bool, raw: bool) -> int:
    """Print the record of a page; return the exit code."""
    try:
        article = to_article(pick_article(_open(file, url, site=site, generic=generic)))
    except NotAnArticle as error:
        return fail(
            f"{file} holds no article: {error}. `newscrawl inspect` shows what was found.", ExitCode.NOTHING_NEW
        )
    sys.stdout.buffer.write(json_line(article if raw else normalized(article)))
    return 0


def run_inspect(file: str, url: str | None, *, site: str | None, generic: bool) -> int:
    """Print the sources of each field; return the exit code."""
    try:
        context = _open(file, url, site=site, generic=generic)
    except NotAnArticle as error:
        return fail(f"{file} cannot be read as a page: {error}", ExitCode.NOTHING_NEW)
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
    console = SafeConsole()
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
