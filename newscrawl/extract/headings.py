"""What the heading of a block says of the links below it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from newscrawl.unicode_nfc import nfc

if TYPE_CHECKING:
    from newscrawl.items import Relation

_PIECE: Final = r"(?:(?:các|những|một số) )?(?:(?:tin,? (?:và )?bài|tin tức|tin vắn|tin|bài viết|bài báo|bài|nội dung|thông tin|văn bản|video)\s+)?"
_LESS: Final = r"(?:mời (?:quý )?(?:bạn đọc|độc giả|bạn|quý vị)? ?)?"
_HEADINGS: Final[tuple[tuple[str, Relation], ...]] = (
    (
        rf"(?:xem |đọc )?(?:thêm )?{_PIECE}(?:cùng|trong|thuộc|cùng trong) (?:chuyên ?mục|mục|thể loại|danh mục|loại|chuyên trang)",
        "same_category",
    ),
    (rf"{_PIECE}cùng chuyên đề", "same_category"),
    (
        rf"(?:xem (?:thêm )?)?{_PIECE}(?:liên quan )?(?:khác|đã đưa|đã đăng|đưa trước|cũ hơn|cũ|trước đó|trong mục)\b|(?:các|những) (?:tin|bài) trước$",
        "same_category",
    ),
    (rf"{_PIECE}(?:mới|gần đây|vừa đăng|mới (?:nhất|hơn|cập nhật|đăng|đưa|trong ngày))$", "latest"),
    (
        r"tin (?:24h|nhanh|mới|giờ chót|trong ngày)(?: (?:trong|về) mục .*)?$|(?:cập nhật )?mới (?:cập nhật|nhất)$|latest|newest",
        "latest",
    ),
    (rf"(?:top )?{_PIECE}(?:được )?(?:đọc|xem|quan tâm) nhiều|{_PIECE}nhiều người (?:đọc|xem|quan tâm)", "most_read"),
    (rf"{_PIECE}được (?:quan tâm|đọc|xem)(?: nhất)?$|(?:most )?(?:read|viewed|popular)$", "most_read"),
    (r"(?:theo |cùng )?dòng sự kiện|(?:chủ đề|sự kiện|chuyên đề|tuyến bài|loạt bài)(?:$| *:)", "same_topic"),
    (
        rf"{_PIECE}(?:cùng (?:chủ đề|sự kiện)|(?:theo|trong) (?:chủ đề|chuyên đề)|cập nhật về)|về trang chủ đề",
        "same_topic",
    ),
    (
        rf"{_PIECE}(?:có )?(?:liên quan|tương tự|gợi ý|đề xuất)|related|see also|đừng bỏ lỡ|(?:đọc|xem) tiếp|dành cho bạn",
        "related",
    ),
    (r"(?:có thể )?bạn (?:cũng )?(?:có thể )?(?:quan tâm|thích)|có thể bạn|you (?:may|might)|recommended", "related"),
    (rf"{_PIECE}(?:bạn )?nên (?:đọc|xem)|{_PIECE}cùng tác giả|read next|more (?:news|stories)$", "related"),
    (rf"{_LESS}{_PIECE}(?:xem|đọc) (?:thêm|ngay)|tham khảo(?: thêm)?$|read more|tìm hiểu thêm", "see_also"),
)
"""How a block's heading, folded, begins, and what that says of its links; the first that fits wins."""

_RELATIONS: Final = tuple((re.compile(pattern), relation) for pattern, relation in _HEADINGS)
FIRST_WORDS: Final = frozenset(
    """các tin bài nội thông cùng khác cũ mới gần vừa được đọc xem quan nhiều theo dòng chủ sự tuyến chuyên loạt hồ về liên đừng gợi đề dành có bạn
    những một mời top thuộc trước tương văn cập video nên trong more tham tìm most read viewed popular latest newest related see you recommended""".split()  # noqa: SIM905 - a list of words reads better so
)
"""What such a heading begins with: the test that nearly every other text fails at once."""


@lru_cache(maxsize=1024)
def relation_of(heading: str) -> Relation | None:
    """What a heading says of the links below it; ``None`` where it is no heading of a related block."""
    folded = nfc(heading).casefold().strip(" :.>»-–|•…").strip()
    return next((relation for pattern, relation in _RELATIONS if pattern.match(folded)), None)
