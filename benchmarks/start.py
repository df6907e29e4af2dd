"""Measures the start of a crawl: seconds from the start of the process to its first connection, beside a bare Scrapy spider's.

``python benchmarks/start.py [--before CHECKOUT] [--rounds 6]`` prints CPU and wall seconds, the least of the rounds. The spider uses the same
download handler and settings of Scrapy without its default components: what no crawl with this engine can do without.
"""

from __future__ import annotations

import argparse
import socket
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

BARE = {
    "TWISTED_REACTOR_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "LOG_LEVEL": "CRITICAL",
    "DOWNLOAD_HANDLERS": {
        **dict.fromkeys(("http", "https"), "scrapy.core.downloader.handlers._aiohttp.AiohttpDownloadHandler"),
        **dict.fromkeys(("data", "file", "ftp", "s3")),
    },
    **{name: {} for name in ("DOWNLOADER_MIDDLEWARES_BASE", "SPIDER_MIDDLEWARES_BASE", "EXTENSIONS_BASE")},
}
"""Settings of the bare spider."""


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--before", type=Path, help="another checkout with a .venv, measured in turn")
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--spider", help="run the bare spider with this address (used by the benchmark itself)")
    options = parser.parse_args()
    if options.spider:
        _run_spider(options.spider)
        return 0
    with TemporaryDirectory() as output:
        crawl = ("crawl", "{url}", "--allow-private", "--output", output, "-q")
        commands = {
            "newscrawl": [str(Path(sys.executable).with_name("newscrawl")), *crawl],
            "bare Scrapy": [sys.executable, __file__, "--spider", "{url}"],
        }
        if options.before:
            commands["newscrawl, before"] = [str(options.before / ".venv/bin/newscrawl"), *crawl]
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        for number in range(options.rounds + 1):
            for name, command in commands.items():
                seconds = _measure(command)
                if number:  # the first round may compile modules
                    found[name].append(seconds)
    print("| start to first connection | CPU s | wall s |")
    print("|---|---|---|")
    for name, rounds in found.items():
        cpu, wall = (min(column) for column in zip(*rounds, strict=True))
        print(f"| {name} | {cpu:.2f} | {wall:.2f} |")
    return 0


def _measure(command: list[str]) -> tuple[float, float]:
    """Return the CPU and the wall seconds until a command connects."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        start = time.perf_counter()
        with subprocess.Popen(
            [part.replace("{url}", url) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            connection, _ = server.accept()
            wall = time.perf_counter() - start
            user, system = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()[11:13]
            process.kill()
            connection.close()
    return (int(user) + int(system)) / 100, wall


def _run_spider(url: str) -> None:
    import scrapy  # noqa: PLC0415 - the benchmark itself needs none
    from scrapy.crawler import AsyncCrawlerProcess  # noqa: PLC0415 - as above

    class Bare(scrapy.Spider):
        name = "bare"
        start_urls = (url,)

        def parse(self, response: scrapy.http.Response) -> None:
            """Read nothing."""

    process = AsyncCrawlerProcess(BARE)
    process.crawl(Bare)
    process.start()


if __name__ == "__main__":
    sys.exit(main())
