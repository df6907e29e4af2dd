"""The headline: as the reader sees it, else as the metadata name the page."""

from __future__ import annotations

import re
from copy import deepcopy
from itertools import chain, islice
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from newscrawl.extract import jsonld
from newscrawl.extract.candidate import Candidate
from newscrawl.extract.dom import Element, is_hidden, names_of, text_of
from newscrawl.extract.language import DENSE_LETTER
from newscrawl.extract.name_patterns import cached_search
from newscrawl.extract.selectors import compiled
from newscrawl.text.comparison import comparison_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from newscrawl.extract.context import Context
    from newscrawl.extract.page import Page

TITLE_SEPARATOR: Final = re.compile(r"\s+[|–—•·»-]\s+|\s*\|\s*")
"""What stands between a headline and the newspaper's name in a title."""

TITLE_CLASS: Final = re.compile(
    r"(?:^|[-_])(?:tieu-?de(?:-?(?:tin|bai))?|(?:news|article|post|detail|bai|tin)[-_]?title|title[-_]?(?:news|article|post|detail)|headline)(?:$|[-_])",
    re.IGNORECASE,
)
"""Class names of a headline that is no heading."""

TITLE_TAGS: Final = frozenset(("div", "p", "span", "td", "b", "strong", "font"))
"""Elements that may be such a headline."""

MIN_TITLE_BLANKS: Final = 4
"""Blanks in such a headline; a label has fewer."""

MIN_LONG_WORD_CHARS: Final = 8
"""Letters of a word that two titles of different pages hardly share."""

MAX_TITLE_PARTS: Final = 3
"""Separators of a title at which a part that the page shows is looked for."""

MIN_UNSPACED_CHARS: Final = 8
"""Characters of a headline in a language without blanks."""

MIN_H1_LIKENESS: Final = 0.5
"""Share of words that an ``h1`` and a title in the metadata must have in common."""

MIN_SUBHEADING_LIKENESS: Final = 0.8
"""The same for ``h2`` to ``h4``, of which a page has many."""

MAX_HEADLINE_CHARS: Final = 400
"""A longer text is no headline."""

ARCHIVED_TITLE: Final = re.compile(r".{1,80}»\s*Blog Archive\s*»\s*(?=\S)", re.IGNORECASE)
"""What old blogs put before a headline in a title."""

NO_TITLE_TAGS: Final = frozenset(("title", "a", "script", "style", "option", "textarea", "meta"))
"""Elements that never show the headline, although they may hold its words."""

SITE_BEFORE: Final = re.compile(r"\s*[:|»–—-]\s+$")
"""What stands between the name of a site and the headline behind it."""

MAIN_TAGS: Final = frozenset(("main", "article"))
"""Elements that hold the main part of a page."""

PART_TAGS: Final = frozenset(("span", "b", "strong", "em", "i", "small", "a"))
"""Elements that may be a part of a headline."""

KICKER_TAGS: Final = frozenset(("span", "b", "strong", "em", "small", "div", "p"))
"""Elements that may be a kicker at the beginning of a heading."""

MAX_KICKER_WORDS: Final = 6
"""Words of a kicker."""

MIN_PART_CHARS: Final = 3
"""A shorter part is an initial, or a part of a word."""

KICKER_CLASS: Final = re.compile(
    r"kicker|eyebrow|overline|dachzeile|topline|surtitle|pre-?title|supertitle|(?:^|[\s_-])(?:label|badge|category|section|topic|rubric)(?:[\s_-]|$)",
    re.IGNORECASE,
)
"""Class names of the words above a headline that are no part of it."""

_is_kicker_class: Final = cached_search(KICKER_CLASS)

THREAD_LABEL: Final = re.compile(r"\s*(?:Thread|Topic|Chủ đề)\s*:\s*", re.IGNORECASE)
"""What the systems of forums write before the title of a thread, which is in an element of its own."""

MAX_INDENT_CHARS: Final = 200
"""White space around the headline in the page's source."""


def candidates(context: Context) -> Iterator[Candidate[str]]:
    """The headlines that the page offers, best first; a text without a letter or digit is none."""
    return (found for found in _candidates(context) if any(map(str.isalnum, found.value)))


def _candidates(context: Context) -> Iterator[Candidate[str]]:
    page, layout, hints = context.page, context.layout, context.hints
    if layout is not None:
        for css in layout.headline:
            for element in compiled(css).elements(page):
                if (text := headline_text(element)) and len(text) <= MAX_HEADLINE_CHARS:
                    yield Candidate("headline", text, f"layout:{css}", element)
    first = first_without_layout(context)
    if first is not None:
        yield first
        yield from islice(_without_layout(page), 1, None)
    if hints is not None and hints.title:
        yield Candidate("headline", hints.title, hints.source or "feed")


