"""Reads ``crawl.toml``: which sites are crawled, how, and where their files go. An error names the key that is wrong."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from newscrawl import sites
from newscrawl.archive.upload import spool_of
from newscrawl.extensions.crawl_facts import output_location
from newscrawl.extensions.plain_settings import PlainSettings
from newscrawl.middlewares.agent import agent_problem
from newscrawl.objects.store import is_remote
from newscrawl.report.alerts import AlertSettings
from newscrawl.runner import profiles
from newscrawl.runner.config_keys import (
    ALERT_KEYS,
    ARGUMENT_KEYS,
    FILE_KEYS,
    FLEET_KEYS,
    GLOBAL_KEYS,
    OUTPUT_KEYS,
    PATH_READERS,
    PATHS,
    SECRET_KEYS,
    SITE_KEYS,
    Keys,
    read_count,
    read_path,
    read_profiles,
    read_settings,
)
from newscrawl.runner.errors import UsageError
from newscrawl.runner.fleet.options import FleetOptions
from newscrawl.runner.scheduled_site import ScheduledSite
from newscrawl.runner.setting_values import wrong_setting
from newscrawl.runner.suggest import did_you_mean
from newscrawl.state import Place, is_database

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

DEFAULT_AT_ONCE: Final = 16
"""Sites crawled at the same time where the file does not say."""


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
            profiles.use(self._beside(path) for path in self._value("profiles", read.pop("profiles"), read_profiles))
        at_once = self._value("at_once", read.pop("at_once", DEFAULT_AT_ONCE), read_count)
        told = self._alerts(read.pop("alerts")) if "alerts" in read else AlertSettings()
        shared = self._fleet(read.pop("fleet")) if "fleet" in read else FleetOptions()
        page = self._value("status_html", read.pop("status_html"), read_path) if "status_html" in read else None
        settings = self._table("", read, GLOBAL_KEYS, others=FILE_KEYS)
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
        arguments = self._table(where, {k: v for k, v in table.items() if k in ARGUMENT_KEYS}, ARGUMENT_KEYS, others=())
        rest = {k: v for k, v in table.items() if k not in ARGUMENT_KEYS and k != "profile"}
        settings = self._table(where, rest, SITE_KEYS, others=(*ARGUMENT_KEYS, "profile"))
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
        found = self._table("alerts", table, ALERT_KEYS, others=())
        if not {"to", "ping"} & found.keys():
            raise UsageError(
                f'{self._path}: alerts names nobody to tell: write to = ["…://…"], ping = "https://…", or both'
            )
        return AlertSettings(**found)

    def _fleet(self, table: Any) -> FleetOptions:
        if not isinstance(table, dict):
            raise UsageError(f"{self._path}: fleet is a table: write [fleet] and its keys below")
        return FleetOptions(**self._table("fleet", table, FLEET_KEYS, others=()))

    def _profile(self, where: str, value: Any, url: str | None) -> sites.Site:
        """Return the profile in the file that a site names; an address beside it must be on one of its hosts."""
        path = self._beside(self._value(where, value, read_path))
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
            if key not in OUTPUT_KEYS:
                raise UsageError(
                    f"{self._path}: there is no key {name}{did_you_mean(key, OUTPUT_KEYS)}; "
                    f"allowed are {', '.join(OUTPUT_KEYS)}"
                )
            if OUTPUT_KEYS[key] in found:
                raise UsageError(f"{self._path}: {name} and {OUTPUT_KEYS[key]} say the same; keep one of them")
            found[OUTPUT_KEYS[key]] = value
        return found

    def _table(self, where: str, table: Mapping[str, Any], known: Keys, *, others: tuple[str, ...]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in self._output(where, table).items():
            name = f"{where}.{key}" if where else key
            if key == "settings" and known not in (ALERT_KEYS, FLEET_KEYS):
                found |= self._settings(name, value)
            elif key in known:
                target, read = known[key]
                found[target] = self._value(name, value, read)
            else:
                allowed = sorted({*known, *others, *(() if known in (ALERT_KEYS, FLEET_KEYS) else ("settings",))})
                raise UsageError(
                    f"{self._path}: there is no key {name}{did_you_mean(key, allowed)}; allowed are {', '.join(allowed)}"
                )
        return found

    def _settings(self, where: str, table: Any) -> dict[str, Any]:
        found = dict(self._value(where, table, read_settings))
        for name, setting in found.items():
            if wrong := wrong_setting(name, setting):
                raise UsageError(f"{self._path}: {where}.{name}: {wrong}")
            if name in PATHS and setting:
                self._value(f"{where}.{name}", str(setting), PATH_READERS.get(name, read_path))
        return found

    def _value(self, name: str, value: Any, read: Callable[[Any], Any]) -> Any:
        try:
            return read(value)
        except ValueError as error:
            is_secret = name.removeprefix("alerts.") in SECRET_KEYS or is_database(value)
            shown = "" if is_secret else f", not {value!r}"
            raise UsageError(f"{self._path}: {name} is {error}{shown}") from None

    def _resolve_paths(self, settings: dict[str, Any]) -> None:
        """Make paths relative to the directory of the file, because cron starts in another one."""
        if is_remote(str(settings.get("NEWSCRAWL_OUTPUT", ""))):
            settings.setdefault("NEWSCRAWL_SPOOL", str(spool_of(settings["NEWSCRAWL_OUTPUT"])))
        for name in PATHS:
            if name in settings and not is_remote(str(settings[name])) and not is_database(settings[name]):
                settings[name] = str(self._beside(settings[name]))

    def _beside(self, path: str) -> Path:
        """Return a path, relative to the directory of the file."""
        return self._path.parent.absolute() / Path(path).expanduser()
