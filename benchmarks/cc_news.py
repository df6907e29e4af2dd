"""Reads an archive like those of Common Crawl's CC-NEWS: a gigabyte, many hosts and languages, a gzip member for each record.

``python benchmarks/cc_news.py --mb 250 1000`` writes archives of these sizes: 1,000 pages in Vietnamese, and pages in other languages
of which there are 1,000 that repeat. Each is replayed with filters. Printed are processor seconds as a ratio to those that
unpacking the archive takes, the memory, and the articles.
"""

from __future__ import annotations

import argparse
import gzip
import random
import subprocess
import sys
import tempfile
import time
import zlib
from functools import cache
from itertools import accumulate
from pathlib import Path
from uuid import UUID

from newscrawl.text.model import shipped

LANGUAGES = ("en", "de", "es", "fr", "id", "pt")
VIETNAMESE = 1_000
"""Pages in Vietnamese."""

REPEATED = 1_000
"""Different pages in other languages."""


@cache
def vocabulary(language: str) -> tuple[list[str], list[int]]:
    """Return words of a language, and the sum of the counts up to each.

    Vietnamese has its real syllables, as often as they occur: random letters look like glued words and old encodings, and to
    rule those out takes fifty times as long as a real text. The other languages have random letters, which no filter
    reads; they are compressed about as badly as real pages.
    """
    if language == "vi":
        counts = shipped().syllables
        return list(counts), list(accumulate(counts.values()))
    chance = random.Random(language)  # noqa: S311 - reproducible
    made = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(2, 9))) for _ in range(30_000)]
    return made, list(range(1, len(made) + 1))


def words(chance: random.Random, language: str, count: int) -> str:
    """Return some words."""
    found, sums = vocabulary(language)
    return " ".join(chance.choices(found, cum_weights=sums, k=count))


def record(number: int, language: str) -> bytes:
    """Return a response as one gzip member: a page of about 40 KB."""
    chance = random.Random(f"{language}{number}")  # noqa: S311 - reproducible
    paragraphs = "".join(f"<p>{words(chance, language, 80).capitalize()}.</p>" for _ in range(60))
    title = f"{words(chance, language, 8).capitalize()} {number}"
    page = (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta property="article:published_time" content="2026-01-05T08:30:00+07:00"></head>'
        f"<body><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    ).encode()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    url = f"https://bao-{number % 60}.{language}.example/tin/{language}-{100000 + number}.html"
    block = head + page
    warc = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{UUID(int=chance.getrandbits(128))}>\r\n"
        f"WARC-Date: 2026-01-{number % 28 + 1:02}T10:00:00Z\r\nWARC-Target-URI: {url}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    ).encode()
    return gzip.compress(warc + block + b"\r\n\r\n", 6, mtime=0)


def write(path: Path, size: int, ours: list[bytes], others: list[bytes]) -> None:
    """Write an archive of ``size`` bytes with all Vietnamese pages, spread evenly."""
    total = size - sum(map(len, ours))
    every = max(total // (sum(map(len, others)) // len(others)) // len(ours), 1)
    with path.open("wb") as out:
        number = 0
        for mine in ours:
            out.write(mine)
            for _ in range(every):
                out.write(others[number % len(others)])
                number += 1


def unpacking(path: Path) -> float:
    """Return the processor seconds of unpacking an archive."""
    begun = time.process_time()
    with path.open("rb") as file:
        unpack = zlib.decompressobj(31)
        while data := file.read(1 << 20):
            while data:
                unpack.decompress(data)
                data = unpack.unused_data
                if unpack.eof:
                    unpack = zlib.decompressobj(31)
    return time.process_time() - begun


CHILD = """
import re, sys, time
from pathlib import Path
from newscrawl.cli import main
main(sys.argv[1:])
# Not ru_maxrss: it begins with the memory of the process that started this one.
most = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
print("USAGE", time.process_time(), most // 1024)
"""


def replay(path: Path, output: Path, *filters: str) -> tuple[float, int, int]:
    """Replay with filters; return processor seconds, MB at most, and articles."""
    arguments = ["replay", str(path), "--output", str(output), "--jobs", "1", "-q", *filters]
    done = subprocess.run([sys.executable, "-c", CHILD, *arguments], capture_output=True, text=True, check=True)
    _, seconds, memory = done.stdout.split()[-3:]
    lines = output / "articles.jsonl"
    return float(seconds), int(memory), lines.read_bytes().count(b"\n") if lines.exists() else 0


def main() -> None:
    """Print one line for each size and filter."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mb", type=int, nargs="+", default=[250, 1000])
    sizes = parser.parse_args().mb
    ours = [record(number, "vi") for number in range(VIETNAMESE)]
    others = [record(number, LANGUAGES[number % len(LANGUAGES)]) for number in range(REPEATED)]
    with tempfile.TemporaryDirectory() as name:
        for size in sizes:
            path = Path(name) / f"CC-NEWS-{size}.warc.gz"
            write(path, size * 1_000_000, ours, others)
            plain = unpacking(path)
            for filters in (
                ("--sites", "bao-7.vi.example"),
                ("--language", "vi", "--date", "2026-01-03..2026-01-04"),
                ("--language", "vi"),
            ):
                seconds, memory, articles = replay(path, Path(name) / f"{size}{'-'.join(filters)}", *filters)
                print(
                    f"{path.stat().st_size / 1e6:.0f} MB, {' '.join(filters)}: {articles} articles, {memory} MB at most, "
                    f"{seconds:.0f} s CPU, {seconds / plain:.2f} times unpacking ({plain:.0f} s)",
                    flush=True,
                )
            path.unlink()


if __name__ == "__main__":
    main()
