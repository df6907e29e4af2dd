"""Corrects the Vietnamese text in every text field of the record."""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, Self

from newscrawl import text
from newscrawl.items import Article, Normalization, content_hash

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from scrapy.crawler import Crawler

    from newscrawl.items import Section
    from newscrawl.text.tones import ToneStyle

_TEXT_FIELDS: Final = ("headline", "description", "newsroom_tag", "source_credit", "article_section", "keywords")
_NESTED_TEXT_FIELDS: Final = {
    "sections": ("heading", "paragraphs"),
    "authors": ("name",),
    "breadcrumbs": ("name",),
    "images": ("caption", "credit", "alt"),
    "videos": ("caption",),
    "related_links": ("title", "heading"),
    "outbound_links": ("anchor_text",),
}
"""Lists of records, and their fields that hold text or a list of texts."""


def _getter(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    """Return a function that returns the values of these fields."""
    get = attrgetter(*names)
    return get if len(names) > 1 else lambda record: (get(record),)


_fields_of: Final = _getter(_TEXT_FIELDS)
_NESTED_FIELDS_OF: Final = {name: _getter(members) for name, members in _NESTED_TEXT_FIELDS.items()}


class NormalizePipeline:
    """Applies :func:`newscrawl.text.normalize`, and records how much it changed."""

    def __init__(self, crawler: Crawler) -> None:
        """Read ``NEWSCRAWL_TONE_STYLE``."""
        self._tone: ToneStyle = crawler.settings["NEWSCRAWL_TONE_STYLE"]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the pipeline."""
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        """Return the article with normalised text."""
        return normalized(item, tone=self._tone) if isinstance(item, Article) else item


def normalized(article: Article, *, tone: ToneStyle = "first") -> Article:
    """Return the article with every text field normalised, its body rebuilt from its sections, and a new content hash."""
    texts = list(dict.fromkeys(_texts(article)))
    corrected, edits, split = _correct(texts, tone)
    done = Normalization(version=text.VERSION, tone_style=tone, edits=edits, glued_words_split=split)
    if corrected is None and _body(article.sections) == article.text:
        # Most articles need no correction and keep all their values.
        return replace(article, normalization=done)
    corrected = {t: t for t in texts} if corrected is None else corrected
    changes: dict[str, Any] = {name: _value(getattr(article, name), corrected) for name in _TEXT_FIELDS}
    for name, members in _NESTED_TEXT_FIELDS.items():
        changes[name] = [_record(item, members, corrected) for item in getattr(article, name)]
    body = _body(changes["sections"])
    return replace(
        article,
        **changes,
        text=body,
        word_count=len(body.split()),
        content_hash=content_hash(changes["headline"], body),
        normalization=done,
    )


def _body(sections: Iterable[Section]) -> str:
    """Return the body: headings and paragraphs of the sections, separated by empty lines."""
    return "\n\n".join(p for section in sections for p in (section.heading, *section.paragraphs) if p)


def _texts(article: Article) -> Iterator[str]:
    """Yield every text of the record as it is on the page."""
    values = list(_fields_of(article))
    for name, fields_of in _NESTED_FIELDS_OF.items():
        for record in getattr(article, name):
            values += fields_of(record)
    for value in values:
        if isinstance(value, str):
            yield value
        elif value:
            yield from value


def _correct(texts: list[str], tone: ToneStyle) -> tuple[Mapping[str, str] | None, int, int]:
    """Return the correction of each text (``None`` if all are correct), the number of edits, and of glued words that were split.

    All texts are corrected in one call, because the call takes most of the time.
    """
    whole = "\n".join(texts)
    report = text.normalize_report(whole, tone=tone)
    if report.text == whole and whole.count("\n") == len(texts) - 1 and "" not in texts:
        return None, 0, 0
    lines = [" ".join(t.split()) for t in texts]
    if lines != texts:
        report = text.normalize_report("\n".join(lines), tone=tone)
    done = report.text.split("\n")
    if len(done) == len(lines):
        return dict(zip(texts, done, strict=True)), sum(report.edits.values()), report.glued_words_split
    # A text of invisible characters only becomes empty, and its line disappears: correct the texts one by one.
    reports = [text.normalize_report(line, tone=tone) for line in lines]
    corrected = {t: " ".join(r.text.split()) for t, r in zip(texts, reports, strict=True)}
    return corrected, sum(sum(r.edits.values()) for r in reports), sum(r.glued_words_split for r in reports)


def _value(value: Any, corrected: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return corrected[value]
    return [corrected[v] for v in value if corrected[v]] if isinstance(value, list) else value


def _record(item: Any, members: tuple[str, ...], corrected: Mapping[str, str]) -> Any:
    """Return a nested record with its texts corrected; the same object if nothing changed."""
    changes = {m: new for m in members if (new := _value(old := getattr(item, m), corrected)) != old}
    return replace(item, **changes) if changes else item
