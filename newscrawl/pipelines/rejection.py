"""The reasons for which an article is not written.

Nothing here imports Scrapy: a replay needs none. The pipelines raise rejections by :mod:`newscrawl.pipelines.dropping`.
"""

from __future__ import annotations

from enum import Enum


class Outcome(Enum):
    """What is done with the address of an article that is not written."""

    REJECTED = "rejected"
    """It is not an article that we want, and is not fetched again."""

    KNOWN = "known"
    """The article is already in the output."""

    SKIPPED = "skipped"
    """The arguments of this run exclude it. Another run may want it."""

    POSTPONED = "postponed"
    """It stays pending for the next run."""


class Rejected(Exception):  # noqa: N818 - an outcome, no error
    """Raised for an article that is not written. The reason is counted, and kept with the address."""

    def __init__(self, reason: str, outcome: Outcome = Outcome.REJECTED) -> None:
        """Take the reason, one word that the manifest counts, and what is done with the address."""
        super().__init__(reason)
        self.reason = reason
        self.outcome = outcome
