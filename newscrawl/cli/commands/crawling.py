"""The commands that crawl: ``demo``, ``crawl``, ``replay``, ``run`` and ``backfill``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from newscrawl.cli.options import (
    MAX_PORT,
    Command,
    Count,
    LocalPath,
    allow_private_option,
    cluster_options,
    delay_option,
    output_option,
    profiles_option,
    quiet_option,
    run_options,
    since_option,
    state_option,
    until_option,
)

if TYPE_CHECKING:
    from newscrawl.cli.options import RunOptions
    from newscrawl.runner.bulk.engines import EngineName


@click.command(cls=Command, examples=("newscrawl demo", "newscrawl demo --fresh --output demo"))
@click.option(
    "--output",
    metavar="DIR",
    type=LocalPath(),
    default="output/demo",
    show_default=True,
    help="directory of the JSONL files",
)
@click.option(
    "--port",
    type=click.IntRange(0, MAX_PORT),
    default=8149,
    show_default=True,
    metavar="N",
    help="port of the newspaper; any free one if it is taken",
)
@click.option("--fresh", is_flag=True, help="forget earlier demonstrations in that directory")
def demo(*, output: str, port: int, fresh: bool) -> int:
    """Crawl the bundled sample newspaper.

    Starts the newspaper on loopback, crawls it with the real spider and shows one article. Needs no network. Run again, it
    crawls the next edition of the newspaper, in which one article was edited.
    """
    from newscrawl.cli.actions.demo import run_demo

    return run_demo(Path(output), port=port, fresh=fresh)


@click.command(
    cls=Command,
    examples=(
        "newscrawl crawl baokiemtoan --since 2026-01-01",
        "newscrawl crawl https://any.site/ --max-articles 20 --output archive",
        "newscrawl crawl ./mysite.py                    # with a profile of your own",
        "newscrawl crawl nhandan vtv --due --revisit --compress zst",
    ),
)
@click.argument("sites", nargs=-1, required=True, metavar="SITE...")
@since_option
@until_option
@click.option("--max-articles", type=Count(), metavar="N", help="stop a site after N articles")
@click.option("--sections", metavar="A,B", help="only these sections: thoi-su,kinh-te")
@output_option
@state_option
@delay_option
@click.option("--due", is_flag=True, help="read only the sources whose interval is over, for runs on a schedule")
@click.option(
    "--revisit", is_flag=True, help="fetch articles again an hour, a day and a week after they were first seen"
)
@click.option("--warc", is_flag=True, help="keep every response as WARC, in warc/ of the output")
@click.option("--wacz", is_flag=True, help="bundle the run's WARC files as WACZ when it ends; implies --warc")
@click.option(
    "--alerts", metavar="FILE", help="tell whom [alerts] of this crawl.toml names when a site breaks or recovers"
)
@allow_private_option
@profiles_option
@run_options
def crawl(
    *,
    sites: tuple[str, ...],
    since: str | None,
    until: str | None,
    max_articles: int | None,
    sections: str | None,
    output: str,
    state: str | None,
    delay: float | None,
    due: bool,
    revisit: bool,
    warc: bool,
    wacz: bool,
    alerts: str | None,
    allow_private: bool,
    run: RunOptions,
) -> int:
    """Crawl newspapers by name, or any news site by address.

    SITE is a name such as baokiemtoan (`newscrawl sites` lists them), the file of a profile such as ./mysite.py, or an
    address such as https://any.site/. Articles that are known and unchanged are not written again. What an earlier run left undone is continued.
    """
    from newscrawl.cli.actions.crawl import run_crawl

    arguments = {
        "since": since,
        "until": until,
        "max_articles": max_articles,
        "sections": sections,
        "delay": delay,
    }
    overrides = {
        "NEWSCRAWL_OUTPUT": output,
        "NEWSCRAWL_STATE": state,
        "NEWSCRAWL_ALLOW_PRIVATE": allow_private or None,
        "NEWSCRAWL_DUE": due or None,
        "NEWSCRAWL_REVISIT": revisit or None,
        "NEWSCRAWL_WARC": (warc or wacz) or None,
    }
    return run_crawl(sites, arguments, overrides, run, bundle=wacz, alerts=alerts)


@click.command(
    cls=Command,
    examples=(
        "newscrawl replay archive/warc/*.warc.gz --output again",
        "newscrawl replay pages.tsv --output again",
        "newscrawl replay CC-NEWS-*.warc.gz --output news --jobs 8 --language vi",
        "newscrawl replay CC-NEWS-*.warc.gz --output news --shard 3/8    # writes news/shard-3-of-8",
    ),
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--output", required=True, metavar="DIR", type=LocalPath(), help="directory of the JSONL files")
@click.option(
    "--jobs", metavar="N", type=Count(), help="processes that read the files side by side, without Scrapy's engine"
)
@click.option("--language", metavar="TAG", help="only pages in this language: vi; with --jobs, by default 1")
@click.option("--sites", metavar="NAME,…", help="only pages of these profiles or hosts; with --jobs, by default 1")
@click.option(
    "--date",
    metavar="DAY[..DAY]",
    help="only pages archived on these days, 2026-01-01..2026-01-31; with --jobs, by default 1",
)
@cluster_options
@profiles_option
@run_options
def replay(
    *,
    files: tuple[str, ...],
    output: str,
    jobs: int | None,
    language: str | None,
    sites: str | None,
    date: str | None,
    engine: EngineName,
    shard: str | None,
    run: RunOptions,
) -> int:
    """Read saved or archived pages again, with no network.

    Sends saved pages through the same spider, extraction and pipelines. FILE is a WARC (.warc.gz, .warc; more than one may
    be named), or one table with tabs whose first line names file, url and page_type (article, section, home, feed, sitemap).

    With --jobs each file is read by a process of its own, and articles alone are read. The lines that are written do not
    depend on N, and the same command continues a replay that was killed. --language, --sites and --date leave pages out before
    they are parsed; archives of many hosts and languages (Common Crawl's CC-NEWS) are read so.

    --engine ray and --shard share the files among machines, as with --jobs. With ray all machines of the cluster must see the files
    and the output under the same paths. A shard is a run of its own, in a directory of its own below DIR.
    """
    if jobs is not None or language or sites or date or engine != "local" or shard:
        from newscrawl.cli.actions.bulk_replay import run_parallel_replay

        paths = [Path(file) for file in files]
        return run_parallel_replay(
            paths,
            output,
            run,
            engine=engine,
            jobs=jobs,
            shard=shard,
            language=language,
            sites=sites,
            date=date,
        )
    from newscrawl.cli.actions.replay import run_replay

    return run_replay([Path(file) for file in files], output, run)


@click.command(
    "run",
    cls=Command,
    examples=(
        "newscrawl run --config crawl.toml --check",
        "newscrawl run                                 # once, for cron",
        "newscrawl run --watch",
    ),
)
@click.option("--config", metavar="FILE", default="crawl.toml", show_default=True, help="the sites to crawl, and how")
@click.option("--watch", is_flag=True, help="stay up and follow the intervals until SIGTERM")
@click.option("--all", "everything", is_flag=True, help="read all sources, due or not")
@click.option("--check", is_flag=True, help="read the file, print what it means, and crawl nothing")
@profiles_option
@quiet_option
def run(*, config: str, watch: bool, everything: bool, check: bool, quiet: bool) -> int:
    """Crawl the sites of a file on a schedule.

    Crawls the sites of a TOML file side by side, each at its own pace: the sources whose interval is over, and the
    articles that are due to be fetched again. Runs once, for cron; or with --watch a round whenever a site is due.
    """
    from newscrawl.cli.actions.schedule import run_config

    return run_config(Path(config), watch=watch, everything=everything, check=check, quiet=quiet)


@click.command(
    cls=Command,
    examples=(
        "newscrawl backfill baokiemtoan --since 2020-01-01 --dry-run",
        "newscrawl backfill baokiemtoan --since 2020-01-01 --until 2020-12-31",
    ),
)
@click.argument("site", metavar="SITE")
@click.option("--since", metavar="DAY", required=True, help="from this day on, 2020-01-31")
@until_option
@click.option(
    "--dry-run", is_flag=True, help="print what would be fetched, and on standard error how long it would take"
)
@output_option
@state_option
@delay_option
@allow_private_option
@profiles_option
@run_options
def backfill(
    *,
    site: str,
    since: str,
    until: str | None,
    dry_run: bool,
    output: str,
    state: str | None,
    delay: float | None,
    allow_private: bool,
    run: RunOptions,
) -> int:
    """Fetch what a site published in the past.

    Reads the site's sitemaps whose name or last change falls into the range, in the order of their days, and its archive
    pages or listings where the sitemaps do not reach so far back. SITE is a name, the file of a profile, or an address. Stop it at any time: the
    same command continues. With --dry-run the sources are read, no article is fetched, and nothing is remembered.
    """
    from newscrawl.cli.actions.backfill import run_backfill

    arguments = {"since": since, "until": until, "delay": delay}
    return run_backfill(site, arguments, run, output=output, state=state, dry_run=dry_run, allow_private=allow_private)
