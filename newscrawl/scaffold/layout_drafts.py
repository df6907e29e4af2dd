"""The layouts of a site, drafted from its articles: a family's where its marks are found, else selectors of its own."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from newscrawl.extract.selectors import compiled
from newscrawl.scaffold import selector_paths
from newscrawl.scaffold.findings import SURE
from newscrawl.sites import families
from newscrawl.sites.profile import Layout, Related, extended

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from newscrawl.extract import Page
    from newscrawl.extract.dom import Element
    from newscrawl.items import Relation
    from newscrawl.scaffold.field_elements import Sighting
    from newscrawl.scaffold.findings import Findings

SOURCE: Final = "DRAFT"
"""Code of the source that a drafted fact names: pages that a program read and no person yet."""

_FAMILIES: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("onecms", ("ONECMS_LONGFORM", "ONECMS_CLASSIC")),
    ("vccorp", ("VCCORP", "VCCORP_KNC", "VCCORP_2012")),
    ("hemera", ("HEMERA",)),
    ("vnexpress", ("VNEXPRESS", "VNEXPRESS_2015", "VNEXPRESS_2012", "IONE_2012")),
    ("mastercms", ("MASTERCMS",)),
    ("portal", ("PORTAL",)),
)
"""The layouts of each family, by their names in :mod:`newscrawl.sites.families`; the one with the surer marks first."""

_TOGETHER: Final = frozenset(("onecms",))
"""Families whose sites show all of their layouts side by side."""

_SINGLE: Final = ("body", "headline", "lead", "date", "author", "lead_image")
_SEVERAL: Final = ("breadcrumbs", "keywords")
_NEEDED: Final = frozenset(("body", "headline", "date"))
"""Parts that every article has: where one is not found, something is wrong."""

_MARKS: Final = ("body", "headline", "lead", "date", "author", "breadcrumbs", "section", "keywords")
_MAX_DROPS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """How a drafted layout was put together: a family's, by its name, with a site's own selectors before it."""

    family: str | None
    parts: Mapping[str, tuple[object, ...]]


class Drafted(NamedTuple):
    """The layouts of a site."""

    family: str | None
    """The family that most pages are of."""

    layouts: tuple[Layout, ...]
    owns: dict[str, Own]
    """By the layout's name."""


class _Reads(NamedTuple):
    """A family, its layouts, and the pages that they read."""

    family: str
    layouts: tuple[str, ...]
    pages: list[Sighting]


def layouts(site: str, pages: Sequence[Sighting], findings: Findings) -> Drafted:
    """The families' layouts with the site's own selectors before them, then the site's own for what is left."""
    family, names = _families(pages, findings)
    found: list[Layout] = []
    owns: dict[str, Own] = {}
    left = list(pages)
    for name in names:
        here = [s for s in left if _reads(_known(name), s)]
        left = [s for s in left if s not in here]
        layout, own = _extended(name, here, findings)
        found.append(layout)
        owns[layout.name] = own
    if left and (not names or len(left) > 1):
        stem = f"{site}-own" if names else site
        for number, group in enumerate(_by_template(left), 1):
            name = stem if number == 1 else f"{stem}-{number}"
            if own_ := _new(name, group, findings):
                found.append(own_[0])
                owns[name] = own_[1]
    return Drafted(family, tuple(found), owns)


# --- families -----------------------------------------------------------------------------------------------------------


def _families(pages: Sequence[Sighting], findings: Findings) -> tuple[str | None, tuple[str, ...]]:
    """The family that reads most pages, and the layouts that read them; another family's for what it leaves."""
    chosen: dict[str, tuple[tuple[str, ...], int]] = {}
    left = list(pages)
    while left and len(chosen) < len(_FAMILIES):
        best = max((_reading(family, names, left) for family, names in _FAMILIES), key=_weight)
        if not best.pages or 2 * len(best.pages) < len(left):
            break
        shown = tuple(n for n in best.layouts if any(_reads(_known(n), s) for s in best.pages))
        chosen[best.family] = best.layouts if best.family in _TOGETHER else shown, len(best.pages)
        left = [s for s in left if s not in best.pages]
    for family, (names, count) in chosen.items():
        findings.note("family", f"{family} ({', '.join(names)})", count, len(pages), sure=not left and len(pages) > 1)
    if not chosen:
        findings.note("family", "own: no family's marks", len(pages), len(pages), sure=True)
    elif left:
        findings.note("family", "pages without any family's marks", len(left), len(pages), sure=False)
    return next(iter(chosen), None), tuple(name for names, _ in chosen.values() for name in names)


def _reading(family: str, names: tuple[str, ...], pages: Sequence[Sighting]) -> _Reads:
    return _Reads(family, names, [s for s in pages if any(_reads(_known(name), s) for name in names)])


def _weight(reads: _Reads) -> tuple[int, int]:
    """By the pages that a family reads, then by the marks that it finds on them."""
    marks = sum(_marks(_known(name), s) for name in reads.layouts for s in reads.pages)
    return len(reads.pages), marks


def _marks(layout: Layout, sighting: Sighting) -> int:
    """How many of a layout's selectors find something on a page."""
    return sum(bool(compiled(css).elements(sighting.page)) for part in _MARKS for css in getattr(layout, part))


def _known(name: str) -> Layout:
    """A family's layout by its name."""
    found: Layout = getattr(families, name)
    return found


