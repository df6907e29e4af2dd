"""The status of a site in one word and one sentence: what its last runs show, also those without an article.

Pure: the report of a run goes in, the status comes out.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from newscrawl.report.crawl_stats import WATCHED_FIELDS
from newscrawl.report.manifest import ExitCode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from newscrawl.report.crawl_stats import Counts
    from newscrawl.report.gaps import GoneSource
    from newscrawl.report.manifest import SiteReport

MAX_FAILED_SHARE: Final = 0.1
"""Share of the pages that may fail at a site that is fine."""

USER_LIMITS: Final = {
    "closespider_itemcount": "its limit of articles",
    "closespider_pagecount": "its limit of answers",
    "closespider_timeout": "its limit of time",
    "daily_budget": "the day's budget of requests",
}
"""Reasons of runs that a limit of the user ended, and the limit in words. The next run goes on, and nothing is wrong."""

LOGIN: Final = "the site asks for a login"
"""Begin of the cause where forms to sign in are all that a run got."""

MAX_NAMED_REASONS: Final = 3
"""Reasons that a sentence names."""


class SiteStatus(StrEnum):
    """The status of a site, worst first."""

    DEAD = "dead"
    """Nothing can be fetched."""

    BLOCKED = "blocked"
    """The site refuses the crawler."""

    BROKEN = "broken"
    """The site answers, and its articles are not read, or not as they should be."""

    DEGRADED = "degraded"
    """Articles are read, and something is wrong that needs attention."""

    SILENT = "silent"
    """The site is read, and publishes nothing for much longer than usual."""

    OK = "ok"
    """The site is read as it should be."""


BAD: Final = frozenset({SiteStatus.DEAD, SiteStatus.BLOCKED, SiteStatus.BROKEN})
"""Statuses in which the site's articles are not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStatus:
    """What one run shows of a site."""

    status: SiteStatus
    cause: str
    code: int
    """The exit code of ``newscrawl status`` for a site with this status."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteLine:
    """What ``newscrawl status`` says of one site."""

    site: str
    status: SiteStatus
    since: str | None
    """End of the first of the successive runs with this status; ``None`` if the site was never crawled."""

    cause: str
    last_run: str | None
    pending: int
    """Addresses that wait to be fetched."""

    deferred: int
    """Those of them that wait for a later try: for the end of an outage, or because the site did not send the whole article."""

    given_up: int
    """Those of them that are not fetched any more, because they failed too often."""

    next_step: str
    """A command to paste."""

    exit_code: int


def run_status(report: SiteReport) -> RunStatus:
    """Return what a run shows of its site."""
    code = report.exit_code
    match code:
        case ExitCode.BLOCKED:
            return RunStatus(status=SiteStatus.BLOCKED, cause=refusal(report), code=code)
        case ExitCode.PARTIAL:
            unread = {name: n for name, n in report.skipped.items() if name == "robots_unreachable"}
            why = named_reasons({**unread, **report.failed}) or "no request got an answer"
            if report.robots_unreachable:
                why = f"{why} (its robots.txt: {named_reasons(report.robots_unreachable)})"
            what = (
                "the sources are read, and no article can be fetched"
                if _is_answered(report)
                else "nothing can be fetched"
            )
            return RunStatus(status=SiteStatus.DEAD, cause=f"{what}: {why}", code=code)
        case ExitCode.LAYOUT_CHANGED if report.health:
            return RunStatus(status=SiteStatus.BROKEN, cause=report.health.errors[0].words, code=code)
        case ExitCode.NOTHING_NEW:
            why = _none_taken(report) or no_offers(report)
            return RunStatus(status=SiteStatus.BROKEN, cause=f"no article was found: {why}", code=code)
        case _:
            return _fine(report)


def _fine(report: SiteReport) -> RunStatus:
    """Return the status of a run that ended well: degraded, silent or ok."""
    causes = []
    if report.accounts.mismatches:
        causes.append(f"the sums of the run do not agree: {report.accounts.mismatches[0]}")
    failed, read = report.accounts.pages.get("failed", 0), report.read
    if failed > MAX_FAILED_SHARE * (failed + read):
        causes.append(f"{failed} of {failed + read} pages could not be fetched: {named_reasons(report.failed)}")
    if report.mixed_up:
        causes.append(
            f"{report.mixed_up} of {read} pages repeat the text or the headline of another one, as from a cache that mixes pages up. Later runs "
            "fetch them again"
        )
    if bad := {name: n for name, n in report.sources.items() if name.rpartition("/")[2] not in _GOOD_SOURCE}:
        why = f" ({named_reasons(report.failed)})" if report.failed and not failed else ""
        causes.append(f"sources could not be read: {named_reasons(bad)}{why}")
    if report.health:
        # What a site without a profile should have is a guess: a field that its articles never had is no fault.
        causes += [issue.words for issue in report.health.findings if issue.what not in WATCHED_FIELDS]
    if report.limits:
        causes.append(f"a limit was reached: {named_reasons(report.limits)}")
    if causes:
        return RunStatus(status=SiteStatus.DEGRADED, cause=causes[0], code=ExitCode.PARTIAL)
    if nameless := sum(n for name, n in report.sources.items() if name.endswith("/names_nothing")):
        return RunStatus(status=SiteStatus.DEGRADED, cause=_nameless(nameless), code=ExitCode.FINE)
    if report.gaps and report.gaps.gone:
        return RunStatus(status=SiteStatus.DEGRADED, cause=gone_words(report.gaps.gone), code=ExitCode.FINE)
    silent = report.gaps.silent if report.gaps else []
    if silent and not report.new and not report.found.get("feed", 0):
        first = silent[0]
        cause = f"{len(silent)} sources have brought nothing new since {first.since[:10]}"
        return RunStatus(status=SiteStatus.SILENT, cause=cause, code=ExitCode.FINE)
    words = f"{report.new} new, {report.revised} revised"
    if limit := USER_LIMITS.get(report.finish_reason):
        words = f"{words}; the run ended at {limit}"
    return RunStatus(status=SiteStatus.OK, cause=_none_taken(report) or words, code=ExitCode.FINE)


def _nameless(count: int) -> str:
    """Return a sentence about sections of the profile that have never named an article."""
    what = "a section of the profile names" if count == 1 else f"{count} sections of the profile name"
    return f"{what} no article, and never did; the log says which"


def gone_words(gone: Sequence[GoneSource]) -> str:
    """Return a sentence about sources that answered before and are gone."""
    first, more = gone[0], len(gone) - 1
    words = f"{first.kind} {first.url} is gone: it answers 404 or 410 since {first.since[:10]}"
    return f"{words}, and so do {more} more" if more else words


_GOOD_SOURCE: Final = frozenset(
    {"ok", "unchanged", "not_due", "postponed", "truncated", "http_404", "http_410", "names_nothing"}
)
"""Outcomes of sources that need no attention. A profile's optional source may not exist."""


def _bad_sources(report: SiteReport) -> dict[str, int]:
    return {name: n for name, n in report.sources.items() if name.rpartition("/")[2] not in _GOOD_SOURCE}


def _is_answered(report: SiteReport) -> bool:
    """Return whether a source was read."""
    return any(name.endswith(("/ok", "/unchanged")) for name in report.sources)


def _shows_nothing(report: SiteReport) -> bool:
    """Return whether a run asked for nothing, because no source was due."""
    asked = [name for name in report.sources if not name.endswith(("/not_due", "/postponed"))]
    return not (asked or report.read or report.failed)


def asks_for_login(report: SiteReport) -> bool:
    """Return whether forms to sign in are all that a run got in the place of articles."""
    return set(report.rejected) == {"login_wall"} and not report.failed


def refusal(report: SiteReport) -> str:
    """Return a sentence about a site that refuses the crawler."""
    if asks_for_login(report):
        return f"{LOGIN} in the place of articles: {named_reasons(report.rejected)}"
    why = {**report.failed, **report.rejected} or _bad_sources(report)
    if not why:
        return "the site asked for a pause that is not over, so nothing was requested"
    if why and all(name.rpartition("/")[2] == "soft_block" for name in why):
        return f"the site answers with a challenge, a captcha or a maintenance page: {named_reasons(why)}"
    return f"the site refuses requests: {named_reasons(why)}"


