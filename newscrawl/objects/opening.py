"""Opens the store at a path or an address."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from newscrawl.objects.local import LocalStore
from newscrawl.objects.store import check_address, is_remote

if TYPE_CHECKING:
    from newscrawl.objects.store import Store


def open_store(place: str | Path) -> Store:
    """Return the store at a path or an address; :class:`OutputError` or :class:`ValueError` if that is not possible."""
    check_address(str(place))
    if is_remote(str(place)):
        from newscrawl.objects.remote import RemoteStore  # noqa: PLC0415 - an extra, needed for addresses alone

        return RemoteStore(str(place))
    return LocalStore(Path(place))
