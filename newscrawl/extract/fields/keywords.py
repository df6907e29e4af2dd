"""The keywords: the tags that the page shows to the reader."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain, islice, takewhile
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, unquote_plus

from newscrawl import urls
from newscrawl.extract.candidate import Candidate
from newscrawl.extract.categories import is_category, primary_tag
from newscrawl.extract.dom import Element, contains, names_of, short_text, text_of
from newscrawl.extract.link_paths import TAG_LABEL, TAG_PATH
from newscrawl.extract.menus import in_menu
from newscrawl.extract.name_patterns import cached_search
from newscrawl.extract.neighbours import neighbours_of
from newscrawl.extract.selectors import compiled
from newscrawl.text.comparison import comparison_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.extract.context import Context
    from newscrawl.extract.neighbours import Neighbours
    from newscrawl.extract.page import Page

TAG_SELECTORS: Final = (
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
    "[aria-label=tags] a",
    "[aria-label=Tags] a",
    "[data-component=tags] a",
    "[data-component=topic-list] a",
    "[data-testid=tags] a",
    ".detail-tab a",
)
"""Selectors of the links to tags on many sites."""

TAG_LABELS: Final = frozenset(("tags", "tag", "từ khóa", "từ khoá", "chủ đề", "xem thêm", "keywords", "#"))
"""Texts that stand before tags and are none."""

TAG_CLASS: Final = re.compile(
    r"(?:^|[-_])(?:article|story|nota|mod|post|content)[-_]{1,2}(?:topics?|themes?|temas?)(?:$|[-_\s])|(?:^|[-_])(?:tags?(?!lib)|keywords?|tukhoa|tu-khoa)|tags?(?:$|[-_])|(?:tag|keyword)(?:s|list|detail|box)",
    re.IGNORECASE,
)
"""Class names of a list of tags."""

_is_tag_address: Final = cached_search(TAG_PATH)
FEED_ADDRESS: Final = re.compile(r"\brss|\bfeeds?\b", re.IGNORECASE)
"""Addresses of feeds, and of lists of feeds."""

MORE_ON: Final = re.compile(r"\s*More on\s*:?\s*", re.IGNORECASE)
"""A label of tags that heads other lists, too, where more words follow."""

TAG_PARAMETER: Final = re.compile(r"[?&]tags?=([^&#]*)", re.IGNORECASE)
"""A parameter with a tag, at the end of the address of a search or of any link."""

ITEM_TAGS: Final = frozenset(("li", "span", "h2", "h3", "h4", "h5", "strong", "b"))
"""Elements that hold one link of a list."""

MAX_TAG_SYLLABLES: Final = 8
"""A text with more syllables is a title."""

ARTICLE_NUMBER: Final = re.compile(r"\d{5}")
"""The number of an article, whose address may also be the words of its title."""

MAX_BOXES_AROUND_TEXT: Final = 5
"""Number of boxes around the text beside which a list of tags is searched for."""

MAX_BOXES_AROUND_LABEL: Final = 3
"""Number of boxes around a label that are searched for its links."""

MAX_CARD_BOXES: Final = 4
"""Number of boxes around a tag that may be the card of another article."""

MAX_LABELS: Final = 20
"""Number of labels that are read; a page has one or two."""

MAX_OWN_TAG_WORDS: Final = 5
"""Words of a tag in a box that is named after the article's tags, whatever its address is."""

COUNT: Final = re.compile(r"\(?\d{1,6}\)?")
"""The number of a tag's articles."""

MAX_TAG_CHARS: Final = 80
"""A longer text is no tag."""

MAX_TAGS: Final = 40
"""A longer list is a cloud of the site's tags."""

MAX_LABEL_CHARS: Final = 60
"""A longer text is no label of tags."""

MAX_LIST_CHARS: Final = 4_000
"""A longer paragraph is compared with its links no more."""

_key = lru_cache(maxsize=4096)(comparison_key)
"""The comparison key of a text, remembered: tags return on many pages of a site."""

CLOUD_CLASS: Final = re.compile(
    r"tag-?_?cloud|cloud|(?:hot|trending|popular|top)-?_?(?:tag|key)|tag-?_?(?:hot|trend|noi-?bat)|(?:^|\s)widget(?:$|\s)",
    re.IGNORECASE,
)
"""Class names of a cloud of the site's tags."""

