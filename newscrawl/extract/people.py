"""Bylines and source lines as newsrooms write them, to authors and a source."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from newscrawl import dates
from newscrawl.extract.names import (
    DIGIT,
    GROUP_AT_END,
    HONORIFIC,
    MAX_NAME_CHARS,
    NAME_PREFIX,
    NAME_SUFFIX,
    bare_name,
    is_desk,
    is_outlet,
    is_person,
    is_role,
    kind,
    looks_like_full_name,
    looks_like_name,
)
from newscrawl.extract.names_abroad import FOREIGN_PREFIX, OTHER_WORK_ROLE, WRITER_ROLE
from newscrawl.items import Author
from newscrawl.relative_dates import day_word, time_ago
from newscrawl.text.comparison import comparison_key

if TYPE_CHECKING:
    from collections.abc import Iterable

OTHER_WORK_LINE: Final = re.compile(
    r"^(?:Ảnh|Hình ảnh|Video|Clip|Đồ họa|Thiết kế|Trình bày|Kỹ thuật|Biên tập|Dựng|Quay phim|Âm thanh|Đọc)"
    r"(?:\s*(?:,|và|&|-)\s*(?:video|clip|ảnh|đồ họa|kỹ thuật|trình bày))*\s*[:：]\s*\S",
    re.IGNORECASE,
)
"""Lines that name somebody who did not write the article but took pictures, drew or edited."""

NAMELESS_CREDIT: Final = re.compile(
    r"(?:tư liệu|internet|sưu tầm|minh họa|nvcc|(?:do )?nhân vật cung cấp)\.?", re.IGNORECASE
)
"""What stands for a photographer in such a line: ``Ảnh: Lê Nam, tư liệu``."""

EMAIL_OR_URL: Final = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:https?://|www\.)\S+|\|.*$")

NAME_SEPARATOR: Final = re.compile(r"\s+(?:-|–|—|và|VÀ|&|\+|\||•)\s+|\s*[,;/|•·]\s*|\s+-\s*|(?<=\w)\s*–\s*(?=\w)|\n")
"""What stands between two names."""

SOURCE_PREFIX: Final = re.compile(
    r"^\(?\s*(?:Theo|Nguồn(?: tin)?|Dẫn (?:nguồn|theo)|Tổng hợp (?:từ|theo)|Source)\s*[:：]?\s+|^\(?\s*Nguồn\s*[:：]\s*",
    re.IGNORECASE,
)
"""What stands before a source: "Theo", "Nguồn:"."""

SOURCE_BEHIND_BAR: Final = re.compile(r"\s*\|\s*(?=(?:Theo|Nguồn)\b)")
"""The bar before a source: ``Hà Thu | Theo Đời sống``."""

SOURCE_BEHIND_NAME: Final = re.compile(r"(?<=[\w.])\s*[|,/–—-]\s*(?:Theo|Nguồn:?)\s+[A-ZÀ-ỸĐ][^|]{1,50}$")
"""A source behind an author's name."""

OUTLETS_AFTER_NAME: Final = re.compile(r"\s*\(([^()]{2,60})\)\s*$")

AROUND_AGENCY: Final = re.compile(r"^(?:P/?[Vv]|Phóng viên)\s+|\s+(?:tại|từ|ở)\s+[A-ZÀ-ỸĐ].*$")
"""What stands around an agency in these brackets: ``PV TTXVN tại Paris``."""

SOURCE_IN_BRACKETS: Final = re.compile(
    r"\((?:Theo|Nguồn:?|(?:Tổng hợp|Lược dịch|Biên dịch|Dịch) (?:từ|theo)(?=\s+(?-i:[A-ZÀ-ỸĐ])))\s+([^()]{2,60})\)",
    re.IGNORECASE,
)
"""A source in brackets. A translator also names the language: "dịch từ tiếng Anh" is no source."""

