"""Bylines outside the article's text: in the elements that the profile names, in the metadata, and in elements called author.

The body is read after them: a line of the text that only repeats one of their names is a byline, too.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from newscrawl.extract import jsonld, people
from newscrawl.extract.candidate import Candidate
from newscrawl.extract.dom import Element, short_text
from newscrawl.extract.link_paths import PERSON_PATH
from newscrawl.extract.selectors import compiled
from newscrawl.extract.values import StatedBylines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.extract.context import Context
    from newscrawl.extract.page import Page
    from newscrawl.extract.people import Byline

AUTHOR_META: Final = ("article:author", "author", "dable:author", "dc.creator")
"""Meta tags that name the author, best first."""

ACCOUNT_NAME: Final = re.compile(
    r"(?-i:[a-z0-9._@-]+)|admin\w*|quản trị(?: viên)?|ban biên tập|biên tập viên|editor|webmaster", re.IGNORECASE
)
"""Names of accounts: content systems give one as the author of an article that nobody signed."""


MAX_SLOT_LINES: Final = 6
"""More lines that one selector finds are not read."""


AUTHOR_CLASS: Final = re.compile(
    r"(?:^|[-_])(?:author|byline|tac-?gia|writer)(?:$|[-_]?(?:name|info|text|link)?$)", re.IGNORECASE
)
"""Class names of a byline."""

PHOTO_CLASS: Final = re.compile(r"photo|image|img", re.IGNORECASE)
"""Class names of a picture's author or of an author's picture."""

COMMENTS_NAME: Final = re.compile(r"comment|cmt|binh-?luan|y-?kien|feedback", re.IGNORECASE)
"""Class and id names of readers' comments."""

MAX_BOXES: Final = 6
"""Number of elements with a byline's class that are read."""

MAX_LINKS_BELOW_HEADLINE: Final = 8
"""Number of links below the headline that may lead to the author's page."""

MAX_LINE_CHARS: Final = 100
"""A longer line is no byline."""

MAX_NAME_WORDS: Final = 5
"""A link with more words to an author's page is no name: "Xem các bài viết của tác giả"."""


def candidates(context: Context) -> Iterator[Candidate[StatedBylines]]:
    """The bylines that name authors or a source, all as one candidate."""
    names = own_names(context)
    found = StatedBylines(tuple(_by_layout(context, names)), tuple(_by_metadata(context, names)))
    yield Candidate("bylines", found, "visible" if found.by_layout else "jsonld")


def byline(
    line: str, source: str, names: frozenset[str], *, in_author_slot: bool = True, element: Element | None = None
) -> Candidate[Byline] | None:
    """The byline in a line; ``None`` if it names neither an author nor a source. ``names`` are the newspaper's own."""
    found = people.read(line, publisher=names, in_author_slot=in_author_slot)
    return Candidate("authors", found, source, element) if found.authors or found.source else None


def own_names(context: Context) -> frozenset[str]:
    """The names of the newspaper itself: it is no author of its own articles."""
    site = context.site
    names = {
        site.publisher,
        site.name,
        site.host,
        site.host.removeprefix("www."),
        f"Báo {site.publisher}",
        *site.newsroom_tags,
    }
    if text := context.page.meta("og:site_name"):
        names.add(text)
    names.update(jsonld.texts(context.page.news.get("publisher")))
    return frozenset(filter(None, names))


def _by_layout(context: Context, names: frozenset[str]) -> Iterator[Candidate[Byline]]:
    """The bylines in the elements that the profile names."""
    selectors = context.selectors
    for css in selectors.author if selectors is not None else ():
        selector = compiled(css)
        lines = list(dict.fromkeys(selector.values(context.page)))
        if found := byline("\n".join(lines[:MAX_SLOT_LINES]), f"layout:{css}", names):
            yield found._replace(element=selector.elements(context.page)[0])


def _by_metadata(context: Context, names: frozenset[str]) -> Iterator[Candidate[Byline]]:
    """The authors in JSON-LD and meta tags, then those in elements that are called author."""
    page = context.page
    stated = [name for name in jsonld.texts(page.news.get("author")) if not name.startswith("http")]
    if found := byline("\n".join(name for name in stated if _may_be_author(context, name)), "jsonld", names):
        yield found
    for name in AUTHOR_META:
        text = page.meta(name) or ""
        if _may_be_author(context, text) and (found := byline(text, f"meta:{name}", names)):
            yield found
    for element, line in _called_author(page, context.title_element):
        if found := byline(line, "visible", names, element=element):
            yield found


def _may_be_author(context: Context, text: str) -> bool:
    """Whether a text in the metadata may be an author's name: no address, and on a site without a profile no account."""
    is_account = context.site.family == "unknown" and bool(ACCOUNT_NAME.fullmatch(text))
    return bool(text) and "://" not in text and not is_account


def _called_author(page: Page, headline: Element | None) -> Iterator[tuple[Element | None, str]]:
    """The lines of what is called a byline, each with its element: links to authors' pages below the headline, then boxes."""
    if headline is not None:
        start = len(page.links_before(headline))
        links = page.by_tag("a")[start : start + MAX_LINKS_BELOW_HEADLINE]
        named = [(a, short_text(a, MAX_LINE_CHARS)) for a in links if PERSON_PATH.search(a.get("href") or "")]
        named = [(a, name) for a, name in named if name and len(name.split()) <= MAX_NAME_WORDS]
        if named:
            yield named[0][0], "\n".join(dict.fromkeys(name for _, name in named))
    yield from ((box, text) for box in _boxes_called_author(page) if (text := short_text(box, MAX_LINE_CHARS)))


def _boxes_called_author(page: Page) -> Iterator[Element]:
    """The elements that markup or class name an author."""
    for css in ("[itemprop=author]", "a[rel=author]"):
        yield from islice(compiled(css).elements(page), 2)
    named = (box for box in page.with_class(AUTHOR_CLASS)[:MAX_BOXES] if not PHOTO_CLASS.search(box.get("class") or ""))
    yield from (box for box in named if not _is_in_comments(box))


def _is_in_comments(box: Element) -> bool:
    """Whether a box stands in readers' comments, which name authors, too."""
    return any(COMMENTS_NAME.search(f"{e.get('class') or ''} {e.get('id') or ''}") for e in box.iterancestors())
