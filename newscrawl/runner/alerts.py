"""Sends alerts after the rounds of ``newscrawl run`` and after a crawl, and asks the address of a dead-man's switch.

Nothing here ends or delays a crawl: messages are sent in a thread of their own, and every failure is logged. Apprise sends them;
it is the extra ``alerts`` and is imported when a message is due.
"""

from __future__ import annotations

import logging
import re
import shutil
import socket
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

import orjson

from newscrawl.exporters.files import exclusive, write_atomically
from newscrawl.report import alerts, crawl_stats
from newscrawl.report.alerts import Memory, SiteNow
from newscrawl.report.manifest import ExitCode
from newscrawl.report.status import BAD, SiteStatus, since
from newscrawl.runner.errors import UsageError
from newscrawl.runner.result import CrawlResult, error_code
from newscrawl.runner.status import health_rows
from newscrawl.state import clock
from newscrawl.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from newscrawl.report.alerts import AlertSettings
    from newscrawl.runner.scheduled_site import ScheduledSite

logger = logging.getLogger(__name__)

PING_TIMEOUT_SECONDS: Final = 10.0
"""Longest wait for the address of the dead-man's switch."""

MEMORY_NAME: Final = "alerts.json"
"""File in the state directory that holds what was told."""

NO_APPRISE: Final = "alerts need Apprise, which is an extra: pip install 'newscrawl[alerts]'"

_SECRET: Final = re.compile(r"(?<=://).*", re.DOTALL)


class Delivery(NamedTuple):
    """What became of a message at one address."""

    target: str
    """The address without its secrets."""

    problem: str
    """Empty if it was sent."""


def deliver(targets: Sequence[str], title: str, body: str) -> list[Delivery]:
    """Send a message to addresses of Apprise, one after the other; return what became of it. Raises nothing of Apprise's."""
    return [_deliver(target, title, body) for target in targets]


def _deliver(target: str, title: str, body: str) -> Delivery:
    try:
        from apprise import Apprise  # noqa: PLC0415 - an extra, and heavy
    except ImportError:
        return Delivery(masked(target), NO_APPRISE)
    logging.getLogger("apprise").setLevel(logging.INFO)  # below that it logs passwords
    try:
        service = Apprise.instantiate(target)
        if not service:
            return Delivery(
                masked(target), "Apprise does not know this address; https://appriseit.com/services/ lists them"
            )
        name = str(service.url(privacy=True)).partition("?")[0]
        sender = Apprise()
        sender.add(service)
        is_sent = sender.notify(title=title, body=body)
    except Exception as error:  # noqa: BLE001 - an alert never fails a crawl
        return Delivery(masked(target), f"{type(error).__name__}: {_SECRET.sub('…', str(error))}")
    return Delivery(name, "" if is_sent else "it was not accepted; the log has the cause")


def masked(target: str) -> str:
    """Return the kind of an address without what may be secret in it."""
    return _SECRET.sub("…", target)


def ping(address: str) -> str:
    """Ask the address of the dead-man's switch; return what went wrong, or an empty string."""
    request = urllib.request.Request(address, headers={"User-Agent": f"newscrawl/{__version__}"})  # noqa: S310 - the configuration takes http(s) alone
    try:
        with urllib.request.urlopen(request, timeout=PING_TIMEOUT_SECONDS):  # noqa: S310 - as above
            return ""
    except (OSError, ValueError) as error:
        return f"{type(error).__name__}: {_SECRET.sub('…', str(error))}"


def is_good(result: CrawlResult) -> bool:
    """Return whether a round did its work: it ran to its end, wrote what it read, and read at least half of its sites.

    A site that another run holds counts for that run.
    """
    if result.failure or result.signal is not None:
        return False
    codes = [site.exit_code for site in result.manifest.sites.values()] if result.manifest else []
    codes += [error_code(error) for error in result.errors.values()]
    read = [code in {ExitCode.FINE, ExitCode.LOCKED} for code in codes]
    return 2 * sum(read) >= len(read)


class SharedMemory(Protocol):
    """A place for what was told that several machines share."""

    def held(self) -> AbstractContextManager[tuple[str | None, Callable[[str], None]]]:
        """Keep the others out; give the content, ``None`` if there is none, and a function that replaces it."""


