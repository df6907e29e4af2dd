"""The one entry: :func:`normalize` and its order of steps.

The order matters: text decoded twice is undone before any space or quote is touched, since both may be bytes of it;
legacy encodings are read before soft hyphens are dropped, since one is a TCVN3 letter; glue is cut last, on letters
that are right. The steps are repeated until nothing changes, which makes the whole idempotent: a space removed may
leave an entity, a glued pair may hide a full stop that lacks its space.

Most text needs nothing. A text without odd characters whose chunks (between spaces) are each known to be right is
given back after a few set operations; only lines with a chunk that is not go through the steps.
"""

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from typing import get_args

from newscrawl.text import characters, leftover_entities, legacy, mojibake, punctuation
from newscrawl.text.glue import MAX_LETTERS, MIN_FOREIGN, Splitter
from newscrawl.text.legacy import ENCODINGS, Encoding
from newscrawl.text.model import Model, shipped
from newscrawl.text.syllables import LETTER, has_diacritic, has_vietnamese_letter, is_legal, spellings
from newscrawl.text.tones import ToneStyle, misplaced, place

VERSION = "1"
"""Raised with every change of rule or data that changes some text; kept in each article's ``normalization``."""

_MAX_PASSES = 10
_MAX_REMEMBERED = 100_000
"""Chunks remembered as right, a bound on memory (about 10 MB)."""

_LONGEST_REMEMBERED = 200
"""Characters of such a chunk; a longer one is judged each time, and no sign of a legacy encoding."""

_WORD = re.compile(rf"{LETTER}+")
_PLAIN_CHUNK = re.compile(rf"[\"“‘(]?({LETTER}+)[.,;:!?…]?[)”\"]?[.,;:!?…]?")
_NUMBER_CHUNK = re.compile(r"[\"“‘(]?\d+(?:[.,:/–-]\d+)*%?[.,;:!?…]?[)”\"]?[.,;:!?…]?")
_NEEDS_LEFT = frozenset(",;:!?)]”%")
_NEEDS_RIGHT = frozenset("([“‘")
_SPACE_RUN = re.compile(r" {2,}")
_BLANK_LINES = re.compile(r"\n{3,}")
_NUMBER_SEAM = re.compile(rf"(?<!{LETTER})({LETTER}{{2,}}+)(?=\d)|(?<=[\d²³])({LETTER}{{2,}}+)")
_TOKENS = re.compile(r"\s+|\w+|[^\w\s]")
_GLUE_FORBIDDEN_BESIDE = frozenset("_'’&@#")
_SUSPECTS_OF_LEGACY = 3
_LONG_LINE = 4000
"""Tokens; a longer changed line is reported as one change."""


@dataclass(frozen=True, slots=True)
class Change:
    """One stretch of text that was changed; empty ``before`` or ``after`` for an insertion or a removal."""

    start: int
    """Where ``after`` stands in the normalised text (characters)."""
    before: str
    after: str


@dataclass(frozen=True)
class Report:
    """The normalised text and what was done to it."""

    before: str
    """The text as it was given."""
    text: str
    edits: dict[str, int]
    """Number of edits by rule; rules without edits are left out."""
    glued_words_split: int
    """Spaces put back between letters: a high share of a page's words tells of a broken extractor."""

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """The stretches changed, found when they are asked for: that costs a hundred times what the changes did."""
        return _changes(self.before, self.text)


