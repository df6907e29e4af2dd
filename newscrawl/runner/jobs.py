"""Runs crawlers in one event loop and says how they ended. What `crawl`, `replay` and `demo` share."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from rich.live import Live
from rich.table import Table
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.settings import Settings
from scrapy.utils.log import configure_logging

from newscrawl.archive.run import Run
from newscrawl.archive.warc import SUFFIX
from newscrawl.exporters.files import OutputError
from newscrawl.exporters.output_format import kind_of
from newscrawl.extensions import log
from newscrawl.extensions.run import place_of
from newscrawl.middlewares.backoff import BackoffMiddleware
from newscrawl.report.manifest import ExitCode, FileReport, Manifest, SiteReport, verdict
from newscrawl.runner.errors import UsageError
from newscrawl.runner.printing import near, shown
from newscrawl.state import SiteLockedError, StateError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from rich.console import Console, RenderableType
    from scrapy.crawler import Crawler

    from newscrawl.spiders import NewsSpider

logger = logging.getLogger(__name__)
_MANY: Final = 5
"""Files of a kind up to which each is named."""

_LOOK: Final = 0.25
"""Seconds between two looks at the counts."""

_TRY_AGAIN: Final = "Check the address and the connection, then run again."
_CLOSED: Final = {
    "robots_unreachable": f"its robots.txt could not be had, and without it nothing is asked. {_TRY_AGAIN}",
    "private_address": "its address is a loopback or private one, and --allow-private was not given.",
}
"""What is said of a site where nothing but this was met."""

_ALLOCATED: Final = 20_000
"""Objects after which Python looks for cycles among them. A page makes thousands, and hardly one in a cycle: at the usual 700
the looking is 6 % of a crawl. What waits to be found is some megabytes more."""


View: TypeAlias = "Callable[[Mapping[str, Crawler], float], RenderableType]"
"""What is shown of the crawlers after so many seconds."""


@dataclass(slots=True)
class Job:
    """One site's crawl."""

    spider: type[NewsSpider]
    arguments: dict[str, Any]


@dataclass(slots=True)
class Ended:
    """How a run ended."""

    manifest: Manifest | None
    output: Path | None
    errors: dict[str, BaseException]
    """Sites whose crawl did not start, or broke."""

    failure: Exception | None = None
    """What kept the run from writing or remembering."""

    signal: int | None = None
    stopping: asyncio.Future[None] | None = None
    """Held so that it is not collected before it is done."""

    files: list[Path] = field(default_factory=list)


def settings(**overrides: Any) -> Settings:
    """The project's settings, with others above them."""
    found = Settings()
    found.setmodule("newscrawl.settings", priority="project")
    found.setdict({name: value for name, value in overrides.items() if value is not None}, priority="cmdline")
    return found


def crawl(jobs: Sequence[Job], using: Settings, *, console: Console, show: View | None = None) -> Ended:
    """Crawl the sites side by side, each at its own pace, and wait for the last; ``show`` is what a terminal sees meanwhile.

    One SIGINT or SIGTERM ends all of them cleanly, a second one at once; neither loses anything.
    """
    prepare(using)
    return asyncio.run(_crawl(jobs, using, console, show or _progress))


def prepare(using: Settings) -> None:
    """Set the process and its log up and look at where the run goes; :class:`UsageError` where that cannot be."""
    gc.set_threshold(_ALLOCATED)
    try:
        configure_logging(using)
        log.install(using)
        place_of(using)
    except ValueError as error:
        raise UsageError(str(error)) from None


