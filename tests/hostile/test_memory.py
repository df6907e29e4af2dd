"""A crawl through every kind of trap at once stays below 300 MiB and ends by itself."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zlib
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tests.helpers.files import read_articles
from tests.helpers.hostile_server import (
    GOOD_PATHS,
    HostileServer,
    listing_page,
    raw_bytes,
    redirect,
    respond,
    response_head,
    silent,
    stream,
)
from tests.helpers.process import ROOT
from tests.hostile.test_traps import HTML, MB, endless, gzipped_zeros, packed

if TYPE_CHECKING:
    from tests.helpers.hostile_server import Answer

MAX_RESIDENT_KIB: Final = 300 * 1024
"""Largest accepted resident memory."""

TRAPS: Final[dict[str, Answer]] = {
    "1 GB, announced": raw_bytes(response_head(200, HTML, length=10**9) + b"<html>"),
    "without an end": stream(response_head(200, HTML), endless),
    "gzip bomb": packed(gzipped_zeros(300), "gzip"),
    "deflate bomb": packed(zlib.compress(bytes(100 * MB), 9), "deflate"),
    "paragraphs": respond(b"<html><body><h1>Mot bai bao rat dai</h1>" + b"<p>x" * 240_000),
    "links": respond(b"<html><body><h1>Mot bai bao rat dai</h1>" + b"<a href=x>" * 240_000),
    "boxes in boxes": respond(b"<html><body><h1>Mot bai bao rat dai</h1>" + b"<div>" * 240_000),
    "one long word": respond(b"<html><body><h1>Mot bai bao rat dai</h1><p>" + b"x" * (5 * MB)),
    "one long text": respond(b"<html><body><h1>Mot bai bao rat dai</h1><p>" + b"xin chao " * (5 * MB // 9)),
    "too many tags": respond(b"<p>" * (2 * MB)),
    "attributes": respond(b"<p " + b" ".join(b"a%d" % n for n in range(500_000)) + b">"),
    "headers": stream(b"HTTP/1.1 200 OK\r\n", lambda: (b"X-Y: z\r\n" * 100 for _ in iter(int, 1))),
    "itself": redirect("/bai-bay-so-900013.html"),
    "nothing": silent(),
}


def high_water(pid: int) -> int:
    """The largest resident set of a process so far, in KiB; 0 if the process has ended.

    ``ru_maxrss`` cannot be used: it includes the memory of the test process that the crawl was forked from.
    """
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    found = re.search(r"^VmHWM:\s+(\d+)", status, re.MULTILINE)
    return int(found[1]) if found else 0


@pytest.mark.long
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from /proc, which only Linux has")
def test_memory_stays_flat(tmp_path: Path) -> None:
    with HostileServer() as server:
        for number, answer in enumerate(TRAPS.values(), 900_001):
            server.trap(f"/bai-bay-so-{number}.html", answer)
        links = "".join(f"<a href=/bai-so-{n}.html>Bài {n}</a>" for n in range(200_000, 300_000))
        server.routes["/"] = respond(listing_page(server.links, tail=links + '<a href="/tin.rss">RSS</a>'))
        urls = b"".join(
            b"<url><loc>%s/bai-vo-tan-so-%d.html</loc></url>" % (server.url.encode(), n) for n in range(300_000)
        )
        server.routes["/robots.txt"] = respond(f"Sitemap: {server.url}/sitemap.xml".encode())
        server.routes["/sitemap.xml"] = respond(b"<urlset>" + urls + b"</urlset>", kind="application/xml")
        output = tmp_path / "out"
        settings = ("DOWNLOAD_TIMEOUT=10", "RETRY_TIMES=0", "NEWSCRAWL_MAX_ADDRESSES=60", "NEWSCRAWL_MAX_TRIES=1")
        command = [sys.executable, "-m", "newscrawl", "crawl", server.url, "--allow-private", "--delay", "0", "-q"]
        command += ["--output", str(output), *(word for setting in settings for word in ("-s", setting))]
        with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL) as process:
            peak = 0
            while process.returncode is None:
                peak = max(peak, high_water(process.pid))
                with suppress(subprocess.TimeoutExpired):
                    process.wait(0.05)
        assert process.returncode == 0
        assert 0 < peak < MAX_RESIDENT_KIB
        found = [line["url"].removeprefix(server.url) for line in read_articles(output)]
        assert [found.count(path) for path in GOOD_PATHS] == [1] * len(GOOD_PATHS)
        manifest = json.loads((output / "manifest.json").read_text(encoding="utf-8"))
        site = next(iter(manifest["sites"].values()))
        assert site["limits"]["max_addresses"] >= 1
        assert {"too_large", "too_many_tags", "too_many_attributes", "bad_answer", "redirect_loop", "timeout"} <= site[
            "failed"
        ].keys()
