"""Whether a page holds an article: decided here alone, from the picks of the fields and from counts of the text.

A page that a layout reads is an article if it has a headline and a text. Of any other page the address and the text must also
speak for an article, or its metadata must call it one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlsplit

from newscrawl import urls
from newscrawl.extract import jsonld
from newscrawl.extract.dom import contains, text_of
from newscrawl.extract.further_pages import is_later_page
from newscrawl.extract.language import is_vietnamese
from newscrawl.extract.password_pages import asks_for_password
from newscrawl.extract.plain_articles import (
    SECTION_PATH,
    is_intro_of_links,
    is_plain_article,
    page_lines,
    repeats_a_label,
)
from newscrawl.extract.rejection import Reason
from newscrawl.extract.shell_pages import shell_reason
from newscrawl.extract.stated import is_stated_article
from newscrawl.extract.text_counts import comparable_chars, text_counts
from newscrawl.text.comparison import comparison_key

if TYPE_CHECKING:
    from newscrawl.extract.context import Context
    from newscrawl.extract.dom import Element

MIN_FREE_TEXT_CHARS: Final = 120
"""A page behind a paywall that shows less text shows none of the article."""

MIN_GENERIC_TEXT_CHARS: Final = 120
"""A page that no layout reads needs so much text, or a picture or video."""

MIN_STATED_TEXT_CHARS: Final = 40
"""The same for a page whose data call it an article: a note is one sentence."""

MAX_WITHDRAWN_CHARS: Final = 160
"""A text that begins with the words of a withdrawn article and is shorter is that note alone."""

WITHDRAWN_TEXT: Final = re.compile(
    r"\W*(?:(?:xin lỗi|rất tiếc|sorry|we are sorry|oops)\W+)?(?:(?:this|the) )?"
    r"(?:bài(?: viết| báo)?|tin(?: bài)?|nội dung|trang|article|page|story|content)(?: (?:này|bạn|quý khách|độc giả|đang|vừa|tìm|kiếm|yêu cầu|truy cập|you|requested|are|looking|for))*"
    r" (?:(?:hiện|tạm thời) )?(?:không (?:còn )?tồn tại|(?:đã )?(?:bị|được) (?:gỡ|xóa|xoá|ẩn)|đã (?:gỡ|xóa|xoá|ẩn)|(?:is )?no longer (?:available|exists?)|"
    r"(?:has|have) been (?:removed|deleted|withdrawn)|(?:was|could|can)(?: ?not|n['’]t) (?:be )?found)",
    re.IGNORECASE,
)
"""How the text of an article begins that was withdrawn and still has its headline: "Bài viết này không còn tồn tại"."""

MIN_ARTICLE_CHARS: Final = 1_000
"""So much text is an article's, even if the metadata do not say so."""

MIN_NOTE_PARAGRAPHS: Final = 3
"""So many paragraphs below a headline with a clock, without lines that are links, are a note's, whatever the address is."""

MIN_NOTE_CHARS: Final = 350
"""So much text is a note's, if it has at most one line that is a link and the address is not a section's."""

MIN_TITLE_BLANKS: Final = 4
"""Blanks in the headline of an article; the name of a section has fewer."""

MAX_LINK_LINES: Final = 3
"""An article may have so many lines that are only a link, however short it is."""

MIN_LIST_TEASERS: Final = 4
"""So many paragraphs below a line that is only a link make a list of articles."""

MIN_LIST_LINK_LINES: Final = 12
"""So many lines that are only a link make a list of articles, if they hold more characters than half the text."""

MIN_ENTRIES_PER_PARAGRAPH: Final = 2
"""Entries of a list for each paragraph of running text."""

MAX_SECTION_SLUG_HYPHENS: Final = 2
"""The slug of a section's name has no more."""

HOME_PATH: Final = re.compile(r"(?:index|default|home|trang-?chu)(?:\.[a-z]{3,5})?/?", re.IGNORECASE)
"""The path of a home page that has a name."""

ARTICLE_SLUG: Final = re.compile(r"\d{4}|(?:[a-z0-9]+[-_]){5}")
"""An address with a number, or with more words than a section's name has."""

MIN_DATED_PARAGRAPHS: Final = 2
"""Paragraphs of running text, at least, below a headline with a date."""

ENTRY_CLASSES: Final = frozenset({"hentry", "h-entry"})
"""Class names of an entry in the microformats."""


class Rejection(NamedTuple):
    """Why a page is no article, and what was seen."""

    reason: Reason
    detail: str = ""


