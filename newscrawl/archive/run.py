"""A run: one start of newscrawl, over one site or many, with one memory and one set of files.

The run opens the state and the outputs before the first request and closes them after the last; what a killed run left
behind in the same directory is cut to its committed length and continued under the dead run's own ``crawl_id``.
"""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import orjson

from newscrawl import dates, schema
from newscrawl.archive.files import LineFile, OutputError
from newscrawl.archive.json_line import json_line
from newscrawl.items import edges
from newscrawl.report import manifest
from newscrawl.state import ArticleState, MemoryStore, Output, Store, open_store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscrawl.items import Article

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


class Run:
    """The memory and the files of one start of newscrawl, shared by the crawlers of all its sites."""

    _open: Final[dict[Place, Run]] = {}

    def __init__(self, place: Place) -> None:
        """Open state and outputs; :class:`~newscrawl.state.StateError` or :class:`OutputError` where that cannot be."""
        self.place = place
        self.started = moment()
        self.crawl_id = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
        self.sites: dict[str, manifest.SiteReport] = {}
        self.manifest: manifest.Manifest | None = None
        self.failure: Exception | None = None
        """What kept the run from writing or remembering, where something did."""

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
            for file in self._files.values():
                file.close()
            self.store.close()

    # -- outputs ------------------------------------------------------------------------------------------------

    def _open_files(self, directory: Path) -> None:
        left = {o.path: o for o in self.store.outputs() if Path(o.path).parent == directory}
        for name in FILES:
            self._files[name] = self._resume(name, left) or self._fresh(directory, name)
        for file in self._files.values():
            self.store.put_output(self._committed(file))

    def _resume(self, name: str, left: dict[str, Output]) -> LineFile | None:
        """The part file of a dead run, cut to what was committed; ``None`` where there is none to go on with."""
        for output in left.values():
            path = Path(output.path)
            if not path.name.startswith(name) or not path.with_name(path.name + ".part").exists():
                continue
            try:
                file = LineFile(path)
            except BlockingIOError:
                continue
            if file.bytes < output.bytes:
                whole, lines = _whole_lines(file.part)
                lost = self.store.uncommit(output, size=whole)
                logger.warning("%s lost its end in a power cut; %d articles are fetched again", path, lost)
                output = replace(output, bytes=whole, lines=lines)  # noqa: PLW2901 - the mended one from here on
            file.cut(output.bytes, output.lines)
            self.crawl_id = output.crawl_id
            logger.info("Going on with run %s: %d lines of %s are kept", output.crawl_id, output.lines, path.name)
            return file
        return None

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

    def commit(self, article: Article, *, keys: Sequence[int], first_seen: str) -> None:
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
            )
        except Exception:
            for file, size, lines in before:
                file.cut(size, lines)
            raise

    def _lines(self, article: Article) -> list[tuple[str, tuple[bytes, int]]]:
        links = edges(article)
        return [("articles", (json_line(article), 1)), ("related", (b"".join(map(json_line, links)), len(links)))]

    def _finish(self) -> None:
        written = [self._close_file(file) for file in self._files.values()]
        self.manifest = manifest.build(
            crawl_id=self.crawl_id,
            started=self.started,
            finished=moment(),
            sites=self.sites,
            files=[f for f in written if f],
        )
        if self.place.output:
            self._describe(self.place.output, self._files["articles"].path.stem.removeprefix("articles"))

    def _close_file(self, file: LineFile) -> manifest.FileReport | None:
        path = str(file.path)
        if file.lines:
            file.finish()
            report = manifest.FileReport(
                name=file.path.name, bytes=file.bytes, lines=file.lines, sha256=_sha256(file.path)
            )
        else:
            file.discard()
            report = None
        self.store.finish_output(path)
        return report

    def _describe(self, directory: Path, suffix: str) -> None:
        """The manifest of this run, and beside it the record's shape, which is the same for all runs."""
        texts = {f"manifest{suffix}.json": orjson.dumps(self.manifest, option=_INDENTED), **schema.files()}
        for name, text in texts.items():
            write_atomically(directory / name, text)


def write_atomically(path: Path, data: bytes) -> None:
    """Write a small file whole or not at all; :class:`OutputError` where that cannot be."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise OutputError(
            f"{path} cannot be written: {error.strerror}. The articles of this run are safe in {path.parent}."
        ) from error


def _whole_lines(path: Path) -> tuple[int, int]:
    """Length and number of the whole lines at the start of a file."""
    size = lines = 0
    with path.open("rb") as file:
        for line in file:
            if not line.endswith(b"\n"):
                break
            size, lines = size + len(line), lines + 1
    return size, lines


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
