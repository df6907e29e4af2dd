"""Which alerts are due: each change once, not too often, and nothing that lasts is lost."""

from __future__ import annotations

import json

from newscrawl.report.alerts import AlertSettings, DiskFloor, Memory, Message, SiteNow, due_message, settled

RULES = AlertSettings(to=("json://x",), pause=600)
HOUR = 3_600.0


def now(status: str, cause: str = "x") -> SiteNow:
    return SiteNow(status, "2026-03-01T08:00:00+07:00", cause)


def after(
    memory: Memory, *, rules: AlertSettings = RULES, at: float = 0, disks: tuple[str, ...] = (), **sites: str
) -> tuple[Memory, Message | None]:
    """The memory and the message after a round that crawled these sites; the message is sent."""
    seen = {name: now(status, f"cause of {name}") for name, status in sites.items()}
    memory = memory.with_round(seen, {path: f"{path}: full" for path in disks}, configured={"a", "b", "c"})
    message = due_message(memory, rules, now=at)
    return (message.memory if message else settled(memory, rules.kinds)), message


def test_a_change_is_told_once_and_its_end_too() -> None:
    memory, message = after(Memory(), a="ok", b="dead")
    assert message
    assert message.title == "newscrawl: 1 dead"
    assert message.body == "b: dead since 2026-03-01T08:00:00+07:00: cause of b"
    for hour in (1, 2, 3):
        memory, message = after(memory, at=hour * HOUR, a="ok", b="dead")
        assert message is None
    memory, message = after(memory, at=4 * HOUR, b="blocked")
    assert message
    assert message.title == "newscrawl: 1 blocked"
    memory, message = after(memory, at=5 * HOUR, a="broken", b="ok")
    assert message
    assert message.title == "newscrawl: 1 broken, 1 recovered"
    assert "b: recovered, was blocked" in message.body
    assert after(memory, at=6 * HOUR, a="broken", b="ok")[1] is None


def test_what_comes_within_the_pause_is_told_after_it_unless_it_is_over() -> None:
    memory, message = after(Memory(), a="dead")
    memory, message = after(memory, at=60, b="dead", c="dead")
    assert message is None
    memory, message = after(memory, at=120, c="ok")
    assert message is None
    memory, message = after(memory, at=700)  # a round of other sites
    assert message
    assert message.title == "newscrawl: 1 dead"
    assert message.body.startswith("b: dead")


def test_a_day_has_a_limit_and_says_so() -> None:
    rules = AlertSettings(to=("x",), pause=0, per_day=3)
    memory, told = Memory(), []
    for hour in range(12):
        memory, message = after(memory, rules=rules, at=hour * HOUR, a="ok" if hour % 2 else "dead")
        told += [message] if message else []
    assert len(told) == 3
    assert "message 3 within 24 hours, the most" in told[-1].body
    assert "1970-01-02 00:00 UTC" in told[-1].body
    memory, message = after(memory, rules=rules, at=25 * HOUR, a="ok")
    assert message
    assert "1 recovered" in message.title


def test_only_what_is_asked_for_is_told() -> None:
    rules = AlertSettings(to=("x",), kinds=frozenset({"dead"}), pause=0)
    memory, message = after(Memory(), rules=rules, a="broken", disks=("/srv",))
    assert message is None
    memory, message = after(memory, rules=rules, a="dead")
    assert message
    memory, message = after(memory, rules=rules, a="broken")
    assert message is None
    memory, message = after(memory, rules=rules, a="ok")
    assert message is None
    assert after(memory, rules=rules, a="dead")[1], "it was fine in between"
    rules = AlertSettings(to=("x",), kinds=frozenset({"silent", "recovered"}), pause=0)
    assert after(Memory(), rules=rules, a="silent")[1]


def test_a_degraded_site_has_recovered_and_a_removed_one_is_forgotten() -> None:
    memory, _ = after(Memory(), a="dead")
    _, message = after(memory, at=HOUR, a="degraded")
    assert message
    assert message.title == "newscrawl: 1 recovered"
    gone = memory.with_round({}, {}, configured={"b"})
    assert (gone.seen, gone.told) == ({}, {})


def test_a_disk_is_told_once_and_its_end_too() -> None:
    memory, message = after(Memory(), disks=("/srv",))
    assert message
    assert (message.title, message.body) == ("newscrawl: 1 disk", "/srv: full")
    memory, message = after(memory, at=HOUR, disks=("/srv",))
    assert message is None
    _, message = after(memory, at=2 * HOUR)
    assert message
    assert message.title == "newscrawl: 1 recovered"


def test_the_least_room_of_a_disk() -> None:
    assert DiskFloor(0.05).is_broken(free=4, size=100)
    assert not DiskFloor(0.05).is_broken(free=5, size=100)
    assert DiskFloor(0, 20).is_broken(free=19, size=10_000)


def test_the_memory_survives_a_restart() -> None:
    memory, _ = after(Memory(), a="dead", disks=("/srv",))
    assert Memory.from_json(json.loads(json.dumps(memory.to_json()))) == memory
