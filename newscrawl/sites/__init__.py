"""Profiles of the newspapers that newscrawl knows: one module per site, each with one name ``SITE``.

:mod:`~newscrawl.sites.profile` and :mod:`~newscrawl.sites.layout` are the vocabulary of profiles, :mod:`~newscrawl.sites.families` holds what many sites share, and
:mod:`~newscrawl.sites.provenance` explains the source codes.

Profiles come from three places: the modules of this package, installed packages with an entry point in the group
:data:`ENTRY_POINTS`, and the files of a user, which ``newscrawl.runner.profiles`` reads and :func:`register` adds. A user's own
profile comes before a bundled one of the same host.
"""

from __future__ import annotations

import pkgutil
from functools import cache, lru_cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from newscrawl import urls
from newscrawl.sites.profile import Site

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "ProfileError",
    "Site",
    "article_id",
    "canonical",
    "for_url",
    "get",
    "load",
    "names",
    "of",
    "of_one",
    "register",
    "registered",
    "restore",
    "unknown",
]

ENTRY_POINTS: Final = "newscrawl.profiles"
"""The group of entry points in which installed packages offer profiles. The name of an entry point is that of its site."""

_NOT_PROFILES: Final = frozenset({"families", "layout", "profile", "provenance"})
"""Modules of this package that are not profiles."""

_PUBLIC_DOMAINS: Final = frozenset({"com.vn", "edu.vn", "gov.vn", "net.vn", "org.vn"})
"""Domains above those of many newspapers."""

_MAX_UNKNOWN_SITES: Final = 1_024
"""Number of sites without a profile that are kept in memory."""


class ProfileError(ValueError):
    """A profile of one's own cannot be used. The message names it and says what is wrong."""


_own: dict[str, tuple[Site, str]] = {}
"""The profiles from files: by name, the profile and the file."""


# -- profiles of a user's own ------------------------------------------------------------------------------------------


def register(site: Site, origin: str) -> None:
    """Add a profile from a file; ``origin`` is the file. The same file may be registered again.

    A profile may replace a bundled one of the same name if both have a host in common: it is then a corrected copy.
    Raises :class:`ProfileError` if another profile has the name, or another file has one of the hosts.
    """
    others = {name: known for name, known in _own.items() if known[1] != origin}
    if site.name in others:
        raise ProfileError(
            f"two profiles are called {site.name!r}: {others[site.name][1]} and {origin}; rename one of them"
        )
    _check_bundled(site, origin)
    for other, path in others.values():
        if shared := sorted(other.all_hosts & site.all_hosts):
            raise ProfileError(
                f"two profiles have the host {shared[0]}: {path} and {origin}; remove it from one of them"
            )
    restore({**others, site.name: (site, origin)})


def _check_bundled(site: Site, origin: str) -> None:
    """Raise :class:`ProfileError` if a bundled profile of another newspaper has the name."""
    if site.name in _bundled_names() and not site.all_hosts & (bundled := _bundled(site.name)).all_hosts:
        raise ProfileError(
            f"{origin}: the name {site.name!r} belongs to the profile of {bundled.home} that newscrawl brings; "
            "choose another name"
        )


def registered() -> dict[str, tuple[Site, str]]:
    """Return the profiles from files: by name, the profile and its file."""
    return dict(_own)


def restore(profiles: Mapping[str, tuple[Site, str]]) -> None:
    """Set the profiles from files to an earlier value of :func:`registered`."""
    _own.clear()
    _own.update(profiles)
    _forget()


def _forget() -> None:
    """Empty the caches that depend on the profiles from files."""
    for function in (names, load, _by_host):
        function.cache_clear()


# -- profiles of installed packages ------------------------------------------------------------------------------------


