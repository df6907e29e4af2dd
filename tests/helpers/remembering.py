"""Remembers what pages hold, so that many crawls of the same pages cost a third: for proofs about files and state.

Reading pages takes most of a crawl's time. A process crawls once with :func:`remember_pages`; its forks then read no page again.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

_REMEMBERED: Final[tuple[tuple[tuple[str, ...], str, Callable[..., Hashable]], ...]] = (
    (("newscrawl.extract", "newscrawl.extract.article"), "extract_page", lambda _, *, url, **__: url),
    (("newscrawl.pipelines.normalize",), "normalized", lambda article, **_: article.url),
    (("newscrawl.discover.listing",), "read", lambda _, *, url, **__: url),
    (("newscrawl.discover.home",), "sources", lambda _, url, **__: url),
    (("newscrawl.discover.paging",), "next_pages", lambda _, __, page, *, page_url, **___: (page_url, page)),
)
"""Functions by module, and what of their arguments tells their results apart."""


def remember_pages() -> None:
    """Let the functions that read pages remember their results in this process and its forks."""
    for names, function, key in _REMEMBERED:
        modules = [importlib.import_module(name) for name in names]
        remembering = _remembering(getattr(modules[0], function), key)
        for module in modules:
            setattr(module, function, remembering)


def _remembering(function: Callable[..., Any], key: Callable[..., Hashable]) -> Callable[..., Any]:
    results: dict[Hashable, Any] = {}
    errors: dict[Hashable, Exception] = {}

    def remembering(*arguments: Any, **named: Any) -> Any:
        known = key(*arguments, **named)
        if known in errors:
            raise errors[known]
        if known not in results:
            try:
                found = function(*arguments, **named)
            except Exception as error:
                errors[known] = error
                raise
            results[known] = list(found) if hasattr(found, "__next__") else found
        return results[known]

    return remembering
