"""The settings of a crawl: which of Scrapy's components it uses, and how they are copied."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from scrapy.settings import BaseSettings, default_settings
from scrapy.utils.misc import load_object

from newscrawl import settings
from newscrawl.middlewares.prepared import PreparedHeadersMiddleware, ShortDownloaderStats
from newscrawl.runner.jobs import build_settings
from newscrawl.spiders.output_chain import NoRefererMiddleware

LEFT_OUT = {
    "DOWNLOADER_MIDDLEWARES_BASE": {
        "scrapy.downloadermiddlewares.cookies.CookiesMiddleware",
        "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware",
        "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware",
        "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware",
        "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware",
        "scrapy.downloadermiddlewares.redirect.RedirectMiddleware",
        "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware",
    },
    "SPIDER_MIDDLEWARES_BASE": {
        "scrapy.spidermiddlewares.depth.DepthMiddleware",
        "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware",
        "scrapy.spidermiddlewares.start.StartSpiderMiddleware",
        "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware",
    },
    "EXTENSIONS_BASE": {
        "scrapy.extensions.closespider.CloseSpider",
        "scrapy.extensions.remote_control.RemoteControl",
        "scrapy.extensions.spiderstate.SpiderState",
        "scrapy.extensions.telnet.TelnetConsole",
    },
}

REPLACED = {
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": PreparedHeadersMiddleware,
    "scrapy.downloadermiddlewares.stats.DownloaderStats": ShortDownloaderStats,
    "scrapy.spidermiddlewares.referer.RefererMiddleware": NoRefererMiddleware,
}
"""Components of Scrapy, and the subclass of each that is used in its place."""


@pytest.mark.parametrize("name", LEFT_OUT)
def test_each_component_of_scrapy_is_used_as_scrapy_does_or_left_out_on_purpose(name: str) -> None:
    """A new version of Scrapy may bring new ones."""
    scrapys: dict[str, int] = getattr(default_settings, name)
    used: dict[str, int] = getattr(settings, name)
    expected = {path: order for path, order in scrapys.items() if path not in LEFT_OUT[name]}
    for path, own in REPLACED.items():
        if path in expected:
            expected[f"{own.__module__}.{own.__qualname__}"] = expected.pop(path)
            assert issubclass(own, load_object(path))
    assert used == expected


def plain(found: BaseSettings) -> dict[str, Any]:
    return {
        name: (plain(entry.value) if isinstance(entry.value, BaseSettings) else entry.value, entry.priority)
        for name, entry in found.attributes.items()
    }


def test_a_copy_of_the_settings_is_equal_and_independent() -> None:
    original = build_settings(LOG_LEVEL="ERROR", RETRY_HTTP_CODES=[500])
    before = plain(deepcopy(original))
    copied = original.copy()
    assert type(copied) is type(original)
    assert plain(copied) == before
    copied.set("LOG_LEVEL", "DEBUG", "cmdline")
    copied["DOWNLOADER_MIDDLEWARES"].set("a.B", 1)
    copied["RETRY_HTTP_CODES"].append(404)
    assert plain(original) == before
    original.set("LOG_LEVEL", "CRITICAL", "cmdline")
    original["DOWNLOADER_MIDDLEWARES"].set("a.C", 2)
    original["RETRY_HTTP_CODES"].append(403)
    assert copied["LOG_LEVEL"] == "DEBUG"
    assert "a.C" not in copied["DOWNLOADER_MIDDLEWARES"]
    assert copied["RETRY_HTTP_CODES"] == [500, 404]


def test_a_lower_priority_changes_neither_the_settings_nor_their_copy() -> None:
    original = build_settings()
    original.set("LOG_LEVEL", "ERROR", "cmdline")
    copied = original.copy()
    copied.set("LOG_LEVEL", "DEBUG", "default")
    assert copied["LOG_LEVEL"] == original["LOG_LEVEL"] == "ERROR"
    frozen = original.frozencopy()
    with pytest.raises(TypeError, match="immutable"):
        frozen.set("LOG_LEVEL", "DEBUG", "cmdline")
    assert frozen["LOG_LEVEL"] == "ERROR"
