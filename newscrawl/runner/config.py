"""Reads ``crawl.toml``: which sites are crawled, how, and where their files go. An error names the key that is wrong."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from newscrawl import sites, urls
from newscrawl.archive.upload import spool_of
from newscrawl.arguments import day
from newscrawl.exporters.output_format import COMPRESSIONS, PARTITIONS
from newscrawl.extensions.crawl_facts import output_location
from newscrawl.extensions.plain_settings import PlainSettings
from newscrawl.middlewares.agent import agent_problem
from newscrawl.objects.store import check_address, is_address, is_remote
from newscrawl.policy import schedule
from newscrawl.report import alerts
from newscrawl.report.alerts import AlertSettings
from newscrawl.runner import profiles
from newscrawl.runner.errors import UsageError
from newscrawl.runner.fleet.options import FleetOptions
from newscrawl.runner.scheduled_site import ScheduledSite
from newscrawl.runner.setting_values import LOG_LEVELS, wrong_setting
from newscrawl.runner.suggest import did_you_mean
from newscrawl.state import DatabaseAddress, Place, is_database

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


MAX_PORT: Final = 65_535
"""Highest TCP port number."""

_VARIABLE: Final = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_FLOOR: Final = re.compile(r"(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>%|[MGT]B)", re.IGNORECASE)
_SIZES: Final = {"MB": 10**6, "GB": 10**9, "TB": 10**12}

DEFAULT_AT_ONCE: Final = 16
"""Sites crawled at the same time where the file does not say."""


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("text in quotes")
    return value


def _path(value: Any) -> str:
    text = _text(value)
    if is_address(text):
        raise ValueError("a local path")
    return text


def _state(value: Any) -> str:
    text = _text(value)
    if not is_database(text):
        return _path(value)
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


def _count(value: Any) -> int:
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


def _settings(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or not all(name.isupper() for name in value):
        raise ValueError("a table of settings: NAME = VALUE, the names in capitals")
    return dict(value)


def _log_level(value: Any) -> str:
    if (text := _text(value).upper()) not in LOG_LEVELS:
        raise ValueError(f"one of {', '.join(LOG_LEVELS)}")
    return text


def _port(value: Any) -> int:
    if _count(value) > MAX_PORT:
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


def _profiles(value: Any) -> list[str]:
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


_Keys = dict[str, tuple[str, "Callable[[Any], Any]"]]

_GLOBAL_KEYS: Final[_Keys] = {
    "output": ("NEWSCRAWL_OUTPUT", _place),
    "spool": ("NEWSCRAWL_SPOOL", _path),
    "state": ("NEWSCRAWL_STATE", _state),
    "contact": ("NEWSCRAWL_CONTACT", _text),
    "compress": ("NEWSCRAWL_COMPRESS", _compression),
    "partition": ("NEWSCRAWL_PARTITION", _partition),
    "warc": ("NEWSCRAWL_WARC", _yes_or_no),
    "denylist": ("NEWSCRAWL_DENYLIST", _path),
    "delay": ("DOWNLOAD_DELAY", _seconds),
    "allow_private": ("NEWSCRAWL_ALLOW_PRIVATE", _yes_or_no),
    "min_interval": ("NEWSCRAWL_MIN_INTERVAL", _span),
    "max_interval": ("NEWSCRAWL_MAX_INTERVAL", _span),
    "revisits": ("NEWSCRAWL_REVISITS", _spans),
    "revisit_budget": ("NEWSCRAWL_REVISIT_BUDGET", _count),
    "daily_budget": ("NEWSCRAWL_DAILY_BUDGET", _count),
    "max_time": ("CLOSESPIDER_TIMEOUT", _seconds_of_span),
    "log_level": ("LOG_LEVEL", _log_level),
    "log_format": ("NEWSCRAWL_LOG_FORMAT", _text),
    "metrics_file": ("NEWSCRAWL_METRICS_FILE", _path),
    "metrics_port": ("NEWSCRAWL_METRICS_PORT", _port),
}
"""Key of the file: its setting and the function that reads the value."""

_SITE_KEYS: Final[_Keys] = {
    name: _GLOBAL_KEYS[name]
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
_ARGUMENT_KEYS: Final[_Keys] = {
    "url": ("url", _address),
    "since": ("since", _day),
    "until": ("until", _day),
    "max_articles": ("max_articles", _count),
    "sections": ("sections", _names),
    "delay": ("delay", _seconds),
}
"""Key of a site: its spider argument and the function that reads the value."""


_FILE_KEYS: Final = ("alerts", "at_once", "fleet", "profiles", "sites", "status_html")
"""Keys of the file that are no settings."""

_ALERT_KEYS: Final[_Keys] = {
    "to": ("to", _targets),
    "on": ("kinds", _kinds),
    "pause": ("pause", _seconds_of_span),
    "per_day": ("per_day", _count),
    "disk_free": ("disk", _floor),
    "ping": ("ping", _ping),
}
"""Key of the table ``alerts``: the field of :class:`~newscrawl.report.alerts.AlertSettings` and the function that reads it."""

_FLEET_KEYS: Final[_Keys] = {
    "lease": ("lease", _seconds_of_span),
    "plan": ("plan", _seconds_of_span),
    "slice": ("slice", _seconds_of_span),
    "batch_articles": ("batch_articles", _count),
    "batch_age": ("batch_age", _seconds_of_span),
    "segment_lost": ("segment_lost", _seconds_of_span),
}
"""Key of the table ``fleet``: the field of :class:`~newscrawl.runner.fleet.options.FleetOptions` and the function that reads it."""

_SECRET_KEYS: Final = frozenset({"to", "ping"})
"""Keys whose values are never printed."""

_PATHS: Final = (
    "NEWSCRAWL_OUTPUT",
    "NEWSCRAWL_SPOOL",
    "NEWSCRAWL_STATE",
    "NEWSCRAWL_METRICS_FILE",
    "NEWSCRAWL_DENYLIST",
)
"""Settings that hold a path; the output may also be a bucket, the state a database."""

_READERS: Final = {"NEWSCRAWL_OUTPUT": _place, "NEWSCRAWL_STATE": _state}
"""The functions that check those of :data:`_PATHS` that need not be a path."""

_OUTPUT_KEYS: Final = {"to": "output", "spool": "spool", "compress": "compress", "partition": "partition"}
"""Keys of the table ``[output]``, and the keys that they stand for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteConfig:
    """One site of the file."""

    site: sites.Site
    arguments: dict[str, Any]
    """Spider arguments."""

    settings: dict[str, Any]
    """Settings of this site that override those of the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The content of the file."""

    sites: list[SiteConfig]
    settings: dict[str, Any] = field(default_factory=dict)
    at_once: int = DEFAULT_AT_ONCE
    """Number of sites crawled at the same time."""

    alerts: AlertSettings = field(default_factory=AlertSettings)
    fleet: FleetOptions = field(default_factory=FleetOptions)
    """How workers on several machines share the work."""

    status_html: Path | None = None
    """The page about all sites that is written after every round."""


