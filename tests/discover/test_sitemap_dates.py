"""The range of days in the name of a sitemap."""

from __future__ import annotations

from datetime import datetime

import pytest

from newscrawl.dates import VIETNAM
from newscrawl.discover.sitemap_dates import may_overlap, period


@pytest.mark.parametrize(
    ("url", "first", "after"),
    [
        ("https://bao.vn/sitemap-article-2022-03.xml", "2022-03-01", "2022-04-01"),
        ("https://bao.vn/sitemaps/news-2024-1.xml", "2024-01-01", "2024-02-01"),
        ("https://bao.vn/sitemaps/sitemap-2023-12.xml.gz", "2023-12-01", "2024-01-01"),
        ("https://bao.vn/sitemap/20240301.xml", "2024-03-01", "2024-03-02"),
        ("https://bao.vn/sitemap/2024/3/1.xml", "2024-03-01", "2024-03-02"),
        ("https://bao.vn/sitemap-2024-03-01-2024-03-05.xml", "2024-03-01", "2024-03-06"),
        ("https://bao.vn/sitemap-202403.xml", "2024-03-01", "2024-04-01"),
        ("https://bao.vn/sitemap.xml?year=2021", "2021-01-01", "2022-01-01"),
    ],
)
def test_the_days_of_a_name(url: str, first: str, after: str) -> None:
    assert period(url) == (
        datetime.fromisoformat(first).replace(tzinfo=VIETNAM),
        datetime.fromisoformat(after).replace(tzinfo=VIETNAM),
    )


@pytest.mark.parametrize(
    "name", ["sitemap.xml", "sitemap-12.xml", "sitemap-article-123456.xml", "sitemap-2024-13-45.xml.x"]
)
def test_a_name_that_says_nothing_leaves_nothing_out(name: str) -> None:
    since = datetime(2030, 1, 1, tzinfo=VIETNAM)
    found = period(f"https://bao.vn/{name}")
    assert found is None or found[0].year == 2024
    assert may_overlap(f"https://bao.vn/{name}", since=since, until=None) == (found is None)


def test_only_what_lies_in_the_range_is_read() -> None:
    since, until = datetime(2022, 3, 10, tzinfo=VIETNAM), datetime(2022, 5, 1, tzinfo=VIETNAM)
    months = [f"https://bao.vn/sitemap-2022-{month:02}.xml" for month in range(1, 13)]
    assert [url[-6:-4] for url in months if may_overlap(url, since=since, until=until)] == ["03", "04"]
