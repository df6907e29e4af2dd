"""Start Datasette with the pages of this package, on this machine's loopback address."""

from __future__ import annotations

import json
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import uvicorn
from datasette.app import Datasette

from newscrawl.corpus.search.find import DatabaseError, connect
from newscrawl.runner.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    Message = MutableMapping[str, Any]
    Application = Callable[
        [Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]
    ]

HOST: Final = "127.0.0.1"

_OWN_NAMES: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})
"""Names by which a browser may call this machine. Any other is a page of the network that points its name here."""

_SETTINGS: Final = {
    "default_page_size": 50,
    "sql_time_limit_ms": 5_000,
    "facet_time_limit_ms": 2_000,
    "suggest_facets": False,
    "truncate_cells_html": 200,
}


def serve(database: Path, port: int) -> int:
    """Show a database until interrupted; return the exit code. :class:`UsageError` if it is none."""
    try:
        with closing(connect(database)):
            pass
    except DatabaseError as error:
        raise UsageError(str(error)) from None
    uvicorn.run(only_local(application(database).app()), host=HOST, port=port, log_level="info", lifespan="on")
    return 0


def application(database: Path) -> Datasette:
    """Return Datasette with our configuration, templates and plugin."""
    here = Path(str(files("newscrawl.corpus.pages")))
    metadata = json.loads((here / "metadata.json").read_text(encoding="utf-8"))
    metadata["databases"] = {database.stem: metadata["databases"]["corpus"]}
    return Datasette(
        [str(database)],
        metadata=metadata,
        template_dir=str(here / "templates"),
        plugins_dir=str(here / "plugins"),
        static_mounts=[("newscrawl", str(here / "static"))],
        settings=dict(_SETTINGS),
    )


def only_local(app: Application) -> Application:
    """Return an application that answers only requests for this machine's own names."""

    async def answer(
        scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        if scope["type"] == "http" and _host(scope) not in _OWN_NAMES:
            headers = [(b"content-type", b"text/plain; charset=utf-8")]
            await send({"type": "http.response.start", "status": 421, "headers": headers})
            await send(
                {"type": "http.response.body", "body": b"This server answers for 127.0.0.1 and localhost only.\n"}
            )
            return
        await app(scope, receive, send)

    return answer


def _host(scope: Message) -> str:
    """Return the host that a request names, without its port."""
    host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
    name, _, port = host.rpartition(":")
    return name if name and port.isdecimal() else host
