"""``newscrawl extract`` and ``newscrawl inspect``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

from newscrawl.cli.output import machine_output, say
from newscrawl.cli.printing import SafeConsole, fail, shown
from newscrawl.extract import NotAnArticle, inspect, open_page, pick_article, to_article
from newscrawl.objects.store import local_path
from newscrawl.report.manifest import ExitCode
from newscrawl.runner import profiles
from newscrawl.runner.bulk.engines import WHOLE, Shard, open_engine
from newscrawl.runner.bulk.extraction import print_records, write_records
from newscrawl.runner.bulk.formats import csv_header, render
from newscrawl.runner.bulk.inputs import find_inputs, is_archive, page_in_file
from newscrawl.runner.bulk.pages import Reading, UnreadablePageError, read_page
from newscrawl.runner.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscrawl.runner.bulk.engines import EngineName
    from newscrawl.runner.bulk.formats import Format
    from newscrawl.runner.bulk.pages import PageInput


def _reading(site: str | None, *, generic: bool, raw: bool = False) -> Reading:
    return Reading(site=profiles.find(site) if site else None, is_generic=generic, is_raw=raw)


def _page(file: str, url: str | None, reading: Reading) -> PageInput:
    """Return the page in a file. Raises :class:`UsageError` if it cannot be read or has no address."""
    page = page_in_file(file, url)
    try:
        reading.site_of(page.url)
    except ValueError:
        raise UsageError(f"--url {page.url!r} is no http(s) address") from None
    return page


def run_extract(
    words: Sequence[str],
    url: str | None,
    *,
    site: str | None,
    generic: bool,
    raw: bool,
    form: Format,
    output: str | None,
    engine: EngineName,
    jobs: int | None,
    shard: str | None,
) -> int:
    """Print the records of pages, or write them to files in ``output``; return the exit code."""
    if engine != "local" and output is None:
        raise UsageError(f"--engine {engine} needs --output DIR, a directory that all machines of the cluster share")
    part = Shard.parse(shard) if shard else WHOLE
    files = find_inputs(words)
    is_one = len(files) == 1 and list(words) == files and not is_archive(files[0])
    if url is not None and not is_one:
        raise UsageError("--url is the address of one page; give one file with it")
    reading = _reading(site, generic=generic, raw=raw)
    if is_one and output is None and part == WHOLE:
        return _extract_one(files[0], url, reading, form)
    with open_engine(engine, jobs) as workers:
        if output is None:
            done = print_records(
                files, machine_output(as_json=form in {"json", "jsonl"}), reading, form, workers, shard=part
            )
        else:
            done = write_records(files, local_path("--output", output), reading, form, workers, shard=part)
    for sentence in done.failures:
        say(f"newscrawl: {sentence}", error=True)
    if not done.articles:
        return int(ExitCode.NOTHING_NEW)
    return int(ExitCode.PARTIAL if done.failures else ExitCode.FINE)


def _extract_one(file: str, url: str | None, reading: Reading, form: Format) -> int:
    """Print the record of one page; return the exit code."""
    page = _page(file, url, reading)
    try:
        article = read_page(page, reading)
    except UnreadablePageError as error:
        return fail(
            f"{file} holds no article: {error}. `newscrawl inspect` shows what was found.", ExitCode.NOTHING_NEW
        )
    head = csv_header() if form == "csv" else b""
    machine_output(as_json=form in {"json", "jsonl"}).write(
        head + render(article, form) + (b"\n" if form == "json" else b"")
    )
    return int(ExitCode.FINE)


def run_inspect(file: str, url: str | None, *, site: str | None, generic: bool) -> int:
    """Print the sources of each field; return the exit code."""
    reading = _reading(site, generic=generic)
    try:
        page = _page(file, url, reading)
        context = open_page(page.body, url=page.url, site=reading.site_of(page.url))
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
