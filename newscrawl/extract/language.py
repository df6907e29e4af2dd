"""Whether a page is Vietnamese."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from newscrawl.extract.page import Page

VIETNAMESE_LETTER: Final = re.compile(r"[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9]")
"""Letters that hardly another language writes."""


def is_vietnamese(page: Page, headline: str = "") -> bool:
    """Whether the page declares Vietnamese, or its title (the headline, if it has no title) has Vietnamese letters."""
    declared = (page.root.get("lang") or page.meta("og:locale", "content-language") or "").lower()
    return declared.startswith("vi") or bool(VIETNAMESE_LETTER.search(page.title or headline))
