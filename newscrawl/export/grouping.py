"""Which small files are joined into one."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

File = TypeVar("File")


def groups(
    files: Iterable[File], *, kind: Callable[[File], Hashable], size: Callable[[File], int], limit: int
) -> list[list[File]]:
    """Return the groups of files that are joined: two or more of one kind, in their order, up to ``limit`` bytes together.

    A file of at least half of ``limit`` is left as it is.
    """
    by_kind: dict[Hashable, list[File]] = defaultdict(list)
    for file in files:
        if size(file) < limit // 2:
            by_kind[kind(file)].append(file)
    found: list[list[File]] = []
    for small in by_kind.values():
        total = limit  # so that the first file begins a group
        for file in small:
            if total + size(file) > limit:
                found.append([])
                total = 0
            found[-1].append(file)
            total += size(file)
    return [group for group in found if len(group) > 1]
