"""The finished files of runs, known by their checksums, and which lines of them an export has not taken yet.

A file of a past run may have been joined with others (:mod:`newscrawl.export.compaction`). The manifest of the joined file
says which files it was made of, in their order. An export that took one of those before the joining takes only the others.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from newscrawl.exporters.files import OutputError
from newscrawl.exporters.output_format import is_manifest, kind_of
from newscrawl.objects.local import digest
from newscrawl.objects.opening import open_store
from newscrawl.report.manifest import JOINED, REPLACES, REWRITTEN

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from newscrawl.objects.store import Store


class Leaf(NamedTuple):
    """The lines that one run wrote to one file."""

    sha256: str
    """Of the file as the run wrote it."""

    lines: int
    name: str
    """Of that file, relative to its manifest."""


@dataclass(frozen=True, slots=True)
class Input:
    """A finished file of articles."""

    store: Store
    name: str
    """Relative to the store."""

    sha256: str
    leaves: tuple[Leaf, ...]
    """What it consists of, in its order; the file itself unless it was joined."""

    @property
    def title(self) -> str:
        """The file as messages name it."""
        return f"{self.store.url}/{self.name}"


class Part(NamedTuple):
    """A range of lines of a file."""

    input: Input
    first: int
    """Number of the first line, from 0."""

    leaf: Leaf


@dataclass(frozen=True, slots=True)
class Found:
    """What lies in the directories of the runs."""

    inputs: list[Input]
    unfinished: list[str]
    """Files of articles that are in no manifest beside others that are: a run has not finished them."""

    manifests: list[dict[str, Any]]
    """The manifests of the runs."""

    rewritten: set[str] = field(default_factory=set)
    """Names of files that ``newscrawl remove`` has rewritten or deleted, and of what they were joined from."""


def find_inputs(places: Sequence[str]) -> Found:
    """Return the finished files of articles in some directories or addresses; :class:`OutputError` if one holds no run."""
    found = Found([], [], [])
    for place in places:
        store = open_store(place)
        before = len(found.inputs) + len(found.manifests)
        _add(store, found)
        if len(found.inputs) + len(found.manifests) == before:
            raise OutputError(f"{store.url} holds no finished run. Give the directory that `crawl --output` wrote to.")
    return found


def _add(store: Store, found: Found) -> None:
    """Add what lies in one place."""
    names = sorted(store.names())
    lines = [name for name in names if kind_of(Path(name)) == "articles"]
    listed: dict[str, Input] = {}
    manifests = read_manifests(store, names)
    for name in replaced(manifests):
        del manifests[name]
    for name, manifest in manifests.items():
        found.manifests.append(manifest)
        for own in manifest.get(REWRITTEN, ()):
            found.rewritten.update({beside(name, own), PurePosixPath(own).name})
        for entry in manifest["files"]:
            path = beside(name, entry["name"])
            if kind_of(Path(path)) == "articles":
                listed[path] = Input(store, path, entry["sha256"], leaves_of(entry))
    if manifests:
        found.unfinished.extend(f"{store.url}/{name}" for name in lines if name not in listed)
    else:
        for name in lines:
            with store.open(name) as file:
                sha256 = digest(file).sha256
            listed[name] = Input(store, name, sha256, (Leaf(sha256, -1, name),))
    found.inputs.extend(listed[name] for name in sorted(listed))


def read_manifests(store: Store, names: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return the manifests of runs among these files, by name; :class:`OutputError` if one is not JSON.

    Another program's file of such a name is left out.
    """
    found = {}
    for name in filter(is_manifest, names):
        data = store.read(name)
        if data is None:
            continue  # its run was joined with others a moment ago
        try:
            manifest = orjson.loads(data)
        except orjson.JSONDecodeError as error:
            raise OutputError(
                f"{store.url}/{name} is not JSON: {error}. Nothing was changed. `newscrawl verify {store.url}` checks the directory."
            ) from None
        if isinstance(manifest, dict) and isinstance(manifest.get("files"), list) and "crawl_id" in manifest:
            found[name] = manifest
    return found


def replaced(manifests: Mapping[str, dict[str, Any]]) -> list[str]:
    """Return the names of the manifests that a joined one replaces: a compaction was killed before it deleted them."""
    gone = {
        (beside(name, entry["name"]), entry["crawl_id"])
        for name, manifest in manifests.items()
        for entry in manifest.get(REPLACES, ())
    }
    return [name for name, manifest in manifests.items() if (name, manifest["crawl_id"]) in gone]


def beside(manifest: str, name: str) -> str:
    """Return the name in the store of a file that a manifest lists."""
    return (PurePosixPath(manifest).parent / name).as_posix()


def leaves_of(entry: Mapping[str, Any]) -> tuple[Leaf, ...]:
    """Return what a file of a manifest consists of: the files that it was joined from, else itself."""
    leaves = tuple(Leaf(part["sha256"], part["lines"], part["name"]) for part in entry.get(JOINED, ()))
    # Where the sum differs, lines were removed since the files were joined: the file is new as a whole.
    if leaves and sum(leaf.lines for leaf in leaves) == entry["lines"]:
        return leaves
    return (Leaf(entry["sha256"], entry["lines"], entry["name"]),)


def new_parts(inputs: Iterable[Input], taken: Collection[str]) -> list[Part]:
    """Return the lines that an export has not taken; ``taken`` are the checksums of the leaves that it has.

    A leaf that two directories hold is taken once.
    """
    seen, parts = set(taken), []
    for item in inputs:
        first = 0
        for leaf in item.leaves:
            if leaf.sha256 not in seen:
                seen.add(leaf.sha256)
                parts.append(Part(item, first, leaf))
            first += max(leaf.lines, 0)
    return parts


def missing_leaves(found: Found, taken: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Return the names of files that an export has taken and that have (changed, gone) since.

    ``taken`` has their names by checksum. A file that a removal has deleted counts as changed.
    """
    there: set[str] = set()
    names = set(found.rewritten)
    for item in found.inputs:
        there.update(leaf.sha256 for leaf in item.leaves)
        names.update({item.name, PurePosixPath(item.name).name, *(leaf.name for leaf in item.leaves)})
    lost = [name for sha256, name in taken.items() if sha256 not in there]
    return [name for name in lost if name in names], [name for name in lost if name not in names]
