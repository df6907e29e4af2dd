"""Whether the data of a page call it an article."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from newscrawl.extract.page import Page

STATING_META: Final = (
    "article:modified_time",
    "article:author",
    "og:article:published_time",
    "og:article:author",
    "datepublished",
    "date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publication_date",
    "dc.date.issued",
    "dcterms.created",
    "sailthru.date",
    "parsely-pub-date",
    "cxenseparse:recs:publishtime",
)
"""``meta`` tags that an article has and a list of articles has not."""


def is_stated_article(page: Page) -> bool:
    """Whether the page's data call it an article: its JSON-LD, a time of publication, or ``og:type`` with an author or a date."""
    if page.news or page.meta("article:published_time"):
        return True
    og_type = (page.meta("og:type") or "").lower()
    return og_type.startswith(("article", "news")) and any(map(page.meta, STATING_META))