QUOTED_PERSON: Final = re.compile(r"^Theo:?\s+(?P<name>[^()/]{3,40}?)\s*\((?P<outlet>[^()\d]{3,60})\)$")
"""An author and the newspaper that the article is taken from: ``Theo Hà Thu (Đời sống & Pháp luật)``."""

LEADING_SIGN: Final = re.compile(r"^[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff\s]+")
"""Pictures of a person or a pen, and arrows, before a byline."""

GLUED_AGENCY: Final = re.compile(
    r"(?<=[^\W\d_A-ZĐ])(?=(?:TTXVN|VNA|VOV|VTV|VTC|AFP|AP|Reuters|Bloomberg|dpa|DPA|ANSA|EFE|TASS|Xinhua|Kyodo|Yonhap|Antara|ANTARA|Lusa|LUSA|PAP|ČTK|TT|NTB"
    r"|Ritzau|Belga|ANP|APA|SID|Theo TTXVN|Theo VOV)(?:\b|$))"
)
"""The border between a reporter and the agency that metadata lose: ``Tâm HằngTTXVN``."""

OTHER_CREDIT: Final = re.compile(
    r"(?<=\S)\s*(?:[.;|/(•]|\s[-–—]|\s|,)\s*(?:Ảnh(?: (?:và|,) video)?|Hình(?: ảnh)?|Video|Clip|Đồ họa|Đồ hoạ|Minh họa|Thiết kế|Trình bày|Kỹ thuật|Dựng"
    r"|Photos?|Photographs?|Pictures|Images?|Illustrations?|Graphics?|Fotos?|Fotografías?|Bilder|Bild|Foto's|Crédits? photos?|Zdjęcia)\s*(?:[:：]|\s+by\s).*$",
    re.IGNORECASE,
)
"""The credit of a photographer behind the authors, up to the end: ``Hà Thu. Ảnh: Lê Nam``."""

OTHER_WORK_BEHIND: Final = re.compile(
    r"(?<=\S)\s*[.;|,/(•–-]\s*(?:translated|edited|illustrated|(?:medically )?reviewed|fact[- ]checked|photographed|produced|filmed|additional reporting)\s+by\b.*$",
    re.IGNORECASE,
)
"""Who did other work, behind the authors: ``Marta Sol. Translated by Hal Finch``."""

BIO: Final = re.compile(
    r"(?<=\w)\s+(?:(?:is|was)\s+(?:an?|the|our|currently|based|[A-Z]\S*[’']s?)|(?:has|have) (?:been|worked|written|covered)|(?:covers|writes|reports|joined|works) (?:for|on|the|at|about|from|in)"
    r"|ist (?:eine?|seit|freie[r]?|Redakteur\w*|Reporter\w*|Korrespondent\w*)|(?:schreibt|arbeitet|berichtet) (?:seit|für|über|als)|est (?:journaliste|une?|le|la)|es (?:redactora?|periodista|una?)|è (?:una?|giornalista))\b.*$",
    re.DOTALL,
)
"""What a box says about the author behind the name, up to its end: ``Hal Finch is a reporter in Oslo``."""


OTHER_WORK_BY: Final = re.compile(
    r"\W*(?:(?:additional )?(?:editing|translati(?:ng|on)|photography|photos|graphics|video|research|production|fact[- ]checking)|edited|translated|photographed|produced) by\b",
    re.IGNORECASE,
)
"""A part of a line of credits that names somebody who did not write: ``Editing by Una Reid``."""

SPECIAL_TO: Final = re.compile(r"[\s,|–—-]+Special (?:to|for)\b.*$", re.IGNORECASE)
"""For whom a writer from outside writes, behind the name: ``Una Reid Special to the Star``."""

WRITING_LABEL: Final = re.compile(
    r"^(?:Tin|Bài|Bài viết|Nội dung|Thực hiện|Tổng hợp|Text|Words)(?:Tin|Bài|Ảnh|Video|Clip|Text|Words|và|and|[\s,&+])*$",
    re.IGNORECASE,
)
"""Words for the text: ``Tin, ảnh: Hà Thu`` credits one person with both."""

