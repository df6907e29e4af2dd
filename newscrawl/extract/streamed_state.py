"""The state that Next.js streams to the page in pieces of text, ``self.__next_f.push([1, "…"])``: its objects, and the paragraphs of its tree.

The pieces together are rows, ``7:["$","p",null,{…}]``. A row is JSON or a text, ``8:T5f,…`` with its length in bytes. A value
``"$8"`` stands for the row.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PIECE: Final = re.compile(r"""self\.__next_f\.push\(\[\d,\s*(?P<text>"(?:[^"\\]|\\.)*+")\]\)""", re.DOTALL)
"""A piece of the stream."""

ROW: Final = re.compile(rb"(?P<id>[0-9a-f]{1,6}):(?:T(?P<length>[0-9a-f]{1,6}),|(?P<kind>[A-Z]{0,2}))")
"""The start of a row."""

REFERENCE: Final = re.compile(r"\$(?:[L@])?(?P<id>[0-9a-f]{1,6})")
"""A value that stands for a row."""

MAX_STREAM_CHARS: Final = 4_000_000
"""A longer stream is not read."""

MAX_ROWS: Final = 5_000
"""Rows that are read, at most."""

MAX_VALUES: Final = 60_000
"""Values of the tree that are looked at, at most."""

ELEMENT_PARTS: Final = 4
"""An element of the tree is a list of ``$``, its tag, its key and its properties."""

MIN_PARAGRAPH_CHARS: Final = 40
"""A shorter paragraph of the tree may be a label."""


def rows(scripts: Iterable[str]) -> dict[str, Any]:
    """The rows of the stream in the page's scripts, by their ids; empty without a stream."""
    pieces: list[str] = []
    left = MAX_STREAM_CHARS
    for script in scripts:
        for piece in PIECE.finditer(script[:left] if "__next_f" in script else ""):
            try:
                pieces.append(orjson.loads(piece["text"]))
            except orjson.JSONDecodeError:
                continue
        left = max(left - len(script), 0)
    data, at = "".join(pieces).encode("utf-8", "ignore"), 0
    found: dict[str, Any] = {}
    while at < len(data) and len(found) < MAX_ROWS:
        row = ROW.match(data, at)
        end = data.find(b"\n", at)
        end = end if end >= 0 else len(data)
        if row is not None and row["length"]:
            end = row.end() + int(row["length"], 16)
            found[row["id"].decode()] = data[row.end() : end].decode("utf-8", "ignore")
            at = end + (data[end : end + 1] == b"\n")
            continue
        if row is not None and not row["kind"]:
            try:
                found[row["id"].decode()] = orjson.loads(data[row.end() : end])
            except orjson.JSONDecodeError:
                at = end + 1
                continue
        at = end + 1
    return found


def row_of(value: str, known: dict[str, Any]) -> Any:
    """The row that a value stands for; ``None`` if it is a text."""
    reference = REFERENCE.fullmatch(value) if value[:1] == "$" else None
    return known.get(reference["id"]) if reference is not None else None


def paragraphs(known: dict[str, Any]) -> Iterator[str]:
    """The texts of the elements ``p`` of the tree, in its order."""
    waiting: list[Any] = [value for value in reversed(known.values()) if isinstance(value, list)]
    for _ in range(MAX_VALUES):
        if not waiting:
            return
        value = waiting.pop()
        if _is_element(value):
            inner = value[3].get("children")
            if value[1] == "p":
                text = "".join(_words(inner, known))
                if len(text.strip()) >= MIN_PARAGRAPH_CHARS:
                    yield text.strip()
                continue
            waiting.extend(reversed([part for part in value[3].values() if isinstance(part, (list, dict))]))
        elif isinstance(value, list):
            waiting.extend(reversed([part for part in value if isinstance(part, (list, dict))]))
        elif isinstance(value, dict):
            waiting.extend(reversed([part for part in value.values() if isinstance(part, (list, dict))]))


def _is_element(value: Any) -> bool:
    """Whether a value is an element of the tree."""
    return isinstance(value, list) and len(value) >= ELEMENT_PARTS and value[0] == "$" and isinstance(value[3], dict)


def _words(value: Any, known: dict[str, Any]) -> Iterator[str]:
    """The words in the children of a paragraph."""
    waiting = [value]
    for _ in range(MAX_VALUES):
        if not waiting:
            return
        part = waiting.pop()
        if isinstance(part, str):
            row = row_of(part, known)
            if isinstance(row, str):
                yield row
            elif row is None:
                yield part.removeprefix("$") if part[:2] == "$$" else part
            continue
        if _is_element(part):
            waiting.append(part[3].get("children"))
        elif isinstance(part, list):
            waiting.extend(reversed(part))
