"""Takes the articles of finished runs into a state that lacks them: ``newscrawl state rebuild``. A run does the same before it begins.

:mod:`newscrawl.archive.rebuild` describes what is taken in.
"""

from __future__ import annotations

from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

from newscrawl.archive.reconciliation import rebuild
from newscrawl.archive.upload import spool_of
from newscrawl.extensions.crawl_facts import revisit_time
from newscrawl.extensions.plain_settings import PlainSettings
from newscrawl.objects.opening import open_store
from newscrawl.objects.store import is_remote
from newscrawl.runner.errors import UsageError
from newscrawl.runner.location import Location, files_and_state, find, locate
from newscrawl.state import open_or_create_store

if TYPE_CHECKING:
    from collections.abc import Callable

    from newscrawl.archive.rebuild import Rebuilt


def rebuild_location(directory: str | None, state: str | None) -> Location:
    """Return the output and the state that ``[DIR] [--state PATH]`` means, where DIR may be a bucket. The state need not exist.

    Raises :class:`UsageError`.
    """
    if directory is not None and is_remote(directory):
        found = find(state) if state is not None else locate(spool_of(directory))
        found = Location(output=found.output or spool_of(directory), state=found.state, remote=directory.rstrip("/"))
    else:
        found = files_and_state(directory, state)
        if found.output is None or not found.output.is_dir():
            raise UsageError(f"{found.output} is no directory; give the output of a crawl")
    return found


def rebuild_state(location: Location, *, site: str | None, progress: Callable[[Rebuilt], object]) -> Rebuilt:
    """Take every finished run of a location into its state; :class:`OutputError` if a file cannot be read now."""
    with closing(open_or_create_store(location.state)) as store:
        assert location.output
        place = open_store(location.remote or location.output)
        again = partial(revisit_time, PlainSettings.of())
        return rebuild(store, place, site=site, next_revisit=again, progress=progress)
