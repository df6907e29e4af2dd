"""Words that lost the space between them: ``nhiềukết quả``, ``ThịÁnh``, ``củaUBND``, ``hãngApple``.

A run of letters that is neither a legal syllable nor a known word is cut where every part is one. Which cut is meant
is a question of counts: of how often the parts follow each other and the words beside them. Nothing is cut that a
guard holds to be a name, a loanword or a guess.
"""

import re
from functools import lru_cache
from itertools import pairwise
from math import log
from typing import Literal, NamedTuple, TypeGuard

from newscrawl.text.model import Model
from newscrawl.text.syllables import has_diacritic, has_vietnamese_letter, spellings

MAX_PARTS = 4
MAX_LETTERS = 40
"""A longer run is no four glued words."""

ONE_LETTER_PARTS = frozenset("ởýôàừồổyơảấếốụịáủùèòó")
_NAME_COUNT = 200
"""Count given to a name of the article at hand, where it is far more frequent than in the language."""

MIN_FOREIGN = 3
"""Letters of the shortest foreign part."""

_RARITY = 3e6
"""A part is seen once in so many syllables, at least."""
_FLOOR = -24.0
"""Least log probability of two parts that may be a loanword; more parts in proportion."""
_LEEWAY = 1.5
"""By how much the floor sinks with each letter beyond five: a long run of letters is hardly a loanword."""
_NATIVE_FLOOR = -33.0
"""The floor where a part has a tone, letter or inner initial that loanwords hardly take, or an inner capital."""
_NATIVE_INITIALS = frozenset(("th", "tr", "nh", "ng", "ngh", "gi", "kh"))
_NATIVE_TONES = frozenset(("huyền", "hỏi", "ngã", "nặng"))
_LEAD = 1.5
"""Least lead of the best cut over the second, in nats."""
_PAIR_WEIGHT, _UNIGRAM_WEIGHT = 0.9, 0.1
_SEEN_WHOLE = 3
_WHOLE_TO_PAIR = 0.01
_COMMON_PLAIN_PAIR = 20
_PLAIN_TOKEN_PAIR = 100
_PLAIN_PAIR_TO_WHOLE = 500
_PLAIN_PAIR_IN_CONTEXT, _LONG_PLAIN = 10, 6
"""Least count of a plain pair, and letters of the two, where a pair with the word before or after is common too."""
_ONE_LETTER_PAIR, _ONE_LETTER_BESIDE = 20, 2
_FUNCTION_WORD = 3000
"""Least count of a syllable that is cut from an unknown name without any other evidence."""
_UNKNOWN_NAME = 4
"""Letters of the shortest unknown name cut from a lower-case syllable after it."""

_ASCII_NAME = re.compile(r"[A-Z][a-z]+")

_BEFORE_NAMES = ("ở", "Ở")
"""The one syllable of one letter that stands before names: ởTP.HCM, ởParis."""
_PLAIN_WORDS_AFTER_NAMES = ("cho", "khi", "sang", "theo", "trong")
_LATIN_1_WORDS = frozenset(("và", "là", "có", "vào"))
"""Syllables cut from an unknown name although other languages could end a name so."""

Kind = Literal["syllable", "foreign", "acronym"]


class Part(NamedTuple):
    """One part of a cut."""

    text: str
    key: str
    """Lower case, in the spelling that is counted."""
    kind: Kind


Cut = tuple[Part, ...]


