"""The metrics for Prometheus: the file is always complete, and counters of several runs add up."""

from __future__ import annotations

import socket
from contextlib import closing
from math import isnan
from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest
from prometheus_client.parser import text_string_to_metric_families

from newscrawl import sample
from newscrawl.extensions.metrics_sinks import MetricsEndpoint, backlog
from newscrawl.report.metrics import COUNTERS, GAUGES, merge_values
from newscrawl.report.prometheus import format_values, parse_values
from newscrawl.runner import config
from newscrawl.runner.result import CrawlResult
from newscrawl.runner.round_metrics import RoundMetrics
from newscrawl.state import Address, SiteLockedError, StateError, address_key, open_or_create_store
from tests.helpers.crawling import crawl_sample
from tests.helpers.process import SAFETY_TIMEOUT

if TYPE_CHECKING:
    from pathlib import Path

    from newscrawl.report.metrics import Values
    from newscrawl.runner.scheduled_site import ScheduledSite


def of(path: Path) -> dict[str, float]:
    """Samples by name and labels, without the label of the site."""
    families = text_string_to_metric_families(path.read_text(encoding="utf-8"))
    return {
        " ".join([s.name, *(v for k, v in s.labels.items() if k != "site")]): s.value
        for f in families
        for s in f.samples
    }


def test_what_is_written_is_read_back() -> None:
    values: Values = {
        "newscrawl_articles": {("bao", "new"): 3, ('b"á\\o\n', "known"): 2},
        "newscrawl_requests": {("bao",): 9},
        "newscrawl_field_fill_ratio": {("bao", "text"): 0.5},
    }
    assert parse_values(format_values(values).decode()) == values


def test_counters_rise_gauges_are_set_and_other_sites_stay() -> None:
    before: Values = {"newscrawl_requests": {("a",): 10}, "newscrawl_last_run_timestamp_seconds": {("a",): 1}}
    others: Values = {"newscrawl_requests": {("a",): 12, ("b",): 5}}
    now: Values = {"newscrawl_requests": {("a",): 4}, "newscrawl_last_run_timestamp_seconds": {("a",): 2}}
    found = merge_values("a", others, before, now)
    assert found["newscrawl_requests"] == {("a",): 14, ("b",): 5}
    assert found["newscrawl_last_run_timestamp_seconds"] == {("a",): 2}


def test_two_runs_add_up(tmp_path: Path) -> None:
    path = tmp_path / "metrics" / "newscrawl.prom"
    using = {"NEWSCRAWL_METRICS_FILE": str(path), "NEWSCRAWL_METRICS_INTERVAL": 0.2}
    with sample.serve() as server:
        crawl_sample(server, tmp_path / "output", using=using)
        first = of(path)
        server.edition = 2
        crawl_sample(server, tmp_path / "output", using=using)
        second = of(path)
        asked = len(server.log)
    assert first["newscrawl_articles_total new"] == second["newscrawl_articles_total new"] == 64
    assert second["newscrawl_articles_total revised"] == 1
    assert first["newscrawl_rejected_total soft_block"] == 1
    assert first["newscrawl_health_errors"] == 0
    assert (
        first["newscrawl_field_fill_ratio date_published"] == second["newscrawl_field_fill_ratio date_published"] == 1
    )
    assert second["newscrawl_runs_total 0"] == 2
    assert first["newscrawl_site_up"] == 1
    assert sorted(value for name, value in first.items() if name.startswith("newscrawl_site_status ")) == [0] * 5 + [1]
    assert (first["newscrawl_runs_total 8"], first["newscrawl_responses_total 429"]) == (0, 0)
    # The page that failed, and the one without an article, which another run looks at.
    assert first["newscrawl_pending"] == 2
    assert first["newscrawl_oldest_pending_timestamp_seconds"] > 1_700_000_000
    state = str(tmp_path / "output" / ".state")
    assert first[f"newscrawl_state_bytes {state}"] > 10_000
    assert 0 < first[f"newscrawl_disk_free_bytes {state}"] < first[f"newscrawl_disk_size_bytes {state}"]
    assert second["newscrawl_requests_total"] == asked
    assert second["newscrawl_response_bytes_total"] > first["newscrawl_response_bytes_total"] > 100_000
    assert second["newscrawl_last_success_timestamp_seconds"] > first["newscrawl_last_success_timestamp_seconds"]
    assert [p.name for p in path.parent.iterdir() if not p.name.startswith(".")] == ["newscrawl.prom"]


def scheduled(tmp_path: Path, *names: str) -> list[ScheduledSite]:
    tables = "".join(f'[sites.{name}]\nurl = "https://{name}.example.org/"\n' for name in names)
    (tmp_path / "crawl.toml").write_text(f'metrics_file = "newscrawl.prom"\n{tables}', encoding="utf-8")
    return config.scheduled_sites(config.load(tmp_path / "crawl.toml"), due=True)


