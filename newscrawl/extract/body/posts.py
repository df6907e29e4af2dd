"""The posts of a forum's thread or of a page of questions and answers: their texts without names, ranks, dates and signatures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from newscrawl.extract.body.prose import Prose
    from newscrawl.extract.dom import Element
    from newscrawl.extract.page import Page

POST_CLASS: Final = re.compile(
    r"^(?:bbWrapper|postcontent|js-post-body|js-post__content-text|post_body|postbody|post-message|cooked|Post-body|"
    r"bbp-(?:topic|reply)-content|usertext-body|ipsType_richText|post-content-text|topic-post-body|kbody|forum-post-content)$"
)
"""Class names that the systems of forums give to the text of a post: XenForo, vBulletin, phpBB, Discourse, Flarum, Invision and others."""

POST_ID: Final = re.compile(r"^(?:post_message_|msg_|pid_|post_content)\d+$")
"""Ids of such an element: vBulletin 3, Simple Machines, MyBB, phpBB."""

NO_POSTS_TYPE: Final = re.compile(r"(?:FAQPage|HowTo|Recipe)/?$")
"""Types of pages whose properties called text are answers or steps below headings of their own."""

INNER_CLASS: Final = "content"
"""Class of the text inside a post of phpBB, beside its heading and its author."""

MIN_POSTS_SHARE: Final = 0.8
"""Share of the page's prose in the posts, at least, for them to be the text."""

MIN_POSTS: Final = 2
"""A single post reads like any article."""

MAX_POSTS: Final = 500
"""Posts of a page that are looked at."""


def find_posts(page: Page, prose: Prose, total: float) -> list[Element]:
    """Return the texts of the posts in page order, if they hold most of the ``total`` prose together; else an empty list."""
    named = [*page.with_class(POST_CLASS), *page.with_id(POST_ID)]
    texts = [box for box in page.with_attribute("itemprop") if box.get("itemprop") == "text"]
    if texts and not any(NO_POSTS_TYPE.search(box.get("itemtype") or "") for box in page.with_attribute("itemtype")):
        named += texts
    if not named:
        return []
    found = sorted({_text_box(box) for box in named[:MAX_POSTS]}, key=page.positions.__getitem__)
    outer: list[Element] = []
    end = -1
    for box in found:
        if page.positions[box] >= end and prose.chars_in(box) > 0:
            outer.append(box)
            end = page.span(box).stop
    holds_most = len(outer) >= MIN_POSTS and sum(map(prose.chars_in, outer)) >= MIN_POSTS_SHARE * total
    return outer if holds_most else []


def boxes_outside_posts(root: Element, posts: list[Element]) -> set[Element]:
    """Return the outermost elements inside ``root`` that neither hold a post nor are inside one."""
    whole = set(posts)
    around = {box for post in posts for box in post.iterancestors()}
    found: set[Element] = set()
    waiting = [root]
    while waiting:
        for child in waiting.pop():
            if child in around:
                waiting.append(child)
            elif child not in whole and isinstance(child.tag, str):
                found.add(child)
    return found


def _text_box(box: Element) -> Element:
    """Return the text inside a post that holds its heading and its author, too."""
    inner = next((e for e in box.iter("div") if e is not box and e.get("class") == INNER_CLASS), None)
    return inner if inner is not None else box
