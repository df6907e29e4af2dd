"""Pages of two invented newspapers, each with its own content system, for the drafting of profiles."""

from __future__ import annotations

from dataclasses import dataclass, field

from newscrawl.scaffold.pages_by_kind import SitePage

SECTIONS = {
    "thoi-su": "Thời sự",
    "kinh-te": "Kinh tế",
    "van-hoa": "Văn hóa",
    "giao-thong-van-tai": "Giao thông vận tải",
}
SENTENCES = (
    "Con đường ven sông dài mười hai cây số được trải nhựa lại sau bảy năm chờ đợi của người dân hai xã.",
    "Theo ban quản lý, phần nền cũ được giữ nguyên, chỉ những đoạn sụt lún mới phải đào lên và lu lèn lại từ đầu.",
    "Nhiều hộ dân đã tự dời hàng rào vào trong nửa mét để mặt đường rộng thêm mà không đòi bồi thường.",
    "Đoạn cuối tuyến, nơi có chợ nổi nhỏ họp lúc rạng sáng, sẽ được lắp đèn năng lượng mặt trời.",
    "Chính quyền cho biết kinh phí còn dư sẽ dùng để trồng cây bóng mát dọc hai bên bờ kè.",
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One article."""

    number: int
    headline: str
    slug: str
    section: str
    author: str
    time: str
    text: list[str] = field(default_factory=list)

    @property
    def lead(self) -> str:
        return (
            f"Sau nhiều tháng thi công, {self.headline[0].lower()}{self.headline[1:]}, người dân hai bờ rất vui mừng."
        )


def pieces(count: int = 6) -> list[Piece]:
    titles = (
        ("Đường ven sông thông xe trước mùa lũ", "duong-ven-song-thong-xe-truoc-mua-lu", "Lê Thị Hoa"),
        ("Chợ nổi nhỏ có thêm cầu tàu mới", "cho-noi-nho-co-them-cau-tau-moi", "Trần Văn Bình"),
        ("Làng chiếu giữ nghề bằng sợi lác nhuộm tay", "lang-chieu-giu-nghe-bang-soi-lac-nhuom-tay", "Phạm Minh Đức"),
        ("Trường huyện mở thư viện bên bến đò", "truong-huyen-mo-thu-vien-ben-ben-do", "Lê Thị Hoa"),
        ("Nông dân cù lao bán nhãn qua mạng", "nong-dan-cu-lao-ban-nhan-qua-mang", "Võ Thành Nam"),
        ("Đội ghe ngo tập luyện trước ngày hội", "doi-ghe-ngo-tap-luyen-truoc-ngay-hoi", "Trần Văn Bình"),
        ("Bến phà cũ thành bảo tàng nhỏ", "ben-pha-cu-thanh-bao-tang-nho", "Phạm Minh Đức"),
    )
    names = list(SECTIONS)
    return [
        Piece(
            number=450_120 + 17 * n,
            headline=title,
            slug=slug,
            section=names[n % len(names)],
            author=author,
            time=f"{8 + n:02d}:{10 + n:02d}",
            text=[
                *SENTENCES[n % 5 :],
                *SENTENCES[: n % 5],
                f"Đây là bài thứ {n + 1} trong loạt bài về vùng sông nước.",
            ],
        )
        for n, (title, slug, author) in enumerate(titles[:count])
    ]


# --- Báo Sông Hậu: every part has a class, addresses have a number --------------------------------------------------------

SONG_HAU = "https://baosonghau.vn"


def song_hau_url(piece: Piece) -> str:
    return f"{SONG_HAU}/{piece.section}/{piece.slug}-sh{piece.number}.html"


def _song_hau(title: str, main: str, *, url: str) -> bytes:
    menu = "".join(f'<li><a href="/{path}">{name}</a></li>' for path, name in SECTIONS.items())
    return f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{title} - Báo Sông Hậu</title>
<link rel="canonical" href="{url}"><meta property="og:site_name" content="Báo Sông Hậu">
<link rel="alternate" type="application/rss+xml" href="/rss/trang-chu.rss"></head>
<body><header><nav class="main-menu"><ul><li><a href="/">Trang chủ</a></li>{menu}</ul></nav></header>
<div class="col-md-8 m12">{main}</div>
<footer class="site-footer"><p>Giấy phép số 12/GP-BTTTT</p><a href="/lien-he">Liên hệ</a></footer></body></html>""".encode()


def song_hau_article(piece: Piece, others: list[Piece]) -> bytes:
    links = "".join(f'<li><a href="{song_hau_url(p)}">{p.headline}</a></li>' for p in others)
    text = "".join(f"<p>{line}</p>" for line in piece.text)
    return _song_hau(
        piece.headline,
        f"""<ul class="crumbs"><li><a href="/">Trang chủ</a></li><li><a href="/{piece.section}">{SECTIONS[piece.section]}</a></li></ul>
<h1 class="story-title f32">{piece.headline}</h1>
<div class="story-info"><span class="story-time">Thứ tư, 11/3/2026, {piece.time} (GMT+7)</span> <span class="story-author">{piece.author}</span></div>
<p class="story-sapo">(SHO) - {piece.lead}</p>
<div class="story-text" id="story-{piece.number}">{text}</div>
<div class="story-tags"><a href="/tag/mien-tay-{piece.number % 7}001">miền Tây</a> <a href="/tag/song-nuoc-2002">sông nước</a></div>
<div class="story-more"><h3>Tin cùng chuyên mục</h3><ul>{links}</ul></div>""",
        url=song_hau_url(piece),
    )


def song_hau_listing(path: str, title: str, found: list[Piece]) -> bytes:
    cards = "".join(f'<div class="card"><h3><a href="{song_hau_url(p)}">{p.headline}</a></h3></div>' for p in found)
    return _song_hau(title, f'{cards}<a class="next" href="{path}?page=2">Trang sau</a>', url=SONG_HAU + path)


def song_hau(count: int = 5) -> list[SitePage]:
    """Home page, a section, the feed, robots.txt and some articles."""
    found = pieces()
    shown = found[:count]
    feed = "".join(f"<item><title>{p.headline}</title><link>{song_hau_url(p)}</link></item>" for p in found)
    return [
        SitePage(url=f"{SONG_HAU}/robots.txt", body=f"User-agent: *\nSitemap: {SONG_HAU}/sitemap.xml\n".encode()),
        SitePage(url=f"{SONG_HAU}/", body=song_hau_listing("/", "Báo Sông Hậu", found)),
        SitePage(url=f"{SONG_HAU}/thoi-su", body=song_hau_listing("/thoi-su", "Thời sự", found), kind="listing"),
        SitePage(
            url=f"{SONG_HAU}/rss/trang-chu.rss",
            body=f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{feed}</channel></rss>'.encode(),
        ),
        *(SitePage(url=song_hau_url(p), body=song_hau_article(p, [o for o in found if o is not p][:4])) for p in shown),
    ]


# --- Delta Post: hashes for classes, slugs for addresses ------------------------------------------------------------------

DELTA = "https://deltapost.com.vn"


def delta_url(piece: Piece) -> str:
    return f"{DELTA}/bai-viet/{piece.slug}"


def delta_article(piece: Piece) -> bytes:
    text = "".join(f'<p class="css-{piece.number % 89}x7q1">{line}</p>' for line in piece.text)
    return f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{piece.headline} | Delta Post</title>
<meta property="og:type" content="article"><meta property="article:published_time" content="2026-03-11T{piece.time}:00+07:00">
<link rel="canonical" href="{delta_url(piece)}"></head><body>
<nav><a href="/chuyen-muc/thoi-su">Thời sự</a><a href="/chuyen-muc/kinh-te">Kinh tế</a></nav>
<div class="css-1ab23cd"><h1 class="css-99zz8">{piece.headline}</h1><div class="css-{piece.number}">{text}</div></div></body></html>""".encode()


def delta(count: int = 5) -> list[SitePage]:
    """Some articles, without home page, feed and listing."""
    return [SitePage(url=delta_url(p), body=delta_article(p)) for p in pieces(count)]
