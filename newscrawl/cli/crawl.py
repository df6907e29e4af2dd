"""``newscrawl crawl`` and ``newscrawl replay``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rich.console import Console

from newscrawl import sites
from newscrawl.archive.replay import SavedPage, archived_pages, saved_pages
from newscrawl.cli.archive import add_output_options, add_warc_options, bundle, output_settings, warc_settings
from newscrawl.cli.options import count
from newscrawl.runner.errors import UsageError
from newscrawl.runner.jobs import Job, conclude, crawl, settings, summary
from newscrawl.runner.setting_values import LOG_LEVELS, did_you_mean, wrong_setting
from newscrawl.spiders import NewsSpider, spider_class
from newscrawl.spiders.arguments import day
from newscrawl.spiders.replay import replay_settings

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

ARGUMENTS: Final = ("since", "until", "sections", "max_articles", "delay")
"""What ``-a`` may name; the rest of the spider's arguments are the command line's own."""


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands."""
    command = commands.add_parser(
        "crawl",
        help="crawl newspapers by name, or any news site by address",
        description="Crawl newspapers by name (`newscrawl sites` lists them), or any news site by address. What is known "
        "and unchanged is not written again; what an earlier run left undone is taken up.",
    )
    command.add_argument(
        "sites", nargs="+", metavar="SITE", help="a name such as baokiemtoan, or an address such as https://any.site/"
    )
    command.add_argument("--since", metavar="DAY", help="only articles from this day on, 2026-01-31")
    command.add_argument("--until", metavar="DAY", help="only articles up to and with this day")
    command.add_argument("--max-articles", type=count, metavar="N", help="stop a site after N articles")
    command.add_argument("--sections", metavar="A,B", help="only these sections: thoi-su,kinh-te")
    command.add_argument("--output", metavar="DIR", help="directory of the JSONL files (default: output)")
    command.add_argument(
        "--state", metavar="PATH", help="directory of what is remembered between runs (default: .state in the output)"
    )
    command.add_argument(
        "--delay", type=float, metavar="SECONDS", help="between two requests to a site (default: 1, or the profile's)"
    )
    command.add_argument(
        "--due", action="store_true", help="ask only the sources whose interval is over: for runs on a schedule"
    )
    command.add_argument(
        "--revisit",
        action="store_true",
        help="look again at articles an hour, a day and a week after their first sight",
    )
    add_output_options(command)
    add_warc_options(command)
    command.add_argument("--allow-private", action="store_true", help="allow loopback and private addresses")
    add_scrapy_options(command)
    command.set_defaults(run=run_crawl)

    replay = commands.add_parser(
        "replay",
        help="read saved or archived pages again, with no network",
        description="Send saved pages through the same spider, extraction and pipelines, with no network. FILE is a "
        "WARC (.warc.gz, .warc; more than one may be named), or a table with tabs whose first line names file, url and "
        "page_type (article, section, home, feed, sitemap).",
    )
    replay.add_argument("files", type=Path, nargs="+", metavar="FILE", help="WARC files, or one table of saved pages")
    replay.add_argument("--output", required=True, metavar="DIR", help="directory of the JSONL files")
    add_output_options(replay)
    add_scrapy_options(replay)
    replay.set_defaults(run=run_replay)


def add_scrapy_options(command: argparse.ArgumentParser) -> None:
    """The options that Scrapy users know."""
    command.add_argument(
        "-s",
        dest="settings",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="set a Scrapy or newscrawl setting (may be repeated)",
    )
    command.add_argument(
        "-a",
        dest="arguments",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="set a spider argument (may be repeated)",
    )
    command.add_argument(
        "-L",
        "--loglevel",
        metavar="LEVEL",
        type=str.upper,
        choices=LOG_LEVELS,
        default="WARNING",
        help="DEBUG, INFO, WARNING or ERROR (default: %(default)s)",
    )
    command.add_argument(
        "--log-format",
        choices=("text", "json"),
        help="how log lines are written to standard error: text, or one JSON object a line (default: text)",
    )
    command.add_argument("-q", "--quiet", action="store_true", help="print no summary")


def check_days(given: argparse.Namespace) -> None:
    """:class:`UsageError` where ``--since`` or ``--until`` is no day, or the last lies before the first."""
    try:
        since, until = day("--since", given.since), day("--until", given.until)
    except ValueError as error:
        raise UsageError(str(error)) from None
    if since and until and until < since:
        raise UsageError(f"--until {given.until} lies before --since {given.since}")


def named_settings(given: argparse.Namespace) -> dict[str, str]:
    """The settings given with ``-s``; :class:`UsageError` for one that cannot be."""
    found = _pairs("-s", given.settings)
    for name, value in found.items():
        if wrong := wrong_setting(name, value):
            raise UsageError(f"-s {name}: {wrong}")
    return found


