"""The sample newspaper is crawled, its state is lost, and the crawl goes on: each article and revision is there once."""

from __future__ import annotations

import json
import shutil
import signal
from collections import Counter
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import pytest

from newscrawl import sample
from newscrawl.archive.verify import Verification
from newscrawl.cli import main
from newscrawl.report.manifest import ExitCode
from newscrawl.sample.newspaper import press_time
from newscrawl.sample.pieces import pieces
from newscrawl.state import clock, output_lock, site_lock
from tests.crawl.test_kill import start
from tests.helpers.crawling import crawl_sample
from tests.helpers.files import read_articles
from tests.helpers.process import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from newscrawl.runner.result import CrawlResult


NOW = "2026-03-02T08:00:00+07:00"


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[sample.Server, Path, Path]]:
    """A server, the output of the first edition, and a copy of it after the second one."""
    first, second = tmp_path_factory.mktemp("first"), tmp_path_factory.mktemp("second")
    with sample.serve() as server:
        crawl_at(server, first, 1)
        shutil.copytree(first, second, dirs_exist_ok=True)
        crawl_at(server, second, 2)
        yield server, first, second


def crawl_at(server: sample.Server, output: Path, edition: int) -> CrawlResult:
    """Crawl an edition at the time at which it is printed."""
    server.edition = edition
    printed = press_time(pieces(edition))
    with clock.overridden_by(lambda: printed):
        return crawl_sample(server, output)


def revisions(output: Path) -> Counter[tuple[str, int]]:
    return Counter((one["id"], one["revision"]) for one in read_articles(output))


def check(output: Path, expected: Counter[tuple[str, int]]) -> None:
    assert revisions(output) == expected
    assert list(Verification(output).problems()) == []


def test_a_lost_state_and_a_changed_edition(crawled: tuple[sample.Server, Path, Path], tmp_path: Path) -> None:
    """What is new and what has changed is written as if the state had been there."""
    server, first, second = crawled
    shutil.copytree(first, tmp_path, dirs_exist_ok=True)
    shutil.rmtree(tmp_path / ".state")
    ended = crawl_at(server, tmp_path, 2)
    check(tmp_path, revisions(second))
    assert max(revision for _, revision in revisions(tmp_path)) == 2
    assert int(ended.exit_code) == 0
    names = ("id", "revision", "near_duplicate_of", "similarity", "cluster_id")
    told = [
        {json.dumps([one[name] for name in names]) for one in read_articles(output)} for output in (tmp_path, second)
    ]
    assert told[0] == told[1], "copies are found among the articles that were taken in"


def test_an_output_that_goes_on_elsewhere_without_its_state(
    crawled: tuple[sample.Server, Path, Path], tmp_path: Path
) -> None:
    """Nothing is fetched that the files hold: only pages without an article are asked for again."""
    server, _, second = crawled
    shutil.copytree(second, tmp_path, dirs_exist_ok=True)
    shutil.rmtree(tmp_path / ".state")
    before = len(server.log)
    ended = crawl_at(server, tmp_path, 2)
    assert int(ended.exit_code) == 0
    check(tmp_path, revisions(second))
    asked = {request.path for request in server.log[before:]}
    written = {one["url"].partition(server.base_url)[2] for one in read_articles(second)}
    assert not asked & written


def test_two_states_that_crawl_one_site_into_one_output_at_the_same_time(tmp_path: Path) -> None:
    """The second is refused before its first request."""
    output, other = tmp_path / "output", {"NEWSCRAWL_STATE": str(tmp_path / "other")}
    with sample.serve() as server:
        for take in (
            lambda: site_lock(output / ".state", "sample", now=NOW),
            lambda: output_lock(output, tmp_path / "third", "sample", now=NOW),
        ):
            with take() or nullcontext():
                refused = crawl_sample(server, output, using=other)
            assert refused.exit_code == ExitCode.LOCKED
            assert "with another state: its articles would be written twice" in str(refused.errors["sample"])
            assert not server.log


def test_a_crawl_killed_before_its_state_was_lost(tmp_path: Path) -> None:
    with sample.serve() as server:
        crawl = start(server, tmp_path)
        part = tmp_path / "articles.jsonl.part"
        wait_until(lambda: part.exists() and part.read_bytes().count(b"\n") > 20, "some articles")
        crawl.send_signal(signal.SIGKILL)
        crawl.communicate()
        shutil.rmtree(tmp_path / ".state")
        crawl_sample(server, tmp_path)
        found = revisions(tmp_path)
        assert len(found) == len(sample.expected(1).articles)
        check(tmp_path, Counter(dict.fromkeys(found, 1)))


def test_the_command(
    crawled: tuple[sample.Server, Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, _, second = crawled
    shutil.copytree(second, tmp_path, dirs_exist_ok=True)
    shutil.rmtree(tmp_path / ".state")
    lines, articles = sum(revisions(second).values()), len({one["id"] for one in read_articles(second)})
    assert main(["state", "rebuild", str(tmp_path), "--site", "nobody"]) == 0
    assert "0 were taken into the state" in capsys.readouterr().out
    assert main(["state", "rebuild", str(tmp_path)]) == 0
    assert f"{lines} lines of articles; {lines} were taken into the state" in capsys.readouterr().out
    assert main(["state", "rebuild", str(tmp_path)]) == 0
    assert "0 were taken into the state, the others are known" in capsys.readouterr().out
    assert main(["state", "check", str(tmp_path)]) == 0
    assert counts(tmp_path, capsys)["articles"] == str(articles)
    assert main(["state", "forget", str(tmp_path), "--site", "sample"]) == 0
    assert main(["state", "rebuild", str(tmp_path), "--site", "sample"]) == 0
    assert counts(tmp_path, capsys)["articles"] == str(articles)
    next(tmp_path.glob("articles*.jsonl")).unlink()
    assert main(["state", "rebuild", str(tmp_path)]) == 8
    assert "is gone" in capsys.readouterr().out
    assert main(["state", "rebuild", str(tmp_path / "nothing")]) == 2


def counts(output: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    capsys.readouterr()
    assert main(["state", str(output)]) == 0
    names, values = (line.split(maxsplit=7) for line in capsys.readouterr().out.splitlines())
    return dict(zip(names, values, strict=False))
