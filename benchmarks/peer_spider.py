"""The toy spider with trafilatura's text in the place of its own: ``-a fast=1`` for trafilatura's fast mode.

For an environment of its own with ``scrapy`` and ``trafilatura``; see ``--peers`` of crawl.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import trafilatura
from toy_spider import ToySpider

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.http import HtmlResponse


class PeerSpider(ToySpider):
    """Follows sections and their pages, and takes the text of each article by trafilatura."""

    name = "peer"

    def __init__(self, base: str, fast: str = "", **kwargs: Any) -> None:
        """``base``: address of the generated site; ``fast``: trafilatura's fast mode if it is not empty."""
        super().__init__(base, **kwargs)
        self.fast = bool(fast)

    def parse_article(self, response: HtmlResponse) -> Iterator[dict[str, Any]]:
        """Extract one article."""
        text = trafilatura.extract(response.body, include_comments=False, fast=self.fast)
        yield {"url": response.url, "text": text}
