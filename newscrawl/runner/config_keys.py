"""The keys of ``crawl.toml``: what each stands for, and the function that reads its value.

Such a function raises :class:`ValueError` with the words that follow "is": ``delay is a number of seconds``.
"""

from __future__ import annotations

import os
import re
from datetime import date, datetime
from math import isfinite
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from newscrawl import urls
from newscrawl.arguments import day
from newscrawl.exporters.output_format import COMPRESSIONS, PARTITIONS
from newscrawl.objects.store import check_address, is_address
from newscrawl.policy import schedule
from newscrawl.report import alerts
from newscrawl.runner.setting_values import LOG_LEVELS
from newscrawl.state import DatabaseAddress, is_database

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_PORT: Final = 65_535
"""Highest TCP port number."""

_VARIABLE: Final = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_FLOOR: Final = re.compile(r"(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>%|[MGT]B)", re.IGNORECASE)
_SIZES: Final = {"MB": 10**6, "GB": 10**9, "TB": 10**12}


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("text in quotes")
    return value


def read_path(value: Any) -> str:
    """Read a local path."""
    text = _text(value)
    if is_address(text):
        raise ValueError("a local path")
    return text


def _state(value: Any) -> str:
    text = _text(value)
    if not is_database(text):
        return read_path(value)
    text = _secret_address(text)
    try:
        DatabaseAddress.parse(text)
    except ValueError as error:
        raise ValueError(f"a directory or postgresql://USER@HOST/DATABASE ({error})") from None
    return text


def _place(value: Any) -> str:
    text = _text(value)
    try:
        check_address(text)
    except ValueError:
        raise ValueError("a directory or a bucket: s3://, gs:// or az://BUCKET/PREFIX") from None
    return text


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false")  # noqa: TRY004 - one error type for every wrong value
    return value


