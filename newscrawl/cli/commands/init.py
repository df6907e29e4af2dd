"""The command ``init``."""

from __future__ import annotations

from pathlib import Path

import click

from newscrawl.cli.options import Command


@click.command(
    cls=Command,
    examples=(
        "newscrawl init",
        "newscrawl init --contact you@example.org",
        "newscrawl init news/crawl.toml --contact https://you.example.org/crawler vnexpress ./mysite.py https://any.site/",
    ),
)
@click.argument("words", nargs=-1, metavar="[FILE.toml] [SITE]...")
@click.option("--contact", metavar="WHO", help="your e-mail address or a page about you  [default: it is asked for]")
def init(*, words: tuple[str, ...], contact: str | None) -> int:
    """Write a commented crawl.toml.

    FILE.toml is by default crawl.toml; a file that exists is never overwritten. SITE is a name, the file of a profile, or an
    address; without one, the file has one site as an example. The contact is asked for, or taken from --contact.
    """
    from newscrawl.cli.actions.init import run_init

    is_named = bool(words) and words[0].endswith(".toml")
    path = Path(words[0]) if is_named else Path("crawl.toml")
    return run_init(path, contact=contact, sites=words[1:] if is_named else words)
