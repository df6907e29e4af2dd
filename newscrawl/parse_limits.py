"""What a page may cost to parse, judged from its bytes before a parser sees them whole.

libxml2's HTML parser compares every attribute of a tag with all before it: one tag of 200,000 attributes (2 MB) keeps it
busy for minutes, and nothing can interrupt it. Half a million empty tags of the same size take 200 MB.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from lxml import etree

MAX_TAGS: Final = 250_000
"""Tags of a page; the fullest home page known has 20,000."""

MAX_ATTRIBUTES: Final = 1_000
"""Attributes of one tag."""

SMALL: Final = 131_072
"""Bytes below which no tag is looked into: the worst that fits costs two seconds, the look would cost every page."""

_SHORTEST: Final = 3
"""Bytes of the shortest attribute, a name of two letters and what parts it from the next; shorter names soon repeat, and a name that
a tag has already costs nothing."""

_START: Final = re.compile(rb"<[a-zA-Z]")
_ATTRIBUTE: Final = (
    rb"[ \t\n\f\r/]*+[^ \t\n\f\r/>][^ \t\n\f\r/>=]*+"
    rb"""(?:[ \t\n\f\r]*+=[ \t\n\f\r]*+(?:"[^"]*+"|'[^']*+'|[^ \t\n\f\r>"'][^ \t\n\f\r>]*+)?+)?+"""
)
"""One attribute as browsers and the parser read it: a quote counts only where a value begins, and a name may hold any."""

_MAY_OPEN: Final = frozenset(b"= \t\n\f\r")
"""What can stand before the first quote of a value."""

_PROBE: Final = b"newscrawl-probe"
_ASKED: Final = 4
"""How often the parser is asked what it sees; a page that holds so much that only looks like such a tag is refused."""

_TIMES: Final = 16
"""How often each byte of a page may be read, on average, for tags that begin inside of others."""


def excess(body: bytes, *, tags: int = MAX_TAGS, attributes: int = MAX_ATTRIBUTES) -> str | None:
    """One word for what the page has too much of, ``too_many_tags`` or ``too_many_attributes``; ``None`` for a sound one.

    >>> excess(b"<p>" * 3, tags=2)
    'too_many_tags'
    """
    if len(body) > len("<a>") * tags and body.count(b"<") > tags:
        return "too_many_tags"
    if len(body) < SMALL:
        return None
    return "too_many_attributes" if _has_crowded_tag(body, attributes) else None


def _has_crowded_tag(body: bytes, most: int) -> bool:
    """Whether a tag has more attributes than that.

    What lies before a tag says little of it, for quotes can hide brackets, and comments quotes: every ``<`` before a letter may
    begin one. If it begins in a window with a ``>`` that no quote can hold, it ends there; where none is, each is read to its end.
    """
    tag = _tag_of(most)
    window = _SHORTEST * most
    start = read = asked = 0
    while start + window < len(body):
        end = body.rfind(b">", start, start + window)
        if end < 0 or _may_be_quoted(body, start, end):
            end = start + window - 1
            for begun in _START.finditer(body, start, end + 2):
                found = tag.match(body, begun.start())
                is_crowded = found is not None and found[1] is not None
                read += found.end() - begun.start() if found else 0
                asked += is_crowded
                if read > _TIMES * len(body) or asked > _ASKED or (is_crowded and _is_tag(body, begun.start())):
                    return True
        start = end + 1
    return False


def _may_be_quoted(body: bytes, start: int, end: int) -> bool:
    """Whether a place may stand in a value of a tag that begins after ``start``: the last quote before it may open one."""
    quotes = (body.rfind(b'"', start, end), body.rfind(b"'", start, end))
    return any(quote > 0 and body[quote - 1] in _MAY_OPEN for quote in quotes)


def _is_tag(body: bytes, start: int) -> bool:
    """Whether the parser sees a tag begin there, or a comment, a script, a value of another tag: it is shown the page up to it."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, collect_ids=False)
    try:
        root = etree.fromstring(body[:start] + b"<%b>" % _PROBE, parser)
    except etree.XMLSyntaxError:
        return False
    if root is None:
        return False  # type: ignore[unreachable] # the stubs do not know of a page that is nothing but a comment
    return next(root.iter(_PROBE.decode()), None) is not None


@cache
def _tag_of(most: int) -> re.Pattern[bytes]:
    """A tag with all its attributes up to so many; one more is its group."""
    return re.compile(rb"<[a-zA-Z][^ \t\n\f\r/>]*+(?:%b){0,%d}+(%b)?+" % (_ATTRIBUTE, most, _ATTRIBUTE))
