"""``newscrawl corpus …``."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from newscrawl.cli.output import machine_output, say
from newscrawl.corpus.corpus import open_corpus
from newscrawl.objects.store import is_remote
from newscrawl.report.manifest import ExitCode
from newscrawl.runner.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from newscrawl.cli.options import CorpusChoice
    from newscrawl.corpus.corpus import Corpus
    from newscrawl.corpus.tokens import Sentence


def opened(choice: CorpusChoice) -> Corpus:
    """Open the corpus that the options choose; :class:`UsageError` if one is wrong."""
    for place in map(str, choice.places):
        if not is_remote(place) and not Path(place).exists():
            raise UsageError(
                f"{place} does not exist. Give the directory of a crawl or of an export, or a file of one."
            )
    groups = choice.near_copies_in
    if groups is not None and not Path(groups).is_file():
        raise UsageError(f"{groups} is no file. Give the file that `newscrawl near-copies` wrote.")
    try:
        corpus = open_corpus(
            choice.places, near_copies=choice.near_copies, near_copies_in=groups, removed_in=choice.removed_in
        )
        for name in corpus.unfinished:
            say(f"{name} belongs to a run that has not ended; it is left out", error=True)
        return corpus.filter(**choice.filters)
    except ValueError as error:
        raise UsageError(str(error)) from None


def run_stats(choice: CorpusChoice, *, as_json: bool) -> int:
    """Print counts; return the exit code."""
    counts = opened(choice).stats()
    say(orjson.dumps(dataclasses.asdict(counts)).decode() if as_json else counts)
    return int(ExitCode.FINE)


def run_sample(choice: CorpusChoice, number: int, *, by: Sequence[str] | None, seed: int) -> int:
    """Print a sample; return the exit code."""
    corpus = opened(choice)
    try:
        sample = corpus.sample(number, by=by or (), seed=seed)  # type: ignore[arg-type] # sample() checks the names
    except ValueError as error:
        raise UsageError(str(error)) from None
    write_lines(sample.lines(), as_json=True)
    return int(ExitCode.FINE)


def run_tokens(choice: CorpusChoice, *, form: str, segmenter: str) -> int:
    """Print sentences and words; return the exit code."""
    write_lines(_token_lines(opened(choice).sentences(segmenter), form), as_json=False)
    return int(ExitCode.FINE)


def _token_lines(sentences: Iterable[Sentence], form: str) -> Iterator[bytes]:
    """Yield sentences in a form of text, with an empty line after each article, or in CoNLL-U after each sentence."""
    last = None
    for sentence in sentences:
        if form == "conllu":
            yield f"{sentence.conllu()}\n".encode()
            continue
        if last is not None and sentence.article_id != last:
            yield b"\n"
        last = sentence.article_id
        yield f"{sentence.line()}\n".encode()


def write_lines(lines: Iterable[bytes], *, as_json: bool) -> None:
    """Write lines to standard output, as they are where it is no terminal."""
    out = machine_output(as_json=as_json)
    for line in lines:
        out.write(line)
    out.flush()
