"""Dates that only a sentence, a comment of the markup, an attribute or a line outside the article states."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from newscrawl.extract import extract

TITLE = "Ferry to the western islands sails again after a month"
SAID = [
    "The first ferry to the western islands left Carrow shortly after dawn with sixty passengers and the mail on board.",
    "Harbour master Edith Lowe said the repaired pier had been tested with two lorries full of sand on the previous evening.",
    "Islanders had relied on a small charter boat, which could take only eight people and no freight at all.",
    "Fishermen of the northern harbour have asked the council for a separate berth, because the ferry needs the whole quay.",
    "Tickets cost the same as before the storm, and holders of an island card pay half on all weekdays except Friday.",
    "The harbour office publishes the timetable every Thursday afternoon on the notice board beside the old customs house.",
]
DAY = "2015-03-12"


def read(*, top: str = "", title: str = TITLE, above: str = "", start: str = "", below: str = "", **page: Any) -> Any:
    """An article of a plain site, with something put somewhere."""
    first, *others = SAID
    text = "".join(f"<p>{line}</p>" for line in (start + first, *others))
    body = f"{top}<div id='content'><h1>{title}</h1>{above}<div class='text'>{text}</div>{below}</div><div id='footer'>© 2010-2026</div>"
    html = f"<html lang='{page.get('lang', 'en')}'><head><title>{TITLE}</title>{page.get('head', '')}</head><body>{body}</body></html>"
    return extract(html.encode(), url="https://carrow.example/ferry-sails-again-7712", fetched_at=page.get("now"))


PAGES: dict[str, dict[str, str]] = {
    "filed under": {"below": "<p>This entry was posted on Thursday, March 12th, 2015 at 10:15 am and is filed under <a href='/c/t'>Travel</a>. You can follow it.</p>"},
    "filed under, in German": {
        "below": "<p>Dieser Eintrag wurde am Donnerstag, 12. März 2015 um 10:15 Uhr veröffentlicht und unter <a href='/c/t'>Reise</a> gespeichert.</p>",
        "lang": "de",
    },
    "a bold label": {"below": "<p><b>Erstellt am</b> 12.03.2015 | <a href='#top'>nach oben</a></p>", "lang": "de"},
    "dateline": {"start": "CARROW, March 12, 2015 /AgencyWire/ -- "},
    "dateline, in German": {"start": "Carrow, 12. März 2015 – ", "lang": "de"},
    "comment of the markup": {"head": "<!-- Published: 2015-03-12T10:15:00+00:00 -->"},
    "comment of the markup, in German": {"below": "<!-- Erstellt am: 12.03.2015 -->", "lang": "de"},
    "attribute": {"above": "<div class='stamp' data-date='2015-03-12'>last week</div>"},
    "in the headline": {"title": f"{TITLE} <small>12.03.2015</small>", "lang": "de"},
    "long line with two labels": {
        "above": "<p>Mis à jour le 15/03/2015 à 09:00 par la rédaction - Publié le 12/03/2015 à 10:15</p>",
        "lang": "fr",
    },
}  # fmt: skip


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_the_day_of_publication(page: dict[str, str]) -> None:
    got = read(**page)
    assert (got.date_published or "")[:10] == DAY
    assert got.extraction.warnings == []
    assert got.headline.startswith(TITLE)


CHANGES: dict[str, dict[str, str]] = {
    "sentence": {"below": "<p id='lastmod'>This page was last modified on 12 March 2015, at 10:15.</p>"},
    "data of the page": {"head": f"<script type='application/ld+json'>{json.dumps({'@type': 'WebPage', 'dateModified': DAY})}</script>"},
}  # fmt: skip


@pytest.mark.parametrize("page", CHANGES.values(), ids=CHANGES)
def test_the_day_of_a_change_has_a_warning(page: dict[str, str]) -> None:
    got = read(**page)
    assert ((got.date_published or "")[:10], got.extraction.warnings) == (DAY, ["date_from_change"])


def test_a_date_above_the_article_is_taken_unless_it_is_the_day_of_the_fetch() -> None:
    top = "<p>Thursday, March 12, 2015</p>"
    got = read(top=top, now=datetime(2026, 3, 12, tzinfo=UTC))
    assert ((got.date_published or "")[:10], got.extraction.warnings) == (DAY, ["date_outside_article"])
    assert read(top=top, now=datetime(2015, 3, 12, 20, tzinfo=UTC)).date_published is None


NO_DATES = {
    "an event in the first sentence": {"start": "On 12 March 2015 the council had closed the pier. "},
    "a comment's line": {"below": "<div class='comments'><p>Posted on 12 March 2015 by Bo</p></div>"},
    "a card's line": {"below": "<div><a href='/seals-return-to-the-bay-71'>Seals return to the bay at last</a><p>Posted on 12 March 2015</p></div>"},
    "years of a copyright": {},
}  # fmt: skip


@pytest.mark.parametrize("page", NO_DATES.values(), ids=NO_DATES)
def test_what_is_no_date_of_publication(page: dict[str, str]) -> None:
    assert read(**page).date_published is None
