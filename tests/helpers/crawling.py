"""Crawl in this process with the real spider, settings and pipelines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from newscrawl import settings as project_settings
from newscrawl.runner.jobs import Job, build_settings, run_jobs
from newscrawl.sample.site import site as sample_site
from newscrawl.spiders import spider_class
from tests.helpers.process import SAFETY_TIMEOUT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from scrapy import Request
    from scrapy.crawler import Crawler

    from newscrawl import sample
    from newscrawl.runner.result import CrawlResult
    from newscrawl.sites.profile import Site

SHORT_TIMEOUT: Final = 0.4
"""Seconds after which a request to a path that never answers is given up."""


class ShortTimeout:
    """Downloader middleware: give up early on the paths that start as ``TEST_HANGING_PATHS`` says.

    All other requests keep the long time-out, so that a slow machine does not make good pages fail.
    """

    def __init__(self, paths: Sequence[str]) -> None:
        self._paths = tuple(paths)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ShortTimeout:
        return cls(crawler.settings.getlist("TEST_HANGING_PATHS"))

    def process_request(self, request: Request) -> None:
        if urlsplit(request.url).path.startswith(self._paths):
            request.meta["download_timeout"] = SHORT_TIMEOUT


def crawl_sites(
    sites: Iterable[Site],
    output: Path | None,
    *,
    using: Mapping[str, Any] | None = None,
    hanging: Sequence[str] = (),
    **arguments: Any,
) -> CrawlResult:
    """Crawl sites of this machine into a directory, or with Scrapy's feeds alone, without any delay.

    ``using`` are settings, ``hanging`` the starts of paths that never answer, ``arguments`` those of the spiders.
    """
    early = {f"{__name__}.{ShortTimeout.__name__}": 10}
    found = build_settings(
        **{
            "LOG_LEVEL": "CRITICAL",
            "NEWSCRAWL_OUTPUT": str(output) if output else None,
            "NEWSCRAWL_ALLOW_PRIVATE": True,
            "DOWNLOAD_DELAY": 0.0,
            "DOWNLOAD_TIMEOUT": SAFETY_TIMEOUT,
            "DOWNLOADER_MIDDLEWARES": {**project_settings.DOWNLOADER_MIDDLEWARES, **early},
            "TEST_HANGING_PATHS": list(hanging),
            **(using or {}),
        }
    )
    result = run_jobs([Job(spider_class(site), arguments) for site in sites], found)
    for name, report in (result.manifest.sites if result.manifest else {}).items():
        assert report.accounts.mismatches == [], name
    return result


def crawl_sample(
    server: sample.Server, output: Path | None, *, using: Mapping[str, Any] | None = None, **arguments: Any
) -> CrawlResult:
    """Crawl the sample newspaper into a directory; the delay that its robots.txt asks for is not kept."""
    quick = {"LOG_LEVEL": "ERROR", "NEWSCRAWL_MAX_CRAWL_DELAY": 0.0}
    return crawl_sites([sample_site(server)], output, using={**quick, **(using or {})}, **arguments)
