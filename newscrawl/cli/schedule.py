"""``newscrawl run``: the sites of a file, once or on and on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from newscrawl.runner import config
from newscrawl.runner.errors import UsageError
from newscrawl.runner.jobs import conclude, settings, summary
from newscrawl.runner.scheduler import Rounds, Site
from newscrawl.spiders import spider_class

if TYPE_CHECKING:
    import argparse

    from newscrawl.runner.jobs import Ended


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    command = commands.add_parser(
        "run",
        help="crawl the sites of a file on a schedule",
        description="Crawl the sites of a TOML file side by side, each at its own pace: the sources whose interval is over, "
        "and the articles that are due to be looked at again. Once, for cron; or with --watch on and on, a round whenever a "
        "site is due, until SIGTERM.",
    )
    command.add_argument(
        "--config", type=Path, default=Path("crawl.toml"), metavar="FILE", help="what to crawl (default: %(default)s)"
    )
    command.add_argument("--watch", action="store_true", help="stay up and follow the intervals")
    command.add_argument("--all", action="store_true", help="ask all sources, due or not")
    command.add_argument("--check", action="store_true", help="read the file, say what it means, and crawl nothing")
    command.add_argument("-q", "--quiet", action="store_true", help="print no summary")
    command.set_defaults(run=run_config)


def run_config(given: argparse.Namespace) -> int:
    """Crawl what a file says; the exit code."""
    if given.all and given.watch:
        raise UsageError("--all is for one run; --watch follows the intervals")
    read = config.load(given.config)
    out = Console()
    sites = _sites(read, due=not given.all)
    if given.check:
        for site in sites:
            said = ", ".join(f"{name}={value}" for name, value in site.arguments.items())
            out.print(f"{site.name}  {site.place.output}  {said}".rstrip(), highlight=False, soft_wrap=True)
        return 0
    rounds = Rounds(sites, sites[0].settings, at_once=read.at_once, console=Console(stderr=True))
    if not given.watch:
        ended = rounds.once()
        if not given.quiet:
            summary(ended, out)
        return conclude(ended)

    def tell(ended: Ended) -> None:
        code = conclude(ended)
        if not given.quiet and ended.manifest:
            counts = [(site.new, site.revised, site.requests) for site in ended.manifest.sites.values()]
            new, revised, requests = (sum(column) for column in zip(*counts, strict=True)) if counts else (0, 0, 0)
            out.print(
                f"{ended.manifest.finished}  {len(counts)} sites, {new} new, {revised} revised, {requests} requests, code {code}",
                highlight=False,
                soft_wrap=True,
            )

    ended = rounds.watch(tell)
    return 128 + ended.signal if ended.signal else conclude(ended)


def _sites(read: config.Config, *, due: bool) -> list[Site]:
    names: dict[str, Site] = {}
    for entry in read.sites:
        spider = spider_class(entry.site)
        if spider.name in names:
            raise UsageError(f"the file names {spider.name} twice")
        scheduled = {"NEWSCRAWL_DUE": due, "NEWSCRAWL_REVISIT": True, "LOG_LEVEL": "WARNING"}
        names[spider.name] = Site(spider, entry.arguments, settings(**{**scheduled, **read.settings, **entry.settings}))
    return list(names.values())
