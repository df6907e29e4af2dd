"""Near copies over a whole corpus, in whatever runs, shards and exports its articles lie: ``newscrawl near-copies``.

The signatures and the comparison are those of a crawl (:mod:`newscrawl.dedupe`), and so is the choice of what is compared. A crawl compares
an article with those that were committed before it; here all are compared, whatever run they are of.

1. **Sign** (a task a file). Each article's keys, its sketch and what orders it are written in chunks.
2. **Number** (:mod:`~newscrawl.corpus.near_copies.numbering`). SQLite sorts on the disk: the latest revision of each article gets a number in the
   order of publication. Equal texts are found here; only the first of them is compared with others.
3. **Band** (a task a chunk). Each key becomes a row (key, number) of one of many partitions.
4. **Pair** (a task a partition). The rows are sorted; articles that share a key become pairs, in sorted runs.
5. **Verify** (a task for each range of numbers). The runs are merged; pairs that share enough keys are compared by their sketches.
6. **Group**. What hangs together through verified pairs is a group; its first article is the one that was published first.

Every task writes one file under its final name when it is whole, and is skipped if that exists. Sizes follow from the number of articles
alone. So the result does not depend on the engine or on kills, and no task holds more than some 100 MB, however many articles there are.
"""

from newscrawl.corpus.near_copies.search import NearCopies, find_near_copies

__all__ = ["NearCopies", "find_near_copies"]
