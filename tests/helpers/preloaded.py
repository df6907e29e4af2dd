"""Imports what a command imports, once for all processes that are forked with it imported. Nothing here installs a reactor."""

from __future__ import annotations

import importlib
import pkgutil
from contextlib import suppress
from itertools import chain

import tldextract  # noqa: F401 - imported for the forks
from scrapy.settings import default_settings

import newscrawl

for module in pkgutil.walk_packages(newscrawl.__path__, "newscrawl."):
    if not module.name.endswith("__main__"):
        with suppress(ModuleNotFoundError):  # of an extra that is not installed
            importlib.import_module(module.name)

# The components that Scrapy looks up by their names when a crawl starts: half of the time that its start takes.
for setting in vars(default_settings).values():
    for name in chain(setting, setting.values()) if isinstance(setting, dict) else [setting]:
        if isinstance(name, str) and name.startswith("scrapy."):
            with suppress(ImportError, AttributeError):
                importlib.import_module(name.rpartition(".")[0])
