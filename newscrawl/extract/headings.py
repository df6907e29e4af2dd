"""The relation that the heading of a block gives to the links below it: related, latest, most read and so on."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from newscrawl.unicode_nfc import nfc

if TYPE_CHECKING:
    from newscrawl.items import Relation

_ARTICLES: Final = r"(?:(?:các|những|một số) )?(?:(?:tin,? (?:và )?bài|tin tức|tin vắn|tin|bài viết|bài báo|bài|nội dung|thông tin|văn bản|video)\s+)?"
"""Optional words for "the articles" before the words that tell the relation."""

_INVITATION: Final = r"(?:mời (?:quý )?(?:bạn đọc|độc giả|bạn|quý vị)? ?)?"
"""An optional invitation to the reader."""

_HEADINGS: Final[tuple[tuple[str, Relation], ...]] = (
    (
        rf"(?:xem |đọc )?(?:thêm )?{_ARTICLES}(?:cùng|trong|thuộc|cùng trong) (?:chuyên ?mục|mục|thể loại|danh mục|loại|chuyên trang)",
        "same_category",
    ),
    (rf"{_ARTICLES}cùng chuyên đề", "same_category"),
    (
        rf"(?:xem (?:thêm )?)?{_ARTICLES}(?:liên quan )?(?:khác|đã đưa|đã đăng|đưa trước|cũ hơn|cũ|trước đó|trong mục)\b|(?:các|những) (?:tin|bài) trước$",
        "same_category",
    ),
    (rf"{_ARTICLES}(?:mới|gần đây|vừa đăng|mới (?:nhất|hơn|cập nhật|đăng|đưa|trong ngày))$", "latest"),
    (
        r"tin (?:24h|nhanh|mới|giờ chót|trong ngày)(?: (?:trong|về) mục .*)?$|(?:cập nhật )?mới (?:cập nhật|nhất)$|latest|newest",
        "latest",
    ),
    (
        rf"(?:top )?{_ARTICLES}(?:được )?(?:đọc|xem|quan tâm) nhiều|{_ARTICLES}nhiều người (?:đọc|xem|quan tâm)",
        "most_read",
    ),
    (rf"{_ARTICLES}được (?:quan tâm|đọc|xem)(?: nhất)?$|(?:most )?(?:read|viewed|popular)$", "most_read"),
    (r"(?:theo |cùng )?dòng sự kiện|(?:chủ đề|sự kiện|chuyên đề|tuyến bài|loạt bài)(?:$| *:)", "same_topic"),
    (
        rf"{_ARTICLES}(?:cùng (?:chủ đề|sự kiện)|(?:theo|trong) (?:chủ đề|chuyên đề)|cập nhật về)|về trang chủ đề",
        "same_topic",
    ),
    (
        rf"{_ARTICLES}(?:có )?(?:liên quan|tương tự|gợi ý|đề xuất)|related|see also|đừng bỏ lỡ|(?:đọc|xem) tiếp|dành cho bạn",
        "related",
    ),
    (r"(?:có thể )?bạn (?:cũng )?(?:có thể )?(?:quan tâm|thích)|có thể bạn|you (?:may|might)|recommended", "related"),
    (rf"{_ARTICLES}(?:bạn )?nên (?:đọc|xem)|{_ARTICLES}cùng tác giả|read next|more (?:news|stories)$", "related"),
    (rf"{_INVITATION}{_ARTICLES}(?:xem|đọc) (?:thêm|ngay)|tham khảo(?: thêm)?$|read more|tìm hiểu thêm", "see_also"),
)
"""Patterns for the beginning of a heading in lower case, each with the relation of the links below; the first match counts."""

_RELATIONS: Final = tuple((re.compile(pattern), relation) for pattern, relation in _HEADINGS)
FIRST_WORDS: Final = frozenset(
    """các tin bài nội thông cùng khác cũ mới gần vừa được đọc xem quan nhiều theo dòng chủ sự tuyến chuyên loạt hồ về liên đừng gợi đề dành có bạn
    những một mời top thuộc trước tương văn cập video nên trong more tham tìm most read viewed popular latest newest related see you recommended""".split()  # noqa: SIM905 - a list of words reads better so
)
"""The first words of all such headings: a cheap test that nearly every other text fails."""


@lru_cache(maxsize=1024)
def relation_of(heading: str) -> Relation | None:
    """Return the relation that a heading gives to the links below it; ``None`` if it is not the heading of related links."""
    folded = nfc(heading).casefold().strip(" :.>»-–|•…").strip()
    return next((relation for pattern, relation in _RELATIONS if pattern.match(folded)), None)
