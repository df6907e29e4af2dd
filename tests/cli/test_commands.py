"""The commands' help: complete, light, and with the same choices as the code behind them."""

from __future__ import annotations

import subprocess
import sys
from typing import get_args

import click
import pytest

from newscrawl.cli import COMMANDS, USAGE_CODE, cli, main, options
from newscrawl.cli.commands import profiles
from newscrawl.export import options as export_options
from newscrawl.exporters import output_format
from newscrawl.report.manifest import ExitCode
from newscrawl.runner import setting_values
from newscrawl.spiders.sampling import SAMPLED_ARTICLES
from newscrawl.text.tones import ToneStyle
from tests.helpers.process import SAFETY_TIMEOUT

HEAVY = ("scrapy", "twisted", "lxml", "rich", "sqlite3", "asyncio", "orjson")

# Imports every module of commands and shows the help of each command in one process, then names what was imported.
ALL_HELP = f"""
import sys
from newscrawl.cli import COMMANDS, main
for words in ([], ["--version"], *([name, "--help"] for name in COMMANDS), ["text-model", "build", "--help"]):
    main(words or ["--help"])
print(*[name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)
"""


def command(name: str) -> click.Command:
    found = cli.get_command(click.Context(cli), name)
    assert found is not None
    return found


def choices(name: str, option: str) -> tuple[str, ...]:
    (param,) = (param for param in command(name).params if option in param.opts)
    assert isinstance(param.type, options.OneOf)
    return param.type.choices


def test_help_imports_nothing_heavy() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ALL_HELP], capture_output=True, text=True, timeout=SAFETY_TIMEOUT, check=True
    )
    assert done.stderr.strip() == ""
    assert done.stdout.count("Usage: ") == len(COMMANDS) + 2


def test_commands_import_only_what_they_need() -> None:
    code = (
        "import os, sys\n"
        "from newscrawl.cli.actions import changes, gaps, health, remove, search, sites, state, status, text, verify\n"
        "assert 'scrapy' not in sys.modules and 'newscrawl.extract' not in sys.modules\n"
        "from newscrawl.cli.actions import export\n"
        "assert not {'scrapy', 'lxml', 'pyarrow', 'newscrawl.extract.article'} & sys.modules.keys()\n"
        "if not (child := os.fork()):\n"
        "    from newscrawl.cli.actions import bulk_replay, pages\n"
        "    os._exit('scrapy' in sys.modules)\n"
        "assert os.waitpid(child, 0)[1] == 0\n"
        "from newscrawl.cli.actions import schedule\n"
        "assert not {'scrapy', 'twisted', 'aiohttp', 'newscrawl.extract.article'} & sys.modules.keys()\n"
        # A crawl without news loads neither the extraction, nor the profiles of all sites, nor what records WARC.
        "from newscrawl.cli.actions import crawl\n"
        "from newscrawl.runner.jobs import build_settings\n"
        "from scrapy.utils.misc import load_object\n"
        "for name in ('DOWNLOADER_MIDDLEWARES', 'EXTENSIONS', 'ITEM_PIPELINES', 'DOWNLOAD_HANDLERS'):\n"
        "    for path in build_settings().getwithbase(name).keys() | build_settings().getwithbase(name).values():\n"
        "        isinstance(path, str) and '.' in path and load_object(path)\n"
        "dear = {'newscrawl.extract.article', 'newscrawl.sites.vnexpress', 'warcio', 'tldextract', 'fsspec'}\n"
        "dear |= {'scrapy.core.downloader.handlers.http11', 'newscrawl.spiders.by_name'}\n"
        "assert not dear & sys.modules.keys(), dear & sys.modules.keys()\n"
    )
    subprocess.run([sys.executable, "-c", code], timeout=SAFETY_TIMEOUT, check=True)


def test_the_choices_of_options_are_those_of_the_code() -> None:
    assert options.COMPRESSIONS == output_format.COMPRESSIONS == choices("crawl", "--compress")
    assert options.PARTITIONS == output_format.PARTITIONS == choices("crawl", "--partition")
    assert set(export_options.FORMATS) == set(choices("export", "--format"))
    assert {word for words in export_options.COMPRESSIONS.values() for word in words} == set(
        choices("export", "--compress")
    )
    assert options.LOG_LEVELS == setting_values.LOG_LEVELS
    assert choices("normalize", "--tone") == get_args(ToneStyle)
    assert profiles.DEFAULT_ARTICLES == SAMPLED_ARTICLES
    assert int(ExitCode.USAGE) == USAGE_CODE


@pytest.mark.parametrize("name", COMMANDS)
def test_the_first_lines_of_help_agree(name: str) -> None:
    """The table of ``newscrawl --help`` and the help of the command begin with the same verb."""
    first = (command(name).help or "").split()[0]
    assert first.lower() == COMMANDS[name][1].split()[0]


def test_an_option_means_the_same_everywhere() -> None:
    """Options that commands share by name differ only where the command needs another default or another file."""
    seen: dict[str, set[str | None]] = {}
    for name in COMMANDS:
        for param in command(name).params:
            if isinstance(param, click.Option) and not param.hidden:
                seen.setdefault(param.opts[-1], set()).add(param.metavar)
    several = {name: metavars for name, metavars in seen.items() if len(metavars) > 1}
    assert several == {
        "--output": {"DIR", "PATH"},  # a directory of a crawl; the profile that new-site writes
        # Of a run, one of two words; of an exported table, the directories in their order.
        "--partition": {None, "A,B"},
        "--reason": {"REASON", "TEXT"},  # the name of a reason that retry looks for; why an article is removed
        "--to": {"PLACE", "FILE"},  # a directory or a bucket; the one file of near-copies
        "--since": {"DAY", "CURSOR"},  # where the feed of changes goes on
    }


def test_help_of_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["help", "text-model", "build"]) == 0
    assert capsys.readouterr().out.startswith("Usage: newscrawl text-model build")
    assert main(["help", "crwl"]) == 2
    assert "did you mean crawl?" in capsys.readouterr().err
    assert main([]) == 2
    assert capsys.readouterr().err.startswith("Usage: newscrawl")
