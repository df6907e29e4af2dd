"""What a run does before anything else: it compares the state with what lies in the output, so that no article is written twice.

- Finished runs that the state does not know are taken in (:mod:`newscrawl.archive.rebuild`).
- A part file of a run that the state does not know, and whose process is dead, is adopted: its articles become known, its edges are
  derived anew, and the run is continued as any other dead run. Every step may be repeated after a kill; the row of the part
  file, which is stored last, decides.
- Removals on request are compared with the list in the output (:mod:`newscrawl.archive.removal_list`).

This holds for a state in SQLite; :mod:`newscrawl.archive.shared_reconciliation` does it for one in PostgreSQL. The manifests of a
bucket are in the spool, too; the bucket itself is listed once in each process, because an older copy of the spool lacks some of them.
"""

from __future__ import annotations

import logging
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Final

import orjson

from newscrawl.archive.part_files import archived_lines, whole_lines
from newscrawl.archive.rebuild import Rebuilder, finished_runs, manifest_names
from newscrawl.archive.removal_list import compare_removals
from newscrawl.exporters.files import LineFile, OutputError
from newscrawl.exporters.json_lines import edge_lines
from newscrawl.exporters.output_format import ENDINGS, JOINED_NAME, article_files, kind_of
from newscrawl.items import edges_of
from newscrawl.objects.local import LocalStore
from newscrawl.objects.opening import open_store
from newscrawl.state import Output, SQLiteStore

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from pathlib import Path

    from newscrawl.archive.rebuild import FinishedRun, NextRevisit, Rebuilt
    from newscrawl.objects.store import Store as Place
    from newscrawl.state import OpenedStore, Store

logger = logging.getLogger(__name__)

NO_FILES: Final = (
    "The state knows %d articles, but %s holds no run: they are not fetched again. If their files are lost, "
    "`newscrawl state forget --site NAME` makes newscrawl fetch them again"
)
_TAKEN_IN: Final = (
    "The state did not know %d finished runs of %s: %d articles of %d files were taken in, so that they are not written again. "
    "`newscrawl state forget --site NAME` is for a site that is to be fetched anew"
)

_INCOMPLETE: Final = (
    "{problem}, and the state does not know the others ({count} such files). Nothing was fetched. Restore the file and run again. If it is "
    "lost, `newscrawl state rebuild {place}` takes in what is there; the next run fetches the other articles again."
)
_OLDER: Final = (
    "%s is finished and in no manifest, and the state is older than it (run %s), a copy that was restored: "
    "%d articles that the state lacked were taken in, so that they are not written again"
)


_COMPARED: Final[set[tuple[Path, str]]] = set()
"""Spools and buckets that this process has compared."""


def warn_of_lost_files(store: Store, output: Path) -> None:
    """Warn if the state has articles, but the output has no runs."""
    has_runs = any(output.glob("manifest*.json"))
    if not has_runs and not store.outputs() and (known := store.counts()["articles"]):
        logger.warning(NO_FILES, known, output)


def reconcile(
    store: SQLiteStore,
    output: Path,
    remote: str | None,
    *,
    key: Callable[[Path], str],
    next_revisit: NextRevisit | None,
) -> None:
    """Bring the state up to what lies in the output; ``key`` returns the name of a file in the state. Raises :class:`OutputError`."""
    if not remote and not output.is_dir():
        return
    spool = LocalStore(output)
    # The names are read before the state: a run that finishes in between is known then.
    unread = finished_runs(spool, known=(known := store.finished_runs()))
    if remote and known:
        unread += _only_in_bucket(
            store, output, open_store(remote), known | set[str]().union(*(run.ids for run in unread))
        )
    runs = [run for run in unread if not run.is_known(known)]
    if new_names := set[str]().union(*(run.ids for run in unread if run not in runs)) - known:
        store.add_finished_runs(new_names)  # so that a joined manifest is not read again
    is_first = not known
    place: Place = open_store(remote) if remote and (is_first or runs) else spool
    if is_first or not remote:
        compare_removals(store, place)
    if is_first and remote:
        runs = finished_runs(place)
    found = Rebuilder(store, place, next_revisit=next_revisit)
    done = found.take_in(runs, known=known)
    if done.problems:
        raise OutputError(_INCOMPLETE.format(problem=done.problems[0], count=len(done.problems), place=place.url))
    if done.articles:
        logger.warning(_TAKEN_IN, sum(bool(run.files) for run in runs), place.url, done.articles, done.files)
    _adopt_parts(store, output, key=key, next_revisit=next_revisit)
    if is_first and isinstance(place, LocalStore):
        take_in_unlisted(found, place, runs)


def _only_in_bucket(store: SQLiteStore, spool: Path, bucket: Place, known: Collection[str]) -> list[FinishedRun]:
    """Return the finished runs of a bucket that neither the state nor the spool knows: an older copy of both was restored.

    A bucket is listed once by each process. One that cannot be reached keeps no crawl from its work: its files wait in the spool.
    """
    if (spool, bucket.url) in _COMPARED:
        return []
    try:
        names = manifest_names(bucket)
    except OutputError as error:
        logger.warning("%s What only the bucket knows of earlier runs is compared by a later start.", error)
        return []
    _COMPARED.add((spool, bucket.url))
    found = finished_runs(bucket, known=known, names=names)
    if found:
        compare_removals(store, bucket)
    return found