OTHER_CREDIT_FIRST: Final = re.compile(
    r"^(?:Ảnh|Hình ảnh|Video|Clip|Đồ họa|Photos?|Fotos?)\s*[:：][^:：]*[.;|•–-]\s*(?=(?:Bài|Tin|Nội dung|Text|Thực hiện)\s*[:：])",
    re.IGNORECASE,
)
"""The credit of a photographer before the authors: ``Ảnh: Lê Nam - Bài: Hà Thu``."""

CONTRIBUTOR: Final = frozenset(("CTV", "PV", "BTV"))
"""What a person is, behind the person's name: ``Hà Thu - CTV``."""

ROLE_BEHIND: Final = re.compile(
    r"(?:nguyên |phó |cựu )*(?:nguyên|phó|cựu|chủ (?:tịch|nhiệm)|(?:tổng )?giám đốc|hiệu (?:trưởng|phó)|trưởng|giảng viên|giáo viên|nghiên cứu|chuyên gia|luật sư|bác sĩ|tiến sĩ|thạc sĩ"
    r"|phóng viên|nhà báo|biên tập viên|cộng tác viên|sinh viên|thành viên)\b"
)
"""What a person is, in small letters behind a comma: ``Hà Thu, giảng viên Đại học Vinh``."""

TOWNS: Final = frozenset(
    """hà nội|tp.hcm|tp. hcm|tp hcm|tphcm|tp.hồ chí minh|tp. hồ chí minh|thành phố hồ chí minh|sài gòn|đà nẵng|cần thơ|tp.cần thơ|huế|hải phòng|nghệ an|hà tĩnh
    |quảng nam|quảng ngãi|quảng bình|quảng trị|quảng ninh|đồng nai|đắk lắk|đắk nông|gia lai|kon tum|lâm đồng|đà lạt|cà mau|bạc liêu|sóc trăng|tiền giang|hậu giang|kiên giang|bắc giang""".replace(
        "\n    ", ""
    ).split("|")
)
"""Towns and provinces from which an author writes, in lower case: ``Hà Thu - Đà Nẵng``. Names that a person may have are left out."""

ADDRESS: Final = re.compile(r"(?:Ông|Bà|Anh|Chị)\b", re.IGNORECASE)
"""Words before the name of a person whom a text is about; titles such as "ThS." stand in bylines, too."""

PLACE: Final = re.compile(r"[A-ZÀ-Þ][^\W\d_]{3,}")
"""One word that may be a place."""

TOWN: Final = re.compile(r"[A-ZÇĞİÖŞÜ]{4,}(?: [A-ZÇĞİÖŞÜ]{4,})?")
"""A town of Turkey as a dateline prints it."""

PLACE_BEHIND_DASH: Final = re.compile(r"\s[—–]\s[A-ZÀ-Þ][^\W\d_]{3,}$")
"""The same behind a long dash: ``Redação — Recife``."""

CONJUNCTIONS: Final = {
    "en": "and", "de": "und", "fr": "et", "es": "y|e", "gl": "e", "ca": "i", "it": "e|ed", "pt": "e", "nl": "en", "af": "en", "sv": "och", "da": "og", "no": "og",
    "nb": "og", "nn": "og", "is": "og", "fi": "ja", "et": "ja", "pl": "i|oraz", "cs": "a", "sk": "a", "hr": "i", "sr": "i|и", "bs": "i", "sl": "in", "hu": "és", "ro": "și|şi|si",
    "tr": "ve", "id": "dan", "ms": "dan", "ru": "и", "uk": "і|та|й", "bg": "и", "el": "και", "lt": "ir", "lv": "un",
}  # fmt: skip
"""The word between two names by language, as alternatives of a pattern."""

