"""Bylines outside the article's text: in the elements that the profile names, in the metadata, and in elements called author.

The body is read after them: a line of the text that only repeats one of their names is a byline, too.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import groupby, islice, pairwise
from typing import TYPE_CHECKING, Final

from newscrawl import urls
from newscrawl.extract import jsonld, people
from newscrawl.extract.candidate import Candidate
from newscrawl.extract.dom import Element, short_text, text_of
from newscrawl.extract.language import DENSE_LANGUAGES, language_of
from newscrawl.extract.link_paths import PERSON_PATH
from newscrawl.extract.link_targets import folder
from newscrawl.extract.name_patterns import cached_search
from newscrawl.extract.names import AGENCIES, NAME_PREFIX, is_outlet, looks_like_full_name, looks_like_name
from newscrawl.extract.names_abroad import OTHER_WORK_ROLE, dense_names
from newscrawl.extract.neighbours import neighbours_of
from newscrawl.extract.selectors import compiled
from newscrawl.extract.values import StatedBylines
from newscrawl.items import Author
from newscrawl.text.comparison import comparison_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from newscrawl.extract.context import Context
    from newscrawl.extract.neighbours import Neighbours
    from newscrawl.extract.page import Page
    from newscrawl.extract.people import Byline

AUTHOR_META: Final = tuple(
    """article:author author dable:author dc.creator dcterms.creator dc:creator byl byline parsely-author sailthru.author
    cxenseparse:author rbauthors article:author_name author_name article.author shareaholic:article_author_name og:author
    og:article:author article:authors article_author article-author articleauthor article:author:name article_author_name
    article:byline dcsext.author dcsext.articleauthor rnews:author mediator_author vr:author bt:author
    cxenseparse:recs:author analyticsattributes.author analyticsattributes.articleauthor search.author search.byline st.author
    content_author content-author page_author page.author pageauthor news_author newsauthor story_author post_author authors
    author-name authorname author.name writer reporter
    citation_author""".split()  # noqa: SIM905 - a list of words reads better so
)
"""Names of meta tags with the author, the more exact ones first."""

WRITTEN_BY_LABEL: Final = re.compile(
    r"written by|được viết bởi|author|tác giả|escrito por|écrit par|verfasst von|scritto da", re.IGNORECASE
)
"""Labels of the card for a social network that say that the author follows."""

ACCOUNT_NAME: Final = re.compile(
    r"(?-i:[a-z0-9._@-]+)|admin\w*|quản trị(?: viên)?|ban biên tập|biên tập viên|editor|webmaster", re.IGNORECASE
)
"""Names of accounts: content systems give one as the author of an article that nobody signed."""


TITLE_SEPARATOR: Final = re.compile(r"\s+[-–—|·•»:]\s+|\s*\|\s*")
"""What stands between headline and newspaper in a page's title."""

KIND_OF_NEWSPAPER: Final = re.compile(
    r"^(?:(?:báo|tạp chí|trang tin)(?: điện tử)?|the)\s+|\s+(?:điện tử|online|việt nam online|news|newspaper|\.com|\.vn)$",
    re.IGNORECASE,
)
"""What newspapers put around their names in one place and leave out in another."""


MIN_BRAND_CHARS: Final = 4
"""A shorter word of a host may be any word."""

NO_BRANDS: Final = frozenset(("news", "blog", "blogs", "online", "regional", "sport", "sports", "amp", "mobile"))
"""Words of hosts that are no newspaper's name."""

OF_NEWSROOM: Final = re.compile(
    r"\b(?:redacci[óo]n|reda[çc][ãa]o|redaksi|redazione|r[ée]daction|redaktion|redactie|newsroom|news|staff|team|tim|desk|media|editors?|editorial|online|digital|press|correspondent|reporters?|bureau|web|tv|agencias?)\b",
    re.IGNORECASE,
)
"""Words that make a name with the newspaper's own in it that of its newsroom."""

MAX_SLOT_LINES: Final = 6
"""More lines that one selector finds are not read."""


