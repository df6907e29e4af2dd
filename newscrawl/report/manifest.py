"""The manifest of a run: what was counted, what was written, how it ended.

Built from values alone; the run writes it beside its files as ``manifest.json``.
"""

from __future__ import annotations

import hashlib
import platform
from dataclasses import dataclass, field, replace
from enum import IntEnum
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from newscrawl import text
from newscrawl.items import SCHEMA_VERSION
from newscrawl.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from newscrawl.report.gaps import Gaps
    from newscrawl.report.health import SiteHealth

_PREFIX: Final = "newscrawl/"
_BLOCKED: Final = frozenset({"http_401", "http_403", "http_429", "soft_block", "redirect_shell", "login_wall"})


class ExitCode(IntEnum):
    """What the process says when it ends; stable, and documented in the README."""

    FINE = 0
    USAGE = 2
    PARTIAL = 3
    BLOCKED = 4
    LAYOUT_CHANGED = 5
    NOTHING_NEW = 6
    LOCKED = 7
    STORE = 8
    INTERRUPTED = 130
    TERMINATED = 143


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReport:
    """A finished file."""

    name: str
    bytes: int
    lines: int
    sha256: str


class Written(NamedTuple):
    """Articles in a file: first revisions, and later ones."""

    new: int = 0
    revised: int = 0

    def plus(self, revision: int) -> Written:
        """With one more."""
        return Written(self.new + (revision == 1), self.revised + (revision > 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteReport:
    """What a run did at one site. The counts are by name."""

    new: int
    """Articles written for the first time."""

    revised: int
    """Articles written again, with a higher revision."""

    known: dict[str, int]
    """Articles read and found to be ours already, by reason."""

    rejected: dict[str, int]
    """Pages read that are no articles, by reason."""

    skipped: dict[str, int]
    """Articles that this run's arguments did not want, or put off, by reason."""

    failed: dict[str, int]
    """Pages that could not be had, by HTTP status or error."""

    sources: dict[str, int]
    """Feeds, sitemaps and listings read, by kind and outcome."""

    found: dict[str, int]
    """Addresses not met before, by kind of source."""

    known_links: int
    """Links that the sources offered and that earlier runs had settled."""

    refused_again: int
    """Pages among the rejected that answer with a refusal, and did so in an earlier run."""

    requests: int
    responses: dict[str, int]
    """Responses by HTTP status."""

    limits: dict[str, int]
    """Bounds that were met, by name, and how often."""

    finish_reason: str
    configuration: str = ""
    """Hash of the settings, arguments and profile that it was read with: equal where two runs were told the same."""

    health: SiteHealth | None = None
    """How well the site was read, and what is wrong."""

    gaps: Gaps | None = None
    """What may be missing: silent sources, days without articles."""

    @property
    def read(self) -> int:
        """Pages that came to a decision."""
        return self.new + self.revised + sum(self.known.values()) + sum(self.rejected.values())

    @property
    def quiet(self) -> bool:
        """Whether there was nothing to read because all that the sources offered was ours already, or the day's budget was spent."""
        quiet = any(name.endswith(("/unchanged", "/not_due")) for name in self.sources)
        return quiet or bool(self.known_links) or self.finish_reason == "daily_budget"

    @property
    def exit_code(self) -> ExitCode:
        """The site's own verdict."""
        if self.finish_reason == "blocked":
            return ExitCode.BLOCKED
        if self.finish_reason == "unreachable":
            return ExitCode.PARTIAL
        counts = (*self.failed.items(), *self.rejected.items(), *self.sources.items())
        blocked = sum(n for name, n in counts if name.rpartition("/")[2] in _BLOCKED)
        failed = sum(self.failed.values())
        # One page that was refused in an earlier run already is no news of the site, even where nothing else was due.
        is_news = blocked > 1 or blocked > self.refused_again
        if blocked and is_news and 2 * blocked >= sum(self.responses.values()):
            return ExitCode.BLOCKED
        if failed and not self.read:
            return ExitCode.PARTIAL
        if self.health and self.health.verdict == "error":
            return ExitCode.LAYOUT_CHANGED
        nothing = not self.read and not self.found and not self.quiet
        return ExitCode.NOTHING_NEW if nothing else ExitCode.FINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The whole of a run."""

    crawl_id: str
    started: str
    finished: str
    exit_code: int
    """The verdict on the sites; a signal or another failure of the process has a code of its own."""

    configuration: str
    """Hash of those of the sites."""

    versions: dict[str, str]
    sites: dict[str, SiteReport]
    files: list[FileReport] = field(default_factory=list)


def site_report(
    stats: Mapping[str, Any],
    *,
    reason: str,
    configuration: str = "",
    health: SiteHealth | None = None,
    gaps: Gaps | None = None,
) -> SiteReport:
    """A site's counts from a crawler's statistics."""

    def group(name: str) -> dict[str, int]:
        start = f"{_PREFIX}{name}/"
        return {key.removeprefix(start): value for key, value in sorted(stats.items()) if key.startswith(start)}

    written = group("written")
    start = "downloader/response_status_count/"
    return SiteReport(
        new=written.get("new", 0),
        revised=written.get("revised", 0),
        known=group("known"),
        rejected=group("rejected"),
        skipped=group("skipped") | group("postponed"),
        failed=group("failed"),
        sources=group("source"),
        found=group("found"),
        known_links=stats.get(f"{_PREFIX}links/known", 0),
        refused_again=stats.get(f"{_PREFIX}refused_again", 0),
        requests=stats.get("downloader/request_count", 0),
        responses={key.removeprefix(start): value for key, value in sorted(stats.items()) if key.startswith(start)},
        limits=group("limit"),
        finish_reason=reason,
        configuration=configuration,
        health=health,
        gaps=gaps,
    )


def with_written(sites: Mapping[str, SiteReport], written: Mapping[str, Written]) -> dict[str, SiteReport]:
    """The reports with what the run's files hold, which is more than was counted where the run goes on for a killed one."""
    found = dict(sites)
    for name, counts in written.items():
        site = found.get(name) or site_report({}, reason="killed")
        found[name] = replace(site, new=counts.new, revised=counts.revised)
    return found


def verdict(codes: Sequence[ExitCode]) -> ExitCode:
    """One exit code for all sites: their common one, or PARTIAL where some did well and others did not."""
    if not codes or len(set(codes)) == 1:
        return codes[0] if codes else ExitCode.FINE
    bad = [c for c in codes if c is not ExitCode.FINE]
    return (
        ExitCode.PARTIAL
        if any(c in {ExitCode.PARTIAL, ExitCode.BLOCKED, ExitCode.NOTHING_NEW} for c in bad)
        else bad[0]
    )


def build(*, crawl_id: str, started: str, finished: str, sites: Mapping[str, SiteReport]) -> Manifest:
    """The manifest of a run whose files are still to be finished."""
    return Manifest(
        crawl_id=crawl_id,
        started=started,
        finished=finished,
        exit_code=verdict([site.exit_code for site in sites.values()]),
        configuration=hashlib.sha256(
            "".join(site.configuration for _, site in sorted(sites.items())).encode()
        ).hexdigest(),
        versions={
            "newscrawl": __version__,
            "schema": SCHEMA_VERSION,
            "text": text.VERSION,
            "python": platform.python_version(),
            "scrapy": version("scrapy"),
            "lxml": version("lxml"),
        },
        sites=dict(sites),
    )
