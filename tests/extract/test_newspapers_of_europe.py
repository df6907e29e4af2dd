"""What newspapers of Europe put around and into their texts, and how they mark up headline, lead, byline, pictures and tags."""

from __future__ import annotations

from typing import Any

import pytest

from newscrawl.extract import extract
from newscrawl.extract.people import read as read_byline
from newscrawl.extract.picture_credits import bare_credit

TITLE = "Alte Seilbahn am Brocken fährt wieder"
SAID = [
    "Die alte Seilbahn am Brocken fährt seit dem frühen Morgen wieder, und vor der Talstation stand eine lange Schlange.",
    "Zwei Jahre lang hatten Schlosser aus der Gegend die Gondeln zerlegt, gereinigt und mit neuen Bremsen versehen.",
    "Der Verein der Bergfreunde bezahlte die Hälfte der Kosten, den Rest gaben Gemeinden und einige Unternehmen dazu.",
    "Im Winter soll die Bahn auch am Abend fahren, wenn die Loipen auf dem Hochplateau beleuchtet werden.",
    "Gegner des Umbaus hatten vor dem Gericht verloren, wollen aber die Zahl der Fahrten weiter begrenzt sehen.",
]
LEAD = (
    "Nach langer Reparatur dürfen die bunten Gondeln wieder auf den Berg, doch nicht alle Nachbarn freuen sich darüber."
)


def told(first: int = 0, last: int = 5) -> str:
    return "".join(f"<p>{line}</p>" for line in SAID[first:last])


def read(body: str, *, head: str = "", lang: str = "de") -> Any:
    page = f"<html lang={lang}><head><title>{TITLE}</title>{head}</head><body>{body}</body></html>"
    return extract(page.encode(), url="https://bergbote.example/harz/alte-seilbahn-faehrt-wieder-4471902.html")


def article(inside: str, *, head: str = "", lang: str = "de", above: str = "") -> Any:
    return read(f"<article><h1>{TITLE}</h1>{above}<div class=story>{inside}</div></article>", head=head, lang=lang)


INSERTS = {
    "consent": "<div class=x1><h4>Empfohlener externer Inhalt</h4><p>Hier steht ein Beitrag von einem sozialen Netz, den wir erst mit Ihrem Klick laden.</p></div>",
    "consent, in French": "<div class=x1><p>Pour afficher ce contenu, merci d'accepter les cookies de notre partenaire.</p></div>",
    "newsletter by two words": "<section><h4>Der Morgen am Berg</h4><p>Unser Newsletter bringt Neues aus dem Harz, jeden Tag um sieben, kostenlos in Ihr Postfach.</p></section>",
    "channel within the text": "<p>Join our WhatsApp channel for news from the mountains as it happens.</p>",
    "tips": "<aside-box><h3>Har du tips om saken?</h3><p>Ring oss, eller send et bilde til redaksjonen når som helst.</p></aside-box>",
}


@pytest.mark.parametrize("insert", INSERTS.values(), ids=INSERTS)
def test_insertions_of_the_newspaper_are_no_text(insert: str) -> None:
    assert article(told(0, 3) + insert + told(3)).text.split("\n\n") == SAID


def test_a_text_about_newsletters_stays() -> None:
    about = (
        "Der Verein verschickt einen Newsletter und bittet darin, sich für die erste Abendfahrt am Samstag anzumelden."
    )
    assert about in article(told(0, 3) + f"<p>{about}</p>" + told(3)).text
    lines = "<br><br>".join([*SAID[:3], "Sign up for our newsletter to hear of such lifts.", *SAID[3:]])
    assert SAID[4] in article(lines).text


@pytest.mark.parametrize(
    "step",
    [
        "Inscrivez-vous à la montée guidée avant midi, à la gare de la vallée.",
        "An dieser Stelle befindet sich heute ein Museum der Seilbahn.",
    ],
)
def test_a_sentence_of_a_guide_stays(step: str) -> None:
    assert step in article(told(0, 3) + f"<p>{step}</p>" + told(3)).text
    assert (
        step
        in article(
            f"{told(0, 3)}<ul><li>{step}</li><li>Take warm gloves, for the wind is strong.</li></ul>{told(3)}"
        ).text
    )


@pytest.mark.parametrize(
    "signed", ["dpa/krö", "RND/dpa", "Mit Material von dpa", "(APA, red, 12.11.2026)", "Avec AFP et Reuters"]
)
def test_a_last_line_of_agencies_and_initials_is_no_text(signed: str) -> None:
    assert article(f"{told()}<p>{signed}</p>").text.split("\n\n") == SAID


