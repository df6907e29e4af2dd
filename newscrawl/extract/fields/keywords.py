"""The keywords: the tags that the page shows to the reader."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from newscrawl import urls
from newscrawl.extract.candidate import Candidate
from newscrawl.extract.dom import Element, text_of
from newscrawl.extract.link_paths import TAG_LABEL, TAG_PATH
from newscrawl.extract.menus import in_menu
from newscrawl.extract.page import cached_search
from newscrawl.extract.selectors import compiled
from newscrawl.text.comparison import comparison_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.extract.context import Context
    from newscrawl.extract.page import Page

_TAGS: Final = (
    "a[rel=tag]",
    ".article__tag a",
    ".article-tags a",
    ".detail-tags a",
    ".detail__tags a",
    ".tags a",
    ".tag-list a",
    ".list-tag a",
    ".box-tag a",
    ".tags-wrap a",
    ".post-tags a",
    ".keysword a",
    ".tags-container a",
    "#tags a",
)
TAG_LABELS: Final = frozenset(("tags", "tag", "từ khóa", "từ khoá", "chủ đề", "xem thêm", "keywords", "#"))
_TAG_CLASS: Final = re.compile(
    r"(?:^|[-_])(?:tags?(?!lib)|keywords?|tukhoa|tu-khoa)|tags?(?:$|[-_])|(?:tag|keyword)(?:s|list|detail|box)",
    re.IGNORECASE,
)
_is_tag_s: Final = cached_search(TAG_PATH)
_ITEMS: Final = frozenset(("li", "span", "h2", "h3", "h4", "h5", "strong", "b"))
"""Elements that hold one link of a list."""
_TAG_SYLLABLES: Final = 8
"""A tag has no more; a title has."""
_ID: Final = re.compile(r"\d{5}")
"""The number of an article, whose address may be its title's words."""
_CLIMB: Final = 5
"""Boxes around the text beside which a list of tags is looked for."""
_NEAR: Final = 3
"""Boxes around such a label that its links are looked for in."""
_LABELS: Final = 20
"""Such labels that are looked at: a page has one or two."""
_MAX_TAG: Final = 80
_MAX_TAGS: Final = 40
_MAX_CRUMB: Final = 60
_key = lru_cache(maxsize=4096)(comparison_key)
"""Names of sections and tags return on every page of a site."""
_WHOLE: Final = frozenset({"main", "article", "section", "body", "html"})
"""Boxes of a whole page or article: a line in one heads none of its links."""


def candidates(context: Context) -> Iterator[Candidate[list[str]]]:
    """The lists of tags that the page shows, best first: those that the profile names, then the first list that looks like tags.

    On a page that no layout reads, tags above the headline are the site's, and tags below the text count whatever their box is
    called.
    """
    page, selectors, is_known = context.page, context.selectors, context.layout is not None
    for css in selectors.keywords if selectors is not None else ():
        if names := _tag_names(list(compiled(css).values(page))):
            yield Candidate("keywords", names, f"layout:{css}")
    headline, text = (None, None) if is_known else (context.title_element, context.root_element)
    above = page.links_before(headline) if headline is not None else frozenset()
    for links in chain(_named_tags(page, is_known=is_known), _labelled(page), _tags_below(text)):
        if links and links[0] in above:
            continue
        if names := _tag_names([text_of(a) for a in _with_bold(links) if page.resolve(a.get("href")) != page.url]):
            yield Candidate("keywords", names, "visible")
            return


def _with_bold(links: list[Element]) -> list[Element]:
    """The links of a list of tags and the words in bold before them: the main tag, which leads nowhere."""
    box = links[0].getparent() if links else None
    if box is None or any(link.getparent() is not box for link in links):
        return links
    bold = [e for e in box if e.tag in {"b", "strong"} and not len(e) and ":" not in (e.text or "") + (e.tail or "")]
    return [e for e in box if e in bold or e in links] if bold else links


