"""The sample newspaper, crawled three times: once in its first edition, twice in its second."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from newscrawl import sample
from newscrawl.runner.jobs import CrawlResult, Job, build_settings, run_jobs
from newscrawl.sample.site import site
from newscrawl.spiders import spider_class

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def run(server: sample.Server, output: Path, *, using: dict[str, Any] | None = None, **arguments: Any) -> CrawlResult:
    """One crawl of the sample newspaper with the real spider."""
    found = build_settings(
        **{
            "LOG_LEVEL": "ERROR",
            "NEWSCRAWL_OUTPUT": str(output),
            "NEWSCRAWL_ALLOW_PRIVATE": True,
            "DOWNLOAD_DELAY": 0.0,
            **(using or {}),
        }
    )
    return run_jobs([Job(spider_class(site(server)), arguments)], found)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@dataclass(frozen=True, slots=True)
class Crawls:
    """What three runs over one state left."""

    server: sample.Server
    output: Path
    ended: tuple[CrawlResult, CrawlResult, CrawlResult]
    logs: tuple[list[sample.Request], list[sample.Request], list[sample.Request]]
    """What each run asked for, all hosts together."""

    def articles(self, number: int) -> list[dict[str, Any]]:
        """The lines that run ``number`` (0, 1, 2) wrote."""
        files = [f for f in self.ended[number].files if f.name.startswith("articles")]
        return [line for file in files for line in lines(file)]


@pytest.fixture(scope="session")
def crawls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawls]:
    output = tmp_path_factory.mktemp("sample")
    with sample.serve() as server:
        ended, logs = [], []
        for edition in (1, 2, 2):
            server.edition = edition
            before = len(server.log)
            ended.append(run(server, output))
            logs.append(list(server.log[before:]))
        yield Crawls(server, output, (ended[0], ended[1], ended[2]), (logs[0], logs[1], logs[2]))
