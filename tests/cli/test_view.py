"""What a terminal shows while a crawl runs."""

from __future__ import annotations

import io
import logging
import sys
from typing import TYPE_CHECKING

from newscrawl.cli.view import TerminalView

if TYPE_CHECKING:
    import pytest


def test_a_log_line_stands_on_a_line_of_its_own_above_the_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    """The log's handler is made before the progress is drawn, and must not write into the drawing."""
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    handler = logging.StreamHandler()
    monkeypatch.setattr(logging.root, "handlers", [handler])  # those of earlier tests may write to closed streams
    log = logging.getLogger("newscrawl.test_view")
    view = TerminalView(lambda _crawlers, elapsed: f"{elapsed} s of a crawl")
    view.show({}, 1.0)
    log.warning("description: 0 of 5 articles")
    view.show({}, 2.0)
    view.finished()
    log.warning("and the crawl went on")
    before, found, after = terminal.getvalue().partition("description: 0 of 5 articles")
    assert found
    assert not before.endswith("crawl"), "the line begins behind the drawing"
    assert after.startswith("\n")
    assert terminal.getvalue().endswith("and the crawl went on\n")
    assert handler.stream is terminal
