"""What the links of a page lead to: an article of this site, of another newspaper, or something else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from newscrawl import sites, urls
from newscrawl.extract.dom import text_of
from newscrawl.extract.link_paths import FUNCTION_PATH, PERSON_PATH, TAG_PATH, TOPIC_PATH
from newscrawl.extract.memory import Memory
from newscrawl.text.comparison import comparison_key

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from newscrawl.extract.dom import Element
    from newscrawl.extract.page import Page
    from newscrawl.sites.profile import Site

MAX_REMEMBERED: Final = 8_192
"""Number of addresses whose targets are remembered for a site."""

MAX_REMEMBERED_CHARS: Final = 400
"""A longer address is not remembered."""

MAX_SITES: Final = 256
"""Number of sites whose targets are remembered."""

NUMBER: Final = re.compile(r"\d+")
MIN_ID_DIGITS: Final = 4
"""A number with fewer digits does not name an article."""

MIN_LONG_ID_DIGITS: Final = 8
"""A number with so many digits is no year."""

MIN_LINKS_OF_SECTION: Final = 3
"""So many links to articles in the article's own section show that a block offers that section."""

CODE: Final = re.compile(r"(?<=/)(?=[a-z]*\d)(?=\d*[a-z])[a-z\d]{9,16}$")
"""A code of letters and digits at the end of an address, by which a system finds its articles."""

MIN_TITLE_CHARS: Final = 25
MIN_TITLE_BLANKS: Final = 4
"""A link text with fewer characters or words is no title of an article."""

MIN_SLUG_WORDS: Final = 3
"""An address whose last part has fewer words may be a section's."""

MIN_SHARED_WORDS: Final = 2
"""So many words of an address are at least in the title of the article."""

WORDS: Final = re.compile(r"[^\W\d_]{2,}")
"""The words of the last part of an address."""

KNOWN_SITE_DIGITS: Final = 1_000
"""Stands for the digits of an article on a site whose profile knows its articles, or of a post named by its number alone."""


def _longest_number(url: str) -> int:
    """The digits of the longest number in an address after its host; 0 without a number."""
    return max(map(len, NUMBER.findall(url.partition("://")[2].partition("/")[2])), default=0)


_LONGEST_NUMBERS: Final = Memory(_longest_number, most=1_024)
"""The same, remembered: several fields ask for that of the page's own address."""


class Target(NamedTuple):
    """What an address leads to."""

    url: str
    """The canonical address."""

    id: str
    """The id of the article, as in the record."""

    is_article: bool
    """Whether it looks like an article's address: by the profile of its host or, on the site's own hosts, by its form."""

    digits: int
    """Length of the longest number after the host; larger than any number where the form of the address is proof enough."""


class _Form(NamedTuple):
    """The form of an address that ends in the words of a title."""

    folders: tuple[str, ...]
    """The folders, with a sign for each number."""

    words: frozenset[str]
    ending: str


def _form(url: str) -> _Form | None:
    """The form of an address; ``None`` if it does not end in several words."""
    path = url.partition("://")[2].partition("?")[0].partition("#")[0].partition("/")[2].strip("/")
    *folders, last = path.split("/")
    slug, _, ending = last.partition(".")
    words = WORDS.findall(slug.lower())
    if len(words) < MIN_SLUG_WORDS:
        return None
    return _Form(tuple(NUMBER.sub("#", folder) for folder in folders), frozenset(words), NUMBER.sub("#", ending))


_FORMS: Final = Memory(_form, most=MAX_REMEMBERED)
"""The forms of addresses, remembered: the pages of a site link the same pages."""


