"""Whether a page is Vietnamese."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from newscrawl.extract.page import Page

VIETNAMESE_LETTER: Final = re.compile(r"[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9]")
"""Letters of Vietnamese. Few other languages have one of them."""

SURE_LETTER: Final = re.compile(r"[ơưƠƯ\u1ea0-\u1ef1\u1ef4-\u1ef9]")
"""Letters of Vietnamese that the languages of :data:`SHARING` do not have."""

SHARING: Final = frozenset(
    (
        "fr",
        "pt",
        "ro",
        "mo",
        "hr",
        "bs",
        "sr",
        "sh",
        "sk",
        "tr",
        "cy",
        "br",
        "wa",
        "oc",
        "fy",
        "af",
        "gl",
        "it",
        "se",
        "no",
        "nb",
        "nn",
    )
)
"""Languages with some of the letters, such as Romanian (ă, â), French (ê, ô) and Croatian (đ)."""


def is_vietnamese(page: Page, headline: str = "") -> bool:
    """Whether the page declares Vietnamese, or its title (the headline, if it has no title) has Vietnamese letters.

    On a page that declares a language with some of these letters, only the other letters count.
    """
    declared = (page.root.get("lang") or page.meta("og:locale", "content-language") or "").lower()
    letter = SURE_LETTER if re.split("[-_]", declared, maxsplit=1)[0] in SHARING else VIETNAMESE_LETTER
    return declared.startswith("vi") or bool(letter.search(page.title or headline))


DENSE_LETTER: Final = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
"""Signs of scripts that need far fewer of them for a sentence than letters: Chinese, Japanese, Korean, Thai."""

DENSE_LANGUAGES: Final = frozenset(("ja", "zh", "ko", "th"))
"""Languages written in them."""


def writes_dense(page: Page) -> bool:
    """Whether the page is in a language whose signs say more than letters do."""
    return language_of(page)[0] in DENSE_LANGUAGES or bool(DENSE_LETTER.search(page.title or ""))


_DAY_FIRST_HOST: Final = re.compile(r"\.(?:uk|au|nz|ie|in|za|sg|my|hk|pk|ng|ke|gh|lk|bd|mt|jm|tt|vn|eu)$")
"""Countries whose English newspapers write the day first."""


def language_of(page: Page) -> tuple[str, str]:
    """Return the language and the region that the page declares, in lower case; empty if it declares none."""
    declared = (page.root.get("lang") or page.meta("og:locale", "content-language", "inlanguage") or "").strip().lower()
    language, _, region = declared.replace("_", "-").partition("-")
    return language, region


def writes_month_first(page: Page) -> bool:
    """Whether a date in figures with slashes has the month first: on English pages of the United States or the Philippines."""
    language, region = language_of(page)
    if language != "en" or region not in {"us", "ph", ""}:
        return False
    host = page.url.partition("://")[2].partition("/")[0].partition(":")[0].lower()
    if _DAY_FIRST_HOST.search(host):
        return False
    return bool(region) or (page.meta("og:locale") or "").lower() in {"", "en_us", "en-us"}
