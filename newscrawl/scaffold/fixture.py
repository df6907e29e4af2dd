"""Test fixtures of sites: a page and the article expected from it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newscrawl.items import Article


class Case(NamedTuple):
    """The files of one fixture in ``tests/sites/<site>/<case>/``."""

    page: bytes
    """``page.html``."""

    meta: str
    """``meta.json``: address and headers."""

    article: str
    """``article.json``: the expected fields."""


def case(page: bytes, url: str, headers: Mapping[str, str], article: Article) -> Case:
    """Return the fixture of a page. Only the header that decides how the page is read, ``content-type``, is kept."""
    kept = {name.lower(): value for name, value in headers.items() if name.lower() == "content-type"}
    return Case(page, as_json({"url": url, "headers": kept}), as_json(expected(article)))


def as_json(value: object) -> str:
    """Return a value as JSON in the format of the fixtures."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def expected(article: Article) -> dict[str, object]:
    """Return the fields of an article that a fixture compares."""
    return {
        "layout": article.extraction.layout,
        "headline": article.headline,
        "description": article.description,
        "newsroom_tag": article.newsroom_tag,
        "paragraphs": article.text.split("\n\n") if article.text else [],
        "authors": [{"name": a.name, "type": a.type} for a in article.authors],
        "source_credit": article.source_credit,
        "date_published": article.date_published,
        "date_modified": article.date_modified,
        "article_section": article.article_section,
        "breadcrumbs": [b.name for b in article.breadcrumbs],
        "keywords": article.keywords,
        "images": [{"url": i.url, "caption": i.caption, "credit": i.credit} for i in article.images],
        "videos": [{"url": v.url, "caption": v.caption} for v in article.videos],
        "related_links": [
            {"url": r.url, "title": r.title, "relation": r.relation, "heading": r.heading}
            for r in article.related_links
        ],
        "outbound_links": [{"url": o.url, "anchor_text": o.anchor_text} for o in article.outbound_links],
        "genre": article.genre,
        "warnings": article.extraction.warnings,
    }
