"""Segmentation of a text into words whose syllables are joined by ``_``: ``lũ_lụt ở Đồng_Nai``.

The packages are those of :mod:`newscrawl.corpus.tokens`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from newscrawl.corpus import tokens

if TYPE_CHECKING:
    from collections.abc import Callable

SEGMENTERS: Final = tuple(name for name in tokens.SEGMENTERS if name != "syllables")
"""The packages that find words of several syllables."""


def segmenter(name: str) -> Callable[[str], str]:
    """Return the function of a package. :class:`~newscrawl.exporters.files.OutputError` if it is not installed."""
    words = tokens.segmenter(name)

    def segment(text: str) -> str:
        return " ".join("_".join(word.split()) for word in words(text)) if text.strip() else ""

    return segment
