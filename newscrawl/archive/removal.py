"""Removes articles from everything that a crawl keeps: the files of lines, the edges, the WARC files and the state.

**The protocol.** The removal is decided by one transaction of the state, which survives a power cut:
:meth:`~newscrawl.state.SQLiteStore.remove` deletes what the state knows of the text, leaves the tombstones, logs the deletion
for the feed of changes, and stores a plan. From then on the article is not fetched, not written and not told. Then the list of
removals in the output follows (:mod:`newscrawl.archive.removal_list`), for a state that is lost later; each file
is written anew and takes the place of the old one in one step (a rename, or one put into a bucket), the indexes and the manifests
follow, and the plan is deleted. A removal that dies in between is finished by the next one, or by ``newscrawl remove`` without an
article: every step may be repeated.

**WARC files keep their offsets.** Articles and indexes name a record by its place in the file. A removed record is
therefore replaced by an empty one of the same length, filled up with spaces in the comment of its gzip member.
"""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from shutil import copyfileobj
from typing import IO, TYPE_CHECKING, Any, Final
from uuid import NAMESPACE_URL, uuid5

import orjson

from newscrawl.archive import cdxj, wacz
from newscrawl.archive.foreign import READ_SUFFIXES
from newscrawl.archive.records import records
from newscrawl.archive.removal_traces import (
    BUNDLE,
    NO_RECORD,
    UNREADABLE,
    cannot_read,
    captures_of,
    is_mentioned,
    is_of,
    key_of,
    lines_of,
    mention_words,
    of_kind,
    warc_names,
)
from newscrawl.exporters.files import OutputError, cannot_write
from newscrawl.exporters.finished_file import compressed
from newscrawl.exporters.json_lines import escape_line_separators
from newscrawl.exporters.output_format import (
    COMPRESSIONS,
    OutputFormat,
    is_manifest,
    kind_of,
)
from newscrawl.objects.local import LocalStore, digest
from newscrawl.report.manifest import JOINED, REWRITTEN

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from newscrawl.archive.records import Record
    from newscrawl.objects.store import Store, Stored

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
    """The files that held something of them when the removal began, relative to the place."""

    time: str
    """Time of the removal."""

    def dumps(self) -> str:
        """Return the plan as JSON. Its keys are part of the state's format."""
        return orjson.dumps(asdict(self)).decode()

    @classmethod
    def loads(cls, text: str) -> RemovalPlan:
        """Return the plan that :meth:`dumps` wrote."""
        return cls(**orjson.loads(text))


def rewrite(store: Store, plan: RemovalPlan) -> None:
    """Take the articles of a plan out of all files of a place. May be repeated. Raises :class:`OutputError`.

    A directory is given as a :class:`~newscrawl.objects.local.RewritingStore`.
    """
    if isinstance(store, LocalStore):
        store.remove_parts()
    ids, keys, ids_of_records = set(plan.ids), set(plan.keys), set(plan.records)
    names, changed = sorted(store.names()), set(plan.files)
    for kind, keep in (("articles", article_without), ("related", _edge_without)):
        changed |= {name for name in of_kind(names, kind) if _rewrite_lines(store, name, ids, keep)}
    for name in warc_names(names):
        if name in changed or any(key_of(capture.url) in keys for capture in captures_of(store, name, names)):
            _rewrite_warc(store, name, keys, ids_of_records, plan.time)
            changed |= {name, name + cdxj.SUFFIX}
    if isinstance(store, LocalStore):
        for name in names:
            if name.endswith(BUNDLE):
                _rewrite_wacz(store, name, warc_names(names), keys)
    for name in names:
        if is_manifest(name):
            _rewrite_manifest(store, name, changed)


def article_without(line: bytes, ids: set[str]) -> bytes:
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
    return b"" if is_of(orjson.loads(line), ids) else line


def _rewrite_lines(store: Store, name: str, ids: set[str], keep: Callable[[bytes, set[str]], bytes]) -> bool:
    """Rewrite a file of lines, or delete it if no line is left; return whether anything changed."""
    words = mention_words(ids)
    if not any(keep(line, ids) != line for line in lines_of(store, name) if is_mentioned(line, words)):
        return False
    form = next(form for form in map(OutputFormat, COMPRESSIONS) if name.endswith(form.ending))
    is_empty = True
    with store.create(name) as new:
        out = compressed(new.file, form.compression)
        try:
            for line in lines_of(store, name):
                if kept := keep(line, ids) if is_mentioned(line, words) else line:
                    out.write(kept)
                    is_empty = False
            if out is not new.file:
                out.close()
        except OSError as error:
            raise cannot_write(Path(store.url, name), error) from error
        if not is_empty:
            new.commit()
    if is_empty:
        store.delete([name])
    return True


