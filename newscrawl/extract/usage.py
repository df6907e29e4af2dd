"""What a page asks of its readers by machine: robots directives, and the reservation of text and data mining (TDMRep).

Nothing is decided here. The record holds what was asked; a crawl obeys it if its settings say so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import urlsplit

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newscrawl.extract.page import Page

AGENT: Final = "newscrawl"
"""Directives for a named agent count if they name this one."""


TDM_PATH: Final = "/.well-known/tdmrep.json"
"""The file in which a host reserves rights for all its pages."""


MAX_RULES: Final = 1_000
"""Number of rules of such a file that are read."""


DIRECTIVES: Final = {
    "none": ("noindex", "nofollow"),
    "nocache": ("noarchive",),
    **{
        name: (name,)
        for name in (
            "noindex", "nofollow", "noarchive", "nosnippet", "noimageindex", "notranslate", "noai", "noimageai",
        )
    },
}  # fmt: skip
"""Restricting directives and what they mean. Directives that allow something are not recorded."""


DIRECTIVES_WITH_VALUE: Final = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})
"""Directives whose colon stands before a value."""

MAX_VALUE_CHARS: Final = 2_000
"""So many characters of a header or tag are read."""


class Reservation(NamedTuple):
    """What a page or host says about text and data mining."""

    reserved: bool
    policy: str | None = None
    """Address of the terms on which mining is allowed."""


def directives(page: Page) -> list[str]:
    """The restricting directives for all crawlers or for this one, from ``X-Robots-Tag`` and ``meta`` tags, sorted."""
    found = set(_of_header(page.headers.get("x-robots-tag", "")))
    for name in ("robots", AGENT):
        for content in page.metas.get(name, ()):
            found.update(_known(re.split(r"[,\s]+", content[:MAX_VALUE_CHARS])))
    return sorted(found)


def _of_header(value: str) -> Iterator[str]:
    """``noarchive, otherbot: noindex``: a name before a colon says for whom the directives after it are."""
    is_ours = True
    for part in value[:MAX_VALUE_CHARS].split(","):
        name, colon, rest = part.partition(":")
        if colon and name.strip().lower() not in DIRECTIVES_WITH_VALUE:
            is_ours, part = name.strip().lower() in {"*", AGENT}, rest  # noqa: PLW2901 - what is behind the name
        if is_ours:
            yield from _known(part.split())


def _known(words: Iterable[str]) -> Iterator[str]:
    """The restricting directives in a list of words."""
    for word in words:
        yield from DIRECTIVES.get(word.strip().lower(), ())


def reservation(page: Page) -> Reservation | None:
    """What the ``meta`` tags, else the header, say about text and data mining; ``None`` if they say nothing."""
    said = ((page.meta("tdm-reservation"), page.meta("tdm-policy")), (page.headers.get("tdm-reservation"), page.headers.get("tdm-policy")))  # fmt: skip
    for reserved, policy in said:
        if reserved is not None and reserved.strip() in {"0", "1"}:
            return Reservation(reserved.strip() == "1", _address(policy))
    return None


def rules(body: bytes) -> list[tuple[str, Reservation]]:
    """The path patterns and reservations in a host's :data:`TDM_PATH` file; empty if it is no such file."""
    try:
        read = orjson.loads(body)
    except orjson.JSONDecodeError:
        return []
    return list(_rules(read[:MAX_RULES])) if isinstance(read, list) else []


def _rules(read: list[Any]) -> Iterator[tuple[str, Reservation]]:
    """The valid rules of the file."""
    for rule in read:
        if not isinstance(rule, dict):
            continue
        where, reserved, policy = (rule.get(name) for name in ("location", "tdm-reservation", "tdm-policy"))
        if isinstance(where, str) and len(where) <= MAX_VALUE_CHARS and reserved in {0, 1}:
            yield where, Reservation(bool(reserved), _address(policy))


def reserved_by(found: Iterable[tuple[str, Reservation]], url: str) -> Reservation | None:
    """What the host's rules say of an address: the first whose path fits, ``*`` for any letters and ``$`` for the end.

    >>> reserved_by([("/bai/*", Reservation(True))], "https://bao.vn/bai/mot-1.html")
    Reservation(reserved=True, policy=None)
    """
    parts = urlsplit(url)
    target = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    return next((said for where, said in found if path_matches(where, target)), None)


def path_matches(where: str, target: str) -> bool:
    """Whether a path pattern matches, as in robots.txt; without a regular expression, which a hostile rule could make slow."""
    ends = where.endswith("$")
    first, *rest = where.removesuffix("$").split("*")
    if not target.startswith(first):
        return False
    at = len(first)
    for number, part in enumerate(rest, 1):
        if ends and number == len(rest):
            return target.endswith(part) and len(target) - len(part) >= at
        at = target.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return not ends or at == len(target)


def _address(policy: object) -> str | None:
    """The http(s) address of a policy; ``None`` if it is none."""
    if not isinstance(policy, str) or not policy.strip().startswith(("http://", "https://")):
        return None
    return policy.strip()[:MAX_VALUE_CHARS]
