"""Where a piece stands in the newspaper: breadcrumbs, section, tags, kind, language, paywall."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import unquote, urlsplit

from newscrawl import dates, urls
from newscrawl.extract import jsonld
from newscrawl.extract.dom import SILENT, Element, short_text, text_of
from newscrawl.extract.headline import Found
from newscrawl.extract.page import finder
from newscrawl.extract.selectors import compiled
from newscrawl.extract.unheaded import in_menu
from newscrawl.items import Breadcrumb
from newscrawl.text.comparison import comparison_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.extract.body import Body
    from newscrawl.extract.page import Page
    from newscrawl.items import Genre, Hints
    from newscrawl.sites.profile import Layout, Site

_HOME: Final = frozenset(
    ("trang chủ", "trang chu", "home", "homepage", "trang nhất", "trangchu", "rss", "»", ">", "/", "|")
)
_CRUMBS: Final = (
    "[itemtype$=BreadcrumbList] [itemprop=itemListElement] a",
    ".breadcrumb a",
    ".breadcrumbs a",
    ".article__breadcrumb a",
    ".breadcumb a",
    ".bread-crumb a",
    ".c-breadcrumb a",
    "nav[aria-label=breadcrumb] a",
)
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
_SEPARATORS: Final = re.compile(r"^[\s»>/|›]+|[\s»>/|›]+$")
_TAG_CLASS: Final = re.compile(
    r"(?:^|[-_])(?:tags?(?!lib)|keywords?|tukhoa|tu-khoa)|tags?(?:$|[-_])|(?:tag|keyword)(?:s|list|detail|box)",
    re.IGNORECASE,
)
_TAG_PATH: Final = re.compile(
    r"/(?:tags?|tu-khoa|keywords?|tim-kiem|search)(?:[/.?-]|$)|-ptag|[-/]tag-?\d|tags?=|\.tag$",
    re.IGNORECASE,
)
_is_tag_s: Final = finder(_TAG_PATH)

_ITEMS: Final = frozenset(("li", "span", "h2", "h3", "h4", "h5", "strong", "b"))
"""Elements that hold one link of a list."""

_LISTED: Final = _ITEMS | {"a"}
_EXTENSION: Final = re.compile(r"\.[a-z]{2,5}$", re.IGNORECASE)
_TAG_SYLLABLES: Final = 8
"""A tag has no more; a title has."""

_ID: Final = re.compile(r"\d{5}")
"""The number of an article, whose address may be its title's words."""

_CLIMB: Final = 5
"""Boxes around the text beside which a list of tags is looked for."""

TAG_LABEL: Final = re.compile(
    r"\s*(?:Tags?|Từ kh[óo]a|Từ khoá|Keywords?|Schlagw[oö]rter|Mots[- ]clés|Etiquetas|Chủ đề(?= *:))\s*:?\s*",
    re.IGNORECASE,
)
"""What stands before an article's tags."""

_NEAR: Final = 3
"""Boxes around such a label that its links are looked for in."""

_LABELS: Final = 20
"""Such labels that are looked at: a page has one or two."""

_MAX_TAG: Final = 80
_MAX_TAGS: Final = 40
_MAX_CRUMB: Final = 60
_LONGEST_OWN: Final = 400
_MAX_CRUMBS: Final = 8
_MAX_PATH: Final = 4
"""Links of breadcrumbs, and of a path above the headline, at most: more are a menu."""

_WINDOW: Final = 25
"""Elements before and after the headline that are looked at."""

_DEEPEST: Final = 3
_WAY_UP: Final = 6
"""Steps in a section's path, and boxes around its link that may call it a menu's, at most."""

PERSON_PATH: Final = re.compile(
    r"/(?:authors?|by|people|profiles?|users?|contributors?|staff|autor\w*|tac-gia)/", re.IGNORECASE
)
"""Addresses of the pages that are about a writer."""

