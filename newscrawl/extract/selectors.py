"""CSS selectors of a profile, compiled once and run against a page's index.

A page knows its elements by class, by id and by tag (:class:`newscrawl.extract.page.Page`), so that a selector whose class
is absent costs one look into a dictionary, and one that is present a few comparisons. What the index cannot answer
(``:not()``, ``:nth-child()``, …) runs as XPath, and only where the class names it needs are on the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from cssselect import HTMLTranslator, parse
from cssselect import parser as css
from lxml import etree

from newscrawl.extract.dom import contains, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from newscrawl.extract.dom import Element
    from newscrawl.extract.page import Page

_OPERATORS: Final[dict[str, Callable[[str, str], bool]]] = {
    "exists": lambda _have, _want: True,
    "=": lambda have, want: have == want,
    "~=": lambda have, want: want in have.split(),
    "|=": lambda have, want: have == want or have.startswith(want + "-"),
    "^=": lambda have, want: bool(want) and have.startswith(want),
    "$=": lambda have, want: bool(want) and have.endswith(want),
    "*=": lambda have, want: bool(want) and want in have,
}


@dataclass(frozen=True, slots=True)
class _Compound:
    """What one element must have: ``h1.title[data-role=title]``."""

    tag: str | None
    ids: tuple[str, ...]
    classes: tuple[str, ...]
    attributes: tuple[tuple[str, str, str], ...]

    def matches(self, element: Element) -> bool:
        if self.tag is not None and element.tag != self.tag:
            return False
        if self.classes:
            have = element.get("class")
            if have is None:
                return False
            for name in self.classes:
                if name not in have or name not in have.split():
                    return False
        for name in self.ids:
            if element.get("id") != name:
                return False
        for name, operator, want in self.attributes:
            value = element.get(name)
            if value is None or not _OPERATORS[operator](value, want):
                return False
        return True

    @property
    def is_named(self) -> bool:
        """Whether it names a class or an id."""
        return bool(self.ids or self.classes)

    def may_match(self, page: Page) -> bool:
        """Whether the page has the classes and ids that it names."""
        for name in self.classes:
            if name not in page.class_names:
                return False
        return not self.ids or all(map(page.by_id, self.ids))

    def seeds(self, page: Page) -> Iterable[Element]:
        """Elements among which all matches are, in document order."""
        if self.ids:
            return page.by_id(self.ids[0])
        if self.classes:
            return min((page.by_class(name) for name in self.classes), key=len)
        if self.attributes and self.tag is None:
            return page.with_attribute(self.attributes[0][0])
        if self.attributes:
            name = self.attributes[0][0]
            return (e for e in page.by_tag(self.tag or "") if e.get(name) is not None)
        return page.by_tag(self.tag) if self.tag else page.elements


@dataclass(frozen=True, slots=True)
class _Path:
    """A selector without commas: compounds from right to left, with the combinators between them."""

    target: _Compound
    steps: tuple[tuple[str, _Compound], ...]
    needs: tuple[_Compound, ...]
    """Those of its compounds that name a class or an id: where one is absent, nothing can match."""

    def find(self, page: Page) -> Iterator[Element]:
        for compound in self.needs:
            if not compound.may_match(page):
                return
        for element in self._candidates(page):
            if self.target.matches(element) and _leads_to(element, self.steps):
                yield element

    def _candidates(self, page: Page) -> Iterable[Element]:
        """Elements among which all matches are, in document order."""
        if self.target.is_named or not self.target.tag:
            return self.target.seeds(page)
        for combinator, compound in self.steps:
            if combinator not in "> ":
                break
            if compound.is_named or compound.attributes:
                # A bare tag inside a named box: the boxes are few, the tags are many.
                boxes = [box for box in compound.seeds(page) if compound.matches(box)]
                found = (e for box in boxes for e in box.iter(self.target.tag) if e is not box)
                return dict.fromkeys(found) if len(boxes) > 1 else found
        return self.target.seeds(page)


def _leads_to(element: Element, steps: tuple[tuple[str, _Compound], ...]) -> bool:
    if not steps:
        return True
    (combinator, compound), rest = steps[0], steps[1:]
    if combinator in "> ":
        parent = element.getparent()
        while parent is not None:
            if compound.matches(parent) and _leads_to(parent, rest):
                return True
            parent = None if combinator == ">" else parent.getparent()
        return False
    before = element.getprevious()
    while before is not None:
        if compound.matches(before) and _leads_to(before, rest):
            return True
        before = None if combinator == "+" else before.getprevious()
    return False


@dataclass(frozen=True, slots=True)
class _XPath:
    """A selector that only XPath can answer, with the class names it cannot do without."""

    xpath: etree.XPath
    needs: tuple[str, ...]

    def find(self, page: Page) -> Iterator[Element]:
        if all(name in page.class_names for name in self.needs):
            yield from self.xpath(page.root)


@dataclass(frozen=True, slots=True)
class Selector:
    """One selector of a profile, ready to run."""

    source: str
    paths: tuple[tuple[_Path | _XPath, str | None, bool], ...]
    """Alternative, name of the attribute it asks for, whether it asks for the element's own text."""

    def elements(self, page: Page, within: Element | None = None) -> list[Element]:
        """The elements that match, those of the first alternative first, in document order within each."""
        return [element for element, _, _ in self._find(page, within)]

    def values(self, page: Page, within: Element | None = None) -> Iterator[str]:
        """What the selector asks for of each match: an attribute, the own text, or all words; blank ones left out."""
        for element, attribute, own_text in self._find(page, within):
            if attribute is not None:
                value = " ".join((element.get(attribute) or "").split())
            elif own_text:
                own = [element.text or "", *(child.tail or "" for child in element)]
                value = " ".join("".join(own).split())
            else:
                value = text_of(element) or " ".join((element.get("content") or "").split())
            if value:
                yield value

    def _find(self, page: Page, within: Element | None) -> Iterable[tuple[Element, str | None, bool]]:
        found = page.matches.get(self.source)
        if found is None:
            found = [(e, attribute, own) for path, attribute, own in self.paths for e in path.find(page)]
            page.matches[self.source] = found
        if within is None:
            return found
        return (match for match in found if match[0] is not within and contains(within, match[0]))


