"""Loads profiles of a user's own: a file ``mysite.py`` with one name ``SITE``, or a directory of such files.

A profile is Python and is run when it is loaded: load only files that you trust. Every error is a
:class:`~newscrawl.sites.ProfileError` or :class:`~newscrawl.runner.errors.UsageError` that names the file and, if there is one,
the line.
"""

from __future__ import annotations

import os
import re
import sys
from dataclasses import fields
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

from newscrawl import sites, urls
from newscrawl.runner.errors import UsageError
from newscrawl.runner.suggest import did_you_mean
from newscrawl.sites.profile import Layout, Site

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from newscrawl.extensions.plain_settings import SettingValues

SUFFIX: Final = ".py"
"""Ending of a profile's file."""

MAX_NAME_CHARS: Final = 64
"""Longest name of a site; names are parts of file names."""

_NAME: Final = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._-]{{0,{MAX_NAME_CHARS - 1}}}")
_SEVERAL: Final = ("tuple", "Selectors")
"""Beginnings of the types of fields that hold several values."""

_EXAMPLE: Final = "docs/adding-a-site.md shows one, and `newscrawl new-site` drafts one"


def is_file(word: str) -> bool:
    """Return whether a word of the command line means the file of a profile, whether it exists or not.

    ``abc.com.py`` is a host of Paraguay unless there is a file of that name.
    """
    if not word.endswith(SUFFIX) or "://" in word:
        return False
    return os.sep in word or "." not in word.removesuffix(SUFFIX) or Path(word).is_file()


def find(word: str) -> Site:
    """Return the site that a word means: a name, the file of a profile, or an address.

    Raises :class:`UsageError` or :class:`~newscrawl.sites.ProfileError` if it means none.
    """
    if is_file(word):
        return load_file(Path(word))
    if word in sites.names():
        return sites.get(word)
    if "://" not in word and "." not in word:
        raise UsageError(
            f"no site is called {word!r}{did_you_mean(word, sites.names())}; `newscrawl sites` lists the names, "
            "a profile of your own is given by its file, ./NAME.py, and a site without a profile by its address, https://…/"
        )
    address = word if "://" in word else f"https://{word}/"
    # What urllib cannot split (a port above 65535) the crawl could not request.
    is_whole = len(address) <= urls.MAX_URL_CHARS and urls.split(address) is not None
    try:
        return sites.of_one(address if is_whole else "")
    except ValueError:
        raise UsageError(
            f"{word[:MAX_NAME_CHARS]!r} is no http(s) address; give one such as https://any.site/"
        ) from None


def is_address(word: str) -> bool:
    """Return whether a word that :func:`find` accepts is an address: it is neither a file nor a name."""
    return not is_file(word) and word not in sites.names()


def name_of(word: str) -> str:
    """Return the name of the site in a profile's file; any other word unchanged."""
    return load_file(Path(word)).name if is_file(word) else word


def word_for(name: str) -> str | None:
    """Return what the command line takes for a site: the file of its profile, or its name; ``None`` without a profile."""
    if name in (own := sites.registered()):
        return own[name][1]
    return name if name in sites.names() else None


# -- loading -----------------------------------------------------------------------------------------------------------


def use(paths: Iterable[str | Path]) -> None:
    """Load the profiles of files and directories, so that every part of newscrawl knows them."""
    for path in map(Path, paths):
        if path.suffix == SUFFIX and not path.is_dir():
            load_file(path)
        else:
            load_directory(path)


def use_setting(using: SettingValues) -> None:
    """Load the profiles that ``NEWSCRAWL_PROFILES`` names."""
    use(split_paths(using.get("NEWSCRAWL_PROFILES")))


def split_paths(value: str | Sequence[str] | None) -> list[str]:
    """Return the paths of a setting: a list, or a text with ``:`` between them (``;`` on Windows)."""
    found = value.split(os.pathsep) if isinstance(value, str) else value or []
    return [path for path in found if path]


