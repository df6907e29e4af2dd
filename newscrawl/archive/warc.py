"""WARC 1.1 files of what a crawl received: every request and response, byte for byte.

A run writes a series of files, ``warc/newscrawl-CRAWL_ID-00000.warc.gz`` and so on. Each starts with a ``warcinfo`` record
and holds one gzip member for each record. At a given size the file is synced, renamed from its ``.part`` name and indexed.
An exchange is appended in one write: a kill leaves whole records and at most one broken one, which the next start of the
run cuts off.
"""

from __future__ import annotations

import hashlib
import json
import logging
import uuid
from base64 import b32encode
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from newscrawl.archive import cdxj
from newscrawl.archive.records import CRAWL_INFO_HEADER, RecordError, records, whole_members
from newscrawl.exporters.files import LineFile, OutputError, write_atomically
from newscrawl.report.manifest import FileReport
from newscrawl.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from newscrawl.archive.warc_writer import MemberWriter

logger = logging.getLogger(__name__)

DIRECTORY: Final = "warc"
"""Directory of the WARC files in the output directory."""

SUFFIX: Final = ".warc.gz"
"""Ending of the names of WARC files."""

DEFAULT_MAX_BYTES: Final = 1_000_000_000
"""Size in bytes at which a file is closed and the next one is started."""

DEFAULT_GZIP_LEVEL: Final = 1
"""Compression level of payloads that the server sent uncompressed. Level 6 saves a seventh of the bytes for three times the CPU
time. Payloads that arrived compressed are stored: compressing them again saves nothing.
"""

_MAX_ORIGINALS: Final = 50_000
"""Payloads of a run that later ones are compared with, the newest ones; about 20 MB."""

_PROFILES: Final = "http://netpreserve.org/warc/1.1/revisit/"
"""Start of the ``WARC-Profile`` of a revisit record."""

_NOT_MODIFIED: Final = b"304"
"""Start of a status line: the page has not changed since the last fetch."""

_ORIGINAL: Final = b"X-Archive-Orig-"
"""Prefix that web archives give to a header that does not describe the stored bytes."""

Headers = list[tuple[bytes, bytes]]
"""Names and values, as bytes from the wire."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and its complete response, as they were sent."""

    url: str
    date: str
    """When the response was complete: ``2026-03-02T01:00:00Z``."""

    request_line: bytes
    request_headers: Headers
    request_body: bytes = b""
    status_line: bytes
    """Without the protocol: ``200 OK``."""

    protocol: str = "HTTP/1.1"
    headers: Headers
    """In the server's order and spelling, repeated ones included."""

    payload: bytes
    """The body without transfer coding, but with its content coding."""

    ip: str | None = None
    """Address of the server."""

    crawl_info: Mapping[str, Any] = field(default_factory=dict)
    """What the crawler knew before it sent the request. It is stored with the response for a replay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WarcOffset:
    """Where a response is stored."""

    warc_file: str
    """Name of the file."""

    warc_offset: int
    """Where the record starts in the file, in bytes."""

    warc_record_id: str
    """``WARC-Record-ID``, without brackets."""


class _Original(NamedTuple):
    """The response that a revisit refers to."""

    url: str
    digest: str
    date: str = ""
    record_id: str = ""


def _index_of(path: Path) -> Path:
    """Return the path of a WARC file's index."""
    return path.with_name(path.name + cdxj.SUFFIX)


def _captures(path: Path) -> list[cdxj.Capture]:
    """Return the index entries of a WARC file; raise :class:`OutputError` if it cannot be read."""
    try:
        return list(cdxj.captures(path))
    except (OSError, RecordError) as error:
        raise _cannot_read(path, error) from error


def new_record_id() -> str:
    """Return a new record id, without brackets."""
    return f"urn:uuid:{uuid.uuid4()}"


def series_prefix(crawl_id: str) -> str:
    """Return the start of the names of a run's WARC files."""
    return f"newscrawl-{crawl_id}-"


