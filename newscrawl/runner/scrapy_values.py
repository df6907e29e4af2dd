"""Checks values of Scrapy's settings, and of the variables for proxies, that Scrapy itself refuses late or not at all."""

from __future__ import annotations

import codecs
import ipaddress
import re
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from newscrawl.printable import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_AT_LEAST_ONE: Final = frozenset(("CONCURRENT_ITEMS", "CONCURRENT_REQUESTS", "CONCURRENT_REQUESTS_PER_DOMAIN"))
"""Numbers of things at the same time. With 0 a crawl waits for ever, or has no limit."""

_STATUS_LISTS: Final = frozenset(("HTTPERROR_ALLOWED_CODES", "HTTPCACHE_IGNORE_HTTP_CODES", "RETRY_HTTP_CODES"))
"""Lists of HTTP statuses."""

_TLS_LIMITS: Final = frozenset(("DOWNLOAD_TLS_MAX_VERSION", "DOWNLOAD_TLS_MIN_VERSION"))
_TLS_VERSIONS: Final = ("TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3")
_STATUSES: Final = range(100, 600)
_PORTS: Final = range(65_536)

PROXY_VARIABLES: Final = ("http_proxy", "https_proxy", "all_proxy")
"""Variables of the environment that name a proxy, also in capitals."""

_PROXY_SCHEMES: Final = frozenset(("http", "https", "socks5", "socks5h"))
_HOST: Final = re.compile(r"[\w.-]+|[0-9a-f:.]+", re.IGNORECASE)
_EXEMPT: Final = re.compile(
    r"(?:\*?\.?[\w.-]+|\*)(?::\d+|/\d+)?|\[?[0-9a-f:.]*[0-9a-f][0-9a-f:.]*\]?(?:/\d+)?", re.IGNORECASE
)
"""An entry of ``no_proxy``: a host, a domain, an address or a network."""

_SHOWN_CHARS: Final = 80
"""Characters of a wrong value that a message repeats."""


def wrong_value(name: str, value: Any) -> str:
    """Return what is wrong with a value of one of Scrapy's settings, or an empty string."""
    given = f"not {str(value)[:_SHOWN_CHARS]!r}"
    if name in _AT_LEAST_ONE and str(value).strip() in {"0", "0.0", "False"}:
        return f"it is a number from 1, {given}"
    if name in _STATUS_LISTS and not all(_is_status(entry) for entry in _listed(value)):
        return f"it is a list of HTTP statuses such as 500,502, {given}"
    if name in _TLS_LIMITS and value not in (None, *_TLS_VERSIONS):
        return f"it is one of {', '.join(_TLS_VERSIONS)}, {given}"
    if name in _FORMS and value is not None and not _FORMS[name][0](value):
        return f"it is {_FORMS[name][1]}, {given}"
    if name == "SPIDER_MODULES" and (missing := [entry for entry in _listed(value) if not _is_module(entry)]):
        return f"there is no module {str(missing[0])[:_SHOWN_CHARS]!r}. Correct the name, or install its package"
    return ""


def _is_bind_address(value: Any) -> bool:
    """Return whether a value is an IP address, alone or in a pair with a port, as Scrapy takes it."""
    if isinstance(value, (list, tuple)):
        address, *rest = value or ("",)
        is_port = len(rest) == 1 and isinstance(rest[0], int) and rest[0] in _PORTS
    else:
        address, is_port = value, True
    try:
        ipaddress.ip_address(str(address))
    except ValueError:
        return False
    return is_port


def wrong_feeds(feeds: Mapping[str, Any]) -> str:
    """Return what is wrong with the table ``FEEDS``, or an empty string: each file has a table of its own."""
    wrong = next((name for name, options in feeds.items() if not isinstance(options, dict)), None)
    if wrong is None:
        return ""
    return f'each file has a table of its own, such as {{"{str(wrong)[:_SHOWN_CHARS]}": {{"format": "jsonlines"}}}}'


def wrong_proxy(environment: Mapping[str, str]) -> str:
    """Return which variable for a proxy has a value that names none, as one sentence, or an empty string.

    A password in the value is not repeated.
    """
    for name in (spelled for known in PROXY_VARIABLES for spelled in (known, known.upper())):
        if (value := environment.get(name, "").strip()) and not _is_proxy(value):
            shown = printable(value.rpartition("@")[2])[:_SHOWN_CHARS]
            return f"{name} is no address of a proxy, such as http://proxy.example:3128: {shown!r}. Correct or unset it"
    for name in ("no_proxy", "NO_PROXY"):
        entries = [entry.strip() for entry in environment.get(name, "").split(",")]
        if wrong := next((entry for entry in entries if entry and not _EXEMPT.fullmatch(entry)), None):
            shown = printable(wrong)[:_SHOWN_CHARS]
            return (
                f"{name} is a list of hosts such as localhost,.example.org, and {shown!r} is none. Correct or unset it"
            )
    return ""


def _is_proxy(value: str) -> bool:
    try:
        parts = urlsplit(value if "://" in value else f"http://{value}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    is_place = "://" in value or port is not None or "." in host or host == "localhost"
    return parts.scheme in _PROXY_SCHEMES and bool(_HOST.fullmatch(host)) and port != 0 and is_place


def _listed(value: Any) -> Sequence[Any]:
    """Return the entries of a list, which the command line writes with commas."""
    if isinstance(value, str):
        return [entry.strip() for entry in value.split(",") if entry.strip()]
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _is_status(entry: Any) -> bool:
    try:
        return int(entry) in _STATUSES
    except (TypeError, ValueError):
        return False


def _is_codec(value: Any) -> bool:
    try:
        codecs.lookup(value)
    except (LookupError, TypeError, ValueError):
        return False
    return True


def _is_module(entry: Any) -> bool:
    try:
        return find_spec(entry) is not None
    except (AttributeError, ImportError, TypeError, ValueError):
        return False


_FORMS: Final[dict[str, tuple[Callable[[Any], bool], str]]] = {
    "LOG_ENCODING": (_is_codec, "an encoding that Python knows, such as utf-8"),
    "DOWNLOAD_BIND_ADDRESS": (_is_bind_address, "an IP address of this machine, such as 192.0.2.10"),
}
"""Settings whose value has a form: the check, and what the value is."""
