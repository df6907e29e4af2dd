"""Exact identity: the same article seen again, and the same content under another id."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newscrawl.items import Article


def content_hash(headline: str, text: str) -> str:
    """``sha256:`` and the hex digest of headline and text, which are kept apart by a line end."""
    return "sha256:" + hashlib.sha256(f"{headline}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to become of an article that was just read."""

    revision: int = 1
    known: str = ""
    """Why it is not written: ``unchanged`` or ``same_content``; empty where it is."""

    copy_of: str | None = None
    """Id of the article of another site with the very same content."""


def compare(
    article: Article,
    *,
    revision: int | None,
    content_hash: str | None,
    date_published: str | None,
    same_content: str | None,
) -> Verdict:
    """Judge an article by what is remembered of its id and of its content.

    ``revision``, ``content_hash`` and ``date_published`` are those of the last reading of this id, ``None`` where there
    is none; ``same_content`` is the id that first had this content. A change of adverts or related links alone is none.
    """
    if revision is not None:
        if content_hash == article.content_hash and (
            date_published == article.date_published or not article.date_published
        ):
            return Verdict(revision, known="unchanged")
        return Verdict(revision + 1)
    if same_content and same_content != article.id and article.text:
        if same_content.rpartition(":")[0] == article.site:
            return Verdict(known="same_content")
        return Verdict(copy_of=same_content)
    return Verdict()
