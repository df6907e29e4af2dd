"""The DOM of a body as blocks in reading order: paragraphs, headings, items, rows, pictures.

Text nodes are joined as they stand: a line end inside one is a blank, a ``<br>`` or a block element is a border, and at the
borders of inline elements nothing is added, so that ``Th<b>ủ</b> tướng`` stays one word. One walk, no recursion.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

from newscrawl.extract.dom import SILENT, collapse_whitespace, is_hidden, is_inline, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from newscrawl.extract.dom import Element
    from newscrawl.extract.pictures import Picture

Kind: TypeAlias = Literal["paragraph", "heading", "item", "row", "quote", "figure"]

_KINDS: Final[dict[str, Kind]] = {
    "h1": "heading",
    "h2": "heading",
    "h3": "heading",
    "h4": "heading",
    "h5": "heading",
    "h6": "heading",
    "li": "item",
    "dt": "item",
    "dd": "item",
    "blockquote": "quote",
    "tr": "row",
}
_BREAK: Final = "\x00"
"""Stands for ``<br>`` between pieces: the parser lets no such character into a text."""

_BOLD: Final = frozenset(("b", "strong"))
_ITALIC: Final = frozenset(("i", "em"))
_ENDS: Final = frozenset('.!?:;…”"»)')
_NEAR: Final = 8
"""Boxes around a line that are asked what it is: a list item holds a paragraph, not a tree."""

_ROW_CELL: Final = 600
"""A cell with more text than this (characters) is a column of the layout, not of a table."""


class Link(NamedTuple):
    """A link inside a block."""

    href: str
    text: str


@dataclass(slots=True)
class Block:
    """One paragraph, heading, item, row, quote or picture."""

    kind: Kind
    text: str
    element: Element
    """The innermost block element around it."""

    links: list[Link] = field(default_factory=list)
    linked: int = 0
    """Characters of the text that carry a link."""

    bold: bool = False
    """All of it is bold."""

    italic: bool = False
    """All of it is italic."""

    pictures: list[Picture] = field(default_factory=list)

    @property
    def is_link(self) -> bool:
        """Whether next to nothing but a link stands in it; a lead-in ("Xem thêm:") may stand before it."""
        return bool(self.links) and self.linked >= 0.8 * len(self.text)


class _Piece(NamedTuple):
    text: str
    link: int
    bold: bool
    italic: bool


class _Walk:
    """State of one walk."""

    def __init__(
        self,
        root: Element,
        drop: Collection[Element],
        picture_of: Callable[[Element], list[Picture] | None],
    ) -> None:
        self.root = root
        self.drop = drop
        self.picture_of = picture_of
        self.blocks: list[Block] = []
        self.pieces: list[_Piece] = []
        self.hrefs: list[str] = []
        self.box: list[Element] = [root]
        self.link = self.bold = self.italic = 0
        self.links: list[int] = []

    def run(self) -> list[Block]:
        # An element is met twice: to open it, and (as None after it) to close it and read its tail.
        todo: list[tuple[Element, bool]] = [(self.root, True)]
        while todo:
            element, opening = todo.pop()
            if not opening:
                self._close(element)
                continue
            if element is not self.root and self._skips(element):
                self._tail(element)
                continue
            self._open(element)
            todo.append((element, False))
            todo.extend([(child, True) for child in reversed(element)])
        self._flush()
        return self.blocks

    def _skips(self, element: Element) -> bool:
        """Whether nothing inside the element is walked: it is silent, dropped, a line break, a picture, a row."""
        tag = element.tag
        if tag == "br":
            self.pieces.append(_Piece(_BREAK, 0, bold=False, italic=False))
            return True
        if tag == "hr":
            self._flush()
            return True
        if not isinstance(tag, str) or tag in SILENT or element in self.drop or is_hidden(element):
            if isinstance(tag, str) and not is_inline(tag) and tag not in SILENT:
                self._flush()
            return True
        if (pictures := self.picture_of(element)) is not None:
            if pictures:
                self._flush()
                self.blocks.append(Block("figure", "", element, pictures=pictures))
            return True
        return tag == "tr" and self._row(element)

    def _row(self, element: Element) -> bool:
        """Take a table row whole, if it is one of data; a row of the page's layout is walked."""
        cells = [cell for cell in element if cell.tag in {"td", "th"}]
        if len(cells) < 2 or next(element.iter("table", "img", "iframe", "video"), None) is not None:  # noqa: PLR2004 - a row has cells
            return False
        texts = [text_of(cell) for cell in cells if cell not in self.drop]
        if any(len(text) > _ROW_CELL for text in texts):
            return False
        self._flush()
        if text := " | ".join(text for text in texts if text):
            self.blocks.append(Block("row", text, element))
        return True

    def _open(self, element: Element) -> None:
        tag = str(element.tag)
        if is_inline(tag):
            if tag == "a" and (href := element.get("href")):
                self.hrefs.append(href)
                self.link = len(self.hrefs)
            self.bold += tag in _BOLD
            self.italic += tag in _ITALIC
        else:
            self._flush()
            self.box.append(element)
        if element.text:
            self._add(element.text)

    def _close(self, element: Element) -> None:
        tag = str(element.tag)
        if is_inline(tag):
            if tag == "a":
                self.link = 0
            self.bold -= tag in _BOLD
            self.italic -= tag in _ITALIC
        else:
            self._flush()
            self.box.pop()
        if element is not self.root:
            self._tail(element)

    def _tail(self, element: Element) -> None:
        if element.tail:
            self._add(element.tail)

    def _add(self, text: str) -> None:
        self.pieces.append(_Piece(text, self.link, self.bold > 0, self.italic > 0))

    def _flush(self) -> None:
        """Close the line: what was gathered becomes one block, or several where breaks part it."""
        pieces, self.pieces = self.pieces, []
        if len(pieces) == 1 and not pieces[0].link:
            # Most paragraphs are one piece of text.
            if text := collapse_whitespace(pieces[0].text.replace(_BREAK, "")):
                _, _, bold, italic = pieces[0]
                self.blocks.append(Block(self._kind(), text, self.box[-1], bold=bold, italic=italic))
            return
        if not any(not piece.text.isspace() and piece.text != _BREAK for piece in pieces):
            return
        for line in _lines(pieces):
            if block := self._block(line):
                self.blocks.append(block)

    def _block(self, pieces: list[_Piece]) -> Block | None:
        text = collapse_whitespace("".join(piece.text for piece in pieces))
        if not text:
            return None
        worded = [piece for piece in pieces if not piece.text.isspace()]
        anchors: dict[int, str] = {}
        for piece in worded:
            if piece.link:
                anchors[piece.link] = anchors.get(piece.link, "") + piece.text
        links = [Link(self.hrefs[number - 1], " ".join(words.split())) for number, words in anchors.items()]
        box = self.box[-1]
        return Block(
            self._kind(),
            text,
            box,
            links=[link for link in links if link.text],
            linked=sum(len(link.text) for link in links),
            bold=all(piece.bold for piece in worded),
            italic=all(piece.italic for piece in worded),
        )

    def _kind(self) -> Kind:
        for element in reversed(self.box[1:][-_NEAR:]):
            if kind := _KINDS.get(str(element.tag)):
                return kind
        return "paragraph"


