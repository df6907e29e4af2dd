"""The manifest of an export: which files the table consists of. It is written last, and what it does not list does not count."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from newscrawl.exporters.files import OutputError
from newscrawl.items import SCHEMA_VERSION
from newscrawl.version import __version__

NAME: Final = "export.json"
"""Name of the manifest in the place of the export."""

DATA: Final = "data"
"""Directory of the data files. It holds nothing else, so that every reader opens it by its path alone."""

FORMAT_VERSION: Final = 1
"""Version of the manifest's own keys."""

DATA_FILE: Final = re.compile(r"part-[0-9a-f]{12}-\d{4,}\.(?:parquet|(?:jsonl|csv)(?:\.(?:zst|gz))?)")
"""The name of a data file: the export that wrote it, and its number in that export."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFile:
    """A data file of the table."""

    name: str
    """Relative to the manifest."""

    bytes: int
    rows: int
    sha256: str
    raw_bytes: int
    """Size before compression; of Parquet, as Arrow holds it in memory."""

    partition: str
    """Its directory below ``data``; empty without partitions."""

    sites: dict[str, int]
    """Number of rows by site."""

    first: str | None = None
    """Earliest day of publication; ``None`` if no row has a date."""

    last: str | None = None
    """Latest day of publication."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportManifest:
    """The whole table."""

    generation: int
    """Counts the times that the table changed."""

    written: str
    """Time of the last change."""

    options: dict[str, Any]
    """What was exported and how, as :meth:`~newscrawl.export.options.ExportOptions.as_json` gives it."""

    files: list[DataFile]
    inputs: dict[str, str]
    """Files of the runs that the table was made from: names by checksum."""

    schema_version: str = SCHEMA_VERSION
    newscrawl: str = __version__
    format_version: int = FORMAT_VERSION
    languages: dict[str, int] = field(default_factory=dict)
    """Numbers of lines that were taken, by language; those that later ones replaced are counted, too."""

    sources: dict[str, Any] = field(default_factory=dict)
    """What the manifests of the runs say about each site; see :mod:`newscrawl.export.card`."""

    @property
    def rows(self) -> int:
        """Number of rows of the table."""
        return sum(file.rows for file in self.files)

    def dumps(self) -> bytes:
        """Return the manifest as JSON."""
        found = {"rows": self.rows, **dataclasses.asdict(self)}
        return orjson.dumps(found, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)

    @classmethod
    def loads(cls, data: bytes, where: str) -> ExportManifest:
        """Return the manifest that :meth:`dumps` wrote; :class:`OutputError` for anything else."""
        try:
            found = orjson.loads(data)
            if found["format_version"] > FORMAT_VERSION:
                raise OutputError(
                    f"{where} was written by a newer version of newscrawl ({found['newscrawl']}). Upgrade, and run again."
                )
            known = {item.name for item in dataclasses.fields(cls)}
            values = {name: value for name, value in found.items() if name in known}
            return cls(**values | {"files": [DataFile(**file) for file in found["files"]]})
        except (KeyError, TypeError, ValueError) as error:
            raise OutputError(
                f"{where} is not the manifest of an export: {type(error).__name__}: {error}. "
                "Restore it, or choose another place; --replace writes the table anew."
            ) from None
