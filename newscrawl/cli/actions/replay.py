"""``newscrawl replay`` through Scrapy's engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl import sites
from newscrawl.cli.actions.run_options import run_settings, spider_arguments
from newscrawl.cli.actions.saved_pages import read_saved_pages
from newscrawl.cli.problems import report_problems
from newscrawl.cli.summary import print_pages, print_summary
from newscrawl.cli.view import TerminalView
from newscrawl.runner import profiles
from newscrawl.runner.jobs import Job, build_settings, run_jobs
from newscrawl.spiders import NewsSpider, spider_class
from newscrawl.spiders.replay import replay_settings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from newscrawl.archive.replay import SavedPage
    from newscrawl.cli.options import RunOptions


def run_replay(files: Sequence[Path], output: str, run: RunOptions) -> int:
    """Replay saved pages; return the exit code."""
    shared = run_settings(run)
    profiles.use_setting(build_settings(**shared))
    pages, left_out = read_saved_pages(files)
    by_site: dict[str, tuple[type[NewsSpider], list[SavedPage]]] = {}
    for page in pages:
        known = page.site in sites.names() or profiles.is_file(page.site)
        site = profiles.find(page.site) if known else sites.of(page.url)
        by_site.setdefault(site.name, (spider_class(site), []))[1].append(page)
    # replay_settings override those of the options, and -s overrides all.
    named = {name: shared[name] for name in (pair.partition("=")[0] for pair in run.settings)}
    using = build_settings(**{**shared, "NEWSCRAWL_OUTPUT": output, **replay_settings(pages, left_out), **named})
    jobs = [Job(spider, {"pages": found, **spider_arguments(run)}) for spider, found in by_site.values()]
    result = run_jobs(jobs, using, view=TerminalView())
    if not run.quiet:
        print_summary(result)
        print_pages(result)
    return report_problems(result)
