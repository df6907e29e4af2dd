"""What a crawl received, as WARC 1.1: every exchange as it came, before anyone interprets it.

A run writes one series of files, ``warc/newscrawl-CRAWL_ID-00000.warc.gz`` and on; each begins with a ``warcinfo``
record, holds one gzip member a record, and is closed at a size, synced, renamed from its ``.part`` and indexed. An
exchange is one append: a kill leaves whole records and at most one broken one, which the next start of the run cuts off.
"""

from __future__ import annotations

import hashlib
import json
import logging
import uuid
import zlib
from base64 import b32encode
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newscrawl.archive import cdxj
from newscrawl.archive.records import ABOUT, RecordError, records, whole_members
from newscrawl.exporters.files import LineFile, OutputError, write_atomically
from newscrawl.report.manifest import FileReport
from newscrawl.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

logger = logging.getLogger(__name__)

DIRECTORY: Final = "warc"
SUFFIX: Final = ".warc.gz"
DEFAULT_SIZE: Final = 1_000_000_000
"""Bytes at which a file is closed and the next one opened."""

DEFAULT_LEVEL: Final = 1
"""gzip level of what did not come compressed: level 6 saves a seventh of the bytes for three times the CPU. What came
compressed is stored, for a second pass gains nothing."""

_STORED: Final = 0
_REMEMBERED: Final = 50_000
"""Payloads of a run that a later one is compared with: the newest; about 20 MB."""

_PROFILES: Final = "http://netpreserve.org/warc/1.1/revisit/"
_NOT_MODIFIED: Final = b"304"
_ORIGINAL: Final = b"X-Archive-Orig-"
"""What the web archives put before a header that no longer describes the stored bytes."""

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and its whole answer, as they were on the wire."""

    url: str
    date: str
    """When the answer was complete: ``2026-03-02T01:00:00Z``."""

    request_line: bytes
    request_headers: Headers
    request_body: bytes = b""
    status_line: bytes
    """Without the protocol: ``200 OK``."""

    protocol: str = "HTTP/1.1"
    headers: Headers
    """In the order and the letters of the server, repeated ones repeated."""

    payload: bytes
    """The body without its transfer coding, its content coding kept."""

    ip: str | None = None
    about: Mapping[str, Any] = field(default_factory=dict)
    """What the crawler knew before it asked; kept beside the response for a replay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WarcOffset:
    """Where a response stands."""

    warc_file: str
    warc_offset: int
    warc_record_id: str


@dataclass(frozen=True, slots=True)
class _Original:
    """The response that a revisit refers to."""

    url: str
    digest: str
    date: str = ""
    record_id: str = ""


class _Verbatim(StatusAndHeaders):  # type: ignore[misc] # warcio has no types
    """HTTP headers byte for byte; warcio would percent-encode what is not ASCII."""

    def compute_headers_buffer(self, header_filter: object = None) -> None:  # noqa: ARG002 - the base class's signature
        self.headers_buff = self.to_bytes(encoding="latin-1")


def _index_of(path: Path) -> Path:
    return path.with_name(path.name + cdxj.SUFFIX)


def _captures(path: Path) -> list[cdxj.Capture]:
    try:
        return list(cdxj.captures(path))
    except (OSError, RecordError) as error:
        raise _cannot_read(path, error) from error


def new_record_id() -> str:
    """An id for a record, without brackets."""
    return f"urn:uuid:{uuid.uuid4()}"


def series_prefix(crawl_id: str) -> str:
    """How the names of a run's files begin."""
    return f"newscrawl-{crawl_id}-"


def whole_size(output: Path, name: str) -> int:
    """Bytes of a file that are whole records: all of a finished one, 0 where there is none."""
    path = output / DIRECTORY / name
    if path.exists():
        return path.stat().st_size
    part = LineFile.part_of(path)
    return whole_members(part)[0] if part.exists() else 0