_NAME: Final = re.compile(r"[^\W\d_][^.!?:|]{1,29}")
_CRUMB_CLASS: Final = re.compile(r"crumb", re.IGNORECASE)
_SECTION_CLASS: Final = re.compile(
    r"(?:^|[\s_-])(?:cat|cate|category|section|zone|chuyen-?muc|rubri\w*|kicker|topic)", re.IGNORECASE
)

_GENRE_PATH: Final[tuple[tuple[re.Pattern[str], Genre], ...]] = (
    (re.compile(r"/(?:info-?graphics?|inforgraphics?|do-hoa|infographic-[a-z0-9-]+)(?:[/.-]|$)"), "infographic"),
    (re.compile(r"/(?:video|clip|tv|truyen-hinh|media/video)(?:[/.-]|$)"), "video"),
    (re.compile(r"/(?:photo|anh|phong-su-anh|chum-anh|photos|gallery|hinh-anh|bo-anh)(?:[/.]|$)"), "photo"),
    (re.compile(r"/(?:podcast|audio)(?:[/.-]|$)"), "podcast"),
    (re.compile(r"/(?:e-?magazine|long-?form|megastory|mega-story|special)(?:[/.-]|$)"), "longform"),
    (re.compile(r"/(?:truc-tiep|tuong-thuat|live)(?:[/.-]|$)"), "live"),
    (re.compile(r"/(?:giao-luu|toa-dam-truc-tuyen|dien-dan-ban-doc|forum)(?:[/.-]|$)"), "forum"),
)
_GENRE_TITLE: Final[tuple[tuple[re.Pattern[str], Genre], ...]] = (
    (re.compile(r"^\s*[\[(]?(?:info-?graphics?|đồ họa|đồ hoạ)\b", re.IGNORECASE), "infographic"),
    (re.compile(r"^\s*[\[(]?(?:video|clip)\b\s*[\]):|-]", re.IGNORECASE), "video"),
    (re.compile(r"^\s*[\[(]?(?:ảnh|chùm ảnh|phóng sự ảnh|photo)\b\s*[\]):|-]", re.IGNORECASE), "photo"),
    (re.compile(r"^\s*[\[(]?(?:e-?magazine|longform|megastory)\b", re.IGNORECASE), "longform"),
    (re.compile(r"^\s*[\[(]?(?:trực tiếp|tường thuật|live)\b\s*(?:[\]):|-]|(?-i:(?=[A-ZĐ])))", re.IGNORECASE), "live"),
    (re.compile(r"^\s*[\[(]?podcast\b", re.IGNORECASE), "podcast"),
)
_GENRE_HEAD: Final = re.compile(
    r"\s*[\[(]?(?:info|đồ|video|clip|ảnh|chùm|phóng|photo|e-?mag|long|mega|trực|tường|live|podcast)", re.IGNORECASE
)
"""The test that nearly every headline fails at once."""

