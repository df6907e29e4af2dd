"""Reading WARC files: records as they are stored, with their HTTP headers byte for byte."""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from base64 import b32encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple

from newscrawl import content_coding
from newscrawl.archive.http_codings import dechunked, stored_codings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_HTTP_TYPES: Final = frozenset({"response", "request", "revisit"})
"""Types of records whose block starts with an HTTP head."""

_MAX_DIGITS: Final = 16
"""Digits of a number that is too large to be a length."""

_DATE: Final = re.compile(
    r"(\d{4})(?:-?(\d\d)(?:-?(\d\d)(?:[T ]?(\d\d):?(\d\d)(?::?(\d\d))?(?:[.,]\d+)?)?)?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?",
    re.IGNORECASE,
)
"""``WARC-Date`` with all deviations: fewer parts, no separators, fractions of a second, no zone."""

MAX_HEAD_BYTES: Final = 1 << 18
"""Largest WARC header that is read, and part of an HTTP head that is parsed, in bytes."""

MAX_BLOCK_BYTES: Final = 1 << 26
"""Largest block that is read, in bytes; twice the largest response that a crawl accepts."""

MAX_CONTENT_BYTES: Final = 1 << 26
"""Largest body without its content coding, in bytes; twice the largest that a crawl accepts."""

_HEAD_END: Final = re.compile(rb"\n\r?\n")
"""End of an HTTP head."""

_STATUS_LINE: Final = re.compile(rb"HTTP/[\d.]+[ \t]+(\d{3})")
"""Start of an HTTP answer."""

_MAX_INTERIM_ANSWERS: Final = 20
"""Interim answers, such as 100 Continue, that may stand before the answer."""

_FIRST_BYTES: Final = re.compile(rb"[\r\n]*+")
"""Line ends that some programs write before an HTTP head."""

_CHUNK_BYTES: Final = 1 << 16
"""Bytes that are decompressed at once."""

_RAW_BYTES: Final = 1 << 14
"""Bytes of a gzip file that are read at once. zlib copies what it leaves over, at each of many small members."""

_GZIP: Final = b"\x1f\x8b"
"""First bytes of a gzip file."""

_WARC: Final = b"WARC/"
"""First bytes of a WARC file that is not compressed."""

_END: Final = b"\r\n\r\n"
"""End of a record."""

CRAWL_INFO_HEADER: Final = "WARC-JSON-Metadata"
"""The WARC header in which newscrawl stores what it knew about a page before it requested it."""


class RecordError(Exception):
    """A file or a record is damaged. The message says where."""


