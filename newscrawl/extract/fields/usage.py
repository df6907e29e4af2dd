"""What the page asks of its readers by machine: robots directives, the reservation of text and data mining, uses, licences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.extract import permissions, usage
from newscrawl.extract.candidate import Candidate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.extract.context import Context
    from newscrawl.extract.usage import Reservation


def directives(context: Context) -> Iterator[Candidate[list[str]]]:
    """The robots directives of header and meta tags together."""
    if found := usage.directives(context.page):
        yield Candidate("robots_directives", found, "meta:robots")


def reservation(context: Context) -> Iterator[Candidate[Reservation]]:
    """What the meta tags, else the header, say of text and data mining."""
    if (found := usage.reservation(context.page)) is not None:
        yield Candidate("tdm_reservation", found, "meta:tdm-reservation")


def content_usage(context: Context) -> Iterator[Candidate[str]]:
    """What the ``Content-Usage`` header says."""
    if found := permissions.usage_of_page(context.page):
        yield Candidate("content_usage", found, "header:content-usage")


def licenses(context: Context) -> Iterator[Candidate[list[str]]]:
    """The licences that header and page name."""
    if found := permissions.licenses_of_page(context.page):
        yield Candidate("license_urls", found, "rel:license")
