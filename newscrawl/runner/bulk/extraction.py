"""Reads pages and prints their records: ``newscrawl extract``. Nothing is remembered and nothing is compared."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

import orjson

from newscrawl.archive.replay import ReplayError, read_archives
from newscrawl.runner.bulk import formats, inputs
from newscrawl.runner.bulk.archives import Filters, read_saved
from newscrawl.runner.bulk.engine import check_stop, new_file
from newscrawl.runner.bulk.engines import WHOLE
from newscrawl.runner.bulk.pages import UnreadablePageError, read_page
from newscrawl.runner.errors import UsageError
from newscrawl.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newscrawl.items import Article
    from newscrawl.runner.bulk.engine import Engine
    from newscrawl.runner.bulk.engines import Shard
    from newscrawl.runner.bulk.formats import Format
    from newscrawl.runner.bulk.pages import Reading

_CHUNK_FILES: Final = 32
"""Files of one page each that are one task."""

NOTES: Final = ".extract"
"""Directory beside the files of records that says which of them are whole, and what gave no record."""

_ENDINGS: Final[dict[Format, str]] = {
    "jsonl": ".jsonl",
    "json": ".json",
    "text": ".txt",
    "markdown": ".md",
    "csv": ".csv",
}
"""How the names of files of records end."""


@dataclass(slots=True)
class Summary:
    """What became of the pages."""

    articles: int = 0
    failures: list[str] = field(default_factory=list)
    """A sentence for each file that gave no article, and one for all pages of an archive that gave none."""


@dataclass(frozen=True, slots=True)
class _Result:
    path: Path
    articles: int
    failures: list[str]


def print_records(
    files: Sequence[str],
    out: IO[bytes],
    reading: Reading,
    form: Format,
    engine: Engine,
    *,
    shard: Shard = WHOLE,
) -> Summary:
    """Write the records of all pages in files to ``out``, in the order of the files; return what became of them.

    The output does not depend on the engine, which must be of this machine. Memory is bounded: each task writes to a temporary file.
    """
    summary = Summary()
    with tempfile.TemporaryDirectory(prefix="newscrawl-extract-") as directory:
        work = partial(_work, reading=reading, form=form, directory=Path(directory))
        out.write(_head(form))
        for result in engine.run(work, list(enumerate(shard.of(list(_tasks(files)))))):
            if result.articles:
                out.write(_between(form, is_first=not summary.articles))
                with result.path.open("rb") as file:
                    shutil.copyfileobj(file, out)
            result.path.unlink()
            summary.articles += result.articles
            summary.failures += result.failures
        out.write(_tail(form))
    out.flush()
    return summary


def write_records(
    files: Sequence[str],
    directory: Path,
    reading: Reading,
    form: Format,
    engine: Engine,
    *,
    shard: Shard = WHOLE,
) -> Summary:
    """Write the records of each archive, and of each group of pages, to a file of its own; return what became of them.

    Such a file is what :func:`print_records` writes of its pages. Files that are there are kept, so a call that was ended is repeated.
    Raises :class:`UsageError` for standard input, and if the directory holds records that were read in another way.
    """
    if inputs.STANDARD_INPUT in files:
        raise UsageError("standard input has no name that a file of records could have; give files with --output")
    notes = directory / NOTES
    notes.mkdir(parents=True, exist_ok=True)
    _check_way(notes / "way.json", directory, reading, form)
    tasks = [[str(Path(file).absolute()) for file in task] for task in _tasks(files)]
    work = partial(_write_one, reading=reading, form=form, directory=directory.absolute())
    summary = Summary()
    for articles, failures in engine.run(work, shard.of(tasks)):
        summary.articles += articles
        summary.failures += failures
    return summary


def _check_way(path: Path, directory: Path, reading: Reading, form: Format) -> None:
    """Note how the records of a directory are read; :class:`UsageError` if those that it holds were read in another way."""
    way = orjson.dumps({"version": __version__, "format": form, "reading": repr(reading)})
    if not path.exists():
        with new_file(path) as out:
            out.write(way)
    if path.read_bytes() != way:
        raise UsageError(
            f"{directory} holds records that were read with other options or by another version of newscrawl. Give an empty directory."
        )


def _write_one(task: Sequence[str], *, reading: Reading, form: Format, directory: Path) -> tuple[int, list[str]]:
    """Write the records of some files to a file; return their number and what gave none. A file that is there is kept."""
    name = _name(task, form)
    note = directory / NOTES / f"{name}.json"
    if not (note.exists() and (directory / name).exists()):
        with new_file(directory / name) as out:
            out.write(_head(form))
            count, failures = _write_articles(task, reading, form, out)
            out.write(_tail(form))
        with new_file(note) as out:
            out.write(orjson.dumps([count, failures]))
    articles, sentences = orjson.loads(note.read_bytes())
    return articles, sentences


def _name(task: Sequence[str], form: Format) -> str:
    """Return the name of the file for the records of some files. It follows from their paths alone."""
    digest = blake2b("\0".join(task).encode("utf-8", "surrogateescape"), digest_size=4).hexdigest()
    stem = Path(task[0]).name.split(".")[0] if inputs.is_archive(task[0]) else "pages"
    return f"{stem}-{digest}{_ENDINGS[form]}"


def _head(form: Format) -> bytes:
    """Return what stands before all articles."""
    if form == "csv":
        return formats.csv_header()
    return b"[" if form == "json" else b""


def _tail(form: Format) -> bytes:
    """Return what stands after all articles."""
    return b"]\n" if form == "json" else b""


def _between(form: Format, *, is_first: bool) -> bytes:
    """Return what stands before an article."""
    if form == "json":
        return b"" if is_first else b",\n"
    return formats.SEPARATOR if form in {"text", "markdown"} and not is_first else b""


def _tasks(files: Sequence[str]) -> Iterator[list[str]]:
    """Yield each archive as a task, and pages in groups."""
    group: list[str] = []
    for file in files:
        if inputs.is_archive(file):
            if group:
                yield group
                group = []
            yield [file]
            continue
        group.append(file)
        if len(group) == _CHUNK_FILES:
            yield group
            group = []
    if group:
        yield group


def _work(task: tuple[int, list[str]], *, reading: Reading, form: Format, directory: Path) -> _Result:
    """Write the records of some files to a temporary file."""
    number, files = task
    path = directory / str(number)
    with path.open("wb") as out:
        count, failures = _write_articles(files, reading, form, out)
    return _Result(path, count, failures)


def _write_articles(files: Sequence[str], reading: Reading, form: Format, out: IO[bytes]) -> tuple[int, list[str]]:
    """Write the records of some files; return their number and a sentence for what gave none."""
    count, failures = 0, []
    for file in files:
        articles = _articles_in_archive if inputs.is_archive(file) else _article_in_file
        for found in articles(file, reading):
            check_stop()
            if isinstance(found, str):
                failures.append(found)
                continue
            out.write(_between(form, is_first=not count) + formats.render(found, form))
            count += 1
    return count, failures


def _article_in_file(file: str, reading: Reading) -> Iterator[Article | str]:
    """Yield the article in a file, or a sentence that says why there is none."""
    try:
        yield read_page(inputs.page_in_file(file, None), reading)
    except UnreadablePageError as error:
        yield f"{file} holds no article: {error}. `newscrawl inspect` shows what was found."
    except UsageError as error:
        yield str(error)


def _articles_in_archive(file: str, reading: Reading) -> Iterator[Article | str]:
    """Yield the articles of an archive, then a sentence about its pages that are none."""
    unread = 0
    try:
        for saved in read_archives([Path(file)]).pages:
            try:
                yield read_saved(saved, reading, Filters())
            except UnreadablePageError:
                unread += 1
    except ReplayError as error:
        yield str(error)
    if unread:
        yield f"{file}: {unread:,} pages hold no article"
