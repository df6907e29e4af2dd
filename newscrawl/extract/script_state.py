"""The article in a script's state, of a page that a script would write: ``__NEXT_DATA__``, ``window.__INITIAL_STATE__`` and the like.

Only JSON is read, no JavaScript is run. An object of the state is the page's article if it has the page's title as its headline and
a text of prose. It is handed on as a JSON-LD object, so that all fields read it like one.
"""

from __future__ import annotations

import json
import re
from collections import deque
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Final

import orjson

from newscrawl.extract import jsonld, streamed_state
from newscrawl.text.comparison import comparison_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.extract.page import Page

WARNING: Final = "text_from_script_state"
"""The warning of a record whose text is read from a script's state."""

STATE_MARKUP: Final = re.compile(
    rb"""__NEXT_DATA__|__next_f|application/json|__\w{2,40}__["'\]]*\s*=|\.globalContent\s*="""
)
"""Bytes of a page that may hold a state."""

ASSIGNMENT: Final = re.compile(
    r"""(?:\b\w{1,20}\.)(?:__\w{2,40}__|globalContent)\s*=\s*(?P<parse>JSON\.parse\()?(?=["{\[])"""
)
"""An assignment of JSON to a variable of the page."""

NUXT_ID: Final = "__NUXT_DATA__"
"""Beginning of the id of a script with a state of Nuxt 3."""

WRAPPED_PARTS: Final = 2
"""Parts of a list that wraps another part of Nuxt's state: the name of the wrapper, and the position of what it wraps."""

MAX_STATE_CHARS: Final = 4_000_000
"""A longer script is not read."""

MAX_STATES: Final = 20
"""Scripts and assignments that are read, at most."""

MAX_OBJECTS: Final = 30_000
"""Objects of a state that are looked at, at most."""

MAX_DEPTH: Final = 24
"""Levels of a text in a state, at most."""

MAX_PARTS: Final = 20_000
"""Parts of a text that are read, at most."""

MAX_NAME_DEPTH: Final = 6
"""Levels of objects and lists around an author's name: credits, by, the list, the person."""

MIN_SHOWN_CHARS: Final = 400
"""A page that shows so much text in paragraphs holds its article itself."""

MIN_TITLE_WORDS: Final = 3
"""Words of a headline that the page's title holds."""

MIN_TEXT_CHARS: Final = 200
"""Characters of a text that is prose."""

MIN_PARAGRAPH_CHARS: Final = 80
"""Characters of one of its paragraphs, at least."""

HEADLINE_KEYS: Final = ("headline", "title", "headlines", "heading", "name")
TEXT_KEYS: Final = (
    "articleBody", "content_elements", "bodyHtml", "body_html", "contentHtml", "content_html", "body", "content", "html",
    "blocks", "paragraphs", "sections", "components", "elements", "richText", "fullText", "text", "story", "detail",
)  # fmt: skip
LEAD_KEYS: Final = (
    "description",
    "dek",
    "standfirst",
    "sapo",
    "subheadlines",
    "subtitle",
    "excerpt",
    "summary",
    "lead",
)
DATE_KEYS: Final = (
    "datePublished", "publishedAt", "published_at", "publishDate", "publish_date", "publicationDate", "publication_date",
    "publishedDate", "published_date", "firstPublishedAt", "first_publish_date", "display_date", "datePublish", "pubDate", "date",
)  # fmt: skip
CHANGE_KEYS: Final = (
    "dateModified",
    "updatedAt",
    "updated_at",
    "modifiedAt",
    "modified_at",
    "last_updated_date",
    "modifiedDate",
)
AUTHOR_KEYS: Final = ("authors", "author", "bylines", "byline", "credits")
NAME_KEYS: Final = ("name", "fullName", "full_name", "displayName", "display_name", "by")
"""The names that states give to the parts of an article; the first that holds a value counts."""

INNER_TEXT_KEYS: Final = (
    "rendered", "html", "text", "value", "content", "children", "body", "paragraphs", "items", "blocks", "nodes", "data",
    "attributes", "basic", "document", "json", "root",
)  # fmt: skip
"""The names that states give to the text of a block."""

TYPE_KEYS: Final = ("type", "_type", "nodeType", "__typename", "blockType", "kind")
"""The names that states give to the kind of a block."""

NO_TEXT_TYPE: Final = re.compile(
    r"image|picture|photo|video|audio|gallery|embed|advert|\bads?\b|related|promo|newsletter|social|iframe|script|link_list|interstitial|recommend",
    re.IGNORECASE,
)
"""Kinds of blocks that are no text."""

INLINE_TYPES: Final = frozenset(("text", "span", "link", "hyperlink", "a", "strong", "em", "mark", ""))
"""Kinds of blocks that are a part of a paragraph."""

SENTENCE_ENDS: Final = (".", "!", "?", "…", "”", '"', "»", ")", "。")
"""The last characters of a paragraph of prose."""


