"""What newscrawl changes in warcio: headers byte for byte, and the compression level of a record.

A module of its own, because warcio imports fsspec and requests. Only a crawl that records WARC loads it.
"""

from __future__ import annotations

import zlib
from io import BytesIO
from typing import Any, Final

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

_STORED: Final = 0
"""The gzip level that stores data uncompressed."""


class VerbatimHeaders(StatusAndHeaders):  # type: ignore[misc] # warcio has no types
    """HTTP headers byte for byte; warcio would percent-encode non-ASCII characters."""

    def compute_headers_buffer(self, header_filter: object = None) -> None:  # noqa: ARG002 - the base class's signature
        """Set the bytes of the headers."""
        self.headers_buff = self.to_bytes(encoding="latin-1")


class MemberWriter(WARCWriter):  # type: ignore[misc] # warcio has no types
    """warcio's writer, with each record as a gzip member of a chosen level; warcio's own writer always uses level 9."""

    def __init__(self, level: int) -> None:
        """Write members of this gzip level."""
        super().__init__(BytesIO(), gzip=False, warc_version="1.1")
        self._level = level

    def headers(self, first_line: str, headers: list[tuple[str, str]], **kwargs: Any) -> VerbatimHeaders:
        """Return HTTP headers for a record; the arguments are those of warcio's ``StatusAndHeaders``."""
        return VerbatimHeaders(first_line, headers, **kwargs)

    def member(self, record: Any, *, packed: bool = False) -> bytes:
        """Return a record as one gzip member; ``packed`` if its payload arrived compressed."""
        self.out = BytesIO()
        self.write_record(record)
        deflate = zlib.compressobj(_STORED if packed else self._level, zlib.DEFLATED, zlib.MAX_WBITS + 16)
        return deflate.compress(self.out.getbuffer()) + deflate.flush()
