"""The search for articles that share signature keys with a text; :mod:`newscrawl.state.signatures` describes it."""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, Final

from newscrawl.dedupe import ALGORITHM, DuplicateCandidate
from newscrawl.dedupe.candidates import MAX_HOLDERS, MAX_RARE_HOLDERS, most_shared, with_enough_keys
from newscrawl.state.store import RenewalPosition

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscrawl.dedupe import Signature
    from newscrawl.state.postgres.connection import Database

_MONTH: Final = re.compile(r"(\d{4})-(\d\d)")
"""``2026-03``."""

_HOLDERS: Final = """
SELECT asked.place, holders.number
FROM unnest(%s::integer[]) WITH ORDINALITY AS asked (key, place) CROSS JOIN unnest(%s::integer[]) AS months (month)
    CROSS JOIN LATERAL (SELECT number FROM bands WHERE bands.month = months.month AND bands.key = asked.key
        ORDER BY number DESC LIMIT %s) AS holders
"""
"""(place of the key, number of the article) for the newest articles of each month that have one of the keys."""

_CANDIDATES: Final = """
SELECT signature, article_id, sketch, cluster FROM signatures JOIN articles ON id = article_id AND signature = signatures.number
WHERE signatures.number = ANY (%s) ORDER BY signature
"""
"""A signature counts while its article exists: a deleted or uncommitted article is not an original."""


def month_number(month: str) -> int:
    """Return the number of a month since year 0; raise :class:`ValueError` if ``month`` is not a month (``2026-03``)."""
    found = _MONTH.fullmatch(month)
    if not found:
        raise ValueError(f"not a month: {month!r}")
    return int(found[1]) * 12 + int(found[2]) - 1


def candidates(
    db: Database, keys: Sequence[int], months: Sequence[str], *, article_id: str
) -> list[DuplicateCandidate]:
    """See :meth:`newscrawl.state.store.Store.near_duplicate_candidates`."""
    holders: dict[int, list[int]] = {}
    for place, number in db.rows(_HOLDERS, (list(keys), [month_number(month) for month in months], MAX_HOLDERS)):
        holders.setdefault(place, []).append(number)
    votes = Counter(chain.from_iterable(holders.values()))
    rare = {number for held in holders.values() if len(held) <= MAX_RARE_HOLDERS for number in held}
    enough = with_enough_keys(votes, rare)
    if not enough:
        return []
    own = db.rows("SELECT signature FROM articles WHERE id = %s", (article_id,))
    before = own[0][0] if own else None
    if before:
        enough = [(number, count) for number, count in enough if number < before]
    chosen = most_shared(enough)
    found = _rows(db, chosen)
    heads = {cluster for _, cluster in found if not before or cluster < before}.difference(chosen)
    return [candidate for candidate, _ in found + _rows(db, sorted(heads))]


def renewal(db: Database) -> RenewalPosition | None:
    """See :meth:`newscrawl.state.store.Store.signature_renewal`."""
    sql = "SELECT algorithm, file, lines FROM renewal"
    algorithm, file, lines = db.rows(sql)[0]
    if algorithm != ALGORITHM:
        db.call("begin_renewal", ALGORITHM)
        _, file, lines = db.rows(sql)[0]
    return None if file is None else RenewalPosition(file, lines)


def renew(
    db: Database, signed: Sequence[tuple[str, int, Signature]], since: RenewalPosition, until: RenewalPosition
) -> int | None:
    """See :meth:`newscrawl.state.store.Store.renew_signatures`."""
    ids, revisions = [one for one, _, _ in signed], [revision for _, revision, _ in signed]
    keys = [f"{{{','.join(map(str, signature.keys))}}}" for _, _, signature in signed]
    sketches = [signature.sketch for _, _, signature in signed]
    places = (since.file, since.lines, until.file, until.lines)
    renewed: int | None = db.call("renew_signatures", ALGORITHM, *places, ids, revisions, keys, sketches)
    return renewed


def _rows(db: Database, numbers: Sequence[int]) -> list[tuple[DuplicateCandidate, int]]:
    """Return the candidates with these numbers, and the number of each one's cluster."""
    if not numbers:
        return []
    return [(DuplicateCandidate(n, a, s), c) for n, a, s, c in db.rows(_CANDIDATES, (list(numbers),))]
