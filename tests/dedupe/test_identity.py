"""Whether an article is new, known, revised or a copy, given what the state remembers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from newscrawl.dedupe import Decision, KnownArticle, consonant_hash, decide, text_rules
from newscrawl.items import content_hash
from tests.helpers.records import article

if TYPE_CHECKING:
    from newscrawl.items import Article


def judge(item: Article | None = None, known: KnownArticle | None = None, same_content: str | None = None) -> Decision:
    return decide(item or article(), known, same_content=same_content)


def reading(item: Article, **changes: Any) -> KnownArticle:
    """What the state remembers of an article after its first extraction."""
    known = KnownArticle(
        1, item.content_hash, item.date_published, text_rules(item), consonant_hash(item.headline, item.text)
    )
    return known._replace(**changes)


def test_new() -> None:
    assert judge() == Decision(revision=1, skip_reason="", same_content_as=None)


def test_unchanged() -> None:
    assert judge(article(), reading(article(), revision=2)) == Decision(2, skip_reason="unchanged")


def test_another_text_is_a_revision() -> None:
    assert judge(article(), reading(article(text="Bài cũ."), revision=2)) == Decision(revision=3)


def test_back_to_the_text_before_is_a_revision_too() -> None:
    old, new = article(text="Bài cũ."), article(text="Bài mới.")
    assert judge(old, reading(new, revision=2), same_content=old.id) == Decision(revision=3)


def test_another_date_is_a_revision() -> None:
    assert judge(article(), reading(article(), date_published="2026-01-01T00:00:00+07:00")) == Decision(revision=2)


def test_a_page_that_lost_its_date_is_no_revision() -> None:
    assert judge(article(date_published=None), reading(article())).skip_reason == "unchanged"


def test_other_related_links_adverts_and_moments_of_editing_are_no_revision() -> None:
    item = article(keywords=["làng"], date_modified="2026-03-02T09:00:00+07:00", description="Lời khác.")
    assert judge(item, reading(article())).skip_reason == "unchanged"


SPELLED = (
    ("Người dân hoà mình, “thuỷ lợi”  xong.", 'Người dân hòa mình, "thủy lợi" xong.'),
    ("Lũ vềlàng, ngườidân chạy.", "Lũ về làng, người dân chạy."),
    ("Đê vỡ … hôm qua - rạng sáng", "Đê vỡ... hôm qua – rạng sáng"),
)


@pytest.mark.parametrize(("old", "new"), SPELLED)
def test_other_rules_of_ours_are_no_revision_and_the_same_rules_are(old: str, new: str) -> None:
    known = reading(article(text=old))
    assert judge(article(text=new), known) == Decision(revision=2), "the newspaper changed it"
    assert judge(article(text=new), known._replace(text_rules="0 second")).skip_reason == "unchanged", "we did"


def test_an_edit_is_a_revision_under_whichever_rules() -> None:
    known = reading(article(text="Giá vàng tăng 1 triệu đồng."), text_rules="0 second")
    assert judge(article(text="Giá vàng tăng 2 triệu đồng."), known) == Decision(revision=2)
    assert judge(article(text="Giá vàng giảm 1 triệu đồng."), known) == Decision(revision=2)


def test_a_state_that_kept_no_consonants_is_judged_by_the_hash() -> None:
    known = reading(article(text="Hoà."), text_rules="", consonant_hash="")
    assert judge(article(text="Hòa."), known) == Decision(revision=2)


def test_the_same_content_under_another_address_of_the_site() -> None:
    assert judge(same_content="bao:99").skip_reason == "same_content"


def test_the_same_content_at_another_site_is_kept_and_marked() -> None:
    assert judge(same_content="khac:99") == Decision(same_content_as="khac:99")


def test_pieces_without_text_are_no_copies() -> None:
    assert judge(article(text=""), same_content="bao:99") == Decision()


def test_the_hash_keeps_headline_and_text_apart() -> None:
    assert content_hash("a", "b") != content_hash("ab", "")
    assert content_hash("a", "b").startswith("sha256:")
