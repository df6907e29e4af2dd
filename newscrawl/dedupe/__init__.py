"""What is the same, what is a copy, what is a revision. Pure: the store's answers come in as values."""

from newscrawl.dedupe.identity import Verdict, compare, content_hash

__all__ = ["Verdict", "compare", "content_hash"]
