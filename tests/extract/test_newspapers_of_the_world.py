"""A newspaper's own lines within texts in many languages, labels before one link, dates of India, and bylines in parts."""

from __future__ import annotations

from typing import Any

import pytest

from newscrawl import dates
from newscrawl.extract import extract

TITLE = "Die alte Markthalle am Hafen wird saniert"
SAID = [
    "Der Stadtrat hat am Abend beschlossen, die alte Markthalle bis zum kommenden Sommer vollständig zu sanieren.",
    "Nach Angaben der Verwaltung kostet der Umbau rund vierzehn Millionen Euro, von denen das Land die Hälfte trägt.",
    "Die Händler sollen während der Arbeiten auf den Platz vor dem Rathaus ausweichen, was nicht allen gefällt.",
    "Ein Gutachten hatte im Frühjahr gezeigt, dass das Dach der Halle die nächste Schneelast nicht mehr tragen würde.",
    "Baubeginn ist im September, sofern kein Anwohner gegen die Genehmigung der Stadt vor dem Gericht klagt.",
]


def told(first: int = 0, last: int = 5) -> str:
    return "".join(f"<p>{line}</p>" for line in SAID[first:last])


def article(inside: str, *, above: str = "", lang: str = "de") -> Any:
    page = f"<html lang={lang}><head><title>{TITLE}</title></head><body><main><article><h1>{TITLE}</h1>{above}<div class=t>{inside}</div></article></main></body></html>"
    return extract(page.encode(), url="https://hafenbote.example/stadt/markthalle-wird-saniert-4471902.html")


OWN_LINES = [
    "<p><em>Keine Nachrichten mehr verpassen: Laden Sie sich jetzt unsere App herunter.</em></p>",
    "<p><em>Cet article vous a plu ? Partagez-le avec vos amis.</em></p>",
    "<p>Se vuoi restare aggiornato sulle notizie <a href=/newsletter>iscriviti gratis alla newsletter</a> «Buongiorno».</p>",
    "<p><strong>Veja mais notícias da região e do interior</strong></p>",
    "<p><strong>Jesteś świadkiem ciekawego wydarzenia? Skontaktuj się z nami! Wyślij informację na adres x@y.example</strong></p>",
    "<p>Det här är en låst artikel. Logga in för att fortsätta läsa.</p>",
    "<p>Ακολουθήστε μας στο <a href='https://news.google.com/publications/x'>Google News</a> και μάθετε πρώτοι τις ειδήσεις.</p>",
    "<p>תמיד מעודכנים: מצאתם טעות? <a href='https://t.me/x'>כתבו לנו</a></p>",
    "<p>खबरों के लिए हमारे व्हाट्सएप चैनल से जुड़ें</p>",
    "<p>ติดตามข่าวสารได้ที่ LINE @thakhao</p>",
    "<p>लेटेस्ट हिंदी न्यूज़ और अपडेट के लिए हमारा ऐप डाउनलोड करें।</p>",
    "<p>Votre avis nous intéresse : que pensez-vous de cet article ?</p>",
    "<p>4,6 von 5 Sternen (212 Bewertungen)</p>",
    "<p><em>Simak breaking news dan berita pilihan kami langsung di ponselmu.</em></p>",
]


@pytest.mark.parametrize("line", OWN_LINES)
def test_a_line_of_the_newspaper_is_no_text(line: str) -> None:
    assert article(told(0, 3) + line + told(3)).text.split("\n\n") == SAID


@pytest.mark.parametrize(
    "line",
    [
        "Die Händler haben auch eine Gruppe bei WhatsApp, der man folgen kann, und dort steht, wann welcher Stand auf dem Platz öffnet.",
        "Wer der Gruppe folgen will, braucht laut Google News keinen Zugang, aber ein wenig Geduld mit den Händlern am Platz.",
    ],
)
def test_a_sentence_about_such_a_service_stays(line: str) -> None:
    assert line in article(told(0, 3) + f"<p>{line}</p>" + told(3)).text


LABELS = {
    "he": "קראו גם:",
    "ja": "【あわせて読みたい】",
    "ta": "இதையும் படிக்க:",
    "te": "ఇవి కూడా చదవండి:",
    "de": "Lesen Sie auch:",
}


@pytest.mark.parametrize(("lang", "label"), LABELS.items(), ids=LABELS)
def test_a_label_and_a_link_lead_elsewhere(lang: str, label: str) -> None:
    link = f"<p><b>{label} <a href=/stadt/hochwasser-4471800.html>洪水から1年、残る傷跡</a></b></p>"
    found = article(told(0, 3) + link + told(3), lang=lang)
    assert found.text.split("\n\n") == SAID
    assert [related.relation for related in found.related_links] == ["see_also"]


@pytest.mark.parametrize(
    "links", ["<a href=/stadt/hochwasser-4471800.html>{}</a>", "<ul><li><a href=/a-1>{}</a></li></ul>"]
)
def test_a_label_above_its_link_goes_with_it(links: str) -> None:
    box = f"<p>อ่านข่าวที่เกี่ยวข้อง</p>{links.format('Das Hochwasser und seine Folgen für den Hafen')}"
    assert article(told(0, 3) + box + told(3)).text.split("\n\n") == SAID


