"""Counts and verdicts of health: changes are reported, chance is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from newscrawl.items import Extraction, FieldSource, Normalization
from newscrawl.report.crawl_stats import WATCHED_FIELDS, Counts, CrawlStats, dumps, fold_by_day, loads, merged, periods
from newscrawl.report.health import judge
from newscrawl.sites.profile import Health, Layout, Site
from tests.helpers.records import article

if TYPE_CHECKING:
    from newscrawl.items import Article

SITE = Site(
    name="bao",
    publisher="Báo",
    home="https://bao.vn/",
    layouts=(Layout(name="old", body=(".old",)), Layout(name="new", body=(".new",))),
    health=Health(articles_per_day=(5, 50)),
)


def run(day: int, articles: int = 60, *, hour: int = 8, layout: str = "old", **more: Any) -> Counts:
    """The counts of a healthy run; arguments change them, ``filled`` the shares of single fields."""
    filled = dict.fromkeys(WATCHED_FIELDS, 1.0) | more.pop("filled", {})
    moment = f"2026-03-{day:02}T{hour:02}:00:00+07:00"
    values: dict[str, Any] = {
        "crawl_id": f"run-{day:02}-{hour:02}",
        "finished": moment,
        "since": moment,
        "articles": articles,
        "filled": {name: round(share * articles) for name, share in filled.items()},
        "body_chars": 1800.0,
        "words": articles * 400,
        "layouts": {layout: articles} if articles else {},
        "sources": {"date_published": {"layout": articles}},
    }
    return Counts(**values | more)


PAST = [run(day) for day in range(1, 7)]


# -- counting ----------------------------------------------------------------------------------------------------------


def read(**changes: Any) -> Article:
    extraction = Extraction(
        layout=changes.pop("layout", "old"),
        field_sources=[
            FieldSource(field="date_published", source="layout:.time"),
            FieldSource(field="description", source="meta:description"),
        ],
        warnings=[],
    )
    return replace(article(), extraction=extraction, **changes)


def test_articles_are_counted_by_field_layout_source_and_day() -> None:
    tally = CrawlStats(today=date(2026, 3, 10))
    tally.add(read(text="một hai", word_count=2, date_published="2026-03-09T08:00:00+07:00"))
    tally.add(read(text="ba", word_count=1, date_published="2026-03-09T23:00:00+07:00", layout="generic"))
    tally.add(read(text="", word_count=0, date_published="2020-01-01T08:00:00+07:00", revision=2, keywords=[]))
    counts = tally.counts(crawl_id="r", finished="2026-03-10T08:00:00+07:00", unread=1, whole=True)
    assert counts.articles == 3
    assert counts.filled["text"] == 2
    assert counts.body_chars == 2
    assert counts.layouts == {"old": 2, "generic": 1}
    assert counts.sources == {"date_published": {"layout": 3}, "description": {"meta:description": 3}}
    assert counts.days == {"2026-03-09": 2}
    assert len(counts.missing["layout"]) == 1
    assert counts.unread_share == pytest.approx(0.25)


def test_repairs_are_counted_by_the_thousand_words() -> None:
    tally = CrawlStats(today=date(2026, 3, 10))
    split = Normalization(version="1", tone_style="first", edits=9, glued_words_split=6)
    tally.add(read(word_count=2000, normalization=split))
    counts = tally.counts(crawl_id="r", finished="2026-03-10T08:00:00+07:00", unread=0, whole=True)
    assert counts.glued_per_1000 == pytest.approx(3)


def test_the_state_gives_back_what_it_was_given_and_leaves_out_what_it_does_not_know() -> None:
    counts = run(1, missing={"text": ["https://bao.vn/1.html"]}, broken=["text"])
    assert loads(dumps(counts)) == counts
    assert loads(dumps(counts).replace('"words"', '"of_a_later_version":1,"words"')) == counts


def test_runs_together_are_their_sums() -> None:
    both = merged([run(1, 10, body_chars=100.0), run(2, 30, body_chars=900.0, layout="new")])
    assert (both.articles, both.body_chars, both.layouts) == (40, 900.0, {"new": 30, "old": 10})
    assert (both.since[:10], both.finished[:10]) == ("2026-03-01", "2026-03-02")


def test_small_runs_are_put_together_until_they_tell_something() -> None:
    small = [run(day, 4) for day in range(1, 9)]
    assert [p.articles for p in periods(small)] == [12, 12]


def test_years_of_runs_are_kept_as_days() -> None:
    hourly = [run(day, 2, hour=hour) for day in range(1, 4) for hour in range(24)]
    kept = fold_by_day(hourly, before="2026-03-03T00:00:00+07:00")
    assert [c.articles for c in kept] == [48, 48, *[2] * 24]
    assert sum(c.articles for c in kept) == sum(c.articles for c in hourly)
    assert fold_by_day(kept, before="2026-03-03T00:00:00+07:00") == kept


def test_quiet_runs_do_not_pile_up() -> None:
    quiet = [run(3, 0, hour=hour, whole=True) for hour in range(10)]
    kept = fold_by_day([run(2), *quiet], before="2026-01-01")
    assert [c.articles for c in kept] == [60, 0]
    assert kept[1].whole


# -- judging -----------------------------------------------------------------------------------------------------------


def test_a_run_as_always_is_well() -> None:
    health = judge(SITE, run(7), PAST)
    assert (health.verdict, health.findings) == ("ok", [])
    assert health.fill["date_published"] == 1
    assert health.layouts == {"old": 1}


def test_a_bound_of_the_profile_that_is_broken_is_an_error_in_the_first_run() -> None:
    broken = run(7, filled={"date_published": 0.3}, missing={"date_published": ["https://bao.vn/1.html"]})
    (finding,) = judge(SITE, broken, []).errors
    assert finding.what == "date_published"
    assert finding.samples == ["https://bao.vn/1.html"]
    assert "18 of 60 articles have it (30 %); at least 90 % should" in finding.words
    assert "https://bao.vn/1.html" in finding.words


def test_a_field_that_no_bound_speaks_of_is_held_against_the_past() -> None:
    assert judge(SITE, run(7, filled={"keywords": 0.4}), []).verdict == "ok"
    (finding,) = judge(SITE, run(7, filled={"keywords": 0.4}), PAST).errors
    assert finding.what == "keywords"
    assert "100 % had it before" in finding.words


def test_a_past_of_fewer_runs_says_nothing() -> None:
    assert judge(SITE, run(7, filled={"keywords": 0.0}), PAST[:2]).verdict == "ok"


def test_what_varied_before_may_vary_again() -> None:
    past = [run(day, filled={"images": share}) for day, share in enumerate((0.9, 0.5, 0.8, 0.3, 0.9), 1)]
    assert judge(SITE, run(7, filled={"images": 0.35}), past).verdict == "ok"
    assert judge(SITE, run(7, filled={"images": 0.0}), past).verdict == "error"


def test_since_when_is_the_first_run_of_the_unbroken_row() -> None:
    low = [run(day, filled={"keywords": 0.1}, broken=["keywords"]) for day in (7, 8, 9)]
    (finding,) = judge(SITE, run(10, filled={"keywords": 0.1}), [*PAST, *low]).errors
    assert finding.since == "2026-03-07T08:00:00+07:00"
    assert "since 2026-03-07" in finding.words


def test_what_was_broken_long_ago_does_not_become_the_measure() -> None:
    low = [run(day, filled={"keywords": 0.1}, broken=["keywords"]) for day in range(7, 28)]
    assert [f.what for f in judge(SITE, run(28, filled={"keywords": 0.1}), [*PAST, *low]).errors] == ["keywords"]


@pytest.mark.parametrize("articles", [0, 1, 9])
def test_a_quiet_run_never_fails(articles: int) -> None:
    nothing = run(7, articles, filled=dict.fromkeys(WATCHED_FIELDS, 0.0), layout="generic", body_chars=3.0)
    assert judge(SITE, nothing, PAST).verdict == "too_few"
    assert judge(SITE, nothing, []).verdict == "too_few"


def test_small_runs_are_judged_together() -> None:
    small = [run(7, 2, hour=hour, filled={"date_published": 0.0}) for hour in range(10)]
    assert judge(SITE, small[3], [*PAST, *small[:3]]).verdict == "too_few"
    health = judge(SITE, small[5], [*PAST, *small[:5]])
    assert health.articles == 10
    assert [f.what for f in health.errors] == ["date_published"]


def test_few_articles_may_be_unlucky() -> None:
    assert judge(SITE, run(7, 10, filled={"date_published": 0.7}), []).verdict == "ok"
    assert judge(SITE, run(7, 500, filled={"date_published": 0.7}), []).verdict == "error"


def test_no_layout_that_reads_is_an_error_that_names_what_was_and_what_is() -> None:
    changed = run(
        7,
        layout="generic",
        filled={"keywords": 0.0},
        sources={"date_published": {"jsonld": 60}, "text": {"generic": 60}},
        missing={"layout": ["https://bao.vn/1.html"]},
    )
    first = judge(SITE, changed, []).errors
    assert [f.what for f in first] == ["layout"]
    assert "the profile knows new, old" in first[0].words
    later = next(f for f in judge(SITE, changed, PAST).errors if f.what == "layout")
    assert later.instead == {"generic": 1}
    for part in (
        "old 100 % before",
        "`generic`",
        "no article has keywords",
        "date_published (jsonld)",
        "https://bao.vn/1.html",
    ):
        assert part in later.words, later.words


def test_half_a_layout_that_is_gone_is_an_error_too() -> None:
    past = [run(day, layouts={"old": 20, "new": 40}) for day in range(1, 7)]
    (finding,) = judge(SITE, run(7, layouts={"generic": 20, "new": 40}), past).errors
    assert finding.what == "layout"
    assert "old 33 % before" in finding.words


def test_another_layout_of_the_profile_is_a_warning() -> None:
    health = judge(SITE, run(7, layout="new"), PAST)
    assert health.verdict == "warning"
    assert [(f.what, f.instead) for f in health.findings] == [("layout", {"new": 1.0})]


def test_a_source_that_speaks_instead_of_the_layout_is_named() -> None:
    health = judge(SITE, run(7, sources={"date_published": {"jsonld": 58, "visible": 2}}), PAST)
    (finding,) = health.findings
    assert (health.verdict, finding.what) == ("warning", "source:date_published")
    assert "jsonld 97 %" in finding.words


@pytest.mark.parametrize(
    ("chars", "verdict"), [(150.0, "error"), (700.0, "error"), (1200.0, "ok"), (40_000.0, "warning")]
)
def test_bodies_have_the_usual_length(chars: float, verdict: str) -> None:
    assert judge(SITE, run(7, body_chars=chars), PAST).verdict == verdict


def test_many_lost_spaces_are_a_warning() -> None:
    (finding,) = judge(SITE, run(7, glued_words_split=600), PAST).findings
    assert (finding.level, finding.what, finding.value) == ("warning", "glued_words", 25)


def test_pages_that_give_no_article_are_an_error() -> None:
    health = judge(SITE, run(7, 0, unread=40), PAST)
    assert [f.what for f in health.errors] == ["unread"]
    assert judge(SITE, run(7, 60, unread=10), PAST).verdict == "ok"


def test_bounds_of_a_site_without_a_profile_are_no_error() -> None:
    site = Site(name="la.vn", publisher="la.vn", home="https://la.vn/", family="unknown")
    poor = run(7, filled={"description": 0.0}, layout="generic", body_chars=20.0, unread=300)
    assert judge(site, poor, []).verdict == "warning"
    assert judge(site, poor, PAST).verdict == "error"


# -- volume ------------------------------------------------------------------------------------------------------------


def daily(articles: int, days: range, **more: Any) -> list[Counts]:
    """Daily runs; each has the articles of the day before."""
    return [run(day, articles, whole=True, days={f"2026-03-{day - 1:02}": articles}, **more) for day in days]


def test_days_without_news_are_an_error() -> None:
    past = daily(20, range(2, 9))
    assert judge(SITE, daily(20, range(9, 10))[0], past).verdict == "ok"
    quiet = [run(day, 0, whole=True) for day in range(9, 13)]
    (finding,) = judge(SITE, quiet[-1], [*past, *quiet[:-1]]).errors
    assert finding.what == "volume"
    assert "0 new articles from 2026-03-09 to 2026-03-11" in finding.words


def test_twice_as_much_as_can_be_is_a_warning() -> None:
    runs = daily(90, range(2, 10))
    (finding,) = judge(SITE, runs[-1], runs[:-1]).findings
    assert (finding.level, finding.what) == ("warning", "volume")


@pytest.mark.parametrize("whole", [True, False])
def test_the_volume_is_judged_over_days_that_were_seen_whole(whole: bool) -> None:  # noqa: FBT001 - a case
    runs = [replace(r, whole=whole) for r in daily(1, range(8, 10))]
    assert judge(SITE, runs[-1], runs[:-1]).verdict in {"ok", "too_few"}
    later = [replace(r, whole=whole) for r in daily(0, range(10, 15))]
    assert (judge(SITE, later[-1], [*runs, *later[:-1]]).verdict == "error") is whole
