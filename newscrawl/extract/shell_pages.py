"""Pages that answer 200 and are no page of the site: a firewall, a captcha, a form to sign in, a redirect, an error.

A shell shows nearly no text. A firewall may explain itself in a few sentences. A page whose metadata call it an article
is neither, whatever words stand on it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from newscrawl.extract.dom import text_of, visible_text_exceeds
from newscrawl.extract.rejection import Reason

if TYPE_CHECKING:
    from newscrawl.extract.dom import Element
    from newscrawl.extract.page import Page
    from newscrawl.sites.profile import Site

MAX_SHELL_CHARS: Final = 400
"""A page that shows less text is a shell: a block, a redirect, an error."""


MAX_WALL_CHARS: Final = 2_500
"""A page that shows more text is not a firewall's."""


SOFT_BLOCK_MARKUP: Final = re.compile(
    rb"cf-challenge|cf_chl_|/cdn-cgi/challenge|Just a moment\.\.\.|grecaptcha|g-recaptcha|h-captcha|cf-turnstile|Attention Required|D1N=|"
    rb"ddos-guard|_Incapsula_|sucuri_cloudproxy|awsWaf|px-captcha|datadome|geetest|"
    rb"document\.cookie\s*=[^;]{1,200};[^<]{0,200}location\.(?:reload|href)|Access Denied|Request unsuccessful",
    re.IGNORECASE,
)
"""Markup of a shell that blocks."""


FIREWALL_MARKUP: Final = re.compile(
    rb"cf-error-details|cf_chl_|/cdn-cgi/challenge|ddos-guard/|_Incapsula_Resource|sucuri_cloudproxy|awsWaf|px-captcha|datadome|geetest",
    re.IGNORECASE,
)
"""Markup that only a firewall's own page has."""


WALL_HEADING: Final = re.compile(
    r"attention required|just a moment|access (?:is )?denied|been blocked|checking your browser|ddos[- ]guard|security check|"
    r"are you (?:a )?(?:human|robot)|not a robot|unusual traffic|too many requests|403 forbidden|pardon our interruption|"
    r"(?:^\W*|(?:error|http|status|code|lỗi|mã)\W{0,3})50[234]\b|service unavailable|bad gateway|"
    r"^\W*(?:đang )?(?:bảo trì|quá tải)|(?:bảo trì|quá tải) (?:hệ thống|máy chủ|trang|website|server)|"
    r"(?:hệ thống|máy chủ|trang(?: web| này| tin)?|website|server|cổng thông tin(?: điện tử)?) (?:hiện |tạm |đang |được |bị )*(?:bảo trì|quá tải)|"
    r"xác minh (?:bạn|truy cập|không phải)|không phải (?:là )?(?:robot|người máy)|truy cập (?:bất thường|bị (?:chặn|từ chối))|chờ một chút",
    re.IGNORECASE,
)
"""Headings of a firewall's page. News have some of its words, too: "bệnh viện quá tải", "thêm 503 ca"."""

WALL_WORDS: Final = re.compile(
    r"unusual traffic|not a robot|automated (?:queries|requests)|you(?:'re| are) (?:a )?human|enable (?:cookies|javascript)|too many requests|"
    r"checking your browser|been blocked|security (?:service|check|solution)|ddos protection|ray id|"
    r"không phải (?:là )?(?:robot|người máy)|truy cập bất thường|mã xác (?:nhận|minh)|quá nhiều yêu cầu|bị chặn truy cập|từ chối truy cập",
    re.IGNORECASE,
)
"""Words of a firewall's page."""

REDIRECT_MARKUP: Final = re.compile(
    rb"""<meta[^>]{0,200}http-equiv\s*=\s*["']?refresh|location\.(?:replace|assign|href\s*=)|"""
    rb"""(?:window|document|top|self|parent)\.location\s*=|[;{>\s]location\s*=\s*["']""",
    re.IGNORECASE,
)
"""Markup of a page that leads to another."""

NOT_FOUND_WORDS: Final = re.compile(
    r"\b404\b|không tìm thấy|không tồn tại|page not found|not found|trang (?:này )?không|lỗi 404|đã bị xóa|đã bị gỡ"
    r"|(?:could|can)(?:not| not|n['’]t) (?:find|be found)|no longer (?:exists|available)",
    re.IGNORECASE,
)
"""Words of an error page."""

MISSING_PAGE: Final = re.compile(
    r"\b(?:trang|bài(?: viết)?|nội dung|đường dẫn|liên kết|địa chỉ|url|link|page|article|content|seite|página)\b.{0,60}"
    r"(?:không tìm thấy|không tồn tại|không có|đã bị|not found|no longer|moved|n['’]t|gelöscht)"
    r"|(?:không tìm thấy|not find|not found|find the).{0,30}\b(?:trang|bài|nội dung|page|article|looking for)\b"
    r"|trang chủ|tìm kiếm|home ?page|\bsearch\b|lỗi 404|error 404|404 error",
    re.IGNORECASE,
)
"""What the sentences of an error page say: that a page is missing, and where to go on."""

