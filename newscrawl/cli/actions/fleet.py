"""``newscrawl worker`` and ``newscrawl fleet``."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING

import orjson

from newscrawl.cli.actions.schedule import Operation
from newscrawl.cli.output import machine_output, write_errors_as
from newscrawl.cli.printing import SafeConsole
from newscrawl.report.manifest import ExitCode
from newscrawl.runner import config
from newscrawl.runner.errors import UsageError
from newscrawl.runner.fleet.options import FleetOptions
from newscrawl.runner.location import find
from newscrawl.state import DatabaseAddress

if TYPE_CHECKING:
    from pathlib import Path

    from newscrawl.runner.fleet.overview import Overview
    from newscrawl.runner.scheduled_site import ScheduledSite


def run_worker(path: Path, *, name: str | None) -> int:
    """Work until the end; return the exit code."""
    operation = Operation(path, due=True)
    read = operation.config
    write_errors_as(operation.sites[0].setting_values["NEWSCRAWL_LOG_FORMAT"])
    from newscrawl.runner.fleet.worker import Worker  # noqa: PLC0415 - an extra

    worker = Worker(operation.sites, read.fleet, at_once=read.at_once, name=name, report=operation.report_fleet)
    operation.start()
    try:
        return worker.run()
    finally:
        operation.close(wait=False)


def show_fleet(path: Path, *, state: str | None, seal: bool, as_json: bool) -> int:
    """Print the state of the fleet; return the exit code."""
    sites: list[ScheduledSite] = []
    options = FleetOptions()
    if state is None or path.exists():
        read = config.load(path)
        sites, options = config.scheduled_sites(read, due=True), read.fleet
    place = find(None, state).state if state is not None else sites[0].location.state
    if not isinstance(place, DatabaseAddress):
        raise UsageError(f"{place or 'a state in memory'} has no fleet: give the address of its database with --state")
    from newscrawl.runner.fleet import overview  # noqa: PLC0415 - an extra

    if seal:
        _seal(place, sites, options)
    found = overview.look(place, [site.name for site in sites], options)
    if as_json:
        machine_output().write(orjson.dumps(asdict(found), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    else:
        _print(found)
    return ExitCode.PARTIAL if found.problems else ExitCode.FINE


def _seal(place: DatabaseAddress, sites: list[ScheduledSite], options: FleetOptions) -> None:
    from newscrawl.archive.batches import Limits, seal_waiting  # noqa: PLC0415 - an extra
    from newscrawl.archive.outbox_run import acquire  # noqa: PLC0415 - as above
    from newscrawl.extensions.crawl_facts import revisit_time  # noqa: PLC0415 - as above
    from newscrawl.runner.fleet.worker import location_of  # noqa: PLC0415 - as above

    if not sites:
        raise UsageError("--seal needs the file of the workers (--config), which names their output")
    location = location_of(sites)
    # An opened run has compared the database with the files.
    acquire(location, next_revisit=partial(revisit_time, sites[0].setting_values)).abandon()
    seal_waiting(place, location, Limits(options.batch_articles, options.batch_age), at_once=True)


def _print(found: Overview) -> None:
    out = SafeConsole()

    def line(text: str) -> None:
        out.print(text, highlight=False, soft_wrap=True, markup=False)

    width = max(len(name) for name in ["worker", *(worker.name for worker in found.workers)])
    line(f"{'worker':{width}}  alive  sites  of  silent  started")
    for worker in found.workers:
        alive = "yes" if worker.is_alive else "no"
        line(
            f"{worker.name:{width}}  {alive:5}  {len(worker.sites):5}  {worker.at_once:<2}  {worker.silent_seconds:4.0f} s  "
            f"{worker.started}"
        )
        if worker.sites:
            line(f"{'':{width}}  {', '.join(worker.sites)}")
    for site, owner in found.other_holders.items():
        line(f"{site} is held by {owner}")
    line(
        f"queue     {found.queued} sites wait, the oldest for {found.queue_seconds:.0f} s; {found.running} are crawled"
    )
    if found.sites:
        line(f"due       {found.due} of {found.sites} sites, the latest for {found.lag_seconds:.0f} s")
    line(
        f"articles  {found.waiting_articles} are in no file yet, the oldest for {found.waiting_seconds:.0f} s; "
        f"{found.unsealed_batches} batches are being written, {found.local_segments} WARC files are on their machines"
    )
    for problem in found.problems:
        line(problem)
