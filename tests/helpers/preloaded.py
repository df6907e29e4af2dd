"""Imports what a command imports, once for all processes that are forked with it imported. Nothing here installs a reactor."""

from __future__ import annotations

import importlib
import pkgutil
from contextlib import suppress

import scrapy.core.downloader.handlers.http11
import scrapy.core.engine
import scrapy.crawler
import scrapy.extensions.corestats
import scrapy.extensions.logstats
import scrapy.spidermiddlewares.depth  # noqa: F401 - imported for the forks

import newscrawl

for module in pkgutil.walk_packages(newscrawl.__path__, "newscrawl."):
    if not module.name.endswith("__main__"):
        with suppress(ModuleNotFoundError):  # of an extra that is not installed
            importlib.import_module(module.name)
