"""Section, keywords, pictures, headline and lead come from the article itself, not from what stands beside it."""

from __future__ import annotations

import pytest

from newscrawl.extract import extract
from newscrawl.extract.picture_addresses import _largest
from newscrawl.items import Article, Hints

URL = "https://bao.example/2026/11/mua-gat-som-tren-dong-100001/"
TITLE = "Mùa gặt sớm trên đồng Bình Lục, máy gặt chạy suốt đêm"
LINES = (
    "Sau rằm, nông dân xã An Đổ đã xuống đồng từ ba giờ sáng để kịp gặt trước đợt mưa mà đài khí tượng báo cho cuối tuần này.",
    "Ông Trần Văn Lực có tám sào lúa nói rằng năm nay hạt chắc hơn, mỗi sào được gần hai tạ thóc, cao nhất trong năm năm qua.",
    "Hợp tác xã thuê thêm sáu máy gặt từ huyện bên và chia ca chạy cả đêm; giá công được giữ như vụ trước để bà con yên tâm.",
    "Thương lái đã đặt cọc phần lớn số thóc tươi, phần còn lại bà con phơi tại sân kho cũ mới được láng lại nền xi măng.",
)
TEXT = "".join(f"<p>{line}</p>" for line in LINES)


def read(body: str, head: str = "", hints: Hints | None = None, url: str = URL) -> Article:
    page = f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{TITLE}</title>{head}</head><body>{body}</body></html>'
    return extract(page.encode(), url=url, hints=hints)


def post(
    *, head: str = "", above: str = "", before: str = "", text: str = TEXT, after: str = "", h1: str = TITLE
) -> Article:
    return read(
        f'<main><article>{above}<h1>{h1}</h1>{before}<div class="entry">{text}</div>{after}</article></main>', head
    )


@pytest.mark.parametrize(
    "categories",
    [
        '<p class="meta">Đăng trong <a href="/category/nong-nghiep/" rel="category tag">Nông nghiệp</a></p>',
        '<span class="cat-links"><a href="/muc/nong-nghiep/">Nông nghiệp</a></span>',
        '<div class="taxonomy-category wp-block-post-terms"><a href="/category/nong-nghiep/" rel="tag">Nông nghiệp</a></div>',
        '<ul class="post-categories"><li><a href="/c/nong-nghiep" rel="category">Nông nghiệp</a></li></ul>',
        '<p>In <a href="/category/nong-nghiep.html">Nông nghiệp</a>.</p>',
        '<div class="entry-categories"><a href="/category/tin/">Tin</a> <a href="/category/tin/nong-nghiep/">Nông nghiệp</a></div>',
    ],
)
@pytest.mark.parametrize("place", ["before", "after"])
def test_a_category_is_the_section_and_no_tag(categories: str, place: str) -> None:
    tags = '<div class="tags-links"><a href="/tag/lua/" rel="tag">lúa</a> <a href="/tag/may-gat/" rel="tag">máy gặt</a></div>'
    got = post(
        **{place: categories + tags if place == "after" else categories},
        **({} if place == "after" else {"after": tags}),
    )
    assert (got.article_section, got.keywords) == ("Nông nghiệp", ["lúa", "máy gặt"])


def test_the_category_of_a_card_is_not_the_section() -> None:
    card = (
        '<div class="grid"><article><a href="/2026/11/bai-khac-100002/"><h3>Chợ huyện họp lại sau ba tuần sửa mái</h3></a>'
        '<a rel="category tag" href="/category/thi-truong/">Thị trường</a></article></div>'
    )
    got = post(after=card)
    assert (got.article_section, got.keywords) == (None, [])


def test_a_cloud_of_tags_is_not_the_article_s() -> None:
    got = read(
        f'<main><article><h1>{TITLE}</h1><div class="entry">{TEXT}</div></article></main>'
        '<aside class="sidebar"><div class="tagcloud"><a rel="tag" href="/tag/a/">bão</a> <a rel="tag" href="/tag/b/">giá vàng</a></div></aside>'
    )
    assert got.keywords == []


@pytest.mark.parametrize(
    ("srcset", "want"),
    [
        ("/a-300.jpg 300w,/a-900.jpg 900w,/a-600.jpg 600w", "/a-900.jpg"),
        ("/t/w_300,h_200/a.jpg 300w,/t/w_900,h_600/a.jpg 900w", "/t/w_900,h_600/a.jpg"),
        ("/t/w_300,h_200/a.jpg 1x, /t/w_900,h_600/a.jpg 2x", "/t/w_900,h_600/a.jpg"),
        ("  /a.jpg  ", "/a.jpg"),
        ("/a.jpg, /b.jpg 2x", "/b.jpg"),
        ("/a.jpg 1.5x,\n/b.jpg 3x,", "/b.jpg"),
        ("", None),
        (None, None),
    ],
)
def test_the_largest_entry_of_a_srcset(srcset: str | None, want: str | None) -> None:
    assert _largest(srcset) == want