AUTHOR_CLASS: Final = re.compile(
    r"(?:^|[-_]|(?-i:(?<=[a-z])(?=[A-Z])))(?:authors?|byline|tac-?gia|but-?danh|nguoi-?viet|pen-?name|writers?|columnists?|contributors?|attribution__item"
    r"|autor(?:e|en|es|ka)?|auteurs?|verfasser(?:in)?|penulis|skribent|forfatter|yazar)"
    r"(?:$|[-_]{0,2}(?:names?|info|text|link|top|line|list|wrap|zone|box|bio|card|profile|block|details|news|container|wrapper|row|data|area)?$)",
    re.IGNORECASE,
)
"""Class names of a byline."""

NAME_CLASS: Final = re.compile(r"(?:author|byline|writer|reporter)[-_]*(?:name|author)(?:$|\s)", re.IGNORECASE)
"""Class names of a name in a byline that has more than names."""

_is_name_class: Final = cached_search(NAME_CLASS)

MAX_PARTS: Final = 30
"""Elements in a byline that are looked at."""

PHOTO_CLASS: Final = re.compile(r"photo|image|img", re.IGNORECASE)
"""Class names of a picture's author or of an author's picture."""

_is_photo_class: Final = cached_search(PHOTO_CLASS)

ALL_POSTS_LABEL: Final = re.compile(
    r"\W*(?:(?:learn |read )?more about\b|(?:view|see|read|browse|show) (?:all|more|other)|all (?:posts|articles|stories)|more (?:from|by|posts|stories|articles)|follow\b"
    r"|(?:xem )?(?:tất cả|thêm|các) (?:các )?(?:bài|tin)|xem (?:tất cả|thêm)|bài viết (?:khác )?(?:của|bởi)|theo dõi\b|alle (?:artikel|beiträge)|tous les articles"
    r"|voir (?:tous|plus)|ver (?:todos|todas|más|mais)|tutti gli articoli|vedi tutti).*$",
    re.IGNORECASE | re.DOTALL,
)
"""The label of a link to all articles of a writer, up to the end of the line."""

MARK_ATTRIBUTES: Final = ("data-testid", "data-component", "data-test", "data-qa", "data-hook")
"""Attributes that name a box for programs where class names mean nothing."""

AUTHOR_MARK: Final = re.compile(
    r"(?:^|[-_])(?:author|byline|contributor)s?(?:[-_]?(?:name|text|block|line))?s?$|^user-name$|[aA]uthorNames?$|[bB]yline(?:Name|Text)?$"
)
"""Values of these attributes for a byline."""

OTHER_WORK_LABEL: Final = re.compile(
    r"(?:(?:edited|translated|reviewed|checked|illustrated|photographed|produced|photos?|photographs|illustrations?|graphics)\s+by:?|photos?:|ảnh:|biên tập:|dịch:)\s*$",
    re.IGNORECASE,
)
"""What stands before a link to somebody who did not write the article."""

PARTED_TAGS: Final = ("time", "button")
"""Elements that show that a byline's box holds a date or buttons beside the names."""

NAME_TAGS: Final = ("h2", "h3", "h4", "h5", "strong")
"""Elements in a box on the author that hold the name."""

ABOUT_LABEL: Final = re.compile(r"(?:About|Written by|Über|À propos de|Sobre)\s+(?!the\b)", re.IGNORECASE)
"""What stands before the name in such an element."""

MAX_BOXES: Final = 6
"""Boxes called author that are read."""

MAX_SEARCHED_BOXES: Final = 40
"""Boxes called author that are looked at: those of neighbours may come first."""

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
    line: str,
    source: str,
    names: frozenset[str],
    *,
    language: str = "",
    in_author_slot: bool = True,
    element: Element | None = None,
) -> Candidate[Byline] | None:
    """The byline in a line; ``None`` if it names neither an author nor a source. ``names`` are the newspaper's own.

    ``language`` is the page's, for the word between two names.
    """
    found = people.read(line, publisher=names, in_author_slot=in_author_slot, language=language)
    if language not in {"", "vi"} and not found.authors and (found.source or "").casefold() in AGENCIES:
        # Newspapers of the world sign with the agency's name alone.
        found = found._replace(authors=[Author(name=found.source or "", type="organization")])
    return Candidate("authors", found, source, element) if found.authors or found.source else None


