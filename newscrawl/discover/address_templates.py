"""Address templates of profiles, such as ``{stem}/trang-{n}.htm``: the addresses of further pages and of date archives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

_EXTENSION: Final = re.compile(r"\.[a-z]{2,5}$")
_TEMPLATE_FIELD: Final = re.compile(r"\{(\w+)\}")


def section_fields(section_url: str) -> dict[str, str]:
    """Return the template fields of a section: its path (``section``), and the path without its extension (``stem``)."""
    path = urlsplit(section_url).path.rstrip("/")
    return {"section": path, "stem": _EXTENSION.sub("", path)}


def fill_template(template: str, values: Mapping[str, str]) -> str | None:
    """Return a template with its ``{fields}`` replaced by values; ``None`` if a value is missing or empty."""
    if any(not values.get(name) for name in _TEMPLATE_FIELD.findall(template)):
        return None
    return _TEMPLATE_FIELD.sub(lambda match: values[match[1]], template)
