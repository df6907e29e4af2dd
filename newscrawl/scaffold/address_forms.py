"""The form of a site's article addresses, induced from addresses that are articles' and addresses that are not."""

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

SAMPLES: Final = 3
"""Addresses shown of each kind in a form."""

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

_LEAST_DIGITS: Final = 4
_SHRINK: Final = 2
"""Digits by which an article's number may be shorter than the shortest seen: old articles have smaller numbers."""

_FIXED_FROM: Final = 4
"""Addresses that must share a folder before it is taken for part of the form."""

_LEAST_SHARE: Final = 0.05
"""Share of the addresses in feeds that a form without a page that was read must have."""

_FEWEST_WORDS: Final = 4
"""Words of a slug that no number tells from a section."""

_MOST_WORDS: Final = 7
"""Words of a section's, a tag's or an event's name: what is longer is a headline."""

Kind = Literal["tail", "head", "alone", "before", "query", "dated", "slug"]


class Shape(NamedTuple):
    """What is common to the addresses of one form."""

    kind: Kind
    """Where the number stands: behind the slug, before it, alone, in the folder before, in the query; a date; none."""

    mark: str = ""
    """What stands between slug and number: ``-post``."""

    ending: str = ""
    """``.html``; a trailing slash is no ending."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forms:
    """The forms of a site's article addresses, and how well they tell articles from the rest."""

    forms: tuple[ArticleUrl, ...]
    not_article: tuple[str, ...] = ()
    matched: int = 0
    """How many addresses of articles they match."""

    given: int = 0
    """Of how many."""

    wrong: tuple[str, ...] = ()
    """Addresses of no articles that they match all the same."""

    others: tuple[str, ...] = field(default=())
    """Addresses that read like an article's and have another form, one of each form, the commonest first."""


def target(url: str) -> str:
    """The part of a canonical address that a form is searched in: path and query."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


class _Parts(NamedTuple):
    """An address taken apart."""

    path: str
    before: str
    """The last folder."""

    last: str
    """The last segment."""

    stem: str
    """The same without its ending."""

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
"""Where a number may stand, the surest place first."""


def shape(url: str) -> Shape:
    """The shape of a canonical address."""
    at = _parts(url)
    return next((found for rule in _RULES if (found := rule(at))), Shape("slug", "", at.ending))


def is_short_and_numbered(url: str) -> bool:
    """Whether an address has a number and too few words for a headline: what a tag, an event or a section may be."""
    return shape(url).kind != "slug" and _words(url) <= _MOST_WORDS


def is_short_slug(url: str) -> bool:
    """Whether an address has no number and no more words than a section's name."""
    return shape(url).kind == "slug" and _words(url) < _MOST_WORDS


def induce(
    read: Sequence[str], named: Sequence[str] = (), never: Sequence[str] = (), linked: Sequence[str] = ()
) -> Forms:
    """The forms of a site's article addresses.

    ``read`` are addresses of pages that were read as articles, ``named`` those that feeds or sitemaps name, ``never``
    those of home page, sections, tags and authors, ``linked`` all others that pages link to. All are canonical.
    """
    certain = list(dict.fromkeys([*read, *named]))
    groups: dict[Shape, list[str]] = defaultdict(list)
    for url in certain:
        groups[shape(url)].append(url)
    seen_read = {shape(url) for url in read}
    rest = [url for url in dict.fromkeys(linked) if url not in set(certain)]
    forms: list[ArticleUrl] = []
    for kind, members in sorted(groups.items(), key=lambda item: -len(item[1])):
        if kind in seen_read or len(members) >= max(2, _LEAST_SHARE * len(certain)):
            forms.append(_form(kind, members, never))
    patterns = [re.compile(form.pattern) for form in forms]

    def matches(url: str) -> bool:
        return any(pattern.search(target(url)) for pattern in patterns)

    wrong = [url for url in dict.fromkeys(never) if matches(url)]
    not_article = _exclusions(wrong, [*certain, *(url for url in rest if _words(url) > _MOST_WORDS)])
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
            for kind, count in others.most_common(SAMPLES)
            if count > 1
        ),
    )


def _form(kind: Shape, members: Sequence[str], never: Sequence[str]) -> ArticleUrl:
    """The form of one shape: as wide as the addresses allow, as narrow as those of no articles demand."""
    patterns = list(dict.fromkeys(_patterns(kind, members, never)))
    counted = [(sum(bool(re.search(p, target(url))) for url in never), n, p) for n, p in enumerate(patterns)]
    pattern = min(counted)[2]
    found = [url for url in members if re.search(pattern, target(url))]
    close = sorted(never, key=lambda url: (shape(url).ending != kind.ending, -len(url)))
    return ArticleUrl(
        pattern=pattern,
        yes=tuple((found or members)[:SAMPLES]),
        no=tuple(url for url in close if not re.search(pattern, target(url)))[:SAMPLES],
    )


def _patterns(kind: Shape, members: Sequence[str], never: Sequence[str]) -> Iterable[str]:
    """Expressions for one shape, the widest first."""
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
    fewest = min((len(found) for url in members if (found := _number(kind, url))), default=_LEAST_DIGITS)
    for any_folder in ("^/(?:[^/]+/)*", folders):
        for digits in (max(_LEAST_DIGITS, fewest - _SHRINK), fewest):
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
    """The article's number in an address of that shape."""
    at = _parts(url)
    text = at.before if kind.kind == "before" else at.stem
    numbers = re.findall(r"\d{4,}", text)
    return str((numbers[0] if kind.kind == "head" else numbers[-1]) if numbers else "")


def _fixed(members: Sequence[str]) -> str:
    """The folders that all addresses begin with, as an expression; empty where they share none or are few."""
    if len(members) < _FIXED_FROM:
        return ""
    folders = [urlsplit(url).path.strip("/").split("/")[:-1] for url in members]
    shared: list[str] = []
    for names in zip(*folders, strict=False):
        if len(set(names)) > 1:
            break
        shared.append(names[0])
    return "".join(re.escape(name).replace(r"\-", "-") + "/" for name in shared)


def _slugs(kind: Shape, members: Sequence[str], never: Sequence[str]) -> Iterable[str]:
    """Expressions for addresses without a number: by their folder, else by the words of their slug."""
    close = _close(kind.ending)
    if fixed := _fixed(members):
        yield rf"^/{fixed}(?P<id>[^/?]+){close}"
    fewest = min(_words(url) for url in members)
    longest = max((_words(url) for url in never if shape(url) == kind), default=1)
    least = max(2, min(fewest, _FEWEST_WORDS), longest + 1)
    yield rf"^/(?:[^/]+/)*(?:[^/?_-]+[_-]){{{least - 1},}}[^/?_-]+{close}"


def _words(url: str) -> int:
    return len(_WORDS.split(urlsplit(url).path.rstrip("/").rpartition("/")[2]))


def _exclusions(wrong: Sequence[str], articles: Sequence[str]) -> tuple[str, ...]:
    """Folders that hold no article, such as ``^/tag/``, for addresses that have an article's form."""
    found: dict[str, None] = {}
    for url in wrong:
        first, _, rest = urlsplit(url).path.lstrip("/").partition("/")
        if rest and not any(urlsplit(other).path.startswith(f"/{first}/") for other in articles):
            found.setdefault(f"^/{re.escape(first).replace(chr(92) + '-', '-')}/")
    return tuple(found)