def first_without_layout(context: Context) -> Candidate[str] | None:
    """The first headline that the page offers without a layout; found once for each page, because several fields ask for it."""
    return context.once("headline", lambda: next(_without_layout(context.page), None))


def _without_layout(page: Page) -> Iterator[Candidate[str]]:
    """The headlines with a letter or digit that the page offers without a layout, best first."""
    return (found for found in _stated_or_visible(page) if any(map(str.isalnum, found.value)))


def _stated_or_visible(page: Page) -> Iterator[Candidate[str]]:
    own_title = _without_archive(page.title or "")
    titles = [t for t in (jsonld.first(page.news, "headline"), page.meta("og:title", "twitter:title"), own_title) if t]
    yield from _visible(page, titles)
    if stated := jsonld.first(page.news, "headline", "name"):
        yield Candidate("headline", stated, "jsonld", _element_showing(page, stated))
    for name in ("og:title", "twitter:title", "title"):
        if titled := page.meta(name):
            titled = without_site(titled, page)
            yield Candidate("headline", titled, f"meta:{name}", _element_showing(page, titled))
    if page.title:
        titled = without_site(own_title, page)
        shown = _element_showing(page, titled)
        if shown is None and not page.meta("og:title", "twitter:title"):
            yield from _called_title(page)
            yield from _shown_part(page, page.title)
        yield Candidate("headline", titled, "title", shown)


def _shown_part(page: Page, title: str) -> Iterator[Candidate[str]]:
    """The element that shows the first or the last part of a title whose other part is the newspaper's name."""
    signs = list(TITLE_SEPARATOR.finditer(title))[:MAX_TITLE_PARTS]
    for part in (*(title[: sign.start()] for sign in reversed(signs)), *(title[sign.end() :] for sign in signs)):
        if part.count(" ") >= MIN_TITLE_BLANKS and (shown := _element_showing(page, part)) is not None:
            yield Candidate("headline", text_of(shown), "title", shown)
            return


def _without_archive(title: str) -> str:
    """A title without the blog's name and the word for its archive, which old blogs put first: ``Blog » Blog Archive » Headline``."""
    archived = ARCHIVED_TITLE.match(title)
    return title[archived.end() :] if archived else title


def _called_title(page: Page) -> Iterator[Candidate[str]]:
    """The element that its class calls the title, of a page without headings whose own title no element shows."""
    for element in page.with_class(TITLE_CLASS):
        words = text_of(element) if element.tag in TITLE_TAGS else ""
        is_title = words.count(" ") >= MIN_TITLE_BLANKS and len(words) <= MAX_HEADLINE_CHARS
        if is_title and next(chain(element.iter("a"), element.iterancestors("a")), None) is None:
            yield Candidate("headline", words, "visible", element)
            return


def _visible(page: Page, titles: list[str]) -> Iterator[Candidate[str]]:
    """The headings that resemble a title in the metadata, most alike first; without a title, the headings with several words."""
    keys = [set(comparison_key(title).split()) for title in titles]
    all_words = frozenset(chain.from_iterable(keys))
    scored: list[tuple[float, Candidate[str]]] = []
    for tags, least in ((("h1",), MIN_H1_LIKENESS), (("h2", "h3", "h4"), MIN_SUBHEADING_LIKENESS)):
        for element in page.root.iter(*tags) if not scored else ():
            text = headline_text(element, titles) if element.get("itemprop") != "alternativeHeadline" else ""
            if not text or len(text) > MAX_HEADLINE_CHARS:
                continue
            words = set(comparison_key(text).split())
            is_begun = _begins_unspaced(text, titles)
            if words.isdisjoint(all_words) and not is_begun:
                continue
            likeness = max((len(words & key) / len(words | key) for key in keys if key), default=0.0)
            contained = any(words <= key for key in keys)
            is_part = contained and len(words) > 4  # noqa: PLR2004 - a title plus the site's name
            is_alike = is_begun or is_part or likeness >= least or _ends_title(page, text, titles)
            if is_alike and not (tags[0] != "h1" and _leads_elsewhere(page, element)) and not _is_logo(page, element):
                scored.append((_is_in_hidden(element) - likeness, Candidate("headline", text, "visible", element)))
    yield from (found for _, found in sorted(scored, key=lambda item: item[0]))
    if scored:
        return
    alone = [e for e in page.by_tag("h1") if text_of(e) and not _is_logo(page, e)]
    if len(alone) == 1 and (_says_enough(text_of(alone[0]), all_words) or _begins_title(page, alone[0])):
        yield Candidate("headline", headline_text(alone[0], titles), "visible", alone[0])
    elif (heading := _in_header_of_article(page)) is not None:
        yield Candidate("headline", headline_text(heading), "visible", heading)
    elif not titles:
        # The metadata have no title: the first heading is the headline.
        named = ((e, text_of(e)) for e in page.root.iter("h1", "h2", "h3") if not _is_logo(page, e))
        yield from (Candidate("headline", text, "visible", e) for e, text in named if len(text.split()) > 3)  # noqa: PLR2004 - see above


