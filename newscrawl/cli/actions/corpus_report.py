"""``newscrawl corpus report``."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from newscrawl import dates
from newscrawl.cli.actions.corpus import opened
from newscrawl.cli.output import say
from newscrawl.corpus.report.facts import collect
from newscrawl.corpus.report.page import render
from newscrawl.exporters.files import OutputError
from newscrawl.report.manifest import ExitCode

if TYPE_CHECKING:
    from newscrawl.cli.options import CorpusChoice


def run_report(choice: CorpusChoice, page: str, *, quiet: bool) -> int:
    """Write the report; return the exit code."""
    facts = collect(opened(choice).records())
    written = dates.rfc3339(datetime.now(tz=dates.VIETNAM))
    target = Path(page)
    part = target.with_name(f"{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(render(facts, name=", ".join(choice.places), written=written), encoding="utf-8")
        part.replace(target)  # the report before stays until this one is whole
    except OSError as error:
        raise OutputError(f"{page} cannot be written: {error}") from None
    if not quiet:
        say(f"{page}: {facts.articles:,} articles, {target.stat().st_size:,} bytes")
    return int(ExitCode.FINE)
