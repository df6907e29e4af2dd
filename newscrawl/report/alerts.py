"""Decides which alerts are due: each change of a site's status is told once, and not too often. Pure.

The memory of alerts holds the status of each site that was last seen and the one that was last told. A message is due when they
differ. So a change that is taken back before the next message may be sent is not told, and nothing that lasts is lost.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from newscrawl.report.status import BAD, SiteStatus

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

RECOVERED: Final = "recovered"
DISK: Final = "disk"

KINDS: Final = (*(status.value for status in SiteStatus if status is not SiteStatus.OK), RECOVERED, DISK)
"""What can be told: a status, the end of one, a disk without room."""

DEFAULT_KINDS: Final = frozenset({*(status.value for status in BAD), RECOVERED, DISK})

DAY_SECONDS: Final = 86_400


class DiskFloor(NamedTuple):
    """The least free space of a disk: a share of it (0 to 1), and bytes."""

    share: float = 0.05
    size: int = 0

    def is_broken(self, *, free: int, size: int) -> bool:
        """Return whether a disk of ``size`` bytes with ``free`` bytes has too little room."""
        return free < self.share * size or free < self.size


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertSettings:
    """What is told, to whom, and how often."""

    to: tuple[str, ...] = ()
    """Addresses of Apprise. They may hold passwords: never print them."""

    kinds: frozenset[str] = DEFAULT_KINDS
    pause: float = 600.0
    """Least seconds between two messages."""

    per_day: int = 20
    """Most messages within 24 hours."""

    disk: DiskFloor = field(default_factory=DiskFloor)
    ping: str | None = None
    """Address that is asked after each good round; may hold a secret."""


class SiteNow(NamedTuple):
    """What the last run showed of a site."""

    status: str
    since: str | None
    """End of the first of the successive runs with this status."""

    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What was seen and told."""

    seen: Mapping[str, SiteNow] = field(default_factory=dict)
    """By site."""

    told: Mapping[str, str] = field(default_factory=dict)
    """The status that was last told, by site; a site that is fine again is left out."""

    disks_seen: Mapping[str, str] = field(default_factory=dict)
    """What is wrong with a directory's disk, by directory."""

    disks_told: frozenset[str] = frozenset()
    sent: tuple[float, ...] = ()
    """When messages were sent in the last 24 hours, in seconds since 1970."""

    def to_json(self) -> dict[str, Any]:
        """Return the memory as JSON values."""
        return {
            "seen": {site: list(now) for site, now in self.seen.items()},
            "told": dict(self.told),
            "disks_seen": dict(self.disks_seen),
            "disks_told": sorted(self.disks_told),
            "sent": list(self.sent),
        }

    @classmethod
    def from_json(cls, found: Any) -> Memory:
        """Return the memory that JSON values mean. Raises ``ValueError``, ``TypeError`` or ``KeyError`` for others."""
        return cls(
            seen={str(site): SiteNow(*now) for site, now in found["seen"].items()},
            told={str(site): str(status) for site, status in found["told"].items()},
            disks_seen={str(path): str(what) for path, what in found["disks_seen"].items()},
            disks_told=frozenset(map(str, found["disks_told"])),
            sent=tuple(map(float, found["sent"])),
        )

    def with_round(
        self, sites: Mapping[str, SiteNow], disks: Mapping[str, str], *, configured: Collection[str]
    ) -> Memory:
        """Return the memory after a round: ``sites`` are those it crawled, ``configured`` all that there are."""
        seen = {site: now for site, now in {**self.seen, **sites}.items() if site in configured}
        told = {site: status for site, status in self.told.items() if site in configured}
        return replace(self, seen=seen, told=told, disks_seen=dict(disks))


class Event(NamedTuple):
    """One change to tell."""

    kind: str
    words: str


class Message(NamedTuple):
    """What is sent."""

    title: str
    body: str
    memory: Memory
    """The memory once it is sent."""


def due_message(memory: Memory, rules: AlertSettings, *, now: float, footer: str = "") -> Message | None:
    """Return the message that is due at a time in seconds since 1970; ``None`` if nothing is to be told, or not yet."""
    events = list(_events(memory, rules.kinds))
    sent = tuple(moment for moment in memory.sent if now - DAY_SECONDS < moment <= now)
    if not events or len(sent) >= rules.per_day or (sent and now - sent[-1] < rules.pause):
        return None
    counts = Counter(event.kind for event in events)
    lines = [event.words for event in events]
    if len(sent) + 1 == rules.per_day:
        until = datetime.fromtimestamp((*sent, now)[0] + DAY_SECONDS, UTC)
        lines.append(
            f"This is message {rules.per_day} within 24 hours, the most: the next comes after {until:%F %H:%M} UTC."
        )
    if footer:
        lines.append(footer)
    return Message(
        "newscrawl: " + ", ".join(f"{count} {kind}" for kind, count in counts.items()),
        "\n".join(lines),
        replace(settled(memory, rules.kinds, tell=True), sent=(*sent, now)),
    )


def settled(memory: Memory, kinds: Collection[str], *, tell: bool = False) -> Memory:
    """Return the memory without what nobody wants to be told; with ``tell`` all changes count as told."""
    told = dict(memory.told)
    for site, now in memory.seen.items():
        if now.status in kinds:
            if tell:
                told[site] = now.status
        elif now.status not in BAD and (tell or RECOVERED not in kinds):
            told.pop(site, None)
    disks = frozenset(memory.disks_seen)
    disks_told = (
        disks if tell and DISK in kinds else memory.disks_told & disks if RECOVERED not in kinds else memory.disks_told
    )
    return replace(memory, told=told, disks_told=disks_told)


def _events(memory: Memory, kinds: Collection[str]) -> Iterable[Event]:
    """Yield the changes that were not told, worst first."""
    found = []
    for site, now in memory.seen.items():
        before = memory.told.get(site)
        if now.status in kinds and now.status != before:
            since = f" since {now.since}" if now.since else ""
            found.append(Event(now.status, f"{site}: {now.status}{since}: {now.cause}"))
        elif before and now.status not in kinds and now.status not in BAD and RECOVERED in kinds:
            found.append(Event(RECOVERED, f"{site}: recovered, was {before}: {now.cause}"))
    if DISK in kinds:
        found += [Event(DISK, what) for path, what in memory.disks_seen.items() if path not in memory.disks_told]
        if RECOVERED in kinds:
            gone = sorted(memory.disks_told - set(memory.disks_seen))
            found += [Event(RECOVERED, f"{path}: can be written again, with enough room") for path in gone]
    order = [*(status.value for status in SiteStatus), DISK, RECOVERED]
    return sorted(found, key=lambda event: (order.index(event.kind), event.words))
