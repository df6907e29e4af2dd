"""A run: one start of newscrawl, over one site or many, with one state and one set of output files.

**The commit protocol.** A crash at any point loses no committed article, writes none twice, and leaves no broken line.

*While the run writes.* Each output is a part file, ``articles.jsonl.part`` and ``related.jsonl.part``
(:class:`~newscrawl.exporters.files.LineFile`). Before the first line the state stores that the part files exist
(:meth:`~newscrawl.state.Store.put_output`), synced. For each article :meth:`Run.commit`

1. appends the article's line and the lines of its edges to the part files,
2. stores, in one transaction of the state: the article, its addresses as done, and the new length of each file.

The transaction decides. If the process dies before it, the lines lie behind the committed length and the article's address
is still pending. If it dies after it, both count.

*When the next run opens the same directory*, it finds the files of runs that did not finish, and for each run whose process
is dead (the lock on a part file is free) it takes the files over:

- It cuts every part file to its committed length.
- After a power cut a part file may be shorter than its committed length, or end in blocks of zeros; and with an archive, the
  WARC file may lack a page that an article points to. Only the whole lines before the damage are kept. The articles behind
  them are uncommitted (:meth:`~newscrawl.state.Store.uncommit`), so that they are fetched again, and the edges are derived
  anew from the articles that are left.
- It continues the dead run under that run's ``crawl_id``. One directory therefore holds one file, however often the machine
  went down. Only one run can be continued: the files of a second one are closed.

*When the run ends* it closes its files in the four steps of :mod:`newscrawl.archive.closing`: sync the part files and save
a closing plan in the state, convert and rename the files, write the manifest, delete the part files and their rows. If a
run dies in between, the next run reads the plan and repeats the steps.

*What is synced.* A killed process loses nothing that it wrote: the kernel has it. For a power cut, the names of part files
are synced when they are created, their content before they are renamed, and the state together with the closing plan. In
between the state syncs at checkpoints only; it may forget its last transactions, and then these articles are fetched again.
"""

from __future__ import annotations

import logging
import os
import secrets
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, Self

import orjson

