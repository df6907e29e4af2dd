"""A crawl of the sample newspaper: the records are equal to what the newspaper printed."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import jsonschema
import pytest

from newscrawl import sample
from newscrawl.exporters import schema
from newscrawl.items import RelatedEdge
from newscrawl.sample.feeds import CRAWL_DELAY
from newscrawl.text import normalize
from tests.helpers.crawling import crawl_sample
from tests.helpers.files import read_lines

if TYPE_CHECKING:
    from pathlib import Path

    from tests.crawl.conftest import Crawls

EXPECTED = sample.expected(1)
PATHS = sorted(EXPECTED.articles)


def path_of(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


@pytest.fixture(scope="session")
def by_path(crawls: Crawls) -> dict[str, dict[str, Any]]:
    return {path_of(line["url"]): line for line in crawls.articles(0)}


def test_every_article_is_written_once(crawls: Crawls) -> None:
    assert sorted(path_of(line["url"]) for line in crawls.articles(0)) == PATHS


def test_every_line_is_valid(crawls: Crawls) -> None:
    validator = jsonschema.Draft202012Validator(schema.json_schema())
    for line in crawls.articles(0):
        validator.validate(line)


@pytest.mark.parametrize("path", PATHS)
def test_the_record_is_what_was_printed(path: str, by_path: dict[str, dict[str, Any]]) -> None:
    line, want = by_path[path], EXPECTED.articles[path]
    paragraphs = [p for p in line["text"].split("\n\n") if p]
    assert line["headline"] == want.headline
    assert line["description"] == want.description
    assert line["newsroom_tag"] == want.newsroom_tag
    assert paragraphs == [" ".join(normalize(p).split()) for p in want.paragraphs]
    assert [(a["name"], a["type"]) for a in line["authors"]] == [(a.name, a.type) for a in want.authors]
    assert line["source_credit"] == want.source_credit
    assert line["date_published"] == want.date_published
    assert line["article_section"] == want.article_section
    assert [b["name"] for b in line["breadcrumbs"]] == list(want.breadcrumbs)
    assert line["keywords"] == list(want.keywords)
    assert [(path_of(i["url"]), i["caption"], i["credit"]) for i in line["images"]] == [
        (i.path, i.caption, i.credit) for i in want.images
    ]
    assert [(path_of(r["url"]), r["relation"], r["heading"]) for r in line["related_links"]] == [
        (r.path, r.relation, r.heading) for r in want.related
    ]
    assert line["genre"] == want.genre
    assert line["is_accessible_for_free"] == want.is_accessible_for_free
    assert ("truncated" in line["extraction"]["warnings"]) == want.truncated


def test_related_edges_join(crawls: Crawls) -> None:
    articles = {line["id"]: line for line in crawls.articles(0)}
    edges = read_lines(crawls.output / "related.jsonl")
    assert len(edges) == sum(len(a["related_links"]) for a in articles.values())
    reached = {edge["target_id"] for edge in edges}
    assert {edge["source_id"] for edge in edges} <= articles.keys()
    dead = {"sample:255950"}  # a page that is linked to but gone
    forbidden = {
        f"sample:{path.rpartition('-')[2].removesuffix('.html')}"
        for path in EXPECTED.forbidden
        if path.endswith(".html")
    }
    assert reached - articles.keys() <= dead | forbidden | {"sample:255960"}
    validator = jsonschema.Draft202012Validator(schema.json_schema(RelatedEdge))
    for edge in edges[:50]:
        validator.validate(edge)


def test_rejected_pages_are_counted_by_reason(crawls: Crawls) -> None:
    manifest = crawls.ended[0].manifest
    assert manifest
    assert set(manifest.sites["sample"].rejected) == {rejection.reason for rejection in EXPECTED.rejections.values()}
    assert manifest.exit_code == 0


def test_the_second_run_writes_only_the_edited_article(crawls: Crawls) -> None:
    (line,) = crawls.articles(1)
    want = sample.expected(2)
    assert path_of(line["url"]) == want.edited
    assert line["revision"] == 2
    assert line["headline"] == want.articles[want.edited].headline
    before = next(a for a in crawls.articles(0) if a["id"] == line["id"])
    assert line["date_first_seen"] == before["date_first_seen"]


def test_the_third_run_writes_nothing_and_makes_few_requests(crawls: Crawls) -> None:
    assert crawls.articles(2) == []
    pages = [r for r in crawls.logs[2] if r.status == 200]
    assert len(pages) < len(crawls.logs[0]) / 3
    assert crawls.ended[2].manifest
    assert crawls.ended[2].manifest.exit_code == 0


def test_robots_txt_is_fetched_first_and_obeyed(crawls: Crawls) -> None:
    for log in crawls.logs:
        assert log[0].path == "/robots.txt"
        asked = {r.path for r in log}
        assert not asked & set(EXPECTED.forbidden)


def test_the_crawl_delay_of_robots_txt_is_kept(tmp_path: Path) -> None:
    with sample.serve() as server:
        crawl_sample(server, tmp_path, using={"NEWSCRAWL_MAX_CRAWL_DELAY": CRAWL_DELAY}, max_articles=10)
        times = [request.time for request in server.log if request.host == server.log[0].host][2:]
    gaps = sorted(later - earlier for earlier, later in pairwise(times))
    assert len(gaps) >= 10
    # The times are those of arrival: a request that arrives late makes one gap look short, but not the average.
    assert sum(gaps) / len(gaps) > 0.9 * CRAWL_DELAY
    assert gaps[len(gaps) // 2] > 0.8 * CRAWL_DELAY


def test_requests_name_the_crawler(crawls: Crawls) -> None:
    agents = {r.user_agent for r in crawls.logs[0]}
    assert len(agents) == 1
    assert (agents.pop() or "").startswith("newscrawl/")


def test_other_addresses_of_an_article_do_not_repeat_it(crawls: Crawls) -> None:
    ids = [line["id"] for line in crawls.articles(0)]
    assert len(ids) == len(set(ids))
    for alias, path in EXPECTED.aliases.items():
        assert sum(path_of(line["url"]) == path for line in crawls.articles(0)) == 1, alias


def test_max_articles_since_and_sections(tmp_path: Path) -> None:
    with sample.serve() as server:
        ended = crawl_sample(server, tmp_path / "some", max_articles=5)
        assert [f.name for f in ended.files if f.name.startswith("articles")] == ["articles.jsonl"]
        assert len(read_lines(tmp_path / "some" / "articles.jsonl")) == 5
        newest = max(want.date_published for want in EXPECTED.articles.values())
        crawl_sample(server, tmp_path / "since", since=newest[:10])
        found = read_lines(tmp_path / "since" / "articles.jsonl")
        assert {line["date_published"][:10] for line in found} == {newest[:10]}
        assert len(found) == sum(want.date_published[:10] == newest[:10] for want in EXPECTED.articles.values())
        rest = crawl_sample(server, tmp_path / "some")
        assert rest.manifest
        assert rest.manifest.sites["sample"].new == len(EXPECTED.articles) - 5


def test_what_waits_at_a_limit_of_articles_is_not_requested(tmp_path: Path) -> None:
    with sample.serve() as server:
        ended = crawl_sample(
            server, tmp_path, using={"NEWSCRAWL_MAX_CRAWL_DELAY": CRAWL_DELAY, "CONCURRENT_ITEMS": 1}, max_articles=3
        )
        articles = [request.path for request in server.log if request.path in EXPECTED.articles]
    assert ended.manifest
    report = ended.manifest.sites["sample"]
    assert report.new == 3
    assert report.finish_reason == "closespider_itemcount"
    assert 3 <= len(articles) <= 4, "at most the request that was in flight comes after the last article"
    assert report.skipped["max_articles"] > 0


def test_private_addresses_are_refused_unless_allowed(tmp_path: Path) -> None:
    with sample.serve() as server:
        ended = crawl_sample(server, tmp_path, using={"NEWSCRAWL_ALLOW_PRIVATE": False})
        assert server.log == []
    assert ended.manifest
    assert ended.manifest.sites["sample"].failed.keys() == {"private_address"}
    assert ended.manifest.exit_code == 3
