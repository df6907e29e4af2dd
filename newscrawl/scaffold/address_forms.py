"""Induce the patterns of a site's article addresses from addresses of articles and of other pages."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, NamedTuple
from urllib.parse import urlsplit

from newscrawl import urls
from newscrawl.sites.profile import ArticleUrl

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MAX_EXAMPLES: Final = 3
"""Maximum number of example addresses in ``yes`` and in ``no`` of a pattern."""

_EXTENSION: Final = re.compile(r"\.[a-z]{2,5}$", re.IGNORECASE)
_TAIL: Final = re.compile(r"(?P<slug>.+?)(?P<mark>[-_.~][A-Za-z]{0,6})(?P<id>\d{4,})$")
_HEAD: Final = re.compile(r"(?P<id>\d{4,})(?P<mark>[-_.])[^/]*[A-Za-z]")
_MARKED: Final = re.compile(r"(?P<mark>[A-Za-z]{0,4})(?P<id>\d{4,})$")
_YEAR: Final = re.compile(r"(?:19|20)\d\d$")
_DATED: Final = re.compile(r"/(?:19|20)\d\d/\d{1,2}/(?:\d{1,2}/)?")
_QUERY_ID: Final = re.compile(
    r"(?:^|&)(?P<name>id|newsid|articleid|itemid|aid|p|news_id|post)=(?P<id>\d+)", re.IGNORECASE
)
_WORDS: Final = re.compile(r"[-_]")

_MIN_ID_DIGITS: Final = 4
"""Minimum number of digits of an article's number."""

_MAX_FEWER_DIGITS: Final = 2
"""Number of digits by which an article's number may be shorter than the shortest one seen. Old articles have smaller
numbers."""

_MIN_SHARED_FOLDER_URLS: Final = 4
"""Minimum number of addresses that must share a folder before it becomes part of the pattern."""

_MIN_FEED_SHARE: Final = 0.05
"""Minimum share (0 to 1) of the addresses in feeds for a pattern that no page confirms."""

_MIN_SLUG_WORDS: Final = 4
"""Minimum number of words in a slug without a number."""

_MAX_NAME_WORDS: Final = 7
"""Maximum number of words in the name of a section, tag or event. A longer slug is a headline."""

Kind = Literal["tail", "head", "alone", "before", "query", "dated", "slug"]
"""Where the article's number is: after the slug, before it, alone, in the folder before, in the query. ``dated``:
the path holds a date. ``slug``: there is no number."""


class Shape(NamedTuple):
    """What the addresses of one pattern have in common."""

    kind: Kind
    """Where the article's number is."""

    mark: str = ""
    """The text between slug and number: ``-post``."""

    ending: str = ""
    """The extension: ``.html``. A trailing slash does not count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forms:
    """The patterns of a site's article addresses, and how well they separate articles from other pages."""

    forms: tuple[ArticleUrl, ...]
    not_article: tuple[str, ...] = ()
    matched: int = 0
    """Number of article addresses that match."""

    given: int = 0
    """Number of article addresses given."""

    wrong: tuple[str, ...] = ()
    """Addresses of other pages that match as well."""

    others: tuple[str, ...] = field(default=())
    """Addresses that look like articles and match no pattern: one of each shape, the most frequent shape first."""


def target(url: str) -> str:
    """Return path and query of a canonical address, the part that patterns are searched in."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


class _Parts(NamedTuple):
    """The parts of an address."""

    path: str
    before: str
    """The last folder."""

    last: str
    """The last path segment."""

    stem: str
    """The last path segment without its extension."""

    ending: str
    query: str


def _parts(url: str) -> _Parts:
    parts = urlsplit(url)
    folders, _, last = parts.path.rstrip("/").rpartition("/")
    found = _EXTENSION.search(last)
    ending = found[0] if found else ""
    return _Parts(parts.path, folders.rpartition("/")[2], last, last.removesuffix(ending), ending, parts.query)


def _tail(at: _Parts) -> Shape | None:
    found = _TAIL.match(at.stem)
    return Shape("tail", found["mark"], at.ending) if found and not _YEAR.match(found["id"]) else None


def _query(at: _Parts) -> Shape | None:
    found = _QUERY_ID.search(at.query)
    return Shape("query", found["name"], at.last) if found else None


def _head(at: _Parts) -> Shape | None:
    found = _HEAD.match(at.stem)
    return Shape("head", found["mark"], at.ending) if found else None


def _alone(at: _Parts) -> Shape | None:
    found = _MARKED.match(at.stem)
    return Shape("alone", found["mark"], at.ending) if found and not _YEAR.match(found["id"]) else None


def _dated(at: _Parts) -> Shape | None:
    return Shape("dated", "", at.ending) if _DATED.search(at.path) else None


def _before(at: _Parts) -> Shape | None:
    found = _MARKED.match(at.before)
    return Shape("before", found["mark"], at.ending) if found and not _YEAR.match(found["id"]) else None


_RULES: Final = (_tail, _query, _head, _alone, _dated, _before)
"""Detectors of the number's place, the most reliable one first."""


