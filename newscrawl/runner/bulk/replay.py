"""Replays archives with all processor cores: ``newscrawl replay --jobs``.

1. **Read.** Each file is a task. A worker reads its pages and writes the articles, with the signatures of their texts and the
   lines that they give if they are new, to a spool file beside the output. A finished spool file is renamed: a killed replay begins
   with the files that have none.
2. **Write.** This process takes the articles of all spool files in the order of their requests, finds revisions and near
   duplicates over the whole, and writes the files of a run into the spool directory. It copies the lines of an article that is new and
   of none like it, and reads the others from the spool file once more: nine tenths of the writing is done by the workers.
3. **Move.** The files get their places in the output, the manifest last, and the spool directory is deleted.

The order of the articles, their ids and the id of the run follow from the input alone. The lines are therefore the same for
every number of jobs, and after a kill.
"""

from __future__ import annotations

import heapq
import pickle
import secrets
import shutil
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

import orjson

from newscrawl import dates
from newscrawl.archive.entry import entry_of
from newscrawl.archive.replay import host_of, is_plain_article, read_archives
from newscrawl.archive.run import OutputLocation, Run
from newscrawl.dedupe import signature
from newscrawl.file_sync import sync_file
from newscrawl.pipelines.duplicates import Deduplicator
from newscrawl.pipelines.rejection import Rejected
from newscrawl.pipelines.validate import check
from newscrawl.report import manifest
from newscrawl.runner.bulk.archives import read_saved
from newscrawl.runner.bulk.engine import check_stop, new_file, report_share
from newscrawl.runner.bulk.pages import UnreadablePageError
from newscrawl.runner.bulk.spool_files import SpoolFiles
from newscrawl.runner.errors import UsageError
from newscrawl.runner.result import CrawlResult
from newscrawl.state import SiteLock, address_key, clock

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newscrawl.archive.entry import Entry
    from newscrawl.archive.records import Record
    from newscrawl.archive.replay import SavedPage
    from newscrawl.dedupe import Signature
    from newscrawl.exporters.output_format import OutputFormat
    from newscrawl.extensions.plain_settings import SettingValues
    from newscrawl.items import Article
    from newscrawl.runner.bulk.archives import Filters
    from newscrawl.runner.bulk.engine import Engine, Show
    from newscrawl.runner.bulk.pages import Reading

SPOOL: Final = ".replay"
"""Directory in the output that holds the spool files until the replay is finished."""

_DECISIVE: Final = (
    "NEWSCRAWL_NEAR_DUPLICATES",
    "NEWSCRAWL_NEAR_DUPLICATES_MONTHS",
    "NEWSCRAWL_NEAR_DUPLICATES_KEEP",
    "NEWSCRAWL_DENYLIST",
)
"""Settings that decide what is written."""

_TABLE_PAGES: Final = 256
"""Pages of a table that are one task."""

_SCAN_SHARE: Final = 0.2
"""Share of the time of a file that passes before its first page is read: its records are listed first."""

_JUDGED: Final = ("revision", "date_first_seen", "near_duplicate_of", "similarity", "cluster_id")
"""Fields that depend on the articles before."""

_LATEST: Final = 1 << 62
"""Sorts pages without a time last."""


class _Page(NamedTuple):
    """An article in a spool file."""

    light: Article
    """Without its texts, pictures and links: what decides whether it is new."""

    entry: Entry
    """What is written of it if it is new."""

    signature: Signature | None
    keys: list[int]
    """Of its addresses."""

    packed: bytes
    """All of the article, pickled."""

    @property
    def whole(self) -> Article:
        """All of the article."""
        return cast("Article", pickle.loads(self.packed))  # noqa: S301 - this program wrote the file


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What is replayed, and how."""

    files: Sequence[Path]
    """WARC archives."""

    pages: Sequence[SavedPage] = ()
    """The pages of a table, if no archives are given."""

    reading: Reading
    filters: Filters
    engine: Engine
    output: Path
    output_format: OutputFormat
    settings: SettingValues
    """Settings of duplicates and of the denylist."""

    @property
    def crawl_id(self) -> str:
        """The id of the run."""
        return f"replay-{self.key}"

    @property
    def key(self) -> str:
        """A hash of everything that the output depends on."""
        seen = [[str(path), path.stat().st_size, path.stat().st_mtime_ns] for path in self.files]
        near = [self.settings[name] for name in sorted(_DECISIVE)]
        text = repr((seen, [page.url for page in self.pages], self.reading, self.filters, self.output_format, near))
        return blake2b(text.encode(), digest_size=6).hexdigest()


@dataclass(slots=True)
class _Spooled:
    """What a worker says of its task."""

    name: str
    """Of the spool file."""

    entries: list[tuple[int, int]] = field(default_factory=list)
    """Time and place of each article, in order."""

    fates: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Pages that gave no article, by host and fate."""

    damages: list[str] = field(default_factory=list)

    def dumps(self) -> bytes:
        """Return it as JSON."""
        fates = [[host, fate, count] for (host, fate), count in sorted(self.fates.items())]
        return orjson.dumps({"name": self.name, "entries": self.entries, "fates": fates, "damages": self.damages})

    @classmethod
    def loads(cls, data: bytes) -> _Spooled:
        """Return what :meth:`dumps` wrote."""
        read = orjson.loads(data)
        fates = Counter({(host, fate): count for host, fate, count in read["fates"]})
        return cls(read["name"], [(time, place) for time, place in read["entries"]], fates, read["damages"])


