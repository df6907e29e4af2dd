"""The breadcrumbs: the path of sections from the home page to the article."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice, pairwise, takewhile
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from newscrawl import dates, urls
from newscrawl.extract import jsonld
from newscrawl.extract.candidate import Candidate
from newscrawl.extract.dom import SILENT, Element, classes, names_of, short_text, text_of
from newscrawl.extract.fields.bylines import AUTHOR_CLASS
from newscrawl.extract.link_paths import PERSON_PATH, TAG_PATH, is_section_class
from newscrawl.extract.link_targets import article_test
from newscrawl.extract.name_patterns import cached_search
from newscrawl.extract.neighbours import neighbours_of
from newscrawl.extract.selectors import compiled
from newscrawl.items import Breadcrumb
from newscrawl.text.comparison import comparison_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from newscrawl.extract.context import Context
    from newscrawl.extract.page import Page
    from newscrawl.sites.profile import Layout

HOME_NAMES: Final = frozenset(
    (  # noqa: SIM905 - a list of words reads better so
        "trang chủ|trang chu|trangchu|trang nhất|trang chính|trang đầu|home|home page|homepage|front page|frontpage|start|startseite"
        "|accueil|inicio|início|página inicial|portada|pagina iniziale|voorpagina|strona główna|domů|domov|titulní strana|hem|hjem"
        "|forside|forsiden|etusivu|kezdőlap|acasă|ana sayfa|anasayfa|beranda|laman utama|главная|головна|αρχική|الرئيسية|首页|首頁"
        "|ホーム|トップ|홈|rss"
    ).split("|")
) | {"»", ">", "/", "|"}
"""Names of the home page, and separators."""

NO_SECTION_NAMES: Final = frozenset(
    """latest|latest news|latest stories|breaking news|e-paper|epaper|today's paper|today’s paper|live tv|watch live|listen live|trending|most read|top stories|sign in|sign up|log in|login|log out|register|subscribe|edit|my account|newsletter|newsletters|menu|search|contact|contact us|about|about us|share|comments|reply|print|skip to content
    |all posts|all articles|all stories|all news|view all|see all|view all posts|back to blog|back to news|back to all posts|back to the blog|view page source|edit this page|edit on github|read more
    |privacy policy|terms of service|terms of use|tos|terms|donate|support us|advertise|back|close|đăng nhập|đăng ký|tìm kiếm|liên hệ|giới thiệu|anmelden|abo|abonnieren|suche|se connecter|s'abonner|connexion
    |iniciar sesión|suscríbete|accedi|abbonati|entrar|assine|inloggen|zaloguj""".replace("\n    ", "").split("|")
)
"""Names of links above a headline that lead to no section."""

BREADCRUMB_SELECTORS: Final = (
    "[itemtype$=BreadcrumbList] [itemprop=itemListElement] a",
    ".breadcrumb a",
    ".breadcrumbs a",
    ".article__breadcrumb a",
    ".breadcumb a",
    ".bread-crumb a",
    ".c-breadcrumb a",
    "nav[aria-label=breadcrumb] a",
)
"""Selectors of the links of breadcrumbs on many sites."""

SEPARATORS: Final = re.compile(r"^[\s»>/|›]+|[\s»>/|›]+$")
"""Separators that stand inside the links of some sites."""

ITEM_TAGS: Final = frozenset(("li", "span", "h2", "h3", "h4", "h5", "strong", "b"))
"""Elements that hold one link of a list."""

LISTED_TAGS: Final = ITEM_TAGS | {"a"}
"""Elements that are one item of a list of links."""

EXTENSION: Final = re.compile(r"\.[a-z]{2,5}$", re.IGNORECASE)
"""The file extension of an address."""

MAX_NAME_CHARS: Final = 60
"""A longer text is no name of a section."""

MAX_OWN_NAME_CHARS: Final = 400
"""So many characters of a headline are compared with a step of the path."""

MAX_SECTION_WORDS: Final = 4
"""A step of more words that begins like the headline is the headline."""

MAX_STEPS: Final = 8
"""A box with more links is a menu."""

MAX_SECTIONS_ABOVE: Final = 4
"""More links to sections above the headline are a menu."""

MIN_MENU_LINKS: Final = 3
"""So many links to sections side by side may be a small site's menu."""

