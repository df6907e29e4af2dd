"""Exact identity: the same article seen again, and the same content under another id."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from newscrawl.items import Article


def consonants(headline: str, text: str) -> str:
    """16 hex digits of the consonants and digits of headline and text, in order: what no rule of spelling changes.

    Equal where two texts differ in spaces, punctuation, letter case, marks and their places alone.
    """
    letters = f"{headline}\n{text}".casefold().encode("utf-8", "surrogatepass").translate(None, _SPELLED)
    return hashlib.blake2b(letters, digest_size=8).hexdigest()


_SPELLED: Final = bytes(set(range(256)) - set(b"0123456789bcdfghjklmnpqrstvwxz"))


def rules(article: Article) -> str:
    """The rules by which the article's text was set right."""
    return f"{article.normalization.version} {article.normalization.tone_style}"


@dataclass(frozen=True, slots=True)
class Known:
    """What is remembered of an article from its last reading."""

    revision: int
    content_hash: str
    date_published: str | None
    rules: str = ""
    consonants: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to become of an article that was just read."""

    revision: int = 1
    known: str = ""
    """Why it is not written: ``unchanged`` or ``same_content``; empty where it is."""

    copy_of: str | None = None
    """Id of the article of another site with the very same content."""


def compare(article: Article, known: Known | None, *, same_content: str | None) -> Verdict:
    """Judge an article by what is remembered of its id and of its content.

    ``known`` is the last reading of this id, ``None`` where there is none; ``same_content`` is the id that first had this
    content. A change of adverts, of related links or of the moment of the last edit alone is none.
    """
    if known:
        same_date = known.date_published == article.date_published or not article.date_published
        if same_date and _same_text(article, known):
            return Verdict(known.revision, known="unchanged")
        return Verdict(known.revision + 1)
    if same_content and same_content != article.id and article.text:
        if same_content.rpartition(":")[0] == article.site:
            return Verdict(known="same_content")
        return Verdict(copy_of=same_content)
    return Verdict()


def _same_text(article: Article, known: Known) -> bool:
    """Whether the newspaper's text is the same; where our own rules have changed since, they may have spelled it otherwise."""
    if known.content_hash == article.content_hash:
        return True
    respelled = bool(known.consonants) and known.rules != rules(article)
    return respelled and known.consonants == consonants(article.headline, article.text)
