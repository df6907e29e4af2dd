"""The list of what was removed on request, ``removed.json``, in the output: a state that is lost must not bring an article back.

It repeats what the state keeps: the ids of the articles, the time, and hashes of the addresses. The reason is in the state alone.
The file is written before the files of lines are rewritten, so that wherever a removal is interrupted, either the state or the list
knows it.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final

import orjson

from newscrawl.exporters.files import OutputError
from newscrawl.state import clock
from newscrawl.state.removals import Tombstone

if TYPE_CHECKING:
    from newscrawl.objects.store import Store as Place
    from newscrawl.state import OpenedStore

logger = logging.getLogger(__name__)

NAME: Final = "removed.json"
"""Name of the file, in the output directory or the bucket."""

_KEY_BITS: Final = 64
"""Length of the key of an address. The file has it as hexadecimal digits: JSON's numbers are exact up to 53 bits only."""


def save_removals(store: OpenedStore, place: Place) -> None:
    """Add what the state knows of removals to the list. Raises :class:`OutputError`."""
    before = _read(place)
    articles = {stone.id: {"site": stone.site, "removed": stone.removed} for stone in store.tombstones()}
    addresses = {f"{key % (1 << _KEY_BITS):016x}": site for key, site in store.removed_addresses()}
    now = {"articles": before["articles"] | articles, "addresses": before["addresses"] | addresses}
    if now != before:
        place.write(
            NAME, orjson.dumps(now, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)
        )


def compare_removals(store: OpenedStore, place: Place) -> None:
    """Give the state the removals that only the list knows, and the list those that only the state knows."""
    known, before = store.removed_ids(), _read(place)
    if missing := before["articles"].keys() - known:
        stones = [
            Tombstone(
                id=one, site=before["articles"][one]["site"], removed=before["articles"][one]["removed"], reason=""
            )
            for one in sorted(missing)
        ]
        addresses = [(_key(text), site) for text, site in before["addresses"].items()]
        store.take_in_removals(stones, addresses, now=clock.timestamp())
        logger.warning(
            "The state did not know %d articles that were removed on request, as %s/%s says: they are not fetched again",
            len(stones), place.url, NAME,
        )  # fmt: skip
    if known - before["articles"].keys():
        save_removals(store, place)


def _read(place: Place) -> dict[str, dict[str, Any]]:
    """Return the list; an empty one if there is none. Raises :class:`OutputError` for a damaged one."""
    data = place.read(NAME)
    if data is None:
        return {"articles": {}, "addresses": {}}
    try:
        found = orjson.loads(data)
        articles = {
            str(one): {"site": str(a["site"]), "removed": str(a["removed"])} for one, a in found["articles"].items()
        }
        addresses = {f"{int(key, 16):016x}": str(site) for key, site in found["addresses"].items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise OutputError(
            f"{place.url}/{NAME} is damaged: {error}. It says which articles must not be fetched again. Restore a copy of it, or move "
            "it away if this state knows them: `newscrawl remove --list` shows them."
        ) from error
    return {"articles": articles, "addresses": addresses}


def _key(text: str) -> int:
    """Return the key of an address, a signed number, from its hexadecimal digits."""
    number = int(text, 16)
    return number - (1 << _KEY_BITS) if number >> (_KEY_BITS - 1) else number
