"""A corpus as a folder that Hugging Face, and every reader of Parquet, loads as it is: card, parts, shards, related links.

========================== ===========================================================================================
`README.md`                the dataset card with the configs: articles by part, and related links
`data/PART-N-of-M.parquet` the articles of a part, with the schema of ``newscrawl export``
`data/related-N-of-M…`     the related links of all articles, one row each
`split.json`               how the parts were made, their sizes, and the check of the border
========================== ===========================================================================================

The folder appears under its name when it is whole.
"""

from __future__ import annotations

import dataclasses
import shutil
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import orjson

from newscrawl.dates import VIETNAM
from newscrawl.export.card import dataset_card
from newscrawl.export.manifest import DATA, DataFile, ExportManifest
from newscrawl.export.options import ExportOptions
from newscrawl.export.selection import published
from newscrawl.export.table import MAX_FILE_BYTES
from newscrawl.export.writers import BATCH_BYTES, open_writer, parquet_writer, to_table
from newscrawl.exporters.arrow_schema import arrow_schema
from newscrawl.exporters.files import OutputError, cannot_write
from newscrawl.exporters.finished_file import compressed
from newscrawl.extract.permissions import permission
from newscrawl.items import RelatedEdge
from newscrawl.objects.local import digest
from newscrawl.state import clock

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from newscrawl.corpus.corpus import Corpus
    from newscrawl.corpus.splits import BorderCheck

FolderFormat: TypeAlias = Literal["parquet", "jsonl"]

_BESIDE: Final = ".part"
"""Ending of the folder while it is written."""

_CARD: Final = "README.md"
"""What marks a folder as ours, so that no other directory is replaced."""

_SPLIT: Final = "split.json"

_RELATED: Final = "related"
"""Name of the config, and of the files, of related links."""


@dataclass(slots=True)
class Folder:
    """A folder that was written."""

    path: Path
    files: list[DataFile] = field(default_factory=list)
    """Files of articles; names are relative to the folder."""

    related: int = 0
    """Number of related links."""

    refused: Counter[str] = field(default_factory=Counter)
    """By site, articles whose publisher refuses that models are trained with them."""

    @property
    def articles(self) -> int:
        """Number of articles."""
        return sum(file.rows for file in self.files)


