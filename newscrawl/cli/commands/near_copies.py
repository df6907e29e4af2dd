"""The command that finds near copies over many runs: ``near-copies``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from newscrawl.cli.options import Command, Count, LocalPath, engine_option, quiet_option

if TYPE_CHECKING:
    from newscrawl.runner.bulk.engines import EngineName


@click.command(
    "near-copies",
    cls=Command,
    examples=(
        "newscrawl near-copies news/shard-*-of-8 --to near-copies.jsonl --jobs 8",
        "newscrawl near-copies output export/2025 --to near-copies.parquet",
    ),
)
@click.argument("places", nargs=-1, required=True, metavar="DIR...")
@click.option(
    "--to", "target", required=True, metavar="FILE", type=LocalPath(), help="file of the groups: .jsonl or .parquet"
)
@click.option("--jobs", metavar="N", type=Count(), help="tasks side by side  [default: 1; all processors with ray]")
@engine_option
@click.option("--removed-in", metavar="DIR", help="leave out what was removed from this crawl, too")
@quiet_option
def near_copies(
    *,
    places: tuple[str, ...],
    target: str,
    jobs: int | None,
    engine: EngineName,
    removed_in: str | None,
    quiet: bool,
) -> int:
    """Find near copies over many runs, shards and exports.

    A crawl compares an article with those that it knows, and each shard of a replay is a run of its own. This command compares all articles
    of some directories, exports, buckets or data files, whatever run they are of, with the same signatures and the same rules.

    FILE has a line for each article that has a near copy: its id, the id of the group's first article (group), and whether it is that one
    (first). The first article is the one that was published first. The result does not depend on --jobs or --engine, and the same
    command goes on after a kill. `export --near-copies-in FILE` and `open_corpus(near_copies_in=FILE)` read it.
    """
    from newscrawl.cli.actions.near_copies import run_near_copies

    return run_near_copies(places, target, engine=engine, jobs=jobs, removed_in=removed_in, quiet=quiet)
