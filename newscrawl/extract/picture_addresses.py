"""The best address of a picture: of its sizes, its lazy attributes and its copy for readers without scripts."""

from __future__ import annotations

import re
from operator import itemgetter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.extract.dom import Element
    from newscrawl.extract.page import Page


LAZY_ATTRIBUTES: Final = (
    "data-photo-original-src",
    "data-large-src",
    "data-original",
    "data-src",
    "data-lazy-src",
    "data-lazy",
    "data-original-src",
    "data-image-src",
    "data-img-src",
    "data-full-src",
    "data-url",
)
"""Attributes that hold the address of a lazily loaded picture, best first."""

LAZY_SRCSET_ATTRIBUTES: Final = ("data-srcset", "data-lazy-srcset", "data-original-set")

SRCSET_ATTRIBUTES: Final = (*LAZY_SRCSET_ATTRIBUTES, "srcset")

PLACEHOLDER_URL: Final = re.compile(
    r"^data:|/(?:grey|gray|blank|pixel|spacer|transparent|loading|placeholder|lazy|no-?image|default|1x1|\d?px)\b[^/]*\.(?:gif|png|svg|jpe?g)",
    re.IGNORECASE,
)
"""Addresses of placeholders for lazily loaded pictures."""

SRCSET_DESCRIPTOR: Final = re.compile(r"^(\d+(?:\.\d+)?)([wx])(?:\s|$)")
"""The width or density of an entry of a ``srcset``."""

SRCSET_ENTRY: Final = re.compile(r"[\s,]*(?P<address>[^\s,]\S*)(?:(?<!,)\s+(?P<descriptor>[^,\s]*[^,]*))?,?")
"""An entry of a ``srcset``: an address, and a descriptor up to the next comma."""

MIN_SIZES: Final = 2
"""Sizes of a ``srcset`` with their widths, for the widest one to be the picture's largest version."""

PIXELS: Final = re.compile(r"(\d{1,5})(?:\.\d+)?(?:px)?$")
"""A number of pixels."""


def best_url(page: Page, image: Element) -> str | None:
    """The absolute address of the largest version of a picture; ``None`` if the page only names a placeholder."""
    for href in _addresses(image):
        if href and not PLACEHOLDER_URL.search(href) and (url := page.resolve(href)):
            return url
    return None


def _addresses(image: Element) -> Iterator[str | None]:
    """The addresses in the attributes of a picture, best first."""
    given = dict(image.items())
    for name in LAZY_ATTRIBUTES:
        yield given.get(name)
    # The parser takes <source> for a container: the picture's image may stand inside it.
    around = image.getparent()
    while around is not None and around.tag != "picture":
        around = around.getparent()
    for source in around.iter("source") if around is not None else ():
        for name in SRCSET_ATTRIBUTES:
            yield _largest(source.get(name))
    for name in LAZY_SRCSET_ATTRIBUTES:
        yield _largest(given.get(name))
    src = given.get("src")
    if src and not PLACEHOLDER_URL.search(src):
        yield _wider(given.get("srcset"), src, pixel_count(given.get("width")))
        yield src
    yield _largest(given.get("srcset"))
    copy = _copy_without_script(image)
    if copy is not None:
        yield _largest(copy.get("srcset"))
        yield copy.get("src")


def _copy_without_script(image: Element) -> Element | None:
    """The copy of a placeholder in the ``noscript`` right after it or before it, alone with it in their box."""
    for beside in (image.getnext(), image.getprevious()):
        if beside is not None and beside.tag == "noscript":
            return next(beside.iter("img"), None)
    return None


def _largest(srcset: str | None) -> str | None:
    """The address of the widest entry of a ``srcset``; the first of several that are equal."""
    best: tuple[float, str] | None = None
    for address, descriptor in _entries(srcset or ""):
        size = SRCSET_DESCRIPTOR.match(descriptor)
        width = float(size[1]) if size else 1.0
        if not PLACEHOLDER_URL.search(address) and (best is None or width > best[0]):
            best = (width, address)
    return best[1] if best else None


def _wider(srcset: str | None, src: str, width: int | None) -> str | None:
    """The address of the widest entry of a ``srcset`` in pixels, if it is wider than the picture in ``src``, so far as the page says."""
    sizes = [
        (int(float(size[1])), address)
        for address, descriptor in _entries(srcset or "")
        if (size := SRCSET_DESCRIPTOR.match(descriptor)) and size[2] == "w"
    ]
    if len(sizes) < MIN_SIZES:
        return None
    widest, address = max(sizes, key=itemgetter(0))
    own = next((pixels for pixels, known in sizes if known == src), width or 0)
    return address if widest > own and not PLACEHOLDER_URL.search(address) else None


def _entries(srcset: str) -> Iterator[tuple[str, str]]:
    """The addresses of a ``srcset`` with their descriptors, split as the HTML standard says.

    An address ends at white space, not at a comma: ``/w_300,h_200/a.jpg 300w,/b.jpg 600w`` has two entries.
    """
    for entry in SRCSET_ENTRY.finditer(srcset):
        address = entry["address"].rstrip(",")
        descriptor = "" if entry["address"].endswith(",") else (entry["descriptor"] or "").strip()
        if address:
            yield address, descriptor


def pixel_count(value: str | None) -> int | None:
    """The number of pixels in an attribute."""
    found = PIXELS.match(value) if value else None
    return int(found[1]) or None if found else None
