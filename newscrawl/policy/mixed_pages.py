"""Decides about pages that seem to be those of other articles, as from a cache of the site that mixes its pages up.

A page says so by a headline that has little in common with the one that its source gave, together with the address of another
article, or with a text that another article has already. A headline can be edited, and one article can have two
addresses. So a page is looked at once more in another run, and longer if most pages of the run are of that kind.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from newscrawl import dates
from newscrawl.dedupe.identity import SAME_CONTENT
from newscrawl.policy.commands import Count, Defer, SetStatus
from newscrawl.policy.frontier import unpack_hints
from newscrawl.policy.outage import pause
from newscrawl.state import Status, address_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from newscrawl.items import Article
    from newscrawl.policy.commands import Commands
    from newscrawl.policy.state_view import StateView
    from newscrawl.sites import Site
    from newscrawl.state import Address

OTHER_ARTICLE: Final = "other_article"
"""Why an address is fetched again whose page was another article's."""

MIN_MIXED_PAGES: Final = 5
"""Pages with the text of another article from which the site may mix its pages up, if they are more than the other pages of the run."""

_MIN_SAME_TEXTS: Final = 3
"""Pages with one and the same text that are a fault of the site, where no source gave their headlines."""

_MAX_LOOKS: Final = 5
"""Runs that look at a page of a site that mixes its pages up, before it is settled as a copy."""

_DISAGREES: Final = "headline_disagrees:"
"""Begin of the warning of an article whose source gave another headline."""


@dataclass(frozen=True, slots=True)
class _Repeat:
    """A page with the text of another article."""

    address: Address
    content_hash: str
    disagrees: bool
    """Whether its source gave another headline."""

    @property
    def looks(self) -> int:
        """Runs before this one that found the same."""
        # A source that offers a pending address again sets its tries to 0.
        return max(self.address.tries, 1) if self.address.reason == SAME_CONTENT else 0


class MixedPages:
    """The pages of one run that may be those of other articles."""

    def __init__(self, state: StateView, site: Site, *, is_judged: bool) -> None:
        """``is_judged`` is false where each page counts alone: then nothing is looked at again."""
        self._state = state
        self._site = site
        self._is_judged = is_judged
        self._repeats: dict[int, _Repeat] = {}
        self._others: dict[int, tuple[Address, bool]] = {}
        """Articles whose source gave another headline, and whether their page names another article's address."""

    def note_read(self, address: Address, article: Article) -> None:
        """Take note of a page that is an article."""
        found = self._state.pending_address(address.key) if self._is_judged and _disagrees(article) else None
        if found:
            is_other = self._site.article_key(article.url) != self._site.article_key(address.url)
            self._others[address.key] = found, is_other

    def note_repeated(self, article: Article) -> bool:
        """Take note of a page that has the text of another article; return whether the end of the run decides about its address."""
        key = address_key(article.requested_url)
        address = self._state.pending_address(key) if self._is_judged else None
        if address is None:
            return False
        disagrees = _disagrees(article)
        hints = unpack_hints(address.hints)
        if hints and hints.title and not disagrees:
            return False  # One article at two addresses: its source gave this very headline.
        self._repeats[key] = _Repeat(address, article.content_hash, disagrees)
        return True

    def settle(self, *, read: int, now: datetime) -> Commands:
        """Settle what is a copy for good, and let later runs look at the other pages again. ``read`` pages gave an article in this run."""
        same = Counter(repeat.content_hash for repeat in self._repeats.values())
        odd = {key for key, r in self._repeats.items() if r.disagrees or same[r.content_hash] >= _MIN_SAME_TEXTS}
        is_mixed = len(odd) >= MIN_MIXED_PAGES and len(odd) > read - len(self._repeats)
        if is_mixed:
            yield Count("mixed_up", len(odd))
        for key, repeat in self._repeats.items():
            looks = repeat.looks + 1
            if key in odd and looks < (_MAX_LOOKS if is_mixed else 2):
                until = dates.rfc3339(now + pause(looks)) if is_mixed else None
                yield Defer(key, looks, until, SAME_CONTENT)
            else:
                yield SetStatus(key, Status.REJECTED, SAME_CONTENT)
        yield from self._look_again(is_mixed=is_mixed)

    def _look_again(self, *, is_mixed: bool) -> Iterator[Defer]:
        """Fetch addresses once more whose articles were written, and may be other addresses' articles."""
        for key, (address, is_other) in self._others.items():
            if key not in self._repeats and (is_other or is_mixed) and address.reason != OTHER_ARTICLE:
                yield Defer(key, address.tries + 1, None, OTHER_ARTICLE)


def _disagrees(article: Article) -> bool:
    return any(warning.startswith(_DISAGREES) for warning in article.extraction.warnings)
