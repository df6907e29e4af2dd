"""The commands for researchers: ``corpus stats``, ``corpus sample`` and others."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from newscrawl.cli.commands.export import Names
from newscrawl.cli.options import Command, CorpusChoice, Count, LazyGroup, OneOf, near_copies_in_option

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
        "tokens": (_HERE, "print the texts as sentences and words"),
        "split": (_HERE, "split a corpus for training and test, without similar texts on both sides"),
        "check-split": (_HERE, "show the largest similarity between the parts of a split"),
        "push": (_HERE, "prepare a folder for the Hugging Face Hub, and upload it"),
    },
    help="Look at articles of runs or of an export as one corpus: count, sample, split, hand on.",
    examples=(
        "newscrawl corpus stats output",
        "newscrawl corpus sample output -n 100 --by site > sample.jsonl",
        "newscrawl corpus split output --to split --parts 0.8,0.1,0.1",
    ),
)


class Shares(click.ParamType[tuple[float, ...]]):
    """Shares of parts with commas between them."""

    name = "shares"

    def convert(
        self,
        value: str | tuple[float, ...],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> tuple[float, ...]:
        """Return the numbers."""
        if not isinstance(value, str):
            return value
        try:
            return tuple(float(part) for part in value.split(","))
        except ValueError:
            self.fail(f"shares are numbers with commas between them, such as 0.8,0.1,0.1, not {value!r}", param, ctx)


_FILTERS = ("site", "section", "since", "until", "genre", "language", "min_words", "max_words")


def corpus_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add DIR… and the options that choose articles; the command gets them as ``choice``."""

    @click.argument("places", nargs=-1, metavar="[DIR]...")
    @click.option("--near-copies", is_flag=True, help="also articles that are near copies of earlier ones")
    @near_copies_in_option
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
    def wrapped(
        *, places: tuple[str, ...], near_copies: bool, near_copies_in: str | None, removed_in: str | None, **rest: Any
    ) -> Any:
        filters = {name: rest.pop(name) for name in _FILTERS}
        choice = CorpusChoice(
            places=places or ("output",),
            near_copies=near_copies,
            near_copies_in=near_copies_in,
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


@click.command(
    cls=Command,
    examples=(
        "newscrawl corpus tokens output > corpus.txt",
        "newscrawl corpus tokens output --form conllu --segmenter underthesea > corpus.conllu",
    ),
)
@corpus_options
@click.option(
    "--form",
    type=OneOf(("lines", "conllu")),
    default="lines",
    show_default=True,
    help="a sentence on each line, an empty line after each article; or CoNLL-U",
)
@click.option(
    "--segmenter",
    type=OneOf(("syllables", "underthesea", "pyvi")),
    default="syllables",
    show_default=True,
    help="what joins syllables to words",
)
def tokens(*, choice: CorpusChoice, form: str, segmenter: str) -> int:
    """Print the texts as sentences and words.

    The syllables of a word are joined by _ in lines, and separated by a space in CoNLL-U. Other segmenters: see the documentation of
    corpora.
    """
    from newscrawl.cli.actions.corpus import run_tokens

    return run_tokens(choice, form=form, segmenter=segmenter)


def split_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say how a corpus is split, except the shares."""

    @click.option(
        "--by",
        type=OneOf(("cluster", "day", "site")),
        default="cluster",
        show_default=True,
        help="what is drawn by lot: articles, whole days or whole sites",
    )
    @click.option("--seed", type=int, metavar="N", default=0, show_default=True, help="another number draws others")
    @click.option("--stories", is_flag=True, help="articles that are linked as related hang together, too")
    @wraps(function)
    def wrapped(**options: Any) -> Any:
        return function(**options)

    return wrapped


@click.command(
    cls=Command,
    examples=(
        "newscrawl corpus split output --to split --parts 0.8,0.1,0.1 --seed 1",
        "newscrawl corpus split output --to split --parts 0.9,0.1 --by day --stories",
    ),
)
@corpus_options
@click.option("--to", metavar="PLACE", required=True, help="directory of the parts")
@click.option(
    "--parts", type=Shares(), metavar="A,B", default="0.8,0.1,0.1", show_default=True, help="shares of the parts"
)
@split_options
@click.option(
    "--format", "format_", type=OneOf(("parquet", "jsonl")), default="parquet", show_default=True, help="of the parts"
)
@click.option("--replace", is_flag=True, help="write the parts anew")
def split(
    *,
    choice: CorpusChoice,
    to: str,
    parts: tuple[float, ...],
    by: str,
    seed: int,
    stories: bool,
    format_: str,
    replace: bool,
) -> int:
    """Split a corpus for training and test, without similar texts on both sides.

    Articles whose texts are similar, also through other texts, are in one part. By day or site, what would stand on both sides is left
    out. The parts are written as data/train-….parquet and so on, with the card of a data set; split.json says how they were made. The
    texts on both sides of each border are compared before the command ends. Exit code 3 if any are similar.
    """
    from newscrawl.cli.actions.corpus_folder import run_split

    return run_split(choice, to, shares=parts, by=by, seed=seed, stories=stories, file_format=format_, replace=replace)


@click.command(
    cls=Command,
    name="check-split",
    examples=(
        "newscrawl corpus check-split split",
        "newscrawl corpus check-split train.parquet test.parquet",
    ),
)
@click.argument("places", nargs=-1, required=True, metavar="PLACE...")
@click.option("--json", "as_json", is_flag=True, help="one JSON object")
def check_split(*, places: tuple[str, ...], as_json: bool) -> int:
    """Show the largest similarity between the parts of a split.

    PLACE is the directory that `corpus split` wrote; or each PLACE is a part, whoever made it: a file of Parquet or JSON Lines, or a
    directory. Exit code 3 if two texts on both sides of a border have a similarity over 0.5, or an article is in two parts.
    """
    from newscrawl.cli.actions.corpus_folder import run_check

    return run_check(places, as_json=as_json)


@click.command(
    cls=Command,
    examples=(
        "newscrawl corpus push output --repo NAME/vietnamese-news --to hub --dry-run",
        "newscrawl corpus push output --repo NAME/vietnamese-news --to hub --parts 0.8,0.1,0.1",
    ),
)
@corpus_options
@click.option("--repo", metavar="NAME", required=True, help="the data set on the Hub: USER/NAME")
@click.option("--to", metavar="PLACE", required=True, help="directory in which the folder is prepared")
@click.option("--parts", type=Shares(), metavar="A,B", help="split the articles  [default: one part]")
@split_options
@click.option("--dry-run", is_flag=True, help="prepare the folder, upload nothing")
@click.option("--public", is_flag=True, help="a data set that everyone sees; the articles belong to their publishers")
@click.option("--replace", is_flag=True, help="write the folder anew")
def push(
    *,
    choice: CorpusChoice,
    repo: str,
    to: str,
    parts: tuple[float, ...] | None,
    by: str,
    seed: int,
    stories: bool,
    dry_run: bool,
    public: bool,
    replace: bool,
) -> int:
    """Prepare a folder for the Hugging Face Hub, and upload it.

    The folder has a card, Parquet files of the articles and of their related links. Uploading needs the package huggingface_hub and a
    token (`hf auth login`, or HF_TOKEN). A new data set is private, unless --public is given.
    """
    from newscrawl.cli.actions.corpus_folder import run_push

    return run_push(
        choice,
        repo,
        to,
        shares=parts,
        by=by,
        seed=seed,
        stories=stories,
        dry_run=dry_run,
        is_public=public,
        replace=replace,
    )
