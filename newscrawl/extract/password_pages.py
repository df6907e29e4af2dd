"""Articles that a password opens: the page shows a form where the text would be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from newscrawl.extract.dom import classes, names_of, text_of

if TYPE_CHECKING:
    from newscrawl.extract.dom import Element
    from newscrawl.extract.page import Page

FORM_CLASSES: Final = re.compile(
    r"(?:^|\s)(?:post-password-form|protected-post-form|password-form|form-password)(?:\s|$)"
)
"""Class names of a form that opens one article."""

FORM_ACTION: Final = re.compile(r"action=postpass\b|/unlock(?:[/?]|$)", re.IGNORECASE)
"""The address of such a form."""

REQUIRED_CLASSES: Final = frozenset({"post-password-required", "password-protected", "is-password-protected"})
"""Class names of an article that needs a password."""

CONTENT_CLASSES: Final = re.compile(
    r"(?:^|[\s_-])(?:(?:entry|post|article|story|news|detail|main|page|single|body)[_-]?(?:content|body|text|detail)|content|chi-?tiet|noi-?dung)(?:$|[\s_-])",
    re.IGNORECASE,
)
"""Class names of the box of a page's content."""

OTHER_BOXES: Final = re.compile(
    r"(?:^|[\s_-])(?:log-?in|sign-?(?:in|up)|register|modal|popup|pop-up|dialog|overlay|offcanvas|drawer|comments?|respond|binh-?luan|dang-?nhap|"
    r"sidebar|widget|aside|related|menu|nav|navbar|header|topbar|account|user|newsletter)(?:$|[\s_-])",
    re.IGNORECASE,
)
"""Class names of boxes whose forms are not about the article."""

OTHER_TAGS: Final = frozenset({"aside", "nav", "footer", "dialog", "template", "noscript"})
TEXT_FIELDS: Final = frozenset({"text", "email", "tel", ""})
MAX_TEXT_BESIDE_FORM_CHARS: Final = 120
"""So much text beside a form to sign in is an article."""


def asks_for_password(page: Page) -> bool:
    """Whether the page shows a password form in the place of the article's text.

    Forms to sign in in the page's frame, beside comments, in a dialog or in the card of another article do not count.
    """
    for name in REQUIRED_CLASSES:
        if any(_is_main_post(box, page) for box in page.by_class(name)):
            return True
    fields = [field for field in page.by_tag("input") if (field.get("type") or "").lower() == "password"]
    return any(_opens_the_article(field, page) for field in fields)


def _opens_the_article(field: Element, page: Page) -> bool:
    boxes = list(field.iterancestors())
    post = next((box for box in boxes if _is_post(box)), None)
    if any(box.tag in OTHER_TAGS for box in boxes) or (post is not None and not _is_main_post(post, page)):
        return False
    form = next((box for box in boxes if box.tag == "form"), None)
    if form is not None and _is_post_form(form):
        return True
    return not any(map(_is_other_box, boxes)) and _stands_for_the_text(form if form is not None else field, boxes)


def _is_other_box(box: Element) -> bool:
    return box.tag not in {"body", "html"} and OTHER_BOXES.search(names_of(box)) is not None


def _stands_for_the_text(form: Element, boxes: list[Element]) -> bool:
    """Whether a form stands in the content, and asks for a password alone or has nearly no text beside it."""
    content = next(
        (box for box in boxes if box.tag in {"article", "main"} or CONTENT_CLASSES.search(names_of(box))), None
    )
    if content is None:
        return False
    return _has_no_user_name(form) or len(text_of(content)) - len(text_of(form)) < MAX_TEXT_BESIDE_FORM_CHARS


def _is_post_form(form: Element) -> bool:
    return bool(FORM_CLASSES.search(form.get("class") or "") or FORM_ACTION.search(form.get("action") or ""))


def _has_no_user_name(form: Element) -> bool:
    """Whether a form asks for a password alone, so that it opens one page and not an account."""
    kinds = [(field.get("type") or "").lower() for field in form.iter("input")]
    return kinds.count("password") == 1 and not any(kind in TEXT_FIELDS for kind in kinds)


def _is_post(box: Element) -> bool:
    return box.tag == "article" or not {"hentry", "h-entry", "type-post"}.isdisjoint(classes(box))


def _is_main_post(post: Element, page: Page) -> bool:
    """Whether an article element is the page's own, and no card of a list or of a box beside it."""
    headings = page.by_tag("h1")
    if any(post in heading.iterancestors() for heading in headings):
        return True
    # A card has a headline of its own that is a link, as the page's article has not.
    return not any(next(heading.iter("a"), None) is not None for heading in post.iter("h2", "h3", "h4"))
