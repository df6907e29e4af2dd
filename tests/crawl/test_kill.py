"""A kill at any moment loses no article and writes none twice.

A process crawls the sample newspaper and is killed (SIGKILL) up to three times at random moments; then one run goes to the
end. The rounds differ in the form of the output: archived, plain, compressed, partitioned. ``make torture`` kills 500 times.
"""

from __future__ import annotations

import json
import random
import signal
import time
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from newscrawl import sample
from newscrawl.archive.verify import Verification
from newscrawl.exporters.output_format import kind_of, open_lines
from tests.conftest import DEFAULT_KILLS
from tests.helpers.files import read_articles, read_lines
from tests.helpers.process import Command, wait_until

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pytest


FORMS: Final = (
    ("--warc", "-s", "NEWSCRAWL_WARC_SIZE=200000"),
    (),
    ("--compress", "zst", "--partition", "site-date", "--warc"),
    ("--compress", "gz"),
    ("--compress", "zst"),
)
"""Forms of the output. Without more kills than the usual, the first three are tried."""


def start(server: sample.Server, output: Path, options: Sequence[str] = ()) -> Command:
    arguments = ["crawl", f"{server.base_url}/", "--allow-private", "--output", str(output), "-q", "--delay", "0"]
    arguments += ["-s", "NEWSCRAWL_MAX_CRAWL_DELAY=0", "-L", "CRITICAL", *options]
    return Command(*arguments)


def first_request(server: sample.Server, seen: int, crawl: Command) -> None:
    """Wait until the crawl has sent its first request or ended: a kill before that proves nothing."""
    wait_until(lambda: len(server.log) > seen or crawl.poll() is not None, "the first request of the crawl")


def undisturbed(server: sample.Server, output: Path, expected: list[str]) -> float:
    """Crawl without a kill and return the seconds from the first request to the end; kills happen within that time."""
    crawl = start(server, output)
    first_request(server, len(server.log), crawl)
    begun = time.monotonic()
    _, errors = crawl.communicate()
    assert crawl.returncode == 0, errors.decode()
    check(output, expected)
    return time.monotonic() - begun


def test_killed_at_random_moments(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    chance = random.Random(20260401)  # noqa: S311 - not for secrets
    kills = request.config.getoption("kills")
    forms = FORMS if kills > DEFAULT_KILLS else FORMS[:3]
    killed = 0
    with sample.serve() as server:
        expected = sorted(sample.expected(1).articles)
        whole = undisturbed(server, tmp_path / "whole", expected)
        for round_ in range(100 * kills):
            output, options = tmp_path / str(round_), forms[round_ % len(forms)]
            for _ in range(chance.randint(1, 3)):
                crawl = start(server, output, options)
                first_request(server, len(server.log), crawl)
                crawl.wait(chance.random() * whole)
                if crawl.poll() is None:
                    crawl.send_signal(signal.SIGKILL)
                crawl.communicate()
                killed += crawl.returncode == -signal.SIGKILL
            last = start(server, output, options)
            _, errors = last.communicate()
            assert last.returncode in {0, 6}, errors.decode()
            check(output, expected)
            if killed >= kills and round_ >= len(forms) - 1:
                break
    assert killed >= kills


def check(output: Path, expected: list[str]) -> None:
    """Check that every article was written once, that all lines and records are complete, and that the manifests agree."""
    assert not list(output.rglob("*.part"))
    found = read_articles(output)
    assert sorted(urlsplit(line["url"]).path for line in found) == expected
    assert len({line["id"] for line in found}) == len(found)
    edges = [edge for path in output.rglob("*") if kind_of(path) == "related" for edge in read_lines(path)]
    assert len(edges) == sum(len(line["related_links"]) for line in found)
    manifests = [json.loads(path.read_text(encoding="utf-8")) for path in output.glob("manifest*.json")]
    counted = {file["name"]: file["lines"] for manifest in manifests for file in manifest["files"]}
    files = [path for path in output.rglob("*.jsonl*") if kind_of(path)]
    assert {name: count for name, count in counted.items() if not name.startswith("warc/")} == {
        path.relative_to(output).as_posix(): sum(1 for _ in open_lines(path)) for path in files
    }
    assert list(Verification(output).problems()) == []
