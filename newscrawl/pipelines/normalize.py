"""Vietnamese text, right to the letter, in every text field of the record."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, Self

from newscrawl import text
from newscrawl.items import Article, Normalization, content_hash

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scrapy.crawler import Crawler

    from newscrawl.items import Section
    from newscrawl.text.tones import ToneStyle

_FIELDS: Final = ("headline", "description", "newsroom_tag", "source_credit", "article_section", "keywords")
_NESTED: Final = {
    "sections": ("heading", "paragraphs"),
    "authors": ("name",),
    "breadcrumbs": ("name",),
    "images": ("caption", "credit", "alt"),
    "videos": ("caption",),
    "related_links": ("title", "heading"),
    "outbound_links": ("anchor_text",),
}
"""Lists of records, and which of their fields are text (or lists of it)."""


class NormalizePipeline:
    """Applies :func:`newscrawl.text.normalize` and writes down what it changed."""

    def __init__(self, crawler: Crawler) -> None:
        """The tone style comes from ``NEWSCRAWL_TONE_STYLE``."""
        self._tone: ToneStyle = crawler.settings["NEWSCRAWL_TONE_STYLE"]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make a pipeline."""
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        """The article with its text set right."""
        return normalized(item, tone=self._tone) if isinstance(item, Article) else item


def normalized(article: Article, *, tone: ToneStyle = "first") -> Article:
    """The article with every text field normalised, its body rebuilt from its sections, and the hash of the result."""
    texts = list(dict.fromkeys(_texts(article)))
    right, edits, split = _set_right(texts, tone)
    done = Normalization(version=text.VERSION, tone_style=tone, edits=edits, glued_words_split=split)
    if right is None and _body(article.sections) == article.text:
        # Most articles need nothing: they keep every value they have.
        return replace(article, normalization=done)
    right = {t: t for t in texts} if right is None else right
    changes: dict[str, Any] = {name: _value(getattr(article, name), right) for name in _FIELDS}
    for name, members in _NESTED.items():
        changes[name] = [_record(item, members, right) for item in getattr(article, name)]
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
    """The text that the sections make."""
    return "\n\n".join(p for section in sections for p in (section.heading, *section.paragraphs) if p)


def _texts(article: Article) -> Iterator[str]:
    """Every text of the record, as the page has it."""
    values = [getattr(article, name) for name in _FIELDS]
    values += [
        getattr(item, m) for name, members in _NESTED.items() for item in getattr(article, name) for m in members
    ]
    for value in values:
        if isinstance(value, str):
            yield value
        elif value:
            yield from value


def _set_right(texts: list[str], tone: ToneStyle) -> tuple[Mapping[str, str] | None, int, int]:
    """Each text set right (``None`` where all are), and how many edits and split words that took.

    One call for all: most of its cost is the call.
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
    # A text that is nothing but invisible characters vanishes, and its line with it: one by one, then.
    reports = [text.normalize_report(line, tone=tone) for line in lines]
    right = {t: " ".join(r.text.split()) for t, r in zip(texts, reports, strict=True)}
    return right, sum(sum(r.edits.values()) for r in reports), sum(r.glued_words_split for r in reports)


def _value(value: Any, right: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return right[value]
    return [right[v] for v in value if right[v]] if isinstance(value, list) else value


def _record(item: Any, members: tuple[str, ...], right: Mapping[str, str]) -> Any:
    """A nested record with its texts set right; itself where nothing changed."""
    changes = {m: new for m in members if (new := _value(old := getattr(item, m), right)) != old}
    return replace(item, **changes) if changes else item
