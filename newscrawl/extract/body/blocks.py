"""Blocks: the paragraphs, headings, items, rows and pictures of an element, in reading order.

Text nodes are joined as they are. A line end inside a text node counts as a blank. A ``<br>`` or a block element ends the line.
Nothing is added at the borders of inline elements, so ``Th<b>ủ</b> tướng`` stays one word. One walk, without recursion.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

from newscrawl.extract.dom import SILENT, collapse_whitespace, is_hidden, is_inline, text_of
from newscrawl.extract.memory import Memory

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from newscrawl.extract.dom import Element
    from newscrawl.extract.pictures import Picture

Kind: TypeAlias = Literal["paragraph", "heading", "item", "row", "quote", "figure"]

KIND_OF_TAG: Final[dict[str, Kind]] = {
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
"""The kind of a block inside an element of this tag; any other block is a paragraph."""

LINE_BREAK: Final = "\x00"
"""The piece that stands for a ``<br>``. The parser lets no such character into a text."""

BOLD_TAGS: Final = frozenset(("b", "strong"))
ITALIC_TAGS: Final = frozenset(("i", "em"))
"""Inline elements that make a text bold or italic."""

LINE_ENDS: Final = frozenset('.!?:;…”"»)')
"""Characters that end a line: a single ``<br>`` after one of them starts a new block."""

MAX_KIND_ANCESTORS: Final = 8
"""Block elements around a line whose tags may give its kind. A list item holds a paragraph, not a large tree."""

MAX_CELL_CHARS: Final = 600
"""A table cell with more text is a column of the page's layout, not of a data table."""

MIN_CELLS: Final = 2
"""Cells of a row of a data table."""

MAX_CACHED_TAGS: Final = 1_000
"""Names of elements of which it is remembered whether they are inline."""

MIN_LINKED_SHARE: Final = 0.8
"""A block is a link line if its links have at least this share of its characters."""


class Link(NamedTuple):
    """A link inside a block."""

    href: str
    """As the page writes it, not resolved."""

    text: str


@dataclass(slots=True)
class Block:
    """One paragraph, heading, item, row, quote or picture. Stages may shorten ``text`` and drop ``links`` in place."""

    kind: Kind
    text: str
    """On one line; empty for a figure."""

    element: Element
    """The innermost block element around it."""

    links: list[Link] = field(default_factory=list)
    linked: int = 0
    """Characters of the text that are part of a link."""

    bold: bool = False
    """True if all of its text is bold."""

    italic: bool = False
    """True if all of its text is italic."""

    pictures: list[Picture] = field(default_factory=list)

    @property
    def is_link(self) -> bool:
        """True if the block is almost only a link; a short label such as "Xem thêm:" may precede the link."""
        return bool(self.links) and self.linked >= MIN_LINKED_SHARE * len(self.text)


ANCHOR_SIGNS: Final = frozenset("#¶§🔗")
"""What the link of a heading to itself shows."""


QUESTION_ENDS: Final = ("?", "？", "؟")
"""Signs at the end of a question."""


class _Piece(NamedTuple):
    """A part of a line with one style."""

    text: str
    link: int
    """Number of the link it is part of, from 1; 0 for none."""

    bold: bool
    italic: bool


_BREAK_PIECE: Final = _Piece(LINE_BREAK, 0, bold=False, italic=False)

_IS_INLINE: Final = Memory(is_inline, most=MAX_CACHED_TAGS)


