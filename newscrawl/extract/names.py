"""Names of persons, desks, newspapers and agencies: what newsrooms put around them, and what only looks like one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from newscrawl import dates
from newscrawl.extract.names_abroad import FOREIGN_PREFIX
from newscrawl.text.newsroom import title_case_name
from newscrawl.text.syllables import is_legal

if TYPE_CHECKING:
    from newscrawl.items import AuthorType

OUTLETS: Final = frozenset(
    """24h afp an ninh thủ đô|ap|baomoi|báo chính phủ|bbc|bloomberg|bnews|cafebiz|cafef|cand|chinhphu.vn|cnbc|cnn|công an nhân dân|công luận
    |công lý|công thương|daily mail|dân trí|dân việt|forbes|gamek|genk|giao thông|hà nội mới|infonet|kenh14|kênh 14|kiến thức|lao động|nguoiduatin
    |ndo|người đưa tin|người lao động|nhân dân|nhịp sống kinh tế|nld|phap luat|pháp luật|pháp luật tp.hcm|plo|phụ nữ|quân đội nhân dân|reuters|saostar|sggp|sài gòn giải phóng
    |soha|sức khỏe đời sống|sức khỏe & đời sống|the guardian|thanh niên|thể thao văn hóa|thể thao & văn hóa|tiền phong|tinhte|toquoc|tổ quốc|trí thức trẻ|ttvn|ttxvn
    |tuổi trẻ|tuổi trẻ online|vietnam+|vietnamnet|vietnamplus|viettimes|vnexpress|vneconomy|vnmedia|vov|vov.vn|vtc|vtc news|vtv|vtv.vn|xinhua|tân hoa xã|yonhap|zing
    |zing news|zingnews|znews|đại đoàn kết|đầu tư|đời sống pháp luật|đời sống & pháp luật|nhịp sống thị trường|an ninh tiền tệ|báo tin tức|tin tức|thông tấn xã việt nam
    |ictnews|business insider|techcrunch|the verge|new york times|washington post|bbc news|sky news|cbs news|abc news|nbc news|fox news|cnn international|usa today|the telegraph|the times|the independent|the mirror|the sun|wall street journal|wsj|financial times|nikkei|kyodo|sputnik|tass|ria novosti|entrepreneur
    """.replace("\n", "")
    .replace("    ", "")
    .lower()
    .split("|")
)
"""Newspapers and agencies by the names in source lines, in lower case."""

NAME_PREFIX: Final = re.compile(
    r"^(?:(?:(?:Tin,? bài|Tin|Bài)(?:(?:,| và| &| -)? (?:bài|ảnh|video|clip))*|Ảnh|Ảnh, video|Video|Clip|Đồ họa|Thiết kế|Trình bày|Thực hiện|Nội dung"
    r"|Tác giả|Người viết|Viết bởi|Đăng bởi|Được (?:viết|đăng) bởi|Phóng viên|CTV|BTV|Biên dịch|Biên tập|Tổng hợp|Lược dịch|Dịch|By|PV\.?|Nhóm PV|Nhà báo|Tác giả bài viết|Bút danh|Người viết bài|Người đăng)\s*[:：]\s*"
    r"|(?:Bút ký|Ký sự|Phóng sự|Ghi chép|Truyện ngắn|Tản văn|Tạp bút|Tùy bút|Thơ|Bài) của\s+|(?:Phóng viên|PV|CTV|BTV|Nhà báo|Độc giả|Bạn đọc|By|Bởi|Viết bởi|(?:Được )?đăng bởi|Được viết bởi|Người (?:đăng|viết))\s+(?=\w)|(?-i:By(?=[A-ZÀ-Þ][a-zß-ÿ])))",
    re.IGNORECASE,
)
"""What stands before a name: "Bài và ảnh:", "PV", "Thực hiện:"."""

HONORIFIC: Final = re.compile(
    r"^(?:(?:Ông|Bà|(?:Anh|Chị)(?=(?:\s+\S+){3})|GS|PGS|TS|ThS|Ths|Th\.S|Luật sư|LS|Bác sĩ|BSCK\s?I{1,2}|BS|DS|Nhà báo|Nhà văn|KTS|KS|Đại tá|Thượng tá|Trung tá|Thiếu tá"
    r"|Thiếu tướng)(?:\.\s*|\s+))+(?=[^\W\d_])"
)
"""Titles before a name. "Anh Minh" is a name of two syllables; "anh Nguyễn Văn Tư" has a title."""

NAME_SUFFIX: Final = re.compile(
    r"\s*[-–—]?\s*\((?:tổng hợp|t/h|th|lược dịch|dịch|biên dịch|ghi|thực hiện|thực hiện|theo [^()]{2,60}|ảnh[^()]{0,40}|[^()]{1,40})\)\s*$"
    r"|\s+(?:tổng hợp|thực hiện|lược dịch|biên dịch|lược ghi|ghi)\s*$",
    re.IGNORECASE,
)
"""What stands after a name: "(tổng hợp)", "thực hiện"."""

AGENCIES: Final = frozenset(
    """ap afp reuters dpa ansa efe tass xinhua kyodo yonhap antara lusa pap čtk ntb ritzau belga anp apa sid bloomberg
    vna ttxvn tnn pti ians aap bernama adnkronos interfax agerpres mediafax tanjug tasr mti stt sda kna epd ats iha i̇ha dha notimex télam askanews italpress тасс интерфакс укрінформ бта""".split()  # noqa: SIM905 - a list of words reads better so
) | {
    "associated press",
    "the associated press",
    "agence france-presse",
    "press association",
    "thomson reuters",
    "europa press",
    "agencia efe",
    "agência brasil",
    "agência lusa",
    "риа новости",
    "the canadian press",
    "australian associated press",
    "pa media",
    "keystone-sda",
    "press trust of india",
}
"""News agencies in lower case."""

ROLE: Final = re.compile(
    r"^(?:(?:senior|chief|staff|political|national|foreign|international|world|business|economics?|sports?|science|health|education|legal|local|city|crime|tech|technology|culture|arts"
    r"|environment|climate|deputy|assistant|associate|managing|executive|contributing|guest|special|data|digital|features?|news|investigative|diplomatic|white house|us|uk|europe|asia|africa)[\s-]+)*"
    r"(?:writers?|reporters?|correspondents?|editors?|columnists?|contributors?|journalists?|producers?|analysts?|critics?|bureau chief|freelance\w*|redakteur(?:in)?|korrespondent(?:in)?"
    r"|journaliste|rédact(?:eur|rice)|redactor(?:a)?|corresponsal|giornalista|redactie|repórter|jornalista|tim redaksi|redaksi|phóng viên|biên tập viên|cộng tác viên)$",
    re.IGNORECASE,
)
"""What somebody is, beside a name."""

_ROLE_NOUN: Final = (
    r"(?:writers?|reporters?|correspondents?|editors?|columnists?|journalists?|critics?|bureau chief|photographers?|redakteur(?:in)?|korrespondent(?:in)?"
    r"|envoyée?s? spécia(?:l|le|ux|les)|correspondante?s?|corresponsal(?:es)?|enviad[oa]s? especial(?:es)?)"
)

ROLE_AT_END: Final = re.compile(
    rf"^(?:\S+\s+){{1,5}}{_ROLE_NOUN}(?:\s+(?:à|en|in|at|for|for the|of|of the|of The|de|du|der)\s+\S.{{0,40}})?$|^{_ROLE_NOUN}\s+(?:à|en|in|at|for|of|de|du)\s+\S.{{0,40}}$",
    re.IGNORECASE,
)
"""What somebody is, with words before it that no list holds: ``AP Technology Writers``."""

ROLE_BEHIND_NAME: Final = re.compile(
    r"(?<=\w)\s+(?:(?:Senior|Chief|Staff|Political|National|Foreign|International|World|Business|Economics?|Sports?|Science|Health|Education|Legal|Local|City|Crime|Tech|Technology|Culture"
    r"|Environment|Climate|Deputy|Assistant|Associate|Managing|Executive|Contributing|Guest|Special|Digital|Features?|News|Investigative|Diplomatic|Washington|AP|Associated Press)\s+){0,4}"
    rf"(?i:{_ROLE_NOUN})(?:\s+(?:à|en|in|at|for|of)\s+\S.{{0,40}})?$"
    r"|(?<=\w)\s+(?:[a-z]+\s+)?(?:verslaggever|verslaggeefster|correspondente?|redacteur|redactrice|toimittaja|dziennikarz|dziennikarka|redaktorka?)(?:\s+[^\W_]\S*){0,2}$"
)
"""The same behind a name without a sign between them: ``Hal Finch Senior Washington Correspondent``."""

ROLE_BEFORE_NAME: Final = re.compile(
    r"(?:[^\W\d_][^\W_]*[\s-]+){0,3}(?i:writer|reporter|correspondent|editor|columnist|journalist|critic|redakteur(?:in)?|reporterin"
    r"|journaliste|correspondante?|redactora?|corresponsal|giornalista|repórter|wartawan)\s+(?=[A-ZÀ-Þ]\S*\s+\S)"
)
"""What somebody is, before the name without a sign between them: ``Marine correspondent Hal Finch``."""

PLACE_BEHIND_NAME: Final = re.compile(
    r"(?<=\w)\s+(?:in|aus|reporting from)\s+(?:the\s+)?[A-ZÀ-Þ][^\W\d_]+(?:[\s-][A-ZÀ-Þ][^\W\d_]+){0,2}$"
)
"""Where somebody writes from: ``Hal Finch in Kyiv``."""

BEHIND_NAME: Final = re.compile(r"(?<=\w)\s+(?:@\w{2,30}|(?:for|For|FOR)\s+(?:the|The|THE)\s+[A-Z].*)$")
"""An account or the newspaper behind a name: ``Hal Finch @halfinch``, ``Hal Finch for The Daily Courier``."""

OTHER_WORK: Final = re.compile(
    r"(?:edited|illustrated|photographed|filmed|translated|designed|produced|fact[- ]checked|reviewed|photo(?:graph)?s|additional reporting|graphics)\s+by\b"
    r"|(?:staff )?photographers?\s",
    re.IGNORECASE,
)
"""The start of a credit for another work than the text."""

OFFICE: Final = re.compile(r"(?:BBC|CNN|CBC|NPR|ITV|RTÉ|NBC|CBS)\s+\S.*")
"""A broadcaster's office or programme beside a name: ``BBC Scotland``."""

