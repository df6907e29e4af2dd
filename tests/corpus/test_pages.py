"""The pages of a database in Datasette: they show what is there, run nothing of it, and answer this machine alone."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any, Final

import pytest
from lxml import html

from newscrawl.corpus.database.build import build
from newscrawl.corpus.difference import compare, similarity
from newscrawl.items import Author, Breadcrumb, Image, RelatedLink, Section
from tests.corpus.records import RecordSource, record

if TYPE_CHECKING:
    from collections.abc import Sequence

pytest.importorskip("datasette")

from newscrawl.corpus.pages.serve import application, only_local

HOSTILE: Final = '"><img src=x onerror=alert(1)></script><script>alert(2)</script>{{ 1234*4321 }}'
PATHS: Final = (
    "/",
    "/?q=lũ&folded=1&page=1",
    '/?q="<script>alert(1)</script>&site=x&since=x',
    "/?q=-&page=0",
    "/article?id=bao:1",
    "/cluster?id=bao:1",
    "/cluster?id=bao:1&left=bao:2&right=nowhere",
    "/revisions?id=bao:1",
    "/revisions?id=bao:1&right=1&left=x",
    "/c/articles",
    "/c/clusters",
    "/c/who_copies_whom",
    "/newscrawl/pages.css",
)


def corpus() -> list[dict[str, Any] | str]:
    odd: dict[str, Any] = {
        "headline": f"Lũ {HOSTILE}",
        "text": f"Đoạn một về lũ.\n\nTựa {HOSTILE}\n\nĐoạn hai.",
        "sections": [
            Section(paragraphs=["Đoạn một về lũ."]),
            Section(heading=f"Tựa {HOSTILE}", paragraphs=["Đoạn hai."]),
        ],
        "description": HOSTILE,
        "authors": [Author(name=HOSTILE)],
        "keywords": [HOSTILE],
        "article_section": HOSTILE,
        "breadcrumbs": [Breadcrumb(name=HOSTILE, url="javascript:alert(1)")],
        "images": [Image(url="javascript:alert(1)", caption=HOSTILE, credit=HOSTILE)],
        "related_links": [
            RelatedLink(url="javascript:alert(1)", id="x:1", title=HOSTILE, relation="related", heading=HOSTILE),
            RelatedLink(url="https://x.vn/2", id="x:2", title="Ngoài", relation="latest"),
            RelatedLink(url="https://bao.vn/2", id="bao:2", title="Trong", relation="latest"),
        ],
        "robots_directives": [HOSTILE],
    }
    copy: dict[str, Any] = {"near_duplicate_of": "bao:1", "cluster_id": "bao:1", "similarity": 0.9}
    return [
        record(1, **odd),
        record(2, text="Đoạn một về lũ lớn.\n\nĐoạn hai.", **copy),
        record(1, revision=2, **odd | {"text": odd["text"].replace("về lũ", "về lũ và lụt")}),
    ]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    path = tmp_path_factory.mktemp("pages") / "c.sqlite"
    build(RecordSource(corpus()), path)

    async def ask() -> dict[str, Any]:
        client = application(path).client
        asked = (*PATHS, "/article?id=none", "/cluster?id=none", "/revisions?id=none")
        return {name: await client.get(name) for name in asked}

    return asyncio.run(ask())


@pytest.mark.parametrize("path", PATHS)
def test_pages_run_nothing_of_an_article_and_load_nothing(answers: dict[str, Any], path: str) -> None:
    answer = answers[path]
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "http" not in policy
    if path.endswith(".css"):
        assert "http" not in answer.text
        return
    page = html.document_fromstring(answer.text)
    for element in page.iter("script", "img", "link", "iframe", "form"):
        for name in ("src", "href", "action"):
            assert not re.match(r"(?!http://localhost/)([a-z]+:|//)", element.get(name) or "")
    assert not page.xpath("//img[@onerror] | //script[contains(., 'alert(')] | //*[starts-with(@href, 'javascript')]")
    assert "{{ 1234*4321 }}" in answer.text or "5332114" not in answer.text
    if not path.startswith("/c/"):
        assert "script-src" not in policy
        assert page.xpath("//script | //*[@style]") == []
        assert page.xpath("//main//h1")


def test_article_reads_like_one(answers: dict[str, Any]) -> None:
    page = html.document_fromstring(answers["/article?id=bao:1"].text)
    assert page.get("lang") == "vi"
    assert page.xpath("//h1/text()") == [f"Lũ {HOSTILE}"]
    assert page.xpath("//article/p[not(@class)]/text()") == ["Đoạn một về lũ và lụt.", "Đoạn hai."]
    assert page.xpath("//article/h2/text()") == [f"Tựa {HOSTILE}"]
    hrefs = page.xpath("//section[@aria-labelledby='related']//a/@href")
    assert hrefs == ["https://x.vn/2", "/article?id=bao%3A2"]
    assert "/revisions?id=bao%3A1" in page.xpath("//dd/a/@href")


def test_copies_and_revisions_are_side_by_side(answers: dict[str, Any]) -> None:
    copies = html.document_fromstring(answers["/cluster?id=bao:1"].text)
    assert "và lụt" in "".join(copies.xpath("//tbody//del//text()"))
    assert "lớn" in "".join(copies.xpath("//tbody//ins/text()"))
    assert len(copies.xpath("//tr[@class='chosen']")) == 2
    revisions = html.document_fromstring(answers["/revisions?id=bao:1"].text)
    assert "và lụt" in "".join(revisions.xpath("//table[@class='sides']//td//ins/text()"))


def test_search_marks_what_it_found(answers: dict[str, Any]) -> None:
    page = html.document_fromstring(answers["/?q=lũ&folded=1&page=1"].text)
    assert set(page.xpath("//mark/text()")) == {"Lũ", "lũ"}
    assert len(page.xpath("//ol[@class='hits']/li")) == 2
    assert page.xpath("//aside//a/@href")[0].startswith("/?q=l%C5%A9&site=bao")
    assert html.document_fromstring(answers["/?q=-&page=0"].text).xpath("//p[@role='alert']")


def test_unknown_ids_are_not_found(answers: dict[str, Any]) -> None:
    assert [answers[f"/{kind}?id=none"].status_code for kind in ("article", "cluster", "revisions")] == [404] * 3


@pytest.mark.parametrize(
    ("host", "status"),
    [("127.0.0.1:8001", 200), ("localhost", 200), ("[::1]:1", 200), ("evil.example:8001", 421), ("", 421)],
)
def test_only_this_machine_is_answered(host: str, status: int) -> None:
    sent: list[dict[str, Any]] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200})

    async def keep(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "headers": [(b"host", host.encode())]}
    asyncio.run(only_local(app)(scope, keep, keep))  # type: ignore[arg-type]
    assert sent[0]["status"] == status


def sides(left: Sequence[str], right: Sequence[str]) -> list[list[list[str]]]:
    return [[[s.text for s in side if s.is_different] for side in row] for row in compare(left, right)]


def test_differences() -> None:
    assert sides(["a b c", "d"], ["a x c", "d"]) == [[["b"], ["x"]], [[], []]]
    assert sides(["tin cũ", "ba bốn năm sáu"], ["ba bốn năm bảy"]) == [[["tin cũ"], []], [["sáu"], ["bảy"]]]
    assert sides(["d"], ["new", "d"]) == [[[], ["new"]], [[], []]]
    assert sides(["a b"], []) == [[["a b"], []]]
    assert similarity(compare(["a b"], ["a b"])) == similarity(compare([], [])) == 1.0
    long = "từ " * 3000
    assert sides([long + "x"], [long + "y"]) == [[[long + "x"], [long + "y"]]]  # too long to be compared word by word