def write_folder(
    path: Path,
    parts: Mapping[str, Corpus],
    *,
    file_format: FolderFormat = "parquet",
    made_by: Mapping[str, Any] | None = None,
    check: BorderCheck | None = None,
    replace: bool = False,
) -> Folder:
    """Write the parts of a corpus as a folder.

    ``made_by`` and ``check`` become ``split.json``. :class:`OutputError` if there is a directory of that name that is not empty,
    unless ``replace`` is set and it is such a folder.
    """
    _check_free(path, replace=replace)
    beside = path.with_name(path.name + _BESIDE)
    shutil.rmtree(beside, ignore_errors=True)
    options = ExportOptions(format=file_format, compression="zst", latest=True)
    folder = Folder(path)
    try:
        (beside / DATA).mkdir(parents=True)
        for name, corpus in parts.items():
            _write_part(beside, name, corpus, options, folder)
        _write_related(beside, parts, options, folder)
        if made_by is not None:
            found = {**made_by, "parts": _sizes(folder), "check": dataclasses.asdict(check) if check else None}
            (beside / _SPLIT).write_bytes(orjson.dumps(found, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
        (beside / _CARD).write_text(_card(folder, parts, options), encoding="utf-8")
        if path.exists():
            shutil.rmtree(path)
        beside.rename(path)
    except OSError as error:
        raise cannot_write(path, error) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return folder


def _check_free(path: Path, *, replace: bool) -> None:
    """Raise :class:`OutputError` if the folder must not be written."""
    if not path.exists() or (path.is_dir() and not any(path.iterdir())):
        return
    is_ours = (path / _CARD).is_file() and (path / DATA).is_dir()
    if not is_ours or not replace:
        raise OutputError(
            f"{path} is there already. Choose another directory"
            + ("; or write the folder anew with --replace." if is_ours else ": it holds something else.")
        )


def _write_part(beside: Path, name: str, corpus: Corpus, options: ExportOptions, folder: Folder) -> None:
    """Write the articles of a part in shards; at least one, so that a reader finds the types."""
    lines = corpus.lines()
    ahead = next(lines, None)
    shards: list[tuple[Path, DataFile]] = []
    while ahead is not None or not shards:
        at = beside / DATA / f"{name}-{len(shards):05}{options.ending}"
        sites: Counter[str] = Counter()
        days: list[str] = []
        rows = 0
        with at.open("w+b") as file:
            writer = open_writer(file, options)
            try:
                while ahead is not None and writer.raw_bytes < MAX_FILE_BYTES:
                    writer.write(ahead)
                    record = orjson.loads(ahead)
                    sites[record["site"]] += 1
                    rows += 1
                    if day := published(record):
                        days = _widened(days, day.astimezone(VIETNAM).date().isoformat())
                    if permission(record, "train-ai") is False:
                        folder.refused[record["site"]] += 1
                    ahead = next(lines, None)
                writer.finish()
            except BaseException:
                writer.abort()
                raise
            file.flush()
            stored = digest(file)
        first, last = (days[0], days[-1]) if days else (None, None)
        entry = DataFile(
            name=at.name, bytes=stored.bytes, rows=rows, sha256=stored.sha256, raw_bytes=writer.raw_bytes,
            partition=name, sites=dict(sorted(sites.items())), first=first, last=last,
        )  # fmt: skip
        shards.append((at, entry))
    for number, (at, entry) in enumerate(shards):
        final = at.with_name(f"{name}-{number:05}-of-{len(shards):05}{options.ending}")
        at.rename(final)
        folder.files.append(dataclasses.replace(entry, name=f"{DATA}/{final.name}"))


def _widened(days: list[str], day: str) -> list[str]:
    """Return the first and the last of some days."""
    return [min([*days, day]), max([*days, day])]


def _write_related(beside: Path, parts: Mapping[str, Corpus], options: ExportOptions, folder: Folder) -> None:
    """Write the related links of all articles to one file."""
    path = beside / DATA / f"{_RELATED}-00000-of-00001{options.ending}"
    if options.format == "jsonl":
        with path.open("wb") as file, compressed(file, options.compression) as out:
            out.writelines(_edges(parts, folder))
        return
    schema = arrow_schema(record=RelatedEdge)
    with path.open("wb") as file:
        writer = parquet_writer(file, schema, options)
        waiting: list[bytes] = []
        size = 0
        for line in _edges(parts, folder):
            waiting.append(line)
            size += len(line)
            if size >= BATCH_BYTES:
                writer.write_table(to_table(waiting, schema))
                waiting, size = [], 0
        writer.write_table(to_table(waiting, schema) if waiting else schema.empty_table())
        writer.close()


def _edges(parts: Mapping[str, Corpus], folder: Folder) -> Iterator[bytes]:
    """Yield the related links as lines of JSON."""
    for corpus in parts.values():
        for record in corpus.records():
            for link in record.get("related_links") or ():
                folder.related += 1
                edge = {
                    "source_id": record["id"], "source_url": record["url"], "target_id": link["id"], "target_url": link["url"],
                    "relation": link["relation"], "heading": link.get("heading"), "position": link.get("position", 0),
                    "crawl_id": record.get("crawl_id"),
                }  # fmt: skip
                yield orjson.dumps(edge, option=orjson.OPT_APPEND_NEWLINE)


def _sizes(folder: Folder) -> dict[str, int]:
    """Return the number of articles by part."""
    sizes: dict[str, int] = {}
    for file in folder.files:
        sizes[file.partition] = sizes.get(file.partition, 0) + file.rows
    return sizes


def _card(folder: Folder, parts: Mapping[str, Corpus], options: ExportOptions) -> str:
    """Return the dataset card."""
    languages: Counter[str] = Counter()
    sources: dict[str, Any] = {}
    for corpus in parts.values():
        languages.update(corpus.stats().languages)
        sources |= corpus.sources
    manifest = ExportManifest(
        generation=1,
        written=clock.timestamp(),
        options=options.as_json(),
        files=folder.files,
        inputs={},
        languages={tag or "und": count for tag, count in sorted(languages.items())},
        sources=sources,
    )
    configs = {
        "default": {name: f"{DATA}/{name}-*{options.ending}" for name in parts},
        _RELATED: {"train": f"{DATA}/{_RELATED}-*{options.ending}"},
    }
    return dataset_card(manifest, configs)
