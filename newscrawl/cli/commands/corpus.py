"""The group ``newscrawl corpus``."""

from __future__ import annotations

from typing import Final

from newscrawl.cli.options import LazyGroup

_DATABASE: Final = "newscrawl.cli.commands.corpus_database"

corpus = LazyGroup(
    name="corpus",
    lazy={
        "build": (_DATABASE, "make a SQLite database of the articles, or bring it up to date"),
        "serve": (_DATABASE, "show a database in a browser, on this machine alone"),
    },
    help="Look at articles as one corpus.",
    examples=("newscrawl corpus build output --db corpus.sqlite --serve",),
)