DEGREE: Final = re.compile(
    r",\s*(?:Ph\.?\s?D|M\.?D|D\.?V\.?M|M\.?B\.?A|M\.?P\.?H|LL\.?M|J\.?D|R\.?N|Esq|D?PT|D\.?O|D\.?D\.?S|DMD|Pharm\.?D|Psy\.?D|Ed\.?D|RDN?|NP|PA-C|OTR?(?:/L)?|L?CSW|LMFT|MSN?|MSc|BSN|MPhil|CPA|CF[AP]®?|CSCS|FA[AC][CDP]|FRCS)\b\.?"
    r"(?=\s*(?:$|[,;|•/]|and\b|&))"
)
"""A degree behind a name: ``Hal Finch, PhD``."""

GENERATION: Final = re.compile(r",\s*(?=(?:Jr|Sr|II|III|IV)\b)")
"""The comma before an abbreviation that is a part of the name: ``Hal Finch, Jr.``"""

NOTE_WITH_COMMA: Final = re.compile(r"\s*\([^()]{0,80}[,;/|•][^()]{0,80}\)")
"""A note of several parts in brackets behind a name: ``Lucie Morel (Lyon, correspondante)``."""

NEWSROOM: Final = re.compile(
    r"[A-ZÄÖÜ]{3,5}$|(?:\w+ )*(?:University|Institute|College|Universität|Université|Universidad|Università)\b"
)
"""The letters of a broadcaster, or a university. Initials of persons have at most two letters, or full stops."""

HOST_END: Final = re.compile(r"\.(?:com|net|org|vn)$")
"""The end of a newspaper's name that is its host: ``KTRN.com``."""

SHORT_NAME: Final = re.compile(r"[A-ZĐ][a-zđ]?\. ?[A-ZĐ][^\W\d_]+(?: [A-ZĐ][^\W\d_]+)?|[A-ZÀ-ỸĐ](?:\. ?[A-ZÀ-ỸĐ]){1,3}")
"""A shortened family name, or initials with full stops: ``T. Nguyên``, ``Ng. Huy``, ``N.P.D``."""

WORK_LABEL: Final = re.compile(
    r"(?:(?:Tin,? )?Bài|Tin|Thực hiện|Nội dung|Tác giả|Bút danh)(?:(?:,| và| &) (?:bài|ảnh|video))*\s*[:：]",
    re.IGNORECASE,
)
"""The label of who wrote the text."""

PEN_NAME: Final = re.compile(r"[A-ZÀ-ỸĐ]{2,4}|[A-ZÀ-ỸĐ][a-zà-ỹđ]{1,6}")
"""A name of one syllable, or of initials without full stops, that only a label shows to be one: ``Bài, ảnh: Tâm``."""

DATE_LABEL: Final = re.compile(
    r"(?:(?:^|[\s,|•–-]+)(?:(?:posted|published|updated)(?: on| at)?|(?:zuletzt |dernière )?(?:aktualisiert|veröffentlicht|mis à jour|mise à jour|publié|actualizado|publicado|aggiornato|pubblicato|atualizado)(?: am| le| el| il| em)?|on|đăng (?:lúc|ngày)|cập nhật(?: lúc)?|ngày|lúc|le|am|el|il|(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật|CN)))*\W*$",
    re.IGNORECASE,
)
"""What stands between the authors and a date."""

WEEKDAY_AT_END: Final = re.compile(
    r"(?<!\S)(?:Mon|Tues?|Wed|Thu(?:rs)?|Fri|Sat|Sun)(?:day|nesday|rsday|urday)?\.?,?\s*$"
)
"""An English day of the week before a date. In Vietnamese, Thu is a name."""

ZONE_AT_START: Final = re.compile(r"\s*\(?(?:(?:GMT|UTC)(?:\s?[+-]\d{1,2}(?::?\d\d)?)?|[A-Z]{2,3}T|WIB|WITA)\b\)?")
"""The time zone behind a date."""

MAX_AUTHORS: Final = 12
"""Number of authors of a record."""


