"""A crawl in which one call that changes a file or the state fails: the run says so, and a plain rerun has everything once.

``make faults`` crawls the sample newspaper, archive and state included, and lets the first and the last call of each place of the
code fail, in each of four ways: most calls are the same few lines again, once for each article. ``make faults EVERY=1`` crawls 50
short articles and lets every call fail in turn, ``EVERY=20`` every twentieth, in random order. The pages are read once, and every
crawl is a fork of the process that remembers them. ``tests/archive/test_faults.py`` is the small sample of the suite.
"""

from __future__ import annotations

import gc
import json
import os
import random
import shutil
import signal
import sys
import tempfile
from collections import Counter
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn
from urllib.parse import urlsplit

import pytest

from newscrawl import sample
from newscrawl.cli import main
from newscrawl.report.manifest import ExitCode
from tests.crawl.test_kill import check
from tests.helpers import faults
from tests.helpers.faults import KINDS, Faults, Kind
from tests.helpers.files import read_articles
from tests.helpers.hostile_server import HostileServer, listing_page, respond
from tests.helpers.process import SAFETY_TIMEOUT
from tests.helpers.remembering import remember_pages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.helpers.hostile_server import ReceivedRequest

OPTIONS: Final = ("--warc", "-s", "NEWSCRAWL_WARC_SIZE=500000")
WORDS: Final = [
    f"{start}{end}" for start in "bcdghlmnstvx" for end in ("ai", "ang", "anh", "em", "ôi", "ơm", "úi", "ước")
]
NORMAL: Final = {ExitCode.FINE, ExitCode.NOTHING_NEW}


def arguments(home: str, directory: Path) -> list[str]:
    return [
        *("crawl", f"{home}/", "--allow-private", "--output", str(directory), "-q", "--delay", "0"),
        *("-s", "NEWSCRAWL_MAX_CRAWL_DELAY=0", "-L", "CRITICAL", *OPTIONS),
    ]


def crawl(home: str, directory: Path, fault: Faults | None = None) -> tuple[int, str]:
    """Crawl in a fork of this process; return the exit code and what the run said. The fault is told what it counted."""
    errors, report = directory.with_suffix(".errors"), directory.with_suffix(".report")
    process = os.fork()
    if process == 0:
        _run(arguments(home, directory), errors, report, fault)
    _, status = os.waitpid(process, 0)
    if fault:
        told = json.loads(report.read_bytes())
        fault.count, fault.failed, fault.places = told["count"], told["failed"], Counter(told["places"])
    return os.waitstatus_to_exitcode(status), errors.read_text(encoding="utf-8")


def _run(given: list[str], errors: Path, report: Path, fault: Faults | None) -> NoReturn:
    """In a process of its own: crawl with a fault, and leave the process."""
    signal.alarm(SAFETY_TIMEOUT)
    code: int | str | None = 255
    try:
        os.dup2(os.open(errors, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644), sys.stderr.fileno())
        if fault:
            fault.install()
        code = main(given)
    except SystemExit as ended:
        code = ended.code
    finally:
        if fault:
            fault.lose()
            told = {"count": fault.count, "failed": fault.failed, "places": fault.places}
            report.write_text(json.dumps(told), encoding="utf-8")
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 1)


def due(whole: Faults, step: int) -> list[Faults]:
    """Return the faults to try: the first and the last of each place, or every ``step``-th call if a step is given."""
    if step:
        first = 1 + (KINDS.index(whole.kind) * step) // len(KINDS)
        found = [
            Faults(whole.directory.with_name(str(at)), whole.kind, at) for at in range(first, whole.count + 1, step)
        ]
        random.Random(1).shuffle(found)  # noqa: S311 - what is stopped early has tried some of everything
        return found
    calls = [(place, at) for place, count in whole.places.items() for at in sorted({1, count})]
    return [Faults(whole.directory.with_name(str(n)), whole.kind, at, place) for n, (place, at) in enumerate(calls)]


def page(title: str, body: str, related: str) -> bytes:
    return f"""<!doctype html><html lang=vi><head><meta charset=utf-8><title>{title}</title>
<meta property="og:type" content="article"><meta property="article:published_time" content="2026-03-08T08:00:00+07:00"></head>
<body><article><h1>{title}</h1>{body}</article>{related}</body></html>""".encode()


