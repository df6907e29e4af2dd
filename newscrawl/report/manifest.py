"""The manifest of a run: what was counted, what was written, and how the run ended.

Built from values only; the run writes it beside its files as ``manifest.json``.
"""

from __future__ import annotations

import hashlib
import platform
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from newscrawl import text
from newscrawl.items import SCHEMA_VERSION
from newscrawl.report.accounts import Accounts, accounts
from newscrawl.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from newscrawl.report.gaps import Gaps
    from newscrawl.report.health import SiteHealth

_PREFIX: Final = "newscrawl/"
"""Start of the names of newscrawl's own statistics."""

_BLOCKED_REASONS: Final = frozenset({"http_401", "http_403", "http_429", "soft_block", "redirect_shell", "login_wall"})
"""Failures and rejections that mean that the site refuses requests."""

REPLACES: Final = "replaces"
"""Key of a joined manifest: name and ``crawl_id`` of each manifest that it replaces."""

JOINED: Final = "joined"
"""Key of a file's entry in a joined manifest: the files that it was made of."""

REWRITTEN: Final = "rewritten"
"""Key of a manifest: names of files that ``newscrawl remove`` has rewritten or deleted since, and of what they were made of."""


RUNS: Final = "runs"
"""Key of the manifest of a fleet's batch: the ``crawl_id`` of each run that has lines or a report in it."""


class ExitCode(IntEnum):
    """The exit codes of the process. They are stable and documented."""

    FINE = 0
    USAGE = 2
    PARTIAL = 3
    BLOCKED = 4
    LAYOUT_CHANGED = 5
    NOTHING_NEW = 6
    LOCKED = 7
    STORE = 8
    FENCED = 9
    HUNG_UP = 129
    INTERRUPTED = 130
    TERMINATED = 143


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReport:
    """A finished file."""

    name: str
    """Relative to the manifest."""

    bytes: int
    lines: int
    """Number of lines; for a WARC file, of records."""

    sha256: str


