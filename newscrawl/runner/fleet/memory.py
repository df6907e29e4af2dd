"""What the alerts have told, in the database, so that no two machines tell it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newscrawl.state.postgres.connection import Database
from newscrawl.state.postgres.fleet import FleetTables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from newscrawl.state import DatabaseAddress


@dataclass(frozen=True, slots=True)
class DatabaseMemory:
    """A note of the fleet's tables."""

    address: DatabaseAddress
    name: str

    @contextmanager
    def held(self) -> Iterator[tuple[str | None, Callable[[str], None]]]:
        """Keep the other machines out; see :class:`newscrawl.runner.alerts.SharedMemory`."""
        with Database(self.address) as db, FleetTables(db).held_note(self.name) as found:
            yield found