@contextmanager
def small_newspaper(articles: int) -> Iterator[tuple[str, list[ReceivedRequest]]]:
    """Serve a home page and so many short articles, each with two related links; give its address and its log."""
    paths = [f"/bai-viet-{number}-{1000 + number}.html" for number in range(articles)]
    chance = random.Random(7)  # noqa: S311 - not for secrets
    with HostileServer() as server:
        for number, path in enumerate(paths):
            links = "".join(f'<li><a href="{paths[number - back]}">Bài trước {back}</a></li>' for back in (1, 2))
            related = f'<div class="related"><h3>Tin liên quan</h3><ul>{links}</ul></div>'
            # No sentence in common: the search for near copies would take most of the time.
            title, *texts = (" ".join(chance.sample(WORDS, 20)).capitalize() for _ in range(7))
            body = "".join(f"<p>{text}.</p>" for text in texts)
            server.routes[path] = respond(page(title, body, related))
        server.routes["/"] = respond(listing_page(paths))
        yield server.url, server.log


@pytest.fixture(scope="module")
def server(request: pytest.FixtureRequest) -> Iterator[tuple[str, list[Any]]]:
    """The address of the newspaper, and its log. This process has read all pages, so that its forks need not."""
    articles = request.config.getoption("faults_articles")
    with ExitStack() as stack:
        if articles:
            found: tuple[str, list[Any]] = stack.enter_context(small_newspaper(articles))
        else:
            running = stack.enter_context(sample.serve())
            found = running.base_url, running.log
        remember_pages()
        main(arguments(found[0], Path(stack.enter_context(tempfile.TemporaryDirectory()))))
        gc.collect()
        gc.freeze()  # a fork copies no page because of a count of references
        yield found


@pytest.mark.skipif("config.getoption('faults') is None", reason="make faults runs it")
@pytest.mark.skipif(not faults.IS_SUPPORTED, reason="system calls are replaced on 64-bit Linux only")
@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_loses_nothing(
    server: tuple[str, list[Any]], kind: Kind, in_memory: Path, request: pytest.FixtureRequest
) -> None:
    (home, log), articles = server, request.config.getoption("faults_articles")
    whole = Faults(in_memory / "whole", kind, 0)
    code, said = crawl(home, whole.directory, whole)
    assert code == 0, said
    expected = sorted(urlsplit(line["url"]).path for line in read_articles(whole.directory))
    assert len(expected) == articles if articles else expected == sorted(sample.expected(1).articles)
    check(whole.directory, expected)
    tried = due(whole, request.config.getoption("faults"))
    told: Counter[tuple[int, str, str]] = Counter()
    wrong = []
    print(f"{kind}: {len(tried)} of {whole.count} calls of a crawl of {len(expected)} articles fail", flush=True)  # noqa: T201 - as above
    for number, fault in enumerate(tried, 1):
        code, said = crawl(home, fault.directory, fault)
        words = said.replace(str(fault.directory), "DIR").strip().partition("\n")[0]
        log.clear()
        told[code, fault.failed.partition("/")[0] or "not reached", words] += 1
        try:
            assert "Traceback" not in said
            assert code in NORMAL or (code == ExitCode.STORE and "newscrawl: " in said)
            again, errors = crawl(home, fault.directory)
            assert again in NORMAL, errors
            check(fault.directory, expected)
        except AssertionError as error:
            wrong.append(
                f"{kind} {fault.at} {fault.place} ({fault.failed}): code {code}, {said.strip()[-500:]}\n{str(error)[:500]}"
            )
            print(wrong[-1], flush=True)  # noqa: T201 - the whole proof takes hours
        shutil.rmtree(fault.directory, ignore_errors=True)
        if not number % 20:
            stored = sum(count for (code, *_), count in told.items() if code == ExitCode.STORE)
            print(f"{kind}: {number} tried, {stored} ended with code 8, {len(wrong)} wrong", flush=True)  # noqa: T201 - as above
    for (code, name, words), count in told.most_common():
        print(f"{kind}: {count} x {name}: code {code}: {words}")  # noqa: T201 - the result, read by hand
    print(f"{kind}: {sum(told.values())} of {whole.count} calls failed")  # noqa: T201 - the result, read by hand
    assert not wrong, "\n\n".join(wrong)
