"""Draws a sample by lot: whether an article is drawn depends on the seed and the ids alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.corpus.index import KEYS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newscrawl.corpus.index import Index


def draw_sample(
    index: Index, where: tuple[str, tuple[object, ...]], n: int, keys: Sequence[str], seed: int
) -> Iterator[int]:
    """Yield the numbers of ``n`` articles; from each group of equal keys in proportion to its size.

    :class:`ValueError` if there are fewer.
    """
    there = index.count(*where)
    if not 0 <= n <= there:
        raise ValueError(f"a sample of {n:,} articles cannot be drawn: there are {there:,}")
    group = " || char(31) || ".join(f"coalesce({KEYS[key]}, '')" for key in keys) or "''"
    sizes = dict(index.rows(f"{group}, count(*)", *where, "GROUP BY 1 ORDER BY 1"))
    due = _shares(sizes, n)
    condition, parameters = where
    drawn: dict[str, int] = {}
    for name, number in index.rows(
        f"{group}, number", condition, (*parameters, str(seed)), "ORDER BY 1, draw(?, id), id"
    ):
        drawn[name] = drawn.get(name, 0) + 1
        if drawn[name] <= due[name]:
            yield number


def _shares(sizes: dict[str, int], n: int) -> dict[str, int]:
    """Divide ``n`` by the sizes of groups; the largest remainders get one more.

    >>> _shares({"a": 6, "b": 3, "c": 1}, 5)
    {'a': 3, 'b': 2, 'c': 0}
    """
    total = sum(sizes.values())
    shares = {name: n * size // total for name, size in sizes.items()}
    missing = n - sum(shares.values())
    for name in sorted(sizes, key=lambda name: (-(n * sizes[name] % total), name))[:missing]:
        shares[name] += 1
    return shares