from newscrawl.archive.closing import ClosingPlan, close
from newscrawl.archive.entry import Entry, entry_of
from newscrawl.archive.part_files import archived_lines, close_unused, count_articles, kind_of_output, whole_lines
from newscrawl.archive.reconciliation import reconcile, remove_half_made, take_in_closed, warn_of_lost_files
from newscrawl.archive.warc import WarcSeries
from newscrawl.exporters.files import LineFile, OutputError, cannot_write
from newscrawl.exporters.json_lines import edge_lines
from newscrawl.exporters.output_format import ENDINGS, JOINED_NAME, PLAIN, OutputFormat, kind_of
from newscrawl.items import edges_of
from newscrawl.report import manifest
from newscrawl.state import (
    Fingerprint,
    MemoryStore,
    Output,
    Place,
    SQLiteStore,
    Store,
    clock,
    fenced,
    open_or_create_store,
    state_exists,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from newscrawl.archive.rebuild import NextRevisit
    from newscrawl.items import Article
    from newscrawl.report.gaps import Gaps
    from newscrawl.report.health import SiteHealth
    from newscrawl.report.status import SiteStatus
    from newscrawl.state import Lock

logger = logging.getLogger(__name__)

KINDS: Final = ("articles", "related")
"""The files of lines that every run writes, by the start of their names."""

_MOVED: Final = (
    "%s.part, with articles of a run that did not end, is no longer there. Move its directory back and run again, "
    "or forget its sites with `newscrawl state forget`"
)


class OutputLocation(NamedTuple):
    """Where a run writes its output and its state; ``None`` for no files or a state in memory."""

    output: Path | None
    state: Place | None
    output_format: OutputFormat = PLAIN
    round: str = ""
    """Distinguishes runs in one process that use the same directories."""

    remote: str | None = None
    """The bucket that finished files are put into; ``output`` is the spool then."""


class Run:
    """The state and the files of one start of newscrawl, shared by the crawlers of all its sites."""

    _open: Final[dict[OutputLocation, Run]] = {}
    """The open runs of this process."""

    def __init__(
        self, location: OutputLocation, *, crawl_id: str | None = None, next_revisit: NextRevisit | None = None
    ) -> None:
        """Open the state and the output files. ``crawl_id`` is by default a new one, ``next_revisit`` for articles that are taken in.

        Raises :class:`~newscrawl.state.StateError` or :class:`~newscrawl.exporters.files.OutputError`.
        """
        self.location = location
        self.started = clock.timestamp()
        self.crawl_id = crawl_id or f"{clock.now():%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
        self.sites: dict[str, manifest.SiteReport] = {}
        self.health: dict[str, SiteHealth] = {}
        """How well each site was read; part of its report."""

        self.statuses: dict[str, SiteStatus] = {}
        """The status of each site after this run."""

        self.gaps: dict[str, Gaps] = {}
        """What may be missing of each site; part of its report."""

        self.pages: Counter[tuple[str, str]] = Counter()
        """In a replay: numbers of pages by host and fate."""

        self.manifest: manifest.Manifest | None = None
        """Set when the run has finished."""

        self.archive: WarcSeries | None = None
        """The WARC files, if the run archives what it receives."""

        self.failure: Exception | None = None
        """The error that kept the run from writing to its files or its state."""

        self.fingerprints: dict[str, Fingerprint] = {}
        """Signatures by article id, from the dedupe pipeline to the commit pipeline."""

        self.has_renewed = False
        """Whether this run has made signatures of an earlier algorithm anew."""

        self.removed: frozenset[str] = frozenset()
        """Ids of the articles that were removed on request."""

        self._next_revisit = next_revisit
        self._users = 0
        self._written: dict[str, manifest.Written] = {}
        """Articles in the files by site, including those of a killed run that this one continues."""

        self._is_new = isinstance(location.state, Path) and not state_exists(location.state)
        self.store: Store = self._open_store()
        self._views: dict[str, Store] = {}
        """The store as each site's crawl may write to it; see :meth:`hold`."""

        self._files: dict[str, LineFile] = {}
        self._keys: dict[LineFile, str] = {}
        """The names of files in the state; see :meth:`_key`."""

        try:
            if location.output:
                self._open_outputs(location.output)
            self.removed = self.store.removed_ids()
        except BaseException as error:
            for file in self._files.values():
                file.close()
            self._close_store()
            if isinstance(error, OSError) and location.output:
                raise cannot_write(location.output, error) from error
            raise

    def _open_store(self) -> Store:
        """Open the state, or create it."""
        return open_or_create_store(self.location.state) if self.location.state else MemoryStore()

    def _open_outputs(self, directory: Path) -> None:
        """Compare the state with what lies in the output, then open what the run writes to."""
        if self.location.state and isinstance(self.store, SQLiteStore):
            if not self._is_new:
                warn_of_lost_files(self.store, directory)
            remote, again = self.location.remote, self._next_revisit
            reconcile(self.store, directory, remote, key=self._key, next_revisit=again)
        self._open_files(directory)

    @property
    def archive_directory(self) -> Path | None:
        """The directory in which the run archives what it receives."""
        return self.location.output

    @classmethod
    def acquire(
        cls, location: OutputLocation, *, crawl_id: str | None = None, next_revisit: NextRevisit | None = None
    ) -> Self:
        """Return this process's run at a location, and count one more user of it; open the run if there is none."""
        run = cls._open.get(location)
        if run is None:
            run = cls._open[location] = cls(location, crawl_id=crawl_id, next_revisit=next_revisit)
        assert isinstance(run, cls)
        run._users += 1
        return run

    def hold(self, site: str, lock: Lock) -> None:
        """Let the crawl of a site write only as long as it holds its lock."""
        self._views[site] = fenced(self.store, lock)

    def store_of(self, site: str) -> Store:
        """Return the store for what the crawl of a site writes."""
        return self._views.get(site, self.store)

    def release(self) -> None:
        """Count one user less. After the last one, finish the files, write the manifest and close the state."""
        self._users -= 1
        if self._users:
            return
        self._open.pop(self.location, None)
        try:
            self._finish()
        finally:
            self._close()

    def abandon(self) -> None:
        """Close the run without finishing its files: they stay as a killed run leaves them."""
        self._open.pop(self.location, None)
        self._close()

    def _close(self) -> None:
        if self.archive:
            self.archive.abandon()
        for file in self._files.values():
            file.close()
        self._close_store()

    def _close_store(self) -> None:
        self.store.close()

    # -- opening, and taking over the files of dead runs ---------------------------------------------------------

    def _open_files(self, directory: Path) -> None:
        """Take over what dead runs left in the directory, then create the files that are still missing."""
        runs: dict[str, list[Output]] = {}
        for output in self.store.outputs():
            if self._located(output).parent == directory:
                runs.setdefault(output.crawl_id, []).append(output)
            elif isinstance(self.location.state, Path) and not self._located(output).parent.is_dir():
                logger.warning(_MOVED, self._located(output))
        self._remove_empty(directory, {LineFile.part_of(self._located(o)) for left in runs.values() for o in left})
        for left in runs.values():
            try:
                self._take_over(directory, left)
            except BlockingIOError:
                continue  # that run is alive
        for kind in KINDS:
            if kind not in self._files:
                self._files[kind] = self._new_file(directory, kind)
        for file in self._files.values():
            self.store.put_output(self._committed(file))

    def _remove_empty(self, directory: Path, known: set[Path]) -> None:
        """Remove the empty part files of runs that were killed before the state knew of them."""
        for part in directory.glob("*.jsonl.part"):
            path = part.with_name(part.name.removesuffix(".part"))
            if part in known or not kind_of(path) or JOINED_NAME in path.name or part.stat().st_size:
                continue
            with suppress(BlockingIOError):
                file = LineFile(path)
                if not file.bytes:
                    file.discard()
                file.close()

    def _take_over(self, directory: Path, left: list[Output]) -> None:
        """Continue the files of a dead run, or close them if it died while closing them or other files are open already.

        Raises :class:`BlockingIOError` if the run is alive.
        """
        crawl_id, text = left[0].crawl_id, self.store.closing_plan(left[0].crawl_id)
        plan = ClosingPlan.loads(text) if text else None
        unfinished, finished = self._split_outputs(directory, left, plan)
        opened: dict[str, LineFile] = {}
        try:
            for output in unfinished:
                opened[kind_of_output(output)] = LineFile(self._located(output))
            now = [output for output in self.store.outputs() if output.crawl_id == crawl_id]
            if now != left or self.store.closing_plan(crawl_id) != text:
                # The run was alive when its rows were read, and has ended since. Read them again.
                close_unused(opened)
                if now:
                    self._take_over(directory, now)
                return
            self._continue_or_close(
                crawl_id, opened, {kind_of_output(output): output for output in unfinished}, finished, plan
            )
        except BaseException:
            if opened is not self._files:
                close_unused(opened)
            raise

    def _continue_or_close(
        self,
        crawl_id: str,
        opened: dict[str, LineFile],
        outputs: Mapping[str, Output],
        finished: Sequence[Output],
        plan: ClosingPlan | None,
    ) -> None:
        """Repair the part files of a dead run, then use them for this run, or close them."""
        directory = self.location.output
        assert directory is not None
        if finished and plan is None:
            close_unused(opened)
            take_in_closed(self.store, directory, crawl_id, list(map(self._located, finished)), self._next_revisit)
            return
        if plan is None and "articles" in opened:
            remove_half_made(directory, opened["articles"].path)
        self._repair(opened, outputs)
        written = count_articles(opened["articles"].part) if "articles" in opened else {}
        if plan is None and not self._files:
            self._files, self.crawl_id, self._written = opened, crawl_id, written
            kept = ", ".join(f"{f.lines} lines of {f.path.name}" for f in opened.values())
            logger.info("Continuing run %s: %s", crawl_id, kept)
            return
        logger.info("Run %s died before its files were closed; closing them now", crawl_id)
        plan = plan or self._closing_plan(directory, self._build(crawl_id, manifest.with_written({}, written)), opened)
        done = {self._located(output): output.lines for output in finished}
        close_archive = partial(self._close_archive, directory, crawl_id)
        close(plan, directory, opened, done=done, close_archive=close_archive, remote=self.location.remote)
        self.store.finish_run(crawl_id)

    def _split_outputs(
        self, directory: Path, left: list[Output], plan: ClosingPlan | None
    ) -> tuple[list[Output], list[Output]]:
        """Split a dead run's files into those to open and those that have their final names.

        A part file that is missing is opened empty, so that its articles are fetched again.
        """
        unfinished, finished = [], []
        for output in left:
            path = self._located(output)
            if LineFile.part_of(path).exists():
                unfinished.append(output)
            elif path.exists():
                finished.append(output)
            elif not (plan and plan.written(directory) is not None) and output.bytes:
                unfinished.append(output)
        return unfinished, finished

    def _repair(self, opened: Mapping[str, LineFile], outputs: Mapping[str, Output]) -> None:
        """Cut part files to their committed lengths.

        If a power cut damaged one, keep its whole lines, uncommit the articles behind them, and derive the edges anew.
        """
        whole = {kind: whole_lines(file.part, outputs[kind].bytes) for kind, file in opened.items()}
        if articles := opened.get("articles"):
            whole["articles"] = archived_lines(articles.part, whole["articles"], outputs["articles"].crawl_id)
        is_damaged = any(whole[kind] != (output.bytes, output.lines) for kind, output in outputs.items())
        for kind, file in opened.items():
            file.cut(*whole[kind])
        if not is_damaged:
            return
        related = opened.get("related")
        if articles:
            lost = self.store.uncommit(outputs["articles"], size=articles.bytes)
            logger.warning("%s lost its end; %d articles are fetched again", articles.path, lost)
        if related:
            related.cut(0, 0)
        if articles and related:
            with articles.part.open("rb") as lines:
                for line in lines:
                    links = edges_of(orjson.loads(line))
                    related.append(edge_lines(links), len(links))

    def _new_file(self, directory: Path, kind: str) -> LineFile:
        """Create a part file under a name that no finished file and no running process has."""
        unique = f"{kind}-{self.crawl_id}"
        # The bucket holds files that the spool has no more: a name must be free in both.
        # A file that the first manifest lists may be lost for now: whoever puts it back must find its name free.
        is_unique = (
            self.location.output_format.partition != "run"
            or self.location.remote
            or (directory / "manifest.json").exists()
        )
        for stem in (unique,) if is_unique else (kind, unique):
            path = directory / f"{stem}.jsonl"
            if any((directory / (stem + ending)).exists() for ending in ENDINGS):
                continue
            try:
                file = LineFile(path)
            except BlockingIOError:
                continue
            if not file.bytes:
                return file
            file.close()
            logger.warning("%s.part belongs to a run that this state does not know; it is left unchanged", path)
        raise OutputError(f"{directory} holds files of a run that this state does not know. Choose another --output.")

    def _key(self, path: Path) -> str:
        """Return the name of a file in the state: relative to a state in the output, so that both can be moved together."""
        state = self.location.state
        if isinstance(state, Path) and state.is_relative_to(path.parent):
            return os.path.relpath(path, state)
        return str(path)

    def _located(self, output: Output) -> Path:
        """Return the path of a file that the state names."""
        state = self.location.state
        return Path(os.path.normpath((state if isinstance(state, Path) else Path()) / output.path))

    def _committed(self, file: LineFile) -> Output:
        """Return the row that commits a file's present length."""
        key = self._keys.get(file)
        if key is None:
            key = self._keys[file] = self._key(file.path)
        return Output(path=key, crawl_id=self.crawl_id, bytes=file.bytes, lines=file.lines)

    # -- writing ------------------------------------------------------------------------------------------------

    def commit(
        self, article: Article, *, keys: Sequence[int], first_seen: str, next_revisit: str | None = None
    ) -> None:
        """Write an article's line and its edges, then commit them to the state. On failure neither is kept.

        ``keys`` are the addresses that led to the article, ``next_revisit`` is when it is fetched again.
        """
        self.commit_entry(entry_of(article, first_seen=first_seen), keys=keys, next_revisit=next_revisit)

    def commit_entry(self, entry: Entry, *, keys: Sequence[int], next_revisit: str | None = None) -> None:
        """Do the same with an entry that is computed already."""
        row = entry.state
        lines = {"articles": (entry.line, 1), "related": (entry.edges, entry.edge_count)}
        files = [(self._files[kind], data) for kind, data in lines.items()] if self._files else []
        before = [(file, file.bytes, file.lines) for file, _ in files]
        try:
            for file, (data, count) in files:
                file.append(data, count)
            self.store_of(row.site).commit(
                row,
                keys=keys,
                outputs=[self._committed(file) for file, _ in files],
                etag=entry.etag,
                last_modified=entry.last_modified,
                fingerprint=self.fingerprints.pop(row.id, None),
                next_revisit=next_revisit,
            )
            self._written[row.site] = self._written.get(row.site, manifest.Written()).plus(row.revision)
        except Exception:
            for file, size, count in before:
                file.cut(size, count)
            raise

    # -- closing ------------------------------------------------------------------------------------------------

    def _finish(self) -> None:
        """Close the files and write the manifest."""
        directory, crawl_id = self.location.output, self.crawl_id
        self.manifest = self._build(crawl_id, manifest.with_written(self.sites, self._written))
        if not directory:
            return
        plan = self._closing_plan(directory, self.manifest, self._files)
        for file in self._files.values():
            file.sync()
        self.store.save_closing_plan(crawl_id, plan.dumps())
        # From here on another run can close the files if this one dies.
        close_archive = partial(self._close_archive, directory, crawl_id)
        written = close(plan, directory, self._files, done={}, close_archive=close_archive, remote=self.location.remote)
        self.manifest = replace(self.manifest, files=written)
        self.store.finish_run(crawl_id)

    def _build(self, crawl_id: str, sites: Mapping[str, manifest.SiteReport]) -> manifest.Manifest:
        """Return the manifest of a run that ends now, without its files."""
        finished = clock.timestamp()
        return manifest.build(crawl_id=crawl_id, started=self.started, finished=finished, sites=sites, pages=self.pages)

    def _closing_plan(self, directory: Path, built: manifest.Manifest, files: Mapping[str, LineFile]) -> ClosingPlan:
        """Return the plan of a run that ends now; its manifest has the same suffix as its file of articles."""
        suffix = files["articles"].path.stem.removeprefix("articles") if "articles" in files else f"-{built.crawl_id}"
        name = f"manifest{suffix}.json"
        if (directory / name).exists():  # of a run that archived pages but no article
            name = f"manifest-{built.crawl_id}.json"
        return ClosingPlan(
            crawl_id=built.crawl_id,
            output_format=self.location.output_format,
            manifest_name=name,
            manifest=orjson.loads(orjson.dumps(built)),
        )

    def _close_archive(self, directory: Path, crawl_id: str) -> list[manifest.FileReport]:
        """Finish the WARC files of a run, even if it is dead and this run archives nothing."""
        series = self.archive if self.archive and crawl_id == self.crawl_id else WarcSeries(directory, crawl_id)
        return series.close()
