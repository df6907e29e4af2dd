"""The table ``[fleet]`` of ``crawl.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MIN_IDLE_SECONDS: Final = 10.0
"""Shortest time after which the server ends an idle transaction: a worker on a busy machine is not paused."""

HEARTBEATS: Final = 3
"""Heartbeats within the time of a lease: two may fail before the worker counts as dead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetOptions:
    """How the workers of a fleet share the work. All times are in seconds."""

    lease: float = 30.0
    """A worker that was silent for so long counts as dead: its sites are given to others."""

    plan: float = 5.0
    """Pause between two looks at which sites are due."""

    slice: float = 900.0
    """A crawl of a site ends after so long and is queued again, so that other sites have their turn. Its requests are not lost."""

    batch_articles: int = 10_000
    """Articles of a batch at most; a batch is one file of articles."""

    batch_age: float = 600.0
    """An article waits in the database at most so long until it is in a file."""

    segment_lost: float = 86_400.0
    """After so long, the WARC file of a machine that was not seen again is given up, and its articles are fetched again."""

    @property
    def max_idle(self) -> float:
        """Seconds after which the server ends an idle transaction: those of a lease, but at least ten."""
        return max(self.lease, MIN_IDLE_SECONDS)