def classify_shell(context: Context) -> Rejection | None:
    """Why a page that no layout reads is no page of the site at all: a block, a form to sign in, an error; else ``None``."""
    rejection = classify_part(context)
    if rejection is None and is_later_page(context.page):
        return Rejection(Reason.SECTION_PAGE, "a later page of an article")
    return rejection


def classify_part(context: Context) -> Rejection | None:
    """The same for a further page of an article, which is known to be one."""
    reason = shell_reason(context.page, context.site) if context.layout is None else None
    if reason is None and asks_for_password(context.page):
        return Rejection(Reason.LOGIN_WALL, "a password opens the article")
    return Rejection(reason) if reason else None


def classify_by_headline(context: Context) -> Rejection | None:
    """Why a page is no article, whatever its text is: most lists of articles are told by address, data and headline.

    Reads the headline alone, and no content root need be picked, so that the text of a list is not read. The answer is the same
    as that of :func:`classify`; ``None`` if the text decides.
    """
    if context.layout is not None or context.headline is None or _text_decides(context):
        return None
    return _classify_generic(context)


def classify(context: Context) -> Rejection | None:
    """Why the page is no article; ``None`` if it is one.

    Reads the headline and the picks of :data:`~newscrawl.extract.table.CLASSIFYING_FIELDS`.
    """
    if context.layout is None and (rejection := _classify_generic(context)):
        return rejection
    if context.headline is None:
        return Rejection(Reason.NO_HEADLINE)
    text = context.body.text if context.body is not None else ""
    text_chars = comparable_chars(text)
    if rejection := _classify_short_text(context, text):
        return rejection
    if context.images is not None or context.videos is not None:
        return None
    is_wordless = context.content_root is not None and context.content_root.value.is_wordless
    min_chars = MIN_GENERIC_TEXT_CHARS if context.layout is None and not is_wordless else 1
    if min_chars > 1 and is_stated_article(context.page):
        min_chars = MIN_STATED_TEXT_CHARS
    has_visible_lead = (text_chars or is_wordless) and context.lead is not None and context.lead.element is not None
    lead_chars = len(context.lead.value.printed) if has_visible_lead and context.lead is not None else 0
    if text_chars + lead_chars < min_chars:
        return Rejection(Reason.NO_BODY, f"{text_chars} characters")
    return None


def _classify_short_text(context: Context, text: str) -> Rejection | None:
    """Why a text stands in the place of an article's: a note that it was withdrawn, or the beginning before a paywall."""
    if len(text) < MAX_WITHDRAWN_CHARS and WITHDRAWN_TEXT.match(text):
        return Rejection(Reason.NOT_FOUND_PAGE, "the text says that the article was withdrawn")
    if len(text) < MIN_FREE_TEXT_CHARS and context.is_accessible_for_free is not None:
        return Rejection(Reason.PAYWALL_STUB, f"{len(text)} characters")
    return None


def _classify_generic(context: Context) -> Rejection | None:
    """Why a page that no layout reads is a section or another list of articles; ``None`` if it may be an article."""
    path, query = _path_and_query(context)
    if _is_at_root(path, query):
        return None if _is_article_at_root(context) else Rejection(Reason.SECTION_PAGE, "home page")
    if _is_decided_by_profile(context):
        return _classify_by_profile(context)
    return _classify_by_content(context, path, query)


def _text_decides(context: Context) -> bool:
    """Whether the text can change what :func:`_classify_generic` says of a page without it."""
    path, query = _path_and_query(context)
    if _is_at_root(path, query):
        return _may_be_article_at_root(context)
    if _is_decided_by_profile(context):
        return _may_be_article_of_another_year(context)
    return _classify_by_words_of_address(context, path, query) is None


def _path_and_query(context: Context) -> tuple[str, str]:
    """The path of the page's address without its first slash, and the query."""
    path, _, query = context.page.url.partition("://")[2].partition("/")[2].partition("#")[0].partition("?")
    return path, query


def _is_at_root(path: str, query: str) -> bool:
    """Whether an address is that of a home page."""
    return not query and (not path.strip("/") or HOME_PATH.fullmatch(path) is not None)


def _is_decided_by_profile(context: Context) -> bool:
    """Whether the profile tells the addresses of articles, and no feed or sitemap says otherwise of this one."""
    site = context.site
    return bool(site.article_url) and (
        site.article_key(context.page.url) is not None or not _is_named_an_article(context)
    )


def _is_named_an_article(context: Context) -> bool:
    """Whether a feed or a sitemap of articles names the page, so that the look of its address decides nothing."""
    return context.hints is not None and bool(context.hints.is_article)


