"""A small newspaper on loopback, bundled for the demonstration and the end-to-end tests.

It is laid out as Báo Kiểm toán has been over the years (OneCMS old and new, the portal), with feeds, sitemaps,
load-more, and the accidents that a crawler meets. ``with serve() as server:`` starts it; :func:`expected` says what a
perfect crawl of it yields. Its people, places and events are invented, but for the one article the project began with.
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
