"""Suggests the known word that an unknown one was meant to be. Light: the command line imports it for its help."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `` (did you mean …?)`` with at most two close words, or an empty string.

    >>> did_you_mean("sinse", ["since", "until"])
    ' (did you mean since?)'
    """
    import difflib  # noqa: PLC0415 - only needed once something is wrong

    found = difflib.get_close_matches(word, list(known), n=2)
    return f" (did you mean {' or '.join(found)}?)" if found else ""
