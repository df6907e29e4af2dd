"""The sums of a run: every offered address, every request and every page has one outcome.

Pure: the statistics of a crawl go in, the counts and the sums that do not hold come out. Each side of a sum is counted at
another place of the crawl, so a page that is lost on its way shows as a difference.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_PREFIX: Final = "newscrawl/"
"""Start of the names of newscrawl's own statistics."""

_FINISHED: Final = "finished"
"""Reason of a crawl that ended by itself: then no request is without an answer."""

_OUTCOMES: Final = ("articles", "known", "rejected", "skipped", "failed", "postponed", "waiting", "unanswered")
"""What can become of a page; the last three are pending in the state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """Where the addresses, requests and pages of one crawl went."""

    offers: dict[str, dict[str, int]] = field(default_factory=dict)
    """Links of articles by kind of source: ``offered``, and what became of them.

    ``taken``, ``known`` from earlier runs, ``repeated`` within the run, ``over_limit``, or ``refused_…`` by a rule.
    """

    answers: dict[str, dict[str, int]] = field(default_factory=dict)
    """Requests of the crawl by kind: ``requests``, and their answers by HTTP status or failure."""

    pages: dict[str, int] = field(default_factory=dict)
    """Addresses of articles: ``taken`` by this run and left by ``earlier`` runs, and what became of them.

    ``articles``, ``known``, ``rejected``, ``skipped``, ``failed``, ``postponed``, ``waiting`` and ``unanswered``. Besides:
    ``requested``, the requests for pages of articles, and ``further``, those of them for the further pages of an article.
    """

    mismatches: list[str] = field(default_factory=list)
    """The sums that do not hold, as sentences. Always empty unless newscrawl has a fault."""

    @property
    def offered(self) -> int:
        """Number of links that the sources offered."""
        return sum(fates.get("offered", 0) for fates in self.offers.values())

    @property
    def taken(self) -> int:
        """Number of offered links that the crawl took as new articles."""
        return sum(fates.get("taken", 0) for fates in self.offers.values())

    @property
    def refused(self) -> dict[str, int]:
        """Offered links that were refused or left over, by rule."""
        found: defaultdict[str, int] = defaultdict(int)
        for fates in self.offers.values():
            for name, count in fates.items():
                if name == "over_limit" or name.startswith("refused_"):
                    found[name.removeprefix("refused_")] += count
        return dict(found)

    @property
    def known(self) -> int:
        """Number of offered links that earlier runs, or this one, had met before."""
        return sum(fates.get("known", 0) + fates.get("repeated", 0) for fates in self.offers.values())


def accounts(stats: Mapping[str, Any], *, reason: str) -> Accounts:
    """Return the accounts of a crawl from its statistics. ``reason`` is why it ended.

    The sums are not checked if the crawl was cancelled before it could count what it leaves to the next run.
    """
    groups = _groups(stats)
    pages = _pages(stats, groups)
    offers = {kind: dict(fates) for kind, fates in sorted(groups["offers"].items())}
    answers = {kind: dict(found) for kind, found in sorted(groups["answers"].items())}
    closed = f"{_PREFIX}pages/lost" in stats
    mismatches = (
        _mismatches(offers, answers, pages, lost=stats[f"{_PREFIX}pages/lost"], reason=reason) if closed else []
    )
    return Accounts(offers=offers, answers=answers, pages=pages, mismatches=mismatches)


def _groups(stats: Mapping[str, Any]) -> dict[str, defaultdict[str, dict[str, int]]]:
    """Return the two-level counters: ``offers/KIND/FATE`` and ``answers/KIND/OUTCOME``."""
    found: dict[str, defaultdict[str, dict[str, int]]] = {"offers": defaultdict(dict), "answers": defaultdict(dict)}
    for key, value in sorted(stats.items()):
        group, _, rest = key.removeprefix(_PREFIX).partition("/")
        kind, _, outcome = rest.partition("/")
        if key.startswith(_PREFIX) and group in found:
            found[group][kind][outcome] = value
    return found


def _pages(stats: Mapping[str, Any], groups: Mapping[str, Mapping[str, Mapping[str, int]]]) -> dict[str, int]:
    """Return what became of the addresses of articles."""

    def total(name: str) -> int:
        return sum(value for key, value in stats.items() if key.startswith(f"{_PREFIX}{name}/"))

    def one(name: str) -> int:
        return int(stats.get(f"{_PREFIX}{name}", 0))

    return {
        "taken": one("pages/taken"),
        "earlier": one("pages/earlier"),
        "requested": groups["answers"].get("article", {}).get("requests", 0),
        "further": one("parts/requested"),
        "articles": total("written"),
        "known": total("known"),
        "rejected": total("rejected"),
        "skipped": total("skipped"),
        "failed": one("failed_pages"),
        "postponed": total("postponed"),
        "waiting": one("pages/waiting"),
        "unanswered": one("pages/unanswered"),
    }


def _mismatches(
    offers: Mapping[str, Mapping[str, int]],
    answers: Mapping[str, Mapping[str, int]],
    pages: Mapping[str, int],
    *,
    lost: int,
    reason: str,
) -> list[str]:
    """Return the sums that do not hold."""
    found = []
    for kind, fates in offers.items():
        went = sum(count for name, count in fates.items() if name != "offered")
        if went != fates.get("offered", 0):
            found.append(f"{kind} offered {fates.get('offered', 0)} addresses, and {went} are accounted for")
    taken = sum(fates.get("taken", 0) for fates in offers.values())
    if taken and taken != pages["taken"]:
        found.append(f"{taken} offered addresses were taken, and {pages['taken']} pages were counted")
    for kind, outcomes in answers.items():
        sent, answered = outcomes.get("requests", 0), sum(n for name, n in outcomes.items() if name != "requests")
        if answered > sent or (reason == _FINISHED and answered != sent):
            found.append(f"{sent} requests of the kind {kind} have {answered} answers")
    begun, ended = pages["taken"] + pages["earlier"], sum(pages[name] for name in _OUTCOMES)
    if begun != ended:
        found.append(f"{begun} pages were to be read, and {ended} have an outcome")
    if reason == _FINISHED and pages["unanswered"]:
        found.append(f"{pages['unanswered']} pages were requested and have no answer")
    if lost:
        found.append(f"{lost} pages without an answer are not pending in the state")
    return found
