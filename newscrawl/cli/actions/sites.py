"""``newscrawl sites`` and ``newscrawl schema``."""

from __future__ import annotations

import json

from rich.table import Table

from newscrawl import sites
from newscrawl.cli.output import say
from newscrawl.cli.printing import print_table
from newscrawl.exporters import schema
from newscrawl.items import Article, RelatedEdge


def run_sites(*, as_json: bool) -> int:
    """Print the sites with a profile; return the exit code."""
    columns = ("name", "publisher", "home", "family", "confidence")
    table = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for site in sites.load().values():
        values = {column: getattr(site, column) for column in columns}
        if as_json:
            say(json.dumps(values, ensure_ascii=False))
        else:
            table.add_row(*values.values())
    if not as_json:
        print_table(table)
    return 0


def run_schema(record: str, *, features: bool) -> int:
    """Print the schema of a record; return the exit code."""
    kind = Article if record == "article" else RelatedEdge
    found = schema.features(kind) if features else schema.json_schema(kind)
    say(json.dumps(found, ensure_ascii=False, indent=2))
    return 0