def _says_enough(heading: str, title_words: Collection[str]) -> bool:
    """Whether the only ``h1`` is a headline, not a logo or a section: it has several words, or three with a long one of the metadata's title."""
    count = len(heading.split())
    if count != MIN_TITLE_BLANKS - 1:
        return count >= MIN_TITLE_BLANKS
    long_words = {word for word in map(_bare, comparison_key(heading).split()) if len(word) >= MIN_LONG_WORD_CHARS}
    return not long_words.isdisjoint(map(_bare, title_words))


def _begins_title(page: Page, heading: Element) -> bool:
    """Whether the title is a heading of the page's main part and a name behind it: short headings of guides and documentation."""
    words = text_of(heading)
    if not (page.title or "").startswith(words) or TITLE_SEPARATOR.match(page.title or "", len(words)) is None:
        return False
    return any(box.tag in MAIN_TAGS or box.get("role") == "main" for box in heading.iterancestors())


def _ends_title(page: Page, heading: str, titles: Collection[str]) -> bool:
    """Whether a title is the name of the site, which its logo shows, and a heading behind a colon or dash: ``Paddock Walk: The weir``."""
    fits = [title for title in titles if title.endswith(heading) and SITE_BEFORE.search(title[: -len(heading)])]
    if not fits:
        return False
    names = {comparison_key(text_of(logo)) for logo in page.by_tag("h1") if _is_logo(page, logo)}
    return any(comparison_key(SITE_BEFORE.sub("", title[: -len(heading)])) in names for title in fits)


def _bare(word: str) -> str:
    """A word without the signs at its ends."""
    return word.strip(".,:;!?…'\"“”‘’()")


def _is_in_hidden(heading: Element) -> bool:
    """Whether an element around a heading hides it, as text for programs that share the page is hidden."""
    return any(map(is_hidden, heading.iterancestors()))


def _in_header_of_article(page: Page) -> Element | None:
    """The only heading in the only ``header`` in an ``article``: the metadata may have another title, for search engines."""
    headers = [header for header in page.by_tag("header") if next(header.iterancestors("article"), None) is not None]
    headings = list(islice(headers[0].iter("h2", "h3"), 2)) if len(headers) == 1 else []
    if len(headings) != 1 or _leads_elsewhere(page, headings[0]) or _is_logo(page, headings[0]):
        return None
    words = headline_text(headings[0])
    return headings[0] if len(words.split()) > MIN_TITLE_BLANKS and len(words) <= MAX_HEADLINE_CHARS else None


def _begins_unspaced(text: str, titles: list[str]) -> bool:
    """Whether one of the titles begins with a heading in a language without blanks, whose words cannot be compared."""
    if text.isascii() or len(text) < MIN_UNSPACED_CHARS or not DENSE_LETTER.search(text):
        return False
    key = comparison_key(text)
    return any(comparison_key(title).startswith(key) for title in titles)


def _leads_elsewhere(page: Page, heading: Element) -> bool:
    """Whether a heading is the title of a card: its link leads to another page than this one, whatever the host is called."""
    link = next(heading.iter("a"), None)
    link = link if link is not None else next(heading.iterancestors("a"), None)
    url = page.resolve(link.get("href")) if link is not None else None
    return url is not None and _path(url) not in set(map(_path, page.own_addresses))


def _path(url: str) -> str:
    """The path of an address, without host and query."""
    return urlsplit(url).path.rstrip("/")


def headline_text(heading: Element, titles: Collection[str] = ()) -> str:
    """The text of a heading: without a kicker in an element of its own, with a blank between two parts that stand side by side.

    A kicker is called so, ends in a colon, or stands before words that are one of ``titles``.
    """
    kicker = _kicker_before_title(heading, titles) if len(heading) else None
    if kicker is not None:
        return kicker
    if not any(_changes_text(child) for child in heading if child.tag in PART_TAGS):
        words = text_of(heading)
        label = (heading.text or "") if len(heading) and ":" in (heading.text or "") else ""
        return words[len(label.strip()) :].lstrip() if label and THREAD_LABEL.fullmatch(label) else words
    copied, is_parted = deepcopy(heading), False
    for part in [child for child in copied if child.tag in PART_TAGS]:
        before, after = part.getprevious(), part.tail or ""
        if _is_kicker_class(part.get("class") or "") and len(text_of(copied).split()) > len(text_of(part).split()) + 2:
            if before is not None:
                before.tail = f"{before.tail or ''} {after}"
            else:
                copied.text = f"{copied.text or ''} {after}"
            copied.remove(part)
            is_parted = True
        elif not after and _are_parts(part, part.getnext()):
            part.tail = " "
    words = text_of(copied)
    return words.lstrip(" :|–—-") if is_parted else words


