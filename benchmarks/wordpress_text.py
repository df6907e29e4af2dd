"""The posts of the WordPress benchmark: our own text, made from a few sentences, so that the right answer to every question is known."""

from __future__ import annotations

import random
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

AUTHORS: Final = {
    "lan": "Vi Thị Lan",
    "sau": "Lương Văn Sáu",
    "mai": "Hoàng Ngọc Mai",
    "khoa": "Đinh Tiến Khoa",
    "thao": "Bế Phương Thảo",
}
CATEGORIES: Final = (
    ("Đời sống", "Chợ quê"),
    ("Đời sống", "Bếp nhà", "Món ngày mưa"),
    ("Nông nghiệp", "Trồng trọt"),
    ("Nông nghiệp", "Chăn nuôi"),
    ("Giao thông",),
    ("Văn hóa", "Lễ hội", "Hội làng"),
    ("Giáo dục", "Trường bản"),
    ("Môi trường",),
)
TAGS: Final = (
    "cầu treo", "ruộng bậc thang", "chợ phiên", "nước sạch", "đường liên xã", "giống lúa", "bò sữa", "lớp ghép", "rừng đầu nguồn", "hát then",
    "mùa lũ", "điện mặt trời",
)  # fmt: skip
PLACES: Final = ("Nà Lầu", "Khuổi Nọi", "Bản Vèn", "Thẩm Phé", "Cốc Lùng", "Pác Ngòi", "Lũng Cà", "Khe Sắn", "Đồng Chiêm", "Bãi Soi", "Tà Phời", "Nậm Mu")  # fmt: skip
THINGS: Final = (
    "cây cầu treo", "con mương chính", "lớp học ghép", "trạm bơm", "vườn ươm", "đàn bò chung", "lò gạch cũ", "bến đò", "giếng khoan", "nhà sàn cổ",
    "sân phơi", "đường bê tông", "xưởng mộc", "hồ chứa", "cột thu lôi", "kho thóc",
)  # fmt: skip
EVENTS: Final = (
    "được sửa xong trước mùa mưa", "vắng người trông coi từ đầu năm", "đón khách lần đầu sau ba năm", "chia nước theo giờ cho bốn xóm", "mở cửa lại vào chủ nhật",
    "thành nơi họp xóm mỗi tối", "đổi cách làm để đỡ tốn công", "chờ vốn suốt hai mùa", "được các cụ góp tiền giữ lại", "nhận thêm người trẻ về làm",
)  # fmt: skip
PEOPLE: Final = (
    "Ông Triệu Tòn Phấu, trưởng xóm", "Bà Nông Thị Piao, chủ nhiệm hợp tác xã", "Anh Lò Văn Ón, người lái đò", "Chị Sầm Thị Kíu, cô giáo cắm bản",
    "Cụ Hà Văn Páo, năm nay tám mươi tuổi", "Anh Giàng A Chớ, thợ điện của xã", "Chị Lý Mùi Chài, cán bộ khuyến nông", "Ông Quách Công Thịnh, thợ mộc",
)  # fmt: skip
SAYINGS: Final = (
    "cho biết cả xóm đã họp {n} buổi mới thống nhất được cách làm, và buổi nào cũng có người ra về lúc nửa đêm",
    "kể rằng năm ngoái, chỉ {n} nhà chịu góp công, còn năm nay thì không sót một nhà nào trong danh sách",
    "tính rằng mỗi tháng đỡ được chừng {n} ngày công, đủ để những nhà neo người kịp làm đất vụ sau",
    "nói số tiền {n} triệu đồng là do bà con tự góp, ghi rõ từng khoản trên tấm bảng treo ở nhà văn hóa",
    "nhớ lại trận lũ {n} năm trước, khi nước ngập quá bậc thang thứ ba và cả bản phải ăn cơm trên gác",
    "mong sang năm có thêm {n} người biết nghề, bởi việc thì nhiều mà người trẻ còn đi làm xa",
    "dẫn chúng tôi đi hết {n} bậc đá xuống suối để xem tận mắt chỗ nước rò mà nhiều người đồn đoán",
)
FACTS: Final = (
    "Theo sổ ghi của xóm, trong {n} tuần qua có {m} lượt người đến xem và hỏi cách làm, phần lớn từ hai huyện bên",
    "Từ trung tâm xã đến đây chỉ {n} cây số, nhưng phải qua {m} ngầm tràn, nên mùa mưa thường mất cả buổi sáng",
    "Cả vùng hiện có {n} hộ tham gia, ít hơn dự tính {m} hộ, vì vài nhà còn đợi xem kết quả của vụ đầu",
    "Đợt này, xã hỗ trợ {n} bao xi măng và {m} mét ống, còn lại bà con lấy đá cuội dưới suối lên xây",
    "Mỗi sáng, đúng {n} giờ, tiếng kẻng ở đầu xóm vang lên {m} hồi, báo cho mọi người biết hôm ấy đến lượt ai",
    "Giá bán tại chỗ tăng {n} phần trăm so với năm trước, trong khi tiền vận chuyển lại giảm được {m} phần trăm",
)


