"""What pages of Vietnamese newspapers show around their texts: bylines, albums, tags, and lists of other articles."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from newscrawl import dates, sites
from newscrawl.extract import extract
from newscrawl.sites.profile import Layout, Related, Site

if TYPE_CHECKING:
    from newscrawl.items import Article

URL = "https://langnghe.example/doi-song/lo-gom-ben-song-do-lua-tro-lai-1234567.html"
TITLE = "Lò gốm bên sông đỏ lửa trở lại"
LEAD = "Sau nửa năm tắt lò vì thiếu đất sét, người thợ cuối cùng của làng lại nhóm lửa."
SAID = [f"Ông Sáu cho biết mẻ gốm thứ {n} đã ra lò từ sáng sớm, khách quen chờ sẵn ngoài bến để chuyển xuống ghe." for n in range(1, 6)]  # fmt: skip
TEXT = "".join(f"<p>{line}</p>" for line in SAID)
TITLES = [
    "Chợ quê họp lại sau mùa nước lớn",
    "Người dân góp tiền sửa cây cầu gỗ cũ",
    "Trường làng đón lứa học trò mới",
    "Đội ghe ngo tập luyện từ đầu tháng",
]


def read(body: str, *, head: str = "", title: str = TITLE, url: str = URL) -> Article:
    page = f"<html lang=vi><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    return extract(page.encode(), url=url)


def cards(*numbers: int) -> str:
    return "".join(f'<div class=c><h4><a href="/doi-song/bai-so-{n}-123456{n}.html">{TITLES[n]}</a></h4></div>' for n in numbers)  # fmt: skip


def offered(got: Article) -> dict[str, tuple[str, str | None]]:
    return {link.title: (link.relation, link.heading) for link in got.related_links}


@pytest.mark.parametrize("heading", ["Đọc thêm", "XEM THÊM"])
def test_a_list_below_the_text_that_only_asks_to_read_on_is_of_the_section(heading: str) -> None:
    flat = cards(0, 1).replace("/doi-song/", "/")
    got = read(f"<h1>{TITLE}</h1><div class=b>{TEXT}</div><div class=k><h3>{heading}</h3>{flat}</div>")
    assert offered(got) == dict.fromkeys(TITLES[:2], ("same_category", heading))


@pytest.mark.parametrize("heading", ["Đời sống", "Tin tức Đời sống"])
def test_a_list_that_bears_the_name_of_the_section_is_of_the_section(heading: str) -> None:
    path = '<div class=breadcrumb><a href="/doi-song">Đời sống</a></div>'
    tags = '<div class=t><span>Chủ đề:</span> <a href="/tag/gom">gốm</a></div>'
    block = f'<section><h2><a href="/doi-song">{heading}</a></h2>{cards(0, 1)}</section>'
    got = read(f"{path}<h1>{TITLE}</h1><div class=b>{TEXT}</div>{tags}{block}")
    assert offered(got) == dict.fromkeys(TITLES[:2], ("same_category", heading))


def test_a_list_below_the_text_is_found_beside_one_in_the_text() -> None:
    inside = f'<ul class="tin-lien-quan"><li>{cards(0)}</li></ul>'
    below = f"<ul class=l>{''.join(f'<li>{cards(n)}</li>' for n in (1, 2))}</ul>"
    got = read(f"<h1>{TITLE}</h1><article>{TEXT}{inside}{TEXT.replace('Ông', 'Bà')}</article>{below}")
    assert [link.title for link in got.related_links] == TITLES[:3]


def test_a_word_below_the_title_of_a_card_is_no_heading() -> None:
    box = f"<div type=RelatedOneNews>{cards(1)}<span>Đọc ngay</span></div>"
    got = read(f"<h1>{TITLE}</h1><div class=b>{TEXT}{box}{TEXT.replace('Ông', 'Bà')}</div>")
    assert [(link.relation, link.heading) for link in got.related_links] == [("see_also", None)]


def test_the_caption_of_an_album_is_that_of_each_picture() -> None:
    album = (
        '<div class="VCSortableInPreviewMode" type="LayoutAlbum">'
        + "".join(f"<figure><img src=/{n}.jpg><figcaption></figcaption></figure>" for n in (1, 2))
        + '<div class="LayoutAlbumCaption PhotoCMS_Caption"><p>Mẻ gốm đầu mùa</p></div>'
        + '<div class="PhotoCMS_Author"><p>HẢI YẾN</p></div></div>'
    )
    got = read(f"<h1>{TITLE}</h1><div class=b>{TEXT}{album}{TEXT.replace('Ông', 'Bà')}</div>")
    assert [(image.caption, image.credit) for image in got.images] == [("Mẻ gốm đầu mùa", "HẢI YẾN")] * 2
    assert "HẢI YẾN" not in got.text


def test_a_face_with_a_name_is_no_picture_of_the_article() -> None:
    face = "<div class=x1><img src=/f.png><span>Hồng Nhung</span></div>"
    got = read(f"<h1>{TITLE}</h1>{face}<div class=x2>{TEXT}</div>")
    assert got.images == []
    assert [author.name for author in got.authors] == ["Hồng Nhung"]


def test_a_byline_that_ends_in_the_date_is_no_text() -> None:
    byline = "<div class=m><span>Mai Lan - Hữu Phước (Báo Làng Nghề)</span> | <span>Thứ năm, 12/11/2026 11:48 (GMT+7)</span></div>"
    got = read(f"<article><h1>{TITLE}</h1>{byline}<div class=s><p>{LEAD}</p></div><div class=b>{TEXT}</div></article>")
    assert got.text.split("\n\n") == SAID


def test_the_last_line_of_a_picture_story_stands_with_the_others() -> None:
    said = ["Lò gốm nhóm lửa từ lúc trời chưa sáng.", "Những chiếc ghe chờ sẵn ngoài bến sông.", "Mẻ gốm mới còn ấm."]
    shown = "".join(f"<div class=i><img src=/{n}.jpg><p>{line}</p></div>" for n, line in enumerate(said))
    got = read(f"<h1>{TITLE}</h1><div class=sapo>{LEAD}</div><div class=p>{shown}</div>")
    assert got.text.split("\n\n") == said


@pytest.mark.parametrize("written", ["Anh Minh", "Anh Thư"])
def test_a_name_of_two_syllables_may_begin_like_a_title(written: str) -> None:
    got = read(f'<h1>{TITLE}</h1><a class=author href="/tac-gia/x">{written}</a><div class=b>{TEXT}</div>')
    assert [author.name for author in got.authors] == [written]


def test_the_dash_before_a_lead_is_none_of_its_words() -> None:
    got = read(f"<h1>{TITLE}</h1><div class=sapo>- {LEAD}</div><div class=b>{TEXT}</div>")
    assert got.description == LEAD


@pytest.mark.parametrize("box", ['<ul class="tags-wrapper">', '<div class="news_keyword">'])
def test_tags_of_one_list_are_known_by_those_whose_address_spells_them(box: str) -> None:
    tags = (
        f'{box}<a href="/lo-gom.html">lò gốm</a><a href="/gom.html">gốm bên sông</a></{box[1:].split(maxsplit=1)[0]}>'
    )
    got = read(f"<h1>{TITLE}</h1><div class=b>{TEXT}</div>{tags}")
    assert got.keywords == ["lò gốm", "gốm bên sông"]


@pytest.mark.parametrize("title", ["Phòng khám xã quá tải vì thợ gốm đổ bệnh", "Thêm 503 thợ gốm được đóng bảo hiểm"])
def test_words_of_a_firewall_in_a_headline_block_no_article(title: str) -> None:
    assert read(f"<h1>{title}</h1><div class=b>{TEXT}</div>", title=title).headline == title


def test_a_layout_without_a_section_or_an_author_leaves_them_to_the_page() -> None:
    known = sites.get("baodautu")
    body = (
        f'<div class=m><a href="/dau-tu-d2/">Đầu tư</a></div><div class=title-detail>{TITLE}</div>'
        f"<div class=p><b>Mai Lan</b><span class=post-time>12/11/2026 10:31</span></div><div class=sapo_detail>{LEAD}</div>"
        f"<div id=content_detail_news>{TEXT}</div>"
    )
    page = f"<html lang=vi><head><title>{TITLE}</title></head><body>{body}</body></html>"
    got = extract(page.encode(), url="https://baodautu.vn/lo-gom-ben-song-do-lua-tro-lai-d512345.html", site=known)
    assert (got.extraction.layout, got.article_section) == ("baodautu", "Đầu tư")
    assert [author.name for author in got.authors] == ["Mai Lan"]


@pytest.mark.parametrize("line", ["Hà Thu | Theo Tạp chí Làng Nghề", "Hà Thu - Theo Tạp chí Làng Nghề"])
def test_a_line_names_the_author_and_then_the_source(line: str) -> None:
    got = read(f"<h1>{TITLE}</h1><div><i>12/11/2026 08:55</i> <b>{line}</b></div><div class=b>{TEXT}</div>")
    assert ([author.name for author in got.authors], got.source_credit) == (["Hà Thu"], "Tạp chí Làng Nghề")


def test_the_innermost_step_of_a_path_that_begins_at_home_is_the_section() -> None:
    path = '<a href="/">Trang nhất</a> › <a href="/chuyen-muc/van-hoa">Văn hóa</a> › <a href="/chuyen-muc/nghe-xua">Nghề xưa</a>'
    got = read(f"<div class=p>{path}</div><h1>{TITLE}</h1><div class=b>{TEXT}</div>")
    assert got.article_section == "Nghề xưa"


def test_a_box_under_the_lead_is_offered_like_a_link_in_the_text() -> None:
    box = f"<div type=RelatedOneNews>{cards(0)}</div>"
    below = f"<div class=r><div>Tin liên quan</div>{cards(1)}</div>"
    got = read(f"<h1>{TITLE}</h1><h2 class=sapo>{LEAD}</h2>{box}<div class=b>{TEXT}</div>{below}")
    assert [link.relation for link in got.related_links] == ["see_also", "related"]


def test_the_names_of_a_team_close_the_report() -> None:
    team = "Đội nhà: Văn Phú, Công Sơn, Hữu Thắng, Thanh Tùng, Hoàng Phúc, Quốc Bảo"
    got = read(
        f"<h1>{TITLE}</h1><div class=b>{TEXT}<div class=x><h3>Đội hình</h3><p>{team}</p></div></div><h3>Khác</h3>"
    )
    assert got.text.split("\n\n") == [*SAID, "Đội hình", team]


def test_greenwich_behind_vietnamese_words_is_local_time() -> None:
    got = read(f"<h1>{TITLE}</h1><div class=d>12/11/2026 lúc 09:30 (GMT)</div><div class=b>{TEXT}</div>")
    assert got.date_published == "2026-11-12T09:30:00+07:00"


def test_an_author_behind_theo_with_a_newspaper_in_brackets() -> None:
    got = read(f"<h1>{TITLE}</h1><div class=b>{TEXT}<p class=s>Theo Mai Lan (Gia đình &amp; Xã hội)</p></div>")
    assert ([author.name for author in got.authors], got.source_credit) == (["Mai Lan"], "Gia đình & Xã hội")


def test_a_table_with_a_linked_title_is_a_card_and_no_picture() -> None:
    href = "/doi-song/bai-so-0-1234560.html"
    card = f"<a href={href}><img src=/t.jpg></a><h2><a href={href}>{TITLES[0]}</a></h2><p>Bà con họp chợ từ ba giờ sáng.</p>"
    table = f"<table><tr><td><div>{card}</div></td></tr></table>"
    got = read(f"<h1>{TITLE}</h1><div class=b>{TEXT}{table}{TEXT.replace('Ông', 'Bà')}</div>")
    assert got.images == []
    assert [(link.title, link.relation) for link in got.related_links] == [(TITLES[0], "see_also")]


def test_a_note_at_an_address_of_another_year_is_an_article() -> None:
    known = sites.get("cafef")
    text = "".join(f"<p>{line}</p>" for line in SAID[:4])
    page = (
        f"<html lang=vi><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><span>Thứ 3, 12/11/2013, 09:15</span>"
        f"<div class=z>{text}</div></body></html>"
    )
    got = extract(page.encode(), url="http://cafef.vn/tin/lo-gom-do-lua-tro-lai-20131112x.chn", site=known)
    assert got.text.split("\n\n") == SAID[:4]


def test_a_row_of_words_below_a_row_of_pictures_has_a_caption_for_each() -> None:
    table = "<table><tr><td><img src=/1.jpg><td><img src=/2.jpg></tr><tr><td>Lò mới đắp.<td>Ghe chở đất.</tr></table>"
    got = read(f"<h1>{TITLE}</h1><div class=b>{TEXT}{table}{TEXT.replace('Ông', 'Bà')}</div>")
    assert [image.caption for image in got.images] == ["Lò mới đắp.", "Ghe chở đất."]


def test_a_description_behind_the_box_of_a_picture_is_its_caption() -> None:
    shown = "<div class=img><img src=/1.jpg></div><div class=desc>Ông Sáu bên lò gốm.</div>"
    got = read(f"<h1>{TITLE}</h1><div class=b>{TEXT}{shown}{TEXT.replace('Ông', 'Bà')}</div>")
    assert [image.caption for image in got.images] == ["Ông Sáu bên lò gốm."]
    assert "bên lò gốm" not in got.text


def test_a_link_to_an_event_above_the_headline_is_no_section() -> None:
    above = '<div class=c><a href="/doi-song">Đời sống</a></div><div>Sự kiện: <a href="/su-kien/hoi-gom-s5.html">Hội gốm</a></div>'
    assert read(f"{above}<h1>{TITLE}</h1><div class=b>{TEXT}</div>").article_section == "Đời sống"


def test_reporters_may_sign_together() -> None:
    got = read(f"<h1>{TITLE}</h1><div class=b>{TEXT}</div><div class=y>Nhóm phóng viên</div>")
    assert [author.name for author in got.authors] == ["Nhóm phóng viên"]


def test_a_day_in_the_future_is_read_in_the_other_order() -> None:
    now = datetime(2026, 11, 30, 8, tzinfo=UTC)
    found = dates.read("(Cập nhật: 12/11/2026 10:05:00 AM)", now=now)
    assert found is not None
    assert (found.at.day, found.at.month) == (12, 11)


def test_the_heading_of_a_profile_s_block_says_more_than_the_profile() -> None:
    known = Site(
        name="langnghe",
        publisher="Làng Nghề",
        home="https://langnghe.example/",
        layouts=(Layout(name="a", body=("div.b",), related=(Related(css="div.r", relation="related"),)),),
    )
    block = f"<div class=r><p>Tin cùng chủ đề</p>{cards(0, 1)}</div>"
    page = f"<html lang=vi><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><div class=b>{TEXT}</div>{block}</body></html>"
    got = extract(page.encode(), url=URL, site=known)
    assert offered(got) == dict.fromkeys(TITLES[:2], ("same_topic", "Tin cùng chủ đề"))


def test_a_block_below_the_link_to_a_dossier_is_of_one_topic() -> None:
    block = f'<div class=k><h3><a href="/chuyende/nghe-gom">Nghề gốm ven sông</a></h3>{cards(0, 1)}</div>'
    got = read(f"<h1>{TITLE}</h1><div class=b>{TEXT}</div>{block}")
    assert offered(got) == dict.fromkeys(TITLES[:2], ("same_topic", "Nghề gốm ven sông"))
