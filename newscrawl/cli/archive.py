"""``newscrawl verify``, and the options by which a crawl is archived."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from newscrawl.archive import wacz
from newscrawl.archive.verify import Verification
from newscrawl.archive.warc import SUFFIX
from newscrawl.exporters.output_format import COMPRESSIONS, PARTITIONS, kind_of, open_lines
from newscrawl.report.manifest import ExitCode
from newscrawl.runner.errors import UsageError
from newscrawl.runner.printing import near

if TYPE_CHECKING:
    import argparse

    from newscrawl.runner.jobs import Ended


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    command = commands.add_parser(
        "verify",
        help="check that a run or an archive is whole",
        description="Check a run's directory, or one of many runs: the shape of every line, counts and checksums "
        "against the manifests, ids, edges, WARC records, their digests and indexes, and that each article's page is where "
        "it says. Prints a line a finding; exit code 0 where there is none, 8 where there is.",
    )
    command.add_argument("directory", type=Path, metavar="DIR", help="directory of a run's files")
    command.add_argument("-q", "--quiet", action="store_true", help="print findings only")
    command.set_defaults(run=run_verify)


def run_verify(given: argparse.Namespace) -> int:
    """Print what is wrong; the exit code."""
    found, verification = 0, Verification(given.directory)
    try:
        for finding in verification.problems():
            found += 1
            print(finding)
    except FileNotFoundError as error:
        raise UsageError(f"{error}; give the directory that `crawl --output` wrote to") from None
    if not given.quiet:
        looked_at = ", ".join(f"{n:,} {what}" for what, n in verification.counts.items())
        print(f"{given.directory}: {looked_at or 'nothing that is finished'}")
        print(f"{found:,} findings" if found else "whole")
    return int(ExitCode.STORE if found else ExitCode.FINE)


def add_output_options(command: argparse.ArgumentParser) -> None:
    """The options by which a run's lines are given their form."""
    command.add_argument(
        "--compress", choices=COMPRESSIONS, help="compress the files of lines when the run ends (default: none)"
    )
    command.add_argument(
        "--partition",
        choices=PARTITIONS,
        help="one file a run, or one a run, site and day: site=NAME/date=2026-01-31/articles-CRAWL_ID.jsonl (default: run)",
    )


def output_settings(given: argparse.Namespace) -> dict[str, Any]:
    """The settings that the options mean."""
    return {"NEWSCRAWL_COMPRESS": given.compress, "NEWSCRAWL_PARTITION": given.partition}


def add_warc_options(command: argparse.ArgumentParser) -> None:
    """The options by which a crawl is archived."""
    command.add_argument("--warc", action="store_true", help="keep every response as WARC, in warc/ of the output")
    command.add_argument(
        "--wacz", action="store_true", help="and bundle the run's WARC files as WACZ when it ends; means --warc"
    )


def warc_settings(given: argparse.Namespace) -> dict[str, Any]:
    """The settings that the options mean."""
    return {"NEWSCRAWL_WARC": True} if given.warc or given.wacz else {}


def bundle(given: argparse.Namespace, ended: Ended) -> None:
    """Write the WACZ that was asked for."""
    if not given.wacz or not ended.manifest or not ended.output:
        return
    warcs = [path for path in ended.files if path.name.endswith(SUFFIX)]
    if not warcs:
        return
    articles = [path for path in ended.files if kind_of(path) == "articles"]
    path = ended.output / f"newscrawl-{ended.manifest.crawl_id}.wacz"
    lines = (line for file in articles for line in open_lines(file))
    wacz.write(
        path,
        warcs,
        created=ended.manifest.finished,
        title=f"newscrawl {ended.manifest.crawl_id}: {', '.join(ended.manifest.sites)}",
        pages=wacz.pages(lines, warcs),
    )
    if not given.quiet:
        print(f"{near(path)}  {path.stat().st_size:,} bytes")