def read_count(value: Any) -> int:
    """Read a whole number above 0."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError("a whole number above 0")
    return value


def _seconds(value: Any) -> float:
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not isfinite(value) or value < 0:
        raise ValueError("a number of seconds, finite and not negative")
    return float(value)


def _day(value: Any) -> str:
    text = value.isoformat() if isinstance(value, (date, datetime)) else value
    if not isinstance(text, str):
        raise ValueError("a day such as 2026-01-31")  # noqa: TRY004 - as above
    try:
        day("", text)
    except ValueError:
        raise ValueError("a day such as 2026-01-31") from None
    return text


def _names(value: Any) -> str:
    if not isinstance(value, list) or not value or not all(isinstance(name, str) and name for name in value):
        raise ValueError('a list of names: ["thoi-su", "kinh-te"]')
    return ",".join(value)


def _span(value: Any) -> str:
    try:
        schedule.parse_duration(value if isinstance(value, (str, int, float)) else "")
    except ValueError:
        raise ValueError("a duration: 30s, 5m, 1h, 7d") from None
    return str(value)


def _spans(value: Any) -> str:
    try:
        schedule.parse_durations(_text(value) if value != "" else "")
    except ValueError:
        raise ValueError('durations: "1h 1d 7d"; "" for never') from None
    return str(value)


def read_settings(value: Any) -> dict[str, Any]:
    """Read a table of settings of Scrapy or newscrawl."""
    if not isinstance(value, dict) or not all(name.isupper() for name in value):
        raise ValueError("a table of settings: NAME = VALUE, the names in capitals")
    return dict(value)


def _log_level(value: Any) -> str:
    if (text := _text(value).upper()) not in LOG_LEVELS:
        raise ValueError(f"one of {', '.join(LOG_LEVELS)}")
    return text


def _port(value: Any) -> int:
    if read_count(value) > MAX_PORT:
        raise ValueError(f"a port, at most {MAX_PORT}")
    return int(value)


def _compression(value: Any) -> str:
    if value not in COMPRESSIONS:
        raise ValueError(f"one of {', '.join(COMPRESSIONS)}")
    return str(value)


def _partition(value: Any) -> str:
    if value not in PARTITIONS:
        raise ValueError(f"one of {', '.join(PARTITIONS)}")
    return str(value)


def _address(value: Any) -> str:
    text = _text(value)
    try:
        return urls.canonical(text if "://" in text else f"https://{text}")
    except ValueError:
        raise ValueError("an http(s) address such as https://any.site/") from None


def read_profiles(value: Any) -> list[str]:
    """Read the paths of profiles: files or directories."""
    found = [value] if isinstance(value, str) else value
    if not isinstance(found, list) or not found or not all(isinstance(path, str) and path for path in found):
        raise ValueError('a file or a directory of profiles, or a list of them: "profiles"')
    return found


def _kinds(value: Any) -> frozenset[str]:
    if not isinstance(value, list) or not value or not set(map(str, value)) <= set(alerts.KINDS):
        raise ValueError(f"a list of {', '.join(alerts.KINDS)}")
    return frozenset(value)


def _floor(value: Any) -> alerts.DiskFloor:
    match = _FLOOR.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError('a share of the disk or a size: "5%", "20 GB"')
    number = float(match["number"])
    if match["unit"] == "%":
        return alerts.DiskFloor(share=number / 100)
    return alerts.DiskFloor(share=0, size=int(number * _SIZES[match["unit"].upper()]))


def _secret_address(value: Any) -> str:
    """Return an address in which ``${NAME}`` is replaced by the environment variable, so that secrets need no file."""
    text = _text(value)
    for name in _VARIABLE.findall(text):
        if name not in os.environ:
            raise ValueError(f"an address with the environment variable {name}, which is not set")
    text = _VARIABLE.sub(lambda match: os.environ[match[1]], text)
    if "://" not in text:
        raise ValueError("an address with ://")
    return text


def _ping(value: Any) -> str:
    text = _secret_address(value)
    if urlsplit(text).scheme not in {"http", "https"}:
        raise ValueError("an http(s) address")
    return text


def _targets(value: Any) -> tuple[str, ...]:
    found = [value] if isinstance(value, str) else value
    if not isinstance(found, list) or not found:
        raise ValueError('a list of addresses of Apprise: ["mailtos://user:${PASSWORD}@example.org"]')
    return tuple(map(_secret_address, found))


def _seconds_of_span(value: Any) -> float:
    return schedule.parse_duration(_span(value)).total_seconds()


Keys = dict[str, tuple[str, "Callable[[Any], Any]"]]

GLOBAL_KEYS: Final[Keys] = {
    "output": ("NEWSCRAWL_OUTPUT", _place),
    "spool": ("NEWSCRAWL_SPOOL", read_path),
    "state": ("NEWSCRAWL_STATE", _state),
    "contact": ("NEWSCRAWL_CONTACT", _text),
    "compress": ("NEWSCRAWL_COMPRESS", _compression),
    "partition": ("NEWSCRAWL_PARTITION", _partition),
    "warc": ("NEWSCRAWL_WARC", _yes_or_no),
    "denylist": ("NEWSCRAWL_DENYLIST", read_path),
    "delay": ("DOWNLOAD_DELAY", _seconds),
    "allow_private": ("NEWSCRAWL_ALLOW_PRIVATE", _yes_or_no),
    "min_interval": ("NEWSCRAWL_MIN_INTERVAL", _span),
    "max_interval": ("NEWSCRAWL_MAX_INTERVAL", _span),
    "revisits": ("NEWSCRAWL_REVISITS", _spans),
    "revisit_budget": ("NEWSCRAWL_REVISIT_BUDGET", read_count),
    "daily_budget": ("NEWSCRAWL_DAILY_BUDGET", read_count),
    "max_time": ("CLOSESPIDER_TIMEOUT", _seconds_of_span),
    "log_level": ("LOG_LEVEL", _log_level),
    "log_format": ("NEWSCRAWL_LOG_FORMAT", _text),
    "metrics_file": ("NEWSCRAWL_METRICS_FILE", read_path),
    "metrics_port": ("NEWSCRAWL_METRICS_PORT", _port),
}
"""Key of the file: its setting and the function that reads the value."""

SITE_KEYS: Final[Keys] = {
    name: GLOBAL_KEYS[name]
    for name in (
        "output",
        "spool",
        "compress",
        "partition",
        "warc",
        "min_interval",
        "max_interval",
        "revisits",
        "revisit_budget",
        "daily_budget",
        "max_time",
    )
}
ARGUMENT_KEYS: Final[Keys] = {
    "url": ("url", _address),
    "since": ("since", _day),
    "until": ("until", _day),
    "max_articles": ("max_articles", read_count),
    "sections": ("sections", _names),
    "delay": ("delay", _seconds),
}
"""Key of a site: its spider argument and the function that reads the value."""


FILE_KEYS: Final = ("alerts", "at_once", "fleet", "profiles", "sites", "status_html")
"""Keys of the file that are no settings."""

ALERT_KEYS: Final[Keys] = {
    "to": ("to", _targets),
    "on": ("kinds", _kinds),
    "pause": ("pause", _seconds_of_span),
    "per_day": ("per_day", read_count),
    "disk_free": ("disk", _floor),
    "ping": ("ping", _ping),
}
"""Key of the table ``alerts``: the field of :class:`~newscrawl.report.alerts.AlertSettings` and the function that reads it."""

FLEET_KEYS: Final[Keys] = {
    "lease": ("lease", _seconds_of_span),
    "plan": ("plan", _seconds_of_span),
    "slice": ("slice", _seconds_of_span),
    "batch_articles": ("batch_articles", read_count),
    "batch_age": ("batch_age", _seconds_of_span),
    "segment_lost": ("segment_lost", _seconds_of_span),
}
"""Key of the table ``fleet``: the field of :class:`~newscrawl.runner.fleet.options.FleetOptions` and the function that reads it."""

SECRET_KEYS: Final = frozenset({"to", "ping"})
"""Keys whose values are never printed."""

PATHS: Final = (
    "NEWSCRAWL_OUTPUT",
    "NEWSCRAWL_SPOOL",
    "NEWSCRAWL_STATE",
    "NEWSCRAWL_METRICS_FILE",
    "NEWSCRAWL_DENYLIST",
)
"""Settings that hold a path; the output may also be a bucket, the state a database."""

PATH_READERS: Final = {"NEWSCRAWL_OUTPUT": _place, "NEWSCRAWL_STATE": _state}
"""The functions that check those of :data:`PATHS` that need not be a path."""

OUTPUT_KEYS: Final = {"to": "output", "spool": "spool", "compress": "compress", "partition": "partition"}
"""Keys of the table ``[output]``, and the keys that they stand for."""
