"""The videos in the text; of a page without a text, the first that it shows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from newscrawl.extract.candidate import Candidate
from newscrawl.extract.dom import SILENT, attribute, children, contains, is_hidden, text_of
from newscrawl.extract.pictures import is_caption_box
from newscrawl.extract.selectors import compiled
from newscrawl.items import Video

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from newscrawl.extract.context import Context
    from newscrawl.extract.dom import Element
    from newscrawl.extract.page import Page

IMAGE_FILE: Final = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|avif|bmp)$", re.IGNORECASE)
"""Addresses of pictures."""

PLAYER_TAGS: Final = ("video", "iframe", "embed", "amp-video", "amp-youtube")
"""Elements that show a video."""

STREAM_TYPE: Final = "VideoStream"
"""The ``type`` of the box into which a script of the VCCorp system puts a player."""

HOST_AND_FILE: Final = re.compile(r"(?:[a-z\d-]+\.)+(?:vn|com|net|org)/[^?]+\.(?:mp4|m3u8|webm)", re.IGNORECASE)
"""The address of a video's file without its scheme."""

PLAYER_URL: Final = re.compile(
    r"youtube(?:-nocookie)?\.com/(?:embed|v|watch)|youtu\.be/|player\.vimeo\.com|dailymotion\.com/embed|/player|facebook\.com/plugins/video|tiktok\.com/embed",
    re.IGNORECASE,
)
"""Addresses of video players in a frame."""


def candidates(context: Context) -> Iterator[Candidate[list[Video]]]:
    """The videos, each address once: ``video`` elements, known players, and the elements that the profile names."""
    root = context.root_element
    found = _videos_in(context, root if root is not None else context.page.root)
    if not found and root is not None and context.title_element is not None:
        found = _player_above(context, root, context.title_element)
    if found:
        yield Candidate("videos", found if root is not None else found[:1], "visible")


def _player_above(context: Context, root: Element, headline: Element) -> list[Video]:
    """The first video above the text, in the smallest box that holds headline and text: the player of a video's page."""
    box = next((box for box in root.iterancestors() if contains(box, headline)), None)
    if box is None or box.tag in {"body", "html"}:
        return []
    positions = context.page.positions
    above = (e for e in box.iter(*PLAYER_TAGS) if positions[e] < positions[root])
    return list(_videos_of(context.page, (e for e in above if next(e.iterancestors("a", "aside"), None) is None)))[:1]


def _videos_in(context: Context, box: Element) -> list[Video]:
    """The videos in a box."""
    page, selectors = context.page, context.selectors
    named = {e for css in selectors.video for e in compiled(css).elements(page)} if selectors is not None else set()
    named.update(e for e in page.with_attribute("type", tag="div") if e.get("type") == STREAM_TYPE)
    elements = box.iter(*PLAYER_TAGS, *{str(e.tag) for e in named})
    return _videos_of(page, (e for e in elements if e in named or e.tag in PLAYER_TAGS), named)


def _videos_of(page: Page, elements: Iterable[Element], named: Collection[Element] = ()) -> list[Video]:
    """The videos that elements show, each address once. The elements in ``named`` are known to be players."""
    found: dict[str, Video] = {}
    for element in elements:
        url = _video_url(page, element, named=element in named)
        if url and url not in found and not is_hidden(element):
            found[url] = Video(url=url, caption=_video_caption(element))
    return list(found.values())


def _video_url(page: Page, element: Element, *, named: bool) -> str | None:
    """The address of a video's file or player; ``None`` if the element shows no video."""
    if element.tag == "amp-youtube" and (key := element.get("data-videoid")):
        return f"https://www.youtube.com/embed/{key}"
    href = attribute(element, "src", "data-src", "data-vid", "data-file", "data-video-src", "data-hls", "data-url")
    if href is None:
        href = next((source.get("src") for source in element.iter("source") if source.get("src")), None)
    if href and HOST_AND_FILE.match(href):
        href = f"https://{href}"
    url = page.resolve(href) if href and ("/" in href or "." in href) else None
    if (
        url is None
        or IMAGE_FILE.search(url.partition("?")[0])
        or (element.tag in {"iframe", "embed"} and not named and not _is_player(url))
    ):
        return None
    return url


def _is_player(url: str) -> bool:
    """Whether an address is that of a video player."""
    folded = url.lower()
    is_named = "embed" in folded and ("video" in folded or "embed" in folded.partition("vtv.vn/")[2])
    return is_named or bool(PLAYER_URL.search(url))


def _video_caption(element: Element) -> str | None:
    """The caption of a video."""
    box: Element | None = element.getparent() if element.tag in SILENT else element
    for _ in range(3):
        if box is None:
            return None
        if box is element or box.tag == "figure" or "video" in (box.get("class") or "").lower():
            named = list(box.iter("figcaption")) or [c for c in children(box) if is_caption_box(c)]
            return (text_of(named[0]) or None) if named else None
        box = box.getparent()
    return None
