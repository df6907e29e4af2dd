"""``newscrawl replay --jobs``, ``--engine`` and ``--shard``. It runs without Scrapy, whose import alone takes longer than the pages of a small archive."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from newscrawl.arguments import day, split_list
from newscrawl.cli.actions.run_options import run_settings
from newscrawl.cli.actions.saved_pages import are_archives, read_saved_pages
from newscrawl.cli.output import say
from newscrawl.cli.printing import SafeConsole
from newscrawl.cli.problems import report_problems
from newscrawl.cli.shares import show_shares
from newscrawl.cli.summary import print_pages, print_summary
from newscrawl.exporters.output_format import OutputFormat
from newscrawl.extensions.plain_settings import PlainSettings
from newscrawl.objects.store import local_path
from newscrawl.report.manifest import ExitCode
from newscrawl.runner import profiles
from newscrawl.runner.bulk.archives import Filters
from newscrawl.runner.bulk.engines import WHOLE, Shard, open_engine
from newscrawl.runner.bulk.pages import Reading
from newscrawl.runner.bulk.replay import Replay, replay_in_parallel
from newscrawl.runner.errors import UsageError
from newscrawl.runner.process_memory import set_up_memory

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from newscrawl.cli.options import RunOptions
    from newscrawl.runner.bulk.engines import EngineName


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
    using = PlainSettings.of(**run_settings(run))
    set_up_memory()
    profiles.use_setting(using)
    since, until = _days(date)
    part = Shard.parse(shard) if shard else WHOLE
    target = local_path("--output", output)
    is_table = not are_archives(files)
    if not is_table:
        files = part.of(files)
    if missing := next((file for file in files if not file.is_file()), None):
        raise UsageError(f"{missing} cannot be read: it is no file")
    pages = part.of(read_saved_pages(files)[0]) if is_table else ()
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
        print_summary(result)
        print_pages(result)
    return report_problems(result) if result.files else int(ExitCode.NOTHING_NEW)


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
