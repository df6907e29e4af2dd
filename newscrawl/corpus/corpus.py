"""The public ``open_corpus()``: the articles of runs or of an export, to look at, filter, sample, count, split and hand on."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from newscrawl.corpus import interchange, splits, tokens
from newscrawl.corpus.conditions import filter_conditions
from newscrawl.corpus.index import KEYS, Index
from newscrawl.corpus.reading import find_files, numbered_lines, parquet_tables, parsed
from newscrawl.corpus.records import article_of, records_of
from newscrawl.corpus.removed import removed_ids
from newscrawl.corpus.rows import as_tables, lines_at, records_at
from newscrawl.corpus.sampling import draw_sample
from newscrawl.corpus.stats import CorpusStats, SitePart
from newscrawl.export.rows import Key, Rows
from newscrawl.export.selection import published, version_of
from newscrawl.exporters.arrow_schema import arrow_schema, pyarrow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from newscrawl.corpus.index import Place
    from newscrawl.corpus.splits import BorderCheck, SplitKey
    from newscrawl.corpus.tokens import Segmenter, Sentence
    from newscrawl.items import Article, Genre, Relation

PathLike: TypeAlias = str | os.PathLike[str]
SampleKey: TypeAlias = Literal["site", "section", "day", "month", "year", "genre", "language"]


def open_corpus(
    path: PathLike | Iterable[PathLike] = "output",
    *,
    near_copies: bool = False,
    near_copies_in: PathLike | None = None,
    removed_in: PathLike | None = None,
) -> Corpus:
    """Open the articles of runs, or of an export, as one corpus.

    It has the latest revision of each article. Articles that were removed on request are never in it. Files of runs that have
    not ended are not read; :attr:`Corpus.unfinished` names them. Nothing but the manifests is read before the corpus is used.

    Args:
        path: the output directory of a crawl, the place of an export (Parquet or JSON Lines), a data file, an address such as
            ``s3://bucket/news``, or several of these.
        near_copies: also the articles that are near copies of earlier ones.
        near_copies_in: the file that ``newscrawl near-copies`` wrote. It then says which articles are near copies, instead of the crawls
            that found them.
        removed_in: the output or state directory of the crawl, where ``path`` is an export or a bucket: articles that were removed
            there are not in the corpus, although the export may still hold them.

    Raises:
        OutputError: there are no articles at a path, or a file is damaged.
        StateError: the state beside a run, which knows the removed articles, cannot be read.
        ValueError: an address has an unknown scheme.

    >>> import newscrawl
    >>> corpus = newscrawl.open_corpus("output")  # doctest: +SKIP
    >>> for article in corpus.filter(site="baokiemtoan", min_words=200):  # doctest: +SKIP
    ...     print(article.headline)
    """
    given: list[PathLike] = [path] if isinstance(path, (str, os.PathLike)) else list(path)
    if not given:
        raise ValueError("open_corpus() needs a path")
    places = tuple(dict.fromkeys(os.fspath(place) for place in given))
    groups = Path(near_copies_in) if near_copies_in is not None else None
    return Corpus(
        _Source(places, os.fspath(removed_in) if removed_in is not None else None, groups), near_copies=near_copies
    )


class _Source:
    """The files of a corpus and their index, shared by all views of it."""

    def __init__(self, places: tuple[str, ...], removed_in: str | None, near_copies_in: Path | None = None) -> None:
        self.places, self._near_copies_in = places, near_copies_in
        found = find_files(places)
        self.files, self.unfinished, self.said = found.files, found.unfinished, found.sources
        self.removed = removed_ids(places, removed_in)
        self._index: Index | None = None

    @property
    def index(self) -> Index:
        """The index, made when it is first asked for."""
        if self._index is None:
            self._index = Index(self.files, self.removed, self._near_copies_in)
        return self._index


class Corpus:
    """Articles that can be iterated again and again, filtered, sampled, counted, split and handed on.

    A filter or a sample is another ``Corpus`` over the same files. Nothing is copied, and the memory does not grow with the number
    of articles, except for :meth:`to_arrow`, :meth:`to_pandas` and :meth:`to_polars`, which return all of them.
    """

    def __init__(
        self,
        source: _Source,
        *,
        near_copies: bool,
        conditions: Sequence[tuple[str, tuple[object, ...]]] = (),
        is_ordered: bool = False,
    ) -> None:
        """Use :func:`open_corpus` instead."""
        self._source = source
        self._near_copies = near_copies
        self._conditions = tuple(conditions)
        self._is_ordered = is_ordered

    # -- what it is ---------------------------------------------------------------------------------------------

    @property
    def paths(self) -> tuple[str, ...]:
        """The places that the corpus was opened from."""
        return self._source.places

    @property
    def unfinished(self) -> tuple[str, ...]:
        """Files of runs that have not ended; they are not read."""
        return tuple(self._source.unfinished)

    @property
    def removed(self) -> frozenset[str]:
        """Ids of the articles that were removed on request."""
        return self._source.removed

    @property
    def sources(self) -> dict[str, Any]:
        """What the manifests of the runs say of each site, as the card of an export has it."""
        return self._source.said

    def __len__(self) -> int:
        """Return the number of articles."""
        return self._source.index.count(*self._where())

    def __bool__(self) -> bool:
        return len(self) > 0

    def __repr__(self) -> str:
        return f"<newscrawl.open_corpus of {', '.join(self.paths)}>"

    # -- views --------------------------------------------------------------------------------------------------

    def filter(
        self,
        *,
        site: str | Iterable[str] | None = None,
        section: str | Iterable[str] | None = None,
        day: str | date | Iterable[str | date] | None = None,
        since: str | date | None = None,
        until: str | date | None = None,
        genre: Genre | Iterable[Genre] | None = None,
        language: str | Iterable[str] | None = None,
        min_words: int | None = None,
        max_words: int | None = None,
    ) -> Corpus:
        """Return the articles that meet all conditions. Filters chain.

        Args:
            site: name of a site, or several.
            section: the innermost section as printed, or several.
            day: day of publication in Vietnam, ``2026-01-31``, or several.
            since: the first day; articles without a date are left out.
            until: the last day; articles without a date are left out.
            genre: kind of article, or several.
            language: a BCP 47 tag; ``vi`` means ``vi-VN``, too.
            min_words: fewest white-space separated words of the text (Vietnamese: syllables).
            max_words: most words.

        Raises:
            ValueError: a day is none, or there is no such genre.
        """
        conditions = filter_conditions(
            site=site,
            section=section,
            day=day,
            since=since,
            until=until,
            genre=genre,
            language=language,
            min_words=min_words,
            max_words=max_words,
        )
        return self._view(conditions)

    def sample(self, n: int, *, by: SampleKey | Sequence[SampleKey] | None = None, seed: int = 0) -> Corpus:
        """Return ``n`` articles drawn by lot.

        Whether an article is drawn depends on the seed and the ids alone, and not on the order or the number of files. A sample is
        iterated in the order of an export: by site, time of publication and id.

        Args:
            n: number of articles.
            by: draw from each site, section, day, month, year, genre or language in proportion to its number of articles; or
                from each combination of several of these.
            seed: another number draws other articles.

        Raises:
            ValueError: the corpus has fewer than ``n`` articles, or ``by`` is unknown.
        """
        keys = [by] if isinstance(by, str) else list(by or ())
        if unknown := [key for key in keys if key not in KEYS]:
            raise ValueError(f"sample() draws by {', '.join(KEYS)}, not by {unknown[0]!r}")
        numbers = draw_sample(self._source.index, self._where(), n, keys, seed)
        return self._selected(numbers)

    def split(
        self,
        shares: Sequence[float] = (0.8, 0.1, 0.1),
        *,
        by: SplitKey = "cluster",
        seed: int = 0,
        stories: bool | Collection[Relation] = False,
    ) -> Split:
        """Split the corpus for training and test, so that similar texts are never in two parts.

        Two texts hang together if their two-syllable shingles have a Jaccard similarity of 0.45 or more, or if a crawl found one to be a
        near copy of the other. What hangs together, also through a chain of texts, is in one part. The same seed gives the same
        split of a corpus, in whatever files it is.

        Args:
            shares: shares of the parts, which add up to 1.
            by: ``cluster``: articles are drawn by lot, those that hang together as one. ``day``, ``site``: whole days or sites are
                drawn. Where texts of two parts hang together then, they stay in the last part, and those of the others are
                in :attr:`Split.left_out`.
            seed: another number gives another split.
            stories: articles also hang together if one offers the other as a related link, of the relations ``related`` or ``see_also``, or
                of those that are given.

        Raises:
            ValueError: the shares do not add up to 1, or there are fewer groups, days or sites than parts.

        >>> import newscrawl
        >>> train, validation, test = newscrawl.open_corpus("output").split((0.8, 0.1, 0.1), seed=1)  # doctest: +SKIP
        """
        parts = splits.checked_shares(shares)
        if by not in splits.SPLIT_KEYS:
            raise ValueError(f"a corpus is split by {', '.join(splits.SPLIT_KEYS)}, not by {by!r}")
        index, where = self._source.index, self._where()
        # An undated article is a day of its own.
        unit = {"day": "coalesce(day, id)", "site": "site", "cluster": "''"}[by]
        rows = index.rows(f"number, {unit}", *where, "ORDER BY file, position")
        as_stored = Corpus(self._source, near_copies=self._near_copies, conditions=self._conditions)
        with splits.groups_of(as_stored, rows, stories=splits.story_relations(stories)) as groups:
            numbers, left_out = splits.split_numbers(groups, parts, by=by, seed=seed)
            count, largest = groups.sizes()
        named = zip(splits.part_names(len(parts)), map(self._selected, numbers), strict=True)
        return Split(dict(named), self._selected(left_out), groups=count, largest_group=largest)

    def _view(self, conditions: Sequence[tuple[str, tuple[object, ...]]], *, is_ordered: bool = False) -> Corpus:
        """Return the articles that also meet these conditions."""
        return Corpus(
            self._source,
            near_copies=self._near_copies,
            conditions=(*self._conditions, *conditions),
            is_ordered=self._is_ordered or is_ordered,
        )

    def _selected(self, numbers: Iterable[int]) -> Corpus:
        """Return the articles of these numbers of the index."""
        return self._view([(self._source.index.select(numbers), ())], is_ordered=True)

    def _where(self) -> tuple[str, tuple[object, ...]]:
        """Return the condition of this view in SQL, and its parameters."""
        conditions = self._conditions if self._near_copies else (("copy_of IS NULL", ()), *self._conditions)
        text = " AND ".join(f"({text})" for text, _ in conditions) or "1"
        return text, tuple(value for _, values in conditions for value in values)

    # -- reading ------------------------------------------------------------------------------------------------

    def __iter__(self) -> Iterator[Article]:
        """Yield the articles, in the order of the files; a sample or a part of a split by site, time of publication and id.

        Times of an article from Parquet have the offset of Vietnam, because Parquet keeps the instant alone.
        """
        return map(article_of, self.records())

    def records(self) -> Iterator[dict[str, Any]]:
        """Yield the articles as dictionaries with the fields of the record."""
        if self._is_ordered:
            for line in self._ordered():
                yield parsed(line, self._source.files[0])
            return
        for place in self._places():
            yield from records_at(place)

    def lines(self) -> Iterator[bytes]:
        """Yield the articles as lines of JSON, as the files of a run have them."""
        if self._is_ordered:
            yield from self._ordered()
            return
        for place in self._places():
            yield from lines_at(place)

    def tables(self, columns: Sequence[str] | None = None) -> Iterator[Any]:
        """Yield the articles as ``pyarrow.Table`` of some hundred rows each, with the schema of ``newscrawl export``.

        Args:
            columns: only these fields of the record.
        """
        schema = arrow_schema(_checked(columns))
        if self._is_ordered:
            yield from as_tables(self._ordered(), schema)
            return
        for place in self._places():
            if place.file.is_parquet:
                for _, table in parquet_tables(place.file, schema.names, place.positions):
                    yield table
            else:
                yield from as_tables(lines_at(place), schema)

    def all_revisions(self) -> Iterator[dict[str, Any]]:
        """Yield every line of the files as a dictionary, earlier revisions too, without removed articles and without filters."""
        for file in self._source.files:
            if file.is_parquet:
                records = (record for _, table in parquet_tables(file) for record in records_of(table))
            else:
                records = (parsed(line, file) for _, line in numbered_lines(file))
            yield from (record for record in records if record["id"] not in self._source.removed)

    def sentences(self, segmenter: str | Segmenter = "syllables") -> Iterator[Sentence]:
        """Yield the sentences of the texts, cut into words.

        Each has ``article_id``, ``paragraph``, ``number``, ``text`` and ``words``; ``line()`` gives ``thành_phố Hà_Nội``, ``conllu()`` gives CoNLL-U.

        Args:
            segmenter: ``syllables``, ``underthesea``, ``pyvi``, or a function from a sentence to its words, whose syllables are separated by a
                space or ``_``.

        Raises:
            OutputError: the package is not installed.
            ValueError: there is no such segmenter.
        """
        segment = tokens.segmenter(segmenter)
        return (sentence for record in self.records() for sentence in tokens.sentences_of(record, segment))

    def _places(self) -> Iterator[Place]:
        return self._source.index.places(*self._where())

    def _ordered(self) -> Iterator[bytes]:
        """Yield lines by site, time of publication and id, sorted on the disk."""
        with Rows() as rows:
            for place in self._places():
                for line in lines_at(place):
                    record = parsed(line, place.file)
                    key = Key(record["id"], record["site"], published(record), version_of(record))
                    rows.add(line if line.endswith(b"\n") else line + b"\n", key, partition="")
            for row in rows.ordered(latest=False):
                yield row.line

    # -- counting -----------------------------------------------------------------------------------------------

    def stats(self) -> CorpusStats:
        """Return counts by site, language, genre and section, days and lengths. They print as a table."""
        index, where = self._source.index, self._where()
        totals = (
            "count(*), coalesce(sum(words), 0), coalesce(max(words), 0), min(day), max(day), count(day), count(copy_of)"
        )
        articles, words, longest, first, last, dated, copies = next(index.rows(totals, *where))
        middle = next(index.rows("words", *where, f"ORDER BY words LIMIT 1 OFFSET {max(articles - 1, 0) // 2}"), (0,))
        sites = index.rows(
            "site, count(*), sum(words), min(day), max(day)", *where, "GROUP BY site ORDER BY count(*) DESC, site"
        )
        return CorpusStats(
            articles=articles,
            words=words,
            words_median=middle[0],
            words_longest=longest,
            first=first,
            last=last,
            undated=articles - dated,
            near_copies=copies,
            sites={
                site: SitePart(articles=count, words=total, first=begin, last=end)
                for site, count, total, begin, end in sites
            },
            languages=self._counts("language"),
            genres=self._counts("genre"),
            sections=self._counts("section"),
            lines=index.lines,
        )

    def _counts(self, key: str) -> dict[str, int]:
        """Return the numbers of articles by the value of a key, most first."""
        column = f"coalesce({KEYS[key]}, '')"
        rows = self._source.index.rows(f"{column}, count(*)", *self._where(), "GROUP BY 1 ORDER BY count(*) DESC, 1")
        return {str(value): int(count) for value, count in rows}

    # -- handing on ---------------------------------------------------------------------------------------------

    def to_arrow(self, columns: Sequence[str] | None = None) -> Any:
        """Return the articles as one ``pyarrow.Table`` with the schema of ``newscrawl export``.

        Args:
            columns: only these fields of the record.
        """
        schema = arrow_schema(_checked(columns))
        return pyarrow().concat_tables([schema.empty_table(), *self.tables(columns)])

    def to_pandas(self, columns: Sequence[str] | None = None) -> Any:
        """Return the articles as a ``pandas.DataFrame``; needs pandas."""
        return interchange.to_pandas(self.to_arrow(columns))

    def to_polars(self, columns: Sequence[str] | None = None) -> Any:
        """Return the articles as a ``polars.DataFrame``; needs Polars."""
        return interchange.to_polars(self.to_arrow(columns))

    def to_datasets(self, columns: Sequence[str] | None = None) -> Any:
        """Return the articles as a ``datasets.Dataset``, which reads them from a temporary file; needs ``datasets``."""
        return interchange.to_datasets(arrow_schema(_checked(columns)), self.tables(columns))


class Split:
    """The parts of a corpus, each a :class:`Corpus`."""

    def __init__(self, parts: Mapping[str, Corpus], left_out: Corpus, *, groups: int, largest_group: int) -> None:
        """Use :meth:`Corpus.split` instead."""
        self.parts: dict[str, Corpus] = dict(parts)
        """The parts by name: ``train``, ``validation`` and ``test``; ``train`` and ``test`` of two; else ``part_1`` and so on."""

        self.left_out: Corpus = left_out
        """Articles in no part, because a split by day or site would put similar texts into two."""

        self.groups: int = groups
        """Number of groups of articles that hang together."""

        self.largest_group: int = largest_group
        """Number of articles of the largest group."""

    @property
    def train(self) -> Corpus:
        """The first part."""
        return self.parts["train"]

    @property
    def validation(self) -> Corpus:
        """The second of three parts."""
        return self.parts["validation"]

    @property
    def test(self) -> Corpus:
        """The last of two or three parts."""
        return self.parts["test"]

    def __iter__(self) -> Iterator[Corpus]:
        """Yield the parts, so that ``train, test = corpus.split((0.9, 0.1))`` works."""
        return iter(self.parts.values())

    def __getitem__(self, name: str) -> Corpus:
        return self.parts[name]

    def __len__(self) -> int:
        """Return the number of parts."""
        return len(self.parts)

    @property
    def sizes(self) -> dict[str, int]:
        """Number of articles by part."""
        return {name: len(part) for name, part in self.parts.items()}

    def check(self) -> BorderCheck:
        """Compare the texts over the border; see :class:`~newscrawl.BorderCheck`."""
        return splits.check_border(self.parts)

    def __str__(self) -> str:
        """Return the sizes as a table."""
        lines = [f"{name:<12} {size:,} articles" for name, size in self.sizes.items()]
        if left_out := len(self.left_out):
            lines.append(f"{'left out':<12} {left_out:,} articles")
        lines.append(f"{'groups':<12} {self.groups:,}, the largest has {self.largest_group:,} articles")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"<newscrawl split: {', '.join(f'{name} {size:,}' for name, size in self.sizes.items())}>"


def _checked(columns: Sequence[str] | None) -> Sequence[str] | None:
    """Return the columns; :class:`ValueError` for an unknown one."""
    if columns is not None and (unknown := [name for name in columns if name not in arrow_schema().names]):
        raise ValueError(f"there is no column {unknown[0]!r}; the columns are {', '.join(arrow_schema().names)}")
    return columns
