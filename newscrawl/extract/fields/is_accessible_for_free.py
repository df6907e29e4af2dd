"""Whether the text can be read without paying."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from newscrawl.extract.candidate import Candidate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.extract.context import Context

SUBSCRIPTION_CLASSES: Final = (
    "gh-post-upgrade-cta",
    "pmpro_content_message",
    "mepr-unauthorized-message",
    "wc-memberships-content-restricted-message",
)
"""Class names of the box that Ghost and the membership systems of WordPress write in the place of the text that a visitor may not
read. They write none into a page with the whole text."""


def candidates(context: Context) -> Iterator[Candidate[bool]]:
    """False if the page says that the text is behind a paywall: its JSON-LD, its metadata, or a box in the place of the text.

    A page that says nothing is free.
    """
    page = context.page
    stated = page.news.get("isAccessibleForFree")
    if stated is False or (isinstance(stated, str) and stated.strip().lower() == "false"):
        yield Candidate("is_accessible_for_free", value=False, source="jsonld")
    elif page.meta("article:content_tier") == "locked":
        yield Candidate("is_accessible_for_free", value=False, source="meta:article:content_tier")
    elif any(map(page.by_class, SUBSCRIPTION_CLASSES)):
        yield Candidate("is_accessible_for_free", value=False, source="visible")
