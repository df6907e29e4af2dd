"""Time and memory of ``newscrawl near-copies`` after the signing, over synthetic signatures: python benchmarks/near_copies.py 1000000.

One article in five is a copy: of its 16 keys 11 are those of an earlier article, and nine tenths of its sketch. One in a hundred carries keys that
500 others have, as forms do. Each stage runs in a process of its own, so that its memory is known.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import resource
import shutil
import tempfile
import time
from array import array
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from newscrawl.corpus.near_copies import tasks
from newscrawl.corpus.near_copies.files import Work
from newscrawl.corpus.near_copies.numbering import Plan, members, number_articles
from newscrawl.dedupe.signature import BANDS, Sketch

if TYPE_CHECKING:
    from collections.abc import Callable

FILES = 16
SAMPLES = 240
RECENT = 5_000


def make(work: Work, articles: int, seed: int = 1) -> None:
    """Write what the first stage would have written."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    recent: list[tuple[list[int], list[int]]] = []
    for file in range(FILES):
        counts = []
        left = articles // FILES
        while left:
            count = min(left, tasks.CHUNK_ARTICLES)
            with (
                work.rows(file, len(counts)).open("wb") as rows,
                work.keys(file, len(counts)).open("wb") as keys,
                work.sketches(file, len(counts)).open("wb") as sketches,
            ):
                offset = 0
                for n in range(count):
                    own = [rng.randrange(band << 28, (band + 1) << 28) - (1 << 31) for band in range(BANDS)]
                    samples = [rng.randrange(1 << 15) for _ in range(SAMPLES)]
                    draw = rng.random()
                    if recent and draw < 0.2:
                        own[:11], samples[: SAMPLES * 9 // 10] = (
                            (part := rng.choice(recent))[0][:11],
                            part[1][: SAMPLES * 9 // 10],
                        )
                    elif draw < 0.21:
                        own[0], own[1] = (
                            rng.randrange(articles // 50_000 + 1) - (1 << 31),
                            (1 << 28) + rng.randrange(9) - (1 << 31),
                        )
                    if len(recent) < RECENT:
                        recent.append((own, samples))
                    else:
                        recent[rng.randrange(RECENT)] = (own, samples)
                    sketch = Sketch(300, 1 << 15, tuple(dict.fromkeys(samples)), (), ()).pack()
                    keys.write(array("i", own).tobytes())
                    sketches.write(sketch)
                    day = f"2026-{1 + n % 12:02}-{1 + n % 28:02}T01:00:00"
                    row = [f"s{file}:{len(counts)}-{n}", 1, day, f"{file}-{len(counts)}-{n}", day, offset, len(sketch)]
                    rows.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))
                    offset += len(sketch)
            counts.append(count)
            left -= count
        work.note(file).write_bytes(orjson.dumps(counts))


def _apart(name: str, function: Callable[[], Any]) -> None:
    """Run a stage in a process of its own; print its CPU time and its largest memory."""

    def run() -> None:
        begun = time.process_time()
        function()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        print(f"{name:8} {time.process_time() - begun:8.1f} s CPU   {peak:6,} MB", flush=True)

    process = multiprocessing.get_context("fork").Process(target=run)
    process.start()
    process.join()


def main() -> None:
    """Run all stages but the first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=int)
    parser.add_argument("--directory", type=Path)
    given = parser.parse_args()
    directory = Path(tempfile.mkdtemp(dir=given.directory))
    work = Work(directory)
    work.make()
    print(f"{given.articles:,} articles in {FILES} files")
    _apart("make", lambda: make(work, given.articles))
    chunks = [(file, n) for file in range(FILES) for n in range(len(orjson.loads(work.note(file).read_bytes())))]
    _apart("number", lambda: number_articles(work, chunks, ()))
    plan = Plan.read(work)
    for name, task, count in (("band", tasks.band, len(chunks)), ("pair", tasks.pair, plan.partitions)):
        _apart(name, lambda task=task, count=count: [task(n, work=work, plan=plan) for n in range(count)])
    _apart("verify", lambda: print(sum(tasks.verify(n, work=work, plan=plan) for n in range(plan.ranges)), "compared"))
    _apart("group", lambda: print(sum(1 for _ in members(work, plan)), "in groups"))
    size = sum(path.stat().st_size for path in directory.rglob("*") if path.is_file())
    print(f"{size >> 20:,} MB of temporary files, {size // given.articles} bytes an article")
    shutil.rmtree(directory)


if __name__ == "__main__":
    main()
