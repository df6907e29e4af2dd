"""``newscrawl normalize`` and ``newscrawl text-model``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from newscrawl.exporters.files import write_atomically
from newscrawl.exporters.output_format import READ_ERRORS, open_lines
from newscrawl.runner.errors import UsageError
from newscrawl.text import Normalizer, model

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands."""
    command = commands.add_parser(
        "normalize",
        help="set Vietnamese text right: a file or standard input to standard output",
        description="Set Vietnamese text right: `newscrawl normalize in.txt > out.txt`. Text is UTF-8.",
    )
    command.add_argument("file", nargs="?", default="-", metavar="FILE", help="the text (default: -, standard input)")
    command.add_argument(
        "--tone",
        choices=("first", "second", "keep"),
        default="first",
        help="hòa, hoà, or as it is (default: %(default)s)",
    )
    command.add_argument("--no-repair", action="store_true", help="do not put lost spaces back")
    command.add_argument(
        "--model",
        type=Path,
        metavar="FILE",
        help="syllable counts made by `newscrawl text-model build` (default: the shipped ones)",
    )
    command.set_defaults(run=run_normalize)

    parent = commands.add_parser(
        "text-model",
        help="rebuild the syllable counts from crawled articles",
        description="The counts that glued words are cut by.",
    )
    actions = parent.add_subparsers(title="actions", metavar="ACTION", required=True, help="what to do")
    build = actions.add_parser(
        "build",
        help="count the syllables of articles",
        description="Count syllables and their neighbours in the text of articles and add them to the shipped counts. "
        "The result serves `newscrawl normalize --model FILE` and `newscrawl.text.Normalizer(model=…)`.",
    )
    build.add_argument("articles", nargs="+", type=Path, metavar="ARTICLES.jsonl", help="files of a crawl")
    build.add_argument("--output", type=Path, required=True, metavar="FILE", help="where the counts go")
    build.add_argument("--alone", action="store_true", help="leave the shipped counts out")
    build.set_defaults(run=run_build)


def run_normalize(given: argparse.Namespace) -> int:
    """Normalise a file or standard input."""
    counts = None
    if given.model:
        try:
            counts = model.Model(given.model.read_bytes())
        except (OSError, ValueError) as error:
            raise UsageError(
                f"{given.model} cannot be read as syllable counts: {error}. Make it with `newscrawl text-model build`."
            ) from None
    try:
        text = (sys.stdin.buffer.read() if given.file == "-" else Path(given.file).read_bytes()).decode()
    except OSError as error:
        raise UsageError(f"{given.file} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        name = "standard input" if given.file == "-" else given.file
        raise UsageError(f"{name} is no UTF-8: {error}; `iconv -f … -t utf-8` makes it so") from None
    out = Normalizer(given.tone, repair=not given.no_repair, model=counts).report(text).text
    sys.stdout.buffer.write(out.encode() + (b"\n" if text.endswith("\n") and out else b""))
    return 0


def run_build(given: argparse.Namespace) -> int:
    """Count and write."""
    counts = model.build(_articles(given.articles), base=None if given.alone else model.shipped())
    given.output.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(given.output, counts)
    print(f"{given.output}: {len(counts):,} bytes")
    return 0


def _articles(files: list[Path]) -> Iterator[bytes]:
    """The lines of all files; one that is no article is named with its place."""
    for path in files:
        try:
            with open_lines(path) as lines:
                for number, line in enumerate(lines, 1):
                    if not _is_article(line):
                        raise UsageError(f"{path}, line {number}, is no article: a line of JSON with a text is wanted")
                    yield line
        except READ_ERRORS as error:
            raise UsageError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from None


def _is_article(line: bytes) -> bool:
    try:
        return "text" in orjson.loads(line)
    except (ValueError, TypeError):
        return False
