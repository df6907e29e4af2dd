"""Related links that belong to the article's section, as the heading of their block or its surroundings show."""

from __future__ import annotations

import re
from itertools import chain, islice
from typing import TYPE_CHECKING, Final, NamedTuple

from newscrawl.extract.dom import short_text
from newscrawl.extract.headings import asks_to_go_on
from newscrawl.extract.link_paths import is_topic
from newscrawl.extract.link_targets import are_of_section
from newscrawl.extract.memory import Memory
from newscrawl.extract.menus import in_menu
from newscrawl.text.comparison import comparison_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from newscrawl.extract.dom import Element
    from newscrawl.extract.link_targets import LinkTargets
    from newscrawl.extract.page import Page
    from newscrawl.items import Relation

ZONE_SOURCE: Final = re.compile(r"recommendation-\d")
"""The ``data-source`` of a list of the article's section, named by the section's number."""

READ_MORE: Final = re.compile(
    r"(?:mời )?(?:bạn )?(?:đọc|xem) thêm(?: các)?(?: (?:tin|bài|bài viết|tin tức))?", re.IGNORECASE
)
"""A heading that asks the reader to read on, and nothing else."""

MAX_CLIMB: Final = 5
"""Number of boxes around a link that are searched."""

MAX_NAME_CHARS: Final = 40
"""A longer heading is no section's name."""

SIGNS: Final = "<>»›▶►●■◆•*+-–—| :.…"
"""Signs around the words of a heading."""

SECTION_HEADING_TAGS: Final = ("h2", "h3", "h4")
"""Tags of a heading that is only a section's name."""

NEWS_OF: Final = re.compile(
    r"^(?:(?:các )?(?:tin(?: tức)?|bài(?: viết)?)|chuyên mục|mục)(?: (?:khác|mới))?(?: (?:về|của|trong))? +(?=\S)",
    re.IGNORECASE,
)
"""Words before the name of a section in the heading of a block."""


MAX_OUTER_LINKS: Final = 12
"""Articles in a list that bears the name of an outer section, at most."""

OTHER_ONES: Final = re.compile(r"(?<=\S) (?:khác|mới(?: nhất| cập nhật)?)$", re.IGNORECASE)
"""Words behind the name of a section: "Góc nhìn khác"."""

_NAMED: Final = Memory(
    lambda words: comparison_key(OTHER_ONES.sub("", NEWS_OF.sub("", " ".join(words.split())))), most=2_048
)
"""The comparison key of the section that a heading may name, remembered: the same headings stand on all pages of a site."""


class OwnArticle(NamedTuple):
    """What a block is compared with: the article that its page shows."""

    url: str
    id: str
    section_names: frozenset[str]
    """The comparison keys of the names of its sections."""

    section: str | None = None
    """The comparison key of the innermost one."""


def section_headings(
    page: Page,
    targets: LinkTargets,
    own: OwnArticle,
    *,
    known: Collection[int],
    unsure: Iterable[int],
    start: int,
) -> Iterator[tuple[int, Element, str]]:
    """The headings after ``start`` that are only the name of one of the article's sections: "Tin tức Bóng đá".

    Each comes with its position and its words. Those at or around a position in ``known`` are left out. ``unsure`` are the
    positions of other texts that begin with a word for news.
    """
    positions, texts = page.positions, [*page.texts, None]
    elements = page.elements
    others = (
        elements[number]
        for number in unsure
        if page.tags[number] not in SECTION_HEADING_TAGS and NEWS_OF.match((texts[number] or "").strip())
    )
    for heading in chain((e for tag in SECTION_HEADING_TAGS for e in page.by_tag(tag)), others):
        number = positions[heading]
        # The text of a title is its own, or stands in the element that follows: its first child.
        if number < start:
            continue
        opening = (texts[number] or "").strip() or (texts[number + 1] or "").strip()
        if len(opening) > MAX_NAME_CHARS:
            continue
        words = _only_text(heading)
        if words is None:
            words = short_text(heading, MAX_NAME_CHARS)
        if not words or len(words) > MAX_NAME_CHARS or _NAMED[words] not in own.section_names:
            continue
        words = short_text(heading, MAX_NAME_CHARS)
        is_new = not any(position in known for position in page.span(heading)) and not in_menu(page, heading)
        if not words or not is_new or any(map(targets.leads_on, heading.iter("a"))):
            continue
        if _NAMED[words] == own.section or _heads_list(targets, heading):
            yield number, heading, words


def _heads_list(targets: LinkTargets, heading: Element) -> bool:
    """Whether the smallest box around a heading that links articles links several: in a card, a section's name is the card's.

    A box with many is no list beside an article, but the outer section's own page in short.
    """
    for box in islice(heading.iterancestors(), MAX_CLIMB):
        if found := {a.get("href") for a in box.iter("a") if targets.leads_on(a)}:
            return 1 < len(found) <= MAX_OUTER_LINKS
    return False


def _only_text(heading: Element) -> str | None:
    """The words of a heading that is one text, or one element with a text; ``None`` for other headings. Most are titles of cards."""
    if not len(heading):
        return (heading.text or "").strip()
    inner = heading[0]
    if len(heading) > 1 or len(inner) or (heading.text or "").strip() or (inner.tail or "").strip():
        return None
    return (inner.text or "").strip()


class Invitation(NamedTuple):
    """A block whose heading only asks the reader to go on."""

    heading: str
    rest: str
    """What the heading says after the invitation."""

    target: str | None
    """The address that the heading leads to."""

    links: list[Element]


def relation_by_surroundings(page: Page, targets: LinkTargets, own: OwnArticle, block: Invitation) -> Relation | None:
    """The relation of a block whose heading only asks the reader to go on; ``None`` if nothing shows it.

    It offers the article's section if its heading leads to a section or bears the name of one of the article's, or if all its links
    do, or if the list is named after the section's number. A list that holds the article itself is the list of the newest.
    """
    found = [to for to in map(targets.of, block.links) if to is not None]
    if block.rest and comparison_key(block.rest) in own.section_names:
        return "same_category"
    around = islice(block.links[0].iterancestors(), MAX_CLIMB) if block.links else ()
    if any(ZONE_SOURCE.match(box.get("data-source") or "") for box in around):
        return "same_category"
    target = block.target
    if target and target != page.url and not is_topic(target) and targets.is_section(target):
        return "same_category"
    if any(to.id == own.id or to.url == own.url for to in found):
        return "latest"
    # A list beside the text under "Đọc thêm" is the newest of the section, if nothing else is said.
    reads_on = READ_MORE.fullmatch(block.heading.strip(SIGNS)) and len({to.id for to in found}) > 1
    is_bare = not block.rest and asks_to_go_on(block.heading)
    if reads_on or (is_bare and are_of_section({to.url for to in found}, own.url)):
        return "same_category"
    return None
