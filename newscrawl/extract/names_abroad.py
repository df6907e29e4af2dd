"""How bylines begin in languages other than Vietnamese: words for "by", labels of an author, and names in Chinese, Japanese and Korean lines."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

_ROLES: Final = "Interview|Updated|Written|Posted|Published|Reported|Reporting|Story|Words|Report|Article|Compiled|Analysis|Opinion|Review|Commentary|Guest (?:post|column|essay|blog)"
"""What stands before "by"."""

_LABELS: Final = (
    "Authors?|AUTHORS?|Writers?|WRITERS?|REPORTERS?|Words|Story|Text|Texte|Texto|Testo|Tekst|Texts|Teksti|Autor(?:in|ka|zy|ři|es?|i)?|Auteure?s?|Redacteur|Redakteur(?:in)?|Redaktion|Skribent|Forfatter|Journalist|Reportage"
    "|Penulis|Reporter|Laporan|Pewarta|Kontributor|Szerző|Írta|Yazar|Yazan|Haber|Muhabir|Toimittaja|Kirjoittaja|Συντάκτης|Συντάκτρια|Κείμενο|Γράφει(?: [οη])?|Ρεπορτάζ"
    "|Автор(?:ы|и|ка)?|Текст|Корреспондент|Журналіст|Журналист|Съобщава|Autorul|Napsal[ai]?|Piše|Pišu|Pripremi(?:o|la)|Autorica|Napisa[łl]a?|Opracowanie|Escribe|Escrito por|Firma"
    "|كتب|كتبت|بقلم|إعداد|الكاتب|लेखक|लेखिका|रिपोर्ट|โดย|ผู้เขียน|作者|文|记者|記者|撰文|執筆|取材|ライター|글|글쓴이|취재"
)
"""Labels of an author, before a colon."""

_BY: Final = (
    "VON|Von|Par|PAR|par|Por|POR|por|Oleh|oleh|OLEH|Door|door|DOOR|Av|AV|av|Af|AF|af|Od|OD|Skrevet av|Skrevet af|Skriven av|Écrit par|Publié par|Escrito por|Publicado por|Publicada por"
    "|A cura di|Geschrieben von|Verfasst von|Geschreven door|Ditulis oleh|Opracował[ao]?|Przez|Av:|(?:Του|του|Της|της|ΤΟΥ|ΤΗΣ|Από τον|Από την)|Γράφει(?: [οη])?|Γράφουν(?: οι)?|โดย"
)
"""Words for "by" right before a name in capital letters, or in letters without capitals."""

_SHORT_BY: Final = "Von|von|Di|di|DI|Da|da"
"""Words for "by" that may be part of a name: two words of a name follow."""

_DESK: Final = r"(?:Redacción|REDACCIÓN|Redação|REDAÇÃO|Rédaction|Redazione|Redaktion|Redacția|Redakcja)\s*/\s*"
"""A desk before the name of its reporter: ``Redacción / Lucía Ferreyra``."""

FOREIGN_PREFIX: Final = re.compile(
    rf"^(?:{_DESK}(?=[^\W\d_a-zß-ÿ])|(?:{_ROLES})\s+by|(?:{_LABELS})\s*[:：]"
    rf"|(?:(?:{_BY})|(?:{_SHORT_BY})(?=\s+(?:\S+\s+\S|[Rr]eda)))\s*:?(?=\s+[^\W\d_a-zß-ÿ]))\s*"
)
"""What stands before a name in other languages."""

BY: Final = re.compile(
    rf"(?:(?:(?:{_ROLES}) )?[Bb]y:?|BY:?|(?:{_BY}|Von|Di|DI|di(?= [Rr]eda)|Text|Autor(?:in)?|Author):?)\s+(?=[^\W\d_a-zß-ÿ])|(?:{_LABELS})\s*[:：]\s*(?=[^\W\d_a-z])|{_DESK}(?=[^\W\d_a-zß-ÿ])"
)
"""How a byline outside Vietnam begins, before a name in capital letters or in a script without them."""

_HAN: Final = r"[\u4e00-\u9fff々]"
_KANA_OR_HAN: Final = r"[\u3040-\u30ff\u4e00-\u9fff々ー]"

_FIRST_DENSE_LETTER: Final = "\u3040"
"""Letters of Chinese, Japanese and Korean begin here."""

_DENSE_NAMES: Final = (
    rf"(?:^|[\s|｜(（【■])(?:文|取材・文|文・構成|執筆|ライター)\s*[・:：=＝/／]\s*(?P<name>{_KANA_OR_HAN}{{2,5}}(?:[ 　]{_KANA_OR_HAN}{{1,4}})?)(?=$|[\s、,/／|)）】])",
    rf"(?:{_HAN}{{0,8}}(?:记者|記者)|作者|撰文|文)\s*[:：/／]?\s*(?P<name>{_HAN}{{2,4}})(?=$|[\s、,/／|)）】])",
    rf"(?:^|[\s|｜(（【=＝])(?P<name>{_HAN}{{2,4}})(?:记者|記者)(?=$|[\s)）】])",
    r"(?:^|[\s|(=])(?P<name>[가-힣]{2,4})\s?(?:기자|특파원|논설위원)(?=$|[\s|)(])",
)
"""Names in the line below a headline that a word for "text" or "reporter" marks."""

SOURCE_LABEL: Final = re.compile(
    r"(?:来源|來源|稿源|出处|출처|Quelle|Sumber|Источник|Джерело|Fuente|Fonte|Źródło|Zdroj|Kilde|Källa|Lähde|Forrás|Kaynak|Πηγή)\s*[:：]\s*(?P<name>[^\s|｜/／()（）,，;:：]{2,20}(?: [A-ZÀ-ÞЀ-Я][^\s|/()]{1,20}){0,3})"
)
"""The label of the source of an article, with its name."""

OTHER_WORK_ROLE: Final = re.compile(
    r"\s*\((?:fotos?|fotograf\w*|photos?|photograph\w*|bilder?|vídeos?|videos?|ilustra\w*|illustra\w*|imagens?|imágenes|graphi\w*|grafi\w*)\)",
    re.IGNORECASE,
)
"""What somebody did who did not write, in brackets behind the name."""

WRITER_ROLE: Final = re.compile(r"\s*\((?:texto?s?|texte|testo|tekst|words|story)\)", re.IGNORECASE)
"""The same of a writer."""


@cache
def _dense_patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(map(re.compile, _DENSE_NAMES))


_REPORTERS_IN_TEXT: Final = (
    rf"^[^。]{{0,40}}?[(（](?:{_HAN}{{0,8}}(?:记者|記者))[:：\s]*(?P<names>{_HAN}{{2,4}}(?:[、,，\s]{{1,2}}{_HAN}{{2,4}}){{0,5}})[)）]",
    rf"^\s*(?:本报|本報|本网|本網|本台){_HAN}{{0,8}}(?:记者|記者)[:：\s]*(?P<names>{_HAN}{{2,4}}(?:[、,，\s]{{1,2}}{_HAN}{{2,4}}){{0,5}})(?=[\s　]|报道|報道|$)",
    r"^\s*[\[(][^\])]{2,30}[\])]\s*(?P<names>[가-힣]{2,4}(?:[·,\s]{1,2}[가-힣]{2,4}){0,3}?)\s?(?:기자|특파원)\s*=",
)
"""The reporters whom a dateline names: ``新华社杭州11月12日电（记者王海、李丽）``, ``(부산=연합뉴스) 박지훈 기자 =``."""

MAX_DATELINE_CHARS: Final = 120
"""So many characters of a text may hold such a dateline."""


@cache
def _dateline_patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(map(re.compile, _REPORTERS_IN_TEXT))


def reporters_in_dateline(text: str) -> list[str]:
    """The names of the reporters at the start of a Chinese, Japanese or Korean text; empty without them."""
    start = text[:MAX_DATELINE_CHARS]
    for pattern in _dateline_patterns():
        if found := pattern.match(start):
            return re.split(r"[、,，·\s]+", found["names"].strip())
    return []


def dense_names(line: str) -> list[str]:
    """The names of reporters in a Chinese, Japanese or Korean line; empty without one."""
    if max(line, default="") < _FIRST_DENSE_LETTER:
        return []
    for pattern in _dense_patterns():
        if found := [match["name"].strip() for match in pattern.finditer(line)]:
            return found
    return []
