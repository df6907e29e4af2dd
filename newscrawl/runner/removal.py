"""Removes articles on request: ``newscrawl remove``. :mod:`newscrawl.archive.removal` describes the protocol."""

from __future__ import annotations

from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from newscrawl import sites
from newscrawl.archive.foreign import READ_SUFFIXES
from newscrawl.archive.removal import RemovalPlan, article_without, rewrite, same_in_spool
from newscrawl.archive.removal_list import save_removals
from newscrawl.archive.removal_traces import Traces, find_traces, mentioned_in_open_files
from newscrawl.export.compaction import recover
from newscrawl.exporters.output_format import kind_of
from newscrawl.objects.local import RewritingStore
from newscrawl.objects.opening import open_store
from newscrawl.runner.errors import UsageError
from newscrawl.state import (
    DatabaseAddress,
    MemoryStore,
    OpenedStore,
    Place,
    SiteLockedError,
    address_key,
    clock,
    open_or_create_store,
    site_lock,
    state_exists,
)
from newscrawl.state.removals import Removal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from newscrawl.objects.store import Store


@dataclass(slots=True)
class Removed:
    """What a removal found, and did unless it was a dry run."""

    articles: dict[str, str] = field(default_factory=dict)
    """Ids and their sites, also of articles that are in no file."""

    traces: Traces = field(default_factory=Traces)
    finished: int = 0
    """Earlier removals that were killed, and are finished now."""


def remove_articles(
    output: Path,
    state: Place,
    *,
    ids: Sequence[str],
    addresses: Sequence[str],
    reason: str,
    dry_run: bool = False,
    remote: str | None = None,
) -> Removed:
    """Remove articles, named by their ids or any of their addresses, from the files of ``output`` and from the state.

    ``remote`` is the bucket that holds the files; ``output`` is its spool then. Finishes earlier removals first. Raises :class:`~newscrawl.runner.errors.UsageError` for a word that is neither an id nor an
    address, :class:`~newscrawl.state.SiteLockedError` while a crawl of the site runs,
    :class:`~newscrawl.exporters.files.OutputError` if a file cannot be read or written, and
    :class:`~newscrawl.state.StateError`.
    """
    now = clock.timestamp()
    files: Store = open_store(remote) if remote else RewritingStore(output)
    spool = output if remote else None
    with ExitStack() as stack:
        is_new = dry_run and not state_exists(state)
        store: OpenedStore = stack.enter_context(closing(MemoryStore() if is_new else open_or_create_store(state)))
        removed = Removed()
        targets, keys = _targets(store, ids, addresses)
        if not dry_run:
            stack.enter_context(files.locked())  # keeps exports and compactions out
            recover(files)
            removed.finished = finish_removals(files, store, spool)
            for site in sorted(set(targets.values())):
                stack.enter_context(site_lock(state, site, now=now))
            _close_open_files(output, state, set(targets), keys, remote)
        if not targets:
            return removed
        removed.traces = traces = find_traces(files, set(targets), keys)
        removed.articles = {**targets, **traces.articles}
        if dry_run:
            return removed
        for article_id in removed.articles:
            keys |= set(store.article_keys(article_id))
        every = {url: sites.of(url).name for url in sorted({*addresses, *traces.urls})}
        plan = RemovalPlan(
            ids=sorted(removed.articles),
            keys=sorted(keys | {address_key(url) for url in every}),
            records=sorted(traces.records),
            files=sorted(traces.files),
            time=now,
        ).dumps()
        store.remove(
            Removal(articles=removed.articles, addresses=every, reason=reason, time=now),
            plan=plan,
            without=partial(article_without, ids=set(removed.articles)),
        )
        finish_removals(files, store, spool)
    return removed


def finish_removals(files: Store, store: OpenedStore, spool: Path | None = None) -> int:
    """Rewrite the files of removals that are decided; return their number. ``spool`` is that of a bucket."""
    plans = store.rewrites()
    if plans:
        save_removals(store, files)
    for plan in plans:
        rewrite(files, RemovalPlan.loads(plan))
        if spool:
            same_in_spool(files, spool)
        store.finish_rewrite(plan)
    return len(plans)


def _targets(store: OpenedStore, ids: Sequence[str], addresses: Sequence[str]) -> tuple[dict[str, str], set[int]]:
    """Return the articles that are meant, by id with their sites, and the keys of their addresses."""
    found: dict[str, str] = {}
    keys: set[int] = set()
    for article_id in ids:
        site, colon, key = article_id.rpartition(":")
        if not colon or not site or not key or "://" in article_id:
            raise UsageError(f"{article_id!r} is no id of an article, SITE:KEY; an address is given with --url")
        found[article_id] = site
    for url in addresses:
        try:
            own = {address_key(url), address_key(sites.canonical(url))}
        except ValueError:
            raise UsageError(f"{url!r} is no address of an article, https://…; an id is given with --id") from None
        keys |= own
        known = {known for key in own if (known := store.article_at(key))} or {sites.article_id(url)}
        found |= dict.fromkeys(known, sites.of(url).name)
    for article_id in found:
        keys |= set(store.article_keys(article_id))
        if known_article := store.article(article_id):
            found[article_id] = known_article.site
    return found, keys


def _close_open_files(output: Path, state: Place, ids: set[str], keys: set[int], remote: str | None) -> None:
    """Close the files of dead runs that hold the articles. Raises :class:`SiteLockedError` if a running one holds them.

    Of a bucket, every file that a dead run has left in the spool is put into it first.
    """
    is_open = _left_in_spool(output) if remote else mentioned_in_open_files(output, ids, keys)
    # Lines in a database belong to no file yet. They are written into one, where they can be changed.
    if not is_open and not isinstance(state, DatabaseAddress):
        return
    from newscrawl.archive import outbox_run  # noqa: PLC0415 - imports what writes files, which few removals need
    from newscrawl.archive.run import OutputLocation  # noqa: PLC0415 - as above

    outbox_run.acquire(OutputLocation(output, state, remote=remote)).release()
    if held := mentioned_in_open_files(output, ids, keys):
        raise SiteLockedError(
            f"{held[0]} of a run that goes on holds the article or a link to it. Wait for the run to end, or stop it "
            "(nothing is lost), and remove again."
        )


def _left_in_spool(spool: Path) -> bool:
    """Return whether a spool holds lines or pages that are not in the bucket."""
    return any(kind_of(path) or path.name.endswith((".part", *READ_SUFFIXES)) for path in spool.rglob("*"))
