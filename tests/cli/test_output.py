"""What commands print for programs: exact bytes to a pipe, no control characters to a terminal."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

import orjson
import pytest

from newscrawl.cli.output import machine_output

if TYPE_CHECKING:
    from collections.abc import Callable

LINE = '{"headline":"\x9b2J\u202eTin\x7f mới"}\n'.encode()


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., bytes]:
    """Return a function that returns what standard output gets."""

    def what(lines: bytes, *, is_terminal: bool, as_json: bool) -> bytes:
        out = io.TextIOWrapper(io.BytesIO())
        monkeypatch.setattr(out, "isatty", lambda: is_terminal)
        monkeypatch.setattr(sys, "stdout", out)
        machine_output(as_json=as_json).write(lines)
        return out.buffer.getvalue()

    return what


def test_a_pipe_gets_each_byte_as_it_is(printed: Callable[..., bytes]) -> None:
    assert printed(LINE, is_terminal=False, as_json=True) == LINE


def test_a_terminal_gets_escapes_of_json_with_the_same_meaning(printed: Callable[..., bytes]) -> None:
    shown = printed(LINE, is_terminal=True, as_json=True)
    assert orjson.loads(shown) == orjson.loads(LINE)
    assert shown == '{"headline":"\\u009b2J\\u202eTin\\u007f mới"}\n'.encode()


def test_a_terminal_gets_replacement_characters_in_other_text(printed: Callable[..., bytes]) -> None:
    assert printed(b"a,\x1b[2J\r\nb\n", is_terminal=True, as_json=False) == "a,\ufffd[2J\nb\n".encode()
