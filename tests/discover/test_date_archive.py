"""The page of a day in a site archive, in every known form."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from newscrawl import sites
from newscrawl.dates import VIETNAM
from newscrawl.discover import date_archive, paging
from newscrawl.discover.date_archive import DateArchive

DAY = date(2026, 3, 8)


@pytest.mark.parametrize(
    ("name", "form", "section", "channel", "pages"),
    [
        ("dantri", 0, "/kinh-doanh.htm", None, ("/kinh-doanh/from/2026-03-08/to/2026-03-08.htm", None)),
        (
            "vietnamnet", 0, "", None,
            ("/tin-tuc-24h-p0?bydate=08/03/2026-08/03/2026&cate=", "/tin-tuc-24h-p1?bydate=08/03/2026-08/03/2026&cate="),
        ),
        (
            "vnexpress", 0, "/thoi-su", "1001005",
            tuple(
                f"/category/day?cateid=1001005&fromdate=1772902800&todate=1772989199&allcate=1001005&page={n}" for n in (1, 2)
            ),
        ),
        (
            "tuoitre", 0, "/thoi-su.htm", "3",
            ("/timeline-xem-theo-ngay/3/08-03-2026/trang-1.htm", "/timeline-xem-theo-ngay/3/08-03-2026/trang-2.htm"),
        ),
        ("tuoitre", 1, "/thoi-su.htm", None, ("/thoi-su/xem-theo-ngay/8-3-2026.htm", None)),
        (
            "nld", 0, "/kinh-te.htm", None,
            ("/kinh-te/xem-theo-ngay-08-03-2026.htm", "/kinh-te/xem-theo-ngay-08-03-2026/trang-2.htm"),
        ),
        ("vtv", 0, "/chinh-tri.htm", None, ("/chinh-tri/xem-theo-ngay/08-03-2026.htm", None)),
    ],
)  # fmt: skip
def test_a_day_has_an_address(
    name: str, form: int, section: str, channel: str | None, pages: tuple[str | None, str | None]
) -> None:
    site = sites.get(name)
    home = site.home.rstrip("/")
    archive = site.archives[form]
    assert date_archive.is_by_section(archive) == bool(section)
    shelf = DateArchive(archive, home + section, channel)
    assert (shelf.page_url(DAY), shelf.page_url(DAY, 2)) == tuple(found and home + found for found in pages)


def test_without_its_number_a_section_has_no_archive() -> None:
    archive = sites.get("vnexpress").archives[0]
    assert DateArchive(archive, "https://vnexpress.net/thoi-su").page_url(DAY) is None
    head = b'<head><meta content="1001005" name="tt_category_id"><meta name="tt_article_id" content="5047363"></head>'
    assert paging.find_archive_channel(archive, head) == "1001005"
    assert paging.find_archive_channel(archive, b'<meta name="tt_site_id_detail" content="1001007">') == "1001007"
    assert paging.find_archive_channel(archive, b'<meta name="tt_article_id" content="5047363">') is None


def test_days_are_vietnams() -> None:
    since = datetime(2026, 2, 27, 17, tzinfo=UTC)  # midnight of the 28th in Vietnam
    until = datetime(2026, 3, 2, tzinfo=VIETNAM)
    assert [str(day) for day in date_archive.days(since, until)] == ["2026-02-28", "2026-03-01"]
    assert list(date_archive.days(until, since)) == []
