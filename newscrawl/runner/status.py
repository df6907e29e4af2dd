"""Gathers the status of sites from their states: one line a site, and the facts of the operator's page."""

from __future__ import annotations

import logging
import shlex
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlsplit

import orjson

from newscrawl import settings as project
from newscrawl import urls
from newscrawl.exporters.files import write_atomically
from newscrawl.report import crawl_stats
from newscrawl.report.gaps import gone_sources, silences
from newscrawl.report.manifest import ExitCode
from newscrawl.report.status import BAD, LOGIN, SiteLine, SiteStatus, named_reasons, since, worst_first
from newscrawl.report.status_page import PageSite, render
from newscrawl.runner import profiles
from newscrawl.runner.location import Location
from newscrawl.state import Place, StateError, clock, open_existing_store, open_upkeep, state_exists

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from newscrawl.runner.scheduled_site import ScheduledSite
    from newscrawl.state import HealthRow, Source

logger = logging.getLogger(__name__)

MAX_RUNS_ON_PAGE: Final = 60
"""Runs, or days of older runs, of a site that the page draws."""

_NOT_CRAWLED: Final = "not crawled yet"


def page_sites(
    location: Location, *, config: Path | None = None, only: Sequence[str] = (), details: bool = False
) -> list[PageSite]:
    """Return what a state knows of each site. With ``details`` also sources, rejections and the history of the runs."""
    if not state_exists(location.state):
        raise StateError(
            f"There is no state in {location.state}. Give the output directory of a crawl, or its state with --state."
        )
    open_existing_store(location.state, read_only=False).close()  # migrates a state of an older version
    with closing(open_upkeep(location.state)) as upkeep, closing(open_existing_store(location.state)) as store:
        known = upkeep.sites()
        found = []
        for name in sorted({*known, *store.health_sites()}):
            if only and name not in only:
                continue
            history = [crawl_stats.loads(row.counts) for row in store.health(name)]
            waiting = upkeep.waiting(name, max_tries=project.NEWSCRAWL_MAX_TRIES)
            ended = bool(known.get(name, {}).get("ended"))
            sources = store.entry_sources(name)
            reasons = (
                upkeep.waiting_reasons(name, max_tries=project.NEWSCRAWL_MAX_TRIES) if any(waiting[1:]) else ({}, {})
            )
            place = _Place(location, config, _address(name, sources))
            line = _line(name, history, Waiting(*waiting, *map(named_reasons, reasons)), place, ended=ended)
            if not details:
                found.append(PageSite(line=line))
                continue
            found.append(
                PageSite(
                    line=line,
                    runs=history[-MAX_RUNS_ON_PAGE:],
                    articles=int(known.get(name, {}).get("articles", 0)),
                    days=upkeep.days(name),
                    sources=sources,
                    silent=silences(sources),
                    gone=gone_sources(sources),
                    unread=upkeep.unread(name),
                )
            )
    return found


def configured(scheduled: Sequence[ScheduledSite], *, config: Path, details: bool = False) -> list[PageSite]:
    """Return what the states of configured sites know, one entry for each site, crawled or not."""
    found: dict[str, PageSite] = {}
    locations: dict[Location, list[str]] = {}
    for site in scheduled:
        if site.location.state:
            where = Location(output=site.location.output, state=site.location.state)
            locations.setdefault(where, []).append(site.name)
    for location, names in locations.items():
        if state_exists(location.state):
            for entry in page_sites(location, config=config, only=names, details=details):
                found[entry.line.site] = entry
    for site in scheduled:
        found.setdefault(site.name, PageSite(line=_not_crawled(site.name, config)))
    return list(found.values())


def health_rows(scheduled: Iterable[ScheduledSite]) -> dict[str, list[HealthRow]]:
    """Return the health rows of sites that have some, oldest first. A state that cannot be read is logged."""
    names: dict[Place, list[str]] = {}
    for site in scheduled:
        state = site.location.state
        if state and state_exists(state):
            names.setdefault(state, []).append(site.name)
    found: dict[str, list[HealthRow]] = {}
    for state, of_state in names.items():
        try:
            with closing(open_existing_store(state, read_only=False)) as store:  # migrates an older state
                found |= {name: rows for name in of_state if (rows := store.health(name))}
        except StateError as error:
            logger.warning("The last runs of %s are not known: %s", ", ".join(of_state), error)
    return found


def write_page(path: Path, found: Sequence[PageSite], files: Sequence[tuple[str, int]] = ()) -> None:
    """Write the operator's page; a reader never sees half of it. ``files`` are the ends of runs and the bytes they wrote."""
    write_atomically(path, render(found, written=clock.timestamp(), files=files).encode())


def written_files(output: Path | None) -> list[tuple[str, int]]:
    """Return the end and the bytes of each run that finished in an output directory, oldest first."""
    found = []
    for file in output.glob("manifest*.json") if output else ():
        try:
            manifest = orjson.loads(file.read_bytes())
            found.append((str(manifest["finished"]), sum(int(entry["bytes"]) for entry in manifest["files"])))
        except (OSError, ValueError, KeyError, TypeError):
            continue  # a page for the operator needs no manifest; `newscrawl verify` reports a damaged one
    return sorted(found)


def exit_code(lines: Sequence[SiteLine]) -> int:
    """Return 0 if all sites are ok or silent, or have only lost a source, else the code of the worst one."""
    return next((line.exit_code for line in worst_first(lines) if line.exit_code), int(ExitCode.FINE))