def replay_in_parallel(replay: Replay, *, show: Show) -> CrawlResult:
    """Replay archives or a table of pages; return how it ended.

    ``show`` is called when the workers run, with the shares (0 to 1) of the files that are read; they change while it is used.
    It returns a function that ends the display. Raises :class:`UsageError` if the output holds another run,
    :class:`~newscrawl.archive.replay.ReplayError`, :class:`~newscrawl.exporters.files.OutputError`,
    :class:`~newscrawl.runner.bulk.engine.WorkerError`, :class:`~newscrawl.state.SiteLockedError`.
    """
    if done := _finished(replay):
        # The same command again: its machine was lost before anybody heard that it had ended.
        shutil.rmtree(replay.output / SPOOL, ignore_errors=True)
        return _result(done, replay.output)
    spool = replay.output / SPOOL
    spool.mkdir(parents=True, exist_ok=True)
    with SiteLock(spool, "replay", now=clock.timestamp()):
        work = spool / replay.key
        ready = work / "out" / "manifest.json"
        if not ready.exists():
            if any(replay.output.glob("manifest*.json")):
                raise UsageError(f"{replay.output} holds a run already; --jobs writes into an empty directory")
            shutil.rmtree(work / "out", ignore_errors=True)
            work.mkdir(exist_ok=True)
            spooled = _read(replay, work, show)
            _write(replay, work, spooled)
        found = orjson.loads(ready.read_bytes())
        _move(work / "out", replay.output)
        shutil.rmtree(spool)
    return _result(found, replay.output)


def _finished(replay: Replay) -> dict[str, Any] | None:
    """Return the manifest of this very replay if it is in its place in the output."""
    path = replay.output / "manifest.json"
    if not path.exists():
        return None
    found: dict[str, Any] = orjson.loads(path.read_bytes())
    return found if found.get("crawl_id") == replay.crawl_id else None


# -- reading -----------------------------------------------------------------------------------------------------------


def _read(replay: Replay, work: Path, show: Show) -> list[_Spooled]:
    """Let workers read all files; return what they spooled, in the order of the files."""
    tasks: list[tuple[int, Path | Sequence[SavedPage]]] = [
        (number, path.absolute()) for number, path in enumerate(replay.files)
    ]
    if replay.pages:
        starts = range(0, len(replay.pages), _TABLE_PAGES)
        tasks = [(number, replay.pages[start : start + _TABLE_PAGES]) for number, start in enumerate(starts)]
    sizes = [source.stat().st_size if isinstance(source, Path) else 0 for _, source in tasks]
    function = partial(
        _spool, reading=replay.reading, filters=replay.filters, crawl_id=replay.crawl_id, work=work.absolute()
    )
    return list(replay.engine.run(function, tasks, sizes=sizes, show=show))


def _spool(
    task: tuple[int, Path | Sequence[SavedPage]], *, reading: Reading, filters: Filters, crawl_id: str, work: Path
) -> _Spooled:
    """Read the pages of a file, and write its articles to a spool file, unless an earlier attempt has done that."""
    number, source = task
    index = work / f"{number}.json"
    if not index.exists():
        # Two attempts may run at once on a cluster. Each has a spool file of its own, and the index that stays names one of them.
        spooled = _Spooled(f"{number}.{secrets.token_hex(6)}.spool")
        with (work / spooled.name).open("wb") as out:
            for page, share in _pages(source, filters, spooled):
                check_stop()
                report_share(share)
                if article := _read_one(page, reading, filters, spooled):
                    time = dates.to_epoch(article.date_fetched)
                    spooled.entries.append((_LATEST if time is None else time, out.tell()))
                    pickle.dump(_prepared(article, crawl_id), out, protocol=pickle.HIGHEST_PROTOCOL)
            out.flush()
            sync_file(out.fileno())
        with new_file(index) as out:
            out.write(spooled.dumps())
    return _Spooled.loads(index.read_bytes())


def _pages(
    source: Path | Sequence[SavedPage], filters: Filters, spooled: _Spooled
) -> Iterator[tuple[SavedPage, float]]:
    """Yield the article pages of a file, and the share of the file that is read by then."""
    if not isinstance(source, Path):
        for place, page in enumerate(source):
            if page.kind == "article":
                yield page, place / len(source)
            else:
                spooled.fates[host_of(page.url) or "", "left_out/not_an_article"] += 1
        return
    size = source.stat().st_size or 1

    def refused(record: Record) -> str | None:
        check_stop()
        report_share(_SCAN_SHARE * record.offset / size)
        if (reason := filters.refused(record)) or filters.language is None or not is_plain_article(record):
            return reason
        # A page in another language is not remembered, and not read a second time: nine tenths of CC-NEWS.
        return filters.refused_page(record.body)

    archives = read_archives([source], refused=refused)
    for (host, reason), count in archives.left_out.items():
        spooled.fates[host, f"left_out/{reason}"] += count
    spooled.damages += archives.damages
    for place, page in enumerate(archives.pages):
        yield page, _SCAN_SHARE + (1 - _SCAN_SHARE) * place / len(archives.pages)


