"""The passage of a text that answers a query, as the text prints it, with the words that were found.

SQLite's own snippet() would show the folded text. Pure.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from newscrawl.corpus.search.folding import fold, with_tones

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscrawl.corpus.search.query import Query

SNIPPET_WORDS: Final = 36
"""Words of a snippet."""

_WORDS_BEFORE: Final = 6
"""Words that stand before the first word that was found."""

_MAX_TRIED_HITS: Final = 200
"""Words found that a passage may begin at; a report of a whole day can have thousands."""

_WORD: Final = re.compile(r"(?:[^\W_][\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff]*)+")
"""A word of the original text, with decomposed letters and invisible characters in it."""

_SPACES: Final = re.compile(r"\s+")


class Piece(NamedTuple):
    """A stretch of text, and whether it answers the query."""

    text: str
    is_hit: bool


def marked(text: str, query: Query, *, is_folded: bool = False) -> list[Piece]:
    """Return the whole text with the words that were found, such as a headline."""
    words = list(_WORD.finditer(text))
    return _pieces(text, words, _hits(words, query, is_folded=is_folded), 0, len(text))


def snippet(text: str, query: Query, *, is_folded: bool = False, words: int = SNIPPET_WORDS) -> list[Piece]:
    """Return the passage of at most ``words`` words with the most different terms, white space collapsed."""
    found = list(_WORD.finditer(text))
    if not found:
        return []
    hits = _hits(found, query, is_folded=is_folded)
    first = _best_start(hits, len(found), words)
    last = min(first + words, len(found)) - 1
    start = 0 if first == 0 else found[first].start()
    end = len(text) if last == len(found) - 1 else found[last].end()
    pieces = _pieces(text, found, hits, start, end)
    if start:
        pieces.insert(0, Piece("… ", is_hit=False))
    if end < len(text):
        pieces.append(Piece(" …", is_hit=False))
    return [Piece(_SPACES.sub(" ", piece.text), piece.is_hit) for piece in pieces]


def plain(pieces: Sequence[Piece], before: str = "", after: str = "") -> str:
    """Return pieces as one text, with something before and after each word that was found."""
    return "".join(f"{before}{piece.text}{after}" if piece.is_hit else piece.text for piece in pieces)


def _hits(words: Sequence[re.Match[str]], query: Query, *, is_folded: bool) -> dict[int, int]:
    """Return the number of the term for each word that was found, by the word's place."""
    keys = [with_tones(word[0]) for word in words]
    if is_folded:
        keys = [fold(key) for key in keys]
    places: dict[str, list[int]] = {}
    for place, key in enumerate(keys):
        places.setdefault(key, []).append(place)
    hits: dict[int, int] = {}
    for number, term in enumerate(query.terms):
        for form in term.forms:
            for start in _starts(keys, places, form, is_prefix=term.is_prefix):
                for place in range(start, start + len(form)):
                    hits.setdefault(place, number)
    return hits


def _starts(keys: Sequence[str], places: dict[str, list[int]], form: tuple[str, ...], *, is_prefix: bool) -> list[int]:
    """Return where one form of a term stands."""
    *before, last = form
    if not is_prefix:
        return [start for start in places.get(form[0], []) if tuple(keys[start : start + len(form)]) == form]
    if not before:
        return [place for place, key in enumerate(keys) if key.startswith(last)]
    size = len(before)
    return [
        start
        for start in places.get(form[0], [])
        if keys[start : start + size] == before and start + size < len(keys) and keys[start + size].startswith(last)
    ]


def _best_start(hits: dict[int, int], count: int, words: int) -> int:
    """Return the first word of the passage: the one with the most different terms, then the most words found, then the first."""
    best, best_score = 0, (0, 0)
    order = sorted(hits)[:_MAX_TRIED_HITS]
    for place in order:
        start = max(0, min(place - _WORDS_BEFORE, count - words))
        inside = [hits[other] for other in order if start <= other < start + words]
        score = (len(set(inside)), len(inside))
        if score > best_score:
            best, best_score = start, score
    return best


def _pieces(text: str, words: Sequence[re.Match[str]], hits: dict[int, int], start: int, end: int) -> list[Piece]:
    """Return the text from ``start`` to ``end`` (in characters), cut around the words that were found."""
    pieces: list[Piece] = []
    at = start
    for place in sorted(hits):
        word = words[place]
        if word.start() < start or word.end() > end:
            continue
        if pieces and pieces[-1].is_hit and hits.get(place - 1) == hits[place] and text[at : word.start()].isspace():
            pieces[-1] = Piece(pieces[-1].text + text[at : word.end()], is_hit=True)  # a phrase is one mark
        else:
            if at < word.start():
                pieces.append(Piece(text[at : word.start()], is_hit=False))
            pieces.append(Piece(word[0], is_hit=True))
        at = word.end()
    if at < end:
        pieces.append(Piece(text[at:end], is_hit=False))
    return pieces
