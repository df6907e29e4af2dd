"""Pages that answer 200 and are no page of the site: a firewall's, a captcha, a form to sign in, a script that leads on, an error.

A shell shows next to nothing; a firewall may explain itself in some sentences. What calls itself an article in its data is none of
both, whatever words stand on it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from newscrawl.extract.dom import text_of, visible_text_exceeds
from newscrawl.extract.rejection import Reason

if TYPE_CHECKING:
    from newscrawl.extract.page import Page
    from newscrawl.sites.profile import Site

_SHELL_TEXT: Final = 400
"""A page that shows fewer characters than this is a shell: a block, a redirect, an error."""

_WALL_TEXT: Final = 2_500
"""A page that shows more is no firewall's."""

_SOFT_BLOCKS: Final = re.compile(
    rb"cf-challenge|cf_chl_|/cdn-cgi/challenge|Just a moment\.\.\.|grecaptcha|g-recaptcha|h-captcha|cf-turnstile|Attention Required|D1N=|"
    rb"ddos-guard|_Incapsula_|sucuri_cloudproxy|awsWaf|px-captcha|datadome|geetest|"
    rb"document\.cookie\s*=[^;]{1,200};[^<]{0,200}location\.(?:reload|href)|Access Denied|Request unsuccessful",
    re.IGNORECASE,
)
"""What a shell that blocks holds in its markup."""

_FIREWALLS: Final = re.compile(
    rb"cf-error-details|cf_chl_|/cdn-cgi/challenge|ddos-guard/|_Incapsula_Resource|sucuri_cloudproxy|awsWaf|px-captcha|datadome|geetest",
    re.IGNORECASE,
)
"""What only a firewall's own page holds."""

_WALL_HEADING: Final = re.compile(
    r"attention required|just a moment|access (?:is )?denied|been blocked|checking your browser|ddos[- ]guard|security check|"
    r"are you (?:a )?(?:human|robot)|not a robot|unusual traffic|too many requests|403 forbidden|pardon our interruption|"
    r"(?:502|503|504) |service unavailable|bad gateway|bảo trì|quá tải|"
    r"xác minh (?:bạn|truy cập|không phải)|không phải (?:là )?(?:robot|người máy)|truy cập (?:bất thường|bị (?:chặn|từ chối))|chờ một chút",
    re.IGNORECASE,
)
_WALL_WORDS: Final = re.compile(
    r"unusual traffic|not a robot|automated (?:queries|requests)|you(?:'re| are) (?:a )?human|enable (?:cookies|javascript)|too many requests|"
    r"checking your browser|been blocked|security (?:service|check|solution)|ddos protection|ray id|"
    r"không phải (?:là )?(?:robot|người máy)|truy cập bất thường|mã xác (?:nhận|minh)|quá nhiều yêu cầu|bị chặn truy cập|từ chối truy cập",
    re.IGNORECASE,
)
_REFRESH: Final = re.compile(
    rb"""<meta[^>]{0,200}http-equiv\s*=\s*["']?refresh|location\.(?:replace|assign|href\s*=)|"""
    rb"""(?:window|document|top|self|parent)\.location\s*=|[;{>\s]location\s*=\s*["']""",
    re.IGNORECASE,
)
_NOT_FOUND: Final = re.compile(
    r"\b404\b|không tìm thấy|không tồn tại|page not found|not found|trang (?:này )?không|lỗi 404|đã bị xóa|đã bị gỡ",
    re.IGNORECASE,
)
_LOGIN: Final = re.compile(r"đăng nhập|login|log in|sign in", re.IGNORECASE)


def shell_reason(page: Page, site: Site) -> Reason | None:
    """Why a page that no layout reads is none of the site's; ``None`` where it may be one."""
    if any(re.search(pattern.encode(), page.data) for pattern in site.soft_blocks):
        return Reason.SOFT_BLOCK
    body = next(iter(page.by_tag("body")), page.root)
    if visible_text_exceeds(body, _WALL_TEXT):
        return None
    shown = text_of(body)
    if not visible_text_exceeds(body, _SHELL_TEXT):
        return _of_shell(page, shown)
    return None if _calls_itself_an_article(page) else _of_wall(page, shown)


def _of_shell(page: Page, shown: str) -> Reason | None:
    if _SOFT_BLOCKS.search(page.data):
        return Reason.SOFT_BLOCK
    if _asks_for_a_password(page) or _LOGIN.search(page.title or ""):
        return Reason.LOGIN_WALL
    if _NOT_FOUND.search(page.title or "") or _NOT_FOUND.search(shown):
        return Reason.NOT_FOUND_PAGE
    if _REFRESH.search(page.data):
        return Reason.REDIRECT_SHELL
    is_wall = not _calls_itself_an_article(page) and _WALL_HEADING.search(_headings(page))
    return Reason.SOFT_BLOCK if is_wall else None


def _of_wall(page: Page, shown: str) -> Reason | None:
    headings = _headings(page)
    if _WALL_HEADING.search(headings) or _FIREWALLS.search(page.data):
        return Reason.SOFT_BLOCK
    if len({found.lower() for found in _WALL_WORDS.findall(shown)}) > 1:
        return Reason.SOFT_BLOCK
    return Reason.LOGIN_WALL if _asks_for_a_password(page) and _LOGIN.search(headings) else None


def _headings(page: Page) -> str:
    """The document's title and its first heading."""
    return " ".join([page.title or "", *(text_of(heading) for heading in page.by_tag("h1")[:1])])


def _asks_for_a_password(page: Page) -> bool:
    return any((field.get("type") or "").lower() == "password" for field in page.root.iter("input"))


def _calls_itself_an_article(page: Page) -> bool:
    return bool(page.news or page.meta("og:type") == "article" or page.meta("article:published_time"))