def _unread_sources(report: SiteReport) -> dict[str, int]:
    return {name: n for name, n in report.sources.items() if not name.endswith(("/ok", "/unchanged", "/not_due"))}


def is_forbidden(report: SiteReport) -> bool:
    """Return whether robots.txt forbids all sources that were not read, or all articles."""
    bad = _unread_sources(report)
    if not bad:
        return report.is_forbidden_whole
    return all(name.endswith("/robots_forbidden") for name in bad)


def no_offers(report: SiteReport) -> str:
    """Return why a run was offered no address, in words."""
    bad = _unread_sources(report)
    if is_forbidden(report):
        return f"robots.txt forbids its sources: {named_reasons(bad)}" if bad else "robots.txt forbids its articles"
    if bad:
        return f"sources could not be read: {named_reasons(bad)}"
    return f"its sources offer no address: {named_reasons(report.sources)}" if report.sources else "it has no source"


def _none_taken(report: SiteReport) -> str:
    """Return a sentence if addresses were offered and none was taken, else an empty string."""
    return "" if report.read else none_taken(report)


def none_taken(report: SiteReport) -> str:
    """Return a sentence if the sources offered addresses that are not known, and the run took none; else an empty string."""
    accounts = report.accounts
    if accounts.taken or not accounts.refused:
        return ""
    parts = [f"{count} refused or left over ({name})" for name, count in accounts.refused.items()]
    if accounts.known:
        parts.append(f"{accounts.known} known")
    return f"{accounts.offered} addresses were offered and none was taken: {', '.join(parts)}"


def named_reasons(counts: Mapping[str, int]) -> str:
    """Return the most frequent names with their counts."""
    found = sorted(((name, n) for name, n in counts.items() if n), key=lambda item: -item[1])
    return ", ".join(f"{name} {n}" for name, n in found[:MAX_NAMED_REASONS])


def carried(found: RunStatus, report: SiteReport, history: Sequence[Counts], *, deferred: int) -> RunStatus:
    """Return the status after a run, with that of the runs before it where the run shows nothing else.

    A run in which no source was due says nothing of a site that was broken before. ``deferred`` addresses still wait for
    the end of an outage.
    """
    before = history[-1] if history else None
    if before is None or found.status in BAD:
        return found
    if before.status == SiteStatus.DEGRADED and _shows_nothing(report) and found.status is not SiteStatus.DEGRADED:
        return RunStatus(status=SiteStatus.DEGRADED, cause=before.cause, code=before.code)
    if before.status not in BAD:
        return found
    answered = _is_answered(report)
    is_read = bool(report.new or report.revised or sum(report.known.values()))
    is_broken = before.status == SiteStatus.BROKEN
    if (
        is_read
        or (answered and not deferred and not is_broken)
        or (is_broken and not deferred and any(report.found.values()))
    ):
        return found
    return RunStatus(status=SiteStatus(before.status), cause=before.cause, code=before.code)


def since(history: Sequence[Counts]) -> str | None:
    """Return the end of the first of the successive last runs that have the status of the last one."""
    first = None
    for run in reversed(history):
        if run.status != history[-1].status:
            break
        first = run.since or run.finished
    return first


def worst_first(lines: Sequence[SiteLine]) -> list[SiteLine]:
    """Sort lines by status, worst first, then by name."""
    order = list(SiteStatus)
    return sorted(lines, key=lambda line: (order.index(line.status), line.site))
