"""A newspaper on loopback with a front page and a dozen articles: a crawl of it takes a second, where only the kills matter."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.helpers.newspapers import SENTENCES, SONG_HAU, pieces, song_hau_article, song_hau_listing, song_hau_url

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(slots=True)
class SmallPaper:
    """A running server."""

    base_url: str = ""
    pages: dict[str, bytes] = field(default_factory=dict)
    """By path."""

    articles: list[str] = field(default_factory=list)
    """Paths of the articles, sorted."""

    log: list[str] = field(default_factory=list)
    """Paths of all requests so far."""


@contextmanager
def serve(*, copies: int = 2) -> Iterator[SmallPaper]:
    """Serve a newspaper with seven articles for each of the ``copies``."""
    paper = SmallPaper()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
            """Log nothing."""

        def do_GET(self) -> None:
            paper.log.append(self.path)
            body = paper.pages.get(self.path)
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        paper.base_url = f"http://127.0.0.1:{server.server_port}"
        _print(paper, copies)
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield paper
        finally:
            server.shutdown()


def _print(paper: SmallPaper, copies: int) -> None:
    """Make the pages. The articles of each copy have texts of their own: they are no near duplicates."""
    found = []
    for copy in range(copies):
        for piece in pieces(7):
            number = piece.number + 1000 * copy
            text = [f"Kỳ {number + n * 7}: {SENTENCES[(number + n) % 5]} Mã {number * (n + 3)}." for n in range(6)]
            found.append(
                replace(piece, number=number, headline=f"{piece.headline} kỳ {copy + 1}", slug=f"{piece.slug}-{copy}", text=text)
            )  # fmt: skip
    pages = {song_hau_url(p): song_hau_article(p, [o for o in found if o is not p][:4]) for p in found}
    pages[f"{SONG_HAU}/"] = song_hau_listing("/", "Báo Sông Hậu", found)
    own = paper.base_url.encode()
    paper.pages = {urlsplit(url).path: body.replace(SONG_HAU.encode(), own) for url, body in pages.items()}
    paper.articles = sorted(urlsplit(song_hau_url(p)).path for p in found)
