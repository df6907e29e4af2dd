"""Draft a site's profile from its pages. Pure: pages in, draft out.

A draft is a :class:`~newscrawl.sites.profile.Site` and the facts it was concluded from. Each fact says on how many
pages it was seen and whether it is sure. A person must check the draft before use.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from statistics import mean
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from newscrawl import sites, urls
from newscrawl.discover import home, html_tree, paging, sitemap
from newscrawl.extract import NotAnArticle, Page, Reason, extract
from newscrawl.extract.fields.headline import without_site
from newscrawl.scaffold import address_forms, layout_drafts
from newscrawl.scaffold.draft_facts import MIN_SURE_SHARE, DraftFact, DraftFacts
from newscrawl.scaffold.field_elements import newsroom_tag
from newscrawl.scaffold.layout_drafts import SOURCE, LayoutOrigin
from newscrawl.scaffold.pages_by_kind import PagesByKind, SitePage, sort_pages
from newscrawl.scaffold.reading_loss import Layouts, Reading, without_losses
from newscrawl.sites import families
from newscrawl.sites.profile import Paging, Provenance, Site
from newscrawl.text.comparison import comparison_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from newscrawl.extract.dom import Element
    from newscrawl.items import Article

MAX_SECTIONS: Final = 24
"""Maximum number of sections in a draft."""

MAX_FEEDS: Final = 8
"""Maximum number of feeds in a draft."""

MAX_SITEMAPS: Final = 6
"""Maximum number of sitemaps in a draft."""

_NUMBER_AT_END: Final = re.compile(r"(?<!\d)\d{3,}(?:\.[a-z]+)?/?$")
"""A number of three or more digits at the end of a listing's address: an event or a topic, which ends soon."""

_MIN_SAME_BODY: Final = 0.9
"""Minimum similarity (0 to 1) at which two readings of a body count as the same."""

_FAMILY_PAGING: Final = {
    "onecms": "ONECMS_MORE",
    "vccorp": "VCCORP_MORE",
    "hemera": "HEMERA_MORE",
    "mastercms": "MASTERCMS_PAGES",
    "portal": "PORTAL_PAGES",
}
"""Name of the first paging in :mod:`newscrawl.sites.families`, by family."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A drafted profile and how it was made."""

    site: Site
    facts: tuple[DraftFact, ...]
    origins: Mapping[str, LayoutOrigin]
    """How each layout was made, by the layout's name."""

    paging: tuple[str, ...]
    """Names in :mod:`newscrawl.sites.families` of the first entries of ``site.paging``."""

    cases: tuple[SitePage, ...]
    """The best page of each layout, for test fixtures."""


class NothingToDraftError(ValueError):
    """No page is an article of the site, so no profile can be drafted. The message says why."""


def draft(
    pages: Sequence[SitePage],
    *,
    name: str | None = None,
    home_url: str | None = None,
    sitemaps: Sequence[str] = (),
) -> Draft:
    """Draft a site's profile from its pages.

    ``home_url`` is the site's address; by default the host that most pages are on. Pages of other sites are left out.
    ``sitemaps`` are the addresses that robots.txt names. Raises :class:`NothingToDraftError` if no page is an article.
    """
    if not pages:
        raise NothingToDraftError("no page was given")
    home_url = _home(pages, home_url)
    blank = sites.unknown(home_url)
    ours = [page for page in pages if html_tree.same_site(page.url, home_url)]
    by_kind = sort_pages(ours, blank)
    if not by_kind.articles:
        why = "; ".join(f"{url}: {reason}" for url, reason in list(by_kind.refused.items())[:3])
        raise NothingToDraftError(f"none of the {len(ours)} pages of {urls.host(home_url)} reads as an article ({why})")
    return _Drafting(home_url, name or name_of(home_url), by_kind, [*sitemaps, *by_kind.sitemaps_named()], blank).draft(
        left_out=len(pages) - len(ours)
    )