@pytest.mark.parametrize(
    "last",
    ["【田中美咲】", "이서준 기자 sj@hafenbote.example", "Kaynak: Hafenbote", "Nils Berg (nils@hafenbote.example)"],
)
def test_a_signature_is_no_text(last: str) -> None:
    byline = "<div class=author>田中美咲</div>" if "田" in last else ""
    assert article(f"{told()}<p>{last}</p>", above=byline).text.split("\n\n") == SAID


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("প্রকাশ: ১০ মার্চ ২০২৬, ২০: ৩৫", "2026-03-10T20:35"),
        ("மார்ச் 10, 2026 20:35", "2026-03-10T20:35"),
        ("10 மார்ச் 2026", "2026-03-10T00:00"),
        ("10 మార్చి 2026, 20:35", "2026-03-10T20:35"),
        ("10 മാർച്ച് 2026", "2026-03-10T00:00"),
        ("10 ફેબ્રુઆરી 2026", "2026-02-10T00:00"),
        ("10 مارچ 2026", "2026-03-10T00:00"),
        ("Tue, 10 Mar 2026, 08:41:PM", "2026-03-10T20:41"),
    ],
)
def test_dates_in_languages_of_india(text: str, day: str) -> None:
    read = dates.read(text)
    assert read is not None
    assert read.at.isoformat()[:16] == day


def test_names_side_by_side_are_all_authors() -> None:
    names = (
        "<div class=stamp>10/03/2026, 20:15</div><div class=credit-line><h6>Rudi Hartono,</h6><h6>Sari Dewi</h6></div>"
    )
    assert [author.name for author in article(told(), above=names, lang="id").authors] == ["Rudi Hartono", "Sari Dewi"]


def test_an_editor_beside_the_writer_is_no_author() -> None:
    links = "<p><span>Written by: <a href=/author/1>Amit Sharma</a></span><span>Edited by: <a href=/author/2>Neha Gupta</a></span></p>"
    assert [author.name for author in article(told(), above=links, lang="en").authors] == ["Amit Sharma"]


def test_credits_at_the_end_of_a_caption() -> None:
    figure = "<figure><img src=/h.jpg><figcaption>{}</figcaption></figure>"
    picture = article(figure.format("السوق القديم بعد إغلاقه (رويترز)") + told(), lang="ar").images[0]
    assert (picture.caption, picture.credit) == ("السوق القديم بعد إغلاقه", "رويترز")
    spoken = article(figure.format("Hala od rynku <span class=fot>fot. Piotr Żak</span>") + told(), lang="pl").images[0]
    assert spoken.caption == "Hala od rynku"


def test_a_kicker_without_a_colon_is_told_by_the_first_part_of_the_title() -> None:
    heading = f"<h2><span>Umbau in Goslar</span><span>{TITLE}</span></h2>"
    page = f"<html lang=de><head><title>{TITLE} | Hafenbote</title></head><body><main><article>{heading}<div>{told()}</div></article></main></body></html>"
    assert extract(page.encode(), url="https://hafenbote.example/stadt/halle-4471902.html").headline == TITLE


def test_a_short_headline_behind_the_name_that_the_logo_shows() -> None:
    page = f"<html lang=de><head><title>Hafenbote: Neues vom Markt</title></head><body><h1><a href=/>Hafenbote</a></h1><div><h3>Neues vom Markt</h3>{told()}</div></body></html>"
    assert extract(page.encode(), url="https://hafenbote.example/2004/06/markt-am-hafen").headline == "Neues vom Markt"


def test_last_labels_that_look_unlike_all_paragraphs_are_no_text() -> None:
    styled = told().replace("<p>", "<p class=story__p>")
    below = "<section class=author><a href=/a>Anne Guérin</a> <span>(Hafenstadt, unsere Korrespondentin)</span></section><p class=story__status>Unterstützen</p><p>Inhalt weiterverwenden</p>"
    assert article(styled + below, above="<p>Von Anne Guérin</p>").text.split("\n\n") == SAID


@pytest.mark.parametrize(
    "line", ["RIPRODUZIONE RISERVATA © Copyright AP", "<em>Mehr davon? Kövessen minket a Facebookon is!</em>"]
)
def test_notes_of_rights_and_accounts_are_no_text(line: str) -> None:
    assert article(f"{told(0, 3)}<p>{line}</p>{told(3)}").text.split("\n\n") == SAID


def test_the_reporter_in_a_line_with_newspaper_and_place() -> None:
    line = "<span class=content__author>海濱報／ 記者<a href=/reporter/1>林淑芬</a>／台南即時報導</span>"
    assert [author.name for author in article(told(), above=line, lang="zh-Hant").authors] == ["林淑芬"]


@pytest.mark.parametrize(
    "above",
    [
        "<p>Von Lise Aubry — Aktualisiert am 3. März 2025 — Veröffentlicht am 12. Februar 2019</p>",
        "<table><tr><th>Antrag</th><td>12.03.2018</td></tr></table><p class=m>Veröffentlicht am 12. Februar 2019 in <a href=/c>Recht</a></p>",
    ],
)
def test_a_labelled_date_of_publication_comes_first(above: str) -> None:
    assert article(told(), above=above).date_published.startswith("2019-02-12")


def test_a_notice_of_a_few_signs_is_an_article() -> None:
    said = "<p>旧市場の改修工事を九月から行います。工事の期間中は市場を利用できません。</p><p>商店は隣の広場に仮設の店舗を設けて営業を続けます。</p>"
    page = f"<html lang=ja><head><title>旧市場の改修工事についてのお知らせ</title></head><body><main><h1>旧市場の改修工事についてのお知らせ</h1><p>更新日：令和6年4月12日</p>{said}</main></body></html>"
    found = extract(page.encode(), url="https://minato.example/kouhou/0412.html")
    assert found.text.count("\n\n") == 1
    assert (found.date_published or "").startswith("2024-04-12")


def test_a_label_of_the_change_behind_a_name_is_no_author() -> None:
    line = "<p class=autor>Von Dr. Silke Brandt, zuletzt aktualisiert am 15.01.2026</p>"
    assert len(article(told(), above=line).authors) == 1
