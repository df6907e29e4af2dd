"""What the extraction of a field may read: the page, the site's profile, and the fields picked before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator
    from datetime import datetime

    from newscrawl.dates import Timestamp
    from newscrawl.extract.body.result import Body
    from newscrawl.extract.candidate import Candidate
    from newscrawl.extract.dom import Element
    from newscrawl.extract.page import Page
    from newscrawl.extract.usage import Reservation
    from newscrawl.extract.values import ContentRoot, Lead, StatedBylines
    from newscrawl.items import Author, Breadcrumb, Genre, Hints, Image, RelatedLink, Video
    from newscrawl.sites.profile import Layout, Site

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Context:
    """One page, what is known of its site, and the fields that are picked so far.

    A context that a method returned never changes: :meth:`with_pick` returns a new one. The fields are picked in the order of
    :data:`newscrawl.extract.table.FIELDS`, so a field may read the picks of the rows above its own. A pick is ``None`` before its
    row is reached, and if the page has no candidate for it.
    """

    page: Page
    site: Site
    hints: Hints | None = None
    """What a feed, sitemap or listing says about the page."""

    now: datetime | None = None
    """The time of the fetch, with a zone: relative dates count from it."""

    use_layouts: bool = True
    """False to read the page without the layouts of the site's profile."""

    memo: dict[Hashable, Any] = field(default_factory=dict, repr=False, compare=False)
    """What :meth:`once` found. All contexts of one page share it."""

    content_root: Candidate[ContentRoot] | None = None
    headline: Candidate[str] | None = None
    lead: Candidate[Lead] | None = None
    bylines: Candidate[StatedBylines] | None = None
    text: Candidate[Body] | None = None
    images: Candidate[list[Image]] | None = None
    videos: Candidate[list[Video]] | None = None
    date_published: Candidate[Timestamp] | None = None
    date_modified: Candidate[Timestamp] | None = None
    is_accessible_for_free: Candidate[bool] | None = None
    url: Candidate[str] | None = None
    publisher: Candidate[str] | None = None
    authors: Candidate[list[Author]] | None = None
    source_credit: Candidate[str] | None = None
    breadcrumbs: Candidate[list[Breadcrumb]] | None = None
    article_section: Candidate[str] | None = None
    keywords: Candidate[list[str]] | None = None
    genre: Candidate[Genre] | None = None
    in_language: Candidate[str] | None = None
    related_links: Candidate[list[RelatedLink]] | None = None
    robots_directives: Candidate[list[str]] | None = None
    tdm_reservation: Candidate[Reservation] | None = None
    content_usage: Candidate[str] | None = None
    license_urls: Candidate[list[str]] | None = None

    def once(self, key: Hashable, find: Callable[[], T]) -> T:
        """What ``find`` returns, called once for all contexts of the page. Each key belongs to one function."""
        if key not in self.memo:
            self.memo[key] = find()
        found: T = self.memo[key]
        return found

    def with_pick(self, name: str, candidate: Candidate[Any] | None) -> Context:
        """A context with one more pick."""
        return self.with_picks([(name, lambda _: iter([candidate]))])

    def with_picks(self, fields: Iterable[tuple[str, Callable[[Context], Iterator[Candidate[Any] | None]]]]) -> Context:
        """A context with the first candidate of each field picked. The candidates of a field see the picks of the fields before it."""
        # dataclasses.replace() takes ten times as long for so many attributes, and an update of a new dictionary twice.
        attributes = self.__dict__.copy()
        context = object.__new__(Context)
        object.__setattr__(context, "__dict__", attributes)
        # One copy for all of these fields: nothing else holds this context yet.
        for name, candidates in fields:
            attributes[name] = next(candidates(context), None)
        return context

    @property
    def layout(self) -> Layout | None:
        """The layout that found the content root; ``None`` if none did."""
        return self.content_root.value.layout if self.content_root is not None else None

    @property
    def selectors(self) -> Layout | None:
        """The selectors that name parts of this page: the layout's, with those that the site's other layouts share.

        On a page that no layout reads, these are the selectors of all layouts of the site: a new template renames some parts and
        keeps others. ``None`` for a site without layouts.
        """
        layout = self.layout
        if layout is not None:
            return self.site.with_shared_selectors(layout)
        return self.site.fallback_layout if self.use_layouts else None

    @property
    def root_element(self) -> Element | None:
        """The element that holds the article's text."""
        return self.content_root.value.element if self.content_root is not None else None

    @property
    def title(self) -> str:
        """The headline; empty if the page has none."""
        return self.headline.value if self.headline is not None else ""

    @property
    def title_element(self) -> Element | None:
        """The element that shows the headline."""
        return self.headline.element if self.headline is not None else None

    @property
    def body(self) -> Body | None:
        """The article's text as blocks."""
        return self.text.value if self.text is not None else None

    @property
    def article_url(self) -> str:
        """The article's canonical address; the page's own address before it is picked."""
        return self.url.value if self.url is not None else self.page.url
