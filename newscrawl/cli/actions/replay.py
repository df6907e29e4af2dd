"""``newscrawl replay``."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from newscrawl import sites
from newscrawl.archive.foreign import READ_SUFFIXES, UNREAD_SUFFIXES
from newscrawl.archive.replay import SavedPage, read_archives, saved_pages
from newscrawl.arguments import day, split_list
from newscrawl.cli.actions.run_options import run_settings, spider_arguments
from newscrawl.cli.output import say
from newscrawl.cli.printing import SafeConsole
from newscrawl.cli.summary import print_pages, print_summary, report_problems
from newscrawl.cli.view import TerminalView, show_shares
from newscrawl.exporters.output_format import OutputFormat
from newscrawl.objects.store import local_path
from newscrawl.report.manifest import ExitCode
from newscrawl.runner import profiles
from newscrawl.runner.bulk.archives import Filters
from newscrawl.runner.bulk.engines import WHOLE, Shard, open_engine
from newscrawl.runner.bulk.pages import Reading
from newscrawl.runner.bulk.replay import Replay, replay_in_parallel
from newscrawl.runner.errors import UsageError
from newscrawl.runner.jobs import Job, build_settings, run_jobs
from newscrawl.spiders import NewsSpider, spider_class
from newscrawl.spiders.replay import replay_settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from newscrawl.cli.options import RunOptions
    from newscrawl.runner.bulk.engines import EngineName


def run_replay(files: Sequence[Path], output: str, run: RunOptions) -> int:
    """Replay saved pages; return the exit code."""
    shared = run_settings(run)
    profiles.use_setting(build_settings(**shared))
    pages, left_out = _saved(files)
    by_site: dict[str, tuple[type[NewsSpider], list[SavedPage]]] = {}
    for page in pages:
        known = page.site in sites.names() or profiles.is_file(page.site)
        site = profiles.find(page.site) if known else sites.of(page.url)
        by_site.setdefault(site.name, (spider_class(site), []))[1].append(page)
    # replay_settings override those of the options, and -s overrides all.
    named = {name: shared[name] for name in (pair.partition("=")[0] for pair in run.settings)}
    using = build_settings(**{**shared, "NEWSCRAWL_OUTPUT": output, **replay_settings(pages, left_out), **named})
    jobs = [Job(spider, {"pages": found, **spider_arguments(run)}) for spider, found in by_site.values()]
    result = run_jobs(jobs, using, view=TerminalView(SafeConsole(stderr=True)))
    if not run.quiet:
        print_summary(result, SafeConsole())
        print_pages(result, SafeConsole())
    return report_problems(result)


def run_parallel_replay(
    files: Sequence[Path],
    output: str,
    run: RunOptions,
    *,
    engine: EngineName,
    jobs: int | None,
    shard: str | None,
    language: str | None,
    sites: str | None,
    date: str | None,
) -> int:
    """Replay with several processes or machines; return the exit code."""
    using = build_settings(**run_settings(run))
    profiles.use_setting(using)
    since, until = _days(date)
    part = Shard.parse(shard) if shard else WHOLE
    target = local_path("--output", output)
    is_table = not _are_archives(files)
    if not is_table:
        files = part.of(files)
    if missing := next((file for file in files if not file.is_file()), None):
        raise UsageError(f"{missing} cannot be read: it is no file")
    pages = part.of(_saved(files)[0]) if is_table else ()
    if not files or (is_table and not pages):
        say(f"newscrawl: --shard {shard} holds no file: there are more parts than files. Nothing was written.")
        return int(ExitCode.FINE)
    with open_engine(engine, jobs) as workers:
        result = replay_in_parallel(
            Replay(
                files=() if is_table else files,
                pages=pages,
                reading=Reading(tone_style=using["NEWSCRAWL_TONE_STYLE"]),
                filters=Filters(
                    language=language.lower() if language else None,
                    sites=frozenset(split_list(sites)),
                    since=since,
                    until=until,
                ),
                engine=workers,
                output=part.directory(target) if shard else target,
                output_format=OutputFormat(using.get("NEWSCRAWL_COMPRESS") or "none", using["NEWSCRAWL_PARTITION"]),
                settings=using,
            ),
            show=partial(
                show_shares, console=SafeConsole(stderr=True), weights=[file.stat().st_size for file in files]
            ),
        )
    if not run.quiet:
        print_summary(result, SafeConsole())
        print_pages(result, SafeConsole())
    return report_problems(result) if result.files else int(ExitCode.NOTHING_NEW)


def _are_archives(files: Sequence[Path]) -> bool:
    return all(file.name.endswith(READ_SUFFIXES) for file in files)


def _days(text: str | None) -> tuple[datetime | None, datetime | None]:
    """Return the bounds of ``DAY`` or ``DAY..DAY``, the last day included. :class:`UsageError` for another text."""
    if not text:
        return None, None
    first, _, last = text.partition("..")
    try:
        since, until = day("--date", first), day("--date", last or first)
    except ValueError as error:
        raise UsageError(f"{error}; a range is 2026-01-01..2026-01-31") from None
    if since is None or until is None or until < since:
        raise UsageError(f"--date {text!r} is no day or range of days such as 2026-01-01..2026-01-31")
    return since, until + timedelta(days=1)


def _saved(files: Sequence[Path]) -> tuple[list[SavedPage], Mapping[tuple[str, str], int]]:
    """Return the pages of WARC files or of one table, and the numbers of those that are left out, by host and reason.

    Damaged records are named on standard error. Raises :class:`UsageError` if there is nothing to replay.
    """
    unread = [file for file in files if file.name.endswith(UNREAD_SUFFIXES)]
    if unread:
        raise UsageError(
            f"{unread[0]} is not read ({len(unread)} of {len(files)} files): .warc.zst and ARC files must be converted first, "
            "for example with `warcio recompress OLD NEW.warc.gz` (ARC) or `zstd -d` (.warc.zst without a dictionary)"
        )
    if _are_archives(files):
        found = read_archives(files)
        for sentence in found.damages:
            say(f"newscrawl: {sentence}", error=True)
        if found.pages:
            return found.pages, found.left_out
        reasons: Counter[str] = Counter()
        for (_, reason), count in found.left_out.items():
            reasons[reason] += count
        why = ", ".join(f"{reason} {count}" for reason, count in sorted(reasons.items()))
        raise UsageError(f"{files[0]} holds no article page that can be replayed{f' ({why})' if why else ''}")
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
    return pages, {}
