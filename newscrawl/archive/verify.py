"""Verification of a run's directory, or an archive of many runs: whether its files agree with each other.

Problems are reported one by one, each with the file and the position. Nothing is changed.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import IO, TYPE_CHECKING, Any, Final

import orjson

from newscrawl.archive import cdxj
from newscrawl.archive.foreign import READ_SUFFIXES, UNREAD_SUFFIXES, ZSTD_SUFFIX, Damage, read_records
from newscrawl.archive.records import Record, RecordError, record_at, records
from newscrawl.exporters import schema
from newscrawl.exporters.output_format import READ_ERRORS, is_manifest, kind_of, open_lines, partition_of
from newscrawl.exporters.schema_validator import Check, IsValid, checker, validator
from newscrawl.items import Article, RelatedEdge

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_READ_ERRORS: Final[tuple[type[Exception], ...]] = (
    *READ_ERRORS,
    RecordError,
    zipfile.BadZipFile,
    KeyError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What reading a damaged file raises."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where an article says that its page is archived."""

    where: str
    """The article's file, line and id."""

    record_id: str | None
    payload_digest: str | None


_CHUNK_BYTES: Final = 1 << 20
"""Bytes that are read at once."""

_PACKED_SUFFIXES: Final = (".gz", ".zst")
"""Endings of files of lines that are stored compressed."""

_NOTHING_WRONG: Final[list[str]] = []

_SCHEMA_FILES: Final = {Article: "article.schema.json", RelatedEdge: "related.schema.json"}
"""The schema of each record class."""


@cache
def _checker(record: type) -> Check:
    """Return the check of a record class by the schema in the package; cached, because there may be one file for each day."""
    return checker(orjson.loads(schema.packaged_files()[_SCHEMA_FILES[record]]))


@cache
def _validator(record: type) -> IsValid:
    """Return the quick test of a record's JSON Schema."""
    return validator(orjson.loads(schema.packaged_files()[_SCHEMA_FILES[record]]))