async def _crawl(jobs: Sequence[Job], using: Settings, console: Console, show: View) -> Ended:
    runner = AsyncCrawlerRunner(using)
    ended = Ended(manifest=None, output=place_of(using).output, errors={})
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, _stop, number, ended, runner, console)
    run = Run.acquire(place_of(using))
    crawlers: dict[str, Crawler] = {}
    tasks: dict[str, asyncio.Task[None]] = {}
    try:
        for job in jobs:
            crawlers[job.spider.name] = crawler = runner.create_crawler(job.spider)
            tasks[job.spider.name] = runner.crawl(crawler, **job.arguments)
        await _watch(tasks, crawlers, console, show)
    finally:
        for name, task in tasks.items():
            if task.done() and (error := task.exception()):
                ended.errors[name] = error
        ended.failure = run.failure
        try:
            run.release()
        except (OutputError, StateError) as error:
            ended.failure = error
    ended.manifest = run.manifest
    if ended.output and ended.manifest:
        ended.files = [ended.output / file.name for file in ended.manifest.files]
    return ended


def _stop(number: int, ended: Ended, runner: AsyncCrawlerRunner, console: Console) -> None:
    if ended.signal is not None:
        # Nothing is lost: what is not committed goes out again, and the part file is cut at the next start.
        os._exit(128 + number)
    ended.signal = number
    console.print("Ending: what is in flight is finished. Once more ends at once.")
    release(runner)
    ended.stopping = asyncio.ensure_future(runner.stop())


def release(runner: AsyncCrawlerRunner) -> None:
    """Give back what waits for its turn, so that the crawls end with what is in flight."""
    for crawler in runner.crawlers:
        if crawler.crawling and (backoff := crawler.get_downloader_middleware(BackoffMiddleware)):
            backoff.release("interrupted")


async def _watch(
    tasks: Mapping[str, asyncio.Task[None]], crawlers: Mapping[str, Crawler], console: Console, show: View
) -> None:
    """Wait for all crawls; on a terminal, show how far they are."""
    waiting = asyncio.gather(*tasks.values(), return_exceptions=True)
    if not console.is_terminal:
        await waiting
        return
    started = time.monotonic()
    with Live(console=console, refresh_per_second=4, transient=True) as live:
        while not waiting.done():
            live.update(show(crawlers, time.monotonic() - started))
            await asyncio.wait([waiting], timeout=_LOOK)


def _progress(crawlers: Mapping[str, Crawler], seconds: float) -> Table:
    table = Table(box=None, pad_edge=False, title=f"{seconds:.0f} s", title_justify="left", title_style="dim")
    for column in ("site", "pages", "articles", "known", "rejected", "waiting"):
        table.add_column(column, justify="left" if column == "site" else "right")
    for name, crawler in crawlers.items():
        stats = crawler.stats.get_stats() if crawler._stats else {}  # noqa: SLF001 - the public name raises before the crawl starts

        def total(group: str, stats: Mapping[str, Any] = stats) -> int:
            return sum(value for key, value in stats.items() if key.startswith(f"newscrawl/{group}/"))

        written, known, rejected = total("written"), total("known"), total("rejected")
        waiting = max(stats.get("newscrawl/found", 0) - written - known - rejected, 0)
        table.add_row(
            shown(name), *map(str, (stats.get("downloader/response_count", 0), written, known, rejected, waiting))
        )
    return table


def summary(ended: Ended, console: Console) -> None:
    """Print what each site gave, why pages were refused, and where the files are."""
    if ended.manifest and ended.manifest.sites:
        table = Table(box=None, pad_edge=False, header_style="bold")
        for column in ("site", "new", "revised", "known", "rejected", "failed", "requests"):
            table.add_column(column, justify="left" if column == "site" else "right")
        for name, site in ended.manifest.sites.items():
            counts = (
                site.new,
                site.revised,
                _known(site),
                sum(site.rejected.values()),
                sum(site.failed.values()),
                site.requests,
            )
            table.add_row(shown(name), *map(str, counts))
        console.print(table)
        for name, site in ended.manifest.sites.items():
            for label, reasons in (("rejected", site.rejected), ("skipped", site.skipped), ("failed", site.failed)):
                if reasons:
                    console.print(
                        shown(
                            f"{name}: {label} " + ", ".join(f"{reason} {count}" for reason, count in reasons.items())
                        ),
                        highlight=False,
                    )
        for line in _files(ended.manifest.files, ended.files):
            console.print(shown(line), highlight=False, soft_wrap=True)
        if ended.output and not ended.manifest.files:
            console.print(
                shown(f"Nothing new: no article was written to {near(ended.output)}"), highlight=False, soft_wrap=True
            )


