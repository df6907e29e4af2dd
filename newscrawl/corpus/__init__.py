"""A corpus for researchers: the articles of runs or of an export, filtered, sampled, counted and split.

============= ======================================================================================================
`corpus`      :class:`~newscrawl.corpus.corpus.Corpus`, what :func:`newscrawl.open_corpus` returns, and its split
`reading`     the files of a corpus, and the rows of one file: lines of JSON or Parquet
`removed`     the articles that were removed on request, by the states beside a corpus
`rows`        rows of a file as lines of JSON, as dictionaries and as tables
`records`     rows as dictionaries, as lines and as :class:`~newscrawl.Article`
`index`       one row for each article in a temporary database: what is the latest, filtered and sampled without the texts
`conditions`  the arguments of a filter as conditions of the index
`sampling`    which articles a sample has
`stats`       counts of a corpus
`splits`      which part of a split an article is in; the check of a border
`tokens`      sentences and words, CoNLL-U
`interchange` pandas, Polars and ``datasets``
`folder`      a folder with card, parts and shards, for the Hugging Face Hub; `hub` uploads it
============= ======================================================================================================
"""