class Alerts:
    """Tells of the sites of one configuration."""

    def __init__(
        self,
        rules: AlertSettings,
        sites: Sequence[ScheduledSite],
        *,
        memory: Path | SharedMemory | None,
        footer: str = "",
        send: Callable[[Sequence[str], str, str], list[Delivery]] = deliver,
    ) -> None:
        """``memory`` is the file or the database that holds what was told; ``None`` keeps it in this object. ``footer`` ends each message."""
        self._rules = rules
        self._sites = list(sites)
        self._path = memory if isinstance(memory, Path) else None
        self._shared = memory if not isinstance(memory, Path) else None
        self._footer = footer
        self._send = send
        self._kept = Memory()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="newscrawl-alerts")

    def round_ended(self, result: CrawlResult, *, pings: bool = True) -> None:
        """Look at what a round showed; send what is due in another thread. ``pings`` is whether a good round asks the dead-man's switch."""
        if not self._rules.to and not self._rules.ping:
            return
        try:
            sites, disks = self._sites_now(result), self._disks_now(result)
        except Exception:
            logger.exception("The alerts of this round are not sent")
            return
        self._worker.submit(self._work, sites, disks, is_good=pings and is_good(result))

    def look(self) -> None:
        """Look at the last run of each site, whoever crawled it: in a fleet one worker does that for all."""
        if not self._rules.to and not self._rules.ping:
            return
        try:
            sites, disks = self._last_runs(self._sites), self._disks_now(CrawlResult())
        except Exception:
            logger.exception("The alerts are not sent")
            return
        bad = sum(now.status in BAD for now in sites.values())
        self._worker.submit(self._work, sites, disks, is_good=bool(sites) and 2 * bad <= len(sites))

    def close(self, *, wait: bool = True) -> None:
        """Take no further round; with ``wait`` return when everything is sent."""
        self._worker.shutdown(wait=wait)

    # -- what a round showed ------------------------------------------------------------------------------------

    def _sites_now(self, result: CrawlResult) -> dict[str, SiteNow]:
        crawled = set(result.manifest.sites) if result.manifest else set()
        found = self._last_runs([site for site in self._sites if site.name in crawled])
        for site in self._sites:
            error = result.errors.get(site.name)
            if error and error_code(error) not in {ExitCode.LOCKED, ExitCode.STORE} and site.name not in crawled:
                found[site.name] = SiteNow(SiteStatus.DEAD, clock.timestamp(), f"its crawl could not begin: {error}")
        return found

    @staticmethod
    def _last_runs(sites: Iterable[ScheduledSite]) -> dict[str, SiteNow]:
        found = {}
        for name, rows in health_rows(sites).items():
            history = [crawl_stats.loads(row.counts) for row in rows]
            if history[-1].status:
                found[name] = SiteNow(history[-1].status, since(history), history[-1].cause)
        return found

    def _disks_now(self, result: CrawlResult) -> dict[str, str]:
        """Return what is wrong with the disks, by directory."""
        found = {}
        failures = [result.failure, *(error for error in result.errors.values() if error_code(error) is ExitCode.STORE)]
        for failure in filter(None, failures):
            found["files and state"] = f"files or state could not be written: {failure}"
        for location in {site.location for site in self._sites}:
            for directory in (location.output, location.state):
                if not isinstance(directory, Path):
                    continue  # none, or a database on another machine
                with suppress(OSError):  # it does not exist yet
                    usage = shutil.disk_usage(directory)
                    if self._rules.disk.is_broken(free=usage.free, size=usage.total):
                        found[str(directory)] = (
                            f"{directory}: its disk has {usage.free / 1e9:,.1f} GB of {usage.total / 1e9:,.1f} GB free"
                        )
        return found

    # -- in the thread ------------------------------------------------------------------------------------------

    def _work(self, sites: dict[str, SiteNow], disks: dict[str, str], *, is_good: bool) -> None:
        try:
            if self._rules.to:
                self._tell(sites, disks)
        except Exception:
            logger.exception("The alerts of this round are not sent")
        if is_good and self._rules.ping and (problem := ping(self._rules.ping)):
            logger.warning("The dead-man's switch %s could not be asked: %s", masked(self._rules.ping), problem)

    def _tell(self, sites: dict[str, SiteNow], disks: dict[str, str]) -> None:
        with self._memory() as keep:
            configured = {site.name for site in self._sites}
            memory = self._kept.with_round(sites, disks, configured=configured)
            message = alerts.due_message(memory, self._rules, now=clock.now().timestamp(), footer=self._footer)
            if message is None:
                keep(alerts.settled(memory, self._rules.kinds))
                return
            keep(memory)
            deliveries = self._send(self._rules.to, f"{message.title} ({socket.gethostname()})", message.body)
            for target, problem in deliveries:
                if problem:
                    logger.error("An alert could not be sent to %s: %s", target, problem)
            if any(not problem for _, problem in deliveries):
                keep(message.memory)
            else:
                logger.error("No alert was sent, the next round tries again: %s", message.body)

    @contextmanager
    def _memory(self) -> Iterator[Callable[[Memory], None]]:
        """Hold the file of the memory, so that two runs tell nothing twice; yield a function that stores a new memory."""
        if self._shared:
            with self._shared.held() as (content, put):
                self._kept = _parsed(content) if content else Memory()

                def keep_shared(memory: Memory) -> None:
                    self._keep(memory)
                    put(orjson.dumps(memory.to_json()).decode())

                yield keep_shared
            return
        if self._path is None:
            yield self._keep
            return
        path = self._path
        with exclusive(path):
            self._kept = _loaded(path)

            def keep(memory: Memory) -> None:
                self._keep(memory)
                write_atomically(path, orjson.dumps(memory.to_json(), option=orjson.OPT_INDENT_2))

            yield keep

    def _keep(self, memory: Memory) -> None:
        self._kept = memory


def _parsed(content: str) -> Memory:
    try:
        return Memory.from_json(orjson.loads(content))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        logger.warning("What the alerts have told cannot be read (%s): what lasts is told once more", error)
        return Memory()


def _loaded(path: Path) -> Memory:
    try:
        return Memory.from_json(orjson.loads(path.read_bytes()))
    except FileNotFoundError:
        return Memory()
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        logger.warning("%s cannot be read (%s): what lasts is told once more", path, error)
        return Memory()


def check_targets(targets: Sequence[str]) -> None:
    """Raise :class:`UsageError` where Apprise is missing or does not know an address."""
    try:
        from apprise import Apprise  # noqa: PLC0415 - an extra, and heavy
    except ImportError:
        raise UsageError(NO_APPRISE) from None
    for target in targets:
        service: Any = Apprise.instantiate(target)
        if not service:
            raise UsageError(
                f"alerts.to: Apprise does not know the address {masked(target)}; https://appriseit.com/services/ lists them"
            )
