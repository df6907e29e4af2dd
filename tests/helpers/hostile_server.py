"""A misbehaving HTTP server on a raw socket of the loopback interface.

It serves a small newspaper of good articles; a test adds the traps. It logs every request with the time at which it
arrived and at which it was answered, so that a test can prove how politely the crawler asks.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Self, TypeAlias

from tests.helpers.process import SAFETY_TIMEOUT

if TYPE_CHECKING:
    from types import TracebackType

LOOPBACK: Final = "127.0.0.1"
GOOD_PATHS: Final = ("/bai-lanh-thu-nhat-100001.html", "/bai-lanh-thu-hai-100002.html", "/bai-lanh-thu-ba-100003.html")
"""Paths of the good articles, which every crawl must write."""

_TOPICS: Final = {
    GOOD_PATHS[0]: "Giá lúa ở đồng bằng sông Cửu Long tăng trở lại sau Tết",
    GOOD_PATHS[1]: "Thành phố mở thêm ba tuyến xe buýt điện về vùng ven",
    GOOD_PATHS[2]: "Học sinh miền núi đến trường bằng cây cầu treo mới",
}


@dataclass(slots=True)
class ReceivedRequest:
    """A request that the server received."""

    path: str
    headers: dict[str, str]
    received_at: float
    """When its last header arrived, in seconds of the monotonic clock."""

    answered_at: float = field(default=float("inf"))
    """When the server began to send the answer; infinite before that. The client cannot have the answer earlier."""

    number: int = 1
    """1 for the first request for this path, 2 for the second, and so on."""

    method: str = "GET"
    body: bytes = b""


Answer: TypeAlias = Callable[[ReceivedRequest, asyncio.StreamWriter], Awaitable[None]]


def article_page(headline: str, *, head: str = "", tail: str = "") -> bytes:
    """A plain article page of four paragraphs, which differ from those of every other headline."""
    paragraphs = "".join(
        f"<p>Đoạn {n} của bài “{headline}”: phóng viên ghi nhận tại hiện trường rằng {headline.lower()}, "
        f"theo lời người dân và chính quyền địa phương trong buổi sáng ngày {n} tháng 3.</p>"
        for n in range(1, 5)
    )
    return (
        f"<!doctype html><html lang=vi><head><meta charset=utf-8><title>{headline}</title>{head}"
        f'<meta property="og:type" content="article">'
        f'<meta property="article:published_time" content="2026-03-08T08:00:00+07:00"></head>'
        f"<body><article><h1>{headline}</h1>{paragraphs}</article>{tail}</body></html>"
    ).encode()


def listing_page(paths: Iterable[str], *, tail: str = "") -> bytes:
    """A section page with a link to each path."""
    links = "".join(f'<li><a href="{path}">Tin về {path.strip("/").replace("-", " ")}</a></li>' for path in paths)
    return f"<!doctype html><html><head><meta charset=utf-8><title>Tin</title></head><body><ul>{links}</ul>{tail}</body></html>".encode()


def response_head(status: int = 200, *headers: str, length: int | None = None) -> bytes:
    """Status line and headers of a response."""
    lines = [f"HTTP/1.1 {status} Whatever", *headers]
    if length is not None:
        lines.append(f"Content-Length: {length}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def respond(body: bytes = b"", *headers: str, status: int = 200, kind: str = "text/html; charset=utf-8") -> Answer:
    """Answer with a complete, correct response."""
    return raw_bytes(response_head(status, f"Content-Type: {kind}", *headers, length=len(body)) + body)


def raw_bytes(answer: bytes) -> Answer:
    """Send these bytes and keep the connection open."""

    async def send(asked: ReceivedRequest, writer: asyncio.StreamWriter) -> None:
        asked.answered_at = time.monotonic()
        writer.write(answer)
        await writer.drain()

    return send


def then_close(answer: bytes) -> Answer:
    """Send these bytes and close the connection."""

    async def send(asked: ReceivedRequest, writer: asyncio.StreamWriter) -> None:
        asked.answered_at = time.monotonic()
        writer.write(answer)
        await writer.drain()
        writer.close()

    return send


def then_reset(answer: bytes = b"") -> Answer:
    """Send these bytes and reset the connection."""

    async def send(asked: ReceivedRequest, writer: asyncio.StreamWriter) -> None:
        asked.answered_at = time.monotonic()
        writer.write(answer)
        await writer.drain()
        writer.transport.abort()

    return send


def stream(start: bytes, pieces: Callable[[], Iterable[bytes]], *, pause: float = 0.0) -> Answer:
    """Send ``start``, then piece after piece with a pause of seconds between them, until the client goes away."""

    async def send(asked: ReceivedRequest, writer: asyncio.StreamWriter) -> None:
        asked.answered_at = time.monotonic()
        writer.write(start)
        for piece in pieces():
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)
        writer.close()

    return send


def silent() -> Answer:
    """Never answer."""

    async def send(_: ReceivedRequest, __: asyncio.StreamWriter) -> None:
        await asyncio.sleep(3600)

    return send


def redirect(to: str, status: int = 302) -> Answer:
    """Redirect to an address."""
    return raw_bytes(response_head(status, f"Location: {to}", length=0))


def slow(answer: Answer, seconds: float) -> Answer:
    """Give an answer after a number of seconds."""

    async def send(asked: ReceivedRequest, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(seconds)
        await answer(asked, writer)

    return send


def sequence(*answers: Answer) -> Answer:
    """Give the first answer to the first request, and so on; the last one is repeated."""

    async def send(asked: ReceivedRequest, writer: asyncio.StreamWriter) -> None:
        await answers[min(asked.number, len(answers)) - 1](asked, writer)

    return send


def dynamic(make: Callable[[ReceivedRequest], bytes]) -> Answer:
    """Answer with a page that is made for the request."""

    async def send(asked: ReceivedRequest, writer: asyncio.StreamWriter) -> None:
        await respond(make(asked))(asked, writer)

    return send


class HostileServer:
    """A newspaper with traps; a context manager that starts and stops the server.

    ``routes`` are looked up by path with query, then by path; ``fallback`` gives the answer for a path without a route.
    """

    def __init__(self) -> None:
        self.log: list[ReceivedRequest] = []
        self.routes: dict[str, Answer] = {path: respond(article_page(headline)) for path, headline in _TOPICS.items()}
        self.links: list[str] = list(GOOD_PATHS)
        """What the section page ``/tin`` links to."""

        self.routes["/tin"] = dynamic(lambda _: listing_page(self.links))
        self.fallback: Callable[[str], Answer | None] = lambda _: None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = 0

    def __enter__(self) -> Self:
        self._thread.start()
        started = asyncio.run_coroutine_threadsafe(asyncio.start_server(self._serve, LOOPBACK, 0), self._loop)
        self._server = started.result(SAFETY_TIMEOUT)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(SAFETY_TIMEOUT)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(SAFETY_TIMEOUT)
        self._loop.close()

    async def _stop(self) -> None:
        self._server.close()
        tasks = [task for task in self._tasks if not task.done()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    @property
    def netloc(self) -> str:
        return f"{LOOPBACK}:{self.port}"

    @property
    def url(self) -> str:
        """Base address, without a slash at the end."""
        return f"http://{self.netloc}"

    def trap(self, path: str, answer: Answer) -> None:
        """Give this answer for the path, and link to it from the section page."""
        self.routes[path] = answer
        self.links.append(path)

    def requests_for(self, path: str) -> list[ReceivedRequest]:
        """The requests for a path, in the order of arrival."""
        return [a for a in self.log if a.path == path]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError, TimeoutError):
            async for asked in self._requests(reader):
                await self._route(asked.path)(asked, writer)
                if writer.is_closing():
                    break
        writer.transport.abort()
        if task is not None:
            self._tasks.discard(task)

    async def _requests(self, reader: asyncio.StreamReader) -> AsyncIterator[ReceivedRequest]:
        while True:
            lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            method, path = lines[0].split(" ")[:2]
            headers = {name.strip().lower(): value.strip() for name, _, value in (x.partition(":") for x in lines[1:])}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            asked = ReceivedRequest(
                path, headers, time.monotonic(), number=1 + len(self.requests_for(path)), method=method, body=body
            )
            self.log.append(asked)
            yield asked

    def _route(self, path: str) -> Answer:
        found = self.routes.get(path) or self.routes.get(path.partition("?")[0]) or self.fallback(path)
        return found or respond(b"<html><head><title>404</title></head><body>404</body></html>", status=404)
