"""A day of runs at a newspaper that publishes, edits, moves and withdraws articles and is down twice."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from newscrawl import sample
from newscrawl.report.manifest import ExitCode
from newscrawl.sample import traps
from newscrawl.sample.day import archived, day
from tests.helpers.crawling import crawl_sample
from tests.helpers.files import read_articles

if TYPE_CHECKING:
    from pathlib import Path

STEPS = 12
QUICK = {"NEWSCRAWL_BACKOFF": 0.01, "RETRY_TIMES": 0, "LOG_LEVEL": "CRITICAL"}


def test_a_day_writes_every_article_once_and_every_edit_as_a_revision(tmp_path: Path) -> None:
    steps = day(STEPS)
    codes = []
    with sample.serve() as server:
        for step in steps:
            step.apply(server)
            manifest = crawl_sample(server, tmp_path, using=QUICK).manifest
            assert manifest
            codes.append(manifest.exit_code)
            assert (manifest.exit_code != ExitCode.FINE) == bool(step.down)
        before = len(server.log)
        assert crawl_sample(server, tmp_path, using=QUICK).manifest
        last = server.log[before:]
    assert {r.path for r in last if r.status == HTTPStatus.OK and r.path.endswith(".html")} == {traps.SOFT_BLOCK}
    written = sorted(read_articles(tmp_path), key=lambda line: line["revision"])
    found: dict[str, list[tuple[int, str, list[str]]]] = {}
    for line in written:
        paragraphs = [p for section in line["sections"] for p in (section["heading"], *section["paragraphs"]) if p]
        found.setdefault(line["id"], []).append((line["revision"], line["headline"], paragraphs))
    want = archived(steps)
    assert len(found) == len(want)
    assert sorted(map(len, found.values())) == sorted(map(len, want.values()))
    for number, revisions in want.items():
        got = found.get(f"sample:{number}")
        if got:  # the addresses of the portal have no number
            assert [(n, headline) for n, headline, _ in got] == [
                (n, article.headline) for n, article in enumerate(revisions, 1)
            ]
            assert [paragraphs[-1] for _, _, paragraphs in got] == [article.paragraphs[-1] for article in revisions]
    manifests = [json.loads(file.read_text(encoding="utf-8")) for file in tmp_path.glob("manifest*.json")]
    assert len(manifests) == STEPS + 1
    assert sum(f["lines"] for m in manifests for f in m["files"] if f["name"].startswith("articles")) == len(written)


def test_a_day_of_any_length_has_all_events() -> None:
    for count in (12, 48):
        steps = day(count)
        assert len(steps) == count
        last = steps[-1]
        assert (len(last.redirects), len(last.gone), len(last.pieces)) == (1, 3, 62)
        assert {step.down for step in steps} == {None, 502, 503}
        assert max(map(len, archived(steps).values())) == 3


def test_a_day_that_is_too_short_is_refused() -> None:
    with pytest.raises(ValueError, match="12 steps or more, not 3"):
        day(3)
