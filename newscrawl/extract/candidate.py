"""One candidate for the value of a field: what a source on the page says, and where it says it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from newscrawl.extract.dom import Element

T_co = TypeVar("T_co", covariant=True)


class Candidate(NamedTuple, Generic[T_co]):
    """A value that one source gives for one field.

    Each module in :mod:`newscrawl.extract.fields` yields the candidates of its field, best first. The record takes the first.
    """

    field: str
    """Name of a row of :data:`newscrawl.extract.table.FIELDS`."""

    value: T_co
    source: str
    """``layout:<selector>``, ``jsonld``, ``meta:<name>``, ``visible``, ``feed``, ``sitemap``, ``listing``, ``url`` or ``generic``."""

    element: Element | None = None
    """The element that shows the value to the reader; ``None`` if no element does, or if several do."""

    warnings: tuple[str, ...] = ()
    """Codes that go into :attr:`newscrawl.items.Extraction.warnings` if this candidate is picked."""

    item_elements: tuple[Element, ...] = ()
    """The elements that show the items of a list to the reader, in page order; empty for any other value."""
