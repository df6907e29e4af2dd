"""The commands that show a corpus: ``corpus build``, ``corpus serve``, ``corpus report`` and ``search``."""

from __future__ import annotations

from typing import Final

import click

from newscrawl.cli.commands.export import Names
from newscrawl.cli.options import (
    MAX_PORT,
    Command,
    CorpusChoice,
    Count,
    FilePath,
    OneOf,
    json_option,
    near_copies_in_option,
    quiet_option,
    read_state_option,
)

DATABASE: Final = "corpus.sqlite"
"""The default of ``--db``."""

PORT: Final = 8001
"""The default of ``--port``."""

SEGMENTERS: Final = ("underthesea", "pyvi")
"""A copy of the real choices, so that help needs no heavy import; a test compares them."""

_DB = click.option(
    "--db",
    "database",
    type=FilePath(),
    metavar="FILE",
    default=DATABASE,
    show_default=True,
    help="file of the database",
)
_PORT = click.option("--port", type=Count(MAX_PORT), default=PORT, show_default=True, help="port on 127.0.0.1")


@click.command(
    cls=Command,
    examples=(
        "newscrawl corpus build output --db corpus.sqlite",
        "newscrawl corpus build output --db corpus.sqlite --serve",
        "newscrawl corpus build output --words underthesea",
    ),
)
@click.argument("directory", required=False, metavar="[DIR]")
@read_state_option
@_DB
@click.option(
    "--words",
    type=OneOf(SEGMENTERS),
    help="index words of several syllables, too, as this package finds them",
)
@click.option(
    "--serve", "is_served", is_flag=True, help="then show the database in a browser, see `newscrawl corpus serve`"
)
@_PORT
@quiet_option
def build(
    *,
    directory: str | None,
    state: str | None,
    database: str,
    words: str | None,
    is_served: bool,
    port: int,
    quiet: bool,
) -> int:
    """Make a SQLite database of the articles, or bring it up to date.

    Reads what has changed since the last time, and takes out what was deleted or removed. It may be killed: the next call goes
    on. A directory without a state is read whole. DIR is the output of a crawl, by default output. Needs the extra corpus.
    """
    from newscrawl.cli.actions.corpus_database import run_build, run_serve

    code = run_build(directory, state, database, words=words, quiet=quiet)
    return code or (run_serve(database, port) if is_served else 0)


@click.command(cls=Command, examples=("newscrawl corpus serve --db corpus.sqlite",))
@_DB
@_PORT
def serve(*, database: str, port: int) -> int:
    """Show a database in a browser, on this machine alone.

    Starts Datasette with pages for search, articles, near copies and revisions. Nothing can be changed there, and the pages load
    nothing from elsewhere. Needs the extra corpus.
    """
    from newscrawl.cli.actions.corpus_database import run_serve

    return run_serve(database, port)


@click.command(
    cls=Command,
    examples=(
        'newscrawl search "lũ lụt"',
        "newscrawl search --folded dong nai --site baokiemtoan",
        "newscrawl search '\"kiểm toán nhà nước\" -đồng nai*' --since 2026-01-01 --json",
    ),
)
@click.argument("query", nargs=-1, required=True, metavar="QUERY...")
@_DB
@click.option("--folded", "is_folded", is_flag=True, help="compare without diacritics: dong nai finds Đồng Nai")
@click.option("--words", "by_words", is_flag=True, help="search words of several syllables, see `corpus build --words`")
@click.option("--site", "sites", multiple=True, metavar="NAME", help="only articles of this site; may be repeated")
@click.option("--since", metavar="DAY", help="only articles published from this day on, 2026-01-31")
@click.option("--until", metavar="DAY", help="only articles published up to and with this day")
@click.option("--without-near-copies", is_flag=True, help="no article that is a near duplicate of an earlier one")
@click.option("--limit", type=Count(), default=10, show_default=True, help="number of articles that are shown")
@json_option
def search(
    *,
    query: tuple[str, ...],
    database: str,
    is_folded: bool,
    by_words: bool,
    sites: tuple[str, ...],
    since: str | None,
    until: str | None,
    without_near_copies: bool,
    limit: int,
    as_json: bool,
) -> int:
    """Search the articles of a database that `newscrawl corpus build` made.

    All words must occur. "lũ lụt" in quotes is a phrase, lũ* any word that begins so, -bão must not occur, OR stands between two
    choices. Old and new placement of tone marks, decomposed letters and lost spaces make no difference. Put -- before a query that
    begins with a hyphen.
    """
    from newscrawl.cli.actions.search import run_search

    return run_search(
        " ".join(query),
        database,
        is_folded=is_folded,
        by_words=by_words,
        sites=sites,
        days=(since, until),
        without_copies=without_near_copies,
        limit=limit,
        as_json=as_json,
    )


@click.command(
    cls=Command,
    examples=(
        "newscrawl corpus report output -o report.html",
        "newscrawl corpus report table --since 2026-01-01 -o january.html",
    ),
)
@click.argument("places", nargs=-1, metavar="[DIR]...")
@click.option(
    "--output",
    "-o",
    "page",
    type=FilePath(),
    metavar="PATH",
    default="report.html",
    show_default=True,
    help="file of the page",
)
@near_copies_in_option
@click.option("--removed-in", metavar="DIR", help="leave out what was removed from this crawl, too")
@click.option("--site", type=Names(), metavar="A,B", help="only articles of these sites")
@click.option("--since", metavar="DAY", help="only articles published from this day on, 2026-01-31")
@click.option("--until", metavar="DAY", help="only articles published up to and with this day")
@quiet_option
def report(
    *,
    places: tuple[str, ...],
    page: str,
    near_copies_in: str | None,
    removed_in: str | None,
    site: tuple[str, ...] | None,
    since: str | None,
    until: str | None,
    quiet: bool,
) -> int:
    """Write a report on the articles as one HTML page.

    Articles by day, site and section, lengths, languages, genres, how often each field is filled, near copies and who copies whom,
    related links, repaired words, and what publishers say about use. The page loads nothing from a network. DIR is the output of a crawl, or an export, by default output. Needs the extra corpus.
    """
    from newscrawl.cli.actions.corpus_report import run_report

    filters = {"site": site, "since": since, "until": until}
    choice = CorpusChoice(
        places=places or ("output",),
        near_copies=True,
        near_copies_in=near_copies_in,
        removed_in=removed_in,
        filters={name: value for name, value in filters.items() if value is not None},
    )
    return run_report(choice, page, quiet=quiet)
