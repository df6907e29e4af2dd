"""Compares the output of two versions of the code, field by field.

    python benchmarks/compare_versions.py BEFORE AFTER [--shared ../shared] [--only fixtures,pages,sample,recorded]
        [--accept FILE] [--read FILE] [--work DIR]

BEFORE and AFTER are checkouts, each with its own ``.venv``. Each side runs with its own Python; what they write is compared page
by page, byte for byte, and where bytes differ, field by field. The parts:

``fixtures``
    every page that BEFORE's tests of the extraction read (the page, its headers, its profile, the hints), and odd pages from the
    grammar of the hostile tests; each read with profiles and without.
``pages``
    the saved pages that the ``manifest.tsv`` of ``pages`` and ``pages_second`` in SHARED list, with profiles and without.
``sample``
    ``newscrawl demo``, both editions: articles, edges, manifests, state, the other files, what is printed, the exit codes.
``recorded``
    ``newscrawl replay`` of WARC files that BEFORE records once from both editions, and of the tables of saved pages.

FILE lists the differences that are wanted: lines of part, page, field and cause, with tabs between; page and field may have the
wildcards of a shell. Exit code 1 if there is any other difference. ``--read`` keeps what BEFORE's tests read, or takes it from
there, which saves most of the time of ``fixtures``.

What cannot be the same twice (:data:`MOMENTS`, :data:`CRAWL_ID`, :data:`SUMS`, :data:`COLUMNS`) is written as ``<moment>``,
``<crawl id>``, ``<sum>`` and ``<time>`` before the comparison, empty values excepted. Three orders are chance, and are not
compared: that of the sites in a manifest and in the lines that are printed, where sites are crawled side by side; that of their
articles among each other; and that of the keys of JSON in the state. The order of one site's articles and edges is compared.
"""

from __future__ import annotations

import argparse
import base64
import csv
import importlib
import inspect
import json
import os
import re
import runpy
import socket
import socketserver
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import fields, is_dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PARTS: Final = ("fixtures", "pages", "sample", "recorded")
FETCHED_AT: Final = "2026-03-02T08:00:00+07:00"
"""The fetch time that is given for the saved pages."""

ODD_PAGES: Final = 300
LONGEST: Final = 1_000_000
"""Largest page of the tests that is compared; the few larger ones only exist to take long."""

PORTS: Final = range(20_000, 32_000, 3)
"""The sample newspaper is served at three ports that follow each other, from one of these on: the same on both sides, for they are
part of what is kept, and others where the comparison runs twice at once."""

PAGE_BY_PAGE: Final = {"CONCURRENT_REQUESTS": 1, "SCRAPER_SLOT_MAX_ACTIVE_SIZE": 1}
"""Scrapy's settings for the crawls: no page is asked for before the last is done with, else a busy machine decides on the order."""

CUT: Final = 200
SHOWN: Final = 200
"""Characters of a value, and differences of a part, that are printed."""

# -- what is not the same twice -----------------------------------------------------------------------------------------

MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([+-]\d\d:\d\d|Z)")
MOMENTS: Final = frozenset({"date_fetched", "date_first_seen", "started", "finished", "since"})
"""Keys of records and manifests, and of JSON in the state, whose value is the moment of the run."""

CRAWL_ID: Final = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{6}")
"""Wherever it stands in the output: as a value and in names of files."""

SUMS: Final = frozenset({"sha256"})
"""In a manifest: checksums of files that hold such moments."""

COLUMNS: Final = {
    "addresses": ("last_seen", "next_revisit"),
    "urls": ("first_seen",),
    "articles": ("first_seen", "last_seen"),
    "sources": ("checked", "brought_news", "first_checked", "next_check"),
    "health": ("crawl_id", "finished"),
    "hosts": ("asked", "not_before"),
    "budgets": ("day",),
}
"""Tables of the state, and the columns that hold a time of the run, or its name."""


def normalized(value: Any) -> Any:
    """A JSON value with the moments and checksums of :data:`MOMENTS` and :data:`SUMS` replaced."""
    if isinstance(value, list):
        return [normalized(part) for part in value]
    if not isinstance(value, dict):
        return value
    return {key: _placeholder(key, part) if isinstance(part, str) else normalized(part) for key, part in value.items()}


