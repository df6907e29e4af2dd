"""Saved pages, read again with no network."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, get_args

if TYPE_CHECKING:
    from pathlib import Path

Kind: TypeAlias = Literal["article", "feed", "sitemap", "listing", "home"]
_KINDS: Final = {**{kind: kind for kind in get_args(Kind)}, "section": "listing"}


class ReplayError(Exception):
    """Saved pages cannot be read; the message says which and why."""


@dataclass(frozen=True, slots=True)
class SavedPage:
    """One page on disk and the address it was saved from."""

    path: Path
    url: str
    kind: Kind


def saved_pages(manifest: Path) -> list[SavedPage]:
    """The pages that a manifest lists, in its order.

    A manifest is a table of tab-separated values whose first line names the columns; ``file`` (relative to the
    manifest), ``url`` and ``page_type`` (article, section, home, feed, sitemap) are used. Rows of other types, such as
    robots.txt, are left out.
    """
    try:
        with manifest.open(encoding="utf-8", newline="") as table:
            rows = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
    except (OSError, UnicodeDecodeError) as error:
        raise ReplayError(f"{manifest} cannot be read: {error}. Give a manifest of saved pages.") from error
    if not rows or not {"file", "url", "page_type"} <= rows[0].keys():
        raise ReplayError(
            f"{manifest} is no manifest of saved pages: its first line must name file, url and page_type, with tabs between."
        )
    return [
        SavedPage(path=manifest.parent / row["file"], url=row["url"], kind=_KINDS[row["page_type"]])
        for row in rows
        if row["page_type"] in _KINDS
    ]
