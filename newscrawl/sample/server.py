"""Serve the three hosts on loopback, with a log of all requests."""

from __future__ import annotations

import gzip
import re
import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import parse_qs, urlsplit

from newscrawl.sample.chrome import Addresses
from newscrawl.sample.newspaper import TEXT, Newspaper, Resource, asset, newspaper, old_domain, syndicate
from newscrawl.sample.pieces import EDITIONS, pieces

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from types import TracebackType

LOOPBACK: Final = "127.0.0.1"
_MORE: Final = re.compile(r"/api/getMoreArticle/channel_empty_(\d+)_(\d+)_0")
_NUMBERED: Final = re.compile(r"/[^/]+-(\d+)\.html")
_NOT_FOUND: Final = Resource(
    "<html><head><title>404</title></head><body><h1>Không tìm thấy trang</h1></body></html>".encode(), status=404
)
"""The response for an unknown path."""


@dataclass(frozen=True, slots=True)
class Request:
    """One entry of the log."""

    time: float
    """Seconds on the monotonic clock when the head of the request had been read."""

    method: str
    host: str
    """``127.0.0.1:PORT`` of the requested host."""

    path: str
    """Path and query as sent."""

    status: int
    user_agent: str | None


class _Handler(BaseHTTPRequestHandler):
    """Answers from the rendered resources and keeps the connection open."""

    protocol_version = "HTTP/1.1"
    server_version = "newscrawl-sample"
    sys_version = ""
    wbufsize = 65_536
    disable_nagle_algorithm = True
    server: _Host

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's signature
        """Print nothing: the log is :attr:`Server.log`."""

    def _answer(self, *, with_body: bool) -> None:
        received = time.monotonic()
        resource = self.server.lookup(self.path) or _NOT_FOUND
        fresh = resource.status == HTTPStatus.OK and self._is_fresh(resource)
        status = HTTPStatus.NOT_MODIFIED if fresh else resource.status
        agent = self.headers.get("User-Agent")
        self.server.log.append(Request(received, self.command, self.server.netloc, self.path, int(status), agent))
        self.send_response(status)
        if resource.modified:
            self.send_header("ETag", resource.etag)
            self.send_header("Last-Modified", format_datetime(resource.modified.astimezone(UTC), usegmt=True))
        if resource.location:
            self.send_header("Location", resource.location)
        if fresh:
            self.end_headers()
            return
        body = resource.body
        if resource.content_type.startswith(("text/", "application/")):
            self.send_header("Vary", "Accept-Encoding")
            if "gzip" in self.headers.get("Accept-Encoding", ""):
                body = gzip.compress(body, 3, mtime=0)
                self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", resource.content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def _is_fresh(self, resource: Resource) -> bool:
        """Return whether the client's copy is current."""
        if resource.modified is None:
            return False
        if tags := self.headers.get("If-None-Match"):
            return resource.etag in tags or tags.strip() == "*"
        since = self.headers.get("If-Modified-Since")
        with suppress(ValueError, TypeError):
            return since is not None and parsedate_to_datetime(since) >= resource.modified.replace(microsecond=0)
        return False


class _Host(ThreadingHTTPServer):
    """One of the three hosts. When it stops, it closes the connections that clients keep open."""

    daemon_threads = True

    def __init__(self, lookup: Callable[[str], Resource | None], log: list[Request], port: int = 0) -> None:
        super().__init__((LOOPBACK, port), _Handler)
        self.lookup, self.log = lookup, log
        self.netloc = f"{LOOPBACK}:{self.server_address[1]}"
        self._open: set[socket.socket] = set()
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self.shutdown()
        self._thread.join()
        for connection in tuple(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self.server_close()

    def process_request(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> None:
        if isinstance(request, socket.socket):
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: socket.socket | tuple[bytes, socket.socket]) -> None:
        if isinstance(request, socket.socket):
            self._open.discard(request)
        super().shutdown_request(request)


class Server:
    """The running sample newspaper; a context manager.

    ``base_url`` is the newspaper, ``syndicate_url`` the small host that took over one article, ``old_url`` the former
    domain, which redirects. None of them ends in a slash. :attr:`edition`, :attr:`current`, :attr:`moved` and
    :attr:`down` may be set at any time. :attr:`log` holds every request to any host, in order.
    """

    def __init__(self, *, edition: int = 1, now: datetime | None = None, port: int = 0) -> None:
        self.log: list[Request] = []
        self._main = _Host(self._lookup, self.log, port)
        self._syndicate = _Host(self._lookup_syndicate, self.log)
        self._old = _Host(self._lookup_old, self.log)
        self.addresses = Addresses(*(f"http://{host.netloc}" for host in self._hosts))
        self._editions = {number: newspaper(self.addresses, pieces(number), now) for number in EDITIONS}
        self._copies = syndicate(self.addresses)
        self._former = old_domain(self.addresses)
        self.current: Newspaper
        """The edition that the newspaper serves now."""

        self.moved: dict[str, Resource] = {}
        """Responses by path that replace those of the edition: a redirect, a removed page."""

        self.down: int | None = None
        """Status of every response during an outage; ``None`` otherwise."""

        self.edition = edition

    @property
    def _hosts(self) -> tuple[_Host, _Host, _Host]:
        return self._main, self._syndicate, self._old

    @property
    def base_url(self) -> str:
        """Address of the newspaper."""
        return self.addresses.main

    @property
    def syndicate_url(self) -> str:
        """Address of the second host."""
        return self.addresses.syndicate

    @property
    def old_url(self) -> str:
        """Address of the former domain."""
        return self.addresses.old

    @property
    def edition(self) -> int:
        """Number of the edition: 1, or 2 after one article was edited."""
        return self._edition

    @edition.setter
    def edition(self, number: int) -> None:
        if number not in EDITIONS:
            raise ValueError(f"the sample newspaper has editions 1 and 2, not {number}")
        self._edition = number
        self.current = self._editions[number]

    def __enter__(self) -> Self:
        for host in self._hosts:
            host.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for host in self._hosts:
            host.stop()

    def _lookup(self, target: str) -> Resource | None:
        if self.down:
            return Resource(b"", TEXT, status=self.down)
        parts = urlsplit(target)
        if resource := self.moved.get(parts.path):
            return resource
        if found := _MORE.fullmatch(parts.path):
            return self.current.more(channel=int(found[2]), last=int(found[1]))
        page = parse_qs(parts.query).get("page", ["1"])[0]
        pages = self.current.pages
        if resource := pages.get(parts.path if page in {"", "1"} else f"{parts.path}?page={page}"):
            return resource
        return asset(parts.path) or self._by_number(parts.path)

    def _by_number(self, path: str) -> Resource | None:
        """Find an article by its number alone, as OneCMS does."""
        found = _NUMBERED.fullmatch(path)
        piece = next(
            (p for p in self.current.pieces if found and p.layout != "portal" and p.number == int(found[1])), None
        )
        return self.current.pages[piece.path] if piece else None

    def _lookup_syndicate(self, target: str) -> Resource | None:
        return self._copies.get(urlsplit(target).path)

    def _lookup_old(self, target: str) -> Resource | None:
        return self._former.get(urlsplit(target).path)


def serve(*, edition: int = 1, now: datetime | None = None, port: int = 0) -> Server:
    """Start the newspaper on free ports of the loopback interface, for a ``with`` statement.

    ``now`` is the time of the news sitemap (default: an hour after the edition's last change). ``port`` sets the port
    of the main host. Raises ``OSError`` if the port is taken.
    """
    return Server(edition=edition, now=now, port=port)
