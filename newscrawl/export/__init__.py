"""Tables made from the files of runs: typed Parquet, JSON Lines or CSV, in a directory or a bucket.

============= ======================================================================================================
`options`     what is exported and how; the partitions and names that follow from it
`inputs`      the finished files of runs, by their checksums; what an export has taken already
`selection`   which records belong to the table: dates, near copies, permissions, ``--where``
`rows`        records on the disk in the order of the table, memory bounded
`writers`     one data file: Parquet, JSON Lines or CSV
`manifest`    the list of the table's files with their checksums, written last
`card`        the dataset card, and the Croissant description
`table`       one export: what is new is added, what is superseded is rewritten
`grouping`    which small files are joined into one
`joining`     small data files joined into large ones
`compaction`  small files of past runs joined in their own directory
============= ======================================================================================================
"""
