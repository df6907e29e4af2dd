"""Faults of real newspapers: wrong encodings, and pages that are not articles."""

from __future__ import annotations

import unicodedata
from typing import Final

GONE: Final = "/le-hoi-den-troi-da-huy-255950.html"
"""Path of an article that is linked but removed (404)."""

SOFT_BLOCK: Final = "/chuyen-xe-cho-nguoi-xa-que-255960.html"
"""Path that answers 200 with a script that sets a cookie, and no text."""

FORBIDDEN: Final = ("/noi-bo-ban-thao-du-toan-nam-2027-255970.html", "/noi-bo-lich-truc-toa-soan-255971.html")
"""Paths that are linked like articles, but that robots.txt disallows."""

TRACKING: Final = "?utm_source=trang-chu&utm_medium=hop-noi-bat&fbclid=IwAR0mau"
"""Query that the home page and one feed append to an article's address."""

COOKIE_SCRIPT: Final = (
    '<html><body><script type="text/javascript">document.cookie="D1N=7c1f0a52be19c0d6"+"; expires=Fri, 31-Dec-2027 '
    '23:59:59 GMT; path=/";window.location.reload(true);</script></body></html>'
)
"""The script that sets a cookie."""

_TCVN3_LETTERS: Final = (
    "¸µ¶·¹ ¾»¼½Æ ÊÇÈÉË ÐÌÎÏÑ ÕÒÓÔÖ Ý×ØÜÞ ãßáâä èåæçé íêëìî óïñòô øõö÷ù ýúûüþ",
    "áàảãạ ắằẳẵặ ấầẩẫậ éèẻẽẹ ếềểễệ íìỉĩị óòỏõọ ốồổỗộ ớờởỡợ úùủũụ ứừửữự ýỳỷỹỵ",
)
_TCVN3: Final = str.maketrans(
    _TCVN3_LETTERS[1].replace(" ", "") + "ăâêôơưđĂÂÊÔƠƯĐ", _TCVN3_LETTERS[0].replace(" ", "") + "¨©ª«¬\u00ad®¡¢£¤¥¦§"
)


def tcvn3(text: str) -> str:
    """Return the text as typed with a TCVN3 (ABC) font: other letters at the same code points.

    The encoding has no capitals with a tone mark. Raises ``ValueError`` for a text that holds one.
    """
    lost = {c for c in text if c.isalpha() and not c.isascii() and ord(c) not in _TCVN3}
    if lost:
        raise ValueError(f"TCVN3 has no {', '.join(sorted(lost))}")
    return text.translate(_TCVN3)


def decomposed(html: str) -> bytes:
    """Return a page in NFD, with every mark as a character of its own."""
    return unicodedata.normalize("NFD", html).encode()


def cut(html: str, after: str) -> bytes:
    """Return a page that ends inside the body, right after the words ``after``."""
    return html[: html.index(after) + len(after)].encode()