def _rewrite_warc(store: Store, name: str, keys: set[int], ids: set[str], time: str) -> None:
    """Empty the records of removed pages in a WARC file, and write its index anew."""
    removed: list[tuple[int, int, str]] = []
    last = PurePosixPath(name).name
    try:
        with store.open(name) as old:
            for record in records(old):
                if _is_removed(record, keys, ids):
                    ids = ids | {record.id}
                    removed.append((record.offset, record.length, record.id))
            old.seek(0)
            if removed:
                with store.create(name) as new:
                    try:
                        _write_without(old, new.file, removed, time, is_packed=name.endswith(".gz"))
                        new.file.seek(0)
                    except OSError as error:
                        raise cannot_write(Path(store.url, name), error) from error
                    index = cdxj.render(list(cdxj.captures_in(new.file, last)))
                    new.commit()
            else:
                index = cdxj.render(list(cdxj.captures_in(old, last)))
    except UNREADABLE as error:
        raise cannot_read(store, name, error) from error
    store.write(name + cdxj.SUFFIX, index)


def _is_removed(record: Record, keys: set[int], ids: set[str]) -> bool:
    """Return whether a record holds a removed page, its request, or what is known of it."""
    if record.type == "warcinfo":
        return False
    concerns = {record.id, (record.header("WARC-Concurrent-To") or "").strip("<>")}
    if record.type == "metadata":
        concerns.add(record.refers_to or "")
    return bool(concerns & ids) or key_of(record.url) in keys


def _write_without(
    old: IO[bytes], new: IO[bytes], removed: Sequence[tuple[int, int, str]], time: str, *, is_packed: bool
) -> None:
    """Copy a WARC file with empty records in the place of some, given by offset, length and id."""
    for offset, length, record_id in removed:
        _copy(old, new, offset - old.tell())
        new.write(empty_record(length, record_id, time, is_packed=is_packed))
        old.seek(length, 1)
    copyfileobj(old, new, _CHUNK_BYTES)


def _copy(old: IO[bytes], new: IO[bytes], size: int) -> None:
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


def _rewrite_wacz(store: LocalStore, name: str, warcs: Iterable[str], keys: set[int]) -> None:
    """Bundle the WARC files of a WACZ file anew, if it lists a removed page or holds a WARC file that has changed."""
    try:
        with store.open(name) as file, zipfile.ZipFile(file) as bundle:
            package = orjson.loads(bundle.read("datapackage.json"))
            lines = bundle.read("pages/pages.jsonl").splitlines()[1:]
            held = {entry["path"].rpartition("/")[2]: entry for entry in package["resources"]}
    except UNREADABLE as error:
        raise cannot_read(store, name, error) from error
    known = {PurePosixPath(warc).name: warc for warc in warcs}
    pages = [page for page in map(orjson.loads, lines) if key_of(page["url"]) not in keys]
    is_current = all(
        f"sha256:{_stored(store, warc).sha256}" == held[last]["hash"] for last, warc in known.items() if last in held
    )
    if is_current and len(pages) == len(lines):
        return
    bundled = [last for last in held if last.endswith(READ_SUFFIXES)]
    if missing := [last for last in bundled if last not in known]:
        raise OutputError(
            f"{store.url}/{name} cannot be bundled anew: {missing[0]} is not in {store.url}. Delete it and remove again."
        )
    paths = [store.directory / known[last] for last in bundled]
    wacz.write(store.directory / name, paths, created=package["created"], title=package["title"], pages=pages)


def _stored(store: Store, name: str) -> Stored:
    """Return size and checksum of a file."""
    with store.open(name) as file:
        return digest(file)


def _rewrite_manifest(store: Store, name: str, changed: Collection[str]) -> None:
    """Give the changed files of a manifest their new sizes and checksums; leave out those that are deleted."""
    try:
        manifest = orjson.loads(store.read(name) or b"")
        entries = manifest["files"]
        removed, files, rewritten = 0, [], set(manifest.get(REWRITTEN, ()))
        for entry in entries:
            file = (PurePosixPath(name).parent / entry["name"]).as_posix()
            if file not in changed:
                files.append(entry)
                continue
            report = _report(store, file, entry)
            rewritten |= {entry["name"], *(part["name"] for part in entry.get(JOINED, ()))}
            if kind_of(PurePosixPath(file)) == "articles":
                removed += entry["lines"] - (report["lines"] if report else 0)
            if report:
                files.append(report)
    except (*UNREADABLE, *NO_RECORD) as error:
        raise cannot_read(store, name, error) from error
    if files != entries:
        manifest |= {"files": files, "removed": manifest.get("removed", 0) + removed, REWRITTEN: sorted(rewritten)}
        store.write(name, orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def _report(store: Store, name: str, entry: dict[str, Any]) -> dict[str, Any] | None:
    """Return the entry of a file as it is now, ``None`` if it is gone; a WARC file has as many records as before."""
    try:
        stored = _stored(store, name)
    except FileNotFoundError:
        return None
    is_of_lines = name.endswith(cdxj.SUFFIX) or kind_of(PurePosixPath(name))
    lines = sum(1 for _ in lines_of(store, name)) if is_of_lines else entry["lines"]
    return {"name": entry["name"], "bytes": stored.bytes, "lines": lines, "sha256": stored.sha256}


def same_in_spool(store: Store, spool: Path) -> None:
    """Give the spool of a bucket the manifests and indexes that a removal has written anew. May be repeated."""
    local = LocalStore(spool)
    for name in sorted(local.names()):
        if is_manifest(name) or name.endswith(cdxj.SUFFIX):
            content = store.read(name)
            if content is not None and content != local.read(name):
                local.write(name, content)
