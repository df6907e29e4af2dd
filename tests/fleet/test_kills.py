"""The proof: workers are killed, paused and cut off, and the database crashes. No article is lost, none is written twice, no site is
asked by two workers at once, and none sooner than its delay. With the fence off the same disturbances do harm."""

from __future__ import annotations

import json
import os
import signal
import time
from typing import TYPE_CHECKING, Any, Final

import pytest

from newscrawl.archive.verify import Verification
from tests.helpers import bucket as s3
from tests.helpers.workers import Disturber, Fleet, Newspapers

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.postgres import Server

pytestmark = pytest.mark.long

KINDS: Final = ("kill", "pause", "cut", "crash", "terminate")
SITES: Final = int(os.environ.get("FLEET_SITES", "30"))
ARTICLES: Final = int(os.environ.get("FLEET_ARTICLES", "40"))
DISTURBANCES: Final = int(os.environ.get("FLEET_DISTURBANCES", "40"))
BUCKET_SITES: Final = 8
BUCKET_DISTURBANCES: Final = 18
SEEDS: Final = [int(seed) for seed in os.environ.get("FLEET_SEEDS", "1").split(",")]
DEADLINE_SECONDS: Final = int(os.environ.get("FLEET_SECONDS", "900"))
LEASE_SECONDS: Final = 3.0
DELAY_SECONDS: Final = 0.4


def disturbed(fleet: Fleet, seed: int, kinds: tuple[str, ...], count: int) -> dict[str, Any]:
    """Run a fleet and disturb it until all articles are in files; return what was counted."""
    expected = fleet.newspapers.expected()
    disturber = Disturber(fleet, seed, kinds=kinds)
    step = max(len(expected) // (count + 2), 1)

    def disturb() -> None:
        done = fleet.committed()
        if len(disturber.done) < count and done >= step * (len(disturber.done) + 1):
            disturber.disturb()

    fleet.log_leases()
    with fleet.running():
        is_done = fleet.wait_for(
            lambda: len(disturber.done) >= count and len(set(fleet.written())) == len(expected),
            seconds=DEADLINE_SECONDS,
            each=disturb,
        )
    written = fleet.written()
    counts = {
        "articles": len(expected),
        "is_done": is_done,
        "disturbances": {kind: disturber.done.count(kind) for kind in kinds},
        "codes": sorted(code for worker in fleet.workers for code in worker.codes),
        "requests": len(fleet.newspapers.seen),
        "lost": len(set(expected) - set(written)),
        "doubled": len(written) - len(set(written)),
        "stale": len(fleet.stale_requests()),
        "close": len(fleet.close_requests()),
        "closest": min((gap for gap, _, _ in fleet.close_requests()), default=None),
    }
    print(json.dumps(counts))  # noqa: T201 - `make fleet-kills` shows it
    return counts


@pytest.mark.parametrize("seed", SEEDS)
def test_disturbances_do_no_harm(tmp_path: Path, postgres: Server, seed: int) -> None:
    postgres.empty()
    with Newspapers(tmp_path, SITES, ARTICLES) as newspapers:
        fleet = Fleet(tmp_path, postgres, newspapers, workers=3, lease=LEASE_SECONDS, delay=DELAY_SECONDS)
        counts = disturbed(fleet, seed, KINDS, DISTURBANCES)
        wrong = (fleet.stale_requests()[:3], fleet.close_requests()[:3])
    assert counts["is_done"], counts
    assert (counts["lost"], counts["doubled"], counts["stale"], counts["close"]) == (0, 0, 0, 0), (counts, wrong)
    assert list(Verification(fleet.output).problems()) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_with_a_bucket_disturbances_do_no_harm(
    tmp_path: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Lines and pages go into a bucket, whose server loses answers, too."""
    monkeypatch.chdir(tmp_path)
    postgres.empty()
    kinds = KINDS if s3.IS_MOTO else (*KINDS, "lose")
    with s3.serve() as bucket, Newspapers(tmp_path, BUCKET_SITES, ARTICLES) as newspapers:
        place = f"{bucket}/fleet-{seed}"
        fleet = Fleet(
            tmp_path,
            postgres,
            newspapers,
            workers=3,
            lease=LEASE_SECONDS,
            delay=DELAY_SECONDS,
            bucket=place,
            more='warc = true\ncompress = "gz"\n',
            fleet='slice = "5s"\n',
        )
        counts = disturbed(fleet, seed, kinds, BUCKET_DISTURBANCES)
        wrong = (fleet.stale_requests()[:3], fleet.close_requests()[:3])
        files = s3.listed(place)
        articles = [json.loads(line) for line in s3.lines(files, "articles")]
    assert counts["is_done"], counts
    assert (counts["lost"], counts["doubled"], counts["stale"], counts["close"]) == (0, 0, 0, 0), (counts, wrong)
    assert {f"warc/{one['fetch']['warc_file']}" for one in articles} <= files.keys()


@pytest.mark.parametrize("fence", ["on", "off"])
def test_a_worker_that_comes_back_does_harm_only_without_the_fence(
    tmp_path: Path, postgres: Server, fence: str
) -> None:
    """It is paused until another one has taken its sites. Without the fence it goes on; else the test above would prove nothing."""
    postgres.empty()
    with Newspapers(tmp_path, 6, 300, answer_seconds=0.3) as newspapers:
        fleet = Fleet(
            tmp_path,
            postgres,
            newspapers,
            workers=2,
            lease=LEASE_SECONDS,
            delay=DELAY_SECONDS,
            environment={"NEWSCRAWL_TEST_FENCE": fence},
        )
        fleet.log_leases()
        with fleet.running():
            for _ in range(2):
                assert fleet.wait_for(lambda: bool(held_by(fleet, "w0")), seconds=DEADLINE_SECONDS)
                before = held_by(fleet, "w0")
                process = fleet.workers[0].process
                assert process
                fleet.workers[0].send(signal.SIGSTOP)
                assert fleet.wait_for(lambda sites=before: sites <= held_by(fleet, "w1"), seconds=DEADLINE_SECONDS)  # type: ignore[misc]
                process.send_signal(signal.SIGCONT)
                time.sleep(4)
                fleet.workers[1].send(signal.SIGTERM)  # so that the first one gets sites again
        harm = len(fleet.stale_requests()) + len(fleet.written()) - len(set(fleet.written()))
    assert bool(harm) == (fence == "off"), (harm, [worker.codes for worker in fleet.workers])


def held_by(fleet: Fleet, name: str) -> set[str]:
    """The sites that a worker holds."""
    with fleet.connect() as db:
        rows = db.execute("SELECT site FROM site_leases WHERE owner LIKE %s", (f"{name}.%",)).fetchall()
    return {site for (site,) in rows}


def test_skewed_clocks_do_no_harm(tmp_path: Path, postgres: Server) -> None:
    """One worker's clock is an hour ahead, one is an hour behind."""
    postgres.empty()
    with Newspapers(tmp_path, 6, 20) as newspapers:
        fleet = Fleet(
            tmp_path,
            postgres,
            newspapers,
            workers=3,
            lease=LEASE_SECONDS,
            delay=DELAY_SECONDS,
            skews=(3600.0, -3600.0),
            fleet='slice = "4s"\n',
        )
        counts = disturbed(fleet, 2, ("kill", "terminate"), 6)
    assert counts["is_done"], counts
    assert (counts["lost"], counts["doubled"], counts["stale"], counts["close"]) == (0, 0, 0, 0), counts
