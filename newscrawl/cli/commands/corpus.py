"""The commands for researchers: ``corpus stats``, ``corpus sample`` and others."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from newscrawl.cli.commands.export import Names
from newscrawl.cli.options import Command, CorpusChoice, Count, LazyGroup

if TYPE_CHECKING:
    from collections.abc import Callable

_HERE = "newscrawl.cli.commands.corpus"
_DATABASE = "newscrawl.cli.commands.corpus_database"

corpus = LazyGroup(
    name="corpus",
    lazy={
        "build": (_DATABASE, "make a SQLite database of the articles, or bring it up to date"),
        "serve": (_DATABASE, "show a database in a browser, on this machine alone"),
        "report": (_DATABASE, "write a report on the articles as one HTML page"),
        "stats": (_HERE, "count the articles of a corpus"),
        "sample": (_HERE, "print articles drawn by lot, one JSON line each"),
    },
    help="Look at articles of runs or of an export as one corpus: count, sample, split, hand on.",
    examples=(
        "newscrawl corpus stats output",
        "newscrawl corpus sample output -n 100 --by site > sample.jsonl",
    ),
)


_FILTERS = ("site", "section", "since", "until", "genre", "language", "min_words", "max_words")


def corpus_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add DIR… and the options that choose articles; the command gets them as ``choice``."""

    @click.argument("places", nargs=-1, metavar="[DIR]...")
    @click.option("--near-copies", is_flag=True, help="also articles that are near copies of earlier ones")
    @click.option("--removed-in", metavar="DIR", help="leave out what was removed from this crawl, too")
    @click.option("--site", type=Names(), metavar="A,B", help="only articles of these sites")
    @click.option("--section", type=Names(), metavar="A,B", help="only articles of these sections, as printed")
    @click.option("--since", metavar="DAY", help="only articles published from this day on, 2026-01-31")
    @click.option("--until", metavar="DAY", help="only articles published up to and with this day")
    @click.option("--genre", type=Names(), metavar="A,B", help="only articles of these kinds: article, photo, video …")
    @click.option("--language", type=Names(), metavar="A,B", help="only articles in these languages: vi, en")
    @click.option("--min-words", type=Count(), metavar="N", help="only texts of so many words (syllables) or more")
    @click.option("--max-words", type=Count(), metavar="N", help="only texts of so many words or fewer")
    @wraps(function)
    def wrapped(*, places: tuple[str, ...], near_copies: bool, removed_in: str | None, **rest: Any) -> Any:
        filters = {name: rest.pop(name) for name in _FILTERS}
        choice = CorpusChoice(
            places=places or ("output",),
            near_copies=near_copies,
            removed_in=removed_in,
            filters={name: value for name, value in filters.items() if value is not None},
        )
        return function(choice=choice, **rest)

    return wrapped


@click.command(
    cls=Command,
    examples=(
        "newscrawl corpus stats output",
        "newscrawl corpus stats s3://bucket/news --since 2026-01-01",
        "newscrawl corpus stats output --json",
    ),
)
@corpus_options
@click.option("--json", "as_json", is_flag=True, help="one JSON object with all sections")
def stats(*, choice: CorpusChoice, as_json: bool) -> int:
    """Count the articles of a corpus by site, language, genre and section.

    DIR is the output directory of a crawl, the place of an export, a data file or an address such as s3://bucket/news; by default
    output. Counted is the latest revision of each article, without near copies.
    """
    from newscrawl.cli.actions.corpus import run_stats

    return run_stats(choice, as_json=as_json)


@click.command(
    cls=Command,
    examples=(
        "newscrawl corpus sample output -n 100 > sample.jsonl",
        "newscrawl corpus sample output -n 100 --by site,month --seed 7 > sample.jsonl",
    ),
)
@corpus_options
@click.option("-n", "number", type=Count(), metavar="N", required=True, help="number of articles")
@click.option(
    "--by",
    type=Names(),
    metavar="A,B",
    help="draw from each in proportion: site, section, day, month, year, genre, language",
)
@click.option("--seed", type=int, metavar="N", default=0, show_default=True, help="another number draws others")
def sample(*, choice: CorpusChoice, number: int, by: tuple[str, ...] | None, seed: int) -> int:
    """Print articles drawn by lot, one JSON line each.

    The same seed draws the same articles of a corpus, in whatever files they are.
    """
    from newscrawl.cli.actions.corpus import run_sample

    return run_sample(choice, number, by=by, seed=seed)
