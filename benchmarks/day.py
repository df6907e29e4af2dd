"""Crawls the sample newspaper for a day and counts lost and repeated articles and memory.

    python benchmarks/day.py [--runs 96]        # or: make day

One process crawls the newspaper once for every step of :func:`newscrawl.sample.day.day`: it prints twelve articles, edits
some, moves three (with a redirect, with none, with a 404 behind), withdraws two and is out of order twice. Afterwards every line
of the archive is held against what was printed. The exit code is 1 where something was lost or doubled.
"""

from __future__ import annotations

import argparse
import gc
import json
import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from newscrawl import sample
from newscrawl.archive.verify import Verification
from newscrawl.runner.jobs import Job, build_settings, run_jobs
from newscrawl.sample.day import archived, day
from newscrawl.sample.site import site
from newscrawl.spiders import spider_class

PAGE = resource.getpagesize()


def main() -> int:
    """Run the day, compare, and print the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=96, help="runs in the day; 96 are one a quarter of an hour")
    count = parser.parse_args().runs
    steps = day(count)
    with tempfile.TemporaryDirectory() as folder, sample.serve() as server:
        output = Path(folder)
        codes, memory, pages, seconds = Counter[int](), [], [], []
        spider = spider_class(site(server))
        for step in steps:
            step.apply(server)
            del server.log[:]
            started = time.process_time()
            codes[run(spider, output)] += 1
            seconds.append(time.process_time() - started)
            gc.collect()
            memory.append(int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE / 1e6)
            pages.append(len(server.log))
        lost, doubled, revisions, articles = compare(output, archived(steps))
        findings = list(Verification(output).problems())
        state = sum(file.stat().st_size for file in (output / ".state").iterdir())
    print(f"{count} runs, exit codes {dict(sorted(codes.items()))}\n")
    print("| what | figure |\n|---|---|")
    print(f"| articles, revisions after the first | {articles}, {revisions} |")
    print(f"| lost, doubled or other than printed | {lost}, {doubled} |")
    print(f"| findings of `newscrawl verify` | {len(findings)} |")
    print(f"| requests of the first run, and of the others: least, median, most | {pages[0]}, {spread(pages[1:])} |")
    print(f"| CPU seconds of the first run, and of the others | {seconds[0]:.2f}, {spread(seconds[1:], '.2f')} |")
    quarters = [memory[max(count * n // 4 - 1, 0)] for n in range(5)]
    print(
        f"| resident MB after the first run, a quarter of the day, half, three quarters, the day | {', '.join(f'{m:.0f}' for m in quarters)} |"
    )
    print(f"| state file, KB | {state / 1e3:.0f} |")
    return int(bool(lost or doubled or findings))


def run(spider: type, output: Path) -> int:
    """Run once and return the exit code."""
    found = build_settings(
        LOG_LEVEL="CRITICAL",
        NEWSCRAWL_OUTPUT=str(output),
        NEWSCRAWL_ALLOW_PRIVATE=True,
        NEWSCRAWL_MAX_CRAWL_DELAY=0.0,
        NEWSCRAWL_BACKOFF=0.01,
        DOWNLOAD_DELAY=0.0,
        RETRY_TIMES=0,
    )
    manifest = run_jobs([Job(spider, {})], found).manifest
    return int(manifest.exit_code) if manifest else -1


def compare(output: Path, want: dict[int, list[sample.ExpectedArticle]]) -> tuple[int, int, int, int]:
    """Count wrong or missing revisions, surplus lines, revisions after the first, and articles."""
    lines = [json.loads(line) for file in output.glob("articles*.jsonl") for line in file.open(encoding="utf-8")]
    found = Counter((line["headline"], last(line), line["revision"]) for line in lines)
    printed = Counter(
        (article.headline, article.paragraphs[-1] if article.paragraphs else "", number)
        for revisions in want.values()
        for number, article in enumerate(revisions, 1)
    )
    articles = len({line["id"] for line in lines})
    return (printed - found).total(), (found - printed).total(), len(lines) - articles, articles


def last(line: dict[str, object]) -> str:
    """The last paragraph of an article, which the edits of the day change."""
    return str(line["text"]).rpartition("\n\n")[2]


def spread(numbers: list[float], form: str = ".0f") -> str:
    """Minimum, median and maximum."""
    ordered = sorted(numbers)
    return ", ".join(format(n, form) for n in (ordered[0], ordered[len(ordered) // 2], ordered[-1]))


if __name__ == "__main__":
    sys.exit(main())
