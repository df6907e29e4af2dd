"""``newscrawl corpus split``, ``check-split`` and ``push``: the commands that write or read a folder of parts."""

from __future__ import annotations

import dataclasses
import re
import warnings
from typing import TYPE_CHECKING

import orjson

from newscrawl.cli.actions.corpus import opened
from newscrawl.cli.output import say
from newscrawl.corpus.corpus import open_corpus
from newscrawl.corpus.folder import write_folder
from newscrawl.corpus.hub import upload
from newscrawl.corpus.splits import check_border
from newscrawl.objects.store import local_path
from newscrawl.report.manifest import ExitCode
from newscrawl.runner.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from newscrawl.cli.options import CorpusChoice
    from newscrawl.corpus.corpus import Corpus, Split
    from newscrawl.corpus.folder import Folder

_PART_FILE = re.compile(r"(?P<part>\w+)-\d+-of-\d+\.(?:parquet|jsonl(?:\.(?:gz|zst))?)")
"""The name of a file of a part."""

_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+")
"""The name of a data set on the Hub."""


def run_split(
    choice: CorpusChoice,
    to: str,
    *,
    shares: Sequence[float],
    by: str,
    seed: int,
    stories: bool,
    file_format: str,
    replace: bool,
) -> int:
    """Split a corpus into a folder; return the exit code."""
    path = _local(to)
    found = _split(opened(choice), shares, by=by, seed=seed, stories=stories)
    check = found.check()
    made_by = {"shares": list(shares), "by": by, "seed": seed, "stories": stories, "left_out": len(found.left_out)}
    write_folder(path, found.parts, file_format=file_format, made_by=made_by, check=check, replace=replace)  # type: ignore[arg-type] # one of the two
    say(found)
    say(f"largest similarity over the border: {check.largest:.2f}; pairs over 0.5: {check.over:,}")
    return int(ExitCode.FINE if check.is_clean else ExitCode.PARTIAL)


def run_check(places: Sequence[str], *, as_json: bool) -> int:
    """Compare the parts of a split; return the exit code."""
    try:
        parts = (
            _parts_of(places[0])
            if len(places) == 1
            else {place: open_corpus(place, near_copies=True) for place in places}
        )
        check = check_border(parts)
    except ValueError as error:
        raise UsageError(str(error)) from None
    if as_json:
        found = dataclasses.asdict(check) | {"largest": check.largest, "is_clean": check.is_clean}
        say(orjson.dumps(found).decode())
    else:
        say(check)
    return int(ExitCode.FINE if check.is_clean else ExitCode.PARTIAL)


def run_push(
    choice: CorpusChoice,
    repository: str,
    to: str,
    *,
    shares: Sequence[float] | None,
    by: str,
    seed: int,
    stories: bool,
    dry_run: bool,
    is_public: bool,
    replace: bool,
) -> int:
    """Prepare a folder, and upload it; return the exit code."""
    if not _REPOSITORY.fullmatch(repository):
        raise UsageError(f"--repo is USER/NAME, not {repository!r}")
    path, corpus = _local(to), opened(choice)
    if shares is None:
        folder = write_folder(path, {"train": corpus}, replace=replace)
    else:
        split = _split(corpus, shares, by=by, seed=seed, stories=stories)
        made_by = {"shares": list(shares), "by": by, "seed": seed, "stories": stories, "left_out": len(split.left_out)}
        folder = write_folder(path, split.parts, made_by=made_by, check=split.check(), replace=replace)
    _tell(folder)
    if dry_run:
        say(
            f"Nothing was uploaded. Look at {path / 'README.md'}; the same command without --dry-run uploads to {repository}."
        )
        return int(ExitCode.FINE)
    say(upload(path, repository, is_public=is_public))
    return int(ExitCode.FINE)


def _split(corpus: Corpus, shares: Sequence[float], *, by: str, seed: int, stories: bool) -> Split:
    """Split a corpus; :class:`UsageError` if that is not possible."""
    try:
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always", UserWarning)
            found = corpus.split(shares, by=by, seed=seed, stories=stories)  # type: ignore[arg-type] # split() checks the word
    except ValueError as error:
        raise UsageError(str(error)) from None
    for warning in said:
        say(warning.message, error=True)
    return found


def _parts_of(place: str) -> Mapping[str, Corpus]:
    """Return the parts in a directory that ``corpus split`` wrote; :class:`UsageError` if it is none."""
    files: dict[str, list[Path]] = {}
    for path in sorted((_local(place) / "data").glob("*")):
        name = _PART_FILE.fullmatch(path.name)
        if name and name["part"] != "related":
            files.setdefault(name["part"], []).append(path)
    if len(files) < 2:  # noqa: PLR2004 - a border has two sides
        raise UsageError(
            f"{place} holds no split: no two parts in {place}/data. Name the parts: check-split TRAIN TEST"
        )
    return {part: open_corpus(paths, near_copies=True) for part, paths in files.items()}


def _tell(folder: Folder) -> None:
    """Print what was written."""
    size = sum(file.bytes for file in folder.files)
    say(
        f"{folder.path}: {folder.articles:,} articles in {len(folder.files):,} files, {size:,} bytes; {folder.related:,} related links"
    )
    if folder.refused:
        counts = ", ".join(f"{site} {count:,}" for site, count in sorted(folder.refused.items()))
        say(
            f"Publishers refuse that models are trained with some of these articles: {counts}. "
            "To leave them out, push an export that was made with --not-refused train-ai.",
            error=True,
        )


def _local(place: str) -> Path:
    try:
        return local_path("--to", place)
    except ValueError as error:
        raise UsageError(str(error)) from None
