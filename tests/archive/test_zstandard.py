"""``.warc.zst``: frames with and without a dictionary, whole, cut and damaged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from newscrawl import cli
from newscrawl.archive import foreign
from newscrawl.archive.damaged_content import CLIPPED, DAMAGED
from newscrawl.archive.replay import read_archives
from newscrawl.archive.verify import Verification
from newscrawl.exporters.output_format import zstd
from tests.archive.test_foreign import http, page, read, response, save, url, urls, warc

if TYPE_CHECKING:
    from pathlib import Path

RECORDS: Final = [response(number) for number in range(4)]
DICTIONARY: Final = zstd.train_dict([record[at : at + 600] for record in RECORDS for at in range(0, 1200, 20)], 4_000)
FRAMES: Final = [zstd.compress(record) for record in RECORDS]
WITH_DICTIONARY: Final = [zstd.compress(record, zstd_dict=DICTIONARY) for record in RECORDS]
HALF: Final = len(FRAMES[2]) // 2


def skippable(data: bytes, number: int = 0xD) -> bytes:
    """Return a frame that holds no records; with the number 13 it is the dictionary's."""
    return bytes([0x50 + number]) + b"\x2a\x4d\x18" + len(data).to_bytes(4, "little") + data


STORED: Final = skippable(DICTIONARY.dict_content)
PACKED: Final = skippable(zstd.compress(DICTIONARY.dict_content))


@pytest.mark.parametrize(
    ("data", "whole", "damages"),
    [
        pytest.param(b"".join(FRAMES), (0, 1, 2, 3), [], id="a frame for each record"),
        pytest.param(zstd.compress(b"".join(RECORDS)), (0, 1, 2, 3), [], id="all in one frame"),
        pytest.param(b"".join([STORED, *WITH_DICTIONARY]), (0, 1, 2, 3), [], id="a dictionary"),
        pytest.param(b"".join([PACKED, *WITH_DICTIONARY]), (0, 1, 2, 3), [], id="a compressed dictionary"),
        pytest.param(b"".join([PACKED, *FRAMES]), (0, 1, 2, 3), [], id="a dictionary that no frame needs"),
        pytest.param(
            FRAMES[0] + skippable(b"x" * 200_000, 3) + b"\0\0\r\n" + FRAMES[1], (0, 1), [], id="frames to skip, and padding"
        ),
        pytest.param(b"".join(FRAMES)[: -len(FRAMES[3]) // 2], (0, 1, 2), [CLIPPED], id="clipped"),
        pytest.param(b"".join([*FRAMES[:2], FRAMES[2][:HALF], FRAMES[3]]), (0, 1, 3), [DAMAGED], id="appended to a clipped one"),
        pytest.param(b"".join([FRAMES[0], b"no frame" * 9, *FRAMES[2:]]), (0, 2, 3), [DAMAGED], id="other bytes between"),
        pytest.param(b"".join(WITH_DICTIONARY), (), [DAMAGED], id="the dictionary is missing"),
        pytest.param(skippable(b"no dictionary") + FRAMES[0], (0,), [], id="a dictionary that is none"),
        pytest.param(STORED, (), [], id="a dictionary alone"),
        pytest.param(STORED[:50], (), [], id="a clipped dictionary"),
    ],
)  # fmt: skip
def test_whole_records_are_read(tmp_path: Path, data: bytes, whole: tuple[int, ...], damages: list[str]) -> None:
    assert read(save(tmp_path, data, "a.warc.zst")) == (urls(*whole), damages)


def test_a_frame_that_unpacks_to_too_much_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foreign, "MAX_BLOCK_BYTES", 100_000)
    large = zstd.compress(warc(url(0), http(page(0) + b" " * 3_000_000)))
    whole, damages = read(save(tmp_path, large + FRAMES[1], "a.warc.zst"))
    assert whole == urls(1)
    assert damages == ["record_too_large"]


def test_its_pages_are_found_and_verify_names_what_is_damaged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = save(tmp_path, b"".join([PACKED, *WITH_DICTIONARY]), "a.warc.zst")
    assert [saved.url for saved in read_archives([path]).pages] == urls(0, 1, 2, 3)
    assert list(Verification(tmp_path).problems()) == []
    save(tmp_path, path.read_bytes()[:-20], "b.warc.zst")
    assert cli.main(["verify", str(tmp_path)]) == 8
    assert "b.warc.zst at " in (said := capsys.readouterr().out)
    assert ": clipped_record" in said