@dataclass(slots=True)
class Verification:
    """The verification of one directory. Iterate over :meth:`problems`, then read the counts."""

    directory: Path
    counts: Counter[str] = field(default_factory=Counter)
    """How many ``manifests``, ``articles``, ``edges``, ``records``, ``pointers`` … were checked."""

    _listed: set[Path] = field(default_factory=set)
    """Files that a manifest lists."""

    _ids: set[int] = field(default_factory=set)
    """Hashes of the articles' ids."""

    _revisions: set[int] = field(default_factory=set)
    """Hashes of (output directory, id, revision). Two directories may hold the same article."""

    _outputs: set[Path] = field(default_factory=set)
    """Directories with a manifest."""

    _edges_due: Counter[int] = field(default_factory=Counter)
    """By article and run: related links without an edge so far."""

    _pointers: dict[str, dict[int, Pointer]] = field(default_factory=dict)
    """By WARC file and offset."""

    _revisits: dict[str, list[Pointer]] = field(default_factory=dict)
    """Pointers to revisits, by the record that holds the body."""

    def problems(self) -> Iterator[str]:
        """Yield what is wrong, one line each. Raises :class:`FileNotFoundError` if there is nothing to verify."""
        files = sorted(path for path in self.directory.rglob("*") if path.is_file() and not self._is_hidden(path))
        named = {
            kind: [path for path in files if _kind(path) == kind]
            for kind in ("part", "manifest", "articles", "related", "warc", "wacz", "unread")
        }
        if not any(named.values()):
            raise FileNotFoundError(f"{self.directory} contains no run and no archive")
        for path in named["unread"]:
            yield f"{self._name(path)}: is not checked; ARC files are not read"
        self._outputs = {path.parent for path in named["manifest"]}
        for path in named["part"]:
            yield f"{self._name(path)}: {_why_part(path)}"
        for path in named["manifest"]:
            yield from self._guard(path, self._manifest(path))
        if named["manifest"]:
            for path in [*named["articles"], *named["related"], *named["warc"]]:
                if path not in self._listed:
                    yield f"{self._name(path)}: is in no manifest"
        for path in named["articles"]:
            yield from self._guard(path, self._articles(path))
        for path in named["related"]:
            yield from self._guard(path, self._edges(path))
        if named["articles"] and any(self._edges_due.values()):
            wrong = sum(1 for due in self._edges_due.values() if due)
            yield f"related links and edges do not agree for {wrong} articles"
        for path in named["warc"]:
            yield from self._guard(path, self._zstandard(path) if path.name.endswith(ZSTD_SUFFIX) else self._warc(path))
        yield from self._unmet(named["warc"])
        for path in named["wacz"]:
            yield from self._guard(path, self._wacz(path))

    def _is_hidden(self, path: Path) -> bool:
        """Return whether a file is in a hidden directory, such as the state's."""
        return any(part.startswith(".") for part in path.relative_to(self.directory).parts)

    def _name(self, path: Path) -> str:
        """Return a path relative to the directory."""
        return str(path.relative_to(self.directory))

    def _guard(self, path: Path, found: Iterator[str]) -> Iterator[str]:
        """Yield problems, and one more if the file cannot be read further."""
        try:
            yield from found
        except _READ_ERRORS as error:
            yield f"{self._name(path)}: cannot be read further: {type(error).__name__}: {error}"

    # -- manifests and lines ------------------------------------------------------------------------------------

    def _manifest(self, path: Path) -> Iterator[str]:
        """Check a manifest and the files that it lists."""
        self.counts["manifests"] += 1
        manifest = orjson.loads(path.read_bytes())
        for entry in manifest["files"]:
            file = path.parent / entry["name"]
            self._listed.add(file)
            if not file.is_file():
                yield f"{self._name(path)}: {entry['name']} does not exist"
                continue
            self.counts["files"] += 1
            yield from self._guard(file, self._file(file, entry, self._name(path)))
        written = sum(site["new"] + site["revised"] for site in manifest["sites"].values())
        lines = sum(entry["lines"] for entry in manifest["files"] if kind_of(path.parent / entry["name"]) == "articles")
        if written - manifest.get("removed", 0) != lines:
            yield f"{self._name(path)}: {written} articles by its sites, {lines} lines by its files"

    def _file(self, file: Path, entry: dict[str, Any], manifest: str) -> Iterator[str]:
        """Compare a file with its entry in a manifest."""
        size, is_lines, ends = file.stat().st_size, kind_of(file) is not None, None
        if size != entry["bytes"]:
            yield f"{self._name(file)}: {size} bytes, not {entry['bytes']} as {manifest} says"
        else:
            sha256, ends = _sha256(file)
            if sha256 != entry["sha256"]:
                yield f"{self._name(file)}: its sha256 is not the one in {manifest}"
        if is_lines:
            count = ends if ends is not None and file.suffix not in _PACKED_SUFFIXES else _line_count(file)
            if count != entry["lines"]:
                yield f"{self._name(file)}: {count} lines, not {entry['lines']} as {manifest} says"

    def _lines(self, path: Path, record: type) -> Iterator[tuple[int, dict[str, Any] | None, list[str]]]:
        """Yield (line number, the object if it is valid, problems) for each line."""
        check, is_valid, loads = _checker(record), _validator(record), orjson.loads
        with open_lines(path) as lines:
            for number, line in enumerate(lines, 1):
                try:
                    value = loads(line)
                except ValueError:
                    yield number, None, ["is not JSON"]
                    continue
                if is_valid(value) and line.endswith(b"\n"):
                    yield number, value, _NOTHING_WRONG
                    continue
                wrong = [] if is_valid(value) else list(check(value, record.__name__))
                if not line.endswith(b"\n"):
                    wrong.append("has no line end")
                yield number, None if wrong else value, wrong

    def _articles(self, path: Path) -> Iterator[str]:
        """Check the articles in a file, and collect their ids, edges and pointers."""
        output = next((parent for parent in path.parents if parent in self._outputs), None)
        is_partitioned, name = _is_partitioned(path), self._name(path)
        for number, article, wrong in self._lines(path, Article):
            self.counts["articles"] += 1
            yield from (f"{name}:{number}: {what}" for what in wrong)
            if article is None:
                continue
            self._ids.add(hash(article["id"]))
            if is_partitioned and (right := partition_of(article)) != "/".join(path.parts[-3:-1]):
                yield f"{name}:{number}: {article['id']} belongs to {right}"
            self._edges_due[hash((article["id"], article["crawl_id"]))] += len(article["related_links"])
            key = hash((output, article["id"], article["revision"]))
            if key in self._revisions:
                yield f"{name}:{number}: {article['id']} revision {article['revision']} occurs twice"
            self._revisions.add(key)
            fetch = article["fetch"]
            if fetch["warc_file"] is not None:
                where = f"{name}:{number} {article['id']}"
                pointer = Pointer(where, fetch["warc_record_id"], fetch["payload_digest"])
                self._pointers.setdefault(fetch["warc_file"], {})[fetch["warc_offset"]] = pointer

    def _edges(self, path: Path) -> Iterator[str]:
        """Check the edges in a file."""
        name, due, ids, count = self._name(path), self._edges_due, self._ids, 0
        try:
            for number, edge, wrong in self._lines(path, RelatedEdge):
                count += 1
                if wrong:
                    yield from (f"{name}:{number}: {what}" for what in wrong)
                if edge is None:
                    continue
                source = edge["source_id"]
                due[hash((source, edge["crawl_id"]))] -= 1
                if hash(source) not in ids:
                    yield f"{name}:{number}: source_id {source} is not an article here"
        finally:
            if count:
                self.counts["edges"] += count

    # -- archives -----------------------------------------------------------------------------------------------

    def _warc(self, path: Path) -> Iterator[str]:
        """Check the records of a WARC file, the pointers to them, and its index."""
        self.counts["WARC files"] += 1
        pointers, captures = self._pointers.get(path.name, {}), []
        with path.open("rb") as file:
            for number, record in enumerate(records(file)):
                self.counts["records"] += 1
                where = f"{self._name(path)} at {record.offset}"
                if not number and record.type != "warcinfo":
                    yield f"{where}: the first record is {record.type}, not warcinfo"
                yield from (f"{where}: {name} does not match the record" for name in record.broken_digests())
                if found := cdxj.capture(record, path.name):
                    captures.append(found)
                if pointer := pointers.pop(record.offset, None):
                    yield from self._pointed(pointer, record, where)
                for waiting in self._revisits.pop(record.id, []):
                    yield from _content(waiting, record)
        index = path.with_name(path.name + cdxj.SUFFIX)
        if not index.exists():
            yield f"{self._name(path)}: has no index {index.name}"
        elif index.read_bytes() != cdxj.render(captures):
            yield f"{self._name(index)}: is not the index of {path.name}"

    def _zstandard(self, path: Path) -> Iterator[str]:
        """Check the records of a WARC file of another program in Zstandard frames, which has no index, and the pointers to them."""
        self.counts["WARC files"] += 1
        pointers = self._pointers.get(path.name, {})
        with path.open("rb") as file:
            for record in read_records(file):
                where = f"{self._name(path)} at {record.offset}"
                if isinstance(record, Damage):
                    yield f"{where}: {record.reason}"
                    continue
                self.counts["records"] += 1
                yield from (f"{where}: {name} does not match the record" for name in record.broken_digests())
                pointer = pointers.get(record.offset)
                if pointer and pointer.record_id == record.id:
                    yield from self._pointed(pointers.pop(record.offset), record, where)
                for waiting in self._revisits.pop(record.id, []):
                    yield from _content(waiting, record)

    def _pointed(self, pointer: Pointer, record: Record, where: str) -> Iterator[str]:
        """Check that a pointer leads to the article's response."""
        self.counts["pointers"] += 1
        if record.type not in {"response", "revisit"} or record.id != pointer.record_id:
            yield f"{pointer.where}: {where} is {record.type} {record.id}, not response {pointer.record_id}"
        elif record.type == "response":
            yield from _content(pointer, record)
        elif record.refers_to:
            self._revisits.setdefault(record.refers_to, []).append(pointer)

    def _unmet(self, warcs: list[Path]) -> Iterator[str]:
        """Check the pointers that no record has answered (it may be behind a damaged one), then bodies that precede their revisits."""
        by_name = {path.name: path for path in warcs}
        for name, pointers in self._pointers.items():
            for offset, pointer in pointers.items():
                yield from self._sought(pointer, by_name.get(name), name, offset)
        for path in warcs if self._revisits else []:
            yield from self._guard(path, self._bodies(path))
        for record_id, waiting_ones in self._revisits.items():
            yield from (f"{pointer.where}: {record_id}, which holds its body, is not here" for pointer in waiting_ones)

    def _sought(self, pointer: Pointer, path: Path | None, name: str, offset: int) -> Iterator[str]:
        """Read the record that a pointer names."""
        if path is None:
            # The articles of a replay name the archive that they were read from, which need not be here.
            if any(listed.name == name for listed in self._listed):
                yield f"{pointer.where}: {name} does not exist"
            else:
                self.counts["pointers to archives elsewhere"] += 1
            return
        try:
            record = record_at(path, offset)
        except _READ_ERRORS as error:
            yield f"{pointer.where}: {name} has no record at {offset}: {error}"
            return
        yield from self._pointed(pointer, record, f"{self._name(path)} at {offset}")

    def _bodies(self, path: Path) -> Iterator[str]:
        """Check the pointers that wait for a body in this file."""
        with path.open("rb") as file:
            for record in records(file):
                for waiting in self._revisits.pop(record.id, []):
                    yield from _content(waiting, record)

    def _wacz(self, path: Path) -> Iterator[str]:
        """Check the digests in a WACZ file."""
        self.counts["WACZ files"] += 1
        with zipfile.ZipFile(path) as bundle:
            package = bundle.read("datapackage.json")
            stated = json.loads(bundle.read("datapackage-digest.json"))
            if stated["hash"] != f"sha256:{hashlib.sha256(package).hexdigest()}":
                yield f"{self._name(path)}: datapackage.json does not match its digest"
            for resource in json.loads(package)["resources"]:
                with bundle.open(resource["path"]) as file:
                    found, _ = _digest(file)
                if resource["hash"] != f"sha256:{found}":
                    yield f"{self._name(path)}: {resource['path']} does not match its digest"


