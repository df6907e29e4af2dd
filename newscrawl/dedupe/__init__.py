"""Duplicates and revisions: whether an article is new, known, revised, or a near duplicate of another.

Everything here is pure; the caller passes in what the store knows. :func:`decide` compares an article with the last
revision of the same id and with its exact content. :func:`signature` computes what a store keeps of a text to find near
duplicates; :func:`find_near_duplicate` verifies the candidates that the store returns.
"""

from newscrawl.dedupe.identity import Decision, KnownArticle, consonant_hash, decide, text_rules
from newscrawl.dedupe.near_duplicates import DuplicateCandidate, NearDuplicate, find_near_duplicate, syllables
from newscrawl.dedupe.signature import ALGORITHM, Signature, Sketch, signature
from newscrawl.dedupe.similarity import Similarity, compare_sketches

__all__ = [
    "ALGORITHM",
    "Decision",
    "DuplicateCandidate",
    "KnownArticle",
    "NearDuplicate",
    "Signature",
    "Similarity",
    "Sketch",
    "compare_sketches",
    "consonant_hash",
    "decide",
    "find_near_duplicate",
    "signature",
    "syllables",
    "text_rules",
]
