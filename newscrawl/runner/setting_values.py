"""Checks the names and values of settings."""

from __future__ import annotations

import json
import logging
import re
import ssl
from typing import TYPE_CHECKING, Any, Final, get_args
from urllib.parse import urlsplit

from newscrawl import settings
from newscrawl.arguments import MAX_NUMBER
from newscrawl.pipelines.duplicates import NearDuplicatePolicy
from newscrawl.runner.scrapy_values import wrong_feeds, wrong_value
from newscrawl.runner.suggest import did_you_mean
from newscrawl.text.tones import ToneStyle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy.settings import BaseSettings

LOG_LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
MAX_CONTACT_CHARS: Final = 200
"""Longest contact in the User-Agent."""

_MAIL: Final = re.compile(r"[^@\s,;:]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_PREFIX: Final = "NEWSCRAWL_"
_CHOICES: Final[dict[str, Sequence[str]]] = {
    "NEWSCRAWL_TONE_STYLE": get_args(ToneStyle),
    "NEWSCRAWL_NEAR_DUPLICATES": [policy.value for policy in NearDuplicatePolicy],
}
_COMPONENTS: Final = frozenset(
    (
        "DNS_RESOLVER",
        "DOWNLOADER",
        "DUPEFILTER_CLASS",
        "ITEM_PROCESSOR",
        "LOG_FORMATTER",
        "REQUEST_FINGERPRINTER_CLASS",
        "SCHEDULER",
        "SCHEDULER_MEMORY_QUEUE",
        "SCHEDULER_PRIORITY_QUEUE",
        "SCHEDULER_START_MEMORY_QUEUE",
        "STATS_CLASS",
    )
)
"""Settings of Scrapy whose value is the import path of a class."""

_ORDERED_COMPONENTS: Final = frozenset(("ADDONS", "EXTENSIONS", "ITEM_PIPELINES", "SPIDER_MIDDLEWARES"))
"""Settings of Scrapy whose value is a table of import paths, each with its place or ``None``."""

_SHOWN_CHARS: Final = 80
"""Characters of a wrong value that a message repeats."""

_TABLES: Final = _ORDERED_COMPONENTS | {
    "DEFAULT_REQUEST_HEADERS",
    "DOWNLOADER_MIDDLEWARES",
    "DOWNLOADER_MIDDLEWARES_BASE",
    "DOWNLOAD_HANDLERS",
    "DOWNLOAD_HANDLERS_BASE",
    "DOWNLOAD_SLOTS",
    "EXTENSIONS_BASE",
    "FEEDS",
    "FEED_EXPORTERS",
    "FEED_STORAGES",
    "ITEM_PIPELINES_BASE",
    "SPIDER_MIDDLEWARES_BASE",
}
"""Settings of Scrapy whose value is a table, on the command line in JSON."""

_BOOLEANS: Final = ("True", "False", "true", "false", "1", "0")


def wrong_setting(name: str, value: Any) -> str:
    """Return what is wrong with a setting, or an empty string.

    Names that begin with ``NEWSCRAWL_`` must exist. Scrapy's own settings and those of its add-ons are not checked by name.
    """
    known = [ours for ours in dir(settings) if ours.startswith(_PREFIX)]
    if not name.isupper() or (name.startswith(_PREFIX) and name not in known):
        return f"there is no such setting{did_you_mean(name.upper(), known)}"
    if name in _CHOICES and value not in _CHOICES[name]:
        return f"it is one of {', '.join(_CHOICES[name])}, not {value!r}"
    return _wrong_form(name, value) or _wrong_type(name, value) or wrong_value(name, value)


def _wrong_type(name: str, value: Any) -> str:
    """Return why a value cannot take the place of newscrawl's own, or an empty string."""
    is_ours = hasattr(settings, name)
    if is_ours:
        default = getattr(settings, name)
    else:
        from scrapy.settings import default_settings  # noqa: PLC0415 - `init` checks a contact without Scrapy

        default = getattr(default_settings, name, None)
    if isinstance(default, bool):
        return "" if str(value) in _BOOLEANS else f"it is True or False, not {value!r}"
    if not isinstance(default, (int, float)):
        return ""
    whole = isinstance(default, int) and name.startswith(_PREFIX)  # Scrapy's DOWNLOAD_TIMEOUT may be 2.5
    try:
        number = (int if whole else float)(str(value))
    except ValueError:
        return f"it is a {'whole ' if whole else ''}number, not {value!r}"
    if is_ours and not 0 <= number <= MAX_NUMBER:
        return f"it is a finite number from 0 to {MAX_NUMBER}, not {str(value)[:_SHOWN_CHARS]!r}"
    return ""


def _wrong_form(name: str, value: Any) -> str:
    """Return what is wrong with the form of a table or of the log's lines, or an empty string."""
    if name == "LOG_FORMAT":
        try:
            logging.Formatter(value).format(logging.makeLogRecord({}))
        except (KeyError, TypeError, ValueError) as error:
            return f"it is a format of Python's logging, not {value!r} ({error})"
    if name == "DOWNLOADER_CLIENT_TLS_CIPHERS":
        try:
            ssl.create_default_context().set_ciphers(value)
        except (ssl.SSLError, TypeError):
            return f"it is a list of ciphers that OpenSSL knows, not {str(value)[:_SHOWN_CHARS]!r}"
    if name == "USER_AGENT" and not str(value).isprintable():
        return f"it is one line without control characters, not {str(value)[:_SHOWN_CHARS]!r}"
    if name in _TABLES and isinstance(value, str):
        try:
            table = json.loads(value or "{}")
        except (RecursionError, ValueError):
            table = None
        if not isinstance(table, dict):
            return f"it is a table in JSON, such as {{}}, not {value[:_SHOWN_CHARS]!r}"
        value = table
    if name == "FEEDS" and isinstance(value, dict):
        return wrong_feeds(value)
    return ""


def missing_component(using: BaseSettings) -> str:
    """Return which component that a user's settings name cannot be loaded, as one sentence, or an empty string."""
    from scrapy.settings import SETTINGS_PRIORITIES  # noqa: PLC0415 - `init` checks a contact without Scrapy
    from scrapy.utils.misc import load_object  # noqa: PLC0415 - as above

    for name in sorted(using):
        if (using.getpriority(name) or 0) <= SETTINGS_PRIORITIES["project"]:
            continue
        try:
            for path in _components(name, using):
                load_object(path)
        except (ImportError, NameError, SyntaxError, TypeError, ValueError) as error:
            return f"{name} names what cannot be loaded: {type(error).__name__}: {error}. Correct the name, or install its package"
    return ""


def _components(name: str, using: BaseSettings) -> list[Any]:
    value = using[name]
    if name in _COMPONENTS:
        return [value]
    if name in _ORDERED_COMPONENTS:
        return [path for path, order in using.getwithbase(name).items() if order is not None]
    return []


def wrong_contact(text: str) -> str:
    """Return what is wrong with a contact for the User-Agent, or an empty string: it is an e-mail or an http(s) address."""
    if not text.isascii() or not text.isprintable() or len(text) > MAX_CONTACT_CHARS or set(text) & set('()<>"\\'):
        return f"a contact is at most {MAX_CONTACT_CHARS} plain characters, not {text[:MAX_CONTACT_CHARS]!r}"
    if _MAIL.fullmatch(text):
        return ""
    parts = urlsplit(text)
    if parts.scheme in {"http", "https"} and "." in (parts.hostname or "") and " " not in text:
        return ""
    return f"a contact is an e-mail address such as you@example.org, or a page such as https://example.org/crawler, not {text!r}"
