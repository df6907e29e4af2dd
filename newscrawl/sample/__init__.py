"""A small newspaper on the loopback interface, for the demonstration and the end-to-end tests.

Its pages have the layouts that Báo Kiểm toán has had over the years (OneCMS old and new, the portal), with feeds,
sitemaps, load-more requests, and the faults that a crawler meets. ``with serve() as server:`` starts it.
:func:`expected` returns what a perfect crawl of it yields. People, places and events are invented, except in one
article.
"""

from newscrawl.sample.server import Request, Server, serve
from newscrawl.sample.truth import Expectation, ExpectedArticle, ExpectedImage, ExpectedLink, Rejection, expected

__all__ = [
    "Expectation",
    "ExpectedArticle",
    "ExpectedImage",
    "ExpectedLink",
    "Rejection",
    "Request",
    "Server",
    "expected",
    "serve",
]
