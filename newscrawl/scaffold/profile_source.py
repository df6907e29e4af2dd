"""Write a drafted profile as a Python module, with comments at everything that is unsure."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final, TypeAlias

from newscrawl.sites.profile import ArticleUrl, Layout, Paging, Related, Site

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscrawl.scaffold.draft import Draft
    from newscrawl.scaffold.layout_drafts import LayoutOrigin

_MAX_LINE_CHARS: Final = 120
"""Maximum length of a line in characters."""

_INDENT: Final = "    "
_HELPERS: Final = frozenset({"each", "extended"})
"""Functions of :mod:`newscrawl.sites.profile` that a draft may use, besides ``provenance``."""

_MIN_TEMPLATE_PATHS: Final = 4
"""Minimum number of paths that are written as a template."""


@dataclass(frozen=True, slots=True)
class _Call:
    """A call, or a tuple if the name is empty."""

    name: str
    items: tuple[tuple[str, _Node], ...]
    """Pairs of keyword and value. The keyword is empty for positional arguments."""

    comments: tuple[tuple[str, str], ...] = ()
    """Pairs of keyword and comment. The comment is written above the keyword."""


_Node: TypeAlias = "str | _Call"


def module(draft: Draft) -> str:
    """Return the source of the draft's module, formatted as the project's formatter does."""
    site = draft.site
    names: set[str] = set()
    given = [n for n in ("hosts", "aliases", "language") if getattr(site, n) != _default(n)]
    heads = ("name", "publisher", "home", *(["family"] if site.family != "own" else []), *given)
    items: list[tuple[str, _Node]] = [(name, _value(getattr(site, name))) for name in heads]
    listed = ((name, getattr(site, name)) for name in ("sections", "feeds", "sitemaps"))
    items.extend((name, _paths(paths, names)) for name, paths in listed if paths)
    if site.paging:
        ways: list[_Node] = [*draft.paging, *(_record(way) for way in site.paging[len(draft.paging) :])]
        names.update(draft.paging)
        items.append(("paging", _tuple(ways)))
    if site.article_url:
        items.append(("article_url", _tuple([_record(form) for form in site.article_url])))
    if site.not_article:
        items.append(("not_article", _value(site.not_article)))
    items.append(("layouts", _tuple([_layout(layout, draft.origins[layout.name], names) for layout in site.layouts])))
    if site.newsroom_tags:
        items.append(("newsroom_tags", _value(site.newsroom_tags)))
    items.append(("confidence", _value(site.confidence)))
    levels = [(entry.confidence, _value(f"{entry.facts}: {entry.sources}")) for entry in site.provenance]
    items.append(("provenance", _Call("provenance", tuple(levels))))
    if site.notes:
        items.append(("notes", _value(site.notes)))
    helpers = names & _HELPERS | {"provenance"}
    words = {"Site", *helpers, *(type(v).__name__ for v in (*site.paging[len(draft.paging) :], *site.article_url))}
    for own in draft.origins.values():
        words.update({"Layout"} if own.family is None else set())
        words.update({"Related"} if "related" in own.parts else set())
    call = _Call("Site", tuple(items), tuple(_comments(draft, {name for name, _ in items}).items()))
    return "\n".join(
        (
            f'"""{_docstring(site)}"""',
            "",
            *_notes(draft, {name for name, _ in items}),
            *([_import("newscrawl.sites.families", names - helpers)] if names - helpers else []),
            _import("newscrawl.sites.profile", words),
            "",
            f"SITE = {_formatted(call, 0, len('SITE = '), explode=True)}",
            "",
        )
    )


def _default(name: str) -> object:
    return next(f.default for f in fields(Site) if f.name == name)


def _docstring(site: Site) -> str:
    text = site.publisher.replace("\\", "").replace('"', "'").strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _comments(draft: Draft, shown: set[str]) -> dict[str, str]:
    """Return the comments for fields of the profile with an unsure fact, by field."""
    found: dict[str, list[str]] = {}
    for fact in draft.facts:
        name = "layouts" if fact.field.startswith("layout.") else fact.field
        if not fact.sure and name in shown:
            part = fact.field.removeprefix("layout.") + ": " if name != fact.field else ""
            seen = f" ({fact.seen} of {fact.total})" if fact.total else ""
            found.setdefault(name, []).append(f"{part}{fact.text}{seen}")
    return {name: "\n".join(f"UNSURE {line}" for line in lines) for name, lines in found.items()}


def _notes(draft: Draft, shown: set[str]) -> list[str]:
    """Return comment lines for unsure facts that belong to no field in the profile."""
    lines = [
        f"# UNSURE {fact.field}: {fact.text}"
        for fact in draft.facts
        if not fact.sure and not fact.field.startswith("layout.") and fact.field not in shown
    ]
    head = "# A draft: check each line against the site, then remove the comments."
    return [head, *lines, ""]


def _import(source: str, names: set[str]) -> str:
    # The linter sorts imports this way: constants, classes, functions.
    ordered = sorted(names, key=lambda name: (0 if name.isupper() else 1 if name[0].isupper() else 2, name))
    line = f"from {source} import {', '.join(ordered)}"
    if len(line) <= _MAX_LINE_CHARS:
        return line
    return f"from {source} import (\n" + "".join(f"{_INDENT}{name},\n" for name in ordered) + ")"


def _layout(layout: Layout, own: LayoutOrigin, names: set[str]) -> _Node:
    parts = [(part, _tuple([_node(v) for v in values])) for part, values in own.parts.items()]
    if own.family is None:
        ends = (("confidence", _value(layout.confidence)), ("sources", _value(layout.sources)))
        return _Call("Layout", (("name", _value(layout.name)), *parts, *ends))
    names.add(own.family)
    if not parts:
        return own.family
    names.add("extended")
    return _Call("extended", (("", own.family), *parts, ("sources", _value(layout.sources.split()[-1]))))


def _node(value: object) -> _Node:
    return _record(value) if isinstance(value, Related) else _value(value)


def _record(value: Paging | ArticleUrl | Related) -> _Call:
    """Return a record with the fields that differ from their defaults."""
    given = [(f.name, getattr(value, f.name)) for f in fields(value) if getattr(value, f.name) != f.default]
    return _Call(type(value).__name__, tuple((name, _value(item)) for name, item in given if item != ()))


def _value(value: object) -> _Node:
    if isinstance(value, tuple):
        return _tuple([_value(item) for item in value])
    if isinstance(value, str):
        if "\\" in value and '"' not in value and not value.endswith("\\"):
            return f'r"{value}"'
        return json.dumps(value, ensure_ascii=False)
    return repr(value)


def _tuple(items: Sequence[_Node]) -> _Call:
    return _Call("", tuple(("", item) for item in items))


def _paths(paths: Sequence[str], names: set[str]) -> _Node:
    """Return the paths, as a template if they are many and similar."""
    template, parts = _split_paths(paths)
    if len(paths) < _MIN_TEMPLATE_PATHS or not template or any(" " in part or not part for part in parts):
        return _value(tuple(paths))
    names.add("each")
    return _Call("each", (("", _value(template)), ("", _value(" ".join(parts)))))


def _split_paths(paths: Sequence[str]) -> tuple[str, list[str]]:
    """Split paths into a template with ``{}`` and the part of each path in its place.

    The template is empty if they differ.
    """
    begin = paths[0]
    for path in paths:
        while not path.startswith(begin):
            begin = begin[:-1]
    begin = begin[: begin.rfind("/") + 1]
    end = paths[0][len(begin) :]
    for path in paths:
        while not path[len(begin) :].endswith(end):
            end = end[1:]
    end = end[end.find(".") :] if "." in end else ("/" if end.endswith("/") else "")
    if not begin or "{" in begin + end:
        return "", []
    return f"{begin}{{}}{end}", [path[len(begin) : len(path) - len(end)] for path in paths]


def _formatted(node: _Node, depth: int, before: int, *, explode: bool = False) -> str:
    """Format a value at a depth of indentation.

    ``before`` characters are already on its line. It stays on one line if it fits.
    """
    line = _on_one_line(node)
    if isinstance(node, str) or (not explode and depth * len(_INDENT) + before + len(line) + 1 <= _MAX_LINE_CHARS):
        return line
    inner = _INDENT * (depth + 1)
    comments = dict(node.comments)
    rows: list[str] = []
    for keyword, item in node.items:
        rows += [f"{inner}# {row}" for row in comments.get(keyword, "").splitlines()]
        head = f"{keyword}=" if keyword else ""
        rows.append(f"{inner}{head}{_formatted(item, depth + 1, len(head))},")
    return f"{node.name}(\n" + "\n".join(rows) + f"\n{_INDENT * depth})"


def _on_one_line(node: _Node) -> str:
    if isinstance(node, str):
        return node
    items = [f"{keyword}={_on_one_line(item)}" if keyword else _on_one_line(item) for keyword, item in node.items]
    comma = "," if not node.name and len(items) == 1 else ""
    return f"{node.name}({', '.join(items)}{comma})"


__all__ = ["module"]
