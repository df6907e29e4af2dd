"""JSON-LD as newspapers write it: repaired where possible, flattened, decoded."""

from __future__ import annotations

import json
import re
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeAlias

import orjson

from newscrawl.entities import decode_entities, replace_lone_surrogates

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
Node: TypeAlias = "dict[str, Json]"

ARTICLE_TYPES: Final = frozenset(
    """NewsArticle Article ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle BackgroundNewsArticle
    ReviewNewsArticle AskPublicNewsArticle AdvertiserContentArticle BlogPosting LiveBlogPosting SatiricalArticle
    Report TechArticle ScholarlyArticle""".split()  # noqa: SIM905 - a list of words reads better so
)
"""schema.org types of an article."""


WRAPPING: Final = re.compile(r"<!--|-->|<!\[CDATA\[|\]\]>|//\s*(?=<!\[CDATA\[)")
"""Comment and CDATA marks around a block."""

TRAILING_COMMA: Final = re.compile(r",(?=\s*[}\]])")
MAX_DEPTH: Final = 12
"""Levels of nesting that are read. No real block is deeper; a hostile one is."""


MAX_NODES: Final = 2_000
"""Number of objects after which no further block is read."""

MIN_BODY_CHARS: Final = 400
"""A shorter ``articleBody`` says too little about the page's text."""

MAX_BODY_CHARS: Final = 200_000
"""A longer ``articleBody`` is not an article's."""


NO_LETTERS: Final = re.compile(r"[\W_]+")
PARAGRAPH_END: Final = re.compile(r"<(?:/p|/h[1-6]|/li|/div|br)\b[^<>]{0,40}>", re.IGNORECASE)
"""Tags that end a paragraph."""

MARKUP: Final = re.compile(r"<[^<>]{1,400}>")


def parse(blocks: Iterable[str]) -> tuple[list[Node], bool]:
    """All objects in a page's blocks, outer ones before inner ones, and whether a block could not be read."""
    nodes: list[Node] = []
    broken = False
    for block in blocks:
        if not block.strip():
            continue
        value = _read(block)
        if value is None:
            broken = True
        else:
            nodes.extend(_flatten(value, 0))
        if len(nodes) > MAX_NODES:
            break
    return nodes, broken


def _read(block: str) -> Json:
    """The value of a block, repaired if needed; ``None`` if it cannot be read."""
    try:
        value: Json = orjson.loads(block)
    except orjson.JSONDecodeError:
        pass
    else:
        return value
    plain = replace_lone_surrogates(WRAPPING.sub(" ", block).strip().rstrip(";"))
    for text in (plain, TRAILING_COMMA.sub("", plain), TRAILING_COMMA.sub("", decode_entities(plain))):
        try:
            # Raw line ends inside strings are read (strict=False), and what follows the first value is left.
            value, _ = json.JSONDecoder(strict=False).raw_decode(text)
        except (ValueError, RecursionError):
            continue
        return value
    return None


def _flatten(value: Json, depth: int) -> Iterator[Node]:
    """The typed objects in a value, outer ones before inner ones."""
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            yield from _flatten(item, depth + 1)
    elif isinstance(value, dict):
        if types(value) or "@id" in value:
            yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "liveBlogUpdate"):
            if key != "itemListElement" or not types(value) & {"BreadcrumbList"}:
                yield from _flatten(value.get(key), depth + 1)


def types(node: Node) -> set[str]:
    """The types of an object, without the address of the vocabulary."""
    value = node.get("@type")
    names = value if isinstance(value, list) else [value]
    return {name.rsplit("/", 1)[-1] for name in names if isinstance(name, str)}


def texts(value: Json) -> list[str]:
    """The texts of a value that may be a string, an object with a name, or a list of those; decoded, without empty ones."""
    if isinstance(value, list):
        return [text for item in value for text in texts(item)]
    if isinstance(value, dict):
        return texts(value.get("name") or value.get("url") or value.get("@id") or value.get("@value"))
    if isinstance(value, str):
        # Twice: some CMSs escape what their template escapes again.
        text = " ".join(decode_entities(decode_entities(value)).split())
        return [text] if text else []
    return []


