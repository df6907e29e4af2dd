"""Reading WARC files: records as they are stored, with their HTTP headers byte for byte."""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from base64 import b32encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from newscrawl import content_coding
from newscrawl.archive.http_codings import dechunked, decoded, stored_codings

if TYPE_CHECKING:
    from collections.abc import Iterator
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

MAX_CONTENT_BYTES: Final = 1 << 28
"""Largest body without its content coding, in bytes."""

_HEAD_END: Final = re.compile(rb"\n\r?\n")
"""End of an HTTP head."""

_STATUS_LINE: Final = re.compile(rb"HTTP/[\d.]+[ \t]+(\d{3})")
"""Start of an HTTP answer."""

_CHUNK_BYTES: Final = 1 << 16
"""Bytes that are read at once."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
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
        except ValueError:
            return {}
        known = found.get("newscrawl") if isinstance(found, dict) else None
        return known if isinstance(known, dict) else {}

    @property
    def _split(self) -> tuple[bytes, bytes]:
        """The HTTP head and the body. For a record without HTTP the head is empty."""
        if self.type not in _HTTP_TYPES:
            return b"", self.block
        block = self.block.lstrip(b"\r\n")
        if self.type not in _HTTP_TYPES or (self.type != "request" and not block.startswith(b"HTTP/")):
            return b"", self.block
        while True:
            end = _HEAD_END.search(block)
            if end is None:
                return block, b""
            head, rest = block[: end.start()].rstrip(b"\r"), block[end.end() :]
            status = _STATUS_LINE.match(head)
            if status is None or not status[1].startswith(b"1") or not rest.startswith(b"HTTP/"):
                return head, rest
            block = rest  # an interim answer, such as 100 Continue

    @property
    def http_headers(self) -> list[tuple[bytes, bytes]]:
        """Names and values as received. A line that starts with a blank continues the one before; one without a colon is left out."""
        pairs: list[tuple[bytes, bytes]] = []
        for line in self._split[0].split(b"\n")[1:]:
            name, colon, value = line.partition(b":")
            if line[:1] in {b" ", b"\t"}:
                if pairs and line.strip():
                    pairs[-1] = pairs[-1][0], pairs[-1][1] + b" " + line.strip()
            elif colon and name.strip():
                pairs.append((name.strip(), value.strip()))
        return pairs

    def http_header(self, name: str) -> str | None:
        """Return the first HTTP header of a name, ``None`` if there is none."""
        wanted = name.lower().encode()
        return next((value.decode("latin-1") for key, value in self.http_headers if key.lower() == wanted), None)

    @property
    def status(self) -> int | None:
        """The HTTP status of a response, ``None`` for other records."""
        found = _STATUS_LINE.match(self._split[0])
        return int(found[1]) if found else None

    @property
    def payload(self) -> bytes:
        """The body as it is stored."""
        return self._split[1]

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

    @property
    def _dechunked(self) -> tuple[bytes, bool]:
        """The body without transfer coding, and whether it ends within a chunk."""
        coding = (self.http_header("Transfer-Encoding") or "").lower()
        return dechunked(self.payload) if "chunked" in coding else (self.payload, False)

    @property
    def codings(self) -> tuple[str, ...] | None:
        """The content codings that the stored body has, which may be fewer than its head names; ``None`` if they cannot be told."""
        named = [value.decode("latin-1") for name, value in self.http_headers if name.lower() == b"content-encoding"]
        return stored_codings([coding for value in named for coding in value.split(",")], self.body)

    @property
    def content(self) -> bytes | None:
        """The body with its content coding decoded; ``None`` if that fails."""
        codings = self.codings
        if codings is None:
            return None
        if codings:
            return decoded(self.body, codings, max_bytes=MAX_CONTENT_BYTES)
        try:
            return content_coding.decoded(self.body, (), max_bytes=MAX_CONTENT_BYTES)[0]  # gzip that no header names
        except content_coding.CodingError:
            return self.body

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


def _read(stream: Any) -> bytes:
    """Return everything that a stream holds."""
    parts = []
    while part := stream.read(_CHUNK_BYTES):
        parts.append(part)
    return b"".join(parts)


def _is_digest(digest: str, data: bytes) -> bool:
    """Return whether a digest such as ``sha1:BASE32``, also hexadecimal or of another hash, matches the data."""
    name, _, value = digest.partition(":")
    try:
        found = hashlib.new(name.replace("-", ""), data)
    except ValueError:
        return True  # a hash that Python does not know cannot be checked
    return value.upper() == b32encode(found.digest()).decode() or value.lower() == found.hexdigest()


def records(file: BinaryIO) -> Iterator[Record]:
    """Yield the records from the file's present position. Raises :class:`RecordError` at the first damaged one.

    Gzip files are read member by member, and every checksum is verified. warcio's own reader, which is used for plain files,
    returns what it can of a damaged gzip member and continues.
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


def _gzipped(file: BinaryIO) -> Iterator[Record]:
    """Yield the records of a gzip file."""
    for offset, length, data in _members(file):
        head, _, rest = data.partition(b"\r\n\r\n")
        version, *lines = head.split(b"\r\n")
        pairs = (header_text(line).partition(":") for line in lines)
        headers = tuple((name.strip(), value.strip()) for name, _, value in pairs)
        size = next((value for name, value in headers if name.lower() == "content-length"), "")
        if not version.startswith(b"WARC/") or not size.isdecimal():
            raise RecordError(f"the gzip member at {offset} is not a WARC record")
        if rest[int(size) :] != _END:
            raise RecordError(f"the gzip member at {offset} holds more or less than one record")
        yield Record(headers=headers, block=rest[: int(size)], offset=offset, length=length)


def header_text(line: bytes) -> str:
    """Decode a header line as UTF-8, else as Latin-1."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1")


def _plain(file: BinaryIO) -> Iterator[Record]:
    """Yield the records of a file that is not compressed."""
    reader = ArchiveIterator(file, no_record_parse=True)
    try:
        for found in reader:
            headers, block = tuple(found.rec_headers.headers), _read(found.raw_stream)
            offset, length = reader.get_record_offset(), reader.get_record_length()
            if len(block) != found.length:
                raise RecordError(f"the record at {offset} is cut short")
            yield Record(headers=headers, block=block, offset=offset, length=length)
    except (ArchiveLoadFailed, EOFError) as error:
        raise RecordError(str(error).strip().partition("\n")[0] or "it ends within a record") from error


def _members(file: BinaryIO) -> Iterator[tuple[int, int, bytes]]:
    """Yield (offset, length, content) of each gzip member from the file's present position; raise :class:`RecordError` for a damaged one."""
    offset, data = file.tell(), file.read(_CHUNK_BYTES)
    while data:
        inflate, parts, length = zlib.decompressobj(zlib.MAX_WBITS + 16), [], 0
        while not inflate.eof:
            if not data:
                raise RecordError(f"the gzip member at {offset} is cut short")
            try:
                parts.append(inflate.decompress(data))
            except zlib.error as error:
                raise RecordError(f"the gzip member at {offset} is broken: {error}") from error
            length += len(data) - len(inflate.unused_data)
            data = inflate.unused_data or file.read(_CHUNK_BYTES)
        yield offset, length, b"".join(parts)
        offset += length


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
            for offset, length, _ in _members(file):
                end, count = offset + length, count + 1
        except RecordError:
            return end, count
    return end, count
