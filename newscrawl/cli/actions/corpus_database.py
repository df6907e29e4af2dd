"""``newscrawl corpus build`` and ``newscrawl corpus serve``."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from newscrawl.cli.output import say
from newscrawl.corpus.database.build import build
from newscrawl.corpus.database.opening import words_of
from newscrawl.corpus.database.sources import FeedSource, open_source
from newscrawl.corpus.search.words import segmenter
from newscrawl.objects.opening import open_store
from newscrawl.report.manifest import ExitCode
from newscrawl.runner.errors import UsageError
from newscrawl.runner.location import bucket_or_files

if TYPE_CHECKING:
    from newscrawl.corpus.database.build import BuildResult

_MISSING: Final = "{} is not installed. Install the extra: pip install 'newscrawl[corpus]'"


def run_build(directory: str | None, state: str | None, database: str, *, words: str | None, quiet: bool) -> int:
    """Bring a database up to date; return the exit code."""
    if find_spec("sqlite_utils") is None:
        raise UsageError(_MISSING.format("sqlite-utils"))
    location = bucket_or_files(directory, state)
    bucket = open_store(location.remote) if location.remote else None
    output = location.output or Path()
    if bucket is None and not output.is_dir():
        raise UsageError(f"There is no directory {output}. Give the output directory of a crawl")
    words = words or words_of(Path(database))
    segment = (words, segmenter(words)) if words else None
    with open_source(output, location.state, bucket) as source:
        result = build(source, Path(database), segment=segment)
        if not quiet:
            say(*_summary(database, result))
        if isinstance(source, FeedSource):
            source.check()
    return int(ExitCode.FINE)


def run_serve(database: str, port: int) -> int:
    """Serve a database until interrupted; return the exit code."""
    if find_spec("datasette") is None:
        raise UsageError(_MISSING.format("datasette"))
    from newscrawl.corpus.pages.serve import serve  # noqa: PLC0415 - needs the extra

    return serve(Path(database), port)


def _summary(database: str, result: BuildResult) -> tuple[str, ...]:
    """Return what the command prints."""
    now = f"{database}: {result.articles:,} articles, {Path(database).stat().st_size:,} bytes;"
    done = [f"{result.written:,} revisions written"] if result.written else []
    if result.deleted:
        done.append(f"{result.deleted:,} articles deleted")
    if result.why_anew:
        done.append(f"built anew, because {result.why_anew}")
    return (now, ", ".join(done) or "nothing new")
