"""The settings of newscrawl's project as Scrapy takes them, cheap to copy: each crawler has a copy of its own."""

from __future__ import annotations

from copy import copy, deepcopy
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from scrapy.settings import BaseSettings, Settings
from scrapy.settings import SettingsAttribute as Attribute

if TYPE_CHECKING:
    from typing import Self

_IMMUTABLE: Final = frozenset({type(None), bool, int, float, str})
"""Types of values that copies of settings share, together with the attribute that holds the value."""


class ProjectSettings(Settings):
    """Scrapy's settings with a cheap copy.

    Scrapy copies each name and number by ``deepcopy``: a round over a hundred sites took a third of its time for that.
    """

    def copy(self) -> Self:
        """Return an independent copy."""
        found = copy(self)
        found.attributes = {
            name: attribute if type(attribute.value) in _IMMUTABLE else _copied_attribute(attribute)
            for name, attribute in self.attributes.items()
        }
        return found

    def set(self, name: str, value: Any, priority: int | str = "project") -> None:
        """Store a value, if its priority is not lower than that of the present one."""
        attribute = self.attributes.get(name)
        if attribute is not None and type(attribute.value) in _IMMUTABLE:
            # Copies share the attribute, and Scrapy would change it in place.
            self.attributes[name] = Attribute(attribute.value, attribute.priority)
        super().set(name, value, priority)


def project_settings() -> ProjectSettings:
    """Return Scrapy's defaults and newscrawl's settings, without any of a user's."""
    return _loaded().copy()


@cache
def _loaded() -> ProjectSettings:
    found = ProjectSettings()
    found.setmodule("newscrawl.settings", priority="project")
    # A job names its spider's class. Scrapy would import all spiders, and with them the profiles of all sites.
    found.set("SPIDER_MODULES", [], priority="project")
    return found


def _copied_attribute(attribute: Attribute) -> Attribute:
    # The constructor would look for the highest priority of all components.
    found = Attribute.__new__(Attribute)
    found.value, found.priority = _copied(attribute.value), attribute.priority
    return found


def _copied(value: Any) -> Any:
    if type(value) in _IMMUTABLE:
        return value
    if isinstance(value, BaseSettings):
        components = copy(value)
        components.attributes = {name: _copied_attribute(inner) for name, inner in value.attributes.items()}
        return components
    if type(value) is list and _IMMUTABLE.issuperset(map(type, value)):
        return value.copy()
    return deepcopy(value)
