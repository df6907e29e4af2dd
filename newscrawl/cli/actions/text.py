"""``newscrawl normalize`` and ``newscrawl text-model``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

import orjson

from newscrawl.cli.output import machine_output, say
from newscrawl.exporters.files import write_atomically
from newscrawl.exporters.output_format import READ_ERRORS, open_lines
from newscrawl.runner.errors import UsageError
from newscrawl.text import Normalizer, model

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newscrawl.text.tones import ToneStyle


def run_normalize(file: str, *, tone: str, repair: bool, model_file: Path | None) -> int:
    """Correct the text of a file or of standard input; return the exit code."""
    counts = None
    if model_file:
        try:
            counts = model.Model(model_file.read_bytes())
        except (OSError, ValueError) as error:
            raise UsageError(
                f"{model_file} cannot be read as syllable counts: {error}. Make it with `newscrawl text-model build`."
            ) from None
    try:
        text = (sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()).decode()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        name = "standard input" if file == "-" else file
        raise UsageError(f"{name} is not UTF-8: {error}; convert it with `iconv -f … -t utf-8`") from None
    out = Normalizer(cast("ToneStyle", tone), repair=repair, model=counts).report(text).text
    machine_output(as_json=False).write(out.encode() + (b"\n" if text.endswith("\n") and out else b""))
    return 0


def run_build(articles: Sequence[Path], output: Path, *, alone: bool) -> int:
    """Count the syllables of articles and write the counts; return the exit code."""
    counts = model.build(_articles(articles), base=None if alone else model.shipped())
    output.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(output, counts)
    say(f"{output}: {len(counts):,} bytes")
    return 0


def _articles(files: Sequence[Path]) -> Iterator[bytes]:
    """Yield the lines of all files; :class:`UsageError` names the place of one that is no article."""
    for path in files:
        try:
            with open_lines(path) as lines:
                for number, line in enumerate(lines, 1):
                    if not _is_article(line):
                        raise UsageError(f"{path}, line {number}, is no article: expected a JSON object with a text")
                    yield line
        except READ_ERRORS as error:
            raise UsageError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from None


def _is_article(line: bytes) -> bool:
    try:
        return "text" in orjson.loads(line)
    except (ValueError, TypeError):
        return False
