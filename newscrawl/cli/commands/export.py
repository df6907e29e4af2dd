"""The command that hands the corpus on: ``export``."""

from __future__ import annotations

import click

from newscrawl.cli.options import Command, LocalPath, OneOf, quiet_option

FORMATS = ("parquet", "jsonl", "csv")
"""A copy of the real choices, so that help needs no heavy import; a test compares them."""


class Names(click.ParamType[tuple[str, ...]]):
    """Names with commas between them."""

    name = "names"

    def convert(
        self,
        value: str | tuple[str, ...],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> tuple[str, ...]:
        """Return the names."""
        if not isinstance(value, str):
            return value
        names = tuple(name.strip() for name in value.split(","))
        if not all(names):
            self.fail(f"names with commas between them are wanted, not {value!r}", param, ctx)
        return names


@click.command(
    cls=Command,
    examples=(
        "newscrawl export output --to table",
        "newscrawl export output --to s3://bucket/news --partition site,month --latest",
        "newscrawl export output --to lines --format jsonl --compress zst --since 2026-01-01",
        "newscrawl export output --to long --where \"site = 'vnexpress' AND word_count > 500\"",
        "newscrawl export output --compact               # join the small files of past runs",
    ),
)
@click.argument("places", nargs=-1, metavar="[DIR]...")
@click.option("--to", metavar="PLACE", help="directory or address of the table: s3://…, gs://… or az://BUCKET/PREFIX")
@click.option(
    "--format", "format_", type=OneOf(FORMATS), default="parquet", show_default=True, help="format of the files"
)
@click.option(
    "--compress",
    type=OneOf(("none", "gz", "zst", "snappy")),
    help="compression; snappy is for Parquet alone  [default: zst in Parquet, else none]",
)
@click.option("--partition", type=Names(), metavar="A,B", help="directories by site, year, month or date: site,month")
@click.option("--latest", is_flag=True, help="only the last revision of each article")
@click.option("--without-near-copies", is_flag=True, help="no article that is a near duplicate of an earlier one")
@click.option(
    "--near-copies-in",
    metavar="FILE",
    type=LocalPath(),
    help="no article that `newscrawl near-copies` found to be a copy of an earlier one of any run; FILE is what it wrote",
)
@click.option(
    "--split-groups", is_flag=True, help="a last column that says which articles must stay together in a split"
)
@click.option("--columns", type=Names(), metavar="A,B", help="only these fields: id,headline,date_published,text")
@click.option("--since", metavar="DAY", help="only articles published from this day on, 2026-01-31")
@click.option("--until", metavar="DAY", help="only articles published up to and with this day")
@click.option("--where", metavar="SQL", help="only articles that meet this condition on their fields")
@click.option(
    "--allowed",
    type=Names(),
    metavar="A,B",
    help="only articles whose publisher allows this: train-ai, ai-input, search",
)
@click.option("--not-refused", type=Names(), metavar="A,B", help="the same, and those of which nothing is known")
@click.option("--replace", is_flag=True, help="write the table anew, also with other options")
@click.option("--compact", is_flag=True, help="join small files: of the table, or without --to of the runs in DIR")
@quiet_option
def export(
    *,
    places: tuple[str, ...],
    to: str | None,
    format_: str,
    compress: str | None,
    partition: tuple[str, ...] | None,
    latest: bool,
    without_near_copies: bool,
    near_copies_in: str | None,
    split_groups: bool,
    columns: tuple[str, ...] | None,
    since: str | None,
    until: str | None,
    where: str | None,
    allowed: tuple[str, ...] | None,
    not_refused: tuple[str, ...] | None,
    replace: bool,
    compact: bool,
    quiet: bool,
) -> int:
    """Write the articles of runs as a typed table, in a directory or a bucket.

    Takes the finished files of the runs in each DIR, by default output, and brings the table at PLACE up to date: what is
    new is added, nothing is written twice. Run it again after each crawl, or after it was killed, with the same options.
    The files are under data/, export.json lists them with their checksums and is written last.
    """
    from newscrawl.cli.actions.export import run_export

    choices = {
        "format": format_,
        "compression": compress,
        "partition": partition,
        "latest": latest,
        "without_near_copies": without_near_copies,
        "near_copies_in": near_copies_in,
        "split_groups": split_groups,
        "columns": columns,
        "since": since,
        "until": until,
        "where": where,
        "allowed": allowed,
        "not_refused": not_refused,
    }
    return run_export(places, to, choices, replace=replace, compact=compact, quiet=quiet)
