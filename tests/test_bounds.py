"""Pages with a tag of too many attributes are refused, even if the tag is hidden; normal pages are accepted."""

from __future__ import annotations

from itertools import count
from typing import Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from newscrawl.parse_limits import MAX_ATTRIBUTES, MIN_CHECKED_BYTES, exceeded_limit

NAMES: Final = b" ".join(b"a%d" % n for n in range(30 * MAX_ATTRIBUTES))

HIDDEN: Final = {
    "plain": b"<p " + NAMES + b">",
    "a quote in the name": b'<p" ' + NAMES + b">",
    "an equals sign in the name": b"<p= " + NAMES + b">",
    "a script that seems to hold a tag": b'<script>a<b c="</script><p ' + NAMES + b' c="">',
    "a comment that seems to hold a tag": b'<!-- <a b=" --><p ' + NAMES + b' c="">',
    "a quote that begins a name": b'<p ="a ' + NAMES + b' b="">',
    "a quote within a value": b'<p x=="a ' + NAMES + b' ">',
    "a bracket in every value": b"<p " + b" ".join(b"a%d='>'" % n for n in range(30 * MAX_ATTRIBUTES)) + b">",
    "a tag in every value": b"<p "
    + b" ".join(b"a%d=\"><p x='\" y='>\"' " % n for n in range(9 * MAX_ATTRIBUTES))
    + b">",
    "no blanks": b"<p " + b"".join(b'a%d=""' % n for n in range(30 * MAX_ATTRIBUTES)) + b">",
    "form feeds": b"<p\f" + NAMES.replace(b" ", b"\f") + b">",
}


@pytest.mark.parametrize("tag", HIDDEN.values(), ids=HIDDEN)
def test_a_tag_of_many_attributes_is_found_wherever_it_hides(tag: bytes) -> None:
    assert exceeded_limit(b"<html><body>" + tag + b"x</body></html>") == "too_many_attributes"


@pytest.mark.parametrize(
    "markup",
    [
        b'<p class="lead" title="a &gt; b">T\xe1\xbb\xab \xc4\x91\xc3\xb3</p>\n<img alt="" src=/a.png>' * 4_000,
        b"<div data-json='" + b'{"a": "<b>", "c": 1}, ' * 10_000 + b"'>x</div>",
        b'<img src="data:image/png;base64,' + b"iVBORw0KGgo=" * 20_000 + b'">',
        b"<script>for (i = 0; i<n; i++) { a[i] = b }\n" + b'f("x", y);' * 20_000 + b"</script>",
        b"<pre>" + b"a plain text without any tag " * 10_000 + b"</pre>",
        b"<!-- <p " + NAMES + b">",
    ],
    ids=["tags", "json", "picture", "script", "text", "comment"],
)
def test_what_newspapers_write_is_sound(markup: bytes) -> None:
    assert len(markup) > MIN_CHECKED_BYTES
    assert exceeded_limit(markup) is None


PIECES: Final = st.sampled_from(
    [b"<p ", b"<p", b"</p", b">", b'"', b"'", b"=", b'="', b"='", b" ", b"/", b"\n", b"<!--", b"-->", b"<script>", b"</script>", b"<title>", b"</title>"]
)  # fmt: skip
RUN: Final = b"+"
"""Placeholder for a run of attributes with different names."""


@given(st.lists(st.one_of(PIECES, st.just(RUN)), max_size=40))
@example([b"<!--", b"<p ", b'="', b"-->", b"<p ", RUN, b'="', b'"', b">"])
def test_no_tag_that_the_parser_sees_passes(pieces: list[bytes]) -> None:
    """With a small limit: a tag of twice the attributes is refused in any surroundings."""
    most, names = 20, count(10)
    parts = [
        b" ".join(b"a%d" % next(names) for _ in range(2 * most + 2)) if piece == RUN else piece for piece in pieces
    ]
    body = b"<html><body>" + b"".join(parts) + b">" + b"x " * (MIN_CHECKED_BYTES // 2)
    root = etree.fromstring(body, etree.HTMLParser(encoding="utf-8", huge_tree=True))
    fullest = max(len(element.attrib) for element in root.iter(etree.Element))
    if fullest > 2 * most:
        assert exceeded_limit(body, attributes=most) == "too_many_attributes"
