"""What is known of a crawl before it begins: where it writes, what decides what it finds, whether it takes everything of its site.

It is read without Scrapy: a round of ``newscrawl run`` in which nothing is due does not import it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import urlsplit

from newscrawl import dates
from newscrawl import settings as project
from newscrawl.archive.run import OutputLocation
from newscrawl.archive.upload import spool_of
from newscrawl.exporters.output_format import OutputFormat
from newscrawl.objects.store import check_address, is_remote, local_path
from newscrawl.policy import schedule
from newscrawl.state import STATE_DIRECTORY, Place, clock, state_place

if TYPE_CHECKING:
    from scrapy import Spider

    from newscrawl.extensions.plain_settings import SettingValues
    from newscrawl.sites import Site

_NOT_IN_HASH: Final = frozenset(
    {
        "LOG_FORMATTER",
        "LOG_LEVEL",
        "NEWSCRAWL_LOG_FORMAT",
        "NEWSCRAWL_METRICS_FILE",
        "NEWSCRAWL_METRICS_INTERVAL",
        "NEWSCRAWL_OUTPUT",
        "NEWSCRAWL_PROFILES",
        "NEWSCRAWL_ROUND",
        "NEWSCRAWL_SPOOL",
        "NEWSCRAWL_STATE",
    }
)
"""Settings of where a run writes and what it logs: they do not change what a crawl finds."""

MEMORY: Final = ":memory:"
"""Value of ``NEWSCRAWL_STATE`` for a run that remembers nothing."""


class CrawlFacts(NamedTuple):
    """What a spider says of its crawl, without the spider."""

    site: Site
    url: str | None
    since: datetime | None
    until: datetime | None
    sections: tuple[str, ...]
    max_articles: int | None


def output_location(settings: SettingValues) -> OutputLocation:
    """Return where a run with these settings writes its output and its state.

    Where the output is the address of a bucket, the directory is the spool.

    If Scrapy's own feeds take the items (``-O x.jsonl``) and the settings name no output, nothing else is written or
    remembered, so the command gives the same lines each time, as Scrapy users expect. Raises :class:`ValueError` for an unknown
    output format, or an address in the place of a directory.
    """
    output_format = OutputFormat(settings.get("NEWSCRAWL_COMPRESS") or "none", settings["NEWSCRAWL_PARTITION"])
    named = settings.get("NEWSCRAWL_OUTPUT")
    if not named and not settings.getdict("FEEDS"):
        named = "output"
    remote = str(named).rstrip("/") if named and is_remote(str(named)) else None
    if remote:
        check_address(remote)
        named = settings.get("NEWSCRAWL_SPOOL") or spool_of(remote)
    output = local_path("NEWSCRAWL_OUTPUT", str(named)).absolute() if named else None
    state = settings.get("NEWSCRAWL_STATE")
    number = settings.get("NEWSCRAWL_ROUND") or ""
    where: Place | None
    if state == MEMORY:
        where = None
    elif state:
        where = state_place("NEWSCRAWL_STATE", str(state))
        where = where.absolute() if isinstance(where, Path) else where
    else:
        where = output / STATE_DIRECTORY if output else None
    return OutputLocation(output, where, output_format, number, remote)


def revisit_time(settings: SettingValues, first_seen: str, published: str | None) -> str | None:
    """Return when an article is fetched again, by ``NEWSCRAWL_REVISITS``; ``None`` for never."""
    when = schedule.next_revisit(
        datetime.fromisoformat(first_seen),
        now=datetime.fromisoformat(clock.timestamp()),
        steps=schedule.parse_durations(settings.get("NEWSCRAWL_REVISITS", "")),
        published=datetime.fromisoformat(published) if published else None,
    )
    return dates.rfc3339(when) if when else None


def configuration_hash(crawl: Spider | CrawlFacts, settings: SettingValues) -> str:
    """Return a hash of everything that decides what a crawl finds: settings, arguments, profile. The output is not part of it."""
    values = {name: settings.get(name) for name in dir(project) if name.isupper() and name not in _NOT_IN_HASH}
    arguments = {name: getattr(crawl, name, None) for name in ("url", "since", "until", "sections", "max_articles")}
    text = json.dumps([values, arguments, repr(getattr(crawl, "site", ""))], sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else str(value)


def is_whole(crawl: Spider | CrawlFacts, *, is_replay: bool = False) -> bool:
    """Return whether a crawl takes everything of the site: no sections, no last day, no single page, no replay."""
    url, since = getattr(crawl, "url", None), getattr(crawl, "since", None)
    bounds = (getattr(crawl, name, None) for name in ("sections", "until"))
    if is_replay or any(bounds):
        return False
    if url and urlsplit(url).path != "/":
        return False
    return since is None or since <= clock.now() - timedelta(days=1)
