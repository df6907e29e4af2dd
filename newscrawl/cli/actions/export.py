"""``newscrawl export``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newscrawl.cli.output import say
from newscrawl.export.options import COLUMNS, COMPRESSIONS, ExportOptions
from newscrawl.export.table import export
from newscrawl.objects.opening import open_store
from newscrawl.report.manifest import ExitCode
from newscrawl.runner.errors import UsageError
from newscrawl.runner.location import DEFAULT_OUTPUT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscrawl.export.table import ExportResult


def run_export(
    places: Sequence[str], to: str | None, choices: dict[str, Any], *, replace: bool, compact: bool, quiet: bool
) -> int:
    """Export, or join the files of runs; return the exit code."""
    sources = list(dict.fromkeys(places)) or [DEFAULT_OUTPUT]
    try:
        if to is None:
            return _compact(sources, quiet=quiet) if compact else _refuse()
        if not to.strip("/"):
            raise UsageError(f"--to {to!r}: give the table a directory of its own, such as --to tables/news")
        result = export(sources, open_store(to), options(choices), replace_table=replace, join=compact)
    except ValueError as error:
        raise UsageError(str(error)) from None
    for name in result.unfinished:
        say(f"{name} belongs to a run that has not ended; the next export takes it", error=True)
    if not quiet:
        say(*_summary(to, result))
    return int(ExitCode.FINE)


def options(choices: dict[str, Any]) -> ExportOptions:
    """Return the options of the command line; :class:`ValueError` says which one is wrong."""
    given = {name: value for name, value in choices.items() if value is not None}
    given.setdefault("compression", COMPRESSIONS[given["format"]][0])
    if columns := given.get("columns"):
        order = {name: place for place, name in enumerate(COLUMNS)}
        given["columns"] = tuple(sorted(columns, key=lambda name: order.get(name, len(order))))
    return ExportOptions(**given)


def _summary(to: str, result: ExportResult) -> tuple[str, ...]:
    """Return what the command prints."""
    manifest = result.manifest
    size = sum(file.bytes for file in manifest.files)
    now = f"{to}: {manifest.rows:,} articles in {len(manifest.files):,} files, {size:,} bytes;"
    if not result.written and not result.removed:
        return (now, "nothing new")
    done = [f"{result.added:,} lines read", f"{len(result.written):,} files written"]
    if result.removed:
        done.append(f"{result.removed:,} replaced")
    if result.why_anew:
        done.append(f"the whole table, because {result.why_anew}")
    return (now, ", ".join(done))


def _refuse() -> int:
    raise UsageError("--to is missing: the directory or the address of the table, such as --to s3://bucket/news")


def _compact(sources: Sequence[str], *, quiet: bool) -> int:
    """Join the small files of past runs in each directory."""
    from newscrawl.export.compaction import compact  # noqa: PLC0415 - not needed for a table

    for place in sources:
        result = compact(open_store(place))
        if not quiet:
            say(f"{place}: {result.runs:,} runs, {result.before:,} files joined into {result.after:,}")
    return int(ExitCode.FINE)