class Normalizer:
    """The rules with one set of options; see :func:`normalize`. It remembers the words that it has judged."""

    def __init__(
        self,
        tone: ToneStyle = "first",
        *,
        repair: bool = True,
        encodings: Collection[Encoding] = ENCODINGS,
        names: Collection[str] = (),
        model: Model | None = None,
    ) -> None:
        """``model`` replaces the shipped counts, e.g. by ones built from a larger archive. :class:`ValueError` for a ``tone`` that there is not."""
        if tone not in get_args(ToneStyle):
            raise ValueError(f"tone is one of {', '.join(get_args(ToneStyle))}, not {tone!r}")
        self._tone: ToneStyle = tone
        self._repair = repair
        self._encodings = frozenset(encodings)
        self._splitter = Splitter(model or shipped(), frozenset(name.lower() for name in names))
        self._settled: set[str] = set()
        self._suspects: set[str] = set()
        self._place = lru_cache(maxsize=1 << 15)(self._placed)
        style = "second" if tone == "second" else "first"
        self._right = frozenset(
            spelling
            for spelling, syllable in spellings().items()
            if tone == "keep" or spelling == getattr(syllable, style)
        )

    def text(self, text: str) -> str:
        """The normalised text."""
        return text if self._is_right(text) else self._run(text, Counter())

    def report(self, text: str) -> Report:
        """The normalised text with the edits by rule and the stretches changed."""
        if self._is_right(text):
            return Report(text, text, {}, 0)
        edits: Counter[str] = Counter()
        done = self._run(text, edits)
        done_by_rule = {rule: count for rule, count in sorted(edits.items()) if count}
        return Report(text, done, done_by_rule, edits["glued_words"])

    def _run(self, text: str, edits: Counter[str]) -> str:
        for _ in range(_MAX_PASSES):
            done = self._pass(text, edits)
            if done == text:
                break
            text = done
        return text

    def _pass(self, text: str, edits: Counter[str]) -> str:
        """Every step once, in order."""
        if "\r" in text:
            edits["newlines"] += text.count("\r")
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        text, edits["mojibake"] = _add(mojibake.decode(text), edits["mojibake"])
        text, edits["entities"] = _add(leftover_entities.decode_leftover_entities(text), edits["entities"])
        if not characters.are_plain(text):
            text, edits["composition"] = _add(characters.compose(text), edits["composition"])
            text = self._decode_legacy(text, edits)
            text, edits["spaces"] = _add(characters.separate(text), edits["spaces"])
            text, edits["full_width"] = _add(characters.narrow(text), edits["full_width"])
        text = _tidy(text, edits)
        lines = text.split("\n")
        for number, line in enumerate(lines):
            if not (self._has_right_chunks(line) and characters.are_plain(line)):
                lines[number] = self._line(self._decode_legacy(line, edits), edits)
        return _tidy("\n".join(lines), edits)

    def _decode_legacy(self, text: str, edits: Counter[str]) -> str:
        text, decoded = legacy.decode(text, self._encodings)
        for encoding, count in decoded.items():
            edits[f"legacy_{encoding}"] += count
        return text

    def _line(self, line: str, edits: Counter[str]) -> str:
        """Steps 8 to 11 on one line."""
        line, edits["look_alikes"] = _add(characters.unmask(line, self._is_vietnamese), edits["look_alikes"])
        line, edits["tone_marks"] = _add(self._place_tones(line), edits["tone_marks"])
        line, hidden = punctuation.hide(line)
        line, edits["punctuation"] = _add(punctuation.space(line), edits["punctuation"])
        if self._repair:
            line, edits["glued_words"] = _add(self._split_glue(line), edits["glued_words"])
            line, edits["number_seams"] = _add(_split_numbers(line), edits["number_seams"])
        return punctuation.restore(line, hidden)

    def _is_vietnamese(self, word: str) -> bool:
        lower = word.lower()
        return is_legal(lower) or self._splitter.is_known(lower) or bool(self._splitter.split(word, "", ""))

    def _placed(self, word: str) -> str:
        """The word with its mark placed, unless a rare syllable comes of it where two may be glued (``cóai``)."""
        lower = word.lower()
        if lower not in spellings():
            syllable = misplaced(lower)
            if syllable is None or (self._splitter.is_rare(syllable.first) and self._splitter.cuts(word)):
                return word
        return place(word, self._tone)

    def _place_tones(self, line: str) -> tuple[str, int]:
        edits = 0

        def replace(found: re.Match[str]) -> str:
            nonlocal edits
            if len(found[0]) > MAX_LETTERS:
                return found[0]
            word = self._place(found[0])
            edits += word != found[0]
            return word

        return _WORD.sub(replace, line), edits

    def _split_glue(self, line: str) -> tuple[str, int]:
        """The line with its glued words cut, judged by the words beside each."""
        pieces: list[str] = []
        done, cut = 0, 0
        before, before_end = "", -1
        words = list(_WORD.finditer(line))
        for number, found in enumerate(words):
            word, start, end = found[0], found.start(), found.end()
            beside = {line[start - 1 : start], line[end : end + 1]}
            if self._splitter.cuts(word) and not beside & _GLUE_FORBIDDEN_BESIDE:
                left = before if line[before_end:start] == " " and len(before) <= MAX_LETTERS else ""
                after = words[number + 1] if number + 1 < len(words) else None
                right = after[0] if after and line[end : after.start()] == " " and len(after[0]) <= MAX_LETTERS else ""
                parts = self._splitter.split(word, left, right)
                if parts:
                    pieces += (line[done:start], " ".join(parts))
                    done, cut, word = end, cut + len(parts) - 1, parts[-1]
            before, before_end = word, end
        pieces.append(line[done:])
        return "".join(pieces), cut

    def _is_right(self, text: str) -> bool:
        """Say, in a few set operations, whether the text is surely as every rule would leave it."""
        return (
            characters.are_plain(text)
            and _is_tidy(text)
            and not mojibake.may_be_damaged(text)
            and not leftover_entities.may_hold_entity(text)
            and self._has_right_chunks(text)
        )

    def _has_right_chunks(self, text: str) -> bool:
        chunks = set(text.split())
        if len(self._settled) > _MAX_REMEMBERED:
            self._settled.clear()
            self._suspects.clear()
        for chunk in chunks - self._settled:
            if not self._settle(chunk):
                return False
            if len(chunk) <= _LONGEST_REMEMBERED:
                self._settled.add(chunk)
        return len(chunks & self._suspects) < _SUSPECTS_OF_LEGACY

    def _settle(self, chunk: str) -> bool:
        """Say whether a chunk is right, whatever stands beside it; note it if legacy text looks like this."""
        plain = _PLAIN_CHUNK.fullmatch(chunk)
        if plain:
            return plain[1].lower() in self._right or self._settle_word(plain[1], chunk)
        if _NUMBER_CHUNK.fullmatch(chunk):
            return True
        if chunk[0] in _NEEDS_LEFT or chunk == "." or chunk[-1] in _NEEDS_RIGHT:
            return False
        if self._line(chunk, Counter()) != chunk:
            return False
        if len(chunk) <= _LONGEST_REMEMBERED and legacy.is_suspect(chunk):
            self._suspects.add(chunk)
        return all(self._settle_word(word, chunk) for word in _WORD.findall(chunk))

    def _settle_word(self, word: str, chunk: str) -> bool:
        if not word.isascii():
            if len(chunk) <= _LONGEST_REMEMBERED and word.lower() not in self._right:
                self._suspects.add(chunk)
            if len(word) <= MAX_LETTERS and self._place(word) != word:
                return False
        return not (self._repair and self._splitter.cuts(word))


