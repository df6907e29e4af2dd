"""The time of the last change that the page states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl import dates
from newscrawl.extract import jsonld
from newscrawl.extract.candidate import Candidate
from newscrawl.extract.fields.date_lines import is_same_day
from newscrawl.extract.fields.date_published import first_with_time, is_other_zone, metadata
from newscrawl.extract.fields.last_dates import MODIFIED_META
from newscrawl.extract.fields.shown_dates import shown_changes
from newscrawl.extract.selectors import compiled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.dates import Timestamp
    from newscrawl.extract.context import Context


def candidates(context: Context) -> Iterator[Candidate[Timestamp]]:
    """The times of the last change, best first; a warning where one lies before the publication."""
    published = context.date_published
    for found in _stated(context):
        changed = _in_zone_of_publication(context, found)
        if published is not None and changed.value.at < published.value.at.replace(second=0):
            changed = changed._replace(warnings=("modified_before_published",))
        yield changed


def _stated(context: Context) -> Iterator[Candidate[Timestamp]]:
    page, layout, now = context.page, context.layout, context.now
    for css in layout.modified if layout is not None else ():
        for value in compiled(css).values(page):
            if moment := dates.read(value, now=now):
                yield Candidate("date_modified", moment, f"layout:{css}")
    if (text := jsonld.first(page.news, "dateModified")) and (moment := dates.read(text, now=now)):
        yield Candidate("date_modified", moment, "jsonld")
    for name in MODIFIED_META:
        if (text := page.meta(name)) and (moment := dates.read(text, now=now)):
            yield Candidate("date_modified", moment, f"meta:{name}")
    published = context.date_published
    if published is None or layout is not None:
        return
    for found in shown_changes(context):
        # The same day without a time of day, or the same time, is no change.
        if found.value.at > published.value.at and (
            found.value.has_time or not is_same_day(found.value, published.value)
        ):
            yield found


def _in_zone_of_publication(context: Context, changed: Candidate[Timestamp]) -> Candidate[Timestamp]:
    """The change with the zone of the publication, if the metadata give that one in a wrong zone: they give all in the same zone."""
    published, zone = context.date_published, changed.value.at.utcoffset()
    if (
        published is None
        or zone == published.value.at.utcoffset()
        or not changed.source.startswith(("jsonld", "meta:"))
    ):
        return changed
    stated = first_with_time(metadata(context))
    if stated is None or not is_other_zone(published.value, stated.value):
        return changed
    at = changed.value.at.replace(tzinfo=published.value.at.tzinfo)
    return changed._replace(value=changed.value._replace(at=at))
