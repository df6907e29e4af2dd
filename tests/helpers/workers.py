"""Many small newspapers whose server writes down who asks when, and workers that are disturbed."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import threading
import time
from collections import defaultdict, deque
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, Self

import psycopg
import pytest

from newscrawl.exporters.output_format import open_lines
from newscrawl.report.manifest import ExitCode
from tests.helpers import bucket as s3
from tests.helpers.fleet import article
from tests.helpers.process import SAFETY_TIMEOUT, Command, fork, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import TracebackType

    from tests.helpers.postgres import Server

JITTER_SECONDS: Final = 0.03
"""Two requests may reach the server so much closer than they were sent, beside what :attr:`Seen.late` says."""

_TICK_SECONDS: Final = 0.005
"""Pause between two notes of the server that it runs."""

_STEPS: Final = 4
"""Rounds of the server's loop from the arrival of a request to the note of its time."""

SKEW: Final = "NEWSCRAWL_TEST_CLOCK_SKEW"
"""Environment variable of a process whose clock is to be wrong by so many seconds (:func:`tests.helpers.process.Command`)."""

LEASE_LOG: Final = """
CREATE TABLE IF NOT EXISTS lease_log (site text, token bigint, owner text, at float8);
CREATE OR REPLACE FUNCTION log_lease() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO lease_log VALUES (NEW.site, NEW.token, NEW.owner, extract(epoch FROM clock_timestamp()));
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER log_lease AFTER INSERT OR UPDATE OF token ON site_leases FOR EACH ROW EXECUTE FUNCTION log_lease();
"""
"""Writes down who takes which site when."""


class Seen(NamedTuple):
    """A request as it came."""

    at: float
    """Unix time."""

    port: int
    path: str
    worker: str
    late: float
    """The request may have come so many seconds before ``at``: the server had not run since."""


class Newspapers:
    """Newspapers on ports of their own, in a process that does nothing else, so that it notes times well."""

    def __init__(self, directory: Path, sites: int, articles: int, *, answer_seconds: float = 0.0) -> None:
        self.names: Final = [f"bao{number:02}" for number in range(sites)]
        self.articles = articles
        self._answer_seconds = answer_seconds
        self._directory = directory

    def __enter__(self) -> Self:
        ports, log = self._directory / "ports.json", self._directory / "seen.jsonl"
        self._process = fork(_serve, self.names, self.articles, self._answer_seconds, str(ports), str(log))
        wait_until(ports.exists, "the newspapers' ports")
        self._ports = json.loads(ports.read_bytes())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.join()

    @property
    def seen(self) -> list[Seen]:
        """All requests, by time."""
        with (self._directory / "seen.jsonl").open("rb") as lines:
            return sorted(Seen(*json.loads(line)) for line in lines if line.endswith(b"\n"))

    def expected(self) -> list[str]:
        """The ids of all articles."""
        return sorted(f"{name}:{n}" for name in self.names for n in _numbers(self.names, name, self.articles))

    def write_profiles(self, directory: Path) -> None:
        directory.mkdir(exist_ok=True)
        for name in self.names:
            home = f"http://127.0.0.1:{self._ports[name]}/"
            (directory / f"{name}.py").write_text(
                "from newscrawl.sites.profile import ArticleUrl, Layout, Site\n"
                f"SITE = Site(name={name!r}, publisher={name!r}, home={home + name + '/'!r}, feeds=({home + name + '/feed'!r},),\n"
                f"    hosts=({home.split('/')[2]!r},),\n"
                f"    article_url=(ArticleUrl(pattern=r'/{name}/bai-viet-(?P<id>\\d+)\\.html$', yes=('/{name}/bai-viet-1.html',)),),\n"
                f"    layouts=(Layout(name={name!r}, body=('div.content',), headline=('h1',)),))\n",
                encoding="utf-8",
            )

    def site_of(self, seen: Seen) -> str:
        """The site that a request was for; ``robots.txt`` of a shared host is the host's own."""
        return seen.path.strip("/").partition("/")[0]


