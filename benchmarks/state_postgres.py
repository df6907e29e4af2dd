"""Measures the state in PostgreSQL against SQLite: a known link, an article's commit, a request slot, bytes an address.

    python benchmarks/state_postgres.py [--addresses 100000]

Starts a private server (Debian package postgresql) without syncs. Both stores do the same in alternating rounds. The figures are CPU
time, of this process and of the server's process for its connection, so that other programs on the machine hardly change them.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from newscrawl.dedupe import signature
from newscrawl.state import Address, ArticleState, Fingerprint, OutboxLine, Output, address_key, open_or_create_store
from newscrawl.state.postgres.store import PostgresStore
from tests.helpers.postgres import running_server

if TYPE_CHECKING:
    from collections.abc import Callable

    from newscrawl.state import OpenedStore

NOW = "2026-03-02T08:00:00+07:00"
PAGE = 200
ROUNDS = 5
QUESTIONS = 60
"""Questions of a round, each of 200 links."""

COMMITS = 200
"""Commits of a round."""

TICK = os.sysconf("SC_CLK_TCK")


def url(number: int) -> str:
    """An address of the usual length."""
    return f"https://bao-{number % 70}.vn/thoi-su/mot-bai-viet-co-tieu-de-dai-vua-phai-nhu-moi-ngay-{number}.html"


@dataclass(slots=True)
class Side:
    """A store, and the CPU seconds of each kind of work: (this process, the server)."""

    name: str
    store: OpenedStore
    backend: int | None = None
    spent: dict[str, list[float]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def measure(self, what: str, count: int, work: Callable[[OpenedStore], object]) -> None:
        """Do ``count`` pieces of work, and add their CPU time."""
        client, server = time.process_time(), self.server()
        work(self.store)
        spent = self.spent.setdefault(what, [0.0, 0.0])
        spent[0] += time.process_time() - client
        spent[1] += self.server() - server
        self.counts[what] = self.counts.get(what, 0) + count

    def server(self) -> float:
        """CPU seconds of the server's process so far."""
        if self.backend is None:
            return 0.0
        words = Path(f"/proc/{self.backend}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / TICK


def commit(store: OpenedStore, number: int, key: int, sign: Fingerprint, *, outbox: bool) -> None:
    article = ArticleState(
        id=f"bao:{number}", site="bao", url=url(number), revision=1, content_hash=f"sha256:{number:064x}",
        date_published=NOW, first_seen=NOW, last_seen=NOW, text_rules="1 first", consonant_hash=f"{number:016x}",
    )  # fmt: skip
    store.article_with_content(article.content_hash)
    store.near_duplicate_candidates(sign.signature.keys, ["2026-02", "2026-03", "2026-04"], article_id=article.id)
    output = Output(path="articles.jsonl", crawl_id="r", bytes=number, lines=number)
    lines = [OutboxLine(kind="articles", crawl_id="r", line=b"x" * 6000)] if outbox else []
    store.commit(article, keys=[key], outputs=[] if outbox else [output], fingerprint=sign, lines=lines)


def main() -> None:
    """Fill both stores, measure, print a table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--addresses", type=int, default=100_000)
    total = options.parse_args().addresses
    chance = random.Random(7)  # noqa: S311 - not for secrets
    keys = [address_key(url(number)) for number in range(total)]
    words = [f"từ{n}" for n in range(5000)]
    with ExitStack() as stack:
        server = stack.enter_context(running_server())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        postgres = PostgresStore(server.address())
        sides = [
            Side("SQLite", open_or_create_store(folder)),
            Side("PostgreSQL", postgres, postgres.database.connection.info.backend_pid),
        ]
        for side in sides:
            for first in range(0, total, 5000):
                batch = [Address(key=keys[n], url=url(n)) for n in range(first, min(first + 5000, total))]
                side.measure("add an address", len(batch), lambda store, batch=batch: store.add("bao", batch, now=NOW))
        postgres.database.vacuum("addresses")
        done = 0
        for _ in range(ROUNDS):
            questions = [
                [keys[n] for n in chance.sample(range(total), PAGE // 2)]
                + [chance.getrandbits(62) for _ in range(PAGE // 2)]
                for _ in range(QUESTIONS)
            ]
            signs = []
            for _ in range(COMMITS):
                signed = signature(" ".join(chance.sample(words, 400)))
                assert signed
                signs.append(Fingerprint(signature=signed, month="2026-03"))
            for side in sides:
                side.measure(
                    "look up a link", QUESTIONS * PAGE, lambda s, q=questions: [s.known(question) for question in q]
                )
                is_outbox = side.name == "PostgreSQL"
                side.measure(
                    "judge and commit an article",
                    COMMITS,
                    lambda s, f=done, g=signs, o=is_outbox: [
                        commit(s, f + n, keys[f + n], g[n], outbox=o) for n in range(COMMITS)
                    ],
                )
                side.measure(
                    "ask for a request slot",
                    COMMITS,
                    lambda s: [
                        s.acquire_request_slot(
                            "bao.vn", hosts=["bao.vn"], site="bao", now=time.time(), delay=0.0, day="2026-03-02"
                        )
                        for _ in range(COMMITS)
                    ],
                )
            done += COMMITS
        size = postgres.database.rows("SELECT pg_total_relation_size('addresses')")[0][0]
        print("| CPU time | SQLite | PostgreSQL, client | PostgreSQL, server |")
        print("|---|---|---|---|")
        for what, count in sides[0].counts.items():
            cells = [sides[0].spent[what][0], *sides[1].spent[what]]
            print(f"| {what} | " + " | ".join(f"{seconds / count * 1e6:.1f} µs" for seconds in cells) + " |")
        sqlite = sum(path.stat().st_size for path in folder.iterdir())
        print(
            f"\n{total:,} addresses and {done:,} articles: addresses {size / total:.0f} bytes each in PostgreSQL with indexes; the file of SQLite {sqlite / total:.0f}"
        )
        for side in sides:
            side.store.close()


if __name__ == "__main__":
    main()