class Splitter:
    """Cuts glued words by the counts of one model; ``names`` are words (lower case) to count as known besides."""

    def __init__(self, model: Model, names: frozenset[str] = frozenset()) -> None:
        self._model = model
        self._names = names
        self._legal = spellings()
        self._least_count = model.total / _RARITY
        self._remembered_cuts = lru_cache(maxsize=1 << 16)(self._cuts)
        self.split = lru_cache(maxsize=1 << 14)(self._split)
        """The parts of a token that is glued, given the word before and after it ("" for none); else nothing."""

    def cuts(self, token: str) -> tuple[Cut, ...]:
        """Every cut of a token that could be meant; none when the token stands as it is, whatever is beside it."""
        return self._remembered_cuts(token) if MIN_FOREIGN <= len(token) <= MAX_LETTERS else ()

    def _cuts(self, token: str) -> tuple[Cut, ...]:
        lower = token.lower()
        if lower in self._legal:
            return ()
        joins_names = not token.isascii() and _next_capital(token, 1) < len(token)  # LuânĐôn is two words, luânđôn one
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
        """Cuts of a token without any diacritic: two syllables often seen together, hardly ever as one word."""
        legal, model = self._legal, self._model
        seen_whole = model.words.get(lower, 0)
        least = _PLAIN_TOKEN_PAIR
        if _next_capital(token, 1) < len(token) and not token.isupper():
            least = _COMMON_PLAIN_PAIR
        elif len(token) >= _LONG_PLAIN and not seen_whole and token.islower():
            least = _PLAIN_PAIR_IN_CONTEXT
        least = max(least, _PLAIN_PAIR_TO_WHOLE * seen_whole)
        stop = _next_capital(token, 1)
        ends = range(1, len(lower)) if stop == len(lower) else (stop,)
        return tuple(
            (Part(token[:at], lower[:at], "syllable"), Part(token[at:], lower[at:], "syllable"))
            for at in ends
            if lower[at:] in legal and lower[:at] in legal and model.pair(lower[:at], lower[at:]) >= least
        )

    def _plain_name_cuts(self, token: str) -> tuple[Cut, ...]:
        """A frequent syllable without diacritics before a known name, or a few after one: ``theoReuters``, ``Bernecho``."""
        capital = _next_capital(token, 1)
        if capital < len(token):
            head = self._part(token[:capital], token[:capital], foreign=False)
            name = token[capital:]
            if not (self._is_function_word(head) and _is_name(name) and self.is_known(name.lower())):
                return ()
            return ((head, Part(name, name.lower(), "foreign")),)
        for word in _PLAIN_WORDS_AFTER_NAMES:
            name = token[: -len(word)]
            known = len(name) >= _UNKNOWN_NAME and _ASCII_NAME.fullmatch(name) and self.is_known(name.lower())
            if known and token.endswith(word) and not name.endswith("s"):
                return ((Part(name, name.lower(), "foreign"), Part(word, word, "syllable")),)
        return ()

    def _is_function_word(self, part: Part | None) -> TypeGuard[Part]:
        """Say whether a part is so frequent, and long enough, that it may stand before any name."""
        return (
            part is not None
            and len(part.text) >= MIN_FOREIGN
            and part.text.islower()
            and self._model.syllables[part.key] >= _FUNCTION_WORD
        )

    def is_known(self, lower: str) -> bool:
        """Say whether a word in lower case is no syllable but known: a name, a loanword, a foreign word."""
        return lower in self._model.words or lower in self._names

    def is_rare(self, syllable: str) -> bool:
        """Say whether a syllable (lower case, first-vowel style) is too rare to be one part of a glued word."""
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
        if foreign and len(lower) >= MIN_FOREIGN and self.is_known(lower) and (text.isascii() or text[0].isupper()):
            return Part(text, lower, "foreign")
        return None

    def _acronym_cuts(self, token: str) -> tuple[Cut, ...]:
        """An acronym and a syllable with a diacritic, in either order: ``củaUBND``, ``GDPtăng``, ``PVDân``."""
        trailing = len(token) - len(token.rstrip(_capitals(token)))
        leading = len(token) - len(token.lstrip(_capitals(token)))
        if trailing > 1 and (token[1:-trailing].islower() or token[:-trailing] in _BEFORE_NAMES):
            acronym_last = True
            cuts: tuple[int, ...] = (len(token) - trailing,)
        elif leading > 1 and token[leading:].islower():
            acronym_last = False
            cuts = (leading - 1, leading)  # the last capital may belong to what follows
        else:
            return ()
        for at in cuts:
            left, right = token[:at], token[at:]
            syllable, acronym = (left, right) if acronym_last else (right, left)
            part = self._part(syllable, syllable.lower(), foreign=False)
            plain_head = acronym_last and self._is_function_word(part)
            long_enough = len(syllable) > 1 or syllable in _BEFORE_NAMES
            if part and long_enough and len(acronym) > 1 and (has_diacritic(syllable) or plain_head):
                other = Part(acronym, acronym.lower(), "acronym")
                return ((part, other) if acronym_last else (other, part),)
        return ()

    def _name_cuts(self, token: str) -> tuple[Cut, ...]:
        """A syllable with a diacritic beside a name that no list knows: ``củaMaya``, ``Tuchelvà``."""
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
            for at in range(_UNKNOWN_NAME, len(token) - 1)
            if (part := self._part(token[at:], token[at:], foreign=False))
            and self._model.syllables[part.key] >= _FUNCTION_WORD
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
            if score < self._floor(best) or (len(ranked) > 1 and score - ranked[1][0] < _LEAD):
                return ()
        if self._has_lone_letter(best, before, after) or self._is_foreign_word(best, before, after):
            return ()
        return tuple(part.text for part in best)

    def _floor(self, cut: Cut) -> float:
        """Least score at which the cut is believed."""
        syllables = [self._legal[part.key] for part in cut if part.kind == "syllable"]
        native = any(syllable.tone in _NATIVE_TONES or "ư" in syllable.rime for syllable in syllables)
        native = native or any(syllable.initial in _NATIVE_INITIALS for syllable in syllables[1:])
        if native or any(part.text[0].isupper() and not part.text.isupper() for part in cut[1:]):
            return _NATIVE_FLOOR * len(cut) / 2
        return _FLOOR * len(cut) / 2 - _LEEWAY * max(0, sum(len(part.text) for part in cut) - 5)

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
        """Log probability of a word after another."""
        model = self._model
        unlisted = _NAME_COUNT if second in self._names else 1
        alone = (model.syllables.get(second) or model.words.get(second) or unlisted) / model.total
        count = model.syllables.get(first, 0)
        if not count:
            return log(alone)
        return log(_PAIR_WEIGHT * model.pair(first, second) / count + _UNIGRAM_WEIGHT * alone)

    def _is_forbidden(self, cut: Cut, token: str) -> bool:
        """Say whether a guard forbids the cut, whatever stands beside the token."""
        if any(part.kind != "syllable" for part in cut):
            return False
        keys = [part.key for part in cut]
        counts = [self._model.pair(first, second) for first, second in pairwise(keys)]
        whole = self._model.words.get(token.lower(), 0)
        if whole >= _SEEN_WHOLE and whole > _WHOLE_TO_PAIR * min(counts):
            return True
        if token.istitle() and not has_vietnamese_letter(token) and not all(counts):
            return True  # Simón, Sebastián
        plain = [not has_diacritic(key) for key in keys]
        return any(
            a and b and count < _COMMON_PLAIN_PAIR for (a, b), count in zip(pairwise(plain), counts, strict=True)
        )

    def _is_foreign_word(self, cut: Cut, before: str, after: str) -> bool:
        """Say whether a token without diacritics, of a pair that is not common, stands among foreign words."""
        keys = [part.key for part in cut]
        if (
            cut[-1].text[0].isupper()
            or any(map(has_diacritic, keys))
            or self._model.pair(*keys[:2]) >= _PLAIN_TOKEN_PAIR
        ):
            return False
        beside = self._model.pair(self._key(before), keys[0]), self._model.pair(keys[-1], self._key(after))
        return max(beside) < _COMMON_PLAIN_PAIR

    def _has_lone_letter(self, cut: Cut, before: str, after: str) -> bool:
        """Say whether a one-letter part is too rare beside its neighbours to be one."""
        keys = [part.key for part in cut]
        counts = [self._model.pair(first, second) for first, second in pairwise(keys)]
        return any(
            len(part.text) == 1 and part.kind == "syllable" and self._is_lone_letter(at, keys, counts, before, after)
            for at, part in enumerate(cut)
        )

    def _is_lone_letter(self, at: int, keys: list[str], counts: list[int], before: str, after: str) -> bool:
        inside = counts[max(0, at - 1) : at + 1]
        if keys[at] == "ở" or min(inside) >= _ONE_LETTER_PAIR:
            return False
        outside = 0
        if at == 0:
            outside = self._model.pair(self._key(before), keys[0])
        elif at == len(keys) - 1:
            outside = self._model.pair(keys[-1], self._key(after))
        least = 0 if keys[at] == "ý" else _ONE_LETTER_BESIDE
        return not (min(inside) >= least and outside >= _ONE_LETTER_PAIR)


def _has_adjacent_capitals(token: str) -> bool:
    return any(left.isupper() and right.isupper() for left, right in pairwise(token))


def _capitals(token: str) -> str:
    return "".join(letter for letter in token if letter.isupper())


def _next_capital(token: str, start: int) -> int:
    """Where a part that starts before ``start`` must end: at the next capital, or at the end of all-capitals."""
    if token.isupper():
        return len(token)
    return next((at for at in range(start, len(token)) if token[at].isupper()), len(token))


def _is_name(word: str) -> bool:
    """Say whether the word may be a name: one capital at its head, or a lone capital (``hạngA``)."""
    return len(word) == 1 or (len(word) >= MIN_FOREIGN and word[1:].islower())


def _admissible(cut: Cut) -> bool:
    """A foreign part needs a Vietnamese part with a diacritic, and such a part or a capital at each of its seams."""
    if all(part.kind == "syllable" for part in cut):
        return True
    if not any(part.kind == "syllable" and has_diacritic(part.text) for part in cut):
        return False
    return all(
        right.text[0].isupper() or has_diacritic((right if left.kind == "foreign" else left).text)
        for left, right in pairwise(cut)
        if "foreign" in (left.kind, right.kind)
    )
