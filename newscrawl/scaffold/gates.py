"""Tells pages that stand before a site's content: a form to sign in, a password, a question for consent.

Sites answer with such a page at every address, with status 200. A profile that is drafted from it reads nothing else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from newscrawl.extract.dom import text_of
from newscrawl.extract.password_pages import asks_for_password

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newscrawl.extract import Page

_PATH: Final = re.compile(
    r"(?:^|/)(?:(?:wp-)?log-?in|log-?on|sign-?(?:in|on|up)|dang-?(?:nhap|ky)|regist(?:er|ration)|auth(?:enticate)?|sso|oauth2?|"
    r"(?:user-?|cookie-?)?consent|gdpr|cmp|mat-?khau|(?:lost|forgot|reset)-?password)(?:\.[a-z]{2,5})?(?:/|$)",
    re.IGNORECASE,
)
"""Path of a page that asks something first. A slug with more words is a headline."""

_LOGIN: Final = re.compile(
    r"đăng\s*nhập|mật\s*khẩu|\b(?:log|sign)[\s-]?(?:in|on)\b|\bpassword\b|\bmembers?\s+(?:only|area)\b|thành\s*viên|"
    r"\bse\s+connecter\b|\bconnexion\b|\bmot\s+de\s+passe\b|\banmeld|\beinloggen\b|\bkennwort\b|\bpasswort\b|"
    r"\b(?:iniciar\s+sesi|contrase)|\bentrar\b|\bsenha\b|\baccedi\b|\binloggen\b|войти|пароль|登录|登入|密码|ログイン|로그인|เข้าสู่ระบบ",
    re.IGNORECASE,
)
"""Words in the title or a heading of a page to sign in."""

_CONSENT: Final = re.compile(
    r"cookie|\bconsent|quyền\s*riêng\s*tư|dữ\s*liệu\s*cá\s*nhân|\bprivacy\b|\bbefore\s+you\s+continue\b|trước\s*khi\s*tiếp\s*tục|"
    r"\bgdpr\b|\brgpd\b|\bdsgvo\b|datenschutz|\bprivatsph|confidentialit|vie\s+privée|privacidad|einwilligung|zustimmung",
    re.IGNORECASE,
)
"""Words in the title or a heading of a page that asks for consent."""

_ACCEPT: Final = re.compile(
    r"đồng\s*ý|chấp\s*(?:nhận|thuận)|tiếp\s*tục|từ\s*chối|\b(?:accept|agree|allow|reject|continue|consent|manage)\b|"
    r"accepter|refuser|akzeptier|zustimmen|ablehnen|aceptar|rechazar|accetta|同意",
    re.IGNORECASE,
)
"""Words on the button of a page that asks for consent."""

MAX_GATE_CHARS: Final = 4_000
"""Characters of visible text of a page that only asks. An article under its notice of cookies is longer, or has a date."""


def gate_reason(page: Page, *addresses: str) -> str | None:
    """Return what a page asks for before it shows its content, ``None`` if it shows it.

    ``addresses`` are further addresses of the page, such as the canonical one.

    A form in the frame or in a dialog of an article does not count: the article's metadata, its date or its text speak
    for it.
    """
    if asks_for_password(page):
        return "a page that asks for a password"
    return None if page.news or page.meta("article:published_time") else _reason(page, addresses)


def _reason(page: Page, addresses: Iterable[str]) -> str | None:
    """Return what a page without an article's metadata asks for."""
    if any(_PATH.search(urlsplit(url).path) for url in (page.url, *addresses)):
        return "a page to sign in, to register or to consent, by its address"
    body = page.body_element
    if len(text_of(body)) > MAX_GATE_CHARS or page.by_tag("time"):
        return None
    words = " ".join([page.title or "", *(text_of(h) for tag in ("h1", "h2") for h in page.by_tag(tag)[:2])])
    if _LOGIN.search(words) and _has_login_form(page):
        return "a page to sign in"
    if _CONSENT.search(words) and any(_ACCEPT.search(label) for label in _button_labels(page)):
        return "a page that asks for consent"
    return None


def _has_login_form(page: Page) -> bool:
    """Return whether a form takes a password, or a name or e-mail address alone."""
    kinds = {(field.get("type") or "text").lower() for form in page.by_tag("form") for field in form.iter("input")}
    return "password" in kinds or ("email" in kinds and "search" not in kinds)


def _button_labels(page: Page) -> list[str]:
    buttons = [text_of(button) for button in page.by_tag("button")]
    inputs = [field.get("value") or "" for field in page.by_tag("input") if field.get("type") in {"submit", "button"}]
    return [*buttons, *inputs, *(text_of(link) for link in page.by_tag("a") if link.get("role") == "button")]
