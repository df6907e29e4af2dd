"""Page bytes to articles. Pure: bytes and values in, values out.

>>> from newscrawl.extract import NotAnArticle, extract
>>> try:
...     extract(b"", url="https://baokiemtoan.vn/")
... except NotAnArticle as error:
...     print(error.reason)
empty
"""

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