def _classify_by_profile(context: Context) -> Rejection | None:
    """The profile knows the addresses of the site's articles, though perhaps not those of other years."""
    if context.page.news or context.site.article_key(context.page.url) is not None:
        return None
    if context.headline is None and context.root_element is not None:
        return Rejection(Reason.NO_HEADLINE)
    if _is_article_of_another_year(context):
        return None
    return Rejection(Reason.SECTION_PAGE, "the address is no article's")


def _classify_by_content(context: Context, path: str, query: str) -> Rejection | None:
    """The metadata decide, then the look of the address, then the text."""
    page = context.page
    if rejection := _classify_by_words_of_address(context, path, query):
        return rejection
    if is_stated_article(page) or _has_dated_headline(context):
        return None
    has_article_url = _is_named_an_article(context) or context.site.article_key(page.url) is not None
    if _doubts_address(context):
        # A slug of a few words may name an article or a section.
        has_article_url = has_article_url and bool(ARTICLE_SLUG.search(path) or urls.is_numbered_post(page.url))
    if _reads_like_a_list(context, has_article_url=has_article_url):
        return Rejection(Reason.SECTION_PAGE, "it reads like a list")
    if has_article_url or _reads_like_an_article(context) or _is_plain_article(context):
        return None
    return Rejection(Reason.SECTION_PAGE, "it reads like a list")


def _classify_by_words_of_address(context: Context, path: str, query: str) -> Rejection | None:
    """One short step without a number names a section, if nothing else names an article; no article is without a headline."""
    is_short = not query and path.count("-") <= MAX_SECTION_SLUG_HYPHENS and SECTION_PATH.fullmatch(f"/{path}")
    if is_short and _doubts_address(context):
        return Rejection(Reason.SECTION_PAGE, "the address is a section's")
    if context.headline is None and context.root_element is not None:
        return Rejection(Reason.NO_HEADLINE)
    return None


def _doubts_address(context: Context) -> bool:
    """Whether a page is Vietnamese, and neither its data nor a feed or a sitemap call it an article."""
    page = context.page
    has_data = bool(page.news or page.meta("article:published_time"))
    return is_vietnamese(page) and not _is_named_an_article(context) and not has_data


def _has_dated_headline(context: Context) -> bool:
    """Whether the page has one headline, with a time of day near it, above running text that is no list of teasers."""
    published, body = context.date_published, context.body
    if not _has_one_headline(context) or published is None or body is None:
        return False
    if published.source != "visible" or not published.value.has_time:
        return False
    counts = text_counts(body)
    is_prose = counts.paragraphs >= MIN_DATED_PARAGRAPHS and counts.paragraphs > counts.link_lines
    return is_prose and counts.chars >= MIN_NOTE_CHARS and counts.teasers < MIN_LIST_TEASERS


def _has_one_headline(context: Context) -> bool:
    """Whether the headline is the only ``h1`` with a text."""
    headline = context.headline
    if headline is None or headline.element is None or headline.element.tag != "h1":
        return False
    return sum(1 for title in context.page.by_tag("h1") if text_of(title)) <= 1


def _may_be_article_at_root(context: Context) -> bool:
    """Whether the page at a site's root shows a headline, its data name no second, and it has data or no second ``h1``."""
    if context.headline is None or context.headline.element is None:
        return False
    news = [node for node in context.page.nodes if jsonld.types(node) & jsonld.ARTICLE_TYPES]
    titles = {jsonld.first(node, "headline", "name") for node in news}
    return len(titles) <= 1 and (is_stated_article(context.page) or _has_one_headline(context))


def _is_article_at_root(context: Context) -> bool:
    """Whether the page at a site's root is an article: one headline, its data or a time of day, much prose, hardly a teaser."""
    body = context.body
    if body is None or not _may_be_article_at_root(context):
        return False
    if not (is_stated_article(context.page) or _has_dated_headline(context)):
        return False
    counts = text_counts(body)
    few_links = counts.link_lines <= counts.paragraphs // 3 and counts.teasers < max(2, counts.paragraphs // 4)
    return few_links and counts.paragraphs >= MIN_DATED_PARAGRAPHS and counts.chars >= MIN_ARTICLE_CHARS / 2


def _may_be_article_of_another_year(context: Context) -> bool:
    """Whether an address that the site's profile does not know may be an article's."""
    url = context.page.url
    return not context.site.is_excluded(url) and urls.looks_like_article(url)


