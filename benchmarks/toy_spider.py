"""The reference: the spider that everybody writes first. Three CSS selectors, Scrapy's defaults, a JSONL feed."""

from __future__ import annotations

import resource
from typing import TYPE_CHECKING, Any

import scrapy
from scrapy import signals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.crawler import Crawler
    from scrapy.http import HtmlResponse


MIN_DIGITS = 4
"""Fewest digits of the number of an article; page numbers of a listing have fewer."""


class CpuClock:
    """An extension that prints the CPU seconds between opening and closing, for any spider."""

    def __init__(self, crawler: Crawler) -> None:
        """Connect to the signals of the spider's opening and closing."""
        self._crawler = crawler
        self._start = 0.0
        crawler.signals.connect(self._opened, signals.spider_opened)
        crawler.signals.connect(self._closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CpuClock:
        """Create the extension, as Scrapy does."""
        return cls(crawler)

    def _opened(self) -> None:
        self._start = _cpu()

    def _closed(self) -> None:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        items = self._crawler.stats.get_value("item_scraped_count", 0)
        print(f"CPU {_cpu() - self._start:.3f} ITEMS {items} PEAK {peak}")


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


class ToySpider(scrapy.Spider):
    """Follows sections and their pages, and takes title, text and date."""

    name = "toy"

    def __init__(self, base: str, **kwargs: Any) -> None:
        """``base``: address of the generated site."""
        super().__init__(**kwargs)
        self.start_urls = [f"{base}/index.html"]

    def parse(self, response: HtmlResponse, **_: Any) -> Iterator[Any]:
        """Follow the articles, the sections and the next page of a listing."""
        for href in response.css(
            "section.list a::attr(href), li.nav-item > a::attr(href), a.next-page::attr(href)"
        ).getall():
            number = href.rpartition("-")[2].removesuffix(".html")
            article = number.isdigit() and len(number) > MIN_DIGITS
            yield response.follow(href, self.parse_article if article else self.parse)

    def parse_article(self, response: HtmlResponse) -> Iterator[dict[str, Any]]:
        """Extract one article."""
        yield {
            "url": response.url,
            "title": response.css("h1.title-detail::text").get(),
            "text": "\n".join(response.css("article.fck_detail p::text").getall()),
            "date": response.css("span.date::text").get(),
        }
