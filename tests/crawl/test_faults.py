"""A crawl in which one call that changes a file or the state fails: the run says so, and a plain rerun has everything once.

``make faults`` lets every call of a crawl of the sample newspaper fail in turn, archive and state included, in each of four
ways; ``make faults EVERY=20`` every twentieth. ``tests/archive/test_faults.py`` is the small sample of the suite.
"""

from __future__ import annotations

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


def crawl(server: sample.Server, output: Path, kind: Kind, at: int) -> tuple[int, int, str, str]:
    """Crawl with a fault; return the exit code, the number of calls, what failed, and what the run said."""
    errors, report = output.with_suffix(".errors"), output.with_suffix(".report")
    arguments = ["crawl", f"{server.base_url}/", "--allow-private", "--output", str(output), "-q", "--delay", "0"]
    arguments += ["-s", "NEWSCRAWL_MAX_CRAWL_DELAY=0", "-L", "CRITICAL", *OPTIONS]
    process = fork(_run, arguments, errors, report, Faults(output, kind, at))
    process.join(SAFETY_TIMEOUT)
    assert process.exitcode is not None
    count, _, failed = report.read_text(encoding="utf-8").partition(" ")
    return process.exitcode, int(count), failed, errors.read_text(encoding="utf-8")


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
        report.write_text(f"{fault.count} {fault.failed}", encoding="utf-8")
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 1)


@pytest.fixture(scope="module")
def server() -> Iterator[sample.Server]:
    with sample.serve() as running:
        yield running


@pytest.mark.skipif("config.getoption('faults') == 0", reason="make faults runs it")
@pytest.mark.skipif(not faults.IS_SUPPORTED, reason="system calls are replaced on 64-bit Linux only")
@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_loses_nothing(
    server: sample.Server, kind: Kind, in_memory: Path, request: pytest.FixtureRequest
) -> None:
    step = request.config.getoption("faults")
    expected = sorted(sample.expected(1).articles)
    code, calls, _, said = crawl(server, in_memory / "whole", kind, 0)
    print(f"{kind}: every {step}th of {calls} calls of a crawl of {len(expected)} articles fails", flush=True)  # noqa: T201 - as above
    assert code == 0, said
    check(in_memory / "whole", expected)
    told: Counter[tuple[int, str, str]] = Counter()
    wrong = []
    for at in range(1 + (KINDS.index(kind) * step) // len(KINDS), calls, step):
        output = in_memory / str(at)
        code, _, failed, said = crawl(server, output, kind, at)
        told[code, failed.partition("/")[0], said.replace(str(output), "DIR").strip().partition("\n")[0]] += 1
        try:
            assert "Traceback" not in said
            assert code in NORMAL or (code == ExitCode.STORE and "newscrawl: " in said)
            again = start(server, output, OPTIONS)
            _, errors = again.communicate()
            assert again.returncode in NORMAL, errors.decode()
            check(output, expected)
        except AssertionError as error:
            wrong.append(f"{kind} {at} ({failed}): code {code}, {said.strip()[-500:]}\n{str(error)[:500]}")
            print(wrong[-1], flush=True)  # noqa: T201 - the whole proof takes hours
        shutil.rmtree(output, ignore_errors=True)
    for (code, name, words), count in told.most_common():
        print(f"{kind}: {count} x {name}: code {code}: {words}")  # noqa: T201 - the result, read by hand
    print(f"{kind}: {sum(told.values())} of {calls} calls failed")  # noqa: T201 - the result, read by hand
    assert not wrong, "\n\n".join(wrong)
