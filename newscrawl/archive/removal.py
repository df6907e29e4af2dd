"""Removes articles from everything that a crawl keeps: the files of lines, the edges, the WARC files and the state.

**The protocol.** The removal is decided by one transaction of the state, which survives a power cut:
:meth:`~newscrawl.state.SQLiteStore.remove` deletes what the state knows of the text, leaves the tombstones, logs the deletion
for the feed of changes, and stores a plan. From then on the article is not fetched, not written and not told. Then each file
is rewritten beside the old one and takes its place by a rename, the indexes and the manifests follow, and the plan is deleted.
A removal that dies in between is finished by the next one, or by ``newscrawl remove`` without an article: every step may be
repeated.

**WARC files keep their offsets.** Articles and indexes name a record by its place in the file. A removed record is
therefore replaced by an empty one of the same length, filled up with spaces in the comment of its gzip member.
"""

from __future__ import annotations

import zipfile
import zlib
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import NAMESPACE_URL, uuid5

import orjson

from newscrawl.archive import cdxj, wacz
from newscrawl.archive.foreign import READ_SUFFIXES
from newscrawl.archive.records import RecordError, records
from newscrawl.archive.warc import DIRECTORY, SUFFIX
from newscrawl.exporters.files import OutputError, cannot_write, write_atomically
from newscrawl.exporters.finished_file import FinishedFile, file_report
from newscrawl.exporters.json_lines import escape_line_separators
from newscrawl.exporters.output_format import READ_ERRORS, article_files, kind_of, open_lines
from newscrawl.state import address_key
from newscrawl.state.disk import sync_directory, sync_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from newscrawl.archive.records import Record
    from newscrawl.exporters.output_format import Compression

_UNREADABLE: Final[tuple[type[Exception], ...]] = (*READ_ERRORS, RecordError, zipfile.BadZipFile, ValueError, KeyError)
"""What reading a damaged file raises."""

_REWRITTEN: Final = ".rewritten"
"""Ending of a file that is to take the place of another. Its name starts with a dot, so that nothing else reads it."""

_CHUNK_BYTES: Final = 1 << 20
"""Bytes that are copied at once."""

_GZIP_WITH_COMMENT: Final = b"\x1f\x8b\x08\x10\0\0\0\0\0\xff"
"""Head of a gzip member that has a comment, which ends with a zero byte."""

_EMPTY_RECORD: Final = (
    "WARC/1.1\r\nWARC-Type: metadata\r\nWARC-Record-ID: <{id}>\r\nWARC-Date: {date}\r\n"
    "Content-Type: text/plain\r\nContent-Length: {length:010d}\r\n\r\n"
)
"""Head of the record that stands in the place of a removed one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalPlan:
    """What is removed from the files. It holds ids and hashes, but nothing of a text."""

    ids: list[str]
    keys: list[int]
    """:func:`~newscrawl.state.address_key` of every address of the articles."""

    records: list[str] = field(default_factory=list)
    """``WARC-Record-ID`` of the responses that the articles were read from."""

    files: list[str] = field(default_factory=list)
    """The files that held something of them when the removal began, relative to the output directory."""

    time: str
    """Time of the removal."""

    def dumps(self) -> str:
        """Return the plan as JSON. Its keys are part of the state's format."""
        return orjson.dumps(asdict(self)).decode()

    @classmethod
    def loads(cls, text: str) -> RemovalPlan:
        """Return the plan that :meth:`dumps` wrote."""
        return cls(**orjson.loads(text))


@dataclass(slots=True)
class Traces:
    """Where the articles of a removal are in the files of a directory."""

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
    """Files that hold any of it, relative to the directory."""


# -- finding -----------------------------------------------------------------------------------------------------------


def find_traces(output: Path, ids: set[str], keys: set[int]) -> Traces:
    """Return where articles are, by their ids and the keys of their addresses. Raises :class:`OutputError`.

    An article whose own or requested address has one of the keys is found, too, whatever its id.
    """
    found = Traces()
    _find_lines(output, ids | _ids_at(output, keys), found)
    every_key = keys | {address_key(url) for url in found.urls}
    for path in _warcs(output):
        count = sum(_key(capture.url) in every_key for capture in _captures(path))
        if count:
            found.captures += count
            found.files.add(_name(output, path))
    return found


