"""What is exported and how."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, get_args
from urllib.parse import quote

from newscrawl.dates import VIETNAM
from newscrawl.export.near_copy_groups import digest_of
from newscrawl.exporters.output_format import UNKNOWN_DAY
from newscrawl.items import Article

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

Format: TypeAlias = Literal["jsonl", "parquet", "csv"]
FORMATS: Final = get_args(Format)
"""The formats of data files."""

COMPRESSIONS: Final = {
    "parquet": ("zst", "gz", "snappy", "none"),
    "jsonl": ("none", "zst", "gz"),
    "csv": ("none", "zst", "gz"),
}
"""Compressions by format, the default first."""

PARTITION_KEYS: Final = ("site", "year", "month", "date")
"""What a table may be partitioned by. The time is that of publication in Vietnam."""

UNKNOWN_MONTH: Final = "undated"
"""The month of articles without a date. It is text, as months are, so that the column has one type for every reader."""

COLUMNS: Final = tuple(field.name for field in dataclasses.fields(Article))
"""All columns in the order of the record."""

SPLIT_GROUP: Final = "split_group"
"""The column with the name of an article's group (:mod:`newscrawl.export.split_groups`); the last one."""

VERSION_COLUMNS: Final = ("id", "revision", "date_fetched")
"""The columns that say which of two lines of an article is the later one."""

_TIME_FORMATS: Final = {"year": "%Y", "month": "%Y-%m", "date": "%Y-%m-%d"}
"""How a partition by time is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOptions:
    """Everything that decides the content of a table. Two exports to one place must agree in it."""

    format: Format = "parquet"
    compression: str = "zst"
    partition: tuple[str, ...] = ()
    """Keys of :data:`PARTITION_KEYS`, outer first."""

    latest: bool = False
    """Only the last revision of each article."""

    without_near_copies: bool = False
    """No article that is a near duplicate of an earlier one."""

    near_copies_in: str | None = None
    """A file of groups (:mod:`newscrawl.export.near_copy_groups`), which then says what a near duplicate is; in a manifest its checksum."""

    columns: tuple[str, ...] = COLUMNS
    """Top-level fields, in the order of the record."""

    since: str | None = None
    """Day of publication in Vietnam, ``2026-01-31``; articles without a date are left out."""

    until: str | None = None
    """The last day."""

    where: str | None = None
    """A condition in the SQL of SQLite over the fields of the record."""

    allowed: tuple[str, ...] = ()
    """Uses that the publisher allows, such as ``train-ai``."""

    not_refused: tuple[str, ...] = ()
    """Uses that the publisher allows or says nothing about."""

    split_groups: bool = False
    """A last column that says which articles must stay together in a split."""

    def __post_init__(self) -> None:
        """Raise :class:`ValueError`, which names the option and what is allowed."""
        if self.format not in FORMATS:
            raise ValueError(f"--format is one of {', '.join(FORMATS)}, not {self.format!r}")
        if self.compression not in COMPRESSIONS[self.format]:
            known = ", ".join(COMPRESSIONS[self.format])
            raise ValueError(f"--compress is one of {known} for {self.format}, not {self.compression!r}")
        _check_names("--partition", self.partition, PARTITION_KEYS)
        _check_names("--columns", self.columns, COLUMNS)
        if self.latest and (missing := [name for name in VERSION_COLUMNS if name not in self.columns]):
            raise ValueError(
                f"--latest needs the column {missing[0]}, by which a later export finds what it replaces; add it to --columns"
            )

    @property
    def ending(self) -> str:
        """Ending of the names of data files: ``.jsonl.zst``, ``.parquet``."""
        inside = self.format == "parquet" or self.compression == "none"
        return f".{self.format}" if inside else f".{self.format}.{self.compression}"

    @property
    def stored_columns(self) -> tuple[str, ...]:
        """The columns inside the data files: in Parquet without those of the directory names, as Hive, Spark and Arrow expect."""
        added = (SPLIT_GROUP,) if self.split_groups else ()
        if self.format != "parquet":
            return (*self.columns, *added)
        return (*(name for name in self.columns if name not in self.partition), *added)

    def partition_of(self, site: str, published: datetime | None) -> str:
        """Return the directory of an article below ``data``: ``site=bao/month=2026-03``, empty without partitions."""
        local = published.astimezone(VIETNAM) if published else None
        parts = []
        for key in self.partition:
            if key == "site":
                value = quote(site, safe="")
            elif local is None:
                value = UNKNOWN_MONTH if key == "month" else UNKNOWN_DAY
            else:
                value = local.strftime(_TIME_FORMATS[key]).rjust(len("2026") if key == "year" else 0, "0")
            parts.append(f"{key}={value}")
        return "/".join(parts)

    def as_json(self) -> dict[str, Any]:
        """Return the options for the manifest."""
        groups = digest_of(Path(self.near_copies_in)) if self.near_copies_in else None
        return dataclasses.asdict(self) | {
            "near_copies_in": groups,
            **{name: list(getattr(self, name)) for name in ("partition", "columns", "allowed", "not_refused")},
        }


def differences(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """Return in words in which options two exports differ. An option that an older version did not know has its default."""
    before = ExportOptions().as_json() | before
    return [
        f"{name.replace('_', '-')} {_shown(before[name])} (now {_shown(now[name])})"
        for name in now
        if before[name] != now[name]
    ]


def _shown(value: Any) -> str:
    """Return an option's value as a person writes it."""
    if isinstance(value, list):
        return ",".join(value) or "none"
    return "none" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _check_names(option: str, names: Sequence[str], known: Sequence[str]) -> None:
    """Raise :class:`ValueError` for an unknown name, or one that is given twice."""
    for name in names:
        if name not in known:
            raise ValueError(f"{option}: there is no {name!r}; it takes {', '.join(known)}")
    if len(set(names)) != len(names):
        raise ValueError(f"{option} names {next(n for n in names if list(names).count(n) > 1)} twice")
