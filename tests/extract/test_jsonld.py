"""JSON-LD as newspapers write it."""

from __future__ import annotations

import pytest

from newscrawl.extract import jsonld

GOOD = '{"@type": "NewsArticle", "headline": "Tin"}'


@pytest.mark.parametrize(
    "block",
    [
        GOOD,
        '{"@type": "NewsArticle",\n "headline": "Tin\n",}',
        f"<!-- {GOOD} -->",
        f"//<![CDATA[\n{GOOD}\n//]]>",
        f"{GOOD};",
        f"{GOOD} {GOOD}",
        "{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;headline&quot;: &quot;Tin&quot;}",
        '[{"@type": "NewsArticle", "headline": "Tin"}]',
        '{"@graph": [{"@type": ["Article", "NewsArticle"], "headline": "Tin"}]}',
        '{"@type": "https://schema.org/NewsArticle", "headline": "Tin"}',
    ],
)
def test_every_way_of_writing_it_is_read(block: str) -> None:
    nodes, broken = jsonld.parse([block])
    assert not broken
    assert jsonld.first(nodes[0], "headline") == "Tin"
    assert "NewsArticle" in jsonld.types(nodes[0])


def test_a_broken_block_gives_a_warning_and_the_others_are_read() -> None:
    nodes, broken = jsonld.parse(["{{{", "", GOOD])
    assert broken
    assert len(nodes) == 1


def test_entities_inside_strings_are_decoded_after_parsing() -> None:
    assert jsonld.texts("5 &quot;bóng hồng&quot; &amp;amp; bạn") == ['5 "bóng hồng" & bạn']


def test_names_of_one_of_many_and_of_strings() -> None:
    assert jsonld.texts([{"name": "An"}, "Bình", {"name": ["Chi", ""]}, None, 5]) == ["An", "Bình", "Chi"]


def test_endless_nesting_is_cut() -> None:
    nodes, _ = jsonld.parse(['{"@type":"A","mainEntity":' * 500 + "1" + "}" * 500])
    assert len(nodes) < 50
