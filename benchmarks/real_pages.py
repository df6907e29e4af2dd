"""Compares the extraction of real pages with what people read on them.

    python benchmarks/real_pages.py [--generic] [--records FILE …] [--out FILE] [--raise]

Reads every article page of ``../shared/pages`` and ``../shared/pages_second`` (``manifest.tsv``), scores the records against the gold beside them, prints a
table by page and by site, writes it to ``benchmarks/real_pages.md``, and ends with exit code 1 if a field falls under its floor
in ``benchmarks/floors.json``. Sections and home pages must be refused: one that is read as an article counts as a miss too.

``--generic`` switches the profiles off, ``--records`` scores records made elsewhere (``newscrawl replay``), ``--raise`` lifts the
floors to what was reached and refuses to lower one. A second call with ``--generic`` adds its own table and floors.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import json
import math
import sys
from collections import defaultdict
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newscrawl.extract import NotAnArticle, extract

if TYPE_CHECKING:
    from types import ModuleType

HERE = Path(__file__).resolve().parent
PAGES = HERE.parents[1] / "shared" / "pages"
SECOND_PAGES = PAGES.with_name("pages_second")
"""Pages that were saved later, of layouts that were unknown until then."""

FLOORS = HERE / "floors.json"
REPORT = HERE / "real_pages.md"
FIELDS = (
    "body",
    "headline",
    "description",
    "date",
    "authors",
    "section",
    "keywords",
    "images",
    "related",
    "related_any",
)
MARGIN = 0.0005
"""Minimum scores have three digits, rounded down."""

Row = dict[str, Any]


def scorer() -> ModuleType:
    """``score.py`` of the shared pages, as a module."""
    spec = importlib.util.spec_from_file_location("page_score", PAGES / "score.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"{PAGES / 'score.py'} cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def folders() -> list[Path]:
    """The folders of saved pages that exist."""
    return [folder for folder in (PAGES, SECOND_PAGES) if (folder / "manifest.tsv").exists()]


def manifest() -> list[dict[str, str]]:
    """The saved pages of all folders: folder, file, site, url, page_type."""
    pages: list[dict[str, str]] = []
    for folder in folders():
        with (folder / "manifest.tsv").open(encoding="utf-8", newline="") as lines:
            rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
            pages.extend({**row, "folder": str(folder)} for row in rows)
    return pages


def records(*, use_layouts: bool = True) -> tuple[list[Row], list[str]]:
    """A record for each article page, and the errors of the others."""
    found: list[Row] = []
    wrong: list[str] = []
    for page in manifest():
        if page["page_type"] not in {"article", "section", "home"}:
            continue
        try:
            body = (Path(page["folder"]) / page["file"]).read_bytes()
            record = asdict(extract(body, url=page["url"], use_layouts=use_layouts))
        except NotAnArticle as refusal:
            if page["page_type"] == "article":
                wrong.append(f"{page['file']}: refused ({refusal})")
            continue
        if page["page_type"] == "article":
            found.append(record)
        else:
            wrong.append(f"{page['file']}: read as an article ({record['headline']})")
    return found, wrong


def score(made: list[Row]) -> tuple[list[Row], Row]:
    """Rows by page and the total.

    Related links are compared by the address that the page states, as the gold has it.
    """
    module = scorer()
    gold = {key: value for folder in folders() for key, value in module.load_gold(folder / "gold").items()}
    stated = [
        {
            **record,
            "related_links": [{**link, "url": link.get("url_raw") or link["url"]} for link in record["related_links"]],
        }
        for record in made
    ]
    rows, total = module.score(gold, stated)
    return list(rows), dict(total)


def by_site(rows: list[Row]) -> dict[str, Row]:
    """Means over the pages of each site."""
    sites: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        sites[row["site"]].append(row)
    return {
        site: {
            field: sum(values) / len(values)
            for field in FIELDS
            if (values := [float(row[field]) for row in pages if field in row])
        }
        for site, pages in sorted(sites.items())
    }


def table(rows: list[Row], total: Row, wrong: list[str], title: str) -> str:
    """The figures as Markdown."""

    def line(name: str, row: Row) -> str:
        cells = (f"{float(value):.3f}" if (value := row.get(field)) is not None else "" for field in FIELDS)
        return f"| {name} | {' | '.join(cells)} |"

    head = [f"| page | {' | '.join(FIELDS)} |", "|---" * (len(FIELDS) + 1) + "|"]
    pages = [line(Path(row["file"]).stem[:70], row) for row in sorted(rows, key=lambda row: str(row["file"]))]
    sites = [line(site, row) for site, row in by_site(rows).items()]
    notes = [f"- {text}" for text in wrong] or ["- none"]
    out = [f"## {title}", "", *head, line(f"**all {total['found']}/{total['pages']}**", total), "", "By site:", ""]
    return "\n".join([*out, *head, *sites, "", "By page:", "", *head, *pages, "", "Misread pages:", "", *notes, ""])


def check(name: str, total: Row, *, lift: bool, path: Path = FLOORS) -> list[str]:
    """The fields below their minimum score; with ``lift``, the minimum scores rise to the results."""
    floors: dict[str, dict[str, float]] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    bounds = floors.setdefault(name, {})
    reached = {field: math.floor(float(total[field]) * 1000) / 1000 for field in FIELDS if total.get(field) is not None}
    under = [
        f"{name}: {field} {reached.get(field, 0.0):.3f} is under its floor {floor:.3f}"
        for field, floor in bounds.items()
        if reached.get(field, 0.0) + MARGIN < floor
    ]
    if lift and not under:
        bounds.update({field: max(value, bounds.get(field, 0.0)) for field, value in reached.items()})
        path.write_text(json.dumps(floors, indent=2) + "\n", encoding="utf-8")
    return under


def write(path: Path, title: str, text: str) -> None:
    """Replace the table with the same title in the report."""
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    parts = {part.split("\n", 1)[0].strip(): part for part in ("\n" + old).split("\n## ")[1:]}
    parts[title] = text.removeprefix("## ")
    preamble = (
        "# Real pages\n\nMade by `python benchmarks/real_pages.py` and `… --generic`; what each field is scored by stands in the"
        " docstring of `score.py` beside the pages. Held-out pages are scored apart.\n"
    )
    path.write_text(
        preamble + "".join(f"\n## {part.rstrip()}\n" for _, part in sorted(parts.items())), encoding="utf-8"
    )


def main(arguments: list[str] | None = None) -> int:
    """Run, print, and compare with the minimum scores."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--generic", action="store_true", help="read without profiles")
    parser.add_argument(
        "--records", type=Path, nargs="+", help="score these records (JSON lines) instead of reading the pages"
    )
    parser.add_argument("--out", type=Path, default=REPORT, help="the report")
    parser.add_argument("--raise", action="store_true", dest="lift", help="lift the floors to what was reached")
    options = parser.parse_args(arguments)
    if not PAGES.is_dir():
        print(f"no pages at {PAGES}: nothing to score", file=sys.stderr)
        return 2
    if options.records:
        lines = [line for path in options.records for line in path.read_text(encoding="utf-8").split("\n")]
        made = [json.loads(line) for line in lines if line.strip()]
        wrong: list[str] = []
    else:
        made, wrong = records(use_layouts=not options.generic)
    rows, total = score(made)
    name = "generic" if options.generic else "known"
    title = "Without profiles" if options.generic else "With profiles"
    text = table(rows, total, wrong, title)
    print(text)
    write(options.out, title, text)
    under = check(name, total, lift=options.lift)
    for sentence in under:
        print(sentence, file=sys.stderr)
    return 1 if under else 0


if __name__ == "__main__":
    sys.exit(main())
