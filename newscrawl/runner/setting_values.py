"""Names and values of settings: what is wrong with one, and which known word was meant."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any, Final, get_args

from newscrawl import settings
from newscrawl.pipelines.dedupe import Policy
from newscrawl.text.tones import ToneStyle

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LOG_LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
_OURS: Final = "NEWSCRAWL_"
_WORDS: Final[dict[str, Sequence[str]]] = {
    "NEWSCRAWL_TONE_STYLE": get_args(ToneStyle),
    "NEWSCRAWL_NEAR_DUPLICATES": [policy.value for policy in Policy],
}
_YES_OR_NO: Final = ("True", "False", "true", "false", "1", "0")


def wrong_setting(name: str, value: Any) -> str:
    """What is wrong with a setting, or nothing. Scrapy's other settings and those of its add-ons are not known, ours are."""
    known = [ours for ours in dir(settings) if ours.startswith(_OURS)]
    if not name.isupper() or (name.startswith(_OURS) and name not in known):
        return f"there is no such setting{did_you_mean(name.upper(), known)}"
    if name in _WORDS and value not in _WORDS[name]:
        return f"it is one of {', '.join(_WORDS[name])}, not {value!r}"
    default = getattr(settings, name, None)
    if isinstance(default, bool):
        return "" if str(value) in _YES_OR_NO else f"it is True or False, not {value!r}"
    if isinstance(default, (int, float)):
        whole = isinstance(default, int) and name.startswith(_OURS)  # Scrapy's DOWNLOAD_TIMEOUT may be 2.5
        try:
            (int if whole else float)(str(value))
        except ValueError:
            return f"it is a {'whole ' if whole else ''}number, not {value!r}"
    return ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``, did you mean …?`` for a word that is not known, or nothing."""
    found = difflib.get_close_matches(word, list(known), n=2)
    return f" (did you mean {' or '.join(found)}?)" if found else ""
