"""Replay: saved pages that are read again without the network, from files listed in a table or from WARC files."""

from __future__ import annotations

import csv
import hashlib
import re
from base64 import b32decode
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, get_args
from urllib.parse import urlsplit

from newscrawl import sites, urls
from newscrawl.archive.foreign import Damage, read_records, record_within
from newscrawl.archive.records import RecordError, parsed_date
from newscrawl.content_coding import has_coding
from newscrawl.extract.further_pages import series, series_of_further_page

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from newscrawl.archive.records import Record
    from newscrawl.extract.further_pages import Series

Kind: TypeAlias = Literal["article", "feed", "sitemap", "listing", "home"]
"""What a page is read as."""

_KINDS: Final = {**{kind: kind for kind in get_args(Kind)}, "section": "listing"}
"""Kinds by the name that a table of saved pages uses."""

_PAGE_TYPES: Final = frozenset({"response", "revisit", "resource"})
"""Types of records that hold pages."""

_PAGE_MEDIA_TYPES: Final = ("text/html", "application/xhtml")
"""Start of the media type of a page that is stored without its HTTP head."""

_TEXT_TYPES: Final = ("text/", "application/xhtml", "application/xml")
"""Start of the media types of text. A body of such a type that looks like gzip is compressed."""

_HOST: Final = re.compile(r"[\w.:-]+")
"""Characters of a host, including those of IPv6."""

_SHA1_BASE32_DIGITS: Final = 32

_MAX_REVISIT_DEPTH: Final = 5
"""Revisits of revisits that are followed."""

_OUTCOMES: Final = ("known", "rejected", "skipped", "postponed", "failed")
"""Groups of counts that say what became of a page."""