def _placeholder(key: str, value: str) -> str:
    if key in MOMENTS:
        return MOMENT.sub(r"<moment \1>", value)
    return re.sub(r"[0-9a-f]{64}", "<sum>", value) if key in SUMS else value


# -- the calls that differ between versions: edit here ------------------------------------------------------------------


def read_page(body: bytes, *, url: str, use_layouts: bool, **known: Any) -> Any:
    """The article on a page, by the extraction of this side's version."""
    package = importlib.import_module("newscrawl.extract")
    if "use_layouts" in inspect.signature(package.extract).parameters:
        return package.extract(body, url=url, use_layouts=use_layouts, **known)
    return package.read(body, url=url, use_layouts=use_layouts, **known).article()


def line_of(article: Any) -> str:
    """The article as a line of ``articles.jsonl``."""
    for place in ("newscrawl.archive.json_line:json_line",):
        module, _, name = place.partition(":")
        with suppress(ImportError, AttributeError):
            return bytes(getattr(importlib.import_module(module), name)(article)).decode()
    orjson = importlib.import_module("orjson")
    return bytes(orjson.dumps(article, option=orjson.OPT_APPEND_NEWLINE)).decode()


def named(name: str) -> Any:
    """A class of the package, wherever this version has it: ``Site``, ``Layout``, ``Hints``."""
    for module in ("newscrawl.items", "newscrawl.sites.profile", "newscrawl.sites", "newscrawl.extract"):
        with suppress(ImportError, AttributeError):
            return getattr(importlib.import_module(module), name)
    return next(
        getattr(m, name) for n, m in sorted(sys.modules.items()) if n.startswith("newscrawl") and hasattr(m, name)
    )


def recorder(note: Callable[[dict[str, Any]], None]) -> None:
    """Let BEFORE note every page that it reads."""
    module = importlib.import_module("newscrawl.extract.article")
    # The class that is made from each parsed page: before the table of fields it was called Reading.
    reader = module.Reading if hasattr(module, "Reading") else module.Context
    pages, readings = module.Page.__init__, reader.__init__
    bodies: dict[int, tuple[Any, bytes | str]] = {}

    def open_page(self: Any, body: bytes | str, *, url: str, headers: Any = None) -> None:
        try:
            pages(self, body, url=url, headers=headers)
        except module.NotAnArticle:
            if isinstance(body, bytes):
                note({"url": url, "body": body, "headers": headers and dict(headers)})
            raise
        bodies[id(self)] = self, body

    def open_reading(self: Any, *given: Any, **known: Any) -> None:
        page, site = given or (known["page"], known["site"])
        kept = {"site": site, "hints": known.get("hints"), "fetched_at": known.get("fetched_at", known.get("now"))}
        if id(page) in bodies and isinstance(body := bodies.pop(id(page))[1], bytes):
            note({"url": page.url, "body": body, "headers": page.headers or None, **kept})
        readings(self, *given, **known)

    module.Page.__init__, reader.__init__ = open_page, open_reading


# -- inside a side: run with its Python ---------------------------------------------------------------------------------


def as_plain(value: Any) -> Any:
    """A profile or hints as JSON, so that another version can build them again."""
    if is_dataclass(value):
        return {"class": type(value).__name__, **{f.name: as_plain(getattr(value, f.name)) for f in fields(value)}}
    if isinstance(value, tuple):
        return {"tuple": [as_plain(part) for part in value]}
    return {key: as_plain(part) for key, part in value.items()} if isinstance(value, dict) else value


def rebuilt(value: Any) -> Any:
    """What :func:`as_plain` was given."""
    if not isinstance(value, dict):
        return value
    if "tuple" in value:
        return tuple(rebuilt(part) for part in value["tuple"])
    parts = {key: rebuilt(part) for key, part in value.items() if key != "class"}
    return named(value["class"])(**parts) if "class" in value else parts


