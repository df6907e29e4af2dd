"""The legal syllables of Vietnamese, generated from initials, rimes and tones.

A written syllable is an initial consonant (possibly none), a rime and one of six tones. Spelling rules say which
initial may stand before which rime, and two placement rules say which vowel letter carries the tone mark. The tables
below are the grammar. Everything else in this module is derived from them.

Two placements are in use for the open rimes oa, oe and uy: on the first vowel (``hòa``, in newspapers) and on the
second (``hoà``, in schoolbooks). Both are legal. The first is the canonical spelling here.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple


def _table(row: str) -> tuple[str, ...]:
    return tuple(row.split())


TONE_MARKS = {"ngang": "", "huyền": "\u0300", "sắc": "\u0301", "hỏi": "\u0309", "ngã": "\u0303", "nặng": "\u0323"}
"""The six tones by name, with the combining mark of each."""

INITIALS = ("", *_table("b c ch d đ g gh gi h k kh l m n ng ngh nh p ph r s t th tr v x"))
"""Every initial except ``qu``, which has its own rimes."""

PLAIN_RIMES = _table("""
    a ai ao au ay âu ây e eo ê êu i ia iu iêu o oi ô ôi ơ ơi u ua ui uôi ư ưa ưi ưu ươi ươu y yêu
    am an ang anh ăm ăn ăng âm ân âng em en eng êm ên ênh im in inh iêm iên iêng om on ong oong ôm ôn ông ơm ơn
    um un ung uôm uôn uông ưm ưn ưng ươm ươn ương yêm yên yêng
    ac ach ap at ăc ăp ăt âc âp ât ec ep et êch êp êt ich ip it iêc iêp iêt oc op ot ooc ôc ôp ôt ơp ơt uc up ut
    uôc uôp uôt ưc ưp ưt ươc ươp ươt yêt
    """)
"""Rimes without a glide."""

GLIDE_RIMES = _table("""
    oa oai oao oay oe oeo uây uê uơ uy uya uyu
    oam oan oang oanh oăm oăn oăng oen oem uân uâng uênh uyn uynh uyên
    oac oach oap oat oăc oăp oăt oet uât uêch uêt uych uyt uyp uyêt
    """)
"""Rimes that begin with the glide, written o or u."""

QU_RIMES = _table("""
    a ai ao au ay ây e eo ê êu i ơ ơi y yu
    ac ach am an ang anh ăm ăn ăng ăc ăp ăt ân âng em en eng ên ênh in inh ơn ynh yên
    ap at âc ât ec ep et êch êt ich it ôc ơt ych yt yp yêt
    """)
"""Rimes after ``qu``, whose u is the glide."""

GI_MERGED_RIMES = _table("i in ip ich iêng iêc iên iêt")
"""``gi`` before a rime in i has one i only: gì, gìn, giếng, giết."""

NO_GLIDE_AFTER = frozenset(_table("b m p ph v g gh gi ngh r k"))
"""Initials that do not stand before a glide."""

GLIDE_EXCEPTIONS = ("boa", "voan", "voa", "phuy", "goa", "moay", "roa", "poa", "buyt")
"""Toneless syllables in use although their initial takes no glide (buýt, voan, phuy)."""

Y_ALONE_AFTER = frozenset(("", *_table("h k l m s t v b d")))
"""Initials after which y may be the whole rime (hy, kỹ, lý, Mỹ)."""

WRITTEN_BEFORE = {
    **dict.fromkeys(("c", "g", "ng"), "aăâoôơuư"),
    **dict.fromkeys(("gh", "ngh"), "eêi"),
    "k": "eêiy",
}
"""The letters before which one of two spellings of an initial is used."""

LETTER = r"[^\W\d_²³¹¼-¾\u2070-\u209f\u2150-\u218b\u2460-\u24ff\u2776-\u2793]"
r"""A pattern for one letter of any script. Unlike ``\w``, it does not match superscripts and fractions."""

MAX_SYLLABLE_LETTERS = 7
"""Length in letters of the longest syllable (nghiêng)."""

_SHAPED_VOWELS = frozenset("ăâêôơư")
"""Vowels with circumflex, breve or horn."""

_VOWELS = frozenset("aăâeêioôơuưy")
_STOPS = ("c", "ch", "p", "t")
"""Final stops, which allow two tones only."""

_TONES = tuple(TONE_MARKS)
_STOP_TONES = ("sắc", "nặng")
"""The tones of a rime that ends with a stop."""

_OPEN_RIMES = ("oa", "oe", "uy")
"""The rimes with two placements of the mark."""


class Syllable(NamedTuple):
    """One legal syllable: its two spellings (equal for most syllables) and its parts."""

    first: str
    """Spelling with the mark on the first vowel of open oa, oe, uy."""
    second: str
    """Spelling with the mark on the second vowel of open oa, oe, uy."""
    initial: str
    rime: str
    tone: str

    @property
    def toneless(self) -> str:
        """Both spellings without the tone mark: ``hoa`` for ``hòa``."""
        return self.initial + _written_rime(self.initial, self.rime)


def _written_rime(initial: str, rime: str) -> str:
    """Return the rime as written after its initial: gi and a rime in i share one letter."""
    return rime[1:] if initial == "gi" and rime.startswith("i") else rime


def _combines(initial: str, rime: str) -> bool:
    """Return whether a plain or glide rime may follow an initial other than qu."""
    head = rime[0]
    if head not in WRITTEN_BEFORE.get(initial, head):
        return False
    if rime == "y":
        return initial in Y_ALONE_AFTER
    if head == "y":
        return not initial
    if initial == "gi" and head == "i":
        return rime in GI_MERGED_RIMES
    return bool(initial) or not rime.startswith("iê")


def _shapes() -> Iterator[tuple[str, str]]:
    """Yield every legal pair of initial and rime."""
    for initial in INITIALS:
        yield from ((initial, rime) for rime in PLAIN_RIMES if _combines(initial, rime))
        for rime in GLIDE_RIMES:
            in_use = initial not in NO_GLIDE_AFTER or initial + rime in GLIDE_EXCEPTIONS
            if in_use and _combines(initial, rime):
                yield initial, rime
    yield from (("qu", rime) for rime in QU_RIMES)


def tone_position(initial: str, rime: str, *, second: bool = False) -> int:
    """Return the index, within the rime, of the letter that carries the tone mark.

    A shaped letter (ă â ê ô ơ ư) carries it, ơ before ư. Otherwise it is the last vowel if there is a final consonant,
    else the only vowel, the middle one of three, or the first of two. ``second`` moves it to the second vowel of open
    oa, oe, uy. After qu these do not occur: qua, que, quy are qu and one vowel.
    """
    shaped = [i for i, letter in enumerate(rime) if letter in _SHAPED_VOWELS]
    if shaped and rime != "ưa":
        return shaped[-1] if rime[shaped[0]] == "ư" and len(shaped) > 1 else shaped[0]
    vowels = len([letter for letter in rime if letter in _VOWELS])
    if vowels < len(rime):
        return vowels - 1
    if vowels == 1:
        return 0
    if initial == "qu" and rime == "yu":
        return 0
    if len(rime) == 3:  # noqa: PLR2004 - oai, oay, oao, oeo, uya, uyu: the middle of three
        return 1
    return int(second and rime in _OPEN_RIMES)


@cache
def _marked(letters: str, at: int, tones: tuple[str, ...]) -> list[str]:
    """Return the letters with the mark of each tone on the letter at an index."""
    before, after = letters[: at + 1], letters[at + 1 :]
    return [unicodedata.normalize("NFC", before + TONE_MARKS[tone] + after) for tone in tones]


def _with_tones(initial: str, rime: str, tones: tuple[str, ...], *, second: bool = False) -> list[str]:
    """Return the spelling of an initial and a rime with each tone."""
    written = _written_rime(initial, rime)
    at = tone_position(initial, rime, second=second) - (len(rime) - len(written))
    if at < 0:  # the i that gi shares with its rime carries the mark
        return [marked + written for marked in _marked(initial, len(initial) - 1, tones)]
    return [initial + marked for marked in _marked(written, at, tones)]


def generate() -> Iterator[Syllable]:
    """Yield every legal syllable once, by initial, rime and tone."""
    seen: set[str] = set()
    for initial, rime in _shapes():
        tones = _STOP_TONES if rime.endswith(_STOPS) else _TONES
        firsts = _with_tones(initial, rime, tones)
        seconds = _with_tones(initial, rime, tones, second=True) if rime in _OPEN_RIMES else firsts
        for tone, first, second in zip(tones, firsts, seconds, strict=True):
            if first not in seen:
                seen.add(first)
                # Equal spellings are one object, which saves a megabyte.
                yield Syllable(first, first if second == first else second, initial, rime, tone)


@cache
def spellings() -> dict[str, Syllable]:
    """Return every legal spelling in lower case, of either style, with its syllable."""
    table: dict[str, Syllable] = {}
    for syllable in generate():
        table[syllable.first] = syllable
        table[syllable.second] = syllable
    return table


@cache
def by_shape() -> dict[tuple[str, str], Syllable]:
    """Return every syllable by its toneless spelling and combining tone mark."""
    return {(syllable.toneless, TONE_MARKS[syllable.tone]): syllable for syllable in spellings().values()}


def is_legal(word: str) -> bool:
    """Return whether a word (NFC, any case) is one legal syllable, with either placement of the tone mark."""
    return word.lower() in spellings()


def has_diacritic(word: str) -> bool:
    """Return whether a word (NFC) holds a letter that Vietnamese has and ASCII has not."""
    return not word.isascii()


def has_vietnamese_letter(word: str) -> bool:
    """Return whether a word (NFC) holds a letter that only Vietnamese has, such as ư, ạ, ố."""
    return any(letter in "đĐơƠưƯ" or "\u1ea0" <= letter <= "\u1ef9" for letter in word)