def spider_arguments(given: argparse.Namespace) -> dict[str, str]:
    """The spider's arguments given with ``-a``; :class:`UsageError` for one that it does not take."""
    found = _pairs("-a", given.arguments)
    for name in found:
        if name not in ARGUMENTS:
            raise UsageError(
                f"-a {name}: the spider takes no such argument{did_you_mean(name, ARGUMENTS)}; it takes {', '.join(ARGUMENTS)}"
            )
    return found


def _pairs(option: str, values: Sequence[str]) -> dict[str, str]:
    found = {}
    for value in values:
        name, sign, rest = value.partition("=")
        if not sign or not name:
            raise UsageError(f"{option} takes NAME=VALUE, not {value!r}")
        found[name] = rest
    return found


def run_crawl(given: argparse.Namespace) -> int:
    """Crawl; the exit code."""
    check_days(given)
    if (given.delay or 0) < 0:
        raise UsageError("--delay cannot be negative")
    arguments: dict[str, Any] = {
        name: value
        for name in ("since", "until", "max_articles", "sections", "delay")
        if (value := getattr(given, name)) is not None
    }
    arguments |= spider_arguments(given)
    using = settings(
        **{
            "LOG_LEVEL": given.loglevel,
            "NEWSCRAWL_LOG_FORMAT": given.log_format,
            "NEWSCRAWL_OUTPUT": given.output or "output",
            "NEWSCRAWL_STATE": given.state,
            "NEWSCRAWL_ALLOW_PRIVATE": given.allow_private or None,
            "NEWSCRAWL_DUE": given.due or None,
            "NEWSCRAWL_REVISIT": given.revisit or None,
            **output_settings(given),
            **warc_settings(given),
            **named_settings(given),
        }
    )
    console = Console(stderr=True)
    jobs = list({job.spider.name: job for job in (job(site, arguments) for site in given.sites)}.values())
    ended = crawl(jobs, using, console=console)
    if not given.quiet:
        summary(ended, Console())
    bundle(given, ended)
    return conclude(ended)


def job(site: str, arguments: dict[str, Any]) -> Job:
    """The crawl of a site that is given by name or by address."""
    if site in sites.names():
        return Job(spider_class(sites.get(site)), dict(arguments))
    if "://" not in site and "." not in site:
        raise UsageError(
            f"no site is called {site!r}{did_you_mean(site, sites.names())}; `newscrawl sites` lists the names, and a site without a profile is given by its address, https://…/"
        )
    address = site if "://" in site else f"https://{site}/"
    try:
        profile = sites.of(address)
    except ValueError:
        raise UsageError(f"{site!r} is no http(s) address; give one such as https://any.site/") from None
    return Job(spider_class(profile), {**arguments, "url": address})


def _saved(files: Sequence[Path]) -> list[SavedPage]:
    """The pages of WARC files or of one table; :class:`UsageError` where there is nothing to replay."""
    if all(file.name.endswith((".warc.gz", ".warc")) for file in files):
        if pages := archived_pages(files):
            return pages
        raise UsageError(f"{files[0]} holds no article page that can be replayed")
    if len(files) > 1:
        raise UsageError("either WARC files (.warc.gz, .warc) or one table of saved pages can be replayed")
    pages = saved_pages(files[0])
    if not pages:
        raise UsageError(f"{files[0]} lists no page that can be replayed (articles, sections, homes, feeds, sitemaps)")
    missing = [page.path for page in pages if not page.path.is_file()]
    if missing:
        raise UsageError(
            f"{missing[0]} is listed in {files[0]} and does not exist ({len(missing)} of {len(pages)} are missing)"
        )
    return pages


def run_replay(given: argparse.Namespace) -> int:
    """Replay saved pages; the exit code."""
    pages = _saved(given.files)
    by_site: dict[str, tuple[type[NewsSpider], list[SavedPage]]] = {}
    for page in pages:
        site = sites.get(page.site) if page.site in sites.names() else sites.of(page.url)
        by_site.setdefault(site.name, (spider_class(site), []))[1].append(page)
    using = settings(
        **{
            "LOG_LEVEL": given.loglevel,
            "NEWSCRAWL_LOG_FORMAT": given.log_format,
            "NEWSCRAWL_OUTPUT": given.output,
            **output_settings(given),
            **replay_settings(pages),
            **named_settings(given),
        }
    )
    jobs = [Job(spider, {"pages": found, **spider_arguments(given)}) for spider, found in by_site.values()]
    ended = crawl(jobs, using, console=Console(stderr=True))
    if not given.quiet:
        summary(ended, Console())
    return conclude(ended)