def shape(url: str) -> Shape:
    """Return the shape of a canonical address."""
    at = _parts(url)
    return next((found for rule in _RULES if (found := rule(at))), Shape("slug", "", at.ending))


def is_short_and_numbered(url: str) -> bool:
    """Return whether an address has a number and is too short for a headline, like those of tags and events."""
    return shape(url).kind != "slug" and _slug_words(url) <= _MAX_NAME_WORDS


def is_short_slug(url: str) -> bool:
    """Return whether an address has no number and is no longer than the name of a section."""
    return shape(url).kind == "slug" and _slug_words(url) < _MAX_NAME_WORDS


def induce(
    read: Sequence[str], named: Sequence[str] = (), never: Sequence[str] = (), linked: Sequence[str] = ()
) -> Forms:
    """Induce the patterns of a site's article addresses.

    All addresses are canonical. ``read`` are addresses of pages that read as articles. ``named`` are addresses in feeds
    and sitemaps. ``never`` are addresses of the home page, sections, tags and authors. ``linked`` are all other
    addresses that pages link to.
    """
    certain = list(dict.fromkeys([*read, *named]))
    groups: dict[Shape, list[str]] = defaultdict(list)
    for url in certain:
        groups[shape(url)].append(url)
    seen_read = {shape(url) for url in read}
    rest = [url for url in dict.fromkeys(linked) if url not in set(certain)]
    forms: list[ArticleUrl] = []
    for kind, members in sorted(groups.items(), key=lambda item: -len(item[1])):
        if kind in seen_read or len(members) >= max(2, _MIN_FEED_SHARE * len(certain)):
            forms.append(_form(kind, members, never))
    patterns = [re.compile(form.pattern) for form in forms]

    def matches(url: str) -> bool:
        return any(pattern.search(target(url)) for pattern in patterns)

    wrong = [url for url in dict.fromkeys(never) if matches(url)]
    not_article = _exclusions(wrong, [*certain, *(url for url in rest if _slug_words(url) > _MAX_NAME_WORDS)])
    excluded = re.compile("|".join(f"(?:{p})" for p in not_article)) if not_article else None
    rest = [url for url in rest if url not in set(never)]
    others = Counter(shape(url) for url in rest if urls.looks_like_article(url) and not matches(url))
    return Forms(
        forms=tuple(forms),
        not_article=not_article,
        matched=sum(matches(url) for url in certain),
        given=len(certain),
        wrong=tuple(url for url in wrong if not (excluded and excluded.search(target(url)))),
        others=tuple(
            next(url for url in rest if shape(url) == kind and urls.looks_like_article(url) and not matches(url))
            for kind, count in others.most_common(MAX_EXAMPLES)
            if count > 1
        ),
    )


def _form(kind: Shape, members: Sequence[str], never: Sequence[str]) -> ArticleUrl:
    """Return the pattern of one shape: the widest one that matches the fewest addresses of other pages."""
    patterns = list(dict.fromkeys(_patterns(kind, members, never)))
    counted = [(sum(bool(re.search(p, target(url))) for url in never), n, p) for n, p in enumerate(patterns)]
    pattern = min(counted)[2]
    found = [url for url in members if re.search(pattern, target(url))]
    close = sorted(never, key=lambda url: (shape(url).ending != kind.ending, -len(url)))
    return ArticleUrl(
        pattern=pattern,
        yes=tuple((found or members)[:MAX_EXAMPLES]),
        no=tuple(url for url in close if not re.search(pattern, target(url)))[:MAX_EXAMPLES],
    )


