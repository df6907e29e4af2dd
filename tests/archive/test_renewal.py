"""Signatures of an earlier algorithm are made anew from the files: a bounded number at a time, and killed at any moment."""

from __future__ import annotations

import hashlib
import logging
import random
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from scrapy.settings import Settings  # noqa: TID251 - the pipeline takes them

from newscrawl import settings as wiring
from newscrawl.archive import renewal
from newscrawl.archive.renewal import renew_signatures
from newscrawl.archive.run import OutputLocation, Run
from newscrawl.dedupe import ALGORITHM, signature
from newscrawl.exporters.output_format import OutputFormat, article_files
from newscrawl.pipelines.duplicates import Deduplicator
from newscrawl.state import Fingerprint, SQLiteStore, Store, address_key
from newscrawl.state.sqlite import FILE_NAME, open_or_create_store
from tests.archive.test_kill_points import killed
from tests.helpers.records import article

if TYPE_CHECKING:
    from pathlib import Path

FORMS = [OutputFormat(), OutputFormat("gz"), OutputFormat("zst", "site-date")]
COUNT = 7


def prose(number: int) -> str:
    rnd = random.Random(number)  # noqa: S311 - reproducible
    return " ".join("".join(rnd.choices("abcdeghiklmnopqrstuvxy", k=4)) for _ in range(60))


def write(
    directory: Path, form: OutputFormat = FORMS[0], *, numbers: range = range(1, COUNT + 1), revision: int = 1
) -> None:
    """Write articles with their signatures, and finish the files."""
    run = Run.acquire(OutputLocation(directory, directory / ".state", form))
    for number in numbers:
        commit(run, number, revision=revision)
    run.release()


def commit(run: Run, number: int, *, revision: int = 1) -> None:
    text = prose(number + 100 * (revision - 1))
    day = f"2026-03-0{number}T08:00:00+07:00"
    item = article(number, text=text, date_published=day, revision=revision, crawl_id=run.crawl_id)
    signed = signature(item.text)
    assert signed
    run.fingerprints[item.id] = Fingerprint(signature=signed, month="2026-03")
    run.commit(item, keys=[address_key(item.url)], first_seen=day)


def age(directory: Path) -> None:
    """Make all signatures those of an earlier algorithm, with keys that say nothing now."""
    with closing(sqlite3.connect(directory / ".state" / FILE_NAME)) as db, db:
        db.execute("UPDATE signatures SET sketch = x'01' || substr(sketch, 2), keys = zeroblob(64)")
        db.execute("UPDATE renewal SET algorithm = 1")


def found(store: Store, number: int, *, revision: int = 1) -> list[str]:
    signed = signature(prose(number + 100 * (revision - 1)))
    assert signed
    return [c.article_id for c in store.near_duplicate_candidates(signed.keys, ["2026-03"], article_id="khac:1")]


def every(store: Store) -> list[list[str]]:
    return [found(store, number) for number in range(1, COUNT + 1)]


RIGHT = [[f"bao:{number}"] for number in range(1, COUNT + 1)]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.compression}-{form.partition}")
def test_signatures_are_made_anew_once(in_memory: Path, form: OutputFormat) -> None:
    write(in_memory, form)
    with open_or_create_store(in_memory / ".state") as store:
        assert renew_signatures(store, in_memory, limit=100) == 0
        assert every(store) == RIGHT
    age(in_memory)
    with open_or_create_store(in_memory / ".state") as store:
        assert renew_signatures(store, in_memory, limit=100) == COUNT
        assert every(store) == RIGHT
        assert store.signature_renewal() is None


def test_a_run_makes_no_more_than_its_limit_and_the_next_goes_on(
    in_memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renewal, "_BATCH_LINES", 2)
    write(in_memory, numbers=range(1, 4))
    write(in_memory, numbers=range(4, COUNT + 1))
    age(in_memory)
    made = []
    for _ in range(5):
        with open_or_create_store(in_memory / ".state") as store:
            made.append(renew_signatures(store, in_memory, limit=2))
    assert made == [2, 3, 2, 0, 0], "a batch is not divided"
    with open_or_create_store(in_memory / ".state") as store:
        assert every(store) == RIGHT


def test_killed_at_any_moment(in_memory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renewal, "_BATCH_LINES", 2)
    write(in_memory)
    age(in_memory)

    def work() -> None:
        with open_or_create_store(in_memory / ".state") as store:
            renew_signatures(store, in_memory, limit=100)

    at = 18
    while killed(work, at):
        at += 9
    assert at > 30
    with open_or_create_store(in_memory / ".state") as store:
        assert store.signature_renewal() is None
        assert every(store) == RIGHT


def test_only_the_last_revision_counts(in_memory: Path) -> None:
    write(in_memory, numbers=range(1, 3))
    write(in_memory, numbers=range(2, 3), revision=2)
    age(in_memory)
    with open_or_create_store(in_memory / ".state") as store:
        assert renew_signatures(store, in_memory, limit=100) == 2
        assert found(store, 1) == ["bao:1"]
        assert found(store, 2) == []
        assert found(store, 2, revision=2) == ["bao:2"]


def test_what_cannot_be_read_is_named_and_does_not_stop_a_run(
    in_memory: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    write(in_memory, FORMS[1], numbers=range(1, 4))
    write(in_memory, FORMS[1], numbers=range(4, COUNT + 1))
    damaged = article_files(in_memory)[0]
    damaged.write_bytes(damaged.read_bytes()[:-40])
    age(in_memory)
    with open_or_create_store(in_memory / ".state") as store:
        renew_signatures(store, in_memory, limit=100)
        assert every(store)[3:] == RIGHT[3:] or every(store)[:3] == RIGHT[:3]
    assert f"{damaged} cannot be read" in caplog.text
    assert f"are in no file below {in_memory}: no copies of them are found" in caplog.text


def test_each_run_makes_some_anew_at_its_start(in_memory: Path) -> None:
    write(in_memory)
    age(in_memory)
    wired = {name: getattr(wiring, name) for name in dir(wiring) if name.isupper()}
    for changes in ({"NEWSCRAWL_NEAR_DUPLICATES": "off"}, {"NEWSCRAWL_NEAR_DUPLICATES_RENEWED": 0}, {}):
        run = Run.acquire(OutputLocation(in_memory, in_memory / ".state"))
        store = run.store
        assert isinstance(store, SQLiteStore)
        deduplicator = Deduplicator(run, Settings(wired | changes), str)
        deduplicator.renew_signatures()
        assert found(store, 1) == ([] if changes else ["bao:1"]), changes
        run.release()


def test_the_algorithm_has_the_number_it_is_stored_under() -> None:
    """Where this fails, signatures changed: take the next number of ``ALGORITHM``, and the digest that is shown."""
    signed = signature("Ngày 12/3, ông Trần Văn Bình nói 1.250 hộ dân ở xã Sông Mây đã nhận tiền. " * 3 + prose(1))
    assert signed
    digest = hashlib.sha256(repr(signed.keys).encode() + signed.sketch[1:]).hexdigest()
    assert (ALGORITHM, digest[:16]) == (2, "1ff292dfd572d998")