def record_pages(out: Path) -> int:
    """Run BEFORE's tests of the extraction, write down what they read, and the odd pages."""
    sys.path.insert(0, str(Path.cwd()))
    sites = importlib.import_module("newscrawl.sites")
    extract = importlib.import_module("newscrawl.extract")
    seen: set[str] = set()
    names: Counter[str] = Counter()
    with out.open("w", encoding="utf-8") as lines:

        def note(read: dict[str, Any]) -> None:
            if len(read["body"]) > LONGEST:
                return
            test = os.environ.get("PYTEST_CURRENT_TEST", "grammar").rpartition(" (")[0] or "grammar"
            site, moment = read.get("site"), read.get("fetched_at")
            is_found = site is None or site == sites.of(read["url"])
            page = {
                "url": read["url"],
                "body": base64.b64encode(read["body"]).decode(),
                "headers": read["headers"],
                "site": None if is_found else as_plain(site),
                "hints": as_plain(read.get("hints")),
                "fetched_at": moment and moment.isoformat(),
            }
            text = json.dumps(page, default=str)
            if text not in seen:
                seen.add(text)
                names[test] += 1
                lines.write(json.dumps({"page": f"{test}#{names[test]}", **page}, default=str) + "\n")

        recorder(note)
        pytest = importlib.import_module("pytest")
        code = pytest.main(
            ["-q", "--no-header", "-p", "no:cacheprovider", "tests/extract", "tests/sites", "tests/report"]
        )
        os.environ.pop("PYTEST_CURRENT_TEST", None)
        module = (
            "tests.helpers.odd_documents"
            if Path("tests/helpers/odd_documents.py").exists()
            else "tests.hostile.grammar"
        )
        grammar = importlib.import_module(module)
        random = importlib.import_module("random")
        urls = [site.home + "tin-1234567.html" for site in sites.load().values()]
        for seed in range(ODD_PAGES):
            with suppress(extract.NotAnArticle):
                body = grammar.Grammar(random.Random(seed)).page()
                read_page(body, url=urls[seed % len(urls)], use_layouts=True)
    return int(code)


def dump_pages(listed: Path, out: Path) -> int:
    """Read the listed pages with profiles and without, and write the results."""
    extract = importlib.import_module("newscrawl.extract")
    with listed.open(encoding="utf-8") as pages, out.open("w", encoding="utf-8") as lines:
        for line in pages:
            page = json.loads(line)
            body = base64.b64decode(page["body"]) if "body" in page else Path(page["file"]).read_bytes()
            known = {
                "headers": page.get("headers"),
                "site": rebuilt(page.get("site")),
                "hints": rebuilt(page.get("hints")),
                "fetched_at": datetime.fromisoformat(page["fetched_at"]) if page.get("fetched_at") else None,
            }
            for use_layouts in (True, False):
                try:
                    said = line_of(read_page(body, url=page["url"], use_layouts=use_layouts, **known))
                except extract.NotAnArticle as refusal:
                    said = json.dumps({"refused": str(refusal.reason), "detail": refusal.detail})
                except Exception as error:  # noqa: BLE001 - a version that fails differs, and the rest is still compared
                    said = json.dumps({"failed": repr(error)})
                name = f"{page['page']} {'with' if use_layouts else 'without'} profiles"
                lines.write(json.dumps({"page": name, "said": said}) + "\n")
    return 0


def run_command(ports: str, module: str, arguments: list[str]) -> int:
    """Run a module as ``python -m`` does; who asks for any free port gets the next of those, and a crawl goes page by page."""
    free = iter(map(int, ports.split(",")))
    bind = socketserver.TCPServer.server_bind

    def server_bind(self: socketserver.TCPServer) -> None:
        host, port = self.server_address[:2]
        self.server_address = (str(host), port or next(free, 0))
        bind(self)

    socketserver.TCPServer.server_bind = server_bind  # type: ignore[method-assign]
    crawler = importlib.import_module("scrapy.crawler").Crawler
    start = crawler.__init__

    def start_crawler(self: Any, spider: Any, settings: Any = None, *more: Any, **known: Any) -> None:
        if settings is not None:
            settings.setdict(PAGE_BY_PAGE, priority=100)
        start(self, spider, settings, *more, **known)

    crawler.__init__ = start_crawler
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
    return 0


