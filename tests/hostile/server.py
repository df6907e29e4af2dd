"""A server that does what no server should, on a raw socket of the loopback interface.

It prints a small newspaper of good articles; a test adds the traps. Every request is logged with the moments at which it
came and at which it was answered, so that a test can prove how politely it was asked.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Self, TypeAlias

if TYPE_CHECKING:
    from types import TracebackType

LOOPBACK: Final = "127.0.0.1"
GOOD: Final = ("/bai-lanh-thu-nhat-100001.html", "/bai-lanh-thu-hai-100002.html", "/bai-lanh-thu-ba-100003.html")
"""The good articles, which every crawl has to bring home."""

_TOPICS: Final = {
    GOOD[0]: "Giá lúa ở đồng bằng sông Cửu Long tăng trở lại sau Tết",
    GOOD[1]: "Thành phố mở thêm ba tuyến xe buýt điện về vùng ven",
    GOOD[2]: "Học sinh miền núi đến trường bằng cây cầu treo mới",
}


@dataclass(slots=True)
class Asked:
    """One request."""

    path: str
    headers: dict[str, str]
    began: float
    """Seconds on the monotonic clock."""

    ended: float = field(default=float("inf"))
    number: int = 1
    """The how-manieth request for this path."""

    method: str = "GET"
    body: bytes = b""


Answer: TypeAlias = Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]


def article(headline: str, *, head: str = "", tail: str = "") -> bytes:
    """A plain article of four paragraphs that differ from those of every other headline."""
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


def listing(paths: Iterable[str], *, tail: str = "") -> bytes:
    """A section's page."""
    links = "".join(f'<li><a href="{path}">Tin về {path.strip("/").replace("-", " ")}</a></li>' for path in paths)
    return f"<!doctype html><html><head><meta charset=utf-8><title>Tin</title></head><body><ul>{links}</ul>{tail}</body></html>".encode()


def head(status: int = 200, *headers: str, length: int | None = None) -> bytes:
    """Status line and headers."""
    lines = [f"HTTP/1.1 {status} Whatever", *headers]
    if length is not None:
        lines.append(f"Content-Length: {length}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def page(body: bytes = b"", *headers: str, status: int = 200, kind: str = "text/html; charset=utf-8") -> Answer:
    """A whole and honest answer."""
    return raw(head(status, f"Content-Type: {kind}", *headers, length=len(body)) + body)


def raw(answer: bytes) -> Answer:
    """These bytes."""

    async def send(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()

    return send


def closing(answer: bytes) -> Answer:
    """These bytes, and the connection closed."""

    async def send(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()
        writer.close()

    return send


def reset(answer: bytes = b"") -> Answer:
    """These bytes, and the connection reset."""

    async def send(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()
        writer.transport.abort()

    return send


def stream(start: bytes, pieces: Callable[[], Iterable[bytes]], *, pause: float = 0.0) -> Answer:
    """A beginning, and pieces one after the other for as long as somebody listens."""

    async def send(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        for piece in pieces():
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)
        writer.close()

    return send


def silent() -> Answer:
    """Nothing, for as long as somebody listens."""

    async def send(_: Asked, __: asyncio.StreamWriter) -> None:
        await asyncio.sleep(3600)

    return send


def redirect(to: str, status: int = 302) -> Answer:
    """Somewhere else."""
    return raw(head(status, f"Location: {to}", length=0))


def slow(answer: Answer, seconds: float) -> Answer:
    """The same, later."""

    async def send(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(seconds)
        await answer(asked, writer)

    return send


def in_turn(*answers: Answer) -> Answer:
    """One after the other, the last for ever."""

    async def send(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await answers[min(asked.number, len(answers)) - 1](asked, writer)

    return send


def made(make: Callable[[Asked], bytes]) -> Answer:
    """A page made for the request."""

    async def send(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await page(make(asked))(asked, writer)

    return send


class HostileServer:
    """A newspaper with traps; a context manager that stops by itself.

    ``routes`` are looked up by path with query, then by path; ``otherwise`` is asked for what has no route.
    """

    def __init__(self) -> None:
        self.log: list[Asked] = []
        self.routes: dict[str, Answer] = {path: page(article(headline)) for path, headline in _TOPICS.items()}
        self.links: list[str] = list(GOOD)
        """What the section's first page offers."""

        self.routes["/tin"] = made(lambda _: listing(self.links))
        self.otherwise: Callable[[str], Answer | None] = lambda _: None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = 0

    def __enter__(self) -> Self:
        self._thread.start()
        started = asyncio.run_coroutine_threadsafe(asyncio.start_server(self._serve, LOOPBACK, 0), self._loop)
        self._server = started.result(5)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
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
        """Without a slash at the end."""
        return f"http://{self.netloc}"

    def trap(self, path: str, answer: Answer) -> None:
        """Answer so, and let the section link to it."""
        self.routes[path] = answer
        self.links.append(path)

    def asked(self, path: str) -> list[Asked]:
        """The requests for a path."""
        return [a for a in self.log if a.path == path]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError, TimeoutError):
            async for asked in self._requests(reader):
                try:
                    await self._route(asked.path)(asked, writer)
                finally:
                    asked.ended = time.monotonic()
                if writer.is_closing():
                    break
        writer.transport.abort()
        if task is not None:
            self._tasks.discard(task)

    async def _requests(self, reader: asyncio.StreamReader) -> AsyncIterator[Asked]:
        while True:
            lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            method, path = lines[0].split(" ")[:2]
            headers = {name.strip().lower(): value.strip() for name, _, value in (x.partition(":") for x in lines[1:])}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            asked = Asked(path, headers, time.monotonic(), number=1 + len(self.asked(path)), method=method, body=body)
            self.log.append(asked)
            yield asked

    def _route(self, path: str) -> Answer:
        found = self.routes.get(path) or self.routes.get(path.partition("?")[0]) or self.otherwise(path)
        return found or page(b"<html><head><title>404</title></head><body>404</body></html>", status=404)
