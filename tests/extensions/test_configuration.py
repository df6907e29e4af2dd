"""The hash of a crawl's configuration is equal for equal configurations, in any process."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

from newscrawl import sites
from newscrawl.extensions.crawl_facts import configuration_hash
from newscrawl.runner.jobs import build_settings
from newscrawl.spiders import spider_class

HASHES = """
from tests.extensions.test_configuration import configuration_of
from newscrawl import sites
print(*(configuration_of(name) for name in sites.names()))
"""


def configuration_of(name: str, using: dict[str, object] | None = None, **arguments: Any) -> str:
    return configuration_hash(spider_class(sites.get(name))(**arguments), build_settings(**(using or {})))


def test_it_is_the_same_in_every_process() -> None:
    here = [configuration_of(name) for name in sites.names()]
    other_seed = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
    elsewhere = subprocess.run(
        [sys.executable, "-c", HASHES],
        env={**os.environ, "PYTHONHASHSEED": other_seed, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        check=True,
        text=True,
    )
    assert elsewhere.stdout.split() == here
    assert len(set(here)) == len(sites.names())


def test_what_changes_it_and_what_does_not() -> None:
    before = configuration_of("baokiemtoan")
    assert configuration_of("baokiemtoan", {"NEWSCRAWL_OUTPUT": "elsewhere", "LOG_LEVEL": "ERROR"}) == before
    assert configuration_of("baokiemtoan", {"NEWSCRAWL_TONE_STYLE": "second"}) != before
    assert configuration_of("baokiemtoan", since="2026-01-01") != before
    assert configuration_of("baokiemtoan", sections="thoi-su") != before