@dataclass(frozen=True, kw_only=True)  # without slots, for what is worked out once
class Record:
    """One record, read completely."""

    headers: tuple[tuple[str, str], ...]
    """The WARC headers, in their order."""

    block: bytes
    """Everything between the WARC headers and the next record."""

    offset: int
    """Where the record starts in its file, in bytes."""

    length: int
    """Size of the record in its file, compressed, in bytes; 0 if it is not known."""

    skip: int = 0
    """Bytes of its gzip member before it. Programs that follow the standard give each record a member of its own."""

    def header(self, name: str) -> str | None:
        """Return the first WARC header of a name, ``None`` if there is none."""
        name = name.lower()
        return next((value for key, value in self.headers if key.lower() == name), None)

    @property
    def type(self) -> str:
        """``WARC-Type``."""
        return self.header("WARC-Type") or ""

    @property
    def id(self) -> str:
        """``WARC-Record-ID`` without its brackets."""
        return (self.header("WARC-Record-ID") or "").strip("<>")

    @property
    def refers_to(self) -> str | None:
        """``WARC-Refers-To`` without its brackets."""
        found = self.header("WARC-Refers-To")
        return found.strip("<>") if found else None

    @property
    def url(self) -> str:
        """``WARC-Target-URI``."""
        return (self.header("WARC-Target-URI") or "").strip("<>")

    @property
    def date(self) -> str:
        """``WARC-Date``."""
        return self.header("WARC-Date") or ""

    @property
    def time(self) -> datetime | None:
        """``WARC-Date`` as a time. UTC is assumed where the zone is missing; ``None`` if it is no date."""
        return parsed_date(self.date)

    @property
    def crawl_info(self) -> dict[str, Any]:
        """What newscrawl knew before it requested the page; empty in an archive of another program."""
        try:
            found = json.loads(self.header(CRAWL_INFO_HEADER) or "{}")
        except (RecursionError, ValueError):
            return {}
        known = found.get("newscrawl") if isinstance(found, dict) else None
        return known if isinstance(known, dict) else {}

    @cached_property
    def _http(self) -> _HttpParts:
        """Where the HTTP head and the body are in the block. For a record without HTTP the head is empty."""
        block = self.block
        first = _FIRST_BYTES.match(block)
        start = first.end() if first else 0
        if self.type not in _HTTP_TYPES or (self.type != "request" and not block.startswith(b"HTTP/", start)):
            return _HttpParts(0, 0, 0)
        for _ in range(_MAX_INTERIM_ANSWERS):
            end = _HEAD_END.search(block, start)
            if end is None:
                break
            status = _STATUS_LINE.match(block, start)
            if status is None or not status[1].startswith(b"1") or not block.startswith(b"HTTP/", end.end()):
                return _HttpParts(start, end.start(), end.end())
            start = end.end()  # after an interim answer, such as 100 Continue
        return _HttpParts(start, len(block), len(block))

    @cached_property
    def http_headers(self) -> list[tuple[bytes, bytes]]:
        """Names and values as received. A line that starts with a blank continues the one before; one without a colon is left out.

        Only the first :data:`MAX_HEAD_BYTES` bytes of a head are parsed.
        """
        start, end, _ = self._http
        return header_pairs(self.block[start : min(end, start + MAX_HEAD_BYTES)].split(b"\n")[1:])

    def http_header(self, name: str) -> str | None:
        """Return the first HTTP header of a name, ``None`` if there is none."""
        wanted = name.lower().encode()
        return next((value.decode("latin-1") for key, value in self.http_headers if key.lower() == wanted), None)

    @property
    def status(self) -> int | None:
        """The HTTP status of a response, ``None`` for other records."""
        start, end, _ = self._http
        found = _STATUS_LINE.match(self.block, start, end)
        return int(found[1]) if found else None

    @property
    def payload(self) -> bytes:
        """The body as it is stored."""
        return self.block[self._http.body :]

    @property
    def body(self) -> bytes:
        """The body without transfer coding but with its content coding, as an HTTP client returns it."""
        return self._dechunked[0]

    @property
    def is_cut(self) -> bool:
        """Whether the writer stored only a part of the body."""
        if self.header("WARC-Truncated") is not None or self._dechunked[1]:
            return True
        # With a content coding, the length may be that of the body before the writer undid the coding.
        stated = self.http_header("Content-Length") or ""
        is_plain = not self.http_header("Content-Encoding") and not self.http_header("Transfer-Encoding")
        return is_plain and stated.isdecimal() and len(stated) < _MAX_DIGITS and int(stated) > len(self.payload)

    @cached_property
    def _dechunked(self) -> tuple[bytes, bool]:
        """The body without transfer coding, and whether it ends within a chunk."""
        coding = (self.http_header("Transfer-Encoding") or "").lower()
        return dechunked(self.payload) if "chunked" in coding else (self.payload, False)

    @cached_property
    def codings(self) -> tuple[str, ...] | None:
        """The content codings that the stored body has, which may be fewer than its head names; ``None`` if they cannot be told."""
        return stored_codings(self._named_codings, self.body)

    @property
    def _named_codings(self) -> list[str]:
        """The content codings that the head names."""
        values = [value.decode("latin-1") for name, value in self.http_headers if name.lower() == b"content-encoding"]
        return content_coding.codings_of(values)

    @property
    def content(self) -> bytes | None:
        """The body with its content coding decoded, as a crawl decodes it; ``None`` if that fails."""
        try:
            return content_coding.decoded(self.body, self._named_codings, max_bytes=MAX_CONTENT_BYTES)[0]
        except content_coding.CodingError:
            return None

    def broken_digests(self) -> list[str]:
        """Return the names of the digest headers that do not match the record's bytes."""
        parts = {"WARC-Block-Digest": self.block, "WARC-Payload-Digest": self.payload}
        if self.type == "revisit":
            del parts["WARC-Payload-Digest"]  # it describes the record referred to
        return [name for name, data in parts.items() if (digest := self.header(name)) and not _is_digest(digest, data)]


