"""Compact sets and maps of keys behave as ``set`` and ``dict`` do."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.policy.key_sets import KeyMap, KeySet

KEYS = st.integers(-(2**63), 2**63 - 1) | st.integers(-600, 600)


@given(st.lists(st.tuples(st.booleans(), KEYS)))
def test_a_key_set_is_a_set(steps: list[tuple[bool, int]]) -> None:
    compact, plain = KeySet(), set[int]()
    for is_added, key in steps:
        (compact.add if is_added else compact.discard)(key)
        (plain.add if is_added else plain.discard)(key)
        assert (key in compact) is is_added
    assert len(compact) == len(plain)
    assert set(compact) == plain
    assert all(key in compact for key in plain)


@given(st.lists(st.tuples(KEYS, KEYS)))
def test_a_key_map_is_a_mapping(pairs: list[tuple[int, int]]) -> None:
    compact, plain = KeyMap(), dict[int, int]()
    for key, value in pairs:
        compact[key] = plain[key] = value
    assert {key: compact.get(key) for key in plain} == plain
    assert all(compact.get(key) == plain.get(key) for _, key in pairs)


def test_a_key_of_more_than_64_bits_is_refused() -> None:
    compact, values = KeySet(), KeyMap()
    with pytest.raises(OverflowError):
        compact.add(2**63)
    with pytest.raises(OverflowError):
        values[2**63] = 1
    with pytest.raises(OverflowError):
        values[1] = 2**63
    assert values.get(2**63) is None
    assert values.get(1) is None
    assert not len(compact)


def test_a_key_takes_ten_bytes() -> None:
    compact = KeySet(range(-(2**62), 2**62, 2**62 // 20_000))
    size = sum(sys.getsizeof(part) for part in compact._parts)
    assert len(compact) >= 40_000
    assert size < 12 * len(compact)
