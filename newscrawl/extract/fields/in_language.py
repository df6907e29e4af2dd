"""The language of the text."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from newscrawl.extract import jsonld
from newscrawl.extract.candidate import Candidate
from newscrawl.extract.guessed_language import guess_language
from newscrawl.extract.language import VIETNAMESE_LETTER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.extract.context import Context

MAX_CHARS_PER_LETTER: Final = 50
"""A text is Vietnamese if it has one letter that only Vietnamese writes in so many characters."""

LANGUAGE_TAG: Final = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


def candidates(context: Context) -> Iterator[Candidate[str]]:
    """Vietnamese if the letters of the text say so, then the language that the page declares, then the one that its words tell.

    The site's comes last. A page that declares Vietnamese but has none of its letters is judged by its words.
    """
    page = context.page
    text = (context.body.text if context.body is not None else "") or context.title
    if text and next(islice(VIETNAMESE_LETTER.finditer(text), len(text) // MAX_CHARS_PER_LETTER, None), None):
        yield Candidate("in_language", "vi", "visible")
    declared = (
        page.root.get("lang")
        or page.meta("content-language", "og:locale", "inlanguage")
        or jsonld.first(page.news, "inLanguage")
    )
    found = LANGUAGE_TAG.match((declared or "").strip())
    stated = found[0].split("_")[0].split("-")[0].lower() if found else ""
    if stated in {"", "vi"} and text and (guessed := guess_language(text)):
        yield Candidate("in_language", guessed, "visible")
    if stated:
        yield Candidate("in_language", stated, "meta:language")
    yield Candidate("in_language", context.site.language, "generic")