def _files(reports: Sequence[FileReport], paths: Sequence[Path]) -> Iterator[str]:
    """What was written, file by file; where there are many of a kind, together."""
    kinds: dict[str, list[tuple[FileReport, Path]]] = {}
    for file, path in zip(reports, paths, strict=True):
        kinds.setdefault(kind_of(path) or "", []).append((file, path))
    for kind, found in kinds.items():
        if kind and len(found) > _MANY:
            lines, size = sum(file.lines for file, _ in found), sum(file.bytes for file, _ in found)
            yield f"{len(found)} files of {kind}  {lines} lines, {size:,} bytes"
        else:
            for file, path in found:
                unit = "records" if path.name.endswith(SUFFIX) else "lines"
                yield f"{near(path)}  {file.lines} {unit}, {file.bytes:,} bytes"


def _known(site: SiteReport) -> int:
    return sum(site.known.values()) + site.known_links


def conclude(ended: Ended) -> int:
    """Say on standard error what went wrong, site by site; the exit code."""
    for name, error in ended.errors.items():
        # A lock's words name the site; those of a spider's argument do not.
        print(
            f"newscrawl: {error}" if isinstance(error, SiteLockedError) else f"newscrawl: {name}: {error}",
            file=sys.stderr,
        )
    if ended.failure:
        print(f"newscrawl: {ended.failure}", file=sys.stderr)
        return int(ExitCode.STORE)
    codes = [_code(error) for error in ended.errors.values()]
    if ended.manifest:
        for name, site in ended.manifest.sites.items():
            codes.append(site.exit_code)
            cut_short = ended.signal is not None and site.exit_code == ExitCode.NOTHING_NEW
            if not cut_short and (sentence := _sentence(name, site)):
                print(f"newscrawl: {sentence}", file=sys.stderr)
    if ended.signal is not None:
        return 128 + ended.signal
    return int(verdict(codes))


def _code(error: BaseException) -> ExitCode:
    if isinstance(error, SiteLockedError):
        return ExitCode.LOCKED
    if isinstance(error, (StateError, OutputError)):
        return ExitCode.STORE
    return ExitCode.USAGE if isinstance(error, ValueError) else ExitCode.PARTIAL


def _sentence(name: str, site: SiteReport) -> str:
    """What a person should know of a site that gave nothing."""
    failed = ", ".join(f"{reason} ({count})" for reason, count in site.failed.items())
    match site.exit_code:
        case ExitCode.PARTIAL:
            only = next(iter(site.failed)) if len(site.failed) == 1 else ""
            return f"{name}: nothing could be fetched: {_CLOSED.get(only, f'{failed}. {_TRY_AGAIN}')}"
        case ExitCode.BLOCKED:
            return f"{name}: the site refuses us: {failed or ', '.join(f'{reason} ({count})' for reason, count in site.rejected.items())}. Wait, raise --delay, and say who you are with -s NEWSCRAWL_CONTACT=…"
        case ExitCode.NOTHING_NEW:
            why = ", ".join(f"{reason} ({count})" for reason, count in (site.skipped | site.sources).items())
            return f"{name}: no article was found ({why or 'the sources offered none'}). Check the address; `newscrawl inspect` shows how a page is read."
        case ExitCode.LAYOUT_CHANGED if site.health:
            what = "\n  ".join(finding.words for finding in site.health.errors)
            return f"{name}: the site is not read as it should be; `newscrawl check {name}` looks at it now:\n  {what}"
        case _:
            return ""