class WarcSeries:
    """The WARC files of one run."""

    def __init__(
        self,
        output: Path,
        crawl_id: str,
        *,
        size: int = DEFAULT_SIZE,
        level: int = DEFAULT_LEVEL,
        info: Mapping[str, str] | None = None,
    ) -> None:
        """Take up what a killed run of the same ``crawl_id`` left; nothing is made before the first record.

        ``info`` is added to the ``warcinfo`` records. :class:`OutputError` where the directory cannot be used.
        """
        self.directory = output / DIRECTORY
        self.crawl_id = crawl_id
        self._size, self._level, self._info = size, level, dict(info or {})
        self._file: LineFile | None = None
        self._captures: list[cdxj.Capture] = []
        self._whole: dict[str, cdxj.Capture] = {}
        """The newest whole capture of each address in the open file."""

        self._warcinfo = ""
        self._originals: dict[str, _Original] = {}
        self._sha256 = hashlib.sha256()
        self._reports: dict[Path, FileReport] = {}
        self._take_up()

    # -- files --------------------------------------------------------------------------------------------------

    def _take_up(self) -> None:
        """Index what a dead run renamed last, and go on with the part file that it held."""
        for path in self._finished():
            if not _index_of(path).exists():
                write_atomically(_index_of(path), cdxj.render(_captures(path)))
        for part in sorted(self.directory.glob(f"{series_prefix(self.crawl_id)}*{SUFFIX}.part")):
            file = LineFile(part.with_name(part.name.removesuffix(".part")))
            end, members = whole_members(part)
            if end < file.bytes:
                logger.info("%s: %d bytes of a broken record are cut off", part, file.bytes - end)
            file.cut(end, members)
            if not members:
                file.discard()
                continue
            self._file = file
            self._read_back(part)
            with part.open("rb") as written:
                self._sha256 = hashlib.file_digest(written, "sha256")

    def _read_back(self, part: Path) -> None:
        """Know of a dead run's records what it knew: what is fetched again is a revisit of what it had received."""
        try:
            with part.open("rb") as file:
                for record in records(file):
                    if record.type == "warcinfo":
                        self._warcinfo = record.id
                    if found := cdxj.capture(record, part.name.removesuffix(".part")):
                        self._captures.append(found)
                    if found and record.type == "response" and record.payload:
                        self._remember(_Original(record.url, found.digest, record.date, record.id))
        except (OSError, RecordError) as error:
            raise _cannot_read(part, error) from error
        self._whole = {capture.url: capture for capture in self._captures if capture.is_whole}

    def _finished(self) -> list[Path]:
        return sorted(self.directory.glob(f"{series_prefix(self.crawl_id)}*{SUFFIX}"))

    def _open(self) -> LineFile:
        """The file to write to; a new one begins with its ``warcinfo``."""
        if self._file is not None:
            return self._file
        taken = [int(path.name.removesuffix(SUFFIX).rpartition("-")[2]) for path in self._finished()]
        path = self.directory / f"{series_prefix(self.crawl_id)}{max(taken, default=-1) + 1:05d}{SUFFIX}"
        file, self._captures, self._whole, self._warcinfo = LineFile(path), [], {}, new_record_id()
        info = {
            "software": f"newscrawl/{__version__}",
            "format": "WARC File Format 1.1",
            "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            "isPartOf": self.crawl_id,
            **self._info,
        }
        writer = _MemberWriter(self._level)
        record = writer.create_warcinfo_record(path.name, info)
        record.rec_headers.replace_header("WARC-Record-ID", f"<{self._warcinfo}>")
        self._file, self._sha256 = file, hashlib.sha256()
        self._append(writer.member(record))
        return file

    def _append(self, data: bytes, records: int = 1) -> None:
        file = self._open()
        file.append(data, records)
        self._sha256.update(data)

    def _rotate(self) -> None:
        """Close the file: synced, renamed, indexed."""
        file, self._file = self._file, None
        if file is None:
            return
        if not self._captures:
            file.discard()  # it holds its warcinfo at most
            return
        file.finish()
        index = cdxj.render(self._captures)
        write_atomically(_index_of(file.path), index)
        self._reports[file.path] = _report(file.path, lines=file.lines, sha256=self._sha256.hexdigest())

    def close(self) -> list[FileReport]:
        """Finish the series; what it holds, each file and its index."""
        self._rotate()
        return [
            report
            for path in self._finished()
            for report in (self._reports.get(path) or _report(path), _report(_index_of(path)))
        ]

    def abandon(self) -> None:
        """Let go of the file and leave it as it is."""
        if self._file is not None:
            self._file.close()

    # -- records ------------------------------------------------------------------------------------------------

    def record(self, exchange: Exchange) -> WarcOffset:
        """Append an exchange; where its response stands. After an :class:`OutputError` the file is as it was."""
        file = self._open()
        writer = _MemberWriter(self._level)
        digest = _sha1(exchange.payload)
        record_id = new_record_id()
        original = self._original(exchange, digest)
        headers = {
            "WARC-Record-ID": f"<{record_id}>",
            "WARC-Date": exchange.date,
            "WARC-Warcinfo-ID": f"<{self._warcinfo}>",
            **({"WARC-IP-Address": exchange.ip} if exchange.ip else {}),
            **(_revisit(exchange, original) if original else {"WARC-Payload-Digest": digest}),
            **({ABOUT: json.dumps({"newscrawl": exchange.about})} if exchange.about else {}),
        }
        head = _Verbatim(
            exchange.status_line.decode("latin-1"), _text(_described(exchange.headers)), protocol=exchange.protocol
        )
        stored = b"" if "WARC-Profile" in headers else exchange.payload
        response = writer.create_warc_record(
            exchange.url,
            "revisit" if "WARC-Profile" in headers else "response",
            payload=BytesIO(stored),
            length=len(stored),
            warc_headers_dict=headers,
            http_headers=head,
        )
        members = writer.member(response, packed=_is_packed(exchange.headers))
        place = WarcOffset(warc_file=file.path.name, warc_offset=file.bytes, warc_record_id=record_id)
        self._append(members + writer.member(self._request(writer, exchange, record_id)), records=2)
        capture = self._capture(exchange, place, len(members), headers)
        self._captures.append(capture)
        if capture.is_whole:
            self._whole[capture.url] = capture
        if exchange.payload and original is None:
            self._remember(_Original(exchange.url, digest, exchange.date, record_id))
        if file.bytes >= self._size:
            self._rotate()
        return place

    def _request(self, writer: _MemberWriter, exchange: Exchange, response_id: str) -> Any:
        return writer.create_warc_record(
            exchange.url,
            "request",
            payload=BytesIO(exchange.request_body),
            length=len(exchange.request_body),
            warc_headers_dict={
                "WARC-Date": exchange.date,
                "WARC-Warcinfo-ID": f"<{self._warcinfo}>",
                "WARC-Concurrent-To": f"<{response_id}>",
            },
            http_headers=_Verbatim(
                exchange.request_line.decode("latin-1"), _text(exchange.request_headers), is_http_request=True
            ),
        )

    def describe(self, place: WarcOffset, *, url: str, date: str, fields: Mapping[str, str]) -> None:
        """Append a ``metadata`` record about a response: what was made of it."""
        self._open()
        writer = _MemberWriter(self._level)
        payload = "".join(f"{name}: {value}\r\n" for name, value in fields.items()).encode()
        record = writer.create_warc_record(
            url,
            "metadata",
            payload=BytesIO(payload),
            length=len(payload),
            warc_content_type="application/warc-fields",
            warc_headers_dict={
                "WARC-Date": date,
                "WARC-Warcinfo-ID": f"<{self._warcinfo}>",
                "WARC-Refers-To": f"<{place.warc_record_id}>",
            },
        )
        self._append(writer.member(record))

    def _capture(self, exchange: Exchange, place: WarcOffset, length: int, headers: Mapping[str, str]) -> cdxj.Capture:
        kind = next((v.decode("latin-1") for n, v in exchange.headers if n.lower() == b"content-type"), "")
        return cdxj.Capture(
            url=exchange.url,
            date=exchange.date,
            mime="warc/revisit" if "WARC-Profile" in headers else cdxj.media_type(kind),
            status=exchange.status_line.split(b" ", 1)[0].decode("latin-1"),
            digest=headers.get("WARC-Payload-Digest", ""),
            length=length,
            offset=place.warc_offset,
            filename=place.warc_file,
        )

    def _original(self, exchange: Exchange, digest: str) -> _Original | None:
        """The response that this one repeats: of the same payload in this run, or before a 304 in any."""
        if not _is_unchanged(exchange):
            return self._originals.get(digest) if exchange.payload else None
        before = self._whole.get(exchange.url) or cdxj.latest(self.directory, exchange.url)
        return _Original(exchange.url, before.digest, before.date) if before else _Original(exchange.url, "")

    def _remember(self, original: _Original) -> None:
        if len(self._originals) >= _REMEMBERED:
            del self._originals[next(iter(self._originals))]
        self._originals[original.digest] = original


