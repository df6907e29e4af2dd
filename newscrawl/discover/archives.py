"""Pages that list what a day brought: which days there are, and how each is asked for.

Pure. The pages themselves are listings.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from newscrawl import urls
from newscrawl.dates import VIETNAM
from newscrawl.discover.paging import filled, numbered_by, of_section

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.sites.profile import Archive

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The archive of one section, or of the whole site."""

    archive: Archive
    section: str
    """Address of the section, or of the home page."""

    channel: str | None = None

    def page(self, day: date, n: int = 1) -> str | None:
        """Address of a day's page ``n`` (1, 2, …); ``None`` where the profile knows of none."""
        archive = self.archive
        template = archive.url if n == 1 else archive.more or (archive.url if "{n}" in archive.url else None)
        if template is None:
            return None
        first = datetime.combine(day, time(), VIETNAM)
        values = {
            **of_section(self.section),
            "channel": self.channel or "",
            "n": str(archive.first + n - 1),
            "YYYY": f"{day:%Y}", "MM": f"{day:%m}", "DD": f"{day:%d}", "M": str(day.month), "D": str(day.day),
            "start": str(int(first.timestamp())),
            "end": str(int((first + _DAY).timestamp()) - 1),
        }  # fmt: skip
        found = filled(template, values)
        return urls.resolve(found, self.section) if found else None


def is_by_section(archive: Archive) -> bool:
    """Whether each section has an archive of its own."""
    return any(f"{{{name}}}" in archive.url for name in ("section", "stem", "channel"))


def channel(archive: Archive, body: bytes) -> str | None:
    """The number under which the archive knows the section whose page this is."""
    return numbered_by([archive.channel], body)


def days(since: datetime, until: datetime) -> Iterator[date]:
    """The days in Vietnam from the moment ``since`` up to the moment ``until``, the first first."""
    day = since.astimezone(VIETNAM).date()
    while datetime.combine(day, time(), VIETNAM) < until:
        yield day
        day += _DAY
