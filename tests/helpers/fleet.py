"""Small newspapers on loopback that break in the ways in which real ones break, and are repaired."""

from __future__ import annotations

import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import urlsplit

from newscrawl import sites

if TYPE_CHECKING:
    from types import TracebackType

    from newscrawl.sites.profile import Site

TROUBLES: Final = (
    "refused", "403", "challenge", "500", "robots", "shells", "soft_block", "home_for_all", "429", "cut_short",
)  # fmt: skip
"""Ways to break: the connection refused, every page 403, 429 or 500, a challenge or a captcha that answers 200, robots.txt down,
articles as empty shells, the home page in the place of every article, articles that end before their stated length."""

_FEED_ITEMS: Final = 4
"""Items of the feed: older articles are offered by nothing any more."""

_CHALLENGE: Final = (
    b"<html><head><title>Just a moment...</title></head><body><h1>Checking your browser</h1>"
    b"<script src='/cdn-cgi/challenge-platform/x.js'></script></body></html>"
)
_CAPTCHA: Final = (
    "<html><head><title>Xác minh truy cập</title></head><body><h1>Xác minh bạn không phải là người máy</h1>"
    "<p>Hệ thống ghi nhận truy cập bất thường. Nhập mã xác nhận để tiếp tục.</p></body></html>"
).encode()
_SHELL: Final = (
    b"<html><head><title>Bao</title></head><body><div id='app'></div><script src='/app.js'></script></body></html>"
)


class Newspaper:
    """A newspaper with a feed and articles. ``trouble`` is one of :data:`TROUBLES`, or empty."""

    def __init__(self) -> None:
        self.trouble = ""
        self.offered: set[str] = set()
        """Addresses that a feed named while it could be read."""

        self._published = 0
        self._open(0)
        self.netloc = f"127.0.0.1:{self._port}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server:
            self._close()

    @property
    def site(self) -> Site:
        """The site, without a profile."""
        return sites.of(f"http://{self.netloc}/")

    def publish(self, count: int) -> None:
        self._published += count

    def break_down(self, trouble: str) -> None:
        self.repair()
        self.trouble = trouble
        if trouble == "refused":
            self._close()

    def repair(self) -> None:
        self.trouble = ""
        if self._server is None:
            self._open(self._port)

    def _open(self, port: int) -> None:
        newspaper = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, kind, body = newspaper.answer(urlsplit(self.path).path)
                self.send_response(status)
                self.send_header("Content-Type", kind)
                is_cut = newspaper.trouble == "cut_short" and self.path.endswith(".html")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                with suppress(OSError):
                    self.wfile.write(body[: len(body) // 2] if is_cut else body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's signature
                """Print nothing."""

        self._server: ThreadingHTTPServer | None = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def _close(self) -> None:
        assert self._server
        self._server.shutdown()
        self._server.server_close()
        self._server = None

    def answer(self, path: str) -> tuple[int, str, bytes]:  # noqa: PLR0911 - one answer for each kind of path
        html = "text/html; charset=utf-8"
        if path == "/robots.txt":
            if self.trouble == "robots":
                return 503, "text/plain", b""
            return 200, "text/plain", b"User-agent: *\nDisallow: /quan-tri/\n"
        if self.trouble in {"403", "429", "500"}:
            return int(self.trouble), html, b"<html><body>Forbidden</body></html>"
        if self.trouble == "challenge":
            return 200, html, _CHALLENGE
        if path == "/feed/":
            return 200, "application/rss+xml", self._feed()
        if path == "/":
            return 200, html, self._home()
        return self._article(path)

    def _article(self, path: str) -> tuple[int, str, bytes]:
        html = "text/html; charset=utf-8"
        number = path.rpartition("-")[2].removesuffix(".html")
        if not number.isdigit() or not 1000 < int(number) <= 1000 + self._published:
            return 404, html, b"<html><body>404</body></html>"
        match self.trouble:
            case "shells":
                return 200, html, _SHELL
            case "soft_block":
                return 200, html, _CAPTCHA
            case "home_for_all":
                return 200, html, self._home()
        return 200, html, article(int(number))

    def _home(self) -> bytes:
        links = "".join(f'<li><a href="{self._path(n)}">{_headline(n)}</a></li>' for n in self._newest())
        return (
            f'<html><head><title>Báo thử nghiệm</title><link rel="alternate" type="application/rss+xml" href="/feed/"></head>'
            f"<body><main><ul>{links}</ul></main></body></html>"
        ).encode()

    def _feed(self) -> bytes:
        items = ""
        for n in self._newest():
            url = f"http://{self.netloc}{self._path(n)}"
            self.offered.add(url)
            items += f"<item><title>{_headline(n)}</title><link>{url}</link></item>"
        return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Báo</title>{items}</channel></rss>'.encode()

    def _newest(self) -> list[int]:
        return [1000 + n for n in range(self._published, 0, -1)][:_FEED_ITEMS]

    @staticmethod
    def _path(number: int) -> str:
        return f"/thoi-su/duong-ven-song-thong-xe-dot-{number}.html"


def _headline(number: int) -> str:
    return f"Đường ven sông thông xe đợt {number} trước mùa lũ"


def article(number: int) -> bytes:
    """The page of an article; each has its own words, so that none is a copy of another."""
    sentences = "".join(
        f"<p>Đoạn {n} của tuyến số {number} dài {number * n % 97 + 3} cây số, được {number % 89 + n} hộ dân hai xã góp công "
        f"làm trong {number * 7 % 83 + n} ngày, sau khi ban quản lý bàn giao mặt bằng lần thứ {n + number % 13}.</p>"
        for n in range(1, 7)
    )
    return (
        f"<html><head><title>{_headline(number)}</title><meta property='og:type' content='article'>"
        f"<meta property='article:published_time' content='2026-03-01T08:00:00+07:00'></head>"
        f"<body><article><h1>{_headline(number)}</h1><div class='content'>{sentences}</div></article></body></html>"
    ).encode()
