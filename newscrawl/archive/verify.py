"""Verification of a run's directory, or an archive of many runs: whether its files agree with each other.

Problems are reported one by one, each with the file and the position. Nothing is changed.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import pickle
import zipfile
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, overload

import orjson

from newscrawl.archive import cdxj
from newscrawl.archive.foreign import READ_SUFFIXES, UNREAD_SUFFIXES, ZSTD_SUFFIX, Damage, read_records
from newscrawl.archive.records import Record, record_at, records
from newscrawl.archive.verify_lines import (
    FILE_ERRORS,
    ArticleFacts,
    Digest,
    DigestTask,
    EdgeFacts,
    LinesTask,
    Piece,
    Result,
    Run,
    Task,
    described,
    digest,
    digest_of,
    pieces,
    run_here,
    run_task,
)
from newscrawl.exporters.output_format import is_manifest, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where an article says that its page is archived."""

    where: str
    """The article's file, line and id."""

    record_id: str | None
    payload_digest: str | None


_DOUBLED: Final = (
    "{count} revisions are in two files: a file that was lost came back after its articles were fetched again, or two states wrote here. "
    "`newscrawl export {directory} --to TABLE --latest` makes a table with each article once"
)


@dataclass(slots=True)
class Verification:
    """The verification of one directory. Iterate over :meth:`problems`, then read the counts."""

    directory: Path
    run: Run = run_here
    """Runs the tasks that need nothing of each other, for example side by side in processes. The findings stay the same."""

    counts: Counter[str] = field(default_factory=Counter)
    """How many ``manifests``, ``articles``, ``edges``, ``records``, ``pointers`` … were checked."""

    _listed: set[Path] = field(default_factory=set)
    """Files that a manifest lists."""

    _ids: set[int] = field(default_factory=set)
    """Hashes of the articles' ids."""

    _revisions: set[int] = field(default_factory=set)
    """Hashes of (output directory, id, revision). Two directories may hold the same article."""

    _doubled: int = 0
    """Lines that hold a revision once more."""

    _outputs: set[Path] = field(default_factory=set)
    """Directories with a manifest."""

    _edges_due: Counter[int] = field(default_factory=Counter)
    """By article and run: related links without an edge so far."""

    _pointers: dict[str, dict[int, Pointer]] = field(default_factory=dict)
    """By WARC file and offset."""

    _revisits: dict[str, list[Pointer]] = field(default_factory=dict)
    """Pointers to revisits, by the record that holds the body."""

    _pieces: dict[Path, list[LinesTask]] = field(default_factory=dict)
    """The tasks of each file of lines."""

    _packed: dict[Path, bytes] = field(default_factory=dict)
    """Pickled contents of compressed files that were read for their manifest, and are checked after all manifests."""

    _results: Iterator[tuple[Task, Result]] = field(default_factory=lambda: iter(()))
    """The tasks with their results, in the order in which they are needed."""

    _early: dict[Task, Result] = field(default_factory=dict)
    """Results that came before they were asked for."""

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
        self._pieces = {path: pieces(path) for path in [*named["articles"], *named["related"]]}
        listed = map(self._digest_task, _listed_files(named["manifest"]))
        tasks = list(dict.fromkeys(chain(listed, *self._pieces.values())))
        self._results = zip(tasks, self.run(tasks), strict=True)
        for path in named["manifest"]:
            yield from self._guard(path, self._manifest(path))
        if named["manifest"]:
            for path in [*named["articles"], *named["related"], *named["warc"]]:
                if path not in self._listed:
                    yield f"{self._name(path)}: is in no manifest"
        for path in self._pieces:
            yield from self._lines(path)
        if self._doubled:
            yield _DOUBLED.format(count=self._doubled, directory=self.directory)
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
        except FILE_ERRORS as error:
            yield f"{self._name(path)}: cannot be read further: {described(error)}"

    @overload
    def _result(self, task: DigestTask) -> Digest: ...

    @overload
    def _result(self, task: LinesTask) -> Piece: ...

    def _result(self, task: Task) -> Result:
        """Return the result of a task, and forget it."""
        while task not in self._early and (done := next(self._results, None)):
            self._early[done[0]] = done[1]
        return self._early.pop(task, None) or run_task(task)  # Two manifests may list one file.

    def _digest_task(self, path: Path) -> Task:
        """Return the task that finds the digest of a listed file: that of its lines, if it is compressed."""
        known = self._pieces.get(path, ())
        return known[0] if known and known[0].is_packed else DigestTask(path)

    def _digest(self, path: Path) -> Digest:
        """Return the digest of a listed file. The lines of a compressed one are kept until they are checked."""
        task = self._digest_task(path)
        if isinstance(task, DigestTask):
            return self._result(task)
        if path not in self._packed:
            piece = self._result(task)
            self._packed[path] = pickle.dumps(piece)  # takes less memory than its objects
            return piece.digest or Digest()
        return digest_of(path)  # Two manifests list the file.

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
        size, found = file.stat().st_size, self._digest(file)
        if size != entry["bytes"]:
            yield f"{self._name(file)}: {size} bytes, not {entry['bytes']} as {manifest} says"
        elif found.sha256 and found.sha256 != entry["sha256"]:
            yield f"{self._name(file)}: its sha256 is not the one in {manifest}"
        if found.error:
            yield f"{self._name(file)}: cannot be read further: {found.error}"
        elif kind_of(file) and found.lines != entry["lines"]:
            yield f"{self._name(file)}: {found.lines} lines, not {entry['lines']} as {manifest} says"

    def _lines(self, path: Path) -> Iterator[str]:
        """Check a file of lines: articles, whose ids, edges and pointers are collected, or edges."""
        what = "articles" if kind_of(path) == "articles" else "edges"
        output = next((parent for parent in path.parents if parent in self._outputs), None)
        name, before = self._name(path), 0
        for task in self._pieces[path]:
            piece = pickle.loads(packed) if (packed := self._packed.pop(path, None)) else self._result(task)  # noqa: S301 - our own
            if piece.lines:
                self.counts[what] += piece.lines
            for number, wrong, facts in piece.found:
                line = before + number
                yield from (f"{name}:{line}: {problem}" for problem in wrong)
                if isinstance(facts, ArticleFacts):
                    yield from (f"{name}:{line}{problem}" for problem in self._article(facts, path, output, line))
                elif facts:
                    yield from self._edges(facts, name, line)
            if piece.error:
                yield f"{name}: cannot be read further: {piece.error}"
                return
            before += piece.lines

    def _article(self, article: ArticleFacts, path: Path, output: Path | None, line: int) -> Iterator[str]:
        """Collect what an article says; yield what does not agree with others, after the position."""
        self._ids.add(hash(article.id))
        if article.partition and article.partition != "/".join(path.parts[-3:-1]):
            yield f": {article.id} belongs to {article.partition}"
        self._edges_due[hash((article.id, article.crawl_id))] += article.related_links
        key = hash((output, article.id, article.revision))
        if key in self._revisions:
            self._doubled += 1
            yield f": {article.id} revision {article.revision} occurs twice"
        self._revisions.add(key)
        if article.pointer is not None:
            file, offset, record_id, payload_digest = article.pointer
            pointer = Pointer(f"{self._name(path)}:{line} {article.id}", record_id, payload_digest)
            self._pointers.setdefault(file, {})[offset] = pointer

    def _edges(self, edges: EdgeFacts, name: str, first: int) -> Iterator[str]:
        """Count edges of one article, which begin at a line."""
        self._edges_due[hash((edges.source_id, edges.crawl_id))] -= edges.number
        if hash(edges.source_id) not in self._ids:
            for line in range(first, first + edges.number):
                yield f"{name}:{line}: source_id {edges.source_id} is not an article here"

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
        except FILE_ERRORS as error:
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
                    found, _ = digest(file)
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


def _listed_files(manifests: list[Path]) -> Iterator[Path]:
    """Yield the files that manifests list."""
    for path in manifests:
        with suppress(*FILE_ERRORS):  # It is reported where the manifest is checked.
            for entry in orjson.loads(path.read_bytes())["files"]:
                file = path.parent / entry["name"]
                if file.is_file():
                    yield file


def _why_part(path: Path) -> str:
    """Return why a part file is there: its run is alive, or died."""
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return "a run is writing it; verify again when it has ended"
    return "was left by a run that did not end; run again with the same state to finish it"


def _content(pointer: Pointer, record: Record) -> Iterator[str]:
    """Check that a record holds the bytes that an article was read from."""
    content = record.content
    if content is None:
        coding = record.http_header("Content-Encoding")
        yield f"{pointer.where}: the payload of {record.id} cannot be checked: content coding {coding}"
    elif f"sha256:{hashlib.sha256(content).hexdigest()}" != pointer.payload_digest:
        yield f"{pointer.where}: the payload of {record.id} is not the one that it was read from"
