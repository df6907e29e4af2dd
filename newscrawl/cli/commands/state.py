"""The commands that look at what crawls left: ``verify``, ``gaps``, ``state``, ``history`` and ``health``.

All of them find the state by one rule: the directory DIR, or ``--state PATH``, by default ``output``.
"""

from __future__ import annotations

from typing import Final

import click

from newscrawl.cli.options import (
    Command,
    Count,
    FilePath,
    LocalPath,
    OneOf,
    json_option,
    profiles_option,
    quiet_option,
    read_state_option,
    warn_renamed,
)

ACTIONS: Final = ("show", "check", "compact", "export", "forget", "rebuild", "prune", "init", "migrate", "copy")


@click.command(cls=Command, examples=("newscrawl verify archive", "newscrawl verify archive --jobs 2"))
@click.argument("directory", required=False, metavar="[DIR]")
@click.option(
    "--jobs",
    metavar="N",
    type=Count(),
    help="processes side by side  [default: one for each processor, at most 8; 1 for less than 16 MB]",
)
@read_state_option
@quiet_option
def verify(*, directory: str | None, state: str | None, jobs: int | None, quiet: bool) -> int:
    """Check that a run or an archive is whole.

    Checks the directory of a run, or of many runs: the schema of every line, counts and checksums against the manifests,
    ids, edges, WARC records, their digests and indexes, and that each article's page is where the record says. Prints a
    line for each finding. Exit code 0 without findings, 8 with findings. DIR is by default output. The findings and their order
    do not depend on --jobs; WARC records are read by one process.
    """
    from newscrawl.cli.actions.verify import run_verify

    return run_verify(directory, state, jobs=jobs, quiet=quiet)


@click.command(
    cls=Command,
    examples=(
        "newscrawl gaps",
        "newscrawl gaps archive baokiemtoan --since 2020-01-01",
        "newscrawl gaps --state state",
    ),
)
@click.argument("words", nargs=-1, metavar="[DIR] [SITE]...")
@read_state_option
@click.option("--since", metavar="DAY", help="days from this one on, 2026-01-31")
@click.option("--until", metavar="DAY", help="days up to and with this one")
@json_option
def gaps(*, words: tuple[str, ...], state: str | None, since: str | None, until: str | None, as_json: bool) -> int:
    """Show silent and gone sources, and days without articles.

    Lists sources that answer but have brought nothing new for ten times as long as usual (at least two days), sources that
    were read before and answer 404 or 410 now, and days of publication without an article at a site that publishes too much
    for that. The days begin with the first crawl, unless --since asks for earlier ones (after a backfill), and end
    yesterday. DIR is the output of a crawl, by default output.
    """
    from newscrawl.cli.actions.gaps import run_gaps

    return run_gaps(words, state, since=since, until=until, as_json=as_json)


@click.command(
    cls=Command,
    examples=(
        "newscrawl changes archive > changes.jsonl",
        "newscrawl changes archive --since 1204-5f1c20ab",
        "newscrawl changes archive --follow",
    ),
)
@click.argument("directory", required=False, metavar="[DIR]")
@read_state_option
@click.option("--since", metavar="CURSOR", help="only what came after this cursor, the last line of an earlier call")
@click.option("--follow", is_flag=True, help="go on with what running crawls commit, until stopped")
def changes(*, directory: str | None, state: str | None, since: str | None, follow: bool) -> int:
    """Print what is new, revised or deleted since a cursor, one JSON line each.

    A line is an upsert with the whole record, or a delete with its reason: gone (404, 410), removed (on request), or merged
    (into another id). The order is that of the commits. Each line has a cursor, and the last line is the cursor to go on
    from; it stays valid when files are joined, compressed or rewritten. What running crawls have committed is included.
    DIR is the output of a crawl, by default output, or the bucket of its --output; --state names a state that is not in
    it, of a bucket the spool.
    """
    from newscrawl.cli.actions.changes import run_changes

    return run_changes(directory, state, since=since, follow=follow)


