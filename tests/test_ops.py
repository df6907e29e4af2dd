"""The Grafana dashboard and the Prometheus rules name metrics that the code writes, and the rules fire."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from newscrawl.report.metrics import COUNTERS, GAUGES
from tests.helpers.process import SAFETY_TIMEOUT

OPS = Path(__file__).parents[1] / "ops"
RULES, CASES = OPS / "prometheus" / "newscrawl.rules.yml", OPS / "prometheus" / "newscrawl.test.yml"
DASHBOARD = OPS / "grafana" / "newscrawl.json"

LABELS = {f"{name}_total": labels for name, (_, labels) in COUNTERS.items()} | {
    name: labels for name, (_, labels) in GAUGES.items()
}


def expressions(value: Any) -> list[str]:
    """All queries of a dashboard."""
    if isinstance(value, dict):
        own = [value[key] for key in ("expr", "definition") if isinstance(value.get(key), str)]
        return own + [found for inner in value.values() for found in expressions(inner)]
    return [found for inner in value for found in expressions(inner)] if isinstance(value, list) else []


def check(query: str) -> None:
    for name, selector in re.findall(r"(newscrawl_\w+)(?:\{([^}]*)\})?", query):
        assert name in LABELS, query
        assert set(re.findall(r"(\w+)(?==|!)", selector)) <= set(LABELS[name]), query


def test_the_dashboard_asks_for_metrics_that_are_written() -> None:
    dashboard = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    queries = expressions(dashboard)
    assert len(queries) > 20
    for query in queries:
        check(query)
    asked = set(re.findall(r"newscrawl_\w+", " ".join(queries)))
    assert asked == set(LABELS), "each metric has its place on the dashboard"
    panels = dashboard["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    squares = [
        (x, y)
        for panel in panels
        for x in range(panel["gridPos"]["x"], panel["gridPos"]["x"] + panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["y"], panel["gridPos"]["y"] + panel["gridPos"]["h"])
    ]
    assert len(set(squares)) == len(squares), "no panel lies over another"
    assert max(x for x, _ in squares) < 24


def test_the_rules_ask_for_metrics_that_are_written() -> None:
    rules, cases = RULES.read_text(encoding="utf-8"), CASES.read_text(encoding="utf-8")
    queries = re.findall(r"expr: (.+)", rules)
    alerts = re.findall(r"- alert: (\w+)", rules)
    assert len(queries) == len(alerts) > 10
    for query in [*queries, *re.findall(r"series: '([^']+)'", cases)]:
        check(query)
    for alert in alerts:
        assert f"alertname: {alert}}}" in cases, f"{alert} has no case in which it is silent"
        assert f"alertname: {alert}\n" in cases, f"{alert} has no case in which it fires"


def test_promtool_accepts_the_rules_and_their_cases() -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed (Debian package prometheus); `make rules` runs this")
    for words in (["check", "rules", RULES.name], ["test", "rules", CASES.name]):
        done = subprocess.run(
            [promtool, *words], cwd=RULES.parent, capture_output=True, text=True, timeout=SAFETY_TIMEOUT, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