def _lines(pieces: list[_Piece]) -> list[list[_Piece]]:
    """Part the pieces at their breaks; one break in the middle of a sentence is a blank."""
    lines: list[list[_Piece]] = [[]]
    breaks = 0
    for piece in pieces:
        if piece.text == _BREAK:
            breaks += 1
        elif breaks and not piece.text.isspace():
            if breaks == 1 and lines[-1] and _goes_on(lines[-1], piece):
                lines[-1].append(_Piece(" ", 0, bold=False, italic=False))
            else:
                lines.append([])
            lines[-1].append(piece)
            breaks = 0
        else:
            lines[-1].append(piece)
    return [line for line in lines if line]


def _goes_on(line: list[_Piece], piece: _Piece) -> bool:
    last = next((p.text.rstrip()[-1:] for p in reversed(line) if not p.text.isspace()), "")
    return bool(last) and last not in _ENDS and piece.text.lstrip()[:1].islower()


def blocks(
    root: Element,
    drop: Collection[Element],
    picture_of: Callable[[Element], list[Picture] | None],
) -> list[Block]:
    """The blocks of a body in reading order.

    ``drop`` holds the elements that are left out with all they contain. ``picture_of`` says of each element which pictures
    it is: a list takes the element whole (an empty one leaves it out), ``None`` lets the walk go in.
    """
    return _Walk(root, drop, picture_of).run()