class Waiting(NamedTuple):
    """How many addresses of a site wait, and why."""

    pending: int
    deferred: int
    given_up: int
    put_off_for: str
    """The reasons of the deferred ones, with their numbers."""

    given_up_for: str


class _Place(NamedTuple):
    """What the next command for a site names."""

    location: Location
    config: Path | None
    address: str
    """What the command line takes for the site: its name, the file of its profile, or its home page."""


def _address(name: str, sources: Sequence[Source]) -> str:
    """Return what the command line takes for a site: its name, or the home page of a site without a profile."""
    if word := profiles.word_for(name):
        return word
    # A site can have several hosts, and one of them may be the fault: an answer says more than an address.
    best = max(sources, key=lambda s: (s.kind == "home", bool(s.brought_news), bool(s.checked)), default=None)
    parts = urlsplit(best.url) if best else None
    return f"{parts.scheme}://{parts.netloc}/" if parts else f"https://{name}/"


# -- one site ----------------------------------------------------------------------------------------------------------


def _line(
    name: str,
    history: Sequence[crawl_stats.Counts],
    waiting: Waiting,
    place: _Place,
    *,
    ended: bool,
) -> SiteLine:
    pending, deferred, given_up, put_off_for, given_up_for = waiting
    last = history[-1] if history else None
    status, cause, code = _judged(last, ended=ended)
    if status not in BAD and deferred:
        status, code = SiteStatus.DEGRADED, int(ExitCode.PARTIAL)
        cause = f"{_pages(deferred, 'waits', 'wait')} to be fetched again: {put_off_for}"
    elif status in {SiteStatus.OK, SiteStatus.SILENT} and given_up:
        status, code = SiteStatus.DEGRADED, int(ExitCode.PARTIAL)
        cause = f"{_pages(given_up, 'is', 'are')} not fetched any more after too many failures: {given_up_for}"
    line = SiteLine(
        site=name,
        status=status,
        since=since(history) if history else None,
        cause=cause,
        last_run=last.finished if last else None,
        pending=pending,
        deferred=deferred,
        given_up=given_up,
        next_step="",
        exit_code=code,
    )
    return replace(line, next_step=_next_step(line, place))


def _pages(count: int, one: str, more: str) -> str:
    return f"{count:,} page {one}" if count == 1 else f"{count:,} pages {more}"


def _judged(last: crawl_stats.Counts | None, *, ended: bool) -> tuple[SiteStatus, str, int]:
    """Return status, cause and exit code after the last run."""
    if last is None:
        return SiteStatus.DEGRADED, "no run has ended yet", int(ExitCode.PARTIAL)
    if not last.status:  # a run of an earlier version, which kept no status
        broken = ", ".join(last.broken)
        if broken:
            return SiteStatus.BROKEN, f"not read as it should be: {broken}", int(ExitCode.LAYOUT_CHANGED)
        return SiteStatus.OK, f"{last.articles} articles in the last run", int(ExitCode.FINE)
    status = SiteStatus(last.status)
    if status is SiteStatus.OK and not (ended or last.is_limited):
        return SiteStatus.DEGRADED, "the last run was cut short; the next one continues it", int(ExitCode.PARTIAL)
    return status, last.cause, last.code


def _not_crawled(name: str, config: Path) -> SiteLine:
    return SiteLine(
        site=name,
        status=SiteStatus.DEGRADED,
        since=None,
        cause=_NOT_CRAWLED,
        last_run=None,
        pending=0,
        deferred=0,
        given_up=0,
        next_step=shlex.join(["newscrawl", "run", "--config", str(config)]),
        exit_code=int(ExitCode.PARTIAL),
    )


def _next_step(line: SiteLine, at: _Place) -> str:
    """Return the command that comes next for a site; empty if there is nothing to do."""
    output = at.location.output
    place = str(output) if output else f"--state={at.location.state}"
    again = ["newscrawl", "crawl", at.address, *(["--output", str(output)] if output else [place])]
    if at.config:
        again = ["newscrawl", "run", "--config", str(at.config)]
    look = ["newscrawl", "check", at.address]
    if urls.is_private(urlsplit(at.address).hostname or ""):
        look.append("--allow-private")
        again += [] if at.config else ["--allow-private"]
    match line.status:
        case SiteStatus.DEAD | SiteStatus.BROKEN:
            words = look
        case SiteStatus.BLOCKED if LOGIN in line.cause:
            words = look
        case SiteStatus.BLOCKED:
            words = again if at.config else [*again, "--delay", "10"]
        case SiteStatus.DEGRADED if line.given_up and not line.deferred:
            words = ["newscrawl", "retry", line.site, place]
        case SiteStatus.DEGRADED if line.exit_code == ExitCode.FINE:  # a source is gone
            words = ["newscrawl", "gaps", place, line.site]
        case SiteStatus.DEGRADED:
            words = again
        case SiteStatus.SILENT:
            words = ["newscrawl", "gaps", place, line.site]
        case _:
            return ""
    return shlex.join(words)


def age(timestamp: str | None, now: datetime) -> str:
    """Return a timestamp's distance from now in words: ``3 d``."""
    if not timestamp:
        return "never"
    minutes = int((now - datetime.fromisoformat(timestamp)).total_seconds() // 60)
    for unit, size in (("d", 1440), ("h", 60)):
        if minutes >= size:
            return f"{minutes // size} {unit}"
    return f"{max(minutes, 0)} min"
