"""A kill at any instant loses nothing and doubles nothing.

A real process crawls the sample newspaper and is killed (SIGKILL) again and again at random moments; then one run goes
to the end. ``make torture`` does it 500 times.
"""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from newscrawl import sample

if TYPE_CHECKING:
    from pathlib import Path


def start(server: sample.Server, output: Path) -> subprocess.Popen[bytes]:
    command = [
        sys.executable,
        "-m",
        "newscrawl",
        "crawl",
        f"{server.base_url}/",
        "--allow-private",
        "--output",
        str(output),
        "-q",
    ]
    command += ["--delay", "0", "-s", "NEWSCRAWL_MAX_CRAWL_DELAY=0", "-L", "CRITICAL"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def first_request(server: sample.Server, seen: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until the crawl has begun: a kill before that proves nothing."""
    for _ in range(2000):
        if len(server.log) > seen or process.poll() is not None:
            return
        time.sleep(0.005)
    pytest.fail("the crawl did not begin in ten seconds")


@pytest.mark.slow
def test_killed_at_random_moments(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    chance = random.Random(20260401)  # noqa: S311 - moments, not secrets
    kills = request.config.getoption("kills")
    whole = 1.6  # seconds that an undisturbed crawl of the sample newspaper takes at most
    killed = 0
    with sample.serve() as server:
        expected = sorted(sample.expected(1).articles)
        for round_ in range(100 * kills):
            output = tmp_path / str(round_)
            for _ in range(chance.randint(1, 8)):
                process = start(server, output)
                first_request(server, len(server.log), process)
                time.sleep(chance.random() * whole)
                process.send_signal(signal.SIGKILL)
                killed += process.wait(10) == -signal.SIGKILL
            last = start(server, output)
            _, errors = last.communicate(timeout=60)
            assert last.returncode in {0, 6}, errors.decode()
            check(output, expected)
            if killed >= kills:
                break
    assert killed >= kills


def check(output: Path, expected: list[str]) -> None:
    """Every article once, every line whole, the manifests' counts those of the files."""
    assert not list(output.glob("*.part"))
    found = []
    for file in sorted(output.glob("articles*.jsonl")):
        text = file.read_text(encoding="utf-8")
        assert text.endswith("\n")
        found += [json.loads(line) for line in text.splitlines()]
    assert sorted(urlsplit(line["url"]).path for line in found) == expected
    assert len({line["id"] for line in found}) == len(found)
    edges = [
        json.loads(line)
        for file in output.glob("related*.jsonl")
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    assert len(edges) == sum(len(line["related_links"]) for line in found)
    counted = {
        f["name"]: f["lines"]
        for m in output.glob("manifest*.json")
        for f in json.loads(m.read_text(encoding="utf-8"))["files"]
    }
    assert counted == {f.name: len(f.read_bytes().splitlines()) for f in output.glob("*.jsonl")}
