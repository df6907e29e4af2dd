"""Dates, authors, pictures' credits, tags and related links as newspapers of the world write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newscrawl import dates
from newscrawl.extract import extract
from newscrawl.extract.headings import relation_of
from newscrawl.extract.names_abroad import dense_names
from newscrawl.extract.picture_credits import split_foreign_credit

NOW = datetime(2026, 11, 30, 1, tzinfo=UTC)
"""The time of the fetch: 08:00 in Vietnam, 02:00 in Berlin."""

GERMAN = (
    "Der Markt am Hafen öffnet ab Mai wieder an jedem Sonnabend, teilte die Stadt am Morgen mit.",
    "Die Händler hatten zwei Jahre lang auf dem Parkplatz hinter dem Bahnhof verkauft, weil der Boden saniert wurde.",
    "Nach Angaben einer Sprecherin kostete die Arbeit drei Millionen Euro, die Hälfte davon zahlte das Land.",
)


def german(meta: str, after: str = "") -> str:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in GERMAN)
    return (
        '<html lang="de"><head><meta charset="utf-8"><title>Markt am Hafen öffnet wieder</title></head><body>'
        f"<h1>Markt am Hafen öffnet wieder</h1><p>Nach zwei Jahren kehren die Händler zurück auf den alten Platz.</p>{meta}{text}{after}</body></html>"
    )


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("vor 3 Stunden", 3), ("hace 2 horas", 2), ("il y a 2 heures", 2), ("2 ore fa", 2), ("há 5 horas", 5), ("2 uur geleden", 2),
        ("2 godziny temu", 2), ("před 2 hodinami", 2), ("2 jam yang lalu", 2), ("för 2 timmar sedan", 2), ("for 3 timer siden", 3),
        ("2 tuntia sitten", 2), ("2 órája", 2), ("3 saat önce", 3), ("πριν από 2 ώρες", 2), ("2 часа назад", 2), ("2 години тому", 2),
        ("2時間前", 2), ("2小时前", 2), ("2시간 전", 2), ("2 ชั่วโมงที่แล้ว", 2), ("منذ 3 ساعات", 3), ("2 घंटे पहले", 2),
    ],
)  # fmt: skip
def test_hours_before_now_are_read_in_many_languages(text: str, hours: int) -> None:
    moment = dates.read(text, now=NOW)
    assert moment is not None
    assert (NOW - moment.at).total_seconds() == hours * 3600


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Publié hier à 15:40", "2026-11-29T15:40"), ("heute, 07:30 Uhr", "2026-11-30T07:30"), ("včera 16:40", "2026-11-29T16:40"),
        ("어제 09:30", "2026-11-29T09:30"), ("12 พฤศจิกายน 2569 เวลา 10:45 น.", "2026-11-12T10:45"), ("12 พ.ย. 69 10.45 น.", "2026-11-12T10:45"),
        ("12 नवंबर 2026, 11:15 AM", "2026-11-12T11:15"), ("12 Νοεμβρίου 2026, 6:40 μ.μ.", "2026-11-12T18:40"), ("12 نوفمبر 2026 - 10:30 م", "2026-11-12T22:30"),
    ],
)  # fmt: skip
def test_days_and_halves_of_the_day_are_read_in_many_languages(text: str, said: str) -> None:
    moment = dates.read(text, now=NOW)
    assert moment is not None
    assert moment.at.isoformat()[:16] == said


@pytest.mark.parametrize("text", ["Hoy Digital", "Österreich heute", "Le marché d'hier"])
def test_a_word_for_a_day_in_a_name_or_a_sentence_is_no_date(text: str) -> None:
    assert dates.read(text, now=NOW) is None


def test_yesterday_is_the_newspapers_own_day() -> None:
    got = extract(
        german("<p>gestern, 23:10 Uhr</p>").encode(),
        url="https://hafenblatt.example.de/lokales/markt-100.html",
        fetched_at=datetime(2026, 11, 29, 20, tzinfo=UTC),
    )
    # It is 03:00 of the 30th in Vietnam, and 21:00 of the 29th in Germany.
    assert got.date_published == "2026-11-28T23:10:00+01:00"


@pytest.mark.parametrize(
    ("meta", "names", "source"),
    [
        ("<p>Von Anna Kruse und Tom Berg</p><p>12. November 2026, 11:32 Uhr</p>", ["Anna Kruse", "Tom Berg"], None),
        ("<p>Text: Jan Petersen, Fotos: Mia Wolf</p><p>12. November 2026, 11:32 Uhr</p>", ["Jan Petersen"], None),
        ("<p>12.11.2026, 11:32 Uhr | Autorin: Anna Kruse</p>", ["Anna Kruse"], None),
        ("<div><time>12. November 2026, 11:32 Uhr</time> <span>dpa</span></div>", ["dpa"], "dpa"),
    ],
)
def test_bylines_and_dates_between_lead_and_text(meta: str, names: list[str], source: str | None) -> None:
    got = extract(german(meta).encode(), url="https://hafenblatt.example.de/lokales/markt-100.html", fetched_at=NOW)
    assert [author.name for author in got.authors] == names
    assert got.source_credit == source
    assert got.date_published == "2026-11-12T11:32:00+01:00"


@pytest.mark.parametrize(
    ("heading", "relation"),
    [
        ("Lesen Sie auch:", "see_also"), ("Das könnte Sie auch interessieren", "related"), ("Meistgelesen in Wirtschaft", "most_read"),
        ("Mehr aus Lokales", "same_category"), ("Mehr aus 20 Jahren", None), ("Sur le même sujet", "same_topic"), ("Te puede interesar", "related"),
        ("I più letti", "most_read"), ("Najnowsze", "latest"), ("Berita Terkait", "related"), ("İlgili Haberler", "related"),
        ("ΔΙΑΒΑΣΤΕ ΕΠΙΣΗΣ", "see_also"), ("Читайте также", "see_also"), ("【関連記事】", "related"), ("热门文章", "most_read"),
        ("많이 본 뉴스", "most_read"), ("ข่าวล่าสุด", "latest"), ("اقرأ أيضًا", "see_also"), ("यह भी पढ़ें", "see_also"), ("Der Hafen von Kiel", None),
    ],
)  # fmt: skip
def test_headings_name_a_relation_in_many_languages(heading: str, relation: str | None) -> None:
    assert relation_of(heading) == relation


def test_links_below_such_headings_are_related() -> None:
    after = (
        '<h3>Lesen Sie auch</h3><ul><li><a href="/lokales/streit-um-die-alte-muehle-101.html">Streit um die alte Mühle am Deich</a></li></ul>'
        '<h3>Meistgelesen</h3><ul><li><a href="/lokales/warum-der-deich-hoeher-wird-102.html">Warum der Deich im Sommer höher wird</a></li></ul>'
    )
    got = extract(german("", after).encode(), url="https://hafenblatt.example.de/lokales/markt-100.html")
    assert [(link.relation, link.heading) for link in got.related_links] == [
        ("see_also", "Lesen Sie auch"),
        ("most_read", "Meistgelesen"),
    ]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("文・山田花子 写真・鈴木一郎", ["山田花子"]),
        ("来源:海岛日报 记者 王小明", ["王小明"]),
        ("記者陳大文/高雄報導", ["陳大文"]),
        ("김민수 기자", ["김민수"]),
        ("记者从市政府获悉", []),
    ],
)
def test_reporters_in_scripts_without_blanks(line: str, names: list[str]) -> None:
    assert dense_names(line) == names


@pytest.mark.parametrize(
    ("caption", "parts"),
    [
        ("Il ponte dopo i lavori (foto Ansa)", ("Il ponte dopo i lavori", "Ansa")),
        ("Le tramway sur le pont. Photo Yann Kerbrat", ("Le tramway sur le pont.", "Yann Kerbrat")),
        ("De veerboot in de haven. © Jan de Boer", ("De veerboot in de haven.", "Jan de Boer")),
        ("Kolejka na stacji (fot. Piotr Wilk)", ("Kolejka na stacji", "Piotr Wilk")),
        ("Паром у причала. Фото: Ольга Белова", ("Паром у причала.", "Ольга Белова")),
        ("港を出るフェリー=鈴木一郎撮影", ("港を出るフェリー", "鈴木一郎")),
        ("The photo was taken in May", ("The photo was taken in May", None)),
    ],
)
def test_credits_at_the_end_of_captions(caption: str, parts: tuple[str, str | None]) -> None:
    assert split_foreign_credit(caption) == parts


def test_a_line_with_a_credit_right_below_the_first_picture_is_its_caption() -> None:
    picture = '<div class="bild"><img src="/1.jpg"><p>Die neuen Stände | Foto: Mia Wolf</p></div>'
    page = german("").replace("<p>Nach zwei Jahren kehren die Händler zurück auf den alten Platz.</p>", picture)
    article = extract(page, url="https://bote.example/markt-am-hafen-20261112.html")
    assert [(image.caption, image.credit) for image in article.images] == [("Die neuen Stände", "Mia Wolf")]
    assert article.text.split("\n\n") == list(GERMAN)
