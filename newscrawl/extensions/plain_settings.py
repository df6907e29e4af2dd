"""Values of settings, as Scrapy's settings or a plain dictionary give them."""

from __future__ import annotations

from typing import Any, Protocol

from newscrawl import settings as defaults


class SettingValues(Protocol):
    """What is read of settings. Scrapy's have it, too."""

    def __getitem__(self, name: str, /) -> Any:
        """Return the value of a setting, ``None`` if there is none."""

    def get(self, name: str, default: Any = None, /) -> Any:
        """Return the value of a setting, or a default."""

    def getint(self, name: str, default: Any = 0, /) -> int:
        """Return the value of a setting as a whole number."""


class PlainSettings(dict[str, Any]):
    """newscrawl's settings without Scrapy: a replay by several processes would spend a second on its import."""

    @classmethod
    def of(cls, **overrides: Any) -> PlainSettings:
        """Return newscrawl's settings with overrides; an override of ``None`` is ignored."""
        given = {name: value for name, value in overrides.items() if value is not None}
        return cls({name: value for name, value in vars(defaults).items() if name.isupper()} | given)

    def __missing__(self, name: str) -> None:
        """Return ``None``, as Scrapy's settings do."""

    def getint(self, name: str, default: Any = 0, /) -> int:
        """Return the value of a setting as a whole number."""
        return int(self.get(name, default))
