"""What a person types, as an expression of SQLite's FTS5.

Words are all wanted. ``"lũ lụt"`` is a phrase, ``lũ*`` a prefix, ``-bão`` must not occur, ``OR`` stands between two choices.
Nothing else has a meaning, and no text is a syntax error: each word reaches SQLite in quotes.

A word that is no Vietnamese syllable may be several that lost their spaces: ``lũlụt`` also searches ``"lũ lụt"``.

Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Final

from newscrawl.corpus.search.folding import TOKEN, fold, with_tones
from newscrawl.text.leftover_entities import decode_leftover_entities
from newscrawl.text.mojibake import decode as decode_mojibake
from newscrawl.text.syllables import spellings

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

MAX_TERMS: Final = 50
"""Words and phrases of a query."""

MAX_QUERY_CHARS: Final = 2_000
"""Characters of a query."""

_MIN_GLUED_CHARS: Final = 4
_MAX_GLUED_CHARS: Final = 40
"""Length of a word that may be several syllables without their spaces."""

_MAX_SYLLABLE_CHARS: Final = 7
"""Letters of the longest syllable: nghiêng."""

_MAX_PARTS: Final = 6
"""Syllables that such a word may consist of."""

_MAX_CUTS: Final = 12
"""Ways to cut a word that are searched."""

_MAX_BOOSTED: Final = 8
"""Neighbouring words of a query whose pairs are ranked higher."""

_TERM: Final = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)(?:"|$)|(?P<word>[^\s"]+))(?P<star>(?<=")\*)?')
_OPERATORS: Final = frozenset({"OR", "AND"})
_WORD: Final = re.compile(r"\w*[^\W_]\w*")
"""A word of several syllables, joined by ``_``."""

_QUOTES: Final = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
_CASE_SEAM: Final = re.compile(r"(?<=[^\W\d_])(?=[^\W\d_])")


class QueryError(ValueError):
    """There is nothing to search for, or too much."""


@dataclass(frozen=True, slots=True)
class Term:
    """One word or phrase, in each form that it may have in the text."""

    forms: tuple[tuple[str, ...], ...]
    """Sequences of words, as :func:`~newscrawl.corpus.search.folding.with_tones` or ``folded`` returns them; the first is as typed."""

    is_prefix: bool = False
    """Whether the last word may go on."""

    is_quoted: bool = False

    def by_syllables(self) -> Term:
        """Return the term with its words cut at ``_``."""
        forms = tuple(tuple(part for word in form for part in word.split("_") if part) for form in self.forms)
        return replace(self, forms=forms)

    def expression(self) -> str:
        """Return the term for FTS5."""
        forms = [f'"{" ".join(words)}"{" *" if self.is_prefix else ""}' for words in self.forms]
        return forms[0] if len(forms) == 1 else f"({' OR '.join(forms)})"


@dataclass(frozen=True, slots=True)
class Query:
    """A query: one of each group must occur, and none of ``excluded``."""

    groups: tuple[tuple[Term, ...], ...]
    excluded: tuple[Term, ...] = ()

    @property
    def terms(self) -> tuple[Term, ...]:
        """What is marked in a text that was found."""
        return tuple(term for group in self.groups for term in group)

    def by_syllables(self) -> Query:
        """Return the query with its words cut into syllables, as they stand in the text."""
        return Query(
            tuple(tuple(term.by_syllables() for term in group) for group in self.groups),
            tuple(term.by_syllables() for term in self.excluded),
        )

    def expression(self, *, is_ranked: bool = True) -> str:
        """Return the query for FTS5.

        Neighbouring words add their pairs as a choice that decides nothing but the rank: a text with ``đồng nai`` comes before one
        with ``đồng`` here and ``nai`` there. Without ``is_ranked`` they are left out, which is faster and finds the same.
        """
        parts = []
        for group in self.groups:
            choices = " OR ".join(term.expression() for term in group)
            parts.append(f"({choices})" if len(group) > 1 else choices)
        if is_ranked and (pairs := self._pairs()):
            parts.append(f"({' OR '.join([parts[0], *pairs])})")
        wanted = " AND ".join(parts)
        if not self.excluded:
            return wanted
        return f"({wanted}) NOT ({' OR '.join(term.expression() for term in self.excluded)})"

    def _pairs(self) -> list[str]:
        """Return the phrases of neighbouring words."""
        if not 1 < len(self.groups) <= _MAX_BOOSTED:
            return []
        single = [
            group[0].forms[0] if len(group) == 1 and not group[0].is_quoted and not group[0].is_prefix else None
            for group in self.groups
        ]
        pairs = [
            f'"{" ".join((*first, *second))}"'
            for first, second in pairwise(single)
            if first is not None and second is not None
        ]
        known = [words for words in single if words is not None]
        if len(known) == len(single) > 2:  # noqa: PLR2004 - a pair is already there
            pairs.append(f'"{" ".join(word for words in known for word in words)}"')
        return list(dict.fromkeys(pairs))


def segmented(text: str, segment: Callable[[str], str]) -> str:
    """Return a query with the syllables of each word joined by ``_``. Only plain words and phrases are segmented."""
    parts: list[str] = []
    run: list[str] = []

    def close() -> None:
        if run:
            parts.append(segment(" ".join(run)))
            run.clear()

    for found in _TERM.finditer(text.translate(_QUOTES)):
        word = found["word"]
        if word and not found["minus"] and not word.endswith("*") and word not in _OPERATORS:
            run.append(word)
            continue
        close()
        phrase = found["phrase"]
        parts.append(found[0] if phrase is None else f'{found["minus"] or ""}"{segment(phrase)}"{found["star"] or ""}')
    close()
    return " ".join(parts)


def parse(text: str, *, is_folded: bool = False, by_words: bool = False) -> Query:
    """Read a query. :class:`QueryError` if it holds no word to search for, or too many.

    With ``by_words`` the text is one that :func:`segmented` returned.
    """
    if len(text) > MAX_QUERY_CHARS:
        raise QueryError(f"The query has more than {MAX_QUERY_CHARS:,} characters: shorten it")
    text = decode_leftover_entities(decode_mojibake(text)[0])[0].replace("\x00", " ").translate(_QUOTES)
    groups: list[tuple[Term, ...]] = []
    excluded: list[Term] = []
    is_choice = False
    for found in _TERM.finditer(text):
        if found["word"] in _OPERATORS:
            is_choice = found["word"] == "OR" and bool(groups)
            continue
        if (term := _term(found, is_folded=is_folded, by_words=by_words)) is None:
            continue
        if found["minus"]:
            excluded.append(term)
        elif is_choice:
            groups[-1] = (*groups[-1], term)
        else:
            groups.append((term,))
        is_choice = False
    if not groups:
        raise QueryError('The query has no word to search for: write one, such as "lũ lụt"')
    if sum(map(len, groups)) + len(excluded) > MAX_TERMS:
        raise QueryError(f"The query has more than {MAX_TERMS} words: shorten it")
    return Query(tuple(groups), tuple(excluded))


def _term(found: re.Match[str], *, is_folded: bool, by_words: bool) -> Term | None:
    """Return the term of one match, ``None`` if it has no letter or digit."""
    written = found["phrase"] if found["phrase"] is not None else found["word"]
    toned = with_tones(written)
    words = tuple((_WORD if by_words else TOKEN).findall(fold(toned) if is_folded else toned))
    if not words:
        return None
    forms = [words]
    if not by_words and any(_may_be_glued(word, is_folded=is_folded) for word in words):
        forms += _unglued(written, words, is_folded=is_folded)
    return Term(
        tuple(dict.fromkeys(forms)),
        is_prefix=written.endswith("*") or found["star"] is not None,
        is_quoted=found["phrase"] is not None,
    )


# -- lost spaces ------------------------------------------------------------------------------------------------------


@cache
def _syllables(*, is_folded: bool) -> frozenset[str]:
    """Return the legal syllables, in the form that is searched."""
    return frozenset(map(fold, spellings())) if is_folded else frozenset(spellings())


def _may_be_glued(word: str, *, is_folded: bool) -> bool:
    return _MIN_GLUED_CHARS <= len(word) <= _MAX_GLUED_CHARS and word not in _syllables(is_folded=is_folded)


def _unglued(written: str, words: Sequence[str], *, is_folded: bool) -> Iterator[tuple[str, ...]]:
    """Yield the term with its words cut at their capitals, then each cut of each word into syllables."""
    seams = [match.start() for match in _CASE_SEAM.finditer(written) if written[match.start()].isupper()]
    seams = [seam for seam in seams if written[seam - 1].islower()]
    if seams:
        parts = [written[start:end] for start, end in zip([0, *seams], [*seams, None], strict=True)]
        toned = with_tones(" ".join(parts))
        yield tuple(TOKEN.findall(fold(toned) if is_folded else toned))
    for place, word in enumerate(words):
        if _may_be_glued(word, is_folded=is_folded):
            for cut in _cuts(word, _syllables(is_folded=is_folded)):
                yield (*words[:place], *cut, *words[place + 1 :])


def _cuts(word: str, legal: Collection[str]) -> list[tuple[str, ...]]:
    """Return the ways to cut a word into syllables, those with the fewest first. One-letter syllables only where nothing else helps."""
    for min_chars in (2, 1):
        found: list[tuple[str, ...]] = []
        for parts in range(2, _MAX_PARTS + 1):
            found += islice(_cuts_into(parts, word, legal, min_chars), _MAX_CUTS - len(found))
        if found:
            return [tuple(map(with_tones, cut)) for cut in found]
    return []


def _cuts_into(parts: int, word: str, legal: Collection[str], min_chars: int) -> Iterator[tuple[str, ...]]:
    """Yield the ways to cut a word into exactly ``parts`` syllables of at least ``min_chars`` letters."""
    if parts == 1:
        if len(word) >= min_chars and word in legal:
            yield (word,)
        return
    for end in range(min_chars, min(_MAX_SYLLABLE_CHARS, len(word) - min_chars) + 1):
        if word[:end] in legal:
            for rest in _cuts_into(parts - 1, word[end:], legal, min_chars):
                yield (word[:end], *rest)
