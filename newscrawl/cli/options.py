"""How the command line reads its words, and what it says of those that it does not know."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING, Any, NoReturn

from newscrawl.runner.setting_values import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence


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
            self.error(f"there is no option {word}{did_you_mean(word, re.findall(r'--[a-z-]+', self.format_usage()))}")
        return found, unknown

    def error(self, message: str) -> NoReturn:
        """Print the one line on standard error; exit code 2."""
        self.exit(2, f"newscrawl: {message}. `{self.prog} --help` shows what there is.\n")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        choices = [] if action.choices is None else list(map(str, action.choices))
        if choices and value not in choices:
            listed = "" if isinstance(action, argparse._SubParsersAction) else f"; it is one of {', '.join(choices)}"  # noqa: SLF001 - as above
            raise argparse.ArgumentError(action, f"there is no {value!r}{did_you_mean(value, choices) or listed}")


def count(text: str) -> int:
    """A whole number above 0."""
    try:
        found = int(text)
    except ValueError:
        found = 0
    if found < 1:
        raise argparse.ArgumentTypeError(f"a whole number above 0 is wanted, not {text!r}")
    return found