def own_names(context: Context) -> frozenset[str]:
    """The names of the newspaper itself: it is no author of its own articles. Found once for each page."""
    return context.once("own_names", lambda: _own_names(context))


def _own_names(context: Context) -> frozenset[str]:
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
    label = urls.registered(urls.host(context.page.url)).partition(".")[0]
    letters = {label, label.removeprefix("bao"), f"bao{label}"} if len(label) >= MIN_BRAND_CHARS else set()
    names.update(_publishers(context.page))
    names.update(_names_behind_title(context))
    brands = _brands(urls.host(context.page.url))
    stated = jsonld.names(context.page.news.get("author"), context.page.nodes)
    names.update(name for name in stated if OF_NEWSROOM.search(name) and _bears(name, brands))
    bare = [KIND_OF_NEWSPAPER.sub("", name) for name in names if name]
    # "Báo Cù Lao" is "Cù Lao điện tử"; a single word may be a person's name, unless it is a newspaper's.
    names.update(
        form for name in bare if " " in name or is_outlet(name) for form in (name, f"Báo {name}", f"{name} Online")
    )
    return frozenset(filter(None, names | letters))


def _publishers(page: Page) -> set[str]:
    """The names of the publisher in JSON-LD, without a person who writes and publishes a site that has a name of its own."""
    publishers = set(jsonld.names(page.news.get("publisher"), page.nodes))
    site_name = page.meta("og:site_name")
    author = page.news.get("author")
    author = author[0] if isinstance(author, list) and len(author) == 1 else author
    if site_name and isinstance(author, dict) and author.get("@type") == "Person":
        publishers -= {name for name in jsonld.names(author, page.nodes) if name != site_name}
    return publishers


def _names_behind_title(context: Context) -> list[str]:
    """The names that stand behind the headline in the page's title: the newspaper's, a section's."""
    title = context.page.title or ""
    if not context.title or not title.startswith(context.title):
        return []
    return [name for name in TITLE_SEPARATOR.split(title[len(context.title) :]) if name.strip()]


def _by_layout(context: Context, names: frozenset[str]) -> Iterator[Candidate[Byline]]:
    """The bylines that a layout's selectors find, without those of neighbours."""
    selectors = context.selectors
    neighbours = neighbours_of(context) if selectors is not None else None
    language = language_of(context.page)[0]
    for css in selectors.author if selectors is not None else ():
        matches = list(compiled(css).elements_with_values(context.page))
        matches = [match for match in matches if neighbours is None or not neighbours.is_beside(match[0])]
        lines = list(dict.fromkeys(value for _, value in matches))
        if found := byline("\n".join(lines[:MAX_SLOT_LINES]), f"layout:{css}", names, language=language):
            yield found._replace(element=matches[0][0])


def _by_metadata(context: Context, names: frozenset[str]) -> Iterator[Candidate[Byline]]:
    """The authors in JSON-LD and meta tags, then those in elements that are called author.

    If the metadata name no person, a person whom the article shows comes first: content systems give accounts and desks.
    """
    stated = list(_stated(context, names))
    shown = list(_shown(context, names))
    brands = _brands(urls.host(context.page.url))

    def names_person(found: Candidate[Byline]) -> bool:
        return any(author.type == "person" and not _bears(author.name, brands) for author in found.value.authors)

    if any(map(names_person, shown)) and not any(map(names_person, stated)):
        stated, shown = (
            [*filter(names_person, shown)],
            [*stated, *(found for found in shown if not names_person(found))],
        )
    yield from stated
    yield from shown


@lru_cache(maxsize=1024)
def _brands(host: str) -> frozenset[str]:
    """The words of a host by which a name may be the newspaper's: ``folha`` of ``www1.folha.uol.com.br``."""
    labels = host.split(".")[:-1]
    return frozenset(label for label in labels if len(label) >= MIN_BRAND_CHARS and label not in NO_BRANDS)


