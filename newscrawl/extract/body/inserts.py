"""Stage: remove the insertions of the newspaper: consent for embedded content, newsletters, apps, calls to write or to pay.

They stand within the text, often without a class name that tells them. The first words of a line show them, or two words together
in a line that is apart from the text. It runs on pages that no layout reads, and not on Vietnamese ones.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from newscrawl.extract.body.author_links import is_button
from newscrawl.extract.body.lines import is_sentence
from newscrawl.extract.body.places import has_box_alike, place_of
from newscrawl.extract.dom import contains, source_text_length
from newscrawl.extract.language import is_vietnamese

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newscrawl.extract.body.blocks import Block
    from newscrawl.extract.body.context import BodyContext
    from newscrawl.extract.dom import Element

MAX_INSERT_CHARS: Final = 420
"""A longer line is text."""

MAX_OFFER_CHARS: Final = 300
"""A box with more text around a button is more than an offer."""

MAX_BOX_CHARS: Final = 700
"""A box with more text around such a line is more than an insertion."""

BEGINNINGS: Final = (
    # Consent for content of other sites.
    "empfohlener redaktioneller inhalt",
    "empfohlener externer inhalt",
    "empfohlener inhalt der redaktion",
    "an dieser stelle ist ein externer",
    "wir würden ihnen hier gerne",
    "mit ihrer zustimmung wird hier",
    "um diesen inhalt",
    "um dieses element",
    "dieses element stammt von",
    "dieser inhalt wird von",
    "wir benötigen ihre einwilligung",
    "wir benötigen ihre zustimmung",
    "ich bin damit einverstanden, dass mir",
    "pour afficher ce contenu",
    "pour voir ce contenu",
    "ce contenu est bloqué",
    "ce contenu n'a pas pu être",
    "ce contenu n’a pas pu être",
    "votre consentement est nécessaire",
    "contenu externe",
    "para ver este contenido",
    "este contenido no se puede mostrar",
    "contenido externo",
    "para ver este conteúdo",
    "questo contenuto è ospitato",
    "per visualizzare questo contenuto",
    "deze inhoud kan niet",
    "om deze inhoud te",
    "wil je deze inhoud",
    "bekijk deze inhoud",
    "dette innholdet",
    "vis innhold fra",
    "denne artikkelen inneholder innhold fra",
    "det här innehållet kommer från",
    "this content is hosted by",
    "this content is provided by",
    "this article includes content",
    "this article contains content",
    "to see this content",
    "to view this content",
    "to show you this content",
    "we need your consent to load",
    "allow instagram content",
    "allow facebook content",
    "allow twitter content",
    "allow tiktok content",
    "allow google youtube content",
    "allow content provided by",
    # Hints to the newsroom, comments, corrections.
    "har du tips",
    "har du et tips",
    "har du et tip",
    "har du ett tips",
    "har du fundet en fejl",
    "har du sett noe feil",
    "ser du en fejl",
    "tipsa oss",
    "tips oss",
    "heb je een tip",
    "heeft u een tip",
    "got a story",
    "got a tip",
    "have you got a story",
    "do you have a story",
    "do you have a tip",
    "haben sie einen tipp",
    "haben sie einen fehler",
    "fehler gefunden",
    "vous avez une information",
    "une info à nous",
    "réagissez à cet article",
    "masz temat",
    "masz dla nas temat",
    "widzisz błąd",
    "našli jste chybu",
    "mitä ajatuksia aihe",
    "mitä ajatuksia juttu",
    "voit keskustella aiheesta",
    "kommentera artikeln",
    "diskutieren sie mit",
    "нашли ошибку",
    "якщо ви помітили помилку",
    "если вы заметили ошибку",
    # Newsletters, channels, apps.
    "sign up to our",
    "sign up for our",
    "subscribe to our",
    "join our whatsapp",
    "join us on whatsapp",
    "get our free",
    "click here to sign up",
    "click here to subscribe",
    "follow us on",
    "download our app",
    "newsletter abonnieren",
    "abonnieren sie unseren",
    "abonnieren sie hier",
    "bestellen sie unseren",
    "bestellen sie hier",
    "melden sie sich für unseren",
    "jetzt newsletter",
    "folgen sie uns",
    "inscrivez-vous gratuitement",
    "recevez gratuitement",
    "suivez-nous sur",
    "rejoignez notre",
    "suscríbete a",
    "regístrate para recibir",
    "síguenos en",
    "únete a nuestro",
    "segui il canale",
    "subscreva a",
    "subscreva gratuitamente",
    "abonneer je op",
    "volg ons op",
    "prenumerera på vårt",
    "tilaa uutiskirje",
    "dołącz do nas",
    "obserwuj nas",
    "přihlaste se k odběru",
    "подписывайтесь на наш",
    "подпишитесь на наш",
    "підписуйтесь на наш",
    "підписуйтеся на наш",
    # The text goes on behind an advert or a picture.
    "tekst gaat verder",
    "de tekst gaat verder",
    "(tekst gaat verder",
    "tekst gaat door onder",
    "lees verder na de",
    "artikkelen fortsetter under",
    "saken fortsetter under",
    "saken fortsetter etter",
    "artiklen fortsætter",
    "artikeln fortsätter",
    "juttu jatkuu",
    "dalsza część artykułu",
    "dalsza część tekstu",
    "dalszy ciąg artykułu",
    "dalszy ciąg materiału",
    "článek pokračuje",
    "text pokračuje",
    "der artikel wird nach",
    "artikel weiterlesen nach",
    "la suite après",
    "la suite de l'article après",
    "la suite de l’article après",
    # Devices, players, summaries by machines.
    "ihr gerät unterstützt kein",
    "um das video abzuspielen",
    "das video konnte nicht abgespielt",
    "das video konnte nicht geladen",
    "hier finden sie weitere inhalte",
    "hier finden sie inhalte von drittanbietern",
    "externer inhalt",
    "artikkelin tiivistelmä on",
    "oppsummeringen er laget",
    "denne oppsummeringen er",
    "sammanfattningen är gjord",
    "den här sammanfattningen",
    "this summary was generated",
    "diese zusammenfassung wurde",
    "ce résumé a été",
    # Other offers.
    "więcej takich historii",
    "dziękujemy, że przeczyta",
    "bądź na bieżąco",
    "feedback? ",
    "heb je een opmerking",
    "cet article est réservé",
    "article réservé aux abonnés",
    "este artículo es exclusivo",
    "contenuto riservato agli abbonati",
    "dit artikel is exclusief",
    "per restare sempre aggiornato",
    "keine nachrichten mehr verpassen",
    "keine news mehr verpassen",
    "cet article vous a plu",
    "vous avez aimé cet article",
    "wil je reageren op dit artikel",
    "wilt u reageren op dit artikel",
    "jesteś świadkiem",
    "byłeś świadkiem",
    "veja mais notícias d",
    "leia mais notícias d",
    "veja outras notícias",
    "confira mais notícias",
    "simak breaking news",
    "det här är en låst artikel",
    "denne saken er for abonnenter",
    "מצאתם טעות",
    "מצאת טעות",
    "मोबाइल पर ताजा खबर",
    "you can save this article by",
    "ne maradjon le",
    "побачили помилку",
    "помітили помилку",
    "знайшли помилку",
    "увидели ошибку",
    "заметили ошибку",
    "abonați-vă la",
    "abonează-te la",
    "urmărește-ne pe",
    "urmăriți-ne pe",
    "dacă ți-a plăcut acest",
    "dacă ți-a plăcut articolul",
    "dacă v-a plăcut",
    "votre avis nous intéresse",
    "donnez votre avis",
    # Money.
    "подтримайте нас",
    "підтримайте нас",
    "поддержите нас",
    "unterstützen sie uns",
    "soutenez-nous",
)
"""The first words of an insertion, in lower case, in the languages of Europe."""

AMBIGUOUS_BEGINNINGS: Final = (
    "an dieser stelle finden sie",
    "an dieser stelle befindet sich",
    "have your say",
    "sign up to the",
    "sign up for the",
    "sign up here",
    "get the latest",
    "inscrivez-vous à",
    "abonnez-vous à",
    "recevez chaque",
    "apúntate a",
    "iscriviti alla",
    "iscriviti al",
    "tilmeld dig",
    "få nyheder",
    "meld deg på",
    "meld je aan voor",
    "schrijf je in voor",
    "anmäl dig till",
    "zapisz się na",
    "zapisz się do",
    "więcej informacji znajdziesz",
    "приєднуйтесь до",
    "hazte socio",
    "hazte socia",
    "máte tip",
)
"""First words that a sentence of a guide may have, too: they show an insertion apart from the text, or with an offer in the same line."""

MIN_ALIKE: Final = 3
"""So many sentences in boxes that look alike are the text, one box a paragraph."""

MIN_KEY_CHARS: Final = 4
"""Letters by which the beginnings are looked up."""


def _by_first(beginnings: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(b for b in beginnings if b.startswith(key)) for key in {b[:MIN_KEY_CHARS] for b in beginnings}}


_CLEAR: Final = _by_first(BEGINNINGS)
_AMBIGUOUS: Final = _by_first(AMBIGUOUS_BEGINNINGS)

_ORDER: Final = (
    r"\b(?:sign(?:ing)? up|subscrib|unsubscribe|inbox|assin[ea]|abbonat|abo\b|registr|log ?in|abonn|bestell|anmeld|kostenlos|gratis|postfach|inscri(?:ve|re)|s[’']inscrire|recevez|suscr|apúnt|recib"
    r"|iscriv|ricev|subscrev|schrijf je|meld je|prenumer|anmäl|tilmeld|meld deg|tilaa|zapisz|otrzymuj|přihla|odebír|odběr|подпи|підпи|kaydol)"
)
"""How a newspaper asks the reader to take what it offers."""

OFFERS: Final = tuple(
    (re.compile(offer, re.IGNORECASE), re.compile(order, re.IGNORECASE))
    for offer, order in (
        (
            r"newsletter|nieuwsbrief|nyhetsbrev|nyhedsbrev|uutiskirje|bolet[ií]n|infolettre|biuletyn|bülten|рассылк|розсилк|e-?mail alert|\binbox|postfach|boîte mail",
            _ORDER,
        ),
        (
            r"continuar a ler|(?:continue|keep) reading|weiter(?:zu)?lesen|(?:poursuivre|continuer) (?:la|votre) lecture|fortsätta läsa|fortsette å lese|læse videre|jatkaa lukemista|seguir leyendo|continuare a leggere|verder te lezen|läsa vidare|l[eæ]se videre",
            _ORDER,
        ),
        (
            r"whatsapp|telegram",
            r"\b(?:(?:join|follow) (?:us|our)|our (?:\w+ )?(?:channel|community)|abonn|подпи|підпи|приєдн|присоедин|rejoign|suscr|únete|síguenos|iscriv|segui il|dołącz|obserwuj|volg ons|join [^.!?]{2,40} on (?:whatsapp|telegram))",
        ),
        (
            r"google (?:news|haberler|новости|ειδήσεις)|אפליקציה|וואטסאפ|טלגרם|واتس ?[اآ]ب|تلغرام|تي?ليغرام|व्हाट्स ?[एऐ]प|टेलीग्राम|(?<!\w)[ऐए]प(?!\w)|হোয়াটসঅ্যাপ|টেলিগ্রাম|வாட்ஸ் ?அப்|டெலிகிராம்|\bline ?@|ไลน์|แอปพลิเคชัน|카카오|カカオ|公式line|line公式",
            (
                r"\b(?:follow|folg|suiv|s[íi]gu?[ea]|segu|siga|volg|obserwuj|sledujte|följ|følg|seuraa|takip|abone|urmăre|prati|kövess|ikuti|simak|gabung)|ακολουθ|μάθετε|подпис|читайте|следите|підпис|читайте|слідкуйте"
                r"|עקבו|הצטרפו|הורידו|تابع|اشترك|انضم|जुड़|फॉलो|डाउनलोड|ফলো|যুক্ত|সাবস্ক্রাইব|இணைய|பின்தொடர|ติดตาม|กดติดตาม|เพิ่มเพื่อน|แอดไลน์|フォロー|登録|友だち追加|구독|추가"
            ),
        ),
        (
            r"facebook|instagram|tiktok",
            r"\b(?:follow us|folgen Sie uns|folgt uns|suivez[- ]nous|síguenos|seguinos|seguici|siga-nos|volg ons|obserwuj nas|polub nas|sledujte nás|följ oss|følg oss|seuraa meitä|köves(?:s|sen) minket|urmăriți-ne|urmărește|takip ed)",
        ),
        (
            r"podcast",
            r"\b(?:spotify|apple podcast|rss-?feed|(?:our|unser\w*|notre|nuestro|nostro) (?:\w+ ){0,3}podcast)",
        ),
        (
            r"\byour (?:support|donation|contribution)|unterstützen Sie uns|votre soutien|(?:tu|su) apoyo|(?:il tuo|vostro) sostegno|jouw steun|uw steun|twoje wsparcie",
            r"\b(?:journalis[mt]|helps us|allows us|donat|all the difference|unabhängig|indépendan|independiente|indipendente|onafhankelijk|niezależn)",
        ),
    )
)
"""What a newspaper offers apart from its articles, with the words that show the offer."""

OFFER_WORDS: Final = (
    *("newsletter", "nieuwsbrief", "nyhetsbrev", "nyhedsbrev", "uutiskirje", "bolet", "infolettre", "biuletyn", "bülten", "рассылк", "розсилк", "mail alert", "mail-alert", "inbox"),
    *("postfach", "boîte mail", "continuar a ler", "reading", "zulesen", "weiterlesen", "lecture", "fortsätta läsa", "fortsette å", "lukemista", "leyendo", "a leggere", "te lezen", "läsa vidare", "se videre", "czytać dalej"),
    *("whatsapp", "telegram", "google", "facebook", "instagram", "tiktok", "אפליקציה", "וואטסאפ", "טלגרם", "واتس", "تلغرام", "ليغرام", "व्हाट्स", "टेलीग्राम", "ऐप", "एप", "হোয়াটস", "টেলিগ্রাম", "வாட்ஸ்", "டெலி", "line", "ไลน์", "แอป", "카카오", "podcast", "your ", "unterstützen sie uns", "votre soutien", "apoyo", "sostegno", "jouw steun", "uw steun", "twoje wsparcie"),
)  # fmt: skip
"""Parts of these words in lower case: a quick test before the patterns, which nearly every line fails."""

MAX_PLAIN_OFFER_CHARS: Final = 60
"""A plain line within the text with an offer is the newspaper's if it has at most so many characters."""

