"""A bounded cache for pure functions of a text that are called on every page of a site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

V = TypeVar("V")

MAX_KEY_CHARS: Final = 400
"""A longer text is not cached: no site has longer names, and thousands of them would fill the memory."""


class Memory(dict[str, V], Generic[V]):
    """The cached results of a function of one text: ``memory[text]``. A full cache is emptied.

    A lookup costs a fraction of one in :func:`functools.lru_cache`, which also keeps the order of use.
    """

    def __init__(self, function: Callable[[str], V], *, most: int) -> None:
        """Cache at most ``most`` results of ``function``."""
        super().__init__()
        self._function = function
        self._most = most

    def __missing__(self, text: str) -> V:
        """Call the function, and cache the result unless the text is too long."""
        result = self._function(text)
        if len(text) <= MAX_KEY_CHARS:
            if len(self) >= self._most:
                self.clear()
            self[text] = result
        return result
