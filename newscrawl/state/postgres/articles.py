"""The articles of a state in PostgreSQL: their commits, copies and removals."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Final

from newscrawl.dedupe import ALGORITHM
from newscrawl.state import removals
from newscrawl.state.damage import stored_time
from newscrawl.state.known import Validators
from newscrawl.state.postgres.addresses import AddressTables
from newscrawl.state.postgres.fence import SITE, URL, to_seconds
from newscrawl.state.postgres.outbox import Outbox
from newscrawl.state.postgres.signatures import candidates, month_number, renew, renewal
from newscrawl.state.schema import content_key, origin_of
from newscrawl.state.store import ArticleState, CopyAppearedError, address_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from newscrawl.dedupe import DuplicateCandidate, Signature
    from newscrawl.state.place import DatabaseAddress
    from newscrawl.state.removals import Removal
    from newscrawl.state.store import Fingerprint, OutboxLine, Output, RenewalPosition

_MAX_LOOKS: Final = 4096
"""Texts whose look-up for copies is remembered until their commit. Rejected articles are never committed."""

_ARTICLE: Final = f"""
SELECT id, sites.site, coalesce({URL}, ''), revision, content_hash, date_published, articles.first_seen, articles.last_seen,
    rules, consonants
FROM articles JOIN sites ON sites.number = articles.site LEFT JOIN addresses ON addresses.key = articles.address
    LEFT JOIN origins ON origins.number = addresses.origin WHERE id = %s
