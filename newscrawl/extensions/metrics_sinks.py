"""Publishes the counts of all runs in Prometheus's text format: in a file for the textfile collector, or at a port.

A crawl is a job that ends, so by default nothing listens. The file is written every few seconds during a run, and at its end.
Counters continue from the values in the file, and the lines of other sites stay unchanged, so that counters only rise, whichever
process writes. A port is for a process that keeps running (``newscrawl run --watch``); its counts are those of the process.
Every series of a site exists from its first run on: an alert on a series that is not there never fires.
"""

from __future__ import annotations

import logging
import shutil
import time
from abc import ABC, abstractmethod
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from newscrawl.exporters.files import OutputError, exclusive, write_atomically
from newscrawl.report import manifest, metrics
from newscrawl.state import Place, StateError, open_upkeep

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from newscrawl.archive.run import OutputLocation, Run
    from newscrawl.extensions.plain_settings import SettingValues
    from newscrawl.report.manifest import SiteReport
    from newscrawl.report.metrics import Values

logger = logging.getLogger(__name__)


# -- where metrics go --------------------------------------------------------------------------------------------------


class MetricsSink(ABC):
    """A place of metrics: a file, or a port."""

    @abstractmethod
    def read(self) -> Values:
        """Return the present values."""

    @abstractmethod
    def replace(self, change: Callable[[Values], Values]) -> None:
        """Replace the present values by what ``change`` makes of them. A failure is logged: the crawl goes on."""

    def write(self, site: str, before: Values, now: Values) -> None:
        """Set the values of one site to those before its run and those of the run together."""
        self.replace(lambda others: metrics.merge_values(site, others, before, now))

    def add(self, now: Values, first: Values | None = None) -> None:
        """Raise counters and set gauges; add the series of ``first`` that are not there yet."""
        self.replace(lambda values: metrics.add_values(metrics.with_first_values(values, first or {}), now))


class MetricsFile(MetricsSink):
    """The metrics file. Several processes may write it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Values:
        """Return the values in the file; none if it cannot be read."""
        from newscrawl.report.prometheus import parse_values  # noqa: PLC0415 - most crawls publish no metrics

        try:
            return parse_values(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            logger.warning("The metrics file %s cannot be read (%s); its counters start at 0", self._path, error)
            return {}

    def replace(self, change: Callable[[Values], Values]) -> None:
        """Replace the file atomically."""
        from newscrawl.report.prometheus import format_values  # noqa: PLC0415 - most crawls publish no metrics

        try:
            with exclusive(self._path):
                write_atomically(self._path, format_values(change(self.read())))
        except (OSError, OutputError) as error:
            logger.warning("The metrics file cannot be written: %s", error)


class MetricsEndpoint(MetricsSink):
    """Serves the metrics of all crawlers of this process at a port."""

    _open: Final[dict[tuple[str, int], MetricsEndpoint]] = {}

    def __init__(self, address: str, port: int) -> None:
        """Listen. Raises :class:`OSError` if that fails."""
        from prometheus_client import CollectorRegistry, start_http_server  # noqa: PLC0415 - most crawls publish no metrics

        from newscrawl.report.prometheus import ValuesCollector  # noqa: PLC0415 - most crawls publish no metrics

        self._values: Values = {}
        registry = CollectorRegistry()
        registry.register(ValuesCollector(self.read))
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

    def read(self) -> Values:
        """Return the present values."""
        return self._values

    def replace(self, change: Callable[[Values], Values]) -> None:
        """Replace the values that are served."""
        self._values = change(self._values)

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        for key in [key for key, endpoint in self._open.items() if endpoint is self]:
            del self._open[key]


def sinks(settings: SettingValues) -> list[MetricsSink]:
    """Return the file and the port that settings name; a port that cannot be opened is left out, with a warning."""
    path, port = settings.get("NEWSCRAWL_METRICS_FILE"), settings.getint("NEWSCRAWL_METRICS_PORT")
    found: list[MetricsSink] = [MetricsFile(Path(path).absolute())] if path else []
    endpoint = MetricsEndpoint.at(settings["NEWSCRAWL_METRICS_ADDRESS"], port) if port else None
    return [*found, endpoint] if endpoint else found


# -- what is read from the state and the disk --------------------------------------------------------------------------


def backlog(site: str, state: Place | None, *, max_tries: int) -> Values:
    """Return the gauges of what waits at a site; none if the state cannot be read."""
    if state is None:
        return metrics.backlog_values(site, pending=0, deferred=0, given_up=0, oldest=0)
    try:
        with closing(open_upkeep(state)) as upkeep:
            pending, deferred, given_up = upkeep.waiting(site, max_tries=max_tries)
            oldest = upkeep.oldest_pending(site, max_tries=max_tries)
    except StateError as error:
        logger.warning("The backlog of %s is not among the metrics: %s", site, error)
        return {}
    return metrics.backlog_values(site, pending=pending, deferred=deferred, given_up=given_up, oldest=oldest or 0)


def disk_values(location: OutputLocation) -> Values:
    """Return the gauges of a run's directories; those that do not exist are left out."""
    values: Values = {"newscrawl_state_bytes": {}, "newscrawl_disk_free_bytes": {}, "newscrawl_disk_size_bytes": {}}
    for directory in (location.output, location.state):
        if not isinstance(directory, Path):
            continue  # none, or a database elsewhere: its server has metrics of its own
        try:
            usage = shutil.disk_usage(directory)
            if directory == location.state:
                size = sum(path.stat().st_size for path in directory.iterdir() if path.is_file())
                values["newscrawl_state_bytes"][str(directory),] = size
        except OSError:
            continue  # not written yet, or a file of the state has just been removed: the next round has it
        values["newscrawl_disk_free_bytes"][str(directory),] = usage.free
        values["newscrawl_disk_size_bytes"][str(directory),] = usage.total
    return values


# -- the run of a site -------------------------------------------------------------------------------------------------


class SiteMetrics:
    """What the run of one site adds to the metrics."""

    def __init__(self, found: Sequence[MetricsSink], site: str) -> None:
        """Read the values from before the run, which begins now."""
        first = metrics.first_values(site)
        self._sinks = found
        self._site = site
        self._before = [metrics.with_first_values(sink.read(), first) for sink in found]
        self._started = time.monotonic()

    def write_progress(self, stats: Mapping[str, Any]) -> None:
        """Write the counts of the run so far."""
        self._write(self._counts(manifest.site_report(stats, reason=""), stats))

    def write_end(self, run: Run, stats: Mapping[str, Any], *, reason: str, max_tries: int) -> None:
        """Write the counts of the run, what waits at the site, and the sizes of the run's directories."""
        report = run.sites.get(self._site) or manifest.site_report(stats, reason=reason)
        values = {
            **self._counts(report, stats),
            **metrics.end_values(self._site, report, now=time.time()),
            **backlog(self._site, run.location.state, max_tries=max_tries),
            **disk_values(run.location),
        }
        if status := run.statuses.get(self._site):
            values |= metrics.status_values(self._site, status)
        self._write(values)

    def _counts(self, report: SiteReport, stats: Mapping[str, Any]) -> Values:
        values = metrics.run_counters(self._site, report, int(stats.get("downloader/response_bytes", 0)))
        values["newscrawl_last_run_duration_seconds"] = {(self._site,): time.monotonic() - self._started}
        return values

    def _write(self, now: Values) -> None:
        for sink, before in zip(self._sinks, self._before, strict=True):
            sink.write(self._site, before, now)
