"""What the address or the label of a link says about its target: a person's page, a tag's page."""

from __future__ import annotations

import re
from typing import Final

from newscrawl.extract.page import cached_search

TAG_LABEL: Final = re.compile(
    r"\s*(?:Tags?|Từ kh[óo]a|Từ khoá|Keywords?|Schlagw[oö]rter|Mots[- ]clés|Etiquetas|Chủ đề(?= *:)|(?:Explore )?(?:more on |related )?(?:these )?topics|Filed under|Archivado en|Temas|Thèmes|Themen|Argomenti|Tagi|Štítky)\s*:?\s*",
    re.IGNORECASE,
)
"""What stands before an article's tags."""
PERSON_PATH: Final = re.compile(
    r"/(?:authors?|by|people|profiles?|users?|contributors?|staff|autor\w*|auteurs?|redakt\w*|journalists?|reporters?|columnists?|tac-gia)/|/@[\w.-]+(?:[/?]|$)",
    re.IGNORECASE,
)
"""Addresses of the pages that are about a writer."""
TAG_PATH: Final = re.compile(
    r"/(?:tags?|tu-khoa|keywords?|tim-kiem|search)(?:[/.?-]|$)|-ptag|[-/]tag-?\d|tags?=|\.tag$",
    re.IGNORECASE,
)

TOPIC_PATH: Final = re.compile(
    r"/(?:topics?|chu-de|(?:dong-)?su-kien|chuyen-de|tuyen-bai|events?)/[^/?]{4}", re.IGNORECASE
)
"""Addresses of the pages of topics."""

is_topic: Final = cached_search(TOPIC_PATH)
