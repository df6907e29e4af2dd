"""Reads pages and prints their records: ``newscrawl extract``. Nothing is remembered and nothing is compared."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from newscrawl.archive.replay import ReplayError, read_archives
from newscrawl.runner.bulk import formats, inputs
from newscrawl.runner.bulk.archives import Filters, read_saved
from newscrawl.runner.bulk.pages import UnreadablePageError, read_page
from newscrawl.runner.bulk.workers import check_stop, run_tasks
from newscrawl.runner.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newscrawl.items import Article
    from newscrawl.runner.bulk.formats import Format
    from newscrawl.runner.bulk.pages import Reading

_CHUNK_FILES: Final = 32
"""Files of one page each that are one task."""


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
    *,
    jobs: int = 1,
) -> Summary:
    """Write the records of all pages in files to ``out``, in the order of the files; return what became of them.

    The output does not depend on ``jobs``. Memory is bounded: each task writes to a temporary file.
    """
    summary = Summary()
    with tempfile.TemporaryDirectory(prefix="newscrawl-extract-") as directory:
        tasks = list(_tasks(files))
        work = partial(_work, reading=reading, form=form, directory=Path(directory))
        if form == "csv":
            out.write(formats.csv_header())
        if form == "json":
            out.write(b"[")
        for result in run_tasks(work, list(enumerate(tasks)), jobs=jobs):
            if result.articles:
                out.write(_between(form, is_first=not summary.articles))
                with result.path.open("rb") as file:
                    shutil.copyfileobj(file, out)
            result.path.unlink()
            summary.articles += result.articles
            summary.failures += result.failures
        if form == "json":
            out.write(b"]\n")
    out.flush()
    return summary


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
    path, count, failures = directory / str(number), 0, []
    with path.open("wb") as out:
        for file in files:
            articles = _articles_in_archive if inputs.is_archive(file) else _article_in_file
            for found in articles(file, reading):
                check_stop()
                if isinstance(found, str):
                    failures.append(found)
                    continue
                out.write(_between(form, is_first=not count) + formats.render(found, form))
                count += 1
    return _Result(path, count, failures)


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
