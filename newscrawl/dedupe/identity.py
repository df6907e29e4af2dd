"""Exact identity: an article that is read again, and the same content under another id."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from newscrawl.items import Article


def consonant_hash(headline: str, text: str) -> str:
    """Return 16 hex digits: a hash of the consonants and digits of headline and text, which no text rule changes.

    Two texts have the same hash if they differ only in white space, punctuation, letter case, vowels and tone marks.
    """
    letters = f"{headline}\n{text}".casefold().encode("utf-8", "surrogatepass").translate(None, _IGNORED_BYTES)
    return hashlib.blake2b(letters, digest_size=8).hexdigest()


SAME_CONTENT: Final = "same_content"
"""Why an article is not written that has exactly the content of another one of its site."""

_IGNORED_BYTES: Final = bytes(set(range(256)) - set(b"0123456789bcdfghjklmnpqrstvwxz"))
"""Every byte except ASCII digits and consonants."""


def text_rules(article: Article) -> str:
    """Return the version and the tone style of the rules that normalized the article's text."""
    return f"{article.normalization.version} {article.normalization.tone_style}"


class KnownArticle(NamedTuple):
    """The last committed revision of an article."""

    revision: int
    content_hash: str
    date_published: str | None
    text_rules: str = ""
    """:func:`text_rules` of that revision; empty if unknown."""

    consonant_hash: str = ""
    """:func:`consonant_hash` of that revision; empty if unknown."""


class Decision(NamedTuple):
    """What to do with an article that was just read."""

    revision: int = 1
    """The revision to write."""

    skip_reason: str = ""
    """Why the article is not written: ``unchanged`` or ``same_content``; empty if it is."""

    same_content_as: str | None = None
    """Id of the article of another site with exactly the same content."""


def decide(article: Article, known: KnownArticle | None, *, same_content: str | None) -> Decision:
    """Compare an article with what is stored of its id and of its content.

    ``known`` is the last revision of this id, ``None`` if there is none. ``same_content`` is the first article with this
    content. A change of adverts, related links or the modification date alone is not a revision.
    """
    if known:
        same_date = known.date_published == article.date_published or not article.date_published
        if same_date and _is_same_text(article, known):
            return Decision(known.revision, skip_reason="unchanged")
        return Decision(known.revision + 1)
    if same_content and same_content != article.id and article.text:
        if same_content.rpartition(":")[0] == article.site:
            return Decision(skip_reason=SAME_CONTENT)
        return Decision(same_content_as=same_content)
    return Decision()


def _is_same_text(article: Article, known: KnownArticle) -> bool:
    """Return whether the newspaper left the text unchanged.

    If the text rules have changed since the last revision, they may spell the same text differently.
    """
    if known.content_hash == article.content_hash:
        return True
    rules_changed = bool(known.consonant_hash) and known.text_rules != text_rules(article)
    return rules_changed and known.consonant_hash == consonant_hash(article.headline, article.text)
