"""CSS selectors induced from elements: the spelling that finds the same thing on most pages of a site."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from newscrawl.extract.dom import classes
from newscrawl.extract.selectors import compiled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from newscrawl.extract import Page
    from newscrawl.extract.dom import Element

    PageElements: TypeAlias = tuple[Page, Sequence[Element]]
    """A page, and the elements on it that are meant."""

_MAX_ANCESTORS: Final = 4
"""Ancestors that a selector may begin at."""

_UNNAMED_RANK: Final = 4
"""How far behind the names of the boxes around it an element's place in them stands, where it has no name."""

MAX_SELECTORS: Final = 3
"""Selectors given for one thing."""

_TAG: Final = re.compile(r"[a-z][a-z0-9]*")
"""What word processors add, ``o:p``, cannot be spelt."""

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_UNSTABLE: Final = re.compile(
    # Numbers, the hashes of style compilers, and names that say how a thing looks and not what it is.
    r"\d\d|^[a-z]{1,4}\d$|^css-|^[a-z]{1,3}-(?:font|flex|grid|gap|text|m[tblrxy]?|p[tblrxy]?|w|h|bg|items|justify|leading|float|rounded|border|space|line|max|min|relative|absolute|overflow|cursor|shadow)(?:-|$)|"
    r"^sc-[a-zA-Z]{5,}$|^jsx?-|__[A-Za-z0-9]*\d[A-Za-z0-9]*$|"
    r"^(?:col|row|m|p|mt|mb|ml|mr|mx|my|pt|pb|pl|pr|px|py|w|h|d|fs|fw|fl|fr|font|text|bg|float|pull|clear|clearfix|container(?:-fluid)?|"
    r"wrap(?:per)?|inner|active|show|hidden|hide|lazy\w*|loaded|bold|italic|flex|grid|block|inline|left|right|center|first|last|odd|even|"
    r"relative|absolute|cf|cl|btn|wow|animated|position|justify|align|order|offset|swiper|slick|gap|rounded|border|no)(?:-[\w-]*)?$",
    re.IGNORECASE,
)
_ATTRIBUTES: Final = (
    *("itemprop", "data-role", "data-slot", "data-source", "data-field", "data-content-name", "data-component"),
    "rel",
)


class SelectorPath(NamedTuple):
    """Selectors for one thing, best first, and on how many pages they find it."""

    css: tuple[str, ...]
    right: int
    pages: int
    """Pages on which it is known where it stands."""


def own_selectors(element: Element) -> list[str]:
    """The element's own selectors, the likeliest to last first; empty where nothing about it is stable."""
    tag = str(element.tag)
    if not _TAG.fullmatch(tag):
        return []
    found = [f"{tag}.{name}" for name in classes(element) if _is_stable(name)]
    key = element.get("id") or ""
    if _is_stable(key) and not any(c.isdigit() for c in key):
        found.append(f"{tag}#{key}")
    for attribute in _ATTRIBUTES:
        value = element.get(attribute) or ""
        if _NAME.fullmatch(value):
            found.append(f"{tag}[{attribute}={value}]")
    own = [name for name in classes(element) if _is_stable(name)]
    if len(own) > 1:
        found.append(tag + "".join(f".{name}" for name in own))
    return found


def _is_stable(name: str) -> bool:
    return bool(_NAME.fullmatch(name)) and not _UNSTABLE.search(name)


def selectors(element: Element) -> Iterator[str]:
    """Selectors that find an element, shortest first: by its own names, then within a named ancestor."""
    tag = str(element.tag)
    if not _TAG.fullmatch(tag):
        return
    own = own_selectors(element)
    yield from own
    ancestor = element.getparent()
    for level in range(_MAX_ANCESTORS):
        if ancestor is None or ancestor.tag in {"body", "html"}:
            return
        for name in own_selectors(ancestor):
            for inner in (*own, tag):
                yield f"{name} {inner}"
                if level == 0:
                    yield f"{name} > {inner}"
        ancestor = ancestor.getparent()


def for_first(spots: Sequence[PageElements]) -> SelectorPath:
    """Selectors whose first match is one of the elements that are meant."""

    def is_right(css: str, spot: PageElements) -> bool | None:
        found = compiled(css).elements(spot[0])
        return (found[0] in spot[1]) if found else None

    return _induce(spots, is_right, lambda spot: list(spot[1])[:4])


def for_all(spots: Sequence[PageElements], *, spare: int = 1) -> SelectorPath:
    """Selectors that match all of the elements that are meant and at most ``spare`` others."""

    def is_right(css: str, spot: PageElements) -> bool | None:
        found = set(compiled(css).elements(spot[0]))
        if not found:
            return None
        wanted = set(spot[1])
        return wanted <= found and len(found - wanted) <= spare

    return _induce(spots, is_right, lambda spot: list(spot[1])[:1])


def for_box(spots: Sequence[tuple[Page, Sequence[Element], Sequence[Element]]]) -> SelectorPath:
    """Selectors for the box around elements: page, the elements, all elements of their kind on the page."""
    around = [(page, list(_around(meant))) for page, meant, _ in spots]
    wanted = {id(boxes): (set(meant), set(kind)) for (_, boxes), (_, meant, kind) in zip(around, spots, strict=True)}

    def is_right(css: str, spot: PageElements) -> bool | None:
        meant, kind = wanted[id(spot[1])]
        inside = {e for outer in compiled(css).elements(spot[0]) for e in outer.iter("a")} & kind
        if inside.isdisjoint(meant):
            return None
        return meant <= inside and len(inside - meant) <= len(meant) // 3

    return _induce(around, is_right, lambda spot: list(spot[1]))


def _around(elements: Sequence[Element]) -> Iterator[Element]:
    """The boxes that hold all of the elements, from the inside out."""
    chains = [list(element.iterancestors()) for element in elements]
    shared = set(chains[0]).intersection(*chains[1:])
    for number, outer in enumerate(outer for outer in chains[0] if outer in shared):
        if number >= _MAX_ANCESTORS or outer.tag in {"body", "html"}:
            return
        yield outer


def _induce(
    spots: Sequence[PageElements],
    is_right: Callable[[str, PageElements], bool | None],
    seeds: Callable[[PageElements], Sequence[Element]],
) -> SelectorPath:
    """The selectors that together are right on most pages, and wrong on none where that can be had."""
    ranks: dict[str, int] = {}
    for spot in spots:
        for number, element in enumerate(seeds(spot)):
            start = 2 * number + (0 if own_selectors(element) else _UNNAMED_RANK)
            for rank, css in enumerate(selectors(element), start):
                ranks[css] = min(ranks.get(css, rank), rank)
    right: dict[str, set[int]] = defaultdict(set)
    wrong: dict[str, int] = defaultdict(int)
    for css in ranks:
        for number, spot in enumerate(spots):
            is_found = is_right(css, spot)
            if is_found:
                right[css].add(number)
            elif is_found is False:
                wrong[css] += 1
    chosen: list[str] = []
    left = set(range(len(spots)))
    while left and len(chosen) < MAX_SELECTORS:
        gains = {css: len(pages & left) - 2 * wrong[css] for css, pages in right.items() if pages & left}
        best = min(gains, key=lambda css: (-gains[css], ranks[css], len(css), css), default=None)
        if best is None or gains[best] <= 0:
            break
        chosen.append(best)
        left -= right[best]
    return SelectorPath(tuple(chosen), len(spots) - len(left), len(spots))
