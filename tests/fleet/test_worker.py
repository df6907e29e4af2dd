"""Workers with a real database and real newspapers, small. The long proofs are in test_kills.py."""

from __future__ import annotations

import json
import signal
from typing import TYPE_CHECKING

from newscrawl.archive.verify import Verification
from newscrawl.report.manifest import ExitCode
from tests.helpers.process import run_newscrawl, wait_until
from tests.helpers.workers import Fleet, Newspapers

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.postgres import Server


def test_a_killed_worker_is_followed_by_the_next(tmp_path: Path, postgres: Server) -> None:
    """It is killed in the middle; what it had committed is kept, what it held is crawled by the next one."""
    postgres.empty()
    with Newspapers(tmp_path, 2, 5) as newspapers:
        fleet = Fleet(tmp_path, postgres, newspapers, workers=1, lease=1.0, delay=0.05)
        fleet.log_leases()
        worker = fleet.workers[0]
        with fleet.running():
            wait_until(lambda: fleet.committed() > 1, "the first articles")
            worker.send(signal.SIGKILL)
            assert fleet.wait_for(lambda: len(fleet.written()) == 10, seconds=200)
            shown = run_newscrawl("fleet", "--config", str(worker.config), "--json")
            assert worker.end() == ExitCode.TERMINATED
        assert worker.codes == [-signal.SIGKILL]
        assert fleet.written() == newspapers.expected()
        assert fleet.stale_requests() == []
    verification = Verification(fleet.output)
    assert list(verification.problems()) == []
    assert verification.counts["articles"] == 10
    found = json.loads(shown.stdout)
    assert {line["name"]: line["is_alive"] for line in found["workers"]}["w0.2"]
    assert (found["sites"], found["queued"], found["waiting_articles"]) == (2, 0, 0)


def test_a_worker_that_loses_a_site_ends_with_a_code_of_its_own(tmp_path: Path, postgres: Server) -> None:
    postgres.empty()
    with Newspapers(tmp_path, 1, 50) as newspapers:
        fleet = Fleet(tmp_path, postgres, newspapers, workers=1, lease=1.0, delay=0.1)
        with fleet.running():
            process = fleet.workers[0].process
            assert process
            wait_until(lambda: fleet.committed() > 1, "the first articles")
            with fleet.connect() as db:
                db.execute("UPDATE site_leases SET token = token + 1, owner = 'another'")
            wait_until(lambda: process.poll() is not None, "the end of the worker")
            assert process.returncode == ExitCode.FENCED
            assert "was taken over" in process.read_errors()