def parsed_date(text: str) -> datetime | None:
    """Return a ``WARC-Date`` as a time; ``None`` if it is none. UTC is assumed where the zone is missing."""
    found = _DATE.fullmatch(text.strip())
    if not found:
        return None
    year, month, day, hour, minute, second = (int(part) if part else None for part in found.groups()[:6])
    zone = found[7] or "Z"
    sign = -1 if zone[0] == "-" else 1
    digits = zone[1:].replace(":", "") if zone[0] in "+-" else "0000"
    away = sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    try:
        moment = datetime(year or 1, month or 1, day or 1, hour or 0, minute or 0, min(second or 0, 59), tzinfo=UTC)
        return moment - away
    except (ValueError, OverflowError):
        return None


class _HttpParts(NamedTuple):
    """Positions in the block of a record."""

    start: int
    """Start of the HTTP head."""

    end: int
    """End of the HTTP head."""

    body: int
    """Start of the body."""


def header_pairs(lines: Iterable[bytes]) -> list[tuple[bytes, bytes]]:
    """Return the names and values of header lines. A line that starts with a blank continues the one before.

    Lines without a name are left out.
    """
    found: list[tuple[bytes, list[bytes]]] = []
    for line in lines:
        name, colon, value = line.partition(b":")
        if line[:1] in {b" ", b"\t"}:
            if found and line.strip():
                found[-1][1].append(line.strip())
        elif colon and name.strip():
            found.append((name.strip(), [value.strip()]))
    return [(name, b" ".join(filter(None, parts))) for name, parts in found]


def warc_headers(head: bytes) -> tuple[tuple[str, str], ...]:
    """Return the names and values of a WARC header, whose first line is the version."""
    return tuple((header_text(name), header_text(value)) for name, value in header_pairs(head.split(b"\n")[1:]))


def _is_digest(digest: str, data: bytes) -> bool:
    """Return whether a digest such as ``sha1:BASE32``, also hexadecimal or of another hash, matches the data."""
    name, _, value = digest.partition(":")
    try:
        found = hashlib.new(name.replace("-", ""), data)
    except ValueError:
        return True  # a hash that Python does not know cannot be checked
    return value.upper() == b32encode(found.digest()).decode() or value.lower() == found.hexdigest()


def records(file: IO[bytes]) -> Iterator[Record]:
    """Yield the records from the file's present position. Raises :class:`RecordError` at the first damaged one.

    A record above :data:`MAX_HEAD_BYTES` or :data:`MAX_BLOCK_BYTES` counts as damaged, so memory is bounded. Gzip files are
    read member by member, and every checksum is verified.
    """
    start = file.tell()
    magic = file.read(len(_WARC))
    file.seek(start)
    if magic.startswith(_GZIP):
        yield from _gzipped(file)
    elif magic == _WARC:
        yield from _plain(file)
    elif magic:
        raise RecordError(f"no record starts at {start}")


def _gzipped(file: IO[bytes]) -> Iterator[Record]:
    """Yield the records of a gzip file."""
    for offset, length, data in _members(file):
        end = data.find(b"\r\n\r\n", 0, MAX_HEAD_BYTES)
        if end < 0 or not data.startswith(_WARC):
            is_large = data.startswith(_WARC) and len(data) >= MAX_HEAD_BYTES
            raise RecordError(_too_large(offset) if is_large else f"the gzip member at {offset} is not a WARC record")
        headers, start = warc_headers(bytes(data[:end])), end + len(_END)
        size = _block_size(headers, offset)
        if len(data) != start + size + len(_END) or not data.endswith(_END):
            raise RecordError(f"the gzip member at {offset} holds more or less than one record")
        yield Record(headers=headers, block=bytes(memoryview(data)[start : start + size]), offset=offset, length=length)


