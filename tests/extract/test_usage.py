"""Usage directives of a page are read from its headers, its tags and the file of its host."""

from __future__ import annotations

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.extract.page import Page
from newscrawl.extract.usage import Reservation, directives, reservation, reserved_by, rules


def page(head: str = "", **headers: str) -> Page:
    html = f"<html><head>{head}</head><body><h1>Tin</h1></body></html>"
    return Page(
        html.encode(), url="https://bao.vn/mot-1.html", headers={k.replace("_", "-"): v for k, v in headers.items()}
    )


@pytest.mark.parametrize(
    ("head", "header", "found"),
    [
        ("", "", []),
        ('<meta name="robots" content="index,follow,max-image-preview:large">', "", []),
        ('<meta name="ROBOTS" content="NOINDEX, NoArchive">', "", ["noarchive", "noindex"]),
        ('<meta name="robots" content="none">', "", ["nofollow", "noindex"]),
        ('<meta name="robots" content="noai, noimageai">', "", ["noai", "noimageai"]),
        ('<meta name="googlebot" content="noindex">', "", []),
        ('<meta name="newscrawl" content="noarchive">', "", ["noarchive"]),
        ("", "noarchive", ["noarchive"]),
        ("", "NoCache, nosnippet", ["noarchive", "nosnippet"]),
        ("", "googlebot: noindex, nofollow", []),
        ("", "googlebot: noindex, newscrawl: noarchive", ["noarchive"]),
        ("", "noindex, otherbot: noarchive", ["noindex"]),
        ("", "unavailable_after: 25 Jun 2010 15:00:00 PST, noarchive", ["noarchive"]),
        ("", "max-snippet:50, *: noindex", ["noindex"]),
        ('<meta name="robots" content="noindex">', "noarchive", ["noarchive", "noindex"]),
    ],
)
def test_directives_that_restrict_us_are_named(head: str, header: str, found: list[str]) -> None:
    assert directives(page(head, **{"X_Robots_Tag": header} if header else {})) == found


def test_the_tag_goes_before_the_header() -> None:
    tag = '<meta name="tdm-reservation" content="0">'
    terms = '<meta name="tdm-policy" content="https://bao.vn/tdm.json">'
    assert reservation(page()) is None
    assert reservation(page(TDM_Reservation="1")) == Reservation(reserved=True)
    assert reservation(page(TDM_Reservation="1", TDM_Policy="https://bao.vn/p")) == Reservation(
        reserved=True, policy="https://bao.vn/p"
    )
    assert reservation(page(tag + terms, TDM_Reservation="1")) == Reservation(
        reserved=False, policy="https://bao.vn/tdm.json"
    )
    assert reservation(page(TDM_Reservation="yes")) is None
    assert reservation(page(TDM_Reservation="1", TDM_Policy="javascript:alert(1)")) == Reservation(reserved=True)


def test_a_hosts_file_speaks_of_paths() -> None:
    found = rules(
        orjson.dumps(
            [
                {"location": "/anh/*.jpg$", "tdm-reservation": 0},
                {"location": "/bai/", "tdm-reservation": 1, "tdm-policy": "https://bao.vn/p"},
                {"location": "/", "tdm-reservation": 0},
                {"location": 5, "tdm-reservation": 1},
                {"tdm-reservation": 1},
                "x",
            ]
        )
    )
    assert len(found) == 3
    assert reserved_by(found, "https://bao.vn/bai/mot-1.html") == Reservation(reserved=True, policy="https://bao.vn/p")
    assert reserved_by(found, "https://bao.vn/anh/a/b.jpg") == Reservation(reserved=False)
    assert reserved_by(found, "https://bao.vn") == Reservation(reserved=False)
    assert reserved_by([], "https://bao.vn/") is None
    for body in (b"", b"<html>", b"{}", b"[1, null]", b"[" * 100_000):
        assert rules(body) == []


@pytest.mark.parametrize(
    ("where", "target", "fits"),
    [
        ("/a*b$", "/a-b", True),
        ("/a*b$", "/ab", True),
        ("/a*b$", "/a-b-c", False),
        ("/a*b", "/a-b-c", True),
        ("/a*a$", "/a", False),
        ("/tin$", "/tin", True),
        ("/tin$", "/tin/", False),
        ("/*?page=", "/tin?page=2", True),
        ("/" + "*a" * 900 + "$", "/" + "a" * 2_000 + "b", False),
    ],
)
def test_paths_fit_as_in_robots_txt(where: str, target: str, *, fits: bool) -> None:
    said = reserved_by([(where, Reservation(reserved=True))], f"https://bao.vn{target}")
    assert (said is not None) == fits


@given(st.binary(max_size=300), st.text(max_size=100))
def test_nothing_is_raised(body: bytes, header: str) -> None:
    rules(body)
    found = page(X_Robots_Tag=header, TDM_Reservation=header, TDM_Policy=header)
    assert directives(found) == sorted(directives(found))
    reservation(found)
