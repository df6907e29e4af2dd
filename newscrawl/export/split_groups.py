"""Which articles must stay together when a corpus is split for training and test.

Two articles belong together if their texts are similar, if a crawl found one to be a near copy of the other, or, by setting,
if one offers the other as a related link. A group is what hangs together through such pairs, also through a chain of them. A
group is named by the smallest of its ids, so its name does not depend on the order of the articles.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

from newscrawl.export.similar_texts import SimilarTexts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

LINK_SIMILARITY: Final = 0.45
"""Similarity from which two texts stay together. The promise is 0.5; the rest is for readers who cut texts into words in another way."""

STORY_RELATIONS: Final = ("related", "see_also")
"""Relations of related links by which one story goes on. Those of the section and of the day join everything."""

_SEED: Final = 1
"""Seed of the keys. The check has another one, so that it does not miss the same pairs."""

_CACHE_KIB: Final = 8 << 10

_SCHEMA: Final = """\
CREATE TABLE members (position INTEGER PRIMARY KEY, id TEXT, number INTEGER, unit TEXT, root INTEGER);
CREATE TABLE links (position INTEGER, id TEXT);
"""

_SAME_ID: Final = "SELECT min(position) OVER (PARTITION BY id), position FROM members"
"""Revisions of one article."""

_NAMES: Final = "CREATE TABLE names AS SELECT root, min(id) AS name, count(*) AS articles FROM members GROUP BY root"


class Member(NamedTuple):
    """An article and its group."""

    number: int
    group: str
    unit: str


class SplitGroups:
    """Collects articles, then tells their groups. A context manager; the memory does not grow with the texts."""

    def __init__(self, *, stories: Collection[str] = ()) -> None:
        """``stories`` are the relations of related links that join articles."""
        self._stories = frozenset(stories)
        self._texts = SimilarTexts(_SEED)
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        for statement in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{_CACHE_KIB}"):
            self._database.execute(f"PRAGMA {statement}")
        self._database.executescript(_SCHEMA)
        self._database.execute("BEGIN")

    def add(self, record: Mapping[str, Any], *, number: int = 0, unit: str = "") -> None:
        """Add an article. Its number and its unit, such as its day, are returned as they are."""
        position = self._texts.add(record.get("text") or "")
        self._database.execute(
            "INSERT INTO members VALUES (?, ?, ?, ?, ?)", (position, record["id"], number, unit, position)
        )
        linked = {record.get("near_duplicate_of"), record.get("cluster_id")}
        if self._stories:
            linked |= {link["id"] for link in record.get("related_links") or () if link["relation"] in self._stories}
        self._database.executemany(
            "INSERT INTO links VALUES (?, ?)", ((position, other) for other in linked - {None, record["id"]})
        )

    def find(self) -> None:
        """Find the groups. Call it after the last article."""
        run = self._database.execute
        roots = self._texts.join_similar(LINK_SIMILARITY)
        run("CREATE INDEX ids ON members (id)")
        for one, other in run(_SAME_ID):
            roots.join(one, other)
        for one, other in run("SELECT links.position, members.position FROM links JOIN members USING (id)"):
            roots.join(one, other)
        self._database.executemany(
            "UPDATE members SET root = ? WHERE position = ?",
            ((roots.of(position), position) for position in range(len(self._texts))),
        )
        run(_NAMES)
        run("CREATE UNIQUE INDEX roots ON names (root)")

    def members(self) -> Iterator[Member]:
        """Yield the articles in the order in which they were added."""
        rows = self._database.execute(
            "SELECT number, name, unit FROM members JOIN names USING (root) ORDER BY position"
        )
        yield from (Member(*row) for row in rows)

    def sizes(self) -> tuple[int, int]:
        """Return the number of groups, and the number of articles of the largest one."""
        count, largest = self._database.execute("SELECT count(*), coalesce(max(articles), 0) FROM names").fetchone()
        return int(count), int(largest)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._texts.__exit__()
        self._database.close()
