"""Odd documents raise only documented errors, and their records are valid."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import asdict, fields
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import orjson

from newscrawl import sites
from newscrawl.discover import Link, UnreadableError, feed, home, listing, paging, sitemap
from newscrawl.exporters.schema import json_schema
from newscrawl.exporters.schema_validator import checker
from newscrawl.extract import NotAnArticle, inspect, open_page, pick_article, to_article
from newscrawl.items import TIMESTAMP, Hints
from newscrawl.pipelines.normalize import normalized
from tests.helpers.odd_documents import Grammar

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

    from newscrawl.items import Article

NOW: Final = datetime(2026, 6, 1, 12, tzinfo=UTC)
PAGES: Final = (
    "https://bao-lang.vn/nuoc-rut-o-lang-ven-song-1234567.html",
    "https://vnexpress.net/nuoc-rut-o-lang-ven-song-4567890.html",
    "https://tuoitre.vn/nuoc-rut-o-lang-ven-song-20260105100000123.htm",
    "https://dantri.com.vn/xa-hoi/nuoc-rut-o-lang-ven-song-20260105100000123.htm",
    "https://baokiemtoan.vn/nuoc-rut-o-lang-ven-song-12345.html",
)
CHECK: Final = checker(json_schema())
CONTROLS: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
"""Characters that no string of a record may contain."""

INVISIBLE: Final = re.compile(r"[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\ufeff]")
"""Further characters that no text of a record may contain."""


def strings(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from strings(inner, f"{path}.{name}")
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from strings(inner, path)
    elif isinstance(value, str):
        yield path, value


def faults(article: Article) -> Iterator[str]:
    """The faults of a record."""
    record = asdict(article)
    # The encoder raises if a string is not valid UTF-8.
    yield from CHECK(orjson.loads(orjson.dumps(record | {"crawl_id": "x"})), "record")
    yield from text_faults(record)
    for moment in (article.date_published, article.date_modified):
        if moment is not None and (not TIMESTAMP.fullmatch(moment) or not 1990 <= int(moment[:4]) < 2100):
            yield f"date: {moment!r}"
    if article.date_published and datetime.fromisoformat(article.date_published) > NOW + timedelta(days=1):
        yield f"a date ahead: {article.date_published}"
    for link in article.related_links:
        if article.id == link.id or article.url == link.url:
            yield f"the article is related to itself: {link.url}"
    if len({(link.id, link.relation) for link in article.related_links}) < len(article.related_links):
        yield "a related link stands twice"
    if any(not text for _, text in strings([s.paragraphs for s in article.sections])) or not article.headline.strip():
        yield "an empty paragraph or headline"


def text_faults(record: dict[str, Any]) -> Iterator[str]:
    """The faults of the strings of a record."""
    for path, text in strings(record):
        if CONTROLS.search(text):
            yield f"{path} holds a control character: {text[:80]!r}"
        name = path.rpartition(".")[2]
        if name.endswith("url") and (urlsplit(text).scheme not in {"http", "https"} or re.search(r"\s", text)):
            yield f"{path} is no address: {text[:80]!r}"
        if name in {
            "text",
            "headline",
            "description",
            "paragraphs",
            "heading",
            "caption",
            "title",
            "keywords",
            "alt",
            "name",
        }:
            if INVISIBLE.search(text):
                yield f"{path} holds an invisible character: {text[:80]!r}"
            if not unicodedata.is_normalized("NFC", text):
                yield f"{path} is not composed: {text[:80]!r}"


def link_faults(link: Link | sitemap.Child) -> Iterator[str]:
    orjson.dumps(link, default=tuple)  # fails for text that is no Unicode
    if (
        urlsplit(link.url).scheme not in {"http", "https"}
        or not urlsplit(link.url).hostname
        or re.search(r"[\s#]", link.url)
    ):
        yield f"no address: {link.url[:80]!r}"
    hints = link.hints if isinstance(link, Link) else Hints()
    if hints.date_published is not None and not TIMESTAMP.fullmatch(hints.date_published):
        yield f"date: {hints.date_published!r}"
    for field in fields(hints):
        if isinstance(text := getattr(hints, field.name), str) and (
            CONTROLS.search(text) or not unicodedata.is_normalized("NFC", text)
        ):
            yield f"{field.name} of a link: {text[:80]!r}"


def of_page(body: bytes, url: str, *, use_layouts: bool) -> Article | str:
    """The record of a page, or the reason why it has none."""
    context = open_page(body, url=url, use_layouts=use_layouts, fetched_at=NOW)
    try:
        return normalized(to_article(pick_article(context)))
    except NotAnArticle as refusal:
        inspect(context)
        return refusal.reason


def faults_of(seed: int) -> Iterator[str]:
    """The faults of everything that is read from the documents of a seed."""
    rng = Random(seed)  # noqa: S311 - reproducible
    grammar = Grammar(rng)
    body = grammar.page()
    url = rng.choice(PAGES)
    for use_layouts in (True, False):
        try:
            found = of_page(body, url, use_layouts=use_layouts)
        except NotAnArticle:
            continue
        if not isinstance(found, str):
            yield from faults(found)
        if found != of_page(body, url, use_layouts=use_layouts):
            yield "read twice, it is not the same"
    site = sites.of(url)
    for link in (
        *listing.read(body, url=url, site=site).links,
        *listing.read(body, url=url, site=sites.of(PAGES[0])).links,
    ):
        yield from link_faults(link)
    home.sources(body, url)
    home.robots_sitemaps(body, url)
    for document in (body, grammar.feed(), grammar.sitemap()):
        for ask in (
            feed.links,
            lambda body, url: paging.links(body, url=url, site=site),
            sitemap.iterate,
        ):
            try:
                found_links: list[Link | sitemap.Child] = list(ask(document, url=url))
            except UnreadableError:
                continue
            for found_link in found_links:
                yield from link_faults(found_link)


def test_whatever_a_document_holds(request: pytest.FixtureRequest) -> None:
    first, _, count = request.config.getoption("seeds").rpartition("+")
    start = int(first or 0)
    wrong = {seed: found for seed in range(start, start + int(count)) if (found := list(faults_of(seed)))}
    assert not wrong, wrong
