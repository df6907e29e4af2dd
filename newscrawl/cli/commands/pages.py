"""The commands that read one saved page: ``extract`` and ``inspect``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from newscrawl.cli.options import Command, profiles_option

if TYPE_CHECKING:
    from collections.abc import Callable


def _page_options(function: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(
        (
            profiles_option,
            click.argument("file", metavar="FILE"),
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
    ),
)
@_page_options
def extract(*, file: str, url: str | None, site: str | None, generic: bool, raw: bool) -> int:
    """Print the record of one saved page.

    FILE is the page, - for standard input. The record is one line of JSON, as `newscrawl crawl` writes it.
    """
    from newscrawl.cli.actions.pages import run_extract

    return run_extract(file, url, site=site, generic=generic, raw=raw)


@click.command(cls=Command, examples=("newscrawl inspect page.html --url https://bao.vn/de-lang-1234.html",))
@_page_options
def inspect(*, file: str, url: str | None, site: str | None, generic: bool, raw: bool) -> int:  # noqa: ARG001 - accepted, as `extract` has it
    """Show where each field of a saved page was found.

    FILE is the page, - for standard input. For each field the sources and their values are listed; the first one is taken.
    """
    from newscrawl.cli.actions.pages import run_inspect

    return run_inspect(file, url, site=site, generic=generic)
