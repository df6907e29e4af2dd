"""What was found out once and is asked for on every page of a site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

K = TypeVar("K")
V = TypeVar("V")


class Memory(dict[K, V], Generic[K, V]):
    """What a pure function gave for each key: ``memory[key]``. It forgets everything when it is full.

    A lookup costs a fraction of one in ``lru_cache``, which keeps what was used last in order.
    """

    def __init__(self, function: Callable[[K], V], *, most: int) -> None:
        """At most so many keys are remembered."""
        super().__init__()
        self._function = function
        self._most = most

    def __missing__(self, key: K) -> V:
        """The function's answer, remembered."""
        if len(self) >= self._most:
            self.clear()
        found = self[key] = self._function(key)
        return found
