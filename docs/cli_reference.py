"""Writes docs/cli.md from the commands: run ``python docs/cli_reference.py`` after changing an option or its help."""  # noqa: INP001 - a script beside the document it writes

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from newscrawl.cli import cli

PAGE: Final = Path(__file__).with_name("cli.md")

_START: Final = """\
# Command line

Written by `docs/cli_reference.py` from the commands; do not edit. `newscrawl help COMMAND` prints the same.

Options and arguments may come in any order. Options are written in full. An unknown word is reported on standard error, with
the word that was probably meant, and the exit code is 2 ([exit codes](exit-codes.md)).

Commands that read what a crawl wrote (`gaps`, `health`, `state`, `history`, `verify`) take the directory DIR that was the `--output`
of the crawl. `--state PATH` names a state that is elsewhere. Without either, the directory is `output`.
"""


def page() -> str:
    """Return the whole page."""
    context = click.Context(cli, info_name="newscrawl")
    parts = [_START]
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        parts += _command(command, f"newscrawl {name}", context, level=2)
    return "\n".join(parts)


def _command(command: click.Command, path: str, parent: click.Context, *, level: int) -> list[str]:
    context = click.Context(command, info_name=path.rpartition(" ")[2], parent=parent)
    usage = " ".join([path, *command.collect_usage_pieces(context)])
    parts = [f"{'#' * level} {path}\n", f"```\n{usage}\n```\n", f"{_paragraphs(command.help or '')}\n"]
    records = [param.get_help_record(context) for param in command.params if isinstance(param, click.Option)]
    options = [(_cell(record[0]), _cell(record[1])) for record in records if record]
    if options:
        rows = "\n".join(f"| <code>{names}</code> | {text} |" for names, text in options)
        parts.append(f"| option | meaning |\n|---|---|\n{rows}\n")
    if examples := getattr(command, "examples", ()):
        parts.append("```sh\n" + "\n".join(examples) + "\n```\n")
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            nested = command.get_command(context, name)
            assert nested is not None
            parts += _command(nested, f"{path} {name}", context, level=level + 1)
    return parts


def _paragraphs(text: str) -> str:
    """Join the wrapped lines of each paragraph."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))


def _cell(text: str) -> str:
    """Return text for a table: in one line, with single spaces."""
    return " ".join(text.split()).replace("|", "&#124;")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
