"""A first profile of a newspaper's site, drafted from its pages. Pure: pages in, draft out.

A draft is a :class:`~newscrawl.sites.profile.Site` together with what it was concluded from: each finding says on how many of
the pages it was seen and whether it is sure. Nothing in it is known until a person has looked.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from statistics import mean
from typing import TYPE_CHECKING, Final, Literal, TypeAlias
from urllib.parse import urlsplit

from newscrawl import sites, urls
from newscrawl.discover import UnreadableError, feed, home, listing, paging, sitemap
from newscrawl.extract import NotAnArticle, Page, Reason, extract, open_page, pick_article, to_article
from newscrawl.extract.fields.headline import without_site
from newscrawl.scaffold import address_forms, layout_drafts
from newscrawl.scaffold.field_elements import Sighting, sight, tag_of
from newscrawl.scaffold.findings import SURE, Finding, Findings
from newscrawl.scaffold.layout_drafts import SOURCE, Own
from newscrawl.sites import _families as families
from newscrawl.sites.profile import Evidence, Paging, Site
from newscrawl.text.comparison import comparison_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from newscrawl.extract.dom import Element
    from newscrawl.items import Article

Kind: TypeAlias = Literal["home", "listing", "article", "feed", "feed_index", "sitemap", "robots"]

MAX_SECTIONS: Final = 24
MAX_FEEDS: Final = 8
MAX_SITEMAPS: Final = 6

_EVENT: Final = re.compile(r"(?<!\d)\d{3,}(?:\.[a-z]+)?/?$")
"""A listing with a number at its end is an event's or a topic's, and soon forgotten."""

_AGREE: Final = 0.9
"""Likeness of two readings of one body from which they say the same."""

_FAMILY_PAGING: Final = {
    "onecms": "ONECMS_MORE",
    "vccorp": "VCCORP_MORE",
    "hemera": "HEMERA_MORE",
    "mastercms": "MASTERCMS_PAGES",
    "portal": "PORTAL_PAGES",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One page of a site."""

    url: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: Kind | None = None
    """What it is; ``None``: to be found out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A drafted profile."""

    site: Site
    findings: tuple[Finding, ...]
    layouts: Mapping[str, Own]
    """By the layout's name."""

    paging: tuple[str, ...]
    """Names in :mod:`newscrawl.sites._families` of the first ways of paging."""

    cases: tuple[Sample, ...]
    """Pages that show each layout best, for fixtures."""


class NothingToDraftError(ValueError):
    """The pages are none that a profile could be drafted from; the message says why."""


def draft(
    pages: Sequence[Sample],
    *,
    name: str | None = None,
    home_url: str | None = None,
    sitemaps: Sequence[str] = (),
) -> Draft:
    """Draft a site's profile from its pages.

    ``home_url`` is the site's address, by default the host that most pages are on; pages of other sites are left out.
    ``sitemaps`` are those that robots.txt names. Raises :class:`NothingToDraftError` where no page is an article.
    """
    if not pages:
        raise NothingToDraftError("no page was given")
    home_url = _home(pages, home_url)
    blank = sites.unknown(home_url)
    ours = [page for page in pages if listing.same_site(page.url, home_url)]
    sorted_ = _sort(ours, blank)
    if not sorted_.articles:
        why = "; ".join(f"{url}: {reason}" for url, reason in list(sorted_.refused.items())[:3])
        raise NothingToDraftError(f"none of the {len(ours)} pages of {urls.host(home_url)} reads as an article ({why})")
    return _Drafting(home_url, name or name_of(home_url), sorted_, [*sitemaps, *sorted_.sitemaps_named()], blank).draft(
        left_out=len(pages) - len(ours)
    )


def name_of(url: str) -> str:
    """A name for the site at an address: its host without its endings, as a module may be called."""
    labels = urls.host(url).partition(":")[0].split(".")
    if not all(label.isdecimal() for label in labels):
        labels = labels[:-1] or labels
        if len(labels) > 1 and labels[-1] in urls.SECOND_LEVEL:
            labels = labels[:-1]
    found = re.sub(r"\W", "_", "_".join(labels))
    return found if found.isidentifier() else f"site_{found}"