def _numbers(names: Sequence[str], name: str, articles: int) -> range:
    start = 100_000 + 1000 * names.index(name)
    return range(start, start + articles)


def _serve(names: list[str], articles: int, answer_seconds: float, ports: str, log: str) -> None:
    """Serve the newspapers until this process is ended."""
    with suppress(PermissionError):
        os.nice(-10)  # it notes the time of each request, which must not wait for the workers
    asyncio.run(_Server(names, articles, answer_seconds, Path(log)).serve(Path(ports)))


class _Server:
    """The newspapers' server."""

    def __init__(self, names: list[str], articles: int, answer_seconds: float, log: Path) -> None:
        self._names, self._articles, self._answer_seconds = names, articles, answer_seconds
        self._ports: dict[str, int] = {}
        self._log = log.open("wb", buffering=0)
        self._ran = deque([time.time()], maxlen=_STEPS)

    async def serve(self, ports: Path) -> None:
        for name in self._names:
            server = await asyncio.start_server(self._answer_all, "127.0.0.1", 0)
            self._ports[name] = server.sockets[0].getsockname()[1]
        part = ports.with_suffix(".part")
        part.write_text(json.dumps(self._ports), encoding="utf-8")
        part.rename(ports)
        while True:
            self._ran.append(time.time())
            await asyncio.sleep(_TICK_SECONDS)

    async def _answer_all(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        port = writer.get_extra_info("sockname")[1]
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while head := await reader.readuntil(b"\r\n\r\n"):
                at = time.time()
                lines = head.decode("latin-1").split("\r\n")
                path = lines[0].split(" ")[1]
                agent = next((x.partition(":")[2] for x in lines if x.lower().startswith("user-agent:")), "")
                self._log.write(
                    json.dumps([at, port, path, agent.strip().rpartition(" ")[2], at - self._ran[0]]).encode() + b"\n"
                )
                if self._answer_seconds:
                    await asyncio.sleep(self._answer_seconds)
                status, kind, body = self._answer(path)
                head = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
                writer.write(head + body)
                await writer.drain()
        writer.close()

    def _answer(self, path: str) -> tuple[int, str, bytes]:
        parts = path.strip("/").split("/")
        if path == "/robots.txt":
            return 200, "text/plain", b"User-agent: *\nDisallow: /quan-tri/\n"
        if len(parts) == 2 and parts[0] in self._ports and parts[1] == "feed":
            return 200, "application/rss+xml", self._feed(parts[0])
        if len(parts) == 2 and parts[0] in self._ports and parts[1].endswith(".html"):
            number = int(parts[1].removesuffix(".html").rpartition("-")[2])
            return 200, "text/html; charset=utf-8", article(number)
        return 404, "text/html", b"<html><body>404</body></html>"

    def _feed(self, name: str) -> bytes:
        items = "".join(
            f"<item><title>Bai {n}</title><link>http://127.0.0.1:{self._ports[name]}/{name}/bai-viet-{n}.html</link></item>"
            for n in _numbers(self._names, name, self._articles)
        )
        return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Báo</title>{items}</channel></rss>'.encode()


@dataclass
class Worker:
    """A worker process. ``skew`` is what its clock is wrong by, in seconds."""

    name: str
    directory: Path
    config: Path
    environment: dict[str, str] = field(default_factory=dict)
    process: Command | None = None
    starts: int = 0
    codes: list[int] = field(default_factory=list)

    def start(self) -> None:
        self.starts += 1
        with pytest.MonkeyPatch.context() as patch:
            for name, value in self.environment.items():
                patch.setenv(name, value)
            self.process = Command("worker", "--config", str(self.config), "--name", f"{self.name}.{self.starts}")

    def supervise(self) -> None:
        """Start the process again if it has ended."""
        if self.process and (code := self.process.poll()) is not None:
            self.codes.append(code)
            assert code != ExitCode.USAGE, self.process.read_errors()[-2000:]
            self.keep_log()
            self.start()

    def keep_log(self) -> None:
        assert self.process
        with (self.directory / f"{self.name}.log").open("ab") as log:
            log.write(self.process.communicate()[1])

    def send(self, number: signal.Signals) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)

    def end(self) -> int:
        """End it as a supervisor does; return its exit code."""
        assert self.process
        self.send(signal.SIGCONT)
        self.send(signal.SIGTERM)
        self.process.wait(SAFETY_TIMEOUT)
        return self.process.returncode


