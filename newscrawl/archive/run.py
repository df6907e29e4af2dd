"""A run: one start of newscrawl, over one site or many, with one memory and one set of files.

The run opens the state and the outputs before the first request and closes them after the last; what a killed run left
behind in the same directory is cut to its committed length and continued under the dead run's own ``crawl_id``.
"""

from __future__ import annotations

import logging
import os
import secrets
import sys
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import orjson

from newscrawl import dates
from newscrawl.archive.closing import Closing, close
from newscrawl.archive.files import LineFile, OutputError
from newscrawl.archive.json_line import json_line
from newscrawl.archive.output_format import ENDINGS, PLAIN, Form, kind_of
from newscrawl.archive.warc import WarcSeries, series, whole_size
from newscrawl.dedupe import consonants, rules
from newscrawl.items import edges, edges_of
from newscrawl.report import manifest
from newscrawl.state import ArticleState, Fingerprint, MemoryStore, Output, Store, clock, open_store
from newscrawl.state.sqlite import FILE_NAME

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from newscrawl.items import Article
    from newscrawl.report.gaps import Gaps
    from newscrawl.report.health import SiteHealth

logger = logging.getLogger(__name__)

STATE_DIRECTORY: Final = ".state"
FILES: Final = ("articles", "related")

_MOVED: Final = (
    "%s.part, with articles of a run that did not end, is not where it was. Give its directory the old place and run again, "
    "or forget its sites with `newscrawl state forget`"
)
_NO_STATE: Final = (
    "%s holds earlier runs, and there is no state that knows them: what is in them is fetched and written once more. "
    "Put the state back first, or name it with --state"
)
_NO_FILES: Final = (
    "The state knows %d articles, and %s holds no run: they are not fetched again. If their files are lost, "
    "`newscrawl state forget --site NAME` makes them new"
)
_OLDER: Final = (
    "%s is finished, which this state does not know: the state is older than the files (run %s), a copy that was put back. "
    "What it has forgotten is fetched and written once more"
)


