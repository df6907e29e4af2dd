"""The declared encoding of a page is checked before it is used."""

from __future__ import annotations

import codecs
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.extract.encoding import composed, to_utf8

TEXT = "<p>Thủ tướng thăm Phú Quốc, đảo lớn nhất cả nước, và nói chuyện với người dân</p>"


def page(charset: str) -> str:
    return f'<html><head><meta charset="{charset}"></head>{TEXT}'


@pytest.mark.parametrize(
    ("body", "header", "encoding"),
    [
        (page("utf-8").encode(), None, "utf-8"),
        (TEXT.encode(), "text/html; charset=iso-8859-1", "utf-8"),
        (page("windows-1252").encode(), None, "utf-8"),
        (page("utf-16").encode(), None, "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "text/html; charset=latin-1", "utf-8"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), None, "utf-16"),
        (TEXT.encode("utf-16-be"), "text/html; charset=utf-16be", "utf-16-be"),
    ],
)
def test_the_letters_are_right_whatever_is_declared(body: bytes, header: str | None, encoding: str) -> None:
    decoded = to_utf8(body, header)
    assert TEXT in decoded.data.decode()
    assert decoded.encoding == encoding


def test_a_declared_encoding_that_the_bytes_follow_is_used() -> None:
    french = "<p>Le Président a été reçu à Hué</p>"
    decoded = to_utf8(french.encode("cp1252"), "text/html; charset=ISO-8859-1")
    assert decoded.data.decode() == french
    assert decoded.warning is None


@given(st.text(alphabet="aăâđeêioôơuưyAĐƯ bx-" + "\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b", max_size=40))
def test_letters_are_composed_in_place(text: str) -> None:
    assert composed(text.encode()).decode() == unicodedata.normalize("NFC", text)


def test_a_lie_is_a_warning() -> None:
    assert to_utf8(TEXT.encode(), "text/html; charset=windows-1252").warning == "encoding_disagrees:cp1252"


def test_a_page_cut_off_within_a_letter_is_still_utf8() -> None:
    assert to_utf8(TEXT.encode()[: TEXT.encode().index("đ".encode()) + 1]).encoding == "utf-8"


def test_a_few_broken_bytes_do_not_change_the_encoding() -> None:
    decoded = to_utf8((TEXT * 40).encode() + b"\xe1\xbb" + TEXT.encode())
    assert decoded.encoding == "utf-8"
    assert decoded.warning == "encoding_broken"


def test_the_fonts_of_old_pages_keep_their_bytes() -> None:
    tcvn3 = b'<font face=".VnTime">\xb5\x81\xa8 Qu\xe8c</font>'
    decoded = to_utf8(tcvn3, "text/html; charset=windows-1252")
    assert decoded.data.decode().encode("latin-1", "replace").count(b"Qu\xe8c") == 1
