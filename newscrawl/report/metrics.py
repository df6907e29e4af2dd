"""The metrics of all sites as values. :mod:`newscrawl.report.prometheus` is their text format."""

from __future__ import annotations

from math import nan
from typing import TYPE_CHECKING, Final, TypeAlias

from newscrawl.report.crawl_stats import WATCHED_FIELDS
from newscrawl.report.manifest import ExitCode
from newscrawl.report.status import BAD, SiteStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newscrawl.report.manifest import SiteReport

Values: TypeAlias = "dict[str, dict[tuple[str, ...], float]]"
"""Values by metric and by label values, in the order of :data:`COUNTERS` and :data:`GAUGES`."""

SITE: Final = ("site",)
DIRECTORY: Final = ("directory",)

COUNTERS: Final = {
    "newscrawl_articles": ("Articles read, by outcome: new, revised, known.", (*SITE, "outcome")),
    "newscrawl_rejected": ("Pages read that are no articles, by reason.", (*SITE, "reason")),
    "newscrawl_failed": ("Pages and sources that could not be fetched, by reason.", (*SITE, "reason")),
    "newscrawl_requests": ("Requests sent.", SITE),
    "newscrawl_responses": ("Responses, by HTTP status.", (*SITE, "status")),
    "newscrawl_response_bytes": ("Bytes received.", SITE),
    "newscrawl_runs": ("Runs that ended, by exit code.", (*SITE, "exit_code")),
}
"""Metrics that only rise: help text and labels."""

GAUGES: Final = {
    "newscrawl_site_up": ("1 if the site is read; 0 if it is dead, blocked or broken. NaN before its first run.", SITE),
    "newscrawl_site_status": ("1 for the present status of the site, 0 for the others.", (*SITE, "status")),
    "newscrawl_last_run_timestamp_seconds": ("When the last run ended; 0 before the first one.", SITE),
    "newscrawl_last_success_timestamp_seconds": (
        "When the last run with exit code 0 ended; 0 before the first one.",
        SITE,
    ),
    "newscrawl_last_run_duration_seconds": ("How long the last run took, or the present one so far.", SITE),
    "newscrawl_field_fill_ratio": ("Share of the articles last judged that have a field.", (*SITE, "field")),
    "newscrawl_health_errors": ("Findings of the last run that are errors.", SITE),
    "newscrawl_pending": ("Addresses that wait to be fetched.", SITE),
    "newscrawl_deferred": ("Those of them that wait for a later try, as after an outage.", SITE),
    "newscrawl_given_up": ("Those of them that failed too often and are not fetched any more.", SITE),
    "newscrawl_oldest_pending_timestamp_seconds": (
        "When the oldest address that waits, and is not given up, was first seen; 0 if none waits.",
        SITE,
    ),
    "newscrawl_state_bytes": ("Size of a state directory.", DIRECTORY),
    "newscrawl_disk_free_bytes": ("Free space on the disk of an output or state directory.", DIRECTORY),
    "newscrawl_disk_size_bytes": ("Size of that disk.", DIRECTORY),
}
"""Metrics that rise and fall: help text and labels."""

_FIRST_VALUES: Final[Mapping[str, tuple[str, ...]]] = {
    "newscrawl_articles": ("new", "revised", "known"),
    "newscrawl_rejected": ("no_body", "soft_block", "login_wall"),
    "newscrawl_failed": ("http_403", "http_404", "http_429", "http_500", "timeout"),
    "newscrawl_responses": ("200", "304", "403", "404", "429", "500", "503"),
    "newscrawl_runs": tuple(str(int(code)) for code in ExitCode),
    "newscrawl_site_status": tuple(status.value for status in SiteStatus),
    "newscrawl_field_fill_ratio": WATCHED_FIELDS,
}
"""Label values that every site has from the start. Prometheus sees no rise of a counter that begins with 1."""

_UNKNOWN_AT_FIRST: Final = frozenset({"newscrawl_site_up", "newscrawl_field_fill_ratio"})
"""Gauges for which 0 would be a bad value: NaN raises no alert."""


