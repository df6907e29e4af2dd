"""The commands about sites and their profiles: ``sites``, ``schema``, ``check``, ``new-site`` and ``save``."""

from __future__ import annotations

from typing import Final

import click

from newscrawl.cli.options import (
    Command,
    Count,
    OneOf,
    allow_private_option,
    delay_option,
    json_option,
    profiles_option,
)

DEFAULT_ARTICLES: Final = 8
"""Articles that ``new-site`` fetches; a test compares it with the spider's number."""

_force_option = click.option("--force", is_flag=True, help="overwrite existing files")


@click.command(cls=Command, examples=("newscrawl sites", "newscrawl sites --json"))
@profiles_option
@json_option
def sites(*, as_json: bool) -> int:
    """List the newspapers that have a profile, and how sure the profile is."""
    from newscrawl.cli.actions.sites import run_sites

    return run_sites(as_json=as_json)


@click.command(cls=Command, examples=("newscrawl schema > article.schema.json", "newscrawl schema --record related"))
@click.option(
    "--record",
    type=OneOf(("article", "related")),
    default="article",
    show_default=True,
    help="the record of articles.jsonl or of related.jsonl",
)
@click.option("--features", is_flag=True, help="as Hugging Face features instead of JSON Schema")
def schema(*, record: str, features: bool) -> int:
    """Print the JSON Schema of a line of output."""
    from newscrawl.cli.actions.sites import run_schema

    return run_schema(record, features=features)


@click.command(cls=Command, examples=("newscrawl check baokiemtoan", "newscrawl check ./baovidu.py"))
@click.argument("sites", nargs=-1, required=True, metavar="SITE...")
@delay_option
@allow_private_option
@profiles_option
def check(*, sites: tuple[str, ...], delay: float | None, allow_private: bool) -> int:
    """Look at a site now, with a few requests, and say what the profile finds.

    SITE is a name, an address such as https://any.site/, or the file of a profile. Fetches robots.txt, a feed or listing (a
    second one where the first names no article) and three articles, a second apart, and says of each field whether it is
    found, where, and which other sources have it. Writes and remembers nothing. Exit code 0 fine, 3 nothing could be
    fetched, 4 the site refuses us, 5 its layout changed.
    """
    from newscrawl.cli.actions.health import run_check

    return run_check(sites, delay=delay, allow_private=allow_private)


@click.command(
    "new-site",
    cls=Command,
    examples=(
        "newscrawl new-site https://any.site/",
        "newscrawl new-site page1.html page2.html --url https://any.site/a-1.html --url https://any.site/b-2.html",
    ),
)
@click.argument("pages", nargs=-1, required=True, metavar="URL|FILE...")
@click.option("--name", metavar="NAME", help="the site's name  [default: its host without the endings]")
@click.option(
    "--output", metavar="PATH", help="the profile to write  [default: newscrawl/sites/NAME.py, or NAME.py elsewhere]"
)
@click.option(
    "--dir", "directory", metavar="DIR", help="directory of the fixtures  [default: tests/sites, or fixtures elsewhere]"
)
@click.option(
    "--url",
    "addresses",
    multiple=True,
    metavar="URL",
    help="the address that a file was saved from, once for each file  [default: what the page names itself]",
)
@click.option(
    "--articles",
    type=Count(),
    default=DEFAULT_ARTICLES,
    show_default=True,
    metavar="N",
    help="number of articles to fetch",
)
@_force_option
@allow_private_option
@delay_option
def new_site(
    *,
    pages: tuple[str, ...],
    name: str | None,
    output: str | None,
    directory: str | None,
    addresses: tuple[str, ...],
    articles: int,
    force: bool,
    allow_private: bool,
    delay: float | None,
) -> int:
    """Draft the profile of a newspaper from its pages.

    Takes the site's address, or saved pages, or one table of them (.tsv with the columns file, url, page_type). Writes a Python
    module in the terms of newscrawl/sites/profile.py, with a comment on everything that is unsure, and a page or two as
    fixtures for the tests. From an address it fetches robots.txt, the home page, a feed, two sections and some articles, a
    second apart.
    """
    from newscrawl.cli.actions.profiles import NewSite, run_new_site

    return run_new_site(
        NewSite(
            pages=pages,
            name=name,
            output=output,
            directory=directory,
            urls=addresses,
            articles=articles,
            force=force,
            allow_private=allow_private,
            delay=delay,
        )
    )


@click.command(
    cls=Command,
    examples=(
        "newscrawl save baokiemtoan https://baokiemtoan.vn/de-lang-1234.html",
        "newscrawl save baokiemtoan https://baokiemtoan.vn/de-lang-1234.html --file page.html --case standard",
    ),
)
@click.argument("site", metavar="SITE")
@click.argument("url", metavar="URL")
@click.option("--file", metavar="FILE", help="take the page from this file and fetch nothing")
@click.option("--case", metavar="NAME", help="the case's name  [default: that of the layout that reads it]")
@click.option(
    "--dir",
    "directory",
    metavar="DIR",
    help="directory of the cases of all sites  [default: tests/sites, or fixtures elsewhere]",
)
@_force_option
@allow_private_option
@delay_option
@profiles_option
def save(
    *,
    site: str,
    url: str,
    file: str | None,
    case: str | None,
    directory: str | None,
    force: bool,
    allow_private: bool,
    delay: float | None,
) -> int:
    """Keep a page and the article expected of it, for the tests.

    SITE is a name, or the file of a profile. Fetches one page and writes it, with the article that is read from it now, into
    the folder of a test case. Correct article.json by reading the page: the tests hold the extractor to it.
    """
    from newscrawl.cli.actions.profiles import SavePage, run_save

    return run_save(
        SavePage(
            site=site,
            url=url,
            file=file,
            case=case,
            directory=directory,
            force=force,
            allow_private=allow_private,
            delay=delay,
        )
    )
