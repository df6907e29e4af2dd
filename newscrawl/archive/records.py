"""WARC records as they stand in a file: read through warcio, their HTTP heads taken byte for byte."""

from __future__ import annotations

import hashlib
import json
import zlib
from base64 import b32encode
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import BufferedReader, ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_HTTP: Final = frozenset({"response", "request", "revisit"})
_CODINGS: Final = {"gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate", "br": "br"}
_CHUNK: Final = 1 << 16
_GZIP: Final = b"\x1f\x8b"
_WARC: Final = b"WARC/"
_END: Final = b"\r\n\r\n"

ABOUT: Final = "WARC-JSON-Metadata"
"""The header in which newscrawl keeps what it knew of a page before it asked for it."""


class RecordError(Exception):
    """A file or a record is not what it should be; the message says where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record, read whole."""

    headers: tuple[tuple[str, str], ...]
    """The WARC headers, in their order."""

    block: bytes
    """All between the WARC headers and the next record."""

    offset: int
    length: int
    """Where the record begins in its file, and how much of the file it takes, compressed; bytes."""

    def header(self, name: str) -> str | None:
        """The first WARC header of that name."""
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
    def about(self) -> dict[str, Any]:
        """What newscrawl knew before it asked; empty in the archives of others."""
        try:
            found = json.loads(self.header(ABOUT) or "{}")
        except ValueError:
            return {}
        return found.get("newscrawl", {}) if isinstance(found, dict) else {}

    @property
    def _split(self) -> tuple[bytes, bytes]:
        if self.type not in _HTTP:
            return b"", self.block
        for end in (b"\r\n\r\n", b"\n\n"):
            head, found, rest = self.block.partition(end)
            if found:
                return head, rest
        return self.block, b""

    @property
    def http_headers(self) -> list[tuple[bytes, bytes]]:
        """Names and values as received."""
        lines = self._split[0].splitlines()[1:]
        pairs = (line.partition(b":") for line in lines)
        return [(name.strip(), value.strip()) for name, colon, value in pairs if colon]

    def http_header(self, name: str) -> str | None:
        """The first HTTP header of that name."""
        wanted = name.lower().encode()
        return next((value.decode("latin-1") for key, value in self.http_headers if key.lower() == wanted), None)

    @property
    def status(self) -> int | None:
        """The HTTP status of a response."""
        words = self._split[0].split(b"\n", 1)[0].split()
        return int(words[1]) if len(words) > 1 and words[0].startswith(b"HTTP/") and words[1].isdigit() else None

    @property
    def payload(self) -> bytes:
        """The body as it stands in the record."""
        return self._split[1]

    @property
    def body(self) -> bytes:
        """The body without its transfer coding, its content coding kept, as a client hands it on."""
        if (self.http_header("Transfer-Encoding") or "").lower() != "chunked":
            return self.payload
        return _read(ChunkedDataReader(BytesIO(self.payload)))

    @property
    def content(self) -> bytes | None:
        """The body with its content coding undone; ``None`` for a coding that is not known here."""
        body = self.body
        named = [value.decode("latin-1") for name, value in self.http_headers if name.lower() == b"content-encoding"]
        codings = [coding.strip().lower() for value in named for coding in value.split(",")]
        for coding in reversed(codings):
            if coding not in _CODINGS:
                return None
            body = _read(BufferedReader(BytesIO(body), decomp_type=_CODINGS[coding]))
        return body

    def broken_digests(self) -> list[str]:
        """Names of the digest headers that the record's bytes do not bear out."""
        parts = {"WARC-Block-Digest": self.block, "WARC-Payload-Digest": self.payload}
        if self.type == "revisit":
            del parts["WARC-Payload-Digest"]  # it speaks of the record referred to
        return [name for name, data in parts.items() if (said := self.header(name)) and not _is_digest(said, data)]


def _read(stream: Any) -> bytes:
    parts = []
    while part := stream.read(_CHUNK):
        parts.append(part)
    return b"".join(parts)


def _is_digest(said: str, data: bytes) -> bool:
    """Whether ``sha1:BASE32`` (or another hash, or hexadecimal) is the digest of the data."""
    name, _, value = said.partition(":")
    try:
        found = hashlib.new(name.replace("-", ""), data)
    except ValueError:
        return True  # a hash that Python does not know proves nothing
    return value.upper() == b32encode(found.digest()).decode() or value.lower() == found.hexdigest()


def records(file: BinaryIO) -> Iterator[Record]:
    """The records from where the file stands; :class:`RecordError` at the first that is broken, or no record.

    Gzipped files are read member by member and to the last check sum: warcio's reader, which takes the plain ones, gives
    what it can of a damaged member and goes on.
    """
    start = file.tell()
    magic = file.read(len(_WARC))
    file.seek(start)
    if magic.startswith(_GZIP):
        yield from _gzipped(file)
    elif magic == _WARC:
        yield from _plain(file)
    elif magic:
        raise RecordError(f"no record begins at {start}")


def _gzipped(file: BinaryIO) -> Iterator[Record]:
    for offset, length, data in _members(file):
        head, _, rest = data.partition(b"\r\n\r\n")
        version, *lines = head.split(b"\r\n")
        pairs = (_header_text(line).partition(":") for line in lines)
        headers = tuple((name.strip(), value.strip()) for name, _, value in pairs)
        size = next((value for name, value in headers if name.lower() == "content-length"), "")
        if not version.startswith(b"WARC/") or not size.isdecimal():
            raise RecordError(f"the gzip member at {offset} is no WARC record")
        if rest[int(size) :] != _END:
            raise RecordError(f"the gzip member at {offset} holds more or less than one record")
        yield Record(headers=headers, block=rest[: int(size)], offset=offset, length=length)


def _header_text(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1")


def _plain(file: BinaryIO) -> Iterator[Record]:
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
    """(offset, length, content) of the gzip members from where the file stands; :class:`RecordError` for a broken one."""
    offset, data = file.tell(), file.read(_CHUNK)
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
            data = inflate.unused_data or file.read(_CHUNK)
        yield offset, length, b"".join(parts)
        offset += length


def record_at(path: Path, offset: int) -> Record:
    """The record that begins at an offset; :class:`RecordError` where none does, :class:`OSError` as files raise it."""
    with path.open("rb") as file:
        file.seek(offset)
        for record in records(file):
            return record
    raise RecordError(f"{path} has no record at {offset}")


def whole_members(path: Path) -> tuple[int, int]:
    """Length and number of the whole gzip members at the start of a file: what a kill left intact."""
    end = count = 0
    with path.open("rb") as file:
        try:
            for offset, length, _ in _members(file):
                end, count = offset + length, count + 1
        except RecordError:
            return end, count
    return end, count
