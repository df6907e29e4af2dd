"""Correct Vietnamese news text: Unicode, legacy encodings, tone marks, punctuation and missing spaces.

>>> from newscrawl.text import normalize
>>> normalize("Hoà Lạc : Võ ThịÁnh Xuân")
'Hòa Lạc: Võ Thị Ánh Xuân'
"""

from newscrawl.text.comparison import comparison_key
from newscrawl.text.normalization import (
    VERSION,
    Change,
    Normalizer,
    Report,
    normalize,
    normalize_report,
    repeated_names,
)

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