def normalize(
    text: str,
    tone: ToneStyle = "first",
    repair: bool = True,  # noqa: FBT001, FBT002 - also by position, as the issue of the function says
    *,
    encodings: Collection[Encoding] = ENCODINGS,
    names: Collection[str] = (),
) -> str:
    """Vietnamese news text, composed, decoded, spelled, spaced and free of glue; pure and idempotent.

    ``tone`` places the mark of open oa, oe, uy on the ``first`` vowel (hòa) or the ``second`` (hoà), or keeps either.
    ``repair=False`` leaves glued words as they are. ``encodings`` are the legacy encodings looked for. ``names`` are
    words to count as known when glue is cut: see :func:`repeated_names`.
    """
    return _normalizer(tone, repair, frozenset(encodings), frozenset(names)).text(text)


def normalize_report(
    text: str,
    tone: ToneStyle = "first",
    repair: bool = True,  # noqa: FBT001, FBT002 - as normalize
    *,
    encodings: Collection[Encoding] = ENCODINGS,
    names: Collection[str] = (),
) -> Report:
    """As :func:`normalize`, with the number of edits by rule and the stretches changed."""
    return _normalizer(tone, repair, frozenset(encodings), frozenset(names)).report(text)


def repeated_names(text: str) -> frozenset[str]:
    """Words with a capital seen twice or more on their own in an article, in lower case: its own foreign names.

    Given to :func:`normalize` as ``names``, they count as known words, so that ``vớiTuchel`` is cut.
    """
    cuts = Splitter(shipped()).cuts
    seen = Counter(word for word in _WORD.findall(text) if word[0].isupper() and word[1:].islower())
    repeated = (word for word, count in seen.items() if count > 1 and len(word) >= MIN_FOREIGN)
    return frozenset(
        word.lower() for word in repeated if not (is_legal(word) or has_vietnamese_letter(word) or cuts(word))
    )


@lru_cache(maxsize=16)
def _normalizer(tone: ToneStyle, repair: bool, encodings: frozenset[Encoding], names: frozenset[str]) -> Normalizer:  # noqa: FBT001 - a cache key
    return Normalizer(tone, repair=repair, encodings=encodings, names=names)


def _is_tidy(text: str) -> bool:
    return not ("  " in text or " \n" in text or "\n " in text or "\n\n\n" in text) and text == text.strip(" \n")


def _tidy(text: str, edits: Counter[str]) -> str:
    """Spaces collapsed, lines stripped, one blank line at most."""
    if _is_tidy(text):
        return text
    text, runs = _SPACE_RUN.subn(" ", text)
    lines = text.split("\n")
    stripped = [line.strip(" ") for line in lines]
    text, blank = _BLANK_LINES.subn("\n\n", "\n".join(stripped))
    edits["spaces"] += runs + sum(a != b for a, b in zip(lines, stripped, strict=True))
    edits["blank_lines"] += blank
    return text.strip("\n")


def _add(done: tuple[str, int], before: int) -> tuple[str, int]:
    return done[0], done[1] + before


def _split_numbers(line: str) -> tuple[str, int]:
    """A space between a syllable with a diacritic and a digit: ``năm2021``, ``12tuổi``; units and codes stay."""
    edits = 0

    def replace(found: re.Match[str]) -> str:
        nonlocal edits
        word = found[0]
        if not (has_diacritic(word) and is_legal(word)):
            return word
        edits += 1
        return f"{word} " if found[1] else f" {word}"

    return _NUMBER_SEAM.sub(replace, line), edits


def _changes(before: str, after: str) -> tuple[Change, ...]:
    """Stretches in which two texts differ, by words; a very long differing stretch is one change."""
    if before == after:
        return ()
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    head = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    limit = min(len(old), len(new)) - head
    tail = next((i for i in range(limit) if old[-1 - i] != new[-1 - i]), limit)
    start = sum(map(len, new[:head]))
    old, new = old[head : len(old) - tail], new[head : len(new) - tail]
    if max(len(old), len(new)) > _LONG_LINE:
        return (Change(start, "".join(old), "".join(new)),)
    changes = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            changes.append(Change(start + sum(map(len, new[:k])), "".join(old[i:j]), "".join(new[k:m])))
    return tuple(changes)