class Byline(NamedTuple):
    """The authors and the source that a byline names."""

    authors: list[Author]
    source: str | None = None


MAX_BYLINE_CHARS: Final = 1_000
"""So many characters of a byline are read: twelve long names."""


def read(line: str, *, publisher: Iterable[str] = (), in_author_slot: bool = True, language: str = "") -> Byline:
    """The authors and the source that a byline names.

    ``Bài, ảnh: Hà Thu - DIỆU THIỆN`` gives two persons; ``Theo TTXVN`` a source; ``Theo Minh Nguyễn/Vcamp.vn`` one of each.
    ``publisher`` holds the newspaper's own names: it is no author of its own. In the slot of an author, ``Theo Hồ Hương``
    names a person; elsewhere it is a source. ``language`` is the page's: in Spanish, ``y`` stands between two names.
    """
    authors, source = _read(line[:MAX_BYLINE_CHARS], frozenset(publisher), in_author_slot, language)
    return Byline(list(authors), source)


def _name_first(quoted: re.Match[str]) -> str:
    """A byline with the author before the source, if it names a person."""
    return f"{quoted['name']} (Theo {quoted['outlet']})" if is_person(quoted["name"]) else quoted[0]


@lru_cache(maxsize=4096)
def _read(
    line: str,
    publisher: frozenset[str],
    in_author_slot: bool,  # noqa: FBT001 - a cache key
    language: str,
) -> tuple[tuple[Author, ...], str | None]:
    """As :func:`read`. Remembered: a newspaper has some dozens of bylines."""
    line = _behind_desk(line, language) if "|" in line else line
    line = " ".join(EMAIL_OR_URL.sub(" ", line.replace("\n", " - ")).split()).strip(" |•,-–")
    line = _without_other_credits(GLUED_AGENCY.sub("/", LEADING_SIGN.sub("", line)))
    line = FOREIGN_PREFIX.sub("", _without_date(line, language))
    if line.startswith("(") and line.endswith(")") and line.count("(") == 1:
        line = line.strip("() ")
    source = None
    own = {name.casefold() for name in publisher}
    line = QUOTED_PERSON.sub(_name_first, line)
    if found := SOURCE_IN_BRACKETS.search(line):
        source = found[1].strip(" .")
        line = (line[: found.start()] + line[found.end() :]).strip()
    elif (found := OUTLETS_AFTER_NAME.search(line)) and all(
        map(is_outlet, outlets := AROUND_AGENCY.sub("", found[1]).replace(" /", "/").replace("/ ", "/").split("/"))
    ):
        # Agencies stand in brackets behind a name, as in VietnamPlus.
        source = next((name for name in outlets if not _is_own(name, own)), None)
        line = line[: found.start()]
    line = GENERATION.sub(" ", DEGREE.sub("", NOTE_WITH_COMMA.sub("", line)))
    line = WRITER_ROLE.sub("", line)
    line = NAME_PREFIX.sub("", line if OTHER_WORK_ROLE.search(line) else NAME_SUFFIX.sub("", line))
    by_source = bool(SOURCE_PREFIX.match(line))
    if by_source:
        line = SOURCE_PREFIX.sub("", line).strip(" ().")
    authors: list[Author] = []
    parts = _written(_names_in(_parted(line, language)), language)
    if language not in {"", "vi"} and len(parts) > 1:
        parts = _without_place(parts, line, own)
    for part in parts:
        if cited := _cited(part, is_first=not authors):
            source = source or cited
            continue
        name = bare_name(SPECIAL_TO.sub("", SOURCE_PREFIX.sub("", part)))
        if not name or (authors and language not in {"", "vi"} and _is_newsroom(name)):
            continue
        if (is_outlet(name) or _is_office(name)) and not _is_own(name, own):
            source = source or name
        elif (
            by_source
            and authors
            and not source
            and "/" in line
            and kind(name) == "organization"
            and not _is_own(name, own)
        ):
            source = name
        elif (
            by_source
            and not (in_author_slot and is_person(name))
            and not (authors or ("/" in line and is_person(name)))
        ):
            source = source or (line if len(line) <= MAX_NAME_CHARS else name)
            break
        elif not _is_own(name, own, may_be_host=bool(authors) or kind(name) == "organization") and all(
            name.casefold() != a.name.casefold() for a in authors
        ):
            authors.append(Author(name=name, type=kind(name)))
    return tuple(authors[:MAX_AUTHORS]), source


