"""`newscrawl verify`: an intact run has no problem, and each kind of damage is reported."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import random
import shutil
import signal
import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import jsonschema
import orjson
import pytest

from newscrawl import cli
from newscrawl.archive import verify_lines, wacz
from newscrawl.archive.run import OutputLocation, Run
from newscrawl.archive.verify import Verification
from newscrawl.archive.warc import Exchange, WarcSeries
from newscrawl.exporters import schema
from newscrawl.exporters.output_format import OutputFormat
from newscrawl.exporters.schema_decoder import decoder
from newscrawl.exporters.schema_validator import checker
from newscrawl.items import RelatedEdge, edges
from newscrawl.runner.bulk.workers import LocalEngine
from tests.helpers.records import article, link

if TYPE_CHECKING:
    from collections.abc import Callable

zstd = import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")

PAGES = {number: f"<h1>Chuyện làng số {number}</h1>".encode() for number in (1, 2, 3)}


def write(directory: Path) -> None:
    """Write a run of three articles with WARC and WACZ files; the third article has the page of the second."""
    run = Run.acquire(OutputLocation(directory, directory / ".state"))
    run.archive = WarcSeries(directory, run.crawl_id)
    for number, page in PAGES.items():
        item = article(number, related_links=[link(number + 1)])
        received = PAGES[2] if number == 3 else page
        place = run.archive.record(
            Exchange(
                url=item.url,
                date="2026-03-02T01:00:00Z",
                request_line=b"GET / HTTP/1.1",
                request_headers=[(b"Host", b"bao.vn")],
                status_line=b"200 OK",
                headers=[(b"Content-Type", b"text/html"), (b"Content-Encoding", b"gzip")],
                payload=gzip.compress(received, mtime=0),
            )
        )
        digest = f"sha256:{hashlib.sha256(received).hexdigest()}"
        fetch = replace(
            item.fetch,
            warc_file=place.warc_file,
            warc_offset=place.warc_offset,
            warc_record_id=place.warc_record_id,
            payload_digest=digest,
        )
        run.commit(replace(item, fetch=fetch), keys=[number], first_seen="2026-03-02T08:00:00+07:00")
    run.release()
    warcs = sorted((directory / "warc").glob("*.warc.gz"))
    with (directory / "articles.jsonl").open("rb") as lines:
        pages = wacz.pages(lines, warcs)
        wacz.write(directory / "run.wacz", warcs, created="2026-03-02T01:00:00Z", title="Báo", pages=pages)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An intact run, which tests read and copy."""
    directory = tmp_path_factory.mktemp("whole")
    write(directory)
    return directory


def findings(directory: Path) -> list[str]:
    return list(Verification(directory).problems())


def warc(directory: Path) -> Path:
    (path,) = (directory / "warc").glob("*.warc.gz")
    return path


def change_line(path: Path, number: int, change: Callable[[dict[str, Any]], None]) -> None:
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    change(lines[number])
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")


def test_a_whole_run_is_whole(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert findings(whole) == []
    assert cli.main(["verify", str(whole)]) == 0
    out = capsys.readouterr().out
    assert "3 articles, 3 edges, 1 WARC files, 7 records, 3 pointers, 1 WACZ files" in out
    assert out.endswith("whole\n")


def test_outputs_within_one_another_may_hold_the_same_articles(whole: Path, tmp_path: Path) -> None:
    shutil.copytree(whole, tmp_path, dirs_exist_ok=True)
    write(tmp_path / "other")
    verification = Verification(tmp_path)
    assert list(verification.problems()) == []
    assert verification.counts["articles"] == 6


def test_nothing_to_verify_is_a_usage_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["verify", str(tmp_path)]) == 2
    assert cli.main(["verify", str(tmp_path / "nowhere")]) == 2
    assert "contains no run" in capsys.readouterr().err


def twice(path: Path) -> None:
    lines = (path / "articles.jsonl").read_bytes().splitlines(keepends=True)
    (path / "articles.jsonl").write_bytes(b"".join([*lines, lines[0]]))


def cut_line(path: Path) -> None:
    file = path / "articles.jsonl"
    file.write_bytes(file.read_bytes()[:-20])


