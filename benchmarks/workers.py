"""Measures a fleet of workers on loopback: take-over after a kill, throughput of 1, 2 and 3 workers, and a database of 10,000 sites.

python benchmarks/workers.py takeover
python benchmarks/workers.py throughput --sites 12 [--delay 0 --articles 40]
python benchmarks/workers.py database --sites 2000 --addresses 100000
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from newscrawl.runner.fleet.options import FleetOptions
from tests.helpers.postgres import running_server
from tests.helpers.workers import Fleet, Newspapers

if TYPE_CHECKING:
    from tests.helpers.postgres import Server


def takeover(server: Server, rounds: int) -> None:
    """Kill the worker that holds a site; measure until another one asks the site. All times as in production."""
    for _ in range(rounds):
        server.empty()
        with tempfile.TemporaryDirectory() as name, Newspapers(Path(name), 1, 500) as newspapers:
            options = FleetOptions()
            fleet = Fleet(Path(name), server, newspapers, workers=2, lease=options.lease, delay=0.5, more="")
            for worker in fleet.workers:
                text = worker.config.read_text(encoding="utf-8")
                worker.config.write_text(
                    text.replace(f'plan = "{options.lease / 8}s"', f'plan = "{options.plan}s"'), encoding="utf-8"
                )
            for worker in fleet.workers:
                worker.start()
            try:
                while not any("bai-viet" in seen.path for seen in newspapers.seen):
                    time.sleep(0.1)
                time.sleep(3)
                holder = next(w for w in fleet.workers if w.name == newspapers.seen[-1].worker)
                holder.send(signal.SIGKILL)
                killed = time.time()
                while not any(seen.worker not in {holder.name, ""} for seen in newspapers.seen):
                    time.sleep(0.1)
                first = next(seen for seen in newspapers.seen if seen.worker != holder.name)
                print(json.dumps({"seconds_until_the_next_request": round(first.at - killed, 1)}))
            finally:
                for worker in fleet.workers:
                    worker.send(signal.SIGKILL)


def throughput(server: Server, rounds: int, *, delay: float, sites: int, articles: int) -> None:
    """Articles a second of 1, 2 and 3 workers in alternating rounds, four sites at a time in each, and the CPU time of an article.

    With a long ``delay`` the pauses decide; with none, the processors.
    """
    rates: dict[int, list[float]] = {1: [], 2: [], 3: []}
    for _ in range(rounds):
        for workers, found in rates.items():
            server.empty()
            with tempfile.TemporaryDirectory() as name, Newspapers(Path(name), sites, articles) as newspapers:
                fleet = Fleet(
                    Path(name), server, newspapers, workers=workers, lease=30.0, delay=delay, at_once=4, fleet=""
                )
                for worker in fleet.workers:
                    text = worker.config.read_text(encoding="utf-8")
                    worker.config.write_text(text.replace('plan = "3.75s"', 'plan = "0.5s"'), encoding="utf-8")
                with fleet.running():
                    fleet.wait_for(lambda fleet=fleet: "bai-viet" in str(fleet.newspapers.seen), seconds=600)  # type: ignore[misc]
                    before = _spent(fleet, server), fleet.committed()
                    fleet.wait_for(lambda fleet=fleet: fleet.committed() >= sites * articles, seconds=600)  # type: ignore[misc]
                    after = _spent(fleet, server), fleet.committed()
                times = [seen.at for seen in newspapers.seen if "bai-viet" in seen.path]
                found.append(len(times) / (max(times) - min(times)))
                count = after[1] - before[1]
                costs = [
                    round((late - early) / count * 1000, 1) for early, late in zip(before[0], after[0], strict=True)
                ]
                print(
                    json.dumps(
                        {
                            "workers": workers,
                            "articles_a_second": round(found[-1], 2),
                            "ms_of_a_worker": costs[0],
                            "ms_of_the_database": costs[1],
                        }
                    ),
                    flush=True,
                )
    first = sum(rates[1])
    print(json.dumps({"ratios": {workers: round(sum(found) / first, 2) for workers, found in rates.items()}}))


def _spent(fleet: Fleet, server: Server) -> tuple[float, float]:
    """CPU seconds of the workers and of the database so far, with those of processes that have ended."""
    workers = [worker.process.pid for worker in fleet.workers if worker.process]
    backends = [
        int(path.name)
        for path in Path("/proc").iterdir()
        if path.name.isdigit() and _stat(path.name)[1] == str(server.process.pid)
    ]
    return _seconds(workers), _seconds([server.process.pid, *backends])


def _stat(process: int | str) -> list[str]:
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return ["0"] * 20  # it has just ended


def _seconds(processes: list[int]) -> float:
    return sum(sum(map(int, _stat(process)[11:15])) for process in processes) / os.sysconf("SC_CLK_TCK")


def database(server: Server, sites: int, addresses: int) -> None:
    """Fill a database as a large fleet would, and measure its size, the planner's look and the queue."""
    import asyncio  # noqa: PLC0415 - of this measurement alone

    from newscrawl.runner.fleet import housekeeping, queue  # noqa: PLC0415 - as above
    from newscrawl.state import Address, Source, address_key  # noqa: PLC0415 - as above
    from newscrawl.state.postgres.leases import Leases  # noqa: PLC0415 - as above
    from newscrawl.state.postgres.store import PostgresStore  # noqa: PLC0415 - as above

    address = server.empty()
    queue.create_tables(address)
    names = [f"bao{n:05}" for n in range(sites)]
    found: dict[str, Any] = {"sites": sites, "addresses": addresses}
    now = "2026-03-02T08:00:00+07:00"
    with PostgresStore(address) as store:

        def size() -> int:
            return int(
                store.database.rows(
                    "SELECT sum(pg_total_relation_size(c.oid))::bigint FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = current_schema() AND relkind = 'r'"
                )[0][0]
            )

        def written() -> int:
            return int(store.database.rows("SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint")[0][0])

        started = time.process_time()
        for name in names:
            store.begin_crawl(name)
            store.put_source(
                Source(
                    url=f"https://{name}.vn/rss", site=name, kind="feed", checked=now, first_checked=now, next_check=now
                )
            )
            store.end_crawl(name)
        before, wal = size(), written()
        of_each = max(addresses // sites, 1)
        for name in names:
            urls = [
                f"https://{name}.vn/thoi-su/mot-bai-viet-voi-ten-dai-nhu-thuong-gap-{n}.html" for n in range(of_each)
            ]
            store.add(name, [Address(key=address_key(url), url=url) for url in urls], now=now)
        found["bytes_an_address"] = round((size() - before) / (of_each * sites))
        found["wal_bytes_an_address"] = round((written() - wal) / (of_each * sites))
        found["client_cpu_seconds"] = round(time.process_time() - started, 1)
        store.database.execute("ANALYZE")

    async def look() -> None:
        from newscrawl.state.postgres.connection import Database  # noqa: PLC0415 - as above

        with Database(address) as db:
            async with queue.opened(queue.make_app(address, max_idle=FleetOptions().max_idle)) as app:
                started = time.monotonic()
                planned = await housekeeping.plan(db, app, names, FleetOptions())
                found["first_look_seconds"] = round(time.monotonic() - started, 2)
                found["queued"] = planned.queued if planned else None
                started = time.monotonic()
                await housekeeping.plan(db, app, names, FleetOptions())
                found["next_look_seconds"] = round(time.monotonic() - started, 2)
                worker = await app.job_manager.register_worker()
                started = time.monotonic()
                for _ in range(200):
                    job = await app.job_manager.fetch_job(queues=[queue.QUEUE], worker_id=worker)
                    assert job
                found["fetch_ms_of_a_job"] = round((time.monotonic() - started) / 200 * 1000, 2)

    asyncio.run(look())
    with Leases(address) as leases:
        held = [lease for name in names[:1000] if (lease := leases.take(name, "a worker"))]
        started = time.monotonic()
        leases.renew(held)
        found["renew_1000_leases_ms"] = round((time.monotonic() - started) * 1000, 1)
    print(json.dumps(found))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("takeover", "throughput", "database"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sites", type=int, default=10_000)
    parser.add_argument("--addresses", type=int, default=1_000_000)
    parser.add_argument("--articles", type=int, default=6, help="of a site, for throughput")
    parser.add_argument("--delay", type=float, default=4.0, help="seconds between two requests, for throughput")
    options = parser.parse_args()
    with running_server() as server:
        if options.what == "takeover":
            takeover(server, options.rounds)
        elif options.what == "throughput":
            throughput(server, options.rounds, delay=options.delay, sites=options.sites, articles=options.articles)
        else:
            database(server, options.sites, options.addresses)


if __name__ == "__main__":
    main()