class Targets:
    """The targets of addresses, seen from one site.

    They are remembered, because the pages of a site link the same articles.
    """

    def __init__(self, site: Site) -> None:
        self.site = site
        self._seen: dict[str, Target | None] = {}
        self._rooted: dict[str, dict[str | None, Target | None]] = {}

    def rooted(self, origin: str) -> dict[str | None, Target | None]:
        """The targets of full and rooted (``/path``) addresses on pages of one origin, to be filled by the caller."""
        if sum(map(len, self._rooted.values())) >= MAX_REMEMBERED:
            self._rooted.clear()
        return self._rooted.setdefault(origin, {})

    def of(self, url: str) -> Target | None:
        """The target of an address; ``None`` if it is no valid address."""
        if len(url) > MAX_REMEMBERED_CHARS:
            return self._judge(url)
        if url not in self._seen:
            if len(self._seen) >= MAX_REMEMBERED:
                self._seen.clear()
            self._seen[url] = self._judge(url)
        return self._seen[url]

    def is_article(self, url: str) -> bool:
        """Whether an address looks like an article of the site, of its subdomains or of a newspaper with a profile."""
        found = self.of(url)
        return found is not None and found.is_article

    def _judge(self, url: str) -> Target | None:
        try:
            site = self.site if self.site.owns(url) else sites.of(url)
            url = site.canonical(url)
            key = site.article_key(url)
            digits = KNOWN_SITE_DIGITS if site.article_url or urls.is_numbered_post(url) else _longest_number(url)
        except ValueError:
            return None
        is_ours = bool(site.article_url) or (
            _share_domain(urls.host(url), urls.host(self.site.home)) and not _is_no_article(url)
        )
        return Target(url, f"{site.name}:{key}" if key else site.article_id(url), key is not None and is_ours, digits)


class LinkTargets:
    """The targets of the links of one page.

    Each ``href`` is looked up once a page, or once a site if it means the same on all pages.
    """

    def __init__(self, page: Page, site: Site) -> None:
        self._page = page
        self._hrefs = page.written_hrefs
        self._judge = targets(site)
        self._rooted = self._judge.rooted(page.origin)
        self._seen: dict[str | None, Target | None] = {}
        self._leads_on: dict[Element, bool] = {}
        self._digits = _min_article_digits(page, site)
        self._own_code = CODE.search(page.url) if not site.article_url else None
        self._knows_own_form = self._own_code is not None or not (self._digits or site.article_url)
        self._own_form = _FORMS[page.url] if not site.article_url and self._own_code is None else None

    def of(self, anchor: Element) -> Target | None:
        """The target of a link; ``None`` if it has no valid address."""
        href = self._hrefs.get(anchor)
        if href in self._rooted:
            return self._rooted[href]
        if href in self._seen:
            return self._seen[href]
        url = self._page.resolve(href)
        to = self._judge.of(url) if url else None
        if (
            href
            and len(href) <= MAX_REMEMBERED_CHARS
            and href.startswith(("/", "http://", "https://"))
            and not href.startswith("//")
        ):
            self._rooted[href] = to
        else:
            self._seen[href] = to
        return to

    def leads_on(self, anchor: Element) -> bool:
        """Whether a link leads to what looks like an article."""
        known = self._leads_on.get(anchor)
        if known is None:
            to = self._rooted.get(self._hrefs.get(anchor)) or self.of(anchor)
            known = self._leads_on[anchor] = to is not None and (
                (to.is_article and to.digits >= self._digits)
                or (self._knows_own_form and self._resembles_own(anchor, to.url))
                or (self._own_form is not None and self._has_own_form(anchor, to.url))
            )
        return known

    def _resembles_own(self, anchor: Element, url: str) -> bool:
        """Whether an address outside the known forms is built like the page's own, or is made of the words of its title.

        Only asked on a site without a profile whose articles have no number.
        """
        if self._own_code is not None:
            code = CODE.search(url)
            own_folder = self._page.url[: self._own_code.start()].partition("://")[2]
            is_alike = code is not None and abs(len(code[0]) - len(self._own_code[0])) <= 1
            return is_alike and code is not None and url[: code.start()].partition("://")[2] == own_folder
        if not self._judge.site.owns(url):
            return False
        slug = url.partition("?")[0].rstrip("/").rpartition("/")[2].partition(".")[0]
        if slug.count("-") < MIN_SLUG_WORDS - 1 or PERSON_PATH.search(url) or TAG_PATH.search(url):
            return False
        title = text_of(anchor)
        if len(title) < MIN_TITLE_CHARS or title.count(" ") < MIN_TITLE_BLANKS:
            return False
        return set(slug.split("-")) <= set(comparison_key(title, marks=False).split())

    def _has_own_form(self, anchor: Element, url: str) -> bool:
        """Whether a link with a title leads to an address of the same form as the page's own: folders, words, ending.

        The title must have one of the address's words. In other folders, where addresses have no numbers, it must have half of them. Only asked on a site without a profile.
        """
        own, form = self._own_form, _FORMS[url]
        if own is None or form is None or form == own or form.ending != own.ending:
            return False
        is_beside = bool(form.folders) and form.folders == own.folders
        if (self._digits and not is_beside) or not self._judge.site.owns(url):
            return False
        title = text_of(anchor)
        if len(title) < MIN_TITLE_CHARS or title.count(" ") < MIN_TITLE_BLANKS:
            return False
        if _is_no_article(url) or TAG_PATH.search(url) or TOPIC_PATH.search(url):
            return False
        words = set(comparison_key(title, marks=False).split())
        shared = form.words & words
        if is_beside:
            # A title in another script than the address shares no word with it.
            return bool(shared) or not any(word.isascii() and word.isalpha() for word in words)
        return len(shared) >= max(MIN_SHARED_WORDS, len(form.words) / 2)

    def is_section(self, url: str) -> bool:
        """Whether an absolute address is one of the site's own pages and no article's."""
        to = self._judge.of(url)
        is_article = to is not None and to.is_article and to.digits >= self._digits
        return self._judge.site.owns(url) and not is_article


