"""A run whose state is in a database: its lines are stored there, too, and sealed in batches.

Several machines write at the same time, so the run has no part files. :mod:`newscrawl.archive.sealing` describes how lines become
files. The WARC files of a run stay in its spool, a hidden directory, until the run ends; then they are put into the output, and
the articles that point into them may be sealed. A spool that a killed run left is taken over by the next process that uses
the same directory (:func:`upload_left_archives`).
"""

from __future__ import annotations

import fcntl
import logging
import os
import secrets
import shutil
import socket
import threading
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, ClassVar, Final, NamedTuple

import orjson

from newscrawl.archive.entry import article_state
from newscrawl.archive.run import OutputLocation, Run
from newscrawl.archive.warc import DIRECTORY, SUFFIX, WarcSeries
from newscrawl.exporters.files import OutputError, cannot_write
from newscrawl.exporters.json_lines import json_line
from newscrawl.objects.opening import open_store
from newscrawl.report import manifest
from newscrawl.state import CopyAppearedError, DatabaseAddress, OutboxLine

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newscrawl.archive.batches import Limits
    from newscrawl.archive.rebuild import NextRevisit
    from newscrawl.items import Article
    from newscrawl.state import Lock, Store
    from newscrawl.state.postgres.leases import Lease
    from newscrawl.state.postgres.store import PostgresStore

logger = logging.getLogger(__name__)

SPOOL: Final = ".spool"
"""Hidden directory of the output for what is not finished yet."""

_LOCK: Final = "lock"
"""Name of the file whose lock says that the process of a spool lives."""


class HeldLock(NamedTuple):
    """A lease that its worker takes and gives back, not the crawler."""

    lease: Lease

    def release(self) -> None:
        """Do nothing."""


_HELD: Final[dict[tuple[DatabaseAddress, str], HeldLock]] = {}
"""Leases that a worker of this process holds, by site: its crawlers use them and take none of their own."""


def acquire(location: OutputLocation, *, next_revisit: NextRevisit | None = None) -> Run:
    """Return this process's run at a location; see :meth:`newscrawl.archive.run.Run.acquire`."""
    kind = OutboxRun if isinstance(location.state, DatabaseAddress) else Run
    return kind.acquire(location, next_revisit=next_revisit)


def held_lock(location: OutputLocation, site: str) -> Lock | None:
    """Return the lock of a site that a worker of this process holds."""
    return _HELD.get((location.state, site)) if isinstance(location.state, DatabaseAddress) else None


@contextmanager
def holding(address: DatabaseAddress, lease: Lease) -> Iterator[None]:
    """Let the crawlers of this process use a lease within the block."""
    _HELD[address, lease.site] = HeldLock(lease)
    try:
        yield
    finally:
        del _HELD[address, lease.site]


@dataclass(slots=True)
class _Shared:
    """A connection that the runs of one thread share: a worker crawls many sites, and a server has few connections."""

    store: PostgresStore
    users: int = 0


_SHARED: Final[dict[tuple[DatabaseAddress, int], _Shared]] = {}


def _open_shared(address: DatabaseAddress) -> PostgresStore:
    from newscrawl.state.postgres.store import PostgresStore  # noqa: PLC0415 - the driver is an extra

    key = address, threading.get_ident()
    shared = _SHARED.get(key) or _SHARED.setdefault(key, _Shared(PostgresStore(address)))
    shared.users += 1
    return shared.store


def _close_shared(address: DatabaseAddress) -> None:
    shared = _SHARED[key := (address, threading.get_ident())]
    shared.users -= 1
    if not shared.users:
        del _SHARED[key]
        shared.store.close()


