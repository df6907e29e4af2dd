"""The tables of a corpus database, made with sqlite-utils.

``articles`` holds the latest revision of each article; ``revisions`` the ones before. All other tables hang on them by the
number of the article, which stays the same while the article is there.

``articles_fts`` is the index with tones. It has ``articles`` as its content, so that sqlite-utils and Datasette find it by
themselves. ``articles_folded`` has no content: its words stand in no table. Both are filled by :mod:`newscrawl.corpus.database.build`
and not by triggers, because their text is folded in Python.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from newscrawl.corpus.search.find import APPLICATION_ID

if TYPE_CHECKING:
    from sqlite_utils import Database

SCHEMA_VERSION: Final = 1
"""Version of the tables. A database of another version is built anew."""

FTS_COLUMNS: Final = ("headline", "description", "text")
"""Columns of both indexes."""

_HASH_BYTES: Final = 32 << 20
"""Memory in which SQLite gathers the words of a transaction for an index. Its default, 1 MB, makes it merge more often."""

_ARTICLES: Final[dict[str, type]] = {
    # Short columns first: SQLite reads a row from its start, and a filter should not read over a long text.
    "number": int,
    "id": str,
    "site": str,
    "day": str,
    "article_section": str,
    "genre": str,
    "in_language": str,
    "word_count": int,
    "revision": int,
    "cluster_id": str,
    "near_duplicate_of": str,
    "similarity": float,
    "date_published": str,
    "date_modified": str,
    "date_fetched": str,
    "headline": str,
    "url": str,
    "publisher": str,
    "source_credit": str,
    "newsroom_tag": str,
    "is_accessible_for_free": int,
    "robots_directives": str,
    "tdm_reservation": int,
    "tdm_policy": str,
    "content_usage": str,
    "content_signal": str,
    "license_urls": str,
    "layout": str,
    "edits": int,
    "glued_words_split": int,
    "crawl_id": str,
    "warc_file": str,
    "warc_offset": int,
    "content_hash": str,
    "headings": str,
    "description": str,
    "text": str,
}

ARTICLE_COLUMNS: Final = tuple(_ARTICLES)
REVISION_COLUMNS: Final = (
    "id",
    "revision",
    "date_published",
    "date_modified",
    "date_fetched",
    "word_count",
    "content_hash",
    "crawl_id",
    "headline",
    "description",
    "text",
)
"""What is kept of an earlier revision."""

_VIEWS: Final = {
    "article_list": """
SELECT id, day, site, article_section, headline, word_count, genre, in_language, cluster_id, revision, url, number
FROM articles""",
    "revision_history": f"""
SELECT {", ".join(REVISION_COLUMNS)}, 0 AS is_latest FROM revisions
UNION ALL SELECT {", ".join(REVISION_COLUMNS)}, 1 FROM articles""",
    "author_articles": """
SELECT authors.name, authors.type, articles.id, articles.site, articles.day, articles.headline
FROM authors JOIN article_authors ON article_authors.author = authors.number JOIN articles ON articles.number = article_authors.article""",
    "keyword_articles": """
SELECT keywords.keyword, articles.id, articles.site, articles.day, articles.headline
FROM keywords JOIN article_keywords ON article_keywords.keyword = keywords.number
    JOIN articles ON articles.number = article_keywords.article""",
    "related": """
SELECT source.id AS source_id, source.headline AS source_headline, edges.relation, edges.target_id, target.headline AS target_headline,
    edges.title, edges.heading, edges.target_url, edges.position
FROM edges JOIN articles AS source ON source.number = edges.article LEFT JOIN articles AS target ON target.id = edges.target_id""",
    "days": "SELECT day, site, count(*) AS articles, sum(word_count) AS words FROM articles GROUP BY day, site",
}


def create(db: Database) -> None:
    """Make all tables, indexes and views in an empty database."""
    db.conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.table("articles").create(
        _ARTICLES,
        pk="number",
        not_null={"id", "site", "headline", "url", "text", "revision"},
    )
    db.table("articles").create_index(["id"], unique=True)
    db.table("articles").create_index(["day"])
    db.table("articles").create_index(["site", "day"])
    db.table("articles").create_index(["article_section"])
    db.table("articles").create_index(["cluster_id"])
    db.table("revisions").create(
        {name: _ARTICLES[name] for name in REVISION_COLUMNS},
        pk=("id", "revision"),
    )
    db.table("authors").create({"number": int, "name": str, "type": str}, pk="number")
    db.table("authors").create_index(["name", "type"], unique=True)
    db.table("keywords").create({"number": int, "keyword": str}, pk="number")
    db.table("keywords").create_index(["keyword"], unique=True)
    db.table("sections").create({"number": int, "site": str, "name": str, "url": str}, pk="number")
    db.table("sections").create_index(["site", "name"], unique=True)
    _create_parts(db)
    db.table("clusters").create(
        {"cluster_id": str, "articles": int, "sites": int, "first_day": str, "last_day": str, "headline": str},
        pk="cluster_id",
    )
    db.table("build").create({"name": str, "value": str}, pk="name")
    for name, sql in _VIEWS.items():
        db.create_view(name, sql.strip())
    create_indexes(db)


def create_indexes(db: Database) -> None:
    """Make both indexes, empty."""
    columns = ", ".join(FTS_COLUMNS)
    tokenizer = 'tokenize="unicode61 remove_diacritics 0"'
    db.conn.execute(
        f'CREATE VIRTUAL TABLE articles_fts USING fts5({columns}, {tokenizer}, content="articles", content_rowid="number")'
    )
    db.conn.execute(f"CREATE VIRTUAL TABLE articles_folded USING fts5({columns}, {tokenizer}, content='')")
    for table in ("articles_fts", "articles_folded"):
        db.conn.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('hashsize', {_HASH_BYTES})")


def create_words(db: Database) -> None:
    """Make the index by words, and the table of the segmented texts that it is made of."""
    db.table("article_words").create(
        {"article": int, "headline": str, "description": str, "text": str},
        pk="article",
        foreign_keys=[("article", "articles", "number")],
    )
    db.conn.execute(
        f"CREATE VIRTUAL TABLE articles_words USING fts5({', '.join(FTS_COLUMNS)}, "
        'tokenize="unicode61 remove_diacritics 0 tokenchars \'_\'", content="article_words", content_rowid="article")'
    )


def _create_parts(db: Database) -> None:
    """Make the tables of what an article has several of."""
    own = ("article", "articles", "number")
    for table, other in (
        ("article_authors", "author"),
        ("article_keywords", "keyword"),
        ("article_sections", "section"),
    ):
        db.table(table).create(
            {"article": int, other: int, "position": int},
            pk=("article", other),
            foreign_keys=[own, (other, f"{other}s", "number")],
        )
        db.table(table).create_index([other])
    db.table("images").create(
        {
            "article": int,
            "position": int,
            "url": str,
            "caption": str,
            "credit": str,
            "alt": str,
            "width": int,
            "height": int,
            "is_main": int,
        },
        foreign_keys=[own],
    )
    db.table("images").create_index(["article"])
    db.table("edges").create(
        {
            "article": int,
            "position": int,
            "relation": str,
            "target_id": str,
            "title": str,
            "heading": str,
            "target_url": str,
        },
        foreign_keys=[own],
    )
    db.table("edges").create_index(["article"])
    db.table("edges").create_index(["target_id"])