class Fleet:
    """Workers over one database, one output and the newspapers."""

    def __init__(
        self,
        directory: Path,
        server: Server,
        newspapers: Newspapers,
        *,
        workers: int,
        lease: float = 2.0,
        delay: float = 0.2,
        at_once: int = 10,
        skews: Sequence[float] = (),
        more: str = "",
        fleet: str = "",
        environment: dict[str, str] | None = None,
        bucket: str = "",
    ) -> None:
        """``bucket`` takes the place of the output directory."""
        self.bucket = bucket
        self.directory, self.server, self.newspapers, self.lease, self.delay = (
            directory,
            server,
            newspapers,
            lease,
            delay,
        )
        self.output = directory / "output"
        newspapers.write_profiles(directory / "profiles")
        self.workers = [
            self._worker(
                f"w{number}",
                f'state = "{server.url()}"\nat_once = {at_once}\ndelay = {delay}\n{more}'
                f'[fleet]\nlease = "{lease}s"\nplan = "{lease / 8}s"\nbatch_age = "3s"\nbatch_articles = 40\n{fleet}',
                environment or {},
                skews[number] if number < len(skews) else 0.0,
            )
            for number in range(workers)
        ]

    def _worker(self, name: str, text: str, environment: dict[str, str], skew: float) -> Worker:
        config = self.directory / f"{name}.toml"
        sites = "".join(f"[sites.{site}]\nprofile = 'profiles/{site}.py'\n" for site in self.newspapers.names)
        agent = f'settings = {{ USER_AGENT = "newscrawl/1 {name}" }}\nallow_private = true\nlog_level = "INFO"\n'
        config.write_text(f'output = "{self.bucket or "output"}"\n{agent}{text}{sites}', encoding="utf-8")
        if skew:
            environment = {**environment, SKEW: str(skew)}
        return Worker(name, self.directory, config, environment)

    def log_leases(self) -> None:
        """Write down from now on who takes which site. The tables must be there."""
        with self.connect() as db:
            db.execute(LEASE_LOG)

    @contextmanager
    def connect(self) -> Iterator[psycopg.Connection]:
        address = self.server.address()
        with psycopg.connect(address.conninfo, autocommit=True, options=f"-c search_path={address.schema}") as db:
            yield db

    @contextmanager
    def running(self) -> Iterator[None]:
        """Start the workers, and end them orderly."""
        for worker in self.workers:
            worker.start()
        try:
            yield
        finally:
            for worker in self.workers:
                worker.send(signal.SIGCONT)
                worker.send(signal.SIGTERM)
            for worker in self.workers:
                if worker.process:
                    worker.process.wait(30)
                    worker.send(signal.SIGKILL)
                    worker.keep_log()

    def committed(self) -> int:
        """The number of articles in the state; -1 while the server is down."""
        try:
            with self.connect() as db:
                row = db.execute("SELECT count(*) FROM articles").fetchone()
                return int(row[0]) if row else 0
        except psycopg.Error:
            return -1

    def wait_for(
        self, condition: Callable[[], bool], *, seconds: float, each: Callable[[], object] = lambda: None
    ) -> bool:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for worker in self.workers:
                worker.supervise()
            if condition():
                return True
            each()
            time.sleep(0.1)
        return False

    # -- what is asserted ---------------------------------------------------------------------------------------

    def written(self) -> list[str]:
        """The ids of the articles in all files that a manifest lists, with repetitions."""
        found: list[str] = []
        if self.bucket:
            return sorted(json.loads(line)["id"] for line in s3.lines(s3.listed(self.bucket), "articles"))
        for path in self.output.glob("manifest*.json"):
            for entry in json.loads(path.read_bytes())["files"]:
                if "articles" in entry["name"]:
                    with open_lines(self.output / entry["name"]) as lines:
                        found += [json.loads(line)["id"] for line in lines]
        return sorted(found)

    def close_requests(self) -> list[tuple[float, Seen, Seen]]:
        """Pairs of requests to a host that certainly came closer to each other than its delay."""
        by_host: dict[int, list[Seen]] = defaultdict(list)
        for seen in self.newspapers.seen:
            by_host[seen.port].append(seen)
        return [
            (round(second.at - first.at, 3), first, second)
            for found in by_host.values()
            for first, second in pairwise(found)
            if second.at - (first.at - first.late) < self.delay - JITTER_SECONDS
        ]

    def stale_requests(self) -> list[Seen]:
        """Requests of workers that had lost the site when they came."""
        with self.connect() as db:
            rows = db.execute("SELECT at, site, owner FROM lease_log ORDER BY at").fetchall()
        takes: dict[str, list[tuple[float, str]]] = defaultdict(list)
        for at, site, owner in rows:
            takes[site].append((at, (owner or "").partition(".")[0]))
        found = []
        for seen in self.newspapers.seen:
            if (site := self.newspapers.site_of(seen)) not in takes:
                continue
            owners = [owner for at, owner in takes[site] if at <= seen.at]
            if not owners or owners[-1] != seen.worker:
                found.append(seen)
        return found


