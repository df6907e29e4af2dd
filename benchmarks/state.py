"""Measures the state: time a known link, bytes an address, memory, and the commands of ``newscrawl state``.

    python benchmarks/state.py [--addresses 1000000]

Fills a store in a temporary directory with addresses as newspapers write them, half of them settled, and asks for the links of
pages, 200 in one question, half of them known. The same questions to a Python set of the same keys stand beside it.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from collections import deque
from contextlib import closing
from pathlib import Path

from newscrawl.state import Address, ArticleState, Status, address_key, open_or_create_store
from newscrawl.state.upkeep import Upkeep

NOW = "2026-03-02T08:00:00+07:00"
PAGE = 200
PAGES = 500


def url(number: int) -> str:
    """An address of the usual length."""
    return f"https://bao-{number % 70}.vn/thoi-su/mot-bai-viet-co-tieu-de-dai-vua-phai-nhu-moi-ngay-{number}.html"


def main() -> int:
    """Fill a store, query it, and print the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--addresses", type=int, default=1_000_000)
    given = options.parse_args()
    chance = random.Random(7)  # noqa: S311 - not for secrets
    keys = [address_key(url(number)) for number in range(given.addresses)]
    with tempfile.TemporaryDirectory() as folder:
        store = open_or_create_store(Path(folder))
        memory = _memory()
        started = time.process_time()
        for first in range(0, given.addresses, 5000):
            batch = range(first, min(first + 5000, given.addresses))
            store.add("bao", (Address(key=keys[n], url=url(n)) for n in batch), now=NOW)
        adding = (time.process_time() - started) / given.addresses
        for number in range(given.addresses // 2, given.addresses):
            store.set_status(keys[number], Status.REJECTED, now=NOW, reason="no_body")
        commits = 2000
        started = time.process_time()
        for number in range(commits):
            _commit(store, number, keys[number])
        committing = (time.process_time() - started) / commits
        questions = [
            [keys[n] for n in chance.sample(range(given.addresses), PAGE // 2)]
            + [chance.getrandbits(62) for _ in range(PAGE // 2)]
            for _ in range(PAGES)
        ]
        started = time.process_time()
        found = sum(len(store.known(question)) for question in questions)
        asking = (time.process_time() - started) / (PAGE * PAGES)
        memory = _memory() - memory
        store.close()
        size = sum(file.stat().st_size for file in Path(folder).iterdir())
        upkeep = _look_after(Path(folder))
    if found < PAGES * PAGE // 2:
        sys.exit(f"only {found} links were known")
    plain = set(keys)
    started = time.process_time()
    for question in questions:
        _ = [key for key in question if key in plain]
    reference = (time.process_time() - started) / (PAGE * PAGES)
    print(f"{given.addresses:,} addresses, {PAGES} pages of {PAGE} links, half of them known\n")
    print("| what | figure |\n|---|---|")
    print(f"| a link looked up, 200 in one question | {asking * 1e6:.2f} µs CPU |")
    print(f"| the same in a Python set of the keys | {reference * 1e6:.2f} µs CPU (ratio {asking / reference:.0f}) |")
    print(f"| an address added, 5,000 in one transaction | {adding * 1e6:.2f} µs CPU |")
    print(f"| an article committed, one transaction each | {committing * 1e6:.0f} µs CPU |")
    print(f"| file, a million addresses | {size / given.addresses * 1e6 / 1e6:.0f} MB |")
    print(f"| the same after `newscrawl state compact` | {upkeep['bytes'] / given.addresses * 1e6 / 1e6:.0f} MB |")
    print(f"| memory that the store added | {memory:.0f} MB |")
    for what in ("show", "check", "compact", "export", "forget"):
        print(f"| `newscrawl state {what}` | {upkeep[what]:.1f} s CPU |")
    print(f"| memory at most, of all this and the keys of the benchmark | {_memory():.0f} MB |")
    return 0


def _look_after(directory: Path) -> dict[str, float]:
    """CPU seconds of each action of ``newscrawl state``, and the bytes of the compacted file."""
    spent: dict[str, float] = {}
    with closing(Upkeep(directory)) as upkeep:
        actions = {
            "show": upkeep.sites,
            "check": upkeep.check,
            "compact": upkeep.compact,
            "export": lambda: deque(upkeep.addresses(), maxlen=0),
            "forget": lambda: upkeep.forget_site("bao"),
        }
        for name, action in actions.items():
            started = time.process_time()
            action()
            spent[name] = time.process_time() - started
            if name == "compact":
                spent["bytes"] = upkeep.path.stat().st_size
    return spent


def _commit(store: object, number: int, key: int) -> None:
    state = ArticleState(
        id=f"bao:{number}",
        site="bao",
        url=url(number),
        revision=1,
        content_hash=f"sha256:{number:064d}",
        date_published=None,
        first_seen=NOW,
        last_seen=NOW,
    )
    store.commit(state, keys=[key], outputs=[])  # type: ignore[attr-defined] # a store


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
