"""The commands about Vietnamese text: ``normalize`` and ``text-model``."""

from __future__ import annotations

from pathlib import Path

import click

from newscrawl.cli.options import Command, LazyGroup, OneOf


@click.command(
    cls=Command, examples=("newscrawl normalize in.txt > out.txt", "newscrawl normalize --tone second < in.txt")
)
@click.argument("file", default="-", metavar="[FILE]")
@click.option(
    "--tone",
    type=OneOf(("first", "second", "keep")),
    default="first",
    show_default=True,
    help="where tone marks go: hòa, hoà, or as in the text",
)
@click.option("--no-repair", is_flag=True, help="do not restore lost spaces")
@click.option(
    "--model",
    metavar="FILE",
    help="syllable counts made by `newscrawl text-model build`  [default: the bundled ones]",
)
def normalize(*, file: str, tone: str, no_repair: bool, model: str | None) -> int:
    """Correct Vietnamese text.

    Reads UTF-8 from FILE, or from standard input, and writes it to standard output.
    """
    from newscrawl.cli.actions.text import run_normalize

    return run_normalize(file, tone=tone, repair=not no_repair, model_file=Path(model) if model else None)


text_model = LazyGroup(
    name="text-model",
    lazy={"build": ("newscrawl.cli.commands.text", "count the syllables of articles")},
    help="Rebuild the syllable counts by which words without spaces between them are split.",
    examples=("newscrawl text-model build archive/articles.jsonl --output counts.bin",),
)


@click.command(cls=Command, examples=("newscrawl text-model build archive/articles.jsonl --output counts.bin",))
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLES.jsonl...")
@click.option("--output", required=True, metavar="FILE", help="file of the counts")
@click.option("--alone", is_flag=True, help="leave the bundled counts out")
def build(*, articles: tuple[str, ...], output: str, alone: bool) -> int:
    """Count the syllables of articles.

    Counts syllables and pairs of neighbours in the text of articles and adds them to the bundled counts. Use the result with
    `newscrawl normalize --model FILE` or `newscrawl.text.Normalizer(model=…)`.
    """
    from newscrawl.cli.actions.text import run_build

    return run_build([Path(file) for file in articles], Path(output), alone=alone)
