"""All stores compared with a model in plain dictionaries: after any operations in any order they agree."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from newscrawl.state import (
    Address,
    Alias,
    ArticleState,
    KnownAddress,
    MemoryStore,
    Output,
    Status,
    Store,
    Validators,
    address_key,
    open_or_create_store,
)

if TYPE_CHECKING:
    from tests.helpers.postgres import Server

SITES = ("bao", "khac")
NUMBERS = range(8)
MOMENTS = ("2026-03-02T08:00:00+07:00", "2026-03-02T09:30:00+07:00", "2026-03-03T00:00:00+07:00")
FOREIGN = "2026-03-01T23:00:00Z"

sites = st.sampled_from(SITES)
numbers = st.sampled_from(NUMBERS)
moments = st.sampled_from(MOMENTS)
seconds = st.none() | st.integers(0, 2**33)
etags = st.none() | st.sampled_from(('"a"', '"b"'))


def url(site: str, number: int) -> str:
    return f"https://{site}.vn/bai-{number}.html"


def key(site: str, number: int) -> int:
    return address_key(url(site, number))


@dataclass(slots=True)
class Row:
    """An address in the model."""

    site: str
    url: str
    status: Status = Status.PENDING
    hints: str = ""
    lastmod: int | None = None
    tries: int = 0
    validators: Validators = field(default_factory=lambda: Validators(None, None))
    article: str | None = None


@dataclass(slots=True)
class Model:
    """The contents of a store, in dictionaries."""

    rows: dict[int, Row] = field(default_factory=dict)
    articles: dict[str, ArticleState] = field(default_factory=dict)
    contents: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, int] = field(default_factory=dict)


class Stores(RuleBasedStateMachine):
    """One rule for each method of the protocol that changes a store."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.model = Model()
        self.memory = MemoryStore()
        self.file = self.open()

    def open(self) -> Store:
        """Open the store that outlives its closing."""
        return open_or_create_store(Path(self.folder.name))

    def teardown(self) -> None:
        self.memory.close()
        self.file.close()
        self.folder.cleanup()

    @property
    def stores(self) -> tuple[Store, Store]:
        return self.memory, self.file

    @rule()
    def reopen(self) -> None:
        self.file.close()
        self.file = self.open()

    @rule(
        site=sites,
        chosen=st.lists(numbers, max_size=4),
        hints=st.sampled_from(("", '{"title":"x"}')),
        lastmod=seconds,
        now=moments,
    )
    def add(self, site: str, chosen: list[int], hints: str, lastmod: int | None, now: str) -> None:
        new = [Address(key=key(site, n), url=url(site, n), hints=hints, lastmod=lastmod) for n in chosen]
        for store in self.stores:
            assert store.add(site, new, now=now) == len(set(chosen))
        for address in new:
            row = self.model.rows.setdefault(address.key, Row(site, address.url))
            row.url, row.status, row.tries, row.hints, row.lastmod = address.url, Status.PENDING, 0, hints, lastmod

    @rule(site=sites, number=numbers, lastmod=st.integers(0, 2**33))
    def fill_lastmod(self, site: str, number: int, lastmod: int) -> None:
        for store in self.stores:
            store.fill_lastmod([(key(site, number), lastmod)])
        row = self.model.rows.get(key(site, number))
        if row and row.lastmod is None:
            row.lastmod = lastmod

    @rule(site=sites, number=numbers, status=st.sampled_from(Status), etag=etags, now=moments)
    def settle(self, site: str, number: int, status: Status, etag: str | None, now: str) -> None:
        for store in self.stores:
            store.set_status(key(site, number), status, now=now, reason="no_body", etag=etag)
        if row := self.model.rows.get(key(site, number)):
            row.status, row.hints = status, ""
            row.validators = Validators(etag or row.validators.etag, row.validators.last_modified)

    @rule(site=sites, number=numbers, now=moments)
    def fail(self, site: str, number: int, now: str) -> None:
        for store in self.stores:
            store.record_failure(key(site, number), now=now)
        if row := self.model.rows.get(key(site, number)):
            row.tries += 1

    @rule(site=sites, number=numbers)
    def forget(self, site: str, number: int) -> None:
        for store in self.stores:
            store.delete_address(key(site, number))
        row = self.model.rows.get(key(site, number))
        if row is not None and row.status is not Status.REMOVED:  # a removed address is never fetched again
            del self.model.rows[key(site, number)]

    @rule(
        site=sites,
        number=numbers,
        others=st.lists(numbers, max_size=2),
        content=st.integers(0, 3),
        published=st.none() | moments | st.just(FOREIGN),
        etag=etags,
        now=moments,
    )
    def commit(
        self,
        *,
        site: str,
        number: int,
        others: list[int],
        content: int,
        published: str | None,
        etag: str | None,
        now: str,
    ) -> None:
        before = self.model.articles.get(f"{site}:{number}")
        article = ArticleState(
            id=f"{site}:{number}",
            site=site,
            url=url(site, number),
            revision=before.revision + 1 if before else 1,
            content_hash=f"sha256:{content:064x}" if content else "another kind of hash",
            date_published=published,
            first_seen=before.first_seen if before else now,
            last_seen=now,
            text_rules="1 first",
            consonant_hash=f"{content:016x}",
        )
        keys = [key(site, n) for n in (number, *others)]
        size = self.model.outputs.get(f"{site}.jsonl", 0) + 10
        output = Output(path=f"{site}.jsonl", crawl_id="c", bytes=size, lines=size // 10)
        for store in self.stores:
            store.commit(article, keys=keys, outputs=[output], etag=etag, last_modified=None)
        self.model.articles[article.id] = article
        self.model.contents.setdefault(article.content_hash, article.id)
        self.model.outputs[output.path] = size
        for met in keys:
            row = self.model.rows.setdefault(met, Row(site, article.url))
            row.status, row.tries, row.hints, row.article = Status.DONE, 0, "", article.id
            row.validators = Validators(etag, None)

    @rule(site=sites, number=numbers, of=numbers, now=moments)
    def alias(self, site: str, number: int, of: int, now: str) -> None:
        alias = Alias(key(site, number), url(site, number), f"{site}:{of}")
        is_new = alias.article_id in self.model.articles and alias.key not in self.model.rows
        for store in self.stores:
            assert store.add_aliases([alias], now=now) == is_new
        if is_new:
            self.model.rows[alias.key] = Row(site, alias.url, Status.DONE, article=alias.article_id)

    @invariant()
    def all_say_the_same(self) -> None:
        rows = self.model.rows
        keys = [key(site, n) for site in SITES for n in NUMBERS]
        for store in self.stores:
            assert store.known(keys) == {
                k: KnownAddress(row.status, row.lastmod, tries=row.tries) for k, row in rows.items()
            }
            for k in keys:
                want = rows[k].validators if k in rows else Validators(None, None)
                assert store.validators(k) == want
            for content_hash in ("another kind of hash", *(f"sha256:{n:064x}" for n in (1, 2, 3))):
                assert store.article_with_content(content_hash) == self.model.contents.get(content_hash)
            for site in SITES:
                self.check_site(store, site)

    def check_site(self, store: Store, site: str) -> None:
        rows = [row for row in self.model.rows.values() if row.site == site]
        pending = store.pending(site, limit=100, max_tries=3)
        assert [a.tries for a in pending] == sorted(a.tries for a in pending)
        assert {(a.url, a.hints, a.lastmod, a.tries) for a in pending} == {
            (row.url, row.hints, row.lastmod, row.tries)
            for row in rows
            if row.status is Status.PENDING and row.tries < 3
        }
        articles = [a for a in self.model.articles.values() if a.site == site]
        assert store.counts(site) == {
            **{s.name.lower(): sum(row.status is s for row in rows) for s in Status},
            "articles": len(articles),
        }
        for article in articles:
            found = store.article(article.id)
            own = self.model.rows.get(address_key(article.url))
            assert found
            assert replace(found, url="") == replace(article, url="")
            assert found.url == (own.url if own else "")


def test_the_store_in_postgresql_agrees_with_the_model(postgres: Server) -> None:
    from newscrawl.state.postgres.store import PostgresStore  # noqa: PLC0415 - needs the extra

    class WithPostgres(Stores):
        """The same rules. Each question is a round trip to the server, so there are fewer examples."""

        def __init__(self) -> None:
            self.address = postgres.empty()
            super().__init__()

        def open(self) -> Store:
            return PostgresStore(self.address, uses_caller_clock=True)

    examples = max(3, settings().max_examples // 40)
    run_state_machine_as_test(WithPostgres, settings=settings(max_examples=examples, stateful_step_count=15))


TestStores = Stores.TestCase
TestStores.settings = settings(max_examples=max(20, settings().max_examples // 20), stateful_step_count=20)
