"""`newscrawl health` and `newscrawl check`, against the sample newspaper."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from newscrawl import sample
from newscrawl.cli import main
from newscrawl.report import crawl_stats
from newscrawl.report.crawl_stats import Counts
from newscrawl.report.manifest import ExitCode
from newscrawl.runner.single_site import probe_site
from newscrawl.sample.newspaper import Resource
from newscrawl.sample.site import site
from newscrawl.scaffold.probe import Probe, probe
from newscrawl.state import HealthRow, open_or_create_store
from tests.crawl.test_health import Redesigned

if TYPE_CHECKING:
    from pathlib import Path

    from newscrawl.spiders.probing import ProbingSpider


def look(server: sample.Server) -> tuple[ProbingSpider, Probe]:
    profile = site(server)
    spider = probe_site(profile, delay=0, allow_private=True)
    offered = sum(spider.sources.values())
    return spider, probe(profile, spider.articles, offered=offered, sources=len(spider.sources), failed=spider.failed)


# -- check -------------------------------------------------------------------------------------------------------------


def test_a_look_costs_five_requests_and_says_where_each_field_is() -> None:
    with sample.serve() as server:
        _, found = look(server)
        asked = [request.path for request in server.log]
    assert asked[:2] == ["/robots.txt", "/rss/home.rss"]
    assert len(asked) == 5
    assert (found.code, found.why, found.articles) == (ExitCode.FINE, "", 3)
    date = found.fields["date_published"]
    assert date.found == 3
    assert all(source.startswith("layout:") for source in date.sources)
    assert "jsonld" in date.others


def test_a_redesign_is_said_with_what_still_has_the_fields() -> None:
    with Redesigned() as server:
        _, found = look(server)
    assert found.code is ExitCode.LAYOUT_CHANGED
    assert "no layout of the profile (onecms-longform, onecms-classic, portal) matches" in found.why
    assert found.layouts == {"generic": 3}
    assert found.fields["date_published"].sources["jsonld"] >= 1
    assert found.fields["keywords"].found == 0


class Answering(sample.Server):
    """The sample newspaper with one answer for every page."""

    answer = Resource(b"", status=403)
    but: tuple[str, ...] = ("/robots.txt",)

    def _lookup(self, target: str) -> Resource | None:
        return super()._lookup(target) if target in self.but else self.answer


def test_a_site_that_refuses_is_asked_no_further() -> None:
    with Answering() as server:
        _, found = look(server)
        asked = len(server.log)
    assert found.code is ExitCode.BLOCKED
    assert "http_403" in found.why
    assert asked == 2


def test_a_soft_block_is_a_refusal() -> None:
    class Blocking(Answering):
        answer = Resource(b"<html><head><title>Just a moment...</title></head><body>cf-challenge</body></html>")
        but = ("/robots.txt", "/rss/home.rss")

    with Blocking() as server:
        _, found = look(server)
    assert found.code is ExitCode.BLOCKED


def test_addresses_of_another_form_are_a_change() -> None:
    class Moved(Answering):
        answer = Resource(b'<html><body><a href="/bai/mot">Mot bai moi ve que huong dat nuoc</a></body></html>')

    with Moved() as server:
        spider, found = look(server)
    assert found.code is ExitCode.LAYOUT_CHANGED
    assert "matches the article addresses of the profile" in found.why
    assert set(spider.sources.values()) <= {0}


def test_a_site_that_is_down_could_not_be_had() -> None:
    with sample.serve() as server:
        gone = site(server)
    spider = probe_site(gone, delay=0, allow_private=True)
    found = probe(gone, spider.articles, offered=0, sources=len(spider.sources), failed=spider.failed)
    assert (found.code, found.articles) == (ExitCode.PARTIAL, 0)


def test_check_prints_the_fields(capsys: pytest.CaptureFixture[str]) -> None:
    with sample.serve() as server:
        assert main(["check", server.base_url, "--allow-private", "--delay", "0"]) == 0
    printed = capsys.readouterr().out
    assert "3 articles read, by layout: generic 3" in printed
    assert "date_published" in printed


def test_check_says_what_is_wrong_with_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "khongco"]) == ExitCode.USAGE
    assert "no site is called 'khongco'" in capsys.readouterr().err
    with sample.serve() as server:
        assert main(["check", server.base_url]) == ExitCode.USAGE
        assert server.log == []
    assert "--allow-private" in capsys.readouterr().err


# -- health ------------------------------------------------------------------------------------------------------------


def counts(day: int, *, keywords: int = 50, articles: int = 60) -> Counts:
    moment = f"2026-03-{day:02}T08:00:00+07:00"
    return Counts(
        crawl_id=f"run-{day}",
        finished=moment,
        since=moment,
        articles=articles,
        filled={**dict.fromkeys(crawl_stats.WATCHED_FIELDS, articles), "keywords": keywords},
        body_chars=1500,
        words=900,
        layouts={"onecms-classic": articles} if articles else {},
    )


@pytest.fixture
def state(tmp_path: Path) -> Path:
    store = open_or_create_store(tmp_path)
    well = [counts(day) for day in range(1, 5)]
    changed = [*well, replace(counts(5, keywords=0), broken=["keywords"]), counts(6, articles=0, keywords=0)]
    for name, runs in (("bao", well), ("khac", changed)):
        store.put_health(name, [HealthRow(c.crawl_id, c.finished, crawl_stats.dumps(c)) for c in runs])
    store.close()
    return tmp_path


def test_all_sites_are_shown_with_their_last_verdict(
    state: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    assert main(["health", "--state", str(state)]) == ExitCode.LAYOUT_CHANGED
    _, one, other = capsys.readouterr().out.splitlines()
    assert one.split()[:4] == ["bao", "2026-03-04", "08:00", "60"]
    assert one.split()[-1] == "ok"
    assert "error: keywords" in other
    assert main(["health", "bao", "--state", str(state)]) == ExitCode.FINE
    assert capsys.readouterr().out.count("onecms-classic 100") == 4


def test_periods_are_given_as_json(state: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    main(["health", "khac", "--json", "--state", str(state)])
    lines = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
    assert [line["fill"]["keywords"] for line in lines] == [0.8333] * 4 + [0]
    assert lines[-1]["broken"] == ["keywords"]


def test_what_is_not_there_is_said(tmp_path: Path, state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["health", "--state", str(tmp_path / "none")]) == ExitCode.STORE
    assert main(["health", "la", "--state", str(state)]) == ExitCode.USAGE
    assert "bao, khac" in capsys.readouterr().err


def test_a_site_whose_runs_read_no_article_is_still_valid_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_or_create_store(tmp_path) as store:
        store.put_health(
            "bao", [HealthRow("run-1", "2026-03-02T08:00:00+07:00", crawl_stats.dumps(counts(1, articles=0)))]
        )
    main(["health", "--state", str(tmp_path), "--json"])
    captured = capsys.readouterr()
    assert json.loads(captured.out)["articles"] == 0
    assert "bao: no run has read an article" in captured.err
