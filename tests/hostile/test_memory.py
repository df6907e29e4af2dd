"""The whole of a crawl through every kind of trap at once stays under 300 MB, and ends by itself."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tests.hostile.server import GOOD, HostileServer, head, listing, page, raw, redirect, silent, stream
from tests.hostile.test_traps import HTML, MB, _zeros, endless, packed

if TYPE_CHECKING:
    from tests.hostile.server import Answer

MOST: Final = 300 * 1024
"""KiB of resident memory."""

TRAPS: Final[dict[str, Answer]] = {
    "1 GB, announced": raw(head(200, HTML, length=10**9) + b"<html>"),
    "without an end": stream(head(200, HTML), endless),
    "gzip bomb": packed(_zeros(300), "gzip"),
    "deflate bomb": packed(zlib.compress(bytes(100 * MB), 9), "deflate"),
    "paragraphs": page(b"<html><body><h1>Mot bai bao rat dai</h1>" + b"<p>x" * 240_000),
    "links": page(b"<html><body><h1>Mot bai bao rat dai</h1>" + b"<a href=x>" * 240_000),
    "boxes in boxes": page(b"<html><body><h1>Mot bai bao rat dai</h1>" + b"<div>" * 240_000),
    "one long word": page(b"<html><body><h1>Mot bai bao rat dai</h1><p>" + b"x" * (5 * MB)),
    "one long text": page(b"<html><body><h1>Mot bai bao rat dai</h1><p>" + b"xin chao " * (5 * MB // 9)),
    "too many tags": page(b"<p>" * (2 * MB)),
    "attributes": page(b"<p " + b" ".join(b"a%d" % n for n in range(500_000)) + b">"),
    "headers": stream(b"HTTP/1.1 200 OK\r\n", lambda: (b"X-Y: z\r\n" * 100 for _ in iter(int, 1))),
    "itself": redirect("/bai-bay-so-900013.html"),
    "nothing": silent(),
}


def high_water(pid: int) -> int:
    """KiB of the process's largest resident set so far; 0 once it has gone.

    Not ``ru_maxrss``: that one counts what the forking test process held before the crawl's own image took its place.
    """
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    found = re.search(r"^VmHWM:\s+(\d+)", status, re.MULTILINE)
    return int(found[1]) if found else 0


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from /proc, which is Linux's")
def test_memory_stays_flat(tmp_path: Path) -> None:
    with HostileServer() as server:
        for number, answer in enumerate(TRAPS.values(), 900_001):
            server.trap(f"/bai-bay-so-{number}.html", answer)
        links = "".join(f"<a href=/bai-so-{n}.html>Bài {n}</a>" for n in range(200_000, 300_000))
        server.routes["/"] = page(listing(server.links, tail=links + '<a href="/tin.rss">RSS</a>'))
        urls = b"".join(
            b"<url><loc>%s/bai-vo-tan-so-%d.html</loc></url>" % (server.url.encode(), n) for n in range(300_000)
        )
        server.routes["/robots.txt"] = page(f"Sitemap: {server.url}/sitemap.xml".encode())
        server.routes["/sitemap.xml"] = page(b"<urlset>" + urls + b"</urlset>", kind="application/xml")
        output = tmp_path / "out"
        settings = ("DOWNLOAD_TIMEOUT=3", "RETRY_TIMES=0", "NEWSCRAWL_MAX_ADDRESSES=60", "NEWSCRAWL_MAX_TRIES=1")
        command = [sys.executable, "-m", "newscrawl", "crawl", server.url, "--allow-private", "--delay", "0", "-q"]
        command += ["--output", str(output), *(word for setting in settings for word in ("-s", setting))]
        with subprocess.Popen(command, cwd=Path(__file__).parents[2], stderr=subprocess.DEVNULL) as process:
            peak = 0
            while process.poll() is None:
                peak = max(peak, high_water(process.pid))
                time.sleep(0.05)
        assert process.returncode == 0
        assert 0 < peak < MOST
        lines = [json.loads(line) for line in (output / "articles.jsonl").read_text(encoding="utf-8").splitlines()]
        found = [line["url"].removeprefix(server.url) for line in lines]
        assert [found.count(path) for path in GOOD] == [1] * len(GOOD)
        manifest = json.loads((output / "manifest.json").read_text(encoding="utf-8"))
        site = next(iter(manifest["sites"].values()))
        assert site["limits"]["max_addresses"] >= 1
        assert {"too_large", "too_many_tags", "too_many_attributes", "bad_answer", "redirect_loop", "timeout"} <= site[
            "failed"
        ].keys()