WIDGET_CLASS: Final = re.compile(
    r"widget|(?:hot|trending|popular|top)-?_?(?:tag|key)|tag-?_?(?:hot|trend)", re.IGNORECASE
)
"""Class names of a box of the site's sidebar."""

CLOUD_LABEL: Final = re.compile(r"\b(?:nổi bật|phổ biến|xu hướng|quan tâm|hot|trending|popular|top)\b", re.IGNORECASE)
"""Words in the heading of a cloud of the site's tags."""

TAG_WORD: Final = re.compile(r"\b(?:tags?|từ kh[óo]a|từ khoá|keywords?|topics?|chủ đề)\b", re.IGNORECASE)
"""Words for tags in such a label."""

MAX_OWN_CLOUD: Final = 12
"""An article has at most so many tags in a box that is called a cloud."""

NO_TAG_ENDS: Final = ("»", "›", "…", "...")
"""Ends of links that lead on: ``More…``."""

OWN_TAGS_CLASS: Final = re.compile(
    r"(?:post|entry|article|story|single|news|detail)(?:-\w+)?[-_]{1,2}(?:tags?|keywords?)\b"
    r"|(?:article|story|nota|mod|post|content)[-_]{1,2}(?:topics?|themes?|temas?)\b",
    re.IGNORECASE,
)
"""Class names of the box of the article's own tags, which themes may also style as a cloud."""

MAIN_TAGS: Final = frozenset(("main", "article"))
"""Elements that hold the article and what belongs to it."""

PAGE_TAGS: Final = frozenset({"main", "article", "section", "body", "html"})
"""Elements that hold a whole page or article: a line in one is no label of its links."""

_is_cloud_name: Final = cached_search(CLOUD_CLASS)
_is_widget_name: Final = cached_search(WIDGET_CLASS)
_is_own_tags_name: Final = cached_search(OWN_TAGS_CLASS)


def candidates(context: Context) -> Iterator[Candidate[list[str]]]:
    """The lists of tags that the page shows, best first: those that the profile names, then the first list that looks like tags.

    On a page that no layout reads, tags above the headline are the site's, and tags below the text count whatever their box is
    called.
    """
    page, selectors, is_known = context.page, context.selectors, context.layout is not None
    neighbours = neighbours_of(context)
    for css in selectors.keywords if selectors is not None else ():
        named = list(compiled(css).elements_with_values(page))
        elements = [element for element, _ in named]
        own = [tag for tag in named if not _is_of_neighbour(tag[0], elements, neighbours)] or named
        if names := _tag_names([value for _, value in own]):
            yield Candidate("keywords", names, f"layout:{css}", item_elements=tuple(element for element, _ in own))
    headline, text = (None, None) if is_known else (context.title_element, context.root_element)
    primary = primary_tag(page)
    above = page.links_before(headline) if headline is not None else frozenset()
    for listed in chain(_named_tags(page, is_known=is_known), _labelled_tags(page), _tags_below(page, text)):
        links = [
            link
            for link in listed[: 2 * MAX_TAGS]
            if not _is_section(link) and link is not primary and not _is_of_neighbour(link, listed, neighbours)
        ]
        if not links or links[0] in above:
            continue
        tags = [a for a in _with_bold(_without_section(links)) if page.resolve(a.get("href")) != page.url]
        if names := _tag_names([_without_count(a) for a in tags]):
            yield Candidate("keywords", names, "visible", item_elements=tuple(tags))
            return


def _is_section(link: Element) -> bool:
    """Whether a link leads to a category; what the microdata of its list call keywords are tags, whatever their addresses are."""
    return is_category(link) and not _is_marked(link)


def _is_marked(link: Element) -> bool:
    """Whether the microdata of a link's list call it keywords."""
    around = islice(link.iterancestors(), MAX_BOXES_AROUND_LABEL)
    return any(box.get("itemprop") == "keywords" for box in around)


def _without_section(links: list[Element]) -> list[Element]:
    """The links of a list of tags without those before its label, where all behind it lead to tags: ``Section: A | Tags: b, c``."""
    tags = [link for link in links if _is_tag_address(link.get("href") or "")]
    first = links.index(tags[0]) if tags else 0
    is_divided = 0 < first < len(links) and links[first:] == tags and TAG_LABEL.search(links[first - 1].tail or "")
    return tags if is_divided else links


