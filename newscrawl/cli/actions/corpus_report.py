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
from newscrawl.exporters.files import cannot_write, check_replaceable, write_atomically
from newscrawl.report.manifest import ExitCode

if TYPE_CHECKING:
    from newscrawl.cli.options import CorpusChoice


def run_report(choice: CorpusChoice, page: str, *, quiet: bool) -> int:
    """Write the report; return the exit code."""
    target = Path(page)
    check_replaceable(target)
    facts = collect(opened(choice).records())
    written = dates.rfc3339(datetime.now(tz=dates.VIETNAM))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(target, error) from None
    write_atomically(target, render(facts, name=", ".join(choice.places), written=written).encode())
    if not quiet:
        say(f"{page}: {facts.articles:,} articles, {target.stat().st_size:,} bytes")
    return int(ExitCode.FINE)
