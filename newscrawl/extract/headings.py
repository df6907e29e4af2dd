"""The relation that the heading of a block gives to the links below it: related, latest, most read and so on."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from newscrawl.extract.headings_abroad import FIRST_WORDS_ABROAD, relation_abroad
from newscrawl.unicode_nfc import nfc

if TYPE_CHECKING:
    from newscrawl.items import Relation

_ARTICLE_WORDS: Final = r"(?:(?:các|những|một số) )?(?:tin,? (?:và )?bài|tin tức|tin vắn|tin|bài viết|bài báo|bài|nội dung|thông tin|văn bản|videos?|clip|infographics?|ảnh|chùm ảnh|bộ ảnh|album(?: ảnh)?|phóng sự(?: ảnh)?|e-?magazines?|longforms?|mega-? ?stor(?:y|ies)|podcasts?)\s+"
"""Words for "the articles" before the words that tell the relation."""

_ARTICLES: Final = rf"(?:(?:các|những|một số) )?(?:{_ARTICLE_WORDS})?"
"""The same, optional."""

_INVITATION: Final = r"(?:mời (?:quý )?(?:bạn đọc|độc giả|bạn|quý vị)? ?)?"
"""An optional invitation to the reader."""

_HEADINGS: Final[tuple[tuple[str, Relation], ...]] = (
    (
        rf"(?:xem |đọc )?(?:thêm )?{_ARTICLES}(?:mới |mới nhất |nổi bật )?(?:cùng|trong|thuộc|chung|cùng trong|trong cùng|cùng một) (?:chuyên ?mục|mục|thể loại|danh mục|loại|chuyên trang|lĩnh vực|chủ mục)",
        "same_category",
    ),
    (rf"{_ARTICLES}cùng chuyên đề", "same_category"),
    (
        rf"(?:xem (?:thêm )?|đọc )?{_ARTICLE_WORDS}(?:liên quan )?(?:khác(?! (?:nhau|biệt|với|xa|lạ|thường|hẳn))|đã đưa|đã đăng|đã đọc|đưa trước|cũ hơn|cũ|trước đó|trong mục)\b|(?:xem |các )?(?:khác|cũ|cũ hơn|đã đưa|đã đăng|đã đọc|đưa trước|trước đó)$|(?:các|những) (?:tin|bài) trước$",
        "same_category",
    ),
    (rf"{_ARTICLES}(?:tiếp theo|kế tiếp)$(?<!^tiếp theo)", "same_category"),
    (
        r"(?:more|also|other news) (?:in|from)(?! (?:the |this )?author) [\w&' -]{2,30}$|in this section$|(?:(?:in )?(?:the )?same (?:category|section)|(?:other|older|previous) (?:news|articles|posts|stories))$",
        "same_category",
    ),
    (
        rf"(?:xem )?{_ARTICLES}(?:mới|gần đây|vừa đăng|vừa cập nhật|mới (?:nhất|hơn|nhận|cập nhật|đăng|đưa|lên|lên trang|trong ngày))$",
        "latest",
    ),
    (
        r"tin (?:24h|nhanh|mới|giờ chót|trong ngày)(?: (?:trong|về) mục .*)?$|(?:cập nhật )?mới (?:cập nhật|nhất)$|24h qua$|latest|newest|(?:recent|newer) (?:posts|articles|news|stories|entries)$|just in$",
        "latest",
    ),
    (
        rf"(?:top )?{_ARTICLES}(?:đang )?(?:được )?(?:đọc|xem|quan tâm|chia sẻ|bình luận|tìm đọc) nhiều|{_ARTICLES}nhiều (?:người|bạn đọc|độc giả) (?:đọc|xem|quan tâm)(?: nhất)?$|{_ARTICLES}(?:được )?(?:bạn đọc|độc giả) quan tâm(?: nhất| nhiều)?$",
        "most_read",
    ),
    (
        rf"{_ARTICLES}(?:đang )?được (?:quan tâm|đọc|xem)(?: nhất)?$|(?:thịnh hành|xu hướng|trending(?: now)?)$|(?:most )?(?:read|viewed|popular|shared|commented)$|most (?:read|viewed|popular|shared|commented)|popular (?:now|posts|articles|news|stories)$",
        "most_read",
    ),
    (r"(?:theo |cùng )?dòng sự kiện|(?:chủ đề|sự kiện|chuyên đề|tuyến bài|loạt bài)(?:$| *:)", "same_topic"),
    (
        rf"{_ARTICLES}(?:cùng (?:chủ đề|sự kiện|loạt bài|tuyến bài|vụ việc)|(?:theo|trong) (?:chủ đề|chuyên đề|loạt bài|tuyến bài)|cập nhật về)|về trang chủ đề|(?:more )?on this (?:topic|story)$|in this series$",
        "same_topic",
    ),
    (
        rf"{_ARTICLE_WORDS}(?:có )?(?:liên quan|tương tự|gợi ý|đề xuất)|(?:có )?(?:liên quan|tương tự|gợi ý|đề xuất)(?:$|(?: dành)?(?: riêng)? cho bạn)|related\b|similar (?:news|articles|stories|posts)|{_ARTICLES}(?:bạn )?(?:đừng|chớ|không (?:thể|nên)) bỏ (?:lỡ|qua)(?:$| *[:|]| (?:các |những )?(?:tin|bài|nội dung|video))|(?:đọc|xem) (?:gì )?tiếp|khám phá (?:thêm|ngay)$|dành (?:riêng )?cho bạn",
        "related",
    ),
    (
        rf"{_ARTICLES}(?:có thể )?bạn (?:cũng )?(?:có thể )?(?:sẽ )?(?:quan tâm|thích|muốn (?:đọc|xem))|có thể (?:bạn|quan tâm$)|you (?:may|might)|recommended|suggested (?:for you|reading|articles|news|posts)",
        "related",
    ),
    (
        rf"{_ARTICLES}(?:bạn )?nên (?:đọc|xem)|{_ARTICLES}đáng (?:đọc|xem)$|(?:tin|bài) đáng chú ý$|{_ARTICLES}cùng tác giả|tiếp theo$|(?:what to )?read next|up next$|keep reading$|don['’]?t miss|more (?:news|stories|articles|like this)$",
        "related",
    ),
    (
        rf"{_INVITATION}{_ARTICLES}(?:xem|đọc) (?:thêm|ngay)|tham khảo(?: thêm)?$|read more|(?:read also|also read|further reading)(?:$| *:)|tìm hiểu thêm|see also",
        "see_also",
    ),
)
"""Patterns for the beginning of a heading in lower case, each with the relation of the links below; the first match counts."""

_RELATIONS: Final = tuple((re.compile(pattern), relation) for pattern, relation in _HEADINGS)
FIRST_WORDS: Final = FIRST_WORDS_ABROAD | frozenset(
    """các tin bài nội thông cùng khác cũ mới gần vừa được đọc xem quan nhiều theo dòng chủ sự tuyến chuyên loạt hồ về liên đừng gợi đề dành có bạn
    những một mời top thuộc trước tương văn cập video nên trong more tham tìm most read viewed popular latest newest related see you recommended
    không khám chớ đang đáng chung thịnh xu tiếp 24h also other older newer previous same in on recent just trending shared commented similar suggested what up keep
    don't don’t dont further infographic infographics ảnh chùm bộ album clip phóng emagazine e-magazine longform megastory mega podcast videos""".split()  # noqa: SIM905 - a list of words reads better so
)
"""The first words of all such headings: a cheap test that nearly every other text fails."""


