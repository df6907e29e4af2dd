"""Prometheus's text format for the metrics, written and read by Prometheus's library. No files and no network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector

from newscrawl.report.metrics import COUNTERS, GAUGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from prometheus_client.core import Metric

    from newscrawl.report.metrics import Values


class ValuesCollector(Collector):
    """Gives values to Prometheus's library, which writes them."""

    def __init__(self, read: Callable[[], Values]) -> None:
        """``read`` returns the present values."""
        self._read = read

    def collect(self) -> Iterator[Metric]:
        """Yield every metric with its samples."""
        values = self._read()
        for kind, families in ((CounterMetricFamily, COUNTERS), (GaugeMetricFamily, GAUGES)):
            for name, (about, names) in families.items():
                family = kind(name, about, labels=names)
                for labels, value in sorted(values.get(name, {}).items()):
                    family.add_metric(list(labels), value)
                yield family


def format_values(values: Values) -> bytes:
    """Return values in Prometheus's text format."""
    registry = CollectorRegistry()
    registry.register(ValuesCollector(lambda: values))
    return generate_latest(registry)


def parse_values(written: str) -> Values:
    """Read newscrawl's values from Prometheus's text format. Raises :class:`ValueError` if the text is not in that format."""
    values: Values = {}
    for family in text_string_to_metric_families(written):
        known = COUNTERS.get(family.name) or GAUGES.get(family.name)
        if known is None:
            continue
        for sample in family.samples:
            labels = tuple(sample.labels.get(name, "") for name in known[1])
            values.setdefault(family.name, {})[labels] = sample.value
    return values
