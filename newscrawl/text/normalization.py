"""Normalize a text: :func:`normalize` and the order of its steps.

The order matters. Double decoding is undone before spaces or quotes are changed, since both may be bytes of it. Legacy
encodings are read before soft hyphens are removed, since one is a TCVN3 letter. Glued words are split last, on correct
letters. The steps are repeated until nothing changes, which makes the result idempotent: removing a space may create an
entity, and a glued pair may hide a full stop without its space.

Most text needs no change. A text without unusual characters whose chunks (between blanks) are all known to be right is
returned after a few set operations. Only lines with an unknown chunk go through the steps.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from typing import get_args

from newscrawl.text import characters, leftover_entities, legacy, mojibake, punctuation
from newscrawl.text.glue import MAX_LETTERS, MIN_FOREIGN_LETTERS, Splitter
from newscrawl.text.legacy import ENCODINGS, Encoding
from newscrawl.text.model import Model, shipped
from newscrawl.text.syllables import LETTER, has_diacritic, has_vietnamese_letter, is_legal, spellings
from newscrawl.text.tones import ToneStyle, misplaced, place

_MAX_PASSES = 10
"""Maximum number of repetitions of all steps."""

_MAX_CACHED_CHUNKS = 32_768
"""Maximum number of chunks cached as right. They take 6 MB."""

_MAX_CACHED_CHARS = 200
"""Maximum length in characters of a cached chunk. A longer one is checked each time and is no sign of a legacy
encoding."""

_WORD = re.compile(rf"{LETTER}+")
_PLAIN_CHUNK = re.compile(rf"[\"“‘(]?({LETTER}+)[.,;:!?…]?[)”\"]?[.,;:!?…]?")
"""A word with punctuation around it."""

_NUMBER_CHUNK = re.compile(r"[\"“‘(]?\d+(?:[.,:/–-]\d+)*%?[.,;:!?…]?[)”\"]?[.,;:!?…]?")
"""A number with punctuation around it."""

_NEVER_AFTER_BLANK = frozenset(",;:!?)]”%")
"""Characters that must not follow a blank."""

_NEVER_BEFORE_BLANK = frozenset("([“‘")
"""Characters that must not stand before a blank."""

_SPACE_RUN = re.compile(r" {2,}")
_BLANK_LINES = re.compile(r"\n{3,}")
_NUMBER_SEAM = re.compile(rf"(?<!{LETTER})({LETTER}{{2,}}+)(?=\d)|(?<=[\d²³])({LETTER}{{2,}}+)")
"""A word next to a digit without a blank."""

_TOKENS = re.compile(r"\s+|\w+|[^\w\s]")
_GLUE_FORBIDDEN_BESIDE = frozenset("_'’&@#")
"""Characters next to which a token is not split."""

_MIN_LEGACY_SUSPECTS = 3
"""Number of suspect chunks from which legacy encodings are tried."""

_MAX_LINE_TOKENS = 4000
"""Maximum number of tokens of a line whose changes are listed one by one. A longer line is reported as one change."""


@dataclass(frozen=True, slots=True)
class Change:
    """One changed stretch of text. ``before`` is empty for an insertion, ``after`` for a removal."""

    start: int
    """Position of ``after`` in the normalized text, in characters."""
    before: str
    after: str


@dataclass(frozen=True)
class Report:
    """The normalized text and what was changed."""

    before: str
    """The text before normalization."""
    text: str
    edits: dict[str, int]
    """Number of edits by rule, without rules that made none."""
    glued_words_split: int
    """Number of spaces restored between glued words. A high share of a page's words is a sign of a broken extractor."""

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """The changed stretches. They are computed on access, at a hundred times the cost of the normalization."""
        return _changes(self.before, self.text)


