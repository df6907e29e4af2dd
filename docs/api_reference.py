"""Writes docs/api.md from the docstrings of the public API: run ``python docs/api_reference.py`` after changing one."""  # noqa: INP001 - a script beside the document it writes

from __future__ import annotations

import inspect
import re
from enum import Enum
from pathlib import Path
from typing import Any, Final

import newscrawl

PAGE: Final = Path(__file__).with_name("api.md")

MAX_LINE_CHARS: Final = 100
"""Longest signature that is written in one line."""

_START: Final = """\
# Python API

Written by `docs/api_reference.py` from the docstrings; do not edit. The names on this page, which are those of
`newscrawl.__all__`, are the public API. Everything else is private and may change in any version.

<!-- not run by the tests: it needs the internet -->
```python
import newscrawl

for article in newscrawl.crawl("baokiemtoan", "https://any.site/", max_articles=10):
    print(article.date_published, article.headline)
```

The loop runs the real crawler, in a thread of its own, and yields articles as they are committed. `async for` works too:

<!-- not run by the tests: it needs the internet -->
```python
async def main():
    async with newscrawl.crawl("baokiemtoan", max_articles=10) as crawl:
        async for article in crawl:
            print(article.headline)
    print(crawl.result.exit_code, crawl.result.files)
```

The fields of an article are described in [the record](record.md), the commands in [the command line](cli.md).
"""

_SKIP: Final = "  # doctest: +SKIP"
_NOT_RUN: Final = "<!-- not run by the tests: it needs a crawl of a real site -->"

_ORDER: Final = (
    "crawl", "Crawl", "CrawlResult", "extract", "NotAnArticle", "Article", "normalize", "open_store", "StoredCrawl", "SiteCounts",
    "open_corpus", "Corpus", "CorpusStats", "Split", "BorderCheck",
    "ExitCode", "SiteLockedError", "StateError", "OutputError", "__version__",
)  # fmt: skip
"""Public names in the order of the page."""


def page() -> str:
    """Return the whole page; :class:`ValueError` where a public name has no docstring or no place."""
    if set(_ORDER) != set(newscrawl.__all__):
        raise ValueError(f"not on the page, or not public: {set(_ORDER) ^ set(newscrawl.__all__)}")
    parts = [_START]
    for name in _ORDER:
        value = getattr(newscrawl, name)
        if inspect.isclass(value):
            parts += _class(name, value)
        elif callable(value):
            parts += _function(f"newscrawl.{name}", value, level=2)
        else:
            parts.append("## newscrawl.\\_\\_version\\_\\_\n\nThe version of newscrawl.\n")
    return "\n".join(parts)


def _function(name: str, function: Any, *, level: int) -> list[str]:
    return [
        f"{'#' * level} {name}\n",
        f"```py\n{_signature(name.rpartition('.')[2], function)}\n```\n",
        _markdown(_doc(function, name)),
    ]


def _class(name: str, cls: type) -> list[str]:
    parts = [f"## newscrawl.{name}\n", _markdown(_doc(cls, name))]
    if issubclass(cls, Enum):
        rows = "\n".join(f"| `{member.name}` | {member.value} |" for member in cls)
        return [*parts, f"| name | value |\n|---|---|\n{rows}\n"]
    if name == "Article":
        parts.append("Its fields are those of [the record](record.md).\n")
    elif fields := _fields(cls):
        rows = "\n".join(f"| `{field}` | {text} |" for field, text in fields)
        parts.append(f"| attribute | meaning |\n|---|---|\n{rows}\n")
    for method, value in vars(cls).items():
        if method.startswith("_"):
            continue
        if isinstance(value, property):
            parts += [f"### {name}.{method}\n", _markdown(_doc(value, f"{name}.{method}"))]
        elif inspect.isfunction(value):
            parts += _function(f"{name}.{method}", value, level=3)
    return parts


def _fields(cls: type) -> list[tuple[str, str]]:
    """Return the annotated attributes of a class with the docstrings that follow them in the source."""
    found = re.findall(
        r'^    (?:self\.)?(\w+): [^\n]+\n    """(.*?)"""', inspect.getsource(cls), re.DOTALL | re.MULTILINE
    )
    return [(name, _inline(" ".join(text.split()))) for name, text in found]


def _signature(name: str, function: Any) -> str:
    """Return the signature, one parameter a line where it is long."""
    signature = inspect.signature(function)
    kinds = inspect.Parameter
    written: list[str] = []
    has_star = False
    for parameter in signature.parameters.values():
        if parameter.name == "self":
            continue
        if parameter.kind is kinds.KEYWORD_ONLY and not has_star:
            written.append("*")
            has_star = True
        star = {kinds.VAR_POSITIONAL: "*", kinds.VAR_KEYWORD: "**"}.get(parameter.kind, "")
        has_star |= star == "*"
        default = f" = {parameter.default!r}" if parameter.default is not kinds.empty else ""
        written.append(f"{star}{parameter.name}: {_annotation(parameter.annotation)}{default}")
    short = f"{name}({', '.join(written)}) -> {_annotation(signature.return_annotation)}"
    if len(short) <= MAX_LINE_CHARS:
        return short
    body = "\n".join(f"    {line}," for line in written)
    return f"{name}(\n{body}\n) -> {_annotation(signature.return_annotation)}"


def _annotation(annotation: Any) -> str:
    return (
        annotation
        if isinstance(annotation, str)
        else inspect.formatannotation(annotation).replace("typing.", "").replace("collections.abc.", "")
    )


def _doc(value: Any, name: str) -> str:
    found = inspect.getdoc(value)
    if not found:
        raise ValueError(f"{name} has no docstring")
    return found


def _inline(text: str) -> str:
    """Replace reStructuredText by Markdown within a line."""
    return re.sub(r":\w+:`~?([^`]+)`", lambda m: f"`{m[1].rpartition('.')[2]}`", text).replace("``", "`")


def _markdown(doc: str) -> str:
    """Turn a docstring into Markdown: sections into lists, doctests into code."""
    lines: list[str] = []
    code: list[str] = []
    section = False
    for line in [*_inline(doc).splitlines(), ""]:
        if line.startswith((">>> ", "... ")):
            code.append(line[4:])
            continue
        if code:
            is_skipped = any(_SKIP in written for written in code)
            lines += [_NOT_RUN] * is_skipped + ["```python", *(written.replace(_SKIP, "") for written in code), "```"]
            code.clear()
        if line in {"Args:", "Returns:", "Raises:", "Yields:"}:
            lines += [f"**{line[:-1].replace('Args', 'Arguments')}**", ""]
            section = True
        elif section and line.startswith("    ") and not line.startswith("     "):
            name, colon, rest = line.strip().partition(": ")
            lines.append(f"- `{name}`: {rest}" if colon and re.fullmatch(r"\w+", name) else f"- {line.strip()}")
        else:
            section = section and (not line or line.startswith(" "))
            lines.append(f"  {line.strip()}" if section and line else line)
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
