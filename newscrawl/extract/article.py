"""One page to one :class:`~newscrawl.items.Article`: every field from the best source the page has."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from newscrawl import dates, sites, urls
from newscrawl.extract import (
    address,
    bylines,
    headline,
    hearsay,
    jsonld,
    people,
    pictures,
    placing,
    published,
    related,
    tagline,
    usage,
)
from newscrawl.extract import body as bodies
from newscrawl.extract.body import Block, is_sentence
from newscrawl.extract.body.result import Body
from newscrawl.extract.dom import Element, contains, visible_text_exceeds
from newscrawl.extract.page import Page
from newscrawl.extract.refusals import refusal
from newscrawl.extract.rejection import NotAnArticle, Reason
from newscrawl.extract.selectors import compiled
from newscrawl.items import Article, Author, Extraction, Fetch, FieldSource, Normalization, content_hash
from newscrawl.text import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from newscrawl.extract.body import ProseRoot as Container
    from newscrawl.extract.headline import Found
    from newscrawl.extract.people import Byline
    from newscrawl.extract.published import Times
    from newscrawl.items import Genre, Hints, Image, RelatedLink, Video
    from newscrawl.sites.profile import Layout, Site

GENERIC: Final = "generic"
_ACCOUNT: Final = re.compile(
    r"(?-i:[a-z0-9._@-]+)|admin\w*|quản trị(?: viên)?|ban biên tập|biên tập viên|editor|webmaster", re.IGNORECASE
)
"""What content systems name as the author where nobody wrote one: an account's name."""

_AUTHOR_META: Final = ("article:author", "author", "dable:author", "dc.creator")
_STUB: Final = 120
"""A page behind a paywall that shows fewer characters of text than this shows none of the article."""

_ARTICLE_TEXT: Final = 1_000
_WAYS_ON: Final = 3
"""Characters of text, at least, and lines that lead to other articles, at most, on a page that nothing else calls an article."""

_SHOWN: Final = 0.5
"""A page that shows less of the text that its data tells shows a teaser."""

_TOLD_HEAD: Final = 60
"""The first letters of a shown line that the data must tell, too, to be of the same article."""

_SECTION_WORDS: Final = 3
"""A section's name has no more words in its address."""

_SURELY_NAMED: Final = re.compile(r"\d{4}|(?:[a-z0-9]+[-_]){5}")
"""What an article's address holds: a number, or more words than a section's name has."""

_HALF: Final = 0.5
_PARAGRAPH: Final = 80
"""Characters of a paragraph of running text, at least."""

_NOTE_TEXT: Final = 350
_SECTION_PATH: Final = re.compile(r"/[^/\d]{1,25}/?")
"""A shorter text (characters) is one, too, if nothing leads on in it and its address does not look like a section's."""

_TEASERS: Final = 4
_LINKS: Final = 12
"""Paragraphs that are teasers, and lines that are links, of a list of articles, at least."""

_LEAST_TEXT: Final = 120
"""Characters of text below which a page without a layout is asked for more signs of an article."""


