"""A crawl in which one call that changes a file or the state fails: the run says so, and a plain rerun has everything once.

``make faults`` crawls the sample newspaper, archive and state included, and lets the first and the last call of each place of the
code fail, in each of four ways: most calls are the same few lines again, once for each article. ``make faults EVERY=1`` lets every
call fail in turn, which takes most of a day, ``EVERY=20`` every twentieth. ``tests/archive/test_faults.py`` is the small sample of
the suite.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections import Counter
from typing import TYPE_CHECKING, Final

import pytest

from newscrawl import sample
from newscrawl.cli import main
from newscrawl.report.manifest import ExitCode
from tests.crawl.test_kill import check, start
from tests.helpers import faults
from tests.helpers.faults import KINDS, Faults, Kind
from tests.helpers.process import SAFETY_TIMEOUT, fork

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OPTIONS: Final = ("--warc", "-s", "NEWSCRAWL_WARC_SIZE=500000")
NORMAL: Final = {ExitCode.FINE, ExitCode.NOTHING_NEW}


def crawl(server: sample.Server, fault: Faults) -> tuple[int, str]:
    """Crawl into the directory of a fault; return the exit code and what the run said. The fault is told what it counted."""
    errors, report = fault.directory.with_suffix(".errors"), fault.directory.with_suffix(".report")
    arguments = [
        "crawl",
        f"{server.base_url}/",
        "--allow-private",
        "--output",
        str(fault.directory),
        "-q",
        "--delay",
        "0",
    ]
    arguments += ["-s", "NEWSCRAWL_MAX_CRAWL_DELAY=0", "-L", "CRITICAL", *OPTIONS]
    process = fork(_run, arguments, errors, report, fault)
    process.join(SAFETY_TIMEOUT)
    assert process.exitcode is not None
    told = json.loads(report.read_bytes())
    fault.count, fault.failed, fault.places = told["count"], told["failed"], Counter(told["places"])
    return process.exitcode, errors.read_text(encoding="utf-8")


def _run(arguments: list[str], errors: Path, report: Path, fault: Faults) -> None:
    """In a process of its own: crawl with a fault."""
    os.dup2(os.open(errors, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644), sys.stderr.fileno())
    fault.install()
    code: int | str | None = 255
    try:
        code = main(arguments)
    except SystemExit as ended:
        code = ended.code
    finally:
        fault.lose()
        told = {"count": fault.count, "failed": fault.failed, "places": fault.places}
        report.write_text(json.dumps(told), encoding="utf-8")
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 1)


def due(whole: Faults, step: int) -> list[Faults]:
    """Return the faults to try: the first and the last of each place, or every ``step``-th call if a step is given."""
    if step:
        first = 1 + (KINDS.index(whole.kind) * step) // len(KINDS)
        return [Faults(whole.directory.with_name(str(at)), whole.kind, at) for at in range(first, whole.count, step)]
    calls = [(place, at) for place, count in whole.places.items() for at in sorted({1, count})]
    return [Faults(whole.directory.with_name(str(n)), whole.kind, at, place) for n, (place, at) in enumerate(calls)]


@pytest.fixture(scope="module")
def server() -> Iterator[sample.Server]:
    with sample.serve() as running:
        yield running


@pytest.mark.skipif("config.getoption('faults') is None", reason="make faults runs it")
@pytest.mark.skipif(not faults.IS_SUPPORTED, reason="system calls are replaced on 64-bit Linux only")
@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_loses_nothing(
    server: sample.Server, kind: Kind, in_memory: Path, request: pytest.FixtureRequest
) -> None:
    expected = sorted(sample.expected(1).articles)
    whole = Faults(in_memory / "whole", kind, 0)
    code, said = crawl(server, whole)
    assert code == 0, said
    check(whole.directory, expected)
    tried = due(whole, request.config.getoption("faults"))
    told: Counter[tuple[int, str, str]] = Counter()
    wrong = []
    print(f"{kind}: {len(tried)} of {whole.count} calls of a crawl of {len(expected)} articles fail", flush=True)  # noqa: T201 - as above
    for number, fault in enumerate(tried, 1):
        code, said = crawl(server, fault)
        words = said.replace(str(fault.directory), "DIR").strip().partition("\n")[0]
        told[code, fault.failed.partition("/")[0] or "not reached", words] += 1
        try:
            assert "Traceback" not in said
            assert code in NORMAL or (code == ExitCode.STORE and "newscrawl: " in said)
            again = start(server, fault.directory, OPTIONS)
            _, errors = again.communicate()
            assert again.returncode in NORMAL, errors.decode()
            check(fault.directory, expected)
        except AssertionError as error:
            wrong.append(
                f"{kind} {fault.at} {fault.place} ({fault.failed}): code {code}, {said.strip()[-500:]}\n{str(error)[:500]}"
            )
            print(wrong[-1], flush=True)  # noqa: T201 - the whole proof takes hours
        shutil.rmtree(fault.directory, ignore_errors=True)
        if not number % 20:
            print(f"{kind}: {number} tried, {len(wrong)} wrong", flush=True)  # noqa: T201 - as above
    for (code, name, words), count in told.most_common():
        print(f"{kind}: {count} x {name}: code {code}: {words}")  # noqa: T201 - the result, read by hand
    print(f"{kind}: {sum(told.values())} of {whole.count} calls failed")  # noqa: T201 - the result, read by hand
    assert not wrong, "\n\n".join(wrong)