def check_package() -> None:
    """Check that the package is the one of this checkout; otherwise a version would be compared with itself."""
    found = Path(importlib.import_module("newscrawl").__file__ or "").resolve()
    if not found.is_relative_to(Path(os.environ["COMPARED_CHECKOUT"])):
        raise SystemExit(f"newscrawl is {found}, not that of {os.environ['COMPARED_CHECKOUT']}")


def inside(arguments: list[str]) -> int:
    """Run one of the three inner commands in a process of its own."""
    check_package()
    job, *rest = arguments
    if job == "record":
        return record_pages(Path(rest[0]))
    if job == "dump":
        return dump_pages(Path(rest[0]), Path(rest[1]))
    return run_command(rest[0], rest[1], rest[2:])


# -- outside: both sides ------------------------------------------------------------------------------------------------


class Side(NamedTuple):
    """One version, and the directory of its dumps."""

    checkout: Path
    work: Path

    def start(self, *arguments: str | Path, cwd: Path | None = None, **options: Any) -> subprocess.Popen[str]:
        """This script with that checkout's Python."""
        python = self.checkout / ".venv" / "bin" / "python"
        environment = {
            **os.environ,
            "COMPARED_CHECKOUT": str(self.checkout),
            "PYTHONPATH": str(self.checkout),
            "PYTHONUTF8": "1",
            "COLUMNS": "120",
            "NO_COLOR": "1",
        }
        command = [str(python), "-P", str(Path(__file__).resolve()), "--inside", *map(str, arguments)]
        return subprocess.Popen(command, cwd=cwd or self.checkout, env=environment, text=True, **options)

    def cli(self, directory: Path, name: str, *arguments: str | Path, ports: str = "") -> None:
        """Run a command of ``newscrawl`` in a directory; write its output and exit code beside it."""
        with (directory / f"{name}.stdout").open("w") as out, (directory / f"{name}.stderr").open("w") as err:
            code = self.start("run", ports, "newscrawl", *arguments, cwd=directory, stdout=out, stderr=err).wait()
        (directory / f"{name}.exit").write_text(f"{code}\n", encoding="utf-8")

    def write(self, part: str, directory: Path, name: str) -> None:
        """Add the files of a command to the dump of a part."""
        names: Counter[str] = Counter()
        with (self.work / f"{part}.jsonl").open("a", encoding="utf-8") as lines:
            for page, said in normalized_output(directory, name):
                names[page] += 1
                nth = f" {names[page]}" if names[page] > 1 else ""
                lines.write(json.dumps({"page": f"{name}/{page}{nth}", "said": said}) + "\n")


def normalized_output(directory: Path, name: str) -> Iterator[tuple[str, str]]:
    """Yield what a command printed and wrote to ``out``, as name and text, with the identifiers of crawls replaced."""
    for page, said in _raw_output(directory, name):
        yield CRAWL_ID.sub("<crawl id>", page), CRAWL_ID.sub("<crawl id>", said)


def _raw_output(directory: Path, name: str) -> Iterator[tuple[str, str]]:
    for kind in ("exit", "stdout", "stderr"):
        lines = (directory / f"{name}.{kind}").read_text(encoding="utf-8").splitlines()
        yield kind, "\n".join(lines if name in {"first", "second"} else sorted(lines))
    output = directory / "out"
    files = sorted(path for path in output.rglob("*") if path.is_file())
    yield "files", "\n".join(str(path.relative_to(output)) for path in files)
    for path in files:
        file = str(path.relative_to(output))
        if path.suffix == ".jsonl":
            yield from _lines(file, path)
        elif path.suffix == ".sqlite3":
            yield from _state(path)
        elif path.name.startswith("manifest"):
            yield file, _json(path.read_text(encoding="utf-8"))
        elif path.suffix in {".json", ".md"}:
            yield file, path.read_text(encoding="utf-8")


