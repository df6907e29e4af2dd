"""Health of a run: the first run after a redesign of the sample newspaper reports it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from newscrawl import sample
from newscrawl.cli.problems import report_problems
from newscrawl.report import crawl_stats
from newscrawl.report.manifest import ExitCode
from newscrawl.state import STATE_DIRECTORY, HealthRow, open_or_create_store
from tests.helpers.crawling import crawl_sample

if TYPE_CHECKING:
    from pathlib import Path

    from newscrawl.sample.newspaper import Resource
    from tests.crawl.conftest import Crawls

_CLASS = re.compile(rb'class="([^"]*)"')
_TAGS = re.compile(rb'<div class="c-widget-tags">.*?</div>', re.DOTALL)


def renamed(page: bytes) -> bytes:
    """The page after a redesign: the same words with other class names."""
    return _CLASS.sub(lambda found: b'class="' + b" ".join(b"x" + word[::-1] for word in found[1].split()) + b'"', page)


class Redesigned(sample.Server):
    """The sample newspaper with every class of its article pages renamed, and without tags."""

    def _lookup(self, target: str) -> Resource | None:
        found = super()._lookup(target)
        if found is None or b"page-detail" not in found.body:
            return found
        return replace(found, body=renamed(_TAGS.sub(b"", found.body)))


def manifest(output: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((output / "manifest.json").read_text(encoding="utf-8"))
    return found


def remembered(output: Path) -> list[crawl_stats.Counts]:
    store = open_or_create_store(output / STATE_DIRECTORY)
    rows = store.health("sample")
    store.close()
    return [crawl_stats.loads(row.counts) for row in rows]


def test_the_manifest_of_a_healthy_run(crawls: Crawls) -> None:
    written = manifest(crawls.output)["sites"]["sample"]["health"]
    assert written["verdict"] == "ok"
    assert written["articles"] == 64
    assert written["fill"]["date_published"] == 1
    assert written["findings"] == []
    assert sum(written["layouts"].values()) == pytest.approx(1, abs=0.001)
    assert set(written["sources"]["date_published"]) == {"layout"}
    assert crawls.ended[0].manifest
    assert crawls.ended[0].manifest.exit_code == ExitCode.FINE


def test_runs_with_few_articles_are_remembered_without_a_verdict(crawls: Crawls) -> None:
    for ended in crawls.ended[1:]:
        assert ended.manifest
        assert ended.manifest.exit_code == ExitCode.FINE
        assert ended.manifest.sites["sample"].health
        assert ended.manifest.sites["sample"].health.verdict == "too_few"
    assert [counts.articles for counts in remembered(crawls.output)] == [64, 1, 0]


def test_a_redesign_is_reported_by_a_first_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Redesigned() as server:
        ended = crawl_sample(server, tmp_path)
    assert report_problems(ended) == ExitCode.LAYOUT_CHANGED
    written = manifest(tmp_path)
    assert written["exit_code"] == ExitCode.LAYOUT_CHANGED
    (finding,) = written["sites"]["sample"]["health"]["findings"]
    assert finding["what"] == "layout"
    assert finding["instead"] == {"generic": 1.0}
    assert all(url.startswith(server.base_url) for url in finding["samples"])
    words = capsys.readouterr().err
    for part in (
        "onecms-classic",
        "`generic`",
        "no article has keywords",
        "date_published (jsonld",
        finding["samples"][0],
    ):
        assert part in words


def test_a_redesign_is_reported_with_the_usual_values(
    crawls: Crawls, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    usual = remembered(crawls.output)[0]
    store = open_or_create_store(tmp_path / STATE_DIRECTORY)
    for day in range(1, 5):
        moment = f"2026-01-0{day}T08:00:00+07:00"
        past = replace(usual, crawl_id=f"run-{day}", finished=moment, since=moment)
        store.put_health("sample", [HealthRow(past.crawl_id, moment, crawl_stats.dumps(past))])
    store.close()
    with Redesigned() as server:
        ended = crawl_sample(server, tmp_path)
    assert report_problems(ended) == ExitCode.LAYOUT_CHANGED
    words = capsys.readouterr().err
    assert "onecms-classic 70 %, onecms-longform 16 %, portal 14 % before" in words
    assert "keywords: 0 of 64 articles have it (0 %); 84 % had it before" in words
    assert [bool(counts.broken) for counts in remembered(tmp_path)] == [False] * 4 + [True]
