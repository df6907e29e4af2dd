"""Measures the CPU time a page of a whole crawl, and of a toy spider in the same round.

    python benchmarks/crawl.py --generator ../shared/bench/gen_site.py [--articles 3000] [--rounds 3]
        [--before CHECKOUT] [--peers PYTHON] [--only ROW]

Generates the site, serves it on loopback (nginx where it is installed, else aiohttp) on one core, and runs on the other,
by turns: the toy spider, newscrawl as on a site without a profile, and newscrawl with a profile's layout. Everything is
on: state, normalisation, deduplication, JSONL, edges, manifest. Prints the table of benchmarks/crawl.md: user and system CPU time of
the whole process, its start included, and in brackets that from the opening of the spider to its closing.

``--before`` adds an older checkout of newscrawl, with its own ``.venv``. ``--peers`` adds Scrapy with trafilatura; PYTHON is the Python
of an environment that has both. ``--only`` runs the rows of this name alone, as "newscrawl, with a layout" for the memory of many pages.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
RESULT = re.compile(r"CPU ([\d.]+) ITEMS (\d+) PEAK (\d+)")
NGINX = """
daemon off; worker_processes 1; pid {dir}/nginx.pid; error_log {dir}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log off; keepalive_requests 1000000; types {{ text/html html; application/xml xml rss; text/plain txt; }}
  client_body_temp_path {dir}/b; proxy_temp_path {dir}/p; fastcgi_temp_path {dir}/f; uwsgi_temp_path {dir}/u; scgi_temp_path {dir}/s;
  server {{ listen 127.0.0.1:{port}; root {site}; index index.html; gzip_static on; charset utf-8; }}
}}
"""
AIOHTTP = """
import sys
from pathlib import Path
from aiohttp import web
root = Path(sys.argv[1])
types = {".html": "text/html", ".xml": "application/xml", ".rss": "application/xml", ".txt": "text/plain"}
async def answer(request):
    path = root / request.path.lstrip("/")
    path = path / "index.html" if path.is_dir() else path
    packed = path.with_name(path.name + ".gz")
    if not path.is_file():
        raise web.HTTPNotFound
    headers = {"Content-Type": types.get(path.suffix, "text/plain") + "; charset=utf-8"}
    if packed.is_file() and "gzip" in request.headers.get("Accept-Encoding", ""):
        return web.Response(body=packed.read_bytes(), headers={**headers, "Content-Encoding": "gzip"})
    return web.Response(body=path.read_bytes(), headers=headers)
app = web.Application()
app.router.add_get("/{path:.*}", answer)
web.run_app(app, host="127.0.0.1", port=int(sys.argv[2]), print=None, access_log=None)
"""


def main() -> int:
    """Measure and print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--generator", type=Path, required=True, help="gen_site.py")
    options.add_argument("--articles", type=int, default=3000)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--before", type=Path, metavar="CHECKOUT", help="an older checkout, crawled in turn")
    options.add_argument("--peers", metavar="PYTHON", help="the Python of an environment with Scrapy and trafilatura")
    options.add_argument("--only", metavar="ROW", action="append", help="run this row alone; may be repeated")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder)
        directory.chmod(0o755)  # nginx reads as another user if root starts it
        port = _free_port()
        base = f"http://127.0.0.1:{port}"
        generate = [
            sys.executable,
            str(given.generator),
            str(directory / "site"),
            "--articles",
            str(given.articles),
            "--base",
            base,
        ]
        subprocess.run(generate, check=True, stdout=subprocess.DEVNULL)
        with _served(directory, port) as server:
            rows: dict[str, list[Measured]] = {}
            for number in range(given.rounds):
                for name, (checkout, command) in _commands(base, directory, number, given).items():
                    rows.setdefault(name, []).append(_measure(command, directory, checkout))
                    print(f"round {number + 1}: {name}: {rows[name][-1].cpu:.2f} s", file=sys.stderr)
            _print(rows, given.articles, server)
        _check(directory, given.articles)
    return 0


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def _served(directory: Path, port: int) -> Iterator[str]:
    """Serve the generated site from the last core."""
    nginx = shutil.which("nginx")
    if nginx:
        conf = directory / "nginx.conf"
        conf.write_text(NGINX.format(dir=directory, port=port, site=directory / "site"), encoding="utf-8")
        command = [nginx, "-c", str(conf)]
    else:
        command = [sys.executable, "-c", AIOHTTP, str(directory / "site"), str(port)]
    server = subprocess.Popen(command, preexec_fn=lambda: _pin(-1))  # noqa: PLW1509 - one thread, before exec
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield "nginx" if nginx else "aiohttp"
    finally:
        server.terminate()
        server.wait(10)


def _pin(which: int) -> None:
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[which]})


