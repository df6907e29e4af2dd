"""Timestamps in the forms that newspapers use."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl import month_names
from newscrawl.dates import VIETNAM, parse, read, rfc3339

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=VIETNAM)

FORMS = {
    "Chủ nhật, 13/2/2022, 16:08 (GMT+7)": "2022-02-13T16:08",
    "Thứ Hai, 16:54, 29/12/2025": "2025-12-29T16:54",
    "Thứ Sáu, 26/12/2025 - 22:10": "2025-12-26T22:10",
    "17:22 17/08/2025": "2025-08-17T17:22",
    "14/08/2026 - 21:20": "2026-08-14T21:20",
    "15-01-2024 13:04": "2024-01-15T13:04",
    "08:05 | 03/02/2026": "2026-02-03T08:05",
    "07-03-2026 - 09:40 AM": "2026-03-07T09:40",
    "07-03-2026 - 09:40 PM": "2026-03-07T21:40",
    "16:40 PM 07/03/2026": "2026-03-07T16:40",
    "09:12, 04/05/2026": "2026-05-04T09:12",
    "04/05/2026 09:12|": "2026-05-04T09:12",
    "- 4/5/2026 9:12": "2026-05-04T09:12",
    "Đăng tải: 05/06/2026 07:30": "2026-06-05T07:30",
    "19.12.2012 17:41": "2012-12-19T17:41",
    "Cập nhật thứ sáu, ngày 30/11/12 04:00 chiều": "2012-11-30T16:00",
    "12:05 SA 03/04/2026": "2026-04-03T00:05",
    "03/04/2026 01:30:15 CH": "2026-04-03T13:30",
    "16h08 ngày 3/4/2026": "2026-04-03T16:08",
    "ngày 30 tháng 11 năm 2012, 8 giờ 15": "2012-11-30T08:15",
    "22/08/2026 lúc 14:05": "2026-08-22T14:05",
    "2026/03/07 10:00": "2026-03-07T10:00",
    "2026-03-07T09:40:00": "2026-03-07T09:40",
    "2025-12-25T10:00:00 +07:00": "2025-12-25T10:00",
    "2025-02-02T05:01:08.000+0700": "2025-02-02T05:01",
    "2026-03-07T01:07:18Z": "2026-03-07T08:07",
    "Sat, 07 Mar 2026 01:07:18 GMT": "2026-03-07T08:07",
    "Sat, 07 Mar 2026 08:07:18 +0700": "2026-03-07T08:07",
    "March 7, 2026 3:05 PM": "2026-03-07T15:05",
    "1770000000": "2026-02-02T09:40",
    "/Date(1770000000000)/": "2026-02-02T09:40",
    "20221223180348340": "2022-12-23T18:03",
    "05/01/2026": "2026-01-05T00:00",
    "9/15/2026 3:05:00 PM": "2026-09-15T15:05",
    "07/03/2026 08:06 GMT+7, Cập nhật: 08:40": "2026-03-07T08:06",
    "05/03/2026, 09:15 (+7 GMT)": "2026-03-05T09:15",
    "19 giờ 30 phút ngày 5 tháng 1 năm 2026": "2026-01-05T19:30",
    "05/01/2026 | 14:25": "2026-01-05T14:25",
    "14:25' 05/01/2026": "2026-01-05T14:25",
    "14h25' ngày 05/01/2026": "2026-01-05T14:25",
    "14g25 05/01/2026": "2026-01-05T14:25",
    "08:12 ngày 17 tháng 05 năm 2020": "2020-05-17T08:12",
    "LDO | 01/10/2018 | 07:45": "2018-10-01T07:45",
    "Thứ 5, 05/03/2026 | 09:15 GMT+7": "2026-03-05T09:15",
    "7 Th3, 2026 07:51": "2026-03-07T07:51",
    "24:00 05/03/2026": "2026-03-06T00:00",
}


@pytest.mark.parametrize(("text", "want"), FORMS.items())
def test_every_form_of_the_newspapers(text: str, want: str) -> None:
    moment = parse(text, now=NOW)
    assert moment is not None
    assert rfc3339(moment)[:16] == want
    assert rfc3339(moment).endswith("+07:00")


@pytest.mark.parametrize(
    ("text", "want"),
    {
        "3 giờ trước": "2026-11-22T09:00",
        "15 phút trước": "2026-11-22T11:45",
        "một giờ trước": "2026-11-22T11:00",
        "hôm nay 07:15": "2026-11-22T07:15",
        "Hôm qua, 14:05": "2026-11-21T14:05",
        "2 ngày trước": "2026-11-20T00:00",
        "vừa xong": "2026-11-22T12:00",
        "3h trước": "2026-11-22T09:00",
        "15' trước": "2026-11-22T11:45",
        "cách đây 3 giờ": "2026-11-22T09:00",
        "cách đây khoảng 20 phút": "2026-11-22T11:40",
        "Hôm qua lúc 21:05": "2026-11-21T21:05",
        "2 hours ago": "2026-11-22T10:00",
    }.items(),
)
def test_relative_forms_count_from_the_given_moment(text: str, want: str) -> None:
    moment = parse(text, now=NOW)
    assert moment is not None
    assert rfc3339(moment)[:16] == want
    assert parse(text) is None, "without a moment to count from, nothing is known"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "1/1",
        "31/02/2026",
        "12/13/2040",
        "01/01/0001 00:00",
        "25:61 99/99/9999",
        "tháng 3/2026",
        "0000-00-00",
        "(27/12)",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse(text, now=NOW) is None


def test_the_future_is_refused_only_against_a_given_moment() -> None:
    assert parse("01/01/2030 08:00", now=NOW) is None
    assert parse("01/01/2030 08:00") is not None
    assert parse("23/11/2026 08:00", now=NOW) is not None, "a clock may be off by a day"


def test_decomposed_letters_are_read() -> None:
    assert parse("30 tháng 11 năm 2012") == datetime(2012, 11, 30, tzinfo=VIETNAM)


def test_what_was_said_and_what_was_filled_in() -> None:
    day = read("Thứ Năm, 16/07/2026")
    full = read("2019-02-08T17:08:25+08:00")
    assert day is not None
    assert full is not None
    assert (day.has_time, day.has_zone, day.raw) == (False, False, "16/07/2026")
    assert (full.has_time, full.has_zone) == (True, True)
    assert full.at.utcoffset() == timedelta(hours=8)


def test_one_spelling_for_one_moment() -> None:
    at = datetime(2026, 3, 7, 8, 7, 18, 999, tzinfo=VIETNAM)
    assert rfc3339(at) == "2026-03-07T08:07:18+07:00"
    assert rfc3339(at.astimezone(UTC)) == rfc3339(at)
    assert rfc3339(datetime(2026, 3, 7, 8, 7, 18)) == rfc3339(at)  # noqa: DTZ001 - a timestamp without a zone is the case


@given(st.datetimes(min_value=datetime(1990, 1, 2), max_value=datetime(2099, 12, 30)))  # noqa: DTZ001 - the zone is added below
def test_every_moment_survives_its_own_spelling(at: datetime) -> None:
    moment = at.replace(microsecond=0, tzinfo=timezone(timedelta(hours=7)))
    assert parse(rfc3339(moment)) == moment
    assert parse(f"{moment:%d/%m/%Y %H:%M:%S}") == moment


WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
WRITTEN = (
    "{day}, {d}/{m}/{y}, {H:02}:{M:02} (GMT+7)",
    "{day}, {d:02}/{m:02}/{y} - {H:02}:{M:02}",
    "{day}, {H:02}:{M:02}, {d:02}/{m:02}/{y}",
    "{day}, ngày {d:02}-{m:02}-{y}, {H:02}:{M:02}",
    "Cập nhật lúc {H:02}:{M:02}, {d:02}/{m:02}/{y}",
    "{H} giờ {M:02} phút ngày {d} tháng {m} năm {y}",
    "{H}h{M:02}' ngày {d}/{m}/{y}",
    "{d:02}/{m:02}/{y} | {H:02}:{M:02}",
    "{H:02}:{M:02}' {d:02}/{m:02}/{y}",
    "{d:02}.{m:02}.{y} {H:02}:{M:02} GMT+7",
    "{d:02}-{m:02}-{y} {H:02}:{M:02} |",
    "{d:02}/{m:02}/{y} {h12}:{M:02} {half}",
    "{h12:02}:{M:02} {half}, {day} {d}/{m}/{y}",
    "{y}-{m:02}-{d:02}T{H:02}:{M:02}:00.000 +07:00",
)


@given(
    st.sampled_from(WRITTEN),
    st.datetimes(min_value=datetime(1990, 1, 2), max_value=datetime(2099, 12, 30)),  # noqa: DTZ001 - the zone is added below
    st.sampled_from((("SA", "CH"), ("AM", "PM"))),
    st.sampled_from(("NFC", "NFD")),
)
def test_every_moment_is_read_from_every_way_of_writing_it(
    form: str, at: datetime, halves: tuple[str, str], letters: Literal["NFC", "NFD"]
) -> None:
    moment = at.replace(second=0, microsecond=0, tzinfo=VIETNAM)
    text = form.format(
        day=WEEKDAYS[moment.weekday()],
        d=moment.day,
        m=moment.month,
        y=moment.year,
        H=moment.hour,
        M=moment.minute,
        h12=moment.hour % 12 or 12,
        half=halves[moment.hour >= 12],
    )
    assert parse(unicodedata.normalize(letters, text)) == moment


@given(st.integers(0, 300), st.sampled_from(("giây", "phút", "giờ", "tiếng", "ngày", "tuần", "tháng", "năm")))
def test_what_is_past_is_never_ahead_and_never_now(number: int, unit: str) -> None:
    moment = parse(f"{number} {unit} trước", now=NOW)
    assert moment is None or moment <= NOW
    assert parse(f"{number} {unit} trước") is None


@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    moment = parse(text, now=NOW)
    assert moment is None or moment.tzinfo is not None


SPELLINGS = {
    "9/5/2026 10:17:01 PM": "2026-09-05T22:17:01+07:00",
    "9/5/2026, 10:17:01 PM": "2026-09-05T22:17:01+07:00",
    "10/11/2026 10:17:01 PM": "2026-10-11T22:17:01+07:00",
    "9/5/2026 10:17 AM": "2026-05-09T10:17:00+07:00",
    "09/05/2026 10:17:01 PM": "2026-05-09T22:17:01+07:00",
    "9/5/2026 10:17:01": "2026-05-09T10:17:01+07:00",
    "Tháng Ba 5, 2026": "2026-03-05T00:00:00+07:00",
    "Tháng Mười Một 17, 2026 10:30": "2026-11-17T10:30:00+07:00",
    "Tháng Mười Hai 5, 2026": "2026-12-05T00:00:00+07:00",
    "Th3 5, 2026": "2026-03-05T00:00:00+07:00",
    "Mon, 19 Aug 24 17:42:08 +0200": "2024-08-19T17:42:08+02:00",
    "01 Aug 17 13:26 UTC": "2017-08-01T13:26:00+00:00",
    "19-Aug-24": "2024-08-19T00:00:00+07:00",
    "Aug 19, '24": "2024-08-19T00:00:00+07:00",
    "2026-03-05 17:00:00 UTC": "2026-03-05T17:00:00+00:00",
    "2026-03-05 05:00:00 PM": "2026-03-05T17:00:00+07:00",
    "2026-03-05 17:00:00+8:00": "2026-03-05T17:00:00+08:00",
    "2026-03-05T17:00:00 -5": "2026-03-05T17:00:00-05:00",
    "Thu, 05 Mar 2026 17:00:00 Z": "2026-03-05T17:00:00+00:00",
    "Thu, 05 Mar 2026 17:00:00 UT": "2026-03-05T17:00:00+00:00",
    "Thu, 05 Mar 2026 17:00:00 EST": "2026-03-05T17:00:00-05:00",
    "Thu, 05 Mar 2026 17:00:00 PDT": "2026-03-05T17:00:00-07:00",
    "March 5, 2026 8:05 p.m. ET": "2026-03-05T20:05:00-05:00",
    "July 5, 2026 8:05 p.m. ET": "2026-07-05T20:05:00-04:00",
    "8:05 AM EST, March 5, 2026": "2026-03-05T08:05:00-05:00",
    "Thu Mar  5 17:00:00 2026": "2026-03-05T17:00:00+07:00",
    "Thu Mar 5 17:00:00 UTC 2026": "2026-03-05T17:00:00+00:00",
    "Thu Mar 05 17:00:00 +0100 2026": "2026-03-05T17:00:00+01:00",
    "Thu Mar 05 2026 17:00:00 GMT+0700 (Indochina Time)": "2026-03-05T17:00:00+07:00",
    "20260305T101112Z": "2026-03-05T10:11:12+00:00",
    "20260305T101112.123Z": "2026-03-05T10:11:12+00:00",
    "20260305T1011": "2026-03-05T10:11:00+07:00",
    "202603051011": "2026-03-05T10:11:00+07:00",
    "20260305": "2026-03-05T00:00:00+07:00",
    "D:20260305101112+01'00'": "2026-03-05T10:11:12+01:00",
    "5. März 2026, 10:30 Uhr": "2026-03-05T10:30:00+07:00",
    "05.03.2026, 10.30 Uhr": "2026-03-05T10:30:00+07:00",
    "Publié le 1er août 2026 à 10 h 30": "2026-08-01T10:30:00+07:00",
    "5 févr. 2026": "2026-02-05T00:00:00+07:00",
    "5 de marzo del 2026 10:30 p. m.": "2026-03-05T22:30:00+07:00",
    "marzo 5, 2026": "2026-03-05T00:00:00+07:00",
    "5 marzo 2026 alle 10:30": "2026-03-05T10:30:00+07:00",
    "5 de março de 2026 às 10h30": "2026-03-05T10:30:00+07:00",
    "5 mrt 2026 10:30": "2026-03-05T10:30:00+07:00",
    "5 października 2026, 10:30": "2026-10-05T10:30:00+07:00",
    "5. března 2026 10:30": "2026-03-05T10:30:00+07:00",
    "Kamis, 5 Agustus 2026 10.30 WIB": "2026-08-05T10:30:00+07:00",
    "2026年3月5日 10:30": "2026-03-05T10:30:00+07:00",
    "2026年03月05日10时30分": "2026-03-05T10:30:00+07:00",
    "2026년 3월 5일 오후 3:30": "2026-03-05T15:30:00+07:00",
    "2026. március 5. 10:30": "2026-03-05T10:30:00+07:00",
    "5 марта 2026, 10:30": "2026-03-05T10:30:00+07:00",
    "5.3.2026 10.30": "2026-03-05T10:30:00+07:00",
    "March 5th, 2026 at 3pm": "2026-03-05T15:00:00+07:00",
    "05/Mar/2026": "2026-03-05T00:00:00+07:00",
}
"""Spellings of other countries and programs, with the time in the zone that they name."""


@pytest.mark.parametrize(("text", "want"), SPELLINGS.items())
def test_spellings_of_other_countries_and_programs(text: str, want: str) -> None:
    moment = parse(text)
    assert moment is not None
    assert moment.isoformat() == want


@pytest.mark.parametrize(
    "text", ["May 5, 24 people died", "5 March 24 people", "tháng 12, 2026", "5 người 2026", "12.500 đồng"]
)
def test_numbers_beside_words_are_no_dates(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize("language", month_names.MONTHS_BY_LANGUAGE)
def test_each_language_names_twelve_months(language: str) -> None:
    months = month_names.MONTHS_BY_LANGUAGE[language].split("|")
    assert len(months) == 12
    for number, names in enumerate(months, start=1):
        for name in names.split():
            assert read(f"5 {name} 2026") is not None
            assert (read(f"5 {name} 2026") or read("")).at.month == number  # type: ignore[union-attr] # asserted above


def test_american_order_is_read_where_the_caller_says_so() -> None:
    american, other = read("9/5/2026", month_first=True), read("9/5/2026")
    assert american is not None
    assert other is not None
    assert (american.at.month, other.at.month) == (9, 5)


def test_a_day_that_would_be_in_the_future_is_read_with_the_month_first() -> None:
    moment = parse("3/12/2026 10:17 AM", now=datetime(2026, 3, 20, tzinfo=VIETNAM))
    assert moment == datetime(2026, 3, 12, 10, 17, tzinfo=VIETNAM)


def test_the_record_may_keep_the_offset_of_the_page() -> None:
    evening = datetime(2026, 3, 5, 20, 30, tzinfo=timezone(timedelta(hours=-5)))
    assert rfc3339(evening) == "2026-03-06T08:30:00+07:00"
    assert rfc3339(evening, keep_offset=True) == "2026-03-05T20:30:00-05:00"