def _patterns(kind: Shape, members: Sequence[str], never: Sequence[str]) -> Iterable[str]:
    """Yield patterns for one shape, the widest first."""
    mark, close = re.escape(kind.mark).replace(r"\-", "-"), _close(kind.ending)
    folders = rf"^/{_fixed(members)}(?:[^/]+/)*"
    if kind.kind == "query":
        yield rf"/{re.escape(kind.ending)}\?(?:[^#]*&)?{kind.mark}=(?P<id>\d+)"
        return
    if kind.kind == "dated":
        yield rf"^/(?:[^/]+/)*(?:19|20)\d\d/\d{{1,2}}/(?:\d{{1,2}}/)?[^/]+{close}"
        return
    if kind.kind == "slug":
        yield from _slugs(kind, members, never)
        return
    fewest = min((len(found) for url in members if (found := _number(kind, url))), default=_MIN_ID_DIGITS)
    for any_folder in ("^/(?:[^/]+/)*", folders):
        for digits in (max(_MIN_ID_DIGITS, fewest - _MAX_FEWER_DIGITS), fewest):
            number = rf"(?P<id>\d{{{digits},}})"
            yield {
                "tail": rf"{any_folder}[^/]+{mark}{number}{close}",
                "head": rf"{any_folder}{number}{mark}[^/]+{close}",
                "alone": rf"{any_folder}{mark}{number}{close}",
                "before": rf"{any_folder}{mark}{number}/[^/]+{close}",
            }[kind.kind]


def _close(ending: str) -> str:
    return rf"{re.escape(ending)}\b" if ending else r"/?(?:\?|$)"


def _number(kind: Shape, url: str) -> str:
    """Return the article's number in an address of this shape; empty if there is none."""
    at = _parts(url)
    text = at.before if kind.kind == "before" else at.stem
    numbers = re.findall(r"\d{4,}", text)
    return str((numbers[0] if kind.kind == "head" else numbers[-1]) if numbers else "")


def _fixed(members: Sequence[str]) -> str:
    """Return the folders that all addresses begin with, as a pattern; empty if they share none or are too few."""
    if len(members) < _MIN_SHARED_FOLDER_URLS:
        return ""
    folders = [urlsplit(url).path.strip("/").split("/")[:-1] for url in members]
    shared: list[str] = []
    for names in zip(*folders, strict=False):
        if len(set(names)) > 1:
            break
        shared.append(names[0])
    return "".join(re.escape(name).replace(r"\-", "-") + "/" for name in shared)


def _slugs(kind: Shape, members: Sequence[str], never: Sequence[str]) -> Iterable[str]:
    """Yield patterns for addresses without a number: by their folder, then by the number of words in the slug."""
    close = _close(kind.ending)
    if fixed := _fixed(members):
        yield rf"^/{fixed}(?P<id>[^/?]+){close}"
    fewest = min(_slug_words(url) for url in members)
    longest = max((_slug_words(url) for url in never if shape(url) == kind), default=1)
    least = max(2, min(fewest, _MIN_SLUG_WORDS), longest + 1)
    yield rf"^/(?:[^/]+/)*(?:[^/?_-]+[_-]){{{least - 1},}}[^/?_-]+{close}"


def _slug_words(url: str) -> int:
    return len(_WORDS.split(urlsplit(url).path.rstrip("/").rpartition("/")[2]))


def _exclusions(wrong: Sequence[str], articles: Sequence[str]) -> tuple[str, ...]:
    """Return patterns of folders without articles, such as ``^/tag/``, that exclude the wrong addresses."""
    found: dict[str, None] = {}
    for url in wrong:
        first, _, rest = urlsplit(url).path.lstrip("/").partition("/")
        if rest and not any(urlsplit(other).path.startswith(f"/{first}/") for other in articles):
            found.setdefault(f"^/{re.escape(first).replace(chr(92) + '-', '-')}/")
    return tuple(found)
