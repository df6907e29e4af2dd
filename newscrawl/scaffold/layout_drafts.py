"""Draft the layouts of a site: a family's layouts where they fit, else selectors of the site's own."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from newscrawl.extract.selectors import compiled
from newscrawl.scaffold import selector_paths
from newscrawl.scaffold.draft_facts import MIN_SURE_SHARE
from newscrawl.sites import families
from newscrawl.sites.profile import Layout, Related, extended

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from newscrawl.extract import Page
    from newscrawl.extract.dom import Element
    from newscrawl.items import Relation
    from newscrawl.scaffold.draft_facts import DraftFacts
    from newscrawl.scaffold.field_elements import FieldElements

SOURCE: Final = "DRAFT"
"""Source code of drafted facts, see :data:`newscrawl.sites.provenance.SOURCES`."""

_FAMILIES: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("onecms", ("ONECMS_LONGFORM", "ONECMS_CLASSIC")),
    ("vccorp", ("VCCORP", "VCCORP_KNC", "VCCORP_2012")),
    ("hemera", ("HEMERA",)),
    ("vnexpress", ("VNEXPRESS", "VNEXPRESS_2015", "VNEXPRESS_2012", "IONE_2012")),
    ("mastercms", ("MASTERCMS",)),
    ("portal", ("PORTAL",)),
)
"""The layouts of each family, by their names in :mod:`newscrawl.sites.families`. The most distinctive layout comes
first."""

_MIXED_FAMILIES: Final = frozenset(("onecms",))
"""Families whose sites use all of their layouts at the same time."""

_SINGLE_FIELDS: Final = ("body", "headline", "lead", "date", "author", "lead_image")
"""Fields of a layout that one element holds."""

_LIST_FIELDS: Final = ("breadcrumbs", "keywords")
"""Fields of a layout that several elements hold."""

_REQUIRED_FIELDS: Final = frozenset(("body", "headline", "date"))
"""Fields that every article has. A draft reports them if they are missing."""

_MARK_FIELDS: Final = ("body", "headline", "lead", "date", "author", "breadcrumbs", "section", "keywords")
"""Fields by which a family's layout is recognized."""

_MAX_DROPS: Final = 8
"""Maximum number of selectors in ``drop``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutOrigin:
    """How a drafted layout was made: the name of a family's layout, if any, and the site's own selectors."""

    family: str | None
    parts: Mapping[str, tuple[object, ...]]


class DraftLayouts(NamedTuple):
    """The drafted layouts of a site."""

    family: str | None
    """The family of most pages."""

    layouts: tuple[Layout, ...]
    origins: dict[str, LayoutOrigin]
    """How each layout was made, by the layout's name."""


class _FamilyMatch(NamedTuple):
    """A family, its layouts, and the pages that they read."""

    family: str
    layouts: tuple[str, ...]
    pages: list[FieldElements]


def layouts(site: str, pages: Sequence[FieldElements], facts: DraftFacts) -> DraftLayouts:
    """Draft the layouts of a site.

    Layouts of families come first, extended by the site's own selectors, then own layouts for the remaining pages.
    """
    family, names = _families(pages, facts)
    found: list[Layout] = []
    origins: dict[str, LayoutOrigin] = {}
    left = list(pages)
    for name in names:
        here = [s for s in left if _reads(_family_layout(name), s)]
        left = [s for s in left if s not in here]
        layout, own = _extended(name, here, facts)
        found.append(layout)
        origins[layout.name] = own
    if left and (not names or len(left) > 1):
        stem = f"{site}-own" if names else site
        for number, group in enumerate(_by_template(left), 1):
            name = stem if number == 1 else f"{stem}-{number}"
            if own_ := _new(name, group, facts):
                found.append(own_[0])
                origins[name] = own_[1]
    return DraftLayouts(family, tuple(found), origins)


# --- families -----------------------------------------------------------------------------------------------------------


