"""The sample newspaper, crawled three times: once in its first edition, twice in its second."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from newscrawl import sample
from tests.helpers.crawling import crawl_sample
from tests.helpers.files import read_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from newscrawl.runner.result import CrawlResult


@dataclass(frozen=True, slots=True)
class Crawls:
    """The results of three runs over one state."""

    server: sample.Server
    output: Path
    ended: tuple[CrawlResult, CrawlResult, CrawlResult]
    logs: tuple[list[sample.Request], list[sample.Request], list[sample.Request]]
    """The requests of each run, to all hosts."""

    def articles(self, number: int) -> list[dict[str, Any]]:
        """The articles that run ``number`` (0, 1 or 2) wrote."""
        files = [f for f in self.ended[number].files if f.name.startswith("articles")]
        return [line for file in files for line in read_lines(file)]


@pytest.fixture(scope="session")
def crawls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawls]:
    output = tmp_path_factory.mktemp("sample")
    with sample.serve() as server:
        ended, logs = [], []
        for edition in (1, 2, 2):
            server.edition = edition
            before = len(server.log)
            ended.append(crawl_sample(server, output))
            logs.append(list(server.log[before:]))
        yield Crawls(server, output, (ended[0], ended[1], ended[2]), (logs[0], logs[1], logs[2]))
