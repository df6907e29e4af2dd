"""``newscrawl gaps``."""

from __future__ import annotations

from contextlib import closing
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import orjson

from newscrawl.arguments import day
from newscrawl.cli.output import machine_output
from newscrawl.cli.printing import SafeConsole, shown
from newscrawl.dates import VIETNAM
from newscrawl.report.crawl_stats import loads
from newscrawl.report.gaps import Gaps, empty_days, gone_sources, silences
from newscrawl.report.status import BAD
from newscrawl.report.status import since as status_since
from newscrawl.runner.errors import UsageError
from newscrawl.runner.location import split_words
from newscrawl.state import open_or_create_store, open_upkeep

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from newscrawl.state import HealthRow


def run_gaps(words: Sequence[str], state: str | None, *, since: str | None, until: str | None, as_json: bool) -> int:
    """Print the gaps of each site; return the exit code."""
    first_day, last_day = _day("--since", since), _day("--until", until)
    location, names = split_words(words, state)
    directory = location.state
    out = SafeConsole(highlight=False, soft_wrap=True)
    with closing(open_upkeep(directory)) as upkeep, closing(open_or_create_store(directory)) as store:
        known = upkeep.sites()
        if unknown := [name for name in names if name not in known]:
            raise UsageError(
                f"{unknown[0]} has not been crawled with {directory}; it knows {', '.join(known) or 'no site'}"
            )
        for name in names or known:
            begun = upkeep.first_checked(name)
            first = first_day or (_vietnamese_day(datetime.fromisoformat(begun)) if begun else None)
            last = last_day or _vietnamese_day(datetime.now(VIETNAM)) - timedelta(days=1)
            days = empty_days(upkeep.days(name), first=first, last=last) if first else []
            sources = store.entry_sources(name)
            gaps = Gaps(silent=silences(sources), empty=days, gone=gone_sources(sources))
            if as_json:
                machine_output().write(orjson.dumps({"site": name, "gaps": gaps}, option=orjson.OPT_APPEND_NEWLINE))
            elif (bad := _bad_status(store.health(name))) and not gaps:
                out.print(shown(f"{name}: {bad}, so gaps cannot be found; see `newscrawl status`"))
            elif not known[name]["articles"]:
                out.print(shown(f"{name}: no article yet, so gaps cannot be found"))
            else:
                _print_gaps(out, name, gaps)
    return 0


def _bad_status(rows: Sequence[HealthRow]) -> str:
    """Return the site's status since when, if its articles are not read; else an empty string."""
    history = [loads(row.counts) for row in rows]
    if not history or history[-1].status not in BAD:
        return ""
    return f"{history[-1].status} since {status_since(history)}"


def _print_gaps(out: Console, name: str, gaps: Gaps) -> None:
    if not gaps:
        out.print(shown(f"{name}: no gap"))
    for silence in gaps.silent:
        usual = f"usually an article every {silence.usual_hours:g} hours"
        out.print(shown(f"{name}: {silence.kind} {silence.url} is silent since {silence.since}, {usual}"))
    for gone in gaps.gone:
        out.print(shown(f"{name}: {gone.kind} {gone.url} is gone: it answers 404 or 410 since {gone.since}"))
    for days in gaps.empty:
        span = f"on {days.first}" if days.days == 1 else f"from {days.first} to {days.last} ({days.days} days)"
        out.print(shown(f"{name}: no article {span}"))


def _day(option: str, value: str | None) -> date | None:
    try:
        found = day(option, value)
    except ValueError as error:
        raise UsageError(str(error)) from None
    return _vietnamese_day(found) if found else None


def _vietnamese_day(moment: datetime) -> date:
    return moment.astimezone(VIETNAM).date()