MIN_SHOUTED_CHARS: Final = 3
"""Letters of each word of such a name: a shorter word may be an abbreviation."""

MAX_PERSON_WORDS: Final = 4
"""Words of a person's name outside Vietnam."""

NAME_WORD: Final = re.compile(r"(?:[^\W\d_a-z]\.?){1,2}|[^\W\d_a-z](?:['’-]?[^\W\d_])+")
"""A word of a name: an initial, or a word that begins with a capital letter."""

NEWS_WORDS: Final = frozenset(
    """news sport sports business politics world opinion health local national international review analysis read share save print new county city press staff times post daily live
    video photo photos updated published comment comments listen minute minutes story stories exclusive breaking release media editorial editor team desk home page latest more follow sign log
    subscribe north south east west us uk london washington york paris berlin january february march april may june july august september october november december monday tuesday wednesday thursday
    friday saturday sunday science technology tech culture arts music film television lifestyle travel food education environment climate money market markets finance economy entertainment
    celebrity football weather time utc gmt paid features feature special report reports column podcast gallery the this that these today yesterday your our all about top best free member members archive
    nachrichten politik wirtschaft kultur wissen panorama ausland inland meinung artikel lesen teilen min uhr politique économie société monde france sciences sport culture opinions
    política economía sociedad cultura deportes mundo noticias leer compartir nacional internacional esportes notícias cronaca politica esteri economia""".split()  # noqa: SIM905 - a list of words reads better so
)
"""Words of sections, buttons, days and months: a line with one is no person's name."""

