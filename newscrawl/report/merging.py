"""Merges the reports that several runs give of one site, for the manifest of a fleet's batch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_COUNTS: Final = frozenset({"new", "revised", "known_links", "refused_again", "requests", "mixed_up", "failed_again"})
"""Fields of a site's report that are numbers."""

_COUNTS_BY_NAME: Final = frozenset(
    {
        "known",
        "rejected",
        "skipped",
        "failed",
        "sources",
        "found",
        "responses",
        "limits",
        "broken",
        "robots_unreachable",
    }
)
"""Fields that are numbers by name."""


def merge(earlier: Mapping[str, Any], later: Mapping[str, Any]) -> dict[str, Any]:
    """Return one report of a site (:class:`~newscrawl.report.manifest.SiteReport` as JSON): the sums, and what the later one says of the rest.

    >>> merge({"new": 1, "failed": {"http_500": 1}, "finish_reason": "x"}, {"new": 2, "failed": {"http_404": 1}, "finish_reason": "y"})
    {'new': 3, 'failed': {'http_500': 1, 'http_404': 1}, 'finish_reason': 'y'}
    """
    found = dict(earlier)
    for name, value in later.items():
        if name in _COUNTS:
            found[name] = earlier.get(name, 0) + value
        elif name in _COUNTS_BY_NAME:
            found[name] = _sums(earlier.get(name, {}), value)
        elif name == "accounts":
            found[name] = _merge_accounts(earlier.get(name, {}), value)
        else:
            found[name] = value
    return found


def _merge_accounts(earlier: Mapping[str, Any], later: Mapping[str, Any]) -> dict[str, Any]:
    """Merge :class:`~newscrawl.report.accounts.Accounts`."""
    found: dict[str, Any] = {}
    for name in ("offers", "answers"):
        before, after = earlier.get(name, {}), later.get(name, {})
        found[name] = {
            kind: _sums(before.get(kind, {}), after.get(kind, {})) for kind in [*before, *(after.keys() - before)]
        }
    found["pages"] = _sums(earlier.get("pages", {}), later.get("pages", {}))
    found["mismatches"] = [*earlier.get("mismatches", ()), *later.get("mismatches", ())]
    return found


def _sums(earlier: Mapping[str, int], later: Mapping[str, int]) -> dict[str, int]:
    return {**earlier, **{name: earlier.get(name, 0) + count for name, count in later.items()}}