def _home(pages: Sequence[Sample], given: str | None) -> str:
    if given is None:
        hosts = Counter(urlsplit(urls.canonical(page.url))[:2] for page in pages)
        given = "{}://{}/".format(*hosts.most_common(1)[0][0])
    parts = urlsplit(urls.canonical(given))
    return f"{parts.scheme}://{parts.netloc}/"


# --- the pages, sorted --------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Sorted:
    """The pages by what they are."""

    articles: list[tuple[Sample, Article, Sighting]] = field(default_factory=list)
    lists: list[Sample] = field(default_factory=list)
    """Home page and sections."""

    feeds: list[tuple[Sample, list[str]]] = field(default_factory=list)
    """With the addresses that they name."""

    sitemaps: list[Sample] = field(default_factory=list)
    feed_indexes: list[Sample] = field(default_factory=list)
    robots: list[Sample] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    """Pages that were given as articles and are none, with the reason."""

    def sitemaps_named(self) -> list[str]:
        """The sitemaps that saved robots.txt files name."""
        return [url for page in self.robots for url in home.robots_sitemaps(page.body, page.url, headers=page.headers)]


def _sort(pages: Iterable[Sample], blank: Site) -> _Sorted:
    found = _Sorted()
    for page in pages:
        kind = page.kind or _kind(page)
        if kind == "robots":
            found.robots.append(page)
        elif kind == "sitemap":
            found.sitemaps.append(page)
        elif kind == "feed":
            try:
                links = feed.links(page.body, url=page.url, headers=page.headers)
            except UnreadableError as error:
                found.refused[page.url] = error.reason
            else:
                found.feeds.append((page, [link.url for link in links]))
        elif kind == "feed_index":
            found.feed_indexes.append(page)
        elif kind in {"home", "listing"}:
            found.lists.append(page)
        else:
            _sort_article(page, blank, found)
    return found


def _sort_article(page: Sample, blank: Site, found: _Sorted) -> None:
    """Put a page with the articles if it reads as one, else with the lists."""
    try:
        context = pick_article(open_page(page.body, url=page.url, site=blank, headers=page.headers))
        article = to_article(context)
    except NotAnArticle as refusal:
        found.refused[page.url] = str(refusal)
        if page.kind is None:
            found.lists.append(page)
        return
    if page.kind is None and not _says_article(context.page):
        found.refused[page.url] = "taken for a section: neither its address nor its metadata say that it is an article"
        found.lists.append(page)
        return
    found.articles.append((page, article, sight(context, article)))


def _says_article(page: Page) -> bool:
    """Whether address or structured data call a page an article; a section full of summaries reads like one."""
    is_long = urls.looks_like_article(page.url) and not address_forms.is_short_slug(page.url)
    return bool(is_long or page.news or page.meta("article:published_time"))


def _kind(page: Sample) -> Kind | None:
    """What a page is by its address and first bytes; ``None`` for article or section."""
    path = urlsplit(page.url).path
    head = page.body[:1000].lower()
    if path == "/robots.txt":
        return "robots"
    if path in {"", "/"}:
        return "home"
    if b"<urlset" in head or b"<sitemapindex" in head:
        return "sitemap"
    if b"<rss" in head or b"<feed" in head or b"<rdf:rdf" in head:
        return "feed"
    return None


# --- drafting -----------------------------------------------------------------------------------------------------------


