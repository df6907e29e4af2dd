"""Measures pages of 10 MB, each kind in its own process: CPU seconds and peak memory.

python benchmarks/large_pages.py [KIND …]
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import time
from typing import TYPE_CHECKING, Final

from newscrawl.extract import NotAnArticle, extract
from newscrawl.pipelines.normalize import normalized

if TYPE_CHECKING:
    from collections.abc import Callable

SIZE: Final = 10_000_000
PROSE: Final = "".join(f"<p>Câu văn thứ {n} của bài báo về làng ven sông hôm nay, dài vừa đủ.</p>" for n in range(20))
KINDS: Final[dict[str, Callable[[int], str]]] = {
    "paragraphs": lambda size: "<p>Câu văn bình thường của bài báo về làng ven sông hôm nay.</p>" * (size // 80),
    "one line of words": lambda size: f"<p>{'xin chao ' * (size // 9)}</p>",
    "one word": lambda size: f"<p>{'a' * size}</p>",
    "entities": lambda size: f"<p>{'&agrave;' * (size // 8)}</p>",
    "combining marks": lambda size: "<p>a" + "\u0301" * (size // 2),
    "blanks": lambda size: "<p>x" + "\u00a0" * (size // 2),
    "links": lambda size: "".join(
        f'<a href="/bai-hay-qua-{1_000_000 + n}.html">Bài {"x" * 140} {n}</a>' for n in range(size // 200)
    ),
    "cells": lambda size: "<table>" + ("<tr><td>" + "x" * 160) * (size // 170),
    "nested": lambda size: "<div>" * 50_000 + "x" * size,
    "line breaks": lambda size: "x<br>" * 110_000 + "y" * (size - 550_000),
    "a script": lambda size: f"<script>{'var a = 1;' * (size // 10)}</script>",
    "JSON-LD": lambda size: (
        f'<script type="application/ld+json">{{"@type":"NewsArticle","articleBody":"{"chữ " * (size // 6)}"}}</script>'
    ),
    "an attribute": lambda size: f'<p data-x="{"a" * size}">x</p>',
}


def page(kind: str, size: int) -> bytes:
    return f"<html><body><h1>Nước rút ở làng ven sông</h1><div>{PROSE}{KINDS[kind](size)}</div></body></html>".encode()


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(kind: str) -> None:
    """One row of the table."""
    normalized(extract(page(kind, 1_000), url="https://bao.vn/nuoc-rut-1234567.html"))
    body = page(kind, SIZE)
    before = peak()
    started = time.process_time()
    try:
        normalized(extract(body, url="https://bao.vn/nuoc-rut-1234567.html"))
        outcome = "read"
    except NotAnArticle as refusal:
        outcome = f"refused: {refusal.reason}"
    spent = time.process_time() - started
    print(f"| {kind} | {len(body) / 1e6:.1f} | {spent:.2f} | {before:.0f} | {peak():.0f} | {outcome} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"one of: {', '.join(KINDS)} (default: all)")
    asked = parser.parse_args()
    if unknown := set(asked.kinds) - KINDS.keys():
        parser.error(f"no such kind: {', '.join(sorted(unknown))}; there are {', '.join(KINDS)}")
    print("| page | MB | CPU s | peak MB before | peak MB | |\n|---|---|---|---|---|---|", flush=True)
    for kind in asked.kinds or KINDS:
        process = multiprocessing.get_context("spawn").Process(target=measure, args=(kind,))
        process.start()
        process.join()


if __name__ == "__main__":
    main()
