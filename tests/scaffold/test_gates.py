"""Pages that ask something first are never drafted from."""

from __future__ import annotations

import pytest

from newscrawl.extract import Page
from newscrawl.scaffold.draft import NothingToDraftError, draft
from newscrawl.scaffold.gates import gate_reason
from newscrawl.scaffold.pages_by_kind import SitePage
from tests.helpers.newspapers import SONG_HAU, pieces, song_hau, song_hau_article, song_hau_url

PROSE = "".join(
    f"<p>Đoạn {n}: ban quản lý bàn giao mặt bằng cho hai xã để bà con dọn bờ kè trước mùa lũ.</p>" for n in range(9)
)
FIELDS = '<input name="user"><input type="password" name="pass"><button>Gửi</button>'
LOGIN = f"<title>Đăng nhập - Báo Sông Hậu</title><body><h1>Đăng nhập</h1><form method=post>{FIELDS}</form>{PROSE}"
MEMBERS = f"<title>Members only</title><body><h1>Please sign in</h1><form><input type=email><button>Next</button></form>{PROSE}"
CONSENT = (
    f"<title>Trước khi tiếp tục</title><body><h1>Chúng tôi tôn trọng quyền riêng tư của bạn</h1>{PROSE}"
    "<form action=/chap-nhan><button>Đồng ý và tiếp tục</button><button>Từ chối</button></form>"
)
COOKIES = f"<title>Cookie Consent</title><body><h2>We use cookies</h2>{PROSE}<a role=button href='#'>Accept all</a>"
REGISTER = f"<title>Tài khoản</title><body><h1>Một tài khoản cho mọi thứ</h1>{PROSE}"
GATES = {
    "/tin-1.html": LOGIN,
    "/tin-2.html": MEMBERS,
    "/tin-3.html": CONSENT,
    "/tin-4.html": COOKIES,
    "/dang-nhap": REGISTER,
}


def page(path: str, body: str) -> SitePage:
    return SitePage(url=SONG_HAU + path, body=f'<html lang=vi><meta charset="utf-8">{body}</body></html>'.encode())


@pytest.mark.parametrize("path", GATES)
def test_a_page_that_asks_first_is_known(path: str) -> None:
    found = page(path, GATES[path])
    assert gate_reason(Page(found.body, url=found.url))
    with pytest.raises(NothingToDraftError):
        draft([found])


def test_they_leave_no_trace_in_the_draft_of_their_site() -> None:
    gates = [page(path, body) for path, body in GATES.items()]
    of = draft([*song_hau(), *gates])
    assert of.site.layouts == draft(song_hau()).site.layouts
    assert of.site.article_key(f"{SONG_HAU}/dang-nhap") is None
    named = " ".join(fact.text for fact in of.facts if fact.field == "pages")
    assert all(gate.url in named for gate in gates)


@pytest.mark.parametrize(
    "body",
    [
        f"<title>Lộ mật khẩu của hai xã</title><body><h1>Lộ mật khẩu của hai xã</h1><time>08:00 1/3/2026</time>{PROSE}<form>{FIELDS}</form>",
        f"<title>Mở lại bến phà</title><body><div class=modal><form><h3>Đăng nhập</h3>{FIELDS}</form></div><h1>Mở lại bến phà</h1>{PROSE}",
        f"<title>Luật quyền riêng tư</title><body><h1>Luật quyền riêng tư mới</h1>{PROSE}<button>Gửi bình luận</button>",
    ],
)
def test_articles_with_forms_and_about_passwords_are_articles(body: str) -> None:
    found = page("/tin-9.html", body)
    assert gate_reason(Page(found.body, url=found.url)) is None


def test_one_page_at_every_address_is_no_article() -> None:
    words = f"<title>Báo</title><body><article><h1>Chào bạn đọc thân mến của chúng tôi</h1>{PROSE}</article>"
    same = [page(f"/thoi-su/mot-bai-bao-moi-{n}.html", words) for n in (10001, 10002, 10003)]
    with pytest.raises(NothingToDraftError, match="3 addresses show this one page"):
        draft(same)


def test_an_article_at_two_addresses_stays() -> None:
    piece = pieces()[0]
    body = song_hau_article(piece, [])  # names its canonical address
    of = draft([SitePage(url=song_hau_url(piece), body=body), SitePage(url=f"{song_hau_url(piece)}?view=1", body=body)])
    assert of.site.layouts
