"""Signatures of an earlier algorithm are made anew from the articles in the output's files.

A state does not hold the texts that its signatures were made of, so they are read from the files, the last ones by name first: copies
are looked for among the articles of the last weeks. Each run reads a bounded number. What is read is stored together with the place in
the files, in one transaction for each batch, so a kill at any moment leaves nothing to repair and the next run goes on from there.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

import orjson

from newscrawl.dedupe import Signature, signature
from newscrawl.exporters.output_format import READ_ERRORS, article_files, kind_of, open_lines
from newscrawl.state.signatures import RenewalPosition

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from newscrawl.state.sqlite import SQLiteStore

logger = logging.getLogger(__name__)

_BATCH_LINES: Final = 500
"""Lines read for each transaction: about a quarter of a second."""


def renew_signatures(store: SQLiteStore, output: Path, *, limit: int) -> int:
    """Make signatures anew, if any are of another algorithm, until ``limit`` articles have been read; return how many were made.

    Files that cannot be read are left out with a warning. Raises :class:`~newscrawl.state.StateError`.
    """
    position = store.signature_renewal()
    if position is None:
        return 0
    renewed, left = 0, limit
    for path in _files(output):
        name = path.relative_to(output).as_posix()
        if position.file and name > position.file:
            continue
        before = position.lines if name == position.file else 0
        try:
            for signed, lines in _batches(path, before):
                if left <= 0:
                    logger.info("%d signatures made anew, the others by the next runs", renewed)
                    return renewed
                renewed += store.renew_signatures(signed, RenewalPosition(name, lines))
                left -= lines - before
                before = lines
        except READ_ERRORS as error:
            logger.warning("%s cannot be read (%s): no copies of its articles are found", path, error)
    missing = store.end_signature_renewal()
    logger.info("%d signatures made anew", renewed)
    if missing:
        logger.warning("%d articles are in no file below %s: no copies of them are found", missing, output)
    return renewed


def _files(output: Path) -> list[Path]:
    """Return the files of articles, finished or not, the last one by name first."""
    parts = [path for path in output.glob("articles*.part") if kind_of(path.with_suffix("")) == "articles"]
    return sorted([*article_files(output), *parts], key=lambda path: path.relative_to(output).as_posix(), reverse=True)


def _batches(path: Path, skip: int) -> Iterator[tuple[list[tuple[str, int, Signature]], int]]:
    """Yield (articles as (id, revision, signature), lines read so far) of a file from a line on."""
    signed: list[tuple[str, int, Signature]] = []
    number = 0
    with path.open("rb") if path.suffix == ".part" else open_lines(path) as lines:
        for number, line in enumerate(lines, 1):
            if number <= skip:
                continue
            signed += _signed(line)
            if not (number - skip) % _BATCH_LINES:
                yield signed, number
                signed = []
    if number > skip:
        yield signed, number


def _signed(line: bytes) -> list[tuple[str, int, Signature]]:
    """Return the article of a line with its signature; nothing for a broken line or a text that is too short for one."""
    try:
        article = orjson.loads(line)
        found = signature(article["text"])
        return [(str(article["id"]), int(article["revision"]), found)] if found else []
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
        return []
