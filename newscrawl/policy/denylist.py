"""The denylist: articles that are never fetched and never written, because a person or a publisher asked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from newscrawl import sites
from newscrawl.state import address_key

if TYPE_CHECKING:
    from newscrawl.sites import Site


class Denylist(NamedTuple):
    """Articles by their ids and by the keys of their addresses."""

    ids: frozenset[str] = frozenset()
    keys: frozenset[int] = frozenset()
    """:func:`~newscrawl.state.address_key` of each address."""

    def __bool__(self) -> bool:
        """Return whether it names any article."""
        return bool(self.ids or self.keys)

    def has_article(self, article_id: str, *addresses: str) -> bool:
        """Return whether it names an article, by its id or one of its addresses."""
        return article_id in self.ids or any(address_key(url) in self.keys for url in addresses)

    def has_address(self, site: Site, url: str) -> bool:
        """Return whether it names the article at an address of a site."""
        if not self:
            return False
        article = site.article_key(url)
        return address_key(site.canonical(url)) in self.keys or (
            article is not None and f"{site.name}:{article}" in self.ids
        )


NOTHING_DENIED: Final = Denylist()
"""The denylist of a crawl without one."""


def parse(text: str) -> Denylist:
    """Read a denylist: an id or an address on each line; empty lines, and lines that start with ``#``, are left out.

    Raises :class:`ValueError`, which names the line, for a line that is neither.
    """
    ids, keys = set(), set()
    for number, line in enumerate(text.splitlines(), 1):
        entry = line.strip()
        if not entry or entry.startswith("#"):
            continue
        try:
            if "://" in entry:
                ids.add(sites.article_id(entry))
                keys |= {address_key(entry), address_key(sites.canonical(entry))}
            elif all(entry.rpartition(":")) and " " not in entry:
                ids.add(entry)
            else:
                raise ValueError  # noqa: TRY301 - the one error of this function
        except ValueError:
            raise ValueError(
                f"line {number} is neither an id (SITE:KEY) nor an address (https://…): {entry!r}"
            ) from None
    return Denylist(frozenset(ids), frozenset(keys))
