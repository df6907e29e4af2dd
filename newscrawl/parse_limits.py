"""Checks of a page's bytes for what makes parsing too expensive, done before the parser reads them.

libxml2's HTML parser compares each attribute of a tag with all earlier ones of that tag. One tag of 200,000 attributes (2 MB)
takes minutes, and the parser cannot be interrupted. Half a million empty tags of the same size take 200 MB of memory.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from lxml import etree

MAX_TAGS: Final = 250_000
"""Tags of a page, opening and closing. The largest home page known has 20,000."""

MAX_ATTRIBUTES: Final = 1_000
"""Attributes of one tag."""

MIN_CHECKED_BYTES: Final = 131_072
"""Attributes are not checked on a page with fewer bytes: the worst such page takes two seconds, and the check costs time on
every page."""

_MIN_ATTRIBUTE_BYTES: Final = 3
"""Bytes of the shortest attribute that counts: a name of two letters and a separator. Shorter names soon repeat, and the parser
drops a repeated name at once."""

_TAG_START: Final = re.compile(rb"<[a-zA-Z]")
_ATTRIBUTE: Final = (
    rb"[ \t\n\f\r/]*+[^ \t\n\f\r/>][^ \t\n\f\r/>=]*+"
    rb"""(?:[ \t\n\f\r]*+=[ \t\n\f\r]*+(?:"[^"]*+"|'[^']*+'|[^ \t\n\f\r>"'][^ \t\n\f\r>]*+)?+)?+"""
)
"""One attribute as browsers and the parser read it: a quote counts only at the start of a value, and a name may hold any byte."""

_BEFORE_VALUE_QUOTE: Final = frozenset(b"= \t\n\f\r")
"""Bytes that can stand before the first quote of a value."""

_PROBE: Final = b"newscrawl-probe"
"""Name of an element that no page uses."""

_MAX_PARSER_CHECKS: Final = 4
"""How often the parser is asked whether a place is a tag. A page with more places that look like a crowded tag is refused."""

_MAX_READS_PER_BYTE: Final = 16
"""How often each byte may be read, on average, because tags seem to begin inside others."""


def exceeded_limit(body: bytes, *, tags: int = MAX_TAGS, attributes: int = MAX_ATTRIBUTES) -> str | None:
    """Return the name of the limit that a page exceeds: ``too_many_tags`` or ``too_many_attributes``; ``None`` if none.

    >>> exceeded_limit(b"<p>" * 3, tags=2)
    'too_many_tags'
    """
    if len(body) > len("<a>") * tags and body.count(b"<") > tags:
        return "too_many_tags"
    if len(body) < MIN_CHECKED_BYTES:
        return None
    return "too_many_attributes" if _has_crowded_tag(body, attributes) else None


def _has_crowded_tag(body: bytes, max_attributes: int) -> bool:
    """Return whether a tag has more than ``max_attributes`` attributes.

    The bytes before a ``<`` do not tell whether it begins a tag: a quote can hide a bracket, and a comment can hide a quote. So
    every ``<`` before a letter is a possible tag. The page is read in windows of the smallest size that holds a crowded tag. If a
    window has a ``>`` that cannot stand in a quoted value, all tags that begin before it end there. Else each is read to its end.
    """
    tag = _tag_pattern(max_attributes)
    window = _MIN_ATTRIBUTE_BYTES * max_attributes
    start = read = asked = 0
    while start + window < len(body):
        end = body.rfind(b">", start, start + window)
        if end < 0 or _may_be_quoted(body, start, end):
            end = start + window - 1
            for opening in _TAG_START.finditer(body, start, end + 2):
                found = tag.match(body, opening.start())
                is_crowded = found is not None and found[1] is not None
                read += found.end() - opening.start() if found else 0
                asked += is_crowded
                if (
                    read > _MAX_READS_PER_BYTE * len(body)
                    or asked > _MAX_PARSER_CHECKS
                    or (is_crowded and _is_tag(body, opening.start()))
                ):
                    return True
        start = end + 1
    return False


def _may_be_quoted(body: bytes, start: int, end: int) -> bool:
    """Return whether ``end`` may stand in a quoted value of a tag that begins after ``start``.

    True if the last quote of either kind before ``end`` may open a value.
    """
    # Written out, because it runs for each window of each page.
    double, single = body.rfind(b'"', start, end), body.rfind(b"'", start, end)
    return (double > 0 and body[double - 1] in _BEFORE_VALUE_QUOTE) or (
        single > 0 and body[single - 1] in _BEFORE_VALUE_QUOTE
    )


def _is_tag(body: bytes, start: int) -> bool:
    """Return whether the parser sees a tag at ``start``, and not a comment, a script or the value of another tag.

    The parser reads the page up to there, followed by a tag of its own name.
    """
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, collect_ids=False)
    try:
        root = etree.fromstring(body[:start] + b"<%b>" % _PROBE, parser)
    except etree.XMLSyntaxError:
        return False
    if root is None:
        return False  # type: ignore[unreachable] # the stubs leave out the result for a page that is only a comment
    return next(root.iter(_PROBE.decode()), None) is not None


@cache
def _tag_pattern(max_attributes: int) -> re.Pattern[bytes]:
    """Return a pattern for a tag with up to so many attributes; group 1 is one more attribute."""
    return re.compile(rb"<[a-zA-Z][^ \t\n\f\r/>]*+(?:%b){0,%d}+(%b)?+" % (_ATTRIBUTE, max_attributes, _ATTRIBUTE))
