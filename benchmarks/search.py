"""Measures the corpus database: quality of search, time of a build, latency, sizes.

    python benchmarks/search.py                        # the real texts
    python benchmarks/search.py --documents 100000     # and so many generated ones
    python benchmarks/search.py --keep DIR             # keep the corpus and its database there

The texts are real news from a folder beside this project (``--texts``), which belong to their publishers and are read, never copied into
the project. *Quality*: phrases of the texts are searched as they are, decomposed, with the other tone style, without spaces and
without tones; what should be found is counted by reading all texts. *Build*: against sqlite-utils' own insert and index of the same rows, in
alternating rounds of processor time. *Latency*: one to three words of the texts, total, the best ten and their snippets.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import resource
import sys
import tempfile
import time
import unicodedata
from contextlib import closing
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING, Any, Final

import orjson
from sqlite_utils import Database

from newscrawl.corpus.corpus import open_corpus
from newscrawl.corpus.database.build import build
from newscrawl.corpus.database.sources import FileSource
from newscrawl.corpus.report.facts import collect
from newscrawl.corpus.report.page import render
from newscrawl.corpus.search.find import FOLDED_TABLE, TONED_TABLE, connect, search
from newscrawl.corpus.search.query import parse
from newscrawl.items import Article, Extraction, Fetch, Normalization, Section, content_hash
from newscrawl.state import MemoryStore
from newscrawl.text import normalize
from newscrawl.text.syllables import is_legal, spellings

sys.path.insert(0, str(Path(__file__).parent))
from near_duplicates import Archive, documents

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator

TEXTS: Final = Path(__file__).resolve().parents[2] / "shared" / "text"
SEED: Final = 2026
QUERIES: Final = 200
TIMED_QUERIES: Final = 500
WORD: Final = re.compile(r"[^\W_]+")


# -- the corpus ---------------------------------------------------------------------------------------------------------


def real_records(folder: Path) -> Iterator[dict[str, Any]]:
    """The real texts as records, with their near copies."""
    archive = Archive(MemoryStore())
    number = 0
    seen: dict[str, str] = {}
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                told = json.loads(line)
                number += 1
                text = "\n\n".join(part.strip() for part in normalize(told["body"]).split("\n") if part.strip())
                site = told["outlet"].removesuffix(".vn").removesuffix(".com")
                name = f"{site}:{number}"
                copied = archive.see(name, text)
                cluster = seen.get(copied, copied) if copied else None
                if cluster:
                    seen[name] = cluster
                section = (
                    told["category"][-1]
                    if isinstance(told["category"], list) and told["category"]
                    else told["category"]
                )
                yield record(
                    name,
                    site,
                    normalize(told["title"] or " ".join(text.split()[:12])),
                    text,
                    told["url"],
                    date_published=date(told["date"]),
                    article_section=section.rpartition("/")[2] or None if isinstance(section, str) else None,
                    near_duplicate_of=copied,
                    cluster_id=cluster,
                    similarity=0.9 if copied else None,
                )


def generated_records(texts: list[str], count: int) -> Iterator[dict[str, Any]]:
    for number, text in enumerate(documents(texts, count)):
        day = f"20{20 + number % 6}-{number % 12 + 1:02}-{number % 28 + 1:02}T08:00:00+07:00"
        headline = " ".join(text.split()[:10])
        site = f"bao{number % 40}"
        yield record(f"{site}:{number}", site, headline, text, f"https://{site}.vn/{number}", date_published=day)


def record(name: str, site: str, headline: str, text: str, url: str, **fields: Any) -> dict[str, Any]:
    paragraphs = [part for part in text.split("\n\n") if part]
    return Article(
        id=name,
        url=url,
        requested_url=url,
        site=site,
        headline=headline or "không đề",
        text=text,
        description=paragraphs[0] if len(paragraphs) > 1 else None,
        sections=[Section(paragraphs=paragraphs)],
        word_count=len(text.split()),
        authors=[],
        breadcrumbs=[],
        keywords=[],
        images=[],
        videos=[],
        related_links=[],
        outbound_links=[],
        content_hash=content_hash(headline, text),
        crawl_id="bench",
        fetch=Fetch(status=200),
        extraction=Extraction(layout="bench", field_sources=[], warnings=[]),
        normalization=Normalization(version="1", tone_style="first", edits=0, glued_words_split=0),
        **fields,
    ).to_dict()


def date(text: str | None) -> str | None:
    found = re.match(r"\d{4}-\d\d-\d\d", text or "")
    return f"{found[0]}T08:00:00+07:00" if found else None


def write(records: Iterator[dict[str, Any]], directory: Path) -> int:
    directory.mkdir(parents=True, exist_ok=True)
    count = 0
    with (directory / "articles.jsonl").open("wb") as file:
        for one in records:
            file.write(orjson.dumps(one, option=orjson.OPT_APPEND_NEWLINE))
            count += 1
    return count


# -- quality ------------------------------------------------------------------------------------------------------------


def bare(text: str) -> str:
    """Without diacritics, written independently of the package."""
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def second_style(phrase: str) -> str:
    return WORD.sub(lambda found: spellings()[found[0]].second if found[0] in spellings() else found[0], phrase)


def quality(directory: Path, db: sqlite3.Connection) -> None:
    """Print recall and precision of each way to type a phrase."""
    texts: dict[str, str] = {}
    for line in (directory / "articles.jsonl").open("rb"):
        told = orjson.loads(line)
        fields = filter(None, (told["headline"], told["description"], told["text"]))
        words = [" ".join(WORD.findall(unicodedata.normalize("NFC", text).lower())) for text in fields]
        texts[told["id"]] = f" {' | '.join(words)} "
    columns = {name: f" {bare(text)} " for name, text in texts.items()}
    rnd = random.Random(SEED)  # noqa: S311 - reproducible
    phrases = list(sample_phrases(list(texts.values()), rnd))
    ways: dict[str, tuple[Callable[[str], str], bool]] = {
        "as printed": (lambda phrase: phrase, False),
        "capitals": (str.upper, False),
        "decomposed (NFD)": (lambda phrase: unicodedata.normalize("NFD", phrase), False),
        "tone on the second vowel": (second_style, False),
        "invisible characters": ("\u200b".join, False),
        "without spaces": (lambda phrase: phrase.replace(" ", ""), False),
        "folded, typed without tones": (bare, True),
        "folded, typed with tones": (lambda phrase: phrase, True),
        "folded, without spaces": (lambda phrase: bare(phrase).replace(" ", ""), True),
    }
    truths = [
        [{name for name, text in texts.items() if f" {phrase} " in text} for phrase in phrases],
        [{name for name, text in columns.items() if f" {bare(phrase)} " in text} for phrase in phrases],
    ]
    print("| typed | recall | precision | answers |\n|---|---|---|---|")
    for way, (change, is_folded) in ways.items():
        wanted = right = got = 0
        for phrase, truth in zip(phrases, truths[is_folded], strict=True):
            found = answers(db, f'"{change(phrase)}"', is_folded=is_folded)
            wanted, right, got = wanted + len(truth), right + len(truth & found), got + len(found)
        print(f"| {way} | {right / wanted:.4f} | {right / max(got, 1):.4f} | {wanted:,} |", flush=True)


def answers(db: sqlite3.Connection, text: str, *, is_folded: bool) -> set[str]:
    """The ids of all answers to a query, without their snippets."""
    table = FOLDED_TABLE if is_folded else TONED_TABLE
    sql = f"SELECT id FROM {table} JOIN articles ON articles.number = {table}.rowid WHERE {table} MATCH ?"  # noqa: S608
    return {name for (name,) in db.execute(sql, (parse(text, is_folded=is_folded).expression(),))}


def sample_phrases(texts: list[str], rnd: random.Random) -> Iterator[str]:
    """Phrases of two to four Vietnamese syllables with a diacritic; a third of them with an open oa, oe or uy."""
    movable = re.compile(r"o[àáảãạèéẻẽẹ]\b|(?<!q)u[ỳýỷỹỵ]\b|ò[ae]\b|ó[ae]\b|ỏ[ae]\b|õ[ae]\b|ọ[ae]\b|[ùúủũụ]y\b")
    seen: set[str] = set()
    while len(seen) < QUERIES:
        words = rnd.choice(texts).split()
        size = rnd.randint(2, 4)
        start = rnd.randrange(max(1, len(words) - size))
        phrase = " ".join(words[start : start + size])
        is_wanted = all(map(is_legal, phrase.split())) and not phrase.isascii() and phrase.count(" ") == size - 1
        if is_wanted and phrase not in seen and (len(seen) % 3 or movable.search(phrase)):
            seen.add(phrase)
            yield phrase


# -- cost ---------------------------------------------------------------------------------------------------------------


def by_sqlite_utils(directory: Path, path: Path) -> float:
    """Insert the same rows with sqlite-utils alone, index them with its own index; return the processor time."""
    start = time.process_time()
    db = Database(path)
    names = ("id", "site", "url", "headline", "description", "text", "date_published", "word_count", "cluster_id")

    def rows() -> Iterator[dict[str, Any]]:
        for line in (directory / "articles.jsonl").open("rb"):
            told = orjson.loads(line)
            yield {name: told[name] for name in names}

    db.table("articles").insert_all(rows(), pk="id")
    db.table("articles").enable_fts(["headline", "description", "text"])
    db.close()
    return time.process_time() - start


def by_us(directory: Path, path: Path) -> float:
    start = time.process_time()
    build(FileSource(directory), path)
    return time.process_time() - start


def cost(directory: Path, scratch: Path, rounds: int) -> None:
    """Print the time of both in alternating rounds."""
    ratios = []
    for number in range(rounds):
        theirs = by_sqlite_utils(directory, scratch / f"theirs{number}.sqlite")
        ours = by_us(directory, scratch / f"ours{number}.sqlite")
        ratios.append(ours / theirs)
        print(
            f"round {number + 1}: sqlite-utils {theirs:.1f} s, newscrawl {ours:.1f} s of processor time: {ours / theirs:.2f}"
        )
    again = time.process_time()
    build(FileSource(directory), scratch / "ours0.sqlite")
    print(f"build without news, all files read: {time.process_time() - again:.1f} s")
    sizes = {name: (scratch / f"{name}0.sqlite").stat().st_size for name in ("theirs", "ours")}
    lines = (directory / "articles.jsonl").stat().st_size
    print(f"bytes: articles.jsonl {lines:,}; sqlite-utils {sizes['theirs']:,}; newscrawl {sizes['ours']:,}")


def report(directory: Path) -> None:
    """Print what the report takes."""
    start = time.process_time()
    page = render(
        collect(open_corpus(directory, near_copies=True).records()), name="bench", written="2026-01-01T00:00:00+07:00"
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"report: {time.process_time() - start:.1f} s, {len(page.encode()):,} bytes, peak of this process {peak:,} MB",
        flush=True,
    )


def latency(db: sqlite3.Connection, texts: list[str]) -> None:
    """Print p50 and p99 of a search in milliseconds of processor time, which a busy machine does not change."""
    rnd = random.Random(SEED)  # noqa: S311 - reproducible
    print("| query | p50 ms | p90 ms | p99 ms |\n|---|---|---|---|")
    for label, is_folded, is_phrase in (("words", False, False), ("phrase", False, True), ("words, folded", True, False), ("phrase, folded", True, True)):  # fmt: skip
        times = []
        for _ in range(TIMED_QUERIES):
            words = rnd.choice(texts).split()
            start = rnd.randrange(max(1, len(words) - 3))
            phrase = " ".join(words[start : start + rnd.randint(1, 3)])
            query = f'"{phrase}"' if is_phrase else phrase.replace('"', "")
            if not WORD.search(query):
                continue
            began = time.process_time()
            search(db, query, is_folded=is_folded)
            times.append(1000 * (time.process_time() - began))
        cuts = quantiles(times, n=100)
        print(f"| {label} | {cuts[49]:.1f} | {cuts[89]:.1f} | {cuts[98]:.1f} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=Path, default=TEXTS)
    parser.add_argument("--documents", type=int, default=0)
    parser.add_argument(
        "--rounds", type=int, default=3, help="rounds of the comparison with sqlite-utils; 0 leaves it out"
    )
    parser.add_argument("--keep", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        directory = arguments.keep or scratch / "real"
        if not (directory / "articles.jsonl").exists():
            print(f"{write(real_records(arguments.texts), directory):,} real texts", flush=True)
        texts = [orjson.loads(line)["text"] for line in (directory / "articles.jsonl").open("rb")]
        if arguments.rounds:
            cost(directory, scratch, arguments.rounds)
        build(FileSource(directory), directory / "corpus.sqlite")
        with closing(connect(directory / "corpus.sqlite")) as db:
            quality(directory, db)
            latency(db, texts)
        report(directory)
        if arguments.documents:
            made = scratch / "made"
            print(f"{write(generated_records(texts, arguments.documents), made):,} generated texts", flush=True)
            start = time.process_time()
            build(FileSource(made), made / "corpus.sqlite")
            sizes = {path.name: path.stat().st_size for path in sorted(made.iterdir())}
            print(f"build: {time.process_time() - start:.0f} s of processor time; bytes: {sizes}", flush=True)
            with closing(connect(made / "corpus.sqlite")) as db:
                latency(db, texts)
            report(made)


if __name__ == "__main__":
    main()
