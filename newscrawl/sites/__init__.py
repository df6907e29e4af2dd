"""Profiles of the newspapers that newscrawl knows: one module per site, each with one name ``SITE``.

:mod:`~newscrawl.sites.profile` is the vocabulary of profiles, :mod:`~newscrawl.sites.families` holds what many sites share, and
:mod:`~newscrawl.sites.provenance` explains the source codes.
"""

from __future__ import annotations

import pkgutil
from functools import cache, lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from newscrawl import urls
from newscrawl.sites.profile import Site

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Site", "article_id", "canonical", "for_url", "get", "load", "names", "of", "unknown"]

_NOT_PROFILES: Final = frozenset({"families", "profile", "provenance"})
"""Modules of this package that are not profiles."""

_MAX_UNKNOWN_SITES: Final = 1_024
"""Number of sites without a profile that are kept in memory."""


@cache
def names() -> tuple[str, ...]:
    """Return the names of all sites with a profile, in alphabetical order."""
    modules = (module.name for module in pkgutil.iter_modules(__path__))
    return tuple(sorted(name for name in modules if name not in _NOT_PROFILES and not name.startswith("_")))


@cache
def get(name: str) -> Site:
    """Return the profile with that name. Raises ``KeyError`` if there is none."""
    if name not in names():
        raise KeyError(name)
    site: Site = import_module(f"{__name__}.{name}").SITE
    return site


@cache
def load() -> Mapping[str, Site]:
    """Return all profiles by name."""
    return {name: get(name) for name in names()}


@cache
def _by_host() -> Mapping[str, Site]:
    return {host: site for site in load().values() for host in site.all_hosts}


def for_url(url: str) -> Site | None:
    """Return the profile for the address's host; ``None`` if the host has no profile."""
    host = urls.host(url)
    return _by_host().get(host) or _by_host().get(host.removeprefix("m.").removeprefix("amp."))


@lru_cache(maxsize=_MAX_UNKNOWN_SITES)
def _unknown(scheme: str, netloc: str) -> Site:
    return Site(
        name=netloc.removeprefix("www."),
        publisher=netloc.removeprefix("www."),
        home=f"{scheme}://{netloc}/",
        family="unknown",
        confidence="low",
    )


def unknown(url: str) -> Site:
    """Return an empty profile for a site without one. Raises ``ValueError`` if ``url`` is not an address."""
    parts = urlsplit(urls.canonical(url))
    return _unknown(parts.scheme, parts.netloc)


def of(url: str) -> Site:
    """Return the profile for the address's host, or an empty profile."""
    return for_url(url) or unknown(url)


def article_id(url: str) -> str:
    """Return the ``Article.id`` of the page at an address of any site."""
    return of(url).article_id(url)


def canonical(url: str) -> str:
    """Return the canonical form of an address, by the profile of its host."""
    return of(url).canonical(url)
