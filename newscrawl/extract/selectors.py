"""CSS selectors of a profile, compiled once and matched against a page's index.

cssselect parses a selector. parsel translates the pseudo-elements ``::text`` and ``::attr(name)``, and to XPath what the index cannot
match (``:not()``, ``:nth-child()`` and the like). All else is matched by the index, because it is faster: a page knows its elements
by class, id and tag (:class:`newscrawl.extract.page.Page`), so a selector whose class is absent costs one dictionary lookup.
With every selector as XPath, a page of a known site takes 1.28 times as long, and 2.03 times without the test for absent classes
(``benchmarks/extract.md``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, cast

from cssselect import parse
from cssselect import parser as css
from lxml import etree
from parsel.csstranslator import HTMLTranslator, XPathExpr

from newscrawl.extract.dom import contains, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from newscrawl.extract.dom import Element
    from newscrawl.extract.page import Page

_TRANSLATOR: Final = HTMLTranslator()

_OPERATORS: Final[dict[str, Callable[[str, str], bool]]] = {
    "exists": lambda _have, _want: True,
    "=": lambda have, want: have == want,
    "~=": lambda have, want: want in have.split(),
    "|=": lambda have, want: have == want or have.startswith(want + "-"),
    "^=": lambda have, want: bool(want) and have.startswith(want),
    "$=": lambda have, want: bool(want) and have.endswith(want),
    "*=": lambda have, want: bool(want) and want in have,
}
"""CSS attribute operators: whether the attribute's value matches."""


@dataclass(frozen=True, slots=True)
class _Compound:
    """The conditions on one element: ``h1.title[data-role=title]``."""

    tag: str | None
    ids: tuple[str, ...]
    classes: tuple[str, ...]
    attributes: tuple[tuple[str, str, str], ...]
    """Name, operator and value of each attribute condition."""

    def matches(self, element: Element) -> bool:
        """Return whether an element meets all conditions."""
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
    def is_single(self) -> bool:
        """True if there is at most one condition, which :meth:`possible_matches` looks up: all that it returns matches."""
        if self.attributes:
            return (
                self.tag is None
                and self.attributes[0][1] == "exists"
                and len(self.attributes) == 1
                and not self.is_named
            )
        return (self.tag is not None) + len(self.ids) + len(self.classes) <= 1

    @property
    def is_tag_and_name(self) -> bool:
        """True if there are just a tag and one class or id."""
        return self.tag is not None and len(self.ids) + len(self.classes) == 1 and not self.attributes

    @property
    def is_named(self) -> bool:
        """True if there is a class or an id condition."""
        return bool(self.ids or self.classes)

    def possible_matches(self, page: Page) -> Iterable[Element]:
        """Return elements that include all matches, in document order."""
        if self.ids:
            return page.by_id(self.ids[0])
        if self.classes:
            return min((page.by_class(name) for name in self.classes), key=len)
        if self.attributes and self.tag is None:
            return page.with_attribute(self.attributes[0][0])
        if self.attributes:
            return page.with_attribute(self.attributes[0][0], tag=self.tag)
        return page.by_tag(self.tag) if self.tag else page.elements


@dataclass(frozen=True, slots=True)
class _Path:
    """A selector without commas, for the index: compounds from right to left, with the combinators between them."""

    target: _Compound
    steps: tuple[tuple[str, _Compound], ...]
    needed_classes: tuple[str, ...]
    """Class names without which nothing matches."""

    needed_ids: tuple[str, ...]
    """Ids without which nothing matches."""

    def find(self, page: Page) -> Iterable[Element]:
        """Return the matches in document order."""
        names = page.class_names
        for name in self.needed_classes:
            if name not in names:
                return ()
        for name in self.needed_ids:
            if not page.by_id(name):
                return ()
        steps = self.steps
        found = self._possible_matches(page)
        if not self.target.is_single:
            if self.target.is_tag_and_name:
                # The index knows who has the name: only the tag is left to ask.
                tag = self.target.tag
                found = [element for element in found if element.tag == tag]
            else:
                matches = self.target.matches
                found = [element for element in found if matches(element)]
        if not steps:
            return found
        boxes = [frozenset(compound.possible_matches(page)) if compound.is_named else None for _, compound in steps]
        ways = tuple((*step, box) for step, box in zip(steps, boxes, strict=True))
        return [element for element in found if _matches_steps(element, ways)]

    def _possible_matches(self, page: Page) -> Iterable[Element]:
        """Return elements that include all matches, in document order."""
        if self.target.is_named or not self.target.tag:
            return self.target.possible_matches(page)
        for combinator, compound in self.steps:
            if combinator not in "> ":
                break
            if compound.is_named or compound.attributes:
                # A bare tag inside a named box: there are few boxes, and many elements of the tag.
                boxes = [box for box in compound.possible_matches(page) if compound.matches(box)]
                found = (e for box in boxes for e in box.iter(self.target.tag) if e is not box)
                return dict.fromkeys(found) if len(boxes) > 1 else found
        return self.target.possible_matches(page)