def add_script_state(page: Page) -> None:
    """Make the article of a script's state the page's JSON-LD object, if the page itself shows no article and holds no other text."""
    # The paragraphs first: a search through the bytes takes a millisecond, and nearly every article shows its text.
    if _shows_text(page) or not STATE_MARKUP.search(page.data) or jsonld.article_body_length(page.news):
        return
    titles = [comparison_key(title) for title in (page.meta("og:title", "twitter:title"), page.title) if title]
    found: jsonld.Node | None = max(
        (node for state in islice(_states(page), MAX_STATES) for node in _articles(state, titles)),
        key=jsonld.article_body_length,
        default=None,
    )
    if found is None:
        found = _of_stream(page)
    if found is not None:
        page.news = {**found, **page.news}
        page.warnings.append(WARNING)


def _of_stream(page: Page) -> jsonld.Node | None:
    """The article whose paragraphs are only in the tree that Next.js streams, of a page whose data call it an article."""
    title = page.meta("og:title", "twitter:title") or page.title
    if not title or not (page.news or page.meta("og:type") == "article"):
        return None
    lines = list(dict.fromkeys(streamed_state.paragraphs(_stream(page))))
    if sum(map(len, lines)) < MIN_SHOWN_CHARS:
        return None
    return {"@type": "NewsArticle", "articleBody": "\n".join(lines)}


def _stream(page: Page) -> dict[str, Any]:
    """The rows that Next.js streams to the page."""
    return streamed_state.rows(script.text or "" for script in page.by_tag("script"))


def _shows_text(page: Page) -> bool:
    """Whether the page shows so much text in paragraphs or bare lines that it needs no script."""
    chars = 0
    for paragraph in page.by_tag("p"):
        chars += len((paragraph.text or "").strip())
        if chars >= MIN_SHOWN_CHARS:
            return True
    chars = 0
    for element, text in zip(page.elements, page.texts, strict=True):
        if element.tag in {"script", "style", "noscript", "template", "a", "title", "button", "option", "textarea"}:
            continue
        own = len((text or "").strip())
        chars += own if own >= MIN_PARAGRAPH_CHARS else 0
        if chars >= MIN_SHOWN_CHARS:
            return True
    return False


def _states(page: Page) -> Iterator[Any]:
    """The states of a page: the JSON of its data scripts, and the JSON that its scripts assign."""
    for script in page.by_tag("script"):
        text = script.text or ""
        kind = (script.get("type") or "").lower()
        if not text or len(text) > MAX_STATE_CHARS or "ld+json" in kind:
            continue
        if kind == "application/json" or text.lstrip()[:1] == "{":
            try:
                state = orjson.loads(text)
                yield _unflattened(state) if (script.get("id") or "").startswith(NUXT_ID) else state
            except orjson.JSONDecodeError:
                continue
            continue
        if "__next_f" in text:
            continue
        for assignment in islice(ASSIGNMENT.finditer(text), MAX_STATES):
            yield _decoded(text, assignment.end(), is_string=assignment["parse"] is not None)
    if streamed := _stream(page):
        yield streamed


def _unflattened(state: Any) -> Any:
    """The value that Nuxt writes as one flat list, whose objects and lists hold the positions of their parts in it.

    Parts may be shared and lead in circles: each is made once.
    """
    if not isinstance(state, list):
        return state
    made: list[Any] = [{} if isinstance(part, dict) else [] if isinstance(part, list) else part for part in state]

    def at(position: Any) -> Any:
        for _ in range(MAX_NAME_DEPTH):
            if not (isinstance(position, int) and 0 <= position < len(state)):
                return None
            part = state[position]
            if not (isinstance(part, list) and len(part) == WRAPPED_PARTS and isinstance(part[0], str)):
                return made[position]
            if not isinstance(part[1], int):
                # A date, which is written as text.
                return part[1]
            position = part[1]
        return None

    for part, value in zip(state, made, strict=True):
        if isinstance(part, dict):
            value.update((key, at(position)) for key, position in part.items())
        elif isinstance(part, list):
            value.extend(at(position) for position in part)
    return made


def _decoded(text: str, start: int, *, is_string: bool) -> Any:
    """The JSON that begins at a place of a script; ``None`` if it is none."""
    try:
        value, _ = json.JSONDecoder(strict=False).raw_decode(text, start)
        return orjson.loads(value) if is_string and isinstance(value, str) else value
    except (ValueError, RecursionError):
        return None


def _articles(state: Any, titles: list[str]) -> Iterator[jsonld.Node]:
    """The objects of a state that have the page's title and a text, as JSON-LD objects."""
    waiting, seen = deque([state]), set[int]()
    while waiting and len(seen) < MAX_OBJECTS:
        value = waiting.popleft()
        # A part of a state of Nuxt may be in several others, also in itself.
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, dict):
            headline = next(filter(None, (_plain(value.get(key)) for key in HEADLINE_KEYS)), "")
            if _names_page(headline, titles) and (paragraphs := _text(value, state)):
                yield _node(value, headline, paragraphs)
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        waiting.extend(item for item in inner if isinstance(item, (dict, list)))