def _behind_desk(line: str, language: str) -> str:
    """The reporter behind a desk and a bar ("The Gazette Bureau | Hal Finch"), else the line with a dash before its source."""
    desk, _, name = (part.strip() for part in line.partition("|"))
    is_of_desk = language not in {"", "vi"} and GROUP_AT_END.search(desk) is not None and looks_like_full_name(name)
    return name if is_of_desk else SOURCE_BEHIND_BAR.sub(" - ", line)


def _without_place(parts: list[str], line: str, own: set[str]) -> list[str]:
    """The parts of a byline without the town that an author writes from: "Von Anna Schmidt, Berlin", "Our Correspondent, Bogura"."""
    if is_role(parts[0].strip()) and PLACE.fullmatch(parts[1].strip()):
        return parts[2:]
    place = parts[-1].strip()
    is_behind_name = " " in parts[-2].strip() or PLACE_BEHIND_DASH.search(line)
    return (
        parts[:-1]
        if PLACE.fullmatch(place) and is_behind_name and not (is_outlet(place) or _is_own(place, own))
        else parts
    )


def _written(parts: list[str], language: str) -> list[str]:
    """The parts of a byline without those who did other work, and without what or where the person before is."""
    written = [
        part
        for place, part in enumerate(parts)
        if not (
            OTHER_WORK_ROLE.search(part)
            or OTHER_WORK_BY.match(part)
            or (
                place and ((word := part.strip()) in CONTRIBUTOR or word.casefold() in TOWNS or ROLE_BEHIND.match(word))
            )
        )
    ]
    if language != "tr":
        return written
    # Newspapers of Turkey add the town in capitals: "Ayşe Demir/ÇANAKKALE, (DHA)".
    towns = [
        bool(place) and TOWN.fullmatch(part.strip()) and not is_outlet(part.strip())
        for place, part in enumerate(written)
    ]
    return [part for part, is_town in zip(written, towns, strict=True) if not is_town]


def _names_in(line: str) -> list[str]:
    """The parts of a byline. A dash without blanks stands between two persons where each side is a name: ``Hà Thu-Lê Nam``."""
    parts = NAME_SEPARATOR.split(line)
    if "-" not in line:
        return parts
    names: list[str] = []
    for part in parts:
        sides = part.split("-")
        names.extend(sides if len(sides) > 1 and all(map(is_person, sides)) else [part])
    return names


def _is_office(name: str) -> bool:
    """Whether a name is that of an outlet's office: ``VOV-ĐBSCL``."""
    outlet, dash, place = name.partition("-")
    return bool(dash) and outlet.isupper() and place[:1].isupper() and is_outlet(outlet.strip())


def _is_newsroom(name: str) -> bool:
    """Whether what stands behind an author is where the author works, by its form: ``NDR``, ``The Conversation``."""
    return not is_outlet(name) and (NEWSROOM.match(name) is not None or name.startswith("The "))


def _cited(part: str, *, is_first: bool) -> str:
    """The source that a part of a byline names after "Theo"; empty if it names none. In the first part, a person is the author."""
    found = SOURCE_PREFIX.match(part)
    name = part[found.end() :].strip(" ().") if found else ""
    return "" if is_first and is_person(name) else name


