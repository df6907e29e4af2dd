"""Induce CSS selectors from elements: a selector that finds the same thing on most pages of a site."""

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
    """A page and the elements on it that a selector should match."""

_MAX_ANCESTORS: Final = 4
"""Number of ancestors that a selector may begin at."""

_UNNAMED_RANK: Final = 4
"""Rank of selectors for an element without a name, behind those of the elements around it."""

MAX_SELECTORS: Final = 3
"""Maximum number of selectors for one field."""

_TAG: Final = re.compile(r"[a-z][a-z0-9]*")
"""Tag names that CSS can select. Word processors add others, such as ``o:p``."""

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
"""Class names and ids that need no escaping in CSS."""

_UNSTABLE: Final = re.compile(
    # Numbers, hashes of CSS compilers, and names that describe the look of an element instead of its content.
    r"\d\d|^[a-z]{1,4}\d$|^css-|^[a-z]{1,3}-(?:font|flex|grid|gap|text|m[tblrxy]?|p[tblrxy]?|w|h|bg|items|justify|leading|float|rounded|border|space|line|max|min|relative|absolute|overflow|cursor|shadow)(?:-|$)|"
    r"^sc-[a-zA-Z]{5,}$|^jsx?-|__[A-Za-z0-9]*\d[A-Za-z0-9]*$|"
    r"^(?:col|row|m|p|mt|mb|ml|mr|mx|my|pt|pb|pl|pr|px|py|w|h|d|fs|fw|fl|fr|font|text|bg|float|pull|clear|clearfix|container(?:-fluid)?|"
    r"wrap(?:per)?|inner|active|show|hidden|hide|lazy\w*|loaded|bold|italic|flex|grid|block|inline|left|right|center|first|last|odd|even|"
    r"relative|absolute|cf|cl|btn|wow|animated|position|justify|align|order|offset|swiper|slick|gap|rounded|border|no)(?:-[\w-]*)?$",
    re.IGNORECASE,
)
"""Class names and ids that may change: numbers, hashes of CSS compilers, and names of looks."""

_ATTRIBUTES: Final = (
    *("itemprop", "data-role", "data-slot", "data-source", "data-field", "data-content-name", "data-component"),
    "rel",
)
"""Attributes whose values name the content of an element."""


class SelectorPath(NamedTuple):
    """Induced selectors for one field, best first, and the number of pages on which they are right."""

    css: tuple[str, ...]
    right: int
    """Number of pages on which one of the selectors is right."""

    pages: int
    """Number of pages on which the right element is known."""


def own_selectors(element: Element) -> list[str]:
    """Return the selectors that name the element itself, the most durable first; empty if it has no stable name."""
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
    """Yield selectors for an element: first by its own names, then inside a named ancestor."""
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


def for_first(pages: Sequence[PageElements]) -> SelectorPath:
    """Induce selectors whose first match is one of the elements."""

    def is_right(css: str, page: PageElements) -> bool | None:
        found = compiled(css).elements(page[0])
        return (found[0] in page[1]) if found else None

    return _induce(pages, is_right, lambda page: list(page[1])[:4])


def for_all(pages: Sequence[PageElements], *, spare: int = 1) -> SelectorPath:
    """Induce selectors that match all of the elements and at most ``spare`` others."""

    def is_right(css: str, page: PageElements) -> bool | None:
        found = set(compiled(css).elements(page[0]))
        if not found:
            return None
        wanted = set(page[1])
        return wanted <= found and len(found - wanted) <= spare

    return _induce(pages, is_right, lambda page: list(page[1])[:1])


def for_box(pages: Sequence[tuple[Page, Sequence[Element], Sequence[Element]]]) -> SelectorPath:
    """Induce selectors for the container of elements.

    Each item is a page, the elements, and all elements of their kind there.
    """
    around = [(page, list(_around(meant))) for page, meant, _ in pages]
    wanted = {id(boxes): (set(meant), set(kind)) for (_, boxes), (_, meant, kind) in zip(around, pages, strict=True)}

    def is_right(css: str, page: PageElements) -> bool | None:
        meant, kind = wanted[id(page[1])]
        inside = {e for outer in compiled(css).elements(page[0]) for e in outer.iter("a")} & kind
        if inside.isdisjoint(meant):
            return None
        return meant <= inside and len(inside - meant) <= len(meant) // 3

    return _induce(around, is_right, lambda page: list(page[1]))


def _around(elements: Sequence[Element]) -> Iterator[Element]:
    """Yield the common ancestors of the elements, from the inside out."""
    chains = [list(element.iterancestors()) for element in elements]
    shared = set(chains[0]).intersection(*chains[1:])
    for number, outer in enumerate(outer for outer in chains[0] if outer in shared):
        if number >= _MAX_ANCESTORS or outer.tag in {"body", "html"}:
            return
        yield outer


def _induce(
    pages: Sequence[PageElements],
    is_right: Callable[[str, PageElements], bool | None],
    seeds: Callable[[PageElements], Sequence[Element]],
) -> SelectorPath:
    """Choose the selectors that together are right on most pages and, if possible, wrong on none."""
    ranks: dict[str, int] = {}
    for page in pages:
        for number, element in enumerate(seeds(page)):
            start = 2 * number + (0 if own_selectors(element) else _UNNAMED_RANK)
            for rank, css in enumerate(selectors(element), start):
                ranks[css] = min(ranks.get(css, rank), rank)
    right: dict[str, set[int]] = defaultdict(set)
    wrong: dict[str, int] = defaultdict(int)
    for css in ranks:
        for number, page in enumerate(pages):
            is_found = is_right(css, page)
            if is_found:
                right[css].add(number)
            elif is_found is False:
                wrong[css] += 1
    chosen: list[str] = []
    left = set(range(len(pages)))
    while left and len(chosen) < MAX_SELECTORS:
        gains = {css: len(pages & left) - 2 * wrong[css] for css, pages in right.items() if pages & left}
        best = min(gains, key=lambda css: (-gains[css], ranks[css], len(css), css), default=None)
        if best is None or gains[best] <= 0:
            break
        chosen.append(best)
        left -= right[best]
    return SelectorPath(tuple(chosen), len(pages) - len(left), len(pages))