def _matches_steps(element: Element, steps: tuple[tuple[str, _Compound, frozenset[Element] | None], ...]) -> bool:
    """Return whether the elements around or before an element match the rest of a path, from right to left.

    Each step is a combinator, a compound, and elements that include all of its matches, if they are known: to look an element up
    among them takes a tenth of the time of a question to it.
    """
    if not steps:
        return True
    (combinator, compound, boxes), rest = steps[0], steps[1:]
    if combinator in "> ":
        parent = element.getparent()
        while parent is not None:
            if (boxes is None or parent in boxes) and compound.matches(parent) and _matches_steps(parent, rest):
                return True
            parent = None if combinator == ">" else parent.getparent()
        return False
    before = element.getprevious()
    while before is not None:
        if compound.matches(before) and _matches_steps(before, rest):
            return True
        before = None if combinator == "+" else before.getprevious()
    return False


@dataclass(frozen=True, slots=True)
class _XPath:
    """A selector without commas, for XPath."""

    xpath: etree.XPath
    needs: tuple[str, ...]
    """Class names without which nothing matches."""

    def find(self, page: Page) -> Iterator[Element]:
        """Yield the matches in document order."""
        if all(name in page.class_names for name in self.needs):
            yield from self.xpath(page.root)


@dataclass(frozen=True, slots=True)
class Selector:
    """One compiled selector of a profile."""

    source: str
    paths: tuple[tuple[_Path | _XPath, str | None, bool], ...]
    """For each alternative (between commas): its path, the attribute of ``::attr()`` or ``None``, and whether it has ``::text``."""

    def elements(self, page: Page, within: Element | None = None) -> list[Element]:
        """Return the matches, alternative by alternative, each in document order; only those inside ``within``, if given."""
        return [element for element, _, _ in self._find(page, within)]

    def values(self, page: Page, within: Element | None = None) -> Iterator[str]:
        """Return the value of each match on one line, blank ones left out.

        ``::attr(name)`` gives the attribute. ``::text`` gives the element's own text, without that of its children. Without
        either, the value is all text of the element, or its ``content`` attribute if it has no text.
        """
        return (value for _, value in self.elements_with_values(page, within))

    def elements_with_values(self, page: Page, within: Element | None = None) -> Iterator[tuple[Element, str]]:
        """Yield each match with its value, see :meth:`values`."""
        for element, attribute, own_text in self._find(page, within):
            if attribute is not None:
                value = " ".join((element.get(attribute) or "").split())
            elif own_text:
                own = [element.text or "", *(child.tail or "" for child in element)]
                value = " ".join("".join(own).split())
            else:
                value = text_of(element) or " ".join((element.get("content") or "").split())
            if value:
                yield element, value

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
    """Compile a selector; each spelling once per process. Raises :class:`ValueError` if it is not valid CSS."""
    try:
        return Selector(source, tuple(map(_alternative, parse(source))))
    except css.SelectorError as error:
        raise ValueError(f"no CSS selector: {source!r} ({error})") from error


def _alternative(selector: css.Selector) -> tuple[_Path | _XPath, str | None, bool]:
    """Compile one alternative of a selector: its path, the attribute of ``::attr()``, whether it has ``::text``."""
    asked = XPathExpr()
    if selector.pseudo_element is not None:
        asked = cast("XPathExpr", _TRANSLATOR.xpath_pseudo_element(asked, selector.pseudo_element))
    path: _Path | _XPath | None = _path(selector.parsed_tree)
    if path is None:
        xpath = _TRANSLATOR.selector_to_xpath(selector, prefix="descendant-or-self::")
        path = _XPath(etree.XPath(xpath), tuple(_needed_classes(selector.parsed_tree)))
    return path, asked.attribute, asked.textnode


def _path(tree: css.Tree) -> _Path | None:
    """Return the path of a parsed selector for the index; ``None`` if only XPath can match it."""
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
    classes = dict.fromkeys(name for _, compound in steps for name in compound.classes)
    ids = dict.fromkeys(name for _, compound in steps for name in compound.ids)
    return _Path(steps[0][1], tuple(steps[1:]), tuple(classes), tuple(ids))


def _compound(node: css.Tree) -> _Compound | None:
    """Return the conditions on one element; ``None`` if there are others than tag, id, class and attribute."""
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


def _needed_classes(node: css.Tree) -> Iterator[str]:
    """Yield the class names without which nothing matches. Classes inside ``:not()`` and the like are not among them."""
    while not isinstance(node, css.Element):
        if isinstance(node, css.CombinedSelector):
            yield from _needed_classes(node.subselector)
        elif isinstance(node, css.Class):
            yield node.class_name
        node = node.selector