_END_OF_TIME: Final = datetime.max.replace(tzinfo=UTC)
"""Sorts pages without a date last."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record is stored."""

    path: Path
    offset: int
    skip: int = 0
    """Bytes of the gzip member before the record."""

    def read(self) -> Record:
        """Return the record; raise :class:`ReplayError` if it cannot be read."""
        try:
            return record_within(self.path, self.offset, self.skip)
        except (OSError, RecordError) as error:
            raise ReplayError(f"{self.path} at {self.offset} cannot be read: {error}") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An archived response as an HTTP client receives it: headers and body agree."""

    record_id: str
    url: str
    time: datetime | None
    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    """Without transfer coding, with the content codings that the headers name."""

    is_cut: bool
    """Whether the archive holds only a part of the body."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An archived response."""

    place: Place
    body_place: Place
    """The record that holds its body: its own record, or the one that it is a revisit of."""

    def read(self) -> Answer:
        """Return the response. Raises :class:`ReplayError` if it cannot be read."""
        record = self.place.read()
        stored = record if self.place == self.body_place else self.body_place.read()
        head = record if record.status else stored
        body, codings = stored.body, stored.codings
        kind = stored.http_header("Content-Type") or stored.header("Content-Type") or ""
        if codings == () and has_coding("gzip", body) and kind.lower().startswith(_TEXT_TYPES):
            codings = ("gzip",)  # the writer left the header out
        undone = {b"transfer-encoding", *([b"content-encoding"] if codings is not None else [])}
        headers = [(name, value) for name, value in head.http_headers if name.lower() not in undone]
        if codings:
            headers.append((b"Content-Encoding", ", ".join(codings).encode("latin-1")))
        if not head.status:
            headers.append((b"Content-Type", kind.encode("latin-1", "replace")))
        return Answer(
            record_id=record.id,
            url=record.url,
            time=record.time,
            status=head.status or HTTPStatus.OK,
            headers=headers,
            body=body,
            is_cut=stored.is_cut,
        )


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

    parts: Mapping[str, tuple[Recorded, ...]] = field(default_factory=dict)
    """The same for the further pages of an article, by the key of their addresses."""


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
class Archives:
    """What WARC files hold for a replay."""

    pages: list[SavedPage] = field(default_factory=list)
    """The article pages in the order of their requests. Pages of the same second keep the order of the files."""

    left_out: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Numbers of pages that are not replayed, by host and reason. The host is empty if it is not known."""

    damages: list[str] = field(default_factory=list)
    """A sentence for each file with damaged records."""


@dataclass(slots=True)
class _Fetch:
    """The exchanges of one fetch: its redirects by number, and the last attempt of each."""

    site: str = ""
    time: datetime | None = None
    """``WARC-Date`` of its first exchange."""

    hints: str = ""
    is_part: bool = False
    """Whether the page is, or may be, a further page of an article."""

    hops: dict[int, _Hop] = field(default_factory=dict)

    @property
    def last_url(self) -> str:
        """The address that answered, behind all redirects."""
        return self.hops[max(self.hops)].url


@dataclass(frozen=True, slots=True)
class _Hop:
    """One exchange of a fetch."""

    url: str
    status: int | None
    place: Place
    original: tuple[int, ...] | None
    """Keys of the record that holds the body, best first; ``None`` if this record holds it."""


def read_archives(paths: Sequence[Path], *, refused: Callable[[Record], str | None] | None = None) -> Archives:
    """Return the article pages in WARC files, and the numbers of what is left out.

    ``refused`` returns why a record is left out, ``None`` for one that is taken; it is asked before anything of it is parsed.

    Records of newscrawl state what they were requested for. Of the archives of other programs, the pages whose address is that
    of an article are taken. Raises :class:`ReplayError` if a file cannot be read or is not a WARC file.
    """
    found, originals = Archives(), _Originals()
    fetches: dict[str, _Fetch] = {}
    for path in paths:
        damages: list[Damage] = []
        is_archive = False
        try:
            with path.open("rb") as file:
                for record in read_records(file):
                    if isinstance(record, Damage):
                        damages.append(record)
                        found.left_out[host_of(record.url) or "", record.reason] += 1
                        continue
                    is_archive = True
                    if record.type not in _PAGE_TYPES:
                        continue
                    if refused and (reason := refused(record)):
                        found.left_out[host_of(record.url) or "", reason] += 1
                    else:
                        _add_exchange(record, path, fetches, originals, found.left_out)
        except OSError as error:
            raise ReplayError(f"{path} cannot be read as WARC: {error}") from error
        if damages and not is_archive:
            raise ReplayError(f"{path} cannot be read as WARC: it holds no whole record")
        if damages:
            counts = ", ".join(
                f"{reason} {count}" for reason, count in sorted(Counter(d.reason for d in damages).items())
            )
            found.damages.append(
                f"{path}: {len(damages)} damaged, the first at byte {damages[0].offset} ({counts}); the whole records are read"
            )
    captured: list[tuple[_Fetch, SavedPage]] = []
    for fetch in sorted(fetches.values(), key=lambda fetch: fetch.time or _END_OF_TIME):
        page = _page(fetch, originals)
        if isinstance(page, SavedPage):
            captured.append((fetch, page))
        else:
            found.left_out[_host(fetch), page] += 1
    _attach_parts(captured, found)
    return found


def _host(fetch: _Fetch) -> str:
    return host_of(fetch.hops[min(fetch.hops)].url) or ""


def _attach_parts(captured: Sequence[tuple[_Fetch, SavedPage]], found: Archives) -> None:
    """Give each article page the captures of the pages that may be its further ones. These are no pages of their own."""
    parts: dict[Series, list[tuple[int, SavedPage]]] = defaultdict(list)
    for number, (_, page) in enumerate(captured):
        if first := series_of_further_page(page.url):
            parts[first].append((number, page))
    firsts = {series(fetch.last_url) for fetch, _ in captured if not fetch.is_part} if parts else set()
    for number, (fetch, page) in enumerate(captured):
        if parts and series_of_further_page(page.url) in firsts:
            found.left_out[_host(fetch), "further_page"] += 1
        elif fetch.is_part:
            found.left_out[_host(fetch), "not_an_article"] += 1
        else:
            candidates = parts.get(series(fetch.last_url), ()) if parts else ()
            found.pages.append(replace(page, parts=_parts_after(number, candidates)) if candidates else page)


def _parts_after(number: int, candidates: Sequence[tuple[int, SavedPage]]) -> dict[str, tuple[Recorded, ...]]:
    """Return the capture of each further page that belongs to a first page: the next one, else the last before it.

    Their order in the archives decides, not their times alone: two crawls within one second have equal times.
    """
    chosen: dict[str, tuple[Recorded, ...]] = {}
    before = [page for place, page in candidates if place < number]
    after = [page for place, page in candidates if place > number]
    for page in (*after, *reversed(before)):
        chosen.setdefault(urls.key(page.url), page.chain)
    return chosen


class _Originals:
    """The records with a body by all that a revisit may name: record id, digest, address and date."""

    def __init__(self) -> None:
        self._places: dict[int, tuple[Place, int | None]] = {}
        """Place and status by the hash of a key; the keys themselves would take most of the memory."""

        self._revisits: dict[int, tuple[int, ...]] = {}
        """Keys of the originals of revisits, by the hash of their record id."""

    def add(self, record: Record, place: Place) -> None:
        """Remember a record with a body."""
        entry = place, record.status
        if record.id:
            self._places[hash(("id", record.id))] = entry
        if not record.payload or record.status not in {HTTPStatus.OK, None}:
            return
        digest = (
            _digest(record.header("WARC-Payload-Digest"))
            or hashlib.sha1(record.payload, usedforsecurity=False).hexdigest()
        )
        self._places.setdefault(hash(("digest", digest)), entry)
        self._places[hash(("date", record.url, record.time))] = entry
        self._places[hash(("url", record.url))] = entry

    def add_revisit(self, record: Record) -> tuple[int, ...]:
        """Return the keys of the record that holds the body of a revisit, best first."""
        url, date = record.header("WARC-Refers-To-Target-URI"), record.header("WARC-Refers-To-Date")
        digest = _digest(record.header("WARC-Payload-Digest"))
        keys = []
        if record.refers_to:
            keys.append(hash(("id", record.refers_to)))
        target = (url or record.url).strip("<>")
        if date:
            keys.append(hash(("date", target, parsed_date(date))))
        if digest:
            keys.append(hash(("digest", digest)))
        elif not date and not record.refers_to:
            keys.append(hash(("url", target)))
        if record.id:
            self._revisits[hash(("id", record.id))] = tuple(keys)
        return tuple(keys)

    def find(self, keys: tuple[int, ...], depth: int = 0) -> tuple[Place, int | None] | None:
        """Return place and status of the record that the first known key names. A revisit may refer to another revisit."""
        for key in keys:
            if key in self._places:
                return self._places[key]
            if (
                key in self._revisits
                and depth < _MAX_REVISIT_DEPTH
                and (found := self.find(self._revisits[key], depth + 1))
            ):
                return found
        return None


def _digest(text: str | None) -> str | None:
    """Return a digest such as ``sha1:BASE32`` in hexadecimal digits; unchanged if it is written otherwise."""
    if not text:
        return None
    name, _, value = text.strip().partition(":")
    if name.lower() in {"sha1", "sha-1"} and len(value) == _SHA1_BASE32_DIGITS:
        with suppress(ValueError):
            return b32decode(value.upper()).hex()
    return value.lower() if name.lower() in {"sha1", "sha-1"} else text.lower()


def host_of(url: str) -> str | None:
    """Return the host of an address that can be requested; ``None`` if it is broken or of another scheme."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    host = (parts.hostname or "") if parts.scheme in {"http", "https"} else ""
    if not host or not _HOST.fullmatch(host) or not url.isprintable() or " " in url:
        return None
    return f"{host}:{port}" if port else host


