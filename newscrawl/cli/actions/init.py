"""``newscrawl init``."""

from __future__ import annotations

import json
import os.path
import re
import sys
from typing import TYPE_CHECKING, Final

import click

from newscrawl.cli.output import say
from newscrawl.exporters.files import OutputError
from newscrawl.runner import config, profiles
from newscrawl.runner.errors import UsageError
from newscrawl.runner.setting_values import wrong_contact
from newscrawl.scaffold.draft import name_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

EXAMPLE_SITE: Final = "baokiemtoan"
"""The site of a file for which none was named."""

_FILE: Final = """\
# What newscrawl crawls, and how. All keys are in the documentation, page "Run on a schedule".
#
#   newscrawl run --config {file} --check     explain this file
#   newscrawl run --config {file}             crawl what is due, once; for cron and timers
#   newscrawl run --config {file} --watch     crawl until stopped
#   newscrawl status --config {file}          how each site is, and what to do next
#
# A line that begins with "# " and a key shows a value that can be set.

# Who crawls: an e-mail address or a page about you. It becomes part of the User-Agent.
contact = {contact}

# Directories and files are relative to this file.
output = "archive"
status_html = "status.html"         # the page about all sites, written after every round

# compress = "zst"                  # compress the files of a run: gz, zst
# partition = "site-date"           # one file for each site and day
# warc = true                       # keep every response
# at_once = 16                      # sites that are crawled at the same time
# min_interval = "5m"               # shortest and longest time between two looks at a source
# max_interval = "7d"
# revisits = "1h 1d 7d"             # when an article is fetched again, to find edits
# profiles = "profiles"             # a directory with profiles of your own
# log_format = "json"               # one JSON object a line
# metrics_file = "newscrawl.prom"   # for Prometheus

# [settings]                        # any other setting
# RETRY_TIMES = 1

# Tell of sites that stop being read. It needs: pip install 'newscrawl[alerts]'
# [alerts]
# to = ["mailtos://user:${{MAIL_PASSWORD}}@example.org?to=you@example.org"]
# on = ["dead", "blocked", "broken", "recovered", "disk"]
# ping = "https://hc-ping.com/your-id"   # asked after each good round

# One table for each site. `newscrawl sites` lists the names.
{sites}
# delay = 2                         # seconds between two requests
# since = 2026-01-01                # only articles from this day on
# sections = ["thoi-su", "kinh-te"]
# daily_budget = 2000               # most requests a day

# [sites.mysite]                    # a site with a profile of your own
# profile = "./mysite.py"

# [sites.any]                       # a site without a profile
# url = "https://any.site/"
"""


def run_init(path: Path, *, contact: str | None, sites: Sequence[str]) -> int:
    """Write a new configuration; return the exit code. :class:`UsageError` where the file exists or a value is wrong."""
    if path.exists() or path.is_symlink():
        raise UsageError(f"{path} exists already and is left as it is; name another file: newscrawl init other.toml")
    tables = [_table(site, path) for site in dict.fromkeys(sites or (EXAMPLE_SITE,))]
    text = _FILE.format(file=path, contact=json.dumps(_contact(contact), ensure_ascii=False), sites="\n\n".join(tables))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}. Make room or name another place.") from None
    config.scheduled_sites(config.load(path), due=True)
    say(f"Written: {path}")
    say(f"Next: edit it, then newscrawl run --config {path} --check")
    return 0


def _contact(given: str | None) -> str:
    """Return the contact that was given, or ask for it on a terminal until it is right."""
    if given is None and not sys.stdin.isatty():
        raise UsageError("who crawls? Give an e-mail address or a page about you: --contact you@example.org")
    while given is None or (wrong := wrong_contact(given)):
        if given is not None and not sys.stdin.isatty():
            raise UsageError(f"--contact: {wrong}")
        if given is not None:
            say(f"newscrawl: {wrong}", error=True)
        given = str(click.prompt("Your e-mail address, or a page about you (sites see it)", err=True)).strip()
    return given


def _table(site: str, path: Path) -> str:
    """Return the table of a site that is given by name, by the file of its profile, or by address."""
    found = profiles.find(site)
    if profiles.is_file(site):
        return f"[sites.{_key(found.name)}]\nprofile = {json.dumps(_relative(site, path), ensure_ascii=False)}"
    if profiles.is_address(site):
        address = site if "://" in site else f"https://{site}/"
        return f"[sites.{_key(name_of(found.home))}]\nurl = {json.dumps(address, ensure_ascii=False)}"
    return f"[sites.{_key(site)}]"


def _key(name: str) -> str:
    """Return a name as a key of TOML."""
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name, ensure_ascii=False)


def _relative(file: str, path: Path) -> str:
    """Return the path of a profile as the configuration in another directory names it."""
    # Path.relative_to() cannot go up before Python 3.12.
    return file if file.startswith("/") else os.path.relpath(file, path.parent)