@click.command(
    cls=Command,
    examples=(
        "newscrawl remove --url https://bao.vn/ten-cua-toi-1234.html --reason 'request 17' --dry-run",
        "newscrawl remove archive --id baokiemtoan:13046 --reason 'request 17'",
        "newscrawl remove archive --list",
    ),
)
@click.argument("directory", required=False, metavar="[DIR]")
@read_state_option
@click.option("--url", "urls", metavar="URL", multiple=True, help="the article at this address; may be repeated")
@click.option("--id", "ids", metavar="ID", multiple=True, help="the article with this id; may be repeated")
@click.option("--reason", metavar="TEXT", help="why: a note for you, which only the state keeps")
@click.option("--dry-run", is_flag=True, help="say what would be removed, and change nothing")
@click.option("--list", "as_list", is_flag=True, help="show what was removed so far")
def remove(
    *,
    directory: str | None,
    state: str | None,
    urls: tuple[str, ...],
    ids: tuple[str, ...],
    reason: str | None,
    dry_run: bool,
    as_list: bool,
) -> int:
    """Remove an article on request, from the files and for ever.

    For requests of persons and publishers. The article leaves all files of DIR (lines, edges, links to it, WARC records and
    indexes, bundles); sizes and checksums in the manifests follow. Its text is deleted from the state, where a tombstone
    stays: it is not fetched again. Tables drop it at the next `newscrawl export`, copies learn it from `newscrawl changes`.
    Without --url and --id, finishes a removal that was killed. DIR is the output of a crawl, by default output, or the
    bucket of its --output; --state names a state that is not in it, of a bucket the spool.
    """
    from newscrawl.cli.actions.remove import run_list, run_remove

    if as_list:
        return run_list(directory, state)
    return run_remove(directory, state, urls=urls, ids=ids, reason=reason, dry_run=dry_run)


@click.command(
    cls=Command,
    examples=(
        "newscrawl state archive",
        "newscrawl state check archive",
        "newscrawl state export > addresses.jsonl",
        "newscrawl state forget --url https://bao.vn/de-lang-1234.html",
        "newscrawl state rebuild archive --site baokiemtoan",
        "newscrawl state prune --before 2025-01-01",
        "newscrawl state init postgresql://db.example.org/news",
        "newscrawl state copy archive postgresql://db.example.org/news",
    ),
)
@click.argument("words", nargs=-1, metavar="[ACTION] [DIR] [TARGET]")
@read_state_option
@click.option("--site", metavar="NAME", help="forget: all of this site; rebuild: only this site")
@click.option("--url", metavar="URL", help="forget: this address and its article")
@click.option("--before", metavar="DAY", help="prune: what only the time before this day needs, 2026-01-31")
def state(*, words: tuple[str, ...], state: str | None, site: str | None, url: str | None, before: str | None) -> int:
    """Show, check, compact, export, forget, rebuild, prune, init, migrate or copy the state of a crawl.

    ACTION is show (the default), check, compact, export, forget, rebuild (take in the articles of all finished files, also what was
    forgotten), prune, init (make an empty state), migrate (bring a state of an older newscrawl up to date), or copy (DIR to TARGET: from
    SQLite to PostgreSQL or back; a stopped copy goes on, and both sides are compared in the end). DIR is the output of a crawl, by
    default output, a state directory, or postgresql://HOST/DATABASE; of rebuild the output or its bucket, whose state may be missing.
    Run it while no crawl uses the state.
    """
    action, directories = "show", list(words)
    if directories and (directories[0] in ACTIONS or len(directories) > 1):
        # A directory with the name of an action is written ./NAME.
        action = directories.pop(0) if directories[0] in ACTIONS else directories.pop(1)
        OneOf(ACTIONS).convert(action, _parameter("words"), click.get_current_context())
    elif directories and not _may_be_directory(directories[0]):
        OneOf(ACTIONS).convert(directories[0], _parameter("words"), click.get_current_context())
    if action == "copy":
        if len(directories) != 2 - (state is not None):
            raise click.UsageError("copy takes two places: DIR TARGET", click.get_current_context())
        from newscrawl.cli.actions.state import run_copy

        return run_copy(*((state, directories[0]) if state is not None else (directories[0], directories[1])))
    if len(directories) > 1:
        raise click.UsageError(f"{directories[1]!r} is one word too many", click.get_current_context())
    if action == "rebuild":
        from newscrawl.cli.actions.rebuild import run_rebuild

        return run_rebuild(directories[0] if directories else None, state, site)
    from newscrawl.cli.actions.state import run_state

    return run_state(action, directories[0] if directories else None, state, site=site, url=url, before=before)


