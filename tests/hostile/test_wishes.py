"""Usage directives for indexes, archives and text mining are recorded, and obeyed if the settings say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.hostile_server import GOOD_PATHS, HostileServer, article_page, raw_bytes, respond, response_head

if TYPE_CHECKING:
    from tests.hostile.conftest import Crawl

BODIES = {path: article_page(f"Bài riêng {path}") for path in GOOD_PATHS}


def ask(server: HostileServer) -> None:
    """Declare the directives: of the first article in a header, of the second in a tag, of the third in the host's file."""
    server.routes[GOOD_PATHS[0]] = respond(
        BODIES[GOOD_PATHS[0]], "X-Robots-Tag: otherbot: noindex", "X-Robots-Tag: newscrawl: noarchive"
    )
    server.routes[GOOD_PATHS[1]] = respond(
        article_page(
            "Bài có thẻ", head='<meta name="robots" content="noindex"><meta name="tdm-reservation" content="1">'
        )
    )
    rules = f'[{{"location": "{GOOD_PATHS[2]}", "tdm-reservation": 1, "tdm-policy": "https://bao.vn/p"}}]'.encode()
    server.routes["/.well-known/tdmrep.json"] = respond(rules, kind="application/json")


def test_wishes_stand_in_the_record(server: HostileServer, crawl: Crawl) -> None:
    ask(server)
    asked = b"User-agent: *\nContent-Usage: train-ai=n\nContent-Signal: ai-train=no\nAllow: /\nLicense: https://bao.vn/rsl.xml\n"
    server.routes["/robots.txt"] = respond(asked, kind="text/plain")
    crawled = crawl()
    assert crawled.is_whole()
    for line in crawled.articles:
        assert (line["content_usage"], line["content_signal"]) == ("train-ai=n", "ai-train=no")
        assert line["license_urls"] == ["https://bao.vn/rsl.xml"]
    permissions = crawled.site.permissions
    assert permissions["articles"]["train-ai"] == {"refused": 3}
    (robots,) = permissions["robots"].values()
    assert robots["usage"] == (("/", "train-ai=n"),)
    said = {
        line["url"].removeprefix(server.url): (line["robots_directives"], line["tdm_reservation"], line["tdm_policy"])
        for line in crawled.articles
    }
    assert said == {
        GOOD_PATHS[0]: (["noarchive"], None, None),
        GOOD_PATHS[1]: (["noindex"], True, None),
        GOOD_PATHS[2]: ([], None, None),
    }
    assert not server.requests_for("/.well-known/tdmrep.json")  # the file is not needed with these settings


@pytest.mark.parametrize(
    ("obeyed", "written", "rejected"),
    [
        ("noarchive", GOOD_PATHS[1:], {"noarchive": 1}),
        ("noindex, noarchive", GOOD_PATHS[2:], {"noarchive": 1, "noindex": 1}),
        ("tdm", GOOD_PATHS[:1], {"tdm_reserved": 2}),
        ("nosnippet noai", GOOD_PATHS, {}),
    ],
)
def test_they_are_obeyed_by_setting(
    obeyed: str, written: tuple[str, ...], rejected: dict[str, int], server: HostileServer, crawl: Crawl
) -> None:
    ask(server)
    crawled = crawl(NEWSCRAWL_OBEY=obeyed)
    assert crawled.paths == sorted(written)
    assert crawled.site.rejected == rejected
    assert crawled.code == 0
    asked = [a.path for a in server.log]
    assert asked.count("/.well-known/tdmrep.json") == ("tdm" in obeyed)
    if "tdm" in obeyed:
        assert asked.index("/.well-known/tdmrep.json") == 1


def test_a_hosts_file_that_is_none_reserves_nothing(server: HostileServer, crawl: Crawl) -> None:
    for answer in (respond(b"[" * 100_000), raw_bytes(response_head(500, length=0)), respond(b'{"location": "/"}')):
        server.routes["/.well-known/tdmrep.json"] = answer
        assert crawl(NEWSCRAWL_OBEY="tdm").is_whole()


def test_an_unknown_wish_is_named(server: HostileServer, crawl: Crawl) -> None:
    crawled = crawl(NEWSCRAWL_OBEY="nothing")
    assert crawled.code == 2
    assert server.log == []
    (error,) = crawled.ended.errors.values()
    assert "NEWSCRAWL_OBEY names nothing; it may name noai, noarchive, noindex, nosnippet, tdm" in str(error)