def moment() -> str:
    """Now, as the record writes it."""
    return dates.rfc3339(clock.now())


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run writes and where it remembers; ``None`` for nowhere."""

    output: Path | None
    state: Path | None
    form: Form = PLAIN
    round: str = ""
    """What sets runs at one place in one process apart."""


class Run:
    """The memory and the files of one start of newscrawl, shared by the crawlers of all its sites."""

    _open: Final[dict[Place, Run]] = {}

    def __init__(self, place: Place) -> None:
        """Open state and outputs; :class:`~newscrawl.state.StateError` or :class:`OutputError` where that cannot be."""
        self.place = place
        self.started = moment()
        self.crawl_id = f"{clock.now():%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
        self.sites: dict[str, manifest.SiteReport] = {}
        self.health: dict[str, SiteHealth] = {}
        """How well each site was read; part of its report."""

        self.gaps: dict[str, Gaps] = {}
        """What each site's part of the archive may lack; part of its report, too."""

        self.manifest: manifest.Manifest | None = None
        self.archive: WarcSeries | None = None
        """What the crawlers received, where the run keeps it."""

        self.failure: Exception | None = None
        """What kept the run from writing or remembering, where something did."""

        self.fingerprints: dict[str, Fingerprint] = {}
        """Of the articles between the pipelines that look for copies and that commit, by article id."""

        self._users = 0
        self._written: dict[str, manifest.Written] = {}
        """By site, what stands in the files: also what a killed run wrote that this one goes on for."""

        is_new = place.state is not None and not os.path.exists(place.state / FILE_NAME)  # noqa: PTH110 - Path's raises where it may not look; opening says why
        self.store: Store = open_store(place.state) if place.state else MemoryStore()
        self._files: dict[str, LineFile] = {}
        try:
            if place.output:
                if place.state:
                    self._compare(place.output, is_new=is_new)
                self._open_files(place.output)
        except BaseException:
            for file in self._files.values():
                file.close()
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

    def _compare(self, directory: Path, *, is_new: bool) -> None:
        """Say where state and files do not belong together: what one of them has lost is not got back by the other."""
        has_runs = any(directory.glob("manifest*.json"))
        if is_new and has_runs:
            logger.warning(_NO_STATE, directory)
        elif not is_new and not has_runs and not self.store.outputs() and (known := self.store.counts()["articles"]):
            logger.warning(_NO_FILES, known, directory)

    # -- outputs ------------------------------------------------------------------------------------------------

    def _open_files(self, directory: Path) -> None:
        runs: dict[str, list[Output]] = {}
        for output in self.store.outputs():
            if self._located(output).parent == directory:
                runs.setdefault(output.crawl_id, []).append(output)
            elif not self._located(output).parent.is_dir():
                logger.warning(_MOVED, self._located(output))
        self._sweep(directory, {LineFile.part_of(self._located(output)) for left in runs.values() for output in left})
        for left in runs.values():
            try:
                self._take_over(directory, left)
            except BlockingIOError:
                continue  # its run is alive
        for name in FILES:
            if name not in self._files:
                self._files[name] = self._fresh(directory, name)
        for file in self._files.values():
            self.store.put_output(self._committed(file))

    def _sweep(self, directory: Path, known: set[Path]) -> None:
        """Remove the empty part files of runs that were killed before the state knew of them."""
        for part in directory.glob("*.jsonl.part"):
            path = part.with_name(part.name.removesuffix(".part"))
            if part in known or not kind_of(path) or part.stat().st_size:
                continue
            with suppress(BlockingIOError):
                file = LineFile(path)
                if not file.bytes:
                    file.discard()
                file.close()

    def _take_over(self, directory: Path, left: list[Output]) -> None:
        """Go on with the files of a dead run; if it died while it was closing them, or others are open, close them.

        :class:`BlockingIOError` where the run is alive.
        """
        crawl_id, text = left[0].crawl_id, self.store.closing(left[0].crawl_id)
        closing = Closing.loads(text) if text else None
        wanted, finished = self._sorted(directory, left, closing)
        opened: dict[str, LineFile] = {}
        try:
            for output in wanted:
                opened[_kind(output)] = LineFile(self._located(output))
            now = [output for output in self.store.outputs() if output.crawl_id == crawl_id]
            if now != left or self.store.closing(crawl_id) != text:
                # It lived, and has gone on while its files were looked at: they are looked at again, if it left any.
                _let_go(opened)
                if now:
                    self._take_over(directory, now)
                return
            self._go_on(crawl_id, opened, {_kind(output): output for output in wanted}, finished, closing)
        except BaseException:
            if opened is not self._files:
                _let_go(opened)
            raise

    def _go_on(
        self,
        crawl_id: str,
        opened: dict[str, LineFile],
        outputs: Mapping[str, Output],
        finished: Sequence[Output],
        closing: Closing | None,
    ) -> None:
        """Make the files of a dead run this run's own, or close them."""
        directory = self.place.output
        assert directory is not None
        if finished and closing is None:
            _let_go(opened)
            self.store.finish_run(crawl_id)
            logger.warning(_OLDER, finished[0].path, crawl_id)
            return
        self._mend(opened, outputs)
        written = _written(opened["articles"].part) if "articles" in opened else {}
        if closing is None and not self._files:
            self._files, self.crawl_id, self._written = opened, crawl_id, written
            said = ", ".join(f"{f.lines} lines of {f.path.name}" for f in opened.values())
            logger.info("Going on with run %s: %s", crawl_id, said)
            return
        logger.info("Run %s died before its files were closed; that is done now", crawl_id)
        closing = closing or self._closing(directory, self._built(crawl_id, manifest.with_written({}, written)), opened)
        done = {self._located(output): output.lines for output in finished}
        close(closing, directory, opened, done=done, archived=partial(self._archived, directory, crawl_id))
        self.store.finish_run(crawl_id)

    def _sorted(
        self, directory: Path, left: list[Output], closing: Closing | None
    ) -> tuple[list[Output], list[Output]]:
        """A dead run's files by what is to be done: those to be opened, and those that have their names already.

        A part file that is gone is opened empty, so that what it held is fetched again.
        """
        wanted, finished = [], []
        for output in left:
            path = self._located(output)
            if LineFile.part_of(path).exists():
                wanted.append(output)
            elif path.exists():
                finished.append(output)
            elif not (closing and closing.written(directory)) and output.bytes:
                wanted.append(output)
        return wanted, finished

    def _mend(self, opened: Mapping[str, LineFile], outputs: Mapping[str, Output]) -> None:
        """Cut files to what is committed; after a power cut, keep whole articles, and write the edges anew from them."""
        whole = {kind: _whole_lines(file.part, outputs[kind].bytes) for kind, file in opened.items()}
        if articles := opened.get("articles"):
            whole["articles"] = _archived_lines(articles.part, whole["articles"], outputs["articles"].crawl_id)
        broken = any(whole[kind] != (output.bytes, output.lines) for kind, output in outputs.items())
        for kind, file in opened.items():
            file.cut(*whole[kind])
        if not broken:
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
                    related.append(b"".join(map(json_line, links)), len(links))

    def _fresh(self, directory: Path, name: str) -> LineFile:
        """A file of a name that no finished and no living run has."""
        names = (
            (name, f"{name}-{self.crawl_id}") if self.place.form.partition == "run" else (f"{name}-{self.crawl_id}",)
        )
        for stem in names:
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
            logger.warning("%s.part belongs to a run that this state does not know; it is left as it is", path)
        raise OutputError(f"{directory} holds files of a run that this state does not know. Choose another --output.")

    def _key(self, path: Path) -> str:
        """How the state names a file: from where it stands itself if it stands in the output, so that both can be moved."""
        state = self.place.state
        return os.path.relpath(path, state) if state and state.is_relative_to(path.parent) else str(path)

    def _located(self, output: Output) -> Path:
        return Path(os.path.normpath((self.place.state or Path()) / output.path))

    def _committed(self, file: LineFile) -> Output:
        return Output(path=self._key(file.path), crawl_id=self.crawl_id, bytes=file.bytes, lines=file.lines)

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
                    rules=rules(article),
                    consonants=consonants(article.headline, article.text),
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
            self._written[article.site] = self._written.get(article.site, manifest.Written()).plus(article.revision)
        except Exception:
            for file, size, lines in before:
                file.cut(size, lines)
            raise

    def _lines(self, article: Article) -> list[tuple[str, tuple[bytes, int]]]:
        links = edges(article)
        return [("articles", (json_line(article), 1)), ("related", (b"".join(map(json_line, links)), len(links)))]

    def _finish(self) -> None:
        directory, crawl_id = self.place.output, self.crawl_id
        self.manifest = self._built(crawl_id, manifest.with_written(self.sites, self._written))
        if not directory:
            return
        closing = self._closing(directory, self.manifest, self._files)
        for file in self._files.values():
            file.sync()
        self.store.close_run(crawl_id, closing.dumps())
        # From here on another run can close the files, should this one die over it.
        archived = partial(self._archived, directory, crawl_id)
        written = close(closing, directory, self._files, done={}, archived=archived)
        self.manifest = replace(self.manifest, files=written)
        self.store.finish_run(crawl_id)

    def _built(self, crawl_id: str, sites: Mapping[str, manifest.SiteReport]) -> manifest.Manifest:
        return manifest.build(crawl_id=crawl_id, started=self.started, finished=moment(), sites=sites)

    def _closing(self, directory: Path, built: manifest.Manifest, files: Mapping[str, LineFile]) -> Closing:
        """What a run that ends now leaves; its manifest is called as its articles are."""
        suffix = files["articles"].path.stem.removeprefix("articles") if "articles" in files else f"-{built.crawl_id}"
        name = f"manifest{suffix}.json"
        if (directory / name).exists():  # of a run that archived pages and no article
            name = f"manifest-{built.crawl_id}.json"
        said = orjson.loads(orjson.dumps(built))
        return Closing(crawl_id=built.crawl_id, form=self.place.form, manifest_name=name, manifest=said)

    def _archived(self, directory: Path, crawl_id: str) -> list[manifest.FileReport]:
        """Finish what a run archived, even where it died, and this start of it archives nothing."""
        series = self.archive if self.archive and crawl_id == self.crawl_id else WarcSeries(directory, crawl_id)
        return series.close()