@dataclass(slots=True)
class Post:
    """One post, as PHP stores it and as the crawl must find it."""

    slug: str
    title: str
    author: str
    categories: tuple[str, ...]
    date: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    excerpt: str = ""
    status: str = "publish"
    password: str = ""
    featured: str | None = None
    all_categories: bool = False
    comments: int = 0

    @property
    def is_public(self) -> bool:
        """Whether every visitor may read it."""
        return self.status == "publish" and not self.password

    @property
    def lines(self) -> list[str]:
        """The paragraphs of the text, with subheadings and items."""
        found = []
        for block in self.blocks:
            if block["kind"] in {"p", "h", "q"}:
                found.append(block["text"])
            elif block["kind"] == "list":
                found += block["items"]
        return found

    @property
    def pictures(self) -> list[tuple[str, str]]:
        """Name and caption of each picture, the lead picture first."""
        found = [(self.featured, "")] if self.featured else []
        for block in self.blocks:
            if block["kind"] in {"image", "classic"}:
                found.append((block["name"], block["text"]))
            elif block["kind"] == "gallery":
                found += map(tuple, block["items"])
        return found

    @property
    def related(self) -> list[str]:
        """Slugs of the posts below "Bài liên quan"."""
        return [slug for block in self.blocks if block["kind"] == "related" for slug in block["items"]]


def plain(title: str) -> str:
    """Return a title as a slug."""
    import unicodedata  # noqa: PLC0415 - used once

    letters = unicodedata.normalize("NFD", title.lower().replace("đ", "d"))
    return "-".join(
        "".join(c if c.isascii() and c.isalnum() else " " for c in letters if not unicodedata.combining(c)).split()
    )


class Writer:
    """Writes sentences that do not repeat."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - no secret
        self._seen: set[str] = set()

    def sentence(self) -> str:
        """Return a new sentence."""
        while True:
            choose, number = self._random.choice, self._random.randint
            head = f"{choose(PEOPLE)} ở {choose(PLACES)}, {choose(SAYINGS)}" if number(0, 2) else f"{choose(FACTS)}, ngay cạnh {choose(THINGS)} của {choose(PLACES)}"  # fmt: skip
            found = head.format(n=number(2, 97), m=number(2, 89)) + "."
            if found not in self._seen:
                self._seen.add(found)
                return found

    def paragraph(self, sentences: int = 2) -> dict[str, Any]:
        """Return a paragraph of some new sentences."""
        return {"kind": "p", "text": " ".join(self.sentence() for _ in range(sentences))}


def posts(now: datetime, count: int = 160) -> list[Post]:
    """Return ``count`` posts, public and hidden, in the order in which they were written: three a day up to ``now`` (Vietnam's time)."""
    found: list[Post] = []
    titles: set[str] = set()
    numbers = random.Random(7)  # noqa: S311 - no secret
    for number in range(count):
        write = Writer(number)
        while True:
            title = f"{numbers.choice(THINGS)} ở {numbers.choice(PLACES)} {numbers.choice(EVENTS)}"
            if title not in titles:
                titles.add(title)
                break
        title = title[0].upper() + title[1:]
        slug = {4: "lut", 9: "2026-05-01", 14: "cho", 19: "video-2"}.get(number, plain(title))
        post = Post(
            slug=slug,
            title=title,
            author=list(AUTHORS)[number % len(AUTHORS)],
            categories=CATEGORIES[number % len(CATEGORIES)],
            date=f"{now - timedelta(hours=8 * (count - number)):%Y-%m-%d %H:%M:%S}",
            blocks=[write.paragraph() for _ in range(3 + number % 4)],
            tags=sorted(numbers.sample(TAGS, number % 4)),
            excerpt=write.sentence() if number % 3 == 0 else "",
            featured=f"dau-bai-{number}" if number % 4 == 0 else None,
            all_categories=number % 5 == 0,
            comments=3 if number % 9 == 0 else 0,
        )
        _extras(post, number, write, found)
        found.append(post)
    for post in found[count - 16 :]:
        kind = found.index(post) % 4
        post.blocks[0]["text"] = f"Mật thư số {found.index(post)} chỉ dành cho ban biên tập. {post.blocks[0]['text']}"
        if kind == 0:
            post.password = "mo-cua"  # noqa: S105 - of a site of this machine
        elif kind == 3:
            post.status, post.date = "future", f"{now.year + 5}-01-02 08:00:00"
        else:
            post.status = ("", "private", "draft")[kind]
    return found


def _extras(post: Post, number: int, write: Writer, before: list[Post]) -> None:
    """Add to a post what only some posts have."""
    middle = len(post.blocks) // 2
    if number % 6 == 1:
        post.blocks[middle:middle] = [{"kind": "h", "text": f"Chuyện của mùa thứ {number}"}]
    if number % 7 == 2:
        post.blocks.insert(
            middle,
            {
                "kind": "image",
                "name": f"trong-bai-{number}",
                "text": f"Bà con {PLACES[number % 12]} trong buổi làm chung. Ảnh: Vi Lan",
            },
        )
    if number % 11 == 3:
        post.blocks.insert(
            middle,
            {"kind": "classic", "name": f"kieu-cu-{number}", "text": f"Một góc {PLACES[number % 12]} lúc chiều xuống"},
        )
    if number % 10 == 4:
        items = [(f"bo-anh-{number}-{n}", f"Tấm ảnh thứ {n} của bộ số {number}") for n in range(1, 4)]
        post.blocks.append({"kind": "gallery", "items": items})
    if number % 8 == 5:
        post.blocks.append({"kind": "list", "items": [write.sentence() for _ in range(3)]})
    if number % 13 == 6:
        post.blocks.append({"kind": "q", "text": write.sentence()})
    if number % 12 == 7:
        post.blocks.insert(1, {"kind": "more"})
    if number % 30 == 8:
        for _ in range(1 + (number == 68)):
            post.blocks += [{"kind": "next"}, write.paragraph(), write.paragraph()]
    if number % 9 == 5 and number > 20:
        post.blocks.append({"kind": "related", "items": [before[number - n].slug for n in (3, 7, 12)]})
    if number % 14 == 9:
        post.blocks.append({"kind": "latest"})


def as_json(found: list[Post]) -> list[dict[str, Any]]:
    """Return posts as PHP reads them."""
    return [asdict(post) for post in found]
