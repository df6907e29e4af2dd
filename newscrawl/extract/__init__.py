"""Page bytes to articles. Pure: bytes and values in, values out.

>>> from newscrawl.extract import NotAnArticle, extract
>>> try:
...     extract(b"", url="https://baokiemtoan.vn/")
... except NotAnArticle as refusal:
...     print(refusal.reason)
empty
"""

from newscrawl.extract.article import Reading, extract, read
from newscrawl.extract.inspection import Candidate, candidates
from newscrawl.extract.page import Page
from newscrawl.extract.rejection import NotAnArticle, Reason

__all__ = ["Candidate", "NotAnArticle", "Page", "Reading", "Reason", "candidates", "extract", "read"]