def _is_of_neighbour(link: Element, listed: list[Element], neighbours: Neighbours) -> bool:
    """Whether a list of tags belongs to the site or to another article: a cloud of tags, the tags of a card."""
    boxes = list(islice(link.iterancestors(), MAX_BOXES_AROUND_LABEL))
    if any(_is_labelled_as_cloud(box) for box in boxes if box not in neighbours.own):
        return True
    if cloud := [box for box in boxes if _is_cloud_name(names_of(box))]:
        is_own = any(_is_own_tags_name(names_of(box)) for box in boxes) or _is_below_text(cloud[-1], listed, neighbours)
        return not is_own
    aside = next((box for box in link.iterancestors("aside") if box not in neighbours.own), None)
    if aside is not None and not _is_marked(link):
        return True
    for box in islice(link.iterancestors(), MAX_CARD_BOXES):
        if box in neighbours.own:
            return False
        before = takewhile(lambda other: other is not link, islice(box.iter("a"), MAX_TAGS))
        titles = {other.get("href") for other in before if other not in listed and neighbours.is_title(other)}
        if titles and link.get("href") not in titles:
            # The title of a card stands before its tags. A box with more titles holds the article's tags and a list of articles.
            return len(titles) == 1
    return False


def _without_count(link: Element) -> str:
    """The text of a link to a tag without the number of the tag's articles, which an element of its own shows at its end."""
    last = link[-1] if len(link) else None
    words = text_of(link)
    if last is None or (last.tail or "").strip() or not COUNT.fullmatch(count := text_of(last)):
        return words
    return words.removesuffix(count).rstrip() or words


def _is_labelled_as_cloud(box: Element) -> bool:
    """Whether a box begins with words for tags in fashion, which are the site's."""
    first = next((e for e in islice(box, 1) if e.tag != "a"), None)
    label = (box.text or "").strip() or (short_text(first, MAX_LABEL_CHARS) if first is not None else "")
    return CLOUD_LABEL.search(label) is not None and TAG_WORD.search(label) is not None


def _is_below_text(cloud: Element, listed: list[Element], neighbours: Neighbours) -> bool:
    """Whether a small cloud stands in the article or right below it, and no widget: it holds the article's tags."""
    home = cloud.getparent()
    if len(listed) > MAX_OWN_CLOUD or _is_widget_name(names_of(cloud)):
        return False
    if any(CLOUD_LABEL.search(text_of(heading)) for heading in islice(cloud.iter("h2", "h3", "h4", "h5"), 1)):
        return False
    if home is None:
        return False
    around = home.getparent()
    return (
        home in neighbours.own
        or (home.tag != "aside" and around is not None and around.tag in MAIN_TAGS and around in neighbours.own)
        or any(box.tag == "article" and box in neighbours.own for box in cloud.iterancestors())
    )


def _with_bold(links: list[Element]) -> list[Element]:
    """The links of a list of tags with the bold words before them: the main tag, which has no link."""
    box = links[0].getparent() if links else None
    if box is None or any(link.getparent() is not box for link in links):
        return links
    bold = [e for e in box if e.tag in {"b", "strong"} and not len(e) and ":" not in (e.text or "") + (e.tail or "")]
    return [e for e in box if e in bold or e in links] if bold else links


def _named_tags(page: Page, *, is_known: bool) -> Iterator[list[Element]]:
    """The lists of links that markup or class name tags."""
    for css in TAG_SELECTORS:
        yield [e for e in compiled(css).elements(page) if e.get("href")]
    joined: set[Element] = set()
    for box in page.with_class(TAG_CLASS):
        if box in joined:
            continue
        links = list(box.iter("a"))
        if len(links) == 1 and len(alike := _boxes_alike(box)) > 1:
            joined.update(alike)
            links = [link for other in alike for link in islice(other.iter("a"), 1)]
        if 1 <= len(links) <= MAX_TAGS:
            tags = [
                a for a in links if _is_tag_address(a.get("href") or "") or (not is_known and _address_spells_text(a))
            ]
            is_own = not is_known and _is_own_list(box) and _are_short(links)
            if tags and (is_own or (not is_known and len(links) <= MAX_OWN_CLOUD and _are_short(links))):
                # Some systems shorten the words in a tag's address.
                places = {place for place in map(_place, tags) if any(place)}
                tags = [a for a in links if a in tags or _place(a) in places]
            yield links if is_own and not tags else tags


