"""Articles through Scrapy's own feeds; the files of a run are :mod:`newscrawl.archive`'s."""

from newscrawl.exporters.feed import ArticleJsonLinesExporter

__all__ = ["ArticleJsonLinesExporter"]
