"""Prints what went wrong in a crawl. Needs no rich, so that a crawl starts without it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from newscrawl.cli.output import say
from newscrawl.report.manifest import ExitCode
from newscrawl.report.status import (
    asks_for_login,
    is_forbidden,
    named_reasons,
    no_offers,
    none_taken,
    refusal,
    run_status,
)
from newscrawl.state import SiteLockedError

if TYPE_CHECKING:
    from newscrawl.report.manifest import SiteReport
    from newscrawl.runner.result import CrawlResult

_TRY_AGAIN: Final = "Check the address and the connection, then run again."
_FAILURES: Final = {
    "bad_certificate": (
        "its certificate is not valid for it (bad_certificate), and DOWNLOAD_VERIFY_CERTIFICATES is set. "
        "Tell the newspaper, or switch the setting off for this site."
    ),
    "proxy_unreachable": (
        "the proxy cannot be reached (proxy_unreachable). Correct or unset http_proxy, https_proxy and all_proxy, then run again."
    ),
    "no_local_address": (
        "this machine does not have the address of DOWNLOAD_BIND_ADDRESS (no_local_address). Correct or remove the setting, then run again."
    ),
    "tls_failed": (
        "no secure connection to it can be made (tls_failed): it speaks no https at this port, or only versions of TLS that are too old. "
        "Try its address with http://, or run again later."
    ),
    "offsite": (
        "its address leads to another host (offsite); the log names it. If the newspaper has moved there, crawl that host's address, "
        "or add the host to `hosts` of the profile."
    ),
    "private_address": "its address is a loopback or private one, and --allow-private was not given.",
}
"""Explanation of a failure that is the only one of a site."""


def report_problems(result: CrawlResult) -> int:
    """Print what went wrong on standard error, one line for each site; return the exit code."""
    for name, error in result.errors.items():
        # The message of a lock names the site, that of a spider's argument does not.
        say(f"newscrawl: {error}" if isinstance(error, SiteLockedError) else f"newscrawl: {name}: {error}", error=True)
    if result.failure:
        say(f"newscrawl: {result.failure}", error=True)
    elif result.manifest:
        for name, site in result.manifest.sites.items():
            cut_short = result.signal is not None and site.exit_code == ExitCode.NOTHING_NEW
            if not cut_short and (sentence := _problem(name, site)):
                say(f"newscrawl: {sentence}", error=True)
    return int(result.exit_code)


def _problem(name: str, site: SiteReport) -> str:
    """Return what a person should know of a site that gave nothing, or an empty string."""
    failures = site.failed or {name: n for name, n in site.skipped.items() if name == "robots_unreachable"}
    failed = ", ".join(f"{reason} ({count})" for reason, count in failures.items())
    match site.exit_code:
        case ExitCode.PARTIAL:
            only = next(iter(failures)) if len(failures) == 1 else ""
            what = run_status(site).cause.partition(":")[0].replace(" can be ", " could be ")
            return f"{name}: {what}: {_robots_words(site) if only == 'robots_unreachable' else _words(only, failed)}"
        case ExitCode.BLOCKED:
            ask_less = "Wait, raise --delay, and say who you are with -s NEWSCRAWL_CONTACT=…"
            look = f"`newscrawl check {name}` looks at it now."
            return f"{name}: {refusal(site)}. {look if asks_for_login(site) else ask_less}"
        case ExitCode.NOTHING_NEW:
            advice = (
                "The newspaper asks not to be crawled there: ask it, or name --sections that it allows."
                if is_forbidden(site)
                else "Check the address; `newscrawl inspect` shows how a page is read."
            )
            if site.is_nothing_taken:
                return f"{name}: {none_taken(site)}. {advice}"
            skipped = ", ".join(f"{reason} ({count})" for reason, count in site.skipped.items())
            return f"{name}: no article was found: {', '.join(filter(None, (skipped, no_offers(site))))}. {advice}"
        case ExitCode.LAYOUT_CHANGED if site.health:
            findings = "\n  ".join(finding.words for finding in site.health.errors)
            return (
                f"{name}: the site is not read as it should be; `newscrawl check {name}` looks at it now:\n  {findings}"
            )
        case _:
            return ""


def _words(only: str, failed: str) -> str:
    """Return why nothing was fetched, and what to do; ``only`` is the one reason, ``failed`` names all with their counts."""
    return _FAILURES.get(only, f"{failed}. {_TRY_AGAIN}")


def _robots_words(site: SiteReport) -> str:
    """Return why no robots.txt of a site could be fetched, and what to do."""
    causes = site.robots_unreachable
    only = next(iter(causes)) if len(causes) == 1 else ""
    if only in _FAILURES:
        return _FAILURES[only]
    named = f" ({named_reasons(causes)})" if causes else ""
    return f"its robots.txt could not be fetched{named}, and without it nothing is requested. {_TRY_AGAIN}"