def _kicker_before_title(heading: Element, titles: Collection[str]) -> str | None:
    """The words behind the first element of a heading, if that element is a kicker; ``None`` if it is none."""
    inner = heading
    while len(inner) == 1 and not (inner.text or "").strip() and not (inner[0].tail or "").strip():
        inner = inner[0]
    parts = [child for child in inner if isinstance(child.tag, str)]
    if not parts or parts[0].tag not in KICKER_TAGS or (inner.text or "").strip():
        return None
    label = text_of(parts[0])
    rest = [parts[0].tail or "", *(f"{text_of(part)}{part.tail or ''}" for part in parts[1:])]
    words = " ".join(" ".join(rest).split())
    if not label or not words.strip(" :|–—-") or len(label.split()) > MAX_KICKER_WORDS:
        return None
    key = comparison_key(words.lstrip(" :|–—-"))
    is_title = any(key in {comparison_key(title), comparison_key(TITLE_SEPARATOR.split(title)[0])} for title in titles)
    # A colon between two elements: the second one is the headline. One in running words is the author's.
    ends = label.endswith(":") or (words.startswith(":") and len(parts) > 1)
    is_apart = (
        ends and len(parts) > 1 and not (parts[0].tail or "").strip(" :") and len(words.split()) >= MIN_TITLE_BLANKS - 1
    )
    return words.lstrip(" :|–—-") if is_title or is_apart else None


def _changes_text(part: Element) -> bool:
    """Whether a part may be a kicker, or may need a blank behind it. Nearly all headings have no such part and need no copy."""
    return _is_kicker_class(part.get("class") or "") or (not part.tail and _are_parts(part, part.getnext()))


def _are_parts(one: Element, other: Element | None) -> bool:
    """Whether two elements that stand side by side are two parts of a headline, not two pieces of a word."""
    if other is None or other.tag not in PART_TAGS:
        return False
    return all(len(text_of(side)) >= MIN_PART_CHARS for side in (one, other))


def _element_showing(page: Page, title: str) -> Element | None:
    """The element that shows a title although it is no heading: a bold line, a cell of a table."""
    key = comparison_key(title)
    for element, own in zip(page.elements, page.texts, strict=True):
        text = own or ""
        fits = len(title) <= len(text) <= len(title) + MAX_INDENT_CHARS and element.tag not in NO_TITLE_TAGS
        if (
            fits
            and _may_begin_like(text, key)
            and comparison_key(text) == key
            and next(element.iterancestors("head", "a"), None) is None
        ):
            return element
    return None


def _may_begin_like(text: str, key: str) -> bool:
    """Whether a text may have a comparison key: a quick test that most texts fail by their first letter."""
    start = text.lstrip()[:2]
    # A combining mark, or a sign that the key writes in another way, could hide the letter.
    is_plain = start.isascii() and start[:1].isalnum()
    return not is_plain or start[0].lower() == key[:1]


def _is_logo(page: Page, heading: Element) -> bool:
    """Whether a heading is the newspaper's name: it is called a logo, or its only link leads to the home page."""
    if "logo" in names_of(heading).lower():
        return True
    links = [page.resolve(a.get("href")) for a in heading.iter("a")]
    return len(links) == 1 and links[0] is not None and not links[0].partition("://")[2].partition("/")[2].strip("/")


def without_site(title: str, page: Page) -> str:
    """A title without the newspaper's name and section at its end."""
    known = comparison_key(page.meta("og:site_name") or "")
    parts = TITLE_SEPARATOR.split(title)
    seps = TITLE_SEPARATOR.findall(title)
    while len(parts) > 1:
        last = comparison_key(parts[-1])
        is_site = (
            last == known
            or bool(re.search(r"\.(?:vn|com|net|org)\b|\b(?:báo|online|news|tin tức)\b", last))
            or "|" in seps[-1]
        )
        if not is_site and len(last.split()) > 2:  # noqa: PLR2004 - a name, not a clause
            break
        if not is_site and len(parts) == 2 and len(comparison_key(parts[0]).split()) < 4:  # noqa: PLR2004 - "Hà Nội - Huế" is one title
            break
        parts.pop()
        seps.pop()
    out = parts[0]
    for separator, part in zip(seps, parts[1:], strict=False):
        out += separator + part
    return out.strip()
