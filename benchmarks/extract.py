"""Cost and quality of extraction: CPU ms per page, parse and all fields included, and F1 of the body.

    python benchmarks/extract.py [--rounds N] [--peers] [--set FOLDER] [--only ROW]
    python benchmarks/extract.py --parts [--rounds N]
    python benchmarks/extract.py --before CHECKOUT [--rounds N] [--turns N]

Reads every saved article page of ``../shared/pages`` and ``../shared/pages_second`` with its profile and without, and measures one lxml parse of the same bytes
in the same rounds. Machines differ, but the ratio to the parse does not. The best of N rounds counts. With ``--peers`` the
extractors of the ``bench`` extra, and news-please if it is installed, run on the same pages.

``--set`` reads the pages of another collection: a folder with ``ground-truth.json``, which has the ``articleBody`` and ``url`` of each
page under its name, and the pages as ``html/<name>.html.gz`` or ``.html``. Public collections have this layout.

``--only`` runs one row without its quality, for a profiler or to count instructions, which other work on the machine does not change:
take the difference of two numbers of rounds by ``valgrind --tool=cachegrind --cache-sim=no``. ``--parts`` shows where the time of
a known site goes.

``--before`` compares this checkout with an older one. Both run the same rows in turn, each with its own benchmark and its
own ``.venv``; the best turn of each counts, and the last column is the ratio of after to before.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import logging
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from lxml import etree

sys.path.insert(0, str(Path(__file__).resolve().parent))

from real_pages import PAGES, folders, manifest, scorer

from newscrawl import sites
from newscrawl.extract import Context, NotAnArticle, extract, to_article
from newscrawl.extract.classify import classify, classify_shell
from newscrawl.extract.encoding import to_utf8
from newscrawl.extract.page import Page as ParsedPage
from newscrawl.extract.table import FIELDS, pick

if TYPE_CHECKING:
    from collections.abc import Callable


ROWS: Final = ("one lxml parse", "known site", "generic")
"""The rows that ``--before`` compares."""


def parse(body: bytes, _url: str) -> None:
    etree.fromstring(body, etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True))


def known(body: bytes, url: str) -> str:
    try:
        return extract(body, url=url).text
    except NotAnArticle:
        return ""


def generic(body: bytes, url: str) -> str:
    try:
        return extract(body, url=url, use_layouts=False).text
    except NotAnArticle:
        return ""


def _words(markup: str) -> str:
    return "\n".join(etree.fromstring(f"<div>{markup}</div>", etree.HTMLParser(encoding="utf-8")).itertext())


class Page(NamedTuple):
    """A page, and the shingles of its body if people wrote that down."""

    body: bytes
    url: str
    gold: dict[str, int] | None


def saved_pages() -> list[Page]:
    """Return the saved article pages of all folders."""
    module = scorer()
    gold = {key: value for folder in folders() for key, value in module.load_gold(folder / "gold").items()}
    found: list[Page] = []
    for page in manifest():
        if page["page_type"] == "article":
            _, _, features = gold.get(module.h(module.address(page["url"])), ("", "", {"body": None}))
            body = (Path(page["folder"]) / page["file"]).read_bytes()
            found.append(Page(body, page["url"], features["body"] or None))
    return found


def pages_of(folder: Path) -> list[Page]:
    """Return the pages of a collection with ``ground-truth.json``."""
    module = scorer()
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    found: list[Page] = []
    for name, expected in sorted(truth.items()):
        packed = folder / "html" / f"{name}.html.gz"
        body = gzip.decompress(packed.read_bytes()) if packed.exists() else packed.with_suffix("").read_bytes()
        url = expected.get("url") or f"https://{name}.example/article-{name}.html"
        found.append(Page(body, url, dict(module.shingles(expected["articleBody"].splitlines()))))
    return found


def body_f1(work: Callable[[bytes, str], object], pages: list[Page]) -> float | None:
    """Return the mean F1 of the body over the pages with gold, by ``score.py``; ``None`` if no page has gold."""
    module = scorer()
    found: list[float] = []
    for page in pages:
        if page.gold is None:
            continue
        text = work(page.body, page.url)
        have = dict(module.shingles(str(text or "").splitlines()))
        same = sum((Counter(page.gold) & Counter(have)).values())
        found.append(module.prf(same, sum(have.values()), sum(page.gold.values()))[2])
    return sum(found) / len(found) if found else None


def decoded(body: bytes) -> str:
    """Return a page as text, for the extractors that do not take bytes."""
    return to_utf8(body, None).data.decode("utf-8", "replace")


def peers() -> dict[str, Callable[[bytes, str], object]]:
    """Return the installed extractors, each with its usual call."""
    found: dict[str, Callable[[bytes, str], object]] = {}
    if importlib.util.find_spec("trafilatura"):
        import trafilatura  # noqa: PLC0415 - only where it is installed

        found["trafilatura"] = lambda body, _url: trafilatura.extract(body, include_comments=False)
        found["trafilatura, fast"] = lambda body, _url: trafilatura.extract(body, include_comments=False, fast=True)
        found["trafilatura, precision"] = lambda body, _url: trafilatura.extract(
            body, include_comments=False, favor_precision=True
        )
    if importlib.util.find_spec("readability"):
        from readability import Document  # noqa: PLC0415 - only where it is installed

        found["readability-lxml"] = lambda body, _url: _words(Document(decoded(body)).summary())
    if importlib.util.find_spec("newspaper"):
        import newspaper  # noqa: PLC0415 - only where it is installed

        settings = newspaper.Config()
        settings.fetch_images = False

        def newspaper4k(body: bytes, url: str) -> object:
            article = newspaper.Article(url, config=settings)
            article.download(input_html=decoded(body))
            article.parse()
            return article.text

        found["newspaper4k"] = newspaper4k
    if importlib.util.find_spec("newsplease"):
        from newsplease import NewsPlease  # noqa: PLC0415 - only where it is installed

        found["news-please"] = lambda body, url: (
            NewsPlease.from_html(decoded(body), url=url, fetch_images=False).maintext
        )
    return {name: _forgiving(work) for name, work in found.items()}


def _forgiving(work: Callable[[bytes, str], object]) -> Callable[[bytes, str], object]:
    """Return the same extractor, with no text for a page on which it fails."""

    def tried(body: bytes, url: str) -> object:
        try:
            return work(body, url)
        except Exception:  # noqa: BLE001 - other extractors may raise anything
            return ""

    return tried


def cost(work: Callable[[bytes, str], object], pages: list[Page], rounds: int) -> float:
    """Return CPU ms per page, the best of the rounds; one more round before them fills the caches."""
    best = float("inf")
    for _ in range(rounds + 1):
        start = time.process_time()
        for page in pages:
            work(page.body, page.url)
        best = min(best, time.process_time() - start)
    return best * 1000 / len(pages)


def parts(pages: list[Page], rounds: int) -> dict[str, float]:
    """Return CPU ms per page of each part of an extraction with a profile, the best of the rounds for each page."""
    best: dict[tuple[str, str], float] = {}
    for _ in range(rounds):
        for body, url, _ in pages:
            last = time.perf_counter()

            def took(part: str, url: str = url) -> None:
                nonlocal last
                now = time.perf_counter()
                best[part, url] = min(best.get((part, url), float("inf")), now - last)
                last = time.perf_counter()

            parse(body, url)
            took("one lxml parse")
            page = ParsedPage(body, url=url)
            took("page: parse, encoding, sha256, limits")
            _ = page.by_tag("meta"), page.class_names, page.ids
            took("index of elements, tags, classes, ids")
            _ = page.news, page.metas
            took("JSON-LD, meta")
            context = Context(page=page, site=sites.of(url))
            for field in FIELDS:
                context = pick(context, (field,))
                took(field.name)
            try:
                _ = classify_shell(context), classify(context)
                took("classification")
                to_article(context)
                took("record")
            except NotAnArticle:
                continue
            del page, context
            took("free memory")
    found: dict[str, float] = {}
    for (part, _), seconds in best.items():
        found[part] = found.get(part, 0.0) + seconds * 1000 / len(pages)
    return found


def compare(before: Path, rounds: int, turns: int) -> int:
    """Print CPU ms per page of an older checkout and of this one, measured in turn, and their ratio."""
    here = Path(__file__).resolve().parents[1]
    best: dict[tuple[str, Path], float] = {}
    for _ in range(turns):
        for row in ROWS:
            for checkout in (before.resolve(), here):
                spent = _row_of(checkout, row, rounds)
                best[row, checkout] = min(best.get((row, checkout), float("inf")), spent)
    print("| work | before, CPU ms a page | after | after / before |\n|---|---|---|---|")
    for row in ROWS:
        old, new = best[row, before.resolve()], best[row, here]
        print(f"| {row} | {old:.2f} | {new:.2f} | {new / old:.3f} |")
    return 0


def _row_of(checkout: Path, row: str, rounds: int) -> float:
    """Run one row with a checkout's own benchmark; return its CPU ms per page."""
    python = checkout / ".venv" / "bin" / "python"
    command = [str(python if python.exists() else sys.executable), "benchmarks/extract.py"]
    done = subprocess.run(
        [*command, "--only", row, "--rounds", str(rounds)],
        check=True,
        capture_output=True,
        text=True,
        cwd=checkout,
        env={**os.environ, "PYTHONPATH": str(checkout)},
    )
    line = next(line for line in done.stdout.splitlines() if line.startswith(f"| {row} |"))
    return float(line.split("|")[2])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peers", action="store_true", help="run the installed extractors of others too")
    parser.add_argument("--set", type=Path, dest="folder", help="a folder with ground-truth.json and html/")
    parser.add_argument(
        "--only", metavar="ROW", help='run one row alone: "one lxml parse", "known site", "generic", or a peer'
    )
    parser.add_argument("--parts", action="store_true", help="where the time of a known site goes")
    parser.add_argument("--before", type=Path, metavar="CHECKOUT", help="compare with an older checkout, in turn")
    parser.add_argument("--turns", type=int, default=3, help="how often each side runs each row with --before")
    options = parser.parse_args()
    if options.before:
        if not (options.before / "benchmarks" / "extract.py").exists():
            parser.error(f"no benchmarks/extract.py in {options.before}: name a checkout of this repository")
        return compare(options.before, options.rounds, options.turns)
    if not PAGES.is_dir():
        print(f"no pages at {PAGES}: nothing to measure", file=sys.stderr)
        return 2
    if options.folder and not (options.folder / "ground-truth.json").exists():
        print(f"no ground-truth.json in {options.folder}: name a folder that holds one", file=sys.stderr)
        return 2
    logging.disable(logging.CRITICAL)
    pages = pages_of(options.folder) if options.folder else saved_pages()
    size = sum(len(page.body) for page in pages) / len(pages)
    if options.parts:
        print(f"{len(pages)} pages of {size / 1000:.0f} KB in the mean\n\n| part | ms a page |\n|---|---|")
        print("\n".join(f"| {part} | {spent:.2f} |" for part, spent in parts(pages, options.rounds).items()))
        return 0
    rows: dict[str, Callable[[bytes, str], object]] = {"one lxml parse": parse, "known site": known, "generic": generic}
    if options.folder:
        del rows["known site"]
    rows |= peers() if options.peers else {}
    if options.only:
        if options.only not in rows:
            parser.error(f"--only is one of: {', '.join(rows)}")
        rows = {options.only: rows[options.only]}
    print(f"{len(pages)} pages of {size / 1000:.0f} KB in the mean\n")
    print("| work | CPU ms a page | ms per 100 KB | times one parse | body F1 |\n|---|---|---|---|---|")
    one = 0.0
    for name, work in rows.items():
        spent = cost(work, pages, options.rounds)
        one = one or spent
        quality = None if work is parse or options.only else body_f1(work, pages)
        f1 = "" if quality is None else f"{quality:.3f}"
        print(f"| {name} | {spent:.2f} | {spent * 100_000 / size:.2f} | {spent / one:.1f} | {f1} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
