"""Vietnamese text, right to the letter, in every text field of the record."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Self

from newscrawl import text
from newscrawl.dedupe import content_hash
from newscrawl.items import Article, Normalization

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from newscrawl.text.tones import ToneStyle

_NAMES: Final = ("headline", "description", "newsroom_tag", "source_credit", "article_section")
"""One line each."""

_NESTED: Final = {
    "sections": ("heading", "paragraphs"),
    "authors": ("name",),
    "breadcrumbs": ("name",),
    "images": ("caption", "credit", "alt"),
    "videos": ("caption",),
    "related_links": ("title", "heading"),
    "outbound_links": ("anchor_text",),
}


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


class _Desk:
    """Normalises strings and adds up what was changed."""

    def __init__(self, tone: ToneStyle) -> None:
        self._tone: ToneStyle = tone
        self.edits = 0
        self.split = 0

    def body(self, value: str) -> str:
        report = text.normalize_report(value, tone=self._tone)
        self.edits += sum(report.edits.values())
        self.split += report.glued_words_split
        return report.text

    def line(self, value: str) -> str:
        return " ".join(self.body(value).split()) if value else value

    def value(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.line(value)
        return [self.line(v) for v in value] if isinstance(value, list) else value


def normalized(article: Article, *, tone: ToneStyle = "first") -> Article:
    """The article with every text field normalised, its body rebuilt from its sections, and the hash of the result."""
    desk = _Desk(tone)
    changes: dict[str, Any] = {name: desk.value(getattr(article, name)) for name in _NAMES}
    changes["keywords"] = [k for k in map(desk.line, article.keywords) if k]
    for name, members in _NESTED.items():
        changes[name] = [
            _with(item, {m: desk.value(getattr(item, m)) for m in members}) for item in getattr(article, name)
        ]
    paragraphs = [p for s in changes["sections"] for p in ([s.heading] if s.heading else []) + s.paragraphs]
    # The body is the sections' text: normalising it a second time would count every repair twice.
    body = "\n\n".join(p for p in paragraphs if p)
    return replace(
        article,
        **changes,
        text=body,
        word_count=len(body.split()),
        content_hash=content_hash(changes["headline"], body),
        normalization=Normalization(
            version=text.VERSION, tone_style=tone, edits=desk.edits, glued_words_split=desk.split
        ),
    )


def _with(item: Any, changes: dict[str, Any]) -> Any:
    """A nested record with some fields changed; itself where nothing did."""
    if not is_dataclass(item) or all(
        getattr(item, f.name) == changes.get(f.name, getattr(item, f.name)) for f in fields(item)
    ):
        return item
    return replace(item, **changes)  # type: ignore[type-var] # an instance: it came from a list of the record
