"""A corpus of real texts with copies: ``open_corpus()`` and splits measured, and each border verified exactly.

    python benchmarks/corpus.py ../shared/text                         # 9,153 texts and copies of them, 13,879 articles
    python benchmarks/corpus.py ../shared/text --articles 100000 --memory   # peak memory alone, texts cut to 600 characters

The texts (JSON lines with outlet, url, date, category, title and body) belong to their publishers. They are read where they are; the
corpus is written to a temporary directory.
"""

from __future__ import annotations

import argparse
import gzip
import random
import resource
import tempfile
import time
from array import array
from collections import Counter, defaultdict
from itertools import islice, pairwise
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

import newscrawl
from newscrawl.dedupe.banding import BANDS, KEY_BYTES, band_keys
from newscrawl.dedupe.shingles import Syllables
from newscrawl.exporters.json_lines import json_line
from newscrawl.items import Article, Extraction, Fetch, Normalization, RelatedLink, Section, content_hash

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from newscrawl.corpus.corpus import Split


SHARES = (0.8, 0.1, 0.1)
OVER = 0.5
ROUNDS = 3
SHORT_CHARS = 600
DAY_WORDS = ("sáng", "trưa", "chiều", "tối", "hôm", "mai", "năm", "tháng", "tuần", "ngày", "đêm", "giờ")


def article(number: int, site: str, text: str, source: dict[str, Any], **more: Any) -> Article:
    headline = source.get("title") or f"Bài số {number}"
    day = str(source.get("date") or "")[:10]
    is_day = len(day) == 10 and day[4] == "-" and day[:4].isdigit() and day[5:7].isdigit()
    url = f"https://{site}.example/bai-{number}.html"
    return Article(
        id=f"{site}:{number}",
        url=url,
        requested_url=url,
        text=text,
        headline=headline,
        site=site,
        sections=[Section(paragraphs=[part for part in text.split("\n\n") if part])],
        word_count=len(text.split()),
        date_published=f"{day}T08:00:00+07:00"
        if is_day
        else f"2026-{number % 12 + 1:02}-{number % 28 + 1:02}T08:00:00+07:00",
        date_fetched="2026-03-02T08:00:00+07:00",
        authors=[],
        breadcrumbs=[],
        keywords=[],
        images=[],
        videos=[],
        outbound_links=[],
        article_section=str(source.get("category") or "") or None,
        content_hash=content_hash(headline, text),
        fetch=Fetch(status=200),
        extraction=Extraction(layout="generic", field_sources=[], warnings=[]),
        normalization=Normalization(version="1", tone_style="first", edits=0, glued_words_split=0),
        **{"related_links": [], **more},
    )