def name_of(url: str) -> str:
    """Return a name for the site at an address: its host without its endings, as a valid module name."""
    labels = urls.host(url).partition(":")[0].split(".")
    if not all(label.isdecimal() for label in labels):
        labels = labels[:-1] or labels
        if len(labels) > 1 and labels[-1] in urls.SECOND_LEVEL:
            labels = labels[:-1]
    found = re.sub(r"\W", "_", "_".join(labels))
    return found if found.isidentifier() else f"site_{found}"


def _home(pages: Sequence[SitePage], given: str | None) -> str:
    if given is None:
        hosts = Counter(urlsplit(urls.canonical(page.url))[:2] for page in pages)
        given = "{}://{}/".format(*hosts.most_common(1)[0][0])
    parts = urlsplit(urls.canonical(given))
    return f"{parts.scheme}://{parts.netloc}/"


# --- drafting -----------------------------------------------------------------------------------------------------------


class _Drafting:
    """The state of one draft."""

    def __init__(self, home_url: str, name: str, pages: PagesByKind, sitemaps: list[str], blank: Site) -> None:
        self.home = home_url
        self.name = name
        self.pages = pages
        self.named_sitemaps = sitemaps
        self.blank = blank
        self.facts = DraftFacts()
        self.located = [located for _, _, located in pages.articles]
        self.sources = [
            home.sources(page.body, page.url, headers=page.headers)
            for page in (pages.lists or [page for page, _, _ in pages.articles])
        ]

    def draft(self, *, left_out: int) -> Draft:
        """Draft all fields in the order of the profile."""
        self.facts.add("name", self.name, sure=True)
        publisher = self._publisher()
        self.facts.add("home", self.home, sure=True)
        hosts = self._hosts()
        aliases = self._aliases(hosts)
        language = self._language()
        sections = self._sections()
        forms = self._forms(sections)
        feeds, sitemaps = self._feeds(), self._sitemaps()
        family, layouts, origins = layout_drafts.layouts(self.name, self.located, self.facts)
        entries, named = self._paging(family, sections)
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
            paging=entries,
            article_url=forms.forms,
            not_article=forms.not_article,
            layouts=layouts,
            newsroom_tags=tags,
            confidence="low",
            notes=self._notes(),
        )
        site, origins = self._checked(site, origins)
        for url, reason in self.pages.refused.items():
            if reason.startswith(Reason.SECTION_PAGE) and any(url == page.url for page in self.pages.lists):
                continue  # its kind was not given, and it turned out to be a section
            self.facts.add("pages", f"{url} was left out: {reason}", sure=False)
        if left_out:
            self.facts.add("pages", f"{left_out} pages of other sites were left out", sure=False)
        site = replace(site, provenance=self._provenance(site))
        return Draft(site=site, facts=tuple(self.facts), origins=origins, paging=named, cases=tuple(self._cases(site)))

    # -- identity

    def _publisher(self) -> str:
        counts = Counter(name for s in self.located if (name := s.page.meta("og:site_name")))
        source = "og:site_name"
        if not counts:
            source = "the titles' end"
            ends = (_end_of_title(s.page) for s in self.located)
            counts = Counter(end for end in ends if end)
        if not counts:
            self.facts.add("publisher", "not found: the host stands in its place", sure=False)
            return urls.host(self.home)
        name, count = counts.most_common(1)[0]
        looks_odd = "." in name or len(name) > 40  # noqa: PLR2004 - longer text is a slogan, not a name
        self.facts.add("publisher", f"{name} ({source})", count, len(self.located), sure=False if looks_odd else None)
        return name

    def _hosts(self) -> tuple[str, ...]:
        """Return the further hosts that articles were read on."""
        main = urls.host(self.home)
        found = Counter(urls.host(page.url) for page, _, _ in self.pages.articles)
        others = tuple(sorted(host for host in found if host != main and host.removeprefix("m.") != main))
        for host in others:
            self.facts.add("hosts", host, found[host], len(self.located), sure=False)
        return others

    def _aliases(self, hosts: Sequence[str]) -> tuple[str, ...]:
        """Return the hosts that pages link to as their AMP or mobile variants."""
        counts: Counter[str] = Counter()
        for _, article, s in self.pages.articles:
            stated = [link.get("href") for link in s.page.by_tag("link") if _is_variant(link)]
            addresses = {
                url for href in stated if (url := s.page.resolve(href)) and urls.key(url) == urls.key(article.url)
            }
            counts.update({urls.host(url) for url in addresses} - {urls.host(self.home), *hosts})
        for host, count in counts.items():
            self.facts.add("aliases", host, count, len(self.located))
        return tuple(sorted(counts))

    def _notes(self) -> str:
        """Return what a maintainer should know about the pages and no field of the profile says."""
        total = len(self.located)
        encodings = Counter(s.page.encoding for s in self.located if s.page.encoding.lower() != "utf-8")
        closed = sum(not article.is_accessible_for_free for _, article, _ in self.pages.articles)
        lines = [f"Pages are in {encoding} ({count} of {total})." for encoding, count in encodings.items()]
        lines += [f"Pages say that they are behind a paywall ({closed} of {total})."] if closed else []
        for line in lines:
            self.facts.add("notes", line, sure=False)
        return " ".join(lines)

    def _language(self) -> str:
        counts = Counter(article.in_language for _, article, _ in self.pages.articles)
        language, count = counts.most_common(1)[0]
        self.facts.add("language", language, count, len(self.located), sure=count == len(self.located))
        return language

    # -- discovery

    def _sections(self) -> tuple[str, ...]:
        counts: Counter[str] = Counter()
        for found in self.sources:
            counts.update(found.sections)
        own = [page.url for page in self.pages.lists if urlsplit(page.url).path not in {"", "/"}]
        read_: list[str] = []
        for url in dict.fromkeys([*own, *counts]):
            address = self._own_path(url)
            if address and address not in read_ and not _NUMBER_AT_END.search(address):
                read_.append(address)
        found_ = tuple(read_[:MAX_SECTIONS])
        if not found_:
            self.facts.add("sections", "none found: give the home page, or a section", sure=False)
            return ()
        listed = {self._own_path(page.url) for page in self.pages.lists}
        tried = [path for path in found_ if path in listed]
        shown = ", ".join(found_[:4]) + (f", … ({len(found_)} in all)" if len(found_) > 4 else "")  # noqa: PLR2004 - what fits on one line
        self.facts.add("sections", shown, len(tried), len(found_), sure=False)
        return found_

    def _own_path(self, url: str) -> str | None:
        """Return path and query of an address on the main host; ``None`` for another host."""
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
        # The address of a tag or a section may end in a number as well. A short slug proves nothing: headlines may be
        # short.
        never += [
            url for url in linked if not urls.looks_like_article(url) and address_forms.is_short_and_numbered(url)
        ]
        never = [u for u in dict.fromkeys(never) if u not in read_ and u not in named]
        forms = address_forms.induce(read_, named, never, linked)
        certain = dict.fromkeys((*read_, *named))
        for form in forms.forms:
            seen = sum(bool(re.search(form.pattern, address_forms.target(url))) for url in certain)
            sure = forms.given > 1 and forms.matched >= MIN_SURE_SHARE * forms.given
            self.facts.add("article_url", form.pattern, seen, forms.given, sure=sure)
        if forms.wrong:
            examples = " ".join(forms.wrong[:2])
            self.facts.add("article_url", f"also matches what may be no article: {examples}", sure=False)
        if forms.not_article:
            self.facts.add("not_article", ", ".join(forms.not_article), sure=False)
        for url in forms.others:
            self.facts.add("article_url", f"another form, not taken: {url}", sure=False)
        return forms

    def _is_ours(self, url: str) -> bool:
        return urls.host(url) == urls.host(self.home)

    def _linked(self) -> list[str]:
        """Return the canonical addresses on the site's main host that its pages link to."""
        found: dict[str, None] = {}
        for page in (*self.pages.lists, *(page for page, _, _ in self.pages.articles)):
            root = html_tree.parse(page.body, headers=page.headers)
            if root is None:
                continue
            base = html_tree.base(root, page.url)
            for href in html_tree.hrefs(root):
                url = urls.resolve(href, base) if html_tree.may_be_page(href) else None
                if url and self._is_ours(url):
                    found[self.blank.canonical(url)] = None
        return list(found)

    def _feeds(self) -> tuple[str, ...]:
        read_ = [page.url for page, links in self.pages.feeds if links]
        named = [url for found in self.sources for url in found.feeds]
        for page in self.pages.feed_indexes:
            named += home.feed_index(page.body, page.url, headers=page.headers)
        found = self._site_addresses([*read_, *named])[:MAX_FEEDS]
        if not found:
            self.facts.add("feeds", "none named by the pages", sure=False)
            return ()
        self.facts.add("feeds", ", ".join(found[:4]), len(read_), len(found), sure=len(read_) == len(found))
        return found

    def _sitemaps(self) -> tuple[str, ...]:
        read_ = [page.url for page in self.pages.sitemaps]
        found = self._site_addresses([*self.named_sitemaps, *read_, *(u for s in self.sources for u in s.sitemaps)])
        if not found:
            self.facts.add("sitemaps", "none named by robots.txt or the pages", sure=False)
            return ()
        known = {path for url in (*self.named_sitemaps, *read_) if (path := self._own_path(url))}
        self.facts.add("sitemaps", ", ".join(found[:4]), len(known), len(found), sure=len(known) >= len(found))
        return found[:MAX_SITEMAPS]

    def _site_addresses(self, addresses: Iterable[str]) -> tuple[str, ...]:
        """Return paths for the main host and addresses for the site's other hosts, without repeats."""
        own = (self._own_path(url) or url for url in addresses if html_tree.same_site(url, self.home))
        return tuple(dict.fromkeys(own))

    def _paging(self, family: str | None, sections: Sequence[str]) -> tuple[tuple[Paging, ...], tuple[str, ...]]:
        seen: Counter[str] = Counter()
        lists = [page for page in self.pages.lists if urlsplit(page.url).path not in {"", "/"}]
        for page in lists:
            for following in paging.next_pages(self.blank, page.url, 1, body=page.body)[:1]:
                if template := _template(page.url, following.url):
                    seen[template] += 1
        entries = tuple(Paging(url=template) for template, _ in seen.most_common(2))
        for entry in entries:
            self.facts.add("paging", entry.url, seen[entry.url], len(lists))
        name = _FAMILY_PAGING.get(family or "")
        if name is None or (entries and name.endswith("PAGES")):
            if not entries and sections:
                self.facts.add(
                    "paging", "no second page is named by the sections: see what their button asks for", sure=False
                )
            return entries, ()
        entry = getattr(families, name)
        fits = sum(bool(paging.find_channel(replace(self.blank, paging=(entry,)), page.body)) for page in lists)
        self.facts.add("paging", f"{name}, the family's", fits, len(lists), sure=None if entry.channel else False)
        return (entry, *entries), (name,)

    # -- layouts

    def _tags(self) -> tuple[str, ...]:
        tags = [newsroom_tag(s.lead) for s in self.located]
        counts = Counter(tag for tag, _ in tags if tag)
        if not counts:
            return ()
        tag, count = counts.most_common(1)[0]
        if 2 * count < len(tags) or (count < 2 and (tag, True) not in tags):  # noqa: PLR2004 - one page does not prove a habit
            return ()
        self.facts.add("newsroom_tags", tag, count, len(tags), sure=None if (tag, True) in tags else False)
        return (tag,)

    # -- check of the draft on its own pages

    def _checked(self, site: Site, origins: dict[str, LayoutOrigin]) -> tuple[Site, dict[str, LayoutOrigin]]:
        """Read the pages with the draft and without, and leave out of it what reads less."""
        (site, origins), removed, lost = without_losses(
            Layouts(site, origins), lambda tried: [Reading(a, b) for _, a, b in self._tried(tried)]
        )
        for layout, part, fields in removed:
            what = f"{layout}: left out, because with it fewer {', '.join(fields)} were read than without a profile"
            self.facts.add(f"layout.{part}" if part else "layouts", what, sure=False)
        for name, share in lost.items():
            self.facts.add("layouts", f"{share:.0%} of the {name} are read without a profile alone", sure=False)
        trials = self._tried(site)
        for page, after, _ in trials:
            if after is None:
                self.facts.add("layouts", f"{page.url} is refused", sure=False)
        read_ = [(a, b) for _, a, b in trials if a is not None]
        total = len(trials)
        with_layout = sum(a.extraction.layout != "generic" for a, _ in read_)
        self.facts.add("layouts", "pages that a layout reads", with_layout, total, sure=with_layout == total)
        for part, same in (
            ("headline", sum(a.headline == b.headline for a, b in read_)),
            ("body", sum(_similarity(a.text, b.text) >= _MIN_SAME_BODY for a, b in read_)),
            ("date", sum(_published_minute(a) == _published_minute(b) for a, b in read_)),
        ):
            if same < total:
                self.facts.add(f"layout.{part}", "read as the generic extractor reads it", same, total, sure=False)
        return site, origins

    def _tried(self, site: Site) -> list[tuple[SitePage, Article | None, Article]]:
        found: list[tuple[SitePage, Article | None, Article]] = []
        for page, before, _ in self.pages.articles:
            try:
                found.append((page, extract(page.body, url=page.url, site=site, headers=page.headers), before))
            except NotAnArticle:
                found.append((page, None, before))
        return found

    def _cases(self, site: Site) -> list[SitePage]:
        """Return for each layout the page on which it finds the most fields."""
        best: dict[str, tuple[int, SitePage]] = {}
        for page, article, _ in self._tried(site):
            if article is None or article.extraction.layout == "generic":
                continue
            rank = len(article.extraction.field_sources) + bool(article.related_links) + bool(article.images)
            if article.extraction.layout not in best or rank > best[article.extraction.layout][0]:
                best[article.extraction.layout] = (rank, page)
        return [page for _, page in best.values()]

    def _provenance(self, site: Site) -> tuple[Provenance, ...]:
        """Return the provenance: fields of which every fact is sure have medium confidence, all others low."""
        fields = [
            n
            for n in ("article_url", "layouts", "sections", "feeds", "sitemaps", "paging", "newsroom_tags")
            if getattr(site, n)
        ]
        doubted = {fact.field.partition(".")[0] for fact in self.facts if not fact.sure}
        doubted |= {"layouts"} if "layout" in doubted else set()
        levels = (("medium", [n for n in fields if n not in doubted]), ("low", [n for n in fields if n in doubted]))
        return tuple(
            Provenance(facts=" ".join(names), confidence=level, sources=SOURCE)  # type: ignore[arg-type] # one of the two words
            for level, names in levels
            if names
        )


