"""Finished runs to export: each call of :func:`write_run` is one run into a directory."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from newscrawl.archive.run import OutputLocation, Run
from newscrawl.export.options import COMPRESSIONS, ExportOptions
from newscrawl.export.table import ExportResult, export
from newscrawl.exporters.output_format import OutputFormat
from newscrawl.objects.opening import open_store

if TYPE_CHECKING:
    from pathlib import Path

    from newscrawl.items import Article
    from newscrawl.objects.store import Store


def write_run(directory: Path, *articles: Article, output_format: OutputFormat | None = None) -> None:
    """Write articles as one finished run."""
    run = Run.acquire(OutputLocation(directory, None, output_format or OutputFormat()))
    for item in articles:
        run.commit(replace(item, crawl_id=run.crawl_id), keys=[], first_seen="2026-03-02T08:00:00+07:00")
    run.release()


def export_to(
    target: Path, *sources: Path, join: bool = False, replace_table: bool = False, **choices: Any
) -> ExportResult:
    """Export runs into a directory."""
    choices.setdefault("format", "jsonl")
    choices.setdefault("compression", COMPRESSIONS[choices["format"]][0])
    return export(
        [str(source) for source in sources],
        open_store(str(target)),
        ExportOptions(**choices),
        join=join,
        replace_table=replace_table,
    )


def check_listed(store: Store) -> set[str]:
    """Return the files that the manifest of a table lists; each is there with its size and checksum."""
    files = json.loads(store.read("export.json") or b"")["files"]
    for file in files:
        data = store.read(file["name"])
        assert data is not None, file["name"]
        assert (len(data), hashlib.sha256(data).hexdigest()) == (file["bytes"], file["sha256"]), file["name"]
    return {file["name"] for file in files}