@click.command(
    cls=Command, examples=("newscrawl history baokiemtoan:13046", "newscrawl history baokiemtoan:13046 archive")
)
@click.argument("article_id", metavar="ID")
@click.argument("directory", required=False, metavar="[DIR]")
@read_state_option
@click.option("--output", metavar="DIR", type=LocalPath(), hidden=True, help="deprecated: give DIR")
def history(*, article_id: str, directory: str | None, state: str | None, output: str | None) -> int:
    """Show the revisions of an article and what changed between them.

    Prints the revisions of the article with this ID, oldest first, and what changed: fields, and paragraphs added, removed
    and rewritten. DIR is the output of a crawl, by default output.
    """
    if output is not None:
        warn_renamed("--output", f"newscrawl history {article_id} {output}")
        if directory is not None:
            raise click.UsageError(f"give the directory {directory} or --output {output}, not both")
        directory = output
    from newscrawl.cli.actions.state import run_history

    return run_history(article_id, directory, state)


@click.command(
    cls=Command,
    examples=("newscrawl health archive", "newscrawl health archive baokiemtoan", "newscrawl health --json"),
)
@click.argument("words", nargs=-1, metavar="[DIR] [SITE]...")
@read_state_option
@json_option
def health(*, words: tuple[str, ...], state: str | None, as_json: bool) -> int:
    """Show how well each site has been read, run after run.

    Shows the number of articles, the share of them that has each field, the trend, and the verdict of the last run. With
    SITE, shows the periods of that site one by one. DIR is the output of a crawl, by default output. Exit code 5 where the last
    verdict of a site is an error.
    """
    from newscrawl.cli.actions.health import run_health

    return run_health(words, state, as_json=as_json)


@click.command(
    cls=Command,
    examples=(
        "newscrawl status",
        "newscrawl status archive --html status.html",
        "newscrawl status --config crawl.toml --json",
    ),
)
@click.argument("directory", required=False, metavar="[DIR]")
@read_state_option
@click.option(
    "--config", "config_file", metavar="FILE", type=LocalPath(), help="the sites of this file, crawled or not"
)
@click.option("--html", metavar="FILE", type=FilePath(), help="also write one page about all sites")
@profiles_option
@json_option
def status(
    *, directory: str | None, state: str | None, config_file: str | None, html: str | None, as_json: bool
) -> int:
    """Show how each site is, worst first: dead, blocked, broken, degraded, silent or ok.

    Prints a line for each site: since when, the cause, how many addresses wait, and the command that comes next. DIR is the
    output of a crawl, by default output. Exit code 0 if every site is ok or silent, or has only lost a source, else that of
    the worst site: 3 dead or degraded, 4 blocked, 5 or 6 broken.
    """
    from newscrawl.cli.actions.status import run_status

    return run_status(directory, state, config_file=config_file, html=html, as_json=as_json)


@click.command(
    cls=Command,
    examples=(
        "newscrawl retry baokiemtoan",
        "newscrawl retry baokiemtoan archive --reason no_body --since 2026-01-31",
        "newscrawl retry baokiemtoan --reason http_404",
    ),
)
@click.argument("site", metavar="SITE")
@click.argument("directory", required=False, metavar="[DIR]")
@read_state_option
@click.option("--reason", metavar="REASON", help="only the addresses of this reason, also of pages that are gone")
@click.option("--since", metavar="DAY", help="only the addresses that were fetched on this day or later, 2026-01-31")
def retry(*, site: str, directory: str | None, state: str | None, reason: str | None, since: str | None) -> int:
    """Fetch rejected and failed pages of a site again.

    Makes the addresses pending whose pages were rejected or could not be fetched, as if they were new. The next run
    fetches them. Pages that are gone are taken only by their reason (http_404, http_410). DIR is the output of a crawl, by
    default output. Run it while no crawl uses the state.
    """
    from newscrawl.cli.actions.status import run_retry

    return run_retry(site, directory, state, reason=reason, since=since)


def _may_be_directory(word: str) -> bool:
    from pathlib import Path

    return "/" in word or Path(word).exists()


def _parameter(name: str) -> click.Parameter:
    """Return a parameter of the current command, for its error messages."""
    return next(param for param in click.get_current_context().command.params if param.name == name)