def _kind(path: Path) -> str | None:
    """Return what a file is by its name: ``part``, ``articles``, ``related``, ``manifest``, ``warc``, ``wacz``, ``unread`` or ``None``."""
    name = path.name
    if name.endswith(".part"):
        return "part"
    if kind := kind_of(path):
        return kind
    if is_manifest(name):
        return "manifest"
    if name.endswith(UNREAD_SUFFIXES):
        return "unread"
    return "warc" if name.endswith(READ_SUFFIXES) else "wacz" if name.endswith(".wacz") else None


def _is_partitioned(path: Path) -> bool:
    """Return whether a file is in the directories of a site and a day."""
    *_, site, day, _ = ("", "", *path.parts)
    return site.startswith("site=") and day.startswith("date=")


def _why_part(path: Path) -> str:
    """Return why a part file is there: its run is alive, or died."""
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return "a run is writing it; verify again when it has ended"
    return "was left by a run that did not end; run again with the same state to finish it"


def _digest(file: IO[bytes]) -> tuple[str, int]:
    """Return the SHA-256 of a file's content, and its number of lines."""
    digest, lines, last = hashlib.sha256(), 0, b"\n"
    while chunk := file.read(_CHUNK_BYTES):
        digest.update(chunk)
        lines += chunk.count(b"\n")
        last = chunk
    return digest.hexdigest(), lines + (not last.endswith(b"\n"))


def _sha256(path: Path) -> tuple[str, int]:
    """Return the SHA-256 of a file, and its number of lines as it is stored."""
    with path.open("rb") as file:
        return _digest(file)


def _line_count(path: Path) -> int:
    """Return the number of lines in a file, decompressed by its ending."""
    with open_lines(path) as lines:
        return _digest(lines)[1]


def _content(pointer: Pointer, record: Record) -> Iterator[str]:
    """Check that a record holds the bytes that an article was read from."""
    content = record.content
    if content is None:
        coding = record.http_header("Content-Encoding")
        yield f"{pointer.where}: the payload of {record.id} cannot be checked: content coding {coding}"
    elif f"sha256:{hashlib.sha256(content).hexdigest()}" != pointer.payload_digest:
        yield f"{pointer.where}: the payload of {record.id} is not the one that it was read from"