def _min_article_digits(page: Page, site: Site) -> int:
    """The least number of digits in the addresses of the site's articles, judged by the page's own address.

    Sections and topics have no such number. 0 if the site has a profile, or if the page's address has no number.
    """
    if site.article_url:
        return 0
    own = _LONGEST_NUMBERS[page.url]
    return 0 if own < MIN_ID_DIGITS else MIN_ID_DIGITS - 1 if own < MIN_LONG_ID_DIGITS else MIN_LONG_ID_DIGITS - 3


def article_test(page: Page, site: Site) -> Callable[[str], bool]:
    """A function that tells whether an absolute address on the page looks like an article's."""
    judge, digits = targets(site), _min_article_digits(page, site)

    def reads_like_an_article(url: str) -> bool:
        found = judge.of(url)
        return found is not None and found.is_article and found.digits >= digits

    return reads_like_an_article


_TARGETS: Final[dict[int, Targets]] = {}


def targets(site: Site) -> Targets:
    """The remembered targets of a site; one object a site and process."""
    known = _TARGETS.get(id(site))
    if known is None or known.site is not site:
        if len(_TARGETS) >= MAX_SITES:
            _TARGETS.clear()
        known = _TARGETS[id(site)] = Targets(site)
    return known


def _is_no_article(url: str) -> bool:
    """Whether an address without a profile is that of a person or of a function of the page, whatever numbers it has."""
    return any(kind.search(url) for kind in (PERSON_PATH, FUNCTION_PATH))


def _share_domain(one: str, other: str) -> bool:
    """Whether two hosts share their registered domain."""
    return urls.registered(one) == urls.registered(other)


def are_of_section(addresses: Collection[str], own: str) -> bool:
    """Whether several addresses of articles are all in the folder of the article at ``own``."""
    own_folder = folder(own)
    is_enough = own_folder and len(addresses) >= MIN_LINKS_OF_SECTION
    return bool(is_enough) and all(folder(url) == own_folder for url in addresses)


def folder(url: str) -> str:
    """The folders in the path of an address, without slashes at the ends; empty if it has none but those of a date."""
    folders = url.partition("://")[2].partition("/")[2].rpartition("/")[0]
    return "" if folders.replace("/", "").isdigit() else folders
