"""The stages of the body: what each takes and gives, on blocks of a small page."""

from __future__ import annotations

from typing import Final

from newscrawl.extract import Page
from newscrawl.extract.body import STAGES, read_body
from newscrawl.sites.profile import Layout

SENTENCES: Final = [
    "Chuyến đò đầu tiên rời bến lúc sáu giờ sáng với hơn ba mươi hành khách.",
    "Chính quyền xã cho biết mỗi ngày sẽ có mười hai chuyến qua lại hai bờ sông.",
    "Người dân hai bên bờ đã chờ bến đò này mở lại từ sau trận lũ lịch sử năm ngoái.",
]
OTHER: Final = "Cầu mới khởi công bên dòng sông quê sau trận lũ"
SEE_ALSO: Final = f'<p>Xem thêm: <a href="/bai-khac-123456.html">{OTHER}</a></p>'
TEXT: Final = f"<p>{SENTENCES[0]}</p>{SEE_ALSO}<p>{SENTENCES[1]}</p><p>{SENTENCES[2]}</p>"
HTML: Final = f"""<html><body><h1>Bến đò chạy lại</h1><div id="root"><p>Chia sẻ</p>{TEXT}
<p>Theo Báo Mới</p><h3>Bình luận</h3><p>Hay quá!</p></div></body></html>"""


def test_an_unknown_page_goes_through_all_stages() -> None:
    page = Page(HTML.encode(), url="https://bao.example/ben-do-654321.html")
    body = read_body(page, page.by_id("root")[0], None, is_known=False, is_article_url=lambda url: "123456" in url)
    assert body.paragraphs == SENTENCES
    assert [line for line, _ in body.bylines] == ["Theo Báo Mới"]
    assert [link.text for _, links in body.see_also for link in links] == [OTHER]


def test_a_known_page_keeps_what_only_an_unknown_page_loses() -> None:
    page = Page(HTML.encode(), url="https://bao.example/ben-do-654321.html")
    layout = Layout(name="bao", body=("#root",), headline=("h1",))
    body = read_body(page, page.by_id("root")[0], layout, is_known=True)
    assert body.paragraphs[0] == "Chia sẻ"
    assert set(SENTENCES) < set(body.paragraphs)


def test_each_stage_has_a_name_and_a_description() -> None:
    names = [stage.__name__ for stage in STAGES]
    assert len(set(names)) == len(names)
    assert all(stage.__doc__ for stage in STAGES)
