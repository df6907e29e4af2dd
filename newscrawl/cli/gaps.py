"""``newscrawl gaps``: what the archive may lack."""

from __future__ import annotations

import sys
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
from rich.console import Console

from newscrawl.dates import VIETNAM
from newscrawl.report.gaps import Gaps, empty_days, silences
from newscrawl.runner.errors import UsageError
from newscrawl.runner.printing import shown
from newscrawl.spiders.arguments import day
from newscrawl.state import STATE_DIRECTORY, open_or_create_store
from newscrawl.state.upkeep import Upkeep

if TYPE_CHECKING:
    import argparse


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    command = commands.add_parser(
        "gaps",
        help="show silent sources and days without articles",
        description="Show what the archive may lack: sources that answer and have brought nothing new for ten times as long "
        "as usual (and two days at least), and days of publication without an article at a site that prints too much for that. "
        "The days begin with the first crawl, unless --since asks for earlier ones (after a backfill), and end yesterday.",
    )
    command.add_argument("sites", nargs="*", metavar="SITE", help="only these (default: all)")
    command.add_argument(
        "--state",
        metavar="PATH",
        default=f"output/{STATE_DIRECTORY}",
        help="the state's directory (default: %(default)s)",
    )
    command.add_argument("--since", metavar="DAY", help="days from this one on, 2026-01-31")
    command.add_argument("--until", metavar="DAY", help="days up to and with this one")
    command.add_argument("--json", action="store_true", help="one JSON object a site")
    command.set_defaults(run=run_gaps)


def run_gaps(given: argparse.Namespace) -> int:
    """Print the gaps; the exit code."""
    since, until = _day("--since", given.since), _day("--until", given.until)
    directory = Path(given.state)
    out = Console(highlight=False, soft_wrap=True)
    with closing(Upkeep(directory)) as upkeep, closing(open_or_create_store(directory)) as store:
        known = upkeep.sites()
        if unknown := [name for name in given.sites if name not in known]:
            raise UsageError(
                f"{unknown[0]} has not been crawled with {directory}; it knows {', '.join(known) or 'no site'}"
            )
        for name in given.sites or known:
            begun = upkeep.first_checked(name)
            first = since or (_vietnams(datetime.fromisoformat(begun)) if begun else None)
            last = until or _vietnams(datetime.now(VIETNAM)) - timedelta(days=1)
            days = empty_days(upkeep.days(name), first=first, last=last) if first else []
            gaps = Gaps(silent=silences(store.entry_sources(name)), empty=days)
            if given.json:
                sys.stdout.buffer.write(orjson.dumps({"site": name, "gaps": gaps}, option=orjson.OPT_APPEND_NEWLINE))
            elif not known[name]["articles"]:
                out.print(shown(f"{name}: no article yet, so that no gap can be told"))
            else:
                _show(out, name, gaps)
    return 0


def _show(out: Console, name: str, gaps: Gaps) -> None:
    if not gaps:
        out.print(shown(f"{name}: no gap"))
    for silence in gaps.silent:
        usual = f"usually an article every {silence.usual_hours:g} hours"
        out.print(shown(f"{name}: {silence.kind} {silence.url} is silent since {silence.since}, {usual}"))
    for days in gaps.empty:
        span = f"on {days.first}" if days.days == 1 else f"from {days.first} to {days.last} ({days.days} days)"
        out.print(shown(f"{name}: no article {span}"))


def _day(option: str, value: str | None) -> date | None:
    try:
        found = day(option, value)
    except ValueError as error:
        raise UsageError(str(error)) from None
    return _vietnams(found) if found else None


def _vietnams(moment: datetime) -> date:
    return moment.astimezone(VIETNAM).date()
