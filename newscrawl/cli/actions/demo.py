"""``newscrawl demo``."""

from __future__ import annotations

import shutil
from contextlib import closing
from typing import TYPE_CHECKING, Any, Final

import orjson

from newscrawl import sample
from newscrawl.cli.printing import SafeConsole
from newscrawl.cli.problems import report_problems
from newscrawl.cli.summary import print_summary
from newscrawl.cli.view import TerminalView
from newscrawl.runner.errors import UsageError
from newscrawl.runner.jobs import Job, build_settings, run_jobs
from newscrawl.sample.site import SITE_NAME, site
from newscrawl.spiders import spider_class
from newscrawl.state import STATE_DIRECTORY
from newscrawl.state.upkeep import Upkeep

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

MAX_SHOWN_ENTRIES: Final = 2
"""Entries of a list that are shown of the example record."""

MAX_SHOWN_CHARS: Final = 160
"""Characters of the text that are shown of the example record."""

_SHOWN_FIELDS: Final = (
    "id",
    "url",
    "headline",
    "newsroom_tag",
    "description",
    "date_published",
    "authors",
    "images",
    "related_links",
)


def run_demo(output: Path, *, port: int, fresh: bool) -> int:
    """Crawl the first edition of the sample newspaper, or the second where the first is known; return the exit code."""
    out = SafeConsole()
    known = (output / STATE_DIRECTORY).exists()
    if known and fresh:
        _remove(output)
        known = False
    # The newspaper's Crawl-delay is obeyed; the default of a second between requests protects other people's servers.
    using = build_settings(
        LOG_LEVEL="ERROR", NEWSCRAWL_OUTPUT=str(output), NEWSCRAWL_ALLOW_PRIVATE=True, DOWNLOAD_DELAY=0.0
    )
    with _serve(2 if known else 1, port) as server:
        edition = "second" if known else "first"
        out.print(f"The sample newspaper is at {server.base_url} ({edition} edition)", highlight=False)
        result = run_jobs([Job(spider_class(site(server)), {})], using, view=TerminalView())
    print_summary(result)
    if result.files:
        article = _example(result.files[0])
        _print_example(article, out)
        if article["revision"] > 1:
            out.print(f"\nWhat changed: newscrawl history {article['id']} {output}", highlight=False)
    return report_problems(result)


def _remove(output: Path) -> None:
    """Remove earlier demonstrations; :class:`UsageError` where the directory holds articles of other sites."""
    with closing(Upkeep(output / STATE_DIRECTORY)) as state:
        others = sorted(state.sites().keys() - {SITE_NAME})
    if others:
        raise UsageError(
            f"{output} is no demonstration: it holds articles of {', '.join(others)}. "
            "Nothing was removed; choose another --output."
        )
    shutil.rmtree(output)


def _serve(edition: int, port: int) -> sample.Server:
    """Serve at the same port each time where it is free, so that the state knows the newspaper's addresses."""
    try:
        return sample.serve(edition=edition, port=port)
    except OSError:
        return sample.serve(edition=edition)


def _example(file: Path) -> dict[str, Any]:
    """Return the record that is shown: an edited article, or one with an image."""
    with file.open("rb") as lines:
        articles = [orjson.loads(line) for line in lines]
    return max(articles, key=lambda article: (article["revision"], "Tây Nam Bộ" in article["headline"]))


def _print_example(record: dict[str, Any], out: Console) -> None:
    """Print a record, shortened."""
    shown = {name: record[name] for name in _SHOWN_FIELDS}
    shown["text"] = record["text"][:MAX_SHOWN_CHARS] + "…"
    more = {
        name: len(values) - MAX_SHOWN_ENTRIES
        for name, values in shown.items()
        if isinstance(values, list) and len(values) > MAX_SHOWN_ENTRIES
    }
    for name in more:
        shown[name] = record[name][:MAX_SHOWN_ENTRIES]
    left_out = "".join(f", {count} more of {name} left out" for name, count in more.items())
    out.print(f"\nOne line of it, shortened{left_out}:")
    out.print_json(orjson.dumps(shown).decode())