def whole_size(output: Path, name: str) -> int:
    """Return the size in bytes of the whole records in a file, finished or not; 0 if the file does not exist."""
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
        max_bytes: int = DEFAULT_MAX_BYTES,
        gzip_level: int = DEFAULT_GZIP_LEVEL,
        info: Mapping[str, str] | None = None,
    ) -> None:
        """Continue what a killed run of the same ``crawl_id`` left. No file is created before the first record.

        ``max_bytes`` is the size at which a file is closed, ``gzip_level`` the compression level, and ``info`` is added to the
        ``warcinfo`` records. Raises :class:`OutputError`.
        """
        self.directory = output / DIRECTORY
        self.crawl_id = crawl_id
        self._max_bytes, self._gzip_level, self._info = max_bytes, gzip_level, dict(info or {})
        self._file: LineFile | None = None
        self._captures: list[cdxj.Capture] = []
        self._whole: dict[str, cdxj.Capture] = {}
        """The newest whole capture of each address in the open file."""

        self._warcinfo = ""
        self._originals: dict[str, _Original] = {}
        self._sha256 = hashlib.sha256()
        self._reports: dict[Path, FileReport] = {}
        self._continue()

    # -- files --------------------------------------------------------------------------------------------------

    def _continue(self) -> None:
        """Index the file that a dead run renamed last, and continue its part file."""
        self._write_missing_indexes()
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

    def _write_missing_indexes(self) -> None:
        """Index the finished files whose index could not be written when they were finished."""
        for path in self._finished():
            if not _index_of(path).exists():
                write_atomically(_index_of(path), cdxj.render(_captures(path)))

    def _read_back(self, part: Path) -> None:
        """Read the records of a dead run, so that a page that is fetched again becomes a revisit of the stored one."""
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
        """Return the finished files of the run, by name."""
        return sorted(self.directory.glob(f"{series_prefix(self.crawl_id)}*{SUFFIX}"))

    def _open(self) -> LineFile:
        """Return the file to write to; a new one starts with its ``warcinfo`` record."""
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
        writer = self._writer()
        record = writer.create_warcinfo_record(path.name, info)
        record.rec_headers.replace_header("WARC-Record-ID", f"<{self._warcinfo}>")
        self._file, self._sha256 = file, hashlib.sha256()
        try:
            self._append(writer.member(record))
        except OutputError:
            self._file = None  # no record may stand before the first one
            file.discard()
            raise
        return file

    def _append(self, data: bytes, records: int = 1) -> None:
        """Append ``records`` records in one write."""
        file = self._open()
        file.append(data, records)
        self._sha256.update(data)

    def _rotate(self) -> None:
        """Finish the open file: sync it, rename it and write its index.

        A file that cannot be finished stays the open one, and every further record fails: the next run continues it.
        """
        file = self._file
        if file is None:
            return
        if not self._captures:
            file.discard()  # it holds nothing but its warcinfo record
            self._file = None
            return
        file.finish()
        self._file = None
        index = cdxj.render(self._captures)
        write_atomically(_index_of(file.path), index)
        self._reports[file.path] = _report(file.path, lines=file.lines, sha256=self._sha256.hexdigest())

    def close(self) -> list[FileReport]:
        """Finish the series; return the manifest entries of each file and its index."""
        self._rotate()
        self._write_missing_indexes()
        return [
            report
            for path in self._finished()
            for report in (self._reports.get(path) or _report(path), _report(_index_of(path)))
        ]

    def abandon(self) -> None:
        """Close the open file without finishing it."""
        if self._file is not None:
            self._file.close()

    # -- records ------------------------------------------------------------------------------------------------

    def _writer(self) -> MemberWriter:
        """Return a new writer of records."""
        from newscrawl.archive.warc_writer import MemberWriter  # noqa: PLC0415 - warcio imports fsspec and requests

        return MemberWriter(self._gzip_level)

    def record(self, exchange: Exchange) -> WarcOffset:
        """Append an exchange; return where its response is stored. After an :class:`OutputError` the file is unchanged."""
        file = self._open()
        writer = self._writer()
        digest = _sha1(exchange.payload)
        record_id = new_record_id()
        original = self._original(exchange, digest)
        headers = {
            "WARC-Record-ID": f"<{record_id}>",
            "WARC-Date": exchange.date,
            "WARC-Warcinfo-ID": f"<{self._warcinfo}>",
            **({"WARC-IP-Address": exchange.ip} if exchange.ip else {}),
            **(_revisit(exchange, original) if original else {"WARC-Payload-Digest": digest}),
            **({CRAWL_INFO_HEADER: json.dumps({"newscrawl": exchange.crawl_info})} if exchange.crawl_info else {}),
        }
        head = writer.headers(
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
        offset = WarcOffset(warc_file=file.path.name, warc_offset=file.bytes, warc_record_id=record_id)
        self._append(members + writer.member(self._request(writer, exchange, record_id)), records=2)
        capture = self._capture(exchange, offset, len(members), headers)
        self._captures.append(capture)
        if capture.is_whole:
            self._whole[capture.url] = capture
        if exchange.payload and original is None:
            self._remember(_Original(exchange.url, digest, exchange.date, record_id))
        if file.bytes >= self._max_bytes:
            self._rotate()
        return offset

    def _request(self, writer: MemberWriter, exchange: Exchange, response_id: str) -> Any:
        """Return the ``request`` record that belongs to a response."""
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
            http_headers=writer.headers(
                exchange.request_line.decode("latin-1"), _text(exchange.request_headers), is_http_request=True
            ),
        )

    def add_metadata(self, offset: WarcOffset, *, url: str, date: str, fields: Mapping[str, str]) -> None:
        """Append a ``metadata`` record with fields about a response: what was extracted from it."""
        self._open()
        writer = self._writer()
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
                "WARC-Refers-To": f"<{offset.warc_record_id}>",
            },
        )
        self._append(writer.member(record))

    def _capture(self, exchange: Exchange, offset: WarcOffset, length: int, headers: Mapping[str, str]) -> cdxj.Capture:
        """Return the index entry of a response."""
        kind = next((v.decode("latin-1") for n, v in exchange.headers if n.lower() == b"content-type"), "")
        return cdxj.Capture(
            url=exchange.url,
            date=exchange.date,
            mime="warc/revisit" if "WARC-Profile" in headers else cdxj.media_type(kind),
            status=exchange.status_line.split(b" ", 1)[0].decode("latin-1"),
            digest=headers.get("WARC-Payload-Digest", ""),
            length=length,
            offset=offset.warc_offset,
            filename=offset.warc_file,
        )

    def _original(self, exchange: Exchange, digest: str) -> _Original | None:
        """Return the response that this one repeats: the same payload earlier in this run, or what a 304 refers to, in any run."""
        if not _is_unchanged(exchange):
            return self._originals.get(digest) if exchange.payload else None
        before = self._whole.get(exchange.url) or cdxj.latest(self.directory, exchange.url)
        return _Original(exchange.url, before.digest, before.date) if before else _Original(exchange.url, "")

    def _remember(self, original: _Original) -> None:
        """Store a payload for later comparisons; drop the oldest one if there are too many."""
        if len(self._originals) >= _MAX_ORIGINALS:
            del self._originals[next(iter(self._originals))]
        self._originals[original.digest] = original


