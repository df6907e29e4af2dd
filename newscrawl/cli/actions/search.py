"""``newscrawl search``. Imports neither Scrapy nor the extra: it starts as fast as ``--help``."""

from __future__ import annotations

import sys
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import orjson
from rich.text import Text

from newscrawl.cli.output import machine_output, say
from newscrawl.cli.printing import SafeConsole
from newscrawl.corpus.search.find import DatabaseError, Filters, connect, search
from newscrawl.corpus.search.query import QueryError
from newscrawl.corpus.search.snippets import plain
from newscrawl.printable import printable
from newscrawl.runner.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscrawl.corpus.search.find import Found, Hit
    from newscrawl.corpus.search.snippets import Piece

_HIT_STYLE: Final = "bold yellow"


def run_search(
    text: str,
    database: str,
    *,
    is_folded: bool,
    by_words: bool,
    sites: Sequence[str],
    days: tuple[str | None, str | None],
    without_copies: bool,
    limit: int,
    as_json: bool,
) -> int:
    """Print the articles that answer a query; return the exit code."""
    filters = Filters(
        sites=sites,
        since=_day("--since", days[0]),
        until=_day("--until", days[1]),
        without_copies=without_copies,
    )
    try:
        with closing(connect(Path(database))) as db:
            found = search(db, text, is_folded=is_folded, by_words=by_words, filters=filters, limit=limit)
    except (QueryError, DatabaseError) as error:
        raise UsageError(str(error)) from None
    if as_json:
        out = machine_output()
        for hit in found.hits:
            out.write(orjson.dumps(_as_json(hit), option=orjson.OPT_APPEND_NEWLINE))
        out.flush()
    else:
        _print(found, is_folded=is_folded)
    return 0


def _day(option: str, value: str | None) -> str | None:
    """Return a day; :class:`UsageError` if the text is none."""
    if value is None:
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise UsageError(f"{option} is a day such as 2026-01-31, not {value!r}") from None


def _as_json(hit: Hit) -> dict[str, object]:
    return {
        "id": hit.id,
        "url": hit.url,
        "site": hit.site,
        "date_published": hit.date_published,
        "article_section": hit.section,
        "headline": plain(hit.headline),
        "snippet": plain(hit.snippet),
        "cluster_id": hit.cluster_id,
        "score": round(hit.score, 4),
    }


def _print(found: Found, *, is_folded: bool) -> None:
    """Print the hits for a person, the words that were found in bold."""
    console = SafeConsole(highlight=False, soft_wrap=not sys.stdout.isatty())
    for number, hit in enumerate(found.hits, 1):
        console.print(_styled(hit.headline, f"{number}. "))
        console.print(
            Text(f"   {printable(' · '.join(filter(None, (hit.site, hit.day, hit.section, hit.id))))}", style="dim")
        )
        console.print(Text.assemble("   ", _styled(hit.snippet)))
        console.print(Text(f"   {printable(hit.url)}\n", style="blue"))
    if found.total > len(found.hits):
        console.print(f"{len(found.hits):,} of {found.total:,} articles; --limit shows more")
    elif found.total:
        console.print(f"{found.total:,} article{'s' if found.total > 1 else ''}")
    else:
        hint = "" if is_folded else "; --folded also finds other diacritics"
        say(f"No article has all of this{hint}", error=True, level="INFO")


def _styled(pieces: Sequence[Piece], before: str = "") -> Text:
    text = Text(before)
    for piece in pieces:
        text.append(printable(piece.text), style=_HIT_STYLE if piece.is_hit else "")
    return text
