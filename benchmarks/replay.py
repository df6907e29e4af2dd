"""Replays archives with one and with two processes: processor seconds, wall seconds, memory, and whether the lines are equal.

``python benchmarks/replay.py --files 4 --pages 500`` writes archives of generated pages, then replays them in alternating rounds.
On a busy machine the wall seconds say little. The speed-up that two free cores would give follows from the processor seconds: what
the workers use is divided by two, what the main process uses is not.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from newscrawl.archive.warc import Exchange, WarcSeries

WORDS = [
    "làng",
    "quê",
    "đắp",
    "đê",
    "mùa",
    "mưa",
    "nước",
    "sông",
    "bà",
    "con",
    "trưởng",
    "thôn",
    "đường",
    "ra",
    "đồng",
    "góp",
    "công",
    "ngày",
    "tháng",
    "năm",
    "nay",
    "cùng",
    "nhau",
]


def page(number: int) -> bytes:
    """A page of about 60 KB with a menu, an article of 25 paragraphs, related links and a footer."""
    chance = random.Random(number)  # noqa: S311 - reproducible
    paragraphs = "".join(f"<p>{' '.join(chance.choices(WORDS, k=60)).capitalize()} {number}.</p>" for _ in range(25))
    menu = "".join(f'<li><a href="/muc-{n}">Chuyên mục số {n}</a></li>' for n in range(60))
    related = "".join(
        f'<li><a href="/tin/bai-lien-quan-{n}-{200000 + n}.html">Bài liên quan thứ {n} của ngày hôm nay</a></li>'
        for n in range(40)
    )
    filler = "<script>" + "var a = 1;" * 2500 + "</script>"
    return (
        f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>Chuyện làng số {number}</title>'
        f'<meta property="article:published_time" content="2026-01-05T08:30:00+07:00">{filler}</head><body><nav><ul>{menu}</ul></nav>'
        f"<article><h1>Chuyện làng số {number}</h1>{paragraphs}</article><section><h3>Tin liên quan</h3><ul>{related}</ul></section>"
        f"<footer><ul>{menu}</ul></footer></body></html>"
    ).encode()


def write(directory: Path, files: int, pages: int) -> list[str]:
    """Write archives; return their paths."""
    for file in range(files):
        series = WarcSeries(directory, f"{file:03}")
        for number in range(file * pages, (file + 1) * pages):
            minute = number - file * pages
            series.record(
                Exchange(
                    url=f"https://lang-{number % 50}.vn/tin/chuyen-lang-{100000 + number}.html",
                    date=f"2026-01-06T{minute // 3600 % 24:02}:{minute // 60 % 60:02}:{minute % 60:02}Z",
                    request_line=b"GET / HTTP/1.1",
                    request_headers=[],
                    status_line=b"200 OK",
                    headers=[(b"Content-Type", b"text/html; charset=utf-8")],
                    payload=page(number),
                )
            )
        series.close()
    return [str(path) for path in sorted((directory / "warc").glob("*.warc.gz"))]


CHILD = """
import resource, sys
from newscrawl.cli import main
code = main(sys.argv[1:])
own, workers = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
print("USAGE", own.ru_utime + own.ru_stime, workers.ru_utime + workers.ru_stime, max(own.ru_maxrss, workers.ru_maxrss) // 1024)
sys.exit(code)
"""


def replay(archives: list[str], output: Path, jobs: int) -> tuple[float, float, float, int, str]:
    """Replay; return wall seconds, processor seconds of the main process and of the workers, MB of the largest, and a checksum."""
    begun = time.perf_counter()
    words = ["replay", *archives, "--output", str(output), "--jobs", str(jobs), "-q"]
    done = subprocess.run([sys.executable, "-c", CHILD, *words], capture_output=True, text=True, check=True)
    wall = time.perf_counter() - begun
    _, own, workers, memory = done.stdout.split()[-4:]
    lines = (output / "articles.jsonl").read_bytes() + (output / "related.jsonl").read_bytes()
    return wall, float(own), float(workers), int(memory), hashlib.sha256(lines).hexdigest()


def main() -> None:
    """Print one line for each round, then the speed-up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=4)
    parser.add_argument("--pages", type=int, default=500, help="pages of a file")
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        archives = write(Path(name), options.files, options.pages)
        sums: set[str] = set()
        for number in range(options.rounds):
            figures = {}
            for jobs in (1, 2):
                wall, own, workers, memory, checksum = replay(archives, Path(name) / f"{number}-{jobs}", jobs)
                sums.add(checksum)
                figures[jobs] = (wall, own, workers)
                print(
                    f"{jobs} jobs: {wall:.1f} s wall, {own:.1f} + {workers:.1f} s CPU (main + workers), {memory} MB at most"
                )
            one, (_, main_seconds, worker_seconds) = sum(figures[1][1:]), figures[2]
            bound = one / (main_seconds + worker_seconds / 2)
            print(f"speed-up: {figures[1][0] / figures[2][0]:.2f} by wall, {bound:.2f} by processor seconds")
        print("equal lines" if len(sums) == 1 else "DIFFERENT LINES")


if __name__ == "__main__":
    main()
