"""Split glued words, which lost the space between them: ``nhiềukết quả``, ``ThịÁnh``, ``củaUBND``, ``hãngApple``.

A token that is neither a legal syllable nor a known word is split if every part is one. Among several splits, counts
decide: how often the parts follow each other and the words next to them. Guards keep names and loanwords whole.

A *cut* is one way to split a token. A *plain* syllable has no diacritic. A *foreign* word is a known word that is not a
syllable.
"""

import re
from functools import lru_cache
from itertools import pairwise
from math import log
from typing import Literal, NamedTuple, TypeGuard

from newscrawl.text.model import Model
from newscrawl.text.syllables import has_diacritic, has_vietnamese_letter, spellings

MAX_PARTS = 4
"""Maximum number of parts of a glued token."""

MAX_LETTERS = 40
"""Maximum length of a token in letters. Four glued words are not longer."""

ONE_LETTER_PARTS = frozenset("ởýôàừồổyơảấếốụịáủùèòó")
"""Syllables of one letter that may be a part."""

_ARTICLE_NAME_COUNT = 200
"""Count assumed for a name of the article at hand, which is far more frequent there than in the language."""

MIN_FOREIGN_LETTERS = 3
"""Minimum length of a foreign part in letters."""

_MAX_RARITY = 3e6
"""A syllable is too rare for a part if it is seen less than once in this many syllables."""
_MIN_SCORE = -24.0
"""Minimum log probability of a cut into two parts that may be a loanword, in nats. It grows with the number of parts."""
_SCORE_PER_LETTER = 1.5
"""Nats by which the minimum falls with each letter beyond five: a long token is hardly a loanword."""
_MIN_NATIVE_SCORE = -33.0
"""Minimum log probability of a cut into two parts, in nats, where a tone, letter, initial or capital shows that it is
not a loanword."""
_NATIVE_INITIALS = frozenset(("th", "tr", "nh", "ng", "ngh", "gi", "kh"))
"""Initials that loanwords hardly have inside."""

_NATIVE_TONES = frozenset(("huyền", "hỏi", "ngã", "nặng"))
"""Tones that loanwords hardly have."""

_MIN_SCORE_LEAD = 1.5
"""Minimum difference between the best and the second cut, in nats."""
_PAIR_WEIGHT = 0.9
"""Weight of the pair's probability in the score."""

_UNIGRAM_WEIGHT = 0.1
"""Weight of the single word's probability in the score."""

_MIN_WHOLE_COUNT = 3
"""Minimum count of the whole token to keep it."""

_MIN_WHOLE_TO_PAIR = 0.01
"""Minimum count of the whole token to keep it, as a share of the rarest pair's count."""

_MIN_PLAIN_PAIR = 20
"""Minimum count of a pair of plain syllables inside a longer cut, or with a capital at the seam."""

_MIN_PLAIN_TOKEN_PAIR = 100
"""Minimum count of the pair of a token without diacritics."""

_MIN_PAIR_TO_WHOLE = 500
"""Minimum count of such a pair as a multiple of the token's own count."""

_MIN_PAIR_IN_CONTEXT = 10
"""Minimum count of such a pair if a pair with the word before or after is common as well."""

_MIN_CONTEXT_LETTERS = 6
"""Minimum length in letters of a token for that smaller count."""

_MIN_ONE_LETTER_PAIR = 20
"""Minimum count of a pair with a part of one letter."""

_MIN_ONE_LETTER_INSIDE = 2
"""Minimum count inside the token if a pair with the word next to it is common."""

_MIN_EVIDENT_PAIR = 15
"""Minimum count of a pair that is evidence for a cut in a word that other languages may have."""

_MIN_RARE_PAIR = 5
"""The same for a word in lower case, which is no name."""

_MIN_LONG_NAME_LETTERS = 7
"""Minimum length of a word in a title's capitals and without diacritics that may be glued."""

_MAX_SHORT_TOKEN_LETTERS = 5
"""Maximum length of a word that is more likely misspelled (``nguời``) than glued, if its parts never stand together."""

_MIN_FUNCTION_WORD_COUNT = 3000
"""Minimum count of a syllable that is split from an unknown name without other evidence."""
_MIN_UNKNOWN_NAME_LETTERS = 4
"""Minimum length in letters of an unknown name that is split from a lower-case syllable after it."""

