"""Takes the articles of finished runs into a state that does not know these runs: it was lost, emptied, or is an older copy.

Without this, they would be fetched and written once more. Which runs are finished, the names of the manifests say; no other file is
opened unless a run is unknown. Then each line of its files of articles is compared with the state, and what the state lacks is
stored, some hundred lines in each transaction. A kill leaves the run unknown, and the next start goes on.

A file that is gone, damaged or cannot be read may come back: from a backup, or when a copy of the output is complete. So the run ends with
code 8 before it fetches anything, and the user decides. ``newscrawl state rebuild`` takes in what is there and lets the run be known; the
articles that cannot be read are then fetched again.
"""

from __future__ import annotations

import gzip
import logging
import re
import zlib
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

import orjson

from newscrawl.dedupe import consonant_hash, signature
from newscrawl.exporters.files import OutputError
from newscrawl.exporters.output_format import decompressed, is_manifest, kind_of, zstd
from newscrawl.items import SCHEMA_VERSION, TIMESTAMP
from newscrawl.report.manifest import REPLACES, run_ids
from newscrawl.state import ArticleState
from newscrawl.state.written import WrittenArticle

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from newscrawl.objects.store import Store as Place
    from newscrawl.state import Output
    from newscrawl.state.written import RebuildStore

logger = logging.getLogger(__name__)

NextRevisit: TypeAlias = "Callable[[str, str | None], str | None]"
"""Returns when an article is fetched again, from the times of its first sight and its publication."""

_BATCH_LINES: Final = 500
"""Lines that are compared and stored in one transaction: about a quarter of a second."""

_PROGRESS_LINES: Final = 50_000
"""Lines between two messages of progress: about half a minute."""

_NAMED_AFTER_RUN: Final = re.compile(r"manifest-(?P<run>.+)\.json")
"""Name of a manifest that tells its run."""

_FIRST_NAME: Final = "manifest.json"
"""Name of the manifest of the first run of an output."""

_DAMAGE: Final[tuple[type[Exception], ...]] = (EOFError, zlib.error, gzip.BadGzipFile, zstd.ZstdError)
"""What reading a damaged compressed file raises."""


_NO_TIME: Final = "1970-01-01T00:00:00+00:00"
"""Time of the fetch of a record that has none."""


class FinishedRun(NamedTuple):
    """A manifest."""

    name: str
    """Relative to the place."""

    content: dict[str, Any]

    @property
    def ids(self) -> set[str]:
        """The runs that it stands for."""
        named = _NAMED_AFTER_RUN.fullmatch(self.name)
        return run_ids(self.content) | ({named["run"]} if named else set())

    @property
    def own_ids(self) -> set[str]:
        """The manifests that it stands for: itself, or those that it replaces. A fleet's run, unlike its batches, is in many manifests."""
        replaced = {str(entry["crawl_id"]) for entry in self.content.get(REPLACES, ())}
        return replaced or {str(self.content["crawl_id"])}

    def order(self) -> tuple[str, bool, str]:
        """Return a key by which runs are sorted in the order in which they began. The first one's name has no id."""
        return str(self.content.get("started", "")), self.name != _FIRST_NAME, self.name

    def is_known(self, known: Collection[str]) -> bool:
        """Return whether the state knows all its articles."""
        return run_ids(self.content) <= set(known)

    @property
    def schema(self) -> str:
        """The version of its records."""
        return str(self.content["versions"]["schema"])

    @property
    def files(self) -> dict[str, int]:
        """Its files of articles, and their numbers of lines."""
        entries = ((str(entry["name"]), int(entry["lines"])) for entry in self.content["files"])
        return {name: lines for name, lines in entries if kind_of(PurePosixPath(name)) == "articles"}


@dataclass(slots=True)
class Rebuilt:
    """What was taken in."""

    articles: int = 0
    """Revisions that the state lacked."""

    lines: int = 0
    """Lines of articles that were read."""

    files: int = 0
    runs: int = 0
    problems: list[str] = field(default_factory=list)
    """Files that are gone or damaged, a sentence each."""


def _log_progress(done: Rebuilt) -> None:
    logger.info("Rebuilding the state: %d lines read, %d articles taken in so far", done.lines, done.articles)


