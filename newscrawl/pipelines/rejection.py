"""Why an article is not written."""

from __future__ import annotations

from enum import Enum

from scrapy.exceptions import DropItem


class Outcome(Enum):
    """What becomes of the address of an article that is not written."""

    REJECTED = "rejected"
    """It is no article of ours, and is not fetched again."""

    KNOWN = "known"
    """We have it already."""

    SKIPPED = "skipped"
    """This run's arguments do not want it; another run's may."""

    POSTPONED = "postponed"
    """It stays on the list of the next run."""


class Rejected(DropItem):
    """An article that is read and not written, for a named reason; counted, and kept with its address."""

    def __init__(self, reason: str, outcome: Outcome = Outcome.REJECTED) -> None:
        """``reason`` is one word that the manifest counts."""
        super().__init__(reason, log_level="DEBUG")
        self.reason = reason
        self.outcome = outcome
