"""Moves spider arguments into Scrapy's settings, and reads what the crawl policy takes from the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.arguments import split_list
from newscrawl.policy.articles import OBEYABLE
from newscrawl.policy.limits import Limits
from newscrawl.policy.schedule import IntervalBounds, parse_duration

if TYPE_CHECKING:
    from newscrawl.arguments import SpiderArguments
    from newscrawl.extensions.plain_settings import SettingValues
    from newscrawl.sites import Site


def add_contact(settings: SettingValues) -> None:
    """Put the contact into the User-Agent."""
    contact = settings.get("NEWSCRAWL_CONTACT")
    if contact and contact not in settings["USER_AGENT"]:
        settings.set("USER_AGENT", f"{settings['USER_AGENT'].rstrip(')')}; {contact})", "spider")


def apply_arguments(settings: SettingValues, arguments: SpiderArguments, site: Site) -> None:
    """Set the delay, from the arguments or the profile, and the number of articles after which the crawl ends."""
    if arguments.delay is not None:
        settings.set("DOWNLOAD_DELAY", arguments.delay, "cmdline")
    elif site.delay is not None:
        settings.set("DOWNLOAD_DELAY", site.delay, "spider")
    if arguments.max_articles is not None:
        settings.set("CLOSESPIDER_ITEMCOUNT", arguments.max_articles, "cmdline")


def read_bounds(settings: SettingValues) -> IntervalBounds:
    """Return the bounds of the intervals of sources. Raises :class:`ValueError` for a setting that is no duration."""
    return IntervalBounds(
        shortest=parse_duration(settings["NEWSCRAWL_MIN_INTERVAL"]),
        longest=parse_duration(settings["NEWSCRAWL_MAX_INTERVAL"]),
    )


def read_obeyed(settings: SettingValues) -> frozenset[str]:
    """Return the page directives that the crawl obeys. Raises :class:`ValueError` for an unknown name."""
    obeyed = frozenset(split_list(settings["NEWSCRAWL_OBEY"]))
    if unknown := sorted(obeyed - OBEYABLE):
        raise ValueError(f"NEWSCRAWL_OBEY names {', '.join(unknown)}; it may name {', '.join(sorted(OBEYABLE))}")
    return obeyed


def read_limits(settings: SettingValues) -> Limits:
    """Return the limits that the settings name."""
    return Limits(
        max_in_flight=settings.getint("NEWSCRAWL_IN_FLIGHT"),
        max_tries=settings.getint("NEWSCRAWL_MAX_TRIES"),
        max_pages=settings.getint("NEWSCRAWL_MAX_PAGES"),
        max_sitemaps=settings.getint("NEWSCRAWL_MAX_SITEMAPS"),
        max_sources=settings.getint("NEWSCRAWL_MAX_SOURCES"),
        max_addresses=settings.getint("NEWSCRAWL_MAX_ADDRESSES"),
        max_entries=settings.getint("NEWSCRAWL_MAX_ENTRIES"),
        max_text_chars=settings.getint("NEWSCRAWL_MAX_TEXT"),
        max_page_bytes=settings.getint("NEWSCRAWL_MAX_PAGE"),
        max_revisits=settings.getint("NEWSCRAWL_REVISIT_BUDGET"),
    )
