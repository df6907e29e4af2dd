"""Hands a corpus to pandas, Polars and ``datasets``. Each is imported when it is used."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newscrawl.exporters.arrow_schema import pyarrow
from newscrawl.exporters.files import MissingPackageError

if TYPE_CHECKING:
    from collections.abc import Iterable


def library(name: str, what: str, pip: str | None = None) -> Any:
    """Return an optional package; :class:`MissingPackageError` says how it is installed."""
    try:
        return import_module(name)
    except ModuleNotFoundError:
        raise MissingPackageError(
            f"{what} needs the package {pip or name}, which is not installed: pip install {pip or name}"
        ) from None


def to_pandas(table: Any) -> Any:
    """Return a table as a ``pandas.DataFrame``."""
    library("pandas", "to_pandas()")
    return table.to_pandas()


def to_polars(table: Any) -> Any:
    """Return a table as a ``polars.DataFrame``."""
    return library("polars", "to_polars()").from_arrow(table)


def to_datasets(schema: Any, tables: Iterable[Any]) -> Any:
    """Return tables as a ``datasets.Dataset`` that maps a temporary file; the file is deleted when the process ends."""
    datasets = library("datasets", "to_datasets()")
    directory = Path(tempfile.mkdtemp(prefix="newscrawl-corpus-"))
    # Not when the data set is dropped: one that was made from it, by map() or in a worker, may still open the file.
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    path = directory / "articles.arrow"
    with path.open("wb") as file, pyarrow("ipc").new_stream(file, schema.remove_metadata()) as stream:
        for table in tables:
            stream.write_table(table.replace_schema_metadata(None))
    return datasets.Dataset.from_file(str(path))
