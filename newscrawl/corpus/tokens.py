"""Texts as sentences and words: for a language model that reads tokens, as CoNLL-U or as plain lines.

A Vietnamese word has one syllable or several (``thành phố``), and the space does not tell. A segmenter does: a function from a sentence to
its words. ``underthesea`` and ``pyvi`` are known by name; without one, every syllable is a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from newscrawl.corpus.interchange import library

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Segmenter: TypeAlias = Callable[[str], list[str]]
"""A function from a sentence to its words. Syllables of a word are separated by a space or ``_``."""

_TOKEN: Final = re.compile(
    r"https?://\S+[^\s.,;:!?)\]”\"']"  # an address
    r"|\d+(?:[.,:/-]\d+)*"  # 23.500, 8:30, 1/3/2026
    r"|[^\W\d_](?:[\w&]|[-.'’](?=[^\W\d_]))*"  # a syllable; T.H, Cà-phê, A&B
    r"|\S"
)
"""A syllable, a number, an address, or one other character."""

_END: Final = re.compile(r"[.!?…][\"”’')\]]*\s+(?=[\"“‘'(\[]*(?P<next>\w))")
"""Where a sentence may end: its mark and what closes a quotation, and the first letter or digit of what follows."""

_ABBREVIATION: Final = re.compile(
    r"(?<!\w)(?:\d+|TP|Tp|GS|PGS|TS|ThS|Th\.S|BS|CN|KS|LS|NSND|NSƯT|NS|ĐH|St|Mr|Mrs|Ms|Dr|No|tr|Tr|vd|VD|[A-ZĐ](?:\.[A-ZĐ])*)\.\s*$"
)
"""What ends with a point inside a sentence: abbreviations, initials. A number does at the start of an item."""

_MAX_ABBREVIATION_CHARS: Final = 12
"""Characters before a point that may be an abbreviation."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article."""

    article_id: str
    paragraph: int
    """1, 2, … in the text."""

    number: int
    """1, 2, … in the article."""

    text: str
    words: tuple[str, ...]
    """Its words and marks; the syllables of a word are separated by a space."""

    def line(self) -> str:
        """Return the words with spaces between them, and ``_`` within a word: ``thành_phố Hà_Nội``."""
        return " ".join(word.replace(" ", "_") for word in self.words)

    def conllu(self) -> str:
        """Return the sentence as CoNLL-U: ids and forms, and where no space follows; the rest is left to a tagger.

        A form of several syllables has spaces, as in the treebank UD Vietnamese VTB.
        """
        lines = [f"# newdoc id = {self.article_id}"] if self.number == 1 else []
        lines += [f"# sent_id = {self.article_id}-s{self.number}", f"# text = {self.text}"]
        glued = _glued(self.text, self.words)
        for number, word in enumerate(self.words, 1):
            space = "SpaceAfter=No" if number - 1 in glued else "_"
            lines.append("\t".join((str(number), word, *"_" * 7, space)))
        return "\n".join(lines) + "\n"


def sentences_of(record: dict[str, Any], segment: Segmenter) -> Iterator[Sentence]:
    """Yield the sentences of a record's text."""
    number = 0
    for paragraph, part in enumerate((record.get("text") or "").split("\n\n"), 1):
        for text in split_sentences(part):
            words = tuple(
                filter(None, (" ".join(word.replace("_", " ").split()) or word.strip() for word in segment(text)))
            )
            if words:
                number += 1
                yield Sentence(record["id"], paragraph, number, text, words)


def split_sentences(paragraph: str) -> Iterator[str]:
    """Yield the sentences of a paragraph.

    >>> list(split_sentences("Ông ở TP. Huế. Bà T. nói: “Thôi!” Rồi đi."))
    ['Ông ở TP. Huế.', 'Bà T. nói: “Thôi!”', 'Rồi đi.']
    """
    text = " ".join(paragraph.split())
    begin = 0
    for end in _END.finditer(text):
        following = end["next"]
        before = text[max(begin, end.end() - _MAX_ABBREVIATION_CHARS) : end.end()]
        short = _ABBREVIATION.search(before)
        is_item = short and short[0][0].isdigit() and not text[begin : end.start()].isdecimal()
        if following.islower() or (short and not is_item):
            continue
        yield text[begin : end.end()].rstrip()
        begin = end.end()
    if begin < len(text):
        yield text[begin:]


def syllables(text: str) -> list[str]:
    """Return the syllables, numbers and marks of a sentence.

    >>> syllables("Giá xăng là 23.500 đồng/lít.")
    ['Giá', 'xăng', 'là', '23.500', 'đồng', '/', 'lít', '.']
    """
    return _TOKEN.findall(text)


def segmenter(name: str | Segmenter) -> Segmenter:
    """Return a segmenter by its name, or the function that was given.

    :class:`~newscrawl.OutputError` names the package that is missing, :class:`ValueError` an unknown name.
    """
    if callable(name):
        return name
    if name == "syllables":
        return syllables
    if name == "underthesea":
        return partial(_by_underthesea, library("underthesea", "--segmenter underthesea").word_tokenize)
    if name == "pyvi":
        return partial(_by_pyvi, library("pyvi.ViTokenizer", "--segmenter pyvi", pip="pyvi").tokenize)
    raise ValueError(f"there is no segmenter {name!r}; there are {', '.join(SEGMENTERS)}, or give a function")


SEGMENTERS: Final = ("syllables", "underthesea", "pyvi")
"""Segmenters that are known by name."""


def _by_underthesea(tokenize: Callable[[str], list[str]], text: str) -> list[str]:
    return tokenize(text)


def _by_pyvi(tokenize: Callable[[str], str], text: str) -> list[str]:
    # pyvi joins syllables by "_" and separates words by a space.
    return tokenize(text).split()


def _glued(text: str, words: Iterable[str]) -> set[int]:
    """Return the numbers of the words that no space follows; empty if the segmenter changed the text."""
    glued, at = set(), 0
    for number, word in enumerate(words):
        while at < len(text) and text[at].isspace():
            at += 1
        for character in word:
            if character.isspace():
                while at < len(text) and text[at].isspace():
                    at += 1
            elif at < len(text) and text[at] == character:
                at += 1
            else:
                return set()
        if at < len(text) and not text[at].isspace():
            glued.add(number)
    return glued
