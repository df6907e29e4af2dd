"""Near duplicates, and pages of one template that are not: with made texts, and with real news if ../shared has it."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.dedupe import (
    DuplicateCandidate,
    Similarity,
    Sketch,
    compare_sketches,
    find_near_duplicate,
    signature,
    syllables,
)
from newscrawl.dedupe.shingles import MAX_SYLLABLES, NAME, NUMBER, Syllables

SHARED = Path(__file__).resolve().parents[3] / "shared" / "text"
SYLLABLES = [
    a + b
    for a in ("b", "ch", "đ", "gi", "kh", "m", "ng", "th", "tr", "v")
    for b in ("a", "à", "ế", "ông", "ưởng", "iên", "ự")
]


def prose(seed: int, length: int = 400) -> list[str]:
    rnd = random.Random(seed)  # noqa: S311 - reproducible
    return [rnd.choice(SYLLABLES) for _ in range(length)]


def edited(words: list[str], share: float, seed: int = 1) -> list[str]:
    rnd = random.Random(seed)  # noqa: S311 - reproducible
    return [rnd.choice(SYLLABLES) if rnd.random() < share else word for word in words]


def sketch(text: str) -> Sketch:
    signed = signature(text)
    assert signed
    found = Sketch.unpack(signed.sketch)
    assert found
    return found


def hashes(syllables: Syllables) -> list[int]:
    """The hashes without the bits of their kind."""
    return [one & ~3 for one in syllables.ones]


def compared(one: str | list[str], other: str | list[str]) -> Similarity:
    return compare_sketches(*(sketch(text if isinstance(text, str) else " ".join(text)) for text in (one, other)))


def gold(day: int, prices: list[str]) -> str:
    shops = ["Kim Long", "Phú Quý", "Bảo Tín", "Ngọc Thịnh", "Hồng Phát"]
    lines = [
        f"Tại cửa hàng {shop}, giá vàng miếng được niêm yết ở mức {price} triệu đồng một lượng chiều mua vào, không đổi nhiều."
        for shop, price in zip(shops, prices, strict=True)
    ]
    return f"Giá vàng trong nước sáng ngày {day}/3/2026 biến động theo giá thế giới.\n\n" + "\n\n".join(lines)


def test_tones_and_numbers_tell_texts_apart_and_case_does_not() -> None:
    one = Syllables("Má mà mã mả mạ ma 23.500 19.200")
    assert len(set(one.ones)) == 8
    assert hashes(one) == hashes(Syllables("“MÁ” mà, mã – mả mạ… MA (23,500) 19.200!"))
    assert list(one.kinds) == [NAME, 0, 0, 0, 0, 0, NUMBER, NUMBER]


def test_composed_and_decomposed_letters_are_the_same() -> None:
    assert hashes(Syllables("người Việt")) == hashes(Syllables("ngu\u031bo\u031b\u0300i Vie\u0323\u0302t"))


def test_the_shingles_are_hashed_in_place() -> None:
    one, other = Syllables(" ".join(prose(1, 50))), Syllables(" ".join(["khác", *prose(1, 50), "nữa"]))
    assert (len(one.ones), len(one.twos), len(one.sixes)) == (50, 49, 45)
    assert one.twos == other.twos[1:-1]
    assert one.sixes == other.sixes[1:-1]


@given(st.text())
def test_any_text_has_a_signature_or_none(text: str) -> None:
    count = Syllables(text).count
    assert (signature(text) is None) == (count < 24)
    assert Syllables(text.upper().lower()).count >= 0


@given(st.lists(st.sampled_from(SYLLABLES), min_size=24, max_size=300), st.sampled_from([" ", "\n\n", ", ", " – "]))
def test_a_text_is_a_copy_of_itself_however_it_is_spaced(words: list[str], gap: str) -> None:
    one, other = " ".join(words), gap.join(words).upper()
    signed, again = signature(one), signature(other)
    assert signed
    assert again
    assert signed.keys == again.keys
    found = compared(one, other)
    assert found.is_near_duplicate
    assert found.similarity == 1.0


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_resemblance_is_symmetrical(one: int, other: int) -> None:
    left, right = prose(one, 200), prose(one, 100) + prose(other, 150)
    assert compared(left, right).similarity == compared(right, left).similarity


def test_a_sketch_survives_its_packing_and_is_small() -> None:
    made = sketch("Ông Nguyễn Văn An nói 45% vào năm 2026. " * 3 + " ".join(prose(3, 5000)))
    assert made.syllables == 5027
    assert len(made.samples) <= 260
    assert len(made.pack()) < 900
    assert Sketch.unpack(made.pack()) == made
    assert Sketch.unpack(b"\xff" + made.pack()[1:]) is None, "of another version"
    assert syllables(made.pack()) == 5027


def test_the_end_of_an_endless_text_does_not_count() -> None:
    words = prose(4, MAX_SYLLABLES)
    assert signature(" ".join(words)) == signature(" ".join([*words, *prose(5)]))


@pytest.mark.parametrize("seed", range(8))
def test_copies(seed: int) -> None:
    text, other = prose(seed), prose(seed + 100)
    for copy in (
        edited(text, 0.10, seed),
        [*other[:15], *text],
        [*text, *other[:200]],
        [*other[:200], *text],
        text[:240],
        [*text[:240], *other[:160]],
        [*text[200:], *text[:200]],
    ):
        assert compared(text, copy).is_near_duplicate
    assert not compared(text, other).is_near_duplicate
    assert not compared(text, [*text[:100], *other]).is_near_duplicate, "a quotation of a quarter"


def test_other_prices_in_the_same_form_are_no_copy_and_a_slip_is_one() -> None:
    monday = gold(2, ["78,5", "78,6", "78,4", "78,9", "79,1"])
    tuesday = gold(3, ["80,2", "80,1", "79,9", "80,4", "80,6"])
    assert compared(monday, tuesday).similarity > 0.5
    assert compared(monday, tuesday).is_same_form
    assert not compared(monday, tuesday).is_near_duplicate
    assert compared(monday, monday.replace("79,1", "79,0")).is_near_duplicate


def test_other_names_in_the_same_form_are_no_copy() -> None:
    frames = (
        "Sáng nay, tòa án mở phiên xét xử bị cáo {} về hành vi lừa đảo chiếm đoạt tài sản của nhiều người dân.",
        "Theo cáo trạng do viện kiểm sát công bố, từ đầu năm ngoái {} đã lập nhiều tài khoản mạng xã hội để bán hàng giả.",
        "Có mặt tại phiên tòa với tư cách người bị hại, bà {} cho biết gia đình đã nhiều lần đòi lại tiền nhưng không được.",
        "Bào chữa cho bị cáo, luật sư {} đề nghị hội đồng xét xử xem xét các tình tiết giảm nhẹ, vì thân chủ thành khẩn khai báo.",
        "Sau giờ nghị án, thẩm phán {} tuyên bị cáo mức án tù, đồng thời buộc trả lại toàn bộ số tiền đã chiếm đoạt.",
    )

    def notice(*names: str) -> str:
        return "\n\n".join(frame.format(name) for frame, name in zip(frames, names, strict=True))

    one = notice("Nguyễn Văn An", "Trần Thị Bình", "Lê Công Danh", "Phạm Thu Hà", "Vũ Đình Khang")
    other = notice("Hoàng Minh Long", "Đỗ Thị Mai", "Ngô Bá Khá", "Bùi Tiến Dũng", "Đặng Thu Thảo")
    assert compared(one, other).is_same_form
    assert not compared(one, other).is_near_duplicate


FUEL = (
    "Liên bộ Công Thương - Tài chính điều chỉnh giá xăng dầu từ 15 giờ ngày {}. Theo đó xăng E5 tăng {} đồng một lít, xăng "
    "RON 95 tăng {} đồng một lít.\n\nTại kỳ điều hành này, liên bộ quyết định không trích lập và không chi sử dụng quỹ bình ổn giá "
    "đối với các mặt hàng xăng dầu. Việc điều hành nhằm bảo đảm biến động giá trong nước phù hợp với thế giới, duy trì mức "
    "chênh lệch hợp lý giữa xăng sinh học và xăng khoáng để khuyến khích người dân sử dụng xăng sinh học.\n\nBộ Công Thương phối hợp "
    "với các cơ quan chức năng tăng cường kiểm tra, giám sát trách nhiệm bảo đảm nguồn cung của các thương nhân kinh doanh "
    "xăng dầu và sẽ xử lý nghiêm các hành vi vi phạm nếu có trên phạm vi cả nước."
)


def test_few_facts_in_much_frame_are_a_form_all_the_same() -> None:
    one, other = compared(FUEL.format("12/3", 320, 410), FUEL.format("19/3", 150, 275)), None
    assert one.similarity > 0.85
    assert one.is_same_form
    other = compared(FUEL.format("12/3", 320, 410), FUEL.format("12-3", 320, 410).replace("nếu có ", ""))
    assert other.is_near_duplicate, "a date may be written otherwise"


@pytest.mark.parametrize("seed", range(4))
def test_reports_of_one_day_that_share_their_background_are_no_copies(seed: int) -> None:
    one, other = prose(seed, 400), prose(seed + 50, 400)
    background = one[220:]
    assert compared(one, [*other[:220], *background]).similarity > 0.25
    assert not compared(one, [*other[:220], *background]).is_near_duplicate, "at the end"
    assert not compared(one, [*other[:110], *background, *other[110:220]]).is_near_duplicate, "in the middle"
    assert not compared(one, [*other[:190], *one[190:]]).is_near_duplicate, "more than half, and another beginning"
    assert compared(one, [*one[:240], *other[:160]]).is_near_duplicate, "the same beginning, and another ending"


@pytest.mark.parametrize("seed", range(4))
def test_sentences_in_another_order_are_a_copy(seed: int) -> None:
    words = prose(seed, 400)
    sentences = [words[n : n + 20] for n in range(0, 400, 20)]
    random.Random(seed).shuffle(sentences)  # noqa: S311 - reproducible
    assert compared(words, [word for sentence in sentences for word in sentence]).is_near_duplicate


def test_a_text_in_capitals_has_no_names() -> None:
    text = "Ông Nguyễn Văn An và bà Trần Thị Bình đến từ Hải Phòng. " + " ".join(prose(2))
    assert len(sketch(text).names) == 3
    assert sketch(text.upper()).names == ()
    assert compared(text, text.upper()).is_near_duplicate


def test_a_name_that_lost_an_end_is_the_same_name() -> None:
    names = ["Nguyễn Văn An", "Trần Thị Bình", "Lê Công Danh", "Phạm Thu Hà", "Vũ Đình Khang"]
    frame = prose(3, 60)
    text = [" ".join([*frame[n * 12 : n * 12 + 12], name]) for n, name in enumerate(names)]
    shortened = " . ".join(text).replace(" An", "").replace("Lê ", "").replace(" Hà", "")
    assert not compared(" . ".join(text), shortened).is_same_form


def test_a_changed_number_in_a_short_item_is_news() -> None:
    one = (
        "Giá xăng E5 từ 15 giờ chiều nay tăng thêm 320 đồng một lít, các cửa hàng trên cả nước đồng loạt đổi giá bán lẻ và "
        "không nơi nào ngừng bán hàng theo ghi nhận của cơ quan quản lý thị trường"
    )
    assert not compared(one, one.replace("320", "450")).is_near_duplicate
    assert compared(one, one.replace("đồng loạt", "cùng")).is_near_duplicate


def candidate(number: int, text: list[str]) -> DuplicateCandidate:
    signed = signature(" ".join(text))
    assert signed
    return DuplicateCandidate(number, f"bao:{number}", signed.sketch)


def test_the_closest_is_named_and_the_earliest_verified_makes_the_cluster() -> None:
    first = prose(1)
    second = edited(first, 0.08, 2)
    third = edited(second, 0.03, 3)
    known = [candidate(7, second), candidate(3, first), candidate(1, prose(9))]
    copy = find_near_duplicate(candidate(9, third).sketch, known)
    assert copy
    assert (copy.near_duplicate_of, copy.cluster_id, copy.cluster) == ("bao:7", "bao:3", 3)
    assert 0.7 < copy.similarity < 1
    assert copy.longest == 400


def test_a_copy_of_a_copy_is_in_the_cluster_only_where_it_is_verified() -> None:
    first, added = prose(1, 300), prose(2, 300)
    second = first + added
    third = added + prose(3, 300)
    known = [candidate(1, first), candidate(2, second)]
    copy = find_near_duplicate(candidate(3, third).sketch, known)
    assert copy is None or copy.cluster_id == "bao:2"
    assert find_near_duplicate(candidate(3, prose(4)).sketch, known) is None


def test_of_two_equals_the_earlier_is_named() -> None:
    copy = find_near_duplicate(candidate(5, prose(1)).sketch, [candidate(4, prose(1)), candidate(2, prose(1))])
    assert copy
    assert (copy.near_duplicate_of, copy.similarity) == ("bao:2", 1.0)


@pytest.mark.skipif(not SHARED.exists(), reason="the folder of real news texts is not beside the project")
def test_edits_of_real_news_are_found_and_other_news_is_not() -> None:
    texts = []
    for path in sorted(SHARED.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            texts += [json.loads(line)["body"].split() for line, _ in zip(file, range(120), strict=False)]
    long = [text for text in texts if len(text) >= 150]
    pairs = list(zip(long, long[1:] + long[:1], strict=True))
    for least, edit in (
        (0.97, lambda text, _: edited(text, 0.10, len(text))),
        (0.99, lambda text, other: other[:12] + text),
        (0.99, lambda text, other: text + other[:200]),
        (0.98, lambda text, _: text[: len(text) * 6 // 10]),
        (0.98, lambda text, other: text[: len(text) * 6 // 10] + other[: len(text) * 4 // 10]),
    ):
        found = [compared(text, edit(text, other)).is_near_duplicate for text, other in pairs]
        assert sum(found) / len(found) >= least
    assert sum(compared(text, other).is_near_duplicate for text, other in pairs) <= len(pairs) * 0.01


@given(st.text(alphabet="aAđ Bb1.,\n", max_size=200))
def test_the_upper_halves_of_two_syllables_are_those_of_their_hashes(text: str) -> None:
    read = Syllables(text)
    assert list(read.high_twos()) == [two >> 16 for two in read.twos]
