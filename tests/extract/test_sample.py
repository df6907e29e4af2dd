"""Every field of every article of the sample newspaper, extracted from its pages."""

from __future__ import annotations

import pytest

from newscrawl.extract import NotAnArticle, extract
from newscrawl.sample import ExpectedArticle, expected
from newscrawl.sample.chrome import Addresses
from newscrawl.sample.newspaper import newspaper
from newscrawl.sample.pieces import pieces
from newscrawl.text import normalize

HOME = "https://baokiemtoan.vn"
EXPECTED = expected()
PAPER = newspaper(Addresses(HOME, "https://ban-sao.vn", "https://baokiemtoannhanuoc.vn"), pieces())
RESPELLED = {EXPECTED.traps["nfd"], EXPECTED.traps["tcvn3"]}
"""Pages in another encoding of Vietnamese, which the normaliser corrects."""

SAMPLE = next(a for a in EXPECTED.articles.values() if a.authors and a.authors[0].name == "Diệu Thiện")


def paths(urls: list[str]) -> list[str]:
    return [url.removeprefix(HOME) for url in urls]


@pytest.mark.parametrize("want", EXPECTED.articles.values(), ids=lambda a: a.path)
def test_every_field_of_a_sample_article(want: ExpectedArticle) -> None:
    page = PAPER.pages[want.path]
    got = extract(page.body, url=HOME + want.path, headers={"Content-Type": page.content_type})
    assert paths([got.url]) == [want.path]
    assert (got.date_published, got.date_modified) == (want.date_published, want.date_modified)
    assert (got.genre, got.is_accessible_for_free) == (want.genre, want.is_accessible_for_free)
    assert ("truncated" in got.extraction.warnings) is want.truncated
    assert paths([image.url for image in got.images]) == [image.path for image in want.images]
    assert [(*paths([link.url]), link.relation) for link in got.related_links] == [
        (link.path, link.relation) for link in want.related
    ]
    if want.path in RESPELLED:
        return
    assert got.headline == want.headline
    assert (got.newsroom_tag, got.description) == (want.newsroom_tag, want.description)
    assert got.text == "\n\n".join(want.paragraphs)
    assert (tuple(got.authors), got.source_credit) == (want.authors, want.source_credit)
    assert got.article_section == want.article_section
    assert tuple(crumb.name for crumb in got.breadcrumbs) == want.breadcrumbs
    assert tuple(got.keywords) == want.keywords
    assert [(image.caption, image.credit) for image in got.images] == [(i.caption, i.credit) for i in want.images]
    assert [link.heading for link in got.related_links] == [link.heading for link in want.related]
    assert tuple((*paths([link.url]), link.anchor_text) for link in got.outbound_links) == want.outbound


@pytest.mark.parametrize("want", EXPECTED.rejections.values(), ids=lambda r: r.path)
def test_what_is_no_article_is_refused_by_its_name(want: object) -> None:
    path, reason = want.path, want.reason  # type: ignore[attr-defined]
    if path not in PAPER.pages:
        pytest.skip(f"{path} is answered with a status: {reason}")
    with pytest.raises(NotAnArticle) as refusal:
        extract(PAPER.pages[path].body, url=HOME + path)
    assert refusal.value.reason == reason


def test_the_article_that_started_the_project() -> None:
    got = extract(PAPER.pages[SAMPLE.path].body, url=HOME + SAMPLE.path)
    text = normalize(got.text)
    assert got.headline == "Nâng cao hiệu quả công tác thi đua của các tỉnh Tây Nam Bộ"
    assert got.newsroom_tag == "BKTO"
    assert (got.description or "").startswith("Sáng 01/4, tại TP. Phú Quốc")
    assert text.startswith("Phát biểu tại Hội nghị, Phó Chủ tịch nước Võ Thị Ánh Xuân ghi nhận")
    assert text.endswith("giúp phong trào phát triển…")
    assert len(text.split("\n\n")) == 7
    for words in ("Võ Thị Ánh Xuân", "đạt được nhiều kết quả", "thực hiện hiệu quả công tác"):
        assert words in text
    assert "kinh tế - xã hội trong bối cảnh" in text
    main = got.images[0]
    assert main.caption == "Phó Chủ tịch nước Võ Thị Ánh Xuân phát biểu tại Hội nghị."
    assert (main.credit, main.is_main) == ("VPCTN", True)
    assert main.caption not in text
    assert [author.name for author in got.authors] == ["Diệu Thiện"]
    for line in ("DIỆU THIỆN", "Cùng chuyên mục", *(link.title for link in got.related_links)):
        assert line not in text
    assert {link.relation for link in got.related_links if link.heading == "Cùng chuyên mục"} == {"same_category"}
    assert got.id not in {link.id for link in got.related_links}