ORDER_PATH: Final = re.compile(
    r"newsletter|/nl(?:[/?]|$)|subscri|abonn|iscri|signup|sign-up|registr|bolet[ií]n|anmeld", re.IGNORECASE
)
"""Addresses where readers subscribe."""

CHANNEL_ADDRESS: Final = re.compile(
    r"^https?://(?:www\.)?(?:whatsapp\.com/channel/|news\.google\.com/|news\.url\.google\.com/|line\.me/|lin\.ee/|t\.me/|viber\.com/|invite\.viber\.com)",
    re.IGNORECASE,
)
"""Addresses of such channels."""

MAX_CHANNEL_CHARS: Final = 160
"""A longer line with such a link is text about it."""

SIGNS: Final = " \t\"'“„«»[]()*•>–—-▶►✉️📩👉"
"""Signs before the first word."""


def remove_inserts(blocks: list[Block], context: BodyContext) -> list[Block]:
    """Remove insertions: the small box around a line that shows one, if the box is apart from the text, else the line alone."""
    if context.is_known or is_vietnamese(context.page):
        return blocks
    found = [block for block in blocks if _may_be_insert(block)]
    if not found:
        return blocks
    known = set(map(id, found))
    sentences = [block for block in blocks if id(block) not in known and is_sentence(block)]
    places = Counter(map(place_of, sentences))
    text = {
        block.element
        for block in sentences
        if not context.author_links.is_apart(block) or places[place_of(block)] >= MIN_ALIKE
    }
    removed: set[int] = set()
    for block in found:
        if is_button(block):
            box = _box_of_button(block, blocks, text, context)
            removed.update(id(other) for other in blocks if box is not None and contains(box, other.element))
        elif context.author_links.is_apart(block) and places[place_of(block)] < MIN_ALIKE:
            box = _own_box(block, text, context)
            removed.update(id(other) for other in blocks if box is not None and contains(box, other.element))
        elif (
            begins_insert(block.text)
            or ((_begins_with(_AMBIGUOUS, block.text) or _is_styled_offer(block)) and _offers(block.text))
            or _leads_to_channel(block)
        ):
            removed.add(id(block))
    return [block for block in blocks if id(block) not in removed]


