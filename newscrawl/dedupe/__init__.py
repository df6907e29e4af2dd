"""What is the same, what is a copy, what is a revision. Pure: the store's answers come in as values.

``signature(text)`` gives what a store remembers of a text and finds candidates by, ``find_copy`` verifies these;
:func:`compare` judges an article by its id and its content hash.
"""

from newscrawl.dedupe.identity import Known, Verdict, compare, consonants, rules
from newscrawl.dedupe.near_duplicates import Candidate, Copy, find_copy, syllables
from newscrawl.dedupe.signature import Signature, Sketch, signature
from newscrawl.dedupe.similarity import Resemblance, resemblance

__all__ = [
    "Candidate",
    "Copy",
    "Known",
    "Resemblance",
    "Signature",
    "Sketch",
    "Verdict",
    "compare",
    "consonants",
    "find_copy",
    "resemblance",
    "rules",
    "signature",
    "syllables",
]