def load(path: Path) -> Config:
    """Read the file at ``path``; :class:`UsageError` says what is wrong and what is allowed."""
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read: {error.strerror}. `newscrawl init` writes one, --config names another"
        ) from None
    except RecursionError:
        raise UsageError(f"{path} is not valid TOML: it is nested too deeply") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is not valid TOML: {error}") from None
    return _Reader(path).config(read)


def state_directory(config: Config) -> Place | None:
    """Return the state of the file, which its sites use unless they name another; ``None`` for one in memory."""
    return output_location(PlainSettings.of(**config.settings)).state


def scheduled_sites(config: Config, *, due: bool) -> list[ScheduledSite]:
    """Return the sites for the scheduler; with ``due`` only sources whose interval is over are read."""
    found: dict[str, ScheduledSite] = {}
    for entry in config.sites:
        name = entry.site.name
        if name in found:
            raise UsageError(f"the file names {name} twice")
        defaults = {"NEWSCRAWL_DUE": due, "NEWSCRAWL_REVISIT": True, "LOG_LEVEL": "WARNING"}
        site = found[name] = ScheduledSite(
            entry.site, entry.arguments, {**defaults, **config.settings, **entry.settings}
        )
        if wrong := _broken_promise(site):
            raise UsageError(f"sites.{name}: {wrong}")
    return list(found.values())


