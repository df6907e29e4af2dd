"""Values of settings, as Scrapy's settings or a plain dictionary give them."""

from __future__ import annotations

import json
from typing import Any, Protocol, Self

from newscrawl import settings as defaults

_SWITCHES = {"True": True, "true": True, "False": False, "false": False}

_LIKE_SCRAPY: dict[str, Any] = {"SPIDER_MODULES": []}
"""What :func:`newscrawl.runner.project_settings.project_settings` changes."""


class SettingValues(Protocol):
    """What is read of settings. Scrapy's have it, too."""

    def __getitem__(self, name: str, /) -> Any:
        """Return the value of a setting, ``None`` if there is none."""

    def get(self, name: str, default: Any = None, /) -> Any:
        """Return the value of a setting, or a default."""

    def getint(self, name: str, default: Any = 0, /) -> int:
        """Return the value of a setting as a whole number."""

    def getbool(self, name: str, default: Any = False, /) -> bool:  # noqa: FBT002 - as Scrapy has it
        """Return the value of a setting as a switch. Raises :class:`ValueError` for any other."""

    def getdict(self, name: str, default: Any = None, /) -> dict[Any, Any]:
        """Return the value of a setting as a table."""

    def set(self, name: str, value: Any, priority: str, /) -> None:
        """Store a value. One of priority ``spider`` does not replace one of priority ``cmdline``."""


class PlainSettings(dict[str, Any]):
    """newscrawl's settings without Scrapy, whose import takes half a second."""

    given: frozenset[str] = frozenset()
    """Names of settings that are given for the crawl."""

    @classmethod
    def of(cls, **overrides: Any) -> Self:
        """Return newscrawl's settings with overrides; an override of ``None`` is ignored."""
        given = {name: value for name, value in overrides.items() if value is not None}
        found = cls({name: value for name, value in vars(defaults).items() if name.isupper()} | _LIKE_SCRAPY | given)
        found.given = frozenset(given)
        return found

    def __missing__(self, name: str) -> None:
        """Return ``None``, as Scrapy's settings do."""

    def getint(self, name: str, default: Any = 0, /) -> int:
        """Return the value of a setting as a whole number."""
        return int(self.get(name, default))

    def getbool(self, name: str, default: Any = False, /) -> bool:  # noqa: FBT002 - as Scrapy has it
        """Return the value of a setting as a switch. Raises :class:`ValueError` for any other."""
        value = self.get(name, default)
        try:
            return bool(int(value))
        except ValueError:
            if value in _SWITCHES:
                return _SWITCHES[value]
            raise ValueError(f"{name} is True or False, not {value!r}") from None

    def getdict(self, name: str, default: Any = None, /) -> dict[Any, Any]:
        """Return the value of a setting as a table, which may be written in JSON."""
        value = self.get(name, default) or {}
        return dict(json.loads(value) if isinstance(value, str) else value)

    def set(self, name: str, value: Any, priority: str, /) -> None:
        """Store a value. One of priority ``spider`` does not replace one that is given for the crawl."""
        if priority == "cmdline" or name not in self.given:
            self[name] = value

    def copy(self) -> Self:
        """Return an independent copy of the table; its values are not changed by anybody."""
        found = type(self)(self)
        found.given = self.given
        return found
