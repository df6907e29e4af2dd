"""The genre: what kind of piece it is."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from newscrawl.extract import jsonld
from newscrawl.extract.candidate import Candidate
from newscrawl.extract.fields.breadcrumbs import MAX_NAME_CHARS, name_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.extract.context import Context
    from newscrawl.items import Genre

GENRE_OF_PATH: Final[tuple[tuple[re.Pattern[str], Genre], ...]] = (
    (re.compile(r"/(?:info-?graphics?|inforgraphics?|do-hoa|infographic-[a-z0-9-]+)(?:[/.-]|$)"), "infographic"),
    (re.compile(r"/(?:video|clip|tv|truyen-hinh|media/video)(?:[/.-]|$)"), "video"),
    (re.compile(r"/(?:photo|anh|phong-su-anh|chum-anh|photos|gallery|hinh-anh|bo-anh)(?:[/.]|$)"), "photo"),
    (re.compile(r"/(?:podcast|audio)(?:[/.-]|$)"), "podcast"),
    (re.compile(r"/(?:e-?magazine|long-?form|megastory|mega-story|special)(?:[/.-]|$)"), "longform"),
    (re.compile(r"/(?:truc-tiep|tuong-thuat|live)(?:[/.-]|$)"), "live"),
    (re.compile(r"/(?:giao-luu|toa-dam-truc-tuyen|dien-dan-ban-doc|forum)(?:[/.-]|$)"), "forum"),
)
"""Folders of an address, and the genre they speak for."""

GENRE_OF_TITLE: Final[tuple[tuple[re.Pattern[str], Genre], ...]] = (
    (re.compile(r"^\s*[\[(]?(?:info-?graphics?|đồ họa|đồ hoạ)\b", re.IGNORECASE), "infographic"),
    (re.compile(r"^\s*[\[(]?(?:video|clip)\b\s*[\]):|-]", re.IGNORECASE), "video"),
    (re.compile(r"^\s*[\[(]?(?:ảnh|chùm ảnh|phóng sự ảnh|photo)\b\s*[\]):|-]", re.IGNORECASE), "photo"),
    (re.compile(r"^\s*[\[(]?(?:e-?magazine|longform|megastory)\b", re.IGNORECASE), "longform"),
    (re.compile(r"^\s*[\[(]?(?:trực tiếp|tường thuật|live)\b\s*(?:[\]):|-]|(?-i:(?=[A-ZĐ])))", re.IGNORECASE), "live"),
    (re.compile(r"^\s*[\[(]?podcast\b", re.IGNORECASE), "podcast"),
)
"""Starts of a headline, and the genre they speak for."""

GENRE_TITLE_START: Final = re.compile(
    r"\s*[\[(]?(?:info|đồ|video|clip|ảnh|chùm|phóng|photo|e-?mag|long|mega|trực|tường|live|podcast)", re.IGNORECASE
)
"""A quick test that nearly every headline fails."""

GENRE_OF_SECTION: Final[dict[str, Genre]] = {
    "ảnh": "photo",
    "photo": "photo",
    "hình ảnh": "photo",
    "chùm ảnh": "photo",
    "video": "video",
    "clip": "video",
    "infographic": "infographic",
    "infographics": "infographic",
    "đồ họa": "infographic",
    "podcast": "podcast",
    "emagazine": "longform",
    "e-magazine": "longform",
    "longform": "longform",
    "megastory": "longform",
    "tường thuật": "live",
    "trực tiếp": "live",
    "phỏng vấn": "interview",
    "đối thoại": "interview",
}
"""Names of sections, in lower case, and the genre they speak for."""

QUESTION_START: Final = re.compile(
    r"^(?:PV|P\.V|Phóng viên|Hỏi|\*|[-–] ?(?:Thưa|Xin|Vậy|Ông|Bà|Theo ông|Theo bà))\b", re.IGNORECASE
)
"""How a question begins in an interview."""

MIN_QUESTIONS: Final = 3
"""So many questions make an interview."""


WORDLESS_GENRES: Final = frozenset(("video", "infographic"))
"""Genres whose articles may have no text."""

MEDIA_TAGS: Final = ("img", "video", "iframe")
"""Elements that show a picture or a video."""

MAX_VIDEO_TEXT_CHARS: Final = 300
"""A page with a video and a longer text is an article with a video."""


def candidates(context: Context) -> Iterator[Candidate[Genre]]:
    """The genres that layout, metadata, headline, section, address and content speak for, best first."""
    for source, genre in _genres(context):
        yield Candidate("genre", genre, source)


def _genres(context: Context) -> Iterator[tuple[str, Genre]]:
    page, layout, body, path = context.page, context.layout, context.body, context.breadcrumbs
    if layout is not None and layout.genre is not None:
        yield f"layout:{layout.name}", layout.genre
    if any("LiveBlogPosting" in jsonld.types(node) for node in page.nodes):
        yield "jsonld", "live"
    if by_title := of_title(context.title):
        yield "visible", by_title
    names = [context.article_section.value] if context.article_section is not None else []
    names += [crumb.name for crumb in reversed(path.value)] if path is not None else []
    for name in names:
        if name and len(name) <= MAX_NAME_CHARS and (by_section := GENRE_OF_SECTION.get(name_key(name))):
            yield "visible", by_section
    if by_path := of_path(page.url.partition("://")[2].partition("/")[2].rpartition("/")[0]):
        yield "url", by_path
    if body is not None:
        if body.is_picture_story:
            yield "visible", "photo"
        if sum(text.endswith("?") and bool(QUESTION_START.match(text)) for text in body.paragraphs) >= MIN_QUESTIONS:
            yield "visible", "interview"
    if context.videos is not None and (body is None or len(body.text) < MAX_VIDEO_TEXT_CHARS):
        yield "visible", "video"


def of_title(title: str) -> Genre | None:
    """The genre that the start of a headline speaks for."""
    if not GENRE_TITLE_START.match(title):
        return None
    return next((genre for pattern, genre in GENRE_OF_TITLE if pattern.search(title)), None)


def is_wordless_kind(context: Context) -> bool:
    """Whether headline, address or metadata say that the page shows a video or an infographic, and its text's box or its data hold one.

    A single paragraph beside it is the lead.
    """
    page, root = context.page, context.root_element
    if (page.meta("og:type") or "").startswith("video"):
        return True
    told = of_title(context.title) or of_path(page.url.partition("://")[2].partition("/")[2].rpartition("/")[0])
    if told not in WORDLESS_GENRES:
        return False
    return bool(page.node("VideoObject")) or (root is not None and next(root.iter(*MEDIA_TAGS), None) is not None)


@lru_cache(maxsize=4096)
def of_path(folder: str) -> Genre | None:
    """The genre that the folder of an address speaks for. Remembered: the articles of a site are in few folders."""
    return next((genre for pattern, genre in GENRE_OF_PATH if pattern.search(f"/{folder}/")), None)