MIN_WORDS_BEFORE_ROLE: Final = 2
"""Words of a name before a role or a place without a sign between them."""

PARTICLES: Final = frozenset(
    "de del della di da das do dos du des la le las los el al bin ibn ben van von der den dem zu zur ter ten af av y e i og and und the of for".split()  # noqa: SIM905 - a list of words reads better so
)
"""Words of names that are written in small letters."""

LABELS: Final = frozenset(
    """about|about the author|about us|advertisement|all articles|all posts|all stories|archive|articles|author|author page|biography|bio|by|click here|comment|comments|contact|contact us|contributor
    |contributors|copy link|email|e-mail|facebook|follow|follow us|full bio|get alerts|home|instagram|join|learn more|linkedin|listen|log in|login|more|more stories|most popular|newsletter|newsletters
    |photo|post author|article author|beitragsautor|autor de la entrada|auteur de l’article|auteur de la publication|autore articolo|berichtauteur|posts|print|profile|read bio|read more|read full bio|register|save|search|see all|send an email|share|show more|sign in|sign up|site|subscribe|text size|topics|tweet|twitter|updated|view all
    |agencies|agency|news agencies|staff|staff report|staff reports|staff and agencies|wire reports|view author page|view bio|view profile|website|written by|x|youtube|mehr|zur person|zum autor|mostra altro|leggi tutto|seguir|suivre|s'abonner|lire aussi""".replace(
        "\n    ", ""
    ).split("|")
)
"""Labels of links and buttons beside a name, in lower case."""