_ASCII_NAME = re.compile(r"[A-Z][a-z]+")

_BEFORE_NAMES = ("ở", "Ở")
"""The only syllable of one letter that stands before names: ởTP.HCM, ởParis."""
_PLAIN_WORDS_AFTER_NAMES = ("cho", "khi", "sang", "theo", "trong")
"""Plain syllables that are split from a known name before them."""

_LATIN_1_WORDS = frozenset(("và", "là", "có", "vào"))
"""Syllables split from an unknown name, although names of other languages could end with them."""

Kind = Literal["syllable", "foreign", "acronym"]
"""What a part is."""


class Part(NamedTuple):
    """One part of a cut."""

    text: str
    key: str
    """The part in lower case, in the spelling that the model counts."""
    kind: Kind


Cut = tuple[Part, ...]
"""The parts of one split."""


class Splitter:
    """Split glued words by the counts of a model. ``names`` are further known words, in lower case."""

    def __init__(self, model: Model, names: frozenset[str] = frozenset()) -> None:
        self._model = model
        self._names = names
        self._legal = spellings()
        self._least_count = model.total / _MAX_RARITY
        self._remembered_cuts = lru_cache(maxsize=1 << 14)(self._cuts)
        self.split = lru_cache(maxsize=1 << 14)(self._split)
        """Return the parts of a glued token, given the words before and after it; ``()`` if the token is not glued.
        Empty strings stand for missing words."""

    def cuts(self, token: str) -> tuple[Cut, ...]:
        """Return every possible cut of a token; none if the token is right whatever stands next to it."""
        return self._remembered_cuts(token) if MIN_FOREIGN_LETTERS <= len(token) <= MAX_LETTERS else ()

    def _cuts(self, token: str) -> tuple[Cut, ...]:
        lower = token.lower()
        if lower in self._legal:
            return ()
        joins_names = not token.isascii() and _next_capital(token, 1) < len(
            token
        )  # LuânĐôn is two words, luânđôn is one
        if self.is_known(lower) and not joins_names:
            return ()
        if _has_adjacent_capitals(token) and not token.isupper():
            return self._acronym_cuts(token)
        if not has_diacritic(token):
            return self._plain_cuts(token, lower) or self._plain_name_cuts(token)
        found: list[Cut] = []
        self._extend((), token, lower, 0, found)
        return tuple(cut for cut in found if not self._is_forbidden(cut, token)) or self._name_cuts(token)

    def _plain_cuts(self, token: str, lower: str) -> tuple[Cut, ...]:
        """Return cuts of a token without diacritics into two syllables that are a frequent pair."""
        legal, model = self._legal, self._model
        seen_whole = model.words.get(lower, 0)
        least = _MIN_PLAIN_TOKEN_PAIR
        if _next_capital(token, 1) < len(token) and not token.isupper():
            least = _MIN_PLAIN_PAIR
        elif len(token) >= _MIN_CONTEXT_LETTERS and not seen_whole and token.islower():
            least = _MIN_PAIR_IN_CONTEXT
        least = max(least, _MIN_PAIR_TO_WHOLE * seen_whole)
        stop = _next_capital(token, 1)
        ends = range(1, len(lower)) if stop == len(lower) else (stop,)
        return tuple(
            (Part(token[:at], lower[:at], "syllable"), Part(token[at:], lower[at:], "syllable"))
            for at in ends
            if lower[at:] in legal and lower[:at] in legal and model.pair(lower[:at], lower[at:]) >= least
        )

    def _plain_name_cuts(self, token: str) -> tuple[Cut, ...]:
        """Split a frequent plain syllable from a known name: ``theoReuters``, ``Bernecho``."""
        capital = _next_capital(token, 1)
        if capital < len(token):
            head = self._part(token[:capital], token[:capital], foreign=False)
            name = token[capital:]
            if not (self._is_function_word(head) and _is_name(name) and self.is_known(name.lower())):
                return ()
            return ((head, Part(name, name.lower(), "foreign")),)
        for word in _PLAIN_WORDS_AFTER_NAMES:
            name = token[: -len(word)]
            known = (
                len(name) >= _MIN_UNKNOWN_NAME_LETTERS and _ASCII_NAME.fullmatch(name) and self.is_known(name.lower())
            )
            if known and token.endswith(word) and not name.endswith("s"):
                return ((Part(name, name.lower(), "foreign"), Part(word, word, "syllable")),)
        return ()

    def _is_function_word(self, part: Part | None) -> TypeGuard[Part]:
        """Return whether a part is frequent and long enough to stand before any name."""
        return (
            part is not None
            and len(part.text) >= MIN_FOREIGN_LETTERS
            and part.text.islower()
            and self._model.syllables[part.key] >= _MIN_FUNCTION_WORD_COUNT
        )

    def is_known(self, lower: str) -> bool:
        """Return whether a lower-case word is known but not a syllable: a name, a loanword, a foreign word."""
        return lower in self._model.words or lower in self._names

    def is_rare(self, syllable: str) -> bool:
        """Return whether a syllable is too rare to be a part.

        It must be in lower case, with the mark on the first vowel.
        """
        return self._model.syllables.get(syllable, 0) < self._least_count

    def _extend(self, cut: Cut, token: str, lower: str, start: int, found: list[Cut]) -> None:
        """Add to ``found`` every cut of the token that begins with ``cut``, which ends at ``start``."""
        if start == len(token):
            if len(cut) > 1 and _admissible(cut):
                found.append(cut)
            return
        if len(cut) == MAX_PARTS:
            return
        stop = _next_capital(token, start + 1)
        for end in range(start + 1, stop + 1):
            part = self._part(token[start:end], lower[start:end], foreign=all(p.kind != "foreign" for p in cut))
            if part is not None:
                self._extend((*cut, part), token, lower, end, found)

    def _part(self, text: str, lower: str, *, foreign: bool) -> Part | None:
        syllable = self._legal.get(lower)
        may_stand_alone = len(lower) > 1 or lower in ONE_LETTER_PARTS
        if syllable is not None and may_stand_alone and not self.is_rare(syllable.first):
            return Part(text, syllable.first, "syllable")
        if (
            foreign
            and len(lower) >= MIN_FOREIGN_LETTERS
            and self.is_known(lower)
            and (text.isascii() or text[0].isupper())
        ):
            return Part(text, lower, "foreign")
        return None

    def _acronym_cuts(self, token: str) -> tuple[Cut, ...]:
        """Split an acronym and a syllable with a diacritic, in either order: ``củaUBND``, ``GDPtăng``, ``PVDân``."""
        trailing = len(token) - len(token.rstrip(_capitals(token)))
        leading = len(token) - len(token.lstrip(_capitals(token)))
        if trailing > 1 and (token[1:-trailing].islower() or token[:-trailing] in _BEFORE_NAMES):
            acronym_last = True
            cuts: tuple[int, ...] = (len(token) - trailing,)
        elif leading > 1 and token[leading:].islower():
            acronym_last = False
            cuts = (leading - 1, leading)  # the last capital may belong to the syllable
        else:
            return ()
        for at in cuts:
            left, right = token[:at], token[at:]
            if (
                not acronym_last
                and at == 1
                and self._is_function_word(self._part(right.lower(), right.lower(), foreign=False))
            ):
                return ()  # PTrên is P and Trên, hardly PT and rên
            syllable, acronym = (left, right) if acronym_last else (right, left)
            part = self._part(syllable, syllable.lower(), foreign=False)
            plain_head = acronym_last and self._is_function_word(part)
            long_enough = len(syllable) > 1 or syllable in _BEFORE_NAMES
            if part and long_enough and len(acronym) > 1 and (has_diacritic(syllable) or plain_head):
                other = Part(acronym, acronym.lower(), "acronym")
                return ((part, other) if acronym_last else (other, part),)
        return ()

    def _name_cuts(self, token: str) -> tuple[Cut, ...]:
        """Split a syllable with a diacritic from a name in no list: ``củaMaya``, ``Tuchelvà``."""
        capital = _next_capital(token, 1)
        if capital < len(token):
            left, right = token[:capital], token[capital:]
            if (capital == 1 and left not in _BEFORE_NAMES) or not has_diacritic(left) or not _is_name(right):
                return ()
            name = Part(right, right.lower(), "foreign")
            if part := self._part(left, left.lower(), foreign=False):
                return ((part, name),)
            return tuple((*cut, name) for cut in self.cuts(left) if all(part.kind == "syllable" for part in cut))
        return tuple(
            (Part(found[0], found[0].lower(), "foreign"), part)
            for at in range(_MIN_UNKNOWN_NAME_LETTERS, len(token) - 1)
            if (part := self._part(token[at:], token[at:], foreign=False))
            and self._model.syllables[part.key] >= _MIN_FUNCTION_WORD_COUNT
            and (has_vietnamese_letter(part.key) or part.key in _LATIN_1_WORDS or part.key.endswith(("ng", "nh")))
            and (found := _ASCII_NAME.fullmatch(token, 0, at))
        )

    def _split(self, token: str, before: str, after: str) -> tuple[str, ...]:
        cuts = self.cuts(token)
        if not cuts:
            return ()
        best = cuts[0]
        if len(cuts) > 1 or all(part.kind == "syllable" for part in best):
            ranked = sorted(((self._score(cut, before, after), cut) for cut in cuts), reverse=True)
            score, best = ranked[0]
            if score < self._floor(best) or (len(ranked) > 1 and score - ranked[1][0] < _MIN_SCORE_LEAD):
                return ()
        if self._has_lone_letter(best, before, after) or self._is_foreign_word(best, before, after):
            return ()
        if not self._has_evidence(best, token, before, after):
            return ()
        return tuple(part.text for part in best)

    def _floor(self, cut: Cut) -> float:
        """Return the minimum score of a cut, in nats."""
        syllables = [self._legal[part.key] for part in cut if part.kind == "syllable"]
        native = any(syllable.tone in _NATIVE_TONES or "ư" in syllable.rime for syllable in syllables)
        native = native or any(syllable.initial in _NATIVE_INITIALS for syllable in syllables[1:])
        if native or any(part.text[0].isupper() and not part.text.isupper() for part in cut[1:]):
            return _MIN_NATIVE_SCORE * len(cut) / 2
        return _MIN_SCORE * len(cut) / 2 - _SCORE_PER_LETTER * max(0, sum(len(part.text) for part in cut) - 5)

    def _score(self, cut: Cut, before: str, after: str) -> float:
        words = [self._key(before), *(part.key for part in cut)]
        score = sum(self._log(first, second) for first, second in pairwise(words))
        following = self._key(after)
        if following in self._model.syllables:
            score += self._log(words[-1], following) - self._log("", following)
        return score

    def _key(self, word: str) -> str:
        syllable = self._legal.get(word.lower())
        return syllable.first if syllable else ""

    def _log(self, first: str, second: str) -> float:
        """Return the log probability of a word after another one, in nats."""
        model = self._model
        unlisted = _ARTICLE_NAME_COUNT if second in self._names else 1
        alone = (model.syllables.get(second) or model.words.get(second) or unlisted) / model.total
        count = model.syllables.get(first, 0)
        if not count:
            return log(alone)
        return log(_PAIR_WEIGHT * model.pair(first, second) / count + _UNIGRAM_WEIGHT * alone)

    def _is_forbidden(self, cut: Cut, token: str) -> bool:
        """Return whether a guard forbids the cut, whatever stands next to the token."""
        if any(part.kind != "syllable" for part in cut):
            return False
        keys = [part.key for part in cut]
        counts = [self._model.pair(first, second) for first, second in pairwise(keys)]
        whole = self._model.words.get(token.lower(), 0)
        if whole >= _MIN_WHOLE_COUNT and whole > _MIN_WHOLE_TO_PAIR * min(counts):
            return True
        if token.istitle() and not has_vietnamese_letter(token) and not all(counts):
            return True  # Simón, Sebastián
        plain = [not has_diacritic(key) for key in keys]
        return any(a and b and count < _MIN_PLAIN_PAIR for (a, b), count in zip(pairwise(plain), counts, strict=True))

    def _is_foreign_word(self, cut: Cut, before: str, after: str) -> bool:
        """Return whether a token without diacritics, whose pair is not common, stands among foreign words."""
        keys = [part.key for part in cut]
        if (
            cut[-1].text[0].isupper()
            or any(map(has_diacritic, keys))
            or self._model.pair(*keys[:2]) >= _MIN_PLAIN_TOKEN_PAIR
        ):
            return False
        beside = self._model.pair(self._key(before), keys[0]), self._model.pair(keys[-1], self._key(after))
        return max(beside) < _MIN_PLAIN_PAIR

    def _has_evidence(self, cut: Cut, token: str, before: str, after: str) -> bool:
        """Return whether a cut has evidence beyond legal parts: a capital at a seam, a letter of Vietnamese alone, or common pairs.

        A word in a title's capitals (``Pathé``, ``Nauy``) is a name unless its parts and the word beside it are common pairs. In
        any other word without a Vietnamese letter (``rápida``) the parts, or one of them and the word beside it, must be one.
        """
        if any(part.text[0].isupper() or part.kind == "acronym" for part in cut[1:]) or token.isupper():
            return True
        keys = [part.key for part in cut]
        inside = min(self._model.pair(first, second) for first, second in pairwise(keys))
        outside = max(self._model.pair(self._key(before), keys[0]), self._model.pair(keys[-1], self._key(after)))
        counts = [self._model.syllables.get(part.key, 0) for part in cut if part.kind == "syllable"]
        are_frequent = all(count >= _MIN_FUNCTION_WORD_COUNT for count in counts)
        has_foreign = len(counts) < len(cut)
        if has_vietnamese_letter(token):
            is_short = len(token) <= _MAX_SHORT_TOKEN_LETTERS and len(cut) == 2  # noqa: PLR2004 - one seam
            return not is_short or has_foreign or are_frequent or max(inside, outside) > 0
        if has_foreign:
            is_name = any(part.kind == "foreign" and part.text[0].isupper() for part in cut)
            return (are_frequent and is_name) or outside >= _MIN_RARE_PAIR
        if token.istitle():
            is_long = has_diacritic(token) or len(token) >= _MIN_LONG_NAME_LETTERS
            return is_long and inside >= (_MIN_EVIDENT_PAIR if outside >= _MIN_EVIDENT_PAIR else _MIN_PLAIN_TOKEN_PAIR)
        beside = (self._key(before), self._key(after))
        is_beside_syllable = any(map(has_diacritic, beside)) or (len(cut) == 2 and any(beside))  # noqa: PLR2004 - one seam
        return max(inside, outside) >= _MIN_RARE_PAIR or (are_frequent and is_beside_syllable)

    def _has_lone_letter(self, cut: Cut, before: str, after: str) -> bool:
        """Return whether a part of one letter is too rare next to its neighbours."""
        keys = [part.key for part in cut]
        counts = [self._model.pair(first, second) for first, second in pairwise(keys)]
        return any(
            len(part.text) == 1 and part.kind == "syllable" and self._is_lone_letter(at, keys, counts, before, after)
            for at, part in enumerate(cut)
        )

    def _is_lone_letter(self, at: int, keys: list[str], counts: list[int], before: str, after: str) -> bool:
        inside = counts[max(0, at - 1) : at + 1]
        if keys[at] == "ở" or min(inside) >= _MIN_ONE_LETTER_PAIR:
            return False
        outside = 0
        if at == 0:
            outside = self._model.pair(self._key(before), keys[0])
        elif at == len(keys) - 1:
            outside = self._model.pair(keys[-1], self._key(after))
        least = 0 if keys[at] == "ý" else _MIN_ONE_LETTER_INSIDE
        return not (min(inside) >= least and outside >= _MIN_ONE_LETTER_PAIR)


