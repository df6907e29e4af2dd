"""The public names: lazy, complete, and not hidden by modules of the same name."""

from __future__ import annotations

import subprocess
import sys

import newscrawl
from tests.helpers.process import SAFETY_TIMEOUT

HIDDEN = """
import sys, newscrawl
assert not {"scrapy", "lxml", "orjson"} & sys.modules.keys()
from newscrawl.extract.page import Page
import newscrawl.extract
assert newscrawl.extract.__name__ == "extract" and callable(newscrawl.extract)
from newscrawl.extract import NotAnArticle
assert newscrawl.NotAnArticle is NotAnArticle
assert newscrawl.normalize("Hoà Lạc") == "Hòa Lạc"
"""


def test_every_public_name_exists() -> None:
    for name in newscrawl.__all__:
        assert getattr(newscrawl, name) is not None
    assert set(newscrawl.__all__) <= set(dir(newscrawl))
    assert not hasattr(newscrawl, "crowl")


def test_importing_the_package_is_light_and_extract_stays_the_function() -> None:
    done = subprocess.run(
        [sys.executable, "-c", HIDDEN], capture_output=True, text=True, timeout=SAFETY_TIMEOUT, check=False
    )
    assert done.returncode == 0, done.stderr