def _reads(layout: Layout, sighting: Sighting) -> bool:
    """Whether a family's layout finds the headline, and a body in, around or equal to the text's element."""
    if not _finds(layout.body, sighting.page) or not _finds(layout.headline, sighting.page):
        return False
    wanted = sighting.single.get("body")
    if not wanted:
        return True
    around = {*wanted, *wanted[0].iterancestors()}
    boxes = [box for css in layout.body for box in compiled(css).elements(sighting.page)[:2]]
    return any(box in around or not set(wanted).isdisjoint(box.iterancestors()) for box in boxes)


def _finds(selectors: Sequence[str], page: Page) -> bool:
    return any(compiled(css).elements(page) for css in selectors)


def _extended(name: str, pages: Sequence[Sighting], findings: Findings) -> tuple[Layout, Own]:
    """A family's layout; before its selectors those for what it does not find."""
    known = _known(name)
    parts: dict[str, tuple[object, ...]] = {}
    for part in (*_SINGLE, *_SEVERAL):
        lacking = [s for s in pages if not _finds(getattr(known, part), s.page)]
        place = _place(part, lacking)
        if place.css and (place.right > 1 or len(pages) == 1):
            parts[part] = place.css
            findings.note(f"layout.{part}", f"{name}: also {' | '.join(place.css)}", place.right, len(pages))
    if not parts:
        return known, Own(family=name, parts={})
    given: dict[str, Any] = {**parts}
    return extended(known, sources=SOURCE, **given), Own(family=name, parts=parts)


# --- a layout of the site's own -----------------------------------------------------------------------------------------


def _by_template(pages: Sequence[Sighting]) -> list[list[Sighting]]:
    """The pages of each template: apart where neither one selector of the body nor one of the headline serves all."""
    bodies, headlines = (_place(part, pages).css for part in ("body", "headline"))
    if len(bodies) < 2 or len(headlines) < 2:  # noqa: PLR2004 - one selector is one template
        return [list(pages)]
    groups: dict[str, list[Sighting]] = defaultdict(list)
    for s in pages:
        groups[next((css for css in headlines if _finds([css], s.page)), "")].append(s)
    return sorted(groups.values(), key=len, reverse=True)


def _place(part: str, pages: Sequence[Sighting]) -> selector_paths.Place:
    """The selectors of one part."""
    if part in _SEVERAL:
        return selector_paths.every([(s.page, s.several[part]) for s in pages if part in s.several])
    return selector_paths.first([(s.page, s.single[part]) for s in pages if part in s.single])


def _new(name: str, pages: Sequence[Sighting], findings: Findings) -> tuple[Layout, Own] | None:
    """A layout of its own; ``None`` where the body has no name: the generic extractor serves such pages."""
    parts: dict[str, tuple[object, ...]] = {}
    for part in (*_SINGLE, *_SEVERAL):
        place = _place(part, pages)
        if place.css:
            parts[part] = place.css
        _note(findings, name, part, place, len(pages))
    if "body" not in parts:
        return None
    if drop := _drop(name, pages, findings):
        parts["drop"] = drop
    if related := _related(name, pages, findings):
        parts["related"] = related
    given: dict[str, Any] = {**parts}
    return Layout(name=name, confidence="medium", sources=SOURCE, **given), Own(family=None, parts=parts)


def _note(findings: Findings, name: str, part: str, place: selector_paths.Place, pages: int) -> None:
    if place.css:
        sure = place.right == place.pages > 1 and place.right >= SURE * pages
        findings.note(f"layout.{part}", f"{name}: {' | '.join(place.css)}", place.right, pages, sure=sure)
    elif place.pages:
        findings.note(f"layout.{part}", f"{name}: seen, its element has no name of its own", 0, pages, sure=False)
    elif part in _NEEDED:
        findings.note(f"layout.{part}", f"{name}: not seen; structured data is read instead", 0, pages, sure=False)


def _drop(name: str, pages: Sequence[Sighting], findings: Findings) -> tuple[str, ...]:
    """What stands in the body without belonging."""
    counts: Counter[str] = Counter()
    for s in pages:
        counts.update({spelt[0] for e in s.several.get("drop", ()) if (spelt := selector_paths.named(e))})
    found = tuple(css for css, _ in counts.most_common(_MAX_DROPS))
    if found:
        what = f"{name}: {' | '.join(found)}"
        findings.note("layout.drop", what, max(counts.values()), len(pages), sure=False)
    return found


def _related(name: str, pages: Sequence[Sighting], findings: Findings) -> tuple[Related, ...]:
    """The blocks of related links; none where one has no selector.

    A layout that knows some blocks is not asked for others: then the headings serve better.
    """
    groups: dict[Relation, list[tuple[Page, list[Element], list[Element]]]] = defaultdict(list)
    headings: dict[Relation, Counter[str]] = defaultdict(Counter)
    for s in pages:
        for block in s.blocks:
            groups[block.relation].append((s.page, block.anchors, block.kind))
            headings[block.relation][block.heading or "no heading"] += 1
    found: list[Related] = []
    for relation, spots in groups.items():
        place = selector_paths.box(spots)
        heading = headings[relation].most_common(1)[0][0]
        where = " | ".join(place.css) or "no box with a name of its own"
        sure = None if place.right == place.pages else False
        findings.note("layout.related", f"{name}: {heading} = {relation}: {where}", place.right, len(pages), sure=sure)
        if place.right < place.pages:
            return ()
        found += [Related(css=css, relation=relation) for css in place.css]
    return tuple(found)