class _Drafting:
    """One draft in the making."""

    def __init__(self, home_url: str, name: str, pages: _Sorted, sitemaps: list[str], blank: Site) -> None:
        self.home = home_url
        self.name = name
        self.pages = pages
        self.named_sitemaps = sitemaps
        self.blank = blank
        self.findings = Findings()
        self.note = self.findings.note
        self.sightings = [sighting for _, _, sighting in pages.articles]
        self.sources = [
            home.sources(page.body, page.url, headers=page.headers)
            for page in (pages.lists or [page for page, _, _ in pages.articles])
        ]

    def draft(self, *, left_out: int) -> Draft:
        """All parts in the profile's order."""
        self.note("name", self.name, sure=True)
        publisher = self._publisher()
        self.note("home", self.home, sure=True)
        hosts = self._hosts()
        aliases = self._aliases(hosts)
        language = self._language()
        sections = self._sections()
        forms = self._forms(sections)
        feeds, sitemaps = self._feeds(), self._sitemaps()
        family, layouts, owns = layout_drafts.layouts(self.name, self.sightings, self.findings)
        ways, named = self._paging(family, sections)
        tags = self._tags()
        site = Site(
            name=self.name,
            publisher=publisher,
            home=self.home,
            family=family or "own",
            hosts=hosts,
            aliases=aliases,
            language=language,
            sections=sections,
            feeds=feeds,
            sitemaps=sitemaps,
            paging=ways,
            article_url=forms.forms,
            not_article=forms.not_article,
            layouts=layouts,
            newsroom_tags=tags,
            confidence="low",
            notes=self._notes(),
        )
        site, owns = self._checked(site, owns)
        for url, reason in self.pages.refused.items():
            if reason.startswith(Reason.SECTION_PAGE) and any(url == page.url for page in self.pages.lists):
                continue  # a page whose kind nobody told, and it is a section
            self.note("pages", f"{url} was left out: {reason}", sure=False)
        if left_out:
            self.note("pages", f"{left_out} pages of other sites were left out", sure=False)
        site = replace(site, evidence=self._evidence(site))
        return Draft(
            site=site, findings=tuple(self.findings), layouts=owns, paging=named, cases=tuple(self._cases(site))
        )

    # -- who

    def _publisher(self) -> str:
        said = Counter(name for s in self.sightings if (name := s.page.meta("og:site_name")))
        source = "og:site_name"
        if not said:
            source = "the titles' end"
            ends = (_end_of_title(s.page) for s in self.sightings)
            said = Counter(end for end in ends if end)
        if not said:
            self.note("publisher", "not found: the host stands in its place", sure=False)
            return urls.host(self.home)
        name, count = said.most_common(1)[0]
        looks_odd = "." in name or len(name) > 40  # noqa: PLR2004 - a slogan, not a name
        self.note("publisher", f"{name} ({source})", count, len(self.sightings), sure=False if looks_odd else None)
        return name

    def _hosts(self) -> tuple[str, ...]:
        """Further hosts that articles were read on."""
        main = urls.host(self.home)
        found = Counter(urls.host(page.url) for page, _, _ in self.pages.articles)
        others = tuple(sorted(host for host in found if host != main and host.removeprefix("m.") != main))
        for host in others:
            self.note("hosts", host, found[host], len(self.sightings), sure=False)
        return others

    def _aliases(self, hosts: Sequence[str]) -> tuple[str, ...]:
        """Hosts that the pages name for their amp and mobile variants."""
        counts: Counter[str] = Counter()
        for _, article, s in self.pages.articles:
            stated = [link.get("href") for link in s.page.by_tag("link") if _is_variant(link)]
            addresses = {
                url for href in stated if (url := s.page.resolve(href)) and urls.key(url) == urls.key(article.url)
            }
            counts.update({urls.host(url) for url in addresses} - {urls.host(self.home), *hosts})
        for host, count in counts.items():
            self.note("aliases", host, count, len(self.sightings))
        return tuple(sorted(counts))

    def _notes(self) -> str:
        """What a person should know of the pages and no field says."""
        total = len(self.sightings)
        encodings = Counter(s.page.encoding for s in self.sightings if s.page.encoding.lower() != "utf-8")
        closed = sum(not article.is_accessible_for_free for _, article, _ in self.pages.articles)
        told = [f"Pages are in {encoding} ({count} of {total})." for encoding, count in encodings.items()]
        told += [f"Pages say that they are behind a paywall ({closed} of {total})."] if closed else []
        for line in told:
            self.note("notes", line, sure=False)
        return " ".join(told)

    def _language(self) -> str:
        said = Counter(article.in_language for _, article, _ in self.pages.articles)
        language, count = said.most_common(1)[0]
        self.note("language", language, count, len(self.sightings), sure=count == len(self.sightings))
        return language

    # -- where

    def _sections(self) -> tuple[str, ...]:
        counts: Counter[str] = Counter()
        for found in self.sources:
            counts.update(found.sections)
        own = [page.url for page in self.pages.lists if urlsplit(page.url).path not in {"", "/"}]
        read_: list[str] = []
        for url in dict.fromkeys([*own, *counts]):
            address = self._own_path(url)
            if address and address not in read_ and not _EVENT.search(address):
                read_.append(address)
        found_ = tuple(read_[:MAX_SECTIONS])
        if not found_:
            self.note("sections", "none found: give the home page, or a section", sure=False)
            return ()
        listed = {self._own_path(page.url) for page in self.pages.lists}
        tried = [path for path in found_ if path in listed]
        shown = ", ".join(found_[:4]) + (f", … ({len(found_)} in all)" if len(found_) > 4 else "")  # noqa: PLR2004 - a line's length
        self.note("sections", shown, len(tried), len(found_), sure=False)
        return found_

    def _own_path(self, url: str) -> str | None:
        """The path of an address on the main host."""
        if urls.host(url) != urls.host(self.home):
            return None
        parts = urlsplit(urls.canonical(url))
        return f"{parts.path}?{parts.query}" if parts.query else parts.path

    def _forms(self, sections: Sequence[str]) -> address_forms.Forms:
        base = self.home.rstrip("/")
        canonical = self.blank.canonical
        read_ = [canonical(article.url) for _, article, _ in self.pages.articles]
        named = [canonical(u) for _, links in self.pages.feeds for u in links if self._is_ours(u)]
        for page in self.pages.sitemaps:
            found_ = sitemap.read(page.body, url=page.url)
            named += [canonical(link.url) for link in found_.links if link.hints.title and self._is_ours(link.url)]
        linked = self._linked()
        never = [self.home, *(base + path for path in sections)]
        never += [canonical(page.url) for page in self.pages.lists]
        # A tag's or a section's address may end in a number, too. A short slug alone says nothing: headlines may be short.
        never += [
            url for url in linked if not urls.looks_like_article(url) and address_forms.is_short_and_numbered(url)
        ]
        never = [u for u in dict.fromkeys(never) if u not in read_ and u not in named]
        forms = address_forms.induce(read_, named, never, linked)
        certain = dict.fromkeys((*read_, *named))
        for form in forms.forms:
            seen = sum(bool(re.search(form.pattern, address_forms.target(url))) for url in certain)
            sure = forms.given > 1 and forms.matched >= SURE * forms.given
            self.note("article_url", form.pattern, seen, forms.given, sure=sure)
        if forms.wrong:
            examples = " ".join(forms.wrong[:2])
            self.note("article_url", f"also matches what may be no article: {examples}", sure=False)
        if forms.not_article:
            self.note("not_article", ", ".join(forms.not_article), sure=False)
        for url in forms.others:
            self.note("article_url", f"another form, not taken: {url}", sure=False)
        return forms

    def _is_ours(self, url: str) -> bool:
        return urls.host(url) == urls.host(self.home)

    def _linked(self) -> list[str]:
        """Canonical addresses on the site's own host that its pages link to."""
        found: dict[str, None] = {}
        for page in (*self.pages.lists, *(page for page, _, _ in self.pages.articles)):
            root = listing.parse(page.body, headers=page.headers)
            if root is None:
                continue
            base = listing.base(root, page.url)
            for href in listing.hrefs(root):
                url = urls.resolve(href, base) if listing.may_be_page(href) else None
                if url and self._is_ours(url):
                    found[self.blank.canonical(url)] = None
        return list(found)

    def _feeds(self) -> tuple[str, ...]:
        read_ = [page.url for page, links in self.pages.feeds if links]
        named = [url for found in self.sources for url in found.feeds]
        for page in self.pages.feed_indexes:
            named += home.feed_index(page.body, page.url, headers=page.headers)
        found = self._places([*read_, *named])[:MAX_FEEDS]
        if not found:
            self.note("feeds", "none named by the pages", sure=False)
            return ()
        self.note("feeds", ", ".join(found[:4]), len(read_), len(found), sure=len(read_) == len(found))
        return found

    def _sitemaps(self) -> tuple[str, ...]:
        read_ = [page.url for page in self.pages.sitemaps]
        found = self._places([*self.named_sitemaps, *read_, *(u for s in self.sources for u in s.sitemaps)])
        if not found:
            self.note("sitemaps", "none named by robots.txt or the pages", sure=False)
            return ()
        known = {path for url in (*self.named_sitemaps, *read_) if (path := self._own_path(url))}
        self.note("sitemaps", ", ".join(found[:4]), len(known), len(found), sure=len(known) >= len(found))
        return found[:MAX_SITEMAPS]

    def _places(self, addresses: Iterable[str]) -> tuple[str, ...]:
        """Paths of the site's own host, addresses of its other hosts, each once."""
        own = (self._own_path(url) or url for url in addresses if listing.same_site(url, self.home))
        return tuple(dict.fromkeys(own))

    def _paging(self, family: str | None, sections: Sequence[str]) -> tuple[tuple[Paging, ...], tuple[str, ...]]:
        seen: Counter[str] = Counter()
        lists = [page for page in self.pages.lists if urlsplit(page.url).path not in {"", "/"}]
        for page in lists:
            for following in paging.ways(self.blank, page.url, 1, body=page.body)[:1]:
                if template := _template(page.url, following.url):
                    seen[template] += 1
        ways = tuple(Paging(url=template) for template, _ in seen.most_common(2))
        for way in ways:
            self.note("paging", way.url, seen[way.url], len(lists))
        name = _FAMILY_PAGING.get(family or "")
        if name is None or (ways and name.endswith("PAGES")):
            if not ways and sections:
                self.note(
                    "paging", "no second page is named by the sections: see what their button asks for", sure=False
                )
            return ways, ()
        way = getattr(families, name)
        fits = sum(bool(paging.channel(replace(self.blank, paging=(way,)), page.body)) for page in lists)
        self.note("paging", f"{name}, the family's", fits, len(lists), sure=None if way.channel else False)
        return (way, *ways), (name,)

    # -- how

    def _tags(self) -> tuple[str, ...]:
        said = [tag_of(s.lead) for s in self.sightings]
        counts = Counter(tag for tag, _ in said if tag)
        if not counts:
            return ()
        tag, count = counts.most_common(1)[0]
        if 2 * count < len(said) or (count < 2 and (tag, True) not in said):  # noqa: PLR2004 - one page proves no habit
            return ()
        self.note("newsroom_tags", tag, count, len(said), sure=None if (tag, True) in said else False)
        return (tag,)

    # -- the draft, tried on the pages that it was made from

    def _checked(self, site: Site, owns: dict[str, Own]) -> tuple[Site, dict[str, Own]]:
        """Read the pages with the draft; related blocks that lose links are taken out again."""
        trials = self._tried(site)
        lost = sum(len(b.related_links) > len(a.related_links) for _, a, b in trials if a)
        if lost and any(own.family is None and "related" in own.parts for own in owns.values()):
            layouts = tuple(replace(la, related=()) if owns[la.name].family is None else la for la in site.layouts)
            owns = {
                n: Own(family=o.family, parts={k: v for k, v in o.parts.items() if o.family or k != "related"})
                for n, o in owns.items()
            }
            site = replace(site, layouts=layouts)
            self.note(
                "layout.related", "left to the headings: selectors found fewer links", lost, len(trials), sure=False
            )
            trials = self._tried(site)
        read_ = [(a, b) for _, a, b in trials if a is not None]
        total = len(trials)
        led = sum(a.extraction.layout != "generic" for a, _ in read_)
        self.note("layouts", "pages that a layout reads", led, total, sure=led == total)
        for part, same in (
            ("headline", sum(a.headline == b.headline for a, b in read_)),
            ("body", sum(_likeness(a.text, b.text) >= _AGREE for a, b in read_)),
            ("date", sum(_minute(a) == _minute(b) for a, b in read_)),
        ):
            if same < total:
                self.note(f"layout.{part}", "read as the generic extractor reads it", same, total, sure=False)
        return site, owns

    def _tried(self, site: Site) -> list[tuple[Sample, Article | None, Article]]:
        found: list[tuple[Sample, Article | None, Article]] = []
        for page, before, _ in self.pages.articles:
            try:
                found.append((page, extract(page.body, url=page.url, site=site, headers=page.headers), before))
            except NotAnArticle as refusal:
                self.note("layouts", f"{page.url} is refused: {refusal}", sure=False)
                found.append((page, None, before))
        return found

    def _cases(self, site: Site) -> list[Sample]:
        """For each layout the page on which it finds most."""
        best: dict[str, tuple[int, Sample]] = {}
        for page, article, _ in self._tried(site):
            if article is None or article.extraction.layout == "generic":
                continue
            rank = len(article.extraction.field_sources) + bool(article.related_links) + bool(article.images)
            if article.extraction.layout not in best or rank > best[article.extraction.layout][0]:
                best[article.extraction.layout] = (rank, page)
        return [page for _, page in best.values()]

    def _evidence(self, site: Site) -> tuple[Evidence, ...]:
        """Every field with a list, by whether all that was found of it is sure."""
        fields = [
            n
            for n in ("article_url", "layouts", "sections", "feeds", "sitemaps", "paging", "newsroom_tags")
            if getattr(site, n)
        ]
        doubted = {finding.field.partition(".")[0] for finding in self.findings if not finding.sure}
        doubted |= {"layouts"} if "layout" in doubted else set()
        levels = (("medium", [n for n in fields if n not in doubted]), ("low", [n for n in fields if n in doubted]))
        return tuple(
            Evidence(facts=" ".join(names), confidence=level, sources=SOURCE)  # type: ignore[arg-type] # one of the two words
            for level, names in levels
            if names
        )


