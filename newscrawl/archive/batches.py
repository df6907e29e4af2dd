"""Makes batches of the lines that wait in a database, and seals them (:mod:`newscrawl.archive.sealing`)."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import orjson

from newscrawl.archive import sealing
from newscrawl.objects.opening import open_store
from newscrawl.report import manifest
from newscrawl.report.manifest import ExitCode
from newscrawl.report.merging import merge
from newscrawl.state import clock
from newscrawl.state.postgres import fleet, outbox
from newscrawl.state.postgres.store import PostgresStore

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from newscrawl.archive.run import OutputLocation
    from newscrawl.archive.sealing import Batch
    from newscrawl.objects.store import Store
    from newscrawl.state import DatabaseAddress

logger = logging.getLogger(__name__)

ARTICLES: Final = "articles"
"""The kind of line that the outbox holds; edges are derived from it."""

SEALING: Final = ".sealing"
"""Hidden directory of the output in which files are written until they have their names."""

MAX_BATCH_BYTES: Final = 32 << 20
"""Bytes of the lines of a batch at most: a sealer holds them in memory, and a bucket takes each file in one request."""

_MAX_SEALING_MS: Final = "600000"
"""After so many milliseconds without a question of a sealer, the server takes its batch away from it: it is paused or cut off."""

_SPOOL_KEPT_SECONDS: Final = 86_400.0
"""Age at which the directory of a sealer counts as left by a kill."""


class Limits(NamedTuple):
    """When a batch is made of the lines that wait."""

    lines: int = 10_000
    """Articles of a batch at most."""

    seconds: float = 600.0
    """An article waits at most so long, even if the batch is small then."""


class _Lines:
    """The outbox as :func:`newscrawl.archive.sealing.seal` sees it."""

    def __init__(self, store: PostgresStore, batch: outbox.Batch | None) -> None:
        self._store, self._batch = store, batch

    def lines(self, batch: Batch) -> Iterator[bytes]:  # noqa: ARG002 - see sealing.Outbox
        if self._batch:
            yield from self._store.outbox.lines(self._batch)

    def mark_sealed(self, batch: Batch) -> None:
        tables = fleet.FleetTables(self._store.database)
        name, content = sealing.manifest_name(batch), orjson.dumps(batch.manifest)
        with self._store.database.transaction():
            if self._batch:
                digest = hashlib.sha256(content).hexdigest()
                self._store.outbox.sealed(self._batch, path=name, size=len(content), sha256=digest)
            tables.manifest_written(batch.batch_id)


def seal_waiting(address: DatabaseAddress, location: OutputLocation, limits: Limits, *, at_once: bool = False) -> int:
    """Seal what is due, through a connection of its own; return the number of manifests that were written.

    ``at_once`` seals all that waits. What another sealer is sealing now is left to it. Raises
    :class:`~newscrawl.state.StateError` or :class:`~newscrawl.exporters.files.OutputError`; the next call goes on.
    """
    with PostgresStore(address) as store:
        place = open_store(location.remote or _work(location).parent)
        _freeze(store, limits, at_once=at_once)
        written = 0
        for frozen in store.outbox.frozen():
            written += _seal(store, frozen, place, location)
        for stored in fleet.FleetTables(store.database).unsealed_without_articles():
            written += _seal_stored(store, stored, None, place, location)
        sealing.remove_old_spools(_work(location), before=clock.now().timestamp() - _SPOOL_KEPT_SECONDS)
    return written


def _work(location: OutputLocation) -> Path:
    assert location.output is not None
    return location.output / SEALING


def _freeze(store: PostgresStore, limits: Limits, *, at_once: bool) -> None:
    """Make batches of the lines that are due, and a manifest of reports that wait alone."""
    older_than = None if at_once else limits.seconds
    while store.outbox.freeze(ARTICLES, max_lines=limits.lines, max_bytes=MAX_BATCH_BYTES, older_than=older_than):
        pass
    tables = fleet.FleetTables(store.database)
    waited = tables.oldest_part_seconds()
    if waited is None or store.outbox.frozen() or not (at_once or waited > limits.seconds):
        return  # the parts go into the manifest of the next batch
    batch_id = f"{clock.now():%Y%m%dT%H%M%S%f}Z-reports"
    tables.manifest(None, batch_id, 0, partial(_content, batch_id, None))


def _seal(store: PostgresStore, frozen: outbox.Batch, place: Store, location: OutputLocation) -> bool:
    batch_id = f"{frozen.frozen:%Y%m%dT%H%M%SZ}-b{frozen.number:06d}"
    tables = fleet.FleetTables(store.database)
    stored = tables.manifest(frozen.number, batch_id, frozen.lines, partial(_content, batch_id, frozen))
    return _seal_stored(store, stored, frozen, place, location)


def _seal_stored(
    store: PostgresStore,
    stored: fleet.StoredManifest | None,
    frozen: outbox.Batch | None,
    place: Store,
    location: OutputLocation,
) -> bool:
    """Seal a batch, or a manifest without lines; return false if another sealer has it."""
    if stored is None or not stored.content:
        return False  # it was sealed meanwhile
    batch = sealing.Batch(
        number=stored.number,
        batch_id=stored.batch_id,
        lines=stored.lines,
        manifest=orjson.loads(stored.content),
    )
    # For a sealer's sake alone: two at the same batch would do the work twice, and no harm.
    with store.database.transaction():
        store.database.rows("SELECT set_config('idle_in_transaction_session_timeout', %s, true)", (_MAX_SEALING_MS,))
        lock = "SELECT pg_try_advisory_xact_lock(hashtext('newscrawl sealing'), hashtext(%s))"
        if not store.database.rows(lock, (f"{store.place.schema} {stored.batch_id}",))[0][0]:
            return False
        try:
            sealing.seal(
                batch, _Lines(store, frozen), place, work=_work(location), output_format=location.output_format
            )
        except outbox.BatchSealedError:
            return False
    logger.info("Batch %s: %d articles are sealed", stored.batch_id, stored.lines)
    return True


def _content(
    batch_id: str, frozen: outbox.Batch | None, counts: Sequence[fleet.SiteCount], parts: Sequence[fleet.Part]
) -> str:
    """Return the manifest of a batch as JSON, without its files of lines."""
    reports = [(part, orjson.loads(part.content)) for part in parts if part.kind == fleet.REPORT]
    files = [file for part in parts if part.kind == fleet.FILES for file in orjson.loads(part.content)]
    runs = sorted({*(frozen.crawl_ids if frozen else ()), *(part.crawl_id for part in parts)})
    finished = clock.timestamp()
    started = min([str(report["started"]) for _, report in reports], default=finished)
    built = manifest.build(crawl_id=f"batch-{batch_id}", started=started, finished=finished, sites={})
    sites, codes = _sites(counts, reports)
    hashes = "".join(site.get("configuration", "") for _, site in sorted(sites.items()))
    content = {
        **asdict(built),
        "exit_code": manifest.verdict(codes),
        "configuration": hashlib.sha256(hashes.encode()).hexdigest(),
        "sites": sites,
        "files": files,
        manifest.RUNS: runs,
    }
    return orjson.dumps(content).decode()


def _sites(
    counts: Sequence[fleet.SiteCount], reports: Sequence[tuple[fleet.Part, Mapping[str, Any]]]
) -> tuple[dict[str, dict[str, Any]], list[ExitCode]]:
    """Return the report of each site, its articles as the batch holds them, and the exit codes of the runs."""
    sites: dict[str, dict[str, Any]] = {}
    for part, report in reports:
        sites[part.site] = merge(sites.get(part.site, {}), report["site"])
    for site in sites.values():
        site["new"] = site["revised"] = 0
    for count in counts:
        under_way = asdict(manifest.site_report({}, reason="under_way"))
        sites[count.site] = {**sites.get(count.site, under_way), "new": count.new, "revised": count.revised}
    return dict(sorted(sites.items())), [ExitCode(report["exit_code"]) for _, report in reports]
