"""Related links below a link to the page of a topic."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from newscrawl.extract.dom import contains, short_text, text_of
from newscrawl.extract.link_paths import is_topic
from newscrawl.extract.related_by_heading import (
    MAX_CLIMB,
    MAX_HEADING_CHARS,
    MAX_LINKS_PER_HEADING,
    MAX_TITLE_CHARS,
    Offer,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from newscrawl.extract.body.result import Body
    from newscrawl.extract.dom import Element
    from newscrawl.extract.link_targets import LinkTargets
    from newscrawl.extract.page import Page

MAX_TOPIC_LINKS: Final = 6
"""More links to topics are partly a menu."""

MAX_TOPIC_BLANKS: Final = 7
"""Blanks in the name of a topic."""

MAX_LINE_CHARS: Final = 160
"""A line with a label and the names of topics is at most so long."""

MIN_SITE_TOPICS: Final = 3
"""So many blocks below a link to a topic are topics of the site, not of the article."""


def behind_label(offer: Offer, anchors: Sequence[Element]) -> Iterator[Element]:
    """The links to topics right behind a label such as "Sự kiện:": they have a few words and stand in one line with it."""
    label = (offer.heading or "").rstrip()
    for anchor in anchors if label.endswith(":") else ():
        line = anchor.getparent()
        words = short_text(anchor, MAX_HEADING_CHARS)
        if not words or words.count(" ") > MAX_TOPIC_BLANKS or line is None:
            return
        if not short_text(line, MAX_LINE_CHARS).startswith(label):
            return
        yield anchor


def by_topic(
    page: Page, targets: LinkTargets, body: Body | None, headline: Element | None, topics: Collection[str | None] = ()
) -> Iterator[tuple[Element, Offer]]:
    """The links of the blocks below a link to a topic's page, which its address or a label shows; ``topics`` are the latter.

    Only a page with one or two such blocks offers them for its article; more are topics of the site.
    """
    heads = [head for head, href in page.links if href in topics or is_topic(href)]
    if len(heads) > MAX_TOPIC_LINKS and headline is not None:
        above = page.links_before(headline)
        heads = [head for head in heads if head not in above]
    around = [box for box in (headline, body.element if body is not None else None) if box is not None]
    found: dict[Element, list[Element]] = {}
    for head in [head for head in heads if " " in short_text(head, MAX_HEADING_CHARS)]:
        box = head.getparent()
        for _ in range(MAX_CLIMB):
            if box is None or box in found or any(contains(box, inner) for inner in around):
                break
            links_ = list(islice(box.iter("a"), MAX_LINKS_PER_HEADING))
            anchors = [a for a in links_ if targets.leads_on(a) and a.get("href") not in topics]
            if len({a.get("href") for a in anchors}) > 1:
                if head in links_[: links_.index(anchors[0])] and short_text(box, MAX_TITLE_CHARS * len(anchors)):
                    found[box] = [head, *anchors]
                break
            box = box.getparent()
    for head, *anchors in found.values() if len(found) < MIN_SITE_TOPICS else ():
        yield from ((anchor, Offer("same_topic", text_of(head))) for anchor in anchors)