def _boxes_alike(box: Element) -> list[Element]:
    """The boxes of the same parent with the same class and one link each: a list of tags, each in a box of its own."""
    parent, names = box.getparent(), box.get("class")
    if parent is None or len(parent) == 1:
        return [box]
    others = (e for e in islice(parent, MAX_TAGS) if e is box or e.get("class") == names)
    return [e for e in others if len(list(islice(e.iter("a"), 2))) == 1]


def _is_own_list(box: Element) -> bool:
    """Whether a box is named after the article's tags, or begins with a label of tags."""
    first = box[0] if len(box) and box[0].tag != "a" else None
    label = (box.text or "").strip() or (short_text(first, MAX_LABEL_CHARS) if first is not None else "")
    return _is_own_tags_name(box.get("class") or "") or bool(label and _labels_tags(label))


def _place(link: Element) -> tuple[str, str]:
    """The folders in the address of a link, which are empty for a page of the site's root, and its file extension."""
    folders, _, name = (link.get("href") or "").rpartition("://")[2].partition("/")[2].rpartition("/")
    return folders, name.rpartition(".")[2] if "." in name else ""


def _are_short(links: list[Element]) -> bool:
    """Whether links of few words, which are no titles, stand in one list."""
    return len(set(map(_list_box, links))) == 1 and all(text_of(a).count(" ") < MAX_OWN_TAG_WORDS for a in links)


def _tags_below(page: Page, text: Element | None) -> Iterator[list[Element]]:
    """The lists of links in and below the text that lead to tags, whatever their box is called."""
    if text is None:
        return
    for box in _outwards(text):
        groups: dict[Element, list[Element]] = {}
        for link in box.iter("a"):
            if (home := _list_box(link)) is not None:
                groups.setdefault(home, []).append(link)
        is_own = _is_article_footer(box)
        lists = [
            links
            for home, links in groups.items()
            if len(links) <= MAX_TAGS and (is_own or not in_menu(page, home) or _is_in_article_footer(home))
        ]
        if tags := [links for links in lists if all(map(_is_tag, links)) and not _are_in_sentence(links)]:
            yield list(chain.from_iterable(tags))
        yield from filter(_are_tags, lists)


def _are_in_sentence(links: list[Element]) -> bool:
    """Whether links are words of a paragraph and no list: their box has more words beside them than a label."""
    box = _list_box(links[0])
    words = short_text(box, MAX_LIST_CHARS) if box is not None and box.tag == "p" else ""
    return len(words) > sum(len(text_of(link)) + 2 for link in links) + MAX_LABEL_CHARS


def _is_tag(link: Element) -> bool:
    """Whether a link leads to a tag: its address says so, and neither is it a feed nor is its text a title."""
    href = link.get("href") or ""
    if not _is_tag_address(href) or FEED_ADDRESS.search(href):
        return False
    parameter = TAG_PARAMETER.search(href)
    if parameter is None or _is_tag_address(href[: parameter.start()]):
        return text_of(link).count(" ") < MAX_TAG_SYLLABLES
    # Some systems mark each link of a page by such a parameter, to count clicks.
    said = comparison_key(unquote_plus(parameter[1]), marks=False)
    return said.replace("-", " ").replace("_", " ") == _key(text_of(link), marks=False)


def _is_article_footer(box: Element) -> bool:
    """Whether a box is the ``footer`` right behind an ``article``, with few links."""
    before = box.getprevious() if box.tag == "footer" else None
    return (
        before is not None
        and before.tag == "article"
        and len(list(islice(box.iter("a"), MAX_OWN_CLOUD + 1))) <= MAX_OWN_CLOUD
    )


def _is_in_article_footer(home: Element) -> bool:
    """Whether a list stands in a ``footer`` inside an ``article``, with few links: blogs put date, author and tags there."""
    footer = next(home.iterancestors("footer"), None) if home.tag != "footer" else home
    return (
        footer is not None
        and next(footer.iterancestors("article"), None) is not None
        and len(list(islice(footer.iter("a"), MAX_OWN_CLOUD + 1))) <= MAX_OWN_CLOUD
    )