def _without_date(line: str, language: str) -> str:
    """The line without the date that stands beside the authors."""
    if DIGIT.search(line) is None:
        return line
    if (moment := dates.read(line)) is not None:
        raw = moment.raw
    elif (ago := time_ago(line)) is not None:
        raw = ago.raw
    elif (day := day_word(line)) is not None:
        raw = line[day[1] :]
    else:
        return line
    before, _, after = line.partition(raw)
    after = ZONE_AT_START.sub("", after)
    if language not in {"", "vi"}:
        before = WEEKDAY_AT_END.sub("", before)
    return f"{DATE_LABEL.sub('', before)} | {after}" if before.strip() else after


def _without_other_credits(line: str) -> str:
    """The line without who took the pictures, if it names an author, too."""
    line = BIO.sub("", OTHER_WORK_BEHIND.sub("", OTHER_CREDIT_FIRST.sub("", line)))
    found = OTHER_CREDIT.search(line)
    if found is None or WRITING_LABEL.match(line[: found.start()].strip(" ,")):
        return line
    return line[: found.start()]


def _parted(line: str, language: str) -> str:
    """The line with a separator in place of the language's word for "and" between two names.

    It stays within one name: ``José Ortega y Gasset``.
    """
    word = CONJUNCTIONS.get(language, "")
    pattern = f"{word}|and" if word and word != "and" else "and"
    if language == "en":
        pattern += "|with"  # "By Hal Finch with Una Reid"
    if line.isupper():
        pattern = pattern.upper()
    parts = re.split(rf"\s+(?:{pattern})\s+", line) if re.search(rf"\s(?:{pattern})\s", line) else [line]
    joined = parts[0]
    for part in parts[1:]:
        left, right = joined.rpartition("•")[2].split(), re.split(r"[,;/|•]", part, maxsplit=1)[0].split()
        is_one_name = len(word.split("|")[0]) == 1 and len(right) == 1 and len(left) > 1
        joined += f" {word.split('|')[0]} {part}" if is_one_name else f" • {part}"
    return joined


def _is_own(name: str, own: set[str], *, may_be_host: bool = False) -> bool:
    """Whether a name is the newspaper's, or that of one of its offices: ``VOV-Tây Bắc``.

    ``may_be_host`` says that it may be so by the letters of the host: a single person may write at a host of the person's name.
    """
    folded = name.casefold()
    if may_be_host and " " in name and comparison_key(name, marks=False).replace(" ", "") in own:
        return True
    return folded in own or folded.partition("-")[0].strip() in own or HOST_END.sub("", folded) in own


def is_byline(line: str) -> bool:
    """Whether a short closing line is nothing but names: persons, desks and outlets (``Hà Thu/VOV.VN``), or other work (``Thiết kế: Vũ Hà``)."""
    line = line.strip()
    if ("Theo" in line or "Nguồn" in line) and (found := SOURCE_BEHIND_NAME.search(line) or QUOTED_PERSON.match(line)):
        line = line[: found.start()] or found["name"]
    if OTHER_WORK_LINE.match(line):
        credited = (NAME_PREFIX.sub("", part) for part in NAME_SEPARATOR.split(re.split("[:：]", line, maxsplit=1)[1]))
        return all(looks_like_name(name) or NAMELESS_CREDIT.fullmatch(name) for name in credited)
    bare = NAME_SUFFIX.sub("", NAME_PREFIX.sub("", line)).strip(" .()")
    parts = [part for part in _names_in(bare) if part]
    names = [NAME_PREFIX.sub("", part).strip() for part in parts]
    names = [name if ADDRESS.match(name) else HONORIFIC.sub("", name) for name in names]
    return bool(names) and all(
        is_person(n)
        or is_desk(n)
        or is_outlet(n.partition("-")[0])
        or SHORT_NAME.fullmatch(n)
        or (PEN_NAME.fullmatch(n) and WORK_LABEL.match(line))
        for n in names
    )


def credits_other_work(line: str) -> bool:
    """Whether a line at the end names somebody who did not write the article."""
    return bool(OTHER_WORK_LINE.match(line.strip()))
