"""Publishes the counts of all runs in Prometheus's text format: in a file for the textfile collector, or at a port.

A crawl is a job that ends, so by default nothing listens. The file is written every few seconds during a run, and at its end.
Counters continue from the values in the file, and the lines of other sites stay unchanged, so that counters only rise, whichever
process writes. A port is for a process that keeps running (``newscrawl run --watch``); its counts are those of the process.
"""

from __future__ import annotations

import asyncio
import fcntl
import logging
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self, TypeAlias

from prometheus_client import CollectorRegistry, generate_latest, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector
from scrapy import signals
from scrapy.exceptions import NotConfigured

from newscrawl.exporters.files import OutputError, write_atomically
from newscrawl.extensions.run import RunExtension
from newscrawl.report import manifest
from newscrawl.report.manifest import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from prometheus_client.core import Metric
    from scrapy.crawler import Crawler

    from newscrawl.report.manifest import SiteReport

logger = logging.getLogger(__name__)

Values: TypeAlias = "dict[str, dict[tuple[str, ...], float]]"
"""Values by metric and by label values: the site, then the label that :data:`COUNTERS` or :data:`GAUGES` names."""

COUNTERS: Final = {
    "newscrawl_articles": ("Articles read, by outcome: new, revised, known.", "outcome"),
    "newscrawl_rejected": ("Pages read that are no articles, by reason.", "reason"),
    "newscrawl_failed": ("Pages and sources that could not be fetched, by reason.", "reason"),
    "newscrawl_requests": ("Requests sent.", None),
    "newscrawl_responses": ("Responses, by HTTP status.", "status"),
    "newscrawl_response_bytes": ("Bytes received.", None),
    "newscrawl_runs": ("Runs that ended, by exit code.", "exit_code"),
}
"""Metrics that only rise: help text, and the label besides the site."""

GAUGES: Final = {
    "newscrawl_last_run_timestamp_seconds": ("When the last run ended.", None),
    "newscrawl_last_success_timestamp_seconds": ("When the last run with exit code 0 ended.", None),
    "newscrawl_last_run_duration_seconds": ("How long the last run took, or the present one so far.", None),
    "newscrawl_field_fill_ratio": ("Share of the articles last judged that have a field.", "field"),
    "newscrawl_health_errors": ("Findings of the last run that are errors.", None),
}
"""Metrics that rise and fall: help text, and the label besides the site."""


class _ValuesCollector(Collector):
    """Gives values to Prometheus's library, which writes them."""

    def __init__(self, values: Values) -> None:
        self._values = values

    def collect(self) -> Iterator[Metric]:
        for kind, families in ((CounterMetricFamily, COUNTERS), (GaugeMetricFamily, GAUGES)):
            for name, (about, label) in families.items():
                family = kind(name, about, labels=["site", label] if label else ["site"])
                for labels, value in sorted(self._values.get(name, {}).items()):
                    family.add_metric(list(labels), value)
                yield family


def format_values(values: Values) -> bytes:
    """Return values in Prometheus's text format."""
    registry = CollectorRegistry()
    registry.register(_ValuesCollector(values))
    return generate_latest(registry)


def parse_values(written: str) -> Values:
    """Read newscrawl's values from Prometheus's text format. Raises :class:`ValueError` if the text is not in that format."""
    values: Values = {}
    for family in text_string_to_metric_families(written):
        known = COUNTERS.get(family.name) or GAUGES.get(family.name)
        if known is None:
            continue
        names = ("site", known[1]) if known[1] else ("site",)
        for sample in family.samples:
            labels = tuple(sample.labels.get(name, "") for name in names)
            values.setdefault(family.name, {})[labels] = sample.value
    return values


def run_counters(site: str, report: SiteReport, received: int) -> Values:
    """Return the counters of one run so far. ``received`` is in bytes."""
    groups: dict[str, Mapping[str, int]] = {
        "newscrawl_articles": {
            "new": report.new,
            "revised": report.revised,
            "known": sum(report.known.values()),
        },
        "newscrawl_rejected": report.rejected,
        "newscrawl_failed": report.failed,
        "newscrawl_responses": report.responses,
    }
    values: Values = {name: {(site, key): n for key, n in counts.items()} for name, counts in groups.items()}
    values["newscrawl_requests"] = {(site,): report.requests}
    values["newscrawl_response_bytes"] = {(site,): received}
    return values


def merge_values(site: str, others: Values, before: Values, now: Values) -> Values:
    """Return the new values: other sites unchanged, the site's counters raised by ``now``, its gauges set to ``now``."""
    values: Values = {}
    for name in (*COUNTERS, *GAUGES):
        kept = {labels: value for labels, value in others.get(name, {}).items() if labels[0] != site}
        own = {labels: value for labels, value in before.get(name, {}).items() if labels[0] == site}
        for labels, value in now.get(name, {}).items():
            own[labels] = value + (own.get(labels, 0) if name in COUNTERS else 0)
        values[name] = kept | own
    return values


