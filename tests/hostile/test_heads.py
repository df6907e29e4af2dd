"""The heads of answers are read as tolerantly as browsers read them, and what is ambiguous is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from newscrawl.middlewares.response_heads import HEADER_LINE_DROPPED, LENGTH_REPEATED, corrected
from tests.helpers.hostile_server import GOOD_PATHS, article_page, then_close

if TYPE_CHECKING:
    from tests.helpers.hostile_server import HostileServer
    from tests.hostile.conftest import Crawl

PAGE: Final = article_page("Xã Đồng Lau sửa xong con đập trước mùa lũ")
TRAP: Final = "/bai-dap-nuoc-400001.html"
START: Final = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
LENGTH: Final = b"Content-Length: %d\r\n" % len(PAGE)
CHUNKED: Final = b"%x\r\n" % len(PAGE) + PAGE + b"\r\n0\r\n\r\n"

READ: Final[dict[str, tuple[bytes, list[str]]]] = {
    "a message without a colon": (START + b"Warning mysql_connect failed in index.php on line 3\r\n" + LENGTH + b"\r\n" + PAGE, [HEADER_LINE_DROPPED]),
    "a blank in a name": (START + b"X Powered By: dap\r\n" + LENGTH + b"\r\n" + PAGE, [HEADER_LINE_DROPPED]),
    "a bracket in a name": (START + b"<br />x: 1\r\n" + LENGTH + b"\r\n" + PAGE, [HEADER_LINE_DROPPED]),
    "an empty name": (START + b": 1\r\n" + LENGTH + b"\r\n" + PAGE, [HEADER_LINE_DROPPED]),
    "no letters in a name": (START + "Máy chủ: 1\r\n".encode() + LENGTH + b"\r\n" + PAGE, [HEADER_LINE_DROPPED]),
    "a dropped line with a second part": (START + b"no field\r\n  at line 3\r\n" + LENGTH + b"\r\n" + PAGE, [HEADER_LINE_DROPPED]),
    "a blank before the colon": (START + LENGTH.replace(b":", b" :") + b"\r\n" + PAGE, []),
    "a folded line": (START + b"X-Long: one\r\n two\r\n" + LENGTH + b"\r\n" + PAGE, []),
    "line feeds alone": ((START + LENGTH + b"\r\n").replace(b"\r", b"") + PAGE, []),
    "a zero byte in a value": (START + b"X-A: a\0b\r\n" + LENGTH + b"\r\n" + PAGE, []),
    "control characters in the reason": (START.replace(b"OK", b"\x1b[31mOK") + LENGTH + b"\r\n" + PAGE, []),
    "no reason": (START.replace(b" OK", b"") + LENGTH + b"\r\n" + PAGE, []),
    "two blanks before the status": (START.replace(b" 200", b"  200") + LENGTH + b"\r\n" + PAGE, []),
    "an empty line before": (b"\r\n" + START + LENGTH + b"\r\n" + PAGE, []),
    "a length three times": (START + LENGTH * 3 + b"\r\n" + PAGE, [LENGTH_REPEATED]),
    "a length twice in a line": (START + b"Content-Length: %d, %d\r\n\r\n" % (len(PAGE), len(PAGE)) + PAGE, [LENGTH_REPEATED]),
    "a length with a zero before it": (START + LENGTH + b"Content-Length: 0%d\r\n\r\n" % len(PAGE) + PAGE, [LENGTH_REPEATED]),
    "a length beside chunks": (START + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKED, [LENGTH_REPEATED]),
    "chunked twice": (START + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: Chunked\r\n\r\n" + CHUNKED, []),
    "identity": (START + b"Transfer-Encoding: identity\r\n" + LENGTH + b"\r\n" + PAGE, []),
    "early hints": (b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n" + START + LENGTH + b"\r\n" + PAGE, []),
    "continue, with a broken line": (b"HTTP/1.1 100 Continue\r\nbroken\r\n\r\n" + START + LENGTH + b"\r\n" + PAGE, [HEADER_LINE_DROPPED]),
    "an old server": (START.replace(b"1.1", b"1.0") + b"\r\n" + PAGE, []),
}  # fmt: skip

REFUSED: Final = {
    "lengths that differ": START + LENGTH + b"Content-Length: 5\r\n\r\n" + PAGE,
    "a length that is no number": START + b"Content-Length: many\r\n\r\n" + PAGE,
    "a negative length": START + b"Content-Length: -5\r\n\r\n" + PAGE,
    "no HTTP": b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
    "interim answers without an end": b"HTTP/1.1 102 Processing\r\n\r\n" * 100,
    "a head without an end": START + b"X-A: " + b"a" * 2_000_000,
}


@pytest.mark.parametrize("name", READ)
def test_what_a_browser_reads_is_read(name: str, server: HostileServer, crawl: Crawl) -> None:
    answer, warnings = READ[name]
    server.trap(TRAP, then_close(answer))
    crawled = crawl()
    assert crawled.paths == sorted([*GOOD_PATHS, TRAP]), crawled.site.failed
    (article,) = [found for found in crawled.articles if found["url"].endswith(TRAP)]
    assert [
        code for code in article["extraction"]["warnings"] if code in {HEADER_LINE_DROPPED, LENGTH_REPEATED}
    ] == warnings


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_ambiguous_is_refused_by_name(name: str, server: HostileServer, crawl: Crawl) -> None:
    server.trap(TRAP, then_close(REFUSED[name]))
    crawled = crawl()
    assert crawled.is_whole()
    assert crawled.site.failed == {"bad_answer": 1}


def test_a_sound_head_is_not_touched() -> None:
    head = START + b'ETag: "a"\r\nX-Name: caf\xe9\r\n' + LENGTH + b"\r\n"
    assert corrected(head) == (head, [])
