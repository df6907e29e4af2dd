"""Crawls of the hostile server with the real spider, settings and pipelines."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

import pytest

from newscrawl.runner.jobs import CrawlResult, Job, build_settings, run_jobs
from newscrawl.sites.profile import ArticleUrl, Site
from newscrawl.spiders import spider_class
from tests.hostile.server import GOOD, HostileServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from newscrawl.report.manifest import SiteReport


@dataclass(slots=True)
class Crawled:
    """What a crawl left."""

    ended: CrawlResult
    code: int
    output: Path

    @property
    def site(self) -> SiteReport:
        assert self.ended.manifest is not None
        return self.ended.manifest.sites["hostile"]

    @property
    def paths(self) -> list[str]:
        """The paths of the articles written, in order."""
        return sorted(urlsplit(line["url"]).path for line in self.articles)

    @property
    def articles(self) -> list[dict[str, Any]]:
        files = sorted(self.output.glob("articles*.jsonl"))
        return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]

    def is_whole(self) -> bool:
        """Whether the good articles are there, each once, and nothing else."""
        return self.paths == sorted(GOOD)


def profile(server: HostileServer, **fields: Any) -> Site:
    site = Site(
        name="hostile",
        publisher="Báo Bẫy",
        home=f"{server.url}/",
        sections=("/tin",),
        article_url=(ArticleUrl(pattern=r"-(?P<id>\d{4,})\.html$", yes=()),),
    )
    return replace(site, **fields)


class Crawl(Protocol):
    """The fixture's signature."""

    def __call__(self, *, site: dict[str, Any] | None = None, **using: Any) -> Crawled: ...


@pytest.fixture
def server() -> Iterator[HostileServer]:
    with HostileServer() as running:
        yield running


@pytest.fixture
def run(server: HostileServer, tmp_path: Path) -> Crawl:
    """Crawl the server; keyword arguments are settings, ``site`` are fields of the profile."""

    def crawled(*, site: dict[str, Any] | None = None, **using: Any) -> Crawled:
        found = build_settings(
            **{
                "LOG_LEVEL": "CRITICAL",
                "NEWSCRAWL_OUTPUT": str(tmp_path / "out"),
                "NEWSCRAWL_ALLOW_PRIVATE": True,
                "NEWSCRAWL_BACKOFF": 0.01,
                "DOWNLOAD_DELAY": 0.0,
                "RETRY_TIMES": 1,
                "DOWNLOAD_TIMEOUT": 0.6,
                **using,
            }
        )
        ended = run_jobs([Job(spider_class(profile(server, **(site or {}))), {})], found)
        return Crawled(ended, ended.exit_code, tmp_path / "out")

    return crawled
