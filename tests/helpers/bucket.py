"""A bucket of an S3 server on loopback: a small one of our own in the suite, moto's in ``make s3``.

The small one knows what newscrawl asks of a bucket: objects that are put whole, on conditions, read, listed and deleted. The servers
on PyPI that know the conditions bring 46 MB (ministack) and 82 MB (moto); the same tests run against moto's in ``make s3``.
"""

from __future__ import annotations

import hashlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import urllib.request
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import TYPE_CHECKING, ClassVar, Final
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

import pytest

from newscrawl.exporters.output_format import decompressed, is_manifest
from newscrawl.objects.opening import open_store
from tests.helpers.process import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

KILLS: Final = int(os.environ.get("NEWSCRAWL_S3_KILLS", "0"))
"""How often a crawl, an export and a removal are killed in ``make s3``; 0 in the suite."""

IS_MOTO: Final = bool(os.environ.get("NEWSCRAWL_S3_MOTO"))
"""Whether moto's server is taken."""

BUCKET: Final = "s3://bucket"


class _Handler(BaseHTTPRequestHandler):
    """Answers requests for one bucket. Signatures are not checked."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = (
        True  # head and body are two writes: the second would wait 40 ms for the answer to the first
    )
    objects: dict[str, bytes]
    lock: Lock
    answers_to_lose: ClassVar[int] = 0
    """So many of the next changes are made, and their answers lost: the connection is closed."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        """Log nothing."""

    @property
    def _key(self) -> str:
        return unquote(urlsplit(self.path).path).removeprefix("/bucket").lstrip("/")

    def _answer(self, status: int, body: bytes = b"", headers: Mapping[str, str] | None = None) -> None:
        if _Handler.answers_to_lose > 0 and self.command in {"PUT", "POST"}:
            _Handler.answers_to_lose -= 1
            self.close_connection = True
            return
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_PUT(self) -> None:
        data, key = self.rfile.read(int(self.headers["Content-Length"])), self._key
        with self.lock:
            old = self.objects.get(key)
            wanted = self.headers["If-Match"]
            if (self.headers["If-None-Match"] == "*" and old is not None) or (
                wanted and (old is None or wanted.strip('"') != _tag(old))
            ):
                self._answer(412, b"<Error><Code>PreconditionFailed</Code></Error>")
                return
            self.objects[key] = data
        self._answer(200, headers={"ETag": f'"{_tag(data)}"'})

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        if "list-type" in query:
            self._list(query.get("prefix", [""])[0], query.get("delimiter", [""])[0])
            return
        data = self.objects.get(self._key)
        if data is None:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
            return
        modified = "Sun, 01 Mar 2026 00:00:00 GMT"
        self._answer(200, data, {"ETag": f'"{_tag(data)}"', "Last-Modified": modified})

    do_HEAD = do_GET  # noqa: N815 - the name that the base class calls

    def _list(self, prefix: str, delimiter: str) -> None:
        """List all names at once: the tests have few. The directories below are not listed where a delimiter is given."""
        with self.lock:
            found = sorted((name, data) for name, data in self.objects.items() if name.startswith(prefix))
        if delimiter:
            found = [(name, data) for name, data in found if delimiter not in name[len(prefix) :]]
        entries = "".join(
            f"<Contents><Key>{escape(name)}</Key><Size>{len(data)}</Size><ETag>{_tag(data)}</ETag>"
            "<LastModified>2026-03-01T00:00:00.000Z</LastModified></Contents>"
            for name, data in found
        )
        self._answer(200, f"<ListBucketResult>{entries}</ListBucketResult>".encode())

    def do_POST(self) -> None:
        """Delete many objects."""
        asked = ET.fromstring(self.rfile.read(int(self.headers["Content-Length"])))  # noqa: S314 - our own client's
        names = [element.text or "" for element in asked.iter() if element.tag.endswith("Key")]
        with self.lock:
            for name in names:
                self.objects.pop(name, None)
        deleted = "".join(f"<Deleted><Key>{escape(name)}</Key></Deleted>" for name in names)
        self._answer(200, f"<DeleteResult>{deleted}</DeleteResult>".encode())


def lose_answers(count: int) -> None:
    """Let the small server lose the answers to the next changes."""
    _Handler.answers_to_lose = count


def _tag(data: bytes) -> str:
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


@contextmanager
def serve() -> Iterator[str]:
    """Start a server with one bucket, and tell obstore of it by the environment; the server ends with the block."""
    with _moto() if IS_MOTO else _small() as url, pytest.MonkeyPatch.context() as patch:
        settings = {"ENDPOINT_URL": url, "ACCESS_KEY_ID": "a", "SECRET_ACCESS_KEY": "b", "REGION": "us-east-1"}
        for name, value in settings.items():
            patch.setenv(f"AWS_{name}", value)
        yield BUCKET


@contextmanager
def _small() -> Iterator[str]:
    handler = type("Handler", (_Handler,), {"objects": {}, "lock": Lock()})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


@contextmanager
def _moto() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    with subprocess.Popen([sys.executable, "-m", "moto.server", "-p", str(port)], stderr=subprocess.DEVNULL) as server:
        try:
            wait_until(lambda: server.poll() is None and _put_bucket(url), "the S3 server")
            yield url
        finally:
            server.terminate()


def _put_bucket(url: str) -> bool:
    """Create the bucket; return whether the server answers."""
    try:
        urllib.request.urlopen(urllib.request.Request(f"{url}/bucket", method="PUT"))  # noqa: S310 - loopback
    except OSError:
        return False
    return True


def listed(place: str) -> dict[str, bytes]:
    """Return the files that the manifests of runs in a bucket list; each is there with its size and checksum."""
    store, found = open_store(place), {}
    for name in filter(is_manifest, list(store.names())):
        for entry in json.loads(store.read(name) or b"")["files"]:
            data = store.read(entry["name"])
            assert data is not None, f"{entry['name']} is listed and missing"
            assert (len(data), hashlib.sha256(data).hexdigest()) == (entry["bytes"], entry["sha256"]), entry["name"]
            found[entry["name"]] = data
    return found


def lines(files: dict[str, bytes], kind: str) -> list[bytes]:
    """Return the lines of the files of a kind: ``articles`` or ``related``."""
    found: list[bytes] = []
    for name, data in files.items():
        if name.rpartition("/")[2].startswith(kind):
            with tempfile.TemporaryFile() as file:
                file.write(data)
                file.seek(0)
                found += decompressed(file, name).read().splitlines()
    return found