def test_a_link_right_behind_its_label_is_no_text() -> None:
    link = "<p><b>À lire aussi</b><a href=/harz/zug-faehrt-nicht-mehr-4471800.html>Der Zug zum Gipfel fährt nicht mehr</a></p>"
    found = article(told(0, 3) + link + told(3), lang="fr")
    assert found.text.split("\n\n") == SAID
    assert [link.relation for link in found.related_links] == ["see_also"]


@pytest.mark.parametrize(
    "heading",
    [
        f"<span>Harz:</span><span>{TITLE}</span>",
        f"<span><span>Harz<i>:</i></span><span>{TITLE}</span></span>",
        f"<b>Ausflug</b>{TITLE}",
    ],
)
def test_a_kicker_in_the_heading_is_no_part_of_the_headline(heading: str) -> None:
    assert read(f"<article><h2>{heading}</h2><div>{told()}</div></article>").headline == TITLE


def test_words_before_a_colon_of_the_author_stay_in_the_headline() -> None:
    heading = "<h1>Harz: <b>Alte Seilbahn</b> am Brocken fährt wieder</h1>"
    assert read(f"<article>{heading}<div>{told()}</div></article>").headline == f"Harz: {TITLE}"


def test_the_only_sentence_of_the_header_is_the_lead() -> None:
    meta = "<div>Von <a href=/a/1>Jonas Brecht</a></div><div>Stand: 12.11.2026, 15:03 Uhr, am selben Tag geändert und um ein Bild ergänzt</div>"
    top = f"<header class=q1><h1>{TITLE}</h1><p class=q2>{LEAD}</p>{meta}</header>"
    found = read(f"<article>{top}<div>{told()}</div></article>")
    assert (found.description, found.text.split("\n\n")) == (LEAD, SAID)


def test_a_lead_beside_what_is_called_a_paragraph_is_no_paragraph() -> None:
    lines = "".join(f"<p class=story-paragraph>{line}</p>" for line in SAID)
    found = article(f"<p class=story-leadText>{LEAD}</p>{lines}")
    assert (found.description, found.text.split("\n\n")) == (LEAD, SAID)


@pytest.mark.parametrize(
    ("line", "language", "names"),
    [
        ("Noor Postma verslaggever Groningen", "nl", ["Noor Postma"]),
        ("Noor Postma\nLeestijd 3 minuten", "nl", ["Noor Postma"]),
        ("Elif Tekin/TRABZON, (DHA)", "tr", ["Elif Tekin"]),
        ("Una Reid is a reporter in Oslo", "en", ["Una Reid"]),
    ],
)
def test_what_stands_beside_a_name(line: str, language: str, names: list[str]) -> None:
    assert [author.name for author in read_byline(line, language=language).authors] == names


def test_a_biography_in_the_box_of_the_author_names_nobody_else() -> None:
    box = "<div class=author-container><b>Una Reid</b><p>Una Reid is <i>The Courier</i>’s Oslo correspondent</p></div>"
    assert [a.name for a in article(told(), above=box, lang="en").authors] == ["Una Reid"]


@pytest.mark.parametrize(
    ("credit", "want"),
    [("© Una Reid/dpa", "Una Reid/dpa"), ("Quelle: AFP", "AFP"), ("(ansa)", "ansa"), ("Foto Una Reid", "Una Reid")],
)
def test_credits_without_labels_and_signs(credit: str, want: str) -> None:
    assert bare_credit(credit) == want


CAPTION = "Die erste Gondel am Morgen"


@pytest.mark.parametrize(
    "caption",
    [
        f"<figcaption>{CAPTION} <small>Foto Una Reid</small></figcaption>",
        f"<figcaption>{CAPTION} — Una Reid / Bergbote</figcaption>",
        f"<p class=x>{CAPTION} <em>Fot. Una Reid</em></p>",
        f"<figcaption>{CAPTION}<br><span>Quelle: Una Reid</span></figcaption>",
    ],
)
def test_credits_at_the_end_of_a_caption(caption: str) -> None:
    found = article(f"<figure><img src=/bahn.jpg>{caption}</figure>{told()}").images[0]
    assert (found.caption, (found.credit or "").partition(" / ")[0]) == (CAPTION, "Una Reid")


def test_a_caption_that_is_an_agency_is_a_credit() -> None:
    found = article(f"<figure><img src=/bahn.jpg><figcaption><span>ANP</span></figcaption></figure>{told()}").images[0]
    assert (found.caption, found.credit) == (None, "ANP")


