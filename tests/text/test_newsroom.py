import pytest

from newscrawl.text.newsroom import (
    byline_name,
    drop_end_mark,
    is_related_heading,
    split_credit,
    split_newsroom_tag,
    title_case_name,
)


@pytest.mark.parametrize(
    ("lead", "tag", "rest"),
    [
        ("(BKTO) - Sáng 01/4, tại Huế", "BKTO", "Sáng 01/4, tại Huế"),
        ("TTXVN – Chiều qua", "TTXVN", "Chiều qua"),
        ("(Dân trí) - Mưa to", "Dân trí", "Mưa to"),
        ("(SGGPO).- Mưa to", "SGGPO", "Mưa to"),
        ("Dân trí Mưa to", "Dân trí", "Mưa to"),
        ("Dân trí. Mưa to", "Dân trí", "Mưa to"),
        ("Sáng nay - mưa to", None, "Sáng nay - mưa to"),
        ("Dân trícác nơi", None, "Dân trícác nơi"),
    ],
)
def test_newsroom_tag(lead: str, tag: str | None, rest: str) -> None:
    assert split_newsroom_tag(lead, ("Dân trí",)) == (tag, rest)


@pytest.mark.parametrize(
    ("caption", "expected"),
    [
        ("Lễ khai mạc. Ảnh: VPCTN", ("Lễ khai mạc.", "VPCTN")),
        ("Lễ khai mạc (Ảnh: Minh Hà).", ("Lễ khai mạc", "Minh Hà")),
        ("Lễ khai mạc (ảnh: T.H)", ("Lễ khai mạc", "T.H")),
        ("Phố cổ. Ảnh minh họa: Internet", ("Phố cổ.", "Internet")),
        ("Nguồn: TTXVN", ("", "TTXVN")),
        ("Phố cổ. ẢNH: LÊ NAM", ("Phố cổ.", "LÊ NAM")),
        ("Phố cổ – Ảnh: L.N.", ("Phố cổ", "L.N")),
        ("Phố cổ. Ảnh Lê Nam/TTXVN", ("Phố cổ.", "Lê Nam/TTXVN")),
        ("Phố cổ. (Photo by AFP)", ("Phố cổ.", "AFP")),
        ("Phố cổ. Ảnh chụp từ trên cao", ("Phố cổ. Ảnh chụp từ trên cao", None)),
        ("Một bức ảnh Hà Nội xưa", ("Một bức ảnh Hà Nội xưa", None)),
        ("Bức ảnh: đẹp nhất năm", ("Bức ảnh: đẹp nhất năm", None)),
        ("Ảnh: " + "rất dài " * 12, ("Ảnh: " + "rất dài " * 12, None)),
        ("Không ghi tên", ("Không ghi tên", None)),
    ],
)
def test_credit(caption: str, expected: tuple[str, str | None]) -> None:
    assert split_credit(caption) == expected


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("DIỆU THIỆN", "DIỆU THIỆN"),
        ("Lan Anh - Thu Hà", "Lan Anh - Thu Hà"),
        ("Bài, ảnh: MINH CHÂU", "MINH CHÂU"),
        ("Hải Yến (tổng hợp)", "Hải Yến"),
        ("PV", "PV"),
        ("(Theo TTXVN)", "Theo TTXVN"),
        ("Cùng chuyên mục", None),
        ("CÙNG CHUYÊN MỤC:", None),
        ("Hôm nay trời mưa", None),
        ("HỘI NGHỊ TỔNG KẾT CÔNG TÁC NĂM QUA CỦA TOÀN NGÀNH", None),
        ("", None),
    ],
)
def test_byline(line: str, name: str | None) -> None:
    assert byline_name(line) == name


@pytest.mark.parametrize(
    ("name", "expected"),
    [("DIỆU THIỆN", "Diệu Thiện"), ("TTXVN", "TTXVN"), ("PV MINH HÀ", "PV Minh Hà"), ("Minh Hà", "Minh Hà")],
)
def test_title_case(name: str, expected: str) -> None:
    assert title_case_name(name) == expected


def test_related_heading_and_end_mark() -> None:
    assert is_related_heading(" Tin liên quan: ")
    assert not is_related_heading("Tin liên quan đến vụ cháy")
    assert drop_end_mark("phát triển…/.") == "phát triển…"
    assert drop_end_mark("xong./.") == "xong."
    assert drop_end_mark("xong.") == "xong."
