import json

import pytest

from newscrawl.text import Normalizer
from newscrawl.text.model import MAGIC, Model, ModelError, build, hand_listed_words, pack, shipped


def lines(*texts: str) -> list[str]:
    return [json.dumps({"headline": None, "text": text}) for text in texts]


def test_pack_and_load_are_inverse() -> None:
    pairs = {("việt", "nam"): 12, ("nam", "bộ"): 70_000}
    model = Model(pack({"nam": 9, "việt": 7, "bộ": 1}, pairs, {"paris": 30}))
    assert model.syllables == {"nam": 9, "việt": 7, "bộ": 1}
    assert model.total == 17
    assert model.pairs() == pairs
    assert (model.pair("việt", "nam"), model.pair("nam", "việt"), model.pair("nam", "paris")) == (12, 0, 0)
    assert model.words["paris"] == 30


def test_build_counts_articles() -> None:
    model = Model(build(lines("Hoà bình. Hoà bình, hoà  bình Zlatan", "hòa bình Zlatan"), min_pair=2, min_word=2))
    assert model.syllables == {"hòa": 4, "bình": 4}
    assert model.pairs() == {("hòa", "bình"): 3}  # words with two spaces between them are not counted as a pair
    assert model.words["zlatan"] == 2


def test_build_on_a_base_adds_up() -> None:
    base = Model(build(lines("hòa bình"), min_pair=1, min_word=1))
    grown = Model(build(lines("hòa bình"), base=base, min_pair=1, min_word=1))
    assert grown.pair("hòa", "bình") == 2


def test_a_built_model_repairs() -> None:
    text = " ".join(["học sinh nghèo vượt khó"] * 30)
    normalizer = Normalizer(model=Model(build(lines(text))))
    assert normalizer.text("học sinhnghèo vượt khó") == "học sinh nghèo vượt khó"


@pytest.mark.parametrize("data", [b"", b"something else", MAGIC, MAGIC + b"\x05\x00\x00\x00abcde"])
def test_bytes_that_are_no_model(data: bytes) -> None:
    with pytest.raises(ModelError):
        Model(data)


def test_shipped_model() -> None:
    model = shipped()
    assert model.total > 13_000_000
    assert model.pair("việt", "nam") > 20_000
    assert "ôtô" in hand_listed_words()
