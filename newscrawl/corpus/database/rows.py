"""A record as rows of the database. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from newscrawl.corpus.database.schema import ARTICLE_COLUMNS, REVISION_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Row = tuple[Any, ...]


@dataclass(slots=True)
class PartRows:
    """Rows of the tables that hang on articles, each beginning with the article's number unless said otherwise."""

    authors: list[Row] = field(default_factory=list)
    """Number, position, name and type."""

    keywords: list[Row] = field(default_factory=list)
    """Number, position and keyword."""

    sections: list[Row] = field(default_factory=list)
    """Number, position, site, name and address."""

    images: list[Row] = field(default_factory=list)
    edges: list[Row] = field(default_factory=list)

    def add(self, number: int, record: Mapping[str, Any]) -> None:
        """Add what a record has several of."""
        self.authors += [(number, place, a["name"], a["type"]) for place, a in enumerate(record["authors"])]
        self.keywords += [(number, place, keyword) for place, keyword in enumerate(record["keywords"])]
        site = record["site"]
        self.sections += [(number, n, site, part["name"], part["url"]) for n, part in enumerate(record["breadcrumbs"])]
        self.images += [
            (
                number,
                image["position"],
                image["url"],
                image["caption"],
                image["credit"],
                image["alt"],
                image["width"],
                image["height"],
                image["is_main"],
            )
            for image in record["images"]
        ]
        self.edges += [
            (number, link["position"], link["relation"], link["id"], link["title"], link["heading"], link["url"])
            for link in record["related_links"]
        ]


def article_row(number: int, record: Mapping[str, Any]) -> Row:
    """Return the row of ``articles``."""
    fetch, extraction, normalization = record["fetch"], record["extraction"], record["normalization"]
    derived = {
        "number": number,
        "day": day_of(record),
        "robots_directives": _listed(record.get("robots_directives")),
        "license_urls": _listed(record.get("license_urls")),
        "layout": extraction["layout"],
        "edits": normalization["edits"],
        "glued_words_split": normalization["glued_words_split"],
        "warc_file": fetch["warc_file"],
        "warc_offset": fetch["warc_offset"],
        "headings": _headings(record["sections"]),
    }
    return tuple(derived[name] if name in derived else record.get(name) for name in ARTICLE_COLUMNS)


def revision_row(record: Mapping[str, Any]) -> Row:
    """Return the row of ``revisions``."""
    return tuple(record.get(name) for name in REVISION_COLUMNS)


def day_of(record: Mapping[str, Any]) -> str | None:
    """Return the day of publication as the record's own offset has it: 2026-01-31."""
    published = record["date_published"]
    return published[:10] if published else None


def _listed(values: Iterable[str] | None) -> str | None:
    """Return a list as JSON, which Datasette can make facets of; ``None`` for an empty one."""
    return json.dumps(list(values), ensure_ascii=False) if values else None


def _headings(sections: Iterable[Mapping[str, Any]]) -> str | None:
    """Return as JSON which paragraphs of the text are subheadings, counted from 0; ``None`` if none is."""
    found: list[int] = []
    place = 0
    for section in sections:
        if section["heading"]:
            found.append(place)
            place += 1
        place += sum(map(bool, section["paragraphs"]))
    return json.dumps(found) if found else None
