"""CDXJ: the index of a WARC file, one sorted line for each capture, in which a reader finds an address by binary search.

``com,example)/path 20260302080000 {"url": …, "offset": …}``: the address as a sortable key (SURT), the time to the second,
and where the record is stored. The lines are those of ``cdxj-indexer --sort``; a test compares them.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Final
from urllib.parse import quote, unquote_to_bytes, urlsplit

from newscrawl.archive.records import records

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from newscrawl.archive.records import Record

SUFFIX: Final = ".cdxj"
"""Added to the name of a WARC file."""

INDEXED_TYPES: Final = frozenset({"response", "revisit"})
"""Types of records that are indexed."""

REVISIT: Final = "warc/revisit"
"""Media type of a revisit in the index."""

_PORTS: Final = {"http": 80, "https": 443}
"""Default ports, which are left out of a key."""

_MAX_INDEXES: Final = 50
"""Number of indexes, the newest ones, that are searched for an earlier capture."""

_WWW: Final = re.compile(r"^www\d*\.")
"""``www.``, ``www2.``"""

_SAFE: Final = "!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"
"""Characters that a key does not percent-encode."""

_SESSION: Final = re.compile(
    r"(?:jsessionid|phpsessid|sid)=[0-9a-z]{32}(?:&|$)|aspsessionid[a-z]{8}=[a-z]{24}(?:&|$)"
    r"|cfid=[^&]+&cftoken=[^&]+(?:&|$)"
)
"""Session ids in a query."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """The index entry of one record."""

    url: str
    date: str
    """``WARC-Date``."""

    mime: str
    """``warc/revisit`` for a revisit."""

    status: str
    digest: str
    """``WARC-Payload-Digest``."""

    length: int
    """Size of the record's gzip member in bytes."""

    offset: int
    """Where the record starts in its file, in bytes."""

    filename: str

    @property
    def is_whole(self) -> bool:
        """True if the record holds a page: not a redirect, an error or a revisit."""
        return self.status == "200" and self.mime != REVISIT

    def line(self) -> str:
        """Return the line of the index, with its line end."""
        fields = {"url": self.url, "mime": self.mime, "status": self.status, "digest": self.digest}
        values = {name: value for name, value in fields.items() if value}
        values |= {"length": str(self.length), "offset": str(self.offset), "filename": self.filename}
        return f"{surt(self.url)} {timestamp(self.date)} {json.dumps(values)}\n"


def timestamp(date: str) -> str:
    """Return the 14 digits of a ``WARC-Date``."""
    return re.sub(r"\D", "", date)[:14]


def surt(url: str) -> str:
    """Return an address as a key that sorts the pages of a domain together: ``vn,baokiemtoan)/thoi-su``.

    Scheme, ``www``, user, default port and fragment are removed, letters are lower case, the query is sorted and freed from
    session ids. An address that cannot be parsed is returned unchanged.
    """
    try:
        parts = urlsplit(url.strip())
        host = _WWW.sub("", (parts.hostname or "").strip("."))
        host = host.encode("ascii").decode() if host.isascii() else host.encode("idna").decode()
        port = parts.port
    except (UnicodeError, ValueError):
        return url
    port_text = f":{port}" if port and port != _PORTS.get(parts.scheme.lower()) else ""
    path = _escaped(_segments(_unescaped(parts.path))).lower()
    if len(path) > 1:
        path = path.removesuffix("/")
    query = _SESSION.sub("", _escaped(_unescaped(parts.query)).lower())
    query = "&".join(sorted(query.split("&"), key=lambda pair: pair.split("=", 1)))
    return f"{','.join(reversed(host.split('.')))}{port_text}){path}{'?' + query if query else ''}"


def _unescaped(text: str) -> bytes:
    """Decode percent escapes, also nested ones."""
    raw = text.encode("utf-8", "surrogatepass")
    while (once := unquote_to_bytes(raw)) != raw:
        raw = once
    return raw