def _is_variant(link: Element) -> bool:
    """Whether a ``link`` names the amp or the mobile variant of its page."""
    rel = (link.get("rel") or "").lower()
    return rel == "amphtml" or (rel == "alternate" and bool(link.get("media")))


def _minute(article: Article) -> str:
    """The moment of publication to the minute: what is shown has no seconds, what is structured may."""
    return (article.date_published or "")[:16]


def _end_of_title(page: Page) -> str | None:
    """What a document's title has behind the headline: the newspaper's name, as a rule."""
    title = page.title or ""
    rest = title.removeprefix(without_site(title, page)).strip(" |–—•·»-")
    return rest or None


def _template(section: str, following: str) -> str | None:
    """How the second page's address is made from the section's: ``{section}-p{n}``, ``{stem}/trang-{n}.htm``."""
    here, there = urlsplit(section), urlsplit(following)
    path = here.path.rstrip("/")
    stem = re.sub(r"\.[a-z]{2,5}$", "", path)
    rest = f"{there.path}?{there.query}" if there.query else there.path
    for word, head in (("{section}", path), ("{stem}", stem)):
        tail = rest.removeprefix(head)
        if head and tail != rest and len(re.findall(r"(?<!\d)2(?!\d)", tail)) == 1:
            return word + re.sub(r"(?<!\d)2(?!\d)", "{n}", tail)
    return None


def _likeness(one: str, other: str) -> float:
    """Share of words that two texts have in common, by the mean of both ways."""
    a, b = Counter(comparison_key(one).split()), Counter(comparison_key(other).split())
    shared = sum((a & b).values())
    return mean(shared / total if (total := sum(c.values())) else 0.0 for c in (a, b))
