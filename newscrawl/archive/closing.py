"""How a run's files get their names and its manifest is written; and how another run does that for one that died over it.

The steps, each of which may be cut short and is then done again by the next run into the same directory:

1. the part files are synced, and then, with what is needed for the rest, the state;
2. the files of lines get their form and their names, the WARC files theirs;
3. the manifest is written;
4. part files that were copied into another form are removed, and the state forgets them all.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from newscrawl import schema
from newscrawl.archive.files import LineFile, write_atomically
from newscrawl.archive.json_line import json_line
from newscrawl.archive.output_format import FinishedFile, Form, chunks, partition_of, report, sync_names
from newscrawl.items import edges_of
from newscrawl.report import manifest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from newscrawl.report.manifest import FileReport


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What a run means to leave, said before it begins to."""

    crawl_id: str
    form: Form
    manifest_name: str
    manifest: dict[str, Any]
    """Its whole but for the files."""

    def dumps(self) -> str:
        """As the state keeps it."""
        return orjson.dumps(self).decode()

    @classmethod
    def loads(cls, text: str) -> Closing:
        """What :meth:`dumps` gave."""
        said = orjson.loads(text)
        return cls(**{**said, "form": Form(**said["form"])})

    def written(self, directory: Path) -> list[FileReport] | None:
        """What the manifest lists; ``None`` where it was not written yet."""
        try:
            made = orjson.loads((directory / self.manifest_name).read_bytes())
        except (FileNotFoundError, ValueError):
            return None
        if made["crawl_id"] != self.crawl_id:
            return None
        return [manifest.FileReport(**file) for file in made["files"]]


def close(
    closing: Closing,
    directory: Path,
    files: Mapping[str, LineFile],
    *,
    done: Mapping[Path, int],
    archived: Callable[[], list[FileReport]],
) -> list[FileReport]:
    """Steps 2 to 4 up to the state; what was written, as the manifest lists it. :class:`OutputError` where that cannot be.

    ``files`` are the part files by kind, ``done`` the files that a dead run had given their names already, and how many
    lines each holds. ``archived`` finishes the WARC files.
    """
    written = closing.written(directory)
    if written is None:
        formed = _renamed(files, directory) if closing.form.is_plain else _formed(files, directory, closing.form)
        sync_names(directory, formed)
        finished = [report(path, directory, lines=lines) for path, lines in done.items()]
        written = [*sorted([*finished, *formed], key=lambda file: file.name), *archived()]
        _describe(directory, closing, written)
    for file in files.values():
        file.discard()
    return written


def _describe(directory: Path, closing: Closing, written: list[FileReport]) -> None:
    """The record's shape, which is the same for all runs, and the manifest, which is the last to be written."""
    for name, text in schema.shipped().items():
        path = directory / name
        if not path.exists() or path.read_bytes() != text:
            write_atomically(path, text)
    made = {**closing.manifest, "files": written}
    write_atomically(
        directory / closing.manifest_name, orjson.dumps(made, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    )


def _renamed(files: Mapping[str, LineFile], directory: Path) -> list[FileReport]:
    """The part files under their own names."""
    written = []
    for file in files.values():
        if file.lines:
            file.finish()
            written.append(report(file.path, directory, lines=file.lines))
    return written


def _formed(files: Mapping[str, LineFile], directory: Path, form: Form) -> list[FileReport]:
    """Copies of the part files, compressed or parted."""
    if form.partition == "site-date":
        return _parted(files["articles"], directory, form) if "articles" in files else []
    written = []
    for file in files.values():
        if not file.lines:
            continue
        path = file.path.with_name(file.path.stem + form.ending)
        with file.part.open("rb") as lines, FinishedFile(path, form.compression) as out:
            for data in chunks(lines, file.bytes):
                out.write(data)
            written.append(out.finish(directory, lines=file.lines))
    return written


def _parted(file: LineFile, directory: Path, form: Form) -> list[FileReport]:
    """The articles and their edges by site and day, one partition after the other: however many there are, two files are open.

    What is kept of an article in between is where it stands: 8 bytes.
    """
    starts: dict[str, array[int]] = defaultdict(lambda: array("Q"))
    written = []
    with file.part.open("rb") as lines:
        at = 0
        for line in lines:
            starts[partition_of(orjson.loads(line))].append(at)
            at += len(line)
        for partition, places in sorted(starts.items()):
            names = (file.path.stem.replace("articles", kind, 1) + form.ending for kind in ("articles", "related"))
            paths = (directory / partition / name for name in names)
            with (
                FinishedFile(next(paths), form.compression) as articles,
                FinishedFile(next(paths), form.compression) as related,
            ):
                edges = 0
                for place in places:
                    lines.seek(place)
                    line = lines.readline()
                    articles.write(line)
                    links = edges_of(orjson.loads(line))
                    related.write(b"".join(map(json_line, links)))
                    edges += len(links)
                written.append(articles.finish(directory, lines=len(places)))
                if edges:
                    written.append(related.finish(directory, lines=edges))
    return written