HANDLE: Final = re.compile(r"^@|^#|^[\w.-]*_[\w.-]*$|^[\w-]*\d{3,}[\w-]*$|^(?=\w*\d)(?=\w*[a-z])[0-9a-z]{4,}$")
"""Handles and ids: ``@hathu``, ``ha_thu``, ``user1024``, ``3f2a``."""

ACCOUNT_WORDS: Final = frozenset(
    """admin administrator editor editors webmaster unknown anonymous guest null none undefined author by
    unbekannt anonyme""".split()  # noqa: SIM905 - a list of words reads better so
)

DESK_NAME: Final = re.compile(
    r"^(?:PV|P\.V\.?|Nhóm (?:PV|phóng viên)(?: [^\W\d_]+){0,3}|Phóng viên|CTV|BTV|Ban .+|Tòa soạn|Tổ PV|N\.?P\.?V\.?)$",
    re.IGNORECASE,
)
"""Names of desks and of nameless reporters."""

GROUP_AT_END: Final = re.compile(
    r"\s(?:desk|staff|newsroom|bureau|team|editors|editorial board|reporters|news service|redaktion|redacción|redazione|redação|rédaction|redactie)$",
    re.IGNORECASE,
)
"""How the name of a group of people ends, outside Vietnam: ``Gazette Web Desk``."""

INITIALS: Final = re.compile(r"^(?:[A-ZĐ]\.?\s?){1,4}$")

ORGANIZATION_NAME: Final = re.compile(
    r"^(?:VOV|VTV|Báo|Tạp chí|Đài|Thông tấn|TTXVN|Cổng|Trang|Ban|Cục|Bộ|Sở|Tổng|Hội|Công ty|CTCP|Ủy ban|Viện|Trung tâm|Nhóm)\b|TTXVN|\.(?:vn|com|net|org)\b|Reuters|AFP|Bloomberg",
)
"""Names of organisations."""

NO_NAMES: Final = frozenset(("tổng hợp", "sưu tầm", "biên dịch", "lược dịch"))
"""Words in a byline that name nobody."""

DIGIT: Final = re.compile(r"\d")