_GENRE_SECTION: Final[dict[str, Genre]] = {
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
_SPEAKER: Final = re.compile(
    r"^(?:PV|P\.V|Phóng viên|Hỏi|\*|[-–] ?(?:Thưa|Xin|Vậy|Ông|Bà|Theo ông|Theo bà))\b", re.IGNORECASE
)
_QUESTIONS: Final = 3
_VIETNAMESE: Final = re.compile(r"[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9]")
_LETTERS: Final = 50
"""A text with one in so many characters that only Vietnamese writes is Vietnamese."""

_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


_key = lru_cache(maxsize=4096)(comparison_key)
"""Names of sections and tags return on every page of a site."""


class Crumbs(NamedTuple):
    """Breadcrumbs and where they were found."""

    source: str
    path: list[Breadcrumb]


def breadcrumbs(
    page: Page, layout: Layout | None, site: Site, headline: str, *, near: Element | None = None
) -> Iterator[Crumbs]:
    """Candidates for the path to the article, best first; home and the article itself left out.

    ``near`` is the visible headline: beside it stands the section on a page that no layout knows.
    """
    if layout is not None:
        for css in layout.breadcrumbs:
            if path := _path(page, compiled(css).elements(page), site, headline):
                yield Crumbs(f"layout:{css}", path)
    for css in _CRUMBS:
        if path := _path(page, compiled(css).elements(page), site, headline):
            yield Crumbs("visible", path)
            break
    if layout is None:
        for box in page.named(_CRUMB_CLASS):
            anchors = [box] if box.tag == "a" else list(box.iter("a"))
            if len(anchors) <= _MAX_CRUMBS and (path := _path(page, anchors, site, headline)):
                yield Crumbs("visible", path)
                break
    if path := _from_jsonld(page, site, headline):
        yield Crumbs("jsonld", path)
    if (
        layout is None
        and near is not None
        and (path := _path(page, _sections_beside(page, site, near), site, headline))
    ):
        yield Crumbs("visible", path)
    if layout is None and (path := _path(page, _folders(page), site, headline)):
        yield Crumbs("url", path)


def _folders(page: Page) -> list[Element]:
    """The links of the page to the folders of its own address, outermost first: its sections."""
    host, _, path = page.url.partition("://")[2].partition("/")
    steps = path.partition("?")[0].split("/")[:-1]
    if not 0 < len(steps) <= _DEEPEST:
        return []
    wanted = {"/".join(steps[:count]): count for count in range(1, len(steps) + 1)}
    found: dict[int, Element] = {}
    for link in page.by_tag("a"):
        href = (link.get("href") or "").partition("?")[0]
        if href.startswith(("http:", "https:", "//")):
            there, _, href = href.partition("//")[2].partition("/")
            if there.removeprefix("www.") != host.removeprefix("www."):
                continue
        count = wanted.get(_EXTENSION.sub("", href.strip("/")))
        if count is not None and count not in found and _NAME.fullmatch(text_of(link)):
            found[count] = link
    return [found[count] for count in sorted(found)] if len(steps) in found else []


def _sections_beside(page: Page, site: Site, near: Element) -> list[Element]:
    """The few links to sections right above the headline; else one below it that is called a section."""
    above = _links_about(page, site, near, "preceding")
    above = [link for link in above if _are_of_one_list(link, above[0])]
    if 0 < len(above) <= _MAX_PATH and not _is_in_menu(above[0]):
        return above[::-1]
    below = _links_about(page, site, near, "following")
    named = [a for a in below if _SECTION_CLASS.search(f"{a.get('class') or ''} {_class_above(a)}")]
    return named[:1] or [a for a in below if a.getparent() is below[0].getparent() and _is_dated(a)]


def _is_dated(link: Element) -> bool:
    """Whether a link stands in one line with a date."""
    line = link.getparent()
    return line is not None and dates.read(short_text(line, _MAX_CRUMB + _MAX_CRUMB)) is not None


def _links_about(page: Page, site: Site, near: Element, axis: str) -> list[Element]:
    """The links to sections among the elements before or after the headline, from it outwards."""
    found: list[Element] = []
    elements = near.xpath(f"{axis}::*[position() <= $n]", n=_WINDOW)
    around = list(elements) if isinstance(elements, list) else []
    for element in reversed(around) if axis == "preceding" else around:
        if not isinstance(element, Element):
            continue
        if element.tag not in SILENT and len((element.text or "").strip()) > _MAX_CRUMB:
            break
        url = page.resolve(element.get("href")) if element.tag == "a" else None
        if url is None or not site.owns(url):
            continue
        steps = urlsplit(url).path.strip("/").split("/")
        is_section = steps[0] and len(steps) <= _DEEPEST and site.article_key(url) is None
        if (
            is_section
            and not _TAG_PATH.search(url)
            and not PERSON_PATH.search(url)
            and _NAME.fullmatch(text_of(element))
        ):
            found.append(element)
    return found


def _is_in_menu(link: Element) -> bool:
    boxes = list(islice(link.iterancestors(), _WAY_UP))
    items = next((box for box in boxes if box.tag not in _ITEMS), None)
    if items is not None and sum(child.tag in _LISTED for child in items) > _MAX_CRUMBS:
        return True
    if sum(box.tag in {"ul", "ol"} for box in boxes) > 1:
        # A menu below a menu's item.
        return True
    return any(
        _is_long_nav(box) or "menu" in f"{box.get('class') or ''} {box.get('id') or ''}".lower() for box in boxes
    )


def _is_long_nav(box: Element) -> bool:
    return box.tag == "nav" and next(islice(box.iter("a"), _MAX_PATH, None), None) is not None


def _are_of_one_list(one: Element, other: Element) -> bool:
    """Whether two links stand in the same box, or in items of the same list."""
    box, other_box = one.getparent(), other.getparent()
    if box is None or other_box is None or box is other_box:
        return box is other_box
    return box.tag == other_box.tag and box.getparent() is other_box.getparent() and box.tag in {"li", "span", "div"}


def _class_above(element: Element) -> str:
    parent = element.getparent()
    return (parent.get("class") or "") if parent is not None else ""


def _path(page: Page, elements: list[Element], site: Site, headline: str) -> list[Breadcrumb]:
    return _without_ends(((text_of(e), page.resolve(e.get("href"))) for e in elements), site, headline, page)


def _from_jsonld(page: Page, site: Site, headline: str) -> list[Breadcrumb]:
    items = page.node("BreadcrumbList").get("itemListElement")
    pairs: list[tuple[str, str | None]] = []
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict):
            target = item.get("item")
            names = jsonld.texts(item.get("name")) or jsonld.texts(target)
            href = (
                jsonld.first(target, "@id", "url")
                if isinstance(target, dict)
                else next(iter(jsonld.texts(target)), None)
            )
            pairs.append((names[0] if names else "", page.resolve(href)))
    return _without_ends(iter(pairs), site, headline, page)


