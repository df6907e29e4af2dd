"""What a page may cost to parse, judged from its bytes before a parser sees them.

libxml2's HTML parser compares every attribute of a tag with all before it: one tag of 200,000 attributes (2 MB) keeps it
busy for minutes, and nothing can interrupt it. Half a million empty tags of the same size take 200 MB.
"""

from __future__ import annotations

import re
from typing import Final

MAX_TAGS: Final = 250_000
"""Tags of a page; the fullest home page known has 20,000."""

MAX_ATTRIBUTES: Final = 1_000
"""Attributes of one tag."""

SMALL: Final = 131_072
"""Bytes below which no tag is looked into: the worst that fits costs two seconds, the look would cost every page."""

_LONG: Final = 2_048
"""Bytes of a tag that can have too many attributes."""

_TAG: Final = re.compile(rb"""<[a-zA-Z_:][^\s/<>"'=;&|(),]*[\s/](?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+""")
"""A tag up to its end, quoted values with what looks like an end in them included; no ``a<b;`` of a script."""

_QUOTED: Final = re.compile(rb"""=\s*(?:"[^"]*"|'[^']*')""")
_BETWEEN: Final = re.compile(rb"[\s/]+")


def excess(body: bytes, *, tags: int = MAX_TAGS, attributes: int = MAX_ATTRIBUTES) -> str | None:
    """One word for what the page has too much of, ``too_many_tags`` or ``too_many_attributes``; ``None`` for a sound one.

    >>> excess(b"<p>" * 3, tags=2)
    'too_many_tags'
    """
    if len(body) > tags and body.count(b"<") > tags:
        return "too_many_tags"
    if len(body) < SMALL:
        return None
    for tag in _TAG.findall(body):
        # What is quoted may be as long as it likes: pictures and JSON are written into attributes.
        if len(tag) > _LONG and len(_BETWEEN.split(_QUOTED.sub(b" ", tag))) > attributes:
            return "too_many_attributes"
    return None