CLOCK_OR_DAY: Final = re.compile(r"\d[:/.]\d\d|^[^\W\d_]{3,12}\.? \d{1,2}(?:st|nd|rd|th)?$|\b(?:19|20)\d\d\b")
"""A clock, a day with its month, or a year."""

ROLE_BEFORE_DENSE_NAME: Final = re.compile(r"^[\u4e00-\u9fff]{0,8}(?:记者|記者)[\s:：]+(?=[\u4e00-\u9fff]{2,4}$)")
"""What stands before a name in Chinese newspapers: ``人民网记者 陈晨``."""

KOREAN_ROLE: Final = re.compile(r"\s*(?:기자|특파원|논설위원|記者|记者)$")
"""What stands behind a name in Korean, Japanese and Chinese newspapers."""

WEB_ADDRESS: Final = re.compile(r"https?://|www\.|facebook\.com|/")

MAX_NAME_CHARS: Final = 60
"""A longer text is no name."""

MAX_NAME_WORDS: Final = 8
"""Number of words of the longest organisation's name, or of two persons."""

MAX_DESK_WORDS: Final = 4
"""A longer text that begins like a desk's name is a sentence."""

MIN_CLAUSE_WORDS: Final = 3
"""A name of fewer words may be in small letters."""

GENERATIONS: Final = (" Jr", " Sr")
"""Abbreviations behind a name that keep their full stop."""

MIN_NAME_CHARS: Final = 2
"""A shorter text is no name."""

PERSON_SYLLABLES: Final = range(2, 6)
"""Number of syllables of a Vietnamese person's name."""


READING_TIME: Final = re.compile(r"\d\s*-?\s*(?:min(?:ut[a-zé]*)?|мин|хв|dakika|dk)\b", re.IGNORECASE)
"""The time that it takes to read an article, which stands beside its author."""


def is_desk(name: str) -> bool:
    """Whether a name is a desk's and not the start of a sentence: "Ban tổ chức cho biết rằng"."""
    found = DESK_NAME.match(name)
    return found is not None and (len(name.split()) <= MAX_DESK_WORDS or name.startswith("Nhóm "))


def bare_name(part: str) -> str | None:
    """A name without what newsrooms put around it; ``None`` if the text is no name."""
    name = NAME_SUFFIX.sub("", part.strip()).strip(" .,:;|()[]\"'“”*-–—")
    name = BEHIND_NAME.sub("", name)
    ending = "." if name.endswith(GENERATIONS) and f"{name}." in part else ""
    if (
        HANDLE.search(name)
        or OTHER_WORK.match(name)
        or is_role(name)
        or name.casefold() in ACCOUNT_WORDS
        or name.casefold().strip("→›»> ") in LABELS
    ):
        return None
    for _ in range(2):
        name = FOREIGN_PREFIX.sub("", NAME_PREFIX.sub("", name)).strip()
        name = NAME_SUFFIX.sub("", name).strip()
    name = _without_role(HONORIFIC.sub("", name).strip(" .,:;|-–"))
    if (
        not MIN_NAME_CHARS <= len(name) <= MAX_NAME_CHARS
        or not any(c.isalpha() for c in name)
        or WEB_ADDRESS.search(name)
    ):
        return None
    if _is_date(name) or READING_TIME.search(name):
        return None
    if len(name.split()) > MAX_NAME_WORDS or name[:1].isdigit() or name.casefold() in NO_NAMES or _is_clause(name):
        return None
    return _in_capitals_off(name) + ending


def _in_capitals_off(name: str) -> str:
    """A name of several words that is printed in capitals, with capitals only at the start of its words.

    Of a name that is not Vietnamese each word must be long enough: a short one may be an abbreviation.
    """
    if not name.isupper():
        return name
    words = name.split()
    is_shouted = len(words) in range(MIN_WORDS_BEFORE_ROLE, MAX_PERSON_WORDS + 1)
    if (
        not is_shouted
        or not all(word.isalpha() and len(word) >= MIN_SHOUTED_CHARS for word in words)
        or all(map(is_legal, words))
    ):
        return title_case_name(name)
    return (
        title_case_name(name)
        if is_outlet(name) or ORGANIZATION_NAME.search(name)
        else " ".join(map(str.capitalize, words))
    )


