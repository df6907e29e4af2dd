"""What a process does before it writes into a state in PostgreSQL: it compares the state with what lies in the output.

The database was lost or emptied, an older backup was restored, or a copy of it that was behind took over. Then finished batches, or runs of
a state that was copied from SQLite, are in the output and not in the state. They are taken in (:mod:`newscrawl.archive.rebuild`), and lines
that wait in the database though a finished file has them are dropped, so that no article is written twice. Removals on request
are compared with the list in the output (:mod:`newscrawl.archive.removal_list`).

A process does this once, at its start: workers that are running when a database is replaced lose their connections and end. Of several
that start at the same time one takes in, and the others wait. Where the state knows all manifests, only their names and ``removed.json`` are read.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Final

from newscrawl.archive.rebuild import Rebuilder, finished_runs, manifest_names, run_named
from newscrawl.archive.reconciliation import NO_FILES, take_in_unlisted
from newscrawl.archive.removal_list import compare_removals
from newscrawl.exporters.files import OutputError
from newscrawl.objects.local import LocalStore

if TYPE_CHECKING:
    from newscrawl.archive.rebuild import FinishedRun, NextRevisit
    from newscrawl.objects.store import Store as Place
    from newscrawl.state.postgres.store import PostgresStore

logger = logging.getLogger(__name__)

_BATCH_NUMBER: Final = re.compile(r"-b(\d+)\.")
"""Number of a batch in the name of its manifest."""

_TAKEN_IN: Final = "%s did not know %d finished batches or runs of %s: %d articles of %d files were taken in, so that they are not written again"

_INCOMPLETE: Final = (
    "{problem}, and {state} does not know the others ({count} such files). Nothing was fetched. Restore the file, or a later copy of the database, "
    "and run again. If the file is lost, `newscrawl state rebuild {place} --state {state}` takes in what is there; the next run fetches the "
    "other articles again."
)


def reconcile_shared(store: PostgresStore, place: Place, *, next_revisit: NextRevisit | None) -> None:
    """Bring the state up to what lies in the output. Raises :class:`OutputError`."""
    # The names are read before the state: a batch that is sealed in between is known then.
    names = list(manifest_names(place))
    if not names and store.has_written():
        logger.warning(NO_FILES, store.counts()["articles"], place.url)
    if _unknown(store, place, names):
        with store.rebuilding():
            store.skip_batches(max(int(found[1]) for name in ("-b1.", *names) if (found := _BATCH_NUMBER.search(name))))
            _take_in(store, place, _unknown(store, place, names), next_revisit)
    compare_removals(store, place)


def _unknown(store: PostgresStore, place: Place, names: list[str]) -> list[FinishedRun]:
    """Return the finished batches and runs that the state does not know. Only manifests whose names it does not know are read."""
    known = store.finished_among(run for name in names if (run := run_named(name)))
    unread = finished_runs(place, known=known, names=names)
    known |= store.finished_among(set[str]().union(*(run.own_ids for run in unread)))
    is_known = {run.name: run.own_ids <= known for run in unread}
    if joined := {named for name, is_one in is_known.items() if is_one and (named := run_named(name))}:
        store.add_finished_runs(joined)  # so that a joined manifest is not read again
    return [run for run in unread if not is_known[run.name]]


def _take_in(store: PostgresStore, place: Place, runs: list[FinishedRun], next_revisit: NextRevisit | None) -> None:
    is_first = store.is_unused()
    compare_removals(store, place)
    found = Rebuilder(store, place, next_revisit=next_revisit)
    done = found.take_in(runs)
    if done.problems:
        raise OutputError(
            _INCOMPLETE.format(problem=done.problems[0], count=len(done.problems), place=place.url, state=store.path)
        )
    if is_first and isinstance(place, LocalStore):
        take_in_unlisted(found, place, runs)
    if done.articles:
        logger.warning(
            _TAKEN_IN, store.path, sum(bool(run.files) for run in runs), place.url, done.articles, done.files
        )