def _named_tags(page: Page, *, is_known: bool) -> Iterator[list[Element]]:
    """The links of what is called tags."""
    for css in _TAGS:
        yield [e for e in compiled(css).elements(page) if e.get("href")]
    for box in page.with_class(_TAG_CLASS):
        links = list(box.iter("a"))
        if 1 <= len(links) <= _MAX_TAGS:
            yield [a for a in links if TAG_PATH.search(a.get("href") or "") or (not is_known and _is_named_so(a))]


def _tags_below(text: Element | None) -> Iterator[list[Element]]:
    """The links in and below the text that stand in a box of their own and lead to tags, though nothing calls them so."""
    if text is None:
        return
    for box in _outwards(text):
        groups: dict[Element, list[Element]] = {}
        for link in box.iter("a"):
            if (home := _home(link)) is not None:
                groups.setdefault(home, []).append(link)
        lists = [links for home, links in groups.items() if len(links) <= _MAX_TAGS and not in_menu(home)]
        if tags := [links for links in lists if all(_is_tag_s(a.get("href") or "") for a in links)]:
            yield list(chain.from_iterable(tags))
        yield from filter(_are_tags, lists)


def _outwards(text: Element) -> Iterator[Element]:
    """The text's box and, from it outwards, the boxes behind it."""
    yield text
    box = text
    for _ in range(_CLIMB):
        yield from box.itersiblings()
        above = box.getparent()
        if above is None or above.tag in {"body", "html", "form"}:
            return
        box = above


def _home(link: Element) -> Element | None:
    """The box that holds a link among others: not the item or the label that holds it alone."""
    box = link.getparent()
    while box is not None and len(box) == 1 and box.tag in _ITEMS:
        box = box.getparent()
    return box


def _are_tags(links: list[Element]) -> bool:
    """Whether the links of a box are words behind hashes, or words in small letters that lead to pages called like them."""
    if text_of(links[0]).startswith("#"):
        return all(len(name := text_of(a)) > 1 and name.startswith("#") for a in links)
    return len(links) > 1 and all(map(_is_named_so, links)) and any(text_of(a)[:1].islower() for a in links)


def _is_named_so(link: Element) -> bool:
    """Whether a link's address is its own words: ``/vung-cao.html`` for "vùng cao"."""
    words = _key(text_of(link)[: 2 * _MAX_TAG].strip(" ,;#"), marks=False).replace(" ", "-")
    step = unquote((link.get("href") or "")[: urls.MAX_URL_CHARS].partition("?")[0]).rpartition("/")[2]
    step = comparison_key(step, marks=False)
    is_short = 0 < words.count("-") + bool(words) <= _TAG_SYLLABLES
    return is_short and step.startswith(words) and not _ID.search(step, len(words))


@lru_cache(maxsize=8192)
def _labels_tags(text: str) -> bool:
    """Whether a short text stands before tags. Remembered: a site's pages have most of their short texts in common."""
    return TAG_LABEL.fullmatch(text) is not None


def _labelled(page: Page) -> Iterator[list[Element]]:
    """The links of the boxes that a line such as "Từ khóa:" heads."""
    said = zip(page.elements, page.texts, strict=True)
    lines = (e for e, text in said if text and len(text) <= _MAX_CRUMB and _labels_tags(text))
    for element in islice(lines, _LABELS):
        box: Element | None = element
        for _ in range(_NEAR):
            if box is None or box.tag in _WHOLE:
                break
            if links := _links_after(element, box):
                if len(links) <= _MAX_TAGS:
                    yield links
                break
            box = box.getparent()


def _links_after(element: Element, box: Element) -> list[Element]:
    """The links of the box that stand behind the element: a line heads what follows it."""
    inside = box.iter("*")
    for passed in inside:
        if passed is element:
            break
    return [other for other in inside if other.tag == "a"]


def _tag_names(values: list[str]) -> list[str]:
    names: dict[str, str] = {}
    for value in values:
        name = value.strip(" ,;#:.\u2022")
        if name and len(name) <= _MAX_TAG and (key := _key(name)) not in TAG_LABELS:
            names.setdefault(key, name)
    return list(names.values())[:_MAX_TAGS]
