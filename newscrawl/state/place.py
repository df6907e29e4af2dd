"""Where a state is: a directory (SQLite), or a database of a server (``postgresql://…``).

This module knows only the text of an address. The driver of PostgreSQL is imported when a database is opened.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

DATABASE_SCHEMES: Final = ("postgresql://", "postgres://")
"""How the address of a database begins."""

DEFAULT_SCHEMA: Final = "newscrawl"
"""PostgreSQL's schema (name space) of the tables, unless the address names another with ``?schema=``."""

_SCHEMA_NAME: Final = re.compile(r"[a-z_][a-z0-9_]{0,62}")
"""Names that need no quotes in SQL."""

_MASK: Final = "***"
"""What is shown in the place of a password."""


@dataclass(frozen=True, slots=True)
class DatabaseAddress:
    """The address of a state in PostgreSQL. Its text form never shows the password."""

    conninfo: str = field(repr=False)
    """The address for the driver, with the password if one was given. Never print it."""

    schema: str = DEFAULT_SCHEMA

    @classmethod
    def parse(cls, text: str) -> DatabaseAddress:
        """Read ``postgresql://user:password@host:port/database?schema=NAME``; raise :class:`ValueError` without the password.

        Every part may be missing: the driver then reads ``PGHOST``, ``PGPASSWORD``, ``~/.pgpass`` and so on. Other
        parameters (``sslmode``, ``connect_timeout``) are passed on.
        """
        parts = urlsplit(text)
        parameters = parse_qsl(parts.query, keep_blank_values=True)
        schema = dict(parameters).get("schema", DEFAULT_SCHEMA)
        if not _SCHEMA_NAME.fullmatch(schema):
            raise ValueError(f"the schema of a database is lower-case letters, digits and _, not {schema!r}")
        rest = urlencode([pair for pair in parameters if pair[0] != "schema"], quote_via=quote)
        return cls(f"postgresql://{parts.netloc}{parts.path}{f'?{rest}' if rest else ''}", schema)

    def masked(self, text: str) -> str:
        """Return a text of the driver, such as an error message, without the password."""
        for secret in _secrets(self.conninfo):
            text = text.replace(secret, _MASK)
        return text

    def __str__(self) -> str:
        """Return the address to show."""
        parts = urlsplit(self.conninfo)
        user, _, host = parts.netloc.rpartition("@")
        name, colon, _ = user.partition(":")
        secret = f"{name}:{_MASK}" if colon else name
        query = "&".join(
            f"{key}={_MASK if key == 'password' else quote(value)}"
            for key, value in [
                *parse_qsl(parts.query),
                *([("schema", self.schema)] if self.schema != DEFAULT_SCHEMA else []),
            ]
        )
        return f"postgresql://{f'{secret}@' if user else ''}{host}{unquote(parts.path)}{f'?{query}' if query else ''}"

    __repr__ = __str__


Place: TypeAlias = Path | DatabaseAddress
"""Where a state is."""


def is_database(text: str | os.PathLike[str]) -> bool:
    """Return whether a text is the address of a database, not a path."""
    return isinstance(text, str) and text.startswith(DATABASE_SCHEMES)


def directory_of(place: Place | None) -> Path:
    """Return the directory from which a state names files. A database names them from the root, so any will do."""
    return place.absolute() if isinstance(place, Path) else Path()


def state_place(name: str, text: str | os.PathLike[str]) -> Place:
    """Return the place that a text means. Raises :class:`ValueError` for an address of another kind; ``name`` is what it was given for."""
    if isinstance(text, str) and is_database(text):
        return DatabaseAddress.parse(text)
    if "://" in str(text):
        raise ValueError(f"{name} is a local path or {DATABASE_SCHEMES[0]}…, not {text!r}")
    return Path(text)


def _secrets(conninfo: str) -> list[str]:
    """Return the password of an address as it may appear in messages: as written, and decoded."""
    parts = urlsplit(conninfo)
    written = [parts.netloc.rpartition("@")[0].partition(":")[2], dict(parse_qsl(parts.query)).get("password", "")]
    written.append(os.environ.get("PGPASSWORD", ""))
    return sorted({form for word in written if word for form in (word, unquote(word))}, key=len, reverse=True)