def texts_of(directory: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(directory.glob("*.jsonl.gz")):
        with gzip.open(path) as lines:
            yield from map(orjson.loads, lines)


class Copies:
    """Makes copies of texts of many kinds, some as chains whose ends are no longer similar."""

    def __init__(self, seed: int) -> None:
        self._lots = random.Random(seed)  # noqa: S311 - equal texts in each run

    def edited(self, text: str, share: float) -> str:
        """Replace a share of the words."""
        return " ".join(
            self._lots.choice(DAY_WORDS) if self._lots.random() < share else word for word in text.split(" ")
        )

    def of(self, text: str, other: str) -> Iterator[str]:
        """Yield the copies of one text."""
        words, others = text.split(" "), other.split(" ")
        kind = self._lots.randrange(8)
        if kind == 0:  # a chain: each link is similar to the one before
            for _ in range(self._lots.randrange(3, 8)):
                text = self.edited(text, 0.13)
                yield text
        elif kind == 1:
            yield text
        elif kind == 2:
            yield self.edited(text, self._lots.choice([0.02, 0.05, 0.1, 0.15, 0.18, 0.2, 0.25, 0.3]))
        elif kind == 3:
            yield " ".join(words[: int(len(words) * self._lots.uniform(0.45, 0.9))])
        elif kind == 4:
            yield " ".join(words[: int(len(words) * self._lots.uniform(0.5, 0.9))] + others[: len(words) // 4])
        elif kind == 5:  # a bridge between two articles
            yield " ".join(words + others)
        elif kind == 6:
            yield text.upper()
        else:
            yield " ".join(others[: len(words) // 10] + words[len(words) // 8 :])


def write(directory: Path, sources: list[dict[str, Any]], count: int) -> int:
    """Write a corpus of so many articles; return its bytes."""
    lots, copies, number = random.Random(7), Copies(8), 0  # noqa: S311 - as above
    sources = [source for source in sources if source.get("body")]
    bodies = [source["body"] for source in sources]

    def articles() -> Iterator[Article]:
        nonlocal number
        for source in sources:
            yield article(number := number + 1, str(source["outlet"]).partition(".")[0], source["body"], source)
        while True:
            at = lots.randrange(len(sources))
            for text in copies.of(bodies[at], lots.choice(bodies)):
                site = lots.choice(["bao", "tin", "mang"])
                link = RelatedLink(url="https://bao.example/", id=f"{site}:{number}", title="Bài", relation="related")
                yield article(number := number + 1, site, text, sources[at], related_links=[link])

    files = [(directory / f"articles-{part}.jsonl").open("wb") for part in range(4)]
    for at, item in enumerate(islice(articles(), count)):
        files[at * 7 % 4].write(json_line(item))
    for file in files:
        file.close()
    return sum(path.stat().st_size for path in directory.glob("*.jsonl"))


# -- proof --------------------------------------------------------------------------------------------------------------


def words_of(text: str) -> list[str]:
    """Words as another reader would cut them: lower case, at white space, without punctuation at their ends."""
    return [word for word in (part.strip(".,;:!?\"'()[]“”‘’…-–") for part in text.lower().split()) if word]


def two_grams(text: str) -> frozenset[int]:
    words = words_of(text)
    return frozenset(map(hash, pairwise(words)))


def five_grams(text: str) -> frozenset[int]:
    words = words_of(text)
    return frozenset(map(hash, zip(*(words[n:] for n in range(5)), strict=False)))


def own(text: str) -> frozenset[int]:
    return frozenset(Syllables(text).twos)


def pairs_over(sets: list[frozenset[int]], parts: list[int] | None, least: float) -> Iterator[tuple[int, int, float]]:
    """Yield every pair over a similarity, by prefix filtering, which misses none (Bayardo, Ma and Srikant, 2007).

    Two sets with a Jaccard similarity of at least t share an element among the rarest ``n - ceil(t * n) + 1`` of each.
    """
    frequency = Counter(item for found in sets for item in found)
    index: dict[int, list[int]] = defaultdict(list)
    for at, found in enumerate(sets):
        rarest = sorted(found, key=lambda item: (frequency[item], item))[: len(found) - ceil(least * len(found)) + 1]
        candidates = set()
        for item in rarest:
            candidates.update(index[item])
            index[item].append(at)
        for other in candidates:
            if parts is not None and parts[at] == parts[other]:
                continue
            small, large = sorted((len(found), len(sets[other])))
            if small < least * large:
                continue
            common = len(found & sets[other])
            similarity = common / (len(found) + len(sets[other]) - common)
            if similarity > least:
                yield other, at, similarity


def prove(split: Split, measure: Callable[[str], frozenset[int]]) -> tuple[int, float]:
    """Return the number of pairs over the border whose similarity is over one half, and the largest over 0.4."""
    sets, parts = [], []
    for number, part in enumerate(split):
        for record in part.records():
            sets.append(measure(record["text"]))
            parts.append(number)
    found = [similarity for _, _, similarity in pairs_over(sets, parts, 0.4)]
    return sum(similarity > OVER for similarity in found), max(found, default=0.0)


def recall(texts: list[frozenset[int]], pairs: list[tuple[int, int, float]]) -> str:
    """Return how many of the similar pairs share a key, by which a split finds them; by similarity."""
    keys = dict(
        zip(
            wanted := sorted({at for pair in pairs for at in pair[:2]}),
            band_keys([array("I", sorted(texts[at])) for at in wanted], 1),
            strict=True,
        )
    )
    found: Counter[float] = Counter()
    total: Counter[float] = Counter()
    for one, other, similarity in pairs:
        step = int(similarity * 10) / 10
        total[step] += 1
        found[step] += any(
            keys[one][at : at + KEY_BYTES] == keys[other][at : at + KEY_BYTES]
            for at in range(0, BANDS * KEY_BYTES, KEY_BYTES)
        )
    return ", ".join(f"{step}: {found[step]:,} of {total[step]:,}" for step in sorted(total))


def by_first_copy(count: int, pairs: list[tuple[int, int, float]]) -> int:
    """Return how many pairs over one half a split leaves that groups each article with the first one that it is similar to."""
    first = list(range(count))
    similar = sorted((one, other) for one, other, similarity in pairs if similarity > OVER)
    for one, other in similar:
        first[other] = min(first[other], one)
    lots = [random.Random(group).choices(range(3), SHARES)[0] for group in range(count)]  # noqa: S311 - as above
    return sum(lots[first[one]] != lots[first[other]] for one, other in similar)


# -- measures -----------------------------------------------------------------------------------------------------------


def seconds(call: Callable[[], Any]) -> float:
    started = time.process_time()
    call()
    return time.process_time() - started


def megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def exhaust(items: Iterable[Any]) -> None:
    for _ in items:
        pass


def ratio(ours: Callable[[], Any], theirs: Callable[[], Any]) -> str:
    """Return the ratio of processor times over alternating rounds."""
    ratios = sorted(seconds(ours) / seconds(theirs) for _ in range(ROUNDS))
    return f"{ratios[0]:.1f} to {ratios[-1]:.1f}"


def measure_memory(corpus: newscrawl.Corpus) -> None:
    """Print the peak memory after each way of reading a corpus."""
    print(f"index of {len(corpus):,} articles: peak memory {megabytes()} MB", flush=True)
    exhaust(corpus)
    print(f"iteration: {megabytes()} MB", flush=True)
    exhaust(corpus.sample(20_000, by="site"))
    print(f"a sample of 20,000, read in its order: {megabytes()} MB", flush=True)
    exhaust(corpus.tables())
    print(f"tables(): {megabytes()} MB", flush=True)
    print(corpus.split(SHARES, seed=1))
    print(f"split: {megabytes()} MB", flush=True)


def measure_time(place: Path, corpus: newscrawl.Corpus) -> None:
    """Print processor times as ratios to reading the JSON alone."""
    paths = sorted(place.glob("*.jsonl"))

    def parse() -> None:
        for path in paths:
            with path.open("rb") as lines:
                exhaust(map(orjson.loads, lines))

    print("index, to orjson.loads of every line:", ratio(lambda: len(newscrawl.open_corpus(place)), parse), flush=True)
    len(corpus)
    print("records(), to the same:", ratio(lambda: exhaust(corpus.records()), parse), flush=True)
    print("iteration, to the same:", ratio(lambda: exhaust(corpus), parse), flush=True)
    print("sample(1000) read, to the same:", ratio(lambda: exhaust(corpus.sample(1000, by="site")), parse), flush=True)
    print("stats(), to the same:", ratio(corpus.stats, parse), f"; peak memory {megabytes()} MB", flush=True)
    split: Split | None = None

    def cut() -> None:
        nonlocal split
        split = corpus.split(SHARES, seed=1)

    print(f"split, to the same: {seconds(cut) / seconds(parse):.1f}; peak memory {megabytes()} MB")
    assert split is not None
    print(split, flush=True)
    print(
        f"check, to the same: {seconds(lambda: print(split.check())) / seconds(parse):.1f}; peak memory {megabytes()} MB",
        flush=True,
    )


def proof(corpus: newscrawl.Corpus) -> None:
    """Verify splits by comparing all pairs that can be similar, with three measures."""
    split = corpus.split(SHARES, seed=1)
    print(split, flush=True)
    texts = [own(record["text"]) for record in corpus.records()]
    pairs = list(pairs_over(texts, None, 0.4))
    print("similar pairs that share a key, by similarity:", recall(texts, pairs), flush=True)
    print("by the first copy alone, pairs over 0.5 across the border:", by_first_copy(len(texts), pairs), flush=True)
    for title, measure in (
        ("two syllables, as newscrawl", own),
        ("two words", two_grams),
        ("five words", five_grams),
    ):
        print(f"by {title}: pairs over 0.5 across the border, and largest: {prove(split, measure)}", flush=True)
    for by in ("day", "site"):
        other = corpus.split((0.9, 0.1) if by == "day" else (0.6, 0.4), by=by, seed=1)  # type: ignore[arg-type]
        print(by, other, prove(other, own), flush=True)
    print("stories", corpus.split(SHARES, seed=1, stories=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--articles", type=int, default=13_879)
    parser.add_argument("--sources", type=int, help="use only so many of the texts, drawn by lot")
    parser.add_argument("--only-proof", action="store_true")
    parser.add_argument("--no-proof", action="store_true")
    parser.add_argument("--memory", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        sources = list(texts_of(options.texts))
        if options.sources:
            sources = random.Random(9).sample(sources, options.sources)  # noqa: S311 - as above
        if options.memory:
            sources = [source | {"body": (source.get("body") or "")[:SHORT_CHARS]} for source in sources]
        size = write(place, sources, options.articles)
        sources.clear()
        print(
            f"{options.articles:,} articles, {size / 1e6:.0f} MB of JSON; peak memory until here {megabytes()} MB",
            flush=True,
        )
        if options.memory:
            measure_memory(newscrawl.open_corpus(place))
            return
        corpus = newscrawl.open_corpus(place)
        if not options.only_proof:
            measure_time(place, corpus)
        if not options.no_proof:
            proof(corpus)


if __name__ == "__main__":
    main()
