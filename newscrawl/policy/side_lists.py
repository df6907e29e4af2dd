"""Puts the lists of sections off where the front page lists all articles: they would name each article once more.

A blog's front page is the first page of a list of everything, and its side column offers the lists of categories, too. In the
first run that list is read to its end before the other lists. If it was whole, and samples of the others hold nothing new, the
rest is left to the next run, which reads all of them to their ends. So nothing is missed if the sample was wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from newscrawl.discover.source import SourceLink

MIN_MAIN_PAGES: Final = 3
"""Pages of the front page's list from which it counts as a list of everything: many front pages have a second page."""

LISTS_PER_SAMPLE: Final = 10
"""Of so many lists one is read before the others are put off."""


class NextLists(NamedTuple):
    """What becomes of the held lists."""

    requested: list[SourceLink]
    put_off: list[SourceLink]


class SideLists:
    """The lists that a front page links to, held until the list that begins on it was read."""

    def __init__(self) -> None:
        self._held: dict[str, SourceLink] = {}
        self._news: list[int] = []
        """New addresses on each page of the front page's list."""

        self._is_whole = False
        """Whether the front page's list was read to its last page, which is shorter than others: a list that is cut off at a
        number of articles or pages ends with a full page."""

        self._samples: dict[str, bool] = {}
        """By address: whether a sample was read and held known articles alone."""

    def hold(self, lists: Iterable[SourceLink]) -> None:
        """Keep lists back."""
        self._held.update((source.url, source) for source in lists)

    def note_main_page(self, news: int, *, goes_on: bool) -> None:
        """Take note of a page of the front page's list. ``goes_on`` is whether its next page is requested."""
        self._news.append(news)
        is_short = 0 < news < max(self._news)
        self._is_whole = not goes_on and is_short and len(self._news) >= MIN_MAIN_PAGES

    def is_sample(self, url: str) -> bool:
        """Return whether a list is read as a sample."""
        return url in self._samples

    def note_sample(self, url: str, *, is_known: bool) -> None:
        """Take note of a sample. ``is_known`` is whether it held articles, and no new one."""
        self._samples[url] = is_known

    def next(self, requested: Container[str]) -> NextLists:
        """Return what becomes of the held lists when nothing is in flight. ``requested`` are the addresses that were requested."""
        held = [source for url, source in self._held.items() if url not in requested]
        self._held.clear()
        if not self._is_whole or not all(self._samples.values()):
            return NextLists(held, [])
        if self._samples:
            return NextLists([], held)
        samples = held[: -(-len(held) // LISTS_PER_SAMPLE)]
        self._samples = {source.url: False for source in samples}
        self.hold(held[len(samples) :])
        return NextLists(samples, [])
