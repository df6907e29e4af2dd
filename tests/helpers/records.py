"""Complete records; a test changes the fields that it is about."""

from __future__ import annotations

from typing import Any

from newscrawl.items import Article, Extraction, Fetch, Normalization, RelatedLink, Section, content_hash


def article(number: int = 1, **changes: Any) -> Article:
    """An article of the site `bao`; the number makes it differ from others."""
    text = changes.pop("text", f"Bài số {number} kể về một ngày ở làng.")
    headline = changes.pop("headline", f"Chuyện làng số {number}")
    fields: dict[str, Any] = {
        "id": f"bao:{number}",
        "url": f"https://bao.vn/chuyen-lang-{number}.html",
        "requested_url": f"https://bao.vn/chuyen-lang-{number}.html",
        "text": text,
        "headline": headline,
        "site": "bao",
        "sections": [Section(paragraphs=[p for p in text.split("\n\n") if p])],
        "word_count": len(text.split()),
        "date_published": "2026-03-01T08:00:00+07:00",
        "date_fetched": "2026-03-02T08:00:00+07:00",
        "authors": [],
        "breadcrumbs": [],
        "keywords": [],
        "images": [],
        "videos": [],
        "related_links": [],
        "outbound_links": [],
        "content_hash": content_hash(headline, text),
        "fetch": Fetch(status=200),
        "extraction": Extraction(layout="test", field_sources=[], warnings=[]),
        "normalization": Normalization(version="1", tone_style="first", edits=0, glued_words_split=0),
    }
    return Article(**{**fields, **changes})


def link(number: int) -> RelatedLink:
    """A related link to the article of that number."""
    return RelatedLink(
        url=f"https://bao.vn/chuyen-lang-{number}.html",
        id=f"bao:{number}",
        title=f"Chuyện làng số {number}",
        relation="related",
    )