class OutboxRun(Run):
    """A run that stores its lines in the database."""

    seals: ClassVar[Limits | None] = None
    """Set in a worker, which seals beside its crawls. Any other run seals all that waits when it ends."""

    store: PostgresStore

    _compared: ClassVar[set[OutputLocation]] = set()
    """Locations whose output this process has compared with the state."""

    def _open_store(self) -> Store:
        assert isinstance(self.location.state, DatabaseAddress)
        self._segments: set[str] = set()
        self._is_closed = False
        return _open_shared(self.location.state)

    def _open_outputs(self, directory: Path) -> None:
        try:
            directory.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise cannot_write(directory, error) from error
        if (location := self.location._replace(round="")) not in self._compared:
            from newscrawl.archive.shared_reconciliation import reconcile_shared  # noqa: PLC0415 - rarely needed

            reconcile_shared(self.store, open_store(self.location.remote or directory), next_revisit=self._next_revisit)
            self._compared.add(location)

    @property
    def archive_directory(self) -> Path | None:
        """The spool of this process."""
        return _Spool.of(self.location.output).directory if self.location.output else None

    def commit(  # noqa: D102 - see Run
        self, article: Article, *, keys: Sequence[int], first_seen: str, next_revisit: str | None = None
    ) -> None:
        segment = article.fetch.warc_file if self.archive else None
        if segment and segment not in self._segments:
            self.store.outbox.open_segment(segment, _Spool.of(self.location.output).owner)  # type: ignore[arg-type] # an archive has a directory
            self._segments.add(segment)
        line = OutboxLine(
            kind="articles",
            crawl_id=self.crawl_id,
            line=json_line(article),
            segment=segment,
            links=[link.id for link in article.related_links if link.id],
        )
        try:
            self.store_of(article.site).commit(
                article_state(article, first_seen),
                keys=keys,
                outputs=(),
                etag=article.fetch.etag,
                last_modified=article.fetch.last_modified,
                fingerprint=self.fingerprints.get(article.id),
                next_revisit=next_revisit,
                lines=[line] if self.location.output else [],
            )
        except CopyAppearedError:
            self.removed = self.store.removed_ids()
            raise
        self.fingerprints.pop(article.id, None)
        self._written[article.site] = self._written.get(article.site, manifest.Written()).plus(article.revision)

    def _finish(self) -> None:
        """Put the WARC files into the output and store the reports; outside a worker, seal what waits."""
        self.manifest = self._build(self.crawl_id, manifest.with_written(self.sites, self._written))
        if not self.location.output:
            return
        from newscrawl.state.postgres import fleet  # noqa: PLC0415 - the driver is an extra

        tables = fleet.FleetTables(self.store.database)
        if self.archive:
            _upload(self.store, self.location, self.archive)
        for site, report in self.manifest.sites.items():
            content = {"started": self.started, "exit_code": report.exit_code, "site": asdict(report)}
            tables.add_part(fleet.Part(fleet.REPORT, self.crawl_id, site, orjson.dumps(content).decode()))
        if self.seals is None:
            from newscrawl.archive.batches import Limits, seal_waiting  # noqa: PLC0415 - as above

            assert isinstance(self.location.state, DatabaseAddress)
            seal_waiting(self.location.state, self.location, Limits(), at_once=True)

    def _close(self) -> None:
        if self._is_closed:
            return
        self._is_closed = True
        if self.archive:
            self.archive.abandon()
        self._close_store()

    def _close_store(self) -> None:
        assert isinstance(self.location.state, DatabaseAddress)
        _close_shared(self.location.state)


# -- WARC files -------------------------------------------------------------------------------------------------


class _Spool:
    """The directory of this process below the hidden one of the output; a lock says that the process lives."""

    _open: ClassVar[dict[Path, _Spool]] = {}

    def __init__(self, output: Path) -> None:
        self.owner = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}"
        self.directory = output / SPOOL / self.owner
        try:
            self.directory.mkdir(parents=True)
            self._lock = (self.directory / _LOCK).open("wb")
        except OSError as error:
            raise cannot_write(self.directory, error) from error
        fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)

    @classmethod
    def of(cls, output: Path) -> _Spool:
        found = cls._open.get(output)
        if found is None or found.owner.split("-")[-2] != str(os.getpid()):  # else a fork shares it
            found = cls._open[output] = cls(output)
        return found


