"""How a run ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newscrawl.exporters.files import OutputError
from newscrawl.report.manifest import ExitCode, Manifest, verdict
from newscrawl.state import SiteLockedError, StateError

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(slots=True)
class CrawlResult:
    """How a run ended."""

    manifest: Manifest | None = None
    """Counts by site and the files written; ``None`` where the run failed before it could be written."""

    output: Path | None = None
    """Directory of the files; ``None`` where no file is written."""

    remote: str | None = None
    """The bucket that the files were put into; the output is the spool then, and holds no lines any more."""

    files: list[Path] = field(default_factory=list)
    """The files of this run, articles first."""

    errors: dict[str, BaseException] = field(default_factory=dict)
    """By site, the error that kept its crawl from starting or broke it."""

    failure: Exception | None = None
    """The error that kept the run from writing files or state."""

    signal: int | None = None
    """Number of the signal that ended the run."""

    @property
    def exit_code(self) -> ExitCode:
        """The exit code that the command line gives for this result."""
        if self.failure:
            return ExitCode.STORE
        if self.signal is not None:
            return ExitCode(128 + self.signal)
        codes = [error_code(error) for error in self.errors.values()]
        codes += [site.exit_code for site in self.manifest.sites.values()] if self.manifest else []
        return verdict(codes)


def error_code(error: BaseException) -> ExitCode:
    """Return the exit code of an error that kept the crawl of a site from starting."""
    if isinstance(error, SiteLockedError):
        return ExitCode.LOCKED
    if isinstance(error, (StateError, OutputError)):
        return ExitCode.STORE
    return ExitCode.USAGE if isinstance(error, ValueError) else ExitCode.PARTIAL