def _bears(name: str, brands: frozenset[str]) -> bool:
    """Whether a name has the newspaper's own among its words: "Folha de S.Paulo", "Redacción Clarín"."""
    return not brands.isdisjoint(comparison_key(name, marks=False).split())


def _stated(context: Context, names: frozenset[str]) -> Iterator[Candidate[Byline]]:
    """The authors in JSON-LD and meta tags."""
    page = context.page
    language = language_of(page)[0]
    value = page.news.get("author") or page.news.get("creator")
    stated = jsonld.names(value, page.nodes)
    may_be_author = _author_test(context)
    if found := byline("\n".join(filter(may_be_author, stated)), "jsonld", names, language=language):
        yield found
    for name in AUTHOR_META:
        if name in page.metas:
            text = "\n".join(dict.fromkeys(filter(may_be_author, page.metas[name][:MAX_SLOT_LINES])))
            if text and (found := byline(text, f"meta:{name}", names, language=language)):
                yield found
    for number in ("1", "2"):
        if WRITTEN_BY_LABEL.fullmatch(page.meta(f"twitter:label{number}") or ""):
            text = page.meta(f"twitter:data{number}") or ""
            if may_be_author(text) and (found := byline(text, f"meta:twitter:data{number}", names, language=language)):
                yield found


def _author_test(context: Context) -> Callable[[str], bool]:
    """A test whether a text in the metadata may be an author's name.

    It is no address, not the article's section, and on a site without a profile no account.
    """
    page = context.page
    sections = {
        text.casefold()
        for text in (page.meta("article:section") or "", *jsonld.texts(page.news.get("articleSection")))
        if text
    }
    is_unknown = context.site.family == "unknown"

    def may_be_author(text: str) -> bool:
        is_account = is_unknown and bool(ACCOUNT_NAME.fullmatch(text))
        return bool(text) and "://" not in text and not is_account and text.casefold() not in sections

    return may_be_author


def _shown(context: Context, names: frozenset[str]) -> Iterator[Candidate[Byline]]:
    """The authors in elements that are called author: in the article's box, then in the boxes around it, never a neighbour's."""
    page = context.page
    language = language_of(page)[0]
    neighbours = neighbours_of(context)
    outside: list[Candidate[Byline]] = []
    for element, line in _called_author(page, context.title_element, context.root_element, neighbours):
        written = ALL_POSTS_LABEL.sub("", line).strip()
        if people.credits_other_work(written):
            continue
        if language in DENSE_LANGUAGES and (reporters := dense_names(written)):
            written = "\n".join(reporters)
        if written and (found := byline(written, "visible", names, language=language, element=element)):
            if element is None or neighbours.is_inside(element):
                yield found
            else:
                outside.append(found)
    yield from outside


def _called_author(
    page: Page, headline: Element | None, root: Element | None, neighbours: Neighbours
) -> Iterator[tuple[Element | None, str]]:
    """The lines of what is called a byline, each with its element: links to authors' pages below the headline, then boxes."""
    end = page.span(root).stop if root is not None else len(page.elements)
    if headline is not None:
        start = len(page.links_before(headline))
        links = page.by_tag("a")[start : start + MAX_LINKS_BELOW_HEADLINE]
        named = [(a, short_text(a, MAX_LINE_CHARS)) for a in links if PERSON_PATH.search(a.get("href") or "")]
        named = [
            (a, name)
            for a, name in named
            if not (OTHER_WORK_LABEL.search(_text_before(a)) or OTHER_WORK_ROLE.match(a.tail or ""))
        ]
        named = [
            (a, name)
            for a, name in named
            if name and len(name.split()) <= MAX_NAME_WORDS and not ALL_POSTS_LABEL.match(name)
        ]
        named = [(a, name) for a, name in named if not neighbours.is_beside(a)]
        # Below the text are other persons, too: those who answer, and other authors.
        named = [(a, name) for a, name in named if page.positions[a] < end] or named
        if named:
            # The text may link persons, too: their pages stand in another part of the site.
            kinds = [folder((page.resolve(a.get("href")) or "").rstrip("/")) for a, _ in named]
            of_kind = (name for kind, (_, name) in zip(kinds, named, strict=True) if kind == kinds[0])
            yield named[0][0], "\n".join(dict.fromkeys(of_kind))
    for boxes in _boxes_called_author(page, neighbours):
        if text := "\n".join(dict.fromkeys(filter(None, map(_line, boxes)))):
            yield boxes[0], text


