"""Normalisation of a record: every text field is corrected, the body is rebuilt, and the edits are counted."""

from __future__ import annotations

from newscrawl.items import Author, Image, Section, content_hash
from newscrawl.pipelines.normalize import normalized
from newscrawl.text import VERSION
from tests.helpers.records import article, link


def test_every_text_field_is_set_right() -> None:
    nfd = "Hòa Lạc"
    item = normalized(
        article(
            headline=nfd,
            description="Giá tăng 12 %",
            sections=[Section(heading="Võ ThịÁnh Xuân", paragraphs=[f"Tại {nfd} ,ông nói.", "Đoạn hai."])],
            authors=[Author(name=f"An {nfd}")],
            images=[Image(url="https://bao.vn/1.jpg", caption="Hoà bình", credit="\u00a0TTXVN ")],
            keywords=[nfd, "\u200b"],
            related_links=[link(2)],
        )
    )
    assert item.headline == "Hòa Lạc"
    assert item.description == "Giá tăng 12%"
    assert item.sections == [Section(heading="Võ Thị Ánh Xuân", paragraphs=["Tại Hòa Lạc, ông nói.", "Đoạn hai."])]
    assert item.text == "Võ Thị Ánh Xuân\n\nTại Hòa Lạc, ông nói.\n\nĐoạn hai."
    assert item.authors[0].name == "An Hòa Lạc"
    assert (item.images[0].caption, item.images[0].credit) == ("Hòa bình", "TTXVN")
    assert item.keywords == ["Hòa Lạc"]
    assert item.related_links == [link(2)]
    assert item.word_count == len(item.text.split())
    assert item.content_hash == content_hash(item.headline, item.text)
    assert item.normalization.version == VERSION
    assert item.normalization.glued_words_split == 1
    assert item.normalization.edits > 4


def test_clean_text_comes_back_unchanged_and_uncounted() -> None:
    item = normalized(article())
    assert item.text == article().text
    assert (item.normalization.edits, item.normalization.glued_words_split) == (0, 0)


def test_the_tone_style_is_the_readers_choice() -> None:
    assert normalized(article(headline="Hòa bình"), tone="second").headline == "Hoà bình"
    assert normalized(article(headline="Hoà bình"), tone="keep").headline == "Hoà bình"


def test_an_article_that_needs_nothing_keeps_its_values_and_says_who_looked() -> None:
    before = article(related_links=[link(2)], keywords=["Hòa Lạc"], text="Một đoạn về làng.\n\nMột đoạn nữa.")
    after = normalized(before)
    assert after.related_links is before.related_links
    assert (after.text, after.word_count, after.sections) == (before.text, before.word_count, before.sections)
    assert after.content_hash == content_hash(before.headline, before.text)
    assert (after.normalization.version, after.normalization.edits) == (VERSION, 0)


def test_the_text_is_what_the_sections_say_also_where_nothing_is_mended() -> None:
    item = normalized(article(text="Một đoạn.", sections=[Section(paragraphs=["Một đoạn.", "Hai đoạn."])]))
    assert item.text == "Một đoạn.\n\nHai đoạn."
    assert item.content_hash == content_hash(item.headline, item.text)
