"""What was found out once and is asked for on every page of a site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

V = TypeVar("V")

_LONGEST: Final = 400
"""Characters of a text that is remembered: no site writes longer names, and thousands of those would fill it with pages."""


class Memory(dict[str, V], Generic[V]):
    """What a pure function gave for each text: ``memory[text]``. It forgets everything when it is full.

    A lookup costs a fraction of one in ``lru_cache``, which keeps what was used last in order.
    """

    def __init__(self, function: Callable[[str], V], *, most: int) -> None:
        """At most so many texts are remembered."""
        super().__init__()
        self._function = function
        self._most = most

    def __missing__(self, text: str) -> V:
        """The function's answer, remembered unless the text is endless."""
        found = self._function(text)
        if len(text) <= _LONGEST:
            if len(self) >= self._most:
                self.clear()
            self[text] = found
        return found