def _read_one(page: SavedPage, reading: Reading, filters: Filters, spooled: _Spooled) -> Article | None:
    """Read one page; note why it gives no article."""
    try:
        article = read_saved(page, reading, filters)
        check(article)
    except UnreadablePageError as error:
        spooled.fates[host_of(page.url) or "", error.reason] += 1
        return None
    except Rejected as error:
        spooled.fates[host_of(page.url) or "", f"{error.outcome.value}/{error.reason}"] += 1
        return None
    return article


def _prepared(article: Article, crawl_id: str) -> _Page:
    """Return an article as it is spooled."""
    article = replace(article, crawl_id=crawl_id, date_first_seen=article.date_fetched)
    return _Page(
        light=replace(
            article,
            text=article.text[:1],
            extraction=replace(article.extraction, field_sources=[], warnings=[]),
            sections=[],
            authors=[],
            breadcrumbs=[],
            keywords=[],
            images=[],
            videos=[],
            related_links=[],
            outbound_links=[],
        ),
        entry=entry_of(article, first_seen=_first_seen(article)),
        signature=signature(article.text),
        keys=list({address_key(article.requested_url), address_key(article.url)}),
        packed=pickle.dumps(article, protocol=pickle.HIGHEST_PROTOCOL),
    )


def _first_seen(article: Article) -> str:
    return article.date_first_seen or article.date_fetched or clock.timestamp()


# -- writing -----------------------------------------------------------------------------------------------------------


def _write(replay: Replay, work: Path, spooled: Sequence[_Spooled]) -> None:
    """Write the files of a run from all spool files."""
    run = Run.acquire(OutputLocation(work / "out", None, replay.output_format), crawl_id=replay.crawl_id)
    stats: dict[str, Counter[str]] = {}
    counted: Counter[str] = Counter()

    def count(name: str) -> None:
        counted[name] += 1

    deduplicator = Deduplicator(run, replay.settings, count)
    try:
        for one in spooled:
            run.pages.update(one.fates)
        entries = [[(time, number, place) for time, place in one.entries] for number, one in enumerate(spooled)]
        with SpoolFiles([work / one.name for one in spooled]) as files:
            for _, number, place in heapq.merge(*(sorted(one) for one in entries)):
                page: _Page = pickle.load(files.at(number, place))  # noqa: S301 - this program wrote the file
                site = stats.setdefault(page.light.site, Counter())
                fate = _commit(run, deduplicator, page)
                site[f"newscrawl/{fate}" if "/" in fate else f"newscrawl/written/{fate}"] += 1
                run.pages[host_of(page.light.requested_url) or "", fate] += 1
        run.sites = {name: manifest.site_report(site, reason="finished") for name, site in sorted(stats.items())}
    except BaseException:
        run.abandon()  # its files are written anew by the next attempt
        raise
    run.release()


def _commit(run: Run, deduplicator: Deduplicator, page: _Page) -> str:
    """Commit an article; return its fate: ``new``, ``revised``, or why it is not written."""
    # A known article is compared by its text, a denylist by its links.
    is_light = not deduplicator.reads_links and run.store.article(page.light.id) is None
    given = page.light if is_light else page.whole
    try:
        item = deduplicator.judge(given, sign=lambda _: page.signature)
    except Rejected as error:
        return f"{error.outcome.value}/{error.reason}"
    if item == page.light:
        run.commit_entry(page.entry, keys=page.keys)
    else:
        judged = {name: getattr(item, name) for name in _JUDGED}
        links = page.whole.related_links if is_light else item.related_links
        item = replace(page.whole, related_links=links, **judged)
        run.commit(item, keys=page.keys, first_seen=_first_seen(item))
    return "new" if item.revision == 1 else "revised"


def _move(source: Path, output: Path) -> None:
    """Move the files of a finished run to their places, the manifest last. May be repeated."""
    files = [path for path in source.rglob("*") if path.is_file() and path.name != "manifest.json"]
    for path in [*sorted(files), source / "manifest.json"]:
        target = output / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.rename(target)


def _result(found: dict[str, Any], output: Path) -> CrawlResult:
    """Return the result of a run from its manifest."""
    files = [manifest.FileReport(**entry) for entry in found["files"]]
    stats: dict[str, manifest.SiteReport] = {}
    for name, site in found["sites"].items():
        counts = {f"newscrawl/known/{reason}": number for reason, number in site["known"].items()}
        stats[name] = replace(manifest.site_report(counts, reason="finished"), new=site["new"], revised=site["revised"])
    kept = {name: found[name] for name in ("crawl_id", "started", "finished", "exit_code", "configuration", "versions")}
    report = manifest.Manifest(**kept, sites=stats, files=files, pages=found["pages"])
    return CrawlResult(manifest=report, output=output, files=[output / file.name for file in files])
