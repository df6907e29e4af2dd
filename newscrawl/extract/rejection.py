"""The reasons why a page is no article; each has a name that can be counted."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """The names of all reasons; the value is counted and written."""

    EMPTY = "empty"
    """Nothing but white space was answered."""

    NOT_HTML = "not_html"
    """An image, an archive, a feed, JSON, plain text: whatever the server called it."""

    SOFT_BLOCK = "soft_block"
    """A refusal that answers 200: a cookie script, a captcha, a challenge."""

    LOGIN_WALL = "login_wall"
    """A form to sign in stands where the article would."""

    PAYWALL_STUB = "paywall_stub"
    """The page says that the text is for subscribers and shows none of it."""

    REDIRECT_SHELL = "redirect_shell"
    """A page that only sends the reader on, by ``meta refresh`` or script."""

    NOT_FOUND_PAGE = "not_found_page"
    """An error page that answers 200."""

    SECTION_PAGE = "section_page"
    """A list of articles: the home page, a section, a tag, a search."""

    NO_HEADLINE = "no_headline"
    """There is text, but nothing that could be its headline."""

    NO_BODY = "no_body"
    """There is a headline, but no text, no picture story and no film below it."""


class NotAnArticle(ValueError):  # noqa: N818 - the name says what the page is, as callers read it
    """The page holds no article. :attr:`reason` says why, ``detail`` adds what was seen."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail
