"""The pages that Datasette shows beside its own: search, an article, near copies side by side, revisions.

Text of articles reaches the templates as text, and Jinja escapes it. The answer's headers forbid the browser to load or run anything
that this server does not give.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

from datasette import hookimpl
from datasette.utils.asgi import Response
from markupsafe import Markup

from newscrawl.corpus.difference import beside, compare, similarity
from newscrawl.corpus.search.find import DatabaseError, Filters, facets, search
from newscrawl.corpus.search.query import QueryError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping

    from newscrawl.corpus.difference import Row

HITS: Final = 20
"""Articles on a page of results."""

MAX_PAGE: Final = 500
"""Last page of results that can be asked for."""

MAX_COPIES: Final = 200
"""Copies of a cluster that are listed: the limit of the query below."""

_OWN_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_TABLE_POLICY: Final = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""What the browser may load and run: on our pages nothing but the style sheet, on Datasette's also its own scripts."""

_RELATIONS: Final = {
    "same_category": "Same category",
    "related": "Related",
    "see_also": "In the text",
    "same_topic": "Same topic",
    "most_read": "Most read",
    "latest": "Latest",
}


# -- hooks ------------------------------------------------------------------------------------------------------------


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Any]]:
    """Return the pages, by the pattern of their path."""
    return [
        (r"^/$", search_page),
        (r"^/article$", article_page),
        (r"^/cluster$", cluster_page),
        (r"^/revisions$", revisions_page),
    ]


@hookimpl  # type: ignore[untyped-decorator]
def menu_links() -> list[dict[str, str]]:
    """Return the entry of Datasette's menu that leads back to the search."""
    return [{"href": "/", "label": "Search"}]


@hookimpl  # type: ignore[untyped-decorator]
def render_cell(value: Any, column: str) -> Markup | None:
    """Make the ids in Datasette's tables lead to our pages."""
    if not isinstance(value, str):
        return None
    if column in {"id", "near_duplicate_of", "source_id"}:
        return Markup('<a href="/article?{}">{}</a>').format(urlencode({"id": value}), value)
    if column == "cluster_id":
        return Markup('<a href="/cluster?{}">{}</a>').format(urlencode({"id": value}), value)
    return None


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper() -> Callable[[Any], Any]:
    """Add the headers that limit what a page may load."""
    own = {"/", "/article", "/cluster", "/revisions"}

    def wrap(app: Any) -> Any:
        async def answer(scope: dict[str, Any], receive: Any, send: Any) -> None:
            policy = _OWN_POLICY if scope.get("path") in own else _TABLE_POLICY

            async def sent(message: dict[str, Any]) -> None:
                if message["type"] == "http.response.start":
                    message["headers"] = [
                        *message.get("headers", []),
                        (b"content-security-policy", policy.encode()),
                        (b"referrer-policy", b"no-referrer"),
                        (b"x-content-type-options", b"nosniff"),
                    ]
                await send(message)

            await app(scope, receive, sent)

        return answer

    return wrap


# -- pages ------------------------------------------------------------------------------------------------------------


async def search_page(datasette: Any, request: Any) -> Any:
    """Show the form, and what it found."""
    asked = {name: (request.args.get(name) or "").strip() for name in ("q", "site", "since", "until")}
    is_folded = bool(request.args.get("folded"))
    page = _page_number(request.args.get("page"))
    filters = Filters(
        sites=[asked["site"]] if asked["site"] else [], since=asked["since"] or None, until=asked["until"] or None
    )

    def look(db: sqlite3.Connection) -> dict[str, Any]:
        counts = db.execute("SELECT site, count(*) FROM articles GROUP BY site ORDER BY site").fetchall()
        told: dict[str, Any] = {"sites": counts, "articles": sum(count for _, count in counts)}
        if not asked["q"]:
            return told | {"newest": _rows(db, _NEWEST), "clusters": _rows(db, _LARGEST)}
        try:
            offset = (page - 1) * HITS
            found = search(db, asked["q"], is_folded=is_folded, filters=filters, limit=HITS, offset=offset)
            told |= {"found": found, "facets": facets(db, asked["q"], is_folded=is_folded, filters=filters)}
        except (QueryError, DatabaseError) as error:
            told["error"] = str(error)
        return told

    told = await _database(datasette).execute_fn(look)
    found = told.get("found")
    has_more = found is not None and page * HITS < found.total and page < MAX_PAGE
    return await _shown(
        datasette,
        request,
        "newscrawl_search.html",
        told
        | asked
        | {
            "is_folded": is_folded,
            "page": page,
            "first": (page - 1) * HITS + 1,
            "has_more": has_more,
            "link": lambda **changes: _search_link(asked | {"folded": "1" if is_folded else ""} | changes),
        },
    )


async def article_page(datasette: Any, request: Any) -> Any:
    """Show an article as one reads it."""
    name = request.args.get("id") or ""

    def look(db: sqlite3.Connection) -> dict[str, Any] | None:
        found = _rows(db, "SELECT * FROM articles WHERE id = ?", name)
        if not found:
            return None
        number = found[0]["number"]
        return {
            "article": found[0],
            "authors": _rows(db, _AUTHORS, number),
            "sections": _rows(db, _SECTIONS, number),
            "keywords": _rows(db, _KEYWORDS, number),
            "images": _rows(db, "SELECT * FROM images WHERE article = ? ORDER BY position", number),
            "related": _rows(db, _RELATED, number),
            "linked_from": _rows(db, _LINKED_FROM, name),
            "revisions": _rows(db, "SELECT revision FROM revisions WHERE id = ? ORDER BY revision", name),
            "cluster": _rows(db, "SELECT * FROM clusters WHERE cluster_id = ?", found[0]["cluster_id"]),
        }

    told = await _database(datasette).execute_fn(look)
    if told is None:
        return await _not_found(datasette, request, f"There is no article {name}")
    article = told["article"]
    headings = set(json.loads(article["headings"] or "[]"))
    told["paragraphs"] = [(text, place in headings) for place, text in enumerate(_paragraphs(article["text"]))]
    told["relations"] = _RELATIONS
    told["rights"] = [
        (label, article[column])
        for label, column in (
            ("robots", "robots_directives"),
            ("TDM reservation", "tdm_reservation"),
            ("TDM policy", "tdm_policy"),
            ("Content-Usage", "content_usage"),
            ("Content-Signal", "content_signal"),
            ("licences", "license_urls"),
        )
        if article[column] is not None
    ]
    return await _shown(datasette, request, "newscrawl_article.html", told)


async def cluster_page(datasette: Any, request: Any) -> Any:
    """Show two near copies side by side, and a list of all of the cluster."""
    name = request.args.get("id") or ""
    sides = (request.args.get("left"), request.args.get("right"))

    def look(db: sqlite3.Connection) -> list[dict[str, Any]]:
        return _rows(db, _COPIES, name)

    copies = await _database(datasette).execute_fn(look)
    if not copies:
        return await _not_found(datasette, request, f"There is no cluster {name}")
    by_id = {copy["id"]: copy for copy in copies}
    left = by_id.get(sides[0] or "") or by_id.get(name) or copies[0]
    right = by_id.get(sides[1] or "") or next((copy for copy in copies if copy is not left), left)
    rows = _side_by_side(left, right)
    told = {
        "name": name,
        "copies": copies,
        "left": left,
        "right": right,
        "rows": rows,
        "same": similarity(rows),
        "is_cut": len(copies) == MAX_COPIES,
    }
    return await _shown(datasette, request, "newscrawl_cluster.html", told)


async def revisions_page(datasette: Any, request: Any) -> Any:
    """Show two revisions of an article side by side, and a list of all."""
    name = request.args.get("id") or ""

    def look(db: sqlite3.Connection) -> list[dict[str, Any]]:
        return _rows(db, "SELECT * FROM revision_history WHERE id = ? ORDER BY revision", name)

    revisions = await _database(datasette).execute_fn(look)
    if not revisions:
        return await _not_found(datasette, request, f"There is no article {name}")
    by_number = {str(revision["revision"]): revision for revision in revisions}
    right = by_number.get(request.args.get("right") or "") or revisions[-1]
    before = [revision for revision in revisions if revision["revision"] < right["revision"]]
    left = by_number.get(request.args.get("left") or "") or (before[-1] if before else right)
    rows = _side_by_side(left, right)
    told = {"name": name, "revisions": revisions, "left": left, "right": right, "rows": rows, "same": similarity(rows)}
    return await _shown(datasette, request, "newscrawl_revisions.html", told)


