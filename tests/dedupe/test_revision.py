"""The changes between two revisions of an article."""

from __future__ import annotations

from newscrawl.dedupe.revision import changes

BEFORE = {"headline": "Đê làng vỡ", "text": "Một.\n\nHai.\n\nBa.\n\nBốn.", "keywords": ["đê"], "related_links": [1]}


def test_nothing() -> None:
    assert not changes(BEFORE, dict(BEFORE))


def test_related_links_are_no_part_of_an_article() -> None:
    assert not changes(BEFORE, {**BEFORE, "related_links": [2, 3], "date_fetched": "later"})


def test_fields_before_and_after() -> None:
    found = changes(BEFORE, {**BEFORE, "headline": "Đê làng đã đắp lại"})
    assert found.fields == {"headline": ("Đê làng vỡ", "Đê làng đã đắp lại")}
    assert (found.added, found.removed, found.changed) == ([], [], [])


def test_paragraphs_added_removed_and_rewritten() -> None:
    found = changes(BEFORE, {**BEFORE, "text": "Một.\n\nHai rưỡi.\n\nBốn.\n\nNăm."})
    assert found.changed == [("Hai.", "Hai rưỡi.")]
    assert found.removed == ["Ba."]
    assert found.added == ["Năm."]


def test_a_paragraph_before_a_rewritten_one_is_new() -> None:
    before = "Nước lên nhanh trong đêm 3/3.\n\nBà con dời đồ lên gác."
    after = "Cập nhật 6 giờ sáng.\n\nNước lên rất nhanh trong đêm 3/3.\n\nBà con đã dời hết đồ lên gác."
    found = changes({"text": before}, {"text": after})
    assert found.added == ["Cập nhật 6 giờ sáng."]
    assert found.removed == []
    assert found.changed == [
        ("Nước lên nhanh trong đêm 3/3.", "Nước lên rất nhanh trong đêm 3/3."),
        ("Bà con dời đồ lên gác.", "Bà con đã dời hết đồ lên gác."),
    ]