MAX_ELEMENTS: Final = 25
"""Number of elements before and after the headline that are searched."""

MAX_ELEMENTS_WITH_CARDS: Final = 120
"""The same with the elements of cards of other articles."""

MAX_PATH_STEPS: Final = 3
"""Number of steps in the path of a section's address."""

MAX_BOXES: Final = 6
"""Number of boxes around a link whose names may call it a menu's."""

TOPIC_PATH: Final = re.compile(r"/(?:topics?|chu-de|su-kien|dong-su-kien|themen?|temas?)/", re.IGNORECASE)
"""Addresses of topics, which cross the sections."""

SECTION_NAME: Final = re.compile(r"[^\W\d_][^.!?:|]{1,29}")
"""A text that may be a section's name."""

BREADCRUMB_CLASS: Final = re.compile(r"crumb", re.IGNORECASE)
"""Class names of breadcrumbs."""

SECTION_CLASS: Final = re.compile(
    r"(?:^|[\s_-])(?:cat|cate|category|section|zone|chuyen-?muc|rubri\w*|kicker|topic)", re.IGNORECASE
)
"""Class names of a section's link."""

MENU_NAME: Final = re.compile(
    r"menu|\bnavbar|(?:site|main|primary|header|top|block)[-_]navigation|(?:site|main|primary)[-_]nav\b", re.IGNORECASE
)
"""Class names and ids of menus, however few items they have."""

PAGE_TAGS: Final = frozenset(("header", "footer", "nav"))
PAGE_NAME: Final = re.compile(r"head|foot|nav|menu|top", re.IGNORECASE)
"""Tags and names of the boxes that hold the site's own links."""

_is_menu_name: Final = cached_search(MENU_NAME)

name_key = lru_cache(maxsize=4096)(comparison_key)
"""The comparison key of a name, remembered: names of sections return on all pages of a site."""


def candidates(context: Context) -> Iterator[Candidate[list[Breadcrumb]]]:
    """The paths to the article that the page offers, best first, without the home page and the article itself."""
    for source, path, links in _paths(context):
        if path:
            yield Candidate("breadcrumbs", path, source, item_elements=tuple(links))


def _paths(context: Context) -> Iterator[tuple[str, list[Breadcrumb], Sequence[Element]]]:
    """Each source, its path, which may be empty, and the links that show the path to the reader as breadcrumbs."""
    page, selectors = context.page, context.selectors
    for css in selectors.breadcrumbs if selectors is not None else ():
        yield (f"layout:{css}", *_path(context, compiled(css).elements(page)))
    yield ("visible", *_first_path(context, (compiled(css).elements(page) for css in BREADCRUMB_SELECTORS)))
    is_named = context.layout is not None and _names_section(context.layout, page)
    if not is_named:
        yield ("visible", *_first_path(context, _called_breadcrumbs(page)))
    yield "jsonld", _from_jsonld(context), ()
    if is_named:
        return
    if context.title_element is not None:
        yield ("visible", *_path(context, _sections_beside(context, context.title_element)))
        yield ("visible", *_path(context, _behind_home(context, context.title_element)))
        for link in _behind_other_host(context, context.title_element):
            yield (
                "visible",
                _without_ends(context, [(text_of(link), context.page.resolve(link.get("href")))], is_host=True),
                [link],
            )
    path, links = _path(context, _folders(page))
    yield "url", path, () if any(map(_is_in_menu, links)) else links


def _names_section(layout: Layout, page: Page) -> bool:
    """Whether the layout that reads the page finds the section by its own selectors."""
    return any(value for css in layout.section for value in compiled(css).values(page))


def _called_breadcrumbs(page: Page) -> Iterator[list[Element]]:
    """The links of the boxes that are called breadcrumbs; a box with many links is a menu."""
    for box in page.with_class(BREADCRUMB_CLASS):
        links = [box] if box.tag == "a" else list(box.iter("a"))
        if len(links) <= MAX_STEPS:
            yield links


