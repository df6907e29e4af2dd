"""The commands of a fleet: ``worker`` and ``fleet``."""

from __future__ import annotations

from pathlib import Path

import click

from newscrawl.cli.options import Command, profiles_option, state_option


@click.command(
    cls=Command,
    examples=("newscrawl worker", "newscrawl worker --config crawl.toml --name rack2-a"),
)
@click.option("--config", metavar="FILE", default="crawl.toml", show_default=True, help="the sites to crawl, and how")
@click.option(
    "--name", metavar="NAME", help="name in `newscrawl fleet`; by default host, process and three letters more"
)
@profiles_option
def worker(*, config: str, name: str | None) -> int:
    """Crawl sites of a file together with workers on other machines.

    All workers have the same file, in which `state` is the address of a PostgreSQL database and `output` a directory that all
    machines share, or a bucket. Each crawls as many sites at a time as `at_once` says. A site is crawled by one worker at a
    time; if that dies, another one goes on within a minute. Ends on SIGTERM, and when it loses the database or a site: let a
    supervisor (systemd, Kubernetes) start it again. Needs the extra `fleet`.
    """
    from newscrawl.cli.actions.fleet import run_worker

    return run_worker(Path(config), name=name)


@click.command(
    cls=Command,
    examples=("newscrawl fleet", "newscrawl fleet --json", "newscrawl fleet --state postgresql://crawl@db/news"),
)
@click.option("--config", metavar="FILE", default="crawl.toml", show_default=True, help="the file of the workers")
@state_option
@click.option("--seal", is_flag=True, help="first write all articles that wait in the database into files")
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def fleet(*, config: str, state: str | None, seal: bool, as_json: bool) -> int:
    """Show the workers, the sites they hold, the queue and what waits.

    Reads the database that the file names. A worker is dead when it was silent for longer than its lease; its sites are taken
    over then. Exit code 3 if sites are due and no worker lives, or if articles wait much longer than they should.
    """
    from newscrawl.cli.actions.fleet import show_fleet

    return show_fleet(Path(config), state=state, seal=seal, as_json=as_json)
