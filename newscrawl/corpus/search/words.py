"""Segmentation of Vietnamese text into words, by packages that the user installs.

In the result the syllables of a word are joined by ``_``: ``lũ_lụt ở Đồng_Nai``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_FUNCTIONS: Final = {"underthesea": ("underthesea", "word_tokenize"), "pyvi": ("pyvi.ViTokenizer", "tokenize")}
"""By name of a package, the module and its function."""

SEGMENTERS: Final = tuple(_FUNCTIONS)
"""The packages that can be used."""


class SegmenterError(Exception):
    """The package is not installed. The message says how to install it."""


def segmenter(name: str) -> Callable[[str], str]:
    """Return the function of a package. :class:`SegmenterError` if it is not installed."""
    module, function = _FUNCTIONS[name]
    try:
        call = getattr(import_module(module), function)
    except ImportError as error:
        raise SegmenterError(f"{name} cannot be imported ({error}). Install it: pip install {name}") from None
    if name == "underthesea":
        return lambda text: call(text, format="text") if text.strip() else ""
    return lambda text: call(text) if text.strip() else ""