class Disturber:
    """Disturbs a fleet again and again, by chance but repeatably."""

    def __init__(self, fleet: Fleet, seed: int, *, kinds: Sequence[str]) -> None:
        self._fleet, self._random, self._kinds = fleet, random.Random(seed), kinds  # noqa: S311 - which worker is disturbed is no secret
        self.done: list[str] = []

    def disturb(self) -> None:
        kind = self._kinds[len(self.done) % len(self._kinds)]
        worker = self._random.choice(self._fleet.workers)
        getattr(self, f"_{kind}")(worker)
        self.done.append(kind)

    def _kill(self, worker: Worker) -> None:
        worker.send(signal.SIGKILL)

    def _terminate(self, worker: Worker) -> None:
        worker.send(signal.SIGTERM)

    def _pause(self, worker: Worker) -> None:
        """Stop a process for longer than its lease, and let it go on."""
        process = worker.process
        worker.send(signal.SIGSTOP)

        def go_on() -> None:
            if process and process.poll() is None:
                process.send_signal(signal.SIGCONT)

        threading.Timer(self._fleet.lease * self._random.uniform(1.3, 2.2), go_on).start()

    def _cut(self, _: Worker) -> None:
        """End connections of the fleet at the server."""
        with suppress(psycopg.Error), self._fleet.connect() as db:
            pids = [
                row[0]
                for row in db.execute(
                    "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname IS NOT NULL"
                )
            ]
            for pid in self._random.sample(pids, min(len(pids), 3)):
                db.execute("SELECT pg_terminate_backend(%s)", (pid,))

    def _lose(self, _: Worker) -> None:
        """Let the bucket make the next changes without an answer."""
        s3.lose_answers(self._random.randint(1, 4))

    def _crash(self, _: Worker) -> None:
        """End the database server at once (as ``pg_ctl stop -m immediate``), and start it again."""
        self._fleet.server.stop(signal.SIGQUIT)
        time.sleep(self._random.uniform(0.1, 1.0))
        self._fleet.server.start()
