"""Further pages are joined to the first page of an article: the text once, in order, with what stands beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newscrawl.extract import ExtractedPage, extract_page
from newscrawl.extract.further_pages import MAX_PAGES
from newscrawl.policy.joining import JOINED, OTHER_ARTICLE, REPEATED, Joining

if TYPE_CHECKING:
    from newscrawl.items import Article

URL = "https://baonguon.example/2026/11/27/nguoi-giu-rung-nguon/"
LINES = {
    number: [f"Trang {number}: {line}" for line in lines]
    for number, lines in {
        1: (
            "Từ mờ sáng, tổ tuần rừng của bản Nà Lầu đã mang cơm nắm lên ngọn suối để kịp quay về trước cơn mưa chiều.",
            "Mỗi tháng họ đi hết ba vạt rừng, ghi lại từng gốc lim, gốc nghiến đã được đánh số từ mười năm trước.",
        ),
        2: (
            "Sang trưa, cả tổ nghỉ ở lán, nhóm bếp bằng củi khô nhặt dưới đất chứ không bẻ một cành cây tươi nào.",
            "Ông Lò Văn Pọm kể, hồi còn trẻ ông từng theo người ta xẻ gỗ, nay thì cả ba con trai đều ở tổ giữ rừng.",
        ),
        3: (
            "Chiều xuống, mưa tới thật, nhưng cuốn sổ bọc ni lông vẫn khô nguyên trong túi áo của người đi đầu.",
            "Năm tới, bản sẽ được nhận thêm hai trăm héc ta, và tổ tuần rừng cần thêm sáu người nữa để chia ca.",
        ),
    }.items()
}
LEAD = "Ở đầu nguồn con suối, mười hai người thay nhau đi bộ giữ khu rừng nghiến cuối cùng của cả vùng."


def page(
    number: int,
    *,
    links: str = "",
    title: str = "Người giữ rừng đầu nguồn",
    lines: list[str] | None = None,
    lead: str = LEAD,
    after: str = "",
) -> str:
    text = "".join(f"<p>{line}</p>" for line in lines or LINES[number])
    return (
        f'<html lang="vi"><head><title>{title}</title><meta property="og:type" content="article"></head><body><main><article class="hentry">'
        f'<h1>{title}</h1><p class="sapo"><strong>{lead}</strong></p><time datetime="2026-11-27T08:00:00+07:00">27/11/2026 08:00</time>'
        f'<div class="entry-content">{text}{after}{links}</div></article></main></body></html>'
    )


def nav(*numbers: int, classes: str = "page-links") -> str:
    return f'<div class="{classes}">' + " ".join(f'<a href="{URL}{n}/">{n}</a>' for n in numbers) + "</div>"


def read(body: str, url: str = URL, first: ExtractedPage | None = None) -> ExtractedPage:
    return extract_page(body, url=url, first=first)


def joined(*bodies: str) -> tuple[Article, list[str]]:
    """The article of some pages, and what became of each further one."""
    first, *rest = bodies
    joining = Joining.begin(read(first))
    fates = []
    for body in rest:
        assert joining.next_number is not None
        joining, fate = joining.add(read(body, joining.url, joining.first))
        fates.append(fate)
    return joining.result, fates


def text(article: Article) -> list[str]:
    return article.text.split("\n\n")


def test_three_pages_become_one_text() -> None:
    article, fates = joined(page(1, links=nav(2, 3)), page(2, links=nav(3)), page(3))
    assert fates == [JOINED, JOINED]
    assert text(article) == [*LINES[1], *LINES[2], *LINES[3]]
    assert article.text == "\n\n".join(line for section in article.sections for line in section.paragraphs)
    assert article.word_count == len(article.text.split())
    assert article.extraction.warnings[-1] == "joined_pages:3"
    assert "truncated" not in article.extraction.warnings
    assert article.url == URL


def test_a_page_that_only_names_the_next_one_leads_through_all() -> None:
    follow = '<a rel="next" href="{}">Trang sau</a>'
    article, fates = joined(page(1, links=follow.format(f"{URL}2/")), page(2, links=follow.format(f"{URL}3/")), page(3))
    assert fates == [JOINED, JOINED]
    assert text(article)[-1] == LINES[3][-1]


def test_what_every_page_shows_is_kept_once() -> None:
    picture = '<figure><img src="/anh/rung.jpg" width="900" height="600"><figcaption>Rừng nghiến. Ảnh: Pọm</figcaption></figure>'
    second = '<figure><img src="/anh/suoi.jpg" width="900" height="600"><figcaption>Con suối</figcaption></figure>'
    ending = "<p>Nhóm phóng viên thường trú của báo tại vùng cao biên giới phía Bắc thực hiện.</p>"
    article, _ = joined(
        page(1, after=picture + ending, links=nav(2)), page(2, after=picture + second + ending, links=nav(1))
    )
    lines = text(article)
    assert len(lines) == len(set(lines))
    assert lines[:4] == [*LINES[1], *LINES[2]]
    assert [(image.url.rpartition("/")[2], image.position) for image in article.images] == [
        ("rung.jpg", 0),
        ("suoi.jpg", 1),
    ]


def test_a_page_with_a_subheading_for_its_title_keeps_it() -> None:
    article, fates = joined(page(1, links=nav(2)), page(2, title="Bữa trưa trong lán", lead=LINES[3][0]))
    assert fates == [JOINED]
    assert "Bữa trưa trong lán" in [section.heading for section in article.sections]
    assert LINES[3][0] in text(article)


@pytest.mark.parametrize("suffix", [" (trang 2)", " - Trang 2", " – page 2 of 3", " | Phần 2/3", ", 2"])
def test_the_number_of_the_page_in_its_headline_is_no_subheading(suffix: str) -> None:
    links = nav(2, classes="so-trang")
    article, fates = joined(page(1, links=links), page(2, title=f"Người giữ rừng đầu nguồn{suffix}"))
    assert fates == [JOINED]
    assert article.sections[0].heading is None
    assert len(article.sections) == 1


def test_another_article_is_not_joined() -> None:
    article, fates = joined(page(1, links=nav(2, classes="so-trang")), page(2, title="Chợ phiên cuối năm đông khách"))
    assert fates == [OTHER_ARTICLE]
    assert text(article) == LINES[1]
    assert "truncated" in article.extraction.warnings


def test_a_number_that_means_something_else_adds_nothing_and_is_no_loss() -> None:
    article, fates = joined(page(1, links=nav(2, 3)), page(1, links=nav(2, 3)))
    assert fates == [REPEATED]
    assert text(article) == LINES[1]
    assert not {"truncated", "joined_pages:2"} & set(article.extraction.warnings)


def test_an_article_that_is_shown_again_with_comments_is_not_doubled() -> None:
    lines = [f"{line} Câu chuyện thứ {n}." for n in range(8) for line in LINES[1]]
    links = nav(2, classes="so-trang")
    reader = '<figure><img src="/anh/ban-doc.jpg" width="640" height="480"></figure>'
    article, fates = joined(page(1, lines=lines, links=links), page(1, lines=lines, links=links, after=reader))
    assert (fates, text(article)) == ([REPEATED], lines)
    article, fates = joined(page(1, lines=lines, links=nav(2)), page(1, lines=[*lines, LINES[2][0]]))
    assert (fates, text(article)) == ([JOINED], [*lines, LINES[2][0]])


def test_a_gap_in_the_numbers_and_too_many_pages_are_said() -> None:
    gap = Joining.begin(read(page(1, links=nav(3))))
    assert gap.next_number is None
    assert "truncated" in gap.result.extraction.warnings
    long = Joining.begin(read(page(1, links=nav(*range(2, MAX_PAGES + 9)))))
    for number in range(2, MAX_PAGES + 1):
        assert long.next_number == number
        long, _ = long.add(read(page(2, lines=[f"{line} Đoạn {number}." for line in LINES[2]]), long.url, long.first))
    assert long.next_number is None
    assert long.result.extraction.warnings[-2:] == [f"joined_pages:{MAX_PAGES}", "truncated"]


def test_the_names_at_the_end_of_the_last_page_are_the_authors() -> None:
    article, _ = joined(
        page(1, links=nav(2)), page(2, after="<p style='text-align:right'><strong>Hà Giang Nam</strong></p>")
    )
    assert [author.name for author in article.authors] == ["Hà Giang Nam"]
    assert "authors" in [source.field for source in article.extraction.field_sources]


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://a.example/bai/nguoi-giu-rung-2026/page-1.htm", "page-2.htm"),
        ("https://a.example/bai/nguoi-giu-rung-2026/index.html", "page-2.html"),
        ("https://a.example/bai/nguoi-giu-rung.html?page=1", "/bai/nguoi-giu-rung.html?page=2"),
        ("https://a.example/nguoi-giu-rung-281101.html", "/nguoi-giu-rung-281101.html/2"),
    ],
)
def test_a_first_page_with_a_name_of_its_own(url: str, link: str) -> None:
    found = read(page(1, links=f'<nav><a href="{link}">2</a></nav>'), url)
    assert list(found.further) == [2]


@pytest.mark.parametrize(
    "link",
    [
        '<link rel="next" href="https://a.example/bai-khac/">',
        '<a rel="next" href="/2026/11/27/nguoi-giu-rung-nguon-2/">Bài sau</a>',
        '<div id="comments"><a rel="next" href="?page=2">Bình luận cũ hơn</a></div>',
        '<a href="?page=2#comments">2</a>',
        '<section class="related"><a href="?page=2">2</a></section>',
    ],
)
def test_other_articles_and_comments_are_no_further_pages(link: str) -> None:
    assert not read(page(1, links=link)).further
