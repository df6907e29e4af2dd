"""Measures the speed of normalize() on clean news text, and the load time and memory of its counts.

    python benchmarks/text.py TEXT_FILE

TEXT_FILE holds paragraphs parted by blank lines. underthesea is measured too where it is installed.
"""

import argparse
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

LOAD = """
import resource, time
import newscrawl.text
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start = time.perf_counter()
newscrawl.text.normalize("chàoanh Wikström")
print(time.perf_counter() - start, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", type=Path)
    parser.add_argument("--sample", type=int, default=100, help="paragraphs for the slow comparison (default 100)")
    options = parser.parse_args()
    paragraphs = options.text.read_text(encoding="utf-8").strip("\n").split("\n\n")

    seconds, megabytes = subprocess.run(
        [sys.executable, "-c", LOAD], capture_output=True, text=True, check=True
    ).stdout.split()
    print(f"first call, with the counts loaded: {float(seconds):.2f} s, {float(megabytes):.0f} MB of memory")

    from newscrawl.text import normalize  # noqa: PLC0415 - after the load was measured elsewhere

    normalize("chàoanh")
    nfc = speed(lambda text: unicodedata.normalize("NFC", text), paragraphs, runs=5)
    first = speed(normalize, paragraphs, runs=1)
    again = speed(normalize, paragraphs, runs=5)
    print(f"normalize, words never seen before: {first:6.1f} MB/s")
    print(f"normalize, words seen before:       {again:6.1f} MB/s")
    print(f"unicodedata NFC:                    {nfc:6.1f} MB/s, {nfc / again:.0f} times normalize")
    if find_spec("underthesea"):
        text_normalize = import_module("underthesea").text_normalize
        other = speed(text_normalize, paragraphs[: options.sample], runs=1)
        print(f"underthesea.text_normalize:         {other:6.2f} MB/s, normalize is {again / other:.0f} times as fast")


def speed(function: Callable[[str], object], texts: list[str], *, runs: int) -> float:
    """The best of several runs, in MB of UTF-8 a CPU second."""
    size = sum(len(text.encode()) for text in texts) / 1e6
    best = float("inf")
    for _ in range(runs):
        start = time.process_time()
        for text in texts:
            function(text)
        best = min(best, time.process_time() - start)
    return size / best


if __name__ == "__main__":
    main()
