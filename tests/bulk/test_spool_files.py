"""Spool files are read in turns, and few of them are open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.runner.bulk import spool_files
from newscrawl.runner.bulk.spool_files import SpoolFiles

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_few_files_are_open_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool_files, "MAX_OPEN_FILES", 2)
    paths = [tmp_path / str(number) for number in range(5)]
    for number, path in enumerate(paths):
        path.write_bytes(b"ab%d" % number)
    opened = []
    with SpoolFiles(paths) as files:
        for number in (0, 1, 0, 2, 3, 4, 0, 1):
            file = files.at(number, 1)
            opened.append(file)
            assert file.read() == b"b%d" % number
            assert len({id(one) for one in opened if not one.closed}) <= 2
        assert opened[0] is opened[2], "the file that was read last stays open"
    assert all(file.closed for file in opened)