"""  # noqa: S608 - fixed text


class ArticleTables(AddressTables):
    """The methods of :class:`~newscrawl.state.store.Store` about articles."""

    def __init__(self, address: DatabaseAddress, *, read_only: bool = False) -> None:
        """Open the state at an address; see :class:`~newscrawl.state.postgres.fence.FencedDatabase`."""
        super().__init__(address, read_only=read_only)
        self.outbox = Outbox(self._db)
        self._looks: OrderedDict[str, int] = OrderedDict()
        """By content hash: the last change when copies of that content were looked for."""

        self._months: OrderedDict[str, Sequence[str]] = OrderedDict()
        """By article id: the months in which near duplicates were looked for."""

    def article_count(self, site: str, *, limit: int) -> int:  # noqa: D102 - see Store
        sql = f"SELECT count(*) FROM (SELECT 1 FROM articles WHERE site = {SITE} LIMIT %s) AS few"  # noqa: S608 - fixed text
        return int(self._db.rows(sql, (site, limit))[0][0])

    def article(self, article_id: str) -> ArticleState | None:  # noqa: D102 - see Store
        rows = self._db.rows(_ARTICLE, (article_id,))
        if not rows:
            return None
        article_id, site, url, revision, content_hash, published, first_seen, last_seen, rules, consonants = rows[0]
        return ArticleState(
            id=article_id,
            site=site,
            url=url,
            revision=revision,
            content_hash=content_hash,
            date_published=stored_time(published, f"date_published of the article {article_id}"),
            first_seen=str(stored_time(first_seen, f"first_seen of the article {article_id}")),
            last_seen=last_seen,
            text_rules=rules,
            consonant_hash=consonants,
        )

    def article_with_content(self, content_hash: str) -> str | None:  # noqa: D102 - see Store
        # The last change is read before copies are looked for: what is committed after it, the commit finds.
        sql = (
            "SELECT (SELECT coalesce(max(sequence), 0) FROM changes), "
            "(SELECT id FROM contents JOIN articles ON number = article WHERE hash = %s)"
        )
        seen, found = self._db.rows(sql, (content_key(content_hash),))[0]
        _remember(self._looks, content_hash, seen)
        return None if found is None else str(found)

    def near_duplicate_candidates(  # noqa: D102 - see Store
        self, keys: Sequence[int], months: Sequence[str], *, article_id: str
    ) -> list[DuplicateCandidate]:
        _remember(self._months, article_id, months)
        return candidates(self._db, keys, months, article_id=article_id)

    def delete_signatures(self, *, before: str) -> int:  # noqa: D102 - see Store
        month = month_number(before)
        with self._db.transaction():
            self._db.execute("DELETE FROM bands WHERE month < %s::integer", (month,))
            return self._db.execute("DELETE FROM signatures WHERE month < %s", (before,))

    def signature_renewal(self) -> RenewalPosition | None:  # noqa: D102 - see Store
        return renewal(self._db)

    def renew_signatures(  # noqa: D102 - see Store
        self, signed: Iterable[tuple[str, int, Signature]], *, since: RenewalPosition, until: RenewalPosition
    ) -> int | None:
        return renew(self._db, list(signed), since, until)

    def unwritten_lines(self, after: int) -> list[tuple[int, bytes]]:  # noqa: D102 - see Store
        return self.outbox.unwritten(after)

    def end_signature_renewal(self) -> int:  # noqa: D102 - see Store
        return int(self._db.call("end_renewal", ALGORITHM))

    def commit(  # noqa: D102 - see Store
        self,
        article: ArticleState,
        *,
        keys: Sequence[int],
        outputs: Sequence[Output],
        etag: str | None = None,
        last_modified: str | None = None,
        fingerprint: Fingerprint | None = None,
        next_revisit: str | None = None,
        lines: Sequence[OutboxLine] = (),
    ) -> None:
        is_written = self._commit(
            article,
            keys=list(dict.fromkeys([*keys, address_key(article.url)])),
            crawl_id=outputs[0].crawl_id if outputs else lines[0].crawl_id if lines else None,
            outputs=outputs,
            validators=Validators(etag, last_modified),
            fingerprint=fingerprint,
            next_revisit=next_revisit,
            lines=lines,
        )
        if not is_written:
            raise CopyAppearedError(
                f"a copy of {article.id} was committed, or an article that it links to was removed, at the same time"
            )
        self._looks.pop(article.content_hash, None)
        self._months.pop(article.id, None)

    def _commit(
        self,
        article: ArticleState,
        *,
        keys: Sequence[int],
        crawl_id: str | None,
        validators: Validators,
        fingerprint: Fingerprint | None,
        next_revisit: str | None,
        outputs: Sequence[Output] = (),
        lines: Sequence[OutboxLine] = (),
    ) -> bool:
        """Commit an article that these addresses, no others, led to; return false if a copy of it has appeared."""
        a, f = article, fingerprint
        own, origin = address_key(a.url), origin_of(a.url)
        is_written = self._write(
            "commit_article",
            *(a.id, a.site, origin, a.url[len(origin) :], own, a.revision, a.content_hash, content_key(a.content_hash)),
            *(a.text_rules, a.consonant_hash, a.date_published, a.first_seen, a.last_seen, to_seconds(a.last_seen)),
            *(
                list(keys),
                *validators,
                to_seconds(next_revisit) if next_revisit else None,
            ),
            crawl_id,
            *([o.path for o in outputs], [o.crawl_id for o in outputs]),
            *([o.bytes for o in outputs], [o.lines for o in outputs]),
            *((f.month, month_number(f.month), f.cluster) if f else (None, None, None)),
            *((list(f.signature.keys), f.signature.sketch) if f else (None, None)),
            *(self._looks.get(a.content_hash), list(self._months.get(a.id, ()))),
            *([x.kind for x in lines], [x.segment for x in lines], [x.line for x in lines]),
            [link for x in lines for link in x.links],
        )
        return bool(is_written)

    def waiting_lines(self, ids: Sequence[str]) -> list[bytes]:
        """Return the lines of articles that are in no file yet, all revisions."""
        sql = "SELECT line FROM outbox JOIN articles ON articles.number = outbox.article WHERE kind = 'articles' AND id = ANY (%s)"
        return [row[0] for row in self._db.rows(sql, (list(ids),))]

    def removed_ids(self) -> frozenset[str]:  # noqa: D102 - see Store
        return frozenset(
            row[0] for row in self._db.rows("SELECT id FROM articles JOIN removals ON article = articles.number")
        )

    def remove(self, removal: Removal, *, plan: str, without: Callable[[bytes], bytes] = bytes) -> None:
        """Remove articles and addresses from the state; keep a tombstone of each, and ``plan`` for the files.

        ``without`` returns a line of another article without its links to them, for the lines that are in no file yet. In one transaction,
        which survives a power cut. Raises :class:`StateError` while a line of one of the articles, or one that links to them, is being written
        into a file. The deleted text stays in the files of the database until its next vacuum.
        """
        with self._db.transaction():
            self._db.call("lock_log")
            self.outbox.rewrite(removal.articles, without)
            self._remove(removal, plan)

    def _remove(self, removal: Removal, plan: str) -> None:
        self._db.call(
            "remove_articles",
            list(removal.articles),
            list(removal.articles.values()),
            [address_key(url) for url in removal.addresses],
            list(removal.addresses.values()),
            [origin_of(url) for url in removal.addresses],
            *(removal.reason, removal.time, to_seconds(removal.time), plan),
        )

    def rewrites(self) -> list[str]:
        """Return the plans of removals whose files are not all rewritten, oldest first."""
        return [str(row[0]) for row in self._db.rows("SELECT plan FROM rewrites ORDER BY number")]

    def finish_rewrite(self, plan: str) -> None:
        """Delete a plan: the files are rewritten."""
        self._db.execute("DELETE FROM rewrites WHERE plan = %s", (plan,))

    def tombstones(self) -> list[removals.Tombstone]:
        """Return what is known of the removed articles, in the order of their removal."""
        sql = (
            "SELECT id, sites.site, removed, reason FROM removals JOIN articles ON articles.number = removals.article "
            "JOIN sites ON sites.number = articles.site ORDER BY removals.number"
        )
        return [removals.Tombstone(*row) for row in self._db.rows(sql)]

    def removed_addresses(self) -> list[tuple[int, str]]:
        """Return the addresses that are never fetched again, by key, and their sites."""
        sql = "SELECT key, sites.site FROM addresses JOIN sites ON sites.number = addresses.site WHERE status = 4 ORDER BY key"
        return [(int(key), str(site)) for key, site in self._db.rows(sql)]


def _remember(memory: OrderedDict[str, Any], key: str, value: object) -> None:
    """Store a value, and drop the oldest ones beyond :data:`_MAX_LOOKS`."""
    memory[key] = value
    memory.move_to_end(key)
    while len(memory) > _MAX_LOOKS:
        memory.popitem(last=False)