def _lines(file: str, path: Path) -> Iterator[tuple[str, str]]:
    order: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        about = "{id} {revision}" if "id" in record else "{source_id} {position}"
        page = about.format(**record)
        order.setdefault(page.partition(":")[0], []).append(page)
        yield f"{file} {page}", _json(line)
    yield from ((f"{file} order of {site}", "\n".join(pages)) for site, pages in sorted(order.items()))


def _state(path: Path) -> Iterator[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as db:
        tables = dict(db.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"))
        for table, sql in tables.items():
            yield f"state schema of {table}", sql
            if not sql.startswith("CREATE TABLE"):
                continue
            names = [(row[1], bool(row[5])) for row in db.execute(f"PRAGMA table_info({table})")]
            rows = [_row(table, names, row) for row in db.execute(f"SELECT * FROM {table}")]  # noqa: S608 - a name it has
            yield from ((f"state {table} {key}", said) for key, said in sorted(rows))


def _row(table: str, names: list[tuple[str, bool]], row: tuple[Any, ...]) -> tuple[str, str]:
    said: dict[str, Any] = {}
    for (name, _), value in zip(names, row, strict=True):
        plain = value.hex() if isinstance(value, bytes) else value
        if plain and name in COLUMNS.get(table, ()):
            plain = "<time>"
        elif isinstance(plain, str) and plain.startswith("{"):
            plain = json.loads(json.dumps(normalized(json.loads(plain)), sort_keys=True))
        said[name] = plain
    return " ".join(str(said[name]) for name, is_key in names if is_key), json.dumps(said, ensure_ascii=False)


def _json(text: str) -> str:
    """JSON as it is written, but for what is not the same twice; sites by name."""
    value = json.loads(text)
    as_written = (
        json.dumps(value, ensure_ascii=False, separators=(",", ":")),
        json.dumps(value, ensure_ascii=False, indent=2),
    )
    if isinstance(value.get("sites"), dict):
        value["sites"] = dict(sorted(value["sites"].items()))
    said = json.dumps(normalized(value), ensure_ascii=False)
    return said if text.strip() in as_written else f"{said} written as {text}"


# -- the parts ----------------------------------------------------------------------------------------------------------


def both(before: Side, after: Side, *arguments: str | Path, out: str) -> None:
    """Run the same job on both sides at once."""
    jobs = [side.start(*arguments, side.work / out) for side in (before, after)]
    if any([job.wait() for job in jobs]):  # noqa: C419 - both are waited for
        raise SystemExit(f"{' '.join(map(str, arguments))} failed")


def make_fixtures(before: Side, after: Side, given: argparse.Namespace) -> None:
    """Compare the pages of the tests."""
    listed = (given.read or before.work / "fixtures.listed").resolve()
    if not listed.exists():
        said = before.work / "tests.out"
        with said.open("w") as out:
            code = before.start("record", listed, stdout=out, stderr=out).wait()
        if code:
            listed.unlink(missing_ok=True)
            raise SystemExit(f"{said.read_text(encoding='utf-8')[-2_000:]}\nBEFORE's tests end with exit code {code}")
    both(before, after, "dump", listed, out="fixtures.jsonl")


def make_pages(before: Side, after: Side, given: argparse.Namespace) -> None:
    """Compare the saved pages."""
    listed = before.work / "pages.listed"
    with listed.open("w", encoding="utf-8") as lines:
        for table in _tables(given.shared):
            with table.open(encoding="utf-8", newline="") as rows:
                for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE):
                    page = {"page": f"{table.parent.name}/{row['file']}", "file": str(table.parent / row["file"])}
                    lines.write(json.dumps({**page, "url": row["url"], "fetched_at": FETCHED_AT}) + "\n")
    both(before, after, "dump", listed, out="pages.jsonl")


def _tables(shared: Path) -> list[Path]:
    tables = [table for name in ("pages", "pages_second") if (table := shared / name / "manifest.tsv").exists()]
    if not tables:
        raise SystemExit(f"no saved pages in {shared}: name their directory with --shared")
    return tables


def _ports() -> list[int]:
    """Three free ports that follow each other."""
    begin = os.getpid() % len(PORTS)
    for first in (*PORTS[begin:], *PORTS[:begin]):
        with suppress(OSError):
            for port in range(first, first + 3):
                with closing(socket.create_server(("127.0.0.1", port))):
                    pass
            return [first, first + 1, first + 2]
    raise SystemExit("no three free ports in a row")


def make_sample(before: Side, after: Side, _given: argparse.Namespace) -> None:
    """Both editions of the sample newspaper, crawled by each; one after the other, for the ports are the same."""
    main, *others = map(str, _ports())
    for side in (before, after):
        directory = side.work / "sample"
        directory.mkdir()
        for edition, more in (("first", ["--fresh"]), ("second", [])):
            command = ["demo", *more, "--output", "out", "--port", main]
            side.cli(directory, edition, *command, ports=",".join(others))
            side.write("sample", directory, edition)


def make_recorded(before: Side, after: Side, given: argparse.Namespace) -> None:
    """WARC files of both editions and the tables of saved pages, replayed by each."""
    recording = before.work / "recording"
    recording.mkdir()
    main, *others = map(str, _ports())
    for edition in ("1", "2"):
        serve = ("run", ",".join(others), "newscrawl.sample", "--edition", edition, "--port", main)
        with before.start(*serve, stdout=subprocess.PIPE) as server:
            try:
                if server.stdout is None or not server.stdout.readline():
                    raise SystemExit("the sample newspaper does not start")
                crawl = ("crawl", f"http://127.0.0.1:{main}/", "--output", "out", "--warc", "--allow-private")
                before.cli(recording, f"edition-{edition}", *crawl, "-s", "DOWNLOAD_DELAY=0")
            finally:
                server.terminate()
    archives = sorted((recording / "out").rglob("*.warc.gz"))
    if len(archives) < 2:
        raise SystemExit(f"no archive of each edition was recorded: {(recording / 'edition-1.stderr').read_text()}")
    for name, files in (("archives", archives), *((table.parent.name, [table]) for table in _tables(given.shared))):

        def replay(side: Side, name: str = name, files: list[Path] = files) -> None:
            directory = side.work / f"recorded-{name}"
            directory.mkdir()
            side.cli(directory, name, "replay", *files, "--output", "out")
            side.write("recorded", directory, name)

        with ThreadPoolExecutor() as pool:
            list(pool.map(replay, (before, after)))


MAKERS: Final = {"fixtures": make_fixtures, "pages": make_pages, "sample": make_sample, "recorded": make_recorded}

# -- comparing ----------------------------------------------------------------------------------------------------------


class Difference(NamedTuple):
    """One field of one page."""

    part: str
    page: str
    field: str
    before: str
    after: str


class Accepted(NamedTuple):
    """A difference that is accepted."""

    part: str
    page: str
    field: str
    cause: str

    def covers(self, found: Difference) -> bool:
        """True if the difference matches."""
        pairs = ((found.part, self.part), (found.page, self.page), (found.field, self.field))
        return all(fnmatchcase(value, pattern) for value, pattern in pairs)


def differences(part: str, before: Path, after: Path) -> Iterator[Difference]:
    """The differences between two dumps of a part."""
    ours, theirs = _dump(before), _dump(after)
    for page in dict.fromkeys((*ours, *theirs)):
        if page not in ours or page not in theirs:
            yield Difference(part, page, "(page)", *(_cut(said.get(page, MISSING), "") for said in (ours, theirs)))
        elif ours[page] != theirs[page]:
            found = list(_fields(_parsed(ours[page]), _parsed(theirs[page]), ""))
            for field, *values in found or [("(order or spelling)", ours[page], theirs[page])]:
                yield Difference(part, page, field, _cut(*values), _cut(*reversed(values)))


MISSING: Final = "(missing)"


def _dump(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8") as lines:
        return {row["page"]: row["said"] for row in map(json.loads, lines)}


def _parsed(said: str) -> Any:
    with suppress(ValueError):
        return json.loads(said)
    return {f"line {number}": line for number, line in enumerate(said.splitlines(), 1)}


def _fields(before: Any, after: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(before, dict) and isinstance(after, dict):
        pairs = [(key, before.get(key, MISSING), after.get(key, MISSING)) for key in dict.fromkeys((*before, *after))]
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        pairs = [(str(nth), *both) for nth, both in enumerate(zip(before, after, strict=True))]
    else:
        if type(before) is not type(after) or before != after:
            yield path or "(all)", before, after
        return
    for key, ours, theirs in pairs:
        yield from _fields(ours, theirs, f"{path}.{key}" if path else key)


def _cut(value: Any, other: Any) -> str:
    """A value's text, from a little before the place where it leaves the other."""
    text, rest = (part if isinstance(part, str) else json.dumps(part, ensure_ascii=False) for part in (value, other))
    start = max(len(os.path.commonprefix((text, rest))) - 40, 0)  # noqa: RUF071 - these are no paths
    shown = text[start : start + CUT]
    return f"{'…' * bool(start)}{shown}{'…' * (start + CUT < len(text))}".replace("\n", "\\n").replace("\t", "\\t")


def accepted(file: Path | None) -> list[Accepted]:
    """The lines of the file of accepted differences."""
    if file is None:
        return []
    rows = [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    wrong = [row for row in rows if len(row) != 4 or not row[3].strip()]
    if wrong:
        raise SystemExit(f"{file}: part, page, field and cause are wanted, with tabs between, not {wrong[0]}")
    return [Accepted(*row) for row in rows if row[0] != "part"]


def compare(part: str, before: Side, after: Side, wanted: list[Accepted], seconds: float) -> int:
    """Print the differences of a part; return the number of those that are not accepted."""
    name = f"{part}.jsonl"
    found = list(differences(part, before.work / name, after.work / name))
    causes = [next((rule.cause for rule in wanted if rule.covers(one)), "") for one in found]
    unwanted = [one for one, cause in zip(found, causes, strict=True) if not cause]
    for one in unwanted[:SHOWN]:
        print(f"{one.part}\t{one.page}\t{one.field}\n    before  {one.before}\n    after   {one.after}")
    if len(unwanted) > SHOWN:
        print(f"… and {len(unwanted) - SHOWN:,} more of {part}")
    fields_of = Counter(re.sub(r"\b\d+\b", "N", one.field) for one in unwanted)
    print(f"{part}: {len(_dump(before.work / name)):,} pages compared in {seconds:.0f} s")
    print(f"{part}: {len(unwanted):,} differences on {len({one.page for one in unwanted}):,} pages", end="")
    print("".join(f"\n    {count:,} × {field}" for field, count in fields_of.most_common(20)))
    for cause, count in Counter(filter(None, causes)).items():
        print(f"    {count:,} wanted: {cause}")
    return len(unwanted)


def main() -> int:
    """Run both sides, compare them, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("before", type=Path, metavar="BEFORE", help="checkout of the code as it was")
    parser.add_argument("after", type=Path, metavar="AFTER", help="checkout of the code as it is")
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="where the saved pages are")
    parser.add_argument(
        "--only", default=",".join(PARTS), metavar="A,B", help="parts to compare (default: %(default)s)"
    )
    parser.add_argument("--accept", type=Path, metavar="FILE", help="differences that are wanted")
    parser.add_argument(
        "--read", type=Path, metavar="FILE", help="what BEFORE's tests read: written if it is not there"
    )
    parser.add_argument("--work", type=Path, metavar="DIR", help="keep the dumps in this new directory")
    given = parser.parse_args()
    parts = given.only.split(",")
    if unknown := set(parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    wanted, given.shared = accepted(given.accept), given.shared.resolve()
    if given.work:
        given.work.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as directory:
        work = (given.work or Path(directory)).resolve()
        before, after = (Side(getattr(given, name).resolve(), work / name) for name in ("before", "after"))
        unwanted = 0
        for side in (before, after):
            side.work.mkdir()
        for part in parts:
            started = time.monotonic()
            MAKERS[part](before, after, given)
            unwanted += compare(part, before, after, wanted, time.monotonic() - started)
    print(f"{unwanted:,} differences" if unwanted else "no difference")
    return 1 if unwanted else 0


if __name__ == "__main__":
    sys.exit(inside(sys.argv[2:]) if sys.argv[1:2] == ["--inside"] else main())
