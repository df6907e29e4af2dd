"""Joins the small files of past runs in their own place: a crawl every 15 minutes leaves 35,000 a year.

Lines are copied unchanged, in the order of the runs, into ``articles-joined-ID.jsonl`` and ``related-joined-ID.jsonl``, in each
partition. ``manifest-joined-ID.json`` replaces the manifests of these runs: it lists all their files with checksums, says for
each joined file which files it was made of (:data:`~newscrawl.report.manifest.JOINED`), and has the sums of their articles by
site. The old manifests are kept, one a line, in ``runs-joined-ID.jsonl.zst``.

**How a crash is survived.** The new manifest decides.

1. Finish what a killed compaction left: delete joined files that no manifest lists, and old files that were joined.
2. Write the joined files. Each source is compared with its checksum first.
3. Write the new manifest.
4. Delete the old manifests, then the old files.

A run that is under way is not touched: its files are in no manifest yet.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import orjson

from newscrawl.export.grouping import groups
from newscrawl.export.inputs import beside, leaves_of, read_manifests, replaced
from newscrawl.exporters.files import OutputError
from newscrawl.exporters.finished_file import compressed
from newscrawl.exporters.output_format import COMPRESSIONS, OutputFormat, decompressed, kind_of
from newscrawl.objects.local import LocalStore, digest
from newscrawl.report.manifest import JOINED, REPLACES, REWRITTEN, RUNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newscrawl.objects.store import Lock, Store

MAX_JOINED_BYTES: Final = 256 << 20
"""Size of a joined file on the disk at which the next one is begun. Files of half that size are left as they are."""

_JOINED_NAME: Final = re.compile(r"(?:articles|related|runs)-joined-[0-9a-f]{12}(?:-\d+)?\.jsonl(?:\.gz|\.zst)?")
"""Names that only this module gives."""

_OLD_RUNS: Final = "runs-joined-"
"""Start of the name of the file with the manifests that were replaced."""

_CHUNK_BYTES: Final = 1 << 20
"""Bytes that are copied at once."""


@dataclass(frozen=True, slots=True)
class Compaction:
    """What was joined."""

    runs: int
    """Runs whose files were joined."""

    before: int
    """Files of lines and manifests before."""

    after: int
    """The same afterwards."""


class _Run(NamedTuple):
    """The manifest of a run."""

    name: str
    """Relative to the store."""

    content: dict[str, Any]

    @property
    def key(self) -> tuple[str, str]:
        """Runs in the order of their start."""
        return str(self.content.get("started", "")), str(self.content["crawl_id"])


def compact(store: Store) -> Compaction:
    """Join the small files of the runs in a store; :class:`OutputError` if one is damaged or another program is at it."""
    with store.locked() as lock:
        manifests = read_manifests(store, sorted(store.names()))
        if not manifests:
            raise OutputError(f"{store.url} holds no finished run. Give the directory that `crawl --output` wrote to.")
        _recover(store, manifests)
        by_directory: dict[PurePosixPath, list[_Run]] = defaultdict(list)
        for name, content in manifests.items():
            by_directory[PurePosixPath(name).parent].append(_Run(name, content))
        done = [_Directory(store, lock, name, runs).join() for name, runs in by_directory.items()]
    return Compaction(sum(one.runs for one in done), sum(one.before for one in done), sum(one.after for one in done))


def recover(store: Store) -> None:
    """Finish what a killed compaction left. The caller holds the lock of the place."""
    _recover(store, read_manifests(store, sorted(store.names())))


def _recover(store: Store, manifests: dict[str, dict[str, Any]]) -> None:
    """Do step 1; leave the manifests that count."""
    dead = replaced(manifests)
    for name in dead:
        del manifests[name]
    store.delete(dead)
    entries = [(name, entry) for name, content in manifests.items() for entry in content["files"]]
    listed = {beside(name, entry["name"]) for name, entry in entries}
    leaves = {beside(name, leaf["name"]): leaf["sha256"] for name, entry in entries for leaf in entry.get(JOINED, ())}
    gone = []
    for name in store.names():
        if name in listed:
            continue
        # A new run may have the name of an old one's file: it is deleted only if its content is in the joined file.
        if _JOINED_NAME.fullmatch(PurePosixPath(name).name) or (
            name in leaves and _sha256(store, name) == leaves[name]
        ):
            gone.append(name)
    store.delete(gone)
    if isinstance(store, LocalStore):
        store.remove_parts(names="*-joined-*")


def _sha256(store: Store, name: str) -> str | None:
    with suppress(FileNotFoundError), store.open(name) as file:
        return digest(file).sha256
    return None


class _Directory:
    """The runs of one output directory."""

    def __init__(self, store: Store, lock: Lock, directory: PurePosixPath, runs: list[_Run]) -> None:
        self._store, self._lock, self._directory = store, lock, directory
        self._runs = sorted(runs, key=lambda run: run.key)
        named = orjson.dumps([[run.name, run.content["crawl_id"]] for run in self._runs])
        self._id = hashlib.sha256(named).hexdigest()[:12]

    def join(self) -> Compaction:
        """Join what is small; do nothing if no two files can be joined."""
        entries = [entry for run in self._runs for entry in run.content["files"]]
        lines = [entry for entry in entries if kind_of(Path(entry["name"]))]
        due = groups(lines, kind=_kind, size=itemgetter("bytes"), limit=MAX_JOINED_BYTES)
        before = len(lines) + len(self._runs)
        if len(self._runs) == 1 or not due:
            return Compaction(0, before, before)
        joined = {entry["name"] for group in due for entry in group}
        old_runs = [entry["name"] for entry in entries if entry["name"].startswith(_OLD_RUNS)]
        gone = joined.union(old_runs)
        files = [entry for entry in entries if entry["name"] not in gone]
        for number, group in enumerate(due):
            self._lock.confirm()
            files.append(self._joined(group, number))
        files.append(self._old_manifests())
        files.sort(key=lambda entry: str(entry["name"]))
        self._lock.confirm()
        self._write_manifest(files)
        self._store.delete([run.name for run in self._runs])
        self._store.delete([self._path(name) for name in sorted(gone)])
        after = sum(1 for entry in files if kind_of(Path(entry["name"]))) + 1
        return Compaction(len(self._runs), before, after)

    def _path(self, name: str) -> str:
        """Return a name of this directory relative to the store."""
        return (self._directory / name).as_posix()

    def _joined(self, group: Sequence[dict[str, Any]], number: int) -> dict[str, Any]:
        """Write one joined file; return its entry in the manifest."""
        first = PurePosixPath(group[0]["name"])
        form = next(form for form in map(OutputFormat, COMPRESSIONS) if first.name.endswith(form.ending))
        kind = kind_of(Path(first.name))
        name = (first.parent / f"{kind}-joined-{self._id}-{number}{form.ending}").as_posix()
        with self._store.create(self._path(name)) as new:
            out = compressed(new.file, form.compression)
            for entry in group:
                for chunk in self._content(entry):
                    out.write(chunk)
            if out is not new.file:
                out.close()
            stored = new.commit()
        parts = [leaf._asdict() for entry in group for leaf in leaves_of(entry)]
        lines = sum(entry["lines"] for entry in group)
        return {"name": name, "bytes": stored.bytes, "lines": lines, "sha256": stored.sha256, JOINED: parts}

    def _content(self, entry: dict[str, Any]) -> Iterator[bytes]:
        """Yield the lines of a file in chunks; :class:`OutputError` if it is not what its manifest says."""
        path = self._path(entry["name"])
        try:
            with self._store.open(path) as file:
                if digest(file).sha256 != entry["sha256"]:
                    raise OutputError(
                        f"{self._store.url}/{path} is not the file that its manifest lists. Nothing was joined. "
                        f"`newscrawl verify {self._store.url}` says what is wrong."
                    )
                file.seek(0)
                lines = decompressed(file, path)
                while chunk := lines.read(_CHUNK_BYTES):
                    yield chunk
        except FileNotFoundError:
            raise OutputError(
                f"{self._store.url}/{path} is gone. Nothing was joined. `newscrawl verify {self._store.url}` says what is missing."
            ) from None

    def _old_manifests(self) -> dict[str, Any]:
        """Keep the manifests of the runs; return the entry of their file."""
        name = f"{_OLD_RUNS}{self._id}.jsonl.zst"
        lines = 0
        with self._store.create(self._path(name)) as new:
            out = compressed(new.file, "zst")
            for run in self._runs:
                for entry in run.content["files"]:
                    if entry["name"].startswith(_OLD_RUNS):
                        for chunk in self._content(entry):
                            out.write(chunk)
                            lines += chunk.count(b"\n")
                if REPLACES not in run.content:
                    out.write(orjson.dumps(run.content, option=orjson.OPT_APPEND_NEWLINE))
                    lines += 1
            out.close()
            stored = new.commit()
        return {"name": name, "bytes": stored.bytes, "lines": lines, "sha256": stored.sha256}

    def _write_manifest(self, files: list[dict[str, Any]]) -> None:
        """Write the manifest of all these runs: the last one's, with the sums of the articles and all files."""
        sites: dict[str, dict[str, Any]] = {}
        for run in self._runs:
            for name, site in run.content["sites"].items():
                before = sites.get(name, {})
                sums = {key: before.get(key, 0) + site[key] for key in ("new", "revised")}
                sites[name] = {**site, **sums}
        last = self._runs[-1].content
        replaces = [
            entry
            for run in self._runs
            for entry in (
                *run.content.get(REPLACES, ()),
                {"name": PurePosixPath(run.name).name, "crawl_id": run.content["crawl_id"]},
            )
        ]
        content = {
            **last,
            "crawl_id": f"joined-{self._id}",
            "started": min(run.key[0] for run in self._runs),
            "finished": max(str(run.content.get("finished", "")) for run in self._runs),
            "sites": sites,
            "files": files,
            "removed": sum(run.content.get("removed", 0) for run in self._runs),
            REPLACES: replaces,
        }
        if runs := sorted({crawl_id for run in self._runs for crawl_id in run.content.get(RUNS, ())}):
            content[RUNS] = runs
        if rewritten := {name for run in self._runs for name in run.content.get(REWRITTEN, ())}:
            content[REWRITTEN] = sorted(rewritten)
        data = orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
        self._store.write(self._path(f"manifest-joined-{self._id}.json"), data)


def _kind(entry: dict[str, Any]) -> tuple[PurePosixPath, str | None, str]:
    """Return what files that are joined have in common: partition, kind and compression."""
    path = PurePosixPath(entry["name"])
    return path.parent, kind_of(Path(path.name)), path.name.partition(".")[2]