class _MemberWriter(WARCWriter):  # type: ignore[misc] # warcio has no types
    """warcio's writer, each record a gzip member of the level we choose; warcio's own is fixed at 9."""

    def __init__(self, level: int) -> None:
        super().__init__(BytesIO(), gzip=False, warc_version="1.1")
        self._level = level

    def member(self, record: Any, *, packed: bool = False) -> bytes:
        """The record as one gzip member; ``packed`` where its payload came compressed."""
        self.out = BytesIO()
        self.write_record(record)
        deflate = zlib.compressobj(_STORED if packed else self._level, zlib.DEFLATED, zlib.MAX_WBITS + 16)
        return deflate.compress(self.out.getbuffer()) + deflate.flush()


def _revisit(exchange: Exchange, original: _Original) -> dict[str, str]:
    """The headers that make a revisit of a response."""
    profile = "server-not-modified" if _is_unchanged(exchange) else "identical-payload-digest"
    headers = {
        "WARC-Profile": _PROFILES + profile,
        "WARC-Refers-To": original.record_id and f"<{original.record_id}>",
        "WARC-Refers-To-Target-URI": original.url,
        "WARC-Refers-To-Date": original.date,
        "WARC-Payload-Digest": original.digest,
    }
    return {name: value for name, value in headers.items() if value}


