"""Finds where articles are in the files of a crawl: lines, edges, WARC records. A removal rewrites these files."""

from __future__ import annotations

import zipfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final

import orjson

from newscrawl.archive import cdxj
from newscrawl.archive.foreign import READ_SUFFIXES
from newscrawl.archive.records import RecordError, records
from newscrawl.archive.warc import DIRECTORY, SUFFIX
from newscrawl.exporters.files import OutputError
from newscrawl.exporters.output_format import READ_ERRORS, decompressed, kind_of
from newscrawl.objects.local import LocalStore
from newscrawl.state import address_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from newscrawl.objects.store import Store

UNREADABLE: Final[tuple[type[Exception], ...]] = (*READ_ERRORS, RecordError, zipfile.BadZipFile, ValueError, KeyError)
"""What reading a damaged file raises."""

NO_RECORD: Final[tuple[type[Exception], ...]] = (ValueError, KeyError, TypeError, AttributeError)
"""What a line raises that is no record of its kind."""

BUNDLE: Final = ".wacz"
"""Ending of a WACZ file."""


@dataclass(slots=True)
class Traces:
    """Where the articles of a removal are in the files of a place: a directory or a bucket."""

    articles: dict[str, str] = field(default_factory=dict)
    """Ids that were found, and their sites."""

    urls: set[str] = field(default_factory=set)
    """Their addresses."""

    records: set[str] = field(default_factory=set)
    """``WARC-Record-ID`` of their pages."""

    lines: int = 0
    """Lines of articles: one for each revision."""

    links: int = 0
    """Lines of other articles with a related link to them."""

    edges: int = 0
    captures: int = 0
    """Archived responses."""

    files: set[str] = field(default_factory=set)
    """Files that hold any of it, relative to the place."""


# -- finding -----------------------------------------------------------------------------------------------------------


def find_traces(store: Store, ids: set[str], keys: set[int]) -> Traces:
    """Return where articles are, by their ids and the keys of their addresses. Raises :class:`OutputError`.

    An article whose own or requested address has one of the keys is found, too, whatever its id.
    """
    names, found = sorted(store.names()), Traces()
    _check_bundles(store, names)
    _find_lines(store, names, ids | _ids_at(store, names, keys), found)
    every_key = keys | {address_key(url) for url in found.urls}
    for name in warc_names(names):
        count = sum(key_of(capture.url) in every_key for capture in captures_of(store, name, names))
        if count:
            found.captures += count
            found.files.add(name)
    return found


def mentioned_in_open_files(output: Path, ids: set[str], keys: set[int]) -> list[Path]:
    """Return the part files of runs, alive or dead, that hold something of these articles."""
    found, words = [], mention_words(ids)
    for path in sorted(output.glob("*.jsonl.part")):
        with path.open("rb") as lines:
            if any(is_mentioned(line, words) for line in lines):
                found.append(path)
    for path in sorted((output / DIRECTORY).glob(f"*{SUFFIX}.part")):
        with suppress(RecordError), path.open("rb") as file:  # its last record may be incomplete
            if any(key_of(record.url) in keys for record in records(file)):
                found.append(path)
    return found


def _check_bundles(store: Store, names: Sequence[str]) -> None:
    """Raise :class:`OutputError` for a WACZ file in a bucket: newscrawl puts none there, and writes them in directories alone."""
    bundle = next((name for name in names if name.endswith(BUNDLE)), None)
    if bundle and not isinstance(store, LocalStore):
        raise OutputError(
            f"{store.url}/{bundle} cannot be written anew in a bucket. Nothing is removed. Delete it, and remove again."
        )


def of_kind(names: Iterable[str], kind: str) -> list[str]:
    """Return the names of the finished files of ``articles`` or ``related``."""
    return [name for name in names if kind_of(PurePosixPath(name)) == kind]