def _families(pages: Sequence[FieldElements], facts: DraftFacts) -> tuple[str | None, tuple[str, ...]]:
    """Return the family that reads most pages, and the layouts that read pages.

    A second family may read what is left.
    """
    chosen: dict[str, tuple[tuple[str, ...], int]] = {}
    left = list(pages)
    while left and len(chosen) < len(_FAMILIES):
        best = max((_family_match(family, names, left) for family, names in _FAMILIES), key=_rank)
        if not best.pages or 2 * len(best.pages) < len(left):
            break
        shown = tuple(n for n in best.layouts if any(_reads(_family_layout(n), s) for s in best.pages))
        chosen[best.family] = best.layouts if best.family in _MIXED_FAMILIES else shown, len(best.pages)
        left = [s for s in left if s not in best.pages]
    for family, (names, count) in chosen.items():
        facts.add("family", f"{family} ({', '.join(names)})", count, len(pages), sure=not left and len(pages) > 1)
    if not chosen:
        facts.add("family", "own: no family's marks", len(pages), len(pages), sure=True)
    elif left:
        facts.add("family", "pages without any family's marks", len(left), len(pages), sure=False)
    return next(iter(chosen), None), tuple(name for names, _ in chosen.values() for name in names)


def _family_match(family: str, names: tuple[str, ...], pages: Sequence[FieldElements]) -> _FamilyMatch:
    return _FamilyMatch(family, names, [s for s in pages if any(_reads(_family_layout(name), s) for name in names)])


def _rank(reads: _FamilyMatch) -> tuple[int, int]:
    """Return the rank of a family: the number of pages it reads, then the number of its selectors that match there."""
    marks = sum(_matching_selectors(_family_layout(name), s) for name in reads.layouts for s in reads.pages)
    return len(reads.pages), marks


def _matching_selectors(layout: Layout, located: FieldElements) -> int:
    """Return how many selectors of a layout match on a page."""
    return sum(bool(compiled(css).elements(located.page)) for part in _MARK_FIELDS for css in getattr(layout, part))


def _family_layout(name: str) -> Layout:
    """Return a family's layout by its name."""
    found: Layout = getattr(families, name)
    return found


def _reads(layout: Layout, located: FieldElements) -> bool:
    """Return whether a family's layout finds the headline, and a body at, around or inside the text's element."""
    if not _finds(layout.body, located.page) or not _finds(layout.headline, located.page):
        return False
    wanted = located.any_of.get("body")
    if not wanted:
        return True
    around = {*wanted, *wanted[0].iterancestors()}
    boxes = [box for css in layout.body for box in compiled(css).elements(located.page)[:2]]
    return any(box in around or not set(wanted).isdisjoint(box.iterancestors()) for box in boxes)


def _finds(selectors: Sequence[str], page: Page) -> bool:
    return any(compiled(css).elements(page) for css in selectors)


def _extended(name: str, pages: Sequence[FieldElements], facts: DraftFacts) -> tuple[Layout, LayoutOrigin]:
    """Return a family's layout with selectors of the site's own for fields that it does not find."""
    known = _family_layout(name)
    parts: dict[str, tuple[object, ...]] = {}
    for part in (*_SINGLE_FIELDS, *_LIST_FIELDS):
        lacking = [s for s in pages if not _finds(getattr(known, part), s.page)]
        path = _induced(part, lacking)
        if path.css and (path.right > 1 or len(pages) == 1):
            parts[part] = path.css
            facts.add(f"layout.{part}", f"{name}: also {' | '.join(path.css)}", path.right, len(pages))
    if not parts:
        return known, LayoutOrigin(family=name, parts={})
    given: dict[str, Any] = {**parts}
    return extended(known, sources=SOURCE, **given), LayoutOrigin(family=name, parts=parts)


# --- a layout of the site's own -----------------------------------------------------------------------------------------


