"""Writes records for people and programs: ``newscrawl extract --format``."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, get_args

import orjson

from newscrawl.exporters.json_lines import escape_line_separators, json_line
from newscrawl.items import Article

if TYPE_CHECKING:
    from collections.abc import Callable

Format: TypeAlias = Literal["jsonl", "json", "text", "markdown", "csv"]
FORMATS: Final = get_args(Format)
"""The values of ``--format``."""

SEPARATOR: Final = b"\n---\n\n"
"""Stands between two articles as text or Markdown."""

COLUMNS: Final = tuple(field.name for field in fields(Article))
"""The columns of a CSV file: the fields of the record. Lists and objects are JSON."""

_MARKUP: Final = re.compile(r"[\\`*_\[\]<]")
"""Characters that mean something anywhere in Markdown."""

_MARKUP_AT_START: Final = re.compile(r"^(?:[#+\->=~|]|(?=\d+[.)]\s))")
"""What means something at the start of a paragraph of Markdown."""

_NUMBER: Final = re.compile(r"^(\d+)([.)])")


def render(article: Article, form: Format) -> bytes:
    """Return a record in a format."""
    return _RENDERERS[form](article)


def csv_header() -> bytes:
    """Return the first line of a CSV file."""
    return _csv_line(COLUMNS)


def _json(article: Article) -> bytes:
    return escape_line_separators(orjson.dumps(orjson.loads(json_line(article)), option=orjson.OPT_INDENT_2))


def _text(article: Article) -> bytes:
    parts = [article.headline, article.description, article.text]
    return ("\n\n".join(part for part in parts if part) + "\n").encode("utf-8", "replace")


def _csv(article: Article) -> bytes:
    record = orjson.loads(json_line(article))
    return _csv_line([_cell(record[name]) for name in COLUMNS])


def _cell(value: Any) -> Any:
    """Return a value as CSV has it: JSON for a list or an object, ``true`` and ``false``, nothing for null."""
    return orjson.dumps(value).decode() if isinstance(value, (list, dict, bool)) else value


def _csv_line(cells: Any) -> bytes:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue().encode()


def _markdown(article: Article) -> bytes:
    facts = [", ".join(author.name for author in article.authors), article.date_published, article.publisher]
    parts = [
        f"# {_escaped(article.headline)}",
        " · ".join(_escaped(fact) for fact in facts if fact),
        f"**{_escaped(article.description)}**" if article.description else "",
    ]
    for section in article.sections:
        parts.append(f"## {_escaped(section.heading)}" if section.heading else "")
        parts += [_escaped(paragraph) for paragraph in section.paragraphs]
    parts.append(f"<{article.url}>")
    return ("\n\n".join(part for part in parts if part) + "\n").encode("utf-8", "replace")


def _escaped(text: str) -> str:
    """Return text so that Markdown shows it as it is."""
    text = _MARKUP.sub(r"\\\g<0>", text)
    if found := _NUMBER.match(text):
        return f"{found[1]}\\{text[found.end(1) :]}"
    return f"\\{text}" if _MARKUP_AT_START.match(text) else text


_RENDERERS: Final[dict[str, Callable[[Article], bytes]]] = {
    "jsonl": json_line,
    "json": _json,
    "text": _text,
    "markdown": _markdown,
    "csv": _csv,
}