@cache
def _offered() -> Mapping[str, EntryPoint]:
    """Return the entry points of installed packages by name. Raises :class:`ProfileError` for two of one name."""
    found: dict[str, EntryPoint] = {}
    for entry in entry_points(group=ENTRY_POINTS):
        other = found.setdefault(entry.name, entry)
        if other.value != entry.value:
            raise ProfileError(
                f"two packages offer a profile called {entry.name!r}: {_named(other)} and {_named(entry)}; "
                "uninstall one of them"
            )
    return found


def _named(entry: EntryPoint) -> str:
    return f"{entry.dist.name if entry.dist else 'a package'} ({entry.value})"


@cache
def _from_package(name: str) -> Site:
    entry = _offered()[name]
    try:
        site = entry.load()
    except Exception as error:
        raise ProfileError(
            f"the profile {name!r} of {_named(entry)} cannot be loaded: {type(error).__name__}: {error}; "
            "repair the package or uninstall it"
        ) from error
    site = getattr(site, "SITE", site)  # the entry point may name the module or the profile in it
    if not isinstance(site, Site) or site.name != name:
        what = f"has the name {site.name!r}" if isinstance(site, Site) else "is no profile (newscrawl.sites.Site)"
        raise ProfileError(f"the profile {name!r} of {_named(entry)} {what}; repair the package or uninstall it")
    _check_bundled(site, _named(entry))
    return site


# -- all profiles ------------------------------------------------------------------------------------------------------


@cache
def _bundled_names() -> tuple[str, ...]:
    modules = (module.name for module in pkgutil.iter_modules(__path__))
    return tuple(sorted(name for name in modules if name not in _NOT_PROFILES and not name.startswith("_")))


@cache
def _bundled(name: str) -> Site:
    site: Site = import_module(f"{__name__}.{name}").SITE
    return site


@cache
def names() -> tuple[str, ...]:
    """Return the names of all sites with a profile, in alphabetical order."""
    return tuple(sorted({*_bundled_names(), *_offered(), *_own}))


def get(name: str) -> Site:
    """Return the profile with that name. Raises ``KeyError`` if there is none."""
    if name in _own:
        return _own[name][0]
    if name in _offered():
        return _from_package(name)
    if name not in _bundled_names():
        raise KeyError(name)
    return _bundled(name)


@cache
def load() -> Mapping[str, Site]:
    """Return all profiles by name."""
    return {name: get(name) for name in names()}


@cache
def _by_host() -> Mapping[str, Site]:
    """Return the profile of each host."""
    return _hosts(_bundled_names())


def _hosts(bundled: Iterable[str]) -> Mapping[str, Site]:
    """Return the profile of each host of some bundled profiles and all others. A profile of the user's own comes before a bundled one."""
    found = {host: _bundled(name) for name in bundled for host in _bundled(name).all_hosts}
    found |= {host: _from_package(name) for name in _offered() for host in _from_package(name).all_hosts}
    return found | {host: site for site, _ in _own.values() for host in site.all_hosts}


def _that_name(host: str) -> list[str]:
    """Return the names of the bundled profiles whose source text names a host or a domain above it: those that can be its own."""
    labels = host.split(".")
    domains = {".".join(labels[first:]) for first in range(len(labels) - 1)} - _PUBLIC_DOMAINS
    found = []
    for name in _bundled_names():
        try:
            text = (pkgutil.get_data(__name__, f"{name}.py") or b"").decode()
        except OSError:  # installed without its source
            found.append(name)
            continue
        if any(domain in text for domain in domains):
            found.append(name)
    return found


def for_url(url: str) -> Site | None:
    """Return the profile for the address's host; ``None`` if the host has no profile."""
    return _look_up(_by_host(), url)


def _look_up(by_host: Mapping[str, Site], url: str) -> Site | None:
    host = urls.host(url)
    return by_host.get(host) or by_host.get(host.removeprefix("m.").removeprefix("amp."))


def of_one(url: str) -> Site:
    """Return the same as :func:`of`, for the one address that a command begins with: the other profiles are not imported, which takes 80 ms."""
    return _look_up(_hosts(_that_name(urls.host(url))), url) or unknown(url)


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