class Normalizer:
    """The rules with one set of options, see :func:`normalize`. An instance caches the words it has checked."""

    def __init__(
        self,
        tone: ToneStyle = "first",
        *,
        repair: bool = True,
        encodings: Collection[Encoding] = ENCODINGS,
        names: Collection[str] = (),
        model: Model | None = None,
    ) -> None:
        """Set the options.

        ``model`` replaces the counts in the package. Raises ``ValueError`` for an unknown ``tone``.
        """
        if tone not in get_args(ToneStyle):
            raise ValueError(f"tone is one of {', '.join(get_args(ToneStyle))}, not {tone!r}")
        self._tone: ToneStyle = tone
        self._repair = repair
        self._encodings = frozenset(encodings)
        self._splitter = Splitter(model or shipped(), frozenset(name.lower() for name in names))
        self._right_chunks: set[str] = set()
        self._sure_chunks: set[str] = {""}
        """Chunks that every rule leaves as they are, whatever stands next to them in a tidy text."""

        self._suspects: set[str] = set()
        self._place = lru_cache(maxsize=1 << 15)(self._placed)
        style = "second" if tone == "second" else "first"
        self._right = frozenset(
            spelling
            for spelling, syllable in spellings().items()
            if tone == "keep" or spelling == getattr(syllable, style)
        )

    def text(self, text: str) -> str:
        """Return the normalized text."""
        return text if self._is_right(text) else self._run(text, Counter())

    def report(self, text: str) -> Report:
        """Return the normalized text with the number of edits by rule and the changed stretches."""
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
        """Do every step once, in order."""
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
        """Do steps 8 to 11 on one line."""
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
        """Place the word's tone mark, unless that makes a rare syllable of a name (``Noé``), or of two glued words (``cóai``)."""
        lower = word.lower()
        legal = spellings().get(lower)
        if legal is not None and word.istitle() and self._splitter.is_rare(legal.first):
            return word
        if legal is None:
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
        """Split the glued words of a line, judged by the words next to each."""
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
        """Return whether every rule surely leaves the text as it is, by a few set operations.

        Most texts consist of chunks that earlier texts had, and no rule but that of blanks looks beyond a chunk. So a text is
        searched as a whole only if it has a new chunk that is not right by itself.
        """
        chunks = set(text.replace("\n", " ").split(" "))
        # Without an empty chunk there are no two blanks or line ends side by side, and none at the start or the end.
        if "" in chunks and not _is_tidy(text):
            return False
        self._limit_cache()
        new = chunks - self._sure_chunks
        if not new or self._make_sure(new):
            return len(self._suspects & chunks) < _MIN_LEGACY_SUSPECTS
        return _is_undamaged(text) and self._has_right_chunks(text)

    def _make_sure(self, chunks: Iterable[str]) -> bool:
        """Return whether each new chunk is right whatever stands next to it, and remember those that are."""
        for chunk in chunks:
            if len(chunk) > _MAX_CACHED_CHARS or not (_is_undamaged(chunk) and self._check_chunk(chunk)):
                return False
            self._right_chunks.add(chunk)
            self._sure_chunks.add(chunk)
        return True

    def _limit_cache(self) -> None:
        if len(self._right_chunks) > _MAX_CACHED_CHUNKS:
            self._right_chunks.clear()
            self._sure_chunks = {""}
            self._suspects.clear()

    def _has_right_chunks(self, text: str) -> bool:
        chunks = set(text.split())
        self._limit_cache()
        for chunk in chunks - self._right_chunks:
            if not self._check_chunk(chunk):
                return False
            if len(chunk) <= _MAX_CACHED_CHARS:
                self._right_chunks.add(chunk)
        return len(chunks & self._suspects) < _MIN_LEGACY_SUSPECTS

    def _check_chunk(self, chunk: str) -> bool:
        """Return whether a chunk is right whatever stands next to it. Note whether it may be legacy text."""
        plain = _PLAIN_CHUNK.fullmatch(chunk)
        if plain:
            return plain[1].lower() in self._right or self._check_word(plain[1], chunk)
        if _NUMBER_CHUNK.fullmatch(chunk):
            return True
        if chunk[0] in _NEVER_AFTER_BLANK or chunk == "." or chunk[-1] in _NEVER_BEFORE_BLANK:
            return False
        if self._line(chunk, Counter()) != chunk:
            return False
        if len(chunk) <= _MAX_CACHED_CHARS and legacy.is_suspect(chunk):
            self._suspects.add(chunk)
        return all(self._check_word(word, chunk) for word in _WORD.findall(chunk))

    def _check_word(self, word: str, chunk: str) -> bool:
        if not word.isascii():
            if len(chunk) <= _MAX_CACHED_CHARS and word.lower() not in self._right:
                self._suspects.add(chunk)
            if len(word) <= MAX_LETTERS and self._place(word) != word:
                return False
        return not (self._repair and self._splitter.cuts(word))


