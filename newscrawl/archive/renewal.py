"""Signatures of an earlier algorithm are made anew from the articles in the output's files.

A state does not hold the texts that its signatures were made of, so they are read from the files, the last ones by name first: copies
are looked for among the articles of the last weeks. In a fleet, first come the lines that are in no file yet. Each run reads a bounded
number. What is read is stored together with the place in the files, in one transaction for each batch, so a kill at any moment leaves
nothing to repair and the next run goes on from there. A run that finds another one at the same work leaves it alone.
"""

from __future__ import annotations

import logging
from contextlib import closing
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

import orjson

from newscrawl.dedupe import Signature, signature
from newscrawl.exporters.files import OutputError
from newscrawl.exporters.output_format import READ_ERRORS, decompressed, kind_of
from newscrawl.objects.opening import open_store
from newscrawl.state.store import RenewalPosition

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from newscrawl.objects.store import Store as Place
    from newscrawl.state import Store

logger = logging.getLogger(__name__)

_BATCH_LINES: Final = 500
"""Lines read for each transaction: about a quarter of a second."""

_UNREADABLE: Final[tuple[type[Exception], ...]] = (*READ_ERRORS, OutputError)
"""What reading a damaged file raises."""

_PART: Final = ".part"
"""Ending of a file that its run has not finished."""

Signed = list[tuple[str, int, Signature]]
"""Articles as (id, revision, signature)."""


def renew_signatures(store: Store, output: Path, *, limit: int, remote: str | None = None) -> int:
    """Make signatures anew, if any are of another algorithm, until ``limit`` articles have been read; return how many were made.

    ``remote`` is the bucket that holds the files, if ``output`` does not. Files that cannot be read are left out with a warning. Raises
    :class:`~newscrawl.state.StateError`.
    """
    at = store.signature_renewal()
    if at is None:
        return 0
    place = open_store(remote or output)
    renewed, left = 0, limit
    for signed, position, lines in _steps(store, place, output, at):
        if left <= 0:
            logger.info("%d signatures made anew, the others by the next runs", renewed)
            return renewed
        made = store.renew_signatures(signed, since=at, until=position)
        if made is None:
            logger.info("%d signatures made anew; another run goes on with it", renewed)
            return renewed
        renewed, left, at = renewed + made, left - lines, position
    missing = store.end_signature_renewal()
    logger.info("%d signatures made anew", renewed)
    if missing:
        logger.warning("%d articles are in no file below %s: no copies of them are found", missing, place.url)
    return renewed


def _steps(
    store: Store, place: Place, output: Path, at: RenewalPosition
) -> Iterator[tuple[Signed, RenewalPosition, int]]:
    """Yield (articles, how far all have been read with them, number of lines), from a position on."""
    if not at.file:
        number = 0
        while rows := store.unwritten_lines(number):
            number = rows[-1][0]
            yield (
                [one for _, line in rows for one in _signed(line)],
                at,
                0,
            )  # they do not count: there are few, and the place stays the same
    for name in _files(place, output):
        if at.file and name > at.file:
            continue
        before = at.lines if name == at.file else 0
        try:
            for signed, lines in _batches(place, output, name, before):
                yield signed, RenewalPosition(name, lines), lines - before
                before = lines
        except _UNREADABLE as error:
            logger.warning("%s/%s cannot be read (%s): no copies of its articles are found", place.url, name, error)


def _files(place: Place, output: Path) -> list[str]:
    """Return the names of the files of articles, finished or not, the last one first."""
    names = [name for name in place.names() if kind_of(PurePosixPath(name)) == "articles"]
    parts = [path.name for path in output.glob(f"articles*{_PART}") if kind_of(path.with_suffix("")) == "articles"]
    return sorted([*names, *parts], reverse=True)


def _batches(place: Place, output: Path, name: str, skip: int) -> Iterator[tuple[Signed, int]]:
    """Yield (articles, lines read so far) of a file from a line on."""
    signed: Signed = []
    number = 0
    with (
        (output / name).open("rb") if name.endswith(_PART) else place.open(name) as file,
        closing(decompressed(file, name)) as lines,
    ):
        for number, line in enumerate(lines, 1):
            if number <= skip:
                continue
            signed += _signed(line)
            if not (number - skip) % _BATCH_LINES:
                yield signed, number
                signed = []
    if number > skip:
        yield signed, number


def _signed(line: bytes) -> Signed:
    """Return the article of a line with its signature; nothing for a broken line or a text that is too short for one."""
    try:
        article = orjson.loads(line)
        found = signature(article["text"])
        return [(str(article["id"]), int(article["revision"]), found)] if found else []
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
        return []
