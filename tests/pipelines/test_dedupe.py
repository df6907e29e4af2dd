"""The policies for near duplicates, with a store in memory, and with two machines on one in PostgreSQL."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING, Any

import pytest
from scrapy.settings import Settings  # noqa: TID251 - the pipeline takes them

from newscrawl import settings as wiring
from newscrawl.archive.run import OutputLocation, Run
from newscrawl.pipelines.commit import CommitPipeline
from newscrawl.pipelines.dedupe import DedupePipeline
from newscrawl.pipelines.duplicates import window
from newscrawl.pipelines.rejection import Outcome, Rejected
from newscrawl.state import SQLiteStore, clock
from newscrawl.state.removals import Removal
from tests.helpers.records import article, link

if TYPE_CHECKING:
    from pathlib import Path

    from newscrawl.items import Article
    from tests.helpers.postgres import Server

NOW = "2026-03-02T08:00:00+07:00"


class Extension:
    def __init__(self) -> None:
        self.run = Run(OutputLocation(None, None))


class Stats:
    def __init__(self) -> None:
        self.counts: dict[str, int] = {}

    def inc_value(self, key: str) -> None:
        self.counts[key] = self.counts.get(key, 0) + 1


class FakeCrawler:
    """The parts of a crawler that the pipeline uses."""

    def __init__(self, **changes: object) -> None:
        self.settings = Settings({name: getattr(wiring, name) for name in dir(wiring) if name.isupper()} | changes)
        self.stats = Stats()
        self.extension = Extension()

    def get_extension(self, cls: type) -> Extension:  # noqa: ARG002 - the signature of Scrapy
        return self.extension


class Desk:
    """The pipeline with the commit that follows it."""

    def __init__(self, **changes: object) -> None:
        self.crawler = FakeCrawler(**changes)
        self.pipeline = DedupePipeline(self.crawler)  # type: ignore[arg-type] # as much of one as it needs

    def see(self, item: Article) -> Article:
        seen: Any = asyncio.run(self.pipeline.process_item(item))
        self.crawler.extension.run.commit(seen, keys=[hash(seen.id)], first_seen=seen.date_fetched)
        return seen  # type: ignore[no-any-return] # an article went in

    def refuse(self, item: Article) -> str:
        with pytest.raises(Rejected) as raised:
            self.see(item)
        assert raised.value.outcome is Outcome.KNOWN
        return raised.value.reason


def prose(length: int = 200, *, changed: int = 0) -> str:
    rnd = random.Random(1)  # noqa: S311 - reproducible
    words = [
        f"{rnd.choice('bcdghklmnpqrstvx')}{rnd.choice(('ông', 'ưởng', 'ế', 'iên', 'à'))}{rnd.randrange(40)}a"
        for _ in range(length)
    ]
    for place in range(0, 10 * changed, 10):
        words[place] = "khác"
    return " ".join(words)


def test_a_near_copy_is_marked_and_an_original_is_not() -> None:
    desk = Desk()
    first = desk.see(article(1, text=prose()))
    copy = desk.see(article(2, text=prose(changed=4), id="khac:2", site="khac"))
    third = desk.see(article(3, text=prose(changed=6)))
    other = desk.see(article(4, text="Chuyện khác hẳn. " * 40))
    assert (first.near_duplicate_of, first.similarity, first.cluster_id) == (None, None, None)
    assert (copy.near_duplicate_of, copy.cluster_id) == ("bao:1", "bao:1")
    assert copy.similarity
    assert 0.8 < copy.similarity < 1
    assert (third.near_duplicate_of, third.cluster_id) == ("khac:2", "bao:1")
    assert other.near_duplicate_of is None
    assert desk.crawler.stats.counts == {"newscrawl/copies/near_duplicate": 2}
    assert desk.crawler.extension.run.fingerprints == {}


def test_the_same_content_elsewhere_is_a_copy_in_the_first_ones_cluster() -> None:
    desk = Desk()
    desk.see(article(1, text=prose()))
    second = desk.see(article(2, text=prose(changed=3)))
    same = desk.see(article(3, id="khac:3", site="khac", text=second.text, headline=second.headline))
    assert (same.near_duplicate_of, same.similarity, same.cluster_id) == ("bao:2", 1.0, "bao:1")


def test_the_text_that_an_article_had_before_is_not_its_content() -> None:
    """A cache of the site gave the article the page of another one, which comes to its own address later."""
    desk = Desk()
    desk.see(article(1, text=prose(), headline="Chuyện làng"))
    assert desk.refuse(article(2, text=prose(), headline="Chuyện làng")) == "same_content"
    assert desk.see(article(1, text=prose(changed=9), headline="Chuyện chợ")).revision == 2
    assert desk.see(article(2, text=prose(), headline="Chuyện làng")).revision == 1


def test_drop_keeps_the_first_alone_and_its_revisions() -> None:
    desk = Desk(NEWSCRAWL_NEAR_DUPLICATES="drop")
    desk.see(article(1, text=prose()))
    assert desk.refuse(article(2, text=prose(changed=2))) == "near_duplicate"
    assert (
        desk.refuse(article(3, id="khac:3", site="khac", text=prose(), headline="Chuyện làng số 1")) == "near_duplicate"
    )
    revised = desk.see(article(1, text=prose(changed=1)))
    assert (revised.revision, revised.near_duplicate_of) == (2, None)


def test_longest_writes_a_copy_that_is_longer_than_all_before() -> None:
    desk = Desk(NEWSCRAWL_NEAR_DUPLICATES="longest")
    desk.see(article(1, text=prose(200)))
    assert desk.refuse(article(2, text=prose(180))) == "near_duplicate"
    longer = desk.see(article(3, text=prose(240)))
    assert (longer.near_duplicate_of, longer.cluster_id) == ("bao:1", "bao:1")
    assert desk.refuse(article(4, text=prose(220))) == "near_duplicate"


def test_off_looks_for_the_very_same_content_only() -> None:
    desk = Desk(NEWSCRAWL_NEAR_DUPLICATES="off")
    desk.see(article(1, text=prose()))
    assert desk.see(article(2, text=prose(changed=2))).near_duplicate_of is None
    same = desk.see(article(3, id="khac:3", site="khac", text=prose(), headline="Chuyện làng số 1"))
    assert (same.near_duplicate_of, same.similarity) == ("bao:1", 1.0)


def test_a_copy_is_looked_for_around_its_month() -> None:
    desk = Desk(NEWSCRAWL_NEAR_DUPLICATES_MONTHS=0)
    desk.see(article(1, text=prose(), date_published="2026-02-28T08:00:00+07:00"))
    assert desk.see(article(2, text=prose(changed=2))).near_duplicate_of is None
    assert desk.see(article(3, text=prose(changed=3), date_published=None)).near_duplicate_of == "bao:2", "by its fetch"
    assert window("2026-01", 2) == ["2025-11", "2025-12", "2026-01", "2026-02", "2026-03"]


def test_what_is_older_than_what_is_kept_is_forgotten_when_a_run_begins() -> None:
    desk = Desk(NEWSCRAWL_NEAR_DUPLICATES_KEEP=2)
    now = clock.timestamp()[:7]
    desk.see(article(1, text=prose(), date_published="2019-02-28T08:00:00+07:00"))
    desk.see(article(2, text=prose(), headline="Chuyện khác", date_published=f"{now}-01T08:00:00+07:00"))
    desk.pipeline.open_spider()
    old = article(3, text=prose(changed=2), date_published="2019-02-27T08:00:00+07:00")
    assert desk.see(old).near_duplicate_of is None
    new = article(4, text=prose(changed=3), date_published=f"{now}-02T08:00:00+07:00")
    assert desk.see(new).near_duplicate_of == "bao:2"


def test_an_unknown_policy_is_named() -> None:
    with pytest.raises(ValueError, match="one of mark, drop, longest, off, not 'keep'"):
        Desk(NEWSCRAWL_NEAR_DUPLICATES="keep")


def test_what_was_removed_or_denied_is_not_written_nor_linked_to(tmp_path: Path) -> None:
    path = tmp_path / "denylist.txt"
    path.write_text("# request 17\nbao:2\n\nhttps://bao.vn/chuyen-lang-3.html\n", encoding="utf-8")
    desk = Desk(NEWSCRAWL_DENYLIST=str(path))
    run = desk.crawler.extension.run
    assert isinstance(run.store, SQLiteStore)
    run.store.remove(
        Removal(articles={"bao:1": "bao"}, addresses={article(9).url: "bao"}, reason="", time=NOW), plan=""
    )
    run.removed = run.store.removed_ids()
    for item, reason in (
        (article(1), "removed"),
        (article(7, url=article(9).url), "removed"),
        (article(2), "denylist"),
        (article(8, url=article(3).url), "denylist"),
    ):
        with pytest.raises(Rejected) as raised:
            desk.see(item)
        assert (raised.value.reason, raised.value.outcome) == (reason, Outcome.REJECTED)
    seen = desk.see(article(5, related_links=[link(number) for number in range(1, 7)]))
    assert [x.id for x in seen.related_links] == ["bao:4", "bao:5", "bao:6"]


def test_a_wrong_denylist_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        Desk(NEWSCRAWL_DENYLIST=str(tmp_path / "missing"))
    path = tmp_path / "denylist.txt"
    for wrong in ("bao", "bao: 1", "ftp://x/1", "https:///"):
        path.write_text(f"bao:1\n{wrong}\n", encoding="utf-8")
        with pytest.raises(ValueError, match="line 2 is neither an id"):
            Desk(NEWSCRAWL_DENYLIST=str(path))


class Signals:
    def connect(self, *_: object) -> None:
        """No item is dropped here."""


@pytest.mark.parametrize("policy", ["mark", "drop"])
def test_an_article_is_judged_again_if_another_machine_committed_its_copy_meanwhile(
    postgres: Server, tmp_path: Path, policy: str
) -> None:
    address = postgres.empty()
    desks: list[tuple[Desk, CommitPipeline]] = []
    for name in ("one", "two"):
        desk = Desk(NEWSCRAWL_NEAR_DUPLICATES=policy)
        (tmp_path / name).mkdir()
        desk.crawler.extension.run = Run(OutputLocation(tmp_path / name, address))
        desk.crawler.signals = Signals()  # type: ignore[attr-defined] # as much of one as it needs
        pipeline = DedupePipeline(desk.crawler)  # type: ignore[arg-type]
        desk.pipeline = pipeline
        desks.append((desk, CommitPipeline(desk.crawler)))  # type: ignore[arg-type]
    (first, commit_first), (second, commit_second) = desks
    one = asyncio.run(first.pipeline.process_item(article(1, text=prose())))
    two = asyncio.run(second.pipeline.process_item(article(2, text=prose(changed=3))))
    assert one.near_duplicate_of is two.near_duplicate_of is None
    asyncio.run(commit_first.process_item(one))
    if policy == "drop":
        with pytest.raises(Rejected, match="near_duplicate"):
            asyncio.run(commit_second.process_item(two))
    else:
        written = asyncio.run(commit_second.process_item(two))
        assert written.near_duplicate_of == one.id
        assert second.crawler.stats.counts["newscrawl/copies/near_duplicate"] == 1
        assert (tmp_path / "two" / "articles.jsonl.part").read_bytes().count(b"\n") == 1
    for desk, _ in desks:
        desk.crawler.extension.run.abandon()