def _folders(page: Page) -> list[Element]:
    """The links of the page to the folders of its own address, outermost first: its sections."""
    host, _, path = page.url.partition("://")[2].partition("/")
    steps = path.partition("?")[0].split("/")[:-1]
    if not 0 < len(steps) <= MAX_PATH_STEPS:
        return []
    wanted = {"/".join(steps[:count]): count for count in range(1, len(steps) + 1)}
    found: dict[int, Element] = {}
    for link in page.by_tag("a"):
        href = (link.get("href") or "").partition("?")[0]
        if href.startswith(("http:", "https:", "//")):
            there, _, href = href.partition("//")[2].partition("/")
            if there.removeprefix("www.") != host.removeprefix("www."):
                continue
        count = wanted.get(EXTENSION.sub("", href.strip("/")))
        if count is not None and count not in found and SECTION_NAME.fullmatch(text_of(link)):
            found[count] = link
    return [found[count] for count in sorted(found)] if len(steps) in found else []


def _behind_home(context: Context, headline: Element) -> list[Element]:
    """The few links above the headline in one box or list that begins with the link to the home page, in no menu."""
    nearest = islice(_before(context.page, headline), MAX_ELEMENTS)
    links = [element for element in nearest if element.tag == "a"][::-1]
    for at, link in enumerate(links):
        if name_key(text_of(link)) not in HOME_NAMES or not text_of(link):
            continue
        listed = [link, *takewhile(lambda other, home=link: _are_of_one_list(home, other), links[at + 1 :])]  # type: ignore[misc]
        boxes = [box for box in islice(link.iterancestors(), MAX_BOXES) if box not in headline.iterancestors()]
        is_menu = _is_in_menu(link) or any(box.tag in PAGE_TAGS or PAGE_NAME.search(names_of(box)) for box in boxes)
        if 1 < len(listed) <= MAX_SECTIONS_ABOVE and not is_menu:
            names = {name_key(text_of(other)) for other in listed[1:]}
            return [] if names & NO_SECTION_NAMES else listed
    return []


def _behind_other_host(context: Context, headline: Element) -> list[Element]:
    """The link to the root of the page's own host right behind one to the root of the site's main host: a section with a host of its own."""
    page = context.page
    own = urls.host(page.url)
    nearest = islice(_before(page, headline), MAX_ELEMENTS)
    links = [element for element in nearest if element.tag == "a"]
    for link, before in pairwise(links):
        home, main = page.resolve(link.get("href")) or "", page.resolve(before.get("href")) or ""
        if urlsplit(home).path.strip("/") or urlsplit(main).path.strip("/") or urls.host(home) != own:
            continue
        is_of_site = urls.host(main) != own and urls.registered(urls.host(main)) == urls.registered(own)
        if is_of_site and _are_of_one_list(link, before) and SECTION_NAME.fullmatch(text_of(link)):
            return [link]
    return []


def _sections_beside(context: Context, near: Element) -> list[Element]:
    """The few links to sections right above the headline; else one below it that is called a section, or that stands beside the date."""
    above = _section_links(context, near, is_above=True)
    above = [link for link in above if not TOPIC_PATH.search(link.get("href") or "")] or above
    above = [link for link in above if _are_of_one_list(link, above[0])]
    if 0 < len(above) <= MAX_SECTIONS_ABOVE and not _is_in_menu(above[0]) and not _is_short_menu(context, above):
        return _own_of_menu(context, above[::-1])
    below = _section_links(context, near, is_above=False)
    named = [a for a in below if SECTION_CLASS.search(f"{a.get('class') or ''} {_parent_class(a)}")]
    return named[:1] or [a for a in below if a.getparent() is below[0].getparent() and _is_dated(a)]


def _is_dated(link: Element) -> bool:
    """Whether a link stands in one line with a date."""
    line = link.getparent()
    return line is not None and dates.read(short_text(line, MAX_NAME_CHARS + MAX_NAME_CHARS)) is not None