def _upload(store: PostgresStore, location: OutputLocation, archive: WarcSeries) -> None:
    """Finish the WARC files of a run, put them into the output, record that, and delete the local ones."""
    from newscrawl.state.postgres import fleet  # noqa: PLC0415 - the driver is an extra

    assert location.output is not None
    place, spool = open_store(location.remote or location.output), archive.directory.parent
    files = archive.close()
    for file in files:
        stored = place.put_new(file.name, spool / file.name)
        if stored.sha256 != file.sha256:
            raise OutputError(
                f"{place.url}/{file.name} exists and has other content. {spool / file.name} is kept; move the other away and run again."
            )
    if not files:
        return
    with store.database.transaction():
        for file in files:
            if file.name.endswith(SUFFIX) and not store.outbox.segment_uploaded(Path(file.name).name, file.name):
                logger.info("%s was given up; its articles are fetched again", file.name)
        part = fleet.Part(fleet.FILES, archive.crawl_id, "", orjson.dumps([asdict(file) for file in files]).decode())
        fleet.FleetTables(store.database).add_part(part)
    for file in files:
        (spool / file.name).unlink(missing_ok=True)


def upload_left_archives(address: DatabaseAddress, location: OutputLocation) -> int:
    """Put the WARC files of dead processes of this directory into the output; return the number of runs.

    A file that lost its end in a power cut is given up, with its articles: they are fetched again.
    """
    from newscrawl.state.postgres.store import PostgresStore  # noqa: PLC0415 - the driver is an extra

    base = location.output / SPOOL if location.output else None
    found = 0
    for spool in sorted(base.iterdir()) if base and base.is_dir() else ():
        with _taken(spool) as is_dead:
            if not is_dead:
                continue
            with PostgresStore(address) as store:
                for crawl_id in sorted(_crawl_ids(spool)):
                    archive = WarcSeries(spool, crawl_id)
                    _give_up_cut_files(store, spool)
                    _upload(store, location, archive)
                    found += 1
            shutil.rmtree(spool, ignore_errors=True)
    return found


@contextmanager
def _taken(spool: Path) -> Iterator[bool]:
    """Hold the lock of a spool; yield whether its process is dead."""
    lock: IO[bytes] | None = None
    try:
        lock = (spool / _LOCK).open("rb")
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        yield False  # it is alive, or another process has just removed its spool
    else:
        yield True
    finally:
        if lock:
            lock.close()


def _crawl_ids(spool: Path) -> set[str]:
    """Return the runs that have WARC files in a spool: ``newscrawl-CRAWL_ID-00000.warc.gz``."""
    names = [path.name.partition(SUFFIX)[0] for path in (spool / DIRECTORY).glob(f"newscrawl-*{SUFFIX}*")]
    return {name.removeprefix("newscrawl-").rpartition("-")[0] for name in names}


def _give_up_cut_files(store: PostgresStore, spool: Path) -> None:
    """Give up the segments whose articles point behind the end of the file."""
    sql = (
        "SELECT segments.name, outbox.line FROM outbox JOIN segments ON segments.number = outbox.segment "
        "WHERE segments.uploaded IS NULL AND segments.owner = %s"
    )
    ends: dict[str, int] = {}
    for name, line in store.database.rows(sql, (spool.name,)):
        ends[name] = max(ends.get(name, 0), int(orjson.loads(line)["fetch"]["warc_offset"]))
    for name, offset in ends.items():
        path = spool / DIRECTORY / name
        sizes = [file.stat().st_size for file in (path, path.with_name(f"{name}.part")) if file.exists()]
        if max(sizes, default=0) <= offset:
            lost = store.outbox.lose_segment(name)
            logger.warning("%s lost its end; %d articles are fetched again", name, lost)
