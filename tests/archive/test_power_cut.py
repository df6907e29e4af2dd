"""A power cut at any moment, with a model of what the disk may have kept.

While a run writes, commits and closes, every change is watched. At a cut, of each file what was synced is there and what
was not may be missing, or be zeros; a directory is as it is, or as it was when it was last synced; the state is as it is, or
as it was at any moment since it was last synced. Whatever the disk chose to keep, the next run goes to the end and
everything is there once.
"""

from __future__ import annotations

import random
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from newscrawl.exporters.files import LineFile, write_atomically
from newscrawl.exporters.finished_file import FinishedFile
from newscrawl.file_sync import sync_directory, sync_file
from newscrawl.state import SQLiteStore
from tests.archive.test_kill_points import FORMS, check, crawl

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import CodeType, FrameType

    from newscrawl.exporters.output_format import OutputFormat

WATCHED: Final = {
    function.__code__
    for function in (
        sync_file,
        sync_directory,
        write_atomically,
        LineFile.append,
        LineFile.cut,
        LineFile.finish,
        LineFile.discard,
        FinishedFile.finish,
        SQLiteStore.put_output,
        SQLiteStore.commit,
        SQLiteStore.save_closing_plan,
        SQLiteStore.finish_run,
    )
}
SYNC_STATE: Final = {SQLiteStore.put_output.__code__, SQLiteStore.save_closing_plan.__code__}
STATE: Final = ".state"


@dataclass
class Moment:
    """What a power cut at this moment may leave."""

    names: dict[str, int]
    """The inode of each file, by path."""

    kept_names: dict[str, dict[str, int]]
    """The inodes by path in each directory when the directory was last synced."""

    contents: dict[int, bytes]
    kept_bytes: dict[int, int]
    """The number of synced bytes of each inode."""

    states: list[dict[str, bytes]]
    """The files of the state now, and at each moment since the state was last synced."""


@dataclass
class Watch:
    """Records the moments of a directory while a run writes to it."""

    root: Path
    moments: list[Moment] = field(default_factory=list)
    kept_names: dict[str, dict[str, int]] = field(default_factory=dict)
    kept_bytes: dict[int, int] = field(default_factory=dict)
    contents: dict[int, bytes] = field(default_factory=dict)
    states: list[dict[str, bytes]] = field(default_factory=lambda: [{}])

    @contextmanager
    def looking(self) -> Iterator[None]:
        sys.setprofile(self._look)
        try:
            yield
        finally:
            sys.setprofile(None)

    def _look(self, frame: FrameType, event: str, _: Any) -> None:
        if frame.f_code not in WATCHED or event not in {"call", "return"}:
            return
        names = self._names()
        state = self._state()
        if state != self.states[-1]:
            self.states.append(state)
        if event == "return":
            self._synced(frame.f_code, frame.f_locals, names)
        kept = {name: dict(inside) for name, inside in self.kept_names.items()}
        self.moments.append(Moment(names, kept, dict(self.contents), dict(self.kept_bytes), list(self.states)))

    def _synced(self, code: CodeType, given: dict[str, Any], names: dict[str, int]) -> None:
        if code is sync_file.__code__:
            inode = Path(f"/proc/self/fd/{given['descriptor']}").stat().st_ino
            self.kept_bytes[inode] = len(self.contents.get(inode, b""))
        elif code is sync_directory.__code__ and self.root in {given["path"], *given["path"].parents}:
            directory = given["path"].relative_to(self.root).as_posix()
            inside = {name: inode for name, inode in names.items() if Path(name).parent.as_posix() == directory}
            self.kept_names[directory] = inside
        elif code in SYNC_STATE:
            self.states = self.states[-1:]

    def _names(self) -> dict[str, int]:
        found = {}
        for path in self.root.rglob("*"):
            if path.is_file() and STATE not in path.parts:
                found[path.relative_to(self.root).as_posix()] = inode = path.stat().st_ino
                self.contents[inode] = path.read_bytes()
        return found

    def _state(self) -> dict[str, bytes]:
        return {
            path.name: path.read_bytes()
            for path in (self.root / STATE).glob("state.sqlite3*")
            if "shm" not in path.name
        }


def leave(moment: Moment, root: Path, chance: random.Random) -> None:
    """Write what the disk holds after the power cut; ``chance`` decides what was lost."""
    directories = {Path(name).parent.as_posix() for name in moment.names} | moment.kept_names.keys()
    for directory in sorted(directories):
        now = {name: i for name, i in moment.names.items() if Path(name).parent.as_posix() == directory}
        for name, inode in chance.choice([now, moment.kept_names.get(directory, {})]).items():
            data, kept = moment.contents[inode], moment.kept_bytes.get(inode, 0)
            size = chance.choice([len(data), kept, chance.randint(kept, max(kept, len(data)))])
            zeros = chance.choice([0, 0, size - min(kept, size)])
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(data[: size - zeros] + bytes(zeros))
    (root / STATE).mkdir(parents=True)
    for name, data in chance.choice(moment.states).items():
        (root / STATE / name).write_bytes(data)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.compression}-{form.partition}")
def test_power_cuts(in_memory: Path, form: OutputFormat, request: pytest.FixtureRequest) -> None:
    chance = random.Random(7)  # noqa: S311 - not for secrets
    watch = Watch(in_memory / "run")
    (in_memory / "run").mkdir()
    with watch.looking():
        crawl(in_memory / "run", form)
    cuts = max(15, request.config.getoption("kills") // 2)
    assert len(watch.moments) > 60
    for number in range(cuts):
        moment = chance.choice(watch.moments)
        root = in_memory / str(number)
        leave(moment, root, chance)
        crawl(root, form)
        check(root)
