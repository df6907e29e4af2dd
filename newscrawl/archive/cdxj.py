"""CDXJ: one sorted line a capture, so that a reader finds an address in an archive by halving.

``com,example)/path 20260302080000 {"url": …, "offset": …}``: the address as a sort-friendly key (SURT), the moment to
the second, and where the record stands. The lines are those of ``cdxj-indexer --sort``, on which a test's table was taken.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote_to_bytes, urlsplit

from newscrawl.archive.records import records

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from newscrawl.archive.records import Record

SUFFIX: Final = ".cdxj"
INDEXED: Final = frozenset({"response", "revisit"})
REVISIT: Final = "warc/revisit"
_PORTS: Final = {"http": 80, "https": 443}
_NEWEST: Final = 50
"""Indexes that are asked for an earlier capture."""

_WWW: Final = re.compile(r"^www\d*\.")
_SAFE: Final = "!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"
_SESSION: Final = re.compile(
    r"(?:jsessionid|phpsessid|sid)=[0-9a-z]{32}(?:&|$)|aspsessionid[a-z]{8}=[a-z]{24}(?:&|$)"
    r"|cfid=[^&]+&cftoken=[^&]+(?:&|$)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """What an index says of one record."""

    url: str
    date: str
    """``WARC-Date``."""

    mime: str
    """``warc/revisit`` for a revisit."""

    status: str
    digest: str
    """``WARC-Payload-Digest``."""

    length: int
    """Bytes of the record's gzip member."""

    offset: int
    filename: str

    @property
    def is_whole(self) -> bool:
        """Whether the record holds a page, and not a redirect, an error or a reference to another record."""
        return self.status == "200" and self.mime != REVISIT

    def line(self) -> str:
        """The line, with its end."""
        fields = {"url": self.url, "mime": self.mime, "status": self.status, "digest": self.digest}
        said = {name: value for name, value in fields.items() if value}
        said |= {"length": str(self.length), "offset": str(self.offset), "filename": self.filename}
        return f"{surt(self.url)} {timestamp(self.date)} {json.dumps(said)}\n"


def timestamp(date: str) -> str:
    """Fourteen digits of a ``WARC-Date``."""
    return re.sub(r"\D", "", date)[:14]


def surt(url: str) -> str:
    """The address as a key that sorts a domain's pages together: ``vn,baokiemtoan)/thoi-su``.

    Scheme, ``www``, user, default port and fragment are dropped, letters are lowered, the query is sorted and cleared of
    session ids.
    """
    parts = urlsplit(url.strip())
    host = _WWW.sub("", (parts.hostname or "").strip("."))
    try:
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
    raw = text.encode("utf-8", "surrogatepass")
    while (once := unquote_to_bytes(raw)) != raw:
        raw = once
    return raw


def _escaped(raw: bytes) -> str:
    return quote(raw, safe=_SAFE)


def _segments(path: bytes) -> bytes:
    """The path without empty and dot segments; a slash at its end stays."""
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
    """``text/html`` of ``text/html; charset=utf-8``."""
    return re.split(r"[;\s]", content_type.strip(), maxsplit=1)[0]


def capture(record: Record, filename: str) -> Capture | None:
    """What the index says of a record; ``None`` for one that it leaves out."""
    if record.type not in INDEXED:
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
    """What an index says of the file at ``path``, in the order of the file."""
    with path.open("rb") as file:
        for record in records(file):
            if found := capture(record, path.name.removesuffix(".part")):
                yield found


def render(found: list[Capture]) -> bytes:
    """The index of captures, sorted as bytes are, which every reader relies on."""
    return b"".join(sorted(capture.line().encode() for capture in found))


def latest(directory: Path, url: str) -> Capture | None:
    """The newest whole capture of an address that the directory's newest indexes hold."""
    for path in sorted(directory.glob(f"*{SUFFIX}"), reverse=True)[:_NEWEST]:
        found = [c for c in find(path, surt(url)) if c.url == url and c.is_whole]
        if found:
            return found[-1]
    return None


def find(path: Path, key: str) -> Iterator[Capture]:
    """The captures of a key in a sorted index, oldest first, by halving."""
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
    """The captures of an index, in its order."""
    with path.open("rb") as file:
        yield from map(_parse, file)


def _parse(line: bytes) -> Capture:
    _, stamp, said = line.decode().split(" ", 2)
    fields = json.loads(said)
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
