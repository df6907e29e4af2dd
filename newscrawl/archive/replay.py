"""Replay: saved pages that are read again without the network, from files listed in a table or from WARC files."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, get_args

from newscrawl import sites
from newscrawl.archive.records import RecordError, record_at, records

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from newscrawl.archive.records import Record

Kind: TypeAlias = Literal["article", "feed", "sitemap", "listing", "home"]
"""What a page is read as."""

_KINDS: Final = {**{kind: kind for kind in get_args(Kind)}, "section": "listing"}
"""Kinds by the name that a table of saved pages uses."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An archived response."""

    path: Path
    offset: int
    body_path: Path
    body_offset: int
    """The record that holds its body: its own record, or the one that it is a revisit of."""

    def read(self) -> tuple[Record, bytes]:
        """Return the record and the body as received; raise :class:`ReplayError` if it cannot be read."""
        try:
            record = record_at(self.path, self.offset)
            if (self.path, self.offset) == (self.body_path, self.body_offset):
                return record, record.body
            return record, record_at(self.body_path, self.body_offset).body
        except (OSError, RecordError) as error:
            raise ReplayError(f"{self.path} at {self.offset} cannot be read: {error}") from error


class ReplayError(Exception):
    """Saved pages cannot be read. The message names the file and the cause."""


@dataclass(frozen=True, slots=True)
class SavedPage:
    """One page on disk, and the address that it was saved from."""

    path: Path
    url: str
    kind: Kind
    site: str = ""
    """Name of the site that it was crawled for; empty if unknown."""

    hints: str = ""
    """JSON of :class:`newscrawl.items.Hints`, as the state stores it."""

    chain: tuple[Recorded, ...] = ()
    """The archived responses that led to the page, redirects first and its own last; empty for a file."""


def saved_pages(manifest: Path) -> list[SavedPage]:
    """Return the pages that a table lists, in its order. Raises :class:`ReplayError`.

    The table has tab-separated values and names its columns on the first line. Used are ``file`` (relative to the table),
    ``url`` and ``page_type`` (article, section, home, feed, sitemap). Rows of other types, such as robots.txt, are left out.
    """
    try:
        with manifest.open(encoding="utf-8", newline="") as table:
            rows = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
    except (OSError, UnicodeDecodeError) as error:
        raise ReplayError(
            f"{manifest} cannot be read: {getattr(error, 'strerror', None) or error}. Give a table of saved pages."
        ) from error
    if not rows or not {"file", "url", "page_type"} <= rows[0].keys():
        raise ReplayError(
            f"{manifest} is no table of saved pages: its first line must name file, url and page_type, with tabs between."
        )
    return [
        SavedPage(path=manifest.parent / row["file"], url=row["url"], kind=_KINDS[row["page_type"]])
        for row in rows
        if row["page_type"] in _KINDS
    ]


@dataclass(slots=True)
class _Fetch:
    """The exchanges of one fetch: its redirects by number, and the last attempt of each."""

    site: str = ""
    date: str = ""
    """``WARC-Date`` of its first exchange."""

    hints: str = ""
    hops: dict[int, _Hop] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Hop:
    """One exchange of a fetch."""

    url: str
    status: int | None
    path: Path
    offset: int
    refers_to: str | None


def archived_pages(paths: Sequence[Path]) -> list[SavedPage]:
    """Return the article pages in WARC files in the order of their requests. Pages of the same second keep the order of the files.

    Records of newscrawl state what they were requested for. Of the archives of other programs, the pages whose address is that
    of an article are taken. Raises :class:`ReplayError` if a file is not a WARC file.
    """
    fetches: dict[str, _Fetch] = {}
    offsets: dict[str, tuple[Path, int]] = {}
    for path in paths:
        try:
            with path.open("rb") as file:
                for record in records(file):
                    if record.type == "response":
                        offsets[record.id] = path, record.offset
                    if record.type in {"response", "revisit"}:
                        _add_exchange(record, path, fetches)
        except (OSError, RecordError) as error:
            raise ReplayError(f"{path} cannot be read as WARC: {error}") from error
    in_order = sorted(fetches.values(), key=lambda fetch: fetch.date)
    return [page for fetch in in_order if (page := _page(fetch, offsets))]


def _add_exchange(record: Record, path: Path, fetches: dict[str, _Fetch]) -> None:
    """Add a response to the exchanges of its fetch, if the fetch was for an article."""
    info = record.crawl_info
    if info:
        if info.get("kind") != "article":
            return
    elif not record.url.startswith(("http://", "https://")) or sites.of(record.url).article_key(record.url) is None:
        return
    fetch = fetches.setdefault(info.get("fetch", record.id), _Fetch(info.get("site", ""), record.date))
    fetch.hints = info.get("hints", fetch.hints)
    fetch.hops[info.get("hop", 0)] = _Hop(record.url, record.status, path, record.offset, record.refers_to)


def _page(fetch: _Fetch, offsets: dict[str, tuple[Path, int]]) -> SavedPage | None:
    """Return the page that a fetch ended at; ``None`` if it ended without one, or if a body is not in these files."""
    hops = [hop for _, hop in sorted(fetch.hops.items())]
    if hops[-1].status != HTTPStatus.OK:
        return None
    chain = []
    for hop in hops:
        body = offsets.get(hop.refers_to) if hop.refers_to else (hop.path, hop.offset)
        if body is None:
            return None
        chain.append(Recorded(hop.path, hop.offset, *body))
    return SavedPage(
        path=hops[0].path, url=hops[0].url, kind="article", site=fetch.site, hints=fetch.hints, chain=tuple(chain)
    )