def rebuild(
    store: OpenedStore,
    place: Place,
    *,
    site: str | None,
    next_revisit: NextRevisit,
    progress: Callable[[Rebuilt], object],
) -> Rebuilt:
    """Take every finished run of a place into the state, whether it is known or not, of all sites or one. May be repeated.

    What was forgotten is known again, but for what was removed on request. Raises :class:`OutputError`.
    """
    compare_removals(store, place)
    found = Rebuilder(store, place, site=site, next_revisit=next_revisit, progress=progress, accepts_loss=True)
    runs = finished_runs(place)
    done = found.take_in(runs)
    if isinstance(place, LocalStore):
        take_in_unlisted(found, place, runs)
    return done


def take_in_unlisted(found: Rebuilder, place: LocalStore, runs: Collection[FinishedRun]) -> None:
    """Take in files that no manifest lists: their run was killed before it wrote one, and its state was lost."""
    listed = {place.directory / name for run in runs for name in run.files}
    for path in article_files(place.directory):
        name = path.relative_to(place.directory)
        if path in listed or any(part.startswith(".") for part in name.parts):
            continue
        if count := found.take_in_file(name.as_posix()):
            logger.warning("%s is in no manifest; its %d articles are not written again", path, count)


def take_in_closed(
    store: Store, output: Path, crawl_id: str, finished: Sequence[Path], next_revisit: NextRevisit | None
) -> None:
    """Take in the files of a run that was killed while it closed them, and whose closing plan the state lacks."""
    taken = 0
    if isinstance(store, SQLiteStore):
        found = Rebuilder(store, LocalStore(output), next_revisit=next_revisit)
        taken = sum(found.take_in_file(path.name) for path in finished if kind_of(path) == "articles")
    store.finish_run(crawl_id)
    logger.warning(_OLDER, finished[0], crawl_id, taken)


def remove_half_made(output: Path, articles: Path) -> None:
    """Remove what a run had copied from its part file when it was killed, if the state does not know how it was to be closed.

    The part file has all its lines, and the run goes on with it. What is in a manifest is complete, and stays.
    """
    stems = (articles.stem, articles.stem.replace("articles", "related", 1))
    names = [f"{stem}{ending}" for stem in stems for ending in ENDINGS]
    found = [path for name in names for path in (output / name, *output.glob(f"site=*/date=*/{name}")) if path.exists()]
    listed = {
        output / entry["name"]
        for run in (finished_runs(LocalStore(output)) if found else ())
        for entry in run.content["files"]
    }
    for path in found:
        if path not in listed:
            logger.info("%s was not finished, and is written anew", path)
            path.unlink()


def _adopt_parts(
    store: SQLiteStore, output: Path, *, key: Callable[[Path], str], next_revisit: NextRevisit | None
) -> None:
    """Adopt the part files of dead runs that the state does not know."""
    known = {row.path for row in store.outputs()}
    parts = [
        path
        for part in sorted(output.glob("articles*.jsonl.part"))
        if JOINED_NAME not in part.name
        and key(path := part.with_name(part.name.removesuffix(".part"))) not in known
        and part.stat().st_size
    ]
    if not parts:
        return
    finished = set().union(*(run.ids for run in finished_runs(LocalStore(output))))
    for path in parts:
        with ExitStack() as stack, suppress(BlockingIOError):  # its run is alive
            articles = LineFile(path)
            stack.callback(articles.close)
            crawl_id, size, lines = _own_lines(articles)
            if not lines:
                continue  # no run of newscrawl left it so: it stays as it is
            related = LineFile(path.with_name(path.name.replace("articles", "related", 1)))
            stack.callback(related.close)
            if crawl_id in finished:  # its run was killed before it removed what it had copied into another format
                articles.discard()
                related.discard()
                continue
            articles.cut(size, lines)
            _adopt(store, articles, related, crawl_id, key=key, next_revisit=next_revisit)


def _adopt(
    store: SQLiteStore,
    articles: LineFile,
    related: LineFile,
    crawl_id: str,
    *,
    key: Callable[[Path], str],
    next_revisit: NextRevisit | None,
) -> None:
    """Take the articles of a part file into the state, derive its edges anew, and let the state know of both files."""
    related.cut(0, 0)
    with articles.part.open("rb") as read:
        for line in read:
            links = edges_of(orjson.loads(line))
            related.append(edge_lines(links), len(links))
    articles.sync()
    related.sync()
    rows = [Output(path=key(f.path), crawl_id=crawl_id, bytes=f.bytes, lines=f.lines) for f in (articles, related)]
    found = Rebuilder(store, LocalStore(articles.path.parent), next_revisit=next_revisit)
    found.take_in_part(articles.part, rows[0])
    for row in reversed(rows):  # that of the articles last: with it the file is known
        store.put_output(row)
    logger.warning(
        "%s belongs to a run that this state did not know (%s): its %d articles are kept",
        articles.part, crawl_id, articles.lines,
    )  # fmt: skip


def _own_lines(articles: LineFile) -> tuple[str, int, int]:
    """Return the run of a part file, and bytes and lines of what is whole; no lines for a file that newscrawl did not name so."""
    whole = whole_lines(articles.part, articles.bytes)
    try:
        with articles.part.open("rb") as read:
            crawl_id = str(orjson.loads(read.readline())["crawl_id"])
        if articles.path.stem not in {"articles", f"articles-{crawl_id}"}:
            return "", 0, 0
        return (crawl_id, *archived_lines(articles.part, whole, crawl_id))
    except (ValueError, KeyError, TypeError):
        return "", 0, 0
