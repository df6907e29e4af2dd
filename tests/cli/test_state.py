"""`newscrawl state` and `newscrawl history` on the output of runs."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from newscrawl.archive.run import OutputLocation, Run
from newscrawl.cli import main
from newscrawl.state import address_key
from tests.helpers.records import article

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """The output of two runs: an article, and its revision with a new headline."""
    for item in (article(1), article(1, headline="Chuyện làng, kể lại [bold]", revision=2, text="Bài kể lại.")):
        run = Run.acquire(OutputLocation(tmp_path, tmp_path / ".state"))
        run.commit(item, keys=[address_key(item.url)], first_seen="2026-03-02T08:00:00+07:00")
        run.release()
    return tmp_path


def test_history_shows_what_changed(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["history", "bao:1", str(output)]) == 0
    shown = capsys.readouterr().out
    assert "revision 1" in shown
    assert "headline: Chuyện làng số 1 → Chuyện làng, kể lại [bold]" in shown
    assert "~ Bài số 1 kể về một ngày ở làng." in shown
    assert "→ Bài kể lại." in shown


def test_history_of_nothing(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["history", "bao:9", str(output)]) == 2
    assert "no article bao:9" in capsys.readouterr().err


def test_state_show_check_compact_export_forget(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = ["--state", str(output / ".state")]
    assert main(["state", *place]) == 0
    assert "bao" in capsys.readouterr().out
    assert main(["state", "check", *place]) == 0
    assert "no fault" in capsys.readouterr().out
    assert main(["state", "compact", *place]) == 0
    assert "bytes before" in capsys.readouterr().out
    assert main(["state", "forget", *place]) == 2
    assert "--site NAME or --url URL" in capsys.readouterr().err
    assert main(["state", "forget", "--url", article(1).url, *place]) == 0
    assert main(["state", "forget", "--url", article(1).url, *place]) == 2
    assert "is not known to" in capsys.readouterr().err
    assert main(["state", "forget", "--site", "bào", *place]) == 2
    assert "it knows bao" in capsys.readouterr().err
    assert main(["state", "forget", "--site", "bao", *place]) == 0
    assert main(["state", "--state", str(output)]) == 0


def test_one_rule_finds_the_state(
    output: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The state is found from the output directory, from its own directory, from ``--state``, and in ``output`` by default."""
    monkeypatch.chdir(output.parent)
    (output.parent / "output").symlink_to(output)
    places: list[list[str]] = [[], [output.name], [f"./{output.name}"], [str(output / ".state")]]
    for place in [*places, *(["--state", *words] for words in places if words)]:
        for command in (["state"], ["state", "check"], ["gaps"], ["health"], ["history", "bao:1"], ["verify"]):
            assert main([*command, *place]) == 0, (command, place)
            assert not capsys.readouterr().err
    assert main(["state", output.name, "check"]) == 0
    assert main(["gaps", output.name, "bao"]) == 0
    capsys.readouterr()
    for name in ("state", "gaps", "health", "verify"):
        assert main([name, output.name, "--state", output.name]) == 2
        assert "not both" in capsys.readouterr().err


def test_a_state_without_its_output(output: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (output / ".state").rename(tmp_path / "elsewhere")
    assert main(["state", "--state", str(tmp_path / "elsewhere")]) == 0
    for words in (["history", "bao:1"], ["verify"]):
        assert main([*words, "--state", str(tmp_path / "elsewhere")]) == 2
        assert "give the output directory" in capsys.readouterr().err


def test_the_old_spelling_of_history_works_with_a_warning(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["history", "bao:1", "--output", str(output)]) == 0
    printed = capsys.readouterr()
    assert "revision 2" in printed.out
    assert printed.err.startswith("newscrawl: --output is deprecated")
    assert len(printed.err.splitlines()) == 1


def test_state_export_is_json_lines(output: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["state", "export", "--state", str(output / ".state")]) == 0
    (line,) = capfdbinary.readouterr().out.splitlines()
    assert json.loads(line)["url"] == article(1).url


def test_state_export_names_a_damaged_time(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(sqlite3.connect(output / ".state" / "state.sqlite3")) as db, db:
        db.execute("UPDATE addresses SET lastmod = 10000000000000000")
    assert main(["state", "export", "--state", str(output / ".state")]) == 8
    assert (
        f"The state is damaged: lastmod of the address {article(1).url} is 10000000000000000."
        in capsys.readouterr().err
    )


def test_state_where_there_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["state", "--state", str(tmp_path / "nowhere")]) == 8
    assert "There is no state in" in capsys.readouterr().err
