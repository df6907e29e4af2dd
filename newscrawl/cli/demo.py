"""``newscrawl demo``: the bundled newspaper, crawled with the real spider."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import orjson
from rich.console import Console

from newscrawl import sample
from newscrawl.runner.errors import UsageError
from newscrawl.runner.jobs import Job, conclude, crawl, settings, summary
from newscrawl.sample.site import SITE_NAME, site
from newscrawl.spiders import spider_class
from newscrawl.state import STATE_DIRECTORY
from newscrawl.state.upkeep import Upkeep

if TYPE_CHECKING:
    import argparse

_SHOWN: Final = 2
"""Entries of a list that are shown of an article."""


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    command = commands.add_parser(
        "demo",
        help="crawl the bundled sample newspaper, on this machine alone",
        description="Start the bundled sample newspaper on loopback, crawl it with the real spider, and show what came of "
        "it. Needs no network. Run again, it meets the newspaper's next edition, in which one article was edited.",
    )
    command.add_argument(
        "--output", default="output/demo", metavar="DIR", help="directory of the JSONL files (default: %(default)s)"
    )
    command.add_argument(
        "--port",
        type=int,
        default=8149,
        metavar="N",
        help="where the newspaper is served; any free one if it is taken (default: %(default)s)",
    )
    command.add_argument("--fresh", action="store_true", help="forget earlier demonstrations in that directory")
    command.set_defaults(run=run_demo)


def run_demo(given: argparse.Namespace) -> int:
    """Crawl the sample newspaper: its first edition, or its second where the first is known."""
    output, out = Path(given.output), Console()
    known = (output / STATE_DIRECTORY).exists()
    if known and given.fresh:
        _forget(output)
        known = False
    # Its Crawl-delay is kept; the default of a second between requests is for other people's servers.
    using = settings(LOG_LEVEL="ERROR", NEWSCRAWL_OUTPUT=str(output), NEWSCRAWL_ALLOW_PRIVATE=True, DOWNLOAD_DELAY=0.0)
    with _serve(2 if known else 1, given.port) as server:
        out.print(
            f"The sample newspaper is at {server.base_url} ({'second' if known else 'first'} edition)", highlight=False
        )
        ended = crawl([Job(spider_class(site(server)), {})], using, console=Console(stderr=True))
    summary(ended, out)
    if ended.files:
        found = _article(ended.files[0])
        _show(found, out)
        if found["revision"] > 1:
            out.print(f"\nWhat changed: newscrawl history {found['id']} --output {output}", highlight=False)
    return conclude(ended)


def _forget(output: Path) -> None:
    """Remove what earlier demonstrations left; :class:`UsageError` where the directory holds anything else's articles."""
    with closing(Upkeep(output / STATE_DIRECTORY)) as state:
        others = sorted(state.sites().keys() - {SITE_NAME})
    if others:
        raise UsageError(
            f"{output} is no demonstration: it holds articles of {', '.join(others)}. Nothing was removed; choose another --output."
        )
    shutil.rmtree(output)


def _serve(edition: int, port: int) -> sample.Server:
    """At the same port each time where that is free: the newspaper's addresses are then the ones that the state knows."""
    try:
        return sample.serve(edition=edition, port=port)
    except OSError:
        return sample.serve(edition=edition)


def _article(file: Path) -> dict[str, Any]:
    """The article that is shown: an edited one, or one with a picture."""
    with file.open("rb") as lines:
        articles = [orjson.loads(line) for line in lines]
    return max(articles, key=lambda article: (article["revision"], "Tây Nam Bộ" in article["headline"]))


def _show(found: dict[str, Any], out: Console) -> None:
    """An article as its line has it, shortened."""
    shown = {
        name: found[name]
        for name in (
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
    }
    shown["text"] = found["text"][:160] + "…"
    more = {
        name: len(found[name]) - _SHOWN for name in shown if isinstance(found[name], list) and len(found[name]) > _SHOWN
    }
    for name in more:
        shown[name] = found[name][:_SHOWN]
    left_out = "".join(f", {count} more of {name} left out" for name, count in more.items())
    out.print(f"\nOne line of it, shortened{left_out}:")
    out.print_json(orjson.dumps(shown).decode())