def _is_unchanged(exchange: Exchange) -> bool:
    return exchange.status_line.startswith(_NOT_MODIFIED)


def _described(headers: Headers) -> Headers:
    """The headers, that of the transfer coding renamed: the stored body has none."""
    return [(_ORIGINAL + name if name.lower() == b"transfer-encoding" else name, value) for name, value in headers]


def _text(headers: Headers) -> list[tuple[str, str]]:
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers]


def _is_packed(headers: Headers) -> bool:
    return any(
        (name.lower() == b"content-encoding" and value.strip().lower() not in {b"", b"identity"})
        or (name.lower() == b"content-type" and value.lower().startswith((b"image/", b"video/", b"audio/")))
        for name, value in headers
    )


def _sha1(data: bytes) -> str:
    return "sha1:" + b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()


def _cannot_read(path: Path, error: OSError | RecordError) -> OutputError:
    return OutputError(
        f"{path} cannot be read back: {error}. Move it aside and run again; its articles stay as they are."
    )


def _report(path: Path, *, lines: int | None = None, sha256: str | None = None) -> FileReport:
    """A finished file; ``lines`` of a WARC are its records."""
    try:
        if sha256 is None:
            with path.open("rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        if lines is None:
            lines = path.read_bytes().count(b"\n") if path.suffix == cdxj.SUFFIX else whole_members(path)[1]
        return FileReport(name=f"{DIRECTORY}/{path.name}", bytes=path.stat().st_size, lines=lines, sha256=sha256)
    except OSError as error:
        raise _cannot_read(path, error) from error
