"""Guess the language of a text from its script and its most frequent words, for pages that declare none."""

from __future__ import annotations

import re
from typing import Final

_STOP_WORDS: Final = {
    "en": "the of and to in a is that for was on with as it said at by from be have has are this his they but were not which who an",
    "fr": "le la les de des du et en un une est que qui dans pour sur au par pas avec plus il elle ce cette sont aux ont leur mais",
    "de": "der die das und in zu den von mit ist des sich dem nicht für auf ein eine im auch es an als wird hat aus bei nach sie",
    "es": "el la los las de del y en que un una es por con para se no su al lo como más fue ha sus pero este esta han sobre",
    "pt": "o a os as de do da dos das e em que um uma é para com não por se no na mais foi ao como pelo pela seu sua são",
    "it": "il la le i gli di del della dei che e in un una è per con non si da al dal nel alla più sono ha anche come lo delle",
    "nl": "de het een van en in is dat op te zijn voor met die niet aan er ook om bij was naar door over als wordt heeft nog uit",
    "sv": "och att det i en som är på för av med den till inte har de om ett från var men han sig vid så ska kan efter",
    "da": "og at det i en som er på for af med den til ikke har de om et fra var men han sig ved så skal kan efter blev",
    "pl": "w i na z się nie do że jest to o jak po od przez za co dla który jego ale oraz są był tym już ma tego",
    "cs": "a v na se je že s z do o to i ve pro za po by jako který jeho ale byl už jsou podle které také při",
    "ro": "și de în la a cu pe un o nu care din este pentru că ce au fost mai prin sau după să al ale lui fi",
    "hu": "a az és hogy nem is egy meg volt el már csak de ez ha mint még azt lesz szerint van ki majd vagy után",
    "tr": "ve bir bu da de için ile olarak çok daha olan gibi en ne kadar var ancak sonra göre değil ise oldu her o",
    "id": "yang di dan itu dengan untuk dari pada ini tidak dalam akan juga ke oleh saat telah kata adalah bisa mereka karena ada",
    "fi": "ja on ei että se oli hän mutta kun ovat myös sen joka mukaan kuin ole jo niin sitä vain vuoden olla voi",
}  # fmt: skip
"""The most frequent words of running text in each language, in lower case."""

_LANGUAGES_OF: Final = {
    word: tuple(language for language, words in _STOP_WORDS.items() if word in words.split())
    for words in _STOP_WORDS.values()
    for word in words.split()
}
"""The languages in which a word is frequent."""

_SCRIPTS: Final = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("km", re.compile(r"[\u1780-\u17ff]")),
    ("lo", re.compile(r"[\u0e80-\u0eff]")),
    ("uk", re.compile(r"[іїєґІЇЄҐ]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
)
"""Scripts that hardly more than one language of newspapers writes; of two that share letters, the rarer first."""

_WORD: Final = re.compile(r"[^\W\d_]+")

MAX_TEXT_CHARS: Final = 1_500
"""So many characters of a text are read."""

MAX_CHARS_PER_SIGN: Final = 30
"""A text is in a script if it has one of its signs in so many characters."""

MIN_WORDS: Final = 12
"""A text of fewer words tells no language."""

MIN_SHARE: Final = 0.15
"""Share of a language's frequent words in a text in it."""

MIN_LEAD: Final = 1.25
"""So many times as many frequent words as of the next language."""


def guess_language(text: str) -> str | None:
    """Return the language code of a running text (ISO 639-1); ``None`` if it is short, or no language is clearly ahead."""
    text = text[:MAX_TEXT_CHARS]
    if not text.isascii():
        for language, signs in _SCRIPTS:
            if len(signs.findall(text)) * MAX_CHARS_PER_SIGN >= len(text):
                return language
    words = _WORD.findall(text.lower())
    if len(words) < MIN_WORDS:
        return None
    counts = dict.fromkeys(_STOP_WORDS, 0)
    for word in words:
        for language in _LANGUAGES_OF.get(word, ()):
            counts[language] += 1
    (first, most), (_, second) = sorted(counts.items(), key=lambda found: -found[1])[:2]
    is_clear = most >= MIN_SHARE * len(words) and most >= MIN_LEAD * second
    return first if is_clear else None
