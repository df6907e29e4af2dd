"""Prints lines for people. Everything that a command prints passes :func:`newscrawl.printable.printable`."""

from __future__ import annotations

import io
import os
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, TextIO, cast

from newscrawl.printable import escaped_in_json, printable

if TYPE_CHECKING:
    from types import TracebackType


_MAX_SHOWN_CHARS: Final = 200
"""Characters of a path that a message repeats."""


def shorten(text: str) -> str:
    """Return a text, cut in its middle if it is too long for a message."""
    half = _MAX_SHOWN_CHARS // 2
    return text if len(text) <= _MAX_SHOWN_CHARS else f"{text[:half]}…{text[-half:]}"


class _Errors:
    """How lines on standard error are written."""

    as_json = False


def write_errors_as(log_format: str | None) -> None:
    """Write lines on standard error as the log is written: ``json`` makes each a JSON object, ``text`` leaves them as they are."""
    _Errors.as_json = log_format == "json"
    if _Errors.as_json:
        # Until the log is set up, which then takes both over.
        warnings.showwarning = _show_warning
        sys.excepthook = _show_error


def _show_warning(  # noqa: PLR0917 - the signature that Python calls
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,  # noqa: ARG001 - as above
    line: str | None = None,
) -> None:
    say(warnings.formatwarning(message, category, filename, lineno, line).strip(), error=True, level="WARNING")


def _show_error(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    import traceback  # noqa: PLC0415 - only needed once something broke

    say("".join(traceback.format_exception(kind, error, trace)).strip(), error=True, level="CRITICAL")


def say(*parts: object, error: bool = False, level: str = "ERROR") -> None:
    """Print a line on standard output, or on standard error; ``level`` is that of a line in a log of JSON."""
    text = printable(" ".join(map(str, parts)))
    if error and _Errors.as_json:
        import json  # noqa: PLC0415 - --help is fast without it
        from datetime import UTC, datetime  # noqa: PLC0415 - as above

        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = {"time": now, "level": level, "logger": "newscrawl.cli", "site": None, "message": text}
        text = json.dumps(line, ensure_ascii=False)
    print(text, file=sys.stderr if error else sys.stdout)


def relative_path(path: Path) -> Path:
    """Return a path relative to the working directory where it lies below it, else the path itself."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def may_be_terminal(stream: TextIO | None) -> bool:
    """Return whether rich takes a stream for a terminal, without the import of rich."""
    if (compatible := os.environ.get("TTY_COMPATIBLE")) in {"0", "1"}:
        return compatible == "1"
    if (forced := os.environ.get("FORCE_COLOR")) is not None:
        return bool(forced)
    return stream is not None and not stream.closed and stream.isatty()


class _TerminalWriter(io.BufferedIOBase):
    """Writes whole lines to a terminal, without control characters."""

    def __init__(self, out: BinaryIO, *, as_json: bool) -> None:
        self._out = out
        self._as_json = as_json

    def write(self, lines: bytes) -> int:  # type: ignore[override] # no other buffer is written
        text = lines.decode("utf-8", "replace")
        self._out.write((escaped_in_json(text) if self._as_json else printable(text.replace("\r\n", "\n"))).encode())
        return len(lines)

    def flush(self) -> None:
        self._out.flush()


def machine_output(*, as_json: bool = True) -> BinaryIO:
    """Return standard output for lines that programs read: a pipe or a file gets each byte as it is.

    A terminal gets no control characters: JSON has an escape for each, and other text a replacement character.
    """
    out = sys.stdout.buffer
    return cast("BinaryIO", _TerminalWriter(out, as_json=as_json)) if sys.stdout.isatty() else out