def is_fate(count: str) -> bool:
    """Return whether a count, such as ``rejected/no_text``, says what became of a page."""
    group, _, reason = count.partition("/")
    return bool(reason) and group in _OUTCOMES


def _add_exchange(
    record: Record,
    path: Path,
    fetches: dict[str, _Fetch],
    originals: _Originals,
    left_out: Counter[tuple[str, str]],
) -> None:
    """Add a response to the exchanges of its fetch, if the fetch was for an article."""
    place, host = Place(path, record.offset, record.skip), host_of(record.url)
    is_revisit = record.type == "revisit"
    if not is_revisit:
        originals.add(record, place)
    keys = originals.add_revisit(record) if is_revisit else None
    info = record.crawl_info
    if host is None:
        left_out["", "bad_address" if record.url.lower().startswith("http") else "not_an_article"] += 1
        return
    if not _is_article(record, info):
        left_out[host, "not_an_article"] += 1
        return
    number = f"{path}\n{record.offset}\n{record.skip}"
    fetch = fetches.setdefault(str(info.get("fetch", number)), _Fetch(str(info.get("site", "")), record.time))
    if isinstance(hints := info.get("hints"), str):
        fetch.hints = hints
    fetch.is_part = bool(info.get("part")) if info else not _has_article_address(record.url)
    hop = info.get("hop")
    status = HTTPStatus.OK if record.type == "resource" else record.status
    fetch.hops[hop if isinstance(hop, int) else 0] = _Hop(record.url, status, place, keys)


def _is_article(record: Record, info: Mapping[str, Any]) -> bool:
    """Return whether a response was requested as an article.

    In the archive of another program: whether it has the address of an article, or one that may be an article's further page.
    """
    if info:
        return info.get("kind") == "article"
    if record.type == "resource" and not (record.header("Content-Type") or "").lower().startswith(_PAGE_MEDIA_TYPES):
        return False
    may_be_part = series_of_further_page(record.url) is not None and not urls.is_asset(record.url)
    return may_be_part or _has_article_address(record.url)


def is_plain_article(record: Record) -> bool:
    """Return whether a record of another program holds the first page of an article, without a content coding."""
    if record.type == "revisit" or (record.type == "response" and record.status != HTTPStatus.OK):
        return False
    if record.crawl_info or record.codings != () or has_coding("gzip", record.body):
        return False
    return series_of_further_page(record.url) is None and host_of(record.url) is not None and _is_article(record, {})


def _has_article_address(url: str) -> bool:
    try:
        return sites.of(url).article_key(url) is not None
    except ValueError:
        return False


def _page(fetch: _Fetch, originals: _Originals) -> SavedPage | str:
    """Return the page that a fetch ended at, or why there is none."""
    chain: list[Recorded] = []
    status: int | None = None
    for _, hop in sorted(fetch.hops.items()):
        place, status = hop.place, hop.status
        if hop.original is not None and status != HTTPStatus.NOT_MODIFIED:
            found = originals.find(hop.original)
            if found is None:
                return "revisit_without_body"
            place, status = found[0], status or found[1]
        chain.append(Recorded(hop.place, place))
    if status != HTTPStatus.OK:
        return _why_no_page(status)
    first = fetch.hops[min(fetch.hops)]
    return SavedPage(
        path=first.place.path, url=first.url, kind="article", site=fetch.site, hints=fetch.hints, chain=tuple(chain)
    )


def _why_no_page(status: int | None) -> str:
    """Return the reason for a status other than 200."""
    if status is None:
        return "no_http_answer"
    if status == HTTPStatus.NOT_MODIFIED:
        return "not_modified"
    return "redirect" if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST else f"http_{status}"