def test_every_configured_site_has_all_its_series_before_its_first_run(tmp_path: Path) -> None:
    sites = scheduled(tmp_path, "mot", "hai")
    path = tmp_path / "newscrawl.prom"
    RoundMetrics(sites, sites[0].settings).started()
    values = parse_values(path.read_text(encoding="utf-8"))
    for name, (_, labels) in (COUNTERS | GAUGES).items():
        if labels[0] == "site":
            assert {found[0] for found in values[name]} == {"mot.example.org", "hai.example.org"}, name
    assert isnan(values["newscrawl_site_up"]["mot.example.org",])
    assert values["newscrawl_last_success_timestamp_seconds"]["mot.example.org",] == 0


def test_a_site_whose_crawl_cannot_begin_is_down(tmp_path: Path) -> None:
    sites = scheduled(tmp_path, "mot", "hai", "ba")
    ended = CrawlResult(
        errors={
            "mot.example.org": StateError("damaged"),
            "hai.example.org": SiteLockedError("held"),
        }
    )
    metrics = RoundMetrics(sites, sites[0].settings)
    metrics.started()
    metrics.round_ended(ended)
    metrics.started()  # a watch that is reloaded resets nothing
    values = parse_values((tmp_path / "newscrawl.prom").read_text(encoding="utf-8"))
    assert values["newscrawl_runs"]["mot.example.org", "8"] == 1
    assert values["newscrawl_site_up"]["mot.example.org",] == 0
    assert isnan(values["newscrawl_site_up"]["hai.example.org",])
    assert sum(values["newscrawl_runs"].values()) == 1


def test_the_backlog_is_that_of_the_state(tmp_path: Path) -> None:
    with closing(open_or_create_store(tmp_path)) as store:
        url = "https://mot.example.org/thoi-su/mot-bai-1.html"
        store.add("mot.example.org", [Address(key=address_key(url), url=url)], now="2026-03-01T08:00:00+07:00")
    found = backlog("mot.example.org", tmp_path, max_tries=5)
    assert found["newscrawl_pending"] == {("mot.example.org",): 1}
    assert found["newscrawl_oldest_pending_timestamp_seconds"] == {("mot.example.org",): 1_772_326_800}


def test_a_file_of_something_else_is_said_and_replaced(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "newscrawl.prom"
    path.write_text("no metrics {", encoding="utf-8")
    using = {"NEWSCRAWL_METRICS_FILE": str(path), "LOG_LEVEL": "WARNING"}
    with sample.serve() as server:
        crawl_sample(server, tmp_path / "output", using=using, max_articles="2")
    assert of(path)["newscrawl_articles_total new"] == 2
    assert f"The metrics file {path} cannot be read" in caplog.text


def test_a_file_that_cannot_be_written_stops_no_crawl(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    using = {"NEWSCRAWL_METRICS_FILE": str(tmp_path / "taken" / "newscrawl.prom")}
    with sample.serve() as server:
        ended = crawl_sample(server, tmp_path / "output", using=using, max_articles="2")
    assert ended.manifest
    assert (ended.failure, ended.errors, ended.manifest.exit_code) == (None, {}, 0)


def test_a_port_tells_the_same_and_only_to_this_machine(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    using = {"NEWSCRAWL_METRICS_PORT": port}
    with sample.serve() as server:
        crawl_sample(server, tmp_path / "output", using=using)
        server.edition = 2
        crawl_sample(server, tmp_path / "output", using=using)
        asked = len(server.log)
    endpoint = MetricsEndpoint.at("127.0.0.1", port)
    assert endpoint is not None
    try:
        with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=SAFETY_TIMEOUT) as answer:
            answered = answer.read().decode()
        (tmp_path / "answered.prom").write_text(answered, encoding="utf-8")
        found = of(tmp_path / "answered.prom")
        assert found["newscrawl_articles_total new"] == 64
        assert found["newscrawl_articles_total revised"] == 1
        assert found["newscrawl_runs_total 0"] == 2
        assert found["newscrawl_requests_total"] == asked
    finally:
        endpoint.close()
    with pytest.raises(ConnectionError), socket.create_connection(("127.0.0.1", port), timeout=SAFETY_TIMEOUT):
        pass


def test_a_port_that_is_taken_stops_no_crawl(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, sample.serve() as server:
        port = taken.getsockname()[1]
        ended = crawl_sample(
            server, tmp_path, using={"NEWSCRAWL_METRICS_PORT": port, "LOG_LEVEL": "WARNING"}, max_articles=1
        )
    assert ended.manifest
    assert ended.manifest.exit_code == 0
    assert f"The metrics cannot be served at 127.0.0.1:{port}" in caplog.text