def _is_styled_offer(block: Block) -> bool:
    """Return whether a line within the text is set apart by its style, links to where it may be taken, or is in a script of its own."""
    is_styled = block.bold or block.italic or len(block.text) <= MAX_PLAIN_OFFER_CHARS
    return is_styled or any(ORDER_PATH.search(link.href) for link in block.links)


def _leads_to_channel(block: Block) -> bool:
    """Return whether a short line links to a channel of the newspaper in a service for news or messages."""
    return len(block.text) <= MAX_CHANNEL_CHARS and any(CHANNEL_ADDRESS.search(link.href) for link in block.links)


def _may_be_insert(block: Block) -> bool:
    """Return whether the words of a line show an insertion."""
    if block.kind == "figure" or len(block.text) > MAX_INSERT_CHARS:
        return False
    if block.is_link and is_button(block):
        return True
    # The points of a list are the steps of a guide more often than a newspaper's offers.
    is_ambiguous = block.kind != "item" and _begins_with(_AMBIGUOUS, block.text)
    return is_ambiguous or begins_insert(block.text) or _offers(block.text) or _leads_to_channel(block)


def _offers(text: str) -> bool:
    """Return whether a line names something that newspapers offer, and how to take it."""
    folded = text.casefold()
    return any(word in folded for word in OFFER_WORDS) and any(
        offer.search(text) and order.search(text) for offer, order in OFFERS
    )