def load_directory(directory: Path) -> list[Site]:
    """Load every ``*.py`` of a directory whose name does not begin with ``_``, and return their profiles."""
    if not directory.is_dir():
        why = "is no directory" if directory.exists() else "does not exist"
        raise UsageError(f"the directory of profiles {directory} {why}")
    found = [load_file(path) for path in sorted(directory.glob(f"*{SUFFIX}")) if not path.name.startswith("_")]
    if not found:
        raise UsageError(f"the directory of profiles {directory} holds no profile, no file NAME.py: {_EXAMPLE}")
    return found


def load_file(path: Path) -> Site:
    """Load the profile in a file, make it known by name and host, and return it.

    A file may be loaded again after a change.
    """
    try:
        code = compile(path.read_bytes(), str(path), "exec")
    except OSError as error:
        beside = [other.name for other in path.parent.glob(f"*{SUFFIX}")] if path.parent.is_dir() else []
        raise UsageError(
            f"{path} cannot be read: {error.strerror}{did_you_mean(path.name, beside)}; "
            "the file of a profile is wanted, `newscrawl sites` lists the names of known sites"
        ) from None
    except (SyntaxError, ValueError) as error:
        line = f", line {error.lineno}" if isinstance(error, SyntaxError) and error.lineno else ""
        words = error.msg if isinstance(error, SyntaxError) else error
        raise UsageError(f"{path} cannot be loaded as a profile: {type(error).__name__}{line}: {words}") from None
    site = getattr(_executed(path, code), "SITE", None)
    if not isinstance(site, Site):
        what = "no profile named SITE" if site is None else f"a name SITE that is no newscrawl.sites.Site: {site!r:.60}"
        raise UsageError(f"{path} has {what}; {_EXAMPLE}")
    if wrong := _wrong(site):
        raise UsageError(f"{path}: {wrong}")
    sites.register(site, os.path.abspath(path))  # noqa: PTH100 - Path.absolute() keeps ".."
    return site


def _executed(path: Path, code: Any) -> ModuleType:
    """Run a profile's code as a module of its own and return the module."""
    module = ModuleType(f"newscrawl_profile_{path.stem}")
    module.__file__ = str(path)
    sys.modules[module.__name__] = module  # dataclasses look their module up
    try:
        exec(code, module.__dict__)  # noqa: S102 - a profile is code of the user's own
    except (Exception, SystemExit) as error:
        raise UsageError(
            f"{path} cannot be loaded as a profile: {type(error).__name__}{_line(path, error)}: {error}"
        ) from error
    return module


def _line(path: Path, error: BaseException) -> str:
    """Return the line of a file in which an error began."""
    found, trace = "", error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == str(path):
            found = f", line {trace.tb_lineno}"
        trace = trace.tb_next
    return found


# -- what the type of a profile does not check -------------------------------------------------------------------------


def _wrong(site: Site) -> str:
    """Return what is wrong with a profile, or an empty string."""
    if not _NAME.fullmatch(str(site.name)):
        return f"the name {site.name!r} must consist of letters, digits, '.', '_' and '-', at most {MAX_NAME_CHARS}"
    if wrong := _no_tuple(site):
        return wrong
    for layout in site.layouts:
        if wrong := _no_tuple(layout) or _wrong_selector(layout):
            return f"layout {layout.name!r}: {wrong}"
    return ""


def _no_tuple(part: Site | Layout) -> str:
    """Return which field holds one value where several are wanted: a missing comma makes a text of a tuple."""
    for field in fields(part):
        value = getattr(part, field.name)
        if str(field.type).startswith(_SEVERAL) and not isinstance(value, tuple):
            return (
                f"{field.name} holds several values, so it is a tuple, not {value!r:.60}; write (VALUE,) with the comma"
            )
    return ""


def _wrong_selector(layout: Layout) -> str:
    from newscrawl.extract.selectors import compiled  # noqa: PLC0415 - the extraction is dear to import

    selectors = [
        css for field in fields(layout) if str(field.type) == _SEVERAL[1] for css in getattr(layout, field.name)
    ]
    selectors += [css for block in layout.related for css in (block.css, block.heading) if css]
    for css in selectors:
        try:
            compiled(css)
        except Exception as error:  # noqa: BLE001 - the parser of selectors has errors of several kinds
            return f"the selector {css!r} is wrong: {error}"
    return ""