class Written(NamedTuple):
    """Number of articles in a file: first revisions, and later ones."""

    new: int = 0
    revised: int = 0

    def plus(self, revision: int) -> Written:
        """Return the numbers with one more article of this revision."""
        return Written(self.new + (revision == 1), self.revised + (revision > 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteReport:
    """What a run did at one site. The dictionaries hold counts by name."""

    new: int
    """Articles written for the first time."""

    revised: int
    """Articles written again, with a higher revision."""

    known: dict[str, int]
    """Articles that were read and are stored already, by reason."""

    rejected: dict[str, int]
    """Pages that were read and are not articles to keep, by reason."""

    skipped: dict[str, int]
    """Articles that the run's arguments exclude or postpone, by reason."""

    failed: dict[str, int]
    """Pages that could not be fetched, by HTTP status or error."""

    sources: dict[str, int]
    """Feeds, sitemaps and listings that were read, by kind and outcome."""

    found: dict[str, int]
    """New addresses, by kind of source."""

    known_links: int
    """Links of the sources that earlier runs had finished with."""

    refused_again: int
    """Rejected pages that answer with a refusal, and did so in an earlier run."""

    requests: int
    """Requests sent."""

    responses: dict[str, int]
    """Responses by HTTP status."""

    limits: dict[str, int]
    """How often a limit was reached, by name."""

    finish_reason: str
    """Why the crawl ended, as Scrapy reports it."""

    configuration: str = ""
    """Hash of the settings, arguments and profile: equal for two runs that were configured alike."""

    health: SiteHealth | None = None
    """How well the site was read."""

    gaps: Gaps | None = None
    """What may be missing: silent sources, days without articles."""

    accounts: Accounts = field(default_factory=Accounts)
    """Where every offered address, every request and every page went."""

    permissions: dict[str, Any] = field(default_factory=dict)
    """What the publisher says of the use of its pages: ``robots`` by host, as its robots.txt says it, and ``articles``, the numbers
    of articles written by use and answer (``allowed``, ``refused``, ``unknown``)."""

    failed_again: int = 0
    """Pages that could not be fetched and had failed in an earlier run that read other pages."""

    mixed_up: int = 0
    """Pages with the text of another article, in a run in which most pages were of that kind: they are fetched again."""

    broken: dict[str, int] = field(default_factory=dict)
    """Rejected pages of a run in which most pages gave no article, by reason: they stay pending."""

    robots_unreachable: dict[str, int] = field(default_factory=dict)
    """Hosts whose robots.txt could not be fetched, by the reason of that failure. Nothing of them was requested."""

    @property
    def read(self) -> int:
        """Number of pages that were read and decided on."""
        return self.new + self.revised + sum(self.known.values()) + sum(self.rejected.values())

    @property
    def quiet(self) -> bool:
        """True if there was nothing to read: everything that the sources offered is stored, or the day's budget was spent."""
        quiet = any(name.endswith(("/unchanged", "/not_due")) for name in self.sources)
        return quiet or bool(self.known_links) or self.finish_reason == "daily_budget"

    @property
    def is_nothing_taken(self) -> bool:
        """True if the sources offered addresses, and the rules refused them all. Articles of other days do not count."""
        refused = sum(count for name, count in self.accounts.refused.items() if name not in {"by_date", "over_limit"})
        return refused > 0 and not self.accounts.taken and not self.accounts.known

    @property
    def is_forbidden_whole(self) -> bool:
        """True if robots.txt forbids every page that the sources offered."""
        forbidden = self.skipped.get("robots_forbidden", 0)
        return bool(forbidden) and not (self.read or self.failed) and set(self.skipped) == {"robots_forbidden"}

    @property
    def exit_code(self) -> ExitCode:
        """The exit code for this site alone."""
        if self.finish_reason == "blocked":
            return ExitCode.BLOCKED
        if self.finish_reason == "unreachable":
            return ExitCode.PARTIAL
        counts = (*self.failed.items(), *self.rejected.items(), *self.sources.items())
        blocked = sum(n for name, n in counts if name.rpartition("/")[2] in _BLOCKED_REASONS)
        unreached = self.skipped.get("robots_unreachable", 0)
        failed = sum(self.failed.values()) + unreached
        # A page that was refused in an earlier run, too, does not mean that the site is blocked, even if nothing else was due.
        is_news = blocked > 1 or blocked > self.refused_again
        if blocked and is_news and 2 * blocked >= sum(self.responses.values()):
            return ExitCode.BLOCKED
        # Beside sources whose articles are all known, a source that failed leaves the site degraded, not dead. So do pages that
        # failed before, when the site was read, and a single page: they may be at fault themselves.
        is_known = (
            self.known_links and self.accounts.pages.get("failed", 0) <= max(self.failed_again, 1) and not unreached
        )
        if failed and not self.read and not is_known:
            return ExitCode.PARTIAL
        if self.health and self.health.verdict == "error":
            return ExitCode.LAYOUT_CHANGED
        # Offers of which none was taken are no quiet run, unless they are known.
        none_found = not any(self.found.values()) and (bool(self.accounts.offered) or not self.found)
        nothing = not self.read and none_found and (self.is_nothing_taken or not self.quiet)
        nothing = nothing or (self.is_forbidden_whole and not self.quiet)
        return ExitCode.NOTHING_NEW if nothing else ExitCode.FINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The report of a whole run."""

    crawl_id: str
    started: str
    finished: str
    exit_code: int
    """The exit code for its sites. A signal or another failure of the process has its own code."""

    configuration: str
    """Hash of the configurations of the sites."""

    versions: dict[str, str]
    """Versions of newscrawl, the record, the text rules, Python, Scrapy and lxml."""

    sites: dict[str, SiteReport]
    files: list[FileReport] = field(default_factory=list)
    pages: dict[str, dict[str, int]] = field(default_factory=dict)
    """What became of the pages of a replay: their numbers by host and fate. Empty for a crawl."""

    removed: int = 0
    """Lines of articles that ``newscrawl remove`` took out of the files after the run."""


def run_ids(content: Mapping[str, Any]) -> set[str]:
    """Return the ids of the runs whose files a manifest lists: its own, those whose manifests it replaces, and those of its batches."""
    replaced = (entry["crawl_id"] for entry in content.get(REPLACES, ()))
    return {content["crawl_id"], *replaced, *content.get(RUNS, ())}


def site_report(
    stats: Mapping[str, Any],
    *,
    reason: str,
    configuration: str = "",
    health: SiteHealth | None = None,
    gaps: Gaps | None = None,
) -> SiteReport:
    """Return a site's report from the statistics of its crawler."""

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
        requests=requests_sent(stats),
        responses={key.removeprefix(start): value for key, value in sorted(stats.items()) if key.startswith(start)},
        limits=group("limit"),
        finish_reason=reason,
        configuration=configuration,
        health=health,
        gaps=gaps,
        accounts=accounts(stats, reason=reason),
        permissions=_permissions(group("robots_permissions"), group("permission")),
        failed_again=stats.get(f"{_PREFIX}failed_again", 0),
        mixed_up=stats.get(f"{_PREFIX}mixed_up", 0),
        broken=group("broken"),
        robots_unreachable=group("robots_unreachable"),
    )


def _permissions(robots: Mapping[str, Any], counts: Mapping[str, int]) -> dict[str, Any]:
    """Return what a site says of the use of its pages; empty if no page was read."""
    articles: dict[str, dict[str, int]] = {}
    for name, count in counts.items():
        use, _, answer = name.partition("/")
        articles.setdefault(use, {})[answer] = count
    return {"robots": dict(robots), "articles": articles} if robots or articles else {}


def requests_sent(stats: Mapping[str, Any]) -> int:
    """Return the number of requests that were really sent; of a replay, or of a foreign download handler, those that were made."""
    return int(stats.get(f"{_PREFIX}sent", stats.get("downloader/request_count", 0)))


def with_written(sites: Mapping[str, SiteReport], written: Mapping[str, Written]) -> dict[str, SiteReport]:
    """Return the reports with the numbers of articles in the run's files.

    A run that continues a killed one counted fewer than its files hold. A site that only the killed run crawled is added.
    """
    found = dict(sites)
    for name, counts in written.items():
        site = found.get(name) or site_report({}, reason="killed")
        found[name] = replace(site, new=counts.new, revised=counts.revised)
    return found


def verdict(codes: Sequence[ExitCode]) -> ExitCode:
    """Return one exit code for all sites: their common one.

    If they differ: ``PARTIAL`` if a site failed, is blocked or gave nothing, otherwise the first code other than ``FINE``.
    """
    if not codes or len(set(codes)) == 1:
        return codes[0] if codes else ExitCode.FINE
    bad = [c for c in codes if c is not ExitCode.FINE]
    return (
        ExitCode.PARTIAL
        if any(c in {ExitCode.PARTIAL, ExitCode.BLOCKED, ExitCode.NOTHING_NEW} for c in bad)
        else bad[0]
    )


def build(
    *,
    crawl_id: str,
    started: str,
    finished: str,
    sites: Mapping[str, SiteReport],
    pages: Mapping[tuple[str, str], int] | None = None,
) -> Manifest:
    """Return the manifest of a run whose files are not finished yet. ``pages`` counts the pages of a replay by (host, fate)."""
    from importlib.metadata import version  # noqa: PLC0415 - imports the parser of e-mails, and only the end of a run needs it

    by_host: dict[str, dict[str, int]] = {}
    for (host, fate), count in sorted((pages or {}).items()):
        by_host.setdefault(host, {})[fate] = count
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
        pages=by_host,
    )
