"""What the address or the label of a link says about its target: a person's page, a tag's page."""

from __future__ import annotations

import re
from typing import Final

from newscrawl.extract.memory import Memory

MAX_REMEMBERED: Final = 4_096
"""Number of class attributes, and of addresses, whose kind is remembered."""

TAG_LABEL: Final = re.compile(
    r"\s*(?:(?:Tags?|Temas?|Etiquetas|Tópicos|Assuntos) relacionad[oa]s|Related tags|Tags?|Từ kh[óo]a|Từ khoá|Keywords?|Schlagw[oö]rter|Mots[- ]clés|Etiquetas|Chủ đề(?= *:)|(?:Explore )?(?:more on |related |suggested |more )?(?:these )?topics|Filed (?:under|to|in)|Archivado en|Temas|Thèmes|Themen|Argomenti|Tagi|Štítky"
    r"|Palabras clave|Palavras[- ]chave|Assuntos|Tópicos|Sujets|Parole chiave|Trefwoorden|Onderwerpen|Słowa kluczowe|Zagadnienia|Klíčová slova|Kľúčové slová|Címkék?|Etiketler|Etiket"
    r"|Ετικέτες|Ετικέτα|Теги|Тэги|Метки|Ключевые слова|Ключові слова|Мітки|Етикети|Taggar|Ämnen|Emneord|Stikord|Aiheet|Avainsanat|Oznake|Ključne (?:riječi|besede)|Etichete|Topik"
    r"|Tagar|キーワード|タグ|关键[词字]|關鍵[詞字]|标签|標籤|태그|키워드|แท็ก|คำค้นหา|الوسوم|الكلمات (?:المفتاحية|الدلالية)|टैग्स?)\s*[:：]?\s*",
    re.IGNORECASE,
)
"""What stands before an article's tags."""
PERSON_PATH: Final = re.compile(
    r"/(?:authors?|by|people|profiles?|users?|contributors?|staff|autor\w*|auteurs?|redakt\w*|journalists?|reporters?|columnists?|tac-?gia|but-danh|phong-vien|thanh-vien|u)/|/@[\w.-]+(?:[/?]|$)",
    re.IGNORECASE,
)
"""Addresses of the pages that are about a writer."""
ALL_OF_WRITER: Final = re.compile(
    r"\W*(?:(?:xem |đọc )?(?:tất cả|các|thêm) (?:các )?bài(?: viết)?(?: khác)?(?: (?:của|bởi) .{2,40})?|(?:view|see) all (?:posts|articles|stories)(?: (?:by|from) .{2,40})?|all (?:posts|articles|stories) by .{2,40})\W*$",
    re.IGNORECASE,
)
"""The label of a link to all articles of a writer, as the whole label."""
FUNCTION_PATH: Final = re.compile(
    r"/(?:print|comments?|login|register|share|e?mail|cite|rss|feeds?)(?:[/.?]|$)|print_?article|_comments?\b|[?&](?:print|share|oldid|sort\w*)=",
    re.IGNORECASE,
)
"""Addresses of what a page offers to do with an article: to print it, to send it, to read what others say."""
TAG_PATH: Final = re.compile(
    r"/(?:tags?|tu-khoa|keywords?|tim-kiem|search|cimke|etiquetas?|schlagworte?|tagg|tagi|thema|themen|stichwort|temas|argomenti|onderwerp(?:en)?|emneord|avainsana)(?:[/.?-]|$)|-ptag|[-/]tags?-?\d|tags?=|\.tag$",
    re.IGNORECASE,
)

SECTION_CLASS: Final = re.compile(
    r"(?:^|\s)(?:(?:article|post|news|detail|parent)[-_]{1,2})?(?:cat|cate|category|section|chuyen-?muc|rubri(?:k|que))(?:[-_](?:name|link))?(?:\s|$)",
    re.IGNORECASE,
)
"""Class names of a link that is surely a section's."""


is_section_class: Final = Memory(lambda names: SECTION_CLASS.search(names) is not None, most=MAX_REMEMBERED).__getitem__
"""Whether the class attribute of a link calls it a section, whatever its address looks like."""


TOPIC_PATH: Final = re.compile(
    r"/(?:topics?|(?:dong-)?su-kien|chuyen-?de|chu-?de|tieu-?diem|tuyen-bai|events?)/[^/?]{4}", re.IGNORECASE
)
"""Addresses of the pages of topics."""


is_topic: Final = Memory(lambda url: TOPIC_PATH.search(url) is not None, most=MAX_REMEMBERED).__getitem__
"""Whether an address is that of a topic's page."""


STEP_CLASS: Final = re.compile(
    r"(?:^|[\s_-])(?:post|article|entry|nav|link)[-_]{1,2}(?:prev(?:ious)?|next)(?:[\s_-]|$)|prev-?next"
    r"|(?:^|\s)(?:prev|previous|next|pager|pagination|(?:post|entry)-navigation)(?:\s|$)",
    re.IGNORECASE,
)
"""Class names of the link to the article before or after this one, as the site's own list of all articles orders them, or of its box."""
