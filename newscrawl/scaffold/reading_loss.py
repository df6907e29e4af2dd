"""Compares how pages are read with a drafted profile and without any, and leaves out of the draft what reads less. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from newscrawl.scaffold.layout_drafts import SOURCE, LayoutOrigin
from newscrawl.sites import families
from newscrawl.sites.profile import extended
from newscrawl.text.comparison import comparison_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from newscrawl.items import Article
    from newscrawl.sites.profile import Layout, Site

MIN_KEPT_WORDS: Final = 0.97
"""Share of the text's words that a draft must read. The rest are labels beside the text."""

_COUNTED: Final[Mapping[str, Callable[[Article], int]]] = {
    "headlines": lambda article: bool(article.headline),
    "leads": lambda article: bool(article.description),
    "dates": lambda article: bool(article.date_published),
    "dates of changes": lambda article: bool(article.date_modified),
    "authors": lambda article: len(article.authors),
    "sections": lambda article: bool(article.article_section),
    "breadcrumbs": lambda article: len(article.breadcrumbs),
    "keywords": lambda article: len(article.keywords),
    "pictures": lambda article: len(article.images),
    "captions": lambda article: sum(bool(image.caption) for image in article.images),
    "videos": lambda article: len(article.videos),
    "source credits": lambda article: bool(article.source_credit),
}
"""What is counted in a record."""


class Reading(NamedTuple):
    """One page, read with a draft and without."""

    drafted: Article | None
    """``None`` if the draft refuses the page."""

    generic: Article


class Layouts(NamedTuple):
    """A draft and how its layouts were made."""

    site: Site
    origins: dict[str, LayoutOrigin]


class Removal(NamedTuple):
    """A part that a draft does better without."""

    layout: str
    part: str
    """A field of the layout; empty for the whole layout."""

    lost: tuple[str, ...]
    """What was read less with it."""


def losses(readings: Sequence[Reading], site: Site) -> dict[str, float]:
    """Return the share (0 to 1) of each field that is lost with a draft; fields that lose nothing are left out.

    A related link to an address that the draft knows to be no article's is no loss.
    """
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    for drafted, generic in readings:
        before["pages"] += 1
        before["related links"] += sum(site.article_key(link.url) is not None for link in generic.related_links)
        before.update({name: int(count(generic)) for name, count in _COUNTED.items()})
        if drafted is None:
            continue
        after["pages"] += 1
        after["related links"] += len(drafted.related_links)
        after.update({name: int(count(drafted)) for name, count in _COUNTED.items()})
        before["texts"] += 1
        after["texts"] += kept_words(drafted.text, generic.text) >= MIN_KEPT_WORDS
    return {name: (count - after[name]) / count for name, count in before.items() if after[name] < count}


def kept_words(text: str, wanted: str) -> float:
    """Return the share (0 to 1) of the words of ``wanted`` that ``text`` has."""
    have, want = (Counter(comparison_key(words).split()) for words in (text, wanted))
    return (have & want).total() / want.total() if want else 1.0


def without_losses(
    draft: Layouts, read: Callable[[Site], Sequence[Reading]]
) -> tuple[Layouts, list[Removal], dict[str, float]]:
    """Return the draft without the parts that read less, those parts, and the losses that remain.

    In each step the part is left out whose absence helps most; where no part helps alone, all layouts are left out.
    """
    lost, removed = losses(read(draft.site), draft.site), list[Removal]()
    while lost and draft.site.layouts:
        tried = [(losses(read(found.site), found.site), found, removal) for found, removal in _simpler(draft)]
        rest, found, removal = min(tried, key=lambda trial: (sum(trial[0].values()), not trial[2].part))
        if sum(rest.values()) < sum(lost.values()):
            removed.append(removal._replace(lost=tuple(name for name in lost if rest.get(name, 0) < lost[name])))
            draft, lost = found, rest
            continue
        bare = Layouts(replace(draft.site, layouts=()), {})
        rest = losses(read(bare.site), bare.site)
        if sum(rest.values()) >= sum(lost.values()):
            break
        removed += [Removal(layout.name, "", tuple(lost)) for layout in draft.site.layouts]
        draft, lost = bare, rest
    return draft, removed, lost


def _simpler(draft: Layouts) -> Iterator[tuple[Layouts, Removal]]:
    """Yield the draft without each part of its layouts in turn, and without each layout."""
    for layout in draft.site.layouts:
        origin = draft.origins[layout.name]
        for part in origin.parts:
            if part == "body" and origin.family is None:
                continue  # a layout without a body is none
            parts = {name: css for name, css in origin.parts.items() if name != part}
            made = _remade(layout, part, origin.family, parts)
            others = tuple(made if known is layout else known for known in draft.site.layouts)
            changed = {**draft.origins, layout.name: LayoutOrigin(family=origin.family, parts=parts)}
            yield Layouts(replace(draft.site, layouts=others), changed), Removal(layout.name, part, ())
        others = tuple(known for known in draft.site.layouts if known is not layout)
        origins = {name: known for name, known in draft.origins.items() if name != layout.name}
        yield Layouts(replace(draft.site, layouts=others), origins), Removal(layout.name, "", ())


def _remade(layout: Layout, part: str, family: str | None, parts: Mapping[str, tuple[object, ...]]) -> Layout:
    """Return a layout without one of its own parts."""
    if family is None:
        empty: dict[str, Any] = {part: ()}
        return replace(layout, **empty)
    base: Layout = getattr(families, family)
    own: dict[str, Any] = dict(parts)
    return extended(base, sources=SOURCE, **own) if own else base