def _without_ends(pairs: Iterator[tuple[str, str | None]], site: Site, headline: str, page: Page) -> list[Breadcrumb]:
    own = {_key(name[:_LONGEST_OWN]) for name in (site.publisher, site.name, site.host, headline) if name} | _HOME
    home = {site.home, site.home.rstrip("/")}
    found: dict[str, Breadcrumb] = {}
    for name, url in pairs:
        name = _SEPARATORS.sub("", name)  # noqa: PLW2901 - separators stand inside the links of some sites
        if len(name) > _MAX_CRUMB or url in home or (url and url == page.url):
            continue
        key = _key(name)
        if not key or key in own:
            continue
        found.setdefault(key, Breadcrumb(name=name, url=url))
    return list(found.values())


def sections(page: Page, layout: Layout | None, path: Crumbs | None, hints: Hints | None) -> Iterator[Found]:
    """Candidates for the innermost section, best first."""
    if layout is not None:
        for css in layout.section:
            values = list(compiled(css).values(page))
            if values and len(values[-1]) <= _MAX_CRUMB and _key(values[-1]) not in _HOME:
                yield Found(f"layout:{css}", values[-1])
    if path is not None and path.path and path.source != "url":
        yield Found(path.source, path.path[-1].name)
    if text := jsonld.first(page.news, "articleSection"):
        yield Found("jsonld", text.rpartition(",")[2].strip() or text)
    if text := page.meta("article:section", "section"):
        yield Found("meta:article:section", text.split(",")[0].strip())
    if path is not None and path.path:
        yield Found(path.source, path.path[-1].name)
    if hints is not None and hints.section:
        yield Found(hints.source or "feed", hints.section)


class Tags(NamedTuple):
    """Visible tags and where they were found."""

    source: str
    names: list[str]