def _by_template(pages: Sequence[FieldElements]) -> list[list[FieldElements]]:
    """Group the pages by template.

    They form one group if a single selector finds the body, or the headline, on all of them.
    """
    bodies, headlines = (_induced(part, pages).css for part in ("body", "headline"))
    if len(bodies) < 2 or len(headlines) < 2:  # noqa: PLR2004 - one selector is one template
        return [list(pages)]
    groups: dict[str, list[FieldElements]] = defaultdict(list)
    for s in pages:
        groups[next((css for css in headlines if _finds([css], s.page)), "")].append(s)
    return sorted(groups.values(), key=len, reverse=True)


def _induced(part: str, pages: Sequence[FieldElements]) -> selector_paths.SelectorPath:
    """Induce the selectors of one field."""
    if part in _LIST_FIELDS:
        return selector_paths.for_all([(s.page, s.all_of[part]) for s in pages if part in s.all_of])
    return selector_paths.for_first([(s.page, s.any_of[part]) for s in pages if part in s.any_of])


def _new(name: str, pages: Sequence[FieldElements], facts: DraftFacts) -> tuple[Layout, LayoutOrigin] | None:
    """Draft an own layout; ``None`` if the body's element has no stable name.

    The generic extractor reads such pages.
    """
    parts: dict[str, tuple[object, ...]] = {}
    for part in (*_SINGLE_FIELDS, *_LIST_FIELDS):
        path = _induced(part, pages)
        if path.css:
            parts[part] = path.css
        _note(facts, name, part, path, len(pages))
    if "body" not in parts:
        return None
    if drop := _drop(name, pages, facts):
        parts["drop"] = drop
    if related := _related(name, pages, facts):
        parts["related"] = related
    given: dict[str, Any] = {**parts}
    return Layout(name=name, confidence="medium", sources=SOURCE, **given), LayoutOrigin(family=None, parts=parts)


def _note(facts: DraftFacts, name: str, part: str, path: selector_paths.SelectorPath, pages: int) -> None:
    if path.css:
        sure = path.right == path.pages > 1 and path.right >= MIN_SURE_SHARE * pages
        facts.add(f"layout.{part}", f"{name}: {' | '.join(path.css)}", path.right, pages, sure=sure)
    elif path.pages:
        facts.add(f"layout.{part}", f"{name}: seen, its element has no name of its own", 0, pages, sure=False)
    elif part in _REQUIRED_FIELDS:
        facts.add(f"layout.{part}", f"{name}: not seen; structured data is read instead", 0, pages, sure=False)


def _drop(name: str, pages: Sequence[FieldElements], facts: DraftFacts) -> tuple[str, ...]:
    """Return selectors of the elements inside the body that are not part of its text."""
    counts: Counter[str] = Counter()
    for s in pages:
        counts.update({css[0] for e in s.all_of.get("drop", ()) if (css := selector_paths.own_selectors(e))})
    found = tuple(css for css, _ in counts.most_common(_MAX_DROPS))
    if found:
        what = f"{name}: {' | '.join(found)}"
        facts.add("layout.drop", what, max(counts.values()), len(pages), sure=False)
    return found


def _related(name: str, pages: Sequence[FieldElements], facts: DraftFacts) -> tuple[Related, ...]:
    """Return the blocks of related links; none if one of them has no selector.

    A layout that names some blocks is not searched for others. In that case the headings find more.
    """
    groups: dict[Relation, list[tuple[Page, list[Element], list[Element]]]] = defaultdict(list)
    headings: dict[Relation, Counter[str]] = defaultdict(Counter)
    for s in pages:
        for block in s.blocks:
            groups[block.relation].append((s.page, block.anchors, block.kind))
            headings[block.relation][block.heading or "no heading"] += 1
    found: list[Related] = []
    for relation, spots in groups.items():
        path = selector_paths.for_box(spots)
        heading = headings[relation].most_common(1)[0][0]
        where = " | ".join(path.css) or "no box with a name of its own"
        sure = None if path.right == path.pages else False
        facts.add("layout.related", f"{name}: {heading} = {relation}: {where}", path.right, len(pages), sure=sure)
        if path.right < path.pages:
            return ()
        found += [Related(css=css, relation=relation) for css in path.css]
    return tuple(found)
