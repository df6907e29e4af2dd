"""Decides about pages that seem to be those of other articles, as from a cache of the site that mixes its pages up.

The headline that a source gave an address tells: if it has little in common with that of the page, and the page names the address
of another article, has a text that another article has, has the headline of another such address, or shares its headline with several
such pages, then it is probably another article's, or an error page that looks like an article. A headline can be edited, and one article can have two addresses, so nothing is refused: later runs look at the
address again, and longer if most pages of a run are of that kind.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from newscrawl import dates
from newscrawl.dedupe.identity import SAME_CONTENT
from newscrawl.extract.metadata_mismatch import WORD
from newscrawl.policy.commands import Count, Defer, SetStatus
from newscrawl.policy.frontier import unpack_hints
from newscrawl.policy.outage import pause
from newscrawl.state import Status, address_key

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from newscrawl.items import Article
    from newscrawl.policy.commands import Commands
    from newscrawl.policy.state_view import StateView
    from newscrawl.sites import Site
    from newscrawl.state import Address

OTHER_ARTICLE: Final = "other_article"
"""Why an address is fetched again whose article was written, and may be another address's article."""

MIN_MIXED_PAGES: Final = 5
"""Pages of other articles from which the site mixes its pages up, if they are more than the other pages of the run."""

_MIN_SAME_TEXTS: Final = 3
"""Pages with one and the same text that are a fault of the site, where no source gave their headlines."""

_MIN_SAME_HEADLINES: Final = 3
"""Pages with one headline, for which their sources gave others, that are a fault of the site: "The system is busy", each with a code of its own."""

_MAX_LOOKS: Final = 5
"""Runs that look at a page of a site that mixes its pages up."""

_LOOKS: Final = 2
"""Runs that look at any other page that may be another article's."""

_MIN_EQUAL_WORDS: Final = 5
"""Words at the begin of two headlines that make them equal: a list cuts long ones off."""

_DISAGREES: Final = "headline_disagrees:"
"""Begin of the warning of an article whose source gave another headline."""


class _Page(NamedTuple):
    """A page that may be another article's."""

    address: Address
    """As the state held it before this run settled it."""

    article: str
    """Id of the article that is stored with its text."""

    headline: tuple[str, ...]
    title: tuple[str, ...]
    """Begin of the headline that a source gave; empty without one."""

    disagrees: bool
    """Whether the two have little in common."""

    content_hash: str = ""
    names_other: bool = False
    """Whether the page names the address of another article."""

    whole_headline: tuple[str, ...] = ()
    """All words of the headline: news of one kind begin alike, as the weather of each day does."""

    def looks(self, reason: str) -> int:
        """Return the number of runs before this one that looked at it for a reason."""
        # A source that offers a pending address again sets its tries to 0.
        return max(self.address.tries, 1) if self.address.reason == reason else 0


