"""Saved pages, read again with no network: files that a table lists, or the records of WARC files."""

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
_KINDS: Final = {**{kind: kind for kind in get_args(Kind)}, "section": "listing"}


@dataclass(frozen=True, slots=True)
class Recorded:
    """An archived response."""

    path: Path
    offset: int
    body_path: Path
    body_offset: int
    """The record that holds its body: itself, or the one that it is a revisit of."""

    def read(self) -> tuple[Record, bytes]:
        """The record, and the body as received; :class:`ReplayError` where it cannot be read."""
        try:
            record = record_at(self.path, self.offset)
            if (self.path, self.offset) == (self.body_path, self.body_offset):
                return record, record.body
            return record, record_at(self.body_path, self.body_offset).body
        except (OSError, RecordError) as error:
            raise ReplayError(f"{self.path} at {self.offset} cannot be read: {error}") from error


class ReplayError(Exception):
    """Saved pages cannot be read; the message says which and why."""


@dataclass(frozen=True, slots=True)
class SavedPage:
    """One page on disk and the address it was saved from."""

    path: Path
    url: str
    kind: Kind
    site: str = ""
    """Name of the site that it was crawled for, where that is known."""

    hints: str = ""
    """What discovery had said of it, as the state keeps it."""

    chain: tuple[Recorded, ...] = ()
    """The archived responses that led to it, the last of them its own; none for a file."""


def saved_pages(manifest: Path) -> list[SavedPage]:
    """The pages that a manifest lists, in its order.

    A manifest is a table of tab-separated values whose first line names the columns; ``file`` (relative to the
    manifest), ``url`` and ``page_type`` (article, section, home, feed, sitemap) are used. Rows of other types, such as
    robots.txt, are left out.
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
    """The exchanges of one fetch: its redirects by their number, the last try of each."""

    site: str = ""
    date: str = ""
    """``WARC-Date`` of its first exchange."""

    hints: str = ""
    hops: dict[int, _Hop] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Hop:
    url: str
    status: int | None
    path: Path
    offset: int
    refers_to: str | None


def archived_pages(paths: Sequence[Path]) -> list[SavedPage]:
    """The article pages in WARC files, in the order in which they were asked for; those of one second in the order of the files.

    What newscrawl recorded says itself what it was asked for; of the archives of others those pages are taken whose
    address is an article's. :class:`ReplayError` where a file is no WARC.
    """
    fetches: dict[str, _Fetch] = {}
    places: dict[str, tuple[Path, int]] = {}
    for path in paths:
        try:
            with path.open("rb") as file:
                for record in records(file):
                    if record.type == "response":
                        places[record.id] = path, record.offset
                    if record.type in {"response", "revisit"}:
                        _sort_in(record, path, fetches)
        except (OSError, RecordError) as error:
            raise ReplayError(f"{path} cannot be read as WARC: {error}") from error
    in_order = sorted(fetches.values(), key=lambda fetch: fetch.date)
    return [page for fetch in in_order if (page := _page(fetch, places))]


def _sort_in(record: Record, path: Path, fetches: dict[str, _Fetch]) -> None:
    """Put a response with the other exchanges of its fetch, if it is one for an article."""
    about = record.about
    if about:
        if about.get("kind") != "article":
            return
    elif not record.url.startswith(("http://", "https://")) or sites.of(record.url).article_key(record.url) is None:
        return
    fetch = fetches.setdefault(about.get("fetch", record.id), _Fetch(about.get("site", ""), record.date))
    fetch.hints = about.get("hints", fetch.hints)
    fetch.hops[about.get("hop", 0)] = _Hop(record.url, record.status, path, record.offset, record.refers_to)


def _page(fetch: _Fetch, places: dict[str, tuple[Path, int]]) -> SavedPage | None:
    """The page that a fetch ended at; ``None`` where it ended at none, or at a page that is not in these files."""
    hops = [hop for _, hop in sorted(fetch.hops.items())]
    if hops[-1].status != HTTPStatus.OK:
        return None
    chain = []
    for hop in hops:
        body = places.get(hop.refers_to) if hop.refers_to else (hop.path, hop.offset)
        if body is None:
            return None
        chain.append(Recorded(hop.path, hop.offset, *body))
    return SavedPage(
        path=hops[0].path, url=hops[0].url, kind="article", site=fetch.site, hints=fetch.hints, chain=tuple(chain)
    )
