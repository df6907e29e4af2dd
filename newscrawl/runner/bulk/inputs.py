"""Finds saved pages: in files, directories, WARC archives and standard input."""

from __future__ import annotations

import gzip
import io
import re
import sys
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

from newscrawl import urls
from newscrawl.archive.foreign import READ_SUFFIXES
from newscrawl.runner.bulk.pages import MAX_PAGE_BYTES, PageInput, own_address
from newscrawl.runner.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

STANDARD_INPUT: Final = "-"
PAGE_ENDINGS: Final = (".html", ".htm", ".xhtml", ".shtml", ".html.gz", ".htm.gz")
"""Endings of the files that are read in a directory, besides archives."""

_SAVED_FROM: Final = re.compile(
    rb"<!--\s*(?:saved from url=\(\d+\)|Page saved with SingleFile\s+url:\s*)(?P<url>https?://[^\s<>\"]+)"
)
"""The comment in which browsers and SingleFile note the address of a page that they save."""

_MIRRORED: Final = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}", re.IGNORECASE)
"""A directory that a mirroring program (``wget --mirror``) names by the host."""

_COMMENT_BYTES: Final = 4_096
"""Bytes at the start of a page in which the comment is looked for."""


def find_inputs(words: Sequence[str]) -> list[str]:
    """Return the files that words name: files, ``-``, and the pages and archives in directories, sorted by path.

    Raises :class:`UsageError` for a word that names nothing.
    """
    found: list[str] = []
    for word in words:
        path = Path(word)
        if word != STANDARD_INPUT and path.is_dir():
            inside = sorted(
                str(p)
                for p in path.rglob("*")
                if p.is_file() and p.name.lower().endswith((*PAGE_ENDINGS, *READ_SUFFIXES))
            )
            if not inside:
                raise UsageError(
                    f"{word} holds no saved page ({', '.join(PAGE_ENDINGS[:3])} …) and no archive (.warc.gz)"
                )
            found += inside
        elif word != STANDARD_INPUT and not path.exists():
            raise UsageError(f"{word} cannot be read: No such file or directory")
        else:
            found.append(word)
    return found


def is_archive(file: str) -> bool:
    """Return whether a file is a WARC archive, by its name."""
    return file.lower().endswith(READ_SUFFIXES)


def page_in_file(file: str, url: str | None) -> PageInput:
    """Return the page in a file. ``url`` is its address; by default it is guessed (:func:`guessed_address`).

    Raises :class:`UsageError` if the file cannot be read or its address is not known.
    """
    try:
        body = sys.stdin.buffer.read() if file == STANDARD_INPUT else Path(file).read_bytes()
        if file.lower().endswith(".gz"):
            with gzip.open(io.BytesIO(body)) as packed:
                body = packed.read(MAX_PAGE_BYTES + 1)  # one more than a page may have: it is then refused as too large
    except (OSError, EOFError, zlib.error) as error:
        raise UsageError(f"{file} cannot be read: {getattr(error, 'strerror', None) or error}") from None
    address = url or guessed_address(file, body)
    if address is None:
        raise UsageError(f"{file} does not name its address (canonical link, og:url or JSON-LD); give it with --url")
    return PageInput(body=body, url=address)


def guessed_address(file: str, body: bytes) -> str | None:
    """Return the address that a saved page most probably came from, ``None`` if nothing tells it.

    The page itself tells it, then the comment of the browser that saved it, then the path of a mirror (``bao.vn/thoi-su/1.html``).
    """
    if address := own_address(body):
        return address
    if found := _SAVED_FROM.search(body[:_COMMENT_BYTES]):
        return urls.resolve(found["url"].decode("latin-1"), "")
    parts = Path(file).parts
    host = next((place for place, part in enumerate(parts[:-1]) if _MIRRORED.fullmatch(part)), None)
    if host is None:
        return None
    return urls.resolve(f"https://{'/'.join(parts[host:]).removesuffix('.gz')}", "")