@pytest.mark.parametrize(
    ("attributes", "want"),
    [
        ("src=/b-600.jpg srcset='/b-300.jpg 300w, /b-1200.jpg 1200w'", "/b-1200.jpg"),
        ("src=/b.jpg width=2000 srcset='/b-300.jpg 300w, /b-1200.jpg 1200w'", "/b.jpg"),
        ("src=/b.jpg srcset='/b-2.jpg 2x'", "/b.jpg"),
    ],
)
def test_the_widest_version_of_a_picture(attributes: str, want: str) -> None:
    found = article(f"<figure><img {attributes}></figure>{told()}").images[0]
    assert found.url == f"https://bergbote.example{want}"


def test_tags_in_one_folder_need_not_be_spelled_like_their_addresses() -> None:
    tags = "<div class=berg-tags><a href=/t/bahn>Bahn</a><a href=/t/umland>Harz</a></div>"
    assert article(told() + tags).keywords == ["Bahn", "Harz"]


@pytest.mark.parametrize(
    ("credit", "want"),
    [("Una Reid / NTB Vis mer", "Una Reid / NTB"), ("- RIPRODUZIONE RISERVATA", ""), ("(Foto: Una Reid)", "Una Reid")],
)
def test_credits_without_buttons_and_rights(credit: str, want: str) -> None:
    assert bare_credit(credit) == want


def test_a_credit_may_stand_before_the_words_of_its_caption() -> None:
    picture = f"<figure><img src=/bahn.jpg><figcaption><span>Foto: Una Reid, Bote</span><p>{CAPTION}</p></figcaption></figure>"
    found = article(picture + told()).images[0]
    assert (found.caption, found.credit) == (CAPTION, "Una Reid, Bote")


def test_a_region_of_one_long_word_is_no_title_of_another_article() -> None:
    region = "<a href=/nyheter/lokalt/vasterbotten>Västerbotten</a>"
    picture = f"<div class=Media><img src=/bahn.jpg><div class=Media__caption>{CAPTION}</div></div>"
    top = f"<header>{region}{picture}<h1>{TITLE}</h1></header>"
    assert [i.caption for i in read(f"<article>{top}<div>{told()}</div></article>", lang="sv").images] == [CAPTION]


def test_a_call_to_pay_for_reading_on_is_no_text() -> None:
    call = "<div class=call><p>Der Bergbote lebt von denen, die ihn lesen. Um weiterzulesen, bestellen Sie hier ein Abo und helfen uns damit.</p></div>"
    assert article(told(0, 4) + call + told(4)).text.split("\n\n") == SAID


def test_one_point_that_leads_on_leaves_the_others_in_the_text() -> None:
    points = f"<ul><li>{SAID[0]}</li><li>{SAID[1]}</li><li>Więcej takich historii znajdziesz na <a href=/>stronie głównej</a></li></ul>"
    assert article(points + told(2), lang="pl").text.split("\n\n") == SAID


def test_a_call_for_donations_apart_from_the_text_is_no_text() -> None:
    call = "<div class=z9><h3>Your support helps us to tell the story</h3><div><p>We send journalists to the mountains in all weathers.</p></div></div>"
    assert article(call + told(), lang="en").text.split("\n\n") == SAID


def test_the_only_point_below_the_headline_is_the_lead() -> None:
    top = f"<header><h1>{TITLE}</h1><ul><li><h2>{LEAD}</h2></li><li><h2><a href=/harz/x-4471800.html>Der Zug zum Gipfel</a></h2></li></ul></header>"
    assert read(f"<article>{top}<div>{told()}</div></article>").description == LEAD


@pytest.mark.parametrize("name", ["(Adobe Stock)", "PA Wire"])
def test_a_stock_of_pictures_alone_is_a_credit(name: str) -> None:
    found = article(f"<figure><img src=/bahn.jpg><figcaption>{name}</figcaption></figure>{told()}").images[0]
    assert (found.caption, found.credit) == (None, name.strip("()"))


QUOTES = (
    "The mayor wrote on Telegram that two people had been hurt following the storm, and that they joined their families.",
    "He told a podcast of the valley that most listeners had written to him about the old gondolas and their colours.",
)


@pytest.mark.parametrize("quote", QUOTES)
def test_a_quoted_message_apart_from_the_text_stays(quote: str) -> None:
    assert quote in article(f"{told(0, 3)}<blockquote><div>{quote}</div></blockquote>{told(3)}", lang="en").text
