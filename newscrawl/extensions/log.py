"""One line an article at most: what Scrapy would print of every item and drop is left to the debug level."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from scrapy import logformatter

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.http import Response
    from scrapy.logformatter import LogFormatterResult
    from twisted.python.failure import Failure


class LogFormatter(logformatter.LogFormatter):
    """Scrapy's log lines without page bodies."""

    def scraped(self, item: Any, response: Response | Failure | None, spider: Spider) -> LogFormatterResult:
        """One line for a written article."""
        return {
            "level": logging.DEBUG,
            "msg": "Wrote %(id)s %(headline)s",
            "args": {"id": getattr(item, "id", ""), "headline": getattr(item, "headline", item)},
        }

    def dropped(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """One line for an article that was not."""
        return {
            "level": logging.DEBUG,
            "msg": "Left %(id)s: %(reason)s",
            "args": {"id": getattr(item, "id", ""), "reason": exception},
        }
