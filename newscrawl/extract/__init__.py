"""Page bytes to articles. Pure: bytes and values in, values out.

>>> from newscrawl.extract import NotAnArticle, extract
>>> try:
...     extract(b"", url="https://baokiemtoan.vn/")
... except NotAnArticle as error:
...     print(error.reason)
empty

The names are imported when they are used: a crawl that finds nothing new does not load the extraction.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from newscrawl.extract.article import ExtractedPage, extract, extract_page, open_page, pick_article, to_article
    from newscrawl.extract.candidate import Candidate
    from newscrawl.extract.context import Context
    from newscrawl.extract.inspection import inspect, shown_candidates
    from newscrawl.extract.page import Page
    from newscrawl.extract.rejection import NotAnArticle, Reason

__all__ = [
    "Candidate",
    "Context",
    "ExtractedPage",
    "NotAnArticle",
    "Page",
    "Reason",
    "extract",
    "extract_page",
    "inspect",
    "open_page",
    "pick_article",
    "shown_candidates",
    "to_article",
]

_MODULES: Final = {
    "Candidate": "candidate",
    "Context": "context",
    "ExtractedPage": "article",
    "NotAnArticle": "rejection",
    "Page": "page",
    "Reason": "rejection",
    "extract": "article",
    "extract_page": "article",
    "inspect": "inspection",
    "open_page": "article",
    "pick_article": "article",
    "shown_candidates": "inspection",
    "to_article": "article",
}
"""The module that defines each public name."""


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used (PEP 562)."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    return value