@cache
def compiled(source: str) -> Selector:
    """The selector, compiled; each spelling once a process. :class:`ValueError` for what is no CSS."""
    try:
        parsed = parse(source)
    except css.SelectorError as error:
        raise ValueError(f"no CSS selector: {source!r} ({error})") from error
    paths: list[tuple[_Path | _XPath, str | None, bool]] = []
    for selector in parsed:
        pseudo = selector.pseudo_element
        attribute = pseudo.arguments[0].value if isinstance(pseudo, css.FunctionalPseudoElement) else None
        own_text = pseudo == "text"
        path: _Path | _XPath | None = _path(selector.parsed_tree)
        if path is None:
            xpath = HTMLTranslator().selector_to_xpath(selector, prefix="descendant-or-self::")
            path = _XPath(etree.XPath(xpath), tuple(_needed(selector.parsed_tree)))
        paths.append((path, attribute, own_text))
    return Selector(source, tuple(paths))


def _path(tree: css.Tree) -> _Path | None:
    steps: list[tuple[str, _Compound]] = []
    node = tree
    combinator = ""
    while isinstance(node, css.CombinedSelector):
        compound = _compound(node.subselector)
        if compound is None:
            return None
        steps.append((combinator, compound))
        combinator = node.combinator
        node = node.selector
    compound = _compound(node)
    if compound is None:
        return None
    steps.append((combinator, compound))
    needs = tuple(compound for _, compound in steps if compound.is_named)
    return _Path(steps[0][1], tuple(steps[1:]), needs)


def _compound(node: css.Tree) -> _Compound | None:
    ids: list[str] = []
    names: list[str] = []
    attributes: list[tuple[str, str, str]] = []
    while not isinstance(node, css.Element):
        if isinstance(node, css.Hash):
            ids.append(node.id)
        elif isinstance(node, css.Class):
            names.append(node.class_name)
        elif isinstance(node, css.Attrib) and node.operator in _OPERATORS:
            attributes.append((node.attrib.lower(), node.operator, (node.value.value or "") if node.value else ""))
        else:
            return None
        node = node.selector
    tag = node.element.lower() if node.element else None
    return _Compound(tag, tuple(ids), tuple(reversed(names)), tuple(attributes))


def _needed(node: css.Tree) -> Iterator[str]:
    """Class names without which nothing can match; what stands in ``:not()`` and its like is none of them."""
    while not isinstance(node, css.Element):
        if isinstance(node, css.CombinedSelector):
            yield from _needed(node.subselector)
        elif isinstance(node, css.Class):
            yield node.class_name
        node = node.selector
