"""Lists of sections beside a front page that lists everything, without Scrapy."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest

from newscrawl import dates
from newscrawl.policy import commands as c
from newscrawl.policy.commands import FailureKind
from newscrawl.state import Source
from tests.policy.test_crawl import HOME, NOW, SITE, FakeState, answer, asked, counts, listing, of, policy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscrawl.policy import CrawlPolicy

BLOG: Final = replace(SITE, feeds=(), sections=(), paging=())


def front(*numbers: int, following: str | None = None, sections: Sequence[str] = ()) -> bytes:
    """A page of a blog's list, with its menu."""
    menu = "".join(f'<a href="/{name}">{name.title().replace("-", " ")}</a>' for name in sections)
    more = f'<a rel="next" href="{following}">Trang sau</a>' if following else ""
    return b"<nav>" + menu.encode() + b"</nav>" + listing(*numbers) + more.encode()


SECTIONS: Final = ("giao-duc", "kinh-te", "van-hoa")


def read_front_list(crawl: CrawlPolicy, pages: Sequence[Sequence[int]]) -> list[str]:
    """Answer the pages of the front page's list; return the addresses of the sources that were requested meanwhile."""
    requests = of(c.SourceRequest, crawl.start(now=NOW))
    met = []
    for number, articles in enumerate(pages, 1):
        following = f"/page/{number + 1}/" if number < len(pages) else None
        found = answer(crawl, requests.pop(0), front(*articles, following=following, sections=SECTIONS))
        requests += of(c.SourceRequest, found)
        met += [request.url for request in of(c.SourceRequest, found)]
    assert not [request for request in requests if "/page/" in request.url]
    return met


WHOLE: Final = ((1001, 1002), (1003, 1004), (1005,))
"""The pages of a list that was read to its end."""


def test_lists_of_sections_are_left_to_the_next_run_where_the_front_page_lists_everything() -> None:
    crawl = policy(site=BLOG, max_pages=9)
    assert read_front_list(crawl, WHOLE) == [f"{HOME}page/2/", f"{HOME}page/3/"]
    (sample,) = of(c.SourceRequest, crawl.idle(now=NOW))
    assert sample.url == f"{HOME}giao-duc"
    assert asked(answer(crawl, sample, listing(1002, 1005))) == []
    commands = list(crawl.idle(now=NOW))
    assert asked(commands) == []
    assert counts(commands) == {"source/listing/put_off": 2}
    left = [command.source for command in of(c.PutSource, commands)]
    assert [(source.url, source.unfinished, source.next_check) for source in left] == [
        (f"{HOME}{name}", True, dates.rfc3339(NOW)) for name in SECTIONS[1:]
    ]
    assert asked(crawl.idle(now=NOW)) == []


@pytest.mark.parametrize("sample_page", [listing(1002, 1009), listing(), None], ids=["new", "empty", "failed"])
def test_all_lists_are_read_if_the_sample_shows_that_the_front_page_lacks_something(sample_page: bytes | None) -> None:
    crawl = policy(site=BLOG, max_pages=9)
    read_front_list(crawl, WHOLE)
    (sample,) = of(c.SourceRequest, crawl.idle(now=NOW))
    if sample_page is None:
        list(crawl.sources.failed(sample, FailureKind.FAILED, "http_503", sample.url, now=NOW))
    else:
        answer(crawl, sample, sample_page)
    assert asked(crawl.idle(now=NOW)) == [f"{HOME}kinh-te", f"{HOME}van-hoa"]


@pytest.mark.parametrize(
    "pages",
    [((1001, 1002), (1003,)), ((1001, 1002), (1003, 1004), (1005, 1006)), ((1001, 1002), (1003,), (1003,))],
    ids=["two pages", "cut off at a full page", "nothing new at the end"],
)
def test_all_lists_are_read_if_the_front_pages_list_may_be_cut_off(pages: Sequence[Sequence[int]]) -> None:
    crawl = policy(site=BLOG, max_pages=9)
    read_front_list(crawl, pages)
    assert asked(crawl.idle(now=NOW)) == [f"{HOME}{name}" for name in SECTIONS]


def test_lists_beside_a_front_page_without_further_pages_are_read_at_once() -> None:
    assert read_front_list(policy(site=BLOG), [(1001, 1002)]) == [f"{HOME}{name}" for name in SECTIONS]


def test_lists_are_read_at_once_after_the_first_run_and_for_chosen_days() -> None:
    known = FakeState(known_sources={HOME: Source(url=HOME, site="bao", kind="home")})
    listed = [f"{HOME}{name}" for name in SECTIONS]
    for crawl in (policy(known, site=BLOG, max_pages=9), policy(site=BLOG, since=NOW, max_pages=9)):
        (request,) = of(c.SourceRequest, crawl.start(now=NOW))
        found = asked(answer(crawl, request, front(1001, following="/page/2/", sections=SECTIONS)))
        assert [url for url in found if url in listed] == listed