def _section_links(context: Context, near: Element, *, is_above: bool) -> list[Element]:
    """The links to sections among the elements before or after the headline, the nearest first, those in cards left out."""
    page, site = context.page, context.site
    is_article = article_test(page, site)
    found: list[Element] = []
    for element in _elements_beside(context, near, is_above=is_above):
        if element.tag not in SILENT and len((element.text or "").strip()) > MAX_NAME_CHARS:
            break
        url = page.resolve(element.get("href")) if element.tag == "a" else None
        if url is None or not site.owns(url):
            continue
        steps = urlsplit(url).path.strip("/").split("/")
        is_section = steps[0] and len(steps) <= MAX_PATH_STEPS
        is_section = is_section and (is_section_class(element.get("class") or "") or not is_article(url))
        if (
            is_section
            and not TAG_PATH.search(url)
            and not PERSON_PATH.search(url)
            and not any(map(AUTHOR_CLASS.search, (*classes(element), *_parent_class(element).split())))
            and SECTION_NAME.fullmatch(name := text_of(element))
            and not (any(map(str.isdigit, name)) and dates.read(name))
        ):
            found.append(element)
    return found


def _elements_beside(context: Context, near: Element, *, is_above: bool) -> Iterator[Element]:
    """The elements before or after an element, the nearest first, without those around it and those in cards of other articles."""
    page, neighbours = context.page, neighbours_of(context)
    beside = islice(_before(page, near) if is_above else page.following(near), MAX_ELEMENTS_WITH_CARDS)
    yield from islice((element for element in beside if not neighbours.is_in_card(element)), MAX_ELEMENTS)


def _before(page: Page, near: Element) -> Iterator[Element]:
    """The elements that end before another begins, the nearest first."""
    around = set(near.iterancestors())
    first = page.positions[near] - 1
    return (page.elements[position] for position in range(first, -1, -1) if page.elements[position] not in around)


def _is_in_menu(link: Element) -> bool:
    """Whether a link is one of many in a list, or stands in a box that is called a menu."""
    boxes = list(islice(link.iterancestors(), MAX_BOXES))
    items = next((box for box in boxes if box.tag not in ITEM_TAGS), None)
    if items is not None and sum(child.tag in LISTED_TAGS for child in items) > MAX_STEPS:
        return True
    if sum(box.tag in {"ul", "ol"} for box in boxes) > 1:
        # A menu inside an item of a menu.
        return True
    return any(_is_long_nav(box) or _is_menu_name(names_of(box)) for box in boxes)


def _is_short_menu(context: Context, links: list[Element]) -> bool:
    """Whether the few links of a ``nav`` are the site's menu: they lead side by side, and none to a folder of the page's address."""
    nav = next(links[0].iterancestors("nav"), None)
    if nav is None or (len(links) < MIN_MENU_LINKS and not _is_of_site(context, nav)):
        return False
    paths = [urlsplit(context.page.resolve(link.get("href")) or "").path.strip("/") for link in links]
    own = urlsplit(context.page.url).path.strip("/") + "/"
    return not any("/" in path or own.startswith(f"{path}/") for path in paths)


def _own_of_menu(context: Context, links: list[Element]) -> list[Element]:
    """Of several links in a ``nav`` that lead side by side, the one to the folder of the page's address; else all, which are a path.

    A section with several of its subsections behind it is the section alone.
    """
    if len(links) < MIN_MENU_LINKS:
        return links
    paths = [urlsplit(context.page.resolve(link.get("href")) or "").path.strip("/") for link in links]
    if _are_side_by_side(paths):
        return links[:1]
    own = urlsplit(context.page.url).path.strip("/") + "/"
    if next(links[0].iterancestors("nav"), None) is None:
        return links
    return (
        links
        if any("/" in path for path in paths)
        else [link for link, path in zip(links, paths, strict=True) if own.startswith(f"{path}/")]
    )