def _names_page(headline: str, titles: list[str]) -> bool:
    """Whether a headline is the page's title, or several words of it."""
    key = comparison_key(headline) if headline else ""
    return bool(key) and any(
        key == title or (f" {key} " in f" {title} " and key.count(" ") >= MIN_TITLE_WORDS - 1) for title in titles
    )


def _text(value: dict[str, Any], state: Any) -> list[str]:
    """The paragraphs of an article's object; none if they are no prose."""
    for key in TEXT_KEYS:
        found = [line for line in _TextReader(state).paragraphs(value.get(key)) if line]
        is_prose = any(len(line) >= MIN_PARAGRAPH_CHARS and line[-1] in '.!?…”"»)。' for line in found)
        if is_prose and sum(map(len, found)) >= MIN_TEXT_CHARS:
            return found
    return []


class _TextReader:
    """Reads the paragraphs of one text of a state."""

    def __init__(self, state: Any) -> None:
        self._entities: dict[str, Any] = state if isinstance(state, dict) else {}
        # References may lead in circles, so the number of parts is limited and not their depth alone.
        self._parts_left = MAX_PARTS

    def paragraphs(self, value: Any, depth: int = 0) -> list[str]:
        """The paragraphs of a text: of HTML, of lines, of a list of blocks, or of a tree of rich text."""
        self._parts_left -= 1
        if depth > MAX_DEPTH or self._parts_left < 0:
            return []
        if isinstance(value, str):
            row = streamed_state.row_of(value, self._entities)
            if row is not None:
                return self.paragraphs(row, depth + 1)
            return jsonld.article_body_paragraphs({"articleBody": value})
        if isinstance(value, list):
            return _joined(value) or [line for item in value for line in self.paragraphs(item, depth + 1)]
        return self._of_block(value, depth) if isinstance(value, dict) else []

    def _of_block(self, value: dict[str, Any], depth: int) -> list[str]:
        """The paragraphs of a block, or of what it refers to."""
        if NO_TEXT_TYPE.search(_kind(value)):
            return []
        if isinstance(reference := value.get("__ref"), str):
            return self.paragraphs(self._entities.get(reference), depth + 1)
        inner = (self.paragraphs(value[key], depth + 1) for key in INNER_TEXT_KEYS if key in value)
        return next(filter(None, inner), [])


def _joined(items: list[Any]) -> list[str]:
    """The paragraph whose parts a list holds; nothing if its items are paragraphs themselves."""
    if not items or not all(isinstance(item, dict) and _kind(item) in INLINE_TYPES for item in items):
        return []
    parts = ["".join(_raw(item, 1)) for item in items]
    if not any(parts) or all(part.rstrip().endswith(SENTENCE_ENDS) for part in parts[:-1]):
        return []
    return jsonld.article_body_paragraphs({"articleBody": "".join(parts)})


def _raw(value: dict[str, Any], depth: int) -> Iterator[str]:
    """The words of a part of a paragraph, with the blanks at its ends."""
    for key in ("text", "value", "data", "content", "children"):
        inner = value.get(key)
        if isinstance(inner, str):
            yield inner
            return
        if isinstance(inner, list) and depth <= MAX_DEPTH:
            yield from chain.from_iterable(_raw(item, depth + 1) for item in inner if isinstance(item, dict))
            return


def _kind(value: dict[str, Any]) -> str:
    """The kind of a block, in lower case; empty if it names none."""
    return next((str(value[key]) for key in TYPE_KEYS if isinstance(value.get(key), str)), "").lower()


def _plain(value: Any) -> str:
    """The first text of a value that may be a text or an object around one."""
    if isinstance(value, dict):
        value = value.get("rendered") or value.get("basic") or value.get("text")
    return " ".join(jsonld.article_body_paragraphs({"articleBody": value})) if isinstance(value, str) else ""


def _node(value: dict[str, Any], headline: str, paragraphs: list[str]) -> jsonld.Node:
    """An article's object as a JSON-LD object."""
    node: jsonld.Node = {"@type": "NewsArticle", "headline": headline, "articleBody": "\n".join(paragraphs)}
    lead = next(filter(None, (_plain(value.get(key)) for key in LEAD_KEYS)), "")
    for name, found in (
        ("description", lead),
        ("datePublished", next((value[key] for key in DATE_KEYS if isinstance(value.get(key), str)), "")),
        ("dateModified", next((value[key] for key in CHANGE_KEYS if isinstance(value.get(key), str)), "")),
    ):
        if found:
            node[name] = found
    if names := next(filter(None, (_names(value.get(key), 0) for key in AUTHOR_KEYS)), []):
        node["author"] = [{"@type": "Person", "name": name} for name in names]
    return node


def _names(value: Any, depth: int) -> list[str]:
    """The names in a value that may be a name, an object with one, or a list of these."""
    if isinstance(value, str):
        return [value] if value.strip() else []
    if depth >= MAX_NAME_DEPTH:
        return []
    if isinstance(value, list):
        return [name for item in value for name in _names(item, depth + 1)]
    if isinstance(value, dict):
        return next(filter(None, (_names(value.get(key), depth + 1) for key in NAME_KEYS)), [])
    return []
