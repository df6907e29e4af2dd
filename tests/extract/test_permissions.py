"""What publishers allow: headers, tags and robots.txt read, and one answer for each use."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.extract.page import Page
from newscrawl.extract.permissions import (
    RobotsPermissions,
    Use,
    licenses_of_page,
    permission,
    preferences,
    read_robots,
    usage_of_page,
)

ROBOTS = b"""\
License: https://bao.vn/rsl.xml#2 # of the whole site
User-agent: gptbot
Content-Usage: train-ai=y

User-Agent: *
User-agent: khac
Content-Signal: search=yes, ai-train=no
Content-Usage: train-ai=n
Content-Usage: /tu-do/ train-ai=y, search=y
Content-Usage: /*.pdf$ search=n
Allow: /
license: /relative.xml
"""


def page(head: str = "", **headers: str) -> Page:
    html = f"<html><head>{head}</head><body><h1>Tin</h1></body></html>"
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Page(html.encode(), url="https://bao.vn/mot-1.html", headers=named)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("train-ai=n", "train-ai=n"),
        (" Train-AI = N ,search=y; q=1", "train-ai=n, search=y"),
        ("train-ai=n, train-ai=y", "train-ai=y"),
        ("train-ai=maybe, nonsense, =y", None),
        ("", None),
    ],
)
def test_preferences(text: str, found: str | None) -> None:
    assert preferences(text) == found


def test_robots_of_all_crawlers() -> None:
    found = read_robots(ROBOTS)
    assert found.usage_of("https://bao.vn/mot-1.html") == "train-ai=n"
    assert found.usage_of("https://bao.vn/tu-do/hai-2.html") == "train-ai=y, search=y"
    assert found.usage_of("https://bao.vn/ba.pdf") == "search=n"
    assert found.signal_of("https://bao.vn/mot-1.html") == "search=yes, ai-train=no"
    assert found.licenses == ("https://bao.vn/rsl.xml#2",)


@pytest.mark.parametrize("agent", [b"newscrawl", b"NewsCrawl/0.1"])
def test_the_group_of_this_crawler_comes_first(agent: bytes) -> None:
    found = read_robots(ROBOTS + b"\nUser-agent: " + agent + b"\nContent-Usage: train-ai=y\n")
    assert found.usage_of("https://bao.vn/mot-1.html") == "train-ai=y"
    assert found.signal_of("https://bao.vn/mot-1.html") is None


@given(st.binary(max_size=300))
def test_any_file_can_be_read(body: bytes) -> None:
    found = read_robots(b"User-agent: *\nContent-Usage: " + body)
    assert found.usage_of("https://bao.vn/") is None or found
    assert not read_robots(b"User-agent: *\nDisallow: /\n")


def test_what_a_page_says_itself() -> None:
    found = page(
        '<link rel="license" type="application/rsl+xml" href="/rsl.xml"><link rel="icon" href="/i">',
        content_usage="train-ai=n",
        link='</cc>; rel="license"; type="x", </next>; rel=next, <javascript:x>; rel=license',
    )
    assert usage_of_page(found) == "train-ai=n"
    assert licenses_of_page(found) == ["https://bao.vn/cc", "https://bao.vn/rsl.xml"]
    assert usage_of_page(page()) is None
    assert licenses_of_page(page()) == []


@pytest.mark.parametrize(
    ("record", "use", "answer"),
    [
        ({}, "train-ai", None),
        ({"content_usage": "search=y"}, "train-ai", None),
        ({"content_usage": "train-ai=y"}, "train-ai", True),
        ({"content_usage": "bots=n"}, "train-ai", False),
        ({"content_usage": "bots=n, search=y"}, "search", True),
        ({"content_signal": "ai-train=no, search=yes"}, "train-ai", False),
        ({"content_signal": "ai-train=no, search=yes"}, "search", True),
        ({"content_signal": "ai-input=yes"}, "ai-input", True),
        ({"content_usage": "train-ai=y", "content_signal": "ai-train=no"}, "train-ai", False),
        ({"robots_directives": ["noai"]}, "ai-input", False),
        ({"robots_directives": ["noarchive"]}, "train-ai", None),
        ({"tdm_reservation": True, "content_usage": "train-ai=y"}, "train-ai", False),
        ({"tdm_reservation": False}, "train-ai", True),
        ({"tdm_reservation": True}, "search", None),
    ],
)
def test_one_answer_for_each_use(record: dict[str, Any], use: Use, answer: bool | None) -> None:  # noqa: FBT001 - a value to compare
    assert permission(record, use) is answer


def test_nothing_said_is_false() -> None:
    assert not RobotsPermissions()
    assert RobotsPermissions(licenses=("https://bao.vn/rsl.xml",))