class Measured(NamedTuple):
    """One run."""

    cpu: float
    """User and system CPU seconds of the process."""

    crawl: float
    """The same from the opening of the spider to its closing."""

    items: int
    peak_mb: int


def _commands(base: str, directory: Path, number: int, given: argparse.Namespace) -> dict[str, tuple[Path, list[str]]]:
    """Return the checkout and the command of each row."""
    free = ["-s", "DOWNLOAD_DELAY=0", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=16", "-s", "NEWSCRAWL_ALLOW_PRIVATE=1"]
    found = {"toy spider": (HERE.parent, [sys.executable, *_toy(base, directory, "toy_spider.py", number)])}
    checkouts = {"": HERE.parent} | ({", before": given.before.resolve()} if given.before else {})
    for kind, label in (("generic", "no profile"), ("layout", "with a layout")):
        for when, checkout in checkouts.items():
            python = checkout / ".venv" / "bin" / "python"
            output = str(directory / f"{kind}{when[2:]}-{number}")
            command = [str(python if python.exists() else sys.executable), str(checkout / "benchmarks/crawl_once.py")]
            found[f"newscrawl, {label}{when}"] = (checkout, [*command, base, output, kind, *free])
    for label, fast in (("fast", "1"), ("default", "")) if given.peers else ():
        command = [given.peers, *_toy(base, directory, "peer_spider.py", number), "-a", f"fast={fast}"]
        found[f"Scrapy + trafilatura, {label}, text alone"] = (HERE.parent, command)
    if unknown := set(given.only or ()) - found.keys():
        sys.exit(f"no such row: {', '.join(sorted(unknown))}; there are: {', '.join(found)}")
    return {name: row for name, row in found.items() if not given.only or name in given.only}


def _toy(base: str, directory: Path, spider: str, number: int) -> list[str]:
    return [
        "-m",
        "scrapy",
        "runspider",
        str(HERE / spider),
        "-a",
        f"base={base}",
        "-O",
        str(directory / f"{spider}-{number}.jsonl"),
        "-L",
        "ERROR",
        "-s",
        "CONCURRENT_REQUESTS_PER_DOMAIN=16",
        "-s",
        "TELNETCONSOLE_ENABLED=0",
        "-s",
        'EXTENSIONS={"toy_spider.CpuClock": 0}',
    ]


def _measure(command: list[str], directory: Path, checkout: Path) -> Measured:
    """Run a command on the first core, in a directory that holds no Scrapy project."""
    environment = {**os.environ, "PYTHONPATH": f"{checkout / 'benchmarks'}:{HERE}:{checkout}"}
    before = _children()
    done = subprocess.run(
        command,
        check=False,
        capture_output=True,
        text=True,
        env=environment,
        cwd=directory,
        preexec_fn=lambda: _pin(0),
    )
    found = RESULT.search(done.stdout)
    if not found:
        sys.exit(f"{' '.join(command)} said nothing of its CPU:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    return Measured(_children() - before, float(found[1]), int(found[2]), int(found[3]))


def _children() -> float:
    """Return the CPU seconds of all processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _print(rows: dict[str, list[Measured]], articles: int, server: str) -> None:
    toy = rows.get("toy spider", [])
    print(f"{articles} articles, served by {server}, {max(map(len, rows.values()))} rounds; medians\n")
    print("| run | articles | CPU ms a page | ratio to the toy spider, round by round | median | peak MB |")
    print("|---|---|---|---|---|---|")
    for name, runs in rows.items():
        cpu, crawl = (
            statistics.median(times) * 1000 / articles for times in zip(*[run[:2] for run in runs], strict=True)
        )
        each = [run.cpu / base.cpu for run, base in zip(runs, toy, strict=False)]  # none without the toy spider
        ratios = ", ".join(f"{ratio:.2f}" for ratio in each)
        median = f"{statistics.median(each):.2f}" if each else ""
        peak = max(run.peak_mb for run in runs)
        print(f"| {name} | {runs[-1].items} | {cpu:.2f} ({crawl:.2f}) | {ratios} | {median} | {peak} |")


def _check(directory: Path, articles: int) -> None:
    """Fail if a crawl did not fetch the whole site: its time would mean nothing."""
    truth = {
        json.loads(line)["url"]
        for line in (directory / "site" / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    }
    for kind in ("generic", "layout"):
        written = directory / f"{kind}-0" / "articles.jsonl"
        if not written.exists():
            continue  # The row was not asked for.
        lines = written.read_text(encoding="utf-8").splitlines()
        found = {json.loads(line)["url"] for line in lines}
        if found != truth or len(lines) != articles:
            print(
                f"newscrawl ({kind}) wrote {len(lines)} lines, {len(found & truth)} of {articles} articles",
                file=sys.stderr,
            )


if __name__ == "__main__":
    sys.exit(main())
