"""Checks the names and values of settings."""

from __future__ import annotations

import re
from math import isfinite
from typing import TYPE_CHECKING, Any, Final, get_args
from urllib.parse import urlsplit

from newscrawl import settings
from newscrawl.pipelines.duplicates import NearDuplicatePolicy
from newscrawl.runner.suggest import did_you_mean
from newscrawl.text.tones import ToneStyle

if TYPE_CHECKING:
    from collections.abc import Sequence

LOG_LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
MAX_CONTACT_CHARS: Final = 200
"""Longest contact in the User-Agent."""

_MAIL: Final = re.compile(r"[^@\s,;:]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_PREFIX: Final = "NEWSCRAWL_"
_CHOICES: Final[dict[str, Sequence[str]]] = {
    "NEWSCRAWL_TONE_STYLE": get_args(ToneStyle),
    "NEWSCRAWL_NEAR_DUPLICATES": [policy.value for policy in NearDuplicatePolicy],
}
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
    default = getattr(settings, name, None)
    if isinstance(default, bool):
        return "" if str(value) in _BOOLEANS else f"it is True or False, not {value!r}"
    if isinstance(default, (int, float)):
        whole = isinstance(default, int) and name.startswith(_PREFIX)  # Scrapy's DOWNLOAD_TIMEOUT may be 2.5
        try:
            number = (int if whole else float)(str(value))
        except ValueError:
            return f"it is a {'whole ' if whole else ''}number, not {value!r}"
        if not isfinite(number) or number < 0:
            return f"it is a finite number from 0 on, not {value!r}"
    return ""


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