# -- what the pages share ------------------------------------------------------------------------------------------------

_NEWEST: Final = "SELECT id, headline, site, day FROM articles ORDER BY day DESC, number DESC LIMIT 10"
_LARGEST: Final = "SELECT * FROM clusters ORDER BY articles DESC, cluster_id LIMIT 10"
_AUTHORS: Final = "SELECT authors.* FROM article_authors JOIN authors ON authors.number = article_authors.author WHERE article = ? ORDER BY position"
_SECTIONS: Final = "SELECT sections.* FROM article_sections JOIN sections ON sections.number = article_sections.section WHERE article = ? ORDER BY position"
_KEYWORDS: Final = "SELECT keywords.* FROM article_keywords JOIN keywords ON keywords.number = article_keywords.keyword WHERE article = ? ORDER BY position"
_RELATED: Final = """
SELECT edges.*, articles.headline AS target_headline FROM edges LEFT JOIN articles ON articles.id = edges.target_id
WHERE edges.article = ? ORDER BY edges.position"""
_LINKED_FROM: Final = """
SELECT DISTINCT articles.id, articles.headline, articles.day FROM edges JOIN articles ON articles.number = edges.article
WHERE edges.target_id = ? ORDER BY articles.day DESC LIMIT 20"""
_COPIES: Final = """
SELECT id, site, day, date_published, headline, description, text, near_duplicate_of, similarity, word_count FROM articles
WHERE cluster_id = ? ORDER BY date_published IS NULL, date_published, number LIMIT 200"""  # MAX_COPIES


def _database(datasette: Any) -> Any:
    """Return the database of the corpus: the first that was given."""
    return datasette.get_database()


async def _not_found(datasette: Any, request: Any, message: str) -> Any:
    """Return a page that says what there is not."""
    return await _shown(datasette, request, "newscrawl_missing.html", {"message": message}, status=404)


async def _shown(datasette: Any, request: Any, template: str, told: Mapping[str, Any], *, status: int = 200) -> Any:
    """Return the page that a template makes."""
    tables = f"/{quote(_database(datasette).name)}"
    told = {"web": _web, "article_link": _article_link, "cluster_link": _cluster_link, "tables": tables, **told}
    return Response.html(await datasette.render_template(template, told, request=request), status=status)


def _rows(db: sqlite3.Connection, sql: str, *values: object) -> list[dict[str, Any]]:
    """Return rows as dictionaries."""
    cursor = db.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def _paragraphs(text: str) -> list[str]:
    return [paragraph for paragraph in text.split("\n\n") if paragraph]


def _side_by_side(left: Mapping[str, Any], right: Mapping[str, Any]) -> list[Row]:
    """Return headlines, leads and paragraphs of two articles side by side."""
    heads = [beside(left["headline"], right["headline"])]
    if left["description"] or right["description"]:
        heads.append(beside(left["description"], right["description"]))
    return heads + compare(_paragraphs(left["text"]), _paragraphs(right["text"]))


def _web(url: str | None) -> str | None:
    """Return an address if a browser may be sent there; ``None`` for ``javascript:`` and the like."""
    return url if url and url.startswith(("https://", "http://")) else None


def _article_link(name: str) -> str:
    return f"/article?{urlencode({'id': name})}"


def _cluster_link(name: str, **sides: str) -> str:
    return f"/cluster?{urlencode({'id': name, **sides})}"


def _search_link(asked: Mapping[str, Any]) -> str:
    return f"/?{urlencode({name: value for name, value in asked.items() if value})}"


def _page_number(text: str | None) -> int:
    return min(int(text), MAX_PAGE) if text and text.isascii() and text.isdecimal() and int(text[:6]) > 0 else 1