class Reading:
    """One page being read: each part once, on demand."""

    def __init__(
        self, page: Page, site: Site, *, fetched_at: datetime | None, hints: Hints | None, use_layouts: bool = True
    ) -> None:
        self.page = page
        self.site = site
        self.now = fetched_at
        self.hints = hints
        self.use_layouts = use_layouts
        self.drop: set[Element] = set()
        self.opening: list[Element] = []
        self.said: list[Element] = []
        self.is_wordless = False
        """Whether an article's page holds no prose but other articles' teasers: a film's, an infographic's."""
        self.layout, self.body_element, self.body_source = self._find_body()
        known = site.with_shared_selectors(self.layout) if self.layout is not None else None
        self.fields = known or (site.fallback_layout if use_layouts else None)
        """What names the parts of the page."""

    def _find_body(self) -> tuple[Layout | None, Element | None, str]:
        known = self._by_layout() if self.use_layouts else None
        if known is not None and not _is_doubtful(self.page, *known[:2]):
            return known
        title = next(headline.headlines(self.page, None, self.hints), None)
        found = bodies.find_by_prose(self.page, title.element if title is not None else None)
        if known is not None and (found is None or not self._holds_more(found, *known[:2])):
            return known
        if found is None:
            return None, None, GENERIC
        is_article = self.use_layouts and bool(self.site.layouts) and self.site.article_key(self.page.url) is not None
        if is_article and self._cards(found.element) == 1:
            self.is_wordless = True
            return None, None, GENERIC
        if known is not None and (again := self._called_so(found.element)) is not None:
            return again
        self.drop = found.excluded
        self.opening = found.intro_boxes
        self.said = found.first_lines
        return None, found.element, GENERIC

    def _by_layout(self) -> tuple[Layout, Element, str] | None:
        """The first layout whose body and headline are on the page, one whose body shows a text before others; else the first whose body is."""
        fits: tuple[Layout, Element, str] | None = None
        first: tuple[Layout, Element, str] | None = None
        for layout in self.site.layouts:
            found = bodies.find_by_layout(self.page, layout)
            if found is None:
                continue
            known = layout, found[0], f"layout:{found[1]}"
            if not layout.headline or any(True for css in layout.headline for _ in compiled(css).values(self.page)):
                if layout.genre is not None or visible_text_exceeds(found[0], bodies.MIN_BODY_CHARS):
                    return known
                fits = fits or known
            first = first or known
        return fits or first

    def _called_so(self, element: Element) -> tuple[Layout, Element, str] | None:
        """The layout that calls an element its body, where another of that name came before it on the page."""
        for layout in self.site.layouts:
            for css in layout.body:
                if element in compiled(css).elements(self.page):
                    return layout, element, f"layout:{css}"
        return None

    def _holds_more(self, found: Container, layout: Layout, body: Element) -> bool:
        """Whether the container found by the page's prose holds much more text than a layout's body, elsewhere.

        A list of teasers is no text, and a box around both proves nothing against a sure layout's body that shows one.
        """
        if contains(body, found.element) or self._cards(found.element) > _HALF:
            return False
        if layout.confidence == "high" and visible_text_exceeds(body, bodies.MIN_BODY_CHARS):
            return not contains(found.element, body) and visible_text_exceeds(found.element, _much_more(body))
        return visible_text_exceeds(found.element, max(bodies.MAX_DOUBTFUL_CHARS, bodies.MUCH_MORE_TEXT * _shown(body)))

    def _cards(self, box: Element) -> float:
        """Which share of the paragraphs in a box stand by themselves beside a link to another article: teasers."""
        said = [p for p in box.iter("p") if len(p.text or "") >= _PARAGRAPH]
        around = [card for p in said if (card := p.getparent()) is not None and card is not box]
        alone = [card for card in around if next(islice(card.iter("p"), 1, None), None) is None]
        return sum(any(map(self._leads_on, card.iter("a"))) for card in alone) / len(said) if said else 0.0

    def _leads_on(self, anchor: Element) -> bool:
        url = self.page.resolve(anchor.get("href"))
        return url is not None and url != self.page.url and related.targets(self.site).is_article(url)

    @cached_property
    def url(self) -> str:
        """The article's canonical address: the page's own where it names an article of the same site."""
        return address.canonical(self.page, self.site, lambda: self.headline.value)

    @cached_property
    def headline(self) -> Found:
        """The headline; :class:`NotAnArticle` where there is none."""
        found = next(headline.headlines(self.page, self.layout, self.hints), None)
        if found is None:
            raise NotAnArticle(Reason.NO_HEADLINE)
        return found

    @cached_property
    def lead(self) -> Found | None:
        """The lead with the newsroom's tag still at its head."""
        is_sure, is_vietnamese = self.layout is not None, placing.is_vietnamese(self.page, self.headline.value)
        leads = headline.leads(self.page, self.fields, self.hints, is_sure=is_sure, is_vietnamese=is_vietnamese)
        found = next(leads, None)
        if found is None or found.element is None:
            placed = self._placed_lead(is_vietnamese=is_vietnamese)
            if placed is not None:
                return placed
        if self.opening and (found is None or found.element is None):
            return headline.intro(self.opening, is_vietnamese=is_vietnamese) or found
        return found

    def _placed_lead(self, *, is_vietnamese: bool) -> Found | None:
        """The lead by its place on a page that no layout knows: above the running text, or its beginning set apart."""
        if not self.said:
            return None
        first, *following = self.said
        title = self.headline.element
        if not is_vietnamese:
            return headline.named_lead(first, following, is_vietnamese=False)
        return (
            (headline.lead_between(title, first) if title is not None else None)
            or headline.named_lead(first, following or self.page.by_tag("figcaption"), is_vietnamese=True)
            or headline.bold_lead(first)
        )

    @cached_property
    def tag_and_lead(self) -> tuple[str | None, str | None]:
        """The newsroom's tag and the lead without it."""
        if self.lead is None:
            return None, None
        return tagline.split(self.lead.value, self.site, is_known=self.layout is not None)

    @cached_property
    def slots(self) -> list[tuple[str, Byline]]:
        """What the layout's slots and the structured data name as authors, best first; empty ones left out."""
        own = self._own_names
        found: list[tuple[str, Byline]] = []
        if self.fields is not None:
            for css in self.fields.author:
                lines = list(dict.fromkeys(compiled(css).values(self.page)))
                found.append((f"layout:{css}", people.read("\n".join(lines[:6]), publisher=own)))
        return [(source, byline) for source, byline in found if byline.authors or byline.source]

    @cached_property
    def structured_authors(self) -> list[tuple[str, Byline]]:
        """Authors by JSON-LD and meta, the newspaper itself left out."""
        own = self._own_names
        found: list[tuple[str, Byline]] = []
        names = [name for name in jsonld.texts(self.page.news.get("author")) if not name.startswith("http")]
        found.append(("jsonld", people.read("\n".join(filter(self._may_name, names)), publisher=own)))
        metas = [(f"meta:{name}", self.page.meta(name) or "") for name in _AUTHOR_META]
        found.extend((source, people.read(text, publisher=own)) for source, text in metas if self._may_name(text))
        lines = bylines.named(self.page, self.headline.element)
        found.extend(("visible", people.read(line, publisher=own)) for line in lines)
        return [(source, byline) for source, byline in found if byline.authors or byline.source]

    def _may_name(self, text: str) -> bool:
        """Whether what only the page's head says can name an author: no address, and of a site without a profile no account."""
        is_account = self.site.family == "unknown" and bool(_ACCOUNT.fullmatch(text))
        return bool(text) and "://" not in text and not is_account

    @cached_property
    def placed_authors(self) -> list[tuple[str, Byline]]:
        """Authors that stand beside the text of a Vietnamese page that no layout knows, nothing calling them so."""
        if self.layout is not None or self.body is None or not placing.is_vietnamese(self.page):
            return []
        said = [block.element for block in self.body.blocks if block.kind != "figure"]
        first, last = (said[0], said[-1]) if said else (next(iter(self.said), None), None)
        lines = bylines.placed(self.page, self.headline.element, self.body.element, first, last)
        found = [people.read(line, publisher=self._own_names, in_author_slot=False) for line in lines]
        return [("visible", byline) for byline in found if all(a.type != "organization" for a in byline.authors)]

    @cached_property
    def _own_names(self) -> frozenset[str]:
        site = self.site
        names = {
            site.publisher,
            site.name,
            site.host,
            site.host.removeprefix("www."),
            f"Báo {site.publisher}",
            *site.newsroom_tags,
        }
        if text := self.page.meta("og:site_name"):
            names.add(text)
        names.update(jsonld.texts(self.page.news.get("publisher")))
        return frozenset(filter(None, names))

    @cached_property
    def body(self) -> Body | None:
        """The text."""
        if self.body_element is None:
            return None
        body = self._read_body(self.body_element)
        if self.layout is None and (told := self._told_body(body)) is not None:
            return told
        is_bare = not any(map(is_sentence, body.blocks)) and not body.pictures
        if self.layout is None and self.lead is not None and is_bare:
            # A note of one paragraph: what describes it is all it says.
            whole = self._read_body(self.body_element, with_lead=True)
            if any(map(is_sentence, whole.blocks)):
                return whole
        return body

    def _told_body(self, shown: Body) -> Body | None:
        """The text that the page's data tells where the page shows only its beginning."""
        length = jsonld.told_length(self.page.news)
        if len(shown.text) >= _SHOWN * length:
            return None
        told = jsonld.told_body(self.page.news)
        if not told or len(jsonld.letters(shown.text)) >= _SHOWN * len(told):
            return None
        said = [jsonld.letters(block.text) for block in shown.blocks if is_sentence(block)]
        if said and not any(line[:_TOLD_HEAD] in told for line in said):
            return None
        self.body_source = "jsonld"
        pictures = [block for block in shown.blocks if block.kind == "figure"]
        lines = jsonld.told_paragraphs(self.page.news)
        return Body(shown.element, [*pictures, *(Block("paragraph", line, shown.element) for line in lines)])

    def _read_body(self, root: Element, *, with_lead: bool = False) -> Body:
        """The body element read, the lead left out of it or not."""
        _, lead = self.tag_and_lead
        known = [a.name for _, byline in (*self.slots, *self.structured_authors) for a in byline.authors]
        lead_element = self.lead.element if self.lead is not None and not with_lead else None
        leads = [] if with_lead else [lead, self.lead.value if self.lead else None]
        is_visible = lead_element is not None
        return bodies.read_body(
            self.page,
            root,
            self.fields,
            is_known=self.layout is not None,
            shown_texts=[self.headline.value, *(leads if is_visible else ())],
            metadata_leads=() if is_visible or not placing.is_vietnamese(self.page, self.headline.value) else leads,
            headline=self.headline.element,
            lead=lead_element,
            excluded=self.drop,
            intro_boxes=[box for box in self.opening if box is not lead_element],
            author_names=known,
            is_article_url=related.article_test(self.page, self.site),
            captions_by_position=self.layout is None and placing.is_vietnamese(self.page),
        )

    @cached_property
    def visible_bylines(self) -> list[tuple[str, Byline]]:
        """What the reader sees named as authors or source: the slots, then the text's last lines."""
        lines = self.body.bylines if self.body is not None else []
        closing = [people.read(line, publisher=self._own_names, in_author_slot=False) for line in lines]
        return [*self.slots, *(("visible", byline) for byline in closing if byline.authors or byline.source)]

    @cached_property
    def bylines(self) -> list[tuple[str, Byline]]:
        """All that names authors or a source, best first."""
        found = [*self.visible_bylines, *self.structured_authors]
        return found if any(byline.authors for _, byline in found) else [*found, *self.placed_authors]

    @cached_property
    def authors(self) -> tuple[str, list[Author]]:
        """The byline and where it was found."""
        return next(((source, byline.authors) for source, byline in self.bylines if byline.authors), ("", []))

    @cached_property
    def source_credit(self) -> tuple[str, str | None]:
        """Where the piece was taken from, and where that was found."""
        if self.fields is not None:
            for css in self.fields.source_credit:
                for value in compiled(css).values(self.page):
                    byline = people.read(value, publisher=self._own_names, in_author_slot=False)
                    name = byline.source or next((a.name for a in byline.authors), None)
                    if name:
                        return f"layout:{css}", name
        return next(((source, byline.source) for source, byline in self.visible_bylines if byline.source), ("", None))

    @cached_property
    def times(self) -> Times:
        """When it was published and changed."""
        common = self.site.fallback_layout if self.use_layouts else None
        return published.times(self.page, self.layout, self.headline.element, self.hints, self.now, common=common)

    @cached_property
    def crumbs(self) -> placing.Crumbs | None:
        """The path to the article."""
        title = self.headline
        return next(placing.breadcrumbs(self.page, self.fields, self.site, title.value, near=title.element), None)

    @cached_property
    def section(self) -> Found | None:
        """The innermost section."""
        found = next(placing.sections(self.page, self.fields, self.crumbs, self.hints), None)
        if found is None or self.crumbs is None or self.crumbs.source == "jsonld":
            return found
        shown = [crumb.name for crumb in self.crumbs.path]
        # The reader sees where it stands within the section that a layout names.
        return headline.Found(self.crumbs.source, shown[-1]) if found.value in shown[:-1] else found

    @cached_property
    def tags(self) -> placing.Tags | None:
        """The tags shown."""
        text, title = (self.body_element, self.headline.element) if self.layout is None else (None, None)
        return next(placing.keywords(self.page, self.fields, headline=title, text=text), None)

    @cached_property
    def images(self) -> list[Image]:
        """The pictures, the lead picture first."""
        found: list[pictures.Picture] = []
        if self.fields is not None:
            for css in self.fields.lead_image:
                for box in compiled(css).elements(self.page):
                    inside = self.body_element is not None and contains(self.body_element, box)
                    if not inside:
                        found.extend(pictures.figure(self.page, _figure_around(box), self.fields) or [])
        if self.body is not None:
            found.extend(self.body.pictures)
        if self.layout is None:
            is_article = related.article_test(self.page, self.site)
            found = [p for p in [*self._lead_pictures(), *found] if not pictures.leads_on(self.page, p, is_article)]
        return pictures.images(found)

    def _lead_pictures(self) -> list[pictures.Picture]:
        """The pictures between headline and text on a page that no layout knows: figures, what has a caption, what its head shows."""
        title, box = self.headline.element, self.body_element
        if title is None or box is None or contains(box, title):
            return []
        elements = self.page.elements
        start, end = elements.index(title), elements.index(box)
        shown = (self.page.meta("og:image") or "").partition("?")[0].rpartition("/")[2]
        around = {*title.iterancestors(), *box.iterancestors()}
        found: list[pictures.Picture] = []
        for element in elements[start + 1 : end]:
            if element.tag == "figure":
                figure: Element | None = element
            elif element.tag != "img":
                continue
            elif shown and shown in (pictures.best_url(self.page, element) or ""):
                figure = _figure_around(element)
            else:
                figure = pictures.captioned_box(element, around)
            if figure is not None and not any(outer in self.drop for outer in element.iterancestors()):
                found.extend(pictures.figure(self.page, figure) or [])
        return found

    @cached_property
    def videos(self) -> list[Video]:
        """The films in the text; of a page without one, the first that it shows."""
        if self.body_element is not None:
            return pictures.videos(self.page, [self.body_element], self.fields)
        return pictures.videos(self.page, [self.page.root], self.fields)[:1]

    @cached_property
    def related(self) -> list[RelatedLink]:
        """Other articles offered."""
        return related.links(
            self.page, self.fields, self.site, own=self.url, body=self.body, headline=self.headline.element
        )

    @cached_property
    def genre(self) -> tuple[str, Genre] | None:
        """What kind of piece it is."""
        return next(
            placing.genres(
                self.page,
                self.layout,
                headline=self.headline.value,
                section=self.section.value if self.section else None,
                path=self.crumbs,
                body=self.body,
                has_films=bool(self.videos),
            ),
            None,
        )

    def refuse(self) -> None:
        """Raise :class:`NotAnArticle` for what is none."""
        if self.layout is None:
            if reason := refusal(self.page, self.site):
                raise NotAnArticle(reason)
            self._refuse_section()
        _ = self.headline
        text = self.body.text if self.body is not None else ""
        if len(text) < _STUB and not placing.is_free(self.page):
            raise NotAnArticle(Reason.PAYWALL_STUB, f"{len(text)} characters")
        least = _LEAST_TEXT if self.layout is None and not self.is_wordless else 1
        has_lead = (text or self.is_wordless) and self.lead is not None and self.lead.element is not None
        shown = self.lead.value if has_lead and self.lead is not None else ""
        if len(text) + len(shown) < least and not self.images and not self.videos:
            raise NotAnArticle(Reason.NO_BODY, f"{len(text)} characters")

    def _refuse_section(self) -> None:
        page = self.page
        path, _, query = page.url.partition("://")[2].partition("/")[2].partition("#")[0].partition("?")
        if not path.strip("/") and not query:
            raise NotAnArticle(Reason.SECTION_PAGE, "home page")
        is_named = self.site.article_key(page.url) is not None
        # A profile knows its site's addresses, though not those of every year; on a site without one the page's own word
        # counts, then what it holds.
        if self.site.article_url:
            if page.news or is_named or self._is_of_another_year():
                return
            raise NotAnArticle(Reason.SECTION_PAGE, "the address is no article's")
        if placing.is_vietnamese(page) and not (page.news or page.meta("article:published_time")):
            # A few words may name an article or a section; one short step without a number names a section.
            is_named = is_named and bool(_SURELY_NAMED.search(path))
            if not query and path.count("-") < _SECTION_WORDS and _SECTION_PATH.fullmatch(f"/{path}"):
                raise NotAnArticle(Reason.SECTION_PAGE, "the address is a section's")
        if not (is_named or page.news or self._reads_like_an_article()) or self._reads_like_a_list():
            raise NotAnArticle(Reason.SECTION_PAGE, "it reads like a list")

    def _is_of_another_year(self) -> bool:
        """Whether a page at an address that its site's profile does not know is an article beyond doubt."""
        url, body = self.page.url, self.body
        if body is None or self.site.is_excluded(url) or not urls.looks_like_article(url):
            return False
        said, ways = self._said_and_ways
        is_said = len(body.text) >= _ARTICLE_TEXT or bool(self.page.meta("article:published_time"))
        return is_said and said > ways and self.times.published is not None and not self._reads_like_a_list()

    def _reads_like_an_article(self) -> bool:
        """Whether there is enough running text for what the page says of itself, and few ways on in its midst."""
        said, ways = self._said_and_ways
        body = self.body
        if body is None:
            return False
        page = self.page
        if page.meta("og:type") == "article" or page.meta("article:published_time") or self._stands_in_an_article():
            return ways <= max(_WAYS_ON, said)
        if len(body.text) >= _ARTICLE_TEXT:
            return ways <= max(_WAYS_ON, said // 3)
        is_section = _SECTION_PATH.fullmatch(urlsplit(page.url).path) and "?" not in page.url
        return not is_section and len(body.text) >= _NOTE_TEXT and ways <= 1

    def _stands_in_an_article(self) -> bool:
        """Whether the markup calls the box an article that holds both headline and text."""
        title, body = self.headline.element, self.body_element
        if title is None or body is None or title.tag != "h1":
            return False
        box = next(filter(_is_called_an_article, title.iterancestors()), None)
        return box is not None and (contains(box, body) or contains(body, box))

    def _reads_like_a_list(self) -> bool:
        """Whether the text is other articles' teasers, each under a link, or links for the most part."""
        body = self.body
        if body is None or self.page.news or self.page.meta("article:published_time"):
            return False
        said, ways = self._said_and_ways
        if body.teasers >= _TEASERS and body.teasers >= said / 2:
            return True
        linked = sum(block.linked for block in body.blocks if block.is_link)
        linked += sum(len(link.text) for _, links in body.see_also for link in links)
        return ways >= _LINKS and linked > len(body.text) / 2

    @cached_property
    def _said_and_ways(self) -> tuple[int, int]:
        """Paragraphs of running text in the body, and lines in it that are a link and nothing else."""
        if self.body is None:
            return 0, 0
        said = sum(is_sentence(block) for block in self.body.blocks)
        ways = sum(block.kind != "figure" and block.is_link for block in self.body.blocks) - self.body.author_link_lines
        return said, ways + len(self.body.see_also)

    def article(self) -> Article:
        """The record."""
        self.refuse()
        tag, lead = self.tag_and_lead
        text = self.body.text if self.body is not None else ""
        times = self.times
        genre = self.genre
        stated = times.published
        mining = usage.reservation(self.page)
        return Article(
            id=self.site.article_id(self.url),
            url=self.url,
            text=text,
            headline=self.headline.value,
            description=lead,
            site=self.site.name,
            publisher=self.site.publisher
            if self.site.family != "unknown"
            else self.page.meta("og:site_name") or self.site.publisher,
            requested_url=self.page.url,
            newsroom_tag=tag,
            sections=self.body.sections() if self.body is not None else [],
            word_count=text.count(" ") + text.count("\n\n") + 1 if text else 0,  # one blank between words
            date_published=dates.rfc3339(stated.moment.at) if stated else None,
            date_modified=dates.rfc3339(times.modified.moment.at) if times.modified else None,
            date_published_raw=stated.moment.raw if stated else None,
            date_fetched=dates.rfc3339(self.now) if self.now else None,
            authors=self.authors[1],
            source_credit=self.source_credit[1],
            in_language=placing.language(self.page, self.site, text or self.headline.value),
            article_section=self.section.value if self.section else None,
            breadcrumbs=self.crumbs.path if self.crumbs else [],
            keywords=self.tags.names if self.tags else [],
            genre=genre[1] if genre else "article",
            is_accessible_for_free=placing.is_free(self.page),
            robots_directives=usage.directives(self.page),
            tdm_reservation=mining.reserved if mining else None,
            tdm_policy=mining.policy if mining else None,
            images=self.images,
            videos=self.videos,
            related_links=self.related,
            outbound_links=self.body.outbound(self.page) if self.body is not None else [],
            content_hash=content_hash(self.headline.value, text),
            fetch=_fetch(self.page),
            extraction=self._extraction(),
            normalization=Normalization(version=VERSION, tone_style="keep", edits=0, glued_words_split=0),
        )

    def _extraction(self) -> Extraction:
        """How it was read; asked last, for reading a field may add a warning."""
        cut_off = ["truncated"] if self.page.is_cut_off else []
        stated = self.times.published
        heard = hearsay.disagreements(
            self.hints, headline=self.headline.value, published=stated.moment if stated else None
        )
        warnings = list(dict.fromkeys([*self.page.warnings, *cut_off, *self.times.warnings, *heard]))
        name = self.layout.name if self.layout else GENERIC
        return Extraction(layout=name, field_sources=list(self._sources()), warnings=warnings)

    def _sources(self) -> Iterator[FieldSource]:
        """Which source gave each field, in the record's order."""
        times = self.times
        tag, lead = self.tag_and_lead
        said = (
            ("text", self.body_source if self.body is not None and self.body.paragraphs else None),
            ("headline", self.headline.source),
            ("description", self.lead.source if self.lead and lead else None),
            ("newsroom_tag", self.lead.source if self.lead and tag else None),
            ("date_published", times.published.source if times.published else None),
            ("date_modified", times.modified.source if times.modified else None),
            ("authors", self.authors[0] or None),
            ("source_credit", self.source_credit[0] or None),
            ("article_section", self.section.source if self.section else None),
            ("breadcrumbs", self.crumbs.source if self.crumbs else None),
            ("keywords", self.tags.source if self.tags else None),
            ("genre", self.genre[0] if self.genre else None),
        )
        yield from (FieldSource(field=field, source=source) for field, source in said if source)


def _is_doubtful(page: Page, layout: Layout, body: Element) -> bool:
    """Whether a layout's body holds so little text that its selector may have found something else.

    A template of pictures or films needs no text, and neither does a sure layout's body that holds some. A sure layout's body
    that shows a text at all, a note's perhaps, is only doubted where much more is said in paragraphs elsewhere.
    """
    if layout.genre is not None or visible_text_exceeds(body, bodies.MAX_DOUBTFUL_CHARS):
        return False
    if layout.confidence != "high":
        return True
    if not visible_text_exceeds(body, bodies.MIN_BODY_CHARS):
        return not _holds_media(page, layout, body)
    said = (p for p in page.by_tag("p") if len(p.text or "") >= _PARAGRAPH and not contains(body, p))
    return sum(len(p.text or "") for p in said) > _much_more(body)


def _holds_media(page: Page, layout: Layout, body: Element) -> bool:
    """Whether a body holds a picture or a film."""
    if next(body.iter("img", "video", "iframe"), None) is not None:
        return True
    return any(contains(body, box) for css in layout.video for box in compiled(css).elements(page))


def _is_called_an_article(box: Element) -> bool:
    """Whether a box is an article by its tag, its vocabulary's type or the name that feeds know entries by."""
    if box.tag == "article":
        return True
    if (itemtype := box.get("itemtype")) and itemtype.rstrip("/").rpartition("/")[2] in jsonld.ARTICLE_TYPES:
        return True
    return not {"hentry", "h-entry"}.isdisjoint((box.get("class") or "").split())


def _much_more(body: Element) -> int:
    """Characters that prove a sure layout's short body to be something else."""
    return max(_ARTICLE_TEXT, 2 * bodies.MUCH_MORE_TEXT * _shown(body))


def _shown(body: Element) -> int:
    return sum(len(text.strip()) for text in body.itertext())


def _figure_around(box: Element) -> Element:
    """The figure that a picture stands in, for its caption."""
    if box.tag in {"img", "picture"}:
        node = box.getparent()
        for _ in range(3):
            if node is None:
                break
            if node.tag == "figure":
                return node
            node = node.getparent()
        parent = box.getparent()
        return parent if parent is not None else box
    return box


def _fetch(page: Page) -> Fetch:
    headers = page.headers
    changed = dates.parse(headers.get("last-modified", ""))
    return Fetch(
        content_type=headers.get("content-type", "").partition(";")[0].strip() or None,
        encoding=page.encoding,
        etag=headers.get("etag") or None,
        last_modified=dates.rfc3339(changed) if changed else None,
        payload_digest=page.digest,
    )


def read(
    body: bytes,
    *,
    url: str,
    site: Site | None = None,
    headers: Mapping[str, str] | None = None,
    fetched_at: datetime | None = None,
    hints: Hints | None = None,
    use_layouts: bool = True,
) -> Reading:
    """The page parsed and its body found, the fields still to be read: for callers that want the page's links too."""
    return Reading(
        Page(body, url=url, headers=headers),
        site or sites.of(url),
        fetched_at=fetched_at,
        hints=hints,
        use_layouts=use_layouts,
    )


def extract(
    body: bytes,
    *,
    url: str,
    site: Site | None = None,
    headers: Mapping[str, str] | None = None,
    fetched_at: datetime | None = None,
    hints: Hints | None = None,
) -> Article:
    """The article on a page.

    ``site`` is the profile to read it with; without one it is looked up by the address's host, and a site without a profile
    is read by structure and content alone. ``headers`` are the response's, ``fetched_at`` the moment of the fetch (what
    "3 giờ trước" counts from), ``hints`` what a feed, sitemap or listing said.

    Raises :class:`NotAnArticle` for what holds none, and nothing else whatever the bytes.
    """
    return read(body, url=url, site=site, headers=headers, fetched_at=fetched_at, hints=hints).article()
