"""Crawls of the hostile server with the real spider, settings and pipelines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

import pytest

from newscrawl.sites.profile import ArticleUrl, Site
from tests.helpers.crawling import crawl_sites
from tests.helpers.files import read_articles
from tests.helpers.hostile_server import GOOD_PATHS, HostileServer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from newscrawl.report.manifest import SiteReport
    from newscrawl.runner.result import CrawlResult


@dataclass(slots=True)
class Crawled:
    """The result of one crawl: its report, exit code and output directory."""

    ended: CrawlResult
    code: int
    output: Path

    @property
    def site(self) -> SiteReport:
        assert self.ended.manifest is not None
        return self.ended.manifest.sites["hostile"]

    @property
    def paths(self) -> list[str]:
        """The sorted paths of the articles written, by this run and by earlier ones."""
        return sorted(urlsplit(line["url"]).path for line in self.articles)

    @property
    def articles(self) -> list[dict[str, Any]]:
        return read_articles(self.output)

    def is_whole(self) -> bool:
        """True if every good article was written once, and nothing else."""
        return self.paths == sorted(GOOD_PATHS)


def profile(server: HostileServer, **fields: Any) -> Site:
    """The profile of the hostile server; keyword arguments replace its fields."""
    site = Site(
        name="hostile",
        publisher="Báo Bẫy",
        home=f"{server.url}/",
        sections=("/tin",),
        article_url=(ArticleUrl(pattern=r"-(?P<id>\d{4,})\.html$", yes=()),),
    )
    return replace(site, **fields)


class Crawl(Protocol):
    """The signature of the fixture ``crawl``."""

    def __call__(self, *, site: dict[str, Any] | None = None, hanging: Sequence[str] = (), **using: Any) -> Crawled: ...


@pytest.fixture
def server() -> Iterator[HostileServer]:
    with HostileServer() as running:
        yield running


@pytest.fixture
def crawl(server: HostileServer, tmp_path: Path) -> Crawl:
    """Crawl the server: ``site`` are fields of the profile, keyword arguments are settings.

    ``hanging`` are the starts of paths that never answer; the crawl gives them up early.
    """

    def crawled(*, site: dict[str, Any] | None = None, hanging: Sequence[str] = (), **using: Any) -> Crawled:
        output = tmp_path / "out"
        quick = {"NEWSCRAWL_BACKOFF": 0.01, "RETRY_TIMES": 1}
        ended = crawl_sites([profile(server, **(site or {}))], output, hanging=hanging, using={**quick, **using})
        return Crawled(ended, ended.exit_code, output)

    return crawled
