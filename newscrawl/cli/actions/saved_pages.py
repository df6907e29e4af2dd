"""Finds the saved pages that ``newscrawl replay`` reads."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from newscrawl.archive.foreign import READ_SUFFIXES, UNREAD_SUFFIXES
from newscrawl.archive.replay import SavedPage, read_archives, saved_pages
from newscrawl.cli.output import say
from newscrawl.runner.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


def are_archives(files: Sequence[Path]) -> bool:
    """Return whether all files are WARC archives, by their names."""
    return all(file.name.endswith(READ_SUFFIXES) for file in files)


def read_saved_pages(files: Sequence[Path]) -> tuple[list[SavedPage], Mapping[tuple[str, str], int]]:
    """Return the pages of WARC files or of one table, and the numbers of those that are left out, by host and reason.

    Damaged records are named on standard error. Raises :class:`UsageError` if there is nothing to replay.
    """
    unread = [file for file in files if file.name.endswith(UNREAD_SUFFIXES)]
    if unread:
        raise UsageError(
            f"{unread[0]} is not read ({len(unread)} of {len(files)} files): ARC files must be converted first, "
            "for example with `warcio recompress OLD NEW.warc.gz`"
        )
    if are_archives(files):
        found = read_archives(files)
        for sentence in found.damages:
            say(f"newscrawl: {sentence}", error=True)
        if found.pages:
            return found.pages, found.left_out
        reasons: Counter[str] = Counter()
        for (_, reason), count in found.left_out.items():
            reasons[reason] += count
        why = ", ".join(f"{reason} {count}" for reason, count in sorted(reasons.items()))
        raise UsageError(f"{files[0]} holds no article page that can be replayed{f' ({why})' if why else ''}")
    if len(files) > 1:
        raise UsageError("give either WARC files (.warc.gz, .warc, .warc.zst) or one table of saved pages")
    pages = saved_pages(files[0])
    if not pages:
        raise UsageError(f"{files[0]} lists no page that can be replayed (articles, sections, homes, feeds, sitemaps)")
    missing = [page.path for page in pages if not page.path.is_file()]
    if missing:
        raise UsageError(
            f"{missing[0]} is listed in {files[0]} and does not exist ({len(missing)} of {len(pages)} are missing)"
        )
    return pages, {}