def _plain(file: IO[bytes]) -> Iterator[Record]:
    """Yield the records of a file that is not compressed."""
    while True:
        offset, head = file.tell(), bytearray()
        while not head.endswith((b"\n\n", b"\n\r\n")):
            line = file.readline(MAX_HEAD_BYTES)
            head += line
            if len(head) > MAX_HEAD_BYTES:
                raise RecordError(_too_large(offset))
            if not line and head:
                raise RecordError(f"the record at {offset} is cut short")
            if not line:
                return
            if not head.startswith(_WARC):
                raise RecordError(f"no record starts at {offset}")
        headers = warc_headers(bytes(head))
        size = _block_size(headers, offset)
        block = file.read(size)
        if len(block) < size:
            raise RecordError(f"the record at {offset} is cut short")
        if file.read(len(_END)) != _END:
            raise RecordError(f"the record at {offset} is longer or shorter than its header says")
        yield Record(headers=headers, block=block, offset=offset, length=file.tell() - offset)


def _block_size(headers: Iterable[tuple[str, str]], offset: int) -> int:
    """Return the length of a record's block; raise :class:`RecordError` if none is stated, or more than is read."""
    size = next((value for name, value in headers if name.lower() == "content-length"), "")
    if not size.isascii() or not size.isdecimal():
        raise RecordError(f"the record at {offset} does not say how long it is")
    if len(size) > _MAX_DIGITS or int(size) > MAX_BLOCK_BYTES:
        raise RecordError(_too_large(offset))
    return int(size)


def _too_large(offset: int) -> str:
    """Return what is said of a record that is not read because of its size."""
    return f"the record at {offset} is larger than {MAX_BLOCK_BYTES >> 20} MiB, or its header than {MAX_HEAD_BYTES >> 10} KiB"


def header_text(line: bytes) -> str:
    """Decode a header line as UTF-8, else as Latin-1."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1")


def _members(file: IO[bytes], *, keep: bool = True) -> Iterator[tuple[int, int, bytearray]]:
    """Yield (offset, length, content) of each gzip member from the file's present position.

    Without ``keep`` the content is left empty. Raises :class:`RecordError` for a member that is damaged or, with ``keep``,
    larger than a record may be.
    """
    offset, data = file.tell(), file.read(_RAW_BYTES)
    while data:
        inflate, content, length = zlib.decompressobj(zlib.MAX_WBITS + 16), bytearray(), 0
        while not inflate.eof:
            if not data:
                raise RecordError(f"the gzip member at {offset} is cut short")
            try:
                part = inflate.decompress(data, _CHUNK_BYTES)
            except zlib.error as error:
                raise RecordError(f"the gzip member at {offset} is broken: {error}") from error
            if keep:
                content += part
                _check_member(content, offset)
            rest = content_coding.left_over(inflate)
            length += len(data) - len(rest)
            data = rest or file.read(_RAW_BYTES)
        yield offset, length, content
        offset += length


def _check_member(content: bytearray, offset: int) -> None:
    """Raise :class:`RecordError` if the content of a gzip member is larger than a record may be."""
    if len(content) > MAX_HEAD_BYTES + MAX_BLOCK_BYTES:
        raise RecordError(_too_large(offset))


def record_at(path: Path, offset: int) -> Record:
    """Return the record that starts at an offset; raise :class:`RecordError` if none does, :class:`OSError` if the file cannot be read."""
    with path.open("rb") as file:
        file.seek(offset)
        for record in records(file):
            return record
    raise RecordError(f"{path} has no record at {offset}")


def whole_members(path: Path) -> tuple[int, int]:
    """Return size in bytes and number of the whole gzip members at the start of a file: what a kill left intact."""
    end = count = 0
    with path.open("rb") as file:
        try:
            for offset, length, _ in _members(file, keep=False):
                end, count = offset + length, count + 1
        except RecordError:
            return end, count
    return end, count