# -- values ------------------------------------------------------------------------------------------------------------


def first_values(site: str) -> Values:
    """Return the value of each series of a site before its first run."""
    found: Values = {}
    for name, (_, labels) in (COUNTERS | GAUGES).items():
        if labels[0] == "site":
            value = nan if name in _UNKNOWN_AT_FIRST else 0.0
            words = _FIRST_VALUES.get(name)
            found[name] = {(site, word): value for word in words} if words else {(site,): value}
    return found


def with_first_values(values: Values, first: Values) -> Values:
    """Return values with the series added that they lack."""
    return {name: first.get(name, {}) | values.get(name, {}) for name in first | values}


def run_counters(site: str, report: SiteReport, received: int) -> Values:
    """Return the counters of one run so far. ``received`` is in bytes."""
    groups: dict[str, Mapping[str, int]] = {
        "newscrawl_articles": {
            "new": report.new,
            "revised": report.revised,
            "known": sum(report.known.values()),
        },
        "newscrawl_rejected": report.rejected,
        "newscrawl_failed": report.failed,
        "newscrawl_responses": report.responses,
    }
    values: Values = {name: {(site, key): n for key, n in counts.items()} for name, counts in groups.items()}
    values["newscrawl_requests"] = {(site,): report.requests}
    values["newscrawl_response_bytes"] = {(site,): received}
    return values


def status_values(site: str, status: SiteStatus) -> Values:
    """Return the gauges of a site's status."""
    return {
        "newscrawl_site_up": {(site,): float(status not in BAD)},
        "newscrawl_site_status": {(site, other.value): float(other is status) for other in SiteStatus},
    }


def backlog_values(site: str, *, pending: int, deferred: int, given_up: int, oldest: float) -> Values:
    """Return the gauges of what waits at a site; ``oldest`` is in seconds since 1970, 0 if nothing waits."""
    return {
        "newscrawl_pending": {(site,): pending},
        "newscrawl_deferred": {(site,): deferred},
        "newscrawl_given_up": {(site,): given_up},
        "newscrawl_oldest_pending_timestamp_seconds": {(site,): oldest},
    }


def end_values(site: str, report: SiteReport, *, now: float) -> Values:
    """Return what the end of a run sets; ``now`` is in seconds since 1970."""
    code, key = report.exit_code, (site,)
    values: Values = {
        "newscrawl_runs": {(site, str(int(code))): 1},
        "newscrawl_last_run_timestamp_seconds": {key: now},
    }
    if code is ExitCode.FINE:
        values["newscrawl_last_success_timestamp_seconds"] = {key: now}
    if report.health:
        values["newscrawl_health_errors"] = {key: len(report.health.errors)}
    if report.health and report.health.verdict != "too_few":
        values["newscrawl_field_fill_ratio"] = {(site, name): share for name, share in report.health.fill.items()}
    return values


def merge_values(site: str, others: Values, before: Values, now: Values) -> Values:
    """Return the new values: other sites unchanged, the site's counters raised by ``now``, its gauges set to ``now``."""
    values: Values = {}
    for name, (_, names) in (COUNTERS | GAUGES).items():
        if names[0] != "site":
            values[name] = others.get(name, {}) | now.get(name, {})
            continue
        kept = {labels: value for labels, value in others.get(name, {}).items() if labels[0] != site}
        own = {labels: value for labels, value in before.get(name, {}).items() if labels[0] == site}
        values[name] = kept | _changed(name, own, now.get(name, {}))
    return values


def add_values(values: Values, now: Values) -> Values:
    """Return values with counters raised by ``now`` and gauges set to ``now``."""
    return {name: _changed(name, values.get(name, {}), now.get(name, {})) for name in COUNTERS | GAUGES}


def _changed(
    name: str, before: Mapping[tuple[str, ...], float], now: Mapping[tuple[str, ...], float]
) -> dict[tuple[str, ...], float]:
    is_counter = name in COUNTERS
    return {**before, **{labels: value + (before.get(labels, 0) if is_counter else 0) for labels, value in now.items()}}