class Rebuilder:
    """Takes the finished runs of one place, a directory or a bucket, into a state."""

    def __init__(
        self,
        store: RebuildStore,
        place: Place,
        *,
        site: str | None = None,
        next_revisit: NextRevisit | None = None,
        progress: Callable[[Rebuilt], object] | None = None,
        accepts_loss: bool = False,
    ) -> None:
        """Take in every site, or one; ``progress`` is called now and then, by default a line of the log.

        With ``accepts_loss`` a run is known though a file of it is gone or damaged. Without ``next_revisit`` the articles are not fetched again until their source says so.
        """
        self._store, self._place, self._site, self._next_revisit = store, place, site, next_revisit
        self._progress, self._accepts_loss = progress or _log_progress, accepts_loss
        self.done = Rebuilt()
        self._whole = 0
        """Whole lines of the present file."""

    def take_in(self, runs: Iterable[FinishedRun], *, known: Collection[str] = ()) -> Rebuilt:
        """Take in runs, but for the lines of those that are ``known``, in the order in which they began.

        Raises :class:`OutputError` for a file that cannot be read now, and for a run of a later version of newscrawl.
        """
        ordered = sorted(runs, key=FinishedRun.order)
        for run in ordered:
            self._check_version(run)
        left = Counter(crawl_id for run in ordered for crawl_id in run.ids)
        for run in ordered:
            self.done.runs += 1
            before = len(self.done.problems)
            for name, lines in sorted(run.files.items()):
                if problem := self._file(name, lines, known):
                    self.done.problems.append(problem)
            if self._accepts_loss or len(self.done.problems) == before:
                left.subtract(run.ids)
            if self._site is None:  # The lines of a fleet's run are in several batches.
                self._store.add_finished_runs(sorted(one for one in run.ids if not left[one]))
        return self.done

    def _check_version(self, run: FinishedRun) -> None:
        schema = run.schema
        if int(schema.partition(".")[0]) > int(SCHEMA_VERSION.partition(".")[0]):
            raise OutputError(
                f"{self._place.url}/{run.name} was written by a newer newscrawl (record {schema}, this one reads {SCHEMA_VERSION}), and "
                "the state does not know its articles. Nothing was fetched. Upgrade newscrawl, or choose another --output."
            )

    def take_in_file(self, name: str) -> int:
        """Take in what is whole of a file that no manifest lists; return the number of its articles that the state lacked."""
        before = self.done.articles
        if problem := self._file(name, None, ()):
            logger.warning("%s", problem)
        return self.done.articles - before

    def take_in_part(self, part: Path, output: Output) -> None:
        """Take in a part file of whole lines; ``output`` is what the state will say of it."""
        end = 0
        with part.open("rb") as lines:
            for batch in iter(lambda: list(islice(lines, _BATCH_LINES)), []):
                found = []
                for line in batch:
                    end += len(line)
                    found.append((line, replace(output, bytes=end)))
                self._batch(found, ())

    def _file(self, name: str, expected: int | None, known: Collection[str]) -> str:
        """Take in a file; return what is wrong with it. ``expected`` is the number of lines that its manifest says."""
        title = f"{self._place.url}/{name}"
        self._whole = 0
        try:
            with self._place.open(name) as file, closing(decompressed(file, name)) as lines:
                self.done.files += 1
                self._lines(lines, known)
        except FileNotFoundError:
            return f"{title} is gone, with {expected or 'its'} articles"
        except _DAMAGE as error:
            return f"{title} is damaged ({error}): only {self._whole:,} of its articles can be read"
        except OSError as error:
            raise OutputError(
                f"{title} cannot be read: {error.strerror}. The state does not know its articles, so that they would be written twice. "
                "Nothing was fetched; remove the cause and run again."
            ) from error
        if expected is not None and self._whole != expected:
            return f"{title} is damaged: {self._whole:,} of its {expected:,} articles can be read"
        return ""

    def _lines(self, lines: Iterable[bytes], known: Collection[str]) -> None:
        """Take in the lines of a finished file. What was read before a damage is taken in, too."""
        batch: list[tuple[bytes, Output | None]] = []
        try:
            for line in lines:
                batch.append((line, None))
                if len(batch) == _BATCH_LINES:
                    self._batch(batch, known)
                    batch = []
        except _DAMAGE:
            self._batch(batch, known)
            raise
        self._batch(batch, known)

    def _batch(self, batch: Sequence[tuple[bytes, Output | None]], known: Collection[str]) -> None:
        """Take in some lines."""
        found, written = [], []
        for line, output in batch:
            record = _record(line)
            article = _written(record, output) if record else None
            if record is None or article is None:
                continue
            self._whole += 1
            written.append(article)
            is_wanted = self._site in {None, article.state.site} and article.crawl_id not in known
            if is_wanted and self._store.lacks(article):
                found.append(self._completed(article, record))
        if found:
            self.done.articles += self._store.take_in(found)
        self._store.drop_waiting(written)
        before, self.done.lines = self.done.lines, self.done.lines + len(batch)
        if before // _PROGRESS_LINES != self.done.lines // _PROGRESS_LINES:
            self._progress(self.done)

    def _completed(self, article: WrittenArticle, record: Mapping[str, Any]) -> WrittenArticle:
        """Return an article with what takes time to compute."""
        state = article.state
        consonants = consonant_hash(record["headline"], record["text"])
        again = self._next_revisit(state.first_seen, state.date_published) if self._next_revisit else None
        return replace(
            article,
            state=replace(state, consonant_hash=consonants),
            signature=signature(record["text"]),
            next_revisit=again,
        )