def _ids_at(store: Store, names: Sequence[str], keys: set[int]) -> set[str]:
    """Return the ids of the articles whose own or requested address has one of the keys."""
    found: set[str] = set()
    for name in of_kind(names, "articles") if keys else ():
        with lines_of_records(store, name):
            articles = map(orjson.loads, lines_of(store, name))
            found |= {article["id"] for article in articles if _keys(article) & keys}
    return found


def _find_lines(store: Store, names: Sequence[str], ids: set[str], found: Traces) -> None:
    """Note what the lines hold of the articles."""
    words = mention_words(ids)
    for name in of_kind(names, "articles"):
        with lines_of_records(store, name):
            if sum(
                _find_in(orjson.loads(line), ids, found) for line in lines_of(store, name) if is_mentioned(line, words)
            ):
                found.files.add(name)
    for name in of_kind(names, "related"):
        with lines_of_records(store, name):
            count = sum(is_of(orjson.loads(line), ids) for line in lines_of(store, name) if is_mentioned(line, words))
        found.edges += count
        if count:
            found.files.add(name)


def _find_in(article: dict[str, Any], ids: set[str], found: Traces) -> bool:
    """Note what one line holds of the articles; return whether it holds anything."""
    if article["id"] in ids:
        _note(article, found)
        return True
    links = any(link["id"] in ids for link in article["related_links"])
    found.links += links
    return links


def _note(article: dict[str, Any], found: Traces) -> None:
    """Note one revision of an article."""
    found.lines += 1
    found.articles[article["id"]] = article["site"]
    found.urls |= {article["url"], article["requested_url"]}
    if record := article["fetch"]["warc_record_id"]:
        found.records.add(record)


def mention_words(ids: set[str]) -> tuple[bytes, ...]:
    """Return ids as they stand in a line: as JSON strings."""
    return tuple(orjson.dumps(one) for one in ids)


def is_mentioned(line: bytes, words: tuple[bytes, ...]) -> bool:
    """Return whether a line holds one of the :func:`mention_words`."""
    return any(word in line for word in words)


def is_of(edge: dict[str, Any], ids: set[str]) -> bool:
    """Return whether an edge leads from or to one of the articles."""
    return edge["source_id"] in ids or edge["target_id"] in ids


def _keys(article: dict[str, Any]) -> set[int | None]:
    """Return the keys of an article's addresses."""
    return {key_of(article["url"]), key_of(article["requested_url"])}


def key_of(url: str) -> int | None:
    """Return the key of an address, ``None`` for a text that is none."""
    try:
        return address_key(url)
    except ValueError:
        return None


def warc_names(names: Iterable[str]) -> list[str]:
    """Return the names of the finished WARC files."""
    return [name for name in names if name.endswith(READ_SUFFIXES)]


def captures_of(store: Store, name: str, names: Collection[str]) -> list[cdxj.Capture]:
    """Return the captures of a WARC file, from its index if it has one."""
    index = name + cdxj.SUFFIX
    is_indexed = index in names
    try:
        with store.open(index if is_indexed else name) as file:
            return list(cdxj.parse(file) if is_indexed else cdxj.captures_in(file, PurePosixPath(name).name))
    except UNREADABLE as error:
        raise cannot_read(store, name, error) from error


def lines_of(store: Store, name: str) -> Iterator[bytes]:
    """Yield the lines of a file; raise :class:`OutputError` if it cannot be read."""
    try:
        with store.open(name) as file:
            yield from decompressed(file, name)
    except UNREADABLE as error:
        raise cannot_read(store, name, error) from error


@contextmanager
def lines_of_records(store: Store, name: str) -> Iterator[None]:
    """Turn the error of a line that is no record into an :class:`OutputError`: it may hold what is to be removed."""
    try:
        yield
    except NO_RECORD as error:
        raise cannot_read(store, name, error) from error


def cannot_read(store: Store, name: str, error: Exception) -> OutputError:
    """Return the error of a file that a removal cannot read."""
    return OutputError(
        f"{store.url}/{name} cannot be read: {error}. Nothing is removed from it. "
        "Restore it or move it away, and remove again."
    )