def _are_side_by_side(paths: list[str]) -> bool:
    """Whether the addresses behind the first are all folders right in it, and so none is in another."""
    section = EXTENSION.sub("", paths[0])
    inner = [path.removeprefix(f"{section}/") for path in paths[1:]]
    return bool(section) and all(
        path != before and "/" not in path for path, before in zip(inner, paths[1:], strict=True)
    )


def _is_of_site(context: Context, nav: Element) -> bool:
    """Whether a ``nav`` stands in the header of the site, which does not hold the headline."""
    if BREADCRUMB_CLASS.search(f"{names_of(nav)} {nav.get('aria-label') or ''}"):
        return False
    header = next(nav.iterancestors("header"), None)
    return (
        header is not None and context.title_element is not None and header not in context.title_element.iterancestors()
    )


def _is_long_nav(box: Element) -> bool:
    """Whether a box is a ``nav`` with many links."""
    return box.tag == "nav" and next(islice(box.iter("a"), MAX_SECTIONS_ABOVE, None), None) is not None


def _are_of_one_list(one: Element, other: Element) -> bool:
    """Whether two links stand in the same box, or in items of the same list."""
    box, other_box = one.getparent(), other.getparent()
    if box is None or other_box is None or box is other_box:
        return box is other_box
    return (
        box.tag == other_box.tag and box.getparent() is other_box.getparent() and box.tag in {"li", "span", "div", "p"}
    )


def _parent_class(element: Element) -> str:
    """The class of the parent of an element."""
    parent = element.getparent()
    return (parent.get("class") or "") if parent is not None else ""


def _path(context: Context, links: list[Element]) -> tuple[list[Breadcrumb], list[Element]]:
    """The path that some links show, and the links."""
    return _without_ends(context, [(text_of(link), context.page.resolve(link.get("href"))) for link in links]), links


def _first_path(context: Context, lists: Iterable[list[Element]]) -> tuple[list[Breadcrumb], list[Element]]:
    """The first path that one of several lists of links shows, and its links."""
    return next((found for links in lists if (found := _path(context, links))[0]), ([], []))


def _from_jsonld(context: Context) -> list[Breadcrumb]:
    """The path in the JSON-LD."""
    items = context.page.node("BreadcrumbList").get("itemListElement")
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
            pairs.append((names[0] if names else "", context.page.resolve(href)))
    return _without_ends(context, pairs)


def _without_ends(context: Context, steps: list[tuple[str, str | None]], *, is_host: bool = False) -> list[Breadcrumb]:
    """The steps of a path, each name once, without the home page and the article itself. ``is_host``: the section has the host for itself."""
    if not steps:
        return []
    site, page = context.site, context.page
    authors = context.authors.value if context.authors is not None else []
    publishers = jsonld.names(page.news.get("publisher"), page.nodes)
    names = (site.publisher, site.name, site.host, context.title, *publishers, *(author.name for author in authors))
    own = {name_key(name[:MAX_OWN_NAME_CHARS]) for name in names if name}
    home = {site.home, site.home.rstrip("/")}
    title = name_key(context.title[:MAX_OWN_NAME_CHARS])
    found: dict[str, Breadcrumb] = {}
    before = ""
    for step, url in steps:
        name = SEPARATORS.sub("", step)
        host = urlsplit(url or "").netloc.removeprefix("www.")
        is_subsite = bool(before) and host.endswith(f".{before}")
        before = before or host
        if len(name) > MAX_NAME_CHARS or (url in home and not (is_subsite or is_host)) or (url and url == page.url):
            continue
        key = name_key(name)
        if not key or key in own or key in HOME_NAMES or key in NO_SECTION_NAMES or _is_cut_headline(key, name, title):
            continue
        found.setdefault(key, Breadcrumb(name=name, url=url))
    return list(found.values())


def _is_cut_headline(key: str, name: str, title: str) -> bool:
    """Whether a step of the path is the beginning of the headline, cut short."""
    is_cut = name.endswith(("…", "...")) or len(key.split()) > MAX_SECTION_WORDS
    return is_cut and title.startswith(key.rstrip(" .…"))
