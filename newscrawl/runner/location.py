"""Finds the output directory and the state of a crawl by one rule, for every command and for the public API.

A path names either an output directory, which holds ``.state``, or the state directory itself. The address of a bucket means
the state in its default spool; its files are not on this machine.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from newscrawl import sites
from newscrawl.archive.upload import spool_of
from newscrawl.objects.store import check_address, is_remote, local_path
from newscrawl.runner import profiles
from newscrawl.runner.errors import UsageError
from newscrawl.state import STATE_DIRECTORY, DatabaseAddress, Place, is_database, state_exists
from newscrawl.state.sqlite import FILE_NAME

if TYPE_CHECKING:
    from collections.abc import Sequence

DEFAULT_OUTPUT: Final = "output"

STATE_VARIABLE: Final = "NEWSCRAWL_STATE"
"""Environment variable of the state, for commands that are given neither a directory nor ``--state``."""


@dataclass(frozen=True, slots=True)
class Location:
    """Where a crawl wrote its files and its state."""

    output: Path | None
    """The output directory; ``None`` where the state lies elsewhere and the output is not known."""

    state: Place
    """The state's directory or database. It may not exist."""

    remote: str | None = None
    """The bucket that the finished files are in; ``output`` is its spool then."""


def locate(path: Path) -> Location:
    """Return the output and the state that a path means."""
    if path.name == STATE_DIRECTORY:
        return Location(output=path.parent, state=path)
    if (path / FILE_NAME).exists():
        return Location(output=None, state=path)
    return Location(output=path, state=path / STATE_DIRECTORY)


def find(directory: str | None, state: str | None = None) -> Location:
    """Return the location that ``[DIR] [--state PATH]`` means, by default ``output``.

    :class:`UsageError` where both are given, or one is an address of another kind than ``s3://bucket/x``.
    """
    if directory is not None and state is not None:
        raise UsageError(f"give the directory {directory} or --state {shown_place(state)}, not both")
    path = directory if directory is not None else state or os.environ.get(STATE_VARIABLE) or None
    try:
        if path is not None and is_database(path):
            return Location(output=None, state=DatabaseAddress.parse(path))
        if path is not None and is_remote(path):
            check_address(path)
            return Location(output=None, state=spool_of(path) / STATE_DIRECTORY)
        return locate(local_path("the directory", path) if path is not None else Path(DEFAULT_OUTPUT))
    except ValueError as error:
        raise UsageError(str(error)) from None


def shown_place(text: str) -> str:
    """Return a place as it may be printed: the address of a database without its password."""
    try:
        return str(DatabaseAddress.parse(text)) if is_database(text) else text
    except ValueError:
        return "postgresql://…"


def files_and_state(directory: str | None, state: str | None) -> Location:
    """Return the location of a command that needs both: ``[DIR]``, by default ``output``, and ``--state`` where it is not in it.

    :class:`UsageError` where only a state is known.
    """
    state = state or os.environ.get(STATE_VARIABLE) or None
    if state is not None:
        output = find(directory or DEFAULT_OUTPUT).output
        state_directory = find(None, state).state
    else:
        output, state_directory = (found := find(directory)).output, found.state
    if output is None:
        raise UsageError(
            f"{shown_place(str(directory))} is a state; give the output directory, and the state with --state"
        )
    return Location(output=output, state=state_directory)


def bucket_or_files(directory: str | None, state: str | None) -> Location:
    """Return the same, where DIR may also be a bucket; ``--state`` names its spool, if that is not the default one."""
    if directory is None or not is_remote(directory):
        return files_and_state(directory, state)
    try:
        check_address(directory)
    except ValueError as error:
        raise UsageError(str(error)) from None
    found = find(state) if state is not None else locate(spool_of(directory))
    if not state_exists(found.state):
        raise UsageError(
            f"{found.state} holds no state of {directory}: name its spool with --state. If the spool is lost, crawl with "
            f"--output {directory} first, which begins a new one"
        )
    return Location(output=found.output or spool_of(directory), state=found.state, remote=directory)


def split_words(words: Sequence[str], state: str | None) -> tuple[Location, list[str]]:
    """Return the location and the sites of ``[DIR] [SITE]... [--state PATH]``.

    The first word is DIR where it is a directory, unless it is also the name of a site and no state lies in it; write
    ``./NAME`` then. A site is a name, or the file of its profile. :class:`UsageError` as for :func:`find`.
    """
    if words and _is_directory(words[0]):
        return find(words[0], state), list(map(profiles.name_of, words[1:]))
    return find(None, state), list(map(profiles.name_of, words))


def _is_directory(word: str) -> bool:
    if is_remote(word) or is_database(word):
        return True
    path = Path(word)
    if profiles.is_file(word):
        return False
    if (path / FILE_NAME).exists() or (path / STATE_DIRECTORY / FILE_NAME).exists():
        return True
    if word.startswith(("http://", "https://")):
        return False  # the address of a site
    return "/" in word or (path.is_dir() and word not in sites.names())
