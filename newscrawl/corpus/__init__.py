"""A corpus for researchers: the articles of runs or of an export, filtered, sampled, counted and split.

============= ======================================================================================================
`corpus`      :class:`~newscrawl.corpus.corpus.Corpus`, what :func:`newscrawl.open_corpus` returns
`reading`     the files of a corpus, and the rows of one file: lines of JSON or Parquet
`records`     rows as dictionaries, as lines and as :class:`~newscrawl.Article`
`index`       one row for each article in a temporary database: what is the latest, filtered and sampled without the texts
`stats`       counts of a corpus
============= ======================================================================================================
"""