def _record(line: bytes) -> dict[str, Any] | None:
    """Return the record of a line, ``None`` if it is none."""
    try:
        found = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, dict) else None


def _written(record: Mapping[str, Any], output: Output | None) -> WrittenArticle | None:
    """Return the article of a record, ``None`` if it is no whole record of an article."""
    try:
        fetch, rules = record["fetch"], record["normalization"]
        texts = [record[name] for name in ("id", "site", "url", "requested_url", "content_hash", "headline")]
        times = [record[name] for name in ("date_published", "date_fetched", "date_first_seen")]
        may_be_none = [fetch["etag"], fetch["last_modified"], record["cluster_id"], record["crawl_id"], *times]
        is_right = all(isinstance(text, str) and text for text in texts) and all(
            text is None or isinstance(text, str) for text in may_be_none
        )
        if not is_right or not isinstance(record["text"], str) or type(record["revision"]) is not int:
            return None
        if record["revision"] < 1 or not all(time is None or TIMESTAMP.fullmatch(time) for time in times):
            return None
        published, fetched, first_seen = times
        seen = fetched or first_seen or _NO_TIME
        found = WrittenArticle(
            state=ArticleState(
                id=record["id"],
                site=record["site"],
                url=record["url"],
                revision=record["revision"],
                content_hash=record["content_hash"],
                date_published=published,
                first_seen=first_seen or seen,
                last_seen=seen,
                text_rules=f"{rules['version']} {rules['tone_style']}",
            ),
            crawl_id=record["crawl_id"] or "",
            requested_url=record["requested_url"],
            etag=fetch["etag"],
            last_modified=fetch["last_modified"],
            month=(published or seen)[: len("2026-03")],
            cluster_id=record["cluster_id"],
            output=output,
        )
    except (KeyError, TypeError):
        return None
    try:
        return found if found.keys else None
    except ValueError:
        return None  # an address that is none


# -- which runs are finished ---------------------------------------------------------------------------------------------


def finished_runs(
    place: Place, *, known: Collection[str] = (), names: Iterable[str] | None = None
) -> list[FinishedRun]:
    """Return the finished runs of a place, but for those that are ``known`` by the names of their manifests (``names``, if they were listed).

    Raises :class:`OutputError` for a damaged manifest, unless it is that of the first run and others are known.
    """
    found = []
    for name in manifest_names(place) if names is None else names:
        if run_named(name) in known:
            continue
        try:
            run = _read(place, name)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            if known and name == _FIRST_NAME:
                logger.warning("%s/%s is damaged: %r", place.url, name, error)
                continue
            raise OutputError(
                f"{place.url}/{name} is damaged: {error!r}. The state does not know which articles it lists, so that they would be "
                "written twice. Nothing was fetched. Restore it, or move it away with its files, and run again."
            ) from error
        if run:
            found.append(run)
    return found


def run_named(name: str) -> str | None:
    """Return the run, or the batch, that a manifest is named after; ``None`` for that of the first run."""
    named = _NAMED_AFTER_RUN.fullmatch(name)
    return named["run"] if named else None


def manifest_names(place: Place) -> list[str]:
    """Return the names of the manifests of a place. Those in its subdirectories belong to other outputs."""
    return sorted(name for name in place.top_names() if is_manifest(name))


def _read(place: Place, name: str) -> FinishedRun | None:
    """Return a run by its manifest; ``None`` if it is gone, because it was joined, or is no manifest of a run."""
    data = place.read(name)
    if data is None:
        return None
    content = orjson.loads(data)
    if "crawl_id" not in content or "files" not in content:
        return None
    run = FinishedRun(name, content)
    int(run.schema.partition(".")[0])  # raises what a damaged manifest raises, as the next line does
    return run if run.ids and run.files is not None else None