def _broken_promise(site: ScheduledSite) -> str:
    """Return why the settings of a site cannot be used, or an empty string."""
    if site.plain is not None:
        return agent_problem(site.plain["USER_AGENT"], site.plain["ROBOTSTXT_USER_AGENT"])
    from newscrawl.runner.jobs import check_promises  # noqa: PLC0415 - Scrapy; settings that are plain need none

    try:
        check_promises(site.settings)
    except UsageError as error:
        return str(error)
    return ""


class _Reader:
    """Reads the tables of one file and names the place of an error."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def config(self, read: dict[str, Any]) -> Config:
        named = read.pop("sites", None)
        if not isinstance(named, dict) or not named:
            raise UsageError(f"{self._path}: it names no site; write a table for each: [sites.baokiemtoan], delay = 2")
        if "profiles" in read:
            profiles.use(self._beside(path) for path in self._value("profiles", read.pop("profiles"), _profiles))
        at_once = self._value("at_once", read.pop("at_once", DEFAULT_AT_ONCE), _count)
        told = self._alerts(read.pop("alerts")) if "alerts" in read else AlertSettings()
        shared = self._fleet(read.pop("fleet")) if "fleet" in read else FleetOptions()
        page = self._value("status_html", read.pop("status_html"), _path) if "status_html" in read else None
        settings = self._table("", read, _GLOBAL_KEYS, others=_FILE_KEYS)
        settings.setdefault("NEWSCRAWL_OUTPUT", "output")
        self._resolve_paths(settings)
        return Config(
            sites=[self._site(name, table) for name, table in named.items()],
            settings=settings,
            at_once=at_once,
            alerts=told,
            fleet=shared,
            status_html=self._beside(page) if page else None,
        )

    def _site(self, name: str, table: Any) -> SiteConfig:
        where = f"sites.{name}"
        if not isinstance(table, dict):
            raise UsageError(f"{self._path}: {where} is a table, not {table!r}: [{where}]")
        arguments = self._table(
            where, {k: v for k, v in table.items() if k in _ARGUMENT_KEYS}, _ARGUMENT_KEYS, others=()
        )
        rest = {k: v for k, v in table.items() if k not in _ARGUMENT_KEYS and k != "profile"}
        settings = self._table(where, rest, _SITE_KEYS, others=(*_ARGUMENT_KEYS, "profile"))
        self._resolve_paths(settings)
        if "profile" in table:
            site = self._profile(f"{where}.profile", table["profile"], arguments.get("url"))
            return SiteConfig(site=site, arguments=arguments, settings=settings)
        if "url" in arguments:
            return SiteConfig(site=sites.of(arguments["url"]), arguments=arguments, settings=settings)
        if name not in sites.names():
            raise UsageError(
                f"{self._path}: {where}: no site has this name{did_you_mean(name, sites.names())}; "
                'a profile of your own is given by its file: profile = "./mysite.py", '
                'and a site without a profile by its address: url = "https://any.site/"'
            )
        return SiteConfig(site=sites.get(name), arguments=arguments, settings=settings)

    def _alerts(self, table: Any) -> AlertSettings:
        if not isinstance(table, dict):
            raise UsageError(f"{self._path}: alerts is a table: write [alerts] and its keys below")
        found = self._table("alerts", table, _ALERT_KEYS, others=())
        if not {"to", "ping"} & found.keys():
            raise UsageError(
                f'{self._path}: alerts names nobody to tell: write to = ["…://…"], ping = "https://…", or both'
            )
        return AlertSettings(**found)

    def _fleet(self, table: Any) -> FleetOptions:
        if not isinstance(table, dict):
            raise UsageError(f"{self._path}: fleet is a table: write [fleet] and its keys below")
        return FleetOptions(**self._table("fleet", table, _FLEET_KEYS, others=()))

    def _profile(self, where: str, value: Any, url: str | None) -> sites.Site:
        """Return the profile in the file that a site names; an address beside it must be on one of its hosts."""
        path = self._beside(self._value(where, value, _path))
        try:
            site = profiles.load_file(path)
        except ValueError as error:
            raise UsageError(f"{self._path}: {where}: {error}") from error
        if url and not site.owns(url):
            raise UsageError(f"{self._path}: {where}: {url} is on no host of {site.name} ({', '.join(site.all_hosts)})")
        return site

    def _output(self, where: str, table: Mapping[str, Any]) -> dict[str, Any]:
        """Return a table in which the keys of ``[output]`` stand beside the others."""
        inner = table.get("output")
        if not isinstance(inner, dict):
            return dict(table)
        found = {key: value for key, value in table.items() if key != "output"}
        for key, value in inner.items():
            name = f"{where}.output.{key}" if where else f"output.{key}"
            if key not in _OUTPUT_KEYS:
                raise UsageError(
                    f"{self._path}: there is no key {name}{did_you_mean(key, _OUTPUT_KEYS)}; "
                    f"allowed are {', '.join(_OUTPUT_KEYS)}"
                )
            if _OUTPUT_KEYS[key] in found:
                raise UsageError(f"{self._path}: {name} and {_OUTPUT_KEYS[key]} say the same; keep one of them")
            found[_OUTPUT_KEYS[key]] = value
        return found

    def _table(self, where: str, table: Mapping[str, Any], known: _Keys, *, others: tuple[str, ...]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in self._output(where, table).items():
            name = f"{where}.{key}" if where else key
            if key == "settings" and known not in (_ALERT_KEYS, _FLEET_KEYS):
                found |= self._settings(name, value)
            elif key in known:
                target, read = known[key]
                found[target] = self._value(name, value, read)
            else:
                allowed = sorted({*known, *others, *(() if known in (_ALERT_KEYS, _FLEET_KEYS) else ("settings",))})
                raise UsageError(
                    f"{self._path}: there is no key {name}{did_you_mean(key, allowed)}; allowed are {', '.join(allowed)}"
                )
        return found

    def _settings(self, where: str, table: Any) -> dict[str, Any]:
        found = dict(self._value(where, table, _settings))
        for name, setting in found.items():
            if wrong := wrong_setting(name, setting):
                raise UsageError(f"{self._path}: {where}.{name}: {wrong}")
            if name in _PATHS and setting:
                self._value(f"{where}.{name}", str(setting), _READERS.get(name, _path))
        return found

    def _value(self, name: str, value: Any, read: Callable[[Any], Any]) -> Any:
        try:
            return read(value)
        except ValueError as error:
            is_secret = name.removeprefix("alerts.") in _SECRET_KEYS or is_database(value)
            shown = "" if is_secret else f", not {value!r}"
            raise UsageError(f"{self._path}: {name} is {error}{shown}") from None

    def _resolve_paths(self, settings: dict[str, Any]) -> None:
        """Make paths relative to the directory of the file, because cron starts in another one."""
        if is_remote(str(settings.get("NEWSCRAWL_OUTPUT", ""))):
            settings.setdefault("NEWSCRAWL_SPOOL", str(spool_of(settings["NEWSCRAWL_OUTPUT"])))
        for name in _PATHS:
            if name in settings and not is_remote(str(settings[name])) and not is_database(settings[name]):
                settings[name] = str(self._beside(settings[name]))

    def _beside(self, path: str) -> Path:
        """Return a path, relative to the directory of the file."""
        return self._path.parent.absolute() / Path(path).expanduser()
