"""The command ``alerts``."""

from __future__ import annotations

from pathlib import Path

import click

from newscrawl.cli.options import Command, LazyGroup

alerts = LazyGroup(
    name="alerts",
    lazy={"test": ("newscrawl.cli.commands.alerts", "send a test message")},
    help="Send a test message to everyone whom the alerts of crawl.toml would tell.",
    examples=("newscrawl alerts test", "newscrawl alerts test --config crawl.toml"),
)


@click.command(cls=Command, examples=("newscrawl alerts test --config crawl.toml",))
@click.option(
    "--config", metavar="FILE", default="crawl.toml", show_default=True, help="the file with the table [alerts]"
)
def test(*, config: str) -> int:
    """Send a test message.

    Sends one message to each address of the table [alerts] and asks the address of its dead-man's switch. Prints a line for
    each. Exit code 0 if all went well, 3 if not.
    """
    from newscrawl.cli.actions.alerts import run_test

    return run_test(Path(config))
