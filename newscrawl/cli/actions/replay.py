"""``newscrawl replay``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl import sites
from newscrawl.archive.replay import SavedPage, archived_pages, saved_pages
from newscrawl.cli.actions.run_options import run_settings, spider_arguments
from newscrawl.cli.printing import SafeConsole
from newscrawl.cli.summary import print_summary, report_problems
from newscrawl.cli.view import TerminalView
from newscrawl.runner.errors import UsageError
from newscrawl.runner.jobs import Job, build_settings, run_jobs
from newscrawl.spiders import NewsSpider, spider_class
from newscrawl.spiders.replay import replay_settings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from newscrawl.cli.options import RunOptions


def run_replay(files: Sequence[Path], output: str, run: RunOptions) -> int:
    """Replay saved pages; return the exit code."""
    pages = _saved(files)
    by_site: dict[str, tuple[type[NewsSpider], list[SavedPage]]] = {}
    for page in pages:
        site = sites.get(page.site) if page.site in sites.names() else sites.of(page.url)
        by_site.setdefault(site.name, (spider_class(site), []))[1].append(page)
    # replay_settings override those of the options, and -s overrides all.
    shared = run_settings(run)
    named = {name: shared[name] for name in (pair.partition("=")[0] for pair in run.settings)}
    using = build_settings(**{**shared, "NEWSCRAWL_OUTPUT": output, **replay_settings(pages), **named})
    jobs = [Job(spider, {"pages": found, **spider_arguments(run)}) for spider, found in by_site.values()]
    result = run_jobs(jobs, using, view=TerminalView(SafeConsole(stderr=True)))
    if not run.quiet:
        print_summary(result, SafeConsole())
    return report_problems(result)


def _saved(files: Sequence[Path]) -> list[SavedPage]:
    """Return the pages of WARC files or of one table; :class:`UsageError` where there is nothing to replay."""
    if all(file.name.endswith((".warc.gz", ".warc")) for file in files):
        if pages := archived_pages(files):
            return pages
        raise UsageError(f"{files[0]} holds no article page that can be replayed")
    if len(files) > 1:
        raise UsageError("give either WARC files (.warc.gz, .warc) or one table of saved pages")
    pages = saved_pages(files[0])
    if not pages:
        raise UsageError(f"{files[0]} lists no page that can be replayed (articles, sections, homes, feeds, sitemaps)")
    missing = [page.path for page in pages if not page.path.is_file()]
    if missing:
        raise UsageError(
            f"{missing[0]} is listed in {files[0]} and does not exist ({len(missing)} of {len(pages)} are missing)"
        )
    return pages