def test_a_lazy_srcset_comes_before_a_small_src() -> None:
    got = post(text=TEXT + '<figure><img src="/nho-20.jpg" data-srcset="/to-600.jpg 600w,/to-1200.jpg 1200w"></figure>')
    assert [image.url for image in got.images] == ["https://bao.example/to-1200.jpg"]


def test_each_picture_of_a_gallery_has_its_own_caption() -> None:
    pictures = "".join(
        f'<figure><img src="/g{n}.jpg"><figcaption>Ảnh số {n} của bộ.</figcaption></figure>' for n in (1, 2, 3)
    )
    got = post(text=f"{TEXT}<figure class='bo-anh'>{pictures}</figure>")
    assert [image.caption for image in got.images] == ["Ảnh số 1 của bộ.", "Ảnh số 2 của bộ.", "Ảnh số 3 của bộ."]


def test_a_group_of_pictures_shares_its_caption() -> None:
    group = '<div class="nhom-2"><div><img src="/g1.jpg"></div><div><img src="/g2.jpg"></div><figcaption>Sân kho lúc năm giờ.</figcaption></div>'
    got = post(text=f"<p>{LINES[0]}</p>{group}" + "".join(f"<p>{line}</p>" for line in LINES[1:]))
    assert [(image.url[-6:], image.caption) for image in got.images] == [
        ("g1.jpg", "Sân kho lúc năm giờ."),
        ("g2.jpg", "Sân kho lúc năm giờ."),
    ]


@pytest.mark.parametrize("blank", ["\ufeff", "\u200b \u200b", "&nbsp;", "&#8288;"])
def test_invisible_characters_are_no_caption(blank: str) -> None:
    got = post(text=f'{TEXT}<figure><img src="/g1.jpg"><figcaption>{blank}</figcaption></figure>')
    assert [image.caption for image in got.images] == [None]


@pytest.mark.parametrize(
    "above",
    [
        '<figure class="wp-block-post-featured-image"><img src="/bia.jpg" width="1024" height="576"></figure>',
        '<div class="post-thumbnail"><img class="wp-post-image" src="/bia.jpg"></div>',
        '<figure><img src="/bia.jpg"></figure>',
    ],
)
def test_the_featured_picture_above_the_headline(above: str) -> None:
    assert [image.url for image in post(above=above).images] == ["https://bao.example/bia.jpg"]


def test_a_cover_without_a_figure_between_headline_and_text() -> None:
    got = post(before='<div class="w"><img src="/bia.jpg" class="w-100"></div>')
    assert [image.url for image in got.images] == ["https://bao.example/bia.jpg"]


@pytest.mark.parametrize(
    "other",
    [
        '<a href="/"><img src="/theme/logo-bao.png"></a>',
        '<p><img class="author-img" src="//www.gravatar.com/avatar/0011?s=100"> Lê Hoa</p>',
        '<div><img src="/assets/share-sprite.png"></div>',
        '<img src="https://stats.wp.com/g.gif" width="1" height="1">',
        '<div class="card"><a href="/2026/11/bai-khac-100002/"><img src="/bai-khac.jpg"></a></div>',
    ],
)
def test_no_picture_of_the_article(other: str) -> None:
    assert post(above=other, before=other).images == []


@pytest.mark.parametrize("end", ["", "…", "...", " […]", " [...]", " [&hellip;]"])
def test_the_text_s_own_beginning_cut_short_is_no_lead(end: str) -> None:
    cut = f"{LINES[0]} {LINES[1][:60]}"
    got = post(head=f'<meta name="description" content="{cut}{end}">')
    assert got.description is None
    assert got.text.startswith(LINES[0])


def test_a_feed_s_cut_summary_is_no_lead() -> None:
    body = f'<main><article><h1>{TITLE}</h1><div class="entry">{TEXT}</div></article></main>'
    assert read(body, hints=Hints(description=f"{LINES[0][:90]} […]", source="feed")).description is None
    told = "Bà con gặt suốt đêm để tránh đợt mưa cuối tuần."
    assert read(body, hints=Hints(description=told, source="feed")).description == told


@pytest.mark.parametrize("words", ["Leave a Comment on Mùa gặt sớm", "No Comments", "3 bình luận", "Để lại bình luận"])
def test_a_link_to_comments_is_no_lead(words: str) -> None:
    body = f'<main><article><h1>{TITLE}</h1><div class="entry">{TEXT}</div></article></main>'
    assert read(body, hints=Hints(description=words, source="listing")).description is None


@pytest.mark.parametrize(
    ("h1", "want"),
    [
        ("<span>Mùa gặt sớm trên đồng Bình Lục,</span><span>máy gặt chạy suốt đêm</span>", TITLE),
        (f"<span class='kicker'>Nông nghiệp</span>{TITLE}", TITLE),
        ("Mùa gặt <em>sớm</em> trên đồng Bình Lục, máy gặt chạy suốt đêm", TITLE),
    ],
)
def test_parts_of_a_headline(h1: str, want: str) -> None:
    assert post(h1=h1).headline == want