def is_role(text: str) -> bool:
    """Whether a text says what somebody is and names nobody."""
    if ROLE.match(text) or OFFICE.fullmatch(text):
        return True
    return bool(ROLE_AT_END.match(text)) and _without_role(text) == text


def _without_role(name: str) -> str:
    """A name without the role before it, and without the role or the place behind it."""
    name = ROLE_BEFORE_DENSE_NAME.sub("", KOREAN_ROLE.sub("", name)) if not name.isascii() else name
    if (before := ROLE_BEFORE_NAME.match(name)) and looks_like_full_name(name[before.end() :]):
        return name[before.end() :]
    for pattern in (ROLE_BEHIND_NAME, PLACE_BEHIND_NAME):
        found = pattern.search(name)
        words = name[: found.start()].split() if found is not None else []
        # "Public safety reporter" is no "Public safety".
        if found is not None and len(words) >= MIN_WORDS_BEFORE_ROLE and not words[-1][0].islower():
            return name[: found.start()]
    return name


def _is_clause(name: str) -> bool:
    """Whether a part of a byline is a piece of a sentence: most of its words are in small letters."""
    words = name.split()
    if len(words) < MIN_CLAUSE_WORDS:
        return False
    if name.isascii():
        return sum(word.islower() and word not in PARTICLES for word in words) > 1
    if ORGANIZATION_NAME.search(name) or DESK_NAME.match(name):
        return False
    return 2 * sum(word[0].islower() for word in words) > len(words)


def _is_date(name: str) -> bool:
    """Whether a part of a byline is a date or a piece of one: ``March 5``, ``updated 10:30``."""
    if not DIGIT.search(name):
        return False
    return CLOCK_OR_DAY.search(name) is not None or dates.read(name) is not None


def kind(name: str) -> AuthorType:
    """``organization``, ``pen_name`` (initials, a desk, one word) or ``person``."""
    if is_outlet(name) or name.startswith("The ") or ORGANIZATION_NAME.search(name) or GROUP_AT_END.search(name):
        return "organization"
    if DESK_NAME.match(name) or INITIALS.match(name):
        return "pen_name"
    words = name.split()
    if len(words) == 1:
        return "pen_name"
    return "person"


def is_outlet(name: str) -> bool:
    """Whether a name is a newspaper's or an agency's."""
    folded = name.casefold()
    return (
        folded in OUTLETS
        or folded in AGENCIES
        or folded.removeprefix("báo ") in OUTLETS
        or bool(re.search(r"\.(?:vn|com|net|org)$", folded))
    )


def is_person(name: str) -> bool:
    """Whether a name looks like a Vietnamese person's: two to five capitalised syllables."""
    words = name.split()
    return (
        len(words) in PERSON_SYLLABLES
        and all(word[0].isupper() and is_legal(word) for word in words)
        and not is_outlet(name)
    )


def looks_like_name(line: str) -> bool:
    """Whether a short line may be a byline by its form: a few capitalised words."""
    if len(line) > MAX_NAME_CHARS:
        return False
    words = line.strip(" .()").split()
    return 1 <= len(words) <= MAX_NAME_WORDS and all(
        w[0].isupper() or not w[0].isalpha() or w in {"và", "tổng", "hợp"} for w in words
    )


def looks_like_full_name(line: str) -> bool:
    """Whether a line is first name and surname by its form, two to four words, none of which is a newspaper's word."""
    words = line.split()
    if len(words) > MAX_PERSON_WORDS or len(line) > MAX_NAME_CHARS:
        return False
    names = [word for word in words if word not in PARTICLES]
    return len(names) > 1 and all(NAME_WORD.fullmatch(word) and word.casefold() not in NEWS_WORDS for word in names)
