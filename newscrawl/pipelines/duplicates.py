"""Decides whether an article is new, unchanged, a revision, or a near duplicate of another."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING

from newscrawl.archive.renewal import renew_signatures
from newscrawl.dedupe import (
    Decision,
    KnownArticle,
    NearDuplicate,
    Signature,
    decide,
    find_near_duplicate,
    signature,
    syllables,
)
from newscrawl.extensions.denylist import read_denylist
from newscrawl.pipelines.rejection import Outcome, Rejected
from newscrawl.state import Fingerprint, Status, address_key, clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from newscrawl.archive.run import Run
    from newscrawl.extensions.plain_settings import SettingValues
    from newscrawl.items import Article


class NearDuplicatePolicy(Enum):
    """What is done with a near duplicate: the values of ``NEWSCRAWL_NEAR_DUPLICATES``."""

    MARK = "mark"
    """Write it, with the id of the article it duplicates."""

    DROP = "drop"
    """Do not write it: only the first article of a group is written."""

    LONGEST = "longest"
    """Write it if it is longer than all articles it duplicates, with the id of the first of them.

    Shorter articles that were written before stay in the output, because their file may be finished. The last article of a
    ``cluster_id`` is the longest, so a reader who wants one article of each cluster takes the last.
    """

    OFF = "off"
    """Do not look for near duplicates. Articles with the same content are still found."""


class Deduplicator:
    """Compares each article with what the run's state knows, and lets :mod:`newscrawl.dedupe` decide."""

    def __init__(self, run: Run, settings: SettingValues, count: Callable[[str], object]) -> None:
        """Read ``NEWSCRAWL_NEAR_DUPLICATES``, ``…_MONTHS``, ``…_KEEP`` and ``…_RENEWED``, and the denylist. ``count`` adds one to a counter."""
        self._run = run
        self._count = count
        self._policy = _policy(settings["NEWSCRAWL_NEAR_DUPLICATES"])
        self._months = settings.getint("NEWSCRAWL_NEAR_DUPLICATES_MONTHS")
        self._denied = read_denylist(settings)
        self._kept = settings.getint("NEWSCRAWL_NEAR_DUPLICATES_KEEP")
        self._renewed = settings.getint("NEWSCRAWL_NEAR_DUPLICATES_RENEWED")

    @property
    def reads_links(self) -> bool:
        """Whether the related links of an article decide what is written of it."""
        return bool(self._denied or self._run.removed)

    def forget_old(self) -> None:
        """Delete the signatures of articles that were published before the months that are kept."""
        if self._kept:
            self._run.store.delete_signatures(before=window(clock.timestamp()[:7], self._kept)[0])

    def renew_signatures(self) -> None:
        """Make some of the signatures anew that are of an earlier algorithm, once in a run. Without them, no copies are found."""
        location, store = self._run.location, self._run.store
        if (
            self._policy is NearDuplicatePolicy.OFF
            or self._run.has_renewed
            or not location.output
            or not location.state
        ):
            return
        self._run.has_renewed = True
        renew_signatures(store, location.output, remote=location.remote, limit=self._renewed)

    def judge(self, item: Article, *, sign: Callable[[str], Signature | None] = signature) -> Article:
        """Return the article with its revision and its duplicates. Raises :class:`Rejected` if it is not to be written.

        ``sign`` returns the signature of its text; a caller that has it already gives a function that returns it.
        """
        store = self._run.store_of(item.site)
        if self.reads_links:
            item = self._allowed(item)
        before = store.article(item.id)
        decision = decide(
            item,
            KnownArticle(
                before.revision, before.content_hash, before.date_published, before.text_rules, before.consonant_hash
            )
            if before
            else None,
            same_content=self.holder(item),
        )
        if decision.skip_reason:
            raise Rejected(decision.skip_reason, Outcome.KNOWN)
        own = sign(item.text) if self._policy is not NearDuplicatePolicy.OFF else None
        copy = self._copy(item, own) if own else None
        # A revision of an article in the output is always written, whatever it duplicates.
        if not before and not self._wanted(decision, own, copy):
            raise Rejected("near_duplicate", Outcome.KNOWN)
        if own:
            self._run.fingerprints[item.id] = Fingerprint(
                signature=own, month=_month(item), cluster=copy.cluster if copy else None
            )
        return self._marked(item, decision, copy, first_seen=before.first_seen if before else item.date_fetched)

    def holder(self, item: Article) -> str | None:
        """Return the id of the article that was first with the same content, of any site.

        An article of the same site whose text has changed since then does not count: it may have had another article's page.
        """
        store = self._run.store_of(item.site)
        found = store.article_with_content(item.content_hash)
        if found and found != item.id and found.rpartition(":")[0] == item.site:
            now = store.article(found)
            if now and now.content_hash and now.content_hash != item.content_hash:
                return None
        return found

    def _allowed(self, article: Article) -> Article:
        """Return the article without related links to articles that were removed or denied.

        Raises :class:`Rejected` if the article itself is one of them.
        """
        if article.id in self._run.removed or self._is_removed(article.url):
            raise Rejected("removed")
        if self._denied.has_article(article.id, article.url, article.requested_url):
            raise Rejected("denylist")
        links = article.related_links
        kept = [x for x in links if x.id not in self._run.removed and not self._denied.has_article(x.id, x.url)]
        return article if len(kept) == len(links) else replace(article, related_links=kept)

    def _is_removed(self, url: str) -> bool:
        key = address_key(url)
        found = self._run.store.known([key]).get(key)
        return found is not None and found.status is Status.REMOVED

    def _copy(self, article: Article, own: Signature) -> NearDuplicate | None:
        months = window(_month(article), self._months)
        return find_near_duplicate(
            own.sketch,
            self._run.store_of(article.site).near_duplicate_candidates(own.keys, months, article_id=article.id),
        )

    def _wanted(self, decision: Decision, own: Signature | None, copy: NearDuplicate | None) -> bool:
        if self._policy in {NearDuplicatePolicy.MARK, NearDuplicatePolicy.OFF}:
            return True
        if self._policy is NearDuplicatePolicy.DROP:
            return not decision.same_content_as and not copy
        return not decision.same_content_as and (not copy or not own or syllables(own.sketch) > copy.longest)

    def _marked(
        self, article: Article, decision: Decision, copy: NearDuplicate | None, *, first_seen: str | None
    ) -> Article:
        same = decision.same_content_as
        if same or copy:
            self._count("newscrawl/copies/same_content" if same else "newscrawl/copies/near_duplicate")
        return replace(
            article,
            revision=decision.revision,
            date_first_seen=first_seen,
            near_duplicate_of=same or (copy.near_duplicate_of if copy else None),
            similarity=1.0 if same else copy.similarity if copy else None,
            cluster_id=copy.cluster_id if copy else same,
        )


def _policy(name: str) -> NearDuplicatePolicy:
    try:
        return NearDuplicatePolicy(name)
    except ValueError:
        choices = ", ".join(policy.value for policy in NearDuplicatePolicy)
        raise ValueError(f"NEWSCRAWL_NEAR_DUPLICATES is one of {choices}, not {name!r}") from None


def _month(article: Article) -> str:
    """Return the month of publication, or of the fetch if the page has no date."""
    return (article.date_published or article.date_fetched or "1970-01")[:7]


def window(month: str, reach: int) -> list[str]:
    """Return the months from ``reach`` months before to ``reach`` months after ``month`` (``2026-03``)."""
    year, number = map(int, month.split("-"))
    middle = year * 12 + number - 1
    return [f"{m // 12:04}-{m % 12 + 1:02}" for m in range(max(middle - reach, 0), middle + reach + 1)]
