"""``newscrawl alerts``."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from newscrawl.cli.output import say
from newscrawl.report.manifest import ExitCode
from newscrawl.runner import config
from newscrawl.runner.alerts import check_targets, deliver, masked, ping
from newscrawl.runner.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


def run_test(path: Path) -> int:
    """Send a test message to every address of a file; return the exit code."""
    rules = config.load(path).alerts
    if not rules.to and not rules.ping:
        raise UsageError(f'{path} has no table [alerts]; write [alerts] and to = ["…://…"], see docs/alerts.md')
    if rules.to:
        check_targets(rules.to)
    title = f"newscrawl: a test ({socket.gethostname()})"
    body = f"This is a test of the alerts of {path.absolute()}. They tell of: {', '.join(sorted(rules.kinds))}."
    found = list(deliver(rules.to, title, body))
    results = [(target, problem, "sent") for target, problem in found]
    if rules.ping:
        results.append((masked(rules.ping), ping(rules.ping), "asked"))
    for target, problem, done in results:
        if problem:
            say(f"newscrawl: {target}: {problem}", error=True)
        else:
            say(f"{target}: {done}")
    return int(ExitCode.PARTIAL if any(problem for _, problem, _ in results) else ExitCode.FINE)
