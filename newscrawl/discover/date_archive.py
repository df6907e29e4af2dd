"""Archives by date: pages that list the articles of one day.

This module knows which days there are and the address of each day's pages. The pages themselves are read as listings.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from newscrawl import urls
from newscrawl.dates import VIETNAM
from newscrawl.discover.address_templates import fill_template, section_fields

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.sites.profile import Archive

_ONE_DAY: Final = timedelta(days=1)


class DateArchive(NamedTuple):
    """The archive by date of one section, or of the whole site."""

    archive: Archive
    """The archive's address templates, from the site's profile."""

    section: str
    """Address of the section, or of the home page."""

    channel: str | None = None
    """Number of the section in the archive's addresses, where the archive uses one."""

    def page_url(self, day: date, page_number: int = 1) -> str | None:
        """Return the address of a page (1, 2, …) of a day, or ``None`` if the profile has no template for it."""
        archive = self.archive
        template = archive.url if page_number == 1 else archive.more or (archive.url if "{n}" in archive.url else None)
        if template is None:
            return None
        first = datetime.combine(day, time(), VIETNAM)
        values = {
            **section_fields(self.section),
            "channel": self.channel or "",
            "n": str(archive.first + page_number - 1),
            "YYYY": f"{day:%Y}", "MM": f"{day:%m}", "DD": f"{day:%d}", "M": str(day.month), "D": str(day.day),
            "start": str(int(first.timestamp())),
            "end": str(int((first + _ONE_DAY).timestamp()) - 1),
        }  # fmt: skip
        address = fill_template(template, values)
        return urls.resolve(address, self.section) if address else None


def is_by_section(archive: Archive) -> bool:
    """Return whether each section has its own archive."""
    return any(f"{{{name}}}" in archive.url for name in ("section", "stem", "channel"))


def days(since: datetime, until: datetime) -> Iterator[date]:
    """Yield the days in Vietnam's time from ``since`` up to ``until`` (excluded), oldest first."""
    day = since.astimezone(VIETNAM).date()
    while datetime.combine(day, time(), VIETNAM) < until:
        yield day
        day += _ONE_DAY