def _is_article_of_another_year(context: Context) -> bool:
    """Whether a page at an address that the site's profile does not know is an article without doubt."""
    body = context.body
    if body is None or not _may_be_article_of_another_year(context):
        return False
    counts = text_counts(body)
    date = context.date_published
    is_note = counts.chars >= MIN_NOTE_CHARS and counts.paragraphs >= MIN_NOTE_PARAGRAPHS and not counts.link_lines
    is_note = is_note and date is not None and date.value.has_time and _is_titled_by_headline(context)
    is_long = is_note or counts.chars >= MIN_ARTICLE_CHARS or bool(context.page.meta("article:published_time"))
    is_prose = counts.paragraphs > counts.link_lines
    return is_long and is_prose and date is not None and not _reads_like_a_list(context)


def _reads_like_an_article(context: Context) -> bool:
    """Whether the page has enough running text for what it says about itself, and few lines that are only a link."""
    page, body = context.page, context.body
    if body is None:
        return False
    counts = text_counts(body)
    if _is_page_of_video(context):
        return counts.link_lines <= max(MAX_LINK_LINES, counts.paragraphs)
    if page.meta("og:type") == "article" or page.meta("article:published_time") or _is_marked_up_as_article(context):
        return counts.link_lines <= max(MAX_LINK_LINES, counts.paragraphs)
    if counts.chars >= MIN_ARTICLE_CHARS:
        return counts.link_lines <= max(MAX_LINK_LINES, counts.paragraphs // 3)
    is_section = SECTION_PATH.fullmatch(urlsplit(page.url).path) and "?" not in page.url
    link_lines = counts.link_lines
    if len(body.see_also) <= counts.paragraphs and _is_titled_by_headline(context):
        # The cards of other articles within a note make no list of it.
        link_lines -= len(body.see_also)
    return not is_section and counts.chars >= MIN_NOTE_CHARS and link_lines <= 1


def _is_plain_article(context: Context) -> bool:
    """Whether the page is a short article that nothing calls one."""
    body = context.body
    return body is not None and is_plain_article(context, text_counts(body))


def _is_page_of_video(context: Context) -> bool:
    """Whether the data name one video, with a date, whose name is the headline."""
    videos = [node for node in context.page.nodes if "VideoObject" in jsonld.types(node)]
    if len(videos) != 1 or context.headline is None:
        return False
    name = jsonld.first(videos[0], "name", "headline") or ""
    is_titled = comparison_key(name) == comparison_key(context.title)
    return is_titled and jsonld.first(videos[0], "uploadDate", "datePublished") is not None


def _is_titled_by_headline(context: Context) -> bool:
    """Whether the page's title is its headline, an article's by its length, with the date of publication."""
    if context.title_element is None or context.date_published is None:
        return False
    return context.title.count(" ") >= MIN_TITLE_BLANKS and context.title in (context.page.title or "")


def _is_marked_up_as_article(context: Context) -> bool:
    """Whether one element that the markup calls an article holds both the headline and the text."""
    title, root = context.title_element, context.root_element
    if (
        title is None
        or root is None
        or not (title.tag == "h1" or (title.tag == "h2" and _is_titled_by_headline(context)))
    ):
        return False
    box = next(filter(_is_called_article, title.iterancestors()), None)
    return box is not None and (contains(box, root) or contains(root, box))


def _is_called_article(box: Element) -> bool:
    """Whether an element is an article by its tag, its schema.org type or its microformat."""
    if box.tag == "article":
        return True
    if (itemtype := box.get("itemtype")) and itemtype.rstrip("/").rpartition("/")[2] in jsonld.ARTICLE_TYPES:
        return True
    return not ENTRY_CLASSES.isdisjoint((box.get("class") or "").split())


def _reads_like_a_list(context: Context, *, has_article_url: bool = False) -> bool:
    """Whether the text is mostly teasers of other articles, each below its link, or mostly links.

    One paragraph before a list of links is the intro of the list, unless the address is an article's: then it may stand by a picture.
    """
    page, body = context.page, context.body
    if body is None or is_stated_article(page):
        return False
    counts = text_counts(body)
    if counts.teasers >= MIN_LIST_TEASERS and counts.teasers >= counts.paragraphs / 2:
        return True
    if counts.entries >= max(MIN_LIST_TEASERS, MIN_ENTRIES_PER_PARAGRAPH * counts.paragraphs):
        return True
    if repeats_a_label(page, body, counts.paragraphs):
        return True
    if counts.chars < MIN_NOTE_CHARS and counts.paragraphs <= 1 and not has_article_url:
        return is_intro_of_links(page_lines(page, context.title_element), body)
    return counts.link_lines >= MIN_LIST_LINK_LINES and counts.link_chars > counts.chars / 2