def mentioned_in_open_files(output: Path, ids: set[str], keys: set[int]) -> list[Path]:
    """Return the part files of runs, alive or dead, that hold something of these articles."""
    found, words = [], _words(ids)
    for path in sorted(output.glob("*.jsonl.part")):
        with path.open("rb") as lines:
            if any(_mentions(line, words) for line in lines):
                found.append(path)
    for path in sorted((output / DIRECTORY).glob(f"*{SUFFIX}.part")):
        with suppress(RecordError), path.open("rb") as file:  # its last record may be incomplete
            if any(_key(record.url) in keys for record in records(file)):
                found.append(path)
    return found


def _ids_at(output: Path, keys: set[int]) -> set[str]:
    """Return the ids of the articles whose own or requested address has one of the keys."""
    articles = (orjson.loads(line) for path in (article_files(output) if keys else ()) for line in _lines(path))
    return {article["id"] for article in articles if _keys(article) & keys}


def _find_lines(output: Path, ids: set[str], found: Traces) -> None:
    """Note what the lines hold of the articles."""
    words = _words(ids)
    for path in article_files(output):
        for line in _lines(path):
            if not _mentions(line, words):
                continue
            article = orjson.loads(line)
            if article["id"] in ids:
                _note(article, found)
            elif any(link["id"] in ids for link in article["related_links"]):
                found.links += 1
            else:
                continue
            found.files.add(_name(output, path))
    for path in _edge_files(output):
        count = sum(_is_of(orjson.loads(line), ids) for line in _lines(path) if _mentions(line, words))
        found.edges += count
        if count:
            found.files.add(_name(output, path))


def _note(article: dict[str, Any], found: Traces) -> None:
    """Note one revision of an article."""
    found.lines += 1
    found.articles[article["id"]] = article["site"]
    found.urls |= {article["url"], article["requested_url"]}
    if record := article["fetch"]["warc_record_id"]:
        found.records.add(record)


def _words(ids: set[str]) -> tuple[bytes, ...]:
    """Return ids as they stand in a line: as JSON strings."""
    return tuple(orjson.dumps(one) for one in ids)


def _mentions(line: bytes, words: tuple[bytes, ...]) -> bool:
    """Return whether a line holds one of the :func:`_words`."""
    return any(word in line for word in words)


def _is_of(edge: dict[str, Any], ids: set[str]) -> bool:
    """Return whether an edge leads from or to one of the articles."""
    return edge["source_id"] in ids or edge["target_id"] in ids


def _keys(article: dict[str, Any]) -> set[int | None]:
    """Return the keys of an article's addresses."""
    return {_key(article["url"]), _key(article["requested_url"])}


def _key(url: str) -> int | None:
    """Return the key of an address, ``None`` for a text that is none."""
    try:
        return address_key(url)
    except ValueError:
        return None


def _edge_files(output: Path) -> list[Path]:
    """Return the finished files of edges."""
    return sorted(path for path in output.rglob("related*") if kind_of(path) == "related")


def _warcs(output: Path) -> Iterator[Path]:
    """Yield the finished WARC files."""
    yield from (path for path in sorted(output.rglob("*.warc*")) if path.name.endswith(READ_SUFFIXES))


def _captures(path: Path) -> list[cdxj.Capture]:
    """Return the captures of a WARC file, from its index if it has one."""
    index = path.with_name(path.name + cdxj.SUFFIX)
    try:
        return list(cdxj.read(index) if index.exists() else cdxj.captures(path))
    except _UNREADABLE as error:
        raise _cannot_read(path, error) from error


def _lines(path: Path) -> Iterator[bytes]:
    """Yield the lines of a file; raise :class:`OutputError` if it cannot be read."""
    try:
        with open_lines(path) as lines:
            yield from lines
    except _UNREADABLE as error:
        raise _cannot_read(path, error) from error


def _cannot_read(path: Path, error: Exception) -> OutputError:
    return OutputError(
        f"{path} cannot be read: {error}. Nothing is removed from it. Restore it or move it away, and remove again."
    )


def _name(output: Path, path: Path) -> str:
    return path.relative_to(output).as_posix()


# -- rewriting ---------------------------------------------------------------------------------------------------------