class MetricsFile:
    """The metrics file. Several processes may write it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Values:
        """Return the values in the file; none if it cannot be read."""
        try:
            return parse_values(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            logger.warning("The metrics file %s cannot be read (%s); its counters start at 0", self._path, error)
            return {}

    def write(self, site: str, before: Values, now: Values) -> None:
        """Replace the file atomically. If that fails, log a warning: the crawl goes on."""
        try:
            with _locked(self._path):
                write_atomically(self._path, format_values(merge_values(site, self.read(), before, now)))
        except (OSError, OutputError) as error:
            logger.warning("The metrics file cannot be written: %s", error)


class MetricsEndpoint(Collector):
    """Serves the metrics of all crawlers of this process at a port."""

    _open: Final[dict[tuple[str, int], MetricsEndpoint]] = {}

    def __init__(self, address: str, port: int) -> None:
        """Listen. Raises :class:`OSError` if that fails."""
        self._values: Values = {}
        registry = CollectorRegistry()
        registry.register(self)
        self._server, self._thread = start_http_server(port, address, registry)
        self.port: Final = int(self._server.server_port)

    @classmethod
    def at(cls, address: str, port: int) -> MetricsEndpoint | None:
        """Return the endpoint of this process at an address; ``None``, with a warning, if it cannot listen: the crawl goes on."""
        found = cls._open.get((address, port))
        if found is None:
            try:
                found = cls._open[address, port] = cls(address, port)
            except OSError as error:
                logger.warning("The metrics cannot be served at %s:%d: %s", address, port, error)
        return found

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics for a request of Prometheus, in the server's thread."""
        return _ValuesCollector(self._values).collect()

    def read(self) -> Values:
        """Return the present values."""
        return self._values

    def write(self, site: str, before: Values, now: Values) -> None:
        """Replace the values that are served."""
        self._values = merge_values(site, self._values, before, now)

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        for key in [key for key, endpoint in self._open.items() if endpoint is self]:
            del self._open[key]


class MetricsExtension:
    """Writes ``NEWSCRAWL_METRICS_FILE`` every ``NEWSCRAWL_METRICS_INTERVAL`` seconds, and at the end of the site's run.

    With ``NEWSCRAWL_METRICS_PORT`` the same values are served at that port.
    """

    def __init__(self, crawler: Crawler) -> None:
        """Open file and port. Raises :class:`NotConfigured` if neither is set."""
        path, port = crawler.settings.get("NEWSCRAWL_METRICS_FILE"), crawler.settings.getint("NEWSCRAWL_METRICS_PORT")
        if not (path or port) or crawler.spider is None:
            raise NotConfigured
        self._crawler = crawler
        self._site = crawler.spider.name
        endpoint = MetricsEndpoint.at(crawler.settings["NEWSCRAWL_METRICS_ADDRESS"], port) if port else None
        self._sinks: list[MetricsFile | MetricsEndpoint] = [MetricsFile(Path(path).absolute())] if path else []
        self._sinks += [endpoint] if endpoint else []
        self._interval = crawler.settings.getfloat("NEWSCRAWL_METRICS_INTERVAL")
        self._before: list[Values] = []
        self._started = 0.0
        self._writing: asyncio.Future[None] | None = None
        crawler.signals.connect(self._opened, signals.spider_opened)
        crawler.signals.connect(self._closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the extension."""
        return cls(crawler)

    def _opened(self) -> None:
        self._run = RunExtension.run_of(self._crawler)
        self._started = time.monotonic()
        self._before = [sink.read() for sink in self._sinks]
        self._writing = asyncio.ensure_future(self._keep_writing())

    async def _keep_writing(self) -> None:
        while True:
            await asyncio.sleep(self._interval)
            self._write(self._so_far(manifest.site_report(self._crawler.stats.get_stats(), reason="")))

    def _so_far(self, report: SiteReport) -> Values:
        received = int(self._crawler.stats.get_value("downloader/response_bytes", 0))
        values = run_counters(self._site, report, received)
        values["newscrawl_last_run_duration_seconds"] = {(self._site,): time.monotonic() - self._started}
        return values

    def _closed(self, reason: str) -> None:
        if self._writing:
            self._writing.cancel()
        report = self._run.sites.get(self._site) or manifest.site_report(self._crawler.stats.get_stats(), reason=reason)
        code, now, site = report.exit_code, time.time(), (self._site,)
        values = self._so_far(report)
        values["newscrawl_runs"] = {(self._site, str(int(code))): 1}
        values["newscrawl_last_run_timestamp_seconds"] = {site: now}
        if code is ExitCode.FINE:
            values["newscrawl_last_success_timestamp_seconds"] = {site: now}
        if report.health:
            values["newscrawl_health_errors"] = {site: len(report.health.errors)}
        if report.health and report.health.verdict != "too_few":
            fill = report.health.fill.items()
            values["newscrawl_field_fill_ratio"] = {(self._site, name): share for name, share in fill}
        self._write(values)

    def _write(self, now: Values) -> None:
        for sink, before in zip(self._sinks, self._before, strict=True):
            sink.write(self._site, before, now)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold the lock of the file, so that no other process reads and writes it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(f".{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
