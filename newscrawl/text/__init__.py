"""Correct Vietnamese news text: Unicode, legacy encodings, tone marks, punctuation and missing spaces.

>>> from newscrawl.text import normalize
>>> normalize("Hoà Lạc : Võ ThịÁnh Xuân")
'Hòa Lạc: Võ Thị Ánh Xuân'

The names are imported when they are used: a crawl that finds nothing new needs no rules.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from newscrawl.text.version import VERSION

if TYPE_CHECKING:
    from newscrawl.text.comparison import comparison_key
    from newscrawl.text.normalization import Change, Normalizer, Report, normalize, normalize_report, repeated_names

__all__ = [
    "VERSION",
    "Change",
    "Normalizer",
    "Report",
    "comparison_key",
    "normalize",
    "normalize_report",
    "repeated_names",
]

_MODULES: Final = {
    "Change": "normalization",
    "Normalizer": "normalization",
    "Report": "normalization",
    "comparison_key": "comparison",
    "normalize": "normalization",
    "normalize_report": "normalization",
    "repeated_names": "normalization",
}
"""The module that defines each public name."""


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used (PEP 562)."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    return value