def normalize(
    text: str,
    tone: ToneStyle = "first",
    repair: bool = True,  # noqa: FBT001, FBT002 - also accepted by position
    *,
    encodings: Collection[Encoding] = ENCODINGS,
    names: Collection[str] = (),
) -> str:
    """Normalize Vietnamese news text: compose, decode, spell, space and split glued words. Pure and idempotent.

    ``tone`` puts the mark of open oa, oe, uy on the ``first`` vowel (hòa) or the ``second`` (hoà), or keeps either
    (``keep``). ``repair=False`` leaves glued words as they are. ``encodings`` are the legacy encodings to look for.
    ``names`` are further known words for the splitting of glued words, see :func:`repeated_names`.
    """
    return _normalizer(tone, repair, frozenset(encodings), frozenset(names)).text(text)


def normalize_report(
    text: str,
    tone: ToneStyle = "first",
    repair: bool = True,  # noqa: FBT001, FBT002 - as in normalize
    *,
    encodings: Collection[Encoding] = ENCODINGS,
    names: Collection[str] = (),
) -> Report:
    """Like :func:`normalize`, but also report the number of edits by rule and the changed stretches."""
    return _normalizer(tone, repair, frozenset(encodings), frozenset(names)).report(text)


def repeated_names(text: str) -> frozenset[str]:
    """Return words with a capital that occur twice or more in an article, in lower case: its own foreign names.

    Passed to :func:`normalize` as ``names``, they count as known words, so that ``vớiTuchel`` is split.
    """
    cuts = Splitter(shipped()).cuts
    seen = Counter(word for word in _WORD.findall(text) if word[0].isupper() and word[1:].islower())
    repeated = (word for word, count in seen.items() if count > 1 and len(word) >= MIN_FOREIGN_LETTERS)
    return frozenset(
        word.lower() for word in repeated if not (is_legal(word) or has_vietnamese_letter(word) or cuts(word))
    )


@lru_cache(maxsize=16)
def _normalizer(tone: ToneStyle, repair: bool, encodings: frozenset[Encoding], names: frozenset[str]) -> Normalizer:  # noqa: FBT001 - a cache key
    return Normalizer(tone, repair=repair, encodings=encodings, names=names)


def _is_undamaged(text: str) -> bool:
    """Return whether no rule for characters, damaged encodings and entities would change the text."""
    return (
        characters.are_plain(text) and not mojibake.may_be_damaged(text) and not leftover_entities.may_hold_entity(text)
    )


def _is_tidy(text: str) -> bool:
    return not ("  " in text or " \n" in text or "\n " in text or "\n\n\n" in text) and text == text.strip(" \n")


def _tidy(text: str, edits: Counter[str]) -> str:
    """Collapse blanks, strip lines, and keep at most one empty line."""
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
    """Insert a blank between a syllable with a diacritic and a digit: ``năm2021``, ``12tuổi``. Units and codes stay."""
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
    """Return the stretches in which two texts differ, by words. A very long one is reported as one change."""
    if before == after:
        return ()
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    head = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    limit = min(len(old), len(new)) - head
    tail = next((i for i in range(limit) if old[-1 - i] != new[-1 - i]), limit)
    start = sum(map(len, new[:head]))
    old, new = old[head : len(old) - tail], new[head : len(new) - tail]
    if max(len(old), len(new)) > _MAX_LINE_TOKENS:
        return (Change(start, "".join(old), "".join(new)),)
    changes = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            changes.append(Change(start + sum(map(len, new[:k])), "".join(old[i:j]), "".join(new[k:m])))
    return tuple(changes)