def begins_insert(text: str) -> bool:
    """Return whether a line begins like an insertion, and like no sentence of a text."""
    return _begins_with(_CLEAR, text)


def _begins_with(table: dict[str, tuple[str, ...]], text: str) -> bool:
    words = text.lstrip(SIGNS).casefold()
    beginnings = table.get(words[:MIN_KEY_CHARS])
    return beginnings is not None and words.startswith(beginnings)


def _box_of_button(line: Block, blocks: list[Block], text: Iterable[Element], context: BodyContext) -> Element | None:
    """Return the box of an offer around a button: one sentence at most, and no other box like it; ``None`` without one."""
    box = _own_box(line, text, context)
    if box is None or (context.headline is not None and contains(box, context.headline)):
        return None
    sentences = sum(is_sentence(block) for block in blocks if contains(box, block.element))
    is_alone = not has_box_alike(box)
    return box if sentences <= 1 and is_alone and source_text_length(box, MAX_OFFER_CHARS) <= MAX_OFFER_CHARS else None


def _own_box(line: Block, text: Iterable[Element], context: BodyContext) -> Element | None:
    """Return the largest box around a line that holds little text and no paragraph of the article; ``None`` without one."""
    found = None
    # The other points of a list may be text.
    around = () if line.kind == "item" else line.element.iterancestors()
    for box in (line.element, *around):
        if box is context.root or source_text_length(box, MAX_BOX_CHARS) > MAX_BOX_CHARS:
            break
        if any(contains(box, element) for element in text):
            break
        found = box
    return found
