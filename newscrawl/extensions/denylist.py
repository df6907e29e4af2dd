"""Reads the denylist that the settings name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from newscrawl.policy import denylist
from newscrawl.policy.denylist import NOTHING_DENIED

if TYPE_CHECKING:
    from newscrawl.extensions.plain_settings import SettingValues
    from newscrawl.policy.denylist import Denylist


def read_denylist(settings: SettingValues) -> Denylist:
    """Return the denylist in the file that ``NEWSCRAWL_DENYLIST`` names. Raises :class:`ValueError` for a wrong one."""
    path = settings.get("NEWSCRAWL_DENYLIST")
    if not path:
        return NOTHING_DENIED
    try:
        return denylist.parse(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise ValueError(f"the denylist {path} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise ValueError(f"the denylist {path} cannot be used: {error}") from None