def _escaped(raw: bytes) -> str:
    """Percent-encode everything that is not in :data:`_SAFE`."""
    return quote(raw, safe=_SAFE)


def _segments(path: bytes) -> bytes:
    """Return a path without empty and dot segments; a slash at its end stays."""
    kept: list[bytes] = []
    segments = path.split(b"/")[1:]
    for segment in segments:
        if segment == b"..":
            kept = kept[:-1]
        elif segment not in {b".", b""}:
            kept.append(segment)
    slash = b"/" if kept and segments[-1] in {b"", b".", b".."} else b""
    return b"/" + b"/".join(kept) + slash


def media_type(content_type: str) -> str:
    """Return ``text/html`` for ``text/html; charset=utf-8``."""
    return re.split(r"[;\s]", content_type.strip(), maxsplit=1)[0]


def capture(record: Record, filename: str) -> Capture | None:
    """Return the index entry of a record; ``None`` if records of its type are not indexed."""
    if record.type not in INDEXED_TYPES:
        return None
    return Capture(
        url=record.url,
        date=record.date,
        mime=REVISIT if record.type == "revisit" else media_type(record.http_header("Content-Type") or ""),
        status=str(record.status) if record.status else "",
        digest=record.header("WARC-Payload-Digest") or "",
        length=record.length,
        offset=record.offset,
        filename=filename,
    )


def captures(path: Path) -> Iterator[Capture]:
    """Yield the index entries of a WARC file, in the order of the file."""
    with path.open("rb") as file:
        yield from captures_in(file, path.name.removesuffix(".part"))


def captures_in(file: IO[bytes], filename: str) -> Iterator[Capture]:
    """Yield the index entries of an open WARC file."""
    for record in records(file):
        if found := capture(record, filename):
            yield found


def render(found: list[Capture]) -> bytes:
    """Return the index of captures, sorted by bytes, as every reader expects."""
    return b"".join(sorted(capture.line().encode() for capture in found))


def latest(directory: Path, url: str) -> Capture | None:
    """Return the newest whole capture of an address in a directory's newest indexes, ``None`` if there is none."""
    for path in sorted(directory.glob(f"*{SUFFIX}"), reverse=True)[:_MAX_INDEXES]:
        found = [c for c in find(path, surt(url)) if c.url == url and c.is_whole]
        if found:
            return found[-1]
    return None


def find(path: Path, key: str) -> Iterator[Capture]:
    """Yield the captures of a key in a sorted index, oldest first. The key is found by binary search."""
    wanted = key.encode() + b" "
    with path.open("rb") as file:
        low, high = 0, path.stat().st_size
        while low < high:
            middle = (low + high) // 2
            file.seek(middle)
            if middle:
                file.readline()
            line = file.readline()
            if line and line < wanted:
                low = middle + 1
            else:
                high = middle
        file.seek(low)
        if low:
            file.readline()
        for line in file:
            if not line.startswith(wanted):
                if line > wanted:
                    return
                continue
            yield _parse(line)


def read(path: Path) -> Iterator[Capture]:
    """Yield the captures of an index, in its order."""
    with path.open("rb") as file:
        yield from parse(file)


def parse(lines: Iterable[bytes]) -> Iterator[Capture]:
    """Yield the captures of the lines of an index."""
    yield from map(_parse, lines)


def _parse(line: bytes) -> Capture:
    """Return the capture in a line of an index."""
    _, stamp, values = line.decode().split(" ", 2)
    fields = json.loads(values)
    day, time = (stamp[:4], stamp[4:6], stamp[6:8]), (stamp[8:10], stamp[10:12], stamp[12:14])
    return Capture(
        url=fields["url"],
        date=f"{'-'.join(day)}T{':'.join(time)}Z",
        mime=fields.get("mime", ""),
        status=fields.get("status", ""),
        digest=fields.get("digest", ""),
        length=int(fields["length"]),
        offset=int(fields["offset"]),
        filename=fields["filename"],
    )
