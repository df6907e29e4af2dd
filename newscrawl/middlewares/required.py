"""Refuses settings that would switch off what newscrawl promises to every site: robots.txt, the hosts, the pauses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scrapy.utils.misc import load_object

from newscrawl.middlewares.addresses import AddressMiddleware
from newscrawl.middlewares.agent import agent_problem
from newscrawl.middlewares.backoff import BackoffMiddleware
from newscrawl.middlewares.robots import RobotsMiddleware

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

REPLAY_SETTING: Final = "NEWSCRAWL_REPLAY"
"""Setting of a replay, which requests nothing."""

_PARSER: Final = "scrapy.robotstxt.ProtegoRobotParser"
_REQUIRED: Final = (RobotsMiddleware, AddressMiddleware, BackoffMiddleware)


def broken_promise(settings: BaseSettings) -> str:
    """Return which promise the settings of a crawl would break, as one sentence; an empty string if they keep all."""
    if REPLAY_SETTING in settings:
        return ""
    return _robots_problem(settings) or _middleware_problem(settings) or _handler_problem(settings)


def _robots_problem(settings: BaseSettings) -> str:
    try:
        is_obeyed = settings.getbool("ROBOTSTXT_OBEY")
    except ValueError:
        is_obeyed = False
    if not is_obeyed:
        return "ROBOTSTXT_OBEY cannot be switched off: newscrawl obeys robots.txt in every crawl. Remove the setting"
    if settings.get("ROBOTSTXT_PARSER") != _PARSER:
        return f"ROBOTSTXT_PARSER cannot be changed: robots.txt is read by {_PARSER}. Remove the setting"
    if wrong := agent_problem(settings["USER_AGENT"], settings["ROBOTSTXT_USER_AGENT"]):
        return wrong
    if any(str(name).lower() == "user-agent" for name in settings.getwithbase("DEFAULT_REQUEST_HEADERS")):
        return "DEFAULT_REQUEST_HEADERS cannot hold a User-Agent, by which a site's robots.txt is read: set USER_AGENT"
    return ""


def _handler_problem(settings: BaseSettings) -> str:
    from newscrawl.middlewares.connections import GuardedHandler  # noqa: PLC0415 - a replay needs no HTTP client

    for scheme in ("http", "https"):
        named = settings.getwithbase("DOWNLOAD_HANDLERS").get(scheme)
        try:
            handler = load_object(named) if named else None
        except (ImportError, NameError, TypeError, ValueError) as error:
            return f"DOWNLOAD_HANDLERS cannot be loaded: {error}"
        if not (isinstance(handler, type) and issubclass(handler, GuardedHandler)):
            return (
                f"DOWNLOAD_HANDLERS must give {scheme} to {GuardedHandler.__module__}.{GuardedHandler.__name__} or to a "
                "subclass: it keeps the delay, and connects to no private address. Remove the setting"
            )
    return ""


def _middleware_problem(settings: BaseSettings) -> str:
    try:
        named = settings.getwithbase("DOWNLOADER_MIDDLEWARES")
        active = [load_object(name) for name, order in named.items() if order is not None]
    except (ImportError, NameError, TypeError, ValueError) as error:
        return f"DOWNLOADER_MIDDLEWARES cannot be loaded: {error}"
    for required in _REQUIRED:
        if not any(isinstance(found, type) and issubclass(found, required) for found in active):
            return (
                f"DOWNLOADER_MIDDLEWARES does not name {required.__module__}.{required.__name__}, which keeps a promise "
                "of newscrawl to the sites. Add your own to those of newscrawl.settings.DOWNLOADER_MIDDLEWARES"
            )
    return ""
