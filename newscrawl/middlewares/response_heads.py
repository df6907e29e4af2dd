"""Reads the heads of answers as tolerantly as browsers and curl do: corrects what HTTP's strict parser would refuse.

A broken header line is dropped, Content-Length lines that agree become one, and a length beside ``Transfer-Encoding: chunked``
is ignored, as RFC 9112 says. What is ambiguous, such as two lengths that differ, stays, so that the parser refuses it.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Final

from aiohttp.client_exceptions import ClientPayloadError
from aiohttp.client_proto import ResponseHandler
from aiohttp.http_exceptions import HttpProcessingError

if TYPE_CHECKING:
    import aiohttp

MAX_HEAD_BYTES: Final = 256 * 1024
"""Bytes of a head that is corrected. A longer one goes to the parser as it is, which has its own limits."""

MAX_INTERIM_ANSWERS: Final = 32
"""Interim answers (status 1xx) before the final one."""

HEADER_LINE_DROPPED: Final = "header_line_dropped"
"""Warning: a line of the head is no header field, or has no valid name."""

LENGTH_REPEATED: Final = "length_repeated"
"""Warning: Content-Length occurs several times with the same number, or beside a chunked body."""

_SWITCHING_PROTOCOLS: Final = 101
_TOKEN: Final = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_NAME: Final = re.compile(_TOKEN)
_SOUND: Final = re.compile(
    rb"HTTP/1\.[01] \d{3}(?: [^\r\n\x00-\x08\x0b-\x1f\x7f]*)?\r\n(?:"
    + _TOKEN
    + rb":[^\r\n\x00-\x08\x0b-\x1f\x7f]*\r\n)*\r\n"
)
"""A head that needs no correction, apart from its lengths."""

_PLAIN_LENGTH: Final = re.compile(rb"\ncontent-length:[ \t]*\d+[ \t]*\r")
_STATUS_LINE: Final = re.compile(rb"HTTP/(?P<version>1\.[01])[ \t]+(?P<status>\d{3})(?!\d)(?P<reason>.*)", re.DOTALL)
_END: Final = re.compile(rb"\r?\n\r?\n")
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]+")


def corrected(head: bytes) -> tuple[bytes, list[str]]:
    """Return the head of an answer, up to its empty line, as the parser accepts it, and the warnings of the corrections."""
    lower = head.lower()
    lengths, coded = lower.count(b"content-length"), b"transfer-encoding" in lower
    is_plain = not lengths or (lengths == 1 and not coded and _PLAIN_LENGTH.search(lower))
    if is_plain and _SOUND.fullmatch(head):
        return head, []
    first, *lines = head.split(b"\n")
    status = _STATUS_LINE.match(first.rstrip(b"\r"))
    if status is None:
        return head, []
    fields, warnings = _fields(lines)
    fields, more = _one_length(fields)
    reason = _CONTROL.sub(b" ", status["reason"]).strip()
    start = b"HTTP/%b %b %b\r\n" % (status["version"], status["status"], reason)
    return start + b"".join(b"%b: %b\r\n" % field for field in fields) + b"\r\n", [*warnings, *more]


def _fields(lines: list[bytes]) -> tuple[list[tuple[bytes, bytes]], list[str]]:
    """Return names and values of the header lines that are valid, and the warnings."""
    fields: list[tuple[bytes, bytes]] = []
    dropped = is_open = False
    for raw in lines:
        line = raw.rstrip(b"\r")
        if not line.strip():
            continue
        value = _CONTROL.sub(b" ", line).strip()
        if line[:1] in {b" ", b"\t"}:  # it continues the line before
            if is_open:
                fields[-1] = fields[-1][0], b"%b %b" % (fields[-1][1], value)
            dropped = dropped or not is_open
            continue
        name, colon, value = value.partition(b":")
        is_open = bool(colon and _NAME.fullmatch(name.rstrip()))
        if is_open:
            fields.append((name.rstrip(), value.strip()))
        dropped = dropped or not is_open
    return fields, [HEADER_LINE_DROPPED] if dropped else []


def _one_length(fields: list[tuple[bytes, bytes]]) -> tuple[list[tuple[bytes, bytes]], list[str]]:
    """Return the fields with one Content-Length at most, if those that there are agree, and the warnings."""
    codings = [coding for value in _values(fields, b"transfer-encoding") for coding in _listed(value)]
    if codings:
        # `identity` is no coding, and the same coding twice is one that two servers have named.
        real = list(dict.fromkeys(coding for coding in codings if coding != b"identity"))
        fields = _replaced(fields, b"transfer-encoding", [b", ".join(real)] if real else [])
        codings = real
    lengths = [length for value in _values(fields, b"content-length") for length in _listed(value)]
    if codings[-1:] == [b"chunked"] and lengths:
        return _replaced(fields, b"content-length", []), [LENGTH_REPEATED]
    if len(lengths) > 1 and len({length.lstrip(b"0") for length in lengths}) == 1 and lengths[0].isdigit():
        return _replaced(fields, b"content-length", lengths[:1]), [LENGTH_REPEATED]
    return (fields if lengths else _replaced(fields, b"content-length", [])), []


def _values(fields: list[tuple[bytes, bytes]], wanted: bytes) -> list[bytes]:
    return [value for name, value in fields if name.lower() == wanted]


def _listed(value: bytes) -> list[bytes]:
    """Return the members of a comma-separated value in lower case."""
    return [member for part in value.split(b",") if (member := part.strip().lower())]


def _replaced(fields: list[tuple[bytes, bytes]], name: bytes, values: list[bytes]) -> list[tuple[bytes, bytes]]:
    """Return the fields with other values of one name, at the place of the first."""
    found: list[tuple[bytes, bytes]] = []
    for field in fields:
        if field[0].lower() != name:
            found.append(field)
        elif values:
            found += [(field[0], value) for value in values]
            values = []
    return found


class TolerantResponseHandler(ResponseHandler):
    """aiohttp's protocol of a connection, whose parser gets corrected heads."""

    head_warnings: tuple[str, ...] = ()
    """Warnings of the last head."""

    _buffer_of_head: bytes | None = None
    """What has arrived of a head; ``None`` while a body is read."""

    _interim: int = 0

    def set_response_params(self, **params: object) -> None:
        """Expect the head of an answer to the request that is sent now."""
        self._buffer_of_head, self._interim, self.head_warnings = b"", 0, ()
        super().set_response_params(**params)  # type: ignore[arg-type] # passed on as it is

    def data_received(self, data: bytes) -> None:
        """Pass bytes to the parser: those of a body as they come, a head when it is complete."""
        while self._buffer_of_head is not None:
            searched = max(len(self._buffer_of_head) - 3, 0)
            # Empty lines before an answer end the one before it.
            head = self._buffer_of_head = (self._buffer_of_head + data).lstrip(b"\r\n")
            end = _END.search(head, min(searched, len(head)))
            if end is None:
                if len(head) <= MAX_HEAD_BYTES:
                    return
                data = self._take()
                break
            self._take()
            sound, warnings = corrected(head[: end.end()])
            self.head_warnings = tuple(dict.fromkeys((*self.head_warnings, *warnings)))
            data = head[end.end() :]
            if not _is_interim(sound):
                data = sound + data
                break
            self._interim += 1
            if self._interim > MAX_INTERIM_ANSWERS:
                self.set_exception(HttpProcessingError(message="too many interim answers"))
                if self.transport is not None:
                    self.transport.close()
                return
            super().data_received(sound)
            self._buffer_of_head = b""
            if not data:
                return
        super().data_received(data)

    def connection_lost(self, exc: BaseException | None) -> None:
        """Pass what there is of an unfinished head to the parser, which reports it; a reset is never the end of a body."""
        if rest := self._take():
            super().data_received(rest)
        if exc is not None and self._payload is not None and not self._payload.is_eof():
            # aiohttp takes any end of the connection as the end of a body without a length.
            self._payload.set_exception(ClientPayloadError("the connection was reset within the body"), exc)
        super().connection_lost(exc)

    def _take(self) -> bytes:
        """Return what there is of a head, and read a body from now on."""
        head, self._buffer_of_head = self._buffer_of_head or b"", None
        return head


def _is_interim(head: bytes) -> bool:
    """Return whether an answer announces another one: status 1xx, except the change of the protocol."""
    status = _STATUS_LINE.match(head)
    return status is not None and status["status"][:1] == b"1" and int(status["status"]) != _SWITCHING_PROTOCOLS


def make_tolerant(connector: aiohttp.BaseConnector) -> None:
    """Let all connections of a connector read heads tolerantly."""
    factory = functools.partial(TolerantResponseHandler, loop=connector._loop)  # noqa: SLF001 - there is no public way
    connector._factory = factory  # type: ignore[assignment] # noqa: SLF001 - partial is invariant