def rewrite(output: Path, plan: RemovalPlan) -> None:
    """Take the articles of a plan out of all files of a directory. May be repeated. Raises :class:`OutputError`."""
    for left in output.rglob(f".*{_REWRITTEN}*"):
        left.unlink()
    ids, keys, ids_of_records = set(plan.ids), set(plan.keys), set(plan.records)
    changed = {output / name for name in plan.files}
    for paths, keep in ((article_files(output), _article_without), (_edge_files(output), _edge_without)):
        changed |= {path for path in paths if _rewrite_lines(path, ids, keep)}
    for path in _warcs(output):
        if path in changed or any(_key(capture.url) in keys for capture in _captures(path)):
            _rewrite_warc(path, keys, ids_of_records, plan.time)
            changed |= {path, path.with_name(path.name + cdxj.SUFFIX)}
    for path in sorted(output.rglob("*.wacz")):
        _rewrite_wacz(output, path, keys)
    for path in sorted(output.rglob("manifest*.json")):
        _rewrite_manifest(path, changed)


def _article_without(line: bytes, ids: set[str]) -> bytes:
    """Return an article's line without its related links to removed articles; nothing for a removed one."""
    article = orjson.loads(line)
    if article["id"] in ids:
        return b""
    links = [link for link in article["related_links"] if link["id"] not in ids]
    if len(links) == len(article["related_links"]):
        return line
    article["related_links"] = links
    return escape_line_separators(orjson.dumps(article, option=orjson.OPT_APPEND_NEWLINE))


def _edge_without(line: bytes, ids: set[str]) -> bytes:
    """Return an edge's line; nothing if the edge leads from or to a removed article."""
    return b"" if _is_of(orjson.loads(line), ids) else line


def _rewrite_lines(path: Path, ids: set[str], keep: Callable[[bytes, set[str]], bytes]) -> bool:
    """Rewrite a file of lines, or delete it if no line is left; return whether anything changed."""
    words = _words(ids)
    if not any(keep(line, ids) != line for line in _lines(path) if _mentions(line, words)):
        return False
    compression: Compression = "gz" if path.suffix == ".gz" else "zst" if path.suffix == ".zst" else "none"
    new = _beside(path)
    count = 0
    with FinishedFile(new, compression) as out:
        for line in _lines(path):
            if kept := keep(line, ids) if _mentions(line, words) else line:
                out.write(kept)
                count += 1
        out.finish(path.parent, lines=count)
    _replace(path, new if count else None)
    if not count:
        new.unlink()
    return True


def _beside(path: Path) -> Path:
    """Return the name under which a file is rewritten."""
    return path.with_name(f".{path.name}{_REWRITTEN}")


def _replace(path: Path, new: Path | None) -> None:
    """Put a synced file in the place of another, or delete that one."""
    try:
        if new is None:
            path.unlink()
        else:
            new.replace(path)
        sync_directory(path.parent)
    except OSError as error:
        raise cannot_write(path, error) from error


def _rewrite_warc(path: Path, keys: set[int], ids: set[str], time: str) -> None:
    """Empty the records of removed pages in a WARC file, and write its index anew."""
    removed: list[tuple[int, int, str]] = []
    try:
        with path.open("rb") as file:
            for record in records(file):
                if _is_removed(record, keys, ids):
                    ids = ids | {record.id}
                    removed.append((record.offset, record.length, record.id))
        if removed:
            _write_without(path, removed, time)
        index = cdxj.render(list(cdxj.captures(path)))
    except _UNREADABLE as error:
        raise _cannot_read(path, error) from error
    write_atomically(path.with_name(path.name + cdxj.SUFFIX), index)


def _is_removed(record: Record, keys: set[int], ids: set[str]) -> bool:
    """Return whether a record holds a removed page, its request, or what is known of it."""
    if record.type == "warcinfo":
        return False
    concerns = {record.id, (record.header("WARC-Concurrent-To") or "").strip("<>")}
    if record.type == "metadata":
        concerns.add(record.refers_to or "")
    return bool(concerns & ids) or _key(record.url) in keys


def _write_without(path: Path, removed: list[tuple[int, int, str]], time: str) -> None:
    """Write a WARC file with empty records in the place of some, given by offset, length and id."""
    new, is_packed = _beside(path), path.name.endswith(".gz")
    try:
        with path.open("rb") as old, new.open("wb") as out:
            for offset, length, record_id in removed:
                _copy(old, out, offset - old.tell())
                out.write(empty_record(length, record_id, time, is_packed=is_packed))
                old.seek(length, 1)
            _copy(old, out, path.stat().st_size - old.tell())
            out.flush()
            sync_file(out.fileno())
    except OSError as error:
        raise cannot_write(path, error) from error
    _replace(path, new)