class MixedPages:
    """The pages of one run that may be those of other articles."""

    def __init__(self, state: StateView, site: Site, *, is_judged: bool) -> None:
        """``is_judged`` is false where each page counts alone: then nothing is looked at again."""
        self._state = state
        self._site = site
        self._is_judged = is_judged
        self._repeats: dict[int, _Page] = {}
        """Pages with the text of another article, by the key of their address."""

        self._doubtful: dict[int, _Page] = {}
        """Articles that were read, and are not what their source announced."""

    def note_read(self, address: Address, article: Article) -> None:
        """Take note of a page that is an article."""
        if not self._is_judged or not (_disagrees(article) or address.tries or address.tries_before):
            return
        found = self._state.pending_address(address.key)
        if found and (_disagrees(article) or found.reason == OTHER_ARTICLE):
            names_other = self._site.article_key(article.url) != self._site.article_key(address.url)
            self._doubtful[address.key] = _page(found, article, article.id, names_other=names_other)

    def note_repeated(self, article: Article, holder: str | None) -> bool:
        """Take note of a page that has the text of another article, ``holder``.

        Returns whether the end of the run decides about its address.
        """
        key = address_key(article.requested_url)
        address = self._state.pending_address(key) if self._is_judged and holder else None
        if address is None or holder is None:
            return False
        self._repeats[key] = _page(address, article, holder)
        self._doubtful.pop(key, None)
        return True

    def settle(self, *, read: int, now: datetime) -> Commands:
        """Settle what is a copy for good, and let later runs look at the other pages again. ``read`` pages gave an article in this run."""
        doubted = {page.article for page in self._doubtful.values()}
        repeats = self._odd_repeats(doubted)
        held = {self._repeats[key].article for key in repeats}
        shared = self._shared_headlines()
        found = len(repeats) + sum(
            page.article in held or page.whole_headline in shared for page in self._doubtful.values()
        )
        is_mixed = found >= MIN_MIXED_PAGES and found > read - found
        max_looks = _MAX_LOOKS if is_mixed else _LOOKS
        if is_mixed:
            yield Count("mixed_up", found)
        for key, page in self._repeats.items():
            looks = page.looks(SAME_CONTENT) + 1
            # If the article with its text was itself looked at again in this run, the text may be free now.
            if key in repeats and (looks < max_looks or (page.article in doubted and not is_mixed)):
                yield Defer(key, looks, dates.rfc3339(now + pause(looks)) if is_mixed else None, SAME_CONTENT)
            else:
                yield SetStatus(key, Status.REJECTED, SAME_CONTENT)
        for key, page in self._doubtful.items():
            # One more look is enough, except where the site mixes its pages up: a list can give its headlines to the wrong addresses
            # for good.
            is_shared = page.whole_headline in shared and page.looks(OTHER_ARTICLE) + 1 < max_looks
            is_held, is_first = page.article in held or is_shared, page.address.reason != OTHER_ARTICLE
            if (is_held and is_mixed) or (is_first and (is_held or self._is_foreign(page))):
                yield Defer(key, page.looks(OTHER_ARTICLE) + 1, None, OTHER_ARTICLE)

    def _odd_repeats(self, doubted: Collection[str]) -> Collection[int]:
        """Return the addresses with another article's text that are no second address of that article."""
        same = Counter(page.content_hash for page in self._repeats.values())
        return [
            key
            for key, page in self._repeats.items()
            if page.disagrees
            or page.article in doubted
            or (not page.title and same[page.content_hash] >= _MIN_SAME_TEXTS)
        ]

    def _shared_headlines(self) -> Collection[tuple[str, ...]]:
        """Return the headlines that several pages of this run have, and that are not those of their sources."""
        odd = (page for page in self._doubtful.values() if page.disagrees and page.headline != page.title)
        return {
            headline
            for headline, count in Counter(page.whole_headline for page in odd).items()
            if count >= _MIN_SAME_HEADLINES
        }

    def _is_foreign(self, page: _Page) -> bool:
        """Return whether an article that was written is probably another address's."""
        if not page.disagrees:
            return False
        titles = {other.title for other in (*self._doubtful.values(), *self._repeats.values()) if other.disagrees}
        return page.names_other or (page.headline != page.title and page.headline in titles)


def _page(address: Address, article: Article, holder: str, *, names_other: bool = False) -> _Page:
    hints = unpack_hints(address.hints)
    return _Page(
        address,
        holder,
        _begin(article.headline),
        _begin(hints.title or "") if hints else (),
        _disagrees(article),
        article.content_hash,
        names_other,
        _words(article.headline),
    )


def _begin(headline: str) -> tuple[str, ...]:
    """Return the first words of a headline."""
    return _words(headline)[:_MIN_EQUAL_WORDS]


def _words(headline: str) -> tuple[str, ...]:
    return tuple(WORD.findall(headline.casefold()))


def _disagrees(article: Article) -> bool:
    return any(warning.startswith(_DISAGREES) for warning in article.extraction.warnings)
