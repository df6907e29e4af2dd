"""Turns the options that all crawling commands share into settings and spider arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from newscrawl.cli.output import write_errors_as
from newscrawl.runner.errors import UsageError
from newscrawl.runner.setting_values import wrong_setting
from newscrawl.runner.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscrawl.cli.options import RunOptions

SPIDER_ARGUMENTS: Final = ("since", "until", "sections", "max_articles", "delay")
"""What ``-a`` may name; the command line sets the spider's other arguments itself."""


def run_settings(run: RunOptions) -> dict[str, Any]:
    """Return the settings that the shared options stand for; those of ``-s`` come last. :class:`UsageError` for a wrong one."""
    named = _named_settings(run.settings)
    write_errors_as(named.get("NEWSCRAWL_LOG_FORMAT", run.log_format))
    return {
        "LOG_LEVEL": run.loglevel,
        "NEWSCRAWL_LOG_FORMAT": run.log_format,
        "NEWSCRAWL_COMPRESS": run.compress,
        "NEWSCRAWL_PARTITION": run.partition,
        **named,
    }


def spider_arguments(run: RunOptions) -> dict[str, str]:
    """Return the spider arguments of ``-a``; :class:`UsageError` for an unknown one."""
    found = _pairs("-a", run.arguments)
    for name in found:
        if name not in SPIDER_ARGUMENTS:
            raise UsageError(
                f"-a {name}: the spider takes no such argument{did_you_mean(name, SPIDER_ARGUMENTS)}; "
                f"it takes {', '.join(SPIDER_ARGUMENTS)}"
            )
    return found


def _named_settings(values: Sequence[str]) -> dict[str, str]:
    found = _pairs("-s", values)
    for name, value in found.items():
        if wrong := wrong_setting(name, value):
            raise UsageError(f"-s {name}: {wrong}")
    return found


def _pairs(option: str, values: Sequence[str]) -> dict[str, str]:
    found = {}
    for value in values:
        name, sign, rest = value.partition("=")
        if not sign or not name:
            raise UsageError(f"{option} takes NAME=VALUE, not {value!r}")
        found[name] = rest
    return found
