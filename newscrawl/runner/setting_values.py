"""Checks the names and values of settings."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any, Final, get_args

from newscrawl import settings
from newscrawl.pipelines.dedupe import NearDuplicatePolicy
from newscrawl.runner.suggest import did_you_mean
from newscrawl.text.tones import ToneStyle

if TYPE_CHECKING:
    from collections.abc import Sequence

LOG_LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
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
