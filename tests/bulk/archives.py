"""Small archives of Vietnamese and English pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.archive.warc import Exchange, WarcSeries

if TYPE_CHECKING:
    from pathlib import Path

VIETNAMESE = (
    "Sáng nay, bà con trong làng {} cùng nhau đắp lại đoạn đê phía đông trước khi mùa mưa tới, mỗi nhà góp một ngày công.",
    "Ông trưởng thôn {} cho biết đoạn đê dài hai trăm mét sẽ xong trong tháng, kịp lúc nước sông dâng lên như mọi năm.",
    "Việc đắp đê ở {} được chia cho bốn xóm theo số nhân khẩu, ai bận thì góp gạo thay cho ngày công của nhà mình.",
)
ENGLISH = (
    "This morning the people of {} met at the river to raise the old dike before the rain of the season comes again.",
    "The head of the village of {} said that two hundred metres will be done this month, in time for the water.",
)


def page(name: str, text: tuple[str, ...] = VIETNAMESE, language: str = "vi") -> bytes:
    body = "".join(f"<p>{paragraph.format(name)}</p>" for paragraph in text)
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>Đê {name}</title>'
        '<meta property="article:published_time" content="2026-01-05T08:30:00+07:00"></head><body><article>'
        f"<h1>Chuyện đê của {name}</h1>{body}</article></body></html>"
    ).encode()


def archive(directory: Path, name: str, *captures: tuple[str, str, bytes]) -> Path:
    """Write an archive of (address, time, page)."""
    series = WarcSeries(directory, name)
    for url, time, payload in captures:
        series.record(
            Exchange(
                url=url, date=f"2026-01-{time}Z", request_line=b"GET / HTTP/1.1", request_headers=[],
                status_line=b"200 OK", headers=[(b"Content-Type", b"text/html; charset=utf-8")], payload=payload,
            )
        )  # fmt: skip
    series.close()
    (path,) = (directory / "warc").glob(f"newscrawl-{name}-*.warc.gz")
    return path


def url(name: str, host: str = "lang.vn") -> str:
    return f"https://{host}/tin-tuc/chuyen-de-lang-{name}-100{len(name)}.html"


def some_archives(directory: Path) -> list[str]:
    """Three archives whose captures overlap in time: a revision, a copy at another site, English pages, and no article."""
    vu, na, ho = page("Vũ Đại"), page("Na Hang"), page("Hồ Sen")
    changed = page("Vũ Đại", (*VIETNAMESE, "Chiều cùng ngày, đoạn đê {} đã xong sớm hơn dự kiến."))
    paths = [
        archive(directory, "a", (url("na"), "02T01:00:00", na), (url("vu"), "06T01:00:00", changed)),
        archive(
            directory,
            "b",
            (url("vu"), "03T01:00:00", vu),
            (url("empty"), "03T02:00:00", b"<html></html>"),
            (url("en", "village.com"), "04T01:00:00", page("Oldham", ENGLISH, "en")),
        ),
        archive(directory, "c", (url("copy", "khac.vn"), "05T01:00:00", na), (url("ho"), "01T01:00:00", ho)),
    ]
    return [str(path) for path in paths]