def _has_adjacent_capitals(token: str) -> bool:
    return any(left.isupper() and right.isupper() for left, right in pairwise(token))


def _capitals(token: str) -> str:
    return "".join(letter for letter in token if letter.isupper())


def _next_capital(token: str, start: int) -> int:
    """Return where a part that starts before ``start`` must end: at the next capital or at the token's end.

    A token of capitals has no capital that begins a part.
    """
    if token.isupper():
        return len(token)
    return next((at for at in range(start, len(token)) if token[at].isupper()), len(token))


def _is_name(word: str) -> bool:
    """Return whether a word may be a name: only its first letter is a capital, or it is one capital (``hạngA``)."""
    return len(word) == 1 or (len(word) >= MIN_FOREIGN_LETTERS and word[1:].islower())


def _admissible(cut: Cut) -> bool:
    """Return whether the parts may stand together.

    A foreign part needs a Vietnamese part with a diacritic. Each seam of a foreign part needs such a part or a capital.
    """
    if all(part.kind == "syllable" for part in cut):
        return True
    if not any(part.kind == "syllable" and has_diacritic(part.text) for part in cut):
        return False
    return all(
        right.text[0].isupper() or has_diacritic((right if left.kind == "foreign" else left).text)
        for left, right in pairwise(cut)
        if "foreign" in (left.kind, right.kind)
    )