def _let_go(files: Mapping[str, LineFile]) -> None:
    """Leave files as they are; one that is empty is removed, as if it had not been opened."""
    for file in files.values():
        if not file.bytes:
            file.discard()
        file.close()


def _kind(output: Output) -> str:
    """``articles`` or ``related``."""
    return Path(output.path).name.partition(".")[0].partition("-")[0]


def _archived_lines(path: Path, whole: tuple[int, int], crawl_id: str) -> tuple[int, int]:
    """How many of the whole lines (bytes, lines) lie before the first whose page a power cut took from the run's archive."""
    sizes: dict[str, int] = {}
    size = lines = 0
    with path.open("rb") as file:
        while size < whole[0]:
            line = file.readline()
            fetch = orjson.loads(line)["fetch"]
            name = fetch["warc_file"]
            if name and name not in sizes:
                sizes[name] = whole_size(path.parent, name) if name.startswith(series(crawl_id)) else sys.maxsize
            if name and fetch["warc_offset"] >= sizes[name]:
                break
            size, lines = size + len(line), lines + 1
    return size, lines


def _written(path: Path) -> dict[str, manifest.Written]:
    """By site, the articles in a file of whole lines."""
    found: dict[str, manifest.Written] = {}
    with path.open("rb") as lines:
        for line in lines:
            article = orjson.loads(line)
            found[article["site"]] = found.get(article["site"], manifest.Written()).plus(article["revision"])
    return found


def _whole_lines(path: Path, most: int) -> tuple[int, int]:
    """Length and number of the whole lines at the start of a file, up to ``most`` bytes.

    A line of JSON holds no zero byte; a block that a power cut kept from the disk holds nothing else.
    """
    size = lines = 0
    with path.open("rb") as file:
        for line in file:
            if not line.endswith(b"\n") or size + len(line) > most or b"\0" in line:
                break
            size, lines = size + len(line), lines + 1
    return size, lines