def keywords(
    page: Page, layout: Layout | None, *, headline: Element | None = None, text: Element | None = None
) -> Iterator[Tags]:
    """Candidates for the tags shown to the reader, best first.

    On a page that no layout knows, tags above the visible ``headline`` are the page's; below ``text``, the article's body, they
    stand whatever their box is called.
    """
    if layout is not None:
        for css in layout.keywords:
            if names := _tag_names(list(compiled(css).values(page))):
                yield Tags(f"layout:{css}", names)
    above = page.links_before(headline) if headline is not None else frozenset()
    for links in chain(_named_tags(page, is_known=layout is not None), _labelled(page), _tags_below(text)):
        if links and links[0] in above:
            continue
        if names := _tag_names([text_of(a) for a in _with_bold(links) if page.resolve(a.get("href")) != page.url]):
            yield Tags("visible", names)
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
    for box in page.named(_TAG_CLASS):
        links = list(box.iter("a"))
        if 1 <= len(links) <= _MAX_TAGS:
            yield [a for a in links if _TAG_PATH.search(a.get("href") or "") or (not is_known and _is_named_so(a))]


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


_WHOLE: Final = frozenset({"main", "article", "section", "body", "html"})
"""Boxes of a whole page or article: a line in one heads none of its links."""


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


def genres(
    page: Page,
    layout: Layout | None,
    *,
    headline: str,
    section: str | None,
    path: Crumbs | None,
    body: Body | None,
    has_films: bool,
) -> Iterator[tuple[str, Genre]]:
    """Candidates for the kind of piece, best first."""
    if layout is not None and layout.genre is not None:
        yield f"layout:{layout.name}", layout.genre
    if any("LiveBlogPosting" in jsonld.types(node) for node in page.nodes):
        yield "jsonld", "live"
    if _GENRE_HEAD.match(headline):
        yield from (("visible", genre) for pattern, genre in _GENRE_TITLE if pattern.search(headline))
    names = [section, *(crumb.name for crumb in reversed(path.path))] if path else [section]
    for name in names:
        if name and len(name) <= _MAX_CRUMB and (genre_ := _GENRE_SECTION.get(_key(name))):
            yield "visible", genre_
    if genre_ := _genre_of_path(page.url.partition("://")[2].partition("/")[2].rpartition("/")[0]):
        yield "url", genre_
    if body is not None:
        if body.is_picture_story:
            yield "visible", "photo"
        if sum(text.endswith("?") and bool(_SPEAKER.match(text)) for text in body.paragraphs) >= _QUESTIONS:
            yield "visible", "interview"
    if has_films and (body is None or len(body.text) < 300):  # noqa: PLR2004 - characters of text under a film
        yield "visible", "video"


@lru_cache(maxsize=4096)
def _genre_of_path(folder: str) -> Genre | None:
    """What the folder of an address says; a site's articles stand in few folders."""
    return next((genre for pattern, genre in _GENRE_PATH if pattern.search(f"/{folder}/")), None)


def is_free(page: Page) -> bool:
    """False where the page says that its text is behind a paywall."""
    said = page.news.get("isAccessibleForFree")
    return not (said is False or (isinstance(said, str) and said.strip().lower() == "false"))


def is_vietnamese(page: Page, headline: str = "") -> bool:
    """Whether the page calls itself Vietnamese, or its title or headline reads so."""
    declared = (page.root.get("lang") or page.meta("og:locale", "content-language") or "").lower()
    return declared.startswith("vi") or bool(_VIETNAMESE.search(page.title or headline))


def language(page: Page, site: Site, text: str) -> str:
    """The text's language: what the page declares, unless the letters say Vietnamese."""
    if text and next(islice(_VIETNAMESE.finditer(text), len(text) // _LETTERS, None), None):
        return "vi"
    declared = (
        page.root.get("lang")
        or page.meta("content-language", "og:locale", "inlanguage")
        or jsonld.first(page.news, "inLanguage")
    )
    found = _LANGUAGE.match((declared or "").strip())
    if found:
        return found[0].split("_")[0].split("-")[0].lower()
    return site.language
