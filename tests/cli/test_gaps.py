"""`newscrawl gaps` over a state."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from newscrawl.cli import main
from newscrawl.state import ArticleState, Source, open_or_create_store

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def state(tmp_path: Path) -> str:
    """A state with eight articles a day, but none on 3 March in Vietnam, and a feed that is silent since then."""
    store = open_or_create_store(tmp_path)
    for number in range(64):
        # In UTC it is still the day before when it is an hour after midnight in Vietnam.
        moment = f"2026-03-{1 + number // 8:02}T1{8 if number % 2 else 0}:00:00Z"
        if number // 8 == 1 and number % 2:
            continue  # 2 March, 18:00 UTC: 3 March in Vietnam
        if number // 8 == 2 and not number % 2:
            continue
        store.commit(
            ArticleState(
                id=f"bao:{number}",
                site="bao",
                url=f"https://bao.vn/{number}",
                revision=1,
                content_hash=str(number),
                date_published=moment,
                first_seen=moment,
                last_seen=moment,
            ),
            keys=[number],
            outputs=[],
        )
    store.put_source(
        Source(
            url="https://bao.vn/rss",
            site="bao",
            kind="feed",
            checked="2026-03-08T08:00:00+07:00",
            brought_news="2026-03-02T08:00:00+07:00",
            first_checked="2026-03-01T01:00:00+07:00",
            gap=7200,
            interval=3600,
            next_check="2026-03-08T09:00:00+07:00",
        )
    )
    store.close()
    return str(tmp_path)


def test_a_site_that_was_never_read_is_not_called_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = open_or_create_store(tmp_path)
    store.begin_crawl("bao")
    store.close()
    assert main(["gaps", "--state", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "bao: no article yet, so gaps cannot be found\n"


def test_gaps_are_printed(state: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gaps", "--state", state, "--until", "2026-03-08"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "bao: feed https://bao.vn/rss is silent since 2026-03-02T08:00:00+07:00, usually an article every 2 hours",
        "bao: no article on 2026-03-03",
    ]


def test_gaps_for_programs(state: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["gaps", "bao", "--state", state, "--since", "2026-03-04", "--until", "2026-03-08", "--json"]) == 0
    printed = json.loads(capfdbinary.readouterr().out)
    assert printed["site"] == "bao"
    assert printed["gaps"]["empty"] == []
    assert printed["gaps"]["silent"][0]["kind"] == "feed"


def test_what_cannot_be_asked(state: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gaps", "la", "--state", state]) == 2
    assert "it knows bao" in capsys.readouterr().err
    assert main(["gaps", "--state", state, "--since", "today"]) == 2
    assert main(["gaps", "--state", str(tmp_path / "none")]) == 8