def _text_before(link: Element) -> str:
    """The text right before a link in its box."""
    before, box = link.getprevious(), link.getparent()
    return (before.tail if before is not None else box.text if box is not None else "") or ""


def _line(box: Element) -> str:
    """The line of a box that is called author; of a box with more in it, such as a biography, the name that it links first."""
    inner = list(islice(box.iter("*"), 1, MAX_PARTS)) if len(box) else []
    kind = next(filter(_is_name_class, (part.get("class") or "" for part in inner)), None)
    named = [short_text(part, MAX_LINE_CHARS) for part in inner if kind and part.get("class") == kind]
    if named and looks_like_full_name(named[0]):
        return "\n".join(dict.fromkeys(filter(None, named)))
    if text := short_text(box, MAX_LINE_CHARS):
        about = people.BIO.search(text) if len(box) else None
        if about is not None and looks_like_full_name(text[: about.start()]):
            text = text[: about.start()]
        if about is not None or not len(box):
            return text
        parts = list(box.itertext())
        is_parted = (
            next(box.iter(*PARTED_TAGS), None) is not None
            or next(islice(box.iter("li"), 1, None), None) is not None
            or any(before[-1:].islower() and after[:1].isupper() for before, after in pairwise(parts))
        )
        return "\n".join(_before_next_label(list(filter(None, map(str.strip, parts))))) if is_parted else text
    if box.get("itemprop") == "author" and not text_of(box):
        # A hidden person of microdata, whose name is for programs alone.
        names = (meta.get("content") for meta in box.iter("meta") if meta.get("itemprop") == "name")
        return next(filter(None, names), "")
    first = next((name for a in islice(box.iter("a"), MAX_BOXES) if (name := short_text(a, MAX_LINE_CHARS))), "")
    if 1 < len(first.split()) <= MAX_NAME_WORDS and looks_like_name(first):
        return first
    headings = (short_text(title, MAX_LINE_CHARS) for title in islice(box.iter(*NAME_TAGS), 1))
    name = ABOUT_LABEL.sub("", next(headings, ""), count=1)
    return name if looks_like_full_name(name) else ""


def _before_next_label(parts: list[str]) -> list[str]:
    """The lines of a byline's box up to the label of something else, ``Topic:``, or up to what the author is, behind the name again."""
    ends = (
        at
        for at, part in enumerate(parts)
        if at and (part.startswith(f"{parts[0]} ") or (part.endswith(":") and not NAME_PREFIX.fullmatch(f"{part} ")))
    )
    return parts[: next(ends, len(parts))]


def _boxes_called_author(page: Page, neighbours: Neighbours) -> Iterator[list[Element]]:
    """The elements that markup or class name an author, without those of neighbours. Authors side by side come together."""
    for css in ("[itemprop=author]", "a[rel~=author]"):
        found = (box for box in compiled(css).elements(page)[:MAX_SEARCHED_BOXES] if not neighbours.is_beside(box))
        yield from islice(_side_by_side(found), 2)
    called = (
        box for box in page.with_class(AUTHOR_CLASS)[:MAX_SEARCHED_BOXES] if not _is_photo_class(box.get("class") or "")
    )
    yield from islice(_side_by_side(box for box in called if not neighbours.is_beside(box)), MAX_BOXES)
    for name in MARK_ATTRIBUTES:
        marked = (box for box in page.with_attribute(name) if AUTHOR_MARK.search(box.get(name) or ""))
        yield from islice(_side_by_side(box for box in marked if not neighbours.is_beside(box)), 2)


def _side_by_side(boxes: Iterable[Element]) -> Iterator[list[Element]]:
    """The boxes in groups: those of one parent that look alike, which name several authors."""
    for _, group in groupby(boxes, lambda box: (box.getparent(), box.tag, box.get("class"))):
        yield list(islice(group, MAX_SLOT_LINES))
