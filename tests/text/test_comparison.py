from newscrawl.text import comparison_key


def test_renderings_of_one_text_compare_equal() -> None:
    one = "“Hòa  Bình” – nơi ta…"
    other = '"HÒA Bình" - nơi\nta...'
    assert comparison_key(one) == comparison_key(other) == '"hòa bình" - nơi ta...'


def test_without_marks() -> None:
    assert comparison_key("Đường phố", marks=False) == "duong pho"
    assert comparison_key("Đường", marks=True) != comparison_key("Duong", marks=True)
