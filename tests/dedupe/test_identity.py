"""Known, revised, copied: decided from what is remembered."""

from __future__ import annotations

from newscrawl.dedupe import Verdict, compare, content_hash
from tests.records import article


def judge(item: object = None, **known: object) -> Verdict:
    remembered: dict[str, object] = {
        "revision": None,
        "content_hash": None,
        "date_published": None,
        "same_content": None,
    }
    return compare(item or article(), **{**remembered, **known})  # type: ignore[arg-type] # the test's own words


def test_new() -> None:
    assert judge() == Verdict(revision=1, known="", copy_of=None)


def test_unchanged() -> None:
    item = article()
    assert (
        judge(item, revision=2, content_hash=item.content_hash, date_published=item.date_published).known == "unchanged"
    )


def test_another_text_is_a_revision() -> None:
    assert judge(revision=2, content_hash="sha256:other") == Verdict(revision=3)


def test_another_date_is_a_revision() -> None:
    item = article()
    assert judge(
        item, revision=1, content_hash=item.content_hash, date_published="2026-01-01T00:00:00+07:00"
    ) == Verdict(revision=2)


def test_a_page_that_lost_its_date_is_no_revision() -> None:
    item = article(date_published=None)
    assert (
        judge(item, revision=1, content_hash=item.content_hash, date_published="2026-01-01T00:00:00+07:00").known
        == "unchanged"
    )


def test_the_same_content_under_another_address_of_the_site() -> None:
    assert judge(same_content="bao:99").known == "same_content"


def test_the_same_content_at_another_site_is_kept_and_marked() -> None:
    assert judge(same_content="khac:99") == Verdict(copy_of="khac:99")


def test_pieces_without_text_are_no_copies() -> None:
    assert judge(article(text=""), same_content="bao:99") == Verdict()


def test_the_hash_keeps_headline_and_text_apart() -> None:
    assert content_hash("a", "b") != content_hash("ab", "")
    assert content_hash("a", "b").startswith("sha256:")