def _revisit(exchange: Exchange, original: _Original) -> dict[str, str]:
    """Return the headers that make a record a revisit of a response."""
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
    """Return whether the response is 304 Not Modified."""
    return exchange.status_line.startswith(_NOT_MODIFIED)


def _described(headers: Headers) -> Headers:
    """Return the headers with that of the transfer coding renamed, because the stored body has none."""
    return [(_ORIGINAL + name if name.lower() == b"transfer-encoding" else name, value) for name, value in headers]


def _text(headers: Headers) -> list[tuple[str, str]]:
    """Return the headers as text; Latin-1 keeps every byte."""
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers]


def _is_packed(headers: Headers) -> bool:
    """Return whether the payload is compressed already: by content coding, or as an image, video or audio."""
    return any(
        (name.lower() == b"content-encoding" and value.strip().lower() not in {b"", b"identity"})
        or (name.lower() == b"content-type" and value.lower().startswith((b"image/", b"video/", b"audio/")))
        for name, value in headers
    )


def _sha1(data: bytes) -> str:
    """Return a digest as WARC writes it: ``sha1:`` and Base32."""
    return "sha1:" + b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()


def _cannot_read(path: Path, error: OSError | RecordError) -> OutputError:
    """Return the error for a WARC file that cannot be read."""
    return OutputError(
        f"{path} cannot be read back: {error}. Move it aside and run again; its articles are not affected."
    )


def _report(path: Path, *, lines: int | None = None, sha256: str | None = None) -> FileReport:
    """Return the manifest entry of a finished file. ``lines`` of a WARC file are its records."""
    try:
        if sha256 is None:
            with path.open("rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        if lines is None:
            lines = path.read_bytes().count(b"\n") if path.suffix == cdxj.SUFFIX else whole_members(path)[1]
        return FileReport(name=f"{DIRECTORY}/{path.name}", bytes=path.stat().st_size, lines=lines, sha256=sha256)
    except OSError as error:
        raise _cannot_read(path, error) from error
