"""How the command line reads its words, and what it says of those that it does not know."""

from __future__ import annotations

import argparse
import difflib
import re
from typing import TYPE_CHECKING, Any, Final, NoReturn, get_args

from newscrawl import settings
from newscrawl.pipelines.dedupe import Policy
from newscrawl.text.tones import ToneStyle

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LOG_LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
_OURS: Final = "NEWSCRAWL_"
_WORDS: Final[dict[str, Sequence[str]]] = {
    "NEWSCRAWL_TONE_STYLE": get_args(ToneStyle),
    "NEWSCRAWL_NEAR_DUPLICATES": [policy.value for policy in Policy],
}
_YES_OR_NO: Final = ("True", "False", "true", "false", "1", "0")


class _Help(argparse.RawDescriptionHelpFormatter):
    """Gives the names of commands their room: argparse indents them and does not count that."""

    def add_argument(self, action: argparse.Action) -> None:
        super().add_argument(action)
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - the class has no public name
            self._action_max_length += self._indent_increment


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, the word that was meant, and where help is, in the place of the whole usage."""

    def __init__(self, **given: Any) -> None:
        """As :class:`argparse.ArgumentParser`; an option is written out, for a script is read by people too."""
        super().__init__(**{"allow_abbrev": False, **given})
        if "epilog" in given:
            self.formatter_class = _Help

    def parse_known_args(  # type: ignore[override] # the overloads of argparse are for namespaces of one's own
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """All words are known, or the command itself says which one is not."""
        found, unknown = super().parse_known_args(args, namespace)
        if unknown:
            word = unknown[0].partition("=")[0]
            if not word.startswith("-"):
                self.error(f"{word!r} is one word too many")
            self.error(f"there is no option {word}{near(word, re.findall(r'--[a-z-]+', self.format_usage()))}")
        return found, unknown

    def error(self, message: str) -> NoReturn:
        """Print the one line on standard error; exit code 2."""
        self.exit(2, f"newscrawl: {message}. `{self.prog} --help` shows what there is.\n")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        choices = [] if action.choices is None else list(map(str, action.choices))
        if choices and value not in choices:
            listed = "" if isinstance(action, argparse._SubParsersAction) else f"; it is one of {', '.join(choices)}"  # noqa: SLF001 - as above
            raise argparse.ArgumentError(action, f"there is no {value!r}{near(value, choices) or listed}")


def count(text: str) -> int:
    """A whole number above 0."""
    try:
        found = int(text)
    except ValueError:
        found = 0
    if found < 1:
        raise argparse.ArgumentTypeError(f"a whole number above 0 is wanted, not {text!r}")
    return found


def wrong_setting(name: str, value: Any) -> str:
    """What is wrong with a setting, or nothing. Scrapy's other settings and those of its add-ons are not known, ours are."""
    known = [ours for ours in dir(settings) if ours.startswith(_OURS)]
    if not name.isupper() or (name.startswith(_OURS) and name not in known):
        return f"there is no such setting{near(name.upper(), known)}"
    if name in _WORDS and value not in _WORDS[name]:
        return f"it is one of {', '.join(_WORDS[name])}, not {value!r}"
    default = getattr(settings, name, None)
    if isinstance(default, bool):
        return "" if str(value) in _YES_OR_NO else f"it is True or False, not {value!r}"
    if isinstance(default, (int, float)):
        whole = isinstance(default, int) and name.startswith(_OURS)  # Scrapy's DOWNLOAD_TIMEOUT may be 2.5
        try:
            (int if whole else float)(str(value))
        except ValueError:
            return f"it is a {'whole ' if whole else ''}number, not {value!r}"
    return ""


def near(word: str, known: Iterable[str]) -> str:
    """``, did you mean …?`` for a word that is not known, or nothing."""
    found = difflib.get_close_matches(word, list(known), n=2)
    return f" (did you mean {' or '.join(found)}?)" if found else ""
