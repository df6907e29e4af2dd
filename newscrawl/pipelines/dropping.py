"""Raises rejections so that Scrapy drops the article."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from scrapy.exceptions import DropItem

from newscrawl.pipelines.rejection import Outcome, Rejected

if TYPE_CHECKING:
    from collections.abc import Iterator


class Dropped(Rejected, DropItem):
    """A rejection that Scrapy knows: it sends its signal for dropped items, and logs nothing above DEBUG."""

    log_level = "DEBUG"

    def __init__(self, reason: str, outcome: Outcome = Outcome.REJECTED) -> None:
        """Take what :class:`Rejected` takes."""
        super().__init__(reason, outcome)


@contextmanager
def dropping() -> Iterator[None]:
    """Raise each :class:`Rejected` of the block as :class:`Dropped`."""
    try:
        yield
    except Rejected as error:
        raise Dropped(error.reason, error.outcome) from None