MIN_PROSE_CHARS: Final = 80
"""Characters in other paragraphs that no error page has."""

NOT_FOUND_HEADING: Final = re.compile(
    r"\W*(?:(?:error|lỗi|fehler|erreur)\W*)?404\W*(?:$|not found|error|page|không|lỗi|[-–|:])|"
    r"(?:oops\W*|sorry\W*)?(?:the |this |that |requested )*(?:page|content|article|story) (?:was |is |could |can )?(?:not |n['’]t |no longer )+(?:be )?(?:found|exists?|available)\b|"
    r"(?:page|file|article) not found\b|không tìm thấy (?:trang|bài|nội dung|đường dẫn|kết quả)|trang (?:bạn|này|quý)\b.{0,30}(?:không tồn tại|không tìm thấy)|"
    r"(?:die |diese )?seite (?:wurde )?nicht gefunden|(?:la )?page (?:est )?(?:non trouvée|introuvable)|página no encontrada|pagina non trovata|pagina niet gevonden",
    re.IGNORECASE,
)
"""The beginning of the heading of an error page that offers other articles."""

LOGIN_WORDS: Final = re.compile(r"đăng nhập|login|log in|sign in", re.IGNORECASE)
"""Words of a form to sign in."""


def shell_reason(page: Page, site: Site) -> Reason | None:
    """Why a page that no layout reads is no page of the site; ``None`` if it may be one."""
    if any(re.search(pattern.encode(), page.data) for pattern in site.soft_blocks):
        return Reason.SOFT_BLOCK
    body = page.body_element
    if _has_long_paragraphs(body) or visible_text_exceeds(body, MAX_WALL_CHARS):
        return None
    shown = text_of(body)
    if not visible_text_exceeds(body, MAX_SHELL_CHARS):
        return _reason_for_shell(page, shown)
    return None if _calls_itself_an_article(page) else _reason_for_wall(page, shown)


def _has_long_paragraphs(body: Element) -> bool:
    """Whether the paragraphs alone show more text than a firewall's page: a quick test that nearly every article passes."""
    chars = 0
    for paragraph in body.iter("p"):
        chars += len((paragraph.text or "").strip())
        if chars > MAX_WALL_CHARS:
            return True
    return False


def _reason_for_shell(page: Page, shown: str) -> Reason | None:
    """The reason for a page that shows nearly no text."""
    if SOFT_BLOCK_MARKUP.search(page.data):
        return Reason.SOFT_BLOCK
    if _asks_for_a_password(page) or LOGIN_WORDS.search(page.title or ""):
        return Reason.LOGIN_WALL
    if _is_headed_as_error(page) or (_says_not_found(page, shown) and not _has_other_prose(page)):
        return Reason.NOT_FOUND_PAGE
    if REDIRECT_MARKUP.search(page.data):
        return Reason.REDIRECT_SHELL
    is_wall = not _calls_itself_an_article(page) and WALL_HEADING.search(_headings(page))
    return Reason.SOFT_BLOCK if is_wall else None


def _reason_for_wall(page: Page, shown: str) -> Reason | None:
    """The reason for a page that shows a few sentences."""
    headings = _headings(page)
    if WALL_HEADING.search(headings) or FIREWALL_MARKUP.search(page.data):
        return Reason.SOFT_BLOCK
    if _is_headed_as_error(page):
        return Reason.NOT_FOUND_PAGE
    if len({found.lower() for found in WALL_WORDS.findall(shown)}) > 1:
        return Reason.SOFT_BLOCK
    return Reason.LOGIN_WALL if _asks_for_a_password(page) and LOGIN_WORDS.search(headings) else None


def _is_headed_as_error(page: Page) -> bool:
    """Whether the title of the document or its first heading begins as an error page's does."""
    return any(map(NOT_FOUND_HEADING.match, (page.title or "", *map(text_of, page.by_tag("h1")[:1]))))


def _says_not_found(page: Page, shown: str) -> bool:
    """Whether the title of the document or the text has words of an error page."""
    return any(map(NOT_FOUND_WORDS.search, (page.title or "", shown)))


def _has_other_prose(page: Page) -> bool:
    """Whether the page calls itself an article, or its paragraphs tell more than that a page is missing.

    News have such words, too: nobody was found, 404 persons were charged.
    """
    if _calls_itself_an_article(page):
        return True
    lines = (text_of(paragraph) for paragraph in page.by_tag("p"))
    return sum(len(line) for line in lines if not MISSING_PAGE.search(line)) >= MIN_PROSE_CHARS


def _headings(page: Page) -> str:
    """The title of the document and its first heading."""
    return " ".join([page.title or "", *(text_of(heading) for heading in page.by_tag("h1")[:1])])


def _asks_for_a_password(page: Page) -> bool:
    """Whether the page has a password field."""
    return any((field.get("type") or "").lower() == "password" for field in page.root.iter("input"))


def _calls_itself_an_article(page: Page) -> bool:
    """Whether the metadata call the page an article."""
    return bool(page.news or page.meta("og:type") == "article" or page.meta("article:published_time"))
