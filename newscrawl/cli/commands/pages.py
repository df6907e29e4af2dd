"""The commands that read one saved page: ``extract`` and ``inspect``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from newscrawl.cli.options import Command, Count, LocalPath, OneOf, cluster_options, profiles_option

if TYPE_CHECKING:
    from collections.abc import Callable

    from newscrawl.runner.bulk.engines import EngineName
    from newscrawl.runner.bulk.formats import Format

FORMATS: Final = ("jsonl", "json", "text", "markdown", "csv")
"""A copy of the real choices, so that help needs no heavy import; a test compares them."""


def _page_options(function: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(
        (
            profiles_option,
            click.option(
                "--url",
                metavar="URL",
                help="the address that the page was saved from  [default: what the page names itself]",
            ),
            click.option(
                "--site",
                metavar="NAME",
                help="the profile to read it with: a name or a file  [default: by the address]",
            ),
            click.option("--generic", is_flag=True, help="read it as a site without a profile"),
            click.option("--raw", is_flag=True, help="leave the text as the page has it"),
        )
    ):
        function = option(function)
    return function


@click.command(
    cls=Command,
    examples=(
        "newscrawl extract page.html --url https://bao.vn/de-lang-1234.html",
        "curl -s https://bao.vn/de-lang-1234.html | newscrawl extract - --url https://bao.vn/de-lang-1234.html",
        "newscrawl extract saved/ --format markdown",
        "newscrawl extract archive/warc/*.warc.gz --jobs 4 > articles.jsonl",
        "newscrawl extract archives/ --output records --engine ray",
    ),
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@_page_options
@click.option(
    "--format", "form", type=OneOf(FORMATS), default="jsonl", show_default=True, help="how records are written"
)
@click.option(
    "--output",
    metavar="DIR",
    type=LocalPath(),
    help="write a file for each archive there, and keep those that are there  [default: print the records]",
)
@click.option(
    "--jobs", metavar="N", type=Count(), help="files that are read side by side  [default: 1; all processors with ray]"
)
@cluster_options
def extract(
    *,
    files: tuple[str, ...],
    url: str | None,
    site: str | None,
    generic: bool,
    raw: bool,
    form: Format,
    output: str | None,
    jobs: int | None,
    engine: EngineName,
    shard: str | None,
) -> int:
    """Print the records of saved pages.

    FILE is a page, a directory of pages (.html, .htm, .xhtml, also with .gz), an archive (.warc.gz, .warc), or - for
    standard input. By default a record is one line of JSON, as `newscrawl crawl` writes it. The address of a page is what it
    names itself, else what the browser noted that saved it, else what the directories of a mirror say. The output
    does not depend on --jobs. Nothing is remembered: the same article twice gives two records.

    With --output the records of each archive become a file of their own there, and those of loose pages one for every 32. The
    same command goes on after a kill. --engine ray reads the files on a cluster whose machines share DIR.
    """
    from newscrawl.cli.actions.pages import run_extract

    return run_extract(
        files,
        url,
        site=site,
        generic=generic,
        raw=raw,
        form=form,
        output=output,
        engine=engine,
        jobs=jobs,
        shard=shard,
    )


@click.command(cls=Command, examples=("newscrawl inspect page.html --url https://bao.vn/de-lang-1234.html",))
@click.argument("file", metavar="FILE")
@_page_options
def inspect(*, file: str, url: str | None, site: str | None, generic: bool, raw: bool) -> int:  # noqa: ARG001 - accepted, as `extract` has it
    """Show where each field of a saved page was found.

    FILE is the page, - for standard input. For each field the sources and their values are listed; the first one is taken.
    """
    from newscrawl.cli.actions.pages import run_inspect

    return run_inspect(file, url, site=site, generic=generic)