def flip(path: Path) -> None:
    """Change a byte in the middle of the archive."""
    data = bytearray(warc(path).read_bytes())
    data[len(data) // 2] ^= 1
    warc(path).write_bytes(bytes(data))


def reindex(path: Path) -> None:
    index = warc(path).with_name(warc(path).name + ".cdxj")
    index.write_bytes(b"".join(index.read_bytes().splitlines(keepends=True)[1:]))


def mangle_bundle(path: Path) -> None:
    data = (path / "run.wacz").read_bytes()
    (path / "run.wacz").write_bytes(data.replace(b'"title": "Chuy', b'"title": "Truy').replace(b"WARC", b"WARK"))


def drop_warc(path: Path) -> None:
    warc(path).unlink()


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "line twice": (twice, "bao:1 revision 1 occurs twice"),
    "line cut": (cut_line, "articles.jsonl:3: is not JSON"),
    "checksum": (
        lambda p: (p / "related.jsonl").write_bytes((p / "related.jsonl").read_bytes()[::-1]),
        "its sha256 is not",
    ),
    "size": (cut_line, "bytes, not"),
    "key missing": (
        lambda p: change_line(p / "articles.jsonl", 0, lambda a: a.pop("keywords")),
        "articles.jsonl:1: Article.keywords is missing",
    ),
    "key unknown": (
        lambda p: change_line(p / "articles.jsonl", 1, lambda a: a.update(mood="good")),
        "articles.jsonl:2: Article.mood is unknown",
    ),
    "wrong type": (
        lambda p: change_line(p / "articles.jsonl", 1, lambda a: a.update(word_count="9")),
        "Article.word_count is string, not integer",
    ),
    "no moment": (
        lambda p: change_line(p / "articles.jsonl", 1, lambda a: a.update(date_published="2026-03-01")),
        "Article.date_published is not a valid date-time",
    ),
    "edge to nowhere": (
        lambda p: change_line(p / "related.jsonl", 2, lambda e: e.update(source_id="bao:99")),
        "related.jsonl:3: source_id bao:99 is not an article here",
    ),
    "file gone": (lambda p: (p / "related.jsonl").unlink(), "manifest.json: related.jsonl does not exist"),
    "file added": (lambda p: (p / "articles-x.jsonl").write_bytes(b""), "articles-x.jsonl: is in no manifest"),
    "part left": (lambda p: (p / "articles-x.jsonl.part").write_bytes(b""), "left by a run that did not end"),
    "no manifest": (lambda p: (p / "manifest.json").write_bytes(b"{"), "manifest.json: cannot be read further"),
    "archive byte": (flip, "cannot be read further"),
    "archive gone": (drop_warc, "does not exist"),
    "index": (reindex, "is not the index of"),
    "index gone": (lambda p: warc(p).with_name(warc(p).name + ".cdxj").unlink(), "has no index"),
    "offset": (
        lambda p: change_line(p / "articles.jsonl", 0, lambda a: a["fetch"].update(warc_offset=7)),
        "has no record at 7",
    ),
    "other record": (
        lambda p: change_line(p / "articles.jsonl", 0, lambda a: a["fetch"].update(warc_offset=0)),
        "is warcinfo",
    ),
    "other page": (
        lambda p: change_line(p / "articles.jsonl", 0, lambda a: a["fetch"].update(payload_digest="sha256:00")),
        "is not the one that it was read from",
    ),
    "other page of a revisit": (
        lambda p: change_line(p / "articles.jsonl", 2, lambda a: a["fetch"].update(payload_digest="sha256:00")),
        "articles.jsonl:3 bao:3: the payload of",
    ),
    "bundle": (mangle_bundle, "run.wacz: "),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_is_named(name: str, whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    damage, said = DAMAGE[name]
    shutil.copytree(whole, tmp_path, dirs_exist_ok=True)
    damage(tmp_path)
    assert cli.main(["verify", str(tmp_path)]) == 8
    out = capsys.readouterr().out
    assert said in out
    assert "findings" in out


@pytest.mark.parametrize("name", ["twice", "cut line", "other site", "no edge"])
def test_the_findings_do_not_depend_on_the_pieces_and_the_processes(
    name: str, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(whole, tmp_path, dirs_exist_ok=True)
    PIECEWISE[name](tmp_path)
    at_once = Verification(tmp_path)
    found = list(at_once.problems())
    monkeypatch.setattr(verify_lines, "PIECE_BYTES", 10)
    assert all(len(verify_lines.pieces(tmp_path / file)) == 3 for file in ("articles.jsonl", "related.jsonl"))
    for run in (verify_lines.run_here, lambda tasks: LocalEngine(2).run(verify_lines.run_task, tasks)):
        by_line = Verification(tmp_path, run)
        assert list(by_line.problems()) == found != []
        assert by_line.counts == at_once.counts


def no_edge(path: Path) -> None:
    """Give two of three edges to an article that is not there, and make the first no edge."""
    for number in (1, 2):
        change_line(path / "related.jsonl", number, lambda edge: edge.update(source_id="bao:9"))
    change_line(path / "related.jsonl", 0, lambda edge: edge.pop("relation"))


PIECEWISE: dict[str, Callable[[Path], object]] = {
    "twice": lambda p: (p / "articles.jsonl").write_bytes(
        b"".join([*(lines := (p / "articles.jsonl").read_bytes().splitlines(keepends=True))[:2], lines[0]])
    ),
    "cut line": cut_line,
    "other site": lambda p: change_line(p / "articles.jsonl", 1, lambda a: a.update(crawl_id="other", revision="1")),
    "no edge": no_edge,
}


def die(_: verify_lines.Task) -> None:
    """Take the place of a task in a worker process."""
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_killed_process_of_a_verification_is_named(
    whole: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newscrawl.cli.actions.verify._run_task", die)
    assert cli.main(["verify", str(whole), "--jobs", "2"]) == 8
    said = capsys.readouterr()
    assert "A worker process was killed" in said.err
    assert "--jobs 1" in said.err
    assert "whole" not in said.out


@pytest.fixture(scope="module")
def parted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of three days, partitioned and compressed: a file of articles and a file of edges for each day."""
    directory = tmp_path_factory.mktemp("parted")
    run = Run.acquire(OutputLocation(directory, directory / ".state", OutputFormat("zst", "site-date")))
    for number in (1, 2, 3):
        item = article(number, date_published=f"2026-03-0{number}T08:00:00+07:00", related_links=[link(number + 1)])
        run.commit(item, keys=[number], first_seen="2026-03-02T08:00:00+07:00")
    run.release()
    return directory


def first(directory: Path, kind: str = "articles") -> Path:
    (path,) = directory.glob(f"site=bao/date=2026-03-01/{kind}-*")
    return path


def flip_lines(path: Path) -> None:
    data = bytearray(first(path).read_bytes())
    data[len(data) // 2] ^= 1
    first(path).write_bytes(bytes(data))


def move(path: Path) -> None:
    (path / "site=bao" / "date=2026-04-01").mkdir()
    first(path).rename(path / "site=bao" / "date=2026-04-01" / first(path).name)


def exchange(path: Path) -> None:
    """Replace the lines of one day with those of another."""
    first(path).write_bytes(next(path.glob("site=bao/date=2026-03-02/articles-*")).read_bytes())


def lose_an_edge(path: Path) -> None:
    first(path, "related").write_bytes(zstd.compress(b""))


def miscount(path: Path) -> None:
    (manifest,) = path.glob("manifest*.json")
    manifest.write_bytes(manifest.read_bytes().replace(b'"new": 3', b'"new": 4'))


PARTED_DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "bit": (flip_lines, "cannot be read further"),
    "cut": (lambda p: first(p).write_bytes(first(p).read_bytes()[:-9]), "cannot be read further: EOFError"),
    "garbage behind": (lambda p: first(p).write_bytes(first(p).read_bytes() + b"xx"), "cannot be read further"),
    "another day's directory": (move, "bao:1 belongs to site=bao/date=2026-03-01"),
    "another day's lines": (exchange, "bao:2 belongs to site=bao/date=2026-03-02"),
    "twice": (exchange, "bao:2 revision 1 occurs twice"),
    "a partition gone": (lambda p: shutil.rmtree(p / "site=bao" / "date=2026-03-03"), "does not exist"),
    "an edge lost": (lose_an_edge, "related links and edges do not agree for 1 articles"),
    "lines": (lose_an_edge, "0 lines, not 1 as manifest-"),
    "counts": (miscount, "4 articles by its sites, 3 lines by its files"),
    "part left": (lambda p: first(p).with_name("articles-y.jsonl.zst.part").write_bytes(b""), "did not end"),
}


def test_partitions_are_whole(parted: Path) -> None:
    verification = Verification(parted)
    assert list(verification.problems()) == []
    assert {"files": 6, "articles": 3, "edges": 3}.items() <= verification.counts.items()


@pytest.mark.parametrize("name", PARTED_DAMAGE)
def test_damage_in_partitions_is_named(
    name: str, parted: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    damage, said = PARTED_DAMAGE[name]
    shutil.copytree(parted, tmp_path, dirs_exist_ok=True)
    damage(tmp_path)
    assert cli.main(["verify", str(tmp_path)]) == 8
    assert said in capsys.readouterr().out


def test_an_archive_alone_is_verified(whole: Path) -> None:
    verification = Verification(whole / "warc")
    assert list(verification.problems()) == []
    assert verification.counts["records"] == 7


@pytest.mark.parametrize(("suffix", "compress"), [(".gz", gzip.compress), (".zst", zstd.compress)])
def test_compressed_lines_are_read(
    suffix: str, compress: Callable[[bytes], bytes], whole: Path, tmp_path: Path
) -> None:
    shutil.copytree(whole, tmp_path, dirs_exist_ok=True)
    for name in ("articles", "related"):
        file = tmp_path / f"{name}.jsonl"
        file.with_name(file.name + suffix).write_bytes(compress(file.read_bytes()))
        file.unlink()
    (tmp_path / "manifest.json").unlink()
    verification = Verification(tmp_path)
    assert list(verification.problems()) == []
    assert verification.counts["articles"] == 3


def test_a_living_run_is_said_to_live(tmp_path: Path) -> None:
    run = Run.acquire(OutputLocation(tmp_path, tmp_path / ".state"))
    run.commit(article(1), keys=[1], first_seen="2026-03-02T08:00:00+07:00")
    assert any("a run is writing it" in finding for finding in findings(tmp_path))
    run.release()


# -- the schema validator, compared with jsonschema -----------------------------------------------------------------------

VALUES: list[Any] = [
    None,
    True,
    0,
    1.5,
    "x",
    "2026-03-01T08:00:00+07:00",
    "https://a.vn/",
    [],
    [{}],
    ["x"],
    {},
    {"a": 1},
]


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value inside a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(deep for key, child in inner for deep in places(child, (*path, key)))]


def put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = put(value[path[0]], path[1:], new)
    return copy


def test_the_check_of_a_shape_agrees_with_jsonschema() -> None:
    shape = schema.json_schema()
    reference = jsonschema.Draft202012Validator(shape, format_checker=jsonschema.FormatChecker(formats=[]))
    check, decode = checker({**shape}), decoder({**shape})
    whole = json.loads(json.dumps(schema_record()))
    assert not list(check(whole, "Article"))
    for path in places(whole):
        for new in VALUES:
            changed = put(whole, path, new)
            is_decoded = decode(orjson.dumps(changed)) is not None
            assert is_decoded == (not list(check(changed, "Article"))), (path, new)
            if not any(
                "is not a valid date-time" in what or "is not a valid uri" in what for what in check(changed, "Article")
            ):
                assert bool(list(check(changed, "Article"))) != reference.is_valid(changed), (path, new)


def schema_record() -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(orjson.dumps(article(1, related_links=[link(2)])))
    return found


def test_what_is_decoded_is_what_the_check_accepts_however_a_line_is_broken() -> None:
    shape = schema.json_schema(RelatedEdge)
    check, decode, chance = checker(shape), decoder(shape), random.Random(11)  # noqa: S311 - not for secrets
    edge = orjson.dumps(next(iter(edges(article(1, related_links=[link(2)]))))) + b"\n"
    pieces = [
        b'"',
        b"\\",
        b"\\ud800",
        b"\x00",
        b"\xff",
        "ệ".encode(),
        b"\xed\xa0\x80",
        b"1.0",
        b"1e400",
        b"9" * 20,
        b"null",
        b"{",
        b"}",
        b"[",
        b",",
        b":",
    ]
    decoded = 0
    for _ in range(3_000):
        at = chance.randrange(len(edge))
        broken = edge[:at] + chance.choice(pieces) + edge[at + chance.randrange(3) :]
        record = decode(broken)
        if record is not None:
            value = orjson.loads(broken)
            assert not list(check(value, "Edge")), broken
            assert {name: getattr(record, name) for name in value} == value, broken
            decoded += 1
    assert decoded > 100  # letters of texts were replaced by others


def test_a_schema_whose_keys_may_be_missing_is_not_decoded() -> None:
    with pytest.raises(ValueError, match="all required"):
        decoder({**schema.json_schema(RelatedEdge), "required": []})


@pytest.mark.parametrize("form", ["gz", "zst"])
def test_a_compressed_file_is_read_once_and_a_damaged_one_is_told(
    tmp_path: Path, form: Literal["gz", "zst"], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Run.acquire(OutputLocation(tmp_path, tmp_path / ".state", OutputFormat(form)))
    run.commit(article(1, related_links=[link(2)]), keys=[1], first_seen="2026-03-02T08:00:00+07:00")
    run.release()
    (path,) = tmp_path.glob(f"articles*.{form}")
    opened: list[Path] = []
    real = Path.open

    def open_and_note(self: Path, *args: Any, **keywords: Any) -> Any:
        opened.append(self)
        return real(self, *args, **keywords)

    monkeypatch.setattr(Path, "open", open_and_note)
    assert findings(tmp_path) == []
    assert opened.count(path) == 1
    path.write_bytes(path.read_bytes()[:-9])
    assert (
        sum("cannot be read further" in finding for finding in findings(tmp_path)) == 2
    )  # for the manifest, and for the lines


def test_a_schema_that_says_more_is_refused() -> None:
    with pytest.raises(ValueError, match="minLength"):
        checker({**schema.json_schema(RelatedEdge), "minLength": 1})