def _outwards(text: Element) -> Iterator[Element]:
    """The box of the text, then the boxes after it, from the text outwards."""
    yield text
    box = text
    for _ in range(MAX_BOXES_AROUND_TEXT):
        yield from box.itersiblings()
        above = box.getparent()
        if above is None or above.tag in {"body", "html", "form"}:
            return
        box = above


def _list_box(link: Element) -> Element | None:
    """The box that holds a link among others: not the item or label that holds it alone."""
    box = link.getparent()
    while box is not None and len(box) == 1 and box.tag in ITEM_TAGS:
        box = box.getparent()
    return box


def _are_tags(links: list[Element]) -> bool:
    """Whether the links of a box begin with a hash, or are lower-case words that lead to addresses of the same words."""
    if text_of(links[0]).startswith("#"):
        return all(len(name := text_of(a)) > 1 and name.startswith("#") for a in links)
    return len(links) > 1 and all(map(_address_spells_text, links)) and any(text_of(a)[:1].islower() for a in links)


def _address_spells_text(link: Element) -> bool:
    """Whether a link's address spells its text: ``/vung-cao.html`` for "vùng cao"."""
    words = _key(text_of(link)[: 2 * MAX_TAG_CHARS].strip(" ,;#"), marks=False).replace(" ", "-")
    step = unquote((link.get("href") or "")[: urls.MAX_URL_CHARS].partition("?")[0]).rpartition("/")[2]
    step = comparison_key(step, marks=False)
    is_short = 0 < words.count("-") + bool(words) <= MAX_TAG_SYLLABLES
    return is_short and step.startswith(words) and not ARTICLE_NUMBER.search(step, len(words))


@lru_cache(maxsize=8192)
def _labels_tags(text: str) -> bool:
    """Whether a short text is a label of tags. Remembered: the pages of a site share most of their short texts."""
    return TAG_LABEL.fullmatch(text) is not None or MORE_ON.fullmatch(text) is not None


def _labelled_tags(page: Page) -> Iterator[list[Element]]:
    """The lists of links after a line such as "Từ khóa:"."""
    texts = zip(page.elements, page.texts, strict=True)
    lines = (e for e, text in texts if text and len(text) <= MAX_LABEL_CHARS and _labels_tags(text))
    for element in islice(lines, MAX_LABELS):
        link = next(element.iterancestors("a"), None)
        if link is not None and not _labels_tags(text_of(link)):
            # A link to the list of the site's tags, with their number.
            continue
        box: Element | None = element
        for _ in range(MAX_BOXES_AROUND_LABEL):
            if box is None or (box.tag in PAGE_TAGS and not _is_small_section(box)):
                break
            if links := _links_after(element, box):
                if len(links) <= MAX_TAGS and not in_menu(page, links[0]):
                    yield links
                break
            box = box.getparent()


def _is_small_section(box: Element) -> bool:
    """Whether a ``section`` holds nothing but a label and a few links of few words."""
    links = list(islice(box.iter("a"), MAX_OWN_CLOUD + 1))
    return (
        box.tag == "section"
        and 0 < len(links) <= MAX_OWN_CLOUD
        and len(text_of(box)) <= sum(len(text_of(a)) + 1 for a in links) + MAX_LABEL_CHARS
        and all(text_of(a).count(" ") < MAX_TAG_SYLLABLES for a in links)
    )


def _links_after(element: Element, box: Element) -> list[Element]:
    """The links of the box after the element: a label stands before its links."""
    inside = box.iter("*")
    for passed in inside:
        if passed is element:
            break
    links = [other for other in inside if other.tag == "a"]
    home = next(links[0].iterancestors("ul", "ol"), None) if links else None
    return [a for a in links if home in a.iterancestors()] if home is not None and contains(box, home) else links


def _tag_names(values: list[str]) -> list[str]:
    """The tags in a list of texts, each once, without labels."""
    names: dict[str, str] = {}
    for value in values:
        name = value.strip(" ,;#:.\u2022")
        if (
            name
            and len(name) <= MAX_TAG_CHARS
            and not name.endswith(NO_TAG_ENDS)
            and (key := _key(name)) not in TAG_LABELS
        ):
            names.setdefault(key, name)
    return list(names.values())[:MAX_TAGS]
