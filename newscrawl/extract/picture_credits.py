"""Captions and credits of pictures: their words, and who took the picture, told apart by markup, label or brackets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from newscrawl.extract.dom import contains, short_text, text_of
from newscrawl.extract.name_patterns import cached_search
from newscrawl.extract.names import AGENCIES, looks_like_full_name, looks_like_name
from newscrawl.text.newsroom import split_credit

if TYPE_CHECKING:
    from collections.abc import Collection

    from newscrawl.extract.dom import Element

CREDIT_ONLY: Final = re.compile(
    r"^\(?(?:(?:Ảnh|Nguồn(?: ảnh)?|Hình(?: ảnh)?|Đồ họa|Clip|Video)\s*:"
    r"|(?:(?:Image|Picture|Photo|Video)\s+(?:credits?|source|courtesy)|Photo(?:graph(?:er)?)?s?|Image|Picture|Illustration|Fotos?|Bild(?:quelle|nachweis)?|Grafik|Beeld|Crédits?(?: photos?)?|Fotografías?"
    r"|Zdjęcie|[Ff]ot\.|Kuva|Fotó|Fotoğraf|Φωτογραφία|Фото|Снимка|Credits?|Créditos?|Source|צילום|קרדיט|تصوير|الصورة|عکس)"
    r"\s*(?:[:,]|\.\.\.|…|\bby\b|\bcourtesy of\b|\bvia\b))\s*([^()]{1,80}?)\)?\.?$",
    re.IGNORECASE,
)
"""A caption that is only a credit: "Ảnh: Hà Thu", "Photograph by Tom Reave"."""

_CREDIT_WORDS: Final = (
    "Photo(?:graph(?:er|ie|y)?)?s?|Picture|Illustration|Fotos?|Foto's|Bild(?:er|quelle|nachweis)?|Grafik|Beeld|Crédits?(?: photos?)?|Créditos?|Imagen|Imagem|Fotografías?|Fotografias?|Fotografie"
    "|Fotografija|Zdjęcie|Fot\\.|fot\\.|Kuvat?|Fotók?|Fotoğraf|Credits?|צילום|קרדיט|Φωτογραφία|Φωτ[όο]|ΦΩΤΟ|Фото|Снимка|PHOTO|FOTO|KUVA|ФОТО|Ph\\."
)
"""Words for a picture before its author, with a colon behind them."""

FOREIGN_CREDIT: Final = re.compile(
    rf"(?:(?<=[\s.!?…»”\"'|])|\()\s*(?:(?:Image|Picture|Photo|Video)\s+(?:[Cc]redits?|[Ss]ource|[Cc]ourtesy)|{_CREDIT_WORDS})"
    r"\s*(?:[:,]|\bby\b|\bcourtesy of\b|\bvia\b)\s*(?P<credit>[^\s()][^()]{0,79}?)\)?\.?$"
    r"|\(\s*(?:[Ff]otos?|[Pp]hotos?|[Ff]ot\.|[Pp]h\.?|Bild|Kuva)\s+(?:di |de |by |von |: ?)?(?P<named>[^\s()a-z][^()]{1,60})\)\.?$"
    r"|(?<=[.!?…»”\"'])\s*(?:Photos?|Foto|[Ff]ot\.) (?P<bare>[A-ZÀ-Þ][^\W\d_]+(?:[ -](?:[A-ZÀ-Þ]\.?|[A-ZÀ-Þ][^\W\d_]+|[Ll]e|de)){0,4}(?: ?/[^/()]{2,40})?)\.?$"
    r"|(?<=\S)\s*\(?(?:©|\([cC]\)|℗)\s*(?P<owner>[^\s()©][^()©]{1,59}?)\)?\.?$"
)
"""A labelled credit at the end of a caption in other languages: "Photograph: Tom Reave", "(Image credit: Future)", "(foto Ansa)",
"© Tom Reave"."""

DENSE_CREDIT: Final = re.compile(
    r"\s*(?:[=＝（(、](?P<taker>[^=＝()（）。、]{2,20}?)(?:撮影|提供)[)）]?"
    r"|(?:(?<=。)|[\s（(])(?P<shot>(?:[\u4e00-\u9fff]{2,10}记者 ?)?[\u4e00-\u9fff]{2,12}) ?[摄攝][)）]?"
    r"|[\s。.（(/]?(?:사진|写真|撮影|摄影|攝影|图片来源|圖片來源|图源|图片|ภาพ|تصوير|फोटो)\s*[:：=＝/]\s*(?P<label>[^()（）。]{2,40}?)[)）]?)[。.]?$"
)
"""The same in scripts without capital letters: ``＝鈴木一郎撮影``, ``王小明 摄``, ``사진=연합뉴스``."""

BRACKETED_CREDIT: Final = re.compile(
    r"(?:(?<=[.!?…»”\"'])\s*\((?P<pair>[^()/]{2,40}/[^()]{2,40})\)"
    r"|(?<=[.!?…»”\"'])\s*\((?P<guest>[A-ZÀ-Þ][\w.'’-]+(?: [A-ZÀ-Þ][\w.'’-]+){1,3} for [A-Z][^()]{2,40})\)"
    r"|\s*\((?P<agency>(?:(?:AP|EPA|EFE|ANSA)(?: Photo| Foto)?\b|AFP\b|Reuters\b|Getty\b|dpa\b|(?:[^()/]{2,40}/(?:AP|AFP|Reuters|Getty Images|EPA|dpa)\b))[^()]{0,40}|رويترز|أ ?\.? ?ف ?\.? ?ب\.?|أ ?ب|د ?\.? ?ب ?\.? ?أ|فرانس برس|الأناضول|أسوشيتد برس|غيتي(?: إيميجز)?|شينخوا|وكالات|الفرنسية)\))\.?$"
)
"""A credit in brackets at the end of a caption: "(Tom Reave/The Holt Courier)", "(AP Photo/Tom Reave)"."""

EXPAND_LABEL: Final = re.compile(
    r"\s+(?:Vis (?:mer|mindre|mere)|Visa (?:mer|mindre)|Show (?:more|less)|Mehr anzeigen|Afficher (?:plus|moins)|Näytä lisää|Ver más|Mostrar más|Read more)$",
    re.IGNORECASE,
)
"""A button behind a caption."""

RIGHTS_ONLY: Final = re.compile(
    r"\W*(?:riproduzione riservata|all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos reservados|todos os direitos reservados|wszelkie prawa zastrzeżone)\W*",
    re.IGNORECASE,
)
"""A notice of rights, which names no owner."""

PICTURE_AGENCIES: Final = frozenset(
    (
        "adobe stock", "alamy", "getty", "getty images", "hollandse hoogte", "imago", "imago images", "ipa", "istock", "istockphoto", "lapresse", "pa", "pa wire",
        "picture alliance", "picture-alliance", "pixabay", "pool", "scanpix", "shutterstock", "unsplash", "wikimedia commons", "zuma",
    )
)  # fmt: skip
"""Agencies and stocks of pictures in lower case."""

OWNER_LABEL: Final = re.compile(
    r"^\(?(?:©|\(c\)|(?:(?:Bild)?[Qq]uelle|Source|Fuente|Fonte|Bron|Kilde|Källa|Zdroj|Źródło|Джерело|Источник)\s*:|(?:Foto|Photo|Fot\.|Kuva|Bild)\s+(?=[A-ZÀ-Þ]))\s*([^()]{2,80}?)\)?\.?$"
)
"""A credit behind a sign or a label for its owner, or behind a word for a picture without a colon."""

DIVIDED_CREDIT: Final = re.compile(
    r"(?<=[.!?…»”\"'])\s\|\s*(?P<stroke>[A-ZÀ-Þ][^|.!?\d]{2,59}?)\.?$"
    r"|(?<=[.!?…»”\"])\s(?P<slash>[A-ZÀ-Þ][\w'’ -]{1,30}/[A-ZÀ-Þ][\w'’ -]{1,40})\.?$"
    r"|(?<=[^\s\d])\s[-–—]\s*(?P<dash>(?:[A-ZÀ-Þ][\w.'’-]*\s){1,3}?[A-ZÀ-Þ][\w.'’-]*\s?/\s?[A-ZÀ-Þ0-9][\w .'’-]{2,40}?)\.?$"
    r"|(?<=[.!?…»”\"'])\s*\[(?P<square>[A-ZÀ-Þ][\w.'’-]+(?: [A-ZÀ-Þ][\w.'’-]+){1,3}(?:[,/] ?[^\W\d_][^\[\]\d]{2,40})?)\]\.?$"
    r"|(?<=\S)\s[–—-]\s*(?:(?P<photo>[A-Z]{2,6}(?:/[A-Z]{2,6})* Photos?\b[^.!?()]{0,60}|(?<=\s)[A-Z]{2,6}/(?:[A-Z]{2,6}|[Ff]ile|[Hh]andout))"
    r"|Photos? (?P<by>[A-ZÀ-ÞĐ][\w.'’-]*(?: [A-ZÀ-ÞĐ][\w.'’-]*){0,4}|[a-z\d-]+(?:\.[a-z]{2,})+))\.?$"
)
"""A credit without a label behind a stroke or dash: "… | Tom Wexler for POLITICO", "… - Rui Teles/Folhapress"."""

LABEL_AT_END: Final = re.compile(
    r"\s*(?:(?:Image|Photo|Picture) )?(?:Credits?|Photo|Foto|Source)\s*(?:[:：…]|\.{3})$", re.IGNORECASE
)
"""A label that is left at the end of a caption whose credit stands in an element of its own."""

LABEL_IN_CAPITALS: Final = re.compile(r"(?:PHOTOS?|FOTOS?|ILLUSTRATION|IMAGE)\s+(?=[A-ZÀ-Þ])")
"""A label before a credit in capital letters: "PHOTO MARTIN ROY, LA PRESSE"."""

MAX_CAPTION_CHARS: Final = 700
"""A table or box with more text beside its picture is prose."""

INVISIBLE: Final = "\ufeff\u200b\u200c\u200d\u2060\u00ad\u200e\u200f\u00a0"
"""Characters that show nothing."""

CREDIT_CLASS: Final = re.compile(
    r"(?i:(?:^|[\s_-])(?:(?:image|photo|img|picture|caption)?credits?|source|copyright|photographer|attribution|author|fot)(?:[\s_-]|$))"
    r"|[a-z](?:Credits?|Author)(?![a-z])"
)
"""Class names of a credit inside a caption."""

CREDIT_LINE_CLASS: Final = re.compile(
    r"credits?(?![a-z])|(?:photo|image|picture)[-_]?(?:copyright|source|author|by)|photographer", re.IGNORECASE
)
"""Class names of a credit in a line of its own."""

CREDIT_TAGS: Final = ("cite", "span", "small", "div", "p", "em", "i", "a")
"""Elements that may be a credit."""

HIDDEN_LABEL_CLASS: Final = re.compile(
    r"visually-?hidden|sr-only|screen-?reader|(?:^|\s)(?:assistive|offscreen)", re.IGNORECASE
)
"""Class names of a word that only a program reads aloud: "Image caption,"."""

_is_credit_class: Final = cached_search(CREDIT_CLASS)
_is_hidden_label_class: Final = cached_search(HIDDEN_LABEL_CLASS)

CAPTION_ATTRIBUTES: Final = ("data-caption", "data-c-caption")

CREDIT_ATTRIBUTES: Final = ("data-credit", "data-c-credit", "data-image-credit")
"""Attributes that hold the words of a caption or credit that a script shows."""

MAX_LABEL_CHARS: Final = 20
"""The label of a credit is at most so long."""

MAX_CREDIT_CHARS: Final = 80
"""A longer text is no credit."""

SENTENCE_ENDS: Final = (".", "!", "?", "…", "”", "»", '"')
"""Ends of a caption before a credit without a label."""


def split_foreign_credit(caption: str) -> tuple[str, str | None]:
    """The caption and the credit at its end that a label in another language or brackets with an agency mark."""
    found = FOREIGN_CREDIT.search(caption) or (None if caption.isascii() else DENSE_CREDIT.search(caption))
    if found is not None:
        credit = next(filter(None, found.groups()))
        return caption[: found.start()].rstrip(" -–—/|(["), credit.strip()
    found = BRACKETED_CREDIT.search(caption) if caption.endswith((")", ").")) else None
    if found is not None:
        return caption[: found.start()].rstrip(), (found["pair"] or found["guest"] or found["agency"]).strip()
    found = DIVIDED_CREDIT.search(caption)
    if found is not None:
        return caption[: found.start()].rstrip(), next(filter(None, found.groups())).strip()
    return caption, None


def has_credit(line: str) -> bool:
    """Whether a line ends in a labelled credit of a picture."""
    return split_credit(line)[1] is not None or FOREIGN_CREDIT.search(line) is not None


def bare_credit(credit: str) -> str:
    """A credit without its label: ``Foto: Una Reid``, ``© dpa``, ``Quelle: AFP``, ``(ansa)``."""
    credit = EXPAND_LABEL.sub("", " ".join(credit.split()))
    if RIGHTS_ONLY.fullmatch(credit):
        return ""
    if label := LABEL_IN_CAPITALS.match(credit):
        credit = credit[label.end() :]
    if credit.endswith(".."):
        return credit
    alone = CREDIT_ONLY.match(credit) or OWNER_LABEL.match(credit)
    credit = (alone[1] if alone else credit).strip(" -–—.")
    return (
        credit[1:-1].strip() if credit.startswith("(") and credit.endswith(")") and credit.count("(") == 1 else credit
    )


def visible(text: str) -> str:
    """A text without characters that show nothing at its ends."""
    return text.strip(INVISIBLE + " ")


def parts_of(caption: Element, words: str) -> tuple[str | None, str | None]:
    """The words of a caption and the credit that its markup sets apart; ``words`` are all that it shows."""
    words = _spoken_label_off(caption, words)
    parts: list[str] = []
    for inner in caption.iter():
        if (
            inner is not caption
            and isinstance(inner.tag, str)
            and (inner.tag == "cite" or _is_credit_class(inner.get("class") or ""))
        ):
            credit = visible(text_of(inner))
            if credit and len(credit) <= MAX_CREDIT_CHARS and words.endswith(credit) and words != credit and not parts:
                return words[: -len(credit)].rstrip(" -–—|/(") or None, credit
            if (
                credit
                and len(credit) <= MAX_CREDIT_CHARS
                and words.startswith(credit)
                and words != credit
                and not parts
            ):
                return words[len(credit) :].lstrip(" -–—|/:") or None, credit
            parts.append(credit)
    if (labelled := _labelled_part(caption, words)) is not None:
        return labelled
    # A credit in several elements: "(Hal Finch" and "/Wendle Gazette)".
    start = words.rfind(parts[0]) if parts and parts[0] else 0
    credit = words[start:]
    if start > 0 and len(credit) <= MAX_CREDIT_CHARS and len(credit) <= sum(map(len, parts)) + len(parts):
        return words[:start].rstrip(" -–—|/(") or None, credit.strip(" ()")
    name = _name_at_end(caption, words)
    if not name:
        return words or None, None
    return LABEL_AT_END.sub("", words[: -len(name)].rstrip(" (|–—-")) or None, name.strip("()")


def _labelled_part(caption: Element, words: str) -> tuple[str | None, str] | None:
    """The rest of a caption, and its first or last element if that is a credit with its label.

    No blank need divide it from the words beside it.
    """
    first = caption[0] if len(caption) and not (caption.text or "").strip() else None
    last = caption[-1] if len(caption) > 1 or (len(caption) and (caption.text or "").strip()) else None
    if last is not None and last.tag in CREDIT_TAGS and not (last.tail or "").strip():
        said = visible(short_text(last, MAX_CREDIT_CHARS + MAX_LABEL_CHARS))
        if said and words.endswith(said) and words != said and (CREDIT_ONLY.match(said) or OWNER_LABEL.match(said)):
            return words[: -len(said)].rstrip(" -–—|/(") or None, said
    if first is not None and first.tag in CREDIT_TAGS:
        said = visible(short_text(first, MAX_CREDIT_CHARS + MAX_LABEL_CHARS))
        if said and words.startswith(said) and words != said and (CREDIT_ONLY.match(said) or OWNER_LABEL.match(said)):
            return words[len(said) :].lstrip(" -–—|/:") or None, said
    return None


def _spoken_label_off(caption: Element, words: str) -> str:
    """The words of a caption without the label at its start that only a program reads aloud."""
    for label in caption.iter("span"):
        if _is_hidden_label_class(label.get("class") or "") and words.startswith(said := visible(text_of(label))):
            return words[len(said) :].lstrip(" ,:")
    return words


def _name_at_end(caption: Element, words: str) -> str | None:
    """The name in the last element of a caption, which only the style sheet sets apart: it is the credit."""
    if len(caption) == 1 and not (caption.text or caption[0].tail or "").strip():
        return None  # all words are in the element
    last = caption[-1] if len(caption) else None
    while last is not None and len(last) == 1 and not (last.text or last[0].tail or "").strip():
        last = last[0]
    if last is None or last.tag not in {"span", "small", "cite", "p", "div", "em", "i"} or (last.tail or "").strip():
        return None
    name = visible(text_of(last))
    before = words[: -len(name)].rstrip() if name and words.endswith(name) else ""
    if (
        before
        and len(name) <= MAX_CREDIT_CHARS
        and (OWNER_LABEL.match(name) or is_agency(name) or (last.tag == "small" and looks_like_name(name)))
    ):
        return name
    names = name.strip("()").replace(" / ", "/").split("/")
    is_name = len(name) <= MAX_CREDIT_CHARS and all(looks_like_full_name(n) or n.casefold() in AGENCIES for n in names)
    return name if before and is_name and before.endswith(SENTENCE_ENDS) else None


def is_agency(name: str) -> bool:
    """Whether a text is the name of an agency, in brackets or not: ``Belga``, ``(Ansa)``."""
    folded = name.strip("() ").casefold()
    return folded in AGENCIES or folded in PICTURE_AGENCIES


def attribute_in(box: Element, names: Collection[str], limit: int) -> str | None:
    """The caption or credit that an element of a figure holds in an attribute, for a viewer that a script opens."""
    values = (value for inner in box.iter() for name in names if (value := inner.get(name)))
    return next((value for value in values if "<" not in value and len(value) <= limit), None)


def credit_beside(box: Element, caption: Element) -> str | None:
    """The credit that stands in a figure beside its caption."""
    for inner in box.iter(*CREDIT_TAGS):
        if inner is caption or contains(caption, inner) or contains(inner, caption):
            continue
        is_named = inner.tag == "cite" or _is_credit_class(inner.get("class") or "")
        words = short_text(inner, MAX_CREDIT_CHARS)
        if words and (is_named or (not len(inner) and CREDIT_ONLY.match(words))):
            return words
        if not words:
            continue
        hidden = next((c for c in inner if _is_hidden_label_class(c.get("class") or "")), None)
        if hidden is not None and CREDIT_ONLY.match(words):
            return words
    return None


def is_called_credit(element: Element) -> bool:
    """Whether the tag or the class of an element calls it a credit."""
    return element.tag == "cite" or _is_credit_class(element.get("class") or "")


def is_credit_line(element: Element) -> bool:
    """Whether the class of an element surely names a picture's credit: an author may be the article's."""
    return CREDIT_LINE_CLASS.search(element.get("class") or "") is not None


def is_credit(element: Element) -> bool:
    """Whether an element is called a credit and holds one with its label."""
    return is_called_credit(element) and CREDIT_ONLY.match(short_text(element, MAX_CREDIT_CHARS + 20)) is not None