def _copy(old: Any, new: Any, size: int) -> None:
    """Copy ``size`` bytes from one file to another."""
    while size and (data := old.read(min(size, _CHUNK_BYTES))):
        new.write(data)
        size -= len(data)


def empty_record(length: int, record_id: str, time: str, *, is_packed: bool) -> bytes:
    """Return a WARC record without content that takes ``length`` bytes, as a gzip member or plain.

    Its id is derived from that of the removed record. Raises :class:`OutputError` if there is not enough room.
    """
    new_id = f"urn:uuid:{uuid5(NAMESPACE_URL, record_id)}"
    date = datetime.fromisoformat(time).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    head = _EMPTY_RECORD.format(id=new_id, date=date, length=0).encode()
    if not is_packed:
        room = length - len(head) - len(b"\r\n\r\n")
        if room < 0:
            raise OutputError(f"The record {record_id} is too short to be replaced. Remove its file by hand.")
        head = _EMPTY_RECORD.format(id=new_id, date=date, length=room).encode()
        return head + b" " * room + b"\r\n\r\n"
    data = head + b"\r\n\r\n"
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = deflate.compress(data) + deflate.flush()
    tail = packed + zlib.crc32(data).to_bytes(4, "little") + len(data).to_bytes(4, "little")
    room = length - len(_GZIP_WITH_COMMENT) - len(b"\0") - len(tail)
    if room < 0:
        raise OutputError(f"The record {record_id} is too short to be replaced. Remove its file by hand.")
    return _GZIP_WITH_COMMENT + b" " * room + b"\0" + tail


def _rewrite_wacz(output: Path, path: Path, keys: set[int]) -> None:
    """Bundle the WARC files of a WACZ file anew, if it lists a removed page or holds a WARC file that has changed."""
    try:
        with zipfile.ZipFile(path) as bundle:
            package = orjson.loads(bundle.read("datapackage.json"))
            lines = bundle.read("pages/pages.jsonl").splitlines()[1:]
            held = {entry["path"].rpartition("/")[2]: entry for entry in package["resources"]}
    except _UNREADABLE as error:
        raise _cannot_read(path, error) from error
    warcs = {warc.name: warc for warc in _warcs(output) if warc.name in held}
    pages = [page for page in map(orjson.loads, lines) if _key(page["url"]) not in keys]
    is_current = all(
        f"sha256:{file_report(warc, warc.parent, lines=0).sha256}" == held[name]["hash"] for name, warc in warcs.items()
    )
    if is_current and len(pages) == len(lines):
        return
    names = [name for name in held if name.endswith(READ_SUFFIXES)]
    if missing := [name for name in names if name not in warcs]:
        raise OutputError(
            f"{path} cannot be bundled anew: {missing[0]} is not in {output}. Delete it and remove again."
        )
    wacz.write(path, [warcs[name] for name in names], created=package["created"], title=package["title"], pages=pages)


def _rewrite_manifest(path: Path, changed: set[Path]) -> None:
    """Give the changed files of a manifest their new sizes and checksums; leave out those that are deleted."""
    try:
        manifest = orjson.loads(path.read_bytes())
        entries = manifest["files"]
    except _UNREADABLE as error:
        raise _cannot_read(path, error) from error
    removed, files = 0, []
    for entry in entries:
        file = path.parent / entry["name"]
        if file not in changed:
            files.append(entry)
            continue
        lines = _line_count(file, entry["lines"]) if file.exists() else 0
        if kind_of(file) == "articles":
            removed += entry["lines"] - lines
        if file.exists():
            files.append(asdict(file_report(file, path.parent, lines=lines)))
    if files != entries:
        manifest |= {"files": files, "removed": manifest.get("removed", 0) + removed}
        write_atomically(path, orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def _line_count(path: Path, before: int) -> int:
    """Return the number of lines of a file; a WARC file has as many records as before."""
    if path.name.endswith(cdxj.SUFFIX):
        return path.read_bytes().count(b"\n")
    return sum(1 for _ in _lines(path)) if kind_of(path) else before
