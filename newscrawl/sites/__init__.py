"""The newspapers that newscrawl knows, as data: one module a site, each with one name ``SITE``."""

from __future__ import annotations

import pkgutil
from functools import cache, lru_cache
from importlib import import_module
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newscrawl import urls
from newscrawl.sites.profile import Site

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Site", "article_id", "canonical", "for_url", "get", "load", "names", "of", "unknown"]


@cache
def names() -> tuple[str, ...]:
    """Names of all sites with a profile, in alphabetical order."""
    return tuple(
        sorted(m.name for m in pkgutil.iter_modules(__path__) if m.name != "profile" and not m.name.startswith("_"))
    )


@cache
def get(name: str) -> Site:
    """The profile of that name; :class:`KeyError` where there is none."""
    if name not in names():
        raise KeyError(name)
    site: Site = import_module(f"{__name__}.{name}").SITE
    return site


@cache
def load() -> Mapping[str, Site]:
    """All profiles by name."""
    return {name: get(name) for name in names()}


@cache
def _by_host() -> Mapping[str, Site]:
    return {host: site for site in load().values() for host in site.all_hosts}


def for_url(url: str) -> Site | None:
    """The profile of the site that the address belongs to; ``None`` where there is none."""
    host = urls.host(url)
    return _by_host().get(host) or _by_host().get(host.removeprefix("m.").removeprefix("amp."))


@lru_cache(maxsize=1_024)
def _unknown(scheme: str, netloc: str) -> Site:
    return Site(
        name=netloc.removeprefix("www."),
        publisher=netloc.removeprefix("www."),
        home=f"{scheme}://{netloc}/",
        family="unknown",
        confidence="low",
    )


def unknown(url: str) -> Site:
    """A profile for a site that has none: its host, and nothing else. :class:`ValueError` for what is no address."""
    parts = urlsplit(urls.canonical(url))
    return _unknown(parts.scheme, parts.netloc)


def of(url: str) -> Site:
    """The profile of the address's host, or the empty one of a site without a profile."""
    return for_url(url) or unknown(url)


def article_id(url: str) -> str:
    """``Article.id`` of the page at an address, whichever site it is of."""
    return of(url).article_id(url)


def canonical(url: str) -> str:
    """The one spelling of an address, by the profile of its host."""
    return of(url).canonical(url)