def _is_variant(link: Element) -> bool:
    """Return whether a ``link`` element names the AMP or mobile variant of the page."""
    rel = (link.get("rel") or "").lower()
    return rel == "amphtml" or (rel == "alternate" and bool(link.get("media")))


def _published_minute(article: Article) -> str:
    """Return the publication time to the minute. The visible time has no seconds, structured data may have them."""
    return (article.date_published or "")[:16]


def _end_of_title(page: Page) -> str | None:
    """Return the end of a document's title behind the headline, which usually is the newspaper's name."""
    title = page.title or ""
    rest = title.removeprefix(without_site(title, page)).strip(" |–—•·»-")
    return rest or None


def _template(section: str, following: str) -> str | None:
    """Return the template of a listing's second page: ``{stem}/trang-{n}.htm``; ``None`` if there is none."""
    here, there = urlsplit(section), urlsplit(following)
    path = here.path.rstrip("/")
    stem = re.sub(r"\.[a-z]{2,5}$", "", path)
    rest = f"{there.path}?{there.query}" if there.query else there.path
    for word, head in (("{section}", path), ("{stem}", stem)):
        tail = rest.removeprefix(head)
        if head and tail != rest and len(re.findall(r"(?<!\d)2(?!\d)", tail)) == 1:
            return word + re.sub(r"(?<!\d)2(?!\d)", "{n}", tail)
    return None


def _similarity(one: str, other: str) -> float:
    """Return the share of words (0 to 1) that two texts have in common: the mean of both directions."""
    a, b = Counter(comparison_key(one).split()), Counter(comparison_key(other).split())
    shared = sum((a & b).values())
    return mean(shared / total if (total := sum(c.values())) else 0.0 for c in (a, b))
