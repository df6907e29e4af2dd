"""``newscrawl sites`` and ``newscrawl schema``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from rich.table import Table

from newscrawl import sites
from newscrawl.exporters import schema
from newscrawl.items import Article, RelatedEdge
from newscrawl.runner.printing import print_whole

if TYPE_CHECKING:
    import argparse


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands."""
    command = commands.add_parser(
        "sites",
        help="list the newspapers that have a profile",
        description="List the newspapers that have a profile, and how sure it is: docs/sites.md says of what.",
    )
    command.add_argument("--json", action="store_true", help="as JSON lines")
    command.set_defaults(run=run_sites)
    command = commands.add_parser(
        "schema", help="print the record's JSON Schema", description="Print the shape of a line of output."
    )
    command.add_argument(
        "--record",
        choices=("article", "related"),
        default="article",
        help="articles.jsonl or related.jsonl (default: %(default)s)",
    )
    command.add_argument("--features", action="store_true", help="as Hugging Face features instead of JSON Schema")
    command.set_defaults(run=run_schema)


def run_sites(given: argparse.Namespace) -> int:
    """Print the sites."""
    if given.json:
        for site in sites.load().values():
            print(
                json.dumps(
                    {
                        "name": site.name,
                        "publisher": site.publisher,
                        "home": site.home,
                        "family": site.family,
                        "confidence": site.confidence,
                    },
                    ensure_ascii=False,
                )
            )
        return 0
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("name", "publisher", "home", "family", "confidence"):
        table.add_column(column)
    for site in sites.load().values():
        table.add_row(site.name, site.publisher, site.home, site.family, site.confidence)
    print_whole(table)
    return 0


def run_schema(given: argparse.Namespace) -> int:
    """Print the schema."""
    record = Article if given.record == "article" else RelatedEdge
    print(
        json.dumps(
            schema.features(record) if given.features else schema.json_schema(record), ensure_ascii=False, indent=2
        )
    )
    return 0