@lru_cache(maxsize=1024)
def relation_of(heading: str) -> Relation | None:
    """Return the relation that a heading gives to the links below it; ``None`` if it is not the heading of related links."""
    return relation_at_home(heading) or relation_abroad(_bare(heading))


@lru_cache(maxsize=1024)
def relation_at_home(heading: str) -> Relation | None:
    """Return the same of Vietnamese and English headings only."""
    folded = _folded(heading)
    if folded == "read" and heading.rstrip().endswith((":", "：")):
        return "see_also"  # "READ: …" before one link; without the colon it is a tab's label
    return next((relation for pattern, relation in _RELATIONS if pattern.match(folded)), None)


_READ_ON: Final = re.compile(
    r"(?:(?:mời )?(?:xem|đọc) (?:thêm|tiếp)|(?:read|see) more|more|(?:có thể )?bạn (?:có thể )?quan tâm|có thể bạn .*)\b"
    r"(?: *:)?(?: (?:các |những )?(?:tin(?: tức)?|bài(?: viết)?|nội dung))?(?: (?:về|trong|ở|mục|chuyên mục|news|about|on|in|from))*",
)
"""Headings that only ask the reader to go on: what the links are is told by what surrounds them."""


def _bare(heading: str) -> str:
    """Return a heading without the signs at its ends."""
    return nfc(heading).strip(" :：.>»›▶●■◆【】-–|•…").strip()


def _folded(heading: str) -> str:
    """Return a heading in lower case without the signs at its ends."""
    return nfc(heading).casefold().strip(" :.>»-–|•…").strip()


@lru_cache(maxsize=1024)
def invitation_rest(heading: str) -> str | None:
    """Return what follows the invitation in a heading such as "Đọc thêm Thế giới"; ``None`` if it is no such invitation."""
    folded = _folded(heading)
    found = _READ_ON.match(folded)
    return folded[found.end() :].strip(" :-–") if found else None


def asks_to_go_on(heading: str) -> bool:
    """Return whether a heading only says "read on": it tells nothing about the links below it."""
    folded = _folded(heading)
    return "quan tâm" not in folded and "có thể bạn" not in folded