class _Walk:
    """One walk through an element, and the line it is collecting."""

    def __init__(
        self,
        root: Element,
        excluded: Collection[Element],
        pictures_of: Callable[[Element], list[Picture] | None],
    ) -> None:
        self.root = root
        self.excluded = excluded
        self.pictures_of = pictures_of
        self.blocks: list[Block] = []
        self.pieces: list[_Piece] = []
        self.hrefs: list[str] = []
        self.boxes: list[Element] = [root]
        self.link = self.bold = self.italic = 0

    def run(self) -> list[Block]:
        self._open(self.root)
        above: list[tuple[Element, Iterator[Element]]] = []
        element, within = self.root, iter(self.root[:])
        while True:
            for child in within:
                if not self._skips(child):
                    self._open(child)
                    if len(child):
                        above.append((element, within))
                        # A list of the children is made in a tenth of the time of lxml's iterator.
                        element, within = child, iter(child[:])
                        break
                    self._close(child)
                if tail := child.tail:
                    self._add(tail)
            else:
                self._close(element)
                if not above:
                    self._flush()
                    return self.blocks
                if tail := element.tail:
                    self._add(tail)
                element, within = above.pop()

    def _skips(self, element: Element) -> bool:
        """Handle an element whose content is not walked (no text, excluded, a break, a picture, a row); return whether it is one."""
        tag = element.tag
        if tag == "br":
            self.pieces.append(_BREAK_PIECE)
            return True
        if tag == "hr":
            self._flush()
            return True
        if not isinstance(tag, str) or tag in SILENT:
            if tag == "button" and len(self.boxes[-1]) == 1 and KIND_OF_TAG.get(str(self.boxes[-1].tag)) == "heading":
                # The heading of a part that is folded up.
                self._add(collapse_whitespace(" ".join(element.itertext())))
            elif tag == "button" and element.get("aria-expanded") is not None:
                self._question(element)
            return True
        if element in self.excluded or is_hidden(element):
            if not _IS_INLINE[tag]:
                self._flush()
            return True
        if (pictures := self.pictures_of(element)) is not None:
            if pictures:
                self._flush()
                self.blocks.append(Block("figure", "", element, pictures=pictures))
            return True
        return tag == "tr" and self._row(element)

    def _question(self, button: Element) -> None:
        """Add the question on a button that unfolds its answer as a line of its own; the words of other buttons are no text."""
        words = collapse_whitespace(" ".join(button.itertext()))
        if words.endswith(QUESTION_ENDS):
            self._flush()
            self._add(words)
            self._flush()

    def _row(self, element: Element) -> bool:
        """Add a row of a data table as one block; return False for a row of the page's layout, which is walked."""
        cells = [cell for cell in element if cell.tag in {"td", "th"}]
        if len(cells) < MIN_CELLS or next(element.iter("table", "img", "iframe", "video"), None) is not None:
            return False
        texts = [text_of(cell) for cell in cells if cell not in self.excluded]
        if any(len(text) > MAX_CELL_CHARS for text in texts):
            return False
        self._flush()
        if text := " | ".join(text for text in texts if text):
            self.blocks.append(Block("row", text, element))
        return True

    def _open(self, element: Element) -> None:
        tag = str(element.tag)
        if _IS_INLINE[tag]:
            if tag == "a" and (href := element.get("href")):
                self.hrefs.append(href)
                self.link = len(self.hrefs)
            self.bold += tag in BOLD_TAGS
            self.italic += tag in ITALIC_TAGS
        else:
            if self.pieces:
                self._flush()
            self.boxes.append(element)
        if text := element.text:
            self._add(text)

    def _close(self, element: Element) -> None:
        tag = str(element.tag)
        if _IS_INLINE[tag]:
            if tag == "a":
                self.link = 0
            self.bold -= tag in BOLD_TAGS
            self.italic -= tag in ITALIC_TAGS
        else:
            if self.pieces:
                self._flush()
            self.boxes.pop()

    def _add(self, text: str) -> None:
        # White space at the start of a line is not part of it. Most of it is the indentation of the source.
        if self.pieces or not text.isspace():
            self.pieces.append(_Piece(text, self.link, self.bold > 0, self.italic > 0))

    def _flush(self) -> None:
        """End the line: turn the collected pieces into one block, or into several if breaks divide them."""
        pieces, self.pieces = self.pieces, []
        while pieces and pieces[-1].text.isspace():
            pieces.pop()
        if len(pieces) == 1 and not pieces[0].link:
            # Most paragraphs are one piece of text.
            piece, _, bold, italic = pieces[0]
            if text := collapse_whitespace(piece.replace(LINE_BREAK, "")):
                self.blocks.append(Block(self._kind(), text, self.boxes[-1], bold=bold, italic=italic))
            return
        if not any(not piece.text.isspace() and piece.text != LINE_BREAK for piece in pieces):
            return
        for line in _lines(pieces):
            if block := self._block(line):
                self.blocks.append(block)

    def _block(self, pieces: list[_Piece]) -> Block | None:
        """Return the block of one line; ``None`` if the line is blank."""
        text = collapse_whitespace("".join(piece.text for piece in pieces))
        if not text:
            return None
        visible = [piece for piece in pieces if not piece.text.isspace()]
        anchors: dict[int, str] = {}
        for piece in visible:
            if piece.link:
                anchors[piece.link] = anchors.get(piece.link, "") + piece.text
        links = [Link(self.hrefs[number - 1], " ".join(words.split())) for number, words in anchors.items()]
        if links and links[-1].text in ANCHOR_SIGNS:
            # The link of a heading to itself.
            text = text.removesuffix(links.pop().text).rstrip()
        return Block(
            self._kind(),
            text,
            self.boxes[-1],
            links=[link for link in links if link.text],
            linked=sum(len(link.text) for link in links),
            bold=all(piece.bold for piece in visible),
            italic=all(piece.italic for piece in visible),
        )

    def _kind(self) -> Kind:
        for element in self.boxes[:0:-1][:MAX_KIND_ANCESTORS]:
            if kind := KIND_OF_TAG.get(str(element.tag)):
                return kind
        return "paragraph"


def _lines(pieces: list[_Piece]) -> list[list[_Piece]]:
    """Divide the pieces at their breaks; a single break in the middle of a sentence becomes a blank."""
    lines: list[list[_Piece]] = [[]]
    breaks = 0
    for piece in pieces:
        if piece.text == LINE_BREAK:
            breaks += 1
        elif breaks and not piece.text.isspace():
            if breaks == 1 and lines[-1] and _continues(lines[-1], piece):
                lines[-1].append(_Piece(" ", 0, bold=False, italic=False))
            else:
                lines.append([])
            lines[-1].append(piece)
            breaks = 0
        else:
            lines[-1].append(piece)
    return [line for line in lines if line]


def _continues(line: list[_Piece], piece: _Piece) -> bool:
    """Return whether a piece continues the sentence of a line: the line has no end mark, and the piece starts in lower case."""
    last = next((p.text.rstrip()[-1:] for p in reversed(line) if not p.text.isspace()), "")
    return bool(last) and last not in LINE_ENDS and piece.text.lstrip()[:1].islower()


def extract_blocks(
    root: Element,
    excluded: Collection[Element],
    pictures_of: Callable[[Element], list[Picture] | None],
) -> list[Block]:
    """Return the blocks of an element in reading order.

    ``excluded`` elements are left out with all they contain. ``pictures_of`` is asked for each element. A list of pictures makes
    the element a figure (an empty list leaves it out); ``None`` means that the element is walked.
    """
    return _Walk(root, excluded, pictures_of).run()