def names(value: Json, nodes: Iterable[Node]) -> list[str]:
    """Return the names of persons or organisations: of strings, of objects, and of the objects that an ``@id`` refers to.

    ``nodes`` are all objects of the page. Neither an id nor an address is a name: what has no name is left out.
    """
    return list(dict.fromkeys(_names(value, _NamedNodes(nodes), 0))) if value else []


class _NamedNodes:
    """The objects with an id and a name. They are looked for at the first question: most values hold the names themselves."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self._nodes = nodes

    @cached_property
    def _by_id(self) -> dict[str, Node]:
        by_id: dict[str, Node] = {}
        for node in (found for outer in self._nodes for found in (outer, *_inner(outer))):
            key = node.get("@id")
            if isinstance(key, str) and (node.get("name") or node.get("familyName")):
                by_id.setdefault(key, node)
                by_id.setdefault("#" + key.rpartition("#")[2] if "#" in key else key, node)
        return by_id

    def referred(self, key: str) -> Node | None:
        """Return the object with an id; an id that is an address may be written as its fragment alone."""
        return self._by_id.get(key) or (self._by_id.get("#" + key.rpartition("#")[2]) if "#" in key else None)


def _inner(node: Node) -> Iterator[Node]:
    """Yield the persons and organisations inside an object, which another object may refer to."""
    for key in ("author", "creator", "publisher", "contributor", "editor"):
        value = node.get(key)
        yield from (item for item in (value if isinstance(value, list) else [value]) if isinstance(item, dict))


def _names(value: Json, named_nodes: _NamedNodes, depth: int) -> Iterator[str]:
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            yield from _names(item, named_nodes, depth + 1)
    elif isinstance(value, dict):
        named = texts(value.get("name")) or [
            " ".join((*texts(value.get("givenName")), *texts(value.get("familyName"))))
        ]
        key = value.get("@id")
        if any(named):
            yield from (name for name in named if not _is_reference(name))
        elif isinstance(key, str) and (known := named_nodes.referred(key)) is not None and known is not value:
            yield from _names({**known, "@id": None}, named_nodes, depth + 1)
        elif value.get("@value"):
            yield from _names(value["@value"], named_nodes, depth + 1)
        elif isinstance(members := value.get("@list", value.get("itemListElement")), list):
            yield from _names(members, named_nodes, depth + 1)
    elif isinstance(value, str):
        if (known := named_nodes.referred(value)) is not None:
            yield from _names({**known, "@id": None}, named_nodes, depth + 1)
        else:
            yield from (name for name in texts(value) if not _is_reference(name))


def _is_reference(name: str) -> bool:
    """Return whether a text is an address or an id, and no name."""
    return "://" in name or name.startswith(("#", "_:", "/", "urn:", "mailto:", "@", "www."))


def first(node: Node, *keys: str) -> str | None:
    """The first text under the first of the keys that has one."""
    for key in keys:
        for text in texts(node.get(key)):
            return text
    return None


def article_body_letters(node: Node) -> str:
    """The letters of the ``articleBody`` of an article, to be compared with the lines of its page.

    Empty if there is none, or only its beginning.
    """
    text = first(node, "articleBody") or ""
    return (
        letters(MARKUP.sub(" ", text))
        if MIN_BODY_CHARS <= len(text) <= MAX_BODY_CHARS and not text.endswith(("...", "…"))
        else ""
    )


def article_body_length(node: Node) -> int:
    """The length of the ``articleBody`` in characters, markup included."""
    value = node.get("articleBody")
    parts = value if isinstance(value, list) else [value]
    return sum(len(part) for part in parts if isinstance(part, str))


def article_body_paragraphs(node: Node) -> list[str]:
    """The paragraphs of the ``articleBody``, as far as line ends or markup divide them."""
    value = node.get("articleBody")
    text = next((item for item in value if isinstance(item, str)), "") if isinstance(value, list) else value
    if not isinstance(text, str):
        return []
    lines = MARKUP.sub(" ", PARAGRAPH_END.sub("\n", decode_entities(text))).splitlines()
    return [" ".join(decode_entities(line).split()) for line in lines if line.strip()]


def letters(text: str) -> str:
    """The letters and digits of a text in lower case, without anything between them."""
    return NO_LETTERS.sub("", text).lower()
