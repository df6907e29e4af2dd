"""A run: one start of newscrawl, over one site or many, with one memory and one set of files.

The run opens the state and the outputs before the first request and closes them after the last; what a killed run left
behind in the same directory is cut to its committed length and continued under the dead run's own ``crawl_id``.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import orjson

from newscrawl import dates, schema
from newscrawl.archive.files import LineFile, OutputError, write_atomically
from newscrawl.archive.json_line import json_line
from newscrawl.archive.warc import WarcSeries
from newscrawl.items import edges, edges_of
from newscrawl.report import manifest
from newscrawl.state import ArticleState, Fingerprint, MemoryStore, Output, Store, open_store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscrawl.items import Article
    from newscrawl.report.health import SiteHealth

logger = logging.getLogger(__name__)

_INDENTED: Final = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
STATE_DIRECTORY: Final = ".state"
FILES: Final = ("articles", "related")


def moment() -> str:
    """Now, as the record writes it."""
    return dates.rfc3339(datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run writes and where it remembers; ``None`` for nowhere."""

    output: Path | None
    state: Path | None
    round: str = ""
    """What sets runs at one place in one process apart."""


class Run:
    """The memory and the files of one start of newscrawl, shared by the crawlers of all its sites."""

    _open: Final[dict[Place, Run]] = {}

    def __init__(self, place: Place) -> None:
        """Open state and outputs; :class:`~newscrawl.state.StateError` or :class:`OutputError` where that cannot be."""
        self.place = place
        self.started = moment()
        self.crawl_id = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
        self.sites: dict[str, manifest.SiteReport] = {}
        self.health: dict[str, SiteHealth] = {}
        """How well each site was read; part of its report."""

        self.manifest: manifest.Manifest | None = None
        self.archive: WarcSeries | None = None
        """What the crawlers received, where the run keeps it."""

        self.failure: Exception | None = None
        """What kept the run from writing or remembering, where something did."""

        self.fingerprints: dict[str, Fingerprint] = {}
        """Of the articles between the pipelines that look for copies and that commit, by article id."""

        self._users = 0
        self.store: Store = open_store(place.state) if place.state else MemoryStore()
        self._files: dict[str, LineFile] = {}
        try:
            if place.output:
                self._open_files(place.output)
        except BaseException:
            self.store.close()
            raise

    @classmethod
    def acquire(cls, place: Place) -> Run:
        """The run of this place: the one that is open, or a new one."""
        run = cls._open.get(place)
        if run is None:
            run = cls._open[place] = cls(place)
        run._users += 1
        return run

    def release(self) -> None:
        """The last to let go closes the files and writes the manifest."""
        self._users -= 1
        if self._users:
            return
        self._open.pop(self.place, None)
        try:
            self._finish()
        finally:
            if self.archive:
                self.archive.abandon()
            for file in self._files.values():
                file.close()
            self.store.close()

    # -- outputs ------------------------------------------------------------------------------------------------

    def _open_files(self, directory: Path) -> None:
        runs: dict[str, list[Output]] = {}
        for output in self.store.outputs():
            if Path(output.path).parent == directory:
                runs.setdefault(output.crawl_id, []).append(output)
        for left in runs.values():
            try:
                self._take_over(left)
            except BlockingIOError:
                continue  # its run is alive
        for name in FILES:
            if name not in self._files:
                self._files[name] = self._fresh(directory, name)
        for file in self._files.values():
            self.store.put_output(self._committed(file))

    def _take_over(self, left: list[Output]) -> None:
        """Go on with the files of a dead run; if it died while it was closing them, close them instead.

        :class:`BlockingIOError` where the run is alive.
        """
        parts = [output for output in left if LineFile.part_of(Path(output.path)).exists()]
        opened: list[LineFile] = []
        try:
            opened.extend(LineFile(Path(output.path)) for output in parts)
        except BlockingIOError:
            for file in opened:
                file.close()
            raise
        if any(file.bytes < output.bytes for file, output in zip(opened, parts, strict=True)):
            self._mend(opened, parts)
        else:
            for file, output in zip(opened, parts, strict=True):
                file.cut(output.bytes, output.lines)
        if len(parts) < len(left) or self._files:
            self._close(left, opened)
            return
        self._files = {file.path.name.partition(".")[0].partition("-")[0]: file for file in opened}
        self.crawl_id = left[0].crawl_id
        logger.info(
            "Going on with run %s: %s", self.crawl_id, ", ".join(f"{f.lines} lines of {f.path.name}" for f in opened)
        )

    def _mend(self, opened: Sequence[LineFile], parts: Sequence[Output]) -> None:
        """After a power cut: keep the whole lines of the articles, and write the edges anew from them."""
        pairs = {
            file.path.name.partition(".")[0].partition("-")[0]: (file, output)
            for file, output in zip(opened, parts, strict=True)
        }
        if "articles" in pairs:
            file, output = pairs["articles"]
            size, lines = _whole_lines(file.part, output.bytes)
            lost = self.store.uncommit(output, size=size)
            file.cut(size, lines)
            logger.warning("%s lost its end in a power cut; %d articles are fetched again", file.path, lost)
        if "related" in pairs:
            related, _ = pairs["related"]
            related.cut(0, 0)
            if "articles" in pairs:
                for line in pairs["articles"][0].part.read_bytes().splitlines():
                    links = edges_of(orjson.loads(line))
                    related.append(b"".join(map(json_line, links)), len(links))

    def _close(self, left: Sequence[Output], opened: Sequence[LineFile]) -> None:
        """Finish for a run that died while it was closing its files: the last of its steps, its manifest, is done here."""
        reports = [report for file in opened if (report := self._close_file(file))]
        names = {report.name for report in reports}
        for output in left:
            path = Path(output.path)
            if path.exists() and path.name not in names:
                reports.append(
                    manifest.FileReport(name=path.name, bytes=output.bytes, lines=output.lines, sha256=_sha256(path))
                )
        made = manifest.build(
            crawl_id=left[0].crawl_id,
            started=self.started,
            finished=moment(),
            sites={},
            files=sorted(reports, key=lambda r: r.name) + self._archived(Path(left[0].path).parent, left[0].crawl_id),
        )
        suffix = next(
            (Path(o.path).stem.removeprefix("articles") for o in left if Path(o.path).name.startswith("articles")), ""
        )
        self._describe(Path(left[0].path).parent, suffix, made)
        for output in left:
            self.store.finish_output(output.path)

    def _fresh(self, directory: Path, name: str) -> LineFile:
        """A file of a name that no finished and no living run has."""
        for path in (directory / f"{name}.jsonl", directory / f"{name}-{self.crawl_id}.jsonl"):
            if path.exists():
                continue
            try:
                file = LineFile(path)
            except BlockingIOError:
                continue
            if not file.bytes:
                return file
            file.close()
            logger.warning("%s.part belongs to a run that this state does not know; it is left as it is", path)
        raise OutputError(f"{directory} holds files of a run that this state does not know. Choose another --output.")

    def _committed(self, file: LineFile) -> Output:
        return Output(path=str(file.path), crawl_id=self.crawl_id, bytes=file.bytes, lines=file.lines)

    def commit(
        self, article: Article, *, keys: Sequence[int], first_seen: str, next_revisit: str | None = None
    ) -> None:
        """Write an article's line and its edges, and make them count, with its addresses, in one transaction."""
        files = [(self._files[name], data) for name, data in self._lines(article)] if self._files else []
        before = [(file, file.bytes, file.lines) for file, _ in files]
        try:
            for file, (data, lines) in files:
                file.append(data, lines)
            self.store.commit(
                ArticleState(
                    id=article.id,
                    site=article.site,
                    url=article.url,
                    revision=article.revision,
                    content_hash=article.content_hash,
                    date_published=article.date_published,
                    first_seen=first_seen,
                    last_seen=article.date_fetched or moment(),
                ),
                keys=keys,
                outputs=[self._committed(file) for file, _ in files],
                etag=article.fetch.etag,
                last_modified=article.fetch.last_modified,
                fingerprint=self.fingerprints.pop(article.id, None),
                next_revisit=next_revisit,
            )
        except Exception:
            for file, size, lines in before:
                file.cut(size, lines)
            raise

    def _lines(self, article: Article) -> list[tuple[str, tuple[bytes, int]]]:
        links = edges(article)
        return [("articles", (json_line(article), 1)), ("related", (b"".join(map(json_line, links)), len(links)))]

    def _finish(self) -> None:
        archived = self._archived(self.place.output, self.crawl_id) if self.place.output else []
        written = [*(self._close_file(file) for file in self._files.values()), *archived]
        self.manifest = manifest.build(
            crawl_id=self.crawl_id,
            started=self.started,
            finished=moment(),
            sites=self.sites,
            files=[f for f in written if f],
        )
        if self.place.output:
            suffix = self._files["articles"].path.stem.removeprefix("articles")
            if (self.place.output / f"manifest{suffix}.json").exists():  # of a run that archived pages and no article
                suffix = f"-{self.crawl_id}"
            self._describe(self.place.output, suffix, self.manifest)
        # Until here the store knows the files: a run killed in between is finished by the next one.
        for file in self._files.values():
            self.store.finish_output(str(file.path))

    def _archived(self, directory: Path, crawl_id: str) -> list[manifest.FileReport]:
        """Finish what a run archived, even where it died, and this start of it archives nothing."""
        series = self.archive if self.archive and crawl_id == self.crawl_id else WarcSeries(directory, crawl_id)
        return series.close()

    def _close_file(self, file: LineFile) -> manifest.FileReport | None:
        if not file.lines:
            file.discard()
            return None
        file.finish()
        return manifest.FileReport(name=file.path.name, bytes=file.bytes, lines=file.lines, sha256=_sha256(file.path))

    def _describe(self, directory: Path, suffix: str, made: manifest.Manifest) -> None:
        """The manifest of a run, and beside it the record's shape, which is the same for all runs."""
        texts = {f"manifest{suffix}.json": orjson.dumps(made, option=_INDENTED), **schema.shipped()}
        for name, text in texts.items():
            write_atomically(directory / name, text)


def _whole_lines(path: Path, most: int) -> tuple[int, int]:
    """Length and number of the whole lines at the start of a file, up to ``most`` bytes."""
    size = lines = 0
    with path.open("rb") as file:
        for line in file:
            if not line.endswith(b"\n") or size + len(line) > most:
                break
            size, lines = size + len(line), lines + 1
    return size, lines


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
